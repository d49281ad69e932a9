from __future__ import annotations

from collections.abc import AsyncIterator

import pytest

from tests.chaos.proof import Ledger


@pytest.fixture
async def ledger() -> AsyncIterator[Ledger]:
    book = Ledger()
    await book.start()
    yield book
    await book.stop()
