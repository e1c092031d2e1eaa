"""What a host hands to its rooms (:class:`Equipment`): where ink is read, where answers are kept."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Protocol, TypeVar

from game.net.occupant import Player
from game.play.questions import Question
from game.session.ports import Jobs, Reader
from game.session.store import Store
from recognizer.habits import Habits

T = TypeVar("T")


class Reads(Protocol):
    """The jobs in which ink is read. Of those that wait, the one that is wanted first is done first."""

    def submit(
        self,
        work: Callable[[], T],
        done: Callable[[T], None],
        *,
        wanted: Callable[[], float],
        failed: Callable[[Exception], None] | None = None,
        key: str = "",
    ) -> None:
        """Do ``work`` and hand its result to ``done``, or its error to ``failed``.

        Args:
            wanted: when the result is needed, in seconds of the host's clock; asked again before each job.
        """
        ...

    def cancel(self, key: str) -> None: ...


@dataclass(frozen=True, slots=True)
class Exercise:
    """An exercise of the host's machine, for its rooms."""

    id: int
    name: str
    questions: tuple[Question, ...]


@dataclass(frozen=True)
class Equipment:
    """What a host hands to its rooms.

    Attributes:
        reads: the jobs in which ink is read.
        reader: see `game.session.match_session.MatchSession`; so are ``jobs``, ``store`` and ``habits``.
        players: the profiles that may be claimed now.
        exercises: what may be played instead of a level, now.
        may_glimpse: whether there is time to read a stroke while it is drawn.
        today: the day of the Daily.
    """

    jobs: Jobs
    reads: Reads
    reader: Callable[[int | None], Reader | None]
    store: Store | None = None
    habits: Callable[[int], Habits] | None = None
    players: Callable[[], Sequence[Player]] = tuple
    exercises: Callable[[], Sequence[Exercise]] = tuple
    may_glimpse: Callable[[], bool] = lambda: True
    today: Callable[[], date] = lambda: datetime.now().date()


class DeskJobs:
    """The jobs of one desk, as its match session submits them.

    Args:
        wanted: see :class:`Reads`.
        poke: called when a job is done.
    """

    def __init__(self, reads: Reads, wanted: Callable[[], float], poke: Callable[[], None]) -> None:
        self._reads, self._wanted, self._poke = reads, wanted, poke

    def submit(
        self,
        work: Callable[[], T],
        done: Callable[[T], None],
        *,
        failed: Callable[[Exception], None] | None = None,
        key: str = "",
    ) -> None:
        def finished(result: T) -> None:
            done(result)
            self._poke()

        def fell(error: Exception) -> None:
            if failed is None:
                raise error
            failed(error)
            self._poke()

        self._reads.submit(work, finished, wanted=self._wanted, failed=fell, key=key)

    def cancel(self, key: str) -> None:
        self._reads.cancel(key)
