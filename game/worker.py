"""Work off the frame loop: one thread, jobs in order, results handed out between frames.

Jobs run one after another, so a store's connection used only by jobs belongs to one thread. Of several jobs
waiting under one key only the newest is worth doing.
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

# Jobs that take longer than this are worth a line in the log, in seconds.
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
            _log.warning(
                "the job %s failed after %.3f s: %s", self._name, time.perf_counter() - began, why(error)
            )
            raise
        took = time.perf_counter() - began
        _log.log(
            logging.INFO if took > _LONG_S else logging.DEBUG, "the job %s took %.3f s", self._name, took
        )
        return result

    @property
    def _name(self) -> str:
        """Where its code stands: a function's name, or that of the function in which it was made."""
        name = getattr(self.work, "__qualname__", type(self.work).__qualname__)
        return f"{getattr(self.work, '__module__', '')}.{name}"


class Worker:
    """One background thread. Everything but the jobs' work happens in the thread that owns the frames.

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
            failed: takes what ``work`` raised, likewise in :meth:`deliver`; without it, it is raised there.
            key: a job waiting under the same key is dropped in favour of this one; "" keeps all.
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
        """Forget the jobs under a key: those waiting are not done, what others give is not handed out."""
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
        """Whether some job's result has yet to be handed out."""
        return self._open > 0

    def deliver(self) -> None:
        """Hand out what has finished, without waiting."""
        while not self._finished.empty():
            self._hand_out(*self._finished.get())

    def drain(self) -> None:
        """Wait until nothing is left to do, results handed out, the jobs they submit included."""
        while self._open > 0:
            self._hand_out(*self._finished.get())

    def close(self) -> None:
        """Stop after the job that is running; later jobs are ignored."""
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
        """Runs in the worker's thread, or in this one if the job was done at once."""
        with self._lock:
            self._running = None
            self._finished.put((job, future))
        self._start_next()
