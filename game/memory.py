"""Frees the memory of pictures that are no longer shown."""

from __future__ import annotations

import ctypes
import gc
import sys

_M_MMAP_THRESHOLD = -3  # of glibc's malloc.h
_PICTURE = 2**18


def give_back_pictures() -> None:
    """Lets the memory of large pictures go back to the system as soon as they are dropped.

    Otherwise glibc, which Linux has, keeps it for later pictures. These have other sizes whenever the window
    has been resized, so that the gaps between them add up to hundreds of megabytes. Does nothing on other
    systems.
    """
    if not sys.platform.startswith("linux"):
        return
    mallopt = getattr(ctypes.CDLL(None), "mallopt", None)  # other libraries for C have none
    if mallopt is not None:
        mallopt(_M_MMAP_THRESHOLD, _PICTURE)


def keep_what_is_there() -> None:
    """Makes :func:`free_dropped` skip everything that exists now: it stays, and takes long to search."""
    gc.collect()
    gc.freeze()


def free_dropped() -> None:
    """Frees what is not used any more. Takes a few milliseconds.

    Pages and their widgets refer to each other. Python frees such circles only when there are many of them,
    because it does not know that they hold large pictures.
    """
    gc.collect()
