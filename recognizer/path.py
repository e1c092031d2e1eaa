"""Ink to a short vector of the way that the pen went, by which glyphs of one writer are compared.

One person draws a digit in the same way each time, and a raster does not show it. (What the path network sees
of the way is longer: see ``recognizer.places``.)

The pen's way is followed from its first point to its last, lifts included, at :data:`PLACES` places that
are equally far apart. Where the pen is at each, where it is heading, and how much of the step around it is
ink make a vector. This is the resampling with which Alimoğlu and Alpaydın read their pen digits ("Combining
multiple representations for pen-based handwritten digit recognition", Turkish Journal of Electrical
Engineering, 2001), with headings and lifts added.

The vector is continuous in the points: where a place falls on the very end of a stroke, half the step
around it is ink and half is lift, so no rounding decides to which of the two the place belongs.
"""

from __future__ import annotations

from functools import lru_cache
from itertools import accumulate

import numpy as np
from numpy.typing import NDArray

from recognizer.ink import Ink, Stroke

#: Where the pen is looked at along its way.
PLACES = 16
#: Length of the vector: x, y, the heading's x and y, and the share of ink around it, at each place.
LENGTH = 5 * PLACES

# Beside positions in a box of 2 by 2; chosen on writers for training. So much of a lift's length counts.
_HEADING, _DOWN, _LIFT = 0.5, 0.5, 0.5
# Ink smaller than this, in its own unit, is a dot.
_SMALLEST = 1e-9
# Places along the way, in steps, and the edges between them; a place at either end has half a step around it.
_AT = np.arange(-1, PLACES + 1)
_EDGES = np.clip(np.arange(PLACES + 1) - 0.5, 0, PLACES - 1)
_WIDTHS = np.diff(_EDGES)
# Paths kept: those of a sheet full of digits and all their splits, several times over.
_KEPT = 2048


def path_of(glyph: Ink) -> NDArray[np.float32]:
    """The way that the pen went in a glyph: a vector ``[LENGTH]``, scaled so that the square of the distance
    of two is a mean over the places. It does not depend on where, how large or how fast it was drawn.

    Raises:
        ValueError: there is no ink.
    """
    return _path(tuple(stroke for stroke in glyph.strokes if stroke.points))


@lru_cache(_KEPT)
def _path(strokes: tuple[Stroke, ...]) -> NDArray[np.float32]:
    if not strokes:
        raise ValueError("there is no ink to follow")
    # NumPy takes two long rows several times faster than many short ones.
    points = np.array([[point[axis] for stroke in strokes for point in stroke.points] for axis in (0, 1)])
    low, high = points.min(axis=1, keepdims=True), points.max(axis=1, keepdims=True)
    extent = (high - low).max()
    points = (points - (low + high) / 2) * (2 / extent if extent > _SMALLEST else 0.0)
    dx, dy = points[:, 1:] - points[:, :-1]
    length = np.sqrt(dx * dx + dy * dy)
    drawn = length.copy()
    drawn[[last - 1 for last in accumulate(len(stroke.points) for stroke in strokes[:-1])]] = 0.0
    ink, along = np.zeros((2, points.shape[1]))
    np.cumsum(drawn, out=ink[1:])
    np.cumsum(drawn + _LIFT * (length - drawn), out=along[1:])
    # One place more at either end, where the pen rests: a heading is from the place before to the one after.
    step = along[-1] / (PLACES - 1)
    at = _AT * step
    way = np.array([np.interp(at, along, row) for row in points])
    x, y = way[:, 2:] - way[:, :-2]
    far = np.maximum(np.sqrt(x * x + y * y), 1e-6) / _HEADING
    seen = np.stack([*way[:, 1:-1], x / far, y / far, _DOWN * _share_drawn(along, ink, step)])
    found: NDArray[np.float32] = (seen.ravel() / np.sqrt(PLACES)).astype(np.float32)
    found.flags.writeable = False
    return found


def _share_drawn(along: NDArray[np.float64], ink: NDArray[np.float64], step: float) -> NDArray[np.float64]:
    """The share of ink, 0 to 1, in the step around each place of the way; 1 in a dot.

    Args:
        along, ink: at each point, the way up to there and how much of it was drawn.
        step: from place to place.
    """
    if step <= 0:
        return np.ones(PLACES)
    drawn = np.interp(_EDGES * step, along, ink)
    share: NDArray[np.float64] = (drawn[1:] - drawn[:-1]) / (_WIDTHS * step)
    return share
