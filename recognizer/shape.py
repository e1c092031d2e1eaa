"""Shape: the geometry of a stroke, which tells marks and corrections from digits.

Lengths are in the ink's own unit.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from functools import cached_property, lru_cache
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from recognizer.ink import Box, Stroke

Path = NDArray[np.float64]
"""Points ``[n, 2]``, x and y."""

_PLACES = 48  # points of a stroke that its shape is measured at
_SPARSE = 20  # those between which the distances of many strokes are measured
_KEPT = 512  # shapes: several times those of one sheet
# A loop comes back, after at least this share of its length, to within this share of its extent.
_ROUND, _CLOSED = 0.45, 0.25


class Shape:
    """The geometry of a stroke, measured once. Get one from :func:`shape_of`.

    Attributes:
        box: the rectangle around it.
        way: 48 places ``[48, 2]`` at equal steps along it, its ends included.
        length: how long it is.
    """

    def __init__(self, stroke: Stroke) -> None:
        points = np.array([(point[0], point[1]) for point in stroke.points], np.float64)
        (left, top), (right, bottom) = points.min(axis=0).tolist(), points.max(axis=0).tolist()
        self.box = Box(left, top, right, bottom)
        steps = np.diff(points, axis=0)
        self._points = points
        self._along = np.concatenate([[0.0], np.cumsum(np.hypot(steps[:, 0], steps[:, 1]))])
        self.length = float(self._along[-1])
        self.way = self._places(_PLACES)

    @cached_property
    def sparse(self) -> Path:
        """The same way with 20 places ``[20, 2]``."""
        return self._places(_SPARSE)

    def _places(self, count: int) -> Path:
        at = np.linspace(0.0, self.length, count)
        return np.stack([np.interp(at, self._along, self._points[:, axis]) for axis in (0, 1)], axis=1)

    @property
    def extent(self) -> float:
        return max(self.box.width, self.box.height)

    @property
    def straightness(self) -> float:
        """Distance from the first point to the last, over the length: 1 for a straight line or a dot."""
        apart = float(np.hypot(*(self.way[-1] - self.way[0])))
        return apart / self.length if self.length > 0 else 1.0

    @property
    def bulge(self) -> float:
        """How far it bends away from the straight line between its ends, as a share of that line's length.

        A jagged line has a small bulge. A stroke that ends near where it began has an infinite one.
        """
        (x, y), ends = self.way[0], self.way[-1] - self.way[0]
        apart = float(np.hypot(*ends))
        if apart <= 0.3 * self.length:
            return math.inf
        off = np.abs(ends[0] * (self.way[:, 1] - y) - ends[1] * (self.way[:, 0] - x)).max()
        return float(off) / apart**2

    @property
    def rise(self) -> float:
        """How steep it goes from its first point to its last: height over width, 0 for a level line."""
        dx, dy = (abs(float(step)) for step in self.way[-1] - self.way[0])
        return dy / max(dx, 1e-9)

    @property
    def closes(self) -> bool:
        """Whether it goes round and comes back to where it was, as a 0 does and a U does not."""
        apart = np.hypot(*(self.way[:, None] - self.way).transpose(2, 0, 1))
        return float(apart[np.triu_indices(_PLACES, int(_ROUND * _PLACES))].min()) < _CLOSED * self.extent

    def sweeps(self) -> int:
        """How often it goes to and fro, at least 1.

        A sweep counts if it is at least half the stroke's extent in its direction.
        """
        centred = self.way - self.way.mean(axis=0)
        main = np.linalg.eigh(centred.T @ centred)[1][:, -1]
        return max(_runs(centred @ axis) for axis in (main, np.array([1.0, 0.0]), np.array([0.0, 1.0])))

    def straight_sweeps(self) -> bool:
        """Whether it goes straight to and fro, as a zigzag does and a 3 does not."""
        turns = [0, *_turns(self.way), len(self.way) - 1]
        parts = [self.way[a : b + 1] for a, b in pairwise(turns) if b - a > 2]
        lengths = [float(np.hypot(*np.diff(part, axis=0).T).sum()) for part in parts]
        chords = [float(np.hypot(*(part[-1] - part[0]))) for part in parts]
        return len(parts) > 2 and sum(chords) > 0.94 * sum(lengths)

    def nearest(self, other: Shape) -> float:
        """How near it comes to another stroke."""
        return nearest(self.way, other.way)


@lru_cache(_KEPT)
def shape_of(stroke: Stroke) -> Shape:
    """The shape of a stroke with a point or more."""
    return Shape(stroke)


def nearest(a: Path, b: Path) -> float:
    """The shortest distance from a point of one path to a point of the other."""
    dx = a[:, 0, None] - b[:, 0]
    dy = a[:, 1, None] - b[:, 1]
    return math.sqrt(float((dx * dx + dy * dy).min()))


def around(boxes: Sequence[Box]) -> Box:
    """The box around one or more boxes."""
    first = boxes[0]
    for box in boxes[1:]:
        first = first.union(box)
    return first


def line_height(boxes: Sequence[Box]) -> float:
    """The height of a line of writing whose strokes have these boxes, > 0.

    If there is nothing but level bars, it is half their width.
    """
    tallest = max(box.height for box in boxes)
    widest = max(box.width for box in boxes)
    return max(tallest, widest / 2, around(boxes).height / 2) or 1.0


def _turns(way: Path) -> list[int]:
    """The places where the line turns by more than 80 degrees within three places, in order."""
    found: list[int] = []
    before, after = way[3:-3] - way[:-6], way[6:] - way[3:-3]
    cosine = (before * after).sum(axis=1) / np.maximum(np.hypot(*before.T) * np.hypot(*after.T), 1e-12)
    for place in np.argsort(cosine).tolist():
        if cosine[place] > 0.17:
            break
        if all(abs(place - other) > 3 for other in found):
            found.append(place)
    return sorted(place + 3 for place in found)


def _runs(along: NDArray[np.float64]) -> int:
    """How many runs up or down are at least half the whole range; at least 1."""
    enough = 0.5 * float(np.ptp(along))
    if enough <= 0:
        return 1
    runs, heading, low, high = 0, 0, float(along[0]), float(along[0])
    for value in along.tolist():
        low, high = min(low, value), max(high, value)
        if heading <= 0 and value - low >= enough:
            runs, heading, high = runs + 1, 1, value
        elif heading >= 0 and high - value >= enough:
            runs, heading, low = runs + 1, -1, value
    return max(runs, 1)
