"""Work off the frame loop: jobs run in one thread, one after the other; results come between frames.

A new job replaces those that wait under the same key.
"""

from __future__ import annotations

import logging
import queue
import threading
import time
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass
from typing import Any

from game.log import why

# Jobs that take longer than this get a line in the log. Seconds.
_LONG_S = 0.1

_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class _Job:
    work: Callable[[], Any]
    done: Callable[[Any], None]
    failed: Callable[[Exception], None] | None
    key: str

    def perform(self) -> Any:
        """Do the work, and log how long it took or why it failed."""
        began = time.perf_counter()
        try:
            result = self.work()
        except Exception as error:
            took = time.perf_counter() - began
            _log.warning("the job %s failed after %.3f s: %s", self._name, took, why(error))
            raise
        took = time.perf_counter() - began
        level = logging.INFO if took > _LONG_S else logging.DEBUG
        _log.log(level, "the job %s took %.3f s", self._name, took)
        return result

    @property
    def _name(self) -> str:
        """The name of its function, or of the function in which it was made."""
        name = getattr(self.work, "__qualname__", type(self.work).__qualname__)
        return f"{getattr(self.work, '__module__', '')}.{name}"


class Worker:
    """One background thread. Everything except the jobs' work runs in the thread of the frames.

    Attributes:
        handed_out: how many results have been handed out so far.
    """

    def __init__(self) -> None:
        self._pool = ThreadPoolExecutor(max_workers=1, thread_name_prefix="worker")
        self._lock = threading.RLock()
        self._waiting: list[_Job] = []
        self._running: _Job | None = None
        self._finished: queue.SimpleQueue[tuple[_Job, Future[Any]]] = queue.SimpleQueue()
        self._dropped: set[int] = set()
        self._open = 0
        self.handed_out = 0
        self._closed = False

    def submit(
        self,
        work: Callable[[], Any],
        done: Callable[[Any], None],
        *,
        failed: Callable[[Exception], None] | None = None,
        key: str = "",
    ) -> None:
        """Do ``work()`` in the background, then ``done(result)`` in :meth:`deliver`.

        Args:
            failed: called with what ``work`` raised, also in :meth:`deliver`; else that raises it.
            key: jobs that wait under the same key are dropped; "" drops none.
        """
        if self._closed:
            return
        job = _Job(work, done, failed, key)
        with self._lock:
            if key:
                self._drop_waiting(key)
            self._waiting.append(job)
            self._open += 1
        self._start_next()

    def cancel(self, key: str) -> None:
        """Drop the jobs under a key: those that wait do not run, the results of others are not handed out."""
        with self._lock:
            self._drop_waiting(key)
            if self._running is not None and self._running.key == key:
                self._dropped.add(id(self._running))
        kept: list[tuple[_Job, Future[Any]]] = []
        while not self._finished.empty():
            entry = self._finished.get()
            if entry[0].key == key:
                self._open -= 1
                self._dropped.discard(id(entry[0]))
            else:
                kept.append(entry)
        for entry in kept:
            self._finished.put(entry)

    @property
    def busy(self) -> bool:
        """Whether a job waits or runs, or has a result that is not handed out yet."""
        return self._open > 0

    def deliver(self) -> None:
        """Hand out what has finished, without waiting."""
        while not self._finished.empty():
            self._hand_out(*self._finished.get())

    def drain(self) -> None:
        """Wait for all jobs, hand out their results, and do the same with the jobs that these submit."""
        while self._open > 0:
            self._hand_out(*self._finished.get())

    def close(self) -> None:
        """Stop after the job that is running; ignore the others."""
        with self._lock:
            self._closed = True
            self._open -= len(self._waiting)
            self._waiting.clear()
        self._pool.shutdown(wait=True)

    def _hand_out(self, job: _Job, future: Future[Any]) -> None:
        self._open -= 1
        self.handed_out += 1
        if id(job) in self._dropped:
            self._dropped.discard(id(job))
            return
        error = future.exception()
        if error is None:
            job.done(future.result())
        elif job.failed is not None and isinstance(error, Exception):
            job.failed(error)
        else:
            raise error

    def _drop_waiting(self, key: str) -> None:
        kept = [job for job in self._waiting if job.key != key]
        self._open -= len(self._waiting) - len(kept)
        self._waiting = kept

    def _start_next(self) -> None:
        with self._lock:
            if self._running is not None or not self._waiting or self._closed:
                return
            job = self._running = self._waiting.pop(0)
            self._pool.submit(job.perform).add_done_callback(lambda future: self._ended(job, future))

    def _ended(self, job: _Job, future: Future[Any]) -> None:
        """Called in the worker's thread, or in this one if the job was done at once."""
        with self._lock:
            self._running = None
            self._finished.put((job, future))
        self._start_next()
