"""Where what players make is kept on this machine."""

from __future__ import annotations

from pathlib import Path

import platformdirs

#: The store's name in the data folder.
STORE_FILE = "duel.db"


def data_folder(given: Path | None = None) -> Path:
    """The data folder: the one that was named, or this user's own by the system's custom."""
    return given if given is not None else platformdirs.user_data_path("digit-duel", appauthor=False)


def store_file(folder: Path) -> Path:
    return folder / STORE_FILE
