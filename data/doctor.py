"""Checks whether a store is sound, and repairs what can be repaired without losing anything."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from data.connection import Connection, Row
from data.errors import StoreDamagedError, told
from data.ink_text import ink_from_text
from data.moment import Clock, now
from data.store import Store, open_or_start_afresh
from recognizer.ink import InkError
from recognizer.raster import RASTER_VERSION


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that was not as it should be. ``repair`` says what is done about it, or was."""

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
            pass  # taking the lock closes what a dead process left open

    return "A fine-tune was stopped before it was done.", "log it as interrupted", mend
