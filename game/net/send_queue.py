"""What waits to be sent to one client."""

from __future__ import annotations

import asyncio
from collections import deque
from collections.abc import Callable
from contextlib import suppress

from starlette.websockets import WebSocket, WebSocketDisconnect, WebSocketState

from game.net import protocol as p

MOST_WAITING = 400  # messages


class SendQueue:
    """What waits to be sent to one client. Never more than :data:`MOST_WAITING` messages.

    Attributes:
        missed: whether something could not be sent because too much was waiting.
    """

    def __init__(self, socket: WebSocket) -> None:
        self._socket = socket
        self._waiting: deque[bytes] = deque()
        self._something = asyncio.Event()
        self._closing: p.Reason | None = None
        self._ended = False
        self.missed = False

    def put(self, frame: bytes) -> None:
        """Send this after all that waits; nothing where too much waits already."""
        if len(self._waiting) >= MOST_WAITING:
            self._waiting.clear()
            self.missed = True
        if not self.missed:
            self._waiting.append(frame)
            self._something.set()

    def close(self, reason: p.Reason) -> None:
        """Send what waits, then close."""
        if self._closing is None:
            self._closing = reason
            self._something.set()

    def end(self) -> None:
        """Send what waits, and then nothing more: the client is gone, or is told by others why it must go."""
        self._ended = True
        self._something.set()

    async def run(self, again: Callable[[], None]) -> None:
        """Send until it is closed or ended. ``again`` puts everything anew after something was missed."""
        try:
            while True:
                await self._something.wait()
                while self._waiting:
                    text = self._waiting.popleft().decode()
                    await self._socket.send({"type": "websocket.send", "text": text})
                if self._closing is not None:
                    await close(self._socket, self._closing)
                    return
                if self._ended:
                    return
                self._something.clear()
                if self.missed:
                    self.missed = False
                    again()
        except (WebSocketDisconnect, RuntimeError, OSError):
            return  # the client is gone; the loop that reads from it ends too


async def close(websocket: WebSocket, reason: p.Reason) -> None:
    """Tell a client why its connection is closed, and close it; nothing if it is gone."""
    if websocket.application_state is WebSocketState.CONNECTED:
        with suppress(WebSocketDisconnect, RuntimeError, OSError):
            await websocket.send({"type": "websocket.send", "text": p.encode(p.Closing(reason)).decode()})
            await websocket.close(int(reason), reason.name)
