"""A table of facts in shades of one ink. Dark: quick. Light: slow. Dot: new. Red frame: next."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from enum import IntEnum

import pygame

from game.ui.look import Look
from game.ui.sheet import disc, frame, put, rounded
from game.ui.theme import mix

Place = tuple[int, int]  # row, column


class Shade(IntEnum):
    """How well a fact is known."""

    NEW = 0
    NOT_YET = 1
    GOOD = 2
    QUICK = 3


WORDS = {Shade.QUICK: "quick", Shade.GOOD: "good", Shade.NOT_YET: "not yet", Shade.NEW: "new"}


_PALE = {Shade.QUICK: 0.0, Shade.GOOD: 0.5, Shade.NOT_YET: 0.76, Shade.NEW: 0.94}


def _draw_shade(surface: pygame.Surface, look: Look, cell: pygame.Rect, shade: Shade, radius: int) -> None:
    palette = look.palette
    rounded(surface, cell, mix(palette.ink, palette.sheet, _PALE[shade]), radius)
    if shade is Shade.NEW:
        put(surface, disc(max(1, round(look.u * 0.2)), palette.soft), center=cell.center)


class FactGrid:
    """Rows and columns of facts, as large as fits the rectangle.

    Args:
        rows, columns: the numbers along the edges.
        shades: by row and column; what is not in it is new.
        next_up: places in a red frame.
        sign: the operation, printed in the corner.
    """

    def __init__(
        self,
        look: Look,
        rect: pygame.Rect,
        rows: range,
        columns: range,
        shades: Mapping[Place, Shade],
        next_up: Collection[Place] = (),
        sign: str = "",
    ) -> None:
        self.look, self.rows, self.columns = look, rows, columns
        self._shades, self._next, self._sign = shades, next_up, sign
        label = look.font("small").size("12")[0] + look.px(1.2)
        self.gap = max(1, look.px(0.4))
        across = (rect.width - label) // len(columns)
        down = (rect.height - look.font("small").get_linesize() - look.px(0.6)) // len(rows)
        self.pitch = max(4, min(across, down, look.px(6)))
        self.cells = pygame.Rect(
            rect.left + label,
            rect.top,
            self.pitch * len(columns) - self.gap,
            self.pitch * len(rows) - self.gap,
        )
        self.rect = pygame.Rect(
            rect.left,
            rect.top,
            label + self.cells.width,
            self.cells.height + look.px(0.6) + look.font("small").get_linesize(),
        )

    def place(self, position: tuple[float, float]) -> Place | None:
        """The fact at a place of the window."""
        if not self.cells.collidepoint(position):
            return None
        column = int(position[0] - self.cells.left) // self.pitch
        row = int(position[1] - self.cells.top) // self.pitch
        return self.rows[row], self.columns[column]

    def cell(self, place: Place) -> pygame.Rect:
        column, row = self.columns.index(place[1]), self.rows.index(place[0])
        side = self.pitch - self.gap
        return pygame.Rect(
            self.cells.left + column * self.pitch, self.cells.top + row * self.pitch, side, side
        )

    def draw(self, surface: pygame.Surface) -> None:
        look, palette = self.look, self.look.palette
        radius = min(look.px(0.45), self.pitch // 5)
        for row in self.rows:
            for column in self.columns:
                shade = self._shades.get((row, column), Shade.NEW)
                cell = self.cell((row, column))
                _draw_shade(surface, look, cell, shade, radius)
        thick = max(2, look.px(0.35))
        for place in self._next:
            if place[0] in self.rows and place[1] in self.columns:
                frame(
                    surface,
                    self.cell(place).inflate(self.gap + 1, self.gap + 1),
                    palette.accent,
                    thick,
                    radius + 1,
                )
        # Where the cells are smaller than their numbers, only every second or third one is printed.
        step = -(-look.font("small").get_ascent() // self.pitch)
        for row in self.rows[::step]:
            text = look.text(str(row), "small", palette.soft)
            centre = self.cell((row, self.columns[0])).centery
            put(surface, text, midright=(self.cells.left - look.px(0.9), centre))
        under = self.cells.bottom + look.px(0.6)
        step = 1 if look.font("small").size("12")[0] + look.px(0.8) <= self.pitch else 2
        for column in self.columns[::step]:
            text = look.text(str(column), "small", palette.soft)
            put(surface, text, midtop=(self.cell((self.rows[0], column)).centerx, under))
        if self._sign:
            sign = look.text(self._sign, "small", palette.soft)
            put(surface, sign, midtop=(self.cells.left - look.px(1.8), under))


def legend(surface: pygame.Surface, look: Look, left: int, top: int, *, next_up: bool) -> None:
    """What the shades mean, one under the other, and with ``next_up`` what the frame around a fact means."""
    palette = look.palette
    side, y = look.px(3.1), top
    step = max(side + look.px(1.7), look.font("small").get_linesize())
    names: list[tuple[str, Shade | None]] = [(word, shade) for shade, word in WORDS.items()]
    if next_up:
        names.append(("next", None))
    for word, shade in names:
        box = pygame.Rect(left, y, side, side)
        if shade is None:
            frame(surface, box, palette.accent, max(2, look.px(0.35)), look.px(0.45))
        else:
            _draw_shade(surface, look, box, shade, look.px(0.45))
        text = look.text(word, "small", palette.soft)
        put(surface, text, midleft=(box.right + look.px(1), box.centery))
        y += step
