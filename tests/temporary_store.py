"""A store that lasts as long as a ``with`` block."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory

from data.columns import Clock, now
from data.store import Store, store_file


@contextmanager
def temporary_store(clock: Clock = now) -> Iterator[Store]:
    """An empty store. It is deleted at the end."""
    with (
        TemporaryDirectory(prefix="digit-duel-") as folder,
        Store.open(store_file(Path(folder)), clock=clock) as store,
    ):
        yield store
