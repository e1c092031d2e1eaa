"""An old sheet that slides up and shows the new one beneath."""

from __future__ import annotations

import pygame

from game.ui.look import Look, ease_out

SLIDE_S, REDUCED_S = 0.28, 0.08


class Slide:
    """The picture of a sheet on its way out."""

    def __init__(self) -> None:
        self._picture: pygame.Surface | None = None
        self._since = 0.0

    def start(self, surface: pygame.Surface, sheet: pygame.Rect, now: float) -> None:
        """Take what is on the surface there."""
        self._picture, self._since = surface.subsurface(sheet).copy(), now

    def stop(self) -> None:
        self._picture = None

    def moving(self, look: Look, now: float) -> bool:
        """Whether it is still on its way; once more True when it has just gone."""
        if self._picture is None:
            return False
        if now - self._since >= (REDUCED_S if look.taste.reduced_motion else SLIDE_S):
            self._picture = None
        return True

    def draw(self, surface: pygame.Surface, look: Look, sheet: pygame.Rect, now: float) -> None:
        if self._picture is None:
            return
        if look.taste.reduced_motion:
            self._picture.set_alpha(round(255 * max(0.0, 1 - (now - self._since) / REDUCED_S)))
            surface.blit(self._picture, sheet)
            return
        clip = surface.get_clip()
        surface.set_clip(sheet)
        bottom = sheet.bottom - round(ease_out((now - self._since) / SLIDE_S) * sheet.height)
        surface.blit(self._picture, (sheet.left, bottom - sheet.height))
        surface.fill(look.palette.edge, (sheet.left, bottom - 2, sheet.width, max(2, look.px(0.35))))
        surface.set_clip(clip)
