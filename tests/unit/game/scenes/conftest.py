"""Tables to play at, closed when a test is over."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import pytest

from game.scenes.scene import Scene
from tests.shots.players import class_of
from tests.unit.game.scenes.table import OpenAt, Table


@pytest.fixture
def open_at() -> Iterator[OpenAt]:
    tables: list[Table] = []

    def at(make: Callable[[], Scene], stock: Callable[[Any], Any] = class_of, **more: Any) -> Table:
        tables.append(Table(make, stock, **more))
        return tables[-1]

    yield at
    for table in tables:
        table.close()
