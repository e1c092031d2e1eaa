"""Wrong codes, tokens and keys: how many each address has tried, and what becomes of one that tries too many.

An address has an allowance (`game.net.limits.Limits`). When it is spent, what it asks is not looked up any
more: it waits, and is refused. The more of its requests wait, the longer each of them waits. So an
address that asks a thousand times a second has to hold thousands of connections open, and learns nothing.

All counts are in memory, and so each process has its own. Refusing takes no look-up and no log line. The
connection stays open, because accepting a new one costs more than another request.
"""

from __future__ import annotations

import asyncio

from game.net import protocol as p
from game.net.limits import Bucket, Limits

#: A refused request waits so long if it is the only one of its address …
SLOWED_S = 0.5
#: … so much longer for each other one that waits …
SLOWED_MORE_S = 0.005
#: … and never longer than this. The page of a pad gives up after 4 seconds.
MOST_SLOWED_S = 3.0
#: Requests of all addresses that wait. Further ones are refused at once.
MOST_WAITING = 4000
_MOST_ADDRESSES = 10_000
#: What a refused client is told.
TOO_MANY = p.encode(p.Door(p.VERSION, "", closed=p.Reason.CROWD))


class WrongTries:
    """The tries of all addresses. Times are seconds by a clock that only goes forward.

    Attributes:
        refused: requests that were refused.
    """

    def __init__(self, limits: Limits) -> None:
        self._limits = limits
        self._left: dict[str, Bucket] = {}
        self._waiting: dict[str, int] = {}
        self._all_waiting = 0
        self.refused = 0

    def count(self, address: str, now: float) -> None:
        """This address has tried a wrong one."""
        bucket = self._left.get(address)
        if bucket is None:
            if len(self._left) > _MOST_ADDRESSES:
                self._left.clear()
            bucket = self._left[address] = Bucket.full(self._limits.wrong_a_second, self._limits.wrong, now)
        bucket.take(1.0, now)

    def too_many(self, address: str, now: float) -> bool:
        """Whether this address has tried so many that it is told nothing more for now."""
        bucket = self._left.get(address)
        return bucket is not None and bucket.spent(now)

    def pause(self, address: str) -> float:
        """How long the next refused request of this address waits, in seconds."""
        if self._all_waiting >= MOST_WAITING:
            return 0.0
        return min(MOST_SLOWED_S, SLOWED_S + SLOWED_MORE_S * self._waiting.get(address, 0))

    async def refuse(self, address: str) -> None:
        """Wait before this address is told that it has tried too many."""
        self.refused += 1
        pause = self.pause(address)
        if not pause:
            return
        self._waiting[address] = self._waiting.get(address, 0) + 1
        self._all_waiting += 1
        try:
            await asyncio.sleep(pause)
        finally:
            self._all_waiting -= 1
            self._waiting[address] -= 1
            if not self._waiting[address]:
                del self._waiting[address]
