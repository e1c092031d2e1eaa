"""A store in a temporary folder, on a clock that the test moves."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from data.records import Player
from data.store import Store
from tests.fakes import FakeClock
from tests.made_store import made_store


@pytest.fixture
def clock() -> FakeClock:
    return FakeClock()


@pytest.fixture
def store(tmp_path: Path, clock: FakeClock) -> Iterator[Store]:
    with made_store(tmp_path / "duel.db", clock)[0] as opened:
        yield opened


@pytest.fixture
def anna(store: Store) -> Player:
    return store.players.add("Anna", "#aa3355")
