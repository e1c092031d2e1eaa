"""Gaps: strokes that a failing pen tore apart are made one again.

A pen that drops out for a moment comes down again a little further on its way: near, at once, and heading on.
A hand that lifts the pen on purpose goes somewhere else.
"""

from __future__ import annotations

import math

from recognizer.cuts import WIDE
from recognizer.ink import Stroke
from recognizer.interpretation import Interpretation
from recognizer.shape import around, line_height, shape_of

# Shares of the line's height: so far does a pen go on without leaving ink; and so near, whatever its heading.
_GAP, _AT_ONCE = 0.17, 0.035
# How much its heading may turn, into the gap, out of it, and altogether (radians).
_TURN, _TURN_ALTOGETHER = math.radians(55), math.radians(80)
# The line is at least so high beside all ink.
_LINE = 0.8
# A heading is taken over so long a part of the stroke, as share of the line's height.
_REACH = 0.08
# Seconds after which the pen was lifted on purpose, where times are known.
_PAUSE = 0.25


def mended(interpretation: Interpretation) -> list[Interpretation]:
    """With strokes joined that follow each other in place, time and direction.

    What would become so wide that it may be two digits stays apart in a second interpretation.
    """
    strokes = interpretation.ink.strokes
    if len(strokes) < 2:
        return [interpretation]
    shapes = [shape_of(stroke) for stroke in strokes]
    # Of a digit in pieces no stroke is as high as the line.
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
    if lifted.t is not None and landed.t is not None and landed.t - lifted.t > _PAUSE:
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
