"""The red margin line as a clock: the time left reaches from the foot up to a bead; what is spent is pale."""

from __future__ import annotations

import math

import pygame

from game.ui.brush import Growing
from game.ui.kept import kept
from game.ui.look import Look
from game.ui.sheet import disc, put
from game.ui.theme import Colour

# The line swells once a second while less than this is left, seconds.
LAST_S = 3.0
_STRIKE_STEPS = 24


def clock_line(
    surface: pygame.Surface,
    look: Look,
    x: int,
    top: int,
    bottom: int,
    share: float | None,
    seconds: float | None = None,
    *,
    standing: bool = False,
) -> None:
    """Draw the line.

    Args:
        share: of the time that is left, 0 to 1; None without a clock: a plain line.
        seconds: that are left, where the end is near and should be felt.
        standing: the clock waits: the bead is hollow.
    """
    palette = look.palette
    width = max(2, look.px(0.75))
    if share is None:
        width = max(2, look.px(0.6))
        surface.fill(palette.accent, (x - width // 2, top, width, bottom - top))
        return
    thin = max(2, look.px(0.45))
    surface.fill(palette.spent, (x - thin // 2, top, thin, bottom - top))
    near = seconds is not None and 0 < seconds <= LAST_S
    if near and seconds is not None and not look.taste.reduced_motion:
        beat = math.exp(-6 * (1 - seconds % 1.0))
        width = max(width, round(look.u * (0.75 + 0.35 * beat)))
    elif near:
        width = max(width, look.px(1.1))
    y = bottom - round((bottom - top) * min(1.0, max(0.0, share)))
    surface.fill(palette.accent, (x - width // 2, y, width, bottom - y))
    radius = max(4, round(look.u * (1.0 if not near else 1.25)))
    y = min(max(y, top + radius), bottom - radius)
    put(surface, disc(radius, palette.accent), center=(x, y))
    if standing:
        put(surface, disc(max(2, round(radius * 0.55)), palette.sheet), center=(x, y))


def strike(surface: pygame.Surface, look: Look, rect: pygame.Rect, share: float) -> None:
    """A line through what was written, of which the first ``share`` (0 to 1) is drawn."""
    if share <= 0 or rect.width < 1:
        return
    width = min(max(2.0, look.u * 0.7), max(2.0, rect.height * 0.07))
    _strike(rect.size, look.px(2), width, look.palette.wrong).draw(surface, rect.topleft, min(1.0, share))


@kept(4 * 2**20)
def _strike(size: tuple[int, int], out: int, width: float, colour: Colour) -> Growing:
    """A line, not quite straight, through a box at the origin; it goes ``out`` pixels beyond both sides."""
    across, height = size
    points = []
    for step in range(_STRIKE_STEPS + 1):
        part = step / _STRIKE_STEPS
        wave = math.sin(part * 5) * height * 0.012
        points.append(
            (-out + (across + 2 * out) * part, height / 2 + height * 0.1 * (0.5 - part) + wave, part)
        )
    return Growing([points], width, colour)
