"""How quick the page of a flow is with thousands of items and events (`ui.md`, 23).

python -m bench.ui.flow [--busy 200000] [--url http://127.0.0.1:8080]

Without `--url` it starts a node of its own; the pages must be built. `--busy` adds a flow that is
tried again and again: 200,000 events take minutes. Ends with 1 above twice a figure.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import sys
import tempfile
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from playwright.sync_api import Browser, Page

from bench.node import Node
from bench.ui.browser import browser, cold_page, frames_per_s, heap_mb, longest_task_ms, now_ms
from bench.ui.catalog import TOLERANCE, Measured, awaited, built, line

ROW = "tbody tr[data-index]"
NOBODY = "http://127.0.0.1:9/nobody"
"""An address where no service answers."""
BUSY_ITEMS = 100


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--busy", type=int, default=0, metavar="EVENTS", help="a flow of so many events, too")
    parser.add_argument("--url", help="a node that is running")
    options = parser.parse_args()
    worst = 0.0
    with tempfile.TemporaryDirectory() as directory:
        node = None if options.url else Node(Path(directory), built())
        try:
            if node is not None:
                asyncio.run(node.start())
            url = node.url if node else options.url
            register(url)
            with browser() as found:
                for measured in measure(found, url, busy_events=options.busy):
                    worst = max(worst, measured.excess())
                    print(line(measured), flush=True)
        finally:
            if node is not None:
                node.stop()
    return int(worst > TOLERANCE)


def measure(found: Browser, url: str, *, busy_events: int) -> Iterator[Measured]:
    mark = f"{time.time():.0f}"
    yield from live(found, url, f"bench-live-{mark}", 1000)
    many = f"bench-many-{mark}"
    start(url, many, "bench-many", {"bench_item": [list(range(10_000))]})
    wait_ended(url, many)
    yield from items(found, url, many)
    yield from history(found, url, many)
    yield from large_value(found, url, f"bench-large-{mark}")
    if busy_events:
        yield from busy(found, url, f"bench-busy-{mark}", busy_events)


def live(found: Browser, url: str, flow: str, count: int) -> Iterator[Measured]:
    """A page that is open while the flow runs at full speed."""
    page = cold_page(found)
    page.goto(f"{url}/flows/{flow}", wait_until="commit")
    page.get_by_text("No such flow yet").wait_for()
    page.evaluate("""() => {
      new MutationObserver(() => {
        const text = document.querySelector("main")?.textContent ?? "";
        if (!bench.seen && /Running|Completed/.test(text)) bench.seen = Date.now();
        if (!bench.ended && text.includes("Completed in"))
          requestAnimationFrame(() => setTimeout(() => { bench.ended ??= Date.now(); }));
      }).observe(document.body, { childList: true, characterData: true, subtree: true });
    }""")
    begin = now_ms(page)
    started = time.time() * 1000
    start(url, flow, "bench-many", {"bench_item": [list(range(count))]})
    ended = wait_ended(url, flow)
    seen, shown = awaited(page, "bench.seen"), awaited(page, "bench.ended")
    yield Measured(f"live, {count} items: page shows the flow", seen - started, "ms", 1500)
    yield Measured(f"live, {count} items: lag of the end behind the engine", shown - ended, "ms", 500)
    yield Measured(f"live, {count} items: longest task", longest_task_ms(page, begin), "ms", 200)
    page.context.close()


def items(found: Browser, url: str, flow: str) -> Iterator[Measured]:
    page = cold_page(found)
    page.goto(f"{url}/flows/{flow}?tab=items&step=bench-many", wait_until="commit")
    page.wait_for_selector(ROW)
    yield Measured("10,000 items: open", now_ms(page), "ms", 3000)
    page.mouse.move(700, 800)
    yield Measured("10,000 items: scroll", frames_per_s(page, lambda: page.mouse.wheel(0, 120)), "frames/s", 30, True)
    page.evaluate("scrollTo(0, 0)")
    field = page.get_by_role("searchbox")
    field.fill("999")
    page.wait_for_timeout(500)
    yield Measured(
        "10,000 items: filter, from the key to the rows", until_changed(page, "[role=status]", "7"), "ms", 200
    )
    page.context.close()


def history(found: Browser, url: str, flow: str) -> Iterator[Measured]:
    page = cold_page(found)
    page.goto(f"{url}/flows/{flow}", wait_until="commit")
    page.get_by_role("tab", name="Events").wait_for()
    page.wait_for_timeout(500)
    begin = now_ms(page)
    page.get_by_role("tab", name="Events").click()
    page.get_by_text("flow_deactivated").wait_for()
    yield Measured("20,000 events: events tab usable", now_ms(page) - begin, "ms", 1000)
    page.context.close()

    page = cold_page(found)
    page.goto(f"{url}/flows/{flow}?tab=timeline", wait_until="commit")
    page.get_by_role("list", name="Timeline of the steps").wait_for()
    yield Measured("20,000 events: timeline usable, cold", now_ms(page), "ms", 3000)
    yield Measured("20,000 events: longest task of it", longest_task_ms(page), "ms")
    page.context.close()

    page = cold_page(found)
    page.goto(f"{url}/flows/{flow}?at=20000", wait_until="commit")
    slider = page.get_by_role("slider", name="Event")
    slider.wait_for()
    page.get_by_text("Replay: after event 20,000").wait_for()
    slider.focus()
    page.wait_for_timeout(500)
    keys = ["Home", "End", "ArrowLeft", "ArrowLeft", "Home", "ArrowRight"]
    seeks = sorted(until_changed(page, "section strong", key) for key in keys)
    yield Measured("20,000 events: seek in replay, median", seeks[len(seeks) // 2], "ms", 50)
    yield Measured("20,000 events: seek in replay, longest", seeks[-1], "ms")
    page.context.close()


def large_value(found: Browser, url: str, flow: str) -> Iterator[Measured]:
    """A value as large as one decision may record as output, value and result, which a service answers."""
    start(url, flow, "bench-large", {})
    token = wait_token(url, flow, "bench-large")
    entries = [{"id": number, "name": f"customer {number}", "note": "x" * 40} for number in range(84_000)]
    post(url, f"/webhook/{flow}/bench-large/{token}", {"bench_value": entries})
    wait_ended(url, flow)
    page = cold_page(found)
    page.goto(f"{url}/flows/{flow}?tab=values", wait_until="commit")
    page.get_by_role("button", name="bench_value", exact=True).click()
    load = page.get_by_role("button", name="Load", exact=True)
    load.wait_for()
    begin = now_ms(page)
    load.click()
    page.get_by_role("region", name="The value").get_by_text("0:", exact=True).wait_for()
    yield Measured("value of 8 MB: show", now_ms(page) - begin, "ms", 1000)
    field = page.get_by_role("searchbox", name="Search the value")
    begin = now_ms(page)
    field.fill("customer 83999")
    page.get_by_text("1 of 1").wait_for()
    yield Measured("value of 8 MB: search", now_ms(page) - begin, "ms", 1000)
    yield Measured("value of 8 MB: longest task", longest_task_ms(page), "ms", 200)
    page.context.close()


def busy(found: Browser, url: str, flow: str, events: int) -> Iterator[Measured]:
    """Items that are tried again and again: the state does not grow, the history does."""
    # Three events a try; some more, so that the flow still runs when it is measured.
    tries = events // (3 * BUSY_ITEMS) + 50
    again = {"max_retries": tries, "init_backoff": 1, "max_backoff": 1, "backoff_type": "fixed"}
    work = {**again, "parallelism": BUSY_ITEMS}
    attributes = {"bench_item": each(), "bench_sent": output()}
    put(url, step("bench-busy", "sync", attributes, http={"endpoint": NOBODY}, work_config=work))
    page = cold_page(found)
    page.goto(f"{url}/flows/{flow}", wait_until="commit")
    page.get_by_text("No such flow yet").wait_for()
    start(url, flow, "bench-busy", {"bench_item": [list(range(BUSY_ITEMS))]})
    page.get_by_role("tab", name="Overview").wait_for()
    page.wait_for_timeout(5000)
    before = heap_mb(page)
    while (count := int(get(url, f"/api/ui/flows/{flow}")["events"])) < events:
        print(f"  … {count} events", end="\r", flush=True)
        page.wait_for_timeout(2000)
    yield Measured(f"{events} events live: growth of the tab", heap_mb(page) - before, "MB", 50)
    page.context.close()


def until_changed(page: Page, selector: str, key: str) -> float:
    """From the press of a key to the frame that shows another text there."""
    page.evaluate(
        """selector => {
      delete bench.changed;
      const element = document.querySelector(selector);
      const before = element.textContent;
      addEventListener("keydown", ({ timeStamp }) => {
        new MutationObserver((_, observer) => {
          if (element.textContent === before) return;
          observer.disconnect();
          requestAnimationFrame(() => setTimeout(() => { bench.changed = performance.now() - timeStamp; }));
        }).observe(element, { childList: true, characterData: true, subtree: true });
      }, { once: true, capture: true });
    }""",
        selector,
    )
    page.keyboard.press(key)
    return awaited(page, "bench.changed")


def register(url: str) -> None:
    script = {"language": "lua", "script": "return {bench_done = bench_item * 2}"}
    attributes = {"bench_item": each(), "bench_done": output()}
    put(url, step("bench-many", "script", attributes, script=script, work_config={"parallelism": 10}))
    put(url, step("bench-large", "async", {"bench_value": output()}, http={"endpoint": NOBODY}))


def put(url: str, definition: dict[str, Any]) -> None:
    """Register a step, or change it to this."""
    try:
        post(url, "/engine/step", definition)
    except urllib.error.HTTPError as error:
        if error.code != 409:
            raise
        post(url, f"/engine/step/{definition['id']}", definition, "PUT")


def each() -> dict[str, Any]:
    """An input with one work item for each of its elements."""
    return {"role": "required", "type": "array", "required": {"for_each": True}}


def step(name: str, kind: str, attributes: dict[str, Any], **more: Any) -> dict[str, Any]:
    return {"id": name, "name": name, "type": kind, "attributes": attributes, **more}


def output() -> dict[str, str]:
    return {"role": "output"}


def start(url: str, flow: str, goal: str, init: dict[str, Any]) -> None:
    post(url, "/engine/flow", {"id": flow, "goals": [goal], "init": init})


def wait_ended(url: str, flow: str) -> float:
    """When the last event of the flow was recorded, in Unix milliseconds."""
    for _ in range(1200):
        row = get(url, f"/api/ui/flows/{flow}")
        if row["status"] != "active":
            at = str(row["last_event_at"]).removesuffix("Z")[:26]
            return time_of(at)
        time.sleep(0.05)
    raise TimeoutError(flow)


def time_of(text: str) -> float:
    return datetime.fromisoformat(text).replace(tzinfo=UTC).timestamp() * 1000


def wait_token(url: str, flow: str, name: str) -> str:
    """The token of the only item of a step, once it has been tried."""
    for _ in range(200):
        events = get(url, f"/engine/flow/{flow}/events")["events"]
        for event in events:
            if event["type"] == "work_started" and event["data"]["step_id"] == name:
                return str(event["data"]["token"])
        time.sleep(0.05)
    raise TimeoutError(flow)


def get(url: str, path: str) -> Any:
    with urllib.request.urlopen(f"{url}{path}", timeout=30) as answer:
        return json.load(answer)


def post(url: str, path: str, body: Any, method: str = "POST") -> None:
    headers = {"Content-Type": "application/json"}
    request = urllib.request.Request(f"{url}{path}", json.dumps(body).encode(), headers, method=method)
    with urllib.request.urlopen(request, timeout=60) as answer:
        answer.read()


if __name__ == "__main__":
    sys.exit(main())
