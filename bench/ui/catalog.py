"""How quick the catalog page is with hundreds and thousands of steps (`ui.md`, 23).

python -m bench.ui.catalog [--steps 500,2000,5000] [--url http://127.0.0.1:8080]

Without `--url` each size gets a node of its own; the pages must be built. Ends with 1 above twice a figure.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import os
import sys
import tempfile
import time
import urllib.request
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

from playwright.sync_api import Browser, Page

from bench.node import Node
from bench.ui.browser import browser, cold_page, elements, frames_per_s, heap_mb, longest_task_ms, now_ms
from bench.ui.steps import steps, wires

CARD = "[role=option][data-card]"
PLANE = "[role=listbox][aria-multiselectable]"
TOLERANCE = 2.0
"""In a shared or busy place a figure may be missed by so much."""


@dataclass(frozen=True, slots=True)
class Measured:
    what: str
    value: float
    unit: str
    limit: float | None = None
    is_least: bool = False
    """Whether the limit is the least instead of the most."""

    def excess(self) -> float:
        """How many times worse than the limit; up to 1 is well."""
        if self.limit is None:
            return 0.0
        return self.limit / max(self.value, 0.001) if self.is_least else self.value / self.limit


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--steps", default="500,2000,5000", help="sizes of the catalogs")
    parser.add_argument("--url", help="a node that is running, with an empty catalog; for one size")
    options = parser.parse_args()
    worst = 0.0
    for count in (int(size) for size in options.steps.split(",")):
        with tempfile.TemporaryDirectory() as directory:
            node = None if options.url else Node(Path(directory), built())
            try:
                if node is not None:
                    asyncio.run(node.start())
                url = node.url if node else options.url
                definitions = steps(count)
                register(url, definitions)
                print(f"\n{count} steps, {wires(definitions)} wires")
                with browser() as found:
                    for measured in measure(found, url, count):
                        worst = max(worst, measured.excess())
                        print(line(measured), flush=True)
            finally:
                if node is not None:
                    node.stop()
    return int(worst > TOLERANCE)


def built() -> dict[str, str]:
    """Where the pages were built, if not in their usual place: `ARGYLL_FRONTEND`."""
    return {name: os.environ[name] for name in ("ARGYLL_FRONTEND",) if name in os.environ}


def register(url: str, definitions: list[dict[str, object]]) -> None:
    document = json.dumps({"version": 1, "steps": definitions})
    body = json.dumps({"document": document, "format": "json", "mode": "merge"}).encode()
    request = urllib.request.Request(
        f"{url}/api/ui/catalog/import", body, {"Content-Type": "application/json"}, method="POST"
    )
    with urllib.request.urlopen(request, timeout=120) as answer:
        answer.read()


def line(measured: Measured) -> str:
    limit = ""
    if measured.limit is not None:
        word = "at least" if measured.is_least else "at most"
        limit = f"{word} {measured.limit:g}{'' if measured.excess() <= 1 else '   MISSED'}"
    return f"  {measured.what:<52}{measured.value:>9.0f} {measured.unit:<9} {limit}"


def measure(found: Browser, url: str, count: int) -> Iterator[Measured]:
    page = cold_page(found)
    page.goto(f"{url}/catalog", wait_until="commit")
    page.wait_for_selector(CARD, state="visible")
    yield Measured("cold: cards visible and usable", now_ms(page), "ms", 4000 if count > 2000 else 3000)
    wait_arranged(page)
    yield Measured("cold: places final", now_ms(page), "ms", 6000)
    yield Measured("longest task of it", longest_task_ms(page), "ms", 200 if count <= 500 else None)
    yield Measured("search: from the key to its result", search_ms(page), "ms", 100)
    yield Measured("memory of the page's scripts", heap_mb(page), "MB", 300)
    page.context.close()
    yield from measure_all(found, url, count)


def measure_all(found: Browser, url: str, count: int) -> Iterator[Measured]:
    """The whole catalog on one canvas."""
    page = cold_page(found)
    page.goto(f"{url}/catalog?all=yes", wait_until="commit")
    page.wait_for_selector(PLANE, state="attached")
    page.wait_for_selector(CARD)
    yield Measured("all shown, cold: usable", now_ms(page), "ms", 3000 if count <= 500 else None)
    wait_arranged(page)
    yield Measured("all shown: places final", now_ms(page), "ms", 6000 if count <= 500 else None)
    yield Measured("all shown: longest task", longest_task_ms(page), "ms", 200 if count <= 500 else None)
    page.get_by_role("button", name="Fit everything").click()
    zoom_to(page, 0.7)
    yield Measured("all shown: panning at zoom 0.7", frames_per_s(page, panning(page)), "frames/s", 30, True)
    yield Measured("all shown: elements in the page", elements(page), "", 10_000)
    zoom_to(page, 0.34)
    yield Measured("all shown: panning at zoom 0.34", frames_per_s(page, panning(page)), "frames/s", 20, True)
    yield Measured("all shown: elements at zoom 0.34", elements(page), "", 10_000)
    page.get_by_role("button", name="Fit everything").click()
    yield Measured(
        "all shown: panning with everything visible", frames_per_s(page, panning(page)), "frames/s", 20, True
    )
    yield Measured("all shown: memory of the page's scripts", heap_mb(page), "MB", 300)
    yield Measured("choosing a goal: plan visible", goal_ms(page), "ms", 400)
    page.context.close()


def wait_arranged(page: Page) -> None:
    page.wait_for_selector(f"{PLANE}:not([aria-busy=true])", state="attached", timeout=120_000)


def panning(page: Page) -> Callable[[], None]:
    """One step of a pan that goes to and fro by the wheel."""
    page.mouse.move(700, 500)
    count = 0

    def step() -> None:
        nonlocal count
        count += 1
        forward = count // 40 % 2 == 0
        page.mouse.wheel(24 if forward else -24, 14 if forward else -14)

    return step


def zoom_to(page: Page, zoom: float) -> None:
    page.mouse.move(700, 500)
    page.keyboard.down("Control")
    for _ in range(60):
        now = float(
            page.evaluate("plane => Number(document.querySelector(plane).style.getPropertyValue('--zoom'))", PLANE)
        )
        if abs(now - zoom) < 0.02:
            break
        # The page zooms by e to the power of this number times 0.0025.
        page.mouse.wheel(0, max(-120, min(120, 400 * (now / zoom - 1))))
        page.wait_for_timeout(40)
    page.keyboard.up("Control")


def search_ms(page: Page) -> float:
    """From the press of the last key of a word to the frame that shows its result."""
    field = page.get_by_role("searchbox")
    field.fill("payment ")
    field.press("End")
    page.wait_for_timeout(300)
    page.evaluate("""() => {
      const status = document.querySelector("[role=status]");
      const before = status.textContent;
      addEventListener("keydown", ({ timeStamp }) => {
        new MutationObserver((_, observer) => {
          if (status.textContent === before) return;
          observer.disconnect();
          requestAnimationFrame(() => setTimeout(() => { bench.search = performance.now() - timeStamp; }));
        }).observe(status, { childList: true, characterData: true, subtree: true });
      }, { once: true, capture: true });
    }""")
    page.keyboard.press("7")
    return awaited(page, "bench.search")


def goal_ms(page: Page) -> float:
    """From the press of Space on a card to the frame that shows it as a goal."""
    card = page.locator(CARD).first
    card.focus()
    page.evaluate(
        """card => {
      const plane = document.querySelector("[role=listbox][aria-multiselectable]");
      addEventListener("keydown", ({ timeStamp }) => {
        new MutationObserver((_, observer) => {
          if (!document.querySelector(card + "[data-tone=goal]")) return;
          observer.disconnect();
          requestAnimationFrame(() => setTimeout(() => { bench.goal = performance.now() - timeStamp; }));
        }).observe(plane, { attributes: true, childList: true, subtree: true });
      }, { once: true, capture: true });
    }""",
        CARD,
    )
    page.keyboard.press("Space")
    return awaited(page, "bench.goal")


def awaited(page: Page, expression: str, most_s: float = 20) -> float:
    """The number as soon as the page has it. Raises TimeoutError."""
    until = time.monotonic() + most_s
    while time.monotonic() < until:
        # The policy of the page forbids the browser's own way of waiting for an expression.
        if (found := page.evaluate(f"{expression} ?? null")) is not None:
            return float(found)
        page.wait_for_timeout(20)
    raise TimeoutError(expression)


if __name__ == "__main__":
    sys.exit(main())
