"""What can go wrong with the store. Each message is one plain sentence: what happened and what to do."""

from __future__ import annotations

import logging
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

_log = logging.getLogger(__name__)


class StoreError(Exception):
    """The store has a problem. Play goes on without it. The message can be shown as it is."""


class StoreDamagedError(StoreError):
    """The file is damaged, or no database. It is never written to again; it can be moved aside."""


class StoreNewerError(StoreError):
    """The file was written by a newer version of the game. It is not changed."""


class StoreUnavailableError(StoreError):
    """The file cannot be read or written now: locked, full disk, no permission. A later try may work."""


class StoreRefusedError(StoreError, ValueError):
    """The request is impossible, such as a name that is taken, or a player who was deleted."""


class BadFileError(StoreError):
    """A file cannot be imported. The message names the file and, if known, the line."""


# Primary result codes, https://www.sqlite.org/rescode.html
_DAMAGED = {sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB}
_IN_USE = {sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED}
_CLOSED = {sqlite3.SQLITE_CANTOPEN, sqlite3.SQLITE_PERM, sqlite3.SQLITE_READONLY, sqlite3.SQLITE_AUTH}


@contextmanager
def sqlite_errors_as_ours(path: Path) -> Iterator[None]:
    """Turns errors of SQLite inside the block into a :class:`StoreError` about the file ``path``."""
    try:
        yield
    except sqlite3.DatabaseError as error:
        # Not its message: that may quote what a player wrote.
        _log.info("SQLite: %s", getattr(error, "sqlite_errorname", type(error).__name__))
        raise _plain(error, path) from error
    except UnicodeDecodeError as error:  # names or texts in the file that are no text
        raise _damaged(path) from error


def _plain(error: sqlite3.DatabaseError, path: Path) -> StoreError:
    code = getattr(error, "sqlite_errorcode", None)
    primary = None if code is None else code & 0xFF
    # Python has no code for a text that cannot be decoded.
    if primary in _DAMAGED or (code is None and isinstance(error, sqlite3.OperationalError)):
        return _damaged(path)
    if primary in _IN_USE:
        return StoreUnavailableError(
            f"The store {path} is in use by another program: close it and try again."
        )
    if primary == sqlite3.SQLITE_FULL:
        return StoreUnavailableError(
            f"There is no room left on the disk for {path}: free some and try again."
        )
    if primary in _CLOSED:
        return StoreUnavailableError(
            f"The store {path} cannot be opened or written: check the folder's permissions."
        )
    if isinstance(error, sqlite3.IntegrityError):
        return StoreRefusedError(f"These values do not fit together, so the store refused them ({error}).")
    return StoreUnavailableError(
        f"The store {path} could not be used ({error}): check the disk and try again."
    )


def _damaged(path: Path) -> StoreDamagedError:
    return StoreDamagedError(
        f"The store {path} is damaged: run `python -m data doctor` to rescue what it holds."
    )
