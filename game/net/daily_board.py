"""The Daily's board of a server: how everybody stands who has played today's Daily in any of its rooms.

How it works
------------
The Daily has the same questions for everybody, so its results compare, whichever room they are from. Of each
seat the board keeps the first Daily of a day: somebody who plays it again knows the questions. While that
match is there, its result can still change, since an answer may turn out to be misread after the end.

A result has points and seconds. It has no name, unless the room's teacher lets names be shown, and nothing by
which a room or a player could be found. After some days a board is forgotten.

:class:`Entering` brings results to the board while rooms play on. What cannot be brought now, because Redis
is away, is brought later.
"""

from __future__ import annotations

import asyncio
import hashlib
import logging
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Any, Protocol

from game.net.directory import DirectoryError, answered, connected

_log = logging.getLogger(__name__)

#: How many of the best are shown.
SHOWN = 10
_DAYS_IN_REDIS, _DAYS_IN_MEMORY = 8, 3
_PARTS = 10  # of a second: the finest difference in time that counts
_MOST_SECONDS = 900_000.0
_AGAIN_S = 2.0
_MOST_WAITING = 20_000


@dataclass(frozen=True, slots=True)
class DailyResult:
    """A seat's result in the Daily of a day.

    Attributes:
        day: ``"2026-11-29"``.
        seat: of which room and seat it is; no other has the same.
        match: which match of that seat.
        name: what is shown; empty for none.
    """

    day: str
    seat: str
    match: int
    points: int
    seconds: float
    name: str = ""

    @property
    def key(self) -> str:
        """What the board calls the seat: nobody can tell from it which one it is."""
        return hashlib.sha256(self.seat.encode()).hexdigest()[:20]

    @property
    def worth(self) -> int:
        """Larger is better: points first, then less time."""
        seconds = round(_PARTS * min(max(self.seconds, 0.0), _MOST_SECONDS))
        return self.points * round(_PARTS * _MOST_SECONDS) - seconds


@dataclass(frozen=True, slots=True)
class Ranked:
    """One of the best results of a day. Equal ones share a place."""

    place: int
    points: int
    name: str


@dataclass(frozen=True, slots=True)
class Today:
    """How a seat stands among all who have played the Daily of its day, and the best of these."""

    place: int
    players: int
    best: tuple[Ranked, ...] = ()


class DailyBoard(Protocol):
    """The boards of all days."""

    async def enter(self, result: DailyResult) -> Today:
        """Take a result, in the place of the one that the same match has there.

        Raises:
            DirectoryError: the board does not answer.
        """
        ...

    async def close(self) -> None: ...


def _ranked(best: Sequence[tuple[int, int, str]]) -> tuple[Ranked, ...]:
    """Places from worth, points and name, the best first."""
    worths = [worth for worth, _, _ in best]
    return tuple(Ranked(worths.index(worth) + 1, points, name) for worth, points, name in best)


@dataclass(slots=True)
class MemoryBoard:
    """Boards for the rooms of one process."""

    _days: dict[str, dict[str, DailyResult]] = field(default_factory=dict)

    async def enter(self, result: DailyResult) -> Today:
        day = self._days.setdefault(result.day, {})
        for old in sorted(self._days)[:-_DAYS_IN_MEMORY]:
            del self._days[old]
        if result.key not in day or day[result.key].match == result.match:
            day[result.key] = result
        worth = day[result.key].worth
        order = sorted(day.values(), key=lambda one: (one.worth, one.key), reverse=True)
        place = sum(one.worth > worth for one in order) + 1
        best = [(one.worth, one.points, one.name) for one in order[:SHOWN]]
        return Today(place, len(order), _ranked(best))

    async def close(self) -> None:
        """Nothing is open."""


# In Redis: ``duel:daily:DAY`` is a sorted set of seats by worth, ``duel:daily:lines:DAY`` a hash of
# "match points name" by seat.
_ENTER = """
local day, seat, match, worth, line, kept_s, shown =
    ARGV[1], ARGV[2], ARGV[3], ARGV[4], ARGV[5], ARGV[6], tonumber(ARGV[7])
local board, lines = 'duel:daily:' .. day, 'duel:daily:lines:' .. day
local before = redis.call('HGET', lines, seat)
if not before or string.match(before, '^%S+') == match then
    redis.call('ZADD', board, worth, seat)
    redis.call('HSET', lines, seat, line)
    redis.call('EXPIRE', board, kept_s)
    redis.call('EXPIRE', lines, kept_s)
end
local mine = redis.call('ZSCORE', board, seat)
local found = {redis.call('ZCOUNT', board, '(' .. mine, '+inf') + 1, redis.call('ZCARD', board)}
for _, each in ipairs(redis.call('ZREVRANGE', board, 0, shown - 1)) do
    table.insert(found, redis.call('ZSCORE', board, each))
    table.insert(found, redis.call('HGET', lines, each))
end
return found
"""


class RedisBoard:
    """Boards in Redis, for the rooms of all processes.

    Raises:
        DirectoryError: this is no address of a Redis.
    """

    def __init__(self, url: str) -> None:
        self._redis = connected(url)
        self._enter = self._redis.register_script(_ENTER)

    async def enter(self, result: DailyResult) -> Today:
        line = f"{result.match} {result.points} {result.name}"
        kept_s = _DAYS_IN_REDIS * 24 * 3600
        arguments: list[str | int] = [result.day, result.key, result.match, result.worth, line, kept_s, SHOWN]
        place, players, *best = await answered(self._enter(args=arguments))
        found = [_read(worth, line) for worth, line in zip(best[::2], best[1::2], strict=True)]
        return Today(int(place), int(players), _ranked(found))

    async def close(self) -> None:
        await self._redis.aclose()


def _read(worth: str, line: str) -> tuple[int, int, str]:
    _, points, name = line.split(" ", 2)
    return round(float(worth)), int(points), name


class Entering:
    """Brings results to a board, one after the other. Used from the loop's thread.

    Args:
        again_s: how long to wait before the board is tried again.
    """

    def __init__(self, board: DailyBoard, *, again_s: float = _AGAIN_S) -> None:
        self._board, self._again_s = board, again_s
        self._waiting: dict[str, tuple[DailyResult, Callable[[Today], None]]] = {}
        self._tasks: set[asyncio.Task[Any]] = set()

    def put(self, result: DailyResult, told: Callable[[Today], None]) -> None:
        """Bring a result, instead of one of the same seat that still waits.

        Args:
            told: is called with what the board answers.
        """
        if len(self._waiting) >= _MOST_WAITING and result.seat not in self._waiting:
            _log.error("Redis is away for too long: a result is left out of today's board.")
            return
        self._waiting[result.seat] = result, told
        if not self._tasks:
            task = asyncio.get_running_loop().create_task(self._bring())
            self._tasks.add(task)
            task.add_done_callback(self._tasks.discard)

    async def _bring(self) -> None:
        while self._waiting:
            seat, (result, told) = next(iter(self._waiting.items()))
            try:
                today = await self._board.enter(result)
            except DirectoryError:
                await asyncio.sleep(self._again_s)
                continue
            if self._waiting[seat][0] is result:
                del self._waiting[seat]
                told(today)

    def close(self) -> None:
        for task in self._tasks:
            task.cancel()
