"""The store's doctor: opens a damaged store by rescuing what it holds, checks a store, and repairs it."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import closing
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from data.columns import Clock, Row, ink_from_text, now
from data.connection import Connection
from data.errors import StoreDamagedError, StoreUnavailableError, told
from data.store import Store
from recognizer.ink import InkError
from recognizer.raster import RASTER_VERSION

# Parents before children.
_TABLES = ("players", "exercises", "matches", "seats", "answers", "samples", "numbers", "runs")


@dataclass(frozen=True, slots=True)
class Opened:
    """An open store, and a sentence for the player if something had to be done for it."""

    store: Store
    notice: str | None = None


def open_or_start_afresh(path: Path, *, patience: float = 1.0, clock: Clock = now) -> Opened:
    """Opens the store. A damaged file is moved aside, never overwritten; what can be read from it is copied
    into a fresh one.

    Raises:
        StoreNewerError, StoreUnavailableError: as :meth:`Store.open`.
    """
    try:
        return Opened(Store.open(path, patience=patience, clock=clock))
    except StoreDamagedError:
        aside = _move_aside(path, clock())
    store = Store.open(path, patience=patience, clock=clock)
    count = _rescue(aside, store.connection)
    what = f"{count} entries could be rescued from it" if count else "nothing in it could be read"
    return Opened(
        store,
        f"The store was damaged. It was moved to {aside.name} in {aside.parent}, and a fresh one was started;"
        f" {what}.",
    )


def _move_aside(path: Path, moment: datetime) -> Path:
    """Renames a store and its log files to a name not in use, in the same folder. Returns the new name.

    Raises:
        StoreUnavailableError: it cannot be moved; nothing has changed then.
    """
    stamp = moment.astimezone().strftime("%Y%m%d-%H%M%S")
    number = 1
    while (aside := path.with_name(f"{path.stem}.damaged-{stamp}-{number}{path.suffix}")).exists():
        number += 1
    try:
        # The log first: a store without its log is an older state, but a log without its store is useless.
        for ending in ("-wal", "-shm", ""):
            part = path.with_name(path.name + ending)
            if part.exists():
                part.rename(aside.with_name(aside.name + ending))
    except OSError as error:
        raise StoreUnavailableError(
            f"The store {path} is damaged and cannot be moved aside ({error.strerror}): close other programs"
            " that use it, or move it yourself."
        ) from error
    return aside


def _rescue(damaged: Path, into: Connection) -> int:
    """Copies every row that can be read from a damaged file into a fresh store, and returns how many.

    Rows whose parents are missing, or that do not fit the tables, are left out.
    """
    count = 0
    with into.writing() as db:
        for table in _TABLES:
            columns = set(db.table(table).columns_dict)
            for row in _readable(damaged, table):
                fitting = {name: value for name, value in row.items() if name in columns}
                try:
                    with db.atomic():
                        db.table(table).insert(fitting)
                except sqlite3.IntegrityError:
                    continue
                count += 1
    return count


def _readable(damaged: Path, table: str) -> Iterator[Row]:
    """Rows of a table from its beginning up to the damage, then from its end back to the damage."""
    seen: set[int] = set()
    for order in ("ASC", "DESC"):
        # A fresh connection each time: one that met damage may refuse to go on.
        address = f"{damaged.resolve().as_uri()}?mode=ro"
        with closing(sqlite3.connect(address, uri=True)) as connection:
            connection.row_factory = sqlite3.Row
            try:
                # The names are this module's own.
                sql = f'SELECT rowid AS "_rowid", * FROM "{table}" ORDER BY rowid {order}'
                for row in connection.execute(sql):
                    if row["_rowid"] not in seen:
                        seen.add(row["_rowid"])
                        yield {name: row[name] for name in row.keys() if name != "_rowid"}  # noqa: SIM118
            except (sqlite3.DatabaseError, UnicodeDecodeError):
                continue


@dataclass(frozen=True, slots=True)
class Finding:
    """Something that is wrong with the store. ``repair`` says what was done about it, or has to be."""

    problem: str
    repair: str
    repaired: bool


def examine(path: Path, *, repair: bool = True, clock: Clock = now) -> list[Finding]:
    """What is wrong with the store in ``path``; an empty list means that it is sound.

    With ``repair`` False nothing is changed. A damaged file is never written to: repairing moves it aside and
    copies what can be read from it into a fresh one.

    Raises:
        StoreError: it cannot be opened for another reason, such as a newer version.
    """
    findings: list[Finding] = []
    try:
        store = Store.open(path, clock=clock)
    except StoreDamagedError as error:
        if not repair:
            return [
                Finding(
                    str(error), "move it aside and copy what can be read into a fresh one", repaired=False
                )
            ]
        opened = open_or_start_afresh(path, clock=clock)
        findings.append(Finding("The file was damaged.", opened.notice or "", repaired=True))
        store = opened.store
    with store:
        for look in (_indexes, _orphans, _unreadable_ink, _old_rasters, _abandoned_runs):
            found = look(store)
            if found:
                problem, remedy, mend = found
                if repair:
                    mend()
                findings.append(Finding(problem, remedy, repaired=repair))
    return findings


_Found = tuple[str, str, Callable[[], object]] | None


def _indexes(store: Store) -> _Found:
    connection = store.connection
    problems = [row["integrity_check"] for row in connection.rows("PRAGMA integrity_check(20)")]
    if problems == ["ok"]:
        return None

    def mend() -> None:
        with told(connection.path):
            connection.db.execute("REINDEX")
        if connection.value("PRAGMA integrity_check(1)") != "ok":
            raise StoreDamagedError(
                f"The store {connection.path} could not be repaired: keep a copy of the file."
            )

    return f"An index does not fit its table ({problems[0]}).", "build the indexes again", mend


def _orphans(store: Store) -> _Found:
    rows = store.connection.rows("PRAGMA foreign_key_check")
    if not rows:
        return None
    return (
        f"{len(rows)} entries belong to something that is not there any more.",
        "delete them, or clear what they point to where that may be empty",
        lambda: _cut_loose(store.connection),
    )


def _cut_loose(connection: Connection) -> None:
    # Deleting an entry may leave others that belonged to it: look again until none is left.
    while broken := connection.rows("PRAGMA foreign_key_check"):
        with connection.writing() as db:
            for row in broken:
                keys = connection.rows(f"PRAGMA foreign_key_list({row['table']})")
                key = next(key for key in keys if key["id"] == row["fkid"])
                if key["on_delete"] == "SET NULL":
                    sql = f'UPDATE "{row["table"]}" SET "{key["from"]}" = NULL WHERE rowid = ?'
                else:
                    sql = f'DELETE FROM "{row["table"]}" WHERE rowid = ?'
                db.execute(sql, [row["rowid"]])


def _unreadable_ink(store: Store) -> _Found:
    def unreadable(row: Row) -> bool:
        try:
            ink_from_text(row["ink"])
        except (InkError, json.JSONDecodeError):
            return True
        return False

    ids = [
        row["id"]
        for row in store.connection.rows("SELECT id, ink FROM samples WHERE ink IS NOT NULL")
        if unreadable(row)
    ]
    if not ids:
        return None

    def mend() -> None:
        with store.connection.writing() as db:
            for sample_id in ids:
                db.table("samples").update(sample_id, {"ink": None, "kind": "image"})

    return f"{len(ids)} samples have ink that cannot be drawn.", "keep them as pictures", mend


def _old_rasters(store: Store) -> _Found:
    count = store.connection.value(
        "SELECT count(*) FROM samples WHERE raster_version <> ? AND ink IS NOT NULL", [RASTER_VERSION]
    )
    if not count:
        return None
    return (
        f"{count} samples were drawn by an older version.",
        "draw them again from their ink",
        store.samples.redraw,
    )


def _abandoned_runs(store: Store) -> _Found:
    if not store.connection.value("SELECT count(*) FROM runs WHERE state = 'running'"):
        return None
    if store.runs.busy():
        return None

    def mend() -> None:
        with store.runs.lock():
            pass  # taking the lock logs what a dead process left open

    return "A fine-tune was stopped before it was done.", "log it as interrupted", mend
