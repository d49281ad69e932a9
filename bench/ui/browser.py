"""A headless browser that counts frames and long tasks. The figures of `ui.md`, 23, are for software rendering."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any, cast

from playwright.sync_api import Browser, Page, sync_playwright

ARGUMENTS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--js-flags=--expose-gc",
]
SIZE = {"width": 1440, "height": 900}

_WATCH = """
window.bench = { tasks: [], frames: [] };
new PerformanceObserver((list) => {
  for (const entry of list.getEntries()) bench.tasks.push([entry.startTime, entry.duration]);
}).observe({ type: "longtask", buffered: true });
(function frame(now) { bench.frames.push(now); requestAnimationFrame(frame); })(performance.now());
"""


def executable() -> str | None:
    """The system's Chromium: `ARGYLL_CHROMIUM`, or the first one on the path."""
    names = (os.environ.get("ARGYLL_CHROMIUM"), "chromium", "google-chrome")
    return next((found for name in names if name and (found := shutil.which(name))), None)


@contextmanager
def browser() -> Iterator[Browser]:
    """Raises FileNotFoundError where there is none."""
    place = executable()
    if place is None:
        raise FileNotFoundError("no Chromium: install the package `chromium`, or name one in ARGYLL_CHROMIUM")
    with sync_playwright() as playwright:
        found = playwright.chromium.launch(executable_path=place, args=ARGUMENTS)
        try:
            yield found
        finally:
            found.close()


def cold_page(found: Browser) -> Page:
    """A page of a browser that has seen nothing yet."""
    page = found.new_context(viewport=cast(Any, SIZE)).new_page()
    page.add_init_script(_WATCH)
    return page


def now_ms(page: Page) -> float:
    """Since the navigation began."""
    return float(page.evaluate("performance.now()"))


def longest_task_ms(page: Page, since_ms: float = 0) -> float:
    """The longest uninterrupted task of the main thread that began since then; 0 where none took 50 ms."""
    return float(
        page.evaluate("since => Math.max(0, ...bench.tasks.filter(t => t[0] >= since).map(t => t[1]))", since_ms)
    )


def frames_per_s(page: Page, act: Any, seconds: float = 3) -> float:
    """The median over the frames that are drawn while `act` is repeated for so long."""
    start = now_ms(page)
    while now_ms(page) - start < seconds * 1000:
        act()
    lengths = page.evaluate(
        "since => { const f = bench.frames.filter(t => t >= since); return f.slice(1).map((t, i) => t - f[i]); }", start
    )
    lengths.sort()
    return 1000 / float(lengths[len(lengths) // 2]) if lengths else 0.0


def elements(page: Page) -> int:
    return int(page.evaluate("document.getElementsByTagName('*').length"))


def heap_mb(page: Page) -> float:
    """What the page's scripts hold, after a collection."""
    session = page.context.new_cdp_session(page)
    session.send("HeapProfiler.collectGarbage")
    session.send("Performance.enable")
    metrics = {metric["name"]: metric["value"] for metric in session.send("Performance.getMetrics")["metrics"]}
    return float(metrics["JSHeapUsedSize"]) / 1e6
