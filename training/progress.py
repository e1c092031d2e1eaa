"""The progress of a training on stderr."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

from rich.console import Console

from data.command_line import bar

if TYPE_CHECKING:
    from training.train.fit import Epoch, Report


@contextmanager
def shown_progress(epochs: int) -> Iterator[Report]:
    """What ``fit`` reports to: it shows a bar for the running epoch and a line for each finished one."""
    console = Console(stderr=True)
    progress = bar(console)
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
