"""A QR code as a picture."""

from __future__ import annotations

from functools import lru_cache

import pygame
import segno

from game.ui.theme import PAPER

QUIET = 4  # modules of plain paper around a code, without which cameras do not find it


@lru_cache(maxsize=4)
def qr_code(text: str, side: int, quiet: int) -> pygame.Surface:
    """The code of a text, as large as fits ``side`` pixels with whole pixels a module.

    It is dark on light whatever the board: many cameras cannot read it the other way round. The surface is
    cached: do not draw on it.

    Args:
        quiet: modules of plain paper around it; none are needed where it lies on paper.
    """
    matrix = segno.make(text, error="m", micro=False).matrix
    modules = len(matrix) + 2 * quiet
    pixel = max(1, side // modules)
    picture = pygame.Surface((modules * pixel, modules * pixel))
    picture.fill(PAPER.sheet)
    for row, line in enumerate(matrix):
        for column, dark in enumerate(line):
            if dark:
                picture.fill(PAPER.ink, ((column + quiet) * pixel, (row + quiet) * pixel, pixel, pixel))
    return picture
