"""A damaged store is moved aside as it is, and what can still be read from it is copied."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from data.connection import Connection
from data.errors import StoreUnavailableError

# Parents before children.
TABLES = ("players", "exercises", "matches", "seats", "answers", "samples", "numbers", "runs")


@dataclass(frozen=True, slots=True)
class Rescued:
    """How many rows of each table were read from a damaged file."""

    by_table: dict[str, int]

    @property
    def total(self) -> int:
        return sum(self.by_table.values())


def move_aside(path: Path, moment: datetime) -> Path:
    """Renames a store and its log files to a name not in use, in the same folder. Returns the new name.

    Raises:
        StoreUnavailableError: it cannot be moved; nothing has changed then.
    """
    stamp = moment.astimezone().strftime("%Y%m%d-%H%M%S")
    number = 1
    while (aside := path.with_name(f"{path.stem}.damaged-{stamp}-{number}{path.suffix}")).exists():
        number += 1
    try:
        # The log first: a store without its log is an older state, a log without its store is nothing.
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


def rescue(damaged: Path, into: Connection) -> Rescued:
    """Copies every row that can be read from a damaged file into a fresh store. The file is only read.

    Rows that miss what they belong to, or do not fit the tables, are left out.
    """
    counts = dict.fromkeys(TABLES, 0)
    with into.writing() as db:
        for table in TABLES:
            columns = set(db.table(table).columns_dict)
            for row in _readable(damaged, table):
                fitting = {name: value for name, value in row.items() if name in columns}
                try:
                    with db.atomic():
                        db.table(table).insert(fitting)
                except sqlite3.IntegrityError:
                    continue
                counts[table] += 1
    return Rescued(counts)


def _readable(damaged: Path, table: str) -> Iterator[dict[str, Any]]:
    """Rows of a table from its beginning up to the damage, then from its end back to the damage."""
    seen: set[int] = set()
    for order in ("ASC", "DESC"):
        # A fresh connection each time: one that met damage may refuse to go on.
        with closing(_reading(damaged)) as connection:
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


def _reading(damaged: Path) -> sqlite3.Connection:
    return sqlite3.connect(f"{damaged.resolve().as_uri()}?mode=ro", uri=True)
