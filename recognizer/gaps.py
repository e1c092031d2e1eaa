"""Gaps: strokes that a failing pen tore apart are joined again.

A pen that drops out for a moment comes down again a little further on its way: near, at once, and heading on.
A hand that lifts the pen on purpose goes somewhere else.
"""

from __future__ import annotations

import math

from recognizer.cuts import WIDE
from recognizer.ink import Point, Stroke
from recognizer.interpretation import Interpretation
from recognizer.shape import around, line_height, shape_of

# Lengths are shares of the height of the line of writing.
_GAP = 0.17  # a wider gap is no accident
_AT_ONCE = 0.035  # a gap no wider than this is too small to have a heading of its own
_TURN = math.radians(55)  # the heading turns no more than this into the gap, and out of it
_TURN_ALTOGETHER = math.radians(80)  # and no more than this from before the gap to after it
_LINE = 0.8  # the line is at least this high, as a share of the height of all ink
_REACH = 0.08  # a heading is measured over this length of the stroke
_PAUSE = 0.25  # seconds; after a longer pause, the pen was lifted on purpose


def mended(interpretation: Interpretation) -> list[Interpretation]:
    """Joins strokes that follow each other in place, time and direction.

    Where the joined stroke is so wide that it may be two digits, a second interpretation leaves it apart.
    """
    strokes = interpretation.ink.strokes
    if len(strokes) < 2:
        return [interpretation]
    shapes = [shape_of(stroke) for stroke in strokes]
    # When a digit is in pieces, no single stroke may be as high as the line.
    height = max(
        line_height([shape.box for shape in shapes]), _LINE * around([shape.box for shape in shapes]).height
    )
    chains = [[0]]
    for index in range(1, len(strokes)):
        if _goes_on(strokes[index - 1], strokes[index], height):
            chains[-1].append(index)
        else:
            chains.append([index])
    torn = [chain for chain in chains if len(chain) > 1]
    if not torn:
        return [interpretation]
    narrow = [chain for chain in torn if around([shapes[i].box for i in chain]).width < WIDE * height]
    if len(narrow) == len(torn):
        return [interpretation.joined(torn)]
    return [interpretation.joined(torn), interpretation.joined(narrow) if narrow else interpretation]


def _goes_on(before: Stroke, after: Stroke, height: float) -> bool:
    lifted, landed = before.points[-1], after.points[0]
    if paused(lifted, landed):
        return False
    dx, dy = landed.x - lifted.x, landed.y - lifted.y
    gap = math.hypot(dx, dy)
    if gap > _GAP * height:
        return False
    leaving, coming = _heading(before, height, last=True), _heading(after, height, last=False)
    if leaving is None or coming is None:
        return gap <= _AT_ONCE * height
    if gap <= _AT_ONCE * height:
        return _turn(leaving, coming) <= _TURN_ALTOGETHER
    across = math.atan2(dy, dx)
    return (
        _turn(leaving, across) <= _TURN
        and _turn(across, coming) <= _TURN
        and _turn(leaving, coming) <= _TURN_ALTOGETHER
    )


def paused(lifted: Point, landed: Point) -> bool:
    """Whether the pen was lifted for so long that it was on purpose."""
    return lifted.t is not None and landed.t is not None and landed.t - lifted.t > _PAUSE


def _heading(stroke: Stroke, height: float, *, last: bool) -> float | None:
    """Where a stroke is heading at its end or its beginning; None where it stands still."""
    points = stroke.points[::-1] if last else stroke.points
    end = points[0]
    for point in points[1:]:
        if math.hypot(point.x - end.x, point.y - end.y) >= _REACH * height:
            break
    else:
        point = points[-1]
    dx, dy = (end.x - point.x, end.y - point.y) if last else (point.x - end.x, point.y - end.y)
    return math.atan2(dy, dx) if dx or dy else None


def _turn(a: float, b: float) -> float:
    return abs((b - a + math.pi) % (2 * math.pi) - math.pi)
