"""Marks that are no digit: dots, streaks, stale points, frames, underlines, an equals sign.

They are recognized by their shape and their place among the other strokes alone. What is plainly a mark is
left out. What may also be a digit gives a second interpretation; the one that reads best is chosen later.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import replace
from enum import Enum, auto
from itertools import pairwise

import numpy as np

from recognizer.ink import Box
from recognizer.interpretation import Interpretation, MarkKind
from recognizer.shape import Shape, around, line_height, shape_of

# Lengths are shares of the height of the line of writing, see `recognizer.shape.line_height`.
_DOT = 0.08  # a dot is smaller than this, wherever it is
_STREAK = 0.3  # a streak is smaller than this, off the line and by itself; in doubt if only one of them:
_OFF_LINE = 0.12  # further than this above or below all digits
_BY_ITSELF = 0.18  # further than this from every digit
# A stale first point: the pen's last place before it was set down here.
_STALE = 0.12  # it is at least this far from the second point, as a share of the stroke's size
_STALE_RATIO = 3.0  # and this many times as far as any other two neighbours are apart
_STALE_DOUBT = 1.6  # from this ratio on, it is in doubt
_STALE_POINTS = 6  # strokes with fewer points are left alone
# A frame:
_OPEN = math.radians(75)  # leaves no wider gap than this, seen from the middle of what it holds
_INSIDE = 0.06  # has at most this share of its points inside the box of what it holds
_HELD = 0.3  # what it holds is at least this share of its height
_HELD_SURELY = 0.68  # a line that is higher than this share may be the bar of a 0
# An underline:
_STRAIGHT, _LEVEL = 0.93, 0.3  # is at least this straight, and rises no more than this
_SPANS = 0.6  # reaches under at least this share of the width of what is above it
_UNDER = 0.03  # may reach this far up into it; if it comes no nearer, it is surely an underline
# A stroke that begins nearer than this to the end of the one before may go on with it.
_TORN = 0.17
# Costs (natural logarithm) of an interpretation
_DOUBT = 1.5  # with a mark that might be part of a digit
_AS_DRAWN = 2.0  # that keeps a point which may be stale


class _Certainty(Enum):
    NO = auto()
    MAYBE = auto()
    YES = auto()


def without_marks(interpretation: Interpretation) -> list[Interpretation]:
    """The ink without its marks: one interpretation if all of them are plain, else several.

    Something to read is always left. The ink must not be empty.
    """
    interpretations = [interpretation]
    for part in (_stale_points, _frames, _underlines, _equals, _specks):
        interpretations = [found for one in interpretations for found in part(one)][:4]
    return interpretations


def _shapes(interpretation: Interpretation) -> list[Shape]:
    return [shape_of(stroke) for stroke in interpretation.ink.strokes]


def _stale_points(interpretation: Interpretation) -> list[Interpretation]:
    """The first stroke that begins with one long jump, with and without its first point.

    Such a first point is stale, unless the pen was fast, or reports few points.
    """
    for index, stroke in enumerate(interpretation.ink.strokes):
        if len(stroke.points) < _STALE_POINTS:
            continue
        steps = [math.hypot(b.x - a.x, b.y - a.y) for a, b in pairwise(stroke.points)]
        rest = stroke.points[1:]
        ys, xs = [point.y for point in rest], [point.x for point in rest]
        size = max(max(ys) - min(ys), max(xs) - min(xs))
        ratio = steps[0] / max(max(steps[1:]), 1e-9)
        if steps[0] >= _STALE * size and ratio >= _STALE_DOUBT:
            later = interpretation.begun_later(index)
            return (
                [later, interpretation.costing(_AS_DRAWN)]
                if ratio >= _STALE_RATIO
                else [interpretation, later]
            )
    return [interpretation]


def _frames(interpretation: Interpretation) -> list[Interpretation]:
    """Boxes and circles around all other ink, in one stroke or several."""
    shapes = _shapes(interpretation)
    count = len(shapes)
    if count < 2:
        return [interpretation]
    outer = around([shape.box for shape in shapes])
    singles = [
        (index,)
        for index, shape in enumerate(shapes)
        if shape.box.width >= 0.75 * outer.width and shape.box.height >= 0.75 * outer.height
    ]
    sides = tuple(index for index, shape in enumerate(shapes) if _along_border(shape, outer))
    candidates = [*singles, *([sides] if 1 < len(sides) < count else [])]
    for frame in candidates:
        held = [index for index in range(count) if index not in frame]
        if not held:
            continue
        box = around([shapes[index].box for index in held])
        way = np.concatenate([shapes[index].way for index in frame])
        if not _surrounds(way, box):
            continue
        frame_box = around([shapes[index].box for index in frame])
        share = box.height / max(frame_box.height, 1e-9)
        if share < _HELD:
            continue
        left_out = interpretation.without(MarkKind.FRAME, frame)
        lone = len(held) == 1 and shapes[held[0]].straightness > 0.9
        slim = frame_box.width < 0.85 * frame_box.height
        near = min(shapes[a].nearest(shapes[b]) for a in frame for b in held)
        if near < 0.03 * frame_box.height and len(frame) == 1:
            return [left_out.costing(_DOUBT), interpretation]
        if lone and slim and share > _HELD_SURELY and len(frame) == 1:
            # A digit 1 in a ring, or a 0 with a bar.
            return [replace(left_out, guess=True), interpretation]
        return [left_out]
    return [interpretation]


def _along_border(shape: Shape, outer: Box) -> bool:
    """Whether all of a stroke lies along the sides of a box, and along a good part of one."""
    x = (shape.way[:, 0] - outer.left) / max(outer.width, 1e-9)
    y = (shape.way[:, 1] - outer.top) / max(outer.height, 1e-9)
    inwards = np.minimum(np.minimum(x, 1 - x), np.minimum(y, 1 - y))
    long = shape.box.width > 0.5 * outer.width or shape.box.height > 0.5 * outer.height
    return long and bool((inwards < 0.12).all())


def _surrounds(way: np.ndarray, box: Box) -> bool:
    """Whether a line goes round a box, outside it. ``way``: its points ``[n, 2]``."""
    x, y = way[:, 0], way[:, 1]
    inside = (x > box.left) & (x < box.right) & (y > box.top) & (y < box.bottom)
    if inside.mean() > _INSIDE:
        return False
    middle = box.centre
    # Seen as if the box were square, so that a long number in a flat ring has no gaps at its ends.
    wide, high = max(box.width, 0.4 * box.height, 1e-9), max(box.height, 0.4 * box.width, 1e-9)
    angles = np.sort(np.arctan2((y - middle[1]) / high, (x - middle[0]) / wide))
    gaps = np.diff(np.concatenate([angles, [angles[0] + 2 * math.pi]]))
    return bool(gaps.max() < _OPEN)


def _underlines(interpretation: Interpretation) -> list[Interpretation]:
    """Straight level lines, one or more, under all other ink."""
    while len(interpretation.ink.strokes) > 1:
        shapes = _shapes(interpretation)
        lowest = max(range(len(shapes)), key=lambda index: shapes[index].box.centre[1])
        line, others = shapes[lowest], [shape for index, shape in enumerate(shapes) if index != lowest]
        certainty = _underline(line, others)
        if certainty is _Certainty.NO:
            return [interpretation]
        left_out = interpretation.without(MarkKind.UNDERLINE, [lowest])
        if certainty is _Certainty.MAYBE or _goes_on(interpretation, lowest):
            return [left_out, interpretation]
        interpretation = left_out
    return [interpretation]


def _goes_on(interpretation: Interpretation, index: int) -> bool:
    """Whether a stroke begins where the one before it ended: the foot of a 2 whose pen dropped out."""
    if not index:
        return False
    strokes = interpretation.ink.strokes
    height = line_height([stroke.box for stroke in strokes])
    lifted, landed = strokes[index - 1].points[-1], strokes[index].points[0]
    return math.hypot(landed.x - lifted.x, landed.y - lifted.y) < _TORN * height


def _underline(line: Shape, others: Sequence[Shape]) -> _Certainty:
    """Whether a stroke is an underline."""
    height = line_height([shape.box for shape in others])
    tall = [shape for shape in others if shape.extent >= _STREAK * height]
    if not tall or line.box.width < 0.2 * height or line.straightness < _STRAIGHT or line.rise > _LEVEL:
        return _Certainty.NO
    box = around([shape.box for shape in tall])
    shared = line.box.shared_width(box)
    if shared < _SPANS * box.width or line.box.width > box.width + 3 * height:
        return _Certainty.NO
    below = []
    for shape in tall:
        if line.box.height > 0.1 * height:  # a tilted line is compared column by column
            order = np.argsort(line.way[:, 0])
            level = np.interp(shape.way[:, 0], line.way[order, 0], line.way[order, 1])
            below.append(float((level - shape.way[:, 1]).min()))
        else:
            below.append(line.box.centre[1] - shape.box.bottom)
    gap = min(below) / height
    if gap < -_UNDER:
        return _Certainty.NO
    apart = min(line.nearest(shape) for shape in tall) / height
    return _Certainty.YES if apart > _UNDER and gap > 0 else _Certainty.MAYBE


def _equals(interpretation: Interpretation) -> list[Interpretation]:
    """Two short level bars, one above the other, to the left of all other ink."""
    shapes = _shapes(interpretation)
    if len(shapes) < 3:
        return [interpretation]
    first, second, *rest = sorted(range(len(shapes)), key=lambda index: shapes[index].box.centre[0])
    upper, lower = sorted((shapes[first], shapes[second]), key=lambda shape: shape.box.centre[1])
    others = [shapes[index] for index in rest]
    height, line = line_height([shape.box for shape in others]), around([shape.box for shape in others])
    for bar in (upper, lower):
        width = bar.box.width
        if (
            bar.straightness < 0.9
            or bar.box.height > 0.4 * width
            or not 0.12 * height <= width <= 1.1 * height
        ):
            return [interpretation]
    shared = upper.box.shared_width(lower.box)
    apart = (lower.box.centre[1] - upper.box.centre[1]) / height
    middle = (upper.box.centre[1] + lower.box.centre[1]) / 2
    fits = (
        shared >= 0.6 * max(upper.box.width, lower.box.width)
        and 0.05 <= apart <= 0.7
        and max(upper.box.right, lower.box.right) < line.left + 0.02 * height
        and line.top < middle < line.bottom
    )
    return [interpretation.without(MarkKind.EQUALS, [first, second])] if fits else [interpretation]


def _specks(interpretation: Interpretation) -> list[Interpretation]:
    """Dots, taps, bounces, blots and streaks; a doubtful streak is left out in a second interpretation."""
    shapes = _shapes(interpretation)
    if len(shapes) < 2:
        return [interpretation]
    height = line_height([shape.box for shape in shapes])
    small = [index for index, shape in enumerate(shapes) if shape.extent < _STREAK * height]
    writing = [shape for index, shape in enumerate(shapes) if index not in small]
    if not writing or not small:
        return [interpretation]
    line = around([shape.box for shape in writing])
    dots, streaks, doubtful, on_line = [], [], [], False
    for index in small:
        shape = shapes[index]
        if shape.extent < _DOT * height:
            dots.append(index)
            continue
        off = max(line.top - shape.box.bottom, shape.box.top - line.bottom) / height
        apart = min(shape.nearest(other) for other in writing) / height
        if off > _OFF_LINE and apart > _BY_ITSELF:
            streaks.append(index)
        elif off > 0.02 or apart > _BY_ITSELF:
            doubtful.append(index)
            on_line |= off <= 0.02
    certain = _left_out(interpretation, [(MarkKind.DOT, dots), (MarkKind.STREAK, streaks)], 0.0)
    if not doubtful:
        return [certain]
    all_out = _left_out(
        interpretation, [(MarkKind.DOT, dots), (MarkKind.STREAK, [*streaks, *doubtful])], _DOUBT
    )
    # On the line it may also be a small digit, so leaving it out is a guess.
    return [certain, replace(all_out, guess=on_line)]


def _left_out(
    interpretation: Interpretation, kinds: Sequence[tuple[MarkKind, list[int]]], cost: float
) -> Interpretation:
    """Without the strokes named, which are numbered as in ``interpretation``."""
    gone: list[int] = []
    for kind, strokes in kinds:
        if strokes:
            moved = [index - sum(other < index for other in gone) for index in strokes]
            interpretation, cost = interpretation.without(kind, moved, cost), 0.0
            gone += strokes
    return interpretation
