"""Progress bars on stderr, for what takes longer than a glance. Off where nobody watches."""

from __future__ import annotations

import time
from collections.abc import Iterable, Iterator
from typing import TypeVar

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

Item = TypeVar("Item")

# Seconds of work before a bar is worth showing.
PATIENCE = 2.0


def track(items: Iterable[Item], title: str, total: int) -> Iterator[Item]:
    """The items, with a progress bar once it has taken two seconds. Respects NO_COLOR."""
    console = Console(stderr=True)
    progress = Progress(
        TextColumn("{task.description}"),
        BarColumn(),
        MofNCompleteColumn(),
        TimeRemainingColumn(),
        console=console,
        transient=True,
        disable=not console.is_terminal,
    )
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
