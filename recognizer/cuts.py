"""Cuts: where a stroke that runs through two digits may be cut.

Hands that join digits go from one to the next by a rightward run, often across a loop; most lead into a 0.
Places to cut are the ends and middles of rightward runs, corners, self-intersections, and the highest and
lowest points; those stay that leave two parts beside each other.
"""

from __future__ import annotations

import math
from typing import NamedTuple

import numpy as np

from recognizer.ink import Stroke

# Beside the line's height: a stroke from this width on may be two digits; the middles of its two parts lie so
# far apart; and a part is at least so high.
WIDE = 0.85
_APART, _HIGH = 0.25, 0.3
# Places a stroke is cut at, at most; cuts nearer to each other than this, as share of the height, are one.
_MOST, _SAME = 14, 0.07
# A corner turns by more than this (radians) over this share of the height.
_CORNER, _CORNER_REACH = math.radians(60), 0.1
# A rightward run is so long, and rises or falls by less than this (radians).
_RUN, _RUN_SLOPE = 0.12, math.radians(50)
_MOST_POINTS = 160


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
    middle = (way[start, 0] + way[end, 0]) / 2
    return start + int(np.abs(way[start : end + 1, 0] - middle).argmin())


def _corners(way: np.ndarray) -> list[int]:
    """Where the heading turns sharply, each once, the sharpest first."""
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
    """Points next to where the way crosses itself: both times that it comes by."""
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
