"""`python -m argyll.demo`: registers the shop, serves its steps, and places an order now and then.

The supervisor starts it beside a node for `argyll up --demo`; it finds the node by ARGYLL_HOST and ARGYLL_PORT.
"""

from __future__ import annotations

import asyncio
import logging
import os
import uuid

from argyll.demo import catalogue
from argyll.demo.node import Node
from argyll.demo.service import StepService
from argyll.demo.shop import Shop
from argyll.settings import load_node
from argyll.words import sayer

FIRST_ORDERS = 5
MOST_ORDERS = 200
"""Then the shop closes, so that a node which is left alone does not fill its disk."""
PAUSE_S = 4.0

PORT_OFFSET = 1000
"""The services keep their port over restarts, because running flows hold the URLs they were planned with."""

log = logging.getLogger(__name__)


async def demo(url: str, port: int) -> None:
    """Run until cancelled."""
    node = Node(url)
    service = StepService(Shop(node.post_webhook).handlers())
    try:
        base_url = await service.start(port=port)
    except OSError:
        base_url = await service.start()
    for step in catalogue.steps(base_url):
        status = await node.request("POST", "/engine/step", step)
        if status == 409:  # from an earlier run, with another address
            status = await node.request("PUT", f"/engine/step/{step['id']}", step)
        if status not in (200, 201):
            log.warning("step %s was refused with status %s", step["id"], status)
    sayer("demo")(f"a small shop is registered and takes orders; watch them at {url}/flows")
    for number in range(MOST_ORDERS):
        flow = {"id": f"demo-{uuid.uuid4().hex[:8]}", "goals": [catalogue.GOAL], "init": catalogue.order(number)}
        await node.request("POST", "/engine/flow", {**flow, "labels": {"demo": "shop"}})
        await asyncio.sleep(PAUSE_S if number >= FIRST_ORDERS else 0)
    await asyncio.Event().wait()


if __name__ == "__main__":
    logging.basicConfig(format="argyll demo: %(message)s")
    settings = load_node(os.environ)
    asyncio.run(demo(settings.url, settings.port + PORT_OFFSET if settings.port + PORT_OFFSET < 65536 else 0))
