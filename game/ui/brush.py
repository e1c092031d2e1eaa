"""The pen: positions in, evenly spaced round stamps out.

Strokes run through their points as Catmull-Rom curves, made of anti-aliased discs a fifth of their radius
apart. Discs are joined with the larger alpha winning, so that overlaps leave no beads and edges stay soft.
"""

from __future__ import annotations

import math
from bisect import bisect_right
from collections.abc import Iterable, Sequence
from itertools import pairwise
from typing import NamedTuple

import pygame

from game.ui.kept import kept
from game.ui.theme import Colour

SLOW_WIDTH, FAST_WIDTH = 1.16, 0.78
# Speeds, in canvas heights a second, at which the line is widest and thinnest.
SLOW, FAST = 0.3, 2.6
TAPER = 0.6
_SUB = 4  # stamps exist at quarter pixels


class Stamp(NamedTuple):
    """A disc, in pixels."""

    x: float
    y: float
    radius: float


class Trail:
    """The stamps of one stroke, point by point.

    Args:
        radius: half the pen's ordinary width, pixels.
        height: the canvas's height in pixels: what speed is measured by.
    """

    def __init__(self, radius: float, height: float) -> None:
        self._radius = radius
        self._height = max(1.0, height)
        self._marks: list[Stamp] = []
        self._last: tuple[float, float, float | None] | None = None
        self._factor = 1.0
        self._drawn = 0
        self.settled: list[Stamp] = []

    def add(self, x: float, y: float, t: float | None = None) -> list[Stamp]:
        """Take one position. Returns the stamps that no later position can change."""
        if self._last is not None:
            moved = math.hypot(x - self._last[0], y - self._last[1])
            if moved < 0.7:
                return []
            self._factor = self._widened(moved, t)
        self._last = (x, y, t)
        self._marks.append(Stamp(x, y, self._radius * self._factor))
        fresh: list[Stamp] = []
        while self._drawn + 3 < len(self._marks):
            fresh += self._segment(self._drawn)
            self._drawn += 1
        self.settled += fresh
        return fresh

    def tail(self) -> list[Stamp]:
        """The rest of the line up to the newest position, which later positions may still bend."""
        if len(self._marks) == 1:
            return self._marks[:]
        return [stamp for index in range(self._drawn, len(self._marks) - 1) for stamp in self._segment(index)]

    def finished(self) -> list[Stamp]:
        """The whole stroke as it stays, its end tapering to 60 %."""
        return tapered(self.settled + self.tail(), self._radius)

    def _widened(self, moved: float, t: float | None) -> float:
        """The width's factor after moving so far, following the speed with a lag of a few widths."""
        assert self._last is not None
        before = self._last[2]
        if t is None or before is None or t <= before:
            return self._factor
        speed = moved / self._height / (t - before)
        share = min(1.0, max(0.0, (speed - SLOW) / (FAST - SLOW)))
        wanted = SLOW_WIDTH + (FAST_WIDTH - SLOW_WIDTH) * share
        return self._factor + (wanted - self._factor) * (1 - math.exp(-moved / (8 * self._radius)))

    def _smooth(self, index: int) -> tuple[float, float]:
        """A mark, eased between its neighbours: mice report whole pixels, hands do not move in them."""
        if index <= 0 or index >= len(self._marks) - 1:
            mark = self._marks[max(0, min(index, len(self._marks) - 1))]
            return mark.x, mark.y
        a, b, c = self._marks[index - 1 : index + 2]
        return (a.x + 2 * b.x + c.x) / 4, (a.y + 2 * b.y + c.y) / 4

    def _segment(self, index: int) -> list[Stamp]:
        """Stamps from mark ``index`` to the next; the very first one includes its start."""
        p0, p1, p2, p3 = (self._smooth(i) for i in range(index - 1, index + 3))
        r1, r2 = self._marks[index].radius, self._marks[index + 1].radius
        length = math.hypot(p2[0] - p1[0], p2[1] - p1[1])
        steps = max(1, math.ceil(length / max(0.5, min(r1, r2) / 5)))
        m1, m2 = _tangents(p0, p1, p2, p3)
        stamps = []
        for step in range(0 if index == 0 else 1, steps + 1):
            s = step / steps
            s2, s3 = s * s, s * s * s
            a, b, c, d = 2 * s3 - 3 * s2 + 1, s3 - 2 * s2 + s, 3 * s2 - 2 * s3, s3 - s2
            stamps.append(
                Stamp(
                    a * p1[0] + b * m1[0] + c * p2[0] + d * m2[0],
                    a * p1[1] + b * m1[1] + c * p2[1] + d * m2[1],
                    r1 + (r2 - r1) * s,
                )
            )
        return stamps


def tapered(stamps: list[Stamp], radius: float) -> list[Stamp]:
    """A line's stamps with its end tapering to 60 % over five times ``radius``; changes the list."""
    reach = 5 * radius
    length = 0.0
    for index in range(len(stamps) - 1, 0, -1):
        x, y, full = stamps[index]
        stamps[index] = Stamp(x, y, full * (TAPER + (1 - TAPER) * length / reach))
        length += math.hypot(x - stamps[index - 1].x, y - stamps[index - 1].y)
        if length >= reach:
            break
    return stamps


def _tangents(
    p0: tuple[float, float], p1: tuple[float, float], p2: tuple[float, float], p3: tuple[float, float]
) -> tuple[tuple[float, float], tuple[float, float]]:
    """Centripetal Catmull-Rom tangents at p1 and p2, scaled to the segment between them."""
    k0, k1, k2 = (math.hypot(b[0] - a[0], b[1] - a[1]) ** 0.5 for a, b in ((p0, p1), (p1, p2), (p2, p3)))

    def at(
        a: tuple[float, float], b: tuple[float, float], c: tuple[float, float], first: float, second: float
    ) -> tuple[float, float]:
        if first < 1e-6 or second < 1e-6:
            return (c[0] - a[0]) / 2, (c[1] - a[1]) / 2
        x, y = (
            k1 * ((b[i] - a[i]) / first - (c[i] - a[i]) / (first + second) + (c[i] - b[i]) / second)
            for i in (0, 1)
        )
        return x, y

    return at(p0, p1, p2, k0, k1), at(p1, p2, p3, k1, k2)


def stroke_stamps(points: Iterable[Sequence[float | None]], radius: float, height: float) -> list[Stamp]:
    """The stamps of a finished stroke of ``(x, y)`` or ``(x, y, t, …)`` pixels; one point makes a dot."""
    trail = Trail(radius, height)
    for x, y, *rest in points:
        assert x is not None and y is not None
        trail.add(x, y, rest[0] if rest else None)
    return trail.finished()


@kept(4 * 2**20)
def _disc(colour: Colour, quarters: int, sub_x: int, sub_y: int) -> pygame.Surface:
    """An anti-aliased disc of ``quarters``/4 pixels radius, shifted by quarter pixels."""
    side = quarters // _SUB + 2
    big = pygame.Surface(((2 * side + 1) * _SUB,) * 2, pygame.SRCALPHA)
    big.fill((*colour, 0))
    middle = side * _SUB
    pygame.draw.circle(big, (*colour, 255), (middle + sub_x, middle + sub_y), quarters)
    return pygame.transform.smoothscale(big, (2 * side + 1,) * 2)


def blank(size: tuple[int, int], colour: Colour) -> pygame.Surface:
    """A layer to stamp on: of one colour, fully transparent."""
    layer = pygame.Surface(size, pygame.SRCALPHA)
    layer.fill((*colour, 0))
    return layer


def stamp(
    layer: pygame.Surface, stamps: Iterable[Stamp], colour: Colour, offset: tuple[float, float] = (0, 0)
) -> None:
    """Put stamps on a layer made by :func:`blank` in the same colour; ``offset`` is subtracted first."""
    left, top = offset
    sequence = []
    for x, y, radius in stamps:
        quarters = round(radius * _SUB) or 1
        across, down = round((x - left) * _SUB), round((y - top) * _SUB)
        column, row = across // _SUB, down // _SUB
        side = quarters // _SUB + 2
        picture = _disc(colour, quarters, across - column * _SUB, down - row * _SUB)
        sequence.append((picture, (column - side, row - side)))
    layer.fblits(sequence, pygame.BLEND_RGBA_MAX)


def bounds(stamps: Sequence[Stamp]) -> pygame.Rect:
    """The pixels that stamps may touch; empty for none."""
    if not stamps:
        return pygame.Rect(0, 0, 0, 0)
    xs, ys, radii = zip(*stamps, strict=True)
    margin = max(radii) + 2
    left, top, right, bottom = min(xs) - margin, min(ys) - margin, max(xs) + margin, max(ys) + margin
    return pygame.Rect(
        math.floor(left), math.floor(top), math.ceil(right - left) + 1, math.ceil(bottom - top) + 1
    )


def line(
    surface: pygame.Surface,
    points: Iterable[Sequence[float | None]],
    width: float,
    colour: Colour,
    height: float | None = None,
) -> None:
    """Draw one finished stroke straight onto a surface."""
    stamps = stroke_stamps(points, width / 2, height or surface.get_height())
    box = bounds(stamps)
    if box.width:
        layer = blank(box.size, colour)
        stamp(layer, stamps, colour, box.topleft)
        surface.blit(layer, box)


Guide = Sequence[tuple[float, float, float]]
"""A stroke's points ``(x, y, at)``, a few pixels apart; ``at`` rises from 0 to 1 over all the strokes."""


class Growing:
    """Lines of one even width that draw themselves. Each frame stamps only the part that is new.

    Args:
        width: in pixels, as ``x`` and ``y`` are.
    """

    def __init__(self, strokes: Iterable[Guide], width: float, colour: Colour) -> None:
        self._colour = colour
        self._stamps: list[Stamp] = []
        self._times: list[float] = []
        for stroke in strokes:
            self._lay(stroke, width / 2)
        box = bounds(self._stamps)
        self._origin = box.topleft
        self._layer = blank((max(1, box.width), max(1, box.height)), colour)
        self._shown = 0

    @property
    def surface(self) -> pygame.Surface:
        """What is drawn so far."""
        return self._layer

    def draw(self, surface: pygame.Surface, place: tuple[int, int], share: float) -> None:
        """Draw what comes before ``share`` (0 to 1), the strokes' origin lying at ``place``."""
        count = bisect_right(self._times, share)
        if count < self._shown:
            self._layer.fill((*self._colour, 0))
            self._shown = 0
        if count > self._shown:
            stamp(self._layer, self._stamps[self._shown : count], self._colour, self._origin)
            self._shown = count
        if count:
            surface.blit(self._layer, (place[0] + self._origin[0], place[1] + self._origin[1]))

    def _lay(self, stroke: Guide, radius: float) -> None:
        """Add a stroke's stamps, its end tapering as a pen's does."""
        gap = max(0.5, radius / 5)
        stamps, times = [Stamp(stroke[0][0], stroke[0][1], radius)], [stroke[0][2]]
        for (ax, ay, a), (bx, by, b) in pairwise(stroke):
            steps = max(1, math.ceil(math.hypot(bx - ax, by - ay) / gap))
            for step in range(1, steps + 1):
                part = step / steps
                stamps.append(Stamp(ax + (bx - ax) * part, ay + (by - ay) * part, radius))
                times.append(a + (b - a) * part)
        self._stamps += tapered(stamps, radius)
        self._times += times
