"""`argyll up --demo`: a newcomer sees flows that move, with a callback, a fan-out and a sub-flow in them."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from argyll.demo.catalogue import GOAL, steps
from bench.node import Node
from tests.chaos.proof import client_of, eventually

pytestmark = pytest.mark.chaos


async def test_the_demo_registers_a_catalogue_and_its_flows_come_to_their_end(tmp_path: Path) -> None:
    node = Node(tmp_path, options=["--demo"])
    await node.start()
    try:
        async with client_of(node.url) as client:

            async def a_flow_is_completed() -> Any:
                answer = await client.http.post(f"{node.url}/engine/flow/query", json={"statuses": ["completed"]})
                return answer.json()["flows"]

            [first, *_] = await eventually(a_flow_is_completed, 30, "a flow of the demo is completed")
            state = (await client.http.get(f"{node.url}/engine/flow/{first['id']}")).json()
            catalog = (await client.http.get(f"{node.url}/engine/step")).json()
        assert {step["id"] for step in catalog["steps"]} == {step["id"] for step in steps("")}
        assert "is on its way" in state["attributes"]["summary"][0]["value"]
        assert len(state["executions"]["pick-item"]["work_items"]) > 1
        assert state["plan"]["goals"] == [GOAL]
        assert "ship-order" in state["plan"]["children"]
    finally:
        node.stop()
