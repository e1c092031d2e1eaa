"""Serving a host: the web server, the loop in which it runs, and how both end."""

from __future__ import annotations

import asyncio
import gc
import socket
import sys
from collections.abc import AsyncIterator, Awaitable, Callable, Coroutine, Sequence
from contextlib import asynccontextmanager, suppress
from pathlib import Path
from typing import Any

import uvicorn

from game.net import protocol as p
from game.net.server import Host

if sys.platform == "win32":
    _new_loop = asyncio.new_event_loop
else:
    import uvloop

    _new_loop = uvloop.new_event_loop

BACKLOG = 2048
_GOODBYE_S = 0.2  # for the last messages to be sent


async def serve(
    host: Host,
    bound: socket.socket,
    *,
    cert: Path | None = None,
    key: Path | None = None,
    started: Callable[[], None] = lambda: None,
    stop: asyncio.Event | None = None,
    shared: Sequence[socket.socket] = (),
    leave: Callable[[], Awaitable[None]] | None = None,
) -> None:
    """Serve until ``stop`` is set, or the process is asked to stop.

    Args:
        bound: the socket to listen on.
        cert, key: for TLS; without them everything travels unencrypted.
        started: called in the loop, before anybody can come in.
        shared: further sockets, on which other processes listen too.
        leave: done before the end, while everything still runs.
    """
    config = uvicorn.Config(
        host.app,
        ws="websockets-sansio",
        ws_max_size=p.MOST_BYTES,
        ws_per_message_deflate=False,
        ws_ping_interval=15.0,
        ws_ping_timeout=15.0,
        backlog=BACKLOG,
        log_config=None,
        access_log=False,
        lifespan="off",
        server_header=False,
        date_header=False,
        timeout_graceful_shutdown=3,
        ssl_certfile=cert,
        ssl_keyfile=key,
    )
    server = _Server(config, host, leave)
    gc.collect()
    gc.freeze()  # what was loaded stays; the collector need not look at it again
    stopping = asyncio.create_task(_stop(server, stop or asyncio.Event()))
    bound.listen(BACKLOG)  # clients that come before the server is up wait, and are not refused
    async with _ticking(host):
        started()
        try:
            await server.serve(sockets=[bound, *shared])
        finally:
            stopping.cancel()


class _Server(uvicorn.Server):
    """Tells all clients that it stops before it does."""

    def __init__(
        self, config: uvicorn.Config, host: Host, leave: Callable[[], Awaitable[None]] | None
    ) -> None:
        super().__init__(config)
        self._host, self._leave = host, leave

    async def shutdown(self, sockets: list[socket.socket] | None = None) -> None:
        if self._leave is not None:
            await self._leave()
        self._host.close()
        await asyncio.sleep(_GOODBYE_S)
        await super().shutdown(sockets)


async def _stop(server: uvicorn.Server, stop: asyncio.Event) -> None:
    await stop.wait()
    server.should_exit = True


@asynccontextmanager
async def _ticking(host: Host) -> AsyncIterator[None]:
    task = asyncio.create_task(host.run())
    try:
        yield
    finally:
        task.cancel()
        with suppress(asyncio.CancelledError):
            await task


def run(main: Callable[[], Coroutine[Any, Any, None]]) -> None:
    """Run ``main`` in the quickest loop that there is."""
    with asyncio.Runner(loop_factory=_new_loop) as runner:
        runner.run(main())
