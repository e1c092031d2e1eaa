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

    Pages are laid out for :data:`~game.settings.MIN_WINDOW` at least. Some desktops make a window smaller all
    the same: it shows the left top part of the page.

    Attributes:
        surface: what pages are drawn on.

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
        self._display = self._open(settings)
        self.surface = _page(self._display)

    @property
    def size(self) -> tuple[int, int]:
        """The page's, in pixels."""
        return self.surface.get_size()

    @property
    def seen(self) -> tuple[int, int]:
        """The window's own size: the part of the page that is seen."""
        return self._display.get_size()

    def show(self) -> None:
        """Show what has been drawn."""
        if self.surface is not self._display:
            self._display.blit(self.surface, (0, 0))
        pygame.display.flip()

    @property
    def frame_s(self) -> float:
        """Seconds from one of the display's pictures to the next."""
        return 1 / min(max(pygame.display.get_current_refresh_rate() or 60, 30), 240)

    def switch(self, settings: Settings, now: float) -> None:
        """Go to full screen, or back."""
        self._display = self._open(settings)
        self.surface = _page(self._display)
        self._switched = now

    def fit(self) -> None:
        """Make the page as large as the window is now. It may be smaller already, while the event that says
        so still waits."""
        self._display = pygame.display.get_surface() or self._display
        self.surface = _page(self._display)

    def resized(self, settings: Settings) -> Settings:
        """Take the new size of the window. Returns the settings with it."""
        self.fit()
        if settings.fullscreen:
            return settings
        width, height = self.size
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


def _page(display: pygame.Surface) -> pygame.Surface:
    """What a page is drawn on: the display itself, or where that is too small, a surface that is not."""
    width, height = map(max, display.get_size(), MIN_WINDOW)
    return display if (width, height) == display.get_size() else pygame.Surface((width, height), 0, display)
