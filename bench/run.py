"""`make bench`: starts a node, puts every load on it, and prints a table and JSON.

python -m bench.run [--scale 1.0] [--flood PATH] [--json FILE] [--only NAME,NAME]
"""

from __future__ import annotations

import argparse
import asyncio
import json
import os
import sys
from collections.abc import Awaitable, Callable
from pathlib import Path

from bench import loads
from bench.loads import Figures
from bench.node import Node

SHARED_FLOOD = Path(__file__).resolve().parents[2] / "shared" / "bench" / "flood.py"

STEADY_PER_S = 200
STEADY_S = 15
FILLED_FLOWS = 20_000

Load = Callable[[Node], Awaitable[Figures]]


def plan(scale: float, flood: Path | None) -> dict[str, Load]:
    """Name to load, in the order in which they run."""

    def sized(flows: int) -> int:
        return max(1, round(flows * scale))

    def one_script(node: Node) -> Awaitable[Figures]:
        return loads.flood(node, sized(4000), flood) if flood else loads.one_script(node, sized(4000))

    return {
        "warm-up": lambda node: loads.one_script(node, sized(1000)),
        "one script step": one_script,
        "one HTTP step": lambda node: loads.one_http(node, sized(2000)),
        "chain of ten script steps": lambda node: loads.chain(node, sized(500)),
        f"one script step, {STEADY_PER_S}/s offered": lambda node: loads.one_script(
            node, sized(STEADY_PER_S * STEADY_S), STEADY_PER_S
        ),
        "twenty HTTP steps side by side": lambda node: loads.side_by_side(node, sized(50)),
        "one step over 1,000 items, parallelism 10": lambda node: loads.many_items(node),
        "64 callbacks at once for one flow": lambda node: loads.callbacks_at_once(node),
    }


async def run(names: set[str], scale: float, flood: Path | None) -> dict[str, Figures]:
    """Figures by name of the load. A load that leaves a flow unended raises RuntimeError."""
    results: dict[str, Figures] = {}
    async with loads.bench_node() as node:
        for name, load in plan(scale, flood).items():
            if names and name not in names:
                continue
            figures = {**await load(node), "memory_mb": loads.memory_now(node)}
            if name != "warm-up":
                results[name] = figures
            print(row(name, figures), flush=True)
        if not names:
            done = sum(figures["flows"] for figures in results.values()) + round(1000 * scale)
            filled = results["memory"] = await loads.memory_after(node, done, round(FILLED_FLOWS * scale))
            sizes = ", ".join(f"{role} {size} MB" for role, size in filled["memory_mb"].items())
            print(f"memory after {filled['flows']} flows: {sizes}", flush=True)
    return results


HEAD = (
    f"{'load':44} {'flows':>6} {'flows/s':>8} {'start p50':>10} {'p99 ms':>8} {'CPU ms/flow':>12} {'engine MB':>10}"
    "  CPU by process"
)


def row(name: str, figures: Figures) -> str:
    cost = figures["cpu_ms_per_flow"]
    parts = ", ".join(f"{role} {ms:g}" for role, ms in cost.items() if role != "all")
    start = figures["start"]
    return (
        f"{name:44} {figures['flows']:>6} {figures['flows_per_s']:>8.1f}"
        f" {start['p50_ms']:>10.1f} {start['p99_ms']:>8.1f} {cost['all']:>12.3f}"
        f" {figures['memory_mb']['engine']:>10}  {parts}"
    )


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m bench.run", description="Measure a node.")
    parser.add_argument("--scale", type=float, default=1.0, help="share of the flows of each load (1.0)")
    told = Path(os.environ.get("ARGYLL_FLOOD") or SHARED_FLOOD)
    parser.add_argument("--flood", type=Path, default=told, help="the shared load program; ARGYLL_FLOOD")
    parser.add_argument("--only", default="", help="names of loads, separated by commas")
    parser.add_argument("--json", type=Path, help="write the figures there too")
    options = parser.parse_args()
    print(HEAD)
    names = set(filter(None, options.only.split(",")))
    try:
        results = asyncio.run(run(names, options.scale, options.flood if options.flood.is_file() else None))
    except (RuntimeError, TimeoutError) as error:
        print(f"bench: {error}", file=sys.stderr)
        return 1
    text = json.dumps(results)
    print(text)
    if options.json:
        options.json.write_text(text + "\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
