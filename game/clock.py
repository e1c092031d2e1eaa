"""Time as the app sees it: told and waited for by the computer, or by a test."""

from __future__ import annotations

import time
from typing import Protocol


class Clock(Protocol):
    """Where time comes from, and what passes it between frames."""

    def now(self) -> float: ...

    def wait(self, seconds: float) -> None: ...


class RealClock:
    def now(self) -> float:
        return time.perf_counter()

    def wait(self, seconds: float) -> None:
        time.sleep(seconds)
