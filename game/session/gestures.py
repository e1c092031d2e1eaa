"""What a stroke means: whether it belongs to ink already judged, or crosses ink out.

A stroke belongs to judged ink if it is, for example, the bar of a 7 or the 2 of 12. All this is geometry, in
the unit of the ink's points.
"""

from __future__ import annotations

import math
from collections.abc import Sequence

from recognizer.ink import Ink, Point, Stroke

# Adding to ink. All are shares of the ink's height (`line_height`).
START_NEAR = 0.4  # a bar begins at most this far from what it crosses
TOUCH = 0.12  # strokes of one digit come at least this near to each other
FOLLOW = 2.0  # a next digit begins at most this far right of the ink: a gap and half a digit
OFF_LINE = 0.6  # a next digit begins at most this far above or below the ink
AWAY = 1.0  # farther than this to the left, above or below, nothing that belongs to the ink begins
_FLATTEST = 0.4  # ink flatter than this is measured by its width

# Crossing out.
REVERSALS = 5  # how often the pen turns back at least
SWING = 0.55  # each sweep covers at least this share of the stroke's extent
COVERED = 0.6  # at least this share of the ink's points lies within the stroke's box
TOUCHED = 0.25  # and at least this share of each stroke that is as large as a digit
DIGIT = 0.5  # a stroke of at least this share of the ink's height may be one
_DIRECTIONS = 12
_LONG = 0.6  # a direction counts if the extent in it is at least this share of the longest


def begins_on(ink: Ink, point: Point) -> bool:
    """Whether a stroke that begins at ``point`` most likely belongs to ``ink``.

    It does if it begins near the ink, or to the right of it where a next digit would begin. It does not if it
    begins elsewhere, as a new number does.
    """
    if not ink:
        return False
    height, box = line_height(ink), ink.box
    if (
        box.right <= point.x <= box.right + FOLLOW * height
        and box.top - OFF_LINE * height <= point.y <= box.bottom + OFF_LINE * height
    ):
        return True
    return _distance(point, ink) <= START_NEAR * height


def is_elsewhere(ink: Ink, point: Point) -> bool:
    """Whether a stroke that begins at ``point`` certainly does not belong to ``ink``.

    It is then too far away to be the bar of a digit or a next digit.
    """
    if not ink:
        return True
    height, box = line_height(ink), ink.box
    return (
        point.x < box.left - AWAY * height
        or point.x > box.right + FOLLOW * height
        or point.y < box.top - AWAY * height
        or point.y > box.bottom + AWAY * height
    )


def touches(ink: Ink, stroke: Stroke) -> bool:
    """Whether ``stroke`` comes as near to ``ink`` as strokes of one digit do."""
    if not ink:
        return False
    reach, box = TOUCH * line_height(ink), ink.box
    near = (
        point
        for point in stroke.points
        if box.left - reach <= point.x <= box.right + reach
        and box.top - reach <= point.y <= box.bottom + reach
    )
    return any(_distance(point, ink) <= reach for point in near)


def line_height(ink: Ink) -> float:
    """The height of what is written, above 0. The ink must not be empty."""
    box = ink.box
    return max(box.height, _FLATTEST * box.width) or 1.0


def _distance(point: Point, ink: Ink) -> float:
    return min(
        _to_segment(point, a, b)
        for stroke in ink.strokes
        for a, b in zip(stroke.points, stroke.points[1:] or stroke.points, strict=False)
    )


def _to_segment(point: Point, a: Point, b: Point) -> float:
    dx, dy = b.x - a.x, b.y - a.y
    squared = dx * dx + dy * dy
    along = 0.0 if squared == 0 else ((point.x - a.x) * dx + (point.y - a.y) * dy) / squared
    along = min(1.0, max(0.0, along))
    return math.hypot(point.x - a.x - along * dx, point.y - a.y - along * dy)


def is_zigzag(stroke: Stroke, ink: Ink) -> bool:
    """Whether ``stroke`` crosses out all of the older ``ink``: it turns back five times and covers it.

    If it leaves a digit standing, it is a correction of the others, and part of what is read.
    """
    return bool(ink) and _long(stroke) and _covers(stroke, ink) and reversals(stroke) >= REVERSALS


def reversals(stroke: Stroke) -> int:
    """How often the pen turns back, measured along the direction in which it does so most often.

    A sweep counts only if it covers more than half of the stroke's extent in that direction. A direction
    counts only if the stroke's extent in it is not much shorter than the longest.
    """
    angles = [math.pi * step / _DIRECTIONS for step in range(_DIRECTIONS)]
    rows = [[p.x * math.cos(a) + p.y * math.sin(a) for p in stroke.points] for a in angles]
    widest = max(max(row) - min(row) for row in rows)
    return max(_turns(row) for row in rows if max(row) - min(row) >= _LONG * widest)


def _long(stroke: Stroke) -> bool:
    """Whether the path is long enough for ``REVERSALS`` turns. Hardly any digit's path is."""
    box = stroke.box
    return stroke.length >= (REVERSALS + 1) * SWING * _LONG * max(box.width, box.height)


def _turns(row: list[float]) -> int:
    """Changes of direction between sweeps that each cover ``SWING`` of the whole extent."""
    least = SWING * (max(row) - min(row))
    if least <= 0:
        return 0
    turns, direction, low, high = 0, 0, row[0], row[0]
    for value in row:
        low, high = min(low, value), max(high, value)
        if direction <= 0 and value - low >= least:
            turns, direction, low, high = turns + (direction < 0), 1, value, value
        elif direction >= 0 and high - value >= least:
            turns, direction, low, high = turns + (direction > 0), -1, value, value
    return turns


def _covers(stroke: Stroke, ink: Ink) -> bool:
    """Whether ``stroke`` lies over most of the ink, and over a part of each stroke as large as a digit."""
    tall = [other for other in ink.strokes if other.box.height >= DIGIT * line_height(ink)]
    covered = _covered(stroke, [point for other in ink.strokes for point in other.points])
    return covered >= COVERED and all(_covered(stroke, other.points) >= TOUCHED for other in tall)


def _covered(stroke: Stroke, points: Sequence[Point]) -> float:
    """The share of points that lie within the stroke's box."""
    box = stroke.box
    inside = sum(box.left <= p.x <= box.right and box.top <= p.y <= box.bottom for p in points)
    return inside / len(points)
