"""The bookmark: where a match stood when the game was left, in a file of the data folder."""

from __future__ import annotations

import json
import logging
import threading
from pathlib import Path
from typing import Any

_log = logging.getLogger(__name__)


class Bookmark:
    """JSON values in one file. It knows nothing of matches: see `game.scenes.match.unfinished`.

    Any thread may use it. If the file cannot be written or read, the log says so, and play goes on: only
    the offer to go on with the match is lost.

    Attributes:
        values: what is kept; None without a bookmark.
    """

    def __init__(self, path: Path) -> None:
        self._path, self._lock = path, threading.Lock()
        self.values: Any = None
        try:
            self.values = json.loads(path.read_bytes())
        except FileNotFoundError:
            pass
        except (OSError, ValueError, RecursionError) as error:
            _log.warning("the bookmark cannot be read: %s", type(error).__name__)

    def keep(self, values: Any) -> None:
        """Write these values in place of the old ones."""
        draft = self._path.with_name(self._path.name + ".new")
        with self._lock:
            self.values = values
            try:
                draft.write_text(json.dumps(values), encoding="utf-8")
                draft.replace(self._path)
            except OSError as error:
                _log.warning("the bookmark cannot be kept: %s", type(error).__name__)

    def drop(self) -> None:
        """Delete the bookmark: there is nothing to go on with."""
        with self._lock:
            self.values = None
            try:
                self._path.unlink(missing_ok=True)
            except OSError as error:
                _log.warning("the bookmark cannot be deleted: %s", type(error).__name__)
