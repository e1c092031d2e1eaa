"""Digits that the game writes: timed ink made in code, for demonstrations and for an opponent's pen."""

from __future__ import annotations

import math
import random
from collections.abc import Sequence

from recognizer.ink import Ink, Point, Stroke

_Path = tuple[tuple[float, float], ...]

_SPEED = 3.0  # of the pen, digit heights a second; it slows in curves
_STEP = 0.03  # between two points, in digit heights


def _round(x: float, y: float, rx: float, ry: float, start: float, end: float, steps: int = 12) -> _Path:
    """Part of an ellipse, angles in degrees, clockwise from three o'clock."""
    angles = (math.radians(start + (end - start) * i / steps) for i in range(steps + 1))
    return tuple((x + rx * math.cos(a), y + ry * math.sin(a)) for a in angles)


# Each digit in a box one unit high; corners are doubled so that the curve through them stays sharp.
SHAPES: dict[str, tuple[_Path, ...]] = {
    "0": (_round(0.3, 0.5, 0.29, 0.48, -70, -450, 18),),
    "1": (((0.02, 0.3), (0.14, 0.17), (0.27, 0.02), (0.28, 0.02), (0.27, 0.3), (0.25, 0.65), (0.24, 0.98)),),
    "2": (
        (
            *_round(0.3, 0.27, 0.26, 0.26, -170, 25, 9),
            (0.42, 0.55),
            (0.22, 0.78),
            (0.03, 0.96),
            (0.04, 0.97),
            (0.3, 0.95),
            (0.6, 0.96),
        ),
    ),
    "3": (
        (
            *_round(0.26, 0.25, 0.25, 0.23, -150, 75, 9),
            (0.2, 0.48),
            (0.21, 0.485),
            *_round(0.24, 0.72, 0.29, 0.25, -80, 145, 10),
        ),
    ),
    "4": (
        (
            (0.34, 0.02),
            (0.27, 0.24),
            (0.16, 0.46),
            (0.02, 0.66),
            (0.03, 0.67),
            (0.3, 0.65),
            (0.62, 0.62),
        ),
        ((0.5, 0.14), (0.48, 0.4), (0.46, 0.7), (0.43, 1.0)),
    ),
    "5": (
        (
            (0.14, 0.06),
            (0.12, 0.2),
            (0.09, 0.43),
            (0.1, 0.44),
            *_round(0.23, 0.68, 0.3, 0.28, -115, 140, 11),
        ),
        ((0.13, 0.06), (0.32, 0.05), (0.54, 0.02)),
    ),
    "6": (
        (
            (0.44, 0.02),
            (0.26, 0.16),
            (0.12, 0.36),
            (0.04, 0.6),
            *_round(0.28, 0.72, 0.25, 0.25, 180, -170, 14),
        ),
    ),
    "7": (
        ((0.02, 0.06), (0.24, 0.07), (0.54, 0.04), (0.55, 0.05), (0.42, 0.34), (0.28, 0.66), (0.18, 0.99)),
    ),
    "8": (
        (
            (0.5, 0.13),
            (0.32, 0.02),
            (0.12, 0.08),
            (0.08, 0.25),
            (0.22, 0.42),
            (0.42, 0.56),
            (0.53, 0.74),
            (0.43, 0.93),
            (0.24, 0.98),
            (0.07, 0.87),
            (0.08, 0.68),
            (0.25, 0.5),
            (0.44, 0.34),
            (0.5, 0.15),
        ),
    ),
    "9": (
        (
            (0.5, 0.2),
            *_round(0.28, 0.26, 0.24, 0.24, -40, -350, 14),
            (0.525, 0.26),
            (0.52, 0.34),
            (0.48, 0.55),
            (0.42, 0.8),
            (0.36, 0.99),
        ),
    ),
}


def write(
    text: str,
    rng: random.Random,
    *,
    start: float = 0.0,
    gap: float = 0.3,
    wobble: float = 0.012,
) -> Ink:
    """The digits of ``text`` written from left to right.

    Args:
        rng: makes each writing a little different.
        start: when the pen comes down, seconds.
        gap: between digits, in digit heights.
        wobble: how far points stray, in digit heights.

    Returns:
        Ink with its baseline at y = 0 and digits one unit high, x from 0 rightwards. Times only go up.
    """
    strokes: list[Stroke] = []
    x, t = 0.0, start
    for character in text:
        slant, stretch = rng.uniform(-0.02, 0.12), rng.uniform(0.92, 1.1)
        height = rng.uniform(0.94, 1.04)
        right = x
        for path in SHAPES[character]:
            points: list[Point] = []
            phase = rng.uniform(0, 6.3)
            for index, (px, py) in enumerate(_curve(path)):
                up = (1 - py) * height
                stray = wobble * math.sin(phase + index * 0.21)
                point_x = x + px * stretch + slant * up + stray
                point_y = -up + wobble * math.cos(phase * 1.7 + index * 0.17)
                if points:
                    t += math.hypot(point_x - points[-1].x, point_y - points[-1].y) / _SPEED + 0.002
                points.append(Point(point_x, point_y, t))
                right = max(right, point_x)
            strokes.append(Stroke(tuple(points)))
            t += rng.uniform(0.12, 0.2)
        x = right + gap * rng.uniform(0.85, 1.15)
    return Ink(tuple(strokes))


def _curve(path: Sequence[tuple[float, float]]) -> list[tuple[float, float]]:
    """Points about :data:`_STEP` apart on a Catmull-Rom curve through the path."""
    ends = [path[0], *path, path[-1]]
    points = [path[0]]
    for p0, p1, p2, p3 in zip(ends, ends[1:], ends[2:], ends[3:], strict=False):
        count = max(1, round(math.hypot(p2[0] - p1[0], p2[1] - p1[1]) / _STEP))
        for index in range(1, count + 1):
            s = index / count
            points.append(
                (
                    _spline(p0[0], p1[0], p2[0], p3[0], s),
                    _spline(p0[1], p1[1], p2[1], p3[1], s),
                )
            )
    return points


def _spline(a: float, b: float, c: float, d: float, s: float) -> float:
    return b + 0.5 * s * (c - a + s * (2 * a - 5 * b + 4 * c - d + s * (3 * (b - c) + d - a)))
