"""Rooms without a window: ``main.py host``. Makes all that a host needs out of a data folder, and serves."""

from __future__ import annotations

import asyncio
import json
import logging
import socket
import ssl
import sys
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from typing import Generic, TypeVar

import msgspec
from zeroconf import Error as ZeroconfError

from data.doctor import open_or_start_afresh
from data.store import Store, store_file
from game.net import machine, serving
from game.net import protocol as p
from game.net.discovery import Announcement
from game.net.equipment import Equipment, Exercise
from game.net.limits import Limits
from game.net.machine import CannotHostError
from game.net.occupant import Player
from game.net.reading import Reach, Readings, start_reader
from game.net.server import Host, OpenedRoom
from game.play.levels import LEVELS
from game.play.modes import ROOM_LENGTHS, Mode
from game.session.ports import Reader
from game.session.store import Store as SessionStore
from game.store_adapter import StoreAdapter, played_question
from game.worker import Worker
from recognizer.bundle import BundleError
from recognizer.habits import MOST, Habits
from recognizer.slot import Slot

T = TypeVar("T")
_log = logging.getLogger(__name__)

MOST_ROOMS = 100
MOST_LENGTH = 600
DEFAULT_RULES = p.Rules()
_FRESH_S = 2.0  # how old the lists of profiles and exercises may be


@dataclass(frozen=True, slots=True)
class Hosting:
    """How to host.

    Attributes:
        rooms: 1 to :data:`MOST_ROOMS`.
        name: of the rooms; with several they are numbered.
        cert, key: files for TLS, both or none.
        rules: how the rooms play at first. Their teacher's pages can change it.
        exercise: the name of an exercise that they play at first; empty for none.
        as_json: print where the rooms are as one line of JSON.
        beside: it runs beside a window. Then it ends when its standard input does, and takes another port if
            its own is in use, because the window says which one it is.
        limits: of one client, and of one address.
    """

    port: int = machine.PORT
    rooms: int = 1
    name: str = ""
    cert: Path | None = None
    key: Path | None = None
    rules: p.Rules = DEFAULT_RULES
    exercise: str = ""
    as_json: bool = False
    beside: bool = False
    limits: Limits = field(default_factory=Limits)


class Cached(Generic[T]):
    """Calls ``look_up``, and gives its last result again for a moment."""

    def __init__(self, look_up: Callable[[], Sequence[T]]) -> None:
        self._look_up = look_up
        self._known: Sequence[T] = ()
        self._at = float("-inf")

    def __call__(self) -> Sequence[T]:
        now = time.monotonic()
        if now - self._at > _FRESH_S:
            self._at, self._known = now, self._look_up()
        return self._known


def players_of(store: Store) -> Sequence[Player]:
    """The profiles that the players of a room can claim."""
    return [
        Player(
            player.id,
            player.name,
            player.rest_ms / 1000 if player.rest_ms else None,
            player.patience_ms / 1000 if player.patience_ms else None,
        )
        for player in store.players.all()
    ]


def exercises_of(store: Store) -> Sequence[Exercise]:
    """The exercises that a room can play."""
    return [
        Exercise(one.id, one.name, tuple(map(played_question, one.questions)))
        for one in store.exercises.all()
        if one.id is not None
    ]


def host(folder: Path, hosting: Hosting) -> None:
    """Open rooms and serve them until the process is asked to stop.

    Raises:
        CannotHostError: it is not possible; says why.
    """
    if not 1 <= hosting.rooms <= MOST_ROOMS:
        raise CannotHostError(f"Open 1 to {MOST_ROOMS} rooms with --rooms, not {hosting.rooms}.")
    check_certificate(hosting.cert, hosting.key)
    bound = _listen(hosting)
    port = bound.getsockname()[1]
    opened = open_or_start_afresh(store_file(folder))
    if opened.notice:
        print(opened.notice, file=sys.stderr)
    files = machine.raise_open_files()
    with opened.store as store, equipped(folder, store, StoreAdapter(store)) as (equipment, readings, worker):
        hosted = Host(
            equipment,
            readings,
            limits=hosting.limits,
            deliver=worker.deliver,
            journals=folder / "rooms",
        )

        rules = rules_of(hosting, equipment.exercises())
        announcement = _announced(hosting, port)

        def started() -> None:
            rooms = hosted.take_up()  # a host that was killed had opened them
            rooms += [hosted.open(_name_of(hosting, at), rules) for at in range(len(rooms), hosting.rooms)]
            print(where(hosting, port, rooms, files), flush=True)

        async def serve() -> None:
            stop = asyncio.Event()
            if hosting.beside:
                _stop_at_end_of_input(stop)
            await serving.serve(hosted, bound, cert=hosting.cert, key=hosting.key, started=started, stop=stop)

        try:
            with suppress(KeyboardInterrupt):
                serving.run(serve)
        finally:
            if announcement is not None:
                announcement.close()


@contextmanager
def equipped(
    folder: Path, store: Store, kept: SessionStore, pool: Sequence[Reach] = ()
) -> Iterator[tuple[Equipment, Readings, Worker]]:
    """What a host's rooms need, until it ends.

    Args:
        store: where players and their handwriting are looked up.
        kept: where answers go.
        pool: the processes that may read for it; without any, it starts one of its own once many play.

    Raises:
        CannotHostError: there is nothing to read with; says why.
    """
    slot = Slot(folder / "models")
    try:
        notice = slot.load()
    except BundleError as error:
        raise CannotHostError(str(error)) from error
    if notice:
        print(notice, file=sys.stderr)
    worker = Worker()
    readings = Readings(slot.reader_for, pool or [partial(start_reader, folder / "models")])
    heads: set[int] = set()

    def reader_for(player: int | None) -> Reader | None:
        if player is not None and player not in heads:
            heads.add(player)
            slot.load_head(player)
        return readings.reader(player)

    equipment = Equipment(
        jobs=worker,
        reads=readings,
        reader=reader_for,
        store=kept,
        habits=lambda player: Habits.of(store.samples.glyphs(player, MOST)),
        players=Cached(partial(players_of, store)),
        exercises=Cached(partial(exercises_of, store)),
        may_glimpse=readings.may_glimpse,
    )
    try:
        yield equipment, readings, worker
    finally:
        readings.close()
        worker.close()


def rules_for(game: p.Game, level: int, length: int | None) -> p.Rules:
    """How a room plays a game; without a length, as long as it usually is.

    Raises:
        CannotHostError: there is no such level, or it cannot be so long.
    """
    if not 1 <= level <= len(LEVELS):
        raise CannotHostError(f"Choose a level from 1 to {len(LEVELS)} with --level, not {level}.")
    chosen = ROOM_LENGTHS[Mode(game.value)][0] if length is None else length
    endless = game is p.Game.PRACTICE
    if not (0 if endless else 1) <= chosen <= MOST_LENGTH:
        raise CannotHostError(f"Choose a length from 1 to {MOST_LENGTH} with --length, not {chosen}.")
    return p.Rules(game, level, chosen)


def rules_of(hosting: Hosting, exercises: Sequence[Exercise]) -> p.Rules:
    """The rules with the exercise that is named.

    Raises:
        CannotHostError: there is none of that name.
    """
    if not hosting.exercise:
        return hosting.rules
    for one in exercises:
        if one.name.casefold() == hosting.exercise.strip().casefold():
            return msgspec.structs.replace(hosting.rules, exercise=one.id)
    raise CannotHostError(
        f"There is no exercise “{hosting.exercise}”: make it in the game under Exercises, "
        "or write its name as it is there."
    )


def _listen(hosting: Hosting) -> socket.socket:
    """The socket that a host listens on; see :func:`game.net.machine.listen`."""
    try:
        return machine.listen(hosting.port)
    except CannotHostError:
        if not hosting.beside:
            raise
        return machine.listen(0)


def _stop_at_end_of_input(stop: asyncio.Event) -> None:
    """Set ``stop`` in the running loop when the standard input ends."""
    loop = asyncio.get_running_loop()

    def watch() -> None:
        sys.stdin.read()
        with suppress(RuntimeError):  # the loop is over already
            loop.call_soon_threadsafe(stop.set)

    threading.Thread(target=watch, name="end-of-input", daemon=True).start()


def _name_of(hosting: Hosting, at: int) -> str:
    if hosting.rooms == 1:
        return hosting.name
    return f"{hosting.name or 'Room'} {at + 1}"


def check_certificate(cert: Path | None, key: Path | None) -> None:
    """See whether these files can be used for TLS; None for both is no TLS.

    Raises:
        CannotHostError: they cannot; says why.
    """
    if (cert is None) != (key is None):
        raise CannotHostError("A certificate needs its key: give both --cert and --key.")
    if cert is None:
        return
    try:
        ssl.create_default_context(ssl.Purpose.CLIENT_AUTH).load_cert_chain(cert, key)
    except (OSError, ssl.SSLError) as error:
        raise CannotHostError(
            f"The certificate {cert} cannot be used ({error.strerror or error}): "
            "give a PEM file with --cert, and its key with --key."
        ) from error


def _announced(hosting: Hosting, port: int) -> Announcement | None:
    """The host can be found on this network by itself; None where that does not work: it is not needed."""
    try:
        return Announcement(hosting.name or "Digit Duel", port, machine.addresses())
    except (OSError, ZeroconfError) as error:
        _log.info("the host is not announced: %s", type(error).__name__)
        return None


def teachers_links(site: str, rooms: Sequence[OpenedRoom]) -> list[dict[str, str]]:
    """Each room's code, its key, and its teacher's page at an address of this host, as they are printed."""
    return [
        {"code": one.code, "key": one.key, "host": f"{site}/teacher/#{one.code}.{one.key}"} for one in rooms
    ]


def where(hosting: Hosting, port: int, rooms: Sequence[OpenedRoom], files: int | None) -> str:
    """Where the rooms are, to be printed."""
    scheme = "https" if hosting.cert else "http"
    found = machine.addresses()
    sites = [f"{scheme}://{one}:{port}" for one in found] or [f"{scheme}://localhost:{port}"]
    links = teachers_links(sites[0], rooms)
    if hosting.as_json:
        return json.dumps({"port": port, "addresses": sites, "rooms": links})
    lines = ["Digit Duel is open to players on this network. Ctrl+C ends it.", ""]
    if not found:
        lines.append("No network was found: only this machine can join. Connect it to one, and start again.")
    lines += [f"Open in a browser:  {site}/" for site in sites]
    for room, link in zip(rooms, links, strict=True):
        lines += ["", f"Write the code:     {room.code}", f"Teacher's page:     {link['host']}"]
    lines += ["", "The teacher's page is for you alone: its link holds the key to the room."]
    if files is not None and files < 1000:
        lines += ["", f"This machine lets only {files} files be open: about {max(10, files - 60)} can join."]
    return "\n".join(lines)
