"""How long work shows its progress: as bars on stderr for people, or as lines for the game."""

from __future__ import annotations

import json
import sys
import time
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any, TypeVar

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

from data.records import RunState
from recognizer.reason import Reason
from training.finetune.reasons import sentence

if TYPE_CHECKING:
    from training.train.fit import Epoch, Report

Item = TypeVar("Item")

# Seconds of work before a bar is worth showing.
PATIENCE = 2.0


def track(items: Iterable[Item], title: str, total: int) -> Iterator[Item]:
    """The items, with a progress bar as soon as it has taken two seconds. Respects NO_COLOR."""
    console = Console(stderr=True)
    progress = _bar(console)
    task = progress.add_task(title, total=total)
    begun = time.monotonic()
    shown = False
    try:
        for item in items:
            yield item
            progress.advance(task)
            if not shown and time.monotonic() - begun > PATIENCE:
                progress.start()
                shown = True
    finally:
        if shown:
            progress.stop()


@contextmanager
def shown_progress(epochs: int) -> Iterator[Report]:
    """What ``fit`` reports to: a bar through the running epoch, and a line for each that is done."""
    console = Console(stderr=True)
    progress = _bar(console)
    with progress:
        task = progress.add_task(f"epoch 1 of {epochs}")

        def report(done: int, total: int, epoch: Epoch | None) -> None:
            progress.update(task, completed=done, total=total)
            if epoch is not None:
                figures = "  ".join(f"{name} {value:.2%}" for name, value in epoch.figures.items())
                heading = f"epoch {epoch.number} of {epochs}, {epoch.seconds:.0f} s"
                console.print(f"{heading}: loss {epoch.loss:.3f}  {figures}", highlight=False, soft_wrap=True)
                progress.update(task, description=f"epoch {epoch.number + 1} of {epochs}", completed=0)

        yield report


def _bar(console: Console) -> Progress:
    """A bar that disappears when it is done. There is none if stderr is no terminal."""
    return Progress(
        TextColumn("{task.description}"),
        BarColumn(),
        MofNCompleteColumn(),
        TimeRemainingColumn(),
        console=console,
        transient=True,
        disable=not console.is_terminal,
    )


class Line:
    """The progress of a fine-tune, line by line: JSON objects for the game, or text that overwrites itself.

    Each line has ``step``, ``done`` (of everything, 0 to 1) and ``seconds_left`` (None at first); some have
    more, such as ``curve``. The last line has ``result`` and ``reason`` instead.
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
        """Prints a remark for people; the game gets none."""
        if not self._json:
            print(text)

    def _print(self, values: Mapping[str, Any]) -> None:
        print(json.dumps(values, ensure_ascii=False), flush=True)
