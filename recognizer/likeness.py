"""How like somebody's known digits some ink is, by the path of the pen.

The network sees a picture, and some pictures can be two digits: a stroke with a flag is a 1 in one person's
handwriting and a 7 in another's. But each person writes a digit in one way, stroke for stroke. So the reader
multiplies the network's probabilities by how near the pen's path is to the paths of the same person's known
digits: a kernel density for each digit (Parzen, "On estimation of a probability density function and mode",
1962). Picture and path are treated as independent evidence.

The width and the floor were chosen on the training writers, with a network that had not seen them.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from recognizer.habits import Habits
from recognizer.ink import Ink
from recognizer.networks import CLASSES
from recognizer.path import path_of
from recognizer.reading import NOT_A_DIGIT

#: How far apart the paths of a digit are that one person writes: the kernel's standard deviation.
WIDTH = 0.15
#: The likeness of a path unlike all known ones. It is not 0, since a digit may be written in a new way.
FLOOR = float(np.exp(-8.0))
#: The likeness of a digit that has no known glyph, as a share of the highest one. It is not lower, since
#: the digit may look like the nearest one, or the one known glyph may be mislabelled (training writers: with
#: one mislabelled glyph and nothing else known, 1.5 % of that digit are misread instead of 16 %).
UNSEEN = 0.1
# How many players' paths are cached: of all who play together, before and after an answer.
_CACHED = 16


def weigh(
    shares: NDArray[np.float64], glyph: Ink, habits: Habits, *, apart: bool = False
) -> NDArray[np.float64]:
    """A glyph's probabilities ``[11]`` by its picture, corrected by its writer's habits.

    Args:
        apart: the glyph may be one of the known glyphs; leave it out of them.
    """
    others = np.array([ink != glyph for ink, _ in habits.glyphs], bool) if apart else None
    if not habits or (others is not None and not others.any()):
        return shares
    weighed = shares * likeness(glyph, habits, others)
    result: NDArray[np.float64] = weighed / weighed.sum()
    return result


def weigh_all(
    shares: NDArray[np.float64], glyphs: Sequence[Ink | None], habits: Habits, *, apart: bool = False
) -> NDArray[np.float64]:
    """:func:`weigh` for many ``[n, 11]``; a picture without ink keeps its row."""
    rows = [
        row if glyph is None else weigh(row, glyph, habits, apart=apart)
        for row, glyph in zip(shares, glyphs, strict=True)
    ]
    return np.array(rows).reshape(shares.shape)


def likeness(glyph: Ink, habits: Habits, counted: NDArray[np.bool_] | None = None) -> NDArray[np.float64]:
    """How near a glyph's path is to the known paths of each class ``[11]``: ``FLOOR`` to 1 + ``FLOOR``. At
    least one glyph must be known.

    Args:
        counted: which of the known glyphs count; None for all.
    """
    paths, labels = _known(habits)
    if counted is not None:
        paths, labels = paths[counted], labels[counted]
    count = np.bincount(labels, minlength=CLASSES)
    between = paths - path_of(glyph)
    squares = np.einsum("ij,ij->i", between, between)
    near = np.bincount(labels, np.exp(squares / (-2 * WIDTH**2)), CLASSES)
    found: NDArray[np.float64] = near / np.maximum(count, 1) + FLOOR
    unseen = np.flatnonzero(count[:NOT_A_DIGIT] == 0)
    found[unseen] = max(FLOOR, UNSEEN * float(found.max()))
    return found


@lru_cache(_CACHED)
def _known(habits: Habits) -> tuple[NDArray[np.float32], NDArray[np.int64]]:
    """Paths ``[n, LENGTH]`` and labels ``[n]`` of the known glyphs."""
    return np.array([path_of(ink) for ink, _ in habits.glyphs]), np.array(habits.labels, np.int64)
