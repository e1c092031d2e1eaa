"""Reading for many: in the server's own process while few play, and in a second process once many do.

In the loop, ink is read between two messages, one job at a time: first what is wanted first, so that nobody
who has finished waits for the reading of ink that still grows. A newer job of a seat takes the place of its
older one, so that a seat never has more than one waiting. In a process
beside it the reading does not hold up the messages. A thread waits for it; it does nothing else, so it
hardly holds up the loop.
"""

from __future__ import annotations

import asyncio
import itertools
import multiprocessing
import signal
import sys
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass
from multiprocessing.connection import Connection
from pathlib import Path
from typing import Any, TypeVar

from game.session.ports import Reader
from recognizer.habits import STRANGER, Habits
from recognizer.ink import Ink
from recognizer.reading import Glyph, Reading
from recognizer.slot import Slot

T = TypeVar("T")

# A thread that waits must get its turn soon, once what it waits for has come.
_SWITCH_S = 0.001
_STARTS_WITHIN_S = 60.0
_FEW = 4  # jobs that may wait before one that need not be done


class ReadingFailedError(RuntimeError):
    """The second process has stopped reading."""


class ReaderProcess:
    """A process that reads ink. Used from one thread.

    Args:
        models: the folder of bundles learned here; None if there is none.
    """

    def __init__(self, models: Path | None) -> None:
        context = multiprocessing.get_context("spawn")
        self._pipe, theirs = context.Pipe()
        self._process = context.Process(target=_serve, args=(theirs, models), daemon=True, name="reader")
        self._process.start()
        theirs.close()

    def wait_until_ready(self) -> None:
        """Wait until it has loaded its networks.

        Raises:
            ReadingFailedError: it has not managed to.
        """
        try:
            if self._pipe.poll(_STARTS_WITHIN_S) and self._pipe.recv() == "ready":
                return
        except (OSError, EOFError):
            pass
        raise ReadingFailedError("The process that reads did not start.")

    def ask(self, question: tuple[Any, ...]) -> Any:
        """What it answers.

        Raises:
            ReadingFailedError: it is gone, or could not read that.
        """
        try:
            self._pipe.send(question)
            answer = self._pipe.recv()
        except (OSError, EOFError) as error:
            raise ReadingFailedError("The process that reads is gone.") from error
        if isinstance(answer, str):
            raise ReadingFailedError(answer)
        return answer

    def close(self) -> None:
        self._pipe.close()
        self._process.join(2)
        if self._process.is_alive():
            self._process.terminate()


def _serve(pipe: Connection, models: Path | None) -> None:
    """The process: read until the other end is closed."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl+C is for the host, which closes the pipe
    slot = Slot(models)
    slot.load()
    loaded: set[int] = set()
    known: dict[int, list[tuple[Ink, int]]] = {}
    pipe.send("ready")
    while True:
        try:
            who, player, ink, new, chosen = pipe.recv()
        except (EOFError, OSError):
            return
        try:
            if player is not None and player not in loaded:
                loaded.add(player)
                slot.load_head(player)
            glyphs = known.setdefault(who, [])
            glyphs += new
            habits = Habits(tuple(glyphs[at] for at in chosen)) if chosen else STRANGER
            answer: Any = slot.reader_for(player).read(ink, habits)
        except Exception as error:  # noqa: BLE001 - one ink that cannot be read must not end the others
            answer = f"{type(error).__name__}: {error}"
        pipe.send(answer)


class HostReader:
    """A player's reader, wherever reading is done now. A `game.session.ports.Reader`."""

    def __init__(self, readings: Readings, local: Reader, player: int | None, who: int) -> None:
        self._readings, self._local, self._player, self._who = readings, local, player, who
        self._sent: dict[tuple[Ink, int], int] = {}  # glyphs that the process knows of this player

    @property
    def id(self) -> str:
        return self._local.id

    def read(self, ink: Ink, habits: Habits = STRANGER) -> Reading:
        process = self._readings.process
        if process is None:
            return self._local.read(ink, habits)
        new = [glyph for glyph in habits.glyphs if glyph not in self._sent]
        for glyph in new:
            self._sent[glyph] = len(self._sent)
        chosen = [self._sent[glyph] for glyph in habits.glyphs]
        reading: Reading = process.ask((self._who, self._player, ink, new, chosen))
        return reading

    def align(self, ink: Ink, label: str) -> tuple[Glyph, ...] | None:
        return self._local.align(ink, label)


@dataclass(frozen=True, slots=True)
class _Job:
    work: Callable[[], Any]
    done: Callable[[Any], None]
    failed: Callable[[Exception], None] | None
    wanted: Callable[[], float]


class Readings:
    """The jobs in which ink is read: a `game.net.equipment.Reads`. Used from the loop's thread.

    Args:
        local: gives the reader of a player in this process; None until it is loaded.
        models: see :class:`ReaderProcess`.
        then: called after each job.

    Attributes:
        process: the one beside; None while ink is read in the loop.
        glimpses: whether ink may be read while a stroke is drawn.
    """

    def __init__(self, local: Callable[[int | None], Reader | None], models: Path | None = None) -> None:
        self._local, self._models = local, models
        self.then: Callable[[], None] = lambda: None
        self.process: ReaderProcess | None = None
        self.glimpses = True
        self._waiting: dict[str, _Job] = {}
        self._numbers = itertools.count()
        self._readers: dict[tuple[int | None, str], HostReader] = {}
        self._running = self._starting = False
        self._thread = ThreadPoolExecutor(1, "beside")

    def reader(self, player: int | None) -> Reader | None:
        """The reader of a player (None: a guest's); None until it is loaded."""
        local = self._local(player)
        if local is None:
            return None
        # Guests have a reader each: what is known of a hand is kept with it.
        if player is None:
            return HostReader(self, local, None, next(self._numbers))
        key = player, local.id
        if key not in self._readers:
            self._readers[key] = HostReader(self, local, player, next(self._numbers))
        return self._readers[key]

    def move_beside(self) -> None:
        """Read in a process beside this one from now on; it takes a moment to start."""
        if self._starting or self.process is not None:
            return
        self._starting = True
        loop = asyncio.get_running_loop()

        def start() -> ReaderProcess:
            process = ReaderProcess(self._models)
            process.wait_until_ready()
            return process

        def started(future: Future[ReaderProcess]) -> None:
            if future.exception() is None:
                sys.setswitchinterval(_SWITCH_S)
                loop.call_soon_threadsafe(self._moved, future.result())

        self._thread.submit(start).add_done_callback(started)

    def _moved(self, process: ReaderProcess) -> None:
        self.process = process

    def may_glimpse(self) -> bool:
        """Whether there is time now to read a stroke that is being drawn."""
        return self.glimpses and len(self._waiting) < _FEW

    def submit(
        self,
        work: Callable[[], T],
        done: Callable[[T], None],
        *,
        wanted: Callable[[], float],
        failed: Callable[[Exception], None] | None = None,
        key: str = "",
    ) -> None:
        self._waiting[key or f"job {next(self._numbers)}"] = _Job(work, done, failed, wanted)
        self._start_next()

    def cancel(self, key: str) -> None:
        self._waiting.pop(key, None)

    def _start_next(self) -> None:
        if not self._running and self._waiting:
            self._running = True
            asyncio.get_running_loop().call_soon(self._run)

    def _run(self) -> None:
        if not self._waiting:
            self._running = False
            return
        job = self._waiting.pop(min(self._waiting, key=lambda key: self._waiting[key].wanted()))
        if self.process is None:
            try:
                result = job.work()
            except Exception as error:  # noqa: BLE001 - told to the one who asked
                self._end(job, None, error)
            else:
                self._end(job, result, None)
            return
        loop = asyncio.get_running_loop()

        def ended(future: Future[Any]) -> None:
            error = future.exception()
            told = error if isinstance(error, Exception) else None
            loop.call_soon_threadsafe(self._end, job, None if error else future.result(), told)

        self._thread.submit(job.work).add_done_callback(ended)

    def _end(self, job: _Job, result: Any, error: Exception | None) -> None:
        self._running = False
        if isinstance(error, ReadingFailedError):
            self.process = None  # go on in the loop
        if error is None:
            job.done(result)
        elif job.failed is not None:
            job.failed(error)
        self.then()
        self._start_next()

    def close(self) -> None:
        self._waiting.clear()
        if self.process is not None:
            self.process.close()
            self.process = None
        self._thread.shutdown(wait=False, cancel_futures=True)
