"""What is rescued of a damaged store, held to SQLite's own account of which row lies on which page."""

from __future__ import annotations

import random
import sqlite3
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import pytest

from data.doctor import examine, open_or_start_afresh
from data.migrations import COLUMNS, TABLES
from data.store import Store
from tests.unit.data.made import ink, play, sample

Damage = Callable[[bytearray, random.Random], None]
PAGE = 4096


def _cut(pages: float) -> Damage:
    def damage(data: bytearray, _: random.Random) -> None:
        del data[-int(pages * PAGE) :]

    return damage


def _pages(count: int, filling: int) -> Damage:
    """Overwrites pages, but not the first: without that one it is no database any more."""

    def damage(data: bytearray, chance: random.Random) -> None:
        for _ in range(count):
            page = chance.randrange(1, len(data) // PAGE)
            data[page * PAGE : (page + 1) * PAGE] = bytes([filling]) * PAGE

    return damage


def _bits(count: int) -> Damage:
    def damage(data: bytearray, chance: random.Random) -> None:
        for _ in range(count):
            data[chance.randrange(PAGE, len(data))] ^= 1 << chance.randrange(8)

    return damage


def _head(data: bytearray, _: random.Random) -> None:
    data[28:40] = b"\xff" * 12


DAMAGES = {
    "last 4,096 bytes cut off": _cut(1),
    "last 1,000 bytes cut off": _cut(1000 / PAGE),
    "last 20 pages cut off": _cut(20),
    "last half cut off": _cut(64),
    "one page zeroed": _pages(1, 0),
    "five pages zeroed": _pages(5, 0),
    "five pages of 0xff": _pages(5, 255),
    "twenty pages of 0xff": _pages(20, 255),
    "100 bits flipped": _bits(100),
    "2,000 bits flipped": _bits(2000),
    "head overwritten": _head,
}


@pytest.fixture(scope="module")
def sound(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("sound") / "duel.db"
    with Store.open(path) as store:
        players = [store.players.add(name, "#aa3355") for name in ("Anna", "Ben", "Çelik")]
        for number in range(60):
            play(store, players[number % 3], rounds=4)
        for number in range(120):
            store.samples.add(sample(players[number % 3], number % 10, ink=ink(slant=number + 1)))
        store.connection.tidy()
    return path


def _rows(path: Path) -> set[tuple[object, ...]]:
    """All rows of ours in a database, without what they only point to."""
    found = set()
    with closing(sqlite3.connect(path)) as db:
        db.row_factory = sqlite3.Row
        for table in TABLES:
            for row in db.execute(f"SELECT * FROM {table}"):
                found.add((table, *(row[name] for name in COLUMNS[table] if name != "answer_id")))
    return found


def readable(sound: Path, damaged: bytes) -> int:
    """How many rows lie wholly on pages that are as they were, by SQLite's own account of the sound file."""
    data = sound.read_bytes()
    whole = {
        at // PAGE + 1 for at in range(0, len(data), PAGE) if data[at : at + PAGE] == damaged[at : at + PAGE]
    }
    with closing(sqlite3.connect(sound)) as db:
        pages = db.execute(f"SELECT name || path, pageno, pagetype, ncell FROM dbstat WHERE name IN {TABLES}")
        pages = pages.fetchall()
    cells = sum(count for _, number, kind, count in pages if kind == "leaf" and number in whole)
    # Long rows go on in pages of their own: "/00a/003+000001" is the second of the fourth row of "/00a/".
    broken = {
        path.split("+")[0] for path, number, kind, _ in pages if kind == "overflow" and number not in whole
    }
    return cells - len(broken)


@pytest.mark.parametrize("seed", [0, *(pytest.param(seed, marks=pytest.mark.slow) for seed in (1, 2))])
@pytest.mark.parametrize("kind", DAMAGES)
def test_every_row_on_a_whole_page_is_rescued(sound: Path, tmp_path: Path, kind: str, seed: int) -> None:
    everything = _rows(sound)
    path = tmp_path / "duel.db"
    data = bytearray(sound.read_bytes())
    DAMAGES[kind](data, random.Random(seed))
    path.write_bytes(data)
    opened = open_or_start_afresh(path)
    with opened.store as store:
        rescued = len(_rows(store.path) & everything)
    print(f"{kind}, seed {seed}: {rescued} of {readable(sound, data)} readable, of {len(everything)}")
    assert rescued >= readable(sound, data)
    assert examine(path, repair=False) == []


def test_510_of_512_samples_come_back_when_the_last_page_is_gone(tmp_path: Path) -> None:
    path = tmp_path / "duel.db"
    with Store.open(path) as store:
        anna = store.players.add("Anna", "#aa3355")
        for number in range(512):
            store.samples.add(sample(anna, number % 10, ink=ink(slant=number + 1)))
        store.connection.tidy()
    path.write_bytes(path.read_bytes()[:-PAGE])
    opened = open_or_start_afresh(path)
    with opened.store as store:
        assert opened.notice is not None
        assert len(store.samples.find(player_id=anna.id, status=None)) >= 510
