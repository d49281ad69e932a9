"""What the steps of the demo do. Each answers the same to the same call, so that a repeated call does no harm."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from zlib import crc32

from argyll.demo.service import Answer, Call, Handle

DEAREST = 1000
"""Payments above this are declined."""

PostWebhook = Callable[[str, object, bool], Awaitable[None]]
"""post(url, body, is_problem): deliver the result of an async step."""


class Shop:
    """The step services of the demo, with the slowness and the mishaps of real ones."""

    def __init__(self, post_webhook: PostWebhook) -> None:
        self._post_webhook = post_webhook
        self._payments: set[asyncio.Task[None]] = set()
        self._heard: set[str] = set()
        """Tokens of notifications that were refused once already."""

    def handlers(self) -> dict[str, Handle]:
        """Path to step."""
        return {
            "/orders": self.create_order,
            "/payments": self.take_payment,
            "/notifications": self.notify_customer,
            "/picks": self.pick_item,
            "/returns": self.return_item,
            "/carriers": self.book_carrier,
        }

    async def create_order(self, call: Call) -> Answer:
        await asyncio.sleep(0.2)
        order_id = f"order-{mark(call.token) % 10_000:04}"
        return 200, {"order_id": order_id, "lines": call.inputs["items"]}

    async def take_payment(self, call: Call) -> Answer:
        """Accept at once; the bank answers some seconds later."""
        payment = asyncio.create_task(self._pay(call))
        self._payments.add(payment)
        payment.add_done_callback(self._payments.discard)
        return 202, None

    async def notify_customer(self, call: Call) -> Answer:
        await asyncio.sleep(0.3)
        if mark(call.token) % 3 == 0 and call.token not in self._heard:
            self._heard.add(call.token)
            return 503, {"title": "the mail server is busy"}
        return 200, {"notified": f"{call.inputs['channel']} about {call.inputs['order_id']}"}

    async def pick_item(self, call: Call) -> Answer:
        await asyncio.sleep(0.4 + mark(call.token) % 10 / 10)
        return 200, {"picked": f"shelf {mark(call.inputs['lines']) % 40}"}

    async def return_item(self, call: Call) -> Answer:
        return 200, None

    async def book_carrier(self, call: Call) -> Answer:
        await asyncio.sleep(0.5)
        return 200, {"carrier_number": f"C{mark(call.token) % 1_000_000:06}"}

    async def _pay(self, call: Call) -> None:
        await asyncio.sleep(2 + mark(call.token) % 9)
        if call.inputs["amount"] > DEAREST:
            await self._post_webhook(call.webhook_url, {"title": "the bank declined the payment"}, True)
        else:
            await self._post_webhook(call.webhook_url, {"payment_id": f"P{mark(call.token) % 100_000:05}"}, False)


def mark(text: str) -> int:
    """A number that is always the same for the same text."""
    return crc32(text.encode())
