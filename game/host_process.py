"""A room hosted beside the window: ``main.py host`` as a process of its own, and the connection with it.

Reading and serving never cost the window a frame. A thread talks with the host over a socket on this
machine; what it hears waits in one queue, what the host is ordered in another. The host ends when its
standard input does, which is also the case when the game is killed.
"""

from __future__ import annotations

import json
import logging
import queue
import secrets
import subprocess
import sys
import threading
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from websockets.exceptions import WebSocketException
from websockets.sync.client import ClientConnection, connect

from game.net import protocol as p
from game.net.watcher import Watcher, rules_from
from game.session.hosted_room import Closed, RoomOpening, RoomRules, RoomState

_MAIN = Path(__file__).resolve().parents[1] / "main.py"
#: A room is named after one of these, so that two rooms on a network can be told apart. It is not named after
#: its player: everybody on the network sees the name.
ANIMALS = (
    "Badger", "Bear", "Beaver", "Bee", "Camel", "Cat", "Crab", "Crane", "Deer", "Dolphin", "Duck", "Eagle",
    "Elephant", "Falcon", "Fox", "Frog", "Giraffe", "Hare", "Hedgehog", "Heron", "Horse", "Lion", "Lizard",
    "Mole", "Moose", "Otter", "Owl", "Panda", "Parrot", "Penguin", "Rabbit", "Raven", "Robin", "Seal",
    "Snail", "Spider", "Squirrel", "Stork", "Swan", "Tiger", "Turtle", "Whale", "Wolf", "Zebra",
)  # fmt: skip
_LISTEN_S = 0.02  # an order waits so long at most
_PATIENCE_S = 5.0  # for the host to end by itself
_LARGEST = 2**22  # bytes of one message: all the ink of 40 players is far below

_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class _Place:
    """Where a room is, as its host has printed it."""

    port: int
    code: str
    key: str
    addresses: tuple[str, ...]
    teachers_link: str

    def watcher(self) -> Watcher:
        on_network = any(urlsplit(one).hostname != "localhost" for one in self.addresses)
        return Watcher(self.code, self.addresses, on_network=on_network)


class HostProcess:
    """A `game.session.hosted_room.HostedRoom` in a process of its own.

    Args:
        command: starts the host, which prints where its room is as ``main.py host --json`` does.
        name: of the room.

    Raises:
        OSError: the process cannot be started.
    """

    def __init__(self, command: Sequence[str], name: str = "") -> None:
        self.name = name
        self._heard: queue.SimpleQueue[_Place | p.ToScreen | Closed] = queue.SimpleQueue()
        self._orders: queue.SimpleQueue[p.Order | p.Rules] = queue.SimpleQueue()
        self._watcher: Watcher | None = None
        self._link = ""
        self._state: RoomState = RoomOpening()
        self._stale = False
        self._closing = threading.Event()
        self._complaints: list[str] = []
        self._process = subprocess.Popen(
            command,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
            encoding="utf-8",
            errors="replace",
        )
        self._threads = [
            threading.Thread(target=self._talk, name="host", daemon=True),
            threading.Thread(target=self._hear_complaints, name="host-errors", daemon=True),
        ]
        for thread in self._threads:
            thread.start()

    @classmethod
    def of(cls, folder: Path) -> HostProcess:
        """Host a room with the players of a data folder."""
        name = f"{secrets.choice(ANIMALS)} room"
        host = ["host", "--json", "--beside", "--name", name]
        return cls([sys.executable, str(_MAIN), "--data-dir", str(folder), *host], name)

    @property
    def state(self) -> RoomState:
        if self._stale and self._watcher is not None:
            self._state, self._stale = self._watcher.view, False
        return self._state

    def update(self) -> bool:
        if self._heard.empty() or isinstance(self._state, Closed):
            return False
        while not self._heard.empty():
            heard = self._heard.get()
            if isinstance(heard, Closed):
                self._state, self._watcher = heard, None
            elif isinstance(heard, _Place):
                self._watcher, self._link = heard.watcher(), heard.teachers_link
            elif self._watcher is not None:
                self._watcher.hear(heard)
                self._stale = True
        return True

    @property
    def teachers_link(self) -> str:
        return self._link

    def play_by(self, rules: RoomRules) -> None:
        self._orders.put(rules_from(rules))

    def start(self) -> None:
        self._orders.put(p.Order(p.Ask.START))

    def pause(self, paused: bool) -> None:
        self._orders.put(p.Order(p.Ask.PAUSE if paused else p.Ask.RESUME))

    def next(self) -> None:
        self._orders.put(p.Order(p.Ask.NEXT))

    def finish(self) -> None:
        self._orders.put(p.Order(p.Ask.FINISH))

    def lock(self, locked: bool) -> None:
        self._orders.put(p.Order(p.Ask.LOCK if locked else p.Ask.UNLOCK))

    def remove(self, seat: int) -> None:
        self._orders.put(p.Order(p.Ask.REMOVE, seat))

    def close(self) -> None:
        if self._closing.is_set():
            return
        self._closing.set()
        if self._process.stdin is not None:
            self._process.stdin.close()  # the host ends, and tells everybody
        threading.Thread(target=self._see_it_end, name="host-end", daemon=True).start()

    def wait(self, patience: float = _PATIENCE_S) -> None:
        """Wait until everything has ended, after :meth:`close`."""
        self._see_it_end(patience)
        for thread in self._threads:
            thread.join(patience)

    def _see_it_end(self, patience: float = _PATIENCE_S) -> None:
        try:
            self._process.wait(patience)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait()

    # In the threads

    def _talk(self) -> None:
        assert self._process.stdout is not None
        try:
            place = _place(self._process.stdout.readline())
            if place is not None:
                self._follow(place)
        except (OSError, WebSocketException, p.ProtocolError) as error:
            _log.warning("the connection with the host is gone: %s", type(error).__name__)
        if not self._closing.is_set():
            self._process.terminate()
        code = self._process.wait()
        self._threads[1].join()
        _log.info("the host has ended with exit code %s", code)
        # Exit code 2 is a sentence for the player; anything else is a fault that only developers read.
        said = self._complaints[-1] if code == 2 and self._complaints else ""
        self._heard.put(Closed(said))

    def _follow(self, place: _Place) -> None:
        """Take the host's news and carry orders to it, until one of both ends."""
        self._heard.put(place)
        url = f"ws://127.0.0.1:{place.port}/socket"
        with connect(url, compression=None, max_size=_LARGEST, proxy=None) as connection:
            connection.send(p.encode(p.Watch(p.VERSION, place.code, place.key)).decode())
            while not self._closing.is_set():
                message = _next_message(connection)
                if message is not None:
                    self._heard.put(message)
                while not self._orders.empty():
                    connection.send(p.encode(self._orders.get()).decode())

    def _hear_complaints(self) -> None:
        assert self._process.stderr is not None
        for text in self._process.stderr:
            self._complaints = [*self._complaints[-4:], text.strip()]


def _next_message(connection: ClientConnection) -> p.ToScreen | None:
    """What the host says next; None if it says nothing for a moment."""
    try:
        return p.decode_from_host(connection.recv(timeout=_LISTEN_S))  # type: ignore[return-value]
    except TimeoutError:
        return None


def _place(text: str) -> _Place | None:
    """Where the first room is that a host has printed; None if it printed none."""
    try:
        told: dict[str, Any] = json.loads(text)
        room = told["rooms"][0]
        addresses = tuple(str(one) for one in told["addresses"])
        return _Place(int(told["port"]), str(room["code"]), str(room["key"]), addresses, str(room["host"]))
    except (ValueError, KeyError, IndexError, TypeError):
        return None
