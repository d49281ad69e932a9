"""The stream of events over `/engine/ws`, through the whole application."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator
from typing import Any

import pytest
from channels.testing import WebsocketCommunicator

from argyll_web.application import Web
from argyll_web.live.subscription import MAX_UNDELIVERED
from tests.integration.web.conftest import MakeWeb, http_client
from tests.integration.web.fake_engine import FakeEngine

HOST = (b"host", b"127.0.0.1:8080")


class Socket:
    """A connection of a test."""

    def __init__(self, web: Web) -> None:
        self.communicator = WebsocketCommunicator(web, "/engine/ws", headers=[HOST])

    async def open(self) -> Socket:
        accepted, _ = await self.communicator.connect(timeout=5)
        assert accepted
        return self

    async def say(self, message: Any) -> None:
        is_raw = isinstance(message, str | bytes)
        await self.communicator.send_to(**{"bytes_data" if isinstance(message, bytes) else "text_data":
                                           message if is_raw else json.dumps(message)})  # fmt: skip

    async def next(self) -> dict[str, Any]:
        return dict(json.loads(await self.communicator.receive_from(timeout=5)))

    async def subscribe(self, sub_id: str, *aggregates: list[str], **more: Any) -> dict[str, Any]:
        await self.say({"type": "subscribe", "data": {"sub_id": sub_id, "aggregate_ids": list(aggregates), **more}})
        answer = await self.next()
        assert (answer["type"], answer["sub_id"]) == ("subscribed", sub_id)
        return answer

    async def until(self, kind: str) -> list[dict[str, Any]]:
        got = [await self.next()]
        while got[-1]["type"] != kind:
            got.append(await self.next())
        return got

    async def is_silent(self) -> bool:
        """Whether nothing comes before the answer to a message that is sent now."""
        await self.say({"type": "unsubscribe", "data": {"sub_id": "marker"}})
        return await self.next() == {"type": "unsubscribed", "sub_id": "marker"}

    async def closed(self) -> int:
        """The code with which the server closes; messages before it are dropped."""
        while True:
            message = await self.communicator.receive_output(timeout=5)
            if message["type"] == "websocket.close":
                return int(message["code"])


@pytest.fixture
async def socket(web: Web) -> AsyncIterator[Socket]:
    opened = await Socket(web).open()
    yield opened
    await opened.communicator.disconnect()


async def test_a_connection_is_silent_until_it_subscribes(engine: FakeEngine, socket: Socket) -> None:
    engine.start_flow("f-1")
    assert await socket.is_silent()


async def test_an_event_has_its_whole_envelope(engine: FakeEngine, socket: Socket) -> None:
    await socket.subscribe('my "sub"', ["flow", "f-1"])
    engine.start_flow("f-1", amount=[10**30])
    message = await socket.next()
    assert set(message) == {"type", "sub_id", "id", "sequence", "timestamp", "data"}
    assert (message["type"], message["sub_id"], message["id"]) == ("flow_started", 'my "sub"', ["flow", "f-1"])
    assert (message["sequence"], message["timestamp"]) == (0, 1_772_360_431_123)
    assert message["data"]["init"] == {"amount": [10**30]}


async def test_without_state_only_later_events_come(engine: FakeEngine, socket: Socket) -> None:
    engine.start_flow("f-1")
    assert (await socket.subscribe("s", ["flow", "f-1"]))["items"] is None
    engine.end_flow("f-1")
    assert [message["sequence"] for message in await socket.until("flow_deactivated")] == list(range(1, 8))


async def test_state_and_events_fit_together(engine: FakeEngine, socket: Socket) -> None:
    engine.start_flow("f-1")
    (item,) = (await socket.subscribe("s", ["flow", "f-1"], include_state=True))["items"]
    assert (item["id"], item["sequence"], item["data"]["status"]) == (["flow", "f-1"], 1, "active")
    engine.end_flow("f-1")
    assert [message["sequence"] for message in await socket.until("flow_deactivated")] == list(range(1, 8))


async def test_what_is_committed_while_the_state_is_read_is_neither_lost_nor_repeated(
    engine: FakeEngine, web: Web, socket: Socket, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The flow ends between the start of the subscription and its answer: before, in, and after the state."""
    engine.start_flow("before")
    engine.start_flow("after")
    settle = web.node.settle

    async def settle_meanwhile(asked_position: int = 0) -> Any:
        engine.end_flow("before")
        settled = await settle(asked_position)
        engine.start_flow("new")
        engine.end_flow("after")
        # The batches are on their way to the hub; one more round trip brings them there before the state is read.
        await web.node.client.call("read_node")
        return settled

    monkeypatch.setattr(web.node, "settle", settle_meanwhile)
    answer = await socket.subscribe("s", ["flow", "before"], ["flow", "after"], ["flow", "new"], include_state=True)
    monkeypatch.undo()
    got = {item["id"][1]: item["sequence"] for item in answer["items"]}
    assert got == {"before": 8, "after": 8, "new": 1}
    engine.end_flow("new")
    assert [message["sequence"] for message in await socket.until("flow_deactivated")] == list(range(1, 8))
    assert await socket.is_silent()


async def test_a_flow_that_does_not_exist_has_no_item_and_comes_from_its_first_event(
    engine: FakeEngine, socket: Socket
) -> None:
    assert (await socket.subscribe("s", ["flow", "later"], include_state=True))["items"] == []
    engine.start_flow("later")
    engine.end_flow("later")
    assert [message["sequence"] for message in await socket.until("flow_deactivated")] == list(range(8))


async def test_states_come_in_the_order_of_the_list(engine: FakeEngine, socket: Socket) -> None:
    engine.answer("read_cluster", 200, {"nodes": {"n1": {}}, "last_updated": ""})
    engine.register("one")
    engine.commit("cluster", ("step_health_changed", {"node_id": "n1", "step_id": "one", "status": "healthy"}))
    engine.start_flow("f-1")
    asked: list[list[str]] = [["cluster"], ["flow"], ["catalog"], ["flow", "nobody"], ["flow", "f-1"], ["what"], []]
    items = (await socket.subscribe("s", *asked, include_state=True))["items"]
    assert [item["id"] for item in items] == [["cluster"], ["flow"], ["catalog"], ["flow", "f-1"], ["what"], []]
    assert set(items[0]["data"]) == {"nodes", "last_updated"}
    assert items[0]["data"]["nodes"]["n1"]["health"] == {"one": {"status": "healthy"}}
    assert (items[1]["data"], items[1]["sequence"]) == (None, 0)
    assert set(items[2]["data"]) == {"steps", "attributes", "last_updated"}
    assert [item["sequence"] for item in items] == [1, 0, 1, 1, 0, 0]


async def test_filters_hold_for_aggregate_and_type_alike(engine: FakeEngine, socket: Socket) -> None:
    await socket.subscribe("types", ["flow"], event_types=["flow_started"])
    await socket.subscribe("never", ["catalog"], event_types=["flow_started"])
    engine.register("one")
    engine.start_flow("f-1")
    engine.end_flow("f-1")
    assert [(await socket.next())[key] for key in ("type",)] == ["flow_started"]
    assert await socket.is_silent()


async def test_overlapping_prefixes_deliver_once_and_each_subscription_its_own(
    engine: FakeEngine, socket: Socket
) -> None:
    await socket.subscribe("one", ["flow"], ["flow", "f-1"], ["flow", "f-1"])
    await socket.subscribe("two")
    engine.start_flow("f-1")
    assert {(await socket.next())["sub_id"] for _ in range(2)} == {"one", "two"}
    assert await socket.is_silent()


async def test_a_longer_prefix_than_any_identity_matches_nothing(engine: FakeEngine, socket: Socket) -> None:
    await socket.subscribe("s", ["flow", "f-1", "x"], ["catalog", "x"])
    engine.start_flow("f-1")
    engine.register("one")
    assert await socket.is_silent()


async def test_a_subscription_under_the_same_name_replaces_the_old_one(engine: FakeEngine, socket: Socket) -> None:
    await socket.subscribe("s", ["flow", "old"])
    await socket.subscribe("s", ["flow", "new"])
    engine.start_flow("old")
    engine.start_flow("new")
    assert (await socket.next())["id"] == ["flow", "new"]


async def test_unsubscribe_is_always_answered(engine: FakeEngine, socket: Socket) -> None:
    await socket.subscribe("s", ["flow"])
    for data in ({"sub_id": "s"}, {"sub_id": "never"}):
        await socket.say({"type": "unsubscribe", "data": data})
        assert await socket.next() == {"type": "unsubscribed", **data}
    for empty in ({}, {"sub_id": ""}, {"sub_id": None}):
        await socket.say({"type": "unsubscribe", "data": empty})
        assert await socket.next() == {"type": "unsubscribed"}
    engine.start_flow("f-1")
    assert await socket.is_silent()


@pytest.mark.parametrize(
    "message",
    [
        "{not json", b"\xff", "[]", "{}", '{"type": "dance"}', '{"type": "SUBSCRIBE", "data": {"sub_id": "x"}}',
        '{"type": "subscribe"}', '{"type": "subscribe", "data": 5}', '{"type": "subscribe", "data": {}}',
        '{"type": "subscribe", "data": {"sub_id": ""}}', '{"type": "subscribe", "data": {"sub_id": 5}}',
        '{"type": "subscribe", "data": {"sub_id": "x", "aggregate_ids": "flow"}}',
        '{"type": "subscribe", "data": {"sub_id": "x", "aggregate_ids": ["flow"]}}',
        '{"type": "subscribe", "data": {"sub_id": "x", "event_types": [1]}}',
        '{"type": "subscribe", "data": {"sub_id": "x", "include_state": "yes"}}',
        '{"type": "subscribe", "data": {"sub_id": "x", "max_value": 1023}}',
        '{"type": "unsubscribe", "data": {"sub_id": 5}}',
    ],
)  # fmt: skip
async def test_a_bad_message_is_answered_with_the_reason_and_changes_nothing(
    engine: FakeEngine, socket: Socket, message: str | bytes
) -> None:
    await socket.subscribe("x", ["flow"])
    await socket.say(message)
    answer = await socket.next()
    assert (answer["type"], bool(answer["error"])) == ("error", True)
    engine.start_flow("f-1")
    assert (await socket.next())["sub_id"] == "x"


async def test_binary_messages_are_understood(socket: Socket) -> None:
    await socket.say(b'{"type": "unsubscribe", "data": {"sub_id": "s"}}')
    assert await socket.next() == {"type": "unsubscribed", "sub_id": "s"}


@pytest.mark.parametrize("fill", ["a", "é"])
async def test_a_message_that_is_too_long_closes_with_1009(socket: Socket, fill: str) -> None:
    longest = json.dumps({"type": "x", "data": ""}) + " " * (65_536 - 25)
    await socket.say(longest[:65_536])
    assert (await socket.next())["type"] == "error"
    await socket.say(fill * (65_537 // len(fill.encode()) + 1))
    assert await socket.closed() == 1009


async def test_large_values_are_left_out_on_request(engine: FakeEngine, socket: Socket) -> None:
    large = "x" * 2_000
    engine.start_flow("f-1", long=[large], short=["y"])
    (item,) = (await socket.subscribe("s", ["flow", "f-1"], ["catalog"], include_state=True, max_value=1_024))["items"][
        :1
    ]
    marker = {"$large": 2_002, "type": "string"}
    assert item["data"]["attributes"]["long"][0]["value"] == marker
    assert item["data"]["attributes"]["short"][0]["value"] == "y"
    await socket.subscribe("whole", ["flow", "f-1"])
    work = {"flow_id": "f-1", "step_id": "one", "key": "out"}
    engine.commit("flow/f-1", ("attribute_set", work | {"value": large}))
    values = {message["sub_id"]: message["data"]["value"] for message in [await socket.next(), await socket.next()]}
    assert values == {"s": marker, "whole": large}


async def test_open_connections_are_reported_and_counted(engine: FakeEngine, web: Web) -> None:
    first, second = await Socket(web).open(), await Socket(web).open()
    reports = engine.scripted.calls_of("web_clients")
    assert [call.params["count"] for call in reports] == ["1", "2"]
    assert len({call.params["process"] for call in reports}) == 1
    async with http_client(web) as client:
        assert (await client.get("/health")).json()["details"]["websocket"]["clients"] == 2
        await first.communicator.disconnect()
        await second.communicator.disconnect()
        assert (await client.get("/health")).json()["details"]["websocket"]["clients"] == 0
    assert engine.scripted.calls_of("web_clients")[-1].params["count"] == "0"


@pytest.mark.parametrize(
    ("headers", "path"),
    [
        ([HOST, (b"origin", b"https://elsewhere.example")], "/engine/ws"),
        ([HOST, (b"origin", b"null")], "/engine/ws"),
        ([(b"host", b"elsewhere.example")], "/engine/ws"),
        ([HOST], "/engine/wss"),
    ],
)
async def test_a_handshake_that_may_not_come_in_is_refused(web: Web, headers: list[Any], path: str) -> None:
    accepted, _ = await WebsocketCommunicator(web, path, headers=headers).connect(timeout=5)
    assert not accepted


@pytest.mark.parametrize("origin", [b"http://127.0.0.1:8080", b"https://app.example"])
async def test_own_and_allowed_origins_may_listen(make_web: MakeWeb, origin: bytes) -> None:
    web = await make_web(allowed_origins=("https://app.example",))
    communicator = WebsocketCommunicator(web, "/engine/ws", headers=[HOST, (b"origin", origin)])
    assert (await communicator.connect(timeout=5))[0]
    await communicator.disconnect()


async def test_a_client_that_falls_behind_is_closed_with_1013_and_the_others_are_served(
    engine: FakeEngine, web: Web, socket: Socket
) -> None:
    slow = await Socket(web).open()
    for number in range(200):
        await slow.subscribe(f"s{number}", ["flow"])
    await socket.subscribe("witness", ["flow"])
    for number in range(MAX_UNDELIVERED // 200 + 1):
        engine.start_flow(f"f-{number}")
    ids = [(await socket.next())["id"][1] for _ in range(MAX_UNDELIVERED // 200 + 1)]
    assert ids == [f"f-{number}" for number in range(MAX_UNDELIVERED // 200 + 1)]
    assert await slow.closed() == 1013


async def test_a_gap_in_the_stream_closes_the_connections(engine: FakeEngine, web: Web, socket: Socket) -> None:
    await socket.subscribe("s", ["flow"])
    await engine.server.stop()
    engine.server = type(engine.server)(engine.scripted, lambda: engine.index)
    await engine.server.start(engine.socket)
    assert await socket.closed() == 1012


async def test_an_engine_that_does_not_answer_makes_the_client_come_again(engine: FakeEngine, socket: Socket) -> None:
    engine.scripted.is_behind = True
    await socket.say({"type": "subscribe", "data": {"sub_id": "s"}})
    assert await socket.closed() == 1013


async def test_at_the_end_of_the_process_all_connections_are_closed(make_web: MakeWeb) -> None:
    web = await make_web()
    socket = await Socket(web).open()
    await web.node.hub.stop()
    assert await socket.closed() == 1001
    await asyncio.wait_for(socket.communicator.wait(), 5)
