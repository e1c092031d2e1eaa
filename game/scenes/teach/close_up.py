"""One sample close up: a picture on one side, words and the keys for labels on the other."""

from __future__ import annotations

from collections.abc import Callable

import pygame

from data.records import Sample
from game.scenes.page import Page
from game.ui.events import KeyEvent
from game.ui.keypad import label_pad
from game.ui.layout import inset, mirrored
from game.ui.look import Look
from game.ui.sheet import paragraph, paragraphs, squares
from game.ui.thumbnail import specimen
from game.ui.widgets import Button


class CloseUp:
    """Lays a sample, and the keys to say what it shows, on a page.

    Args:
        say: called with what the player says the sample shows, 0 to 10.

    Attributes:
        picture: the picture's place; may be made smaller before it is drawn.
    """

    def __init__(self, look: Look, page: Page, say: Callable[[int], None]) -> None:
        self.look, self._ground, self._say = look, page.ground, say
        inner = inset(look, page.area, 6, 4)
        self.picture, self._words = inner.copy(), inner.copy()
        if look.portrait:
            self.picture.height = min(inner.width, inner.height // 2)
            self._words.top = self.picture.bottom + look.px(3)
            self._words.height = inner.bottom - self._words.top
        else:
            self.picture.width = min(inner.height, round(inner.width * 0.46))
            self._words.left = self.picture.right + look.px(4)
            self._words.width = inner.right - self._words.left
        self.picture, self._words = mirrored(look, self.picture), mirrored(look, self._words)

    def draw(self, sample: Sample) -> None:
        """The sample, on squares in the middle of its place."""
        side = min(self.picture.size)
        place = pygame.Rect(0, 0, side, side)
        place.center = self.picture.center
        grid = squares(self._ground, place, self.look)
        ink = self.look.palette.ink
        specimen(self._ground, sample, grid.inflate(-side // 3, -side // 5), self.look, ink, 1.4)

    def ask(self, headline: str, *lines: str, lit: int | None = None) -> list[Button]:
        """A headline and sentences, and below them the keys for labels, ``lit`` the one that stands."""
        look, area = self.look, self._words
        y = paragraph(self._ground, look, headline, "h2", look.palette.ink, area) + look.px(1)
        y = paragraphs(self._ground, look, pygame.Rect(area.left, y, area.width, 0), " ".join(lines))
        return label_pad(look, pygame.Rect(area.left, y, area.width, area.bottom - y), self._say, lit)


def said_by_key(event: KeyEvent) -> int | None:
    """The digit that a key says; None for another key."""
    return int(event.digit) if event.digit else None
