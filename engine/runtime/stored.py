"""The engine's view of its own store: what it reads back, and when that is up to date."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from typing import TypeVar

from engine.flow.state import Flow
from engine.store.handover import StoreWriter
from engine.store.reader import Reader

T = TypeVar("T")


class Stored:
    """Reads beside the loop, after the store has covered what this node has applied."""

    def __init__(self, writer: StoreWriter, reader: Reader, applied: Callable[[], int]) -> None:
        self._writer, self._reader, self._applied = writer, reader, applied

    async def settle(self, position: int = 0) -> int:
        """Wait until the store covers everything that is applied here; the index that it covers."""
        return await self._writer.flush(max(position, self._applied()))

    async def show(self) -> int:
        """The same for the monitor, which people look at."""
        return await self._writer.show(self._applied())

    async def load_flow(self, flow_id: str) -> Flow | None:
        return await self.read(lambda reader: reader.flow(flow_id))

    async def read(self, question: Callable[[Reader], T]) -> T:
        await self.settle()
        return await asyncio.get_running_loop().run_in_executor(None, question, self._reader)
