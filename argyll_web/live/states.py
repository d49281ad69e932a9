"""The states that a subscription asks for, each with the sequence of its next event (`websocket.md`, 3.1)."""

from __future__ import annotations

from collections.abc import Sequence

import msgspec

from argyll_web.live.large import FLOW_STATE, without_large
from argyll_web.live.messages import Aggregate, Item
from argyll_web.node import Node
from engine.model.errors import Busy
from engine.store.reader import Reader


class _Cluster(msgspec.Struct):
    nodes: dict[str, msgspec.Raw] = {}


_nodes = msgspec.json.Decoder(_Cluster).decode


async def items(node: Node, aggregates: Sequence[Aggregate], max_value: int) -> list[Item]:
    """One item for each listed aggregate, in order; none for a flow that does not exist. Raises Busy."""
    found: list[Item] = []
    for aggregate in aggregates:
        item = await _item(node, aggregate, max_value)
        if item is not None:
            found.append(item)
    return found


async def _item(node: Node, aggregate: Aggregate, max_value: int) -> Item | None:
    match aggregate:
        case ("flow", flow_id):
            return await node.read(lambda reader: _flow(reader, flow_id, max_value))
        case ("catalog",):
            return await node.read(_catalog)
        case ("cluster",):
            return await _cluster(node)
        case _:
            return Item(aggregate, b"null", 0)


def _flow(reader: Reader, flow_id: str, max_value: int) -> Item | None:
    found = reader.flow_state_with_sequence(flow_id)
    if found is None:
        return None
    state, sequence = found
    return Item(("flow", flow_id), without_large(state, FLOW_STATE, max_value) if max_value else state, sequence)


def _catalog(reader: Reader) -> Item:
    state, sequence = reader.catalog_with_sequence()
    return Item(("catalog",), state, sequence)


async def _cluster(node: Node) -> Item:
    """The engine knows which nodes are configured, the store what they have reported."""
    answer = await node.command("read_cluster")
    if answer.status != 200:
        raise Busy("the engine does not answer for the cluster")
    known = _nodes(answer.body).nodes
    state, sequence = await node.read(lambda reader: reader.cluster_with_sequence(known))
    return Item(("cluster",), state, sequence)
