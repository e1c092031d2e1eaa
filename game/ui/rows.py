"""Lists of lines to press. The chosen line is tinted and underlined."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial
from typing import Protocol

import pygame

from game.ui.layout import rows
from game.ui.look import Look, ease_out
from game.ui.sheet import disc, put, rounded
from game.ui.theme import Colour
from game.ui.widgets import Widget


class WithAbout(Protocol):
    """A line with a few words on the right, unless ``quiet``."""

    quiet: bool

    @property
    def about_fits(self) -> bool: ...


def agree(lines: Sequence[WithAbout]) -> None:
    """Let all lines of a list show their few words; or none of them, if one has no room for its own."""
    quiet = not all(line.about_fits for line in lines)
    for line in lines:
        line.quiet = quiet


class ListLine(Widget):
    """A line: a number or a bead in front, its name, and a few words on the right where they fit.

    A high one, as there is room for in portrait, is printed larger.

    Attributes:
        below: the few words are below the name.
    """

    def __init__(
        self,
        rect: pygame.Rect,
        look: Look,
        name: str,
        action: Callable[[], None],
        *,
        about: str = "",
        number: str = "",
        bead: Colour | None = None,
        chosen: bool = False,
    ) -> None:
        super().__init__(rect, look, action)
        self.name, self.about, self.number, self.bead = name, about, number, bead
        self.chosen = chosen
        self.quiet = self.below = False
        high = rect.height >= look.px(11)
        self._role, self._about_role = ("h1", "body") if high else ("h2", "small")
        self._numbers = look.px(6.6 if high else 3.6)  # from the left edge to where numbers end

    @property
    def about_fits(self) -> bool:
        look = self.look
        x = self.rect.left + look.px(1.6) + (self._numbers + look.px(1.8) if self.number else 0)
        x += 2 * max(4, look.px(1.1)) + look.px(1.6) if self.bead is not None else 0
        return self._room(x + look.font(self._role).size(self.name)[0])

    def _room(self, right: int) -> bool:
        """Whether the few words fit beside a name that ends at ``right``."""
        look = self.look
        return look.font(self._about_role).size(self.about)[0] <= self.rect.right - look.px(3.6) - right

    @property
    def about_fits_below(self) -> bool:
        look, name, about = self.look, self.look.font(self._role), self.look.font(self._about_role)
        high = name.get_linesize() + about.get_linesize() <= self.rect.height
        return high and about.size(self.about)[0] <= self.rect.width - 2 * look.px(1.6)

    @property
    def target(self) -> pygame.Rect:
        return self.rect  # lines are close together: a larger target would overlap its neighbour's

    def draw(self, surface: pygame.Surface) -> None:
        look, palette = self.look, self.look.palette
        share = 1.0 if self.chosen or self.pressed else self._hover
        if share:
            rounded(surface, self.rect, palette.chosen, look.px(0.7))
        x = self.rect.left + look.px(1.6)
        colour = palette.ink if self.enabled else palette.disabled
        if self.number:
            number = look.text(self.number, self._role, palette.accent if self.chosen else palette.soft)
            put(surface, number, midright=(x + self._numbers, self.rect.centery))
            x += self._numbers + look.px(1.8)
        if self.bead is not None:
            dot = disc(max(4, look.px(1.1)), self.bead)
            put(surface, dot, midleft=(x, self.rect.centery))
            x += dot.get_width() + look.px(1.6)
        name = look.fitted(self.name, self._role, colour, self.rect.right - look.px(1) - x)
        place = name.get_rect(midleft=(x, self.rect.centery))
        if self.below:
            about = look.text(self.about, self._about_role, palette.soft)
            place.top = self.rect.centery - (place.height + about.get_height()) // 2
            surface.blit(about, (x, place.bottom))
        surface.blit(name, place)
        if share:
            width = round(place.width * ease_out(share))
            surface.fill(
                palette.accent, (place.left, place.bottom - look.px(0.4), width, max(2, look.px(0.3)))
            )
        if self.about and not self.quiet and self._room(place.right):
            about = look.text(self.about, self._about_role, palette.soft)
            baseline = (
                place.top + look.font(self._role).get_ascent() - look.font(self._about_role).get_ascent()
            )
            surface.blit(about, (self.rect.right - look.px(1.6) - about.get_width(), baseline))


def line_list(
    look: Look,
    area: pygame.Rect,
    names: Sequence[tuple[str, str]],
    chosen: int,
    pick: Callable[[int], None],
) -> list[ListLine]:
    """A list of names, of which one is chosen; ``pick`` is called with it.

    Each has a few words about it, beside the name or, where the list is too narrow for one of them, below it.
    """
    most = look.target(13 if look.portrait else 9.5)
    lines = [
        ListLine(box, look, name, partial(pick, number), about=about, chosen=number == chosen)
        for number, ((name, about), box) in enumerate(
            zip(names, rows(area, len(names), look.px(1), most), strict=True)
        )
    ]
    agree(lines)
    below = any(line.quiet for line in lines) and all(line.about_fits_below for line in lines)
    for line in lines:
        line.below = below
    return lines


class Swatch(Widget):
    """A round colour to choose."""

    def __init__(
        self, rect: pygame.Rect, look: Look, colour: Colour, chosen: bool, action: Callable[[], None]
    ) -> None:
        super().__init__(rect, look, action)
        self.colour, self.chosen = colour, chosen

    def draw(self, surface: pygame.Surface) -> None:
        radius = min(self.rect.size) // 2 - self.look.px(0.9)
        if self.chosen or self._hover:
            ring = disc(
                min(self.rect.size) // 2, self.look.palette.ink if self.chosen else self.look.palette.hairline
            )
            put(surface, ring, center=self.rect.center)
            inner = disc(min(self.rect.size) // 2 - max(2, self.look.px(0.4)), self.look.palette.sheet)
            put(surface, inner, center=self.rect.center)
        put(surface, disc(radius, self.colour), center=self.rect.center)
