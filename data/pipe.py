"""What a command does when its output is read by a program that stops early, as in ``… | head``."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable

#: What a shell reports of a program that SIGPIPE ended.
CLOSED = 128 + 13


def to_the_end(main: Callable[[], int]) -> int:
    """Runs ``main`` and gives its exit code, or ``CLOSED``, without a message, if the output is not read to
    the end."""
    try:
        code = main()
        sys.stdout.flush()
    except BrokenPipeError:
        # Python flushes once more when it leaves, and needs an open file for that.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return CLOSED
    return code
