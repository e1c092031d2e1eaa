"""A window that is not there, for tests of the game."""

from __future__ import annotations

import os
from collections.abc import Iterator

# Before pygame is imported by any test.
os.environ["SDL_VIDEODRIVER"] = "dummy"
os.environ["SDL_AUDIODRIVER"] = "dummy"

import pygame
import pytest

from game.ui import fonts


@pytest.fixture
def window() -> Iterator[pygame.Surface]:
    """1280×720 pixels to draw on."""
    pygame.display.init()
    pygame.font.init()
    yield pygame.display.set_mode((1280, 720))
    fonts.font.cache_clear()
    pygame.quit()
