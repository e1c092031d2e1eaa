"""How like somebody's known digits some ink is, by the way that the pen went.

The network sees a picture, and some pictures are two digits: whether a flagged stroke is a 1 or a 7 is
decided by the hand, not by the picture. People write each digit in one way, though, stroke for stroke. So the
reader weighs what the picture says by how near the pen's way comes to that of known digits of the same hand:
a kernel density for each digit (Parzen, "On estimation of a probability density function and mode", 1962)
beside the network's probabilities, as if picture and way were two independent witnesses.

The width and the floor were chosen on writers for training, with a network that had not seen them.
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

#: How far one person's paths of a digit lie apart, and what a path unlike all of them counts as: no digit is
#: ruled out because it is written in a new way.
WIDTH, FLOOR = 0.15, float(np.exp(-8.0))
#: A digit that has not been seen yet is so many times less likely, at most, than the one whose paths are
#: nearest: it may well be written like it, and the one glyph that is known may be mislabelled (training
#: writers: one mislabelled glyph and nothing else known has 1.5 % of that digit misread instead of 16 %).
UNSEEN = 0.1
# Hands kept at once: those who play together, as they are known now and were a moment ago.
_HANDS = 16


def weigh(
    shares: NDArray[np.float64], glyph: Ink, habits: Habits, *, apart: bool = False
) -> NDArray[np.float64]:
    """The probabilities ``[11]`` of a glyph by its picture, once it is known whose it is.

    Args:
        apart: the glyph may be among those that are known, and is no witness for itself.
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
    """:func:`weigh` for many ``[n, 11]``; a picture that never was ink stays what it looks like."""
    rows = [
        row if glyph is None else weigh(row, glyph, habits, apart=apart)
        for row, glyph in zip(shares, glyphs, strict=True)
    ]
    return np.array(rows).reshape(shares.shape)


def likeness(glyph: Ink, habits: Habits, witnesses: NDArray[np.bool_] | None = None) -> NDArray[np.float64]:
    """How near a glyph's path comes to those of each class ``[11]``: from ``FLOOR`` to 1 above it. Some digit
    must be known.

    Args:
        witnesses: which of the known glyphs count; None: all.
    """
    paths, labels = _known(habits)
    if witnesses is not None:
        paths, labels = paths[witnesses], labels[witnesses]
    count = np.bincount(labels, minlength=CLASSES)
    between = paths - path_of(glyph)
    apart = np.einsum("ij,ij->i", between, between)
    near = np.bincount(labels, np.exp(apart / (-2 * WIDTH**2)), CLASSES)
    found: NDArray[np.float64] = near / np.maximum(count, 1) + FLOOR
    unseen = np.flatnonzero(count[:NOT_A_DIGIT] == 0)
    found[unseen] = max(FLOOR, UNSEEN * float(found.max()))
    return found


@lru_cache(_HANDS)
def _known(habits: Habits) -> tuple[NDArray[np.float32], NDArray[np.int64]]:
    """Paths ``[n, LENGTH]`` and labels ``[n]`` of what is known of a hand."""
    return np.array([path_of(ink) for ink, _ in habits.glyphs]), np.array(habits.labels, np.int64)
