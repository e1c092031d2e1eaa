"""A fair queue: rooms take turns, so that a room with much to do holds up nobody but itself.

A job says when its result is wanted, and is *due* from then on. Rooms that have something waiting stand in a
ring. The first room in it with something due has its turn: of its jobs the one that is wanted first is taken,
and the room goes to the end. So a room with something due waits for at most one job of each other room,
however many those have. While nothing is due, what is wanted soonest is taken ahead of its time.

A job has a key, and a newer one under the same key takes the place of the one that waits: each seat has one
key for the ink on its sheet, so that it never has more than one reading waiting.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Generic, TypeVar

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Waiting(Generic[T]):
    """A job that waits.

    Attributes:
        wanted: when its result is needed, in seconds; asked again whenever a job is chosen.
    """

    room: str
    key: str
    job: T
    wanted: Callable[[], float]


@dataclass(slots=True)
class FairQueue(Generic[T]):
    """What waits, by room.

    Args:
        most: jobs that may wait in one room.
    """

    most: int
    _rooms: dict[str, dict[str, Waiting[T]]] = field(default_factory=dict)
    _size: int = 0

    def __len__(self) -> int:
        return self._size

    def waiting(self, room: str) -> int:
        """How many jobs of a room wait."""
        return len(self._rooms.get(room, ()))

    def put(self, new: Waiting[T]) -> bool:
        """Let a job wait; it takes the place of its room's older one of the same key, if there is one.

        Returns:
            False if the room has too many already: nothing has changed then.
        """
        jobs = self._rooms.get(new.room, {})
        if new.key not in jobs:
            if len(jobs) >= self.most:
                return False
            self._size += 1
        jobs[new.key] = new
        self._rooms[new.room] = jobs
        return True

    def put_back(self, taken: Waiting[T]) -> None:
        """Let a job that was taken wait again, ahead of other rooms. A newer one of its key stays instead."""
        jobs = self._rooms.pop(taken.room, {})
        if taken.key not in jobs:
            jobs = {taken.key: taken, **jobs}
            self._size += 1
        self._rooms = {taken.room: jobs, **self._rooms}

    def cancel(self, room: str, key: str) -> None:
        """A job need not be done; nothing happens if it does not wait."""
        jobs = self._rooms.get(room, {})
        if jobs.pop(key, None) is not None:
            self._size -= 1
            if not jobs:
                del self._rooms[room]

    def take(self, now: float) -> Waiting[T]:
        """The next job, which waits no longer.

        Raises:
            IndexError: nothing waits.
        """
        if not self._rooms:
            raise IndexError("Nothing waits.")
        taken = self._next(now)
        jobs = self._rooms.pop(taken.room)
        del jobs[taken.key]
        if jobs:
            self._rooms[taken.room] = jobs  # at the end of the ring
        self._size -= 1
        return taken

    def _next(self, now: float) -> Waiting[T]:
        firsts: list[tuple[float, Waiting[T]]] = []
        for jobs in self._rooms.values():
            wanted, first = min(((one.wanted(), one) for one in jobs.values()), key=lambda each: each[0])
            if wanted <= now:
                return first
            firsts.append((wanted, first))
        return min(firsts, key=lambda each: each[0])[1]

    def clear(self) -> None:
        self._rooms.clear()
        self._size = 0
