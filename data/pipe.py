"""What a command line does when whoever reads its output has read enough, as in ``… | head``."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable

#: What a shell reports of a program that SIGPIPE ended.
CLOSED = 128 + 13


def to_the_end(main: Callable[[], int]) -> int:
    """Runs ``main``; its exit code, or ``CLOSED`` without a word where nobody reads its output any more."""
    try:
        code = main()
        sys.stdout.flush()
    except BrokenPipeError:
        # Python flushes once more as it leaves; it shall find an open file.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return CLOSED
    return code
