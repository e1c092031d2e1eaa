"""Rooms over many processes: ``main.py serve``. It starts workers and a writer for the store.

How it works
------------
Every worker is a host such as ``main.py host`` starts, and holds rooms of its own (`game.net.holding`). All
of them listen on the public port, so that any of them answers where a room is. Each also listens on a port
of its own, the public one plus its number: that is where the pads of its rooms go. Behind a reverse proxy,
which shows one address only, these are paths: ``/w/2/`` is sent on to the port of worker 2. It is a path and
not a header, because a page cannot choose the headers with which a browser opens a WebSocket.

Ink is read by a pool of processes that all workers share (`game.net.reading`). Each listens on a socket in a
folder that nobody else may enter. Without a pool every worker reads by itself.

Finished answers go over a stream to the *writer*, the only process that writes the store (`game.net.stream`).

``SIGTERM`` to this process ends everything; ``SIGTERM`` to a worker drains it, and it is started anew. So is
every process that ends by itself.
"""

from __future__ import annotations

import asyncio
import json
import logging
import multiprocessing
import os
import secrets
import signal
import socket
import sys
import tempfile
import threading
import time
from collections.abc import Callable, Sequence
from contextlib import ExitStack, suppress
from dataclasses import dataclass, field, replace
from functools import partial
from multiprocessing.connection import Connection, wait
from multiprocessing.process import BaseProcess
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from data.doctor import open_or_start_afresh
from data.store import Store, store_file
from game.hosting import check_certificate, equipped, teachers_links
from game.net import machine, metrics, operators_page, serving
from game.net import protocol as p
from game.net.daily_board import DailyBoard, MemoryBoard, RedisBoard
from game.net.directory import Directory, DirectoryError, Holder, MemoryDirectory, RedisDirectory, Trouble
from game.net.holding import DirectoryNeighbours, Holding, HoldingError
from game.net.journal import FORMAT
from game.net.journal_copy import Copier, RedisCopies
from game.net.limits import Limits
from game.net.machine import CannotHostError
from game.net.reading import Readings, reach_reader, read_for_many
from game.net.server import Host, OpenedRoom
from game.net.stream import StreamStore, Writer, connected, stream_of
from game.session.store import Store as SessionStore
from game.store_adapter import StoreAdapter

_log = logging.getLogger(__name__)

MOST_WORKERS, MOST_READERS, MOST_ROOMS = 64, 64, 1000
#: A school may stand behind one address. Wrong codes: 60 at once, then one in ten seconds.
MANY = Limits(connections=4000, wrong=60, wrong_a_second=0.1)
_STOPS_WITHIN_S = 20.0
_READY_WITHIN_S = 90.0
# A process that has run for less than the first is started anew after the pause.
_SHORT_S, _PAUSE_S = 3.0, 1.5
# Starting a worker takes seconds of a processor. Where there are others, these first take up what it held,
# and its pads come back to them.
_OTHERS_FIRST_S = 4.0
_AGAIN_S = 1.0
_WHY = {
    Trouble.UNREACHABLE: "Redis does not answer at {where}: start it, or give another address with --redis.",
    Trouble.WRONG_PASSWORD: (
        "Redis at {where} wants another password: give redis://:PASSWORD@HOST:PORT/0 with --redis."
    ),
    Trouble.UNUSABLE: (
        "Redis cannot be used at {where}: give an address such as redis://localhost:6379/0 with --redis."
    ),
}


@dataclass(frozen=True, slots=True)
class Serving:
    """How to serve.

    Attributes:
        redis: its address; empty for one worker that needs none.
        readers: processes that read ink for all workers; with 0 each worker reads by itself.
        rooms: that are opened at the start, or taken up from the last time.
        public: the address that a reverse proxy shows; empty if pads reach the workers' ports.
        first: the number of the first worker, where other machines have workers too.
    """

    workers: int = 2
    redis: str = ""
    port: int = machine.PORT
    rooms: int = 0
    name: str = ""
    public: str = ""
    first: int = 1
    cert: Path | None = None
    key: Path | None = None
    as_json: bool = False
    limits: Limits = field(default_factory=lambda: MANY)
    readers: int = 0

    def check(self) -> None:
        """See whether this can be served.

        Raises:
            CannotHostError: this cannot be served; says why.
        """
        if sys.platform == "win32":
            raise CannotHostError("Many processes need Linux or macOS: on Windows, use “main.py host”.")
        if not 1 <= self.workers <= MOST_WORKERS:
            raise CannotHostError(f"Start 1 to {MOST_WORKERS} workers with --workers, not {self.workers}.")
        if self.workers > 1 and not self.redis:
            raise CannotHostError("Several workers need Redis: give its address with --redis.")
        if not 0 <= self.readers <= MOST_READERS:
            raise CannotHostError(f"Start 0 to {MOST_READERS} readers with --readers, not {self.readers}.")
        if not 0 <= self.rooms <= MOST_ROOMS:
            raise CannotHostError(f"Open 0 to {MOST_ROOMS} rooms with --rooms, not {self.rooms}.")
        if self.public and urlsplit(self.public).scheme not in ("http", "https"):
            raise CannotHostError(
                "Give the whole address with --public, such as https://duel.school.example."
            )
        check_certificate(self.cert, self.key)


def serve(folder: Path, plan: Serving) -> None:
    """Serve until the process is asked to stop.

    Raises:
        CannotHostError: it is not possible; says why.
    """
    plan.check()
    if plan.redis:
        asyncio.run(_check_redis(plan.redis))
    opened = open_or_start_afresh(store_file(folder))
    if opened.notice:
        print(opened.notice, file=sys.stderr)
    opened.store.close()
    machine.raise_open_files()
    metrics.log_lines("server")
    with machine.listen(plan.port) as shared, ReaderPool(folder / "models", plan.readers) as pool:
        Server(folder, plan, shared, _ports(plan), pool).run()


async def _check_redis(url: str) -> None:
    """See whether the Redis at this address answers and can be written.

    Raises:
        CannotHostError: it cannot be used; says why.
    """
    parts = urlsplit(url)
    where = f"{parts.hostname}:{parts.port or 6379}" if parts.hostname else "that address"
    try:
        directory = RedisDirectory(url)
        try:
            await directory.check()
        finally:
            await directory.close()
    except DirectoryError as error:
        raise CannotHostError(_WHY[error.trouble].format(where=where)) from error


def _ports(plan: Serving) -> list[int]:
    """A port for each worker. They are free; each worker listens on its own by itself, so that nobody is kept
    waiting there while it is not up.

    Raises:
        CannotHostError: one of them is in use.
    """
    with ExitStack() as held:
        numbers = range(plan.first, plan.first + plan.workers)
        sockets = [
            held.enter_context(machine.listen(plan.port + number if plan.port else 0)) for number in numbers
        ]
        return [one.getsockname()[1] for one in sockets]


@dataclass(frozen=True, slots=True)
class Duty:
    """What a worker is started with. Everything in it can be sent to another process."""

    folder: Path
    plan: Serving
    me: Holder
    port: int
    rooms: range
    readers: list[str]

    @property
    def journals(self) -> Path:
        return self.folder / "served"


@dataclass(slots=True)
class Child:
    """A process that was started here."""

    process: BaseProcess
    pipe: Connection
    name: str
    started: float

    def stop(self) -> None:
        with suppress(OSError):
            self.pipe.send("stop")


def _started(name: str, target: Callable[..., None], *arguments: Any) -> Child:
    """Start a process. ``target`` is also given the pipe by which it is told to stop."""
    context = multiprocessing.get_context("spawn")
    ours, theirs = context.Pipe()
    process = context.Process(target=target, args=(*arguments, theirs), name=name)
    process.start()
    theirs.close()
    return Child(process, ours, name, time.monotonic())


class ReaderPool:
    """The processes that read ink for all workers.

    A socket stays open while its reader is started anew, so that workers wait there, and are not refused.

    Attributes:
        paths: of the sockets, one for each reader.
    """

    def __init__(self, models: Path, size: int) -> None:
        self._models = models
        self._folder = tempfile.TemporaryDirectory(prefix="duel-")  # nobody else may enter it
        self.paths = [f"{self._folder.name}/{at + 1}" for at in range(size)]
        self._sockets: list[socket.socket] = []
        self.children: list[Child] = []

    def __enter__(self) -> ReaderPool:
        for path in self.paths:
            listening = socket.socket(socket.AF_UNIX)
            self._sockets.append(listening)
            listening.bind(path)
            listening.listen(2 * MOST_WORKERS)
        self.children = [self._start(at) for at in range(len(self.paths))]
        return self

    def _start(self, at: int) -> Child:
        return _started(f"reader {at + 1}", _read, self._sockets[at], self._models)

    def start_again(self, child: Child) -> None:
        """Start a reader in the place of one that has ended."""
        at = self.children.index(child)
        self.children[at] = self._start(at)

    def __exit__(self, *_: object) -> None:
        _end(self.children)
        for one in self._sockets:
            one.close()
        self._folder.cleanup()


def _end(children: Sequence[Child]) -> None:
    """Have processes stop, and kill those that do not."""
    for child in children:
        child.stop()
    until = time.monotonic() + _STOPS_WITHIN_S
    for child in children:
        child.process.join(max(0.1, until - time.monotonic()))
        if child.process.is_alive():
            child.process.kill()


class Server:
    """The process that starts the others."""

    def __init__(
        self, folder: Path, plan: Serving, shared: socket.socket, ports: list[int], pool: ReaderPool
    ) -> None:
        self._folder, self._plan, self._shared, self._ports = folder, plan, shared, ports
        self._pool = pool
        self._journals = folder / "served"
        self._shelf = _shelf(self._journals)
        self._key = operators_page.key_of(folder)
        self._workers: dict[int, Child] = {}
        self._away: dict[int, float] = {}  # workers that have ended, and when each is started anew
        self._writer: Child | None = None
        self._stopping = threading.Event()

    def run(self) -> None:
        for which in (signal.SIGTERM, signal.SIGINT):
            signal.signal(which, lambda *_: self._stopping.set())
        kept = len(list(self._journals.glob("*.journal")))
        fresh = max(0, self._plan.rooms - kept)
        if self._plan.redis:
            self._writer = self._start_writer()
        for at in range(self._plan.workers):
            # Each opens its share of the rooms, and names them by their numbers.
            self._workers[at] = self._start_worker(at, range(at, fresh, self._plan.workers))
        try:
            rooms = self._ready()
            if not self._stopping.is_set():
                print(self._where(rooms), flush=True)
            while not self._stopping.wait(0.05):
                self._start_again()
        finally:
            self._stop()

    def _start_worker(self, at: int, rooms: range) -> Child:
        number = self._plan.first + at
        name = f"{number}.{secrets.token_hex(4)}"
        port = self._ports[at]
        address = f"/w/{number}/" if self._plan.public else f":{port}"
        me = Holder(name, number, address, self._shelf, f"{p.VERSION}.{FORMAT}")
        duty = Duty(self._folder, self._plan, me, port, rooms, self._pool.paths)
        return _started(name, _work, duty, self._shared)

    def _start_writer(self) -> Child:
        return _started("writer", _write, self._folder, self._plan.redis, stream_of(self._shelf))

    def _ready(self) -> list[OpenedRoom]:
        """Wait until all workers serve. Returns the rooms that they have.

        Raises:
            CannotHostError: one of them cannot; says why.
        """
        rooms: list[OpenedRoom] = []
        until = time.monotonic() + _READY_WITHIN_S
        for child in self._workers.values():
            while not self._stopping.is_set():
                if child.pipe.poll(0.1):
                    try:
                        said = child.pipe.recv()
                    except EOFError:
                        raise CannotHostError("A worker did not start: its log says why.") from None
                    if isinstance(said, str):
                        raise CannotHostError(said)
                    rooms += said
                    break
                if time.monotonic() > until:
                    raise CannotHostError("The workers did not start in time: start fewer with --workers.")
        return sorted(rooms, key=lambda room: room.code)

    def _start_again(self) -> None:
        """Start the processes that have ended anew, and say at once that they are gone."""
        writers = [self._writer] if self._writer else []
        children = [*self._workers.values(), *self._pool.children, *writers]
        wait([child.process.sentinel for child in children], timeout=0.2)
        if self._stopping.is_set():
            return
        for at, child in list(self._workers.items()):
            if not child.process.is_alive():
                self._worker_ended(at, child)
        now = time.monotonic()
        for at in [at for at, due in self._away.items() if now >= due]:
            del self._away[at]
            self._workers[at] = self._start_worker(at, range(0))
        for child in list(self._pool.children):
            if child.process.is_alive() or self._stopping.is_set():
                continue
            _log.warning("A reader has ended: it is started anew.")
            self._bury(child)
            self._pool.start_again(child)
        if self._writer is not None and not self._writer.process.is_alive() and not self._stopping.is_set():
            _log.warning("The writer has ended: it is started anew.")
            self._bury(self._writer)
            self._writer = self._start_writer()

    def _worker_ended(self, at: int, child: Child) -> None:
        """Say that it is gone, and when another one is started in its place."""
        _log.warning("A worker has ended: it is started anew.")
        del self._workers[at]
        if self._plan.redis:
            with suppress(DirectoryError):
                asyncio.run(_say_gone(self._plan.redis, child.name))
        child.process.join()
        child.pipe.close()
        now = time.monotonic()
        pause = _PAUSE_S if now - child.started < _SHORT_S else 0.0
        self._away[at] = now + (_OTHERS_FIRST_S if self._workers else pause)
        if not self._workers:  # nobody is there who could take anything up
            self._away = {one: min(due, now + pause) for one, due in self._away.items()}

    def _bury(self, child: Child) -> None:
        """Be done with a process that has ended; after a pause, if it has ended at once."""
        child.process.join()
        child.pipe.close()
        if time.monotonic() - child.started < _SHORT_S:
            self._stopping.wait(_PAUSE_S)

    def _stop(self) -> None:
        """End the workers, and then the writer, which keeps what they have said last."""
        _end(list(self._workers.values()))
        _end([self._writer] if self._writer else [])

    def _where(self, rooms: list[OpenedRoom]) -> str:
        """Where everything is, to be printed."""
        plan, port = self._plan, self._shared.getsockname()[1]
        scheme = "https" if plan.cert else "http"
        found = [f"{scheme}://{one}:{port}" for one in machine.addresses()]
        sites = [plan.public.rstrip("/")] if plan.public else found or [f"{scheme}://localhost:{port}"]
        operator = f"{sites[0]}/operator#{self._key}"
        links = teachers_links(sites[0], rooms)
        if plan.as_json:
            workers = [child.process.pid for child in self._workers.values()]
            told = {"port": port, "addresses": sites, "operator": operator, "rooms": links}
            readers = [child.process.pid for child in self._pool.children]
            return json.dumps({**told, "ports": self._ports, "workers": workers, "readers": readers})
        processes = f"{_count(plan.workers, 'worker')} and {_count(plan.readers, 'reader')}"
        lines = [f"Digit Duel serves with {processes}. Ctrl+C ends it.", ""]
        lines += [f"Open in a browser:  {site}/" for site in sites]
        lines += [f"For the operator:   {operator}"]
        for link in links:
            lines += ["", f"Write the code:     {link['code']}", f"For the teacher:    {link['host']}"]
        return "\n".join(lines)


def _count(number: int, what: str) -> str:
    """``1 worker``, ``2 workers``."""
    return f"{number} {what}" if number == 1 else f"{number} {what}s"


async def _say_gone(url: str, name: str) -> None:
    directory = RedisDirectory(url)
    try:
        await directory.leave(name)
    finally:
        await directory.close()


def _shelf(journals: Path) -> str:
    """What the folder of journals is called by all processes that share it."""
    journals.mkdir(mode=0o700, parents=True, exist_ok=True)
    file = journals / "shelf"
    if not file.exists():
        file.write_text(secrets.token_hex(8))
    return file.read_text().strip()


# The processes that are started


def _alone() -> None:
    """Ctrl+C is for the process that has started this one."""
    os.setsid()
    signal.signal(signal.SIGINT, signal.SIG_IGN)


def _when_told(pipe: Connection, do: Callable[[], None]) -> None:
    """Call ``do`` in a thread when the starting process says so, or is no more."""

    def listen() -> None:
        with suppress(EOFError, OSError):
            pipe.recv()
        do()

    threading.Thread(target=listen, name="told", daemon=True).start()


def _write(folder: Path, url: str, answers: str, pipe: Connection) -> None:
    """The writer's process."""
    _alone()
    signal.signal(signal.SIGTERM, signal.SIG_IGN)  # it ends last, when it is told to
    metrics.log_lines("writer")
    stop = threading.Event()
    _when_told(pipe, stop.set)
    with Store.open(store_file(folder), patience=10.0) as store:
        Writer(connected(url), answers, StoreAdapter(store)).run(stop)


def _read(listening: socket.socket, models: Path, pipe: Connection) -> None:
    """A reader's process."""
    _alone()
    metrics.log_lines("reader")
    read_for_many(listening, models, pipe)


def _work(duty: Duty, shared: socket.socket, pipe: Connection) -> None:
    """A worker's process."""
    _alone()
    # The web server hears these first, and ends well; then they come here once more.
    signal.signal(signal.SIGTERM, lambda *_: None)
    metrics.log_lines(f"worker {duty.me.number}")
    machine.raise_open_files()
    try:
        with Store.open(store_file(duty.folder), patience=10.0) as store:
            _Worker(duty, shared, pipe).run(store)
    except CannotHostError as error:
        pipe.send(str(error))


class _Worker:
    """One worker's parts."""

    def __init__(self, duty: Duty, shared: socket.socket, pipe: Connection) -> None:
        self._duty, self._shared, self._pipe = duty, shared, pipe
        self._all_stop = False

    def run(self, store: Store) -> None:
        duty, plan = self._duty, self._duty.plan
        stream = StreamStore(connected(plan.redis), stream_of(duty.me.shelf)) if plan.redis else None
        kept: SessionStore = stream or StoreAdapter(store)
        pool = [partial(reach_reader, path) for path in duty.readers]
        with equipped(duty.folder, store, kept, pool) as (equipment, readings, jobs):
            try:
                serving.run(lambda: self._serve(equipment, readings, jobs, stream))
            finally:
                if stream is not None:
                    jobs.drain()
                    stream.close()

    async def _serve(self, equipment: Any, readings: Readings, jobs: Any, stream: StreamStore | None) -> None:
        duty, plan = self._duty, self._duty.plan
        directory: Directory = RedisDirectory(plan.redis) if plan.redis else MemoryDirectory()
        board: DailyBoard = RedisBoard(plan.redis) if plan.redis else MemoryBoard()
        copier = Copier(RedisCopies(plan.redis), duty.journals) if plan.redis else None
        neighbours = DirectoryNeighbours(directory, duty.me)
        figures = metrics.Metrics()
        host = Host(
            equipment,
            readings,
            limits=_share(plan.limits, plan.workers),
            deliver=jobs.deliver,
            names=[urlsplit(plan.public).hostname or ""] if plan.public else (),
            journals=duty.journals,
            neighbours=neighbours,
            observer=figures,
            board=board,
        )
        holding = Holding(
            host,
            directory,
            neighbours,
            duty.me,
            duty.journals,
            clock=time.monotonic,
            drain=lambda: os.kill(os.getpid(), signal.SIGTERM),
            copier=copier,
        )
        waiting = (lambda: stream.waiting) if stream is not None else (lambda: 0)
        host.answer(metrics.routes(figures, host, holding, readings, waiting))
        host.answer(operators_page.routes(operators_page.key_of(duty.folder), holding))
        stop, loop = asyncio.Event(), asyncio.get_running_loop()
        tasks: list[asyncio.Task[None]] = []

        def stop_all() -> None:
            self._all_stop = True
            with suppress(RuntimeError):  # the loop is over already
                loop.call_soon_threadsafe(stop.set)

        async def leave() -> None:
            await holding.leave(all_stop=self._all_stop)

        _when_told(self._pipe, stop_all)
        if duty.readers:
            readings.move_beside()
        try:
            await serving.serve(
                host,
                machine.listen(duty.port),
                cert=plan.cert,
                key=plan.key,
                started=lambda: tasks.append(asyncio.create_task(self._begin(holding))),
                stop=stop,
                shared=[self._shared],
                leave=leave,
            )
        finally:
            for task in tasks:
                task.cancel()
            await asyncio.gather(*tasks, return_exceptions=True)
            await directory.close()
            await board.close()
            if copier is not None:
                await copier.copies.close()

    async def _begin(self, holding: Holding) -> None:
        """Take up what there is, open what is wanted, say that this worker is ready, and go on."""
        duty = self._duty
        await holding.look()
        for at in duty.rooms:
            name = f"{duty.plan.name or 'Room'} {at + 1}" if duty.plan.rooms > 1 else duty.plan.name
            while True:
                try:
                    await holding.open(name)
                    break
                except HoldingError:
                    await asyncio.sleep(_AGAIN_S)
        with suppress(OSError):
            self._pipe.send(list(holding.opened.values()))
        await holding.run()


def _share(limits: Limits, workers: int) -> Limits:
    """What one worker allows an address, if any of them may be asked."""
    return replace(
        limits,
        wrong=max(3, limits.wrong // workers),
        wrong_a_second=limits.wrong_a_second / workers,
    )
