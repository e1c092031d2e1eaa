"""Days in words. Built by hand, as the format code for a day without a leading zero fails on Windows."""

from __future__ import annotations

from datetime import date, datetime


def day_of(day: date) -> str:
    """Such as ``4 May``, the month in full."""
    return f"{day.day} {day:%B}"


def short_day(day: date) -> str:
    """Such as ``22 Nov``."""
    return f"{day.day} {day:%b}"


def minute_of(time: datetime) -> str:
    """Such as ``4 May, 17:05``, in local time."""
    local = time.astimezone()
    return f"{day_of(local)}, {local:%H:%M}"
