"""Icons, drawn with the same pen as everything else.

A path's points are in a unit square: x and y go from 0 to 1, and y grows downwards.
"""

from __future__ import annotations

import math
from itertools import pairwise

import pygame

from game.ui import brush
from game.ui.kept import kept
from game.ui.theme import Colour

Path = tuple[tuple[float, float], ...]


def _arc(x: float, y: float, radius: float, start: float, end: float, steps: int) -> Path:
    """Part of a circle. Angles are in degrees, clockwise from three o'clock."""
    angles = (math.radians(start + (end - start) * i / steps) for i in range(steps + 1))
    return tuple((x + radius * math.cos(a), y + radius * math.sin(a)) for a in angles)


def _straight(*corners: tuple[float, float]) -> Path:
    """Straight lines from corner to corner. Extra points on each line keep the brush from rounding it."""
    points: list[tuple[float, float]] = []
    for (ax, ay), (bx, by) in pairwise(corners):
        points += [(ax + (bx - ax) * i / 6, ay + (by - ay) * i / 6) for i in range(6)]
    return (*points, corners[-1])


_HOOK = ((0.16, 0.36), (0.62, 0.36), (0.82, 0.46), (0.86, 0.62), (0.74, 0.78), (0.5, 0.82))
_MIRRORED_HOOK = tuple((1 - x, y) for x, y in _HOOK)

ICONS: dict[str, tuple[Path, ...]] = {
    "back": (_straight((0.9, 0.5), (0.12, 0.5)), _straight((0.42, 0.22), (0.12, 0.5), (0.4, 0.78))),
    "undo": (_HOOK, _straight((0.36, 0.14), (0.14, 0.36), (0.38, 0.58))),
    "redo": (_MIRRORED_HOOK, _straight((0.64, 0.14), (0.86, 0.36), (0.62, 0.58))),
    "clear": (
        _straight((0.08, 0.56), (0.54, 0.16), (0.92, 0.44), (0.46, 0.84), (0.08, 0.56)),
        _straight((0.3, 0.37), (0.68, 0.65)),
    ),
    "pause": (_straight((0.34, 0.16), (0.33, 0.84)), _straight((0.67, 0.16), (0.66, 0.84))),
    "play": (_straight((0.28, 0.14), (0.82, 0.5), (0.28, 0.86), (0.28, 0.14)),),
    "tick": (((0.06, 0.56), (0.16, 0.66), (0.3, 0.82), (0.42, 0.7), (0.64, 0.38), (0.95, 0.06)),),
    "cross": (_straight((0.1, 0.1), (0.9, 0.88)), _straight((0.88, 0.1), (0.12, 0.9))),
    "misread": (
        _straight((0.2, 0.2), (0.8, 0.2), (0.8, 0.8), (0.2, 0.8), (0.2, 0.2)),
        _straight((0.04, 0.96), (0.96, 0.04)),
    ),
    "unsure": (
        *(_arc(0.5, 0.5, 0.44, 30 * i, 30 * i + 16, 3) for i in range(12)),
        ((0.38, 0.38), (0.46, 0.29), (0.58, 0.3), (0.63, 0.4), (0.56, 0.5), (0.5, 0.55), (0.5, 0.62)),
        ((0.5, 0.73), (0.5, 0.735)),
    ),
    "why": (
        _straight((0.12, 0.88), (0.36, 0.64)),
        _arc(0.58, 0.42, 0.32, 0, 360, 24),
    ),
    "layers": (
        _straight((0.08, 0.36), (0.5, 0.14), (0.92, 0.36), (0.5, 0.58), (0.08, 0.36)),
        _straight((0.1, 0.56), (0.5, 0.78), (0.9, 0.56)),
        _straight((0.1, 0.74), (0.5, 0.95), (0.9, 0.74)),
    ),
    "person": (
        _arc(0.5, 0.3, 0.18, 0, 360, 18),
        ((0.14, 0.92), (0.18, 0.72), (0.34, 0.6), (0.5, 0.58), (0.66, 0.6), (0.82, 0.72), (0.86, 0.92)),
    ),
    "skip": (
        _straight((0.1, 0.5), (0.86, 0.5)),
        _straight((0.58, 0.24), (0.88, 0.5), (0.58, 0.76)),
    ),
    "late": (_straight((0.5, 0.04), (0.5, 0.96)), _arc(0.5, 0.5, 0.2, 0, 360, 18)),
    "beaten": (_arc(0.5, 0.5, 0.34, 0, 360, 22),),
    "plus": (_straight((0.5, 0.12), (0.5, 0.88)), _straight((0.12, 0.5), (0.88, 0.5))),
    "keys": (
        _straight((0.06, 0.22), (0.94, 0.22), (0.94, 0.78), (0.06, 0.78), (0.06, 0.22)),
        _straight((0.26, 0.62), (0.74, 0.62)),
        *(((x, 0.42), (x + 0.01, 0.42)) for x in (0.26, 0.42, 0.58, 0.74)),
    ),
    "lock": (
        _straight((0.16, 0.46), (0.84, 0.46), (0.84, 0.92), (0.16, 0.92), (0.16, 0.46)),
        ((0.3, 0.44), (0.3, 0.3), (0.36, 0.16), (0.5, 0.1), (0.64, 0.16), (0.7, 0.3), (0.7, 0.44)),
        ((0.5, 0.66), (0.5, 0.72)),
    ),
    "disc": (),
}


@kept(4 * 2**20)
def icon(name: str, size: int, colour: Colour, weight: float = 0.12) -> pygame.Surface:
    """An icon of :data:`ICONS`, ``size`` pixels square. ``weight`` is the pen's width as a share of ``size``.

    The surface is cached: do not draw on it.
    """
    layer = brush.blank((size, size), colour)
    if name == "disc":
        brush.stamp(layer, [brush.Stamp(size / 2, size / 2, size * weight)], colour)
    radius = max(0.75, size * weight / 2)
    inner = size - 2 * radius - 1
    for path in ICONS[name]:
        points = [(radius + 0.5 + x * inner, radius + 0.5 + y * inner) for x, y in path]
        brush.stamp(layer, brush.stroke_stamps(points, radius, size), colour)
    return layer


@kept(2 * 2**20)
def tally(count: int, height: int, colour: Colour) -> pygame.Surface:
    """A streak as tally strokes. Each fifth stroke crosses the four before it.

    The surface is cached: do not draw on it.
    """
    step = height * 0.26
    width = max(1, round((count + count // 5 * 0.4 + 1) * step))
    layer = brush.blank((width, height), colour)
    radius = max(1.0, height * 0.05)
    x = step * 0.6
    start = x
    for number in range(1, count + 1):
        if number % 5 == 0:
            path = ((start - step * 0.5, height * 0.72), (x + step * 0.1, height * 0.22))
            x += step * 0.9
        else:
            lean = (number * 37 % 5 - 2) * 0.012 * height
            path = ((x + lean, height * 0.12), (x - lean, height * 0.9))
            x += step
        if number % 5 == 1:
            start = path[0][0]
        brush.stamp(layer, brush.stroke_stamps(path, radius, height), colour)
    return layer
