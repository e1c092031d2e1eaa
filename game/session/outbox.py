"""Writes to the store: in order, off the frame loop, and never in the way of play."""

from __future__ import annotations

import threading
from collections import deque
from collections.abc import Callable

from game.session.ports import Jobs
from game.session.store import StoreFailedError

Write = Callable[[], None]

# After a failure the store is left alone for so long: waiting for a lock would hold up readings.
PATIENCE_S = 20.0


class Outbox:
    """Writes that wait for the worker. One at a time, in the order in which they came.

    A write that fails for now is tried again later, before those after it; one that fails for good is left
    out. The player is told of the first failure.
    """

    def __init__(self, jobs: Jobs, tell: Callable[[str], None]) -> None:
        self._jobs, self._tell = jobs, tell
        self._writes: deque[Write] = deque()
        self._lock = threading.Lock()
        self._failure: str | None = None
        self._told = False
        self._now = self._quiet_until = float("-inf")

    def put(self, write: Write, now: float) -> None:
        """Have ``write`` done, which may raise StoreFailedError. ``now``: seconds."""
        self._writes.append(write)
        self._now = now
        if now >= self._quiet_until:
            self._jobs.submit(self._work_on, lambda _: self._say())

    def flush(self) -> None:
        """Do here and now what still waits, whatever the worker is doing."""
        self._work()
        self._say()

    def _work_on(self) -> None:
        if self._now >= self._quiet_until:
            self._work()

    def _work(self) -> None:
        with self._lock:
            while self._writes:
                try:
                    self._writes[0]()
                except StoreFailedError as error:
                    self._failure = self._failure or str(error)
                    if error.later:
                        self._quiet_until = self._now + PATIENCE_S
                        return
                self._writes.popleft()

    def _say(self) -> None:
        if self._failure and not self._told:
            self._told = True
            self._tell(f"{self._failure} Play goes on.")
