"""Which node runs which flow that is not deactivated."""

from __future__ import annotations

from engine.replication.log import NodeChanged, Ruling


class Residence:
    """Follows the log: the node that records a flow's start runs it, until the loss of a node moves it."""

    def __init__(self, node: str) -> None:
        self._node = node
        self._elsewhere: dict[str, str] = {}

    def load(self, runners: dict[str, str]) -> None:
        """Runners of live flows, as the store has them."""
        self._elsewhere = {flow_id: node for flow_id, node in runners.items() if node != self._node}

    def elsewhere(self, flow_id: str) -> str | None:
        """The other node that runs a flow; None if it is this one, or the flow is not live."""
        return self._elsewhere.get(flow_id)

    def observe(self, ruling: Ruling) -> None:
        """An applied batch of any node."""
        aggregate = ruling.batch.aggregate
        if ruling.node == self._node or not aggregate.startswith("flow/"):
            return
        if ruling.batch.closes:
            self._elsewhere.pop(aggregate[5:], None)
        elif ruling.first == 0:
            self._elsewhere[aggregate[5:]] = ruling.node

    def move(self, change: NodeChanged) -> None:
        for flow_id, node in change.moved:
            if node == self._node:
                self._elsewhere.pop(flow_id, None)
            else:
                self._elsewhere[flow_id] = node
