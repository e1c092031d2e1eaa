"""Tilt: turns a page upright whose digits were written at an angle, tried when a reading is unsure."""

from __future__ import annotations

import math
from collections.abc import Sequence
from statistics import fmean

from recognizer.ink import Box
from recognizer.interpretation import Interpretation

_TRIED = (math.radians(12), math.radians(22))  # angles by which a single digit is turned, both ways
# A line of several digits is turned by its own tilt, if that is between these two.
_LEVEL, _MOST = math.radians(6), math.radians(32)
_STEEP = math.radians(12)  # from this tilt on, even if its reading is sure
# Costs (natural logarithm) of turning a line, and of turning a single digit, whose tilt can only be guessed.
_LINE, _LONE = 1.0, 4.0


def levelled(interpretation: Interpretation, glyphs: Sequence[Box]) -> list[Interpretation]:
    """The interpretation with its page turned upright again.

    Args:
        glyphs: the boxes of the digits as they are read so far, from left to right; their middles show the
            line's tilt.
    """
    if len(glyphs) < 2:
        return [
            interpretation.turned(sign * angle, _LONE + (angle > 0.3), guess=True)
            for angle in _TRIED
            for sign in (-1, 1)
        ]
    tilt = _tilt(glyphs)
    return [interpretation.turned(-tilt, _LINE)] if _LEVEL < abs(tilt) <= _MOST else []


def steep(glyphs: Sequence[Box]) -> bool:
    """Whether a line of digits lies so steeply that the page may have been turned."""
    return len(glyphs) > 1 and _STEEP < abs(_tilt(glyphs)) <= _MOST


def _tilt(boxes: Sequence[Box]) -> float:
    """The slope of the line through the boxes' middles (least squares), as an angle."""
    xs, ys = [box.centre[0] for box in boxes], [box.centre[1] for box in boxes]
    x, y = fmean(xs), fmean(ys)
    spread = sum((value - x) ** 2 for value in xs)
    rise = sum((a - x) * (b - y) for a, b in zip(xs, ys, strict=True))
    return math.atan2(rise, spread) if spread > 0 else 0.0
