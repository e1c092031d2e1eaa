"""Messy ink, made of clean ink: what slow, young or hurried hands and failing pens leave on a sheet.

A function a kind. Each takes ink whose digits are known and a NumPy generator, and returns new ink; the same
seed makes the same mess. Lengths are shares of the height of the clean ink. What is drawn besides comes with
no times, as in ``training.bench.made_numbers``. For tests and for measuring (``python -m tests.cases``).
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise

import numpy as np

from recognizer.ink import Box, Ink, Point, Stroke

Random = np.random.Generator
XY = tuple[float, float]


@dataclass(frozen=True, slots=True)
class Messy:
    """Made ink, what it says, and whose digits it is made of."""

    kind: str
    text: str
    writer: str
    ink: Ink


# -- marks that are no digit


def with_dot(ink: Ink, rng: Random) -> Ink:
    """A tap or a palm's dot of one to four points beside, above or below the digits."""
    return _beside(ink, rng, lambda at, size: _specks(at, rng, 0.03 * size, int(rng.integers(1, 5))))


def with_smear(ink: Ink, rng: Random) -> Ink:
    """A palm's streak, 0.05 to 0.25 long, off the digits' line."""
    return _beside(
        ink, rng, lambda at, size: _streak(at, rng, float(rng.uniform(0.05, 0.25)) * size), off_line=True
    )


def with_blot(ink: Ink, rng: Random) -> Ink:
    """A blot: a scribble of at most a tenth of the height."""

    def blot(at: XY, size: float) -> Stroke:
        return _specks(at, rng, float(rng.uniform(0.02, 0.05)) * size, int(rng.integers(8, 40)))

    return _beside(ink, rng, blot)


def with_full_stop(ink: Ink, rng: Random) -> Ink:
    """A full stop on the line, drawn last."""
    box = ink.box
    at = (box.right + float(rng.uniform(0.1, 0.5)) * box.height, box.bottom - 0.02 * box.height)
    return ink.add(_specks(at, rng, 0.012 * box.height, int(rng.integers(1, 5))))


def with_bounce(ink: Ink, rng: Random) -> Ink:
    """A pen that touches down one to three times before or after a stroke, close to its end."""
    strokes = list(ink.strokes)
    place = int(rng.integers(len(strokes)))
    at_end = rng.random() < 0.5
    near = strokes[place].points[-1 if at_end else 0]
    size = ink.box.height
    for _ in range(int(rng.integers(1, 4))):
        at = (near.x + rng.normal(0, 0.03) * size, near.y + rng.normal(0, 0.03) * size)
        speck = _specks(at, rng, 0.01 * size, int(rng.integers(1, 3)))
        strokes.insert(place + 1 if at_end else place, speck)
    return Ink(tuple(strokes))


def with_stale_point(ink: Ink, rng: Random) -> Ink:
    """A stroke (nearly always the first) that begins with a point from somewhere else."""
    place = 0 if rng.random() < 0.8 else int(rng.integers(len(ink.strokes)))
    size, first = ink.box.height, ink.strokes[place].points[0]
    angle, away = rng.uniform(0, 2 * math.pi), rng.uniform(0.25, 1.5) * size
    stale = Point(first.x + away * math.cos(angle), first.y + away * math.sin(angle))
    return _with(ink, place, [Stroke((stale, *ink.strokes[place].points))])


def boxed(ink: Ink, rng: Random) -> Ink:
    """A box around everything, in one stroke, two or four, before or after the digits."""
    box = _grown(ink.box, rng, 0.12, 0.5)
    size = ink.box.height
    corners = [
        (x + rng.normal(0, 0.03) * size, y + rng.normal(0, 0.03) * size)
        for x, y in (
            (box.left, box.top), (box.right, box.top), (box.right, box.bottom), (box.left, box.bottom),
            (box.left, box.top),
        )
    ]  # fmt: skip
    if rng.random() < 0.5:
        corners.reverse()
    ways = [
        [corners], [corners[:3], corners[2:]], [corners[i : i + 2] for i in range(4)]
    ][int(rng.choice(3, p=[0.6, 0.2, 0.2]))]  # fmt: skip
    dense = rng.random() < 0.7
    return _before_or_after(ink, [_polyline(way, 0.06 * size if dense else math.inf) for way in ways], rng)


def circled(ink: Ink, rng: Random) -> Ink:
    """A circle or ellipse around everything, not quite closed or over-closed."""
    box = _grown(ink.box, rng, 0.12, 0.5)
    (x, y), a, b = box.centre, box.width * 0.62, box.height * 0.62
    start, turn = rng.uniform(0, 2 * math.pi), rng.choice([-1, 1]) * rng.uniform(1.9, 2.3) * math.pi
    wobble, phase = rng.uniform(0, 0.05), rng.uniform(0, 6)
    angles = start + turn * np.linspace(0, 1, int(rng.integers(20, 60)))
    points = [
        (x + a * (1 + wobble * math.sin(2 * t + phase)) * math.cos(t),
         y + b * (1 + wobble * math.cos(3 * t + phase)) * math.sin(t))
        for t in angles.tolist()
    ]  # fmt: skip
    return _before_or_after(ink, [Stroke.of(points)], rng)


def underlined(ink: Ink, rng: Random) -> Ink:
    """One line under everything, or two, drawn last, somewhat tilted and bent."""
    box, size = ink.box, ink.box.height
    result, y = ink, box.bottom + float(rng.uniform(0.04, 0.3)) * size
    for _ in range(1 if rng.random() < 0.85 else 2):
        left = box.left - float(rng.uniform(-0.05, 0.3)) * size
        right = box.right + float(rng.uniform(-0.05, 0.3)) * size
        right = max(right, left + 0.3 * size)
        count = int(rng.integers(2, 16))
        rise, bend = rng.normal(0, 0.03) * size, rng.normal(0, 0.02) * size
        along = np.linspace(0, 1, count)
        ys = y + abs(rise) + rise * (along - 0.5) * 2 + bend * np.sin(along * math.pi)
        result = result.add(
            Stroke.of(zip((left + along * (right - left)).tolist(), ys.tolist(), strict=True))
        )
        y += float(rng.uniform(0.08, 0.2)) * size
    return result


def with_equals(ink: Ink, rng: Random) -> Ink:
    """An equals sign before the number."""
    box, size = ink.box, ink.box.height
    width, apart = rng.uniform(0.25, 0.7) * size, rng.uniform(0.12, 0.4) * size
    right = box.left - rng.uniform(0.15, 0.6) * size
    middle = box.centre[1] + rng.normal(0, 0.08) * size
    bars = [
        _polyline(
            [(right - width + rng.normal(0, 0.04) * size, y + rng.normal(0, 0.02) * size),
             (right + rng.normal(0, 0.04) * size, y + rng.normal(0, 0.02) * size)], 0.08 * size)
        for y in (middle - apart / 2, middle + apart / 2)
    ]  # fmt: skip
    return Ink((*bars, *ink.strokes))


# -- pens that drop out


def with_gaps(ink: Ink, rng: Random, count: int = 3) -> Ink:
    """``count`` gaps in the strokes, each 0.04 to 0.12 of the height long; of short ink, fewer."""
    size = max(ink.box.height, ink.box.width)
    for _ in range(count):
        lengths = [stroke.length for stroke in ink.strokes]
        place = int(np.argmax([length * rng.uniform(0.6, 1) for length in lengths]))
        gap, length = rng.uniform(0.04, 0.12) * size, lengths[place]
        if length < 4 * gap:
            break
        at = rng.uniform(0.25, 0.75) * length
        head = _part(ink.strokes[place], 0, at - gap / 2)
        tail = _part(ink.strokes[place], at + gap / 2, length)
        ink = _with(ink, place, [head, tail])
    return ink


# -- corrections as on paper


def retraced(ink: Ink, rng: Random) -> Ink:
    """Everything drawn a second time over itself, up to 8 % off and 5 % larger or smaller."""
    size = ink.box.height
    return Ink((*ink.strokes, *_onto(ink, ink.box, rng, 0.04, size).strokes))


def overwritten(ink: Ink, wrong: Ink, rng: Random) -> Ink:
    """``wrong`` with ``ink`` written over it: the last counts."""
    first = _onto(wrong, ink.box, rng, 0.06, ink.box.height)
    return Ink((*first.strokes, *ink.strokes))


def struck(wrong: Ink, rng: Random) -> Ink:
    """``wrong``, struck through with one line or a cross, a little beyond its box."""
    box, size = wrong.box, wrong.box.height
    over = rng.uniform(0.0, 0.15) * size
    half = max(box.width / 2, 0.2 * size) + over
    x, _ = box.centre
    low, high = box.bottom + over, box.top - over
    lines = [[(x - half, low), (x + half, high)], [(x - half, high), (x + half, low)]]
    kind = rng.random()
    if kind < 0.25:  # level
        y = box.centre[1] + rng.normal(0, 0.08) * size
        lines = [[(x - half - 0.1 * size, y), (x + half + 0.1 * size, y + rng.normal(0, 0.08) * size)]]
    elif kind < 0.7:
        lines = [lines[int(rng.integers(2))]]
    lines = [[(px + rng.normal(0, 0.04) * size, py + rng.normal(0, 0.04) * size) for px, py in line]
             for line in lines]  # fmt: skip
    dense = rng.random() < 0.7
    return Ink((*wrong.strokes, *(_polyline(line, 0.07 * size if dense else math.inf) for line in lines)))


def scribbled_out(wrong: Ink, rng: Random) -> Ink:
    """``wrong``, scribbled out in three to eight sweeps."""
    box, size = wrong.box, wrong.box.height
    sweeps = int(rng.integers(3, 9))
    half = max(box.width / 2, 0.2 * size) + rng.uniform(0, 0.12) * size
    x, y = box.centre
    upright = rng.random() < 0.3
    along = np.linspace(-1, 1, sweeps + 1) + rng.normal(0, 0.04, sweeps + 1)
    across = np.where(np.arange(sweeps + 1) % 2, 1.0, -1.0) + rng.normal(0, 0.1, sweeps + 1)
    if upright:
        points = [(x + half * a, y + 0.5 * size * c) for a, c in zip(along, across, strict=True)]
    else:
        points = [(x + half * c, y + 0.5 * size * a) for a, c in zip(along, across, strict=True)]
    return wrong.add(_polyline(points, 0.07 * size))


def begun_anew_over(ink: Ink, wrong: Ink, rng: Random) -> Ink:
    """``wrong``, and the whole number written once more over it."""
    (x, y), (cx, cy), size = wrong.box.centre, ink.box.centre, ink.box.height
    dx, dy = rng.normal(0, 0.06, 2) * size
    return Ink((*wrong.strokes, *ink.moved(x - cx + dx, y - cy + dy).strokes))


def begun_anew_below(ink: Ink, wrong: Ink, rng: Random) -> Ink:
    """``wrong``, and the whole number on a line of its own below it, 0.15 to 0.6 of the height lower."""
    dx = wrong.box.centre[0] - ink.box.centre[0] + rng.normal(0, 0.25) * ink.box.height
    dy = wrong.box.bottom - ink.box.top + rng.uniform(0.15, 0.6) * ink.box.height
    return Ink((*wrong.strokes, *ink.moved(dx, dy).strokes))


def begun_anew_beside(ink: Ink, wrong: Ink, rng: Random) -> Ink:
    """``wrong``, and the whole number on the same line, 1.4 to 2 heights to the right or left of it."""
    away = float(rng.uniform(1.4, 2.0)) * ink.box.height
    dx = wrong.box.right - ink.box.left + away
    if rng.random() < 0.5:
        dx = wrong.box.left - ink.box.right - away
    return Ink((*wrong.strokes, *ink.moved(dx, rng.normal(0, 0.08) * ink.box.height).strokes))


# -- digits that run together, and turned pages


def turned(ink: Ink, rng: Random, most: float = 25.0, least: float = 12.0) -> Ink:
    """All of it turned by ``least`` to ``most`` degrees, either way."""
    angle = math.radians(float(rng.uniform(least, most)) * float(rng.choice([-1, 1])))
    return _rotated(ink, angle)


def row(digits: Sequence[Ink], rng: Random, gap: tuple[float, float] = (0.1, 0.45)) -> list[Ink]:
    """Digits on one line, about equally high, the gaps between their boxes as shares of the height."""
    placed: list[Ink] = []
    right = 0.0
    for ink in digits:
        box = ink.box
        size = max(box.height, 0.4 * box.width) or 1.0
        ink = ink.moved(0, 0, 100.0 * rng.uniform(0.88, 1.12) / size)
        box = ink.box
        left = right + (float(rng.uniform(*gap)) * 100.0 if placed else 0.0)
        placed.append(ink.moved(left - box.left, rng.normal(0, 4.0) - box.bottom))
        right = left + box.width
    return placed


def together(parts: Iterable[Ink]) -> Ink:
    return Ink(tuple(stroke for part in parts for stroke in part.strokes))


def pen_not_lifted(parts: Sequence[Ink], rng: Random) -> Ink:
    """The digits in a row, two neighbours of them joined: the pen went on from one to the next."""
    strokes: list[list[Stroke]] = [list(part.strokes) for part in parts]
    place = int(rng.integers(len(parts) - 1))
    last, first = strokes[place].pop(), strokes[place + 1].pop(0)
    joined = Stroke((*last.points, *first.points))
    return Ink((*(s for part in strokes[: place + 1] for s in part), joined,
                *(s for part in strokes[place + 1 :] for s in part)))  # fmt: skip


# -- sets of samples

Glyphs = Mapping[str, Sequence[Ink]]
_MARKS: dict[str, Callable[[Ink, Random], Ink]] = {
    "dot": with_dot,
    "smear": with_smear,
    "blot": with_blot,
    "full-stop": with_full_stop,
    "bounce": with_bounce,
    "stale-point": with_stale_point,
    "boxed": boxed,
    "circled": circled,
    "underlined": underlined,
    "equals": with_equals,
    "three-gaps": lambda ink, rng: with_gaps(ink, rng, 3),
    "five-gaps": lambda ink, rng: with_gaps(ink, rng, 5),
    "eight-gaps": lambda ink, rng: with_gaps(ink, rng, 8),
    "retraced": retraced,
    "turned": turned,
}
_CORRECTIONS = ("overwritten", "struck-beside", "struck-above", "scribbled-out")
_ROWS = ("touching", "joined")
_NEW_BEGINNINGS: dict[str, Callable[[Ink, Ink, Random], Ink]] = {
    "begun-anew-over": begun_anew_over,
    "begun-anew-below": begun_anew_below,
    "begun-anew-beside": begun_anew_beside,
}
KINDS = (*_MARKS, *_CORRECTIONS, *_ROWS, *_NEW_BEGINNINGS)


def make(kind: str, glyphs: Glyphs, rng: Random, writer: str = "") -> Messy:
    """One messy sample of a kind in one hand: a digit, or a number of two or three.

    Args:
        glyphs: a writer's clean digits, ``"0"`` to ``"9"``; at least two digits.
    """
    length = int(rng.choice([1, 2, 3], p=[0.4, 0.4, 0.2]))
    if kind in (*_ROWS, "begun-anew-over"):  # one digit over another is "overwritten"
        length = max(2, length)
    text, parts = _number(length, glyphs, rng)
    if kind in _MARKS:
        ink = _MARKS[kind](together(row(parts, rng)), rng)
    elif kind in _ROWS:
        placed = row(parts, rng, (-0.2, 0.0) if kind == "touching" else (0.05, 0.3))
        ink = together(placed) if kind == "touching" else pen_not_lifted(placed, rng)
    elif kind in _NEW_BEGINNINGS:
        wrong = together(row(_number(length, glyphs, rng)[1], rng))
        ink = _NEW_BEGINNINGS[kind](together(row(parts, rng)), wrong, rng)
    else:
        ink = _corrected(kind, text, parts, glyphs, rng)
    return Messy(kind, text, writer, ink)


def samples(kind: str, writers: Mapping[str, Glyphs], rng: Random, count: int) -> Iterable[Messy]:
    """``count`` samples of a kind, writers drawn evenly."""
    names = sorted(name for name, glyphs in writers.items() if len(glyphs) > 3)
    for _ in range(count):
        writer = names[int(rng.integers(len(names)))]
        yield make(kind, writers[writer], rng, writer)


def _number(length: int, glyphs: Glyphs, rng: Random) -> tuple[str, list[Ink]]:
    known = sorted(glyphs)
    text = "".join(known[int(rng.integers(len(known)))] for _ in range(length))
    return text, [glyphs[digit][int(rng.integers(len(glyphs[digit])))] for digit in text]


def _corrected(kind: str, text: str, parts: list[Ink], glyphs: Glyphs, rng: Random) -> Ink:
    """A number of which one digit was first written wrongly, and put right at once or at the end."""
    place = int(rng.integers(len(text)))
    others = [digit for digit in sorted(glyphs) if digit != text[place]]
    digit = others[int(rng.integers(len(others)))]
    wrong = glyphs[digit][int(rng.integers(len(glyphs[digit])))]
    if kind in ("overwritten", "struck-above"):
        placed = row(parts, rng)
        right = placed[place]
        box = right.box
        if kind == "overwritten":
            written = _onto(wrong, box, rng, 0.06, box.height)
        else:
            written = struck(_onto(wrong, box, rng, 0.06, box.height), rng)
            right = right.moved(rng.normal(0, 8.0), -float(rng.uniform(1.15, 1.5)) * box.height)
        rest = [*placed[:place], written]
        after = placed[place + 1 :]
        return together([*rest, right, *after] if rng.random() < 0.5 else [*rest, *after, right])
    placed = row([*parts[:place], wrong, *parts[place:]], rng)
    placed[place] = (struck if kind == "struck-beside" else scribbled_out)(placed[place], rng)
    return together(placed)


# -- geometry


def _with(ink: Ink, place: int, strokes: Sequence[Stroke]) -> Ink:
    return Ink((*ink.strokes[:place], *strokes, *ink.strokes[place + 1 :]))


def _before_or_after(ink: Ink, strokes: Sequence[Stroke], rng: Random) -> Ink:
    return Ink((*strokes, *ink.strokes) if rng.random() < 0.25 else (*ink.strokes, *strokes))


def _beside(ink: Ink, rng: Random, mark: Callable[[XY, float], Stroke], off_line: bool = False) -> Ink:
    """The ink with a mark somewhere around it, first or last."""
    box, size = ink.box, ink.box.height
    side = int(rng.integers(1, 3)) if off_line else int(rng.integers(4))
    along = float(rng.uniform(-0.3, 1.3))
    away = float(rng.uniform(0.25, 0.9)) * size
    at = [
        (box.right + 0.6 * away, box.top + along * size),
        (box.left + along * box.width, box.bottom + away),
        (box.left + along * box.width, box.top - away),
        (box.left - 0.6 * away, box.top + along * size),
    ][side]
    stroke = mark(at, size)
    return Ink((stroke, *ink.strokes)) if rng.random() < 0.3 else ink.add(stroke)


def _specks(at: XY, rng: Random, spread: float, count: int) -> Stroke:
    steps = rng.normal(0, spread / 2, (count, 2)).clip(-spread, spread)
    return Stroke.of([(at[0] + dx, at[1] + dy) for dx, dy in steps.tolist()])


def _streak(at: XY, rng: Random, length: float) -> Stroke:
    angle, bend = rng.uniform(0, 2 * math.pi), rng.normal(0, 0.5)
    steps = np.linspace(0, 1, int(rng.integers(3, 12)))
    way = [(at[0] + length * s * math.cos(angle + bend * s), at[1] + length * s * math.sin(angle + bend * s))
           for s in steps.tolist()]  # fmt: skip
    return Stroke.of(way)


def _grown(box: Box, rng: Random, least: float, most: float) -> Box:
    by = [float(rng.uniform(least, most)) * box.height for _ in range(4)]
    return Box(box.left - by[0], box.top - by[1], box.right + by[2], box.bottom + by[3])


def _polyline(corners: Sequence[XY], step: float) -> Stroke:
    points: list[XY] = [corners[0]]
    for (ax, ay), (bx, by) in pairwise(corners):
        count = max(1, math.ceil(math.hypot(bx - ax, by - ay) / step))
        points += [(ax + (bx - ax) * i / count, ay + (by - ay) * i / count) for i in range(1, count + 1)]
    return Stroke.of(points)


def _part(stroke: Stroke, start: float, end: float) -> Stroke:
    """The part of a stroke between two lengths along it."""
    points, at = [stroke.points[0]] if start <= 0 else [], 0.0
    for a, b in zip(stroke.points, stroke.points[1:], strict=False):
        step = math.hypot(b.x - a.x, b.y - a.y)
        for cut in (start, end):
            if at < cut <= at + step and step > 0 and cut > 0:
                share = (cut - at) / step
                points.append(Point(a.x + (b.x - a.x) * share, a.y + (b.y - a.y) * share))
        at += step
        if start <= at <= end:
            points.append(b)
    return Stroke(tuple(dict.fromkeys(points)) or (stroke.points[0],))


def _onto(ink: Ink, box: Box, rng: Random, off: float, size: float) -> Ink:
    """Ink of about the height of ``box``, its middle on the box's, up to ``2 * off`` beside it."""
    own = ink.box
    scale = box.height / (own.height or 1.0) * rng.uniform(0.95, 1.05)
    if own.width * scale > 1.8 * size:
        scale = 1.8 * size / own.width
    x, y = box.centre
    dx, dy = rng.normal(0, off, 2).clip(-2 * off, 2 * off) * size
    cx, cy = own.centre
    return ink.moved(x + dx - cx * scale, y + dy - cy * scale, scale)


def _rotated(ink: Ink, angle: float) -> Ink:
    (x, y), c, s = ink.box.centre, math.cos(angle), math.sin(angle)
    return Ink(
        tuple(
            Stroke(
                tuple(
                    p._replace(x=x + c * (p.x - x) - s * (p.y - y), y=y + s * (p.x - x) + c * (p.y - y))
                    for p in stroke.points
                )
            )
            for stroke in ink.strokes
        )
    )
