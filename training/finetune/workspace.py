"""What every fine-tune is done within: where things are, its entry in the log, and the way to stop it."""

from __future__ import annotations

import signal
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from types import FrameType

from data.errors import StoreError
from data.records import Run, RunState
from data.store import Store
from recognizer.bundle import Bundle, BundleError
from recognizer.head import HeadError
from recognizer.reason import Code, Reason
from training.command import CommandError


@dataclass(frozen=True)
class Place:
    """Where things are: the store, the folder of own models, and the base that is learned on top of."""

    store: Store
    models: Path
    base: Bundle


@contextmanager
def logged(store: Store, log: Run) -> Iterator[None]:
    """However it ends, the log says so."""
    try:
        yield
    except KeyboardInterrupt:
        if store.runs.get(log.id).state is RunState.RUNNING:
            store.runs.finish(log.id, RunState.CANCELLED, reason=Reason(Code.CANCELLED))
        raise
    except (CommandError, BundleError, HeadError, StoreError, MemoryError, OSError) as error:
        if store.runs.get(log.id).state is RunState.RUNNING:
            why = Reason.other(str(error) or "There was too little memory.")
            store.runs.finish(log.id, RunState.FAILED, reason=why)
        raise


class Cancelled(KeyboardInterrupt):
    """The fine-tune was told to stop."""


@contextmanager
def stoppable() -> Iterator[None]:
    """Inside, being asked to stop (SIGTERM) raises :class:`Cancelled` in the main thread."""

    def stop(_: int, __: FrameType | None) -> None:
        raise Cancelled

    try:
        before = signal.signal(signal.SIGTERM, stop)
    except ValueError:  # not the main thread: the caller has another way to stop us
        yield
        return
    try:
        yield
    finally:
        signal.signal(signal.SIGTERM, before)
