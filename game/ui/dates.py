"""Days in words, without the leading zero of ``%d``: the code that leaves it out does not work on Windows."""

from __future__ import annotations

from datetime import date


def day_of(day: date) -> str:
    """Such as ``4 May``, the month in full."""
    return f"{day.day} {day:%B}"


def short_day(day: date) -> str:
    """Such as ``22 Nov``."""
    return f"{day.day} {day:%b}"
