"""How quick the list of flows is (`ui.md`, 23): first rows, filters, scrolling, and what the live stream changes.

python -m bench.ui.list [--flows 12000] [--url http://127.0.0.1:8080]

Without `--url` a node of its own is filled; the pages must be built. With it, flows are added to that node, so that a
store of a million can be measured too. Ends with 1 above twice a figure.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import tempfile
import time
import urllib.request
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from playwright.sync_api import Browser, Page

from bench.http import Api, start_closed
from bench.loads import constant_service, http_step, mark, script_step, spec
from bench.node import Node
from bench.ui.browser import browser, cold_page, elements, frames_per_s, heap_mb, longest_task_ms, now_ms
from bench.ui.catalog import TOLERANCE, Measured, built, line

WAITING = 60
"""Flows that wait for a callback, for what the stream changes."""
CONNECTIONS = 16
ROW = "[role=row][data-place]"
APART_S = 0.1
"""Between two callbacks: above 20 changes per second the list shows them in steps of a second, as it must."""
DEEP = 10_000
"""So many rows are scrolled through, or as many as there are."""


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--flows", type=int, default=12_000)
    parser.add_argument("--url", help="a node that is running")
    options = parser.parse_args()
    worst = 0.0
    with tempfile.TemporaryDirectory() as directory:
        node = None if options.url else Node(Path(directory), built())
        try:
            if node is not None:
                asyncio.run(node.start())
            url = node.url if node else options.url
            name = asyncio.run(fill(url, options.flows))
            with browser() as found:
                for measured in measure(found, url, name):
                    worst = max(worst, measured.excess())
                    print(line(measured), flush=True)
        finally:
            if node is not None:
                node.stop()
    return int(worst > TOLERANCE)


async def fill(url: str, flows: int) -> str:
    """Finished flows of which one in seven failed, and behind them some that wait; answers the word in their names."""
    name = mark()
    fails = f'(if (= 0 (mod {name}n 7)) (raise "item has no price") {{:{name}out "sent"}})'
    step = script_step(f"{name}-ship", [f"{name}n"], f"{name}out", fails)
    step["attributes"][f"{name}n"] = spec("required", "number")
    async with constant_service({}) as service:
        attributes = {f"{name}n": spec("required", "number"), f"{name}paid": spec("output")}
        await Api(url).register(step, http_step(f"{name}-pay", f"{service}/pay", attributes, "async"))
        finished = [start(name, "ship", n) for n in range(flows)]
        await start_closed(url, finished, CONNECTIONS)
        await start_closed(url, [start(name, "pay", n) for n in range(WAITING)], CONNECTIONS)
        while len(await waiting(url, name)) < WAITING:
            await asyncio.sleep(0.1)
    return name


def start(name: str, goal: str, n: int) -> bytes:
    labels = {"team": f"{name}-{n % 4}", "customer": f"c-{n % 97}"}
    body = {"id": f"{name}-{goal}-{n}", "goals": [f"{name}-{goal}"], "init": {f"{name}n": [n]}, "labels": labels}
    return json.dumps(body).encode()


async def waiting(url: str, name: str) -> list[dict[str, Any]]:
    path = f"/api/ui/flows?goal={name}-pay&state=waiting&limit=200"
    return list((await Api(url).call("GET", path))["flows"])


def measure(found: Browser, url: str, name: str) -> Iterator[Measured]:
    page = cold_page(found)
    page.goto(f"{url}/flows", wait_until="commit")
    page.wait_for_selector(ROW, state="visible")
    yield Measured("cold: first rows visible", now_ms(page), "ms", 1500)
    for what, act, shown in filters(name):
        yield Measured(f"{what}: first rows", until(page, act, shown), "ms", 300)
        page.get_by_role("button", name="Clear the filter").first.click()
        page.wait_for_function("!location.search")
    yield from scrolling(page)
    yield from coming_back(page, url)
    page.context.close()
    yield from live(found, url, name)


def filters(name: str) -> Iterator[tuple[str, str, str]]:
    """What is done in the page, and what must then be true of each visible row."""
    yield "filter by state", press("Failed"), "row.textContent.includes('Failed')"
    yield "filter by a word of the error", typed("no price"), "row.textContent.includes('no price')"
    yield "filter by part of an id", typed(f"{name}-ship-11"), f"row.textContent.includes('{name}-ship-11')"


def press(word: str) -> str:
    return f"[...document.querySelectorAll('button[aria-pressed]')].find(b => b.textContent === '{word}').click()"


def typed(text: str) -> str:
    setter = "Object.getOwnPropertyDescriptor(HTMLInputElement.prototype, 'value').set"
    return (
        f"const field = document.querySelector('[data-page-search]'); {setter}.call(field, {json.dumps(text)});"
        "field.dispatchEvent(new Event('input', {bubbles: true}))"
    )


def until(page: Page, act: str, shown: str) -> float:
    """Milliseconds from the act to the frame in which the visible rows are those of the filter."""
    return float(
        page.evaluate(
            f"""() => new Promise((resolve, reject) => {{
              const begin = performance.now();
              {act};
              (function look() {{
                const rows = [...document.querySelectorAll('{ROW}')].slice(1);
                const grid = document.querySelector('[role=grid]');
                const is = grid?.getAttribute('aria-busy') === 'false' && location.search && rows.length > 0;
                if (is && rows.every(row => {shown})) resolve(performance.now() - begin);
                else if (performance.now() - begin > 20000) reject(new Error('the rows never came'));
                else requestAnimationFrame(look);
              }})();
            }})"""
        )
    )


def scrolling(page: Page) -> Iterator[Measured]:
    page.wait_for_selector(ROW)
    box = page.get_by_role("grid").bounding_box()
    assert box is not None, "a list with rows has a place on the screen"
    page.mouse.move(box["x"] + 300, box["y"] + 300)
    begun = now_ms(page)
    yield Measured("scrolling by wheel", frames_per_s(page, lambda: page.mouse.wheel(0, 400)), "frames/s", 30, True)
    yield Measured("longest task of it", longest_task_ms(page, begun), "ms", 200)
    last = -1
    while (rows := last_place(page)) not in (last, DEEP - 1):
        last = rows
        page.evaluate("const g = document.querySelector('[role=grid]'); g.scrollTop = g.scrollHeight")
        page.wait_for_function(
            "last => +[...document.querySelectorAll('[data-place]')].at(-1).dataset.place > last"
            " || !document.querySelector('[role=grid]')?.matches('[aria-rowcount=\"-1\"]')",
            arg=last,
            timeout=10_000,
        )
    yield Measured("rows that were scrolled through", rows + 1, "")
    yield Measured("deep: scrolling back by wheel", frames_per_s(page, lambda: page.mouse.wheel(0, -400)),
                   "frames/s", 30, True)  # fmt: skip
    yield Measured("deep: elements in the page", elements(page), "", 10_000)
    yield Measured("deep: memory of the page's scripts", heap_mb(page), "MB")


def last_place(page: Page) -> int:
    return int(page.evaluate("+[...document.querySelectorAll('[data-place]')].at(-1).dataset.place"))


def coming_back(page: Page, url: str) -> Iterator[Measured]:
    """Where one was in the list is there again at once."""
    top = page.evaluate("document.querySelector('[role=grid]').scrollTop")
    # The first one in the page is the one that has the focus; the next few lie above the window of the box.
    page.locator(ROW).nth(14).locator("a").first.click()
    page.wait_for_url(f"{url}/flows/*")
    page.wait_for_selector("h1")
    spent = page.evaluate(
        """top => new Promise((resolve, reject) => {
          const begin = performance.now();
          history.back();
          (function look() {
            const grid = document.querySelector('[role=grid]');
            if (grid && Math.abs(grid.scrollTop - top) < 2 && grid.querySelectorAll('[data-place]').length > 5)
              resolve(performance.now() - begin);
            else if (performance.now() - begin > 20000) reject(new Error(`it came back to ${grid?.scrollTop}`));
            else requestAnimationFrame(look);
          })();
        })""",
        top,
    )
    yield Measured("back from a flow: the same rows at the same place", float(spent), "ms", 300)


def live(found: Browser, url: str, name: str) -> Iterator[Measured]:
    """Callbacks end flows that are visible; each row must say so soon after its commit."""
    page = cold_page(found)
    page.goto(f"{url}/flows?goal={name}-pay&sort=id&order=asc")
    page.wait_for_selector(ROW)
    page.evaluate(
        """() => { window.painted = {};
          (function look() {
            for (const row of document.querySelectorAll('[data-place]')) {
              const id = row.querySelector('a').getAttribute('href').split('/').at(-1);
              if (row.textContent.includes('Done')) painted[id] ??= Date.now();
            }
            requestAnimationFrame(look);
          })(); }"""
    )
    ids = "links => links.map(link => link.getAttribute('href').split('/').at(-1))"
    visible = page.eval_on_selector_all(f"{ROW} [data-column=id] a", ids)
    # The last ones in the page lie below the window of the box.
    wanted = visible[:15]
    # The rows are told to the stream once they have come to rest.
    page.wait_for_timeout(500)
    answered = {}
    for flow_id in wanted:
        answered[flow_id] = complete(url, name, flow_id)
        time.sleep(APART_S)
    page.wait_for_function("ids => ids.every(id => painted[id])", arg=wanted, timeout=20_000)
    painted = page.evaluate("painted")
    late = sorted(painted[flow_id] - at for flow_id, at in answered.items())
    yield Measured("an outcome is painted after its commit, p95", late[round((len(late) - 1) * 0.95)], "ms", 200)
    page.context.close()


def complete(url: str, name: str, flow_id: str) -> float:
    """Answer for the service that a flow waits for; the time of the answer in ms since 1970."""
    with urllib.request.urlopen(f"{url}/engine/flow/{flow_id}", timeout=30) as answer:
        state = json.load(answer)
    (token,) = state["executions"][f"{name}-pay"]["work_items"]
    body = json.dumps({f"{name}paid": "yes"}).encode()
    address = f"{url}/webhook/{flow_id}/{name}-pay/{token}"
    request = urllib.request.Request(address, body, {"Content-Type": "application/json"})
    with urllib.request.urlopen(request, timeout=30) as answer:
        answer.read()
    return time.time() * 1000


if __name__ == "__main__":
    raise SystemExit(main())
