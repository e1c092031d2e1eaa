"""Progress bars on stderr, for work that takes long."""

from __future__ import annotations

import time
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, TypeVar

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

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
    """What ``fit`` reports to: it shows a bar for the running epoch and a line for each finished one."""
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
    """A bar that disappears when the work is done. It shows nothing if stderr is not a terminal."""
    return Progress(
        TextColumn("{task.description}"),
        BarColumn(),
        MofNCompleteColumn(),
        TimeRemainingColumn(),
        console=console,
        transient=True,
        disable=not console.is_terminal,
    )
