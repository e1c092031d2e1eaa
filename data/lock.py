"""A lock that one process holds at a time, and that the operating system releases when the process ends."""

from __future__ import annotations

import sqlite3
from pathlib import Path

from data.errors import StoreUnavailableError, sqlite_errors_as_ours


class HeldElsewhereError(StoreUnavailableError):
    """Another process, or another part of this one, holds the lock."""


def locked(path: Path, busy: str) -> sqlite3.Connection:
    """Takes the lock in the file ``path``, which is made; closing what it gives releases it.

    Raises:
        HeldElsewhereError: it is held, with the message ``busy``.
        StoreUnavailableError: the file cannot be used.
    """
    # An exclusive transaction on an empty file: the locks of SQLite are portable.
    with sqlite_errors_as_ours(path):
        lock = sqlite3.connect(path, timeout=0.2, isolation_level=None, check_same_thread=False)
        try:
            lock.execute("BEGIN EXCLUSIVE")
        except sqlite3.OperationalError as error:
            lock.close()
            if error.sqlite_errorcode & 0xFF == sqlite3.SQLITE_BUSY:
                raise HeldElsewhereError(busy) from error
            raise
    return lock
