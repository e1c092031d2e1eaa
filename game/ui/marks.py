"""The marks of the outcomes, drawn stroke by stroke; the streak's tally; the boxes that count questions."""

from __future__ import annotations

import math
from collections.abc import Sequence
from enum import StrEnum
from itertools import pairwise

import pygame

from game.ui import brush
from game.ui.icons import ICONS, Path, icon, tally
from game.ui.kept import kept
from game.ui.look import Look
from game.ui.sheet import put, rounded
from game.ui.theme import Colour, Palette


class Mark(StrEnum):
    """What came of an answer, as it is marked."""

    RIGHT = "right"
    WRONG = "wrong"
    UNSURE = "unsure"
    MISREAD = "misread"
    VOID = "void"
    PASSED = "passed"
    LATE = "late"
    BEATEN = "beaten"


# Seconds that a mark takes to be drawn.
DRAWN_S = {
    Mark.RIGHT: 0.24,
    Mark.WRONG: 0.32,
    Mark.UNSURE: 0.36,
    Mark.MISREAD: 0.3,
    Mark.PASSED: 0.2,
    Mark.LATE: 0.2,
    Mark.BEATEN: 0.2,
}
_ICONS = {
    Mark.RIGHT: "tick",
    Mark.WRONG: "cross",
    Mark.UNSURE: "unsure",
    Mark.MISREAD: "misread",
    Mark.VOID: "misread",
    Mark.PASSED: "skip",
    Mark.LATE: "late",
    Mark.BEATEN: "beaten",
}
WORDS = {
    Mark.RIGHT: "Right",
    Mark.WRONG: "Wrong",
    Mark.UNSURE: "Unsure",
    Mark.MISREAD: "Misread",
    Mark.VOID: "Not counted",
    Mark.PASSED: "Passed",
    Mark.LATE: "Too late",
    Mark.BEATEN: "Just beaten",
}
# The ring's dots must not run together.
_WEIGHT = {Mark.UNSURE: 0.075}


def mark_colour(mark: Mark, palette: Palette) -> Colour:
    match mark:
        case Mark.RIGHT:
            return palette.right
        case Mark.WRONG | Mark.LATE:
            return palette.wrong
        case Mark.MISREAD | Mark.VOID:
            return palette.misread
    return palette.soft


def mark_picture(mark: Mark, size: int, palette: Palette, weight: float = 0.13) -> pygame.Surface:
    """The finished mark, ``size`` pixels square."""
    weight = min(weight, _WEIGHT.get(mark, weight))
    return icon(_ICONS[mark], size, mark_colour(mark, palette), weight)


def draw_mark(
    surface: pygame.Surface, look: Look, mark: Mark, centre: tuple[int, int], size: int, since: float
) -> bool:
    """Draw as much of a mark as the pen has drawn ``since`` seconds after it began.

    With reduced motion it fades in. Returns True while it still moves.
    """
    colour = mark_colour(mark, look.palette)
    duration = 0.08 if look.taste.reduced_motion else DRAWN_S.get(mark, 0.24)
    share = min(1.0, max(0.0, since / duration))
    place = pygame.Rect(0, 0, size, size).move_to(center=centre)
    if share >= 1:
        surface.blit(mark_picture(mark, size, look.palette), place)
    elif look.taste.reduced_motion:
        layer = mark_picture(mark, size, look.palette).copy()
        layer.set_alpha(round(255 * share))
        surface.blit(layer, place)
    elif share > 0:
        weight = _WEIGHT.get(mark, 0.13)
        surface.blit(_partly(_ICONS[mark], size, colour, round(share * 24), weight), place)
    return since < duration


@kept(2 * 2**20)
def _partly(name: str, size: int, colour: Colour, step: int, weight: float) -> pygame.Surface:
    """The icon with the first ``step`` of 24 parts of its length drawn."""
    layer = brush.blank((size, size), colour)
    radius = max(0.75, size * weight / 2)
    inner = size - 2 * radius - 1
    left = sum(_length(path) for path in ICONS[name]) * step / 24
    for path in ICONS[name]:
        points = [(radius + 0.5 + x * inner, radius + 0.5 + y * inner) for x, y in cut(path, left)]
        if points:
            brush.stamp(layer, brush.stroke_stamps(points, radius, size), colour)
        left -= _length(path)
        if left <= 0:
            break
    return layer


def cut(path: Sequence[tuple[float, float]], length: float) -> list[tuple[float, float]]:
    """The beginning of a path, as long as ``length`` in its own unit."""
    points: list[tuple[float, float]] = []
    for point in path:
        if points:
            x, y = points[-1]
            step = math.hypot(point[0] - x, point[1] - y)
            if step >= length:
                share = length / step if step else 0.0
                points.append((x + (point[0] - x) * share, y + (point[1] - y) * share))
                return points
            length -= step
        points.append(point)
    return points


def _length(path: Path) -> float:
    return sum(math.hypot(b[0] - a[0], b[1] - a[1]) for a, b in pairwise(path))


class Streak:
    """The streak as tally strokes, fading when it breaks. Eleven and more are drawn as ten and a number."""

    MOST = 10

    def __init__(self) -> None:
        self._count = 0
        self._gone = 0
        self._since = -math.inf
        self._now = 0.0

    def show(self, count: int, now: float) -> None:
        if count < self._count:
            self._gone, self._since = self._count, now
        self._count = count

    def update(self, now: float) -> bool:
        was = self._now - self._since
        self._now = now
        return was < 0.4

    def room(self, look: Look) -> int:
        """The width of the widest streak of two digits, pixels."""
        strokes = tally(self.MOST, self._height(look), look.palette.ink)
        return strokes.get_width() + look.px(1) + look.font("h2").size("00")[0]

    @staticmethod
    def _height(look: Look) -> int:
        return look.px(4.6)

    def draw(self, surface: pygame.Surface, look: Look, right: int, centre_y: int, colour: Colour) -> int:
        """Draw it ending at ``right``. Returns its left edge."""
        height = self._height(look)
        fading = (self._now - self._since) / 0.4
        if fading < 1:
            old = tally(min(self._gone, self.MOST), height, look.palette.soft).copy()
            old.set_alpha(round(200 * (1 - max(0.0, fading))))
            put(surface, old, midright=(right, centre_y))
        if not self._count:
            return right
        picture = tally(min(self._count, self.MOST), height, colour)
        if self._count > self.MOST:
            number = look.text(str(self._count), "h2", colour)
            put(surface, number, midright=(right, centre_y))
            right -= number.get_width() + look.px(1)
        put(surface, picture, midright=(right, centre_y))
        return right - picture.get_width()


def boxes(
    surface: pygame.Surface,
    look: Look,
    area: pygame.Rect,
    marks: Sequence[Mark],
    goal: int,
    current: bool = True,
    *,
    from_right: bool = False,
) -> None:
    """A box for each question: what came of it, the present one framed, the rest empty.

    ``goal`` 0 is without end: boxes for what has been, and one more. Where they do not fit, they shrink, and
    then the latest ones are shown. ``from_right``: they end at the area's right.
    """
    if area.width < look.px(3.5):
        return
    picture = _boxes(look, area.width, tuple(marks), goal, current)
    place = picture.get_rect(midleft=area.midleft)
    if from_right:
        place.right = area.right
    surface.blit(picture, place)


@kept(2 * 2**20)
def _boxes(look: Look, width: int, marks: tuple[Mark, ...], goal: int, current: bool) -> pygame.Surface:
    palette = look.palette
    side, gap, least = look.px(3.5), look.px(0.9), max(9, look.px(1.7))
    total = max(goal, len(marks)) if goal else len(marks) + 1
    room = max(1, (width + gap) // (side + gap))
    first = 0
    if total > room:
        gap = max(2, gap // 2)
        side = max(least, min(side, (width + gap) // total - gap))
        room = max(1, (width + gap) // (side + gap))
        first = min(max(0, len(marks) + 1 - room), max(0, total - room))
    last = min(total, first + room)
    picture = pygame.Surface(((last - first) * (side + gap) - gap, side), pygame.SRCALPHA)
    radius = min(look.px(0.4), side // 4)
    for index in range(first, last):
        box = pygame.Rect((index - first) * (side + gap), 0, side, side)
        if index == len(marks) and current:
            rounded(picture, box, palette.ink, radius)
            thick = max(2, look.px(0.3))
            rounded(picture, box.inflate(-2 * thick, -2 * thick), palette.sheet, max(0, radius - thick))
            continue
        rounded(picture, box, palette.hairline, radius)
        face = palette.sheet if index < len(marks) else palette.card
        rounded(picture, box.inflate(-2, -2), face, max(0, radius - 1))
        if index < len(marks):
            sign = mark_picture(marks[index], max(7, round(side * 0.62)), palette, 0.11)
            put(picture, sign, center=box.center)
    return picture
