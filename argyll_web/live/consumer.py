"""The consumer of `/engine/ws`: what a client says goes in, the stream of its subscriptions comes out."""

from __future__ import annotations

import asyncio

from channels.generic.websocket import AsyncWebsocketConsumer  # type: ignore[import-untyped]

from argyll_web import node as nodes
from argyll_web.edge.answers import Message, Receive, Scope, Send
from argyll_web.live import messages, states
from argyll_web.live.connection import Connection
from argyll_web.live.heartbeat import PING_EVERY_S, PONG_WITHIN_S, Heartbeat
from argyll_web.live.hub import TRY_AGAIN_LATER
from argyll_web.live.messages import MAX_MESSAGE_BYTES, Ignored, Subscribe, Unsubscribe
from argyll_web.live.subscription import Subscription
from engine.model.errors import Busy

MESSAGE_TOO_BIG = 1009
MAX_SUBSCRIPTIONS = 2_000
"""Of one connection; a client that needs more takes prefixes, or another connection."""
_CLOSING = "argyll.closing"
"""Where the scope holds the event that says that this side has begun to close the connection."""
_END: Message = {"type": "websocket.disconnect", "code": 1006}


class LiveConsumer(AsyncWebsocketConsumer):  # type: ignore[misc] # Channels has no types
    """One for each connection. Messages of a client are handled one after the other, in their order."""

    async def connect(self) -> None:
        self._node = nodes.current()
        self._subscriptions: dict[str, Subscription] = {}
        heartbeat = Heartbeat(self.scope)
        self._connection = Connection(self.base_send, self.scope[_CLOSING], heartbeat.cut)
        await self._node.hub.join(self._connection)
        await self.accept()
        loop = asyncio.get_running_loop()
        beating = heartbeat.keep(self._connection, ping_every_s=PING_EVERY_S, pong_within_s=PONG_WITHIN_S)
        self._tasks = [loop.create_task(self._connection.write()), loop.create_task(beating)]

    async def disconnect(self, code: int) -> None:
        for subscription in self._subscriptions.values():
            self._node.hub.remove(subscription)
        self._subscriptions.clear()
        if self.scope[_CLOSING].is_set():
            await self._connection.ended.wait()
        for task in self._tasks:
            task.cancel()
        self._node.hub.leave(self._connection)

    async def receive(self, text_data: str | None = None, bytes_data: bytes | None = None) -> None:
        text = text_data.encode("utf-8", "surrogatepass") if text_data is not None else bytes_data or b""
        if len(text) > MAX_MESSAGE_BYTES:
            self._connection.close_with(MESSAGE_TOO_BIG, f"a message has at most {MAX_MESSAGE_BYTES} bytes")
            return
        match messages.parse(text):
            case Subscribe() as asked:
                await self._subscribe(asked)
            case Unsubscribe(sub_id):
                self._end(sub_id)
                self._connection.push(messages.unsubscribed(sub_id))
            case Ignored() as ignored:
                self._connection.push(messages.error(ignored))

    async def _subscribe(self, asked: Subscribe) -> None:
        """Listen first, then read the state, then let go of what came meanwhile: no gap, no overlap."""
        self._end(asked.sub_id)
        if len(self._subscriptions) >= MAX_SUBSCRIPTIONS:
            reason = f"a connection has at most {MAX_SUBSCRIPTIONS} subscriptions"
            self._connection.push(messages.error(Ignored(reason, asked.sub_id)))
            return
        subscription = Subscription(asked, self._connection.push, self._connection.overflow)
        self._subscriptions[asked.sub_id] = subscription
        hub = self._node.hub
        try:
            await hub.watching()
            hub.add(subscription)
            settled = await self._node.settle()
            items = await states.items(self._node, asked.prefixes, asked.max_value) if asked.include_state else None
        except Busy as refusal:
            # Without an answer the client would wait for ever; this code makes it come again.
            self._connection.close_with(TRY_AGAIN_LATER, refusal.message[:100])
            return
        self._connection.push(messages.subscribed(asked.sub_id, items))
        sequences = {"/".join(item.aggregate): item.sequence for item in items or () if item.sequence}
        subscription.release(settled.position, sequences)

    def _end(self, sub_id: str) -> None:
        subscription = self._subscriptions.pop(sub_id, None)
        if subscription is not None:
            self._node.hub.remove(subscription)


async def live(scope: Scope, receive: Receive, send: Send) -> None:
    """The ASGI application: the consumer, and a `receive` that ends with the connection, whoever ends it."""
    closing = scope[_CLOSING] = asyncio.Event()

    async def receiving() -> Message:
        message = asyncio.ensure_future(receive())
        closed = asyncio.ensure_future(closing.wait())
        try:
            await asyncio.wait({message, closed}, return_when=asyncio.FIRST_COMPLETED)
            # granian raises where the peer vanished without a close frame, and it sends our own close frame only
            # when nobody is receiving.
            return _END if not message.done() or message.exception() is not None else message.result()
        finally:
            message.cancel()
            closed.cancel()

    await LiveConsumer.as_asgi()(scope, receiving, send)
