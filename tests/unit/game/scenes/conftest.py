"""Tables to play at, closed when a test is over."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import pytest

from game.scenes.scene import Scene
from tests.shots.example_trainer import mia
from tests.table import OpenAt, Table


@pytest.fixture
def open_at() -> Iterator[OpenAt]:
    tables: list[Table] = []

    def at(make: Callable[[], Scene], *arguments: Any, **named: Any) -> Table:
        tables.append(Table(make, *arguments, **named))
        return tables[-1]

    yield at
    for table in tables:
        table.close()


@pytest.fixture
def enter(open_at: OpenAt) -> OpenAt:
    """The same at a usual size, where Mia plays, who has samples to teach with."""

    def entered(make: Callable[[], Scene], stock: Any = mia, **named: Any) -> Table:
        return open_at(make, stock, **{"size": (1280, 720), **named})

    return entered
