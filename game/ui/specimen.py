"""A sample as a picture: its ink, or where it never was ink, its 28×28 image."""

from __future__ import annotations

from functools import lru_cache

import pygame

from data.records import Sample
from game.ui import brush
from game.ui.look import Look
from game.ui.theme import Colour
from game.ui.thumbnail import thumbnail


def specimen(
    surface: pygame.Surface, sample: Sample, rect: pygame.Rect, look: Look, colour: Colour, pen: float = 0.0
) -> None:
    """Draw the sample as large as fits, centred. ``pen`` in u; 0: by the room there is."""
    if sample.ink is not None:
        thumbnail(surface, sample.ink, rect, look, colour, pen or max(0.3, rect.height / look.u / 22))
    else:
        side = min(rect.size)
        picture = pygame.transform.smoothscale(_image(sample.raster, colour), (side, side))
        surface.blit(picture, picture.get_rect(center=rect.center))


@lru_cache(maxsize=512)
def _image(raster: bytes, colour: Colour) -> pygame.Surface:
    """A raster in ink of this colour on nothing."""
    layer = brush.blank((28, 28), colour)
    for place, grey in enumerate(raster):
        if grey:
            layer.set_at((place % 28, place // 28), (*colour, grey))
    return layer
