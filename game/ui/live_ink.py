"""Somebody else's ink on a small sheet, drawn while it arrives: only what is new is stamped."""

from __future__ import annotations

import math
from functools import lru_cache

import pygame

from game.ui import brush
from game.ui.brush import Trail
from game.ui.look import Look
from game.ui.sheet import put
from game.ui.theme import Colour
from recognizer.ink import Ink, Stroke


class LiveInk:
    """Ink whose unit is the height of its sheet, 0, 0 in the middle.

    A sheet elsewhere may be wider than this one, and small writing must be seen from afar: so it is drawn
    ``zoom`` times as large, and moved and made smaller as far as is needed to show all of it.

    Args:
        size: of this sheet, pixels.
        pen: the width of the pen, pixels.
    """

    def __init__(self, size: tuple[int, int], pen: float, colour: Colour, zoom: float = 1.25) -> None:
        self._size, self._pen, self._colour, self._zoom = size, pen, colour, zoom
        self._layer = brush.blank(size, colour)
        self._ink = Ink()
        self._transform = (0.0, 0.0, 1.0)
        self._drawn: list[Stroke] = []  # what is on the layer but for the end of the last one
        self._trail = Trail(pen / 2, size[1])
        self._taken = 0  # points of the last stroke that the trail has

    def show(self, ink: Ink) -> None:
        """Show this ink. Quick if it only adds to what was shown before."""
        transform = self._fitted(ink)
        grows = transform == self._transform and self._goes_on(ink)
        if not grows:
            self._transform = transform
            self._layer.fill((*self._colour, 0))
            self._drawn.clear()
            self._taken = 0
        self._ink = ink
        for at, stroke in enumerate(ink.strokes):
            if at < len(self._drawn) - 1:
                continue
            if at == len(self._drawn):
                self._finish()
                self._drawn.append(stroke)
                self._trail, self._taken = Trail(self._pen / 2, self._size[1]), 0
            fresh = []
            for point in stroke.points[self._taken :]:
                fresh += self._trail.add(*self._place(point.x, point.y), point.t)
            self._taken = len(stroke.points)
            self._drawn[at] = stroke
            brush.stamp(self._layer, fresh, self._colour)

    def draw(self, surface: pygame.Surface, place: tuple[int, int], faint: float = 1.0) -> None:
        """Draw it with the sheet's corner at ``place``, ``faint`` times as dark."""
        picture = self._layer
        if self._drawn:
            picture = self._layer.copy()
            brush.stamp(picture, self._trail.tail(), self._colour)
        if faint < 1:
            picture.set_alpha(round(255 * faint))
        surface.blit(picture, place)
        self._layer.set_alpha(255)

    @property
    def box(self) -> pygame.Rect:
        """What the ink covers, in pixels of this sheet; empty without ink."""
        if not self._ink:
            return pygame.Rect(0, 0, 0, 0)
        box = self._ink.box
        left, top = self._place(box.left, box.top)
        right, bottom = self._place(box.right, box.bottom)
        return pygame.Rect(round(left), round(top), round(right - left), round(bottom - top))

    @property
    def pen(self) -> tuple[int, int]:
        """Where the pen is, in pixels of this sheet."""
        if not self._ink:
            return self._size[0] // 2, self._size[1] // 2
        last = self._ink.strokes[-1].points[-1]
        x, y = self._place(last.x, last.y)
        return round(x), round(y)

    def _finish(self) -> None:
        """Put the end of the last stroke on the layer: it goes no further."""
        if self._drawn:
            brush.stamp(self._layer, self._trail.tail(), self._colour)

    def _goes_on(self, ink: Ink) -> bool:
        """Whether what is drawn is the beginning of this ink."""
        if not self._drawn:
            return True
        if len(ink.strokes) < len(self._drawn):
            return False
        *whole, last = self._drawn
        same = all(old is new or old == new for old, new in zip(whole, ink.strokes, strict=False))
        return same and ink.strokes[len(whole)].points[: self._taken] == last.points

    def _fitted(self, ink: Ink) -> tuple[float, float, float]:
        """Where the sheet's middle lies, and how many pixels its height is."""
        width, height = self._size
        x, y, scale = width / 2, height / 2, height * self._zoom
        if not ink:
            return x, y, scale
        box, edge = ink.box, self._pen
        room_x, room_y = width - 2 * edge, height - 2 * edge
        scale = min(scale, room_x / max(box.width, 1e-6), room_y / max(box.height, 1e-6))
        x += _shift(x + box.left * scale - edge, x + box.right * scale + edge - width)
        y += _shift(y + box.top * scale - edge, y + box.bottom * scale + edge - height)
        return x, y, scale

    def _place(self, x: float, y: float) -> tuple[float, float]:
        middle_x, middle_y, scale = self._transform
        return middle_x + x * scale, middle_y + y * scale


def _shift(before: float, beyond: float) -> float:
    """How far to move what begins ``before`` (below 0: outside) and ends ``beyond`` (above 0: outside)."""
    return -before if before < 0 else -beyond if beyond > 0 else 0.0


def pen_ring(surface: pygame.Surface, look: Look, centre: tuple[int, int]) -> None:
    """A dashed ring around the tip of a pen that is writing now."""
    put(surface, _ring(max(4, look.px(1.2)), look.palette.soft), center=centre)


@lru_cache(maxsize=16)
def _ring(radius: int, colour: Colour) -> pygame.Surface:
    dashes = 12
    side = 2 * radius + 4
    picture = brush.blank((side, side), colour)
    for dash in range(dashes):
        angles = [2 * math.pi * (dash + part / 8) / dashes for part in range(5)]
        points = [(side / 2 + radius * math.cos(a), side / 2 + radius * math.sin(a)) for a in angles]
        brush.stamp(picture, brush.stroke_stamps(points, max(0.8, radius * 0.08), side), colour)
    return picture
