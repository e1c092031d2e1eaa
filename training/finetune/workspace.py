"""What every fine-tune needs: its place, its entry in the log, its progress, and the way to stop it."""

from __future__ import annotations

import json
import signal
import sys
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from types import FrameType
from typing import Any

from data.errors import StoreError
from data.records import Run, RunState
from data.store import Store
from recognizer.bundle import Bundle, BundleError
from recognizer.head import HeadError
from recognizer.reading import NOT_A_DIGIT
from recognizer.reason import Code, Reason
from training.command import CommandError
from training.finetune.gate import Decision


@dataclass(frozen=True)
class Place:
    """The store, the folder of learned models, and the base: the bundle to learn on top of."""

    store: Store
    models: Path
    base: Bundle


@contextmanager
def logged(store: Store, log: Run) -> Iterator[None]:
    """Logs how the fine-tune inside ended, if it is cancelled or fails."""
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


class ProgressPrinter:
    """Prints the progress of a fine-tune: JSON lines for the game, or one line of text that is overwritten.

    Each JSON line has ``step``, ``done`` (the share of everything, 0 to 1) and ``seconds_left`` (None at
    first); some have more, such as ``curve``. The last line has ``result`` and ``reason`` instead.
    """

    def __init__(self, style: str, clock: Callable[[], float] = time.monotonic) -> None:
        self._json = style == "json"
        self._clock = clock
        self._begun = clock()
        self._shown = -1.0

    def tell(self, step: str, done: float, shown: Mapping[str, Any]) -> None:
        passed = self._clock() - self._begun
        left = round(passed * (1 - done) / done, 1) if done > 0.02 else None
        if self._json:
            self._print({"step": step, "done": round(done, 4), "seconds_left": left, **shown})
        elif sys.stderr.isatty() and done - self._shown >= 0.01:
            self._shown = done
            wait = f", {left:.0f} s left" if left is not None else ""
            print(f"\r{step} {done:.0%}{wait}   ", end="", file=sys.stderr, flush=True)

    def end(self, result: RunState, reason: Reason, **more: Any) -> None:
        if self._json:
            self._print({"result": result, "reason": reason.to_json(), **more})
        else:
            if sys.stderr.isatty():
                print(file=sys.stderr)
            print(f"{result}: {sentence(reason)}")

    def note(self, text: str) -> None:
        """Prints a remark for people, not for the game."""
        if not self._json:
            print(text)

    def _print(self, values: Mapping[str, Any]) -> None:
        print(json.dumps(values, ensure_ascii=False), flush=True)


_SENTENCES: Mapping[Code, str] = {
    Code.BETTER: "It reads {fixed} more and {broken} fewer of the {samples} samples that it was tested on, "
    "and reads what others write as well as before.",
    Code.SURER: "It is surer of the {samples} samples that it was tested on, and reads what others write "
    "as well as before.",
    Code.TOO_FEW: "Its {samples} samples are too few to judge by: write at least five of each digit.",
    Code.READS_ALREADY: "All {samples} samples are read correctly and surely without it: "
    "nothing is left to mend.",
    Code.MAYBE_LUCK: "It is not surely better for this player (P = {likely:.2f}, wanted {wanted:.2f}): "
    "more samples may help.",
    Code.READS_FEWER: "It would read fewer of the player's samples than now.",
    Code.SURE_MISTAKES: "It would be wrong and sure too often on the player's samples.",
    Code.DIGIT_WORSE: "It would read the player's {name} worse than now.",
    Code.TEST_WORSE: "It would read the player's held-out samples worse than the model in use.",
    Code.NO_TEST: "There are no held-out samples to test it on: write some more of each digit.",
    Code.FORGETS: "It would forget too much of what it knew (up to {lost:.2%} of other digits).",
    Code.FORGETS_SOURCE: "It would forget too much of one source of digits ({lost:.2%} of them).",
    Code.FORGETS_DIGIT: "It would forget how others write {name}.",
    Code.SURE_MISTAKES_ELSEWHERE: "It would be wrong and sure too often on other digits.",
    Code.LAB: "Learning only {name} without rehearsal, it forgets {lost:.0%} of all else; "
    "nothing was changed.",
    Code.CANCELLED: "It was cancelled; nothing was changed.",
    Code.INTERRUPTED: "It was interrupted before it was done; nothing is lost.",
    Code.SILENT: "It stopped unexpectedly; nothing was changed.",
}


def sentence(reason: Reason) -> str:
    """The reason in one sentence, for the command line; ``""`` if none is known."""
    if reason.code is Code.OTHER:
        return reason.text
    name = ""
    if "digit" in reason.figures:
        digit = reason.figures["digit"]
        name = "signs that are no digits" if digit == NOT_A_DIGIT else f"{digit:.0f}s"
    return _SENTENCES[reason.code].format(**reason.figures, name=name)


def conclude(place: Place, log: Run, decision: Decision, made: str, figures: Mapping[str, Any]) -> Run:
    """Logs the gate's decision on the model ``made``, with figures beside the gate's."""
    return place.store.runs.finish(
        log.id,
        RunState.PUBLISHED if decision.passed else RunState.REFUSED,
        reason=decision.reason,
        result_bundle=made,
        figures={**decision.figures, **figures},
    )


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
