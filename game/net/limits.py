"""What one client, and one address, may do (:class:`Limits`), and how that is counted (:class:`Bucket`)."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Limits:
    """What one client, and one address, may do.

    Attributes:
        messages: so many a second may come over one connection, on average.
        burst: so many messages may come over one connection at once.
        bytes_a_second: so many may come over one connection, on average.
        connections: so many may come from one address at a time.
        wrong: so many wrong codes, tokens and keys may come from one address at once.
        wrong_a_second: after these, so many more a second.
    """

    messages: float = 40.0
    burst: float = 250.0
    bytes_a_second: float = 24_000.0
    connections: int = 120
    wrong: int = 20
    wrong_a_second: float = 1.0


@dataclass(slots=True)
class Bucket:
    """An allowance: ``level`` is what is left of it, and it grows by ``rate`` a second, up to ``most``."""

    rate: float
    most: float
    level: float
    at: float

    @classmethod
    def full(cls, rate: float, most: float, now: float) -> Bucket:
        return cls(rate, most, most, now)

    def take(self, amount: float, now: float) -> bool:
        """Take so much, if it is there."""
        self.level = min(self.most, self.level + (now - self.at) * self.rate)
        self.at = now
        if self.level < amount:
            return False
        self.level -= amount
        return True

    def spent(self, now: float) -> bool:
        """Whether less than one is left."""
        self.take(0, now)
        return self.level < 1
