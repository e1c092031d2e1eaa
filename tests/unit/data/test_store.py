"""Opening the store: migrations, damage, newer versions, locks and full disks."""

from __future__ import annotations

import sqlite3
import threading
from pathlib import Path

import pytest
from sqlite_utils import Database

from data.doctor import open_or_start_afresh
from data.errors import (
    StoreDamagedError,
    StoreError,
    StoreNewerError,
    StoreRefusedError,
    StoreUnavailableError,
)
from data.migrations import MIGRATIONS, NAMES
from data.records import Operation, Player, Seat
from data.store import Store
from tests.fakes import FakeClock
from tests.unit.data.made import answer, play, sample


def test_the_tables_are_strict_and_guarded(store: Store) -> None:
    db = store.connection.db
    ours = [table for table in db.tables if table.name[0] not in "_s" or table.name in ("seats", "samples")]
    assert {table.name for table in ours} >= {"players", "matches", "answers", "samples", "runs"}
    assert all(table.strict for table in ours)
    assert db.journal_mode == "wal"
    assert db.execute("PRAGMA foreign_keys").fetchone() == (1,)


def test_every_foreign_key_has_an_index(store: Store) -> None:
    for table in store.connection.db.tables:
        for key in table.foreign_keys:
            leading = {tuple(index.columns[: len(key.columns)]) for index in table.indexes} | {
                tuple(table.pks[: len(key.columns)])
            }
            assert tuple(key.columns) in leading, f"{table.name} {key.columns}"


def test_migrations_run_once(store: Store) -> None:
    applied = [migration.name for migration in MIGRATIONS.applied(store.connection.db)]
    assert set(applied) == NAMES
    with Store.open(store.path) as again:
        assert [migration.name for migration in MIGRATIONS.applied(again.connection.db)] == applied


def test_an_older_store_is_brought_up_to_date_with_what_it_holds(tmp_path: Path) -> None:
    old = Database(tmp_path / "duel.db")
    MIGRATIONS.apply(old, stop_before="m002_samples")
    old.table("players").insert(
        {
            "name": "Anna",
            "colour": "#112233",
            "hand": "left",
            "pen_width": 1.0,
            "created": "2026-01-02T03:04:05.000Z",
        }
    )
    old.close()
    with Store.open(tmp_path / "duel.db") as store:
        assert [player.name for player in store.players.all()] == ["Anna"]
        assert store.samples.add(sample(store.players.all()[0])).label == 3


@pytest.mark.parametrize("content", [b"not a database at all", b"SQLite format 3\0" + b"\xff" * 5000])
def test_a_damaged_store_is_moved_aside_and_a_fresh_one_started(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "duel.db"
    path.write_bytes(content)
    with pytest.raises(StoreDamagedError):
        Store.open(path)
    assert path.read_bytes() == content
    opened = open_or_start_afresh(path)
    assert opened.notice is not None and "moved" in opened.notice
    with opened.store as store:
        store.players.add("Ben", "#000000")
    aside = [file for file in tmp_path.iterdir() if "damaged" in file.name]
    assert [file.read_bytes() for file in aside] == [content]
    again = open_or_start_afresh(path)
    assert again.notice is None
    again.store.close()


def test_what_can_be_read_of_a_damaged_store_is_rescued(tmp_path: Path, clock: FakeClock) -> None:
    path = tmp_path / "duel.db"
    with Store.open(path, clock=clock) as store:
        anna = store.players.add("Anna", "#aa3355")
        for _ in range(40):
            play(store, anna)
        store.connection.tidy()
        page = store.connection.value("SELECT rootpage FROM sqlite_master WHERE name = 'matches_by_mode'")
        size = store.connection.value("PRAGMA page_size")
    data = bytearray(path.read_bytes())
    data[(page - 1) * size : page * size] = b"\xff" * size
    path.write_bytes(data)
    opened = open_or_start_afresh(path, clock=clock)
    with opened.store as store:
        assert opened.notice is not None and "rescued" in opened.notice
        assert store.players.all() == [anna]
        assert store.connection.value("SELECT count(*) FROM answers WHERE player_id = ?", [anna.id]) == 120
        assert store.connection.value("PRAGMA integrity_check") == "ok"


def test_a_newer_store_is_refused_and_left_alone(store: Store) -> None:
    store.connection.db.table("_sqlite_migrations").insert(
        {"migration_set": "digit-duel", "name": "m900_time_travel", "applied_at": "later"}
    )
    store.connection.tidy()
    before = store.path.read_bytes()
    with pytest.raises(StoreNewerError, match="newer version"):
        open_or_start_afresh(store.path)
    assert store.path.read_bytes() == before


def test_the_database_of_another_program_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "duel.db"
    other = Database(path)
    other.table("recipes").insert({"name": "Soup"})
    other.close()
    with pytest.raises(StoreRefusedError, match="another program"):
        open_or_start_afresh(path)


def test_a_locked_store_is_reported_and_usable_afterwards(tmp_path: Path) -> None:
    path = tmp_path / "duel.db"
    with Store.open(path, patience=0.0) as store:
        other = sqlite3.connect(path, isolation_level=None)
        other.execute("BEGIN IMMEDIATE")
        with pytest.raises(StoreUnavailableError, match="in use by another program"):
            store.players.add("Anna", "#aa3355")
        assert store.players.all() == []
        other.execute("ROLLBACK")
        other.close()
        assert store.players.add("Anna", "#aa3355").name == "Anna"


def test_a_full_disk_is_reported_and_changes_nothing(store: Store, anna: Player) -> None:
    pages = store.connection.value("PRAGMA page_count")
    store.connection.value(f"PRAGMA max_page_count = {pages}")
    match = store.matches.start("sprint", [Seat("Anna", anna.id)], level=1)
    stored = 0
    with pytest.raises(StoreUnavailableError, match="no room left"):
        for stored in range(10_000):
            store.matches.record(answer(match.id, stored + 1))
    assert len(store.matches.answers(match.id)) == stored
    store.connection.value("PRAGMA max_page_count = 1000000")
    store.matches.record(answer(match.id, stored + 1))
    assert len(store.matches.answers(match.id)) == stored + 1


def test_a_folder_in_the_way_is_reported(tmp_path: Path) -> None:
    (tmp_path / "duel.db").mkdir()
    with pytest.raises(StoreUnavailableError):
        Store.open(tmp_path / "duel.db")
    (tmp_path / "file").write_text("")
    with pytest.raises(StoreUnavailableError, match="cannot be made"):
        Store.open(tmp_path / "file" / "duel.db")


def test_a_failed_transaction_changes_nothing(store: Store, anna: Player) -> None:
    with pytest.raises(StoreError), store.connection.writing():
        store.players.change(anna.id, colour="#000000")
        store.players.add("ANNA", "#112233")
    assert store.players.all() == [anna]


def test_any_thread_may_use_it(store: Store, anna: Player) -> None:
    seen: list[object] = []
    threads = [threading.Thread(target=lambda: seen.append(play(store, anna))) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(set(seen)) == 4
    assert store.progress.heat_map(anna.id, Operation.MULTIPLY)[7, 8].asked == 12
