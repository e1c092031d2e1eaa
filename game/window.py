"""The window: its opening, its size, and whether the player has gone to another one."""

from __future__ import annotations

import os
import warnings
from dataclasses import replace

import pygame

from game.settings import MIN_WINDOW, Settings

TITLE = "Digit Duel"
# Seconds in which the focus is back after a switch to full screen or from it.
_SWITCH_S = 1.0


class Window:
    """The one window.

    Raises:
        pygame.error: there is no display.
    """

    def __init__(self, settings: Settings) -> None:
        pygame.display.init()
        # Without a display, SDL raises nothing and draws where nobody can see it.
        if pygame.display.get_driver() == "offscreen" and not os.environ.get("SDL_VIDEODRIVER"):
            pygame.display.quit()
            raise pygame.error("there is no display")
        pygame.font.init()
        pygame.display.set_caption(TITLE)
        self._switched = float("-inf")
        self._away = False
        self.surface = self._open(settings)

    @property
    def size(self) -> tuple[int, int]:
        return self.surface.get_size()

    @property
    def frame_s(self) -> float:
        """Seconds from one of the display's pictures to the next."""
        return 1 / min(max(pygame.display.get_current_refresh_rate() or 60, 30), 240)

    def switch(self, settings: Settings, now: float) -> None:
        """Go to full screen, or back."""
        self.surface = self._open(settings)
        self._switched = now

    def resized(self, settings: Settings) -> Settings:
        """Take the new size of the window; gives the settings with it."""
        self.surface = pygame.display.get_surface() or self.surface
        if settings.fullscreen:
            return settings
        width, height = map(max, self.size, MIN_WINDOW)
        return replace(settings, width=width, height=height)

    def lost(self) -> None:
        """Something else has the focus now."""
        self._away = True

    def found(self) -> None:
        """The focus is back."""
        self._away = False

    def left(self, now: float) -> bool:
        """Whether the player has gone to another window. True once; never because of :meth:`switch`."""
        if not self._away or 0 <= now - self._switched < _SWITCH_S:
            return False
        self._away = False
        return True

    @staticmethod
    def _open(settings: Settings) -> pygame.Surface:
        if settings.fullscreen:
            return pygame.display.set_mode((0, 0), pygame.FULLSCREEN)
        try:
            window = pygame.display.set_mode((settings.width, settings.height), pygame.RESIZABLE)
        except pygame.error:  # the last screen may have been larger than this one
            window = pygame.display.set_mode(MIN_WINDOW, pygame.RESIZABLE)
        with warnings.catch_warnings():
            # Not yet public for display.set_mode, but the only way to keep the window from getting too small.
            warnings.simplefilter("ignore", DeprecationWarning)
            pygame.Window.from_display_module().minimum_size = MIN_WINDOW
        return window
