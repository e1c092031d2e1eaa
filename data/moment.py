"""Times in the store: UTC, as text that sorts and that a person can read."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime

Clock = Callable[[], datetime]


def now() -> datetime:
    """The time by the computer's clock, in UTC and to the millisecond, as it is stored."""
    return as_stored(datetime.now(UTC))


def as_stored(moment: datetime) -> datetime:
    """The moment as it comes back from the store: UTC, cut to milliseconds. Naive times are local time."""
    utc = moment.astimezone(UTC)
    return utc.replace(microsecond=utc.microsecond // 1000 * 1000)


def to_text(moment: datetime) -> str:
    """``2026-11-22T19:31:05.123Z``."""
    return as_stored(moment).isoformat(timespec="milliseconds").replace("+00:00", "Z")


def from_text(text: str) -> datetime:
    """The reverse of :func:`to_text`. Raises ValueError for anything that is no time with a zone."""
    moment = datetime.fromisoformat(text)
    if moment.tzinfo is None:
        raise ValueError(f"{text!r} has no time zone")
    return as_stored(moment)
