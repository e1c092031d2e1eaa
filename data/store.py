"""The store: one SQLite file in the data folder, and the tables in it."""

from __future__ import annotations

import os
from contextlib import suppress
from pathlib import Path
from typing import Self

import platformdirs

from data.columns import Clock, now
from data.connection import Connection
from data.errors import (
    StoreDamagedError,
    StoreNewerError,
    StoreRefusedError,
    StoreUnavailableError,
    sqlite_errors_as_ours,
)
from data.exercises import Exercises
from data.matches import Matches
from data.migrations import COLUMNS, MIGRATIONS, NAMES
from data.players import Players
from data.progress import Progress
from data.runs import Runs
from data.samples import Samples


def data_folder(given: Path | None = None) -> Path:
    """The data folder: the given one, or where this system keeps a user's data."""
    return given if given is not None else platformdirs.user_data_path("digit-duel", appauthor=False)


def store_file(folder: Path) -> Path:
    """The store in a data folder."""
    return folder / "duel.db"


class Store:
    """Everything that players made and did. Any thread may use it; each gets a connection of its own.

    Every method either does all of what it says, in a transaction, or raises a
    :class:`~data.errors.StoreError` and changes nothing. Once it has returned, a kill cannot undo it.
    """

    def __init__(self, connection: Connection) -> None:
        """Over a connection whose tables are up to date; use :meth:`open`."""
        self.connection = connection
        self.path = connection.path
        self.players = Players(connection)
        self.matches = Matches(connection)
        self.progress = Progress(connection)
        self.samples = Samples(connection)
        self.exercises = Exercises(connection)
        self.runs = Runs(connection)

    @classmethod
    def open(cls, path: Path, *, patience: float = 1.0, clock: Clock = now) -> Self:
        """Opens the store in the file ``path``, making it (and its folder) if there is none.

        ``patience`` is how many seconds to wait for another program's lock.

        Raises:
            StoreDamagedError: it is no sound database; see :func:`data.doctor.open_or_start_afresh`.
            StoreNewerError: it was written by a newer version.
            StoreUnavailableError: it is locked, or cannot be read or written.
        """
        try:
            path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        except (OSError, ValueError) as error:  # ValueError: a name that no folder can have
            why = getattr(error, "strerror", None) or error
            raise StoreUnavailableError(f"The folder {path.parent} cannot be made ({why}).") from error
        # For nobody else's eyes. SQLite gives its own files beside it the same rights; it says what fails.
        with suppress(OSError):
            os.close(os.open(path, os.O_CREAT | os.O_WRONLY, 0o600))
        connection = Connection(path, patience=patience, clock=clock)
        try:
            _check(connection)
            _migrate(connection)
            _check_columns(connection)
        except BaseException:
            connection.close()
            raise
        return cls(connection)

    def check_usable(self) -> None:
        """Raises a :class:`~data.errors.StoreError` if the store cannot be read or written now."""
        self.players.all()
        with self.connection.writing():
            pass

    def close(self) -> None:
        """Closes the file; nothing may use the store afterwards."""
        self.connection.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()


def _check(connection: Connection) -> None:
    """Refuses what must not be written to."""
    tables = {row["name"] for row in connection.rows("SELECT name FROM sqlite_master WHERE type = 'table'")}
    problem = connection.value("PRAGMA quick_check(1)")
    if problem != "ok":
        raise StoreDamagedError(
            f"The store {connection.path} is damaged: run `python -m data doctor` to rescue what it holds."
        )
    if not tables:
        return
    if MIGRATIONS.migrations_table not in tables:
        raise StoreRefusedError(
            f"{connection.path} is a database of another program: choose another file or folder."
        )
    with sqlite_errors_as_ours(connection.path):
        applied = {migration.name for migration in MIGRATIONS.applied(connection.db)}
    if applied - NAMES:
        raise StoreNewerError(
            f"The store {connection.path} was written by a newer version of the game:"
            " update the game, or choose another data folder."
        )


def _check_columns(connection: Connection) -> None:
    """Refuses tables that lack a column: nothing of ours has taken it away."""
    for table, wanted in COLUMNS.items():
        there = {row["name"] for row in connection.rows(f'PRAGMA table_info("{table}")')}
        if not there.issuperset(wanted):
            raise StoreDamagedError(
                f"The store {connection.path} lacks a part of its table {table}: run `python -m data doctor`"
                " to rescue what it holds."
            )


def _migrate(connection: Connection) -> None:
    with sqlite_errors_as_ours(connection.path):
        connection.db.enable_wal()
        pending = MIGRATIONS.pending(connection.db)
    if pending:
        # One transaction around them all: another process may be opening the same new file.
        with connection.writing() as db:
            MIGRATIONS.apply(db)
