"""Cuts: where a stroke that runs through two digits may be cut.

Somebody who joins digits moves the pen rightwards from one to the next, often across a loop, and mostly
into a 0. A stroke may be cut at the ends and middles of such rightward runs, at corners, where it crosses
itself, and at its highest and lowest points. Only cuts that leave two parts side by side are kept.
"""

from __future__ import annotations

import math
from typing import NamedTuple

import numpy as np

from recognizer.ink import Stroke

# Lengths are shares of the height of the line of writing.
WIDE = 0.85  # a stroke of this width or more may be two digits
_APART = 0.25  # the middles of its two parts are at least this far apart sideways
_HIGH = 0.3  # and each part is at least this high
_MOST = 14  # cuts of one stroke
_SAME = 0.07  # cuts that are nearer to each other than this count as one
_CORNER, _CORNER_REACH = math.radians(60), 0.1  # a corner turns by more than this angle within this length
_RUN, _RUN_SLOPE = 0.12, math.radians(50)  # a rightward run is at least this long, and no steeper than this
_MOST_POINTS = 160  # of longer strokes, evenly chosen points are looked at


class Cut(NamedTuple):
    """One part ends at point ``end``, the next begins at point ``start``; the same point is in both."""

    end: int
    start: int


def cuts_of(stroke: Stroke, height: float) -> list[Cut]:
    """Where to cut a stroke, in drawing order; none if it is too narrow beside the line's height."""
    path = np.array([(point[0], point[1]) for point in stroke.points], np.float64) / height
    if len(path) < 4 or np.ptp(path[:, 0]) < WIDE:
        return []
    index = np.unique(np.linspace(0, len(path) - 1, min(len(path), _MOST_POINTS)).round().astype(int))
    way = path[index]
    places: list[tuple[int, int]] = []
    for start, end in _rightward_runs(way):
        middle = _halfway(way, start, end)
        places += [(start, start), (end, end), (middle, middle), (start, end)]
    places += [(i, i) for i in (*_corners(way), *_crossings(way), *_extremes(way))]
    kept: list[tuple[int, int]] = []
    for end, start in places:
        if any(
            (end == start) == (other[0] == other[1])
            and math.dist(way[end], way[other[0]]) < _SAME
            and math.dist(way[start], way[other[1]]) < _SAME
            and abs(end - other[0]) < len(way) // 4
            for other in kept
        ):
            continue
        if _beside(way[: end + 1], way[start:]):
            kept.append((end, start))
    return sorted(Cut(int(index[end]), int(index[start])) for end, start in kept[:_MOST])


def _beside(left: np.ndarray, right: np.ndarray) -> bool:
    """Whether the later part lies to the right of the earlier one, or clearly to its left, and both are high
    enough for digits."""
    if len(left) < 3 or len(right) < 3:
        return False
    middles = [(part[:, 0].min() + part[:, 0].max()) / 2 for part in (left, right)]
    highs = [float(np.ptp(part[:, 1])) for part in (left, right)]
    return abs(middles[1] - middles[0]) >= _APART and min(highs) >= _HIGH


def _rightward_runs(way: np.ndarray) -> list[tuple[int, int]]:
    """The first and last point of each run to the right."""
    steps = np.diff(way, axis=0)
    right = (steps[:, 0] > 0) & (np.abs(steps[:, 1]) <= math.tan(_RUN_SLOPE) * steps[:, 0])
    runs, start = [], None
    for place, going in enumerate([*right.tolist(), False]):
        if going and start is None:
            start = place
        elif not going and start is not None:
            if way[place, 0] - way[start, 0] >= _RUN:
                runs.append((start, place))
            start = None
    return runs


def _halfway(way: np.ndarray, start: int, end: int) -> int:
    """The point between two others that is halfway from left to right."""
    middle = (way[start, 0] + way[end, 0]) / 2
    return start + int(np.abs(way[start : end + 1, 0] - middle).argmin())


def _corners(way: np.ndarray) -> list[int]:
    """The points where the heading turns sharply, the sharpest first."""
    along = np.concatenate([[0.0], np.cumsum(np.hypot(*np.diff(way, axis=0).T))])
    before = np.stack([np.interp(along - _CORNER_REACH, along, way[:, axis]) for axis in (0, 1)], axis=1)
    after = np.stack([np.interp(along + _CORNER_REACH, along, way[:, axis]) for axis in (0, 1)], axis=1)
    coming, going = way - before, after - way
    turn = np.abs(
        np.arctan2(coming[:, 0] * going[:, 1] - coming[:, 1] * going[:, 0], (coming * going).sum(axis=1))
    )
    turn[[0, -1]] = 0.0
    found: list[int] = []
    for place in np.argsort(-turn).tolist():
        if turn[place] < _CORNER:
            break
        if all(abs(along[place] - along[other]) > _CORNER_REACH for other in found):
            found.append(place)
    return found[:8]


def _crossings(way: np.ndarray) -> list[int]:
    """The points just before each place where the line crosses itself, one for each time it passes there."""
    a, b = way[:-1], way[1:]
    d = b - a
    cross = d[:, None, 0] * d[None, :, 1] - d[:, None, 1] * d[None, :, 0]
    offset = a[None] - a[:, None]
    with np.errstate(divide="ignore", invalid="ignore"):
        s = (offset[..., 0] * d[None, :, 1] - offset[..., 1] * d[None, :, 0]) / cross
        t = (offset[..., 0] * d[:, None, 1] - offset[..., 1] * d[:, None, 0]) / cross
    hit = (s >= 0) & (s <= 1) & (t >= 0) & (t <= 1)
    first, second = np.nonzero(np.triu(hit, 2))
    return [place for pair in zip(first.tolist(), second.tolist(), strict=True) for place in pair][:12]


def _extremes(way: np.ndarray) -> list[int]:
    """The highest and lowest points of each run up or down, and the outermost ones."""
    found = []
    for axis in (1, 0):
        values = way[:, axis]
        sign = np.sign(np.diff(values))
        moving = np.flatnonzero(sign)
        for before, after in zip(moving[:-1].tolist(), moving[1:].tolist(), strict=True):
            if sign[before] != sign[after]:
                found.append(after)
    return found
