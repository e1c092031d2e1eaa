"""Stores for tests: files that are made once, and then copied.

Making the tables anew takes longer than most tests, and Mia's samples take four times as long as that.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory

from data.columns import Clock
from data.records import Player
from data.store import Store
from tests.fakes import NOON, FakeClock
from tests.shots.example_trainer import mia
from tests.shots.players import class_of

Stock = Callable[[Store], Player | None]
"""Fills an empty store, and gives who plays."""


def made_store(file: Path, clock: Clock, stock: Stock | None = None) -> tuple[Store, Player | None]:
    """An open store in a new file, and who plays there. Without ``stock`` it is empty, and nobody does.

    What is made once is the empty store, the one with Mia, and the one with a class. What is in these is an
    hour older than `NOON`.
    """
    kept = stock if stock in (mia, class_of) else None
    content, player = _made_once(kept)
    file.write_bytes(content)
    store = Store.open(file, clock=clock)
    return store, stock(store) if stock is not None and kept is None else player


@cache
def _made_once(stock: Stock | None) -> tuple[bytes, Player | None]:
    """The file of a store, and who plays there."""
    clock = FakeClock()
    clock.moment = NOON - timedelta(hours=1)
    with TemporaryDirectory() as folder:
        file = Path(folder) / "duel.db"
        with Store.open(file, clock=clock) as store:
            player = stock(store) if stock is not None else None
            store.connection.tidy()
        return file.read_bytes(), player
