"""The store's doctor: opens a damaged store by rescuing what it holds, checks a store, and repairs it."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from data.columns import Clock, Row, ink_from_text, now, to_text
from data.connection import Connection
from data.errors import StoreDamagedError, StoreError, StoreUnavailableError, sqlite_errors_as_ours
from data.exercises import Exercises
from data.matches import Matches
from data.migrations import COLUMNS, TABLES
from data.players import FIRST_COLOUR, Players
from data.records import Hand, SeatKind
from data.rescue import Leftover, leftovers, readable_rows
from data.runs import Runs
from data.samples import Samples
from data.store import Store
from recognizer.raster import RASTER_VERSION

# How many columns came with later migrations.
_ADDED = {"players": 1}


@dataclass(frozen=True, slots=True)
class Opened:
    """An open store, and a sentence for the player if something had to be done for it."""

    store: Store
    notice: str | None = None


def open_or_start_afresh(path: Path, *, clock: Clock = now) -> Opened:
    """Opens the store. A damaged file is moved aside, never overwritten; what can be read from it is copied
    into a fresh one.

    Raises:
        StoreNewerError, StoreUnavailableError: as :meth:`Store.open`.
    """
    try:
        store = Store.open(path, clock=clock)
        try:
            # These stand on the first pages; what else may not be legible is told where it is shown.
            store.players.all()
            store.exercises.all()
        except StoreDamagedError:
            store.close()
            raise
        return Opened(store)
    except StoreDamagedError:
        return _start_afresh(path, clock)


def _start_afresh(path: Path, clock: Clock = now) -> Opened:
    """Moves the store aside, and copies what can be read of it into a fresh one."""
    aside = _move_aside(path, clock())
    store = Store.open(path, clock=clock)
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

    Where a row has lost what it belongs to, that is restored from what the row says. Rows that do not fit
    the tables, or that hold what cannot be read, are left out.
    """
    found = {table: list(readable_rows(damaged, table)) for table in TABLES}
    known = {table: {row.get("id") for row in rows} for table, rows in found.items()}
    for row in leftovers(damaged):
        for table in TABLES:
            named = _named(table, row)
            if named is not None and named.get("id", row) not in known[table]:
                found[table].append(named)
    count = 0
    with into.writing() as db:
        for table in TABLES:
            for values in found[table]:
                fitting = {name: values[name] for name in COLUMNS[table] if name in values}
                try:
                    with db.atomic():
                        _make_parents(into, table, fitting)
                        db.table(table).insert(fitting)
                        _read_back(into, table, fitting)
                except (sqlite3.Error, StoreError, ValueError, OverflowError):
                    continue
                count += 1
    return count


def _make_parents(connection: Connection, table: str, row: Row) -> None:
    """Makes the rows that this one belongs to, if they are lost. Clears what else points to lost rows."""
    player, when = row.get("player_id"), row.get("at") or to_text(connection.clock())
    if player is not None and not _there(connection, "players", id=player):
        named = {"id": player, "name": f"Player {player}", "colour": FIRST_COLOUR, "created": when}
        connection.insert("players", {**named, "hand": Hand.RIGHT, "pen_width": 1.0})
    for column, parents in (("answer_id", "answers"), ("exercise_id", "exercises")):
        if row.get(column) is not None and not _there(connection, parents, id=row[column]):
            row[column] = None
    match = row.get("match_id")
    if match is None:
        return
    if not _there(connection, "matches", id=match):
        connection.insert("matches", {"id": match, "mode": "practice", "started": when, "complete": 0})
    if table == "answers" and not _there(connection, "seats", match_id=match, seat=row["seat"]):
        kind = SeatKind.GUEST if player is None else SeatKind.PLAYER
        name = (
            "Guest" if player is None else connection.value("SELECT name FROM players WHERE id = ?", [player])
        )
        seat = {"match_id": match, "seat": row["seat"], "player_id": player, "name": name, "kind": kind}
        connection.db.table("seats").insert(seat)


def _there(connection: Connection, table: str, **key: object) -> bool:
    where = " AND ".join(f"{name} = :{name}" for name in key)
    return bool(connection.value(f"SELECT count(*) FROM {table} WHERE {where}", key))


def _named(table: str, row: Leftover) -> Row | None:
    """A row that was found in a page, as one of this table; None if it has another number of columns."""
    columns = COLUMNS[table]
    # Rows from before a column was added end sooner.
    if not len(columns) - _ADDED.get(table, 0) <= len(row.values) <= len(columns):
        return None
    named = dict(zip(columns, row.values, strict=False))
    if columns[0] == "id":
        if row.values[0] is not None:
            return None
        named["id"] = row.rowid
    return named


def _read_back(connection: Connection, table: str, row: Row) -> None:
    """Reads a new row as play does. Raises StoreDamagedError if it cannot be read."""
    if table != "seats":
        _READ[table](connection, row["id"])


_READ: dict[str, Callable[[Connection, int], object]] = {
    "players": lambda connection, key: Players(connection).get(key),
    "exercises": lambda connection, key: Exercises(connection).get(key),
    "matches": lambda connection, key: Matches(connection).get(key),
    "answers": lambda connection, key: Matches(connection).answer(key),
    "samples": lambda connection, key: Samples(connection).get(key),
    "numbers": lambda connection, key: Samples(connection).number(key),
    "runs": lambda connection, key: Runs(connection).get(key),
}


@dataclass(frozen=True, slots=True)
class Finding:
    """Something that is wrong with the store. ``repair`` says what was done about it, or has to be."""

    problem: str
    repair: str
    repaired: bool


def examine(path: Path, *, repair: bool = True) -> list[Finding]:
    """What is wrong with the store in ``path``; an empty list means that it is sound.

    With ``repair`` False nothing is changed. A damaged file is never written to: repairing moves it aside and
    copies what can be read from it into a fresh one.

    Raises:
        StoreError: it cannot be opened for another reason, such as a newer version.
    """
    findings: list[Finding] = []
    try:
        store = Store.open(path)
    except StoreDamagedError as error:
        if not repair:
            return [
                Finding(
                    str(error), "move it aside and copy what can be read into a fresh one", repaired=False
                )
            ]
        opened = _start_afresh(path)
        findings.append(Finding("The file was damaged.", opened.notice or "", repaired=True))
        store = opened.store
    illegible = _illegible(store)
    if illegible:
        store.close()
        problem = f"{illegible} entries cannot be read."
        if not repair:
            todo = "move the store aside and copy all others into a fresh one"
            return [Finding(problem, todo, repaired=False)]
        opened = _start_afresh(path)
        findings.append(Finding(problem, opened.notice or "", repaired=True))
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


def _illegible(store: Store) -> int:
    """How many entries cannot be read as play reads them. Ink that cannot be drawn is another finding."""
    count = 0
    for table, read in _READ.items():
        undrawn = {row["id"] for row in _undrawn(store, table)}
        for row in store.connection.rows(f"SELECT id FROM {table}"):
            try:
                if row["id"] not in undrawn:
                    read(store.connection, row["id"])
            except StoreDamagedError:
                count += 1
    return count


_Found = tuple[str, str, Callable[[], object]] | None


def _indexes(store: Store) -> _Found:
    connection = store.connection
    problems = [row["integrity_check"] for row in connection.rows("PRAGMA integrity_check(20)")]
    if problems == ["ok"]:
        return None

    def mend() -> None:
        with sqlite_errors_as_ours(connection.path):
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


def _undrawn(store: Store, table: str) -> list[Row]:
    """The rows of a table whose ink cannot be drawn."""
    if "ink" not in COLUMNS[table]:
        return []

    def unreadable(row: Row) -> bool:
        try:
            ink_from_text(row["ink"])
        except ValueError:
            return True
        return False

    return [
        row
        for row in store.connection.rows(f"SELECT id, ink FROM {table} WHERE ink IS NOT NULL")
        if unreadable(row)
    ]


def _unreadable_ink(store: Store) -> _Found:
    ids = {table: [row["id"] for row in _undrawn(store, table)] for table in ("samples", "answers")}
    count = sum(map(len, ids.values()))
    if not count:
        return None

    def mend() -> None:
        with store.connection.writing() as db:
            for sample_id in ids["samples"]:
                db.table("samples").update(sample_id, {"ink": None, "kind": "image"})
            for answer_id in ids["answers"]:
                db.table("answers").update(answer_id, {"ink": None})

    return (
        f"{count} entries have ink that cannot be drawn.",
        "keep them without it, samples as pictures",
        mend,
    )


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
