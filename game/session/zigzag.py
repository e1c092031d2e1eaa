"""Crossing out: a stroke to and fro over most of the ink erases it. Pure geometry."""

from __future__ import annotations

import math

from recognizer.ink import Ink, Stroke

REVERSALS = 5
SWING = 0.55  # of the stroke's extent that each sweep covers at least
COVERED = 0.6  # of the ink's path that lies within the stroke's box
_DIRECTIONS = 12
_LONG = 0.6  # of the longest extent, for a direction to count


def is_zigzag(stroke: Stroke, ink: Ink) -> bool:
    """Whether ``stroke`` crosses out ``ink`` (what was there before it): five reversals over most of it."""
    return bool(ink) and _long(stroke) and _covered(stroke, ink) >= COVERED and reversals(stroke) >= REVERSALS


def reversals(stroke: Stroke) -> int:
    """How often the pen turns back, in the direction in which it does so most.

    A sweep counts if it covers more than half of the stroke's extent in that direction, and a direction if
    the extent is not much shorter than the longest.
    """
    angles = [math.pi * step / _DIRECTIONS for step in range(_DIRECTIONS)]
    rows = [[p.x * math.cos(a) + p.y * math.sin(a) for p in stroke.points] for a in angles]
    widest = max(max(row) - min(row) for row in rows)
    return max(_turns(row) for row in rows if max(row) - min(row) >= _LONG * widest)


def _long(stroke: Stroke) -> bool:
    """Whether the path is long enough for so many sweeps; hardly any digit's is."""
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


def _covered(stroke: Stroke, ink: Ink) -> float:
    box = stroke.box
    points = [point for other in ink.strokes for point in other.points]
    inside = sum(box.left <= p.x <= box.right and box.top <= p.y <= box.bottom for p in points)
    return inside / len(points)
