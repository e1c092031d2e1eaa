"""Corrections as on paper: what is struck through, scribbled out or written over does not count.

Nor does a number after which another one was begun: over it, on another line, or far beside it.

Each correction that the ink may hold gives an interpretation of its own. The plainer the correction, the less
this costs. The interpretation that reads best is chosen; the ink as it was drawn is one of them.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from itertools import combinations, pairwise

from recognizer.ink import Box
from recognizer.interpretation import Interpretation, MarkKind
from recognizer.shape import Shape, around, line_height, shape_of

# "Height" is here the height of the line of writing, see `recognizer.shape.line_height`.
# Lengths are in such heights, unless a comment says what they are a share of.
_MOST_STROKES = 16  # ink of more strokes is not searched for corrections
_MOST_INTERPRETATIONS = 8  # interpretations that are kept, the likeliest ones
_DIGIT_HEIGHT = 0.5  # what is a digit is at least this high
_DOT = 0.1  # what is no larger is a dot, which needs no striking out
_CROSSES = 0.04  # two strokes cross if they come nearer than this
_TOUCHES = 0.06  # and touch if they come nearer than this
_ONE_BULGE = 0.17  # a stroke that bulges no more than this may be a 1
_LIES_UNDER = 0.6  # what is crossed out lies under the line or scribble with more than this share of its box
_MOSTLY = 0.5  # a box lies mostly inside another one with more than this share of it
# A line that strikes something out:
_LINE_BULGE = 0.1  # bulges no more than this
_LINE_LENGTH = 0.35  # is at least this long
_LINE_FALLS_SHORT = 0.12  # may miss this share of the box it strikes, at either end
_LINE_FROM_MIDDLE = 0.22  # goes through no further from the middle of the box
_LEVEL_FROM_MIDDLE = 0.15  # or this, if it is level: further up it may be the bar of a 5
_LEVEL_RISE = 0.5  # is level if it rises less than this share of its width
_LINE_FROM_STROKE = 0.3  # goes through no further from the middle of each stroke it strikes
_LINE_ENDS_INSIDE = 0.02  # is plain if neither end lies further inside the box
_CROSS_SHARED_WIDTH = 0.6  # makes a cross with another one if they share more of the narrower one's width
# What it strikes out:
_STRUCK_MARGIN = 0.15  # lies no further to the left or right of the line than this
_STRUCK_REACH = 0.65  # and no further above or below its middle
_STRUCK_BESIDE = 0.05  # takes in strokes that the line misses, if they lie mostly in its box, grown by this
_REWRITTEN_OVERLAP = 0.3  # a digit written instead, above or below, reaches no further into its box
# A scribble:
_SCRIBBLE_SIZE = 0.35  # is at least this large
_SCRIBBLE_COVERS = 0.55  # covers at least this share of the box of what it scribbles out
_SCRIBBLE_MARGIN = 0.12  # which lies in its box, grown by this
_SCRIBBLE_LENGTH = 1.7  # is at least this many times as long as it is wide or high
_SCRIBBLE_SWEEPS = 3  # goes to and fro at least this often
_PLAIN_SCRIBBLE_LENGTH = 2.5  # is plain if it is more than this many times as long as wide or high
_PLAIN_SCRIBBLE_SWEEPS = 5  # and goes to and fro at least this often, or in straight lines
# Of two digits, one written over the other:
_OVER_MARGIN = 0.15  # the earlier one lies in the box of the later one, grown by this,
_LIES_UNDER_DIGIT = 0.75  # with more than this share of each stroke's box
_OVER_HEIGHT = 0.7  # the lower one is at least this share as high as the other
_MIDDLES_APART = 0.25  # their middles are no further apart sideways
_MIDDLES_NEAR = 0.13  # it is in doubt if they are further apart: digits that overlap look alike
_SLIM = 0.25  # a slimmer one, as a 1 or a bar is, counts as this wide, and is in doubt
_SHARED_BOX = 0.6  # it is in doubt if one shares no more than this of its box with the other
_DOUBTFUL_MARGIN = 0.1  # if in doubt, the earlier one lies mostly in the later one's box, grown by this
_AMID = 0.3  # or the later one is narrower, and their middles are nearer than this share of that box's width
# Of two numbers, one begun anew after the other:
_NEW_HEIGHT = 0.55  # the lower one is at least this share as high as the other
_NEW_SHARED_WIDTH = 0.3  # one is over the other if they share more than this of the narrower one's width
# (surely, if they share twice as much),
_NEW_SHARED_HEIGHT = 0.5  # and at least this of the lower one's height
_NEW_LINE = 0.1  # they stand on two lines if they share less than this of the lower one's height
_NEW_GAP = 1.1  # they are far apart if the gap between them is wider
_NEW_GAP_RATIO = 1.5  # and is so many times as wide as any gap within them
_MOST_STROKES_A_DIGIT = 3
_COLUMN_WIDTH = 0.15  # a column of ink counts as at least this wide
# Costs (natural logarithm) of a plain correction of each kind, and of a doubtful one. Negative: a bonus.
_STRUCK, _STRUCK_DOUBT = -3.0, 2.0
_STRUCK_BY_CROSS, _STRUCK_AND_REWRITTEN = -1.0, -2.0  # these are added
_SCRIBBLED, _SCRIBBLED_DOUBT = -3.0, 3.0
_WRITTEN_OVER, _WRITTEN_OVER_DOUBT = -2.0, 5.0
_ANEW_OVER, _ANEW_OVER_DOUBT = -4.0, 4.0  # exactly over the earlier number, and hardly over it
_ANEW_BELOW, _ANEW_BELOW_DOUBT = -4.0, 4.0  # with a clear space between two lines, and without one
_ANEW_UNKNOWN = 0.0  # nobody can tell: as likely as one number


def corrected(interpretation: Interpretation) -> list[Interpretation]:
    """The ink with one or two corrections made, the likeliest first; empty if there is nothing to correct."""
    if not 1 < len(interpretation.ink.strokes) <= _MOST_STROKES:
        return []
    once = list(_once(interpretation))
    undone = [one for one in once if one.marks[-1].kind not in (MarkKind.OVERWRITTEN, MarkKind.BEGUN_ANEW)]
    twice = [again for one in undone for again in _once(one)]
    found: dict[tuple[tuple[object, ...], ...], Interpretation] = {}
    for one in sorted([*once, *twice], key=lambda one: (one.cost, len(one.origin))):
        found.setdefault(one.origin, one)
    return list(found.values())[:_MOST_INTERPRETATIONS]


def _once(interpretation: Interpretation) -> Iterator[Interpretation]:
    shapes = [shape_of(stroke) for stroke in interpretation.ink.strokes]
    height = line_height([shape.box for shape in shapes])
    crossed_out = [*_strikes(shapes, height), *_scribbles(shapes, height)]
    found = [*crossed_out, *_overwritings(shapes, height)]
    # Somebody who crosses a digit out writes another one in its place: that is no new number.
    if not interpretation.corrections and not any(cost < 0 for *_, cost in crossed_out):
        found += _new_beginnings(shapes)
    for kind, wrong, over, cost in found:
        if kind in (MarkKind.OVERWRITTEN, MarkKind.BEGUN_ANEW) or len(wrong) + len(over) < len(shapes):
            yield interpretation.corrected(kind, wrong, over, cost)


_Candidate = tuple[MarkKind, Sequence[int], Sequence[int], float]
"""A correction: its kind, the strokes that were wrong, those drawn over them, and its cost."""


def _strikes(shapes: list[Shape], height: float) -> Iterator[_Candidate]:
    """Straight lines, or two that cross, through earlier strokes."""
    lines = [index for index, shape in enumerate(shapes) if index and _is_line(shape, height)]
    pairs = [
        (a, b)
        for a, b in combinations(lines, 2)
        if b - a == 1
        and _overlap_sideways(shapes[a].box, shapes[b].box) > _CROSS_SHARED_WIDTH
        and _rises(shapes[a]) != _rises(shapes[b])
    ]
    for strike in [*pairs, *((line,) for line in lines)]:
        room = _struck_area(around([shapes[index].box for index in strike]), height)
        under = [
            i
            for i in range(strike[0])
            if _share_inside(shapes[i].box, room) > _LIES_UNDER and shapes[i].extent > _DOT * height
        ]
        under = _crossed(under, strike, shapes, height)
        if not under:
            continue
        struck = around([shapes[index].box for index in under])
        if struck.height < _DIGIT_HEIGHT * height or not all(
            _through(shapes[i], struck, height) for i in strike
        ):
            continue
        lone_line = all(shapes[i].bulge < _ONE_BULGE for i in under)
        others = [shape for i, shape in enumerate(shapes) if i not in strike and i not in under]
        if lone_line and any(
            shapes[i].nearest(shape) < _TOUCHES * height for i in strike for shape in others
        ):
            continue  # an H
        beyond = all(_beyond(shapes[i], struck, height) for i in strike)
        is_cross = len(strike) == 2
        cost = (_STRUCK if is_cross or beyond else _STRUCK_DOUBT) + (_STRUCK_BY_CROSS if is_cross else 0.0)
        if _is_written_anew(shapes, (*under, *strike), struck, height):
            cost += _STRUCK_AND_REWRITTEN
        yield MarkKind.STRUCK_OUT, under, strike, cost


def _crossed(under: list[int], strike: Sequence[int], shapes: list[Shape], height: float) -> list[int]:
    """Those strokes of ``under`` that every line goes through, and those that lie mostly in their box."""
    far = _LINE_FROM_STROKE * height
    core = [
        i for i in under
        if all(shapes[i].nearest(shapes[line]) < _CROSSES * height for line in strike)
        and all(_distance_from_middle(shapes[line], shapes[i].box) < far for line in strike)
    ]  # fmt: skip
    if not core:
        return []
    box = around([shapes[i].box for i in core])
    room = _grown(box, _STRUCK_BESIDE * height)
    return [i for i in under if i in core or _share_inside(shapes[i].box, room) > _MOSTLY]


def _distance_from_middle(line: Shape, box: Box) -> float:
    """How far a line passes the middle of a box."""
    x, y = box.centre
    dx, dy = line.way[-1] - line.way[0]
    return float(abs(dx * (y - line.way[0, 1]) - dy * (x - line.way[0, 0]))) / max(math.hypot(dx, dy), 1e-9)


def _struck_area(box: Box, height: float) -> Box:
    """The box in which a line's struck-out ink may lie: as wide as the line, and as high as a digit."""
    grown, (_, y), reach = _grown(box, _STRUCK_MARGIN * height), box.centre, _STRUCK_REACH * height
    return Box(grown.left, min(grown.top, y - reach), grown.right, max(grown.bottom, y + reach))


def _is_written_anew(shapes: list[Shape], gone: tuple[int, ...], struck: Box, height: float) -> bool:
    """Whether something was written again right above or below what is struck out."""
    overlap = _REWRITTEN_OVERLAP * height
    return any(
        _overlap_sideways(shape.box, struck) > _MOSTLY
        and (shape.box.bottom < struck.top + overlap or shape.box.top > struck.bottom - overlap)
        and shape.box.height > _DIGIT_HEIGHT * height
        for index, shape in enumerate(shapes)
        if index > max(gone) or index not in gone
    )


def _is_line(shape: Shape, height: float) -> bool:
    return shape.bulge <= _LINE_BULGE and shape.length >= _LINE_LENGTH * height


def _rises(shape: Shape) -> bool:
    (x0, y0), (x1, y1) = shape.way[0], shape.way[-1]
    return bool((x1 - x0) * (y1 - y0) < 0)


def _through(line: Shape, struck: Box, height: float) -> bool:
    """Whether a line goes from side to side or from corner to corner of a box, near its middle."""
    across = line.box.width >= (1 - 2 * _LINE_FALLS_SHORT) * struck.width
    down = line.box.height >= (1 - 2 * _LINE_FALLS_SHORT) * struck.height
    level = line.rise < _LEVEL_RISE
    near = (_LEVEL_FROM_MIDDLE if level else _LINE_FROM_MIDDLE) * height
    return _distance_from_middle(line, struck) < near and across and (down or level)


def _beyond(line: Shape, struck: Box, height: float) -> bool:
    """Whether a line begins and ends outside a box."""
    inner = _grown(struck, -_LINE_ENDS_INSIDE * height)
    return not any(
        inner.left < x < inner.right and inner.top < y < inner.bottom for x, y in (line.way[0], line.way[-1])
    )


def _scribbles(shapes: list[Shape], height: float) -> Iterator[_Candidate]:
    """Scribbles over earlier strokes."""
    for index, shape in enumerate(shapes):
        tight = shape.length / max(shape.extent, 1e-9)
        if not index or tight < _SCRIBBLE_LENGTH or shape.extent < _SCRIBBLE_SIZE * height:
            continue
        room = _grown(shape.box, _SCRIBBLE_MARGIN * height)
        under = [i for i in range(index) if _share_inside(shapes[i].box, room) > _LIES_UNDER]
        if not under:
            continue
        box = around([shapes[i].box for i in under])
        if _share_inside(box, room) < _SCRIBBLE_COVERS or box.height < _DIGIT_HEIGHT * height:
            continue
        sweeps = shape.sweeps()
        if sweeps < _SCRIBBLE_SWEEPS:
            continue
        plain = tight > _PLAIN_SCRIBBLE_LENGTH
        plain = plain and (sweeps >= _PLAIN_SCRIBBLE_SWEEPS or shape.straight_sweeps())
        yield MarkKind.SCRIBBLED_OUT, under, (index,), _SCRIBBLED if plain else _SCRIBBLED_DOUBT


def _overwritings(shapes: list[Shape], height: float) -> Iterator[_Candidate]:
    """Digits that are written over an earlier one."""
    count = len(shapes)
    for first in range(1, count):
        for last in range(first, count):
            over = around([shapes[i].box for i in range(first, last + 1)])
            if over.height < _DIGIT_HEIGHT * height:
                continue
            room = _grown(over, _OVER_MARGIN * height)
            under = [i for i in range(first) if _share_inside(shapes[i].box, room) > _LIES_UNDER_DIGIT]
            if all(shapes[i].bulge < _ONE_BULGE for i in under):
                continue  # nothing, or a line: an X is no 1 over a 1
            box = around([shapes[i].box for i in under])
            if min(box.height, over.height) < _OVER_HEIGHT * max(box.height, over.height):
                continue
            aside = abs(box.centre[0] - over.centre[0])
            if aside > _MIDDLES_APART * height:
                continue  # beside it, as digits that touch are
            slim = _SLIM * height
            a, b = _widened(box, slim), _widened(over, slim)
            shared = min(_share_inside(a, b), _share_inside(b, a))
            plain = shared > _SHARED_BOX and min(box.width, over.width) > slim
            plain = plain and not all(shapes[i].bulge < _ONE_BULGE for i in range(first, last + 1))
            plain = plain and aside <= _MIDDLES_NEAR * height
            if not plain and not (
                _share_inside(a, _grown(b, _DOUBTFUL_MARGIN * height)) > _MOSTLY or _is_slim_amid(over, box)
            ):
                continue
            yield (
                MarkKind.OVERWRITTEN,
                under,
                range(first, last + 1),
                _WRITTEN_OVER if plain else _WRITTEN_OVER_DOUBT,
            )


def _new_beginnings(shapes: list[Shape]) -> Iterator[_Candidate]:
    """Numbers after which another number was begun: all strokes from one on."""
    for first in range(1, len(shapes)):
        earlier, later = ([shape.box for shape in part] for part in (shapes[:first], shapes[first:]))
        cost = _cost_of_new_beginning(earlier, later)
        if cost is not None:
            yield MarkKind.BEGUN_ANEW, range(first), range(first, len(shapes)), cost


def _cost_of_new_beginning(earlier: list[Box], later: list[Box]) -> float | None:
    """What it costs to take later strokes for a number begun anew; None if they go on with the earlier ones.

    Where both may be single digits, one written over the other, `_overwritings` knows better.
    """
    a, b = around(earlier), around(later)
    height, lower = max(a.height, b.height), min(a.height, b.height)
    if not lower or lower < _NEW_HEIGHT * height or not (_is_whole(earlier, a) and _is_whole(later, b)):
        return None  # dots and level lines are no number
    first, second = _columns(earlier), _columns(later)
    beside = -a.shared_width(b)
    if beside > max(_NEW_GAP * height, _NEW_GAP_RATIO * max(_widest_gap(first), _widest_gap(second))):
        return _ANEW_UNKNOWN
    over_two = _most_crossed(first, second) > 1
    share_on_line = a.shared_height(b) / lower
    if share_on_line < _NEW_LINE:
        if len(second) < len(first) and not over_two:
            return _ANEW_UNKNOWN  # or one digit is to take the place of another one
        apart = (_NEW_LINE - share_on_line) / (2 * _NEW_LINE)
        return _between(_ANEW_BELOW_DOUBT, _ANEW_BELOW, apart)
    # One digit over another is another correction; late strokes of a number look like one digit over many.
    if share_on_line < _NEW_SHARED_HEIGHT or _digits_over_digits(first, second) < 2:
        return None
    shared = sum(max(0.0, one.shared_width(other)) for one in first for other in second)
    share = shared / min(sum(column.width for column in columns) for columns in (first, second))
    if share < _NEW_SHARED_WIDTH:
        return None
    surely = (share - _NEW_SHARED_WIDTH) / _NEW_SHARED_WIDTH
    return _between(_ANEW_OVER_DOUBT, _ANEW_OVER, surely)


def _is_whole(boxes: list[Box], box: Box) -> bool:
    """Whether these are digits as a pen writes them, and not the many pieces of a torn one."""
    high = max(one.height for one in boxes) >= _NEW_HEIGHT * box.height
    return high and len(boxes) <= _MOST_STROKES_A_DIGIT * len(_columns(boxes))


def _columns(boxes: list[Box]) -> list[Box]:
    """The parts of the ink from left to right, with an empty column between each two."""
    found: list[Box] = []
    slim = _COLUMN_WIDTH * max(box.height for box in boxes)
    for box in sorted((_widened(box, slim) for box in boxes), key=lambda box: box.left):
        if found and box.left <= found[-1].right:
            found[-1] = found[-1].union(box)
        else:
            found.append(box)
    return found


def _widest_gap(columns: list[Box]) -> float:
    return max((after.left - before.right for before, after in pairwise(columns)), default=0.0)


def _most_crossed(some: list[Box], others: list[Box]) -> int:
    """How many columns of one kind one column of the other kind lies over, or both together lie over."""
    pairs = [
        (one, other)
        for one in range(len(some))
        for other in range(len(others))
        if some[one].shared_width(others[other]) > 0
    ]
    return max(len({one for one, _ in pairs}), len({other for _, other in pairs}))


def _digits_over_digits(earlier: list[Box], later: list[Box]) -> int:
    """How many columns lie over one of the other kind, as one digit lies over another: as high, and on the
    same line. The lower count of both kinds."""
    pairs = [
        (one, other)
        for one in earlier
        for other in later
        if max(0.0, one.shared_width(other)) >= _NEW_SHARED_WIDTH * min(one.width, other.width)
        and one.shared_height(other) >= _NEW_SHARED_HEIGHT * min(one.height, other.height)
        and min(one.height, other.height) >= _NEW_HEIGHT * max(one.height, other.height)
    ]
    return min(len({one for one, _ in pairs}), len({other for _, other in pairs}))


def _between(doubtful: float, plain: float, share: float) -> float:
    """A cost between that of a doubtful correction (``share`` 0) and that of a plain one (from 1 on)."""
    return doubtful + min(1.0, max(0.0, share)) * (plain - doubtful)


def _is_slim_amid(line: Box, box: Box) -> bool:
    """Whether ``line`` is narrower than a box and lies in the middle of it, from left to right."""
    return abs(line.centre[0] - box.centre[0]) < _AMID * box.width and line.width < box.width


def _grown(box: Box, by: float) -> Box:
    """The box, larger by ``by`` on each side."""
    return Box(box.left - by, box.top - by, box.right + by, box.bottom + by)


def _widened(box: Box, width: float) -> Box:
    """The box, widened to ``width`` if it is narrower."""
    more = max(0.0, width - box.width) / 2
    return Box(box.left - more, box.top, box.right + more, box.bottom)


def _share_inside(box: Box, other: Box) -> float:
    """The share of ``box`` that lies inside ``other``, 0 to 1. Without width or height, it is a line."""
    wide, high = box.shared_width(other), box.shared_height(other)
    if wide < 0 or high < 0:
        return 0.0
    return (wide / box.width if box.width else 1.0) * (high / box.height if box.height else 1.0)


def _overlap_sideways(a: Box, b: Box) -> float:
    """How much two boxes overlap from left to right, as a share of the narrower one."""
    return max(0.0, a.shared_width(b)) / max(min(a.width, b.width), 1e-9)
