"""A player's connection with a host: a thread keeps it up, and two queues lead to it and from it.

How it works
------------
The thread asks the host's door by HTTP, opens a socket, and sends `Join`. Where many processes hold rooms,
the door says which of them to go to. The host answers in order, so what comes before the answer to the first
`Ping` is all that the player must know: then the connection is *restored*. When it is lost, the thread tries
again by itself, with the token of the first `Welcome`.

What is said while it is lost is dropped, because a seat that comes back says anew what counts. That is also
true of what was said just before the loss was heard of: each message carries the number of the connection
that it was meant for.
"""

from __future__ import annotations

import http.client
import logging
import queue
import random
import ssl
import threading
import time
from dataclasses import dataclass
from typing import TypeAlias
from urllib.parse import urljoin, urlsplit

from websockets.exceptions import ConnectionClosed, InvalidHandshake, WebSocketException
from websockets.sync.client import ClientConnection, connect

from game.net import protocol as p
from game.net.machine import PORT
from game.session.joined_room import Refusal

_log = logging.getLogger(__name__)

_LISTEN_S = 0.01  # what is said waits so long at most
_PING_S = 2.0
_SILENCE_S = 5.0  # so long without a word: the connection is gone
_PATIENCE_S = 4.0  # for a host to answer
_CLOSE_S = 0.3
_FIRST_PAUSE_S, _LONGEST_PAUSE_S = 0.15, 1.2  # between two tries
_MOST_DOORS = 3  # from one door to the next
_ON_ITS_WAY_S, _SOON_S = 5.0, 0.3  # a room that moves has a new holder by then; pause between two questions
_USUAL_TRIP_S = 0.2
_LARGEST = 2**20  # bytes of one message
_LARGEST_DOOR = 2**18


@dataclass(frozen=True, slots=True)
class Restored:
    """The connection is there, and the host has told everything. ``number``: counts connections from 1."""

    number: int


@dataclass(frozen=True, slots=True)
class Lost:
    """The connection is gone, and will come back by itself."""


@dataclass(frozen=True, slots=True)
class Ended:
    """There is no connection, and none will come by itself."""

    why: Refusal


News: TypeAlias = p.ToPad | Restored | Lost | Ended

_WHY = {
    p.Reason.ENDED: Refusal.ENDED,
    p.Reason.REMOVED: Refusal.REMOVED,
    p.Reason.ELSEWHERE: Refusal.ELSEWHERE,
    p.Reason.NO_ROOM: Refusal.NO_ROOM,
    p.Reason.FULL: Refusal.FULL,
    p.Reason.LOCKED: Refusal.LOCKED,
    p.Reason.LATE: Refusal.LATE,
    p.Reason.OLD_CLIENT: Refusal.OLD_HERE,
    p.Reason.OLD_HOST: Refusal.OLD_THERE,
    p.Reason.UNKNOWN_TOKEN: Refusal.FORGOTTEN,
    p.Reason.CROWD: Refusal.CROWD,
}


class HostSaidNoError(Exception):
    """The host has said no; ``why`` says why."""

    def __init__(self, why: Refusal) -> None:
        super().__init__(why.name)
        self.why = why


@dataclass(frozen=True, slots=True)
class Address:
    """Where a host is. ``path``: below it are its door and its socket."""

    host: str
    port: int
    secure: bool = False
    path: str = "/"

    @classmethod
    def parse(cls, text: str) -> Address:
        """An address as it is typed or scanned: ``192.168.1.24``, ``laptop:4719``, ``http://laptop:80/#4719``.

        Raises:
            ValueError: it is none.
        """
        text = text.strip()
        parts = urlsplit(text if "://" in text else f"http://{text}")
        if parts.scheme not in ("http", "https") or not parts.hostname or " " in parts.hostname:
            raise ValueError(f"{text!r:.60} is no address such as 192.168.1.24:{PORT}.")
        return cls(parts.hostname, parts.port or PORT, parts.scheme == "https")

    @property
    def netloc(self) -> str:
        host = f"[{self.host}]" if ":" in self.host else self.host
        return f"{host}:{self.port}"

    @property
    def socket(self) -> str:
        """Where the socket is."""
        return f"{'wss' if self.secure else 'ws'}://{self.netloc}{self.path}socket"

    def next_door(self, at: str) -> Address:
        """The host that this one's door leads to, by what it says (`game.net.protocol.Door.at`).

        Raises:
            ValueError: that is no address.
        """
        parts = urlsplit(urljoin(f"{'https' if self.secure else 'http'}://{self.netloc}{self.path}", at))
        if not parts.hostname or not parts.path.endswith("/"):
            raise ValueError(f"{at!r:.60} is no address of a host.")
        return Address(parts.hostname, parts.port or self.port, self.secure, parts.path)

    def door(self, code: str) -> p.Door:
        """Ask what the host says of a room. It waits for the answer.

        Raises:
            OSError: nothing answers there.
            http.client.HTTPException, game.net.protocol.ProtocolError: what answers is no host of this game.
        """
        kind = http.client.HTTPSConnection if self.secure else http.client.HTTPConnection
        asking = kind(self.host, self.port, timeout=_PATIENCE_S)
        try:
            asking.request("GET", f"{self.path}r/{code}")
            return p.decode_door(asking.getresponse().read(_LARGEST_DOOR))
        finally:
            asking.close()


class SeatConnection:
    """A seat's connection. It begins to join at once; :meth:`heard` says what comes of it.

    Args:
        profile: of those in the door's list, whose the seat will be; None for a guest's.

    Attributes:
        round_trip: seconds that a message takes to the host and back, as measured last.
    """

    def __init__(self, address: Address, code: str, name: str, profile: int | None = None) -> None:
        self.round_trip = _USUAL_TRIP_S
        self._address, self._code = address, code
        self._join = p.Join(p.VERSION, code, name, profile)
        self._news: queue.SimpleQueue[News] = queue.SimpleQueue()
        self._sayings: queue.SimpleQueue[tuple[int, p.FromPad]] = queue.SimpleQueue()
        self._number = 0  # of the connection that the thread has
        self._known = 0  # the latest number that was heard of here; 0 while it is lost
        self._closing = threading.Event()
        self._thread = threading.Thread(target=self._keep_up, name="seat", daemon=True)
        self._thread.start()

    @property
    def open(self) -> bool:
        """Whether what is said now is meant to arrive."""
        return self._known > 0

    def say(self, message: p.FromPad) -> None:
        """Send a message; while the connection is lost it is dropped."""
        if self._known:
            self._sayings.put((self._known, message))

    def heard(self) -> list[News]:
        """What has come since the last call, in order."""
        news: list[News] = []
        while not self._news.empty():
            one = self._news.get()
            if isinstance(one, Restored):
                self._known = one.number
            elif isinstance(one, Lost | Ended):
                self._known = 0
            news.append(one)
        return news

    def close(self) -> None:
        """Send what was said, and hang up. May be called more than once."""
        self._closing.set()
        self._thread.join(_CLOSE_S)

    # In the thread

    def _keep_up(self) -> None:
        pause, was_in = _FIRST_PAUSE_S, False
        while not self._closing.is_set():
            why: Refusal
            number = self._number
            try:
                self._live()
                return
            except HostSaidNoError as error:
                self._news.put(Ended(error.why))
                return
            except ssl.SSLCertVerificationError:
                why = Refusal.UNTRUSTED
            except (p.ProtocolError, http.client.HTTPException, InvalidHandshake, ssl.SSLError):
                why = Refusal.NO_GAME
            except (OSError, WebSocketException, TimeoutError) as error:
                _log.info("no connection with the host: %s", type(error).__name__)
                why = Refusal.NO_HOST
            if self._number > number:
                was_in, pause = True, _FIRST_PAUSE_S
                self._news.put(Lost())
            if not was_in:
                self._news.put(Ended(why))
                return
            self._closing.wait(pause * random.uniform(0.7, 1.3))  # not all at the same moment
            pause = min(_LONGEST_PAUSE_S, 2 * pause)

    def _live(self) -> None:
        """Join, and carry messages both ways until it is closed.

        Raises:
            HostSaidNoError: the host has said no.
            OSError, WebSocketException, game.net.protocol.ProtocolError: the connection is lost, or there is
                no host of this game.
        """
        address, door = self._find()
        if door.version != p.VERSION:
            raise HostSaidNoError(Refusal.OLD_HERE if door.version > p.VERSION else Refusal.OLD_THERE)
        if door.closed and (not self._join.token or door.closed == p.Reason.NO_ROOM):
            raise HostSaidNoError(_refusal(door.closed))
        with connect(
            address.socket,
            compression=None,
            proxy=None,
            open_timeout=_PATIENCE_S,
            ping_interval=None,
            close_timeout=_CLOSE_S,
            max_size=_LARGEST,
        ) as socket:
            try:
                self._talk(socket)
            except ConnectionClosed as error:
                code = error.rcvd.code if error.rcvd is not None else 0
                if code in set(p.Reason) and p.Reason(code).final:
                    raise HostSaidNoError(_refusal(code)) from error
                raise

    def _find(self) -> tuple[Address, p.Door]:
        """Where the host is that holds the room, and what its door says.

        Raises:
            OSError: nothing answers there, or nobody holds the room.
            http.client.HTTPException, game.net.protocol.ProtocolError: what answers is no host of this game.
        """
        until = time.monotonic() + _ON_ITS_WAY_S
        while True:
            address = self._address
            for _ in range(_MOST_DOORS):
                door = address.door(self._code)
                try:
                    address = address.next_door(door.at) if door.at else address
                except ValueError as error:
                    raise p.ProtocolError(p.Reason.MALFORMED, str(error)) from error
                if door.closed != p.Reason.MOVED:
                    return address, door
                if not door.at:
                    break
            if time.monotonic() > until or self._closing.wait(_SOON_S):
                raise ConnectionError("Nobody holds the room.")

    def _talk(self, socket: ClientConnection) -> None:
        socket.send(p.encode(self._join).decode())
        first = pinged = self._ping(socket, None, 0.0)
        latest: p.Pong | None = None
        heard = answered = time.monotonic()
        restored = False
        while True:
            frame = _next_frame(socket)
            now = time.monotonic()
            if frame is not None:
                heard = now
                message = p.decode_from_host(frame)
                if isinstance(message, p.Pong):
                    self.round_trip = max(0.0, now - message.sent / 1000)
                    latest, answered = message, now
                    if not restored and message.sent >= round(1000 * first):
                        restored = True
                        self._number += 1
                        self._news.put(Restored(self._number))
                else:
                    if isinstance(message, p.Welcome):
                        self._join = p.Join(p.VERSION, self._code, token=message.token)
                    self._news.put(message)  # type: ignore[arg-type]
            if now - heard > _SILENCE_S:
                raise TimeoutError
            if now - pinged >= _PING_S:
                pinged = self._ping(socket, latest, answered)
            self._send(socket, restored)
            if self._closing.is_set():
                return

    def _send(self, socket: ClientConnection, restored: bool) -> None:
        while not self._sayings.empty():
            number, message = self._sayings.get()
            if restored and number == self._number:
                socket.send(p.encode(message).decode())

    def _ping(self, socket: ClientConnection, latest: p.Pong | None, answered: float) -> float:
        now = time.monotonic()
        back, held = (0, 0) if latest is None else (latest.host, round(1000 * (now - answered)))
        socket.send(p.encode(p.Ping(round(1000 * now), back, held)).decode())
        return now


def _refusal(code: int) -> Refusal:
    reason = p.Reason(code) if code in set(p.Reason) else p.Reason.MALFORMED
    return _WHY.get(reason, Refusal.MISUNDERSTOOD)


def _next_frame(socket: ClientConnection) -> str | bytes | None:
    """What the host says next; None if it says nothing for a moment."""
    try:
        return socket.recv(timeout=_LISTEN_S)
    except TimeoutError:
        return None
