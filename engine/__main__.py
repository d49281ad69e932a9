"""The engine process of one node: `python -m engine`. Settings come from the environment (`docs/configuration.md`)."""

from __future__ import annotations

import asyncio
import gc
import logging
import os
import signal
import sys
from typing import Any

import uvloop

from engine.client.protocol import Committed
from engine.client.server import EngineServer
from engine.replication.errors import Fatal
from engine.replication.replicated import RaftLog
from engine.runtime.engine import Engine
from engine.settings import EngineSettings, SettingError, load
from engine.store.handover import StoreLost, StoreWriter
from engine.store.reader import Reader
from engine.store.schema import StoreRefused

EXIT_FATAL = 70
EXIT_REFUSED = 78
"""What is wrong will be wrong again: the supervisor does not try a second time."""
PARENT_CHECK_S = 0.5
SWITCH_INTERVAL_S = 0.0005
"""How long a thread keeps the interpreter: the log's thread must not wait long for the loop's."""

log = logging.getLogger("engine")


class _Publish:
    """Joins the engine to a server that is made after it."""

    server: EngineServer | None = None

    def publish(self, batch: Committed) -> None:
        if self.server is not None:
            self.server.publish(batch)


def die(reason: str, error: BaseException | None = None) -> None:
    """End the process at once: an invariant is broken, and only a restart from the log reads the truth."""
    log.critical("the engine ends: %s", reason, exc_info=error)
    logging.shutdown()
    os._exit(EXIT_FATAL)


def _on_loop_error(loop: asyncio.AbstractEventLoop, context: dict[str, Any]) -> None:
    die(context["message"], context.get("exception"))


async def run(settings: EngineSettings) -> None:
    """Start the node's engine, and run it until SIGTERM, SIGINT, or the end of its supervisor."""
    loop = asyncio.get_running_loop()
    loop.set_exception_handler(_on_loop_error)
    stopping = asyncio.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(number, stopping.set)
    _watch_parent(loop, stopping)

    writer = StoreWriter(settings.store, settings.cluster_id, on_lost=lambda reason: die(f"store: {reason}"))
    await writer.start()
    replicated = RaftLog(
        settings.node_id,
        settings.raft_address,
        settings.peers,
        settings.data / "journal",
        settings.cluster_secret,
        writer,
        settings.cluster_id,
        queue_limit=settings.queue_limit,
        on_fatal=lambda error: die(str(error)),
    )
    publish = _Publish()
    engine = Engine(settings, replicated, writer, Reader(settings.store), publish)
    server = publish.server = EngineServer(engine, lambda: engine.applied)
    await engine.start()
    await server.start(settings.socket)
    gc.collect()
    gc.freeze()
    gc.set_threshold(20_000, 20, 50)
    log.info("engine of node %s is ready", settings.node_id)
    await stopping.wait()
    await server.stop()
    await engine.stop()
    await replicated.stop()
    await writer.stop()


def _watch_parent(loop: asyncio.AbstractEventLoop, stopping: asyncio.Event) -> None:
    """End with the supervisor, however that ends."""
    parent = int(os.environ.get("ARGYLL_PARENT_PID", "0"))
    if not parent:
        return

    def check() -> None:
        if os.getppid() == parent:
            loop.call_later(PARENT_CHECK_S, check)
        else:
            stopping.set()

    check()


def main() -> int:
    logging.getLogger("httpx").setLevel(logging.WARNING)
    logging.basicConfig(
        level=os.environ.get("ARGYLL_LOG_LEVEL", "INFO").upper(),
        format="%(asctime)s %(levelname)s %(name)s: %(message)s",
        stream=sys.stderr,
    )
    sys.setswitchinterval(SWITCH_INTERVAL_S)
    try:
        settings = load(os.environ)
        settings.data.mkdir(parents=True, exist_ok=True)
        uvloop.run(run(settings))
    except (SettingError, StoreRefused, StoreLost, Fatal) as error:
        log.critical("the engine cannot run: %s", error)
        return EXIT_REFUSED
    return 0


if __name__ == "__main__":
    sys.exit(main())
