"""Ctrl+C while a command still loads its libraries: it says that it has stopped, and gives its exit code.

Once a command runs, `data.command_line` sees to Ctrl+C. Standard library only: this is loaded first.
"""

from __future__ import annotations

import os
import sys
from types import TracebackType

#: The exit code that a shell reports for a program that Ctrl+C stopped.
STOPPED = 128 + 2


def watch() -> None:
    """From now on, Ctrl+C that nothing else catches ends the program with one sentence."""
    sys.excepthook = _end


def led_to(error: BaseException | None) -> bool:
    """Whether Ctrl+C led to this error.

    While a compiled library is imported, Ctrl+C comes out as the library's own ``ImportError``, which names
    it as its cause.
    """
    while error is not None and not isinstance(error, KeyboardInterrupt):
        error = error.__cause__ or error.__context__ if isinstance(error, ImportError) else None
    return error is not None


def _end(kind: type[BaseException], error: BaseException, traceback: TracebackType | None) -> None:
    if not led_to(error):
        sys.__excepthook__(kind, error, traceback)
        return
    if sys.stderr is not None:
        print("Stopped.", file=sys.stderr, flush=True)
    os._exit(STOPPED)  # Python itself would end with the signal, and with no exit code
