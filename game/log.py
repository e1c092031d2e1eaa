"""The log: a file in the data folder that says what happened, for reports of faults.

It has starts, versions, screens, jobs, learning and faults, but nothing that a player wrote and no names.
So modules log the names of screens and functions, never their arguments, and an error's kind and place, never
its message (see :func:`why`). Folders are written as ``DATA`` and ``~``.
"""

from __future__ import annotations

import logging
import platform
import threading
import traceback
from contextlib import suppress
from logging.handlers import RotatingFileHandler
from pathlib import Path
from types import TracebackType

NAME = "digit-duel.log"
#: Of a host beside the window: two processes cannot share a file that is renamed.
HOST_NAME = "digit-duel-host.log"
#: A report ends with this many lines of the log.
REPORTED = 60
# The file is renamed at this size; this many old ones are kept.
_LARGEST, _OLD = 256 * 2**10, 2
# Only our own modules: libraries may log their arguments.
_OURS = tuple(map(logging.getLogger, ("__main__", "main", "game", "data", "recognizer")))

_log = logging.getLogger(__name__)


class _Discreet(logging.Formatter):
    """Leaves out folders, which may contain a person's name, and the messages of errors."""

    def __init__(self, folder: Path) -> None:
        super().__init__("%(asctime)s %(levelname)s %(name)s: %(message)s")
        self._folders = {str(folder.absolute()): "DATA", str(folder): "DATA", str(Path.home()): "~"}

    def format(self, record: logging.LogRecord) -> str:
        # The record may hold the text that another handler made of the error, with its message.
        kept, record.exc_text = record.exc_text, None
        text = super().format(record)
        record.exc_text = kept
        for folder, name in self._folders.items():
            text = text.replace(folder, name)
        return text

    def formatException(  # noqa: N802 - as logging calls it
        self,
        ei: tuple[type[BaseException], BaseException, TracebackType | None] | tuple[None, None, None],
    ) -> str:
        error = ei[1]
        if error is None:
            return ""
        frames = traceback.format_list(traceback.extract_tb(error.__traceback__))
        return "".join(["Traceback, the latest call last:\n", *frames, why(error)])


def start(folder: Path, *, verbose: bool = False, name: str = NAME) -> Path:
    """Log to the file of this name in this folder from now on. Returns the file.

    Args:
        verbose: log to the terminal too, also jobs that are soon done and the messages of errors.
    """
    stop()
    path = folder / name
    file = RotatingFileHandler(path, maxBytes=_LARGEST, backupCount=_OLD, encoding="utf-8", delay=True)
    file.setLevel(logging.INFO)
    file.setFormatter(_Discreet(folder))
    handlers: list[logging.Handler] = [file]
    if verbose:
        handlers.append(logging.StreamHandler())
    for handler in handlers:
        for logger in _OURS:
            logger.addHandler(handler)
            logger.setLevel(logging.DEBUG if verbose else logging.INFO)
    logging.raiseExceptions = False  # a full disk ends the log, not the game
    threading.excepthook = _thread_failed
    return path


def stop() -> None:
    """Log no more."""
    for logger in _OURS:
        for handler in logger.handlers[:]:
            logger.removeHandler(handler)
            handler.close()
    logging.raiseExceptions = True
    threading.excepthook = threading.__excepthook__


def why(error: BaseException) -> str:
    """What kind of error this is and where it was raised, and the same for what caused it.

    Its message is left out, since it may contain a player's words. The system's name of the error is not.
    """
    told = []
    cause: BaseException | None = error
    while cause is not None:
        name = getattr(cause, "sqlite_errorname", None) or getattr(cause, "strerror", None)
        frames = traceback.extract_tb(cause.__traceback__)
        place = f" at {Path(frames[-1].filename).name}:{frames[-1].lineno}" if frames else ""
        told.append(f"{type(cause).__name__}{f' ({name})' if name else ''}{place}")
        cause = cause.__cause__
    return ", from ".join(told)


def versions() -> str:
    """The system, and the versions of the libraries that the game uses."""
    from importlib.metadata import PackageNotFoundError, version

    parts = [f"Python {platform.python_version()}", platform.platform()]
    for package in ("pygame-ce", "pygame-gui", "numpy", "ai-edge-litert", "sqlite-utils", "keras"):
        try:
            parts.append(f"{package} {version(package)}")
        except PackageNotFoundError:
            parts.append(f"no {package}")
    return ", ".join(parts)


def report() -> str:
    """Versions and the last lines of the log: for a player to send after a fault."""
    file = path()
    lines: list[str] = []
    if file is not None:
        with suppress(OSError):
            lines = file.read_text(encoding="utf-8", errors="replace").splitlines()[-REPORTED:]
    return "\n".join([versions(), *lines, ""])


def path() -> Path | None:
    """The file of the log; None if nothing is logged."""
    files = [handler for handler in _OURS[0].handlers if isinstance(handler, RotatingFileHandler)]
    return Path(files[0].baseFilename) if files else None


def _thread_failed(fallen: threading.ExceptHookArgs) -> None:
    name = fallen.thread.name if fallen.thread is not None else "a thread"
    _log.error("the thread “%s” failed", name, exc_info=fallen.exc_value)
