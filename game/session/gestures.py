"""Whether a stroke belongs to ink that has been judged already: the bar of a 7, the 2 of 12.

Pure geometry in the ink's own unit; all shares are of the height of its line.
"""

from __future__ import annotations

import math

from recognizer.ink import Ink, Point, Stroke

START_NEAR = 0.4  # a bar begins this far from what it crosses
TOUCH = 0.12
FOLLOW = 2.0  # from the right edge to where the pen sets down for the next digit: its gap and half its width
OFF_LINE = 0.6  # above or below the line
_FLATTEST = 0.4  # ink flatter than this is measured by its width


def begins_on(ink: Ink, point: Point) -> bool:
    """Whether a stroke that begins at ``point`` most likely goes on with ``ink``.

    It does if it begins near the ink, or to the right of it, on its line, as far off as the next digit. A
    number that is begun afresh, to the left or somewhere else, does not.
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


def touches(ink: Ink, stroke: Stroke) -> bool:
    """Whether ``stroke`` comes as near to ``ink`` as strokes of one digit do."""
    if not ink:
        return False
    reach = TOUCH * line_height(ink)
    return any(_distance(point, ink) <= reach for point in stroke.points)


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
