"""Ink to what the path network sees: where the pen is at places along its way.

The raster shows what stands on the paper; this shows how it came there. The pen's way is followed from its
first point to its last, with a look at :data:`PLACES` places that are equally far apart. A lift counts less
than ink of the same length, so that a pen that drops out for a moment changes little.

Every number is a continuous function of the points: a tie, a repeated point or a rounding cannot flip one.
That is why headings fade out where the pen hardly moves, and why "pen" is the share of the way around a place
on which the pen is down, not a yes or no.

``recognizer.path`` is another, shorter vector of the same way, by which glyphs of one writer are compared.
"""

from __future__ import annotations

from itertools import accumulate

import numpy as np
from numpy.typing import NDArray

from recognizer.ink import Ink

#: Travels with every path network; goes up when a single number of any ink would change.
PLACES_VERSION = 1

PLACES = 64
#: What is seen at each place, in order.
CHANNELS = (
    "x",  # from the middle of the ink, in units of its spread
    "y",
    "right",  # heading: x and y of a vector of length 1, shorter where the pen hardly moves
    "down",
    "ahead",  # turn from the heading before to the one after: 1 goes straight on, -1 goes back
    "turning",  # positive clockwise (y points down the screen)
    "pen",  # share of the way around this place on which the pen is down, 0 to 1
    "step",  # way gained, as a share of the way along the ink: 1 on a line, 0 on the spot, 2 on a lift
    "pace",  # length of the whole way in units of the ink's spread, the same at all places
    "width",  # of the box around the ink, in units of its spread, the same at all places
    "height",
)

# The share of a lift's length that counts.
_LIFT = 0.5
# Ink smaller than this, in its own unit, is a dot: it has no shape to scale up.
_SMALLEST = 1e-9
# Moves shorter than this share of a step have no clear heading.
_VAGUE = 0.1
# Counts as this much ink spread over the box, so that ink of dots alone has a middle and a spread too.
_FAINT = 0.02
# Longer ink, in units of its spread, turns too often for 64 places. Of 19,216 digits, none is longer than 18;
# a digit written twice over is about twice as long.
_LONGEST = 40.0
# Bring the three channels that are alike at all places to about 0, plus or minus 1.
_USUAL_PACE, _USUAL_SIDE = 5.0, 2.0
# Where the places are, as shares of the whole way. One more at either end: there the pen rests.
_EVENLY = np.arange(-1, PLACES + 1) / (PLACES - 1)
_DOT = np.zeros((PLACES, len(CHANNELS)), np.float32)
_DOT[:, CHANNELS.index("pen")] = 1.0
_DOT.flags.writeable = False

_Floats = NDArray[np.float64]


def places(glyph: Ink) -> NDArray[np.float32]:
    """The pen's way in a glyph: ``float32[PLACES, len(CHANNELS)]``, what the path network takes.

    The same numbers, up to rounding, wherever and however large the ink was drawn and however densely its
    points lie. Times and pressure do not count; the order of the strokes and their direction do. A dot is
    zeros but for "pen".

    Raises:
        ValueError: there is no ink.
    """
    strokes = [stroke.points for stroke in glyph.strokes if stroke.points]
    if not strokes:
        raise ValueError("there is no ink to follow")
    # NumPy takes two long rows several times faster than many short ones.
    points = np.array(
        [[point[axis] for stroke in strokes for point in stroke] for axis in (0, 1)], np.float64
    )
    return follow(points, [len(stroke) for stroke in strokes])


def can_follow(seen: NDArray[np.float32]) -> bool:
    """Whether :func:`places` show where the pen went: they do not for an endless scribble."""
    return bool((seen[0, CHANNELS.index("pace")] + 1) * _USUAL_PACE <= _LONGEST)


def follow(points: _Floats, lengths: list[int], at: _Floats = _EVENLY) -> NDArray[np.float32]:
    """:func:`places` of points ``[2, n]`` of strokes that follow each other, each so many points long.

    Args:
        at: where to look, as shares of the whole way, ``[PLACES + 2]`` and rising; the first and the last lie
            one step outside.
    """
    low, high = points.min(axis=1), points.max(axis=1)
    side = high - low
    extent = side.max()
    if points.shape[1] == 1 or extent <= _SMALLEST:
        return _DOT
    points = points - ((low + high) / 2)[:, None]
    steps = points[:, 1:] - points[:, :-1]
    far = np.sqrt(steps[0] * steps[0] + steps[1] * steps[1])
    inked = far.copy()
    lifts = [end - 1 for end in accumulate(lengths[:-1])]
    inked[lifts] = 0.0
    middle, spread = _middle_and_spread(points, steps, inked / extent, extent)
    points = (points - middle[:, None]) / spread

    far[lifts] *= _LIFT
    along, down = np.zeros(points.shape[1]), np.zeros(points.shape[1])
    np.cumsum(far, out=along[1:])
    np.cumsum(inked, out=down[1:])
    whole = along[-1]
    looked = at * whole
    x, y = np.interp(looked, along, points[0]), np.interp(looked, along, points[1])
    edges = (looked[1:] + looked[:-1]) / 2
    step = np.maximum(edges[1:] - edges[:-1], 1e-12)
    vague = _VAGUE * whole / spread / PLACES
    ux, uy, _ = _heading(x[1:] - x[:-1], y[1:] - y[:-1], vague)
    right, downwards, moved = _heading(x[2:] - x[:-2], y[2:] - y[:-2], vague)
    pen = np.interp(edges, along, down)
    seen = np.empty((PLACES, len(CHANNELS)), np.float32)
    seen[:, 0], seen[:, 1] = x[1:-1], y[1:-1]
    seen[:, 2], seen[:, 3] = right, downwards
    seen[:, 4] = ux[:-1] * ux[1:] + uy[:-1] * uy[1:]
    seen[:, 5] = ux[:-1] * uy[1:] - uy[:-1] * ux[1:]
    seen[:, 6] = (pen[1:] - pen[:-1]) / step
    seen[:, 7] = moved * (spread / 2) / step
    seen[:, 8] = whole / spread / _USUAL_PACE - 1
    seen[:, 9:] = side / spread / _USUAL_SIDE - 1
    return seen


def _middle_and_spread(
    points: _Floats, steps: _Floats, weights: _Floats, extent: float
) -> tuple[_Floats, float]:
    """The centre of mass ``[2]`` of the ink and how far it lies from it. ``weights``: the length of each step
    in boxes, 0 for a lift. A little of the box is mixed in, as ink may be dots alone."""
    total = weights.sum() + _FAINT
    middles = points[:, :-1] + steps / 2
    middle: _Floats = middles @ weights / total
    centred = middles - middle[:, None]
    square = (centred * centred).sum(axis=0) + (steps * steps).sum(axis=0) / 12
    return middle, float(np.sqrt((square @ weights + _FAINT * extent * extent / 8) / total))


def _heading(dx: _Floats, dy: _Floats, vague: float) -> tuple[_Floats, _Floats, _Floats]:
    """x and y of the direction of moves, shorter than 1 where a move is ``vague``; and the moves' lengths."""
    square = dx * dx + dy * dy
    long = np.sqrt(square + vague * vague)
    return dx / long, dy / long, np.sqrt(square)
