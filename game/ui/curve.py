"""Curves that grow: shares from 0 to 1 over steps, drawn with the pen, each with its words at its end."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

import pygame

from game.ui import brush
from game.ui.bars import percent
from game.ui.look import Look
from game.ui.sheet import disc, put
from game.ui.theme import Colour

#: Where a scale may begin.
FLOORS = (0.9, 0.8, 0.6, 0.4, 0.2, 0.0)


@dataclass(frozen=True, slots=True)
class Curve:
    """One curve: ``values`` 0 to 1 (None where there is none), its words, its colour."""

    words: str
    values: Sequence[float | None]
    colour: Colour


def draw_curves(
    surface: pygame.Surface, rect: pygame.Rect, look: Look, curves: Sequence[Curve], steps: int
) -> None:
    """Draw curves into a rectangle; ``steps`` is how many values there will be in the end, at least.

    The scale goes from a round share below the lowest value up to 100 %.
    """
    palette, font = look.palette, look.font("small")
    known = [value for curve in curves for value in curve.values if value is not None]
    floor = _floor(min(known, default=0.9))
    left = rect.left + font.size("100 %")[0] + look.px(1.2)
    room = rect.right - left - look.px(4)
    legends = [look.lines(f"{curve.words}: {_end(curve)}", "small", room) for curve in curves]
    legend = font.get_linesize() * sum(map(len, legends)) + look.px(1.6)
    area = pygame.Rect(left, rect.top + look.px(1.2), rect.right - left, rect.height - legend - look.px(2.4))
    for share in ticks(floor):
        y = round(area.bottom - area.height * (share - floor) / (1 - floor))
        surface.fill(palette.rule, (area.left, y, area.width, 1))
        text = look.text(f"{share * 100:.0f} %", "small", palette.soft)
        put(surface, text, midright=(area.left - look.px(1), y))
    last = max(steps, *(len(curve.values) for curve in curves), 2) - 1
    y = area.bottom + look.px(1.6)
    for curve, words in zip(curves, legends, strict=True):
        points = [
            (area.left + area.width * step / last, area.bottom - area.height * (value - floor) / (1 - floor))
            for step, value in enumerate(curve.values)
            if value is not None
        ]
        _draw_line(surface, points, max(1.0, look.u * 0.25), curve.colour)
        if points:
            put(surface, disc(max(3, look.px(0.6)), curve.colour), center=points[-1])
        width = max(2, look.px(0.5))
        middle = y + font.get_linesize() // 2
        surface.fill(curve.colour, (area.left, middle - width // 2, look.px(3), width))
        for line in words:
            surface.blit(look.text(line, "small", palette.ink), (area.left + look.px(4), y))
            y += font.get_linesize()


def _end(curve: Curve) -> str:
    """The curve's latest value as text; three dots if it has none yet."""
    return next((percent(value) for value in reversed(curve.values) if value is not None), "…")


def ticks(floor: float) -> list[float]:
    """The shares at which the scale has lines, from the floor to 1: whole per cents, evenly spaced."""
    parts = 5 if round(floor * 100) % 20 == 10 else 4
    return [floor + (1 - floor) * part / parts for part in range(parts + 1)]


def _floor(lowest: float) -> float:
    """A round share below a value, so that a small change is seen and a large one fits."""
    return next((floor for floor in FLOORS if lowest >= floor + 0.01), FLOORS[-1])


def _draw_line(
    surface: pygame.Surface, points: Sequence[tuple[float, float]], radius: float, colour: Colour
) -> None:
    """Draw straight lines from point to point, all equally wide."""
    stamps = []
    for (ax, ay), (bx, by) in pairwise(points):
        count = max(1, round(math.hypot(bx - ax, by - ay) / (radius / 2)))
        stamps += [
            brush.Stamp(ax + (bx - ax) * i / count, ay + (by - ay) * i / count, radius) for i in range(count)
        ]
    if stamps:
        box = brush.bounds(stamps)
        layer = brush.blank(box.size, colour)
        brush.stamp(layer, stamps, colour, box.topleft)
        surface.blit(layer, box)
