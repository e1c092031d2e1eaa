"""The open database file: a connection for each thread, transactions, and errors in plain words."""

from __future__ import annotations

import sqlite3
import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from sqlite_utils import Database

from data.columns import Clock, Row, now
from data.errors import StoreRefusedError, sqlite_errors_as_ours

Values = Sequence[Any] | dict[str, Any]


class Connection:
    """A database file that any thread may use; each thread gets a connection of its own on first use.

    ``patience`` is how many seconds a statement waits for another program's lock before it gives up.
    """

    def __init__(self, path: Path, *, patience: float = 1.0, clock: Clock = now) -> None:
        self.path = path
        self.clock = clock
        self._patience = patience
        self._of_thread = threading.local()
        self._all: list[Database] = []
        self._lock = threading.Lock()

    @property
    def db(self) -> Database:
        """This thread's connection, as sqlite-utils knows it."""
        existing: Database | None = getattr(self._of_thread, "db", None)
        if existing is not None:
            return existing
        with sqlite_errors_as_ours(self.path):
            # Each thread uses only its own connection. Only close() touches those of other threads.
            raw = sqlite3.connect(self.path, timeout=self._patience, check_same_thread=False)
            db = Database(raw, execute_plugins=False, strict=True)
            db.execute("PRAGMA foreign_keys = ON")
            # In WAL mode a commit survives a kill of the process. A power cut can lose the last commits, but
            # does not damage the file. Waiting for the disk at each commit would be noticed by players.
            db.execute("PRAGMA synchronous = NORMAL")
            # What a player deletes is overwritten in the file, not only marked as free.
            db.execute("PRAGMA secure_delete = ON")
        self._of_thread.db = db
        with self._lock:
            self._all.append(db)
        return db

    def rows(self, sql: str, values: Values = ()) -> list[Row]:
        """All rows of a query."""
        with sqlite_errors_as_ours(self.path):
            return list(self.db.query(sql, values))

    def row(self, sql: str, values: Values, missing: str) -> Row:
        """The first row of a query. If there is none, raises StoreRefusedError with the text ``missing``."""
        found = self.rows(sql, values)
        if not found:
            raise StoreRefusedError(missing)
        return found[0]

    def value(self, sql: str, values: Values = ()) -> Any:
        """The first column of the first row. The query must give at least one row."""
        with sqlite_errors_as_ours(self.path):
            return self.db.execute(sql, values).fetchone()[0]

    @contextmanager
    def writing(self) -> Iterator[Database]:
        """A transaction: all of it is stored when the block ends, or nothing if it raises. Blocks nest.

        It takes the write lock at the start. If it began by reading, its first write would fail whenever
        another program had written in between.
        """
        db = self.db
        with sqlite_errors_as_ours(self.path):
            if db.conn.in_transaction:
                with db.atomic():
                    yield db
                return
            db.execute("BEGIN IMMEDIATE")
            try:
                with db.atomic():
                    yield db
                db.commit()
            except BaseException:
                db.rollback()
                raise

    def insert(self, table: str, row: Row) -> int:
        """Inserts one row and returns its id."""
        with self.writing() as db:
            key = db.table(table).insert(row).last_pk
        assert isinstance(key, int)
        return key

    def tidy(self) -> None:
        """Moves the write-ahead log into the file and empties it, unless other readers still need it."""
        with sqlite_errors_as_ours(self.path):
            self.db.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchall()

    def close(self) -> None:
        """Closes every thread's connection. Nothing may use this object afterwards."""
        with self._lock:
            for db in self._all:
                db.close()
            self._all.clear()
        self._of_thread = threading.local()
