"""Lines that draw themselves: all points are known, and those are shown that the pen has passed."""

from __future__ import annotations

import math
from bisect import bisect_right
from collections.abc import Iterable, Sequence
from itertools import pairwise

import pygame

from game.ui import brush
from game.ui.theme import Colour

Guide = Sequence[tuple[float, float, float]]
"""A stroke's points ``(x, y, at)``, a few pixels apart; ``at`` rises from 0 to 1 over all the strokes."""


class Growing:
    """Strokes of one even width. What has been stamped stays: each frame adds only what is new.

    Args:
        width: in pixels, as ``x`` and ``y`` are.
    """

    def __init__(self, strokes: Iterable[Guide], width: float, colour: Colour) -> None:
        self._colour = colour
        self._stamps: list[brush.Stamp] = []
        self._times: list[float] = []
        for stroke in strokes:
            self._lay(stroke, width / 2)
        box = brush.bounds(self._stamps)
        self._origin = box.topleft
        self._layer = brush.blank((max(1, box.width), max(1, box.height)), colour)
        self._shown = 0

    def draw(self, surface: pygame.Surface, place: tuple[int, int], share: float) -> None:
        """Draw what comes before ``share`` (0 to 1), the strokes' origin lying at ``place``."""
        count = bisect_right(self._times, share)
        if count < self._shown:
            self._layer.fill((*self._colour, 0))
            self._shown = 0
        if count > self._shown:
            brush.stamp(self._layer, self._stamps[self._shown : count], self._colour, self._origin)
            self._shown = count
        if count:
            surface.blit(self._layer, (place[0] + self._origin[0], place[1] + self._origin[1]))

    def _lay(self, stroke: Guide, radius: float) -> None:
        """Add a stroke's stamps, its end tapering as a pen's does."""
        gap = max(0.5, radius / 5)
        stamps, times = [brush.Stamp(stroke[0][0], stroke[0][1], radius)], [stroke[0][2]]
        for (ax, ay, a), (bx, by, b) in pairwise(stroke):
            steps = max(1, math.ceil(math.hypot(bx - ax, by - ay) / gap))
            for step in range(1, steps + 1):
                part = step / steps
                stamps.append(brush.Stamp(ax + (bx - ax) * part, ay + (by - ay) * part, radius))
                times.append(a + (b - a) * part)
        self._stamps += brush.tapered(stamps, radius)
        self._times += times
