"""Confidence as a picture: ten squares that fill up, and under the ink a rail with the printed digit."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

import pygame

from game.ui import brush
from game.ui.canvas import Canvas
from game.ui.kept import kept
from game.ui.look import Look, ease_out
from game.ui.sheet import rounded
from game.ui.theme import Colour
from recognizer.reading import Digit, Reading

FADE_S = 0.09


def percent(share: float) -> str:
    """A share (0 to 1) in print: a dash below half a per cent, “100 %” only from 99.95 %."""
    if share < 0.005:
        return "–"
    return f"{min(99, round(share * 100)) if share < 0.9995 else 100} %"


def printed(digit: Digit) -> str:
    """What a glyph is read as, in print; a question mark if it is probably not a digit."""
    return "?" if digit.not_a_digit > 0.5 else str(digit.digit)


def ten_squares(
    surface: pygame.Surface,
    rect: pygame.Rect,
    look: Look,
    share: float,
    colour: Colour,
    notch: float | None = None,
) -> None:
    """Ten squares filled from the left; ``notch`` marks in red where "sure" begins (both 0 to 1)."""
    radius = max(1, min(look.px(0.3), rect.height // 4))
    surface.blit(_squares(rect.size, look.palette.track, radius), rect)
    filled = round(share * rect.width)
    if filled:
        surface.blit(_squares(rect.size, colour, radius), rect, (0, 0, filled, rect.height))
    if notch is not None:
        x = rect.left + round(notch * rect.width)
        out = max(2, look.px(0.6))
        surface.fill(
            look.palette.accent, (x - 1, rect.top - out, max(2, look.px(0.25)), rect.height + 2 * out)
        )


@kept(4 * 2**20)
def _squares(size: tuple[int, int], colour: Colour, radius: int) -> pygame.Surface:
    layer = brush.blank(size, colour)
    width, height = size
    gap = max(2, round(width * 0.019))
    for index in range(10):
        left = round(index * (width + gap) / 10)
        right = round((index + 1) * (width + gap) / 10) - gap
        rounded(layer, pygame.Rect(left, 0, right - left, height), colour, radius)
    return layer


@dataclass(frozen=True, slots=True)
class _Mark:
    text: str
    share: float  # rounded, so that it moves only where that is seen
    percent: str
    sure: bool
    box: pygame.Rect  # the glyph's, window pixels
    y: int  # the rail's
    backed: bool  # it covers ink, and has a ground of its own
    room: int  # how wide it may be: the distance to the nearest other glyph's middle


class ReadingMarks:
    """What is read, shown under the ink of one canvas. A new reading fades in, a changed digit rolls up."""

    def __init__(self, *, percents: bool = True) -> None:
        self._percents = percents
        self._marks: tuple[_Mark, ...] = ()
        self._before: tuple[_Mark, ...] = ()
        self._since = -math.inf
        self._now = 0.0

    def show(self, canvas: Canvas, reading: Reading, now: float) -> None:
        """Take a new reading of this canvas's ink; what it leaves out is shown paler there."""
        canvas.pale(piece for mark in reading.marks for piece in mark.pieces)
        marks = self._placed(canvas, reading.digits)
        if marks != self._marks:
            self._before, self._marks, self._since = self._marks, marks, now

    def update(self, now: float) -> bool:
        """True while the picture still changes by itself."""
        was = self._now - self._since
        self._now = now
        return was < FADE_S

    def draw(self, surface: pygame.Surface, look: Look, colour: Colour, *, rings: bool = True) -> None:
        """Draw the marks; ``rings`` asks again for glyphs that are not sure."""
        share = 1.0 if look.taste.reduced_motion else ease_out((self._now - self._since) / FADE_S)
        if share < 1:
            for mark in self._before:
                self._draw(surface, look, mark, colour, 1 - share, 0)
        for index, mark in enumerate(self._marks):
            same = index < len(self._before) and self._before[index].text == mark.text
            self._draw(surface, look, mark, colour, share, 0 if same else round(look.u * 0.5 * (1 - share)))
            if rings and not mark.sure:
                ring = mark.box.inflate(look.px(4), look.px(3))
                dashed_ring(surface, ring, look.palette.soft, max(2, look.px(0.25)))

    def _placed(self, canvas: Canvas, digits: Sequence[Digit]) -> tuple[_Mark, ...]:
        boxes = []
        for digit in digits:
            box = canvas.around(digit.pieces)
            if box is None:
                return ()
            boxes.append(box.inflate(max(0, canvas.look.px(6) - box.width), 0))
        if not boxes:
            return ()
        boxes, y, backed = _room_for_marks(canvas, boxes)
        middles = [box.centerx for box in boxes]
        rooms = [
            min([abs(x - other) for other in middles[:at] + middles[at + 1 :]], default=canvas.rect.width)
            for at, x in enumerate(middles)
        ]
        return tuple(
            _Mark(
                printed(digit),
                round(digit.confidence, 2),
                percent(digit.confidence),
                digit.sure,
                box,
                y,
                backed,
                room,
            )
            for digit, box, room in zip(digits, boxes, rooms, strict=True)
        )

    def _draw(
        self, surface: pygame.Surface, look: Look, mark: _Mark, colour: Colour, alpha: float, drop: int
    ) -> None:
        palette, radius = look.palette, max(1, look.px(0.27))
        area = pygame.Rect(0, 0, max(mark.box.width, look.px(14)), look.px(8)).move_to(
            midtop=(mark.box.centerx, mark.y - radius)
        )
        layer = pygame.Surface(area.size, pygame.SRCALPHA)
        if mark.backed:
            rounded(layer, layer.get_rect(), palette.sheet, look.px(0.7))
        room = max(look.px(1), mark.room - look.px(0.8))  # neighbours keep apart
        rail = pygame.Rect(0, 0, min(mark.box.width, room), 2 * radius).move_to(midtop=(area.width // 2, 0))
        rounded(layer, rail, palette.track, radius)
        filled = rail.copy()
        filled.width = round(rail.width * mark.share)
        if filled.width > radius:
            rounded(layer, filled, colour, radius)
        digit = look.text(mark.text, "read", palette.soft)
        told = self._percents and mark.text != "?"  # a percentage of no digit says nothing
        beside = look.text(mark.percent, "small", palette.soft) if told else None
        width = digit.get_width() + (beside.get_width() + look.px(1) if beside else 0)
        if width > room:
            beside, width = None, digit.get_width()
        place = digit.get_rect(topleft=((area.width - width) // 2, look.px(0.8) + drop))
        layer.blit(digit, place)
        if beside:
            baseline = place.top + look.font("read").get_ascent()
            top = baseline - look.font("small").get_ascent()
            layer.blit(beside, (place.right + look.px(1), top))
        if alpha < 1:
            layer.set_alpha(round(255 * alpha))
        surface.blit(layer, area)


def _room_for_marks(canvas: Canvas, boxes: list[pygame.Rect]) -> tuple[list[pygame.Rect], int, bool]:
    """Where there is room for the marks of the glyphs in these boxes: below them, above them, or beside them.

    Returns:
        Boxes to centre the marks on, the rails' y, and whether the marks cover ink and need a ground.
    """
    look, area = canvas.look, canvas.rect
    gap, high, wide, apart = look.px(2.6), look.px(7), look.px(14), look.px(7)
    below, above = max(box.bottom for box in boxes) + gap, min(box.top for box in boxes) - gap - high
    if below <= area.bottom - high:
        return boxes, below, False
    if above >= area.top:
        return boxes, above, False
    # Huge ink: all the marks side by side, to the right or to the left of it.
    y, width = area.bottom - high, wide + (len(boxes) - 1) * apart
    right, left = max(box.right for box in boxes), min(box.left for box in boxes)
    for start in (right + gap, left - gap - width):
        if area.left <= start and start + width <= area.right:
            places = [pygame.Rect(start + at * apart, y, wide, high) for at in range(len(boxes))]
            return places, y, False
    return boxes, y, True


def dashed_ring(surface: pygame.Surface, rect: pygame.Rect, colour: Colour, width: int) -> None:
    """A dashed ellipse: asks again for the glyph inside it."""
    margin = width + 2
    surface.blit(_ring(rect.size, colour, width), rect.move(-margin, -margin))


@kept(4 * 2**20)
def _ring(size: tuple[int, int], colour: Colour, width: int) -> pygame.Surface:
    margin = width + 2
    layer = brush.blank((size[0] + 2 * margin, size[1] + 2 * margin), colour)
    rx, ry = size[0] / 2, size[1] / 2
    count = max(12, round(math.pi * (rx + ry) / (6 * width + 14)))
    for dash in range(count):
        angles = (2 * math.pi * (dash + part / 8 * 0.62) / count for part in range(9))
        points = [(margin + rx + rx * math.cos(a), margin + ry + ry * math.sin(a)) for a in angles]
        brush.stamp(layer, [brush.Stamp(x, y, width / 2) for x, y in _dense(points)], colour)
    return layer


def _dense(points: Sequence[tuple[float, float]]) -> list[tuple[float, float]]:
    """Points half a pixel apart along straight lines between these."""
    dense = []
    for (ax, ay), (bx, by) in pairwise(points):
        steps = max(1, math.ceil(2 * math.hypot(bx - ax, by - ay)))
        dense += [(ax + (bx - ax) * i / steps, ay + (by - ay) * i / steps) for i in range(steps)]
    return dense
