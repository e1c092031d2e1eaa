"""Frees the memory of pictures that are no longer shown."""

from __future__ import annotations

import ctypes
import gc
import sys
from collections.abc import Callable
from functools import cache

_M_MMAP_THRESHOLD = -3  # of glibc's malloc.h
_PICTURE = 2**18


def give_back_pictures() -> None:
    """Lets the memory of large pictures go back to the system as soon as they are dropped.

    Otherwise glibc, which Linux has, keeps it for later pictures. These have other sizes whenever the window
    has been resized, so that the gaps between them add up to hundreds of megabytes. Does nothing on other
    systems.
    """
    mallopt = _of_libc("mallopt")
    if mallopt is not None:
        mallopt(_M_MMAP_THRESHOLD, _PICTURE)


def keep_what_is_there() -> None:
    """Makes :func:`free_dropped` skip everything that exists now: it stays, and takes long to search."""
    gc.collect()
    gc.freeze()


def free_dropped() -> None:
    """Frees what is not used any more, and gives its memory back to the system. Takes a few milliseconds.

    Pages and their widgets refer to each other. Python frees such circles only when there are many of them,
    because it does not know that they hold large pictures. And glibc keeps what is freed: one picture of the
    network's layers, or one sheet full of ink, would cost 100 MB for the rest of the day.
    """
    gc.collect()
    trim = _of_libc("malloc_trim")
    if trim is not None:
        trim(0)


@cache
def _of_libc(name: str) -> Callable[..., int] | None:
    """A function of glibc; None on other systems, and where another library for C lacks it."""
    if not sys.platform.startswith("linux"):
        return None
    function: Callable[..., int] | None = getattr(ctypes.CDLL(None), name, None)
    return function
