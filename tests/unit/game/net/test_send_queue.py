"""What is sent to one client, and how that ends."""

from __future__ import annotations

import asyncio
from typing import Any, cast

from starlette.websockets import WebSocket, WebSocketState

from game.net import protocol as p
from game.net.send_queue import MOST_WAITING, SendQueue


class FakeSocket:
    """Takes everything at once; ``closed`` is the code that it was closed with, 0 before."""

    application_state = WebSocketState.CONNECTED

    def __init__(self) -> None:
        self.sent: list[str] = []
        self.closed = 0

    async def send(self, message: dict[str, Any]) -> None:
        self.sent.append(message["text"])

    async def close(self, code: int, _: str) -> None:
        self.closed = code


def nothing_missed() -> None:
    raise AssertionError("nothing was missed")


def run(queue: SendQueue) -> None:
    """Until it is over; with nothing to end it, the test fails."""
    asyncio.run(asyncio.wait_for(queue.run(nothing_missed), 5))


def test_when_it_ends_what_waits_is_sent_and_nothing_is_closed() -> None:
    socket = FakeSocket()
    queue = SendQueue(cast(WebSocket, socket))
    queue.put(b"one")
    queue.put(b"two")
    queue.end()
    run(queue)
    assert (socket.sent, socket.closed) == (["one", "two"], 0)


def test_when_it_is_closed_the_client_is_told_why_after_what_waits() -> None:
    socket = FakeSocket()
    queue = SendQueue(cast(WebSocket, socket))
    queue.put(b"one")
    queue.close(p.Reason.ENDED)
    queue.end()
    run(queue)
    assert socket.sent == ["one", p.encode(p.Closing(p.Reason.ENDED)).decode()]
    assert socket.closed == p.Reason.ENDED


def test_who_does_not_read_misses_what_is_too_much() -> None:
    queue = SendQueue(cast(WebSocket, FakeSocket()))
    for _ in range(MOST_WAITING + 1):
        queue.put(b"one")
    assert queue.missed
