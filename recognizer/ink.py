"""Ink: what a pen did. Strokes of timed points, and their geometry.

Ink is what is drawn, what is stored and what travels; pixels are derived from it. Coordinates are in any
unit, x to the right and y **down** as on a screen; times are seconds on any clock that only moves forward.
Standard library only.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple

# Far beyond any screen or tablet, near enough that squares and sums of coordinates stay exact floats.
MAX_COORDINATE = 1e9
# A tablet gives 200 points a second: a minute and a half without lifting the pen.
MAX_POINTS = 20_000


class InkError(ValueError):
    """The ink cannot be used; the message says which stroke and point, and why."""


class Point(NamedTuple):
    """One position of the pen; ``t`` (seconds) and ``pressure`` (0 to 1) are None where unknown."""

    x: float
    y: float
    t: float | None = None
    pressure: float | None = None


class Box(NamedTuple):
    """An upright rectangle, ``left <= right`` and ``top <= bottom``."""

    left: float
    top: float
    right: float
    bottom: float

    @property
    def width(self) -> float:
        return self.right - self.left

    @property
    def height(self) -> float:
        return self.bottom - self.top

    @property
    def centre(self) -> tuple[float, float]:
        return (self.left + self.right) / 2, (self.top + self.bottom) / 2

    def shared_width(self, other: Box) -> float:
        """How wide the part is that lies above, below or in another box; below 0 where they lie apart."""
        return min(self.right, other.right) - max(self.left, other.left)

    def shared_height(self, other: Box) -> float:
        """How high the part is that lies beside or in another box; below 0 where they lie apart."""
        return min(self.bottom, other.bottom) - max(self.top, other.top)

    def union(self, other: Box) -> Box:
        return Box(
            min(self.left, other.left),
            min(self.top, other.top),
            max(self.right, other.right),
            max(self.bottom, other.bottom),
        )


@dataclass(frozen=True, slots=True)
class Stroke:
    """Pen-down to pen-up: one point or more."""

    points: tuple[Point, ...]

    def __hash__(self) -> int:
        # Ink is looked up by the hundred (readings and paths are kept, known glyphs compared), and a mouse
        # gives hundreds of points a digit: ends, middle and length tell nearly all strokes apart.
        count = len(self.points)
        return hash((count, self.points[:1], self.points[count // 2 : count // 2 + 1], self.points[-1:]))

    @classmethod
    def of(cls, points: Iterable[Sequence[float]]) -> Stroke:
        """A stroke from ``(x, y)``, ``(x, y, t)`` or ``(x, y, t, pressure)`` sequences."""
        return cls(tuple(Point(*point) for point in points))

    @property
    def box(self) -> Box:
        """The rectangle around the points. The stroke must not be empty."""
        xs = [point.x for point in self.points]
        ys = [point.y for point in self.points]
        return Box(min(xs), min(ys), max(xs), max(ys))

    @property
    def length(self) -> float:
        """Length of the pen's path, in the ink's own unit; 0 for a dot."""
        return sum(
            math.hypot(b.x - a.x, b.y - a.y) for a, b in zip(self.points, self.points[1:], strict=False)
        )


@dataclass(frozen=True, slots=True)
class Ink:
    """A list of strokes in the order in which they were drawn."""

    strokes: tuple[Stroke, ...] = ()

    @classmethod
    def of(cls, strokes: Iterable[Iterable[Sequence[float]]]) -> Ink:
        """Ink from nested sequences, as in a pen file. Nothing is checked: see :meth:`check`."""
        return cls(tuple(Stroke.of(points) for points in strokes))

    def __bool__(self) -> bool:
        return any(stroke.points for stroke in self.strokes)

    @property
    def box(self) -> Box:
        """The rectangle around all strokes. The ink must not be empty."""
        first, *rest = [stroke.box for stroke in self.strokes if stroke.points]
        for box in rest:
            first = first.union(box)
        return first

    def pick(self, indices: Iterable[int]) -> Ink:
        """The ink of some strokes, in the order given."""
        return Ink(tuple(self.strokes[index] for index in indices))

    def add(self, stroke: Stroke) -> Ink:
        return Ink((*self.strokes, stroke))

    def moved(self, dx: float, dy: float, scale: float = 1.0) -> Ink:
        """The ink scaled about the origin, then shifted."""
        return Ink(
            tuple(
                Stroke(tuple(p._replace(x=p.x * scale + dx, y=p.y * scale + dy) for p in stroke.points))
                for stroke in self.strokes
            )
        )

    @property
    def points(self) -> int:
        """How many points the strokes have together."""
        return sum(len(stroke.points) for stroke in self.strokes)

    def check(self) -> Ink:
        """This ink, if it can be read and every number in it can be used.

        Raises:
            InkError: more than :data:`MAX_POINTS` points, a stroke without points, or a coordinate, time or
                pressure that is not a finite number or is larger than :data:`MAX_COORDINATE`.
        """
        if self.points > MAX_POINTS:
            raise InkError(f"there is too much ink: more than {MAX_POINTS} points")
        for number, stroke in enumerate(self.strokes, 1):
            if not stroke.points:
                raise InkError(f"stroke {number} has no points")
            for point in stroke.points:
                for value in (point.x, point.y, point.t or 0.0, point.pressure or 0.0):
                    # So asked, what is no number at all fails too, and whole numbers too long for a float.
                    if not abs(value) <= MAX_COORDINATE:
                        raise InkError(f"stroke {number} has a number that cannot be drawn: {value!r:.60}")
        return self

    def to_json(self) -> list[list[list[float | None]]]:
        """Nested lists, trailing unknowns left out: the ``strokes`` of a pen file."""
        return [[_trimmed(point) for point in stroke.points] for stroke in self.strokes]

    @classmethod
    def from_json(cls, data: Any) -> Ink:
        """The reverse of :meth:`to_json`, checked.

        Raises:
            InkError: ``data`` is not a list of strokes of points, or fails :meth:`check`.
        """
        if not isinstance(data, list) or not data:
            raise InkError("strokes must be a list with at least one stroke")
        for number, stroke in enumerate(data, 1):
            if not isinstance(stroke, list):
                raise InkError(f"stroke {number} is not a list of points")
            for point in stroke:
                if not isinstance(point, list) or not 2 <= len(point) <= 4 or not _numeric(point):
                    raise InkError(f"stroke {number} has a point that is not [x, y]: {point!r:.60}")
        return cls.of(data).check()


def _trimmed(point: Point) -> list[float | None]:
    values = list(point)
    while values[-1] is None:
        values.pop()
    return values


def _numeric(point: list[Any]) -> bool:
    """Whether all are numbers; t and pressure may be None."""
    return all(
        (value is None and place > 1) or (isinstance(value, int | float) and not isinstance(value, bool))
        for place, value in enumerate(point)
    )
