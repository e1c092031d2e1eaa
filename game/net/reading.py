"""Reading for many: in the server's own process while few play, and in processes beside it once many do.

How it works
------------
Jobs wait in a fair queue (`game.net.fair_queue`): rooms take turns with what is due, within a room what is
wanted first comes first, and each seat has one job waiting at most. In the loop, ink is read between two
messages, one job at a time. Processes beside the loop do not hold up the messages: each reads one job of this
server at a time, and a thread waits for it, which does nothing else.

A process beside may be this server's own (:func:`start_reader`), or one of a pool that several workers share
(:func:`reach_reader`). The workers take turns there: a reader answers each of those that wait once before it
answers any of them again.

If such a process ends, its job waits again, ahead of the others, and is read elsewhere. The process is sought
until it is there again; as long as there is none at all, ink is read in the loop. A job over which several
processes have ended is given up.
"""

from __future__ import annotations

import asyncio
import itertools
import multiprocessing
import signal
import socket
import sys
import time
from collections import deque
from collections.abc import Callable, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import suppress
from contextvars import ContextVar
from dataclasses import dataclass, replace
from functools import partial
from multiprocessing.connection import Connection, wait
from pathlib import Path
from typing import Any, TypeAlias, TypeVar

from game.net import protocol as p
from game.net.fair_queue import FairQueue, Waiting
from game.session.ports import Reader
from recognizer.habits import STRANGER, Habits
from recognizer.ink import Ink
from recognizer.reading import Glyph, Reading
from recognizer.slot import Slot

T = TypeVar("T")
Drawn: TypeAlias = tuple[Ink, int]  # a glyph that is known of somebody, and the digit that it is
Reach: TypeAlias = Callable[[], Connection]
"""Begins to reach a process that reads. It says :data:`_READY` when it has loaded its networks.

Raises:
    OSError: it is not there.
"""

# A thread that waits must get its turn soon, once what it waits for has come.
_SWITCH_S = 0.001
_STARTS_WITHIN_S = 60.0
_ANSWERS_WITHIN_S = 10.0
_AGAIN_S = 0.5  # before a process that is not there is sought again
_FEW = 4  # jobs of a room that may wait before one that need not be done
_MOST_TRIES = 3  # of a job, if processes end over it
#: Jobs that may wait in a room: a seat has one for its ink, and one for what is known of its player.
MOST_WAITING = 2 * p.MOST_SEATS
_MOST_HANDS = 1000  # players of whom a process knows glyphs
_READY = "ready"


class ReadingFailedError(RuntimeError):
    """This ink could not be read."""


class ReaderGoneError(ReadingFailedError):
    """The process that was to read it is gone."""


class ReaderProcess:
    """A process that reads ink, as the one that asks it has it. Used from one thread at a time.

    Making one takes seconds, because it waits until the process has loaded its networks.

    Raises:
        ReaderGoneError: it is not there.
    """

    def __init__(self, reach: Reach) -> None:
        self.reach = reach
        self._sent: dict[int, dict[Drawn, int]] = {}  # by the person's number: glyphs that the process knows
        try:
            self._pipe = reach()
            if self._pipe.poll(_STARTS_WITHIN_S) and self._pipe.recv() == _READY:
                return
            self._pipe.close()
        except (OSError, EOFError) as error:
            raise ReaderGoneError("The process that reads did not start.") from error
        raise ReaderGoneError("The process that reads did not start in time.")

    def read(self, who: int, player: int | None, ink: Ink, habits: Habits) -> Reading:
        """What the ink says, read with the player's own head if there is one.

        Args:
            who: a number of its own for each person of whom glyphs are known.

        Raises:
            ReaderGoneError: it is gone, or does not answer.
            ReadingFailedError: it could not read that.
        """
        sent = _latest(self._sent, who, dict)
        new = [glyph for glyph in habits.glyphs if glyph not in sent]
        for glyph in new:
            sent[glyph] = len(sent)
        chosen = [sent[glyph] for glyph in habits.glyphs]
        try:
            self._pipe.send((who, player, ink, new, chosen))
            if not self._pipe.poll(_ANSWERS_WITHIN_S):
                raise ReaderGoneError("The process that reads does not answer.")
            answer: Reading | str = self._pipe.recv()
        except (OSError, EOFError) as error:
            raise ReaderGoneError("The process that reads is gone.") from error
        if isinstance(answer, str):
            raise ReadingFailedError(answer)
        return answer

    def close(self) -> None:
        """It has nothing more to read for this one; a process of this server's own ends."""
        self._pipe.close()


def _latest(known: dict[int, T], who: int, empty: Callable[[], T]) -> T:
    """What is known of somebody, where the ones that were asked for longest ago are forgotten.

    Both ends of a connection keep such a dictionary. They are asked in the same order, so they forget the
    same ones.
    """
    found = known.pop(who, None)
    known[who] = found = empty() if found is None else found
    while len(known) > _MOST_HANDS:
        del known[next(iter(known))]
    return found


# The processes


def start_reader(models: Path | None) -> Connection:
    """Start a process of this server's own that reads. It ends when the connection is closed.

    Args:
        models: the folder of bundles learned here; None if there is none.
    """
    context = multiprocessing.get_context("spawn")
    ours, theirs = context.Pipe()
    process = context.Process(target=_read_for_one, args=(theirs, models), daemon=True, name="reader")
    process.start()
    theirs.close()
    return ours


def reach_reader(path: str) -> Connection:
    """Reach a process of the pool, at the path of its socket.

    Raises:
        OSError: there is none.
    """
    with socket.socket(socket.AF_UNIX) as reached:
        reached.connect(path)
        return Connection(reached.detach())


def _read_for_one(pipe: Connection, models: Path | None) -> None:
    """The process of one server."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl+C is for the host, which closes the pipe
    answers = _Answers(models)
    with suppress(EOFError, OSError):
        client = _Client(pipe)
        while True:
            client.answer(answers)


def read_for_many(listening: socket.socket, models: Path | None, stop: Connection) -> None:
    """Read for all who connect, until ``stop`` says something or is closed."""
    answers, clients = _Answers(models), list[_Client]()
    listening.setblocking(False)
    while True:
        ready = wait([stop, listening, *(client.pipe for client in clients)])
        if stop in ready:
            return
        if listening in ready:
            with suppress(OSError):  # the client is gone already
                clients.append(_Client(Connection(listening.accept()[0].detach())))
        for client in [one for one in clients if one.pipe in ready]:
            try:
                client.answer(answers)
            except (EOFError, OSError):
                client.pipe.close()
                clients.remove(client)


class _Answers:
    """Reads with the networks of this process."""

    def __init__(self, models: Path | None) -> None:
        self._slot = Slot(models)
        self._slot.load()
        self._loaded: set[int] = set()

    def read(self, player: int | None, ink: Ink, habits: Habits) -> Reading:
        if player is not None and player not in self._loaded:
            self._loaded.add(player)
            self._slot.load_head(player)
        return self._slot.reader_for(player).read(ink, habits)


class _Client:
    """The other end of a :class:`ReaderProcess`: who asks there, and the glyphs that were sent."""

    def __init__(self, pipe: Connection) -> None:
        self.pipe = pipe
        self._known: dict[int, list[Drawn]] = {}
        pipe.send(_READY)

    def answer(self, answers: _Answers) -> None:
        """Answer the next question.

        Raises:
            EOFError, OSError: the client is gone.
        """
        who, player, ink, new, chosen = self.pipe.recv()
        glyphs = _latest(self._known, who, list)
        glyphs += new
        habits = Habits(tuple(glyphs[at] for at in chosen)) if chosen else STRANGER
        answer: Reading | str
        try:
            answer = answers.read(player, ink, habits)
        except Exception as error:  # noqa: BLE001 - one ink that cannot be read must not end the others
            answer = f"{type(error).__name__}: {error}"
        self.pipe.send(answer)


# The jobs

# The process that does the job of this thread; None where ink is read in the loop.
_lent: ContextVar[ReaderProcess | None] = ContextVar("lent", default=None)


class HostReader:
    """A player's reader, wherever a job is done. A `game.session.ports.Reader`."""

    def __init__(self, local: Reader, player: int | None, who: int) -> None:
        self._local, self._player, self._who = local, player, who

    @property
    def id(self) -> str:
        return self._local.id

    def read(self, ink: Ink, habits: Habits = STRANGER) -> Reading:
        process = _lent.get()
        if process is None:
            return self._local.read(ink, habits)
        return process.read(self._who, self._player, ink, habits)

    def align(self, ink: Ink, label: str) -> tuple[Glyph, ...] | None:
        return self._local.align(ink, label)


@dataclass(frozen=True, slots=True)
class _Job:
    work: Callable[[], Any]
    done: Callable[[Any], None]
    failed: Callable[[Exception], None] | None
    tries: int = 1

    def do(self, process: ReaderProcess) -> Any:
        """Do it in this thread, with that process."""
        lent = _lent.set(process)
        try:
            return self.work()
        finally:
            _lent.reset(lent)


class Readings:
    """The jobs in which ink is read: a `game.net.equipment.Reads`. Used from the loop's thread.

    Args:
        local: gives the reader of a player in this process; None until it is loaded.
        places: how to reach the processes that may read beside this one.
        clock: the host's.
        then: called after each job, with the room that it was for.

    Attributes:
        glimpses: whether ink may be read while a stroke is drawn.
    """

    def __init__(
        self,
        local: Callable[[int | None], Reader | None],
        places: Sequence[Reach] = (),
        *,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self._local, self._places, self._clock = local, places, clock
        self.then: Callable[[str], None] = lambda _: None
        self.glimpses = True
        self._queue = FairQueue[_Job](MOST_WAITING)
        self._numbers = itertools.count()
        self._readers: dict[tuple[int | None, str], HostReader] = {}
        self._beside = self._here = self._closed = False
        self._up: set[ReaderProcess] = set()
        self._idle = deque[ReaderProcess]()  # the first one has done nothing for longest
        self._threads = ThreadPoolExecutor(max(1, len(places)), "beside")

    @property
    def waiting(self) -> int:
        """How many jobs wait."""
        return len(self._queue)

    @property
    def processes(self) -> int:
        """How many processes beside this one are there; 0 while ink is read in the loop."""
        return len(self._up)

    def reader(self, player: int | None) -> Reader | None:
        """The reader of a player (None: a guest's); None until it is loaded."""
        local = self._local(player)
        if local is None:
            return None
        # Guests have a reader each: what is known of a hand is kept with it.
        if player is None:
            return HostReader(local, None, next(self._numbers))
        key = player, local.id
        if key not in self._readers:
            self._readers[key] = HostReader(local, player, next(self._numbers))
        return self._readers[key]

    def may_glimpse(self, room: str = "") -> bool:
        """Whether there is time now to read a stroke of this room that is being drawn."""
        return self.glimpses and self._queue.waiting(room) < _FEW

    def submit(
        self,
        work: Callable[[], T],
        done: Callable[[T], None],
        *,
        wanted: Callable[[], float],
        failed: Callable[[Exception], None] | None = None,
        key: str = "",
        room: str = "",
    ) -> None:
        """See `game.net.equipment.Reads`. ``room``: which has its turns."""
        key = key or f"job {next(self._numbers)}"
        if self._queue.put(Waiting(room, key, _Job(work, done, failed), wanted)):
            self._go_on()
        elif failed is not None:
            failed(ReadingFailedError("This room has too much to read."))

    def cancel(self, key: str, room: str = "") -> None:
        self._queue.cancel(room, key)

    def _go_on(self) -> None:
        """Have the next jobs done, if anybody is free."""
        while self._queue and self._idle:
            process, job = self._idle.popleft(), self._queue.take(self._clock())
            self._in_thread(partial(job.job.do, process), partial(self._read_beside, process, job))
        if self._queue and not self._up and not self._here:
            self._here = True
            asyncio.get_running_loop().call_soon(self._read_here)

    def _read_here(self) -> None:
        """Do a job in the loop."""
        self._here = False
        if self._queue and not self._up:
            taken = self._queue.take(self._clock())
            job = taken.job
            try:
                result = job.work()
            except Exception as error:  # noqa: BLE001 - told to the one who asked
                self._fail(job, error)
            else:
                job.done(result)
            self.then(taken.room)
        self._go_on()

    def _read_beside(self, process: ReaderProcess, waited: Waiting[_Job], future: Future[Any]) -> None:
        """A process has done a job, or has not."""
        error, job = future.exception(), waited.job
        if isinstance(error, ReaderGoneError):
            self._up.discard(process)
            process.close()
            self._seek(process.reach)
            if job.tries < _MOST_TRIES:
                self._queue.put_back(replace(waited, job=replace(job, tries=job.tries + 1)))
                self._go_on()
                return
        else:
            self._idle.append(process)
        if error is None:
            job.done(future.result())
        elif isinstance(error, Exception):
            self._fail(job, error)
        self.then(waited.room)
        self._go_on()

    @staticmethod
    def _fail(job: _Job, error: Exception) -> None:
        if job.failed is not None:
            job.failed(error)

    # The processes beside

    def move_beside(self) -> None:
        """Read in the processes beside this one from now on, as soon as the first of them is there."""
        if not self._beside and self._places:
            self._beside = True
            sys.setswitchinterval(_SWITCH_S)
            for reach in self._places:
                self._seek(reach)

    def _seek(self, reach: Reach) -> None:
        if not self._closed:
            self._in_thread(partial(ReaderProcess, reach), partial(self._sought, reach))

    def _sought(self, reach: Reach, future: Future[ReaderProcess]) -> None:
        if future.exception() is not None:
            asyncio.get_running_loop().call_later(_AGAIN_S, self._seek, reach)
            return
        process = future.result()
        self._up.add(process)
        self._idle.append(process)
        self._go_on()

    def _in_thread(self, work: Callable[[], T], ended: Callable[[Future[T]], None]) -> None:
        """Do something in one of the threads, and tell the loop how it ended."""
        loop = asyncio.get_running_loop()

        def told(future: Future[T]) -> None:
            if not self._closed:
                with suppress(RuntimeError):  # the loop is over
                    loop.call_soon_threadsafe(ended, future)

        self._threads.submit(work).add_done_callback(told)

    def close(self) -> None:
        """Nothing more is read. Processes of this server's own end."""
        self._closed = True
        self._queue.clear()
        for process in self._idle:
            process.close()
        self._threads.shutdown(wait=False, cancel_futures=True)


class RoomReads:
    """The jobs of one room: a `game.net.equipment.Reads`."""

    def __init__(self, readings: Readings, room: str) -> None:
        self._readings, self._room = readings, room

    def submit(
        self,
        work: Callable[[], T],
        done: Callable[[T], None],
        *,
        wanted: Callable[[], float],
        failed: Callable[[Exception], None] | None = None,
        key: str = "",
    ) -> None:
        self._readings.submit(work, done, wanted=wanted, failed=failed, key=key, room=self._room)

    def cancel(self, key: str) -> None:
        self._readings.cancel(key, self._room)

    def may_glimpse(self) -> bool:
        """Whether there is time now to read a stroke that is being drawn."""
        return self._readings.may_glimpse(self._room)
