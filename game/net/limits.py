"""What one client, and one address, may do (:class:`Limits`), and how that is counted (:class:`Bucket`)."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Limits:
    """What one client, and one address, may do.

    Attributes:
        messages, burst: of one connection, a second on average, and at once.
        bytes_a_second: of one connection.
        connections: of one address at a time.
        wrong: wrong codes, tokens and keys of one address at once.
        wrong_a_second: so many of these come back.
    """

    messages: float = 40.0
    burst: float = 250.0
    bytes_a_second: float = 24_000.0
    connections: int = 120
    wrong: int = 20
    wrong_a_second: float = 1.0


@dataclass(slots=True)
class Bucket:
    """An allowance that fills up with time. ``level`` is what is left."""

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
