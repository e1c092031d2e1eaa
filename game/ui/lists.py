"""A list to choose from: pygame-gui scrolls it and follows the pointer, the rows' look is ours."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import pygame

from game.ui.events import KeyEvent
from game.ui.forms import forms
from game.ui.look import Look
from game.ui.sheet import disc, put, rounded
from game.ui.theme import Colour
from game.ui.widgets import Widget

# A bead's room in front of a name: pygame-gui aligns one text in a row.
_INDENT = "\u2003 "
_ENTER = (pygame.K_RETURN, pygame.K_KP_ENTER, pygame.K_SPACE)


@dataclass(frozen=True, slots=True)
class Pick:
    """A row: its name, a few words on the right where they fit, a bead in front."""

    name: str
    about: str = ""
    bead: Colour | None = None


class Picks(Widget):
    """A list of rows, the chosen one shaded and underlined. Up and down keys move along it.

    Args:
        rect: where it may be; it is as high as its rows, and scrolls where they are too many.
        chosen: which row, None for none.
        pick: called with the row that is pressed, also when it is chosen already.
    """

    def __init__(
        self,
        rect: pygame.Rect,
        look: Look,
        rows: Sequence[Pick],
        chosen: int | None,
        pick: Callable[[int], None],
    ) -> None:
        self._height = look.target(7)
        shown = max(1, min(rect.height // self._height, len(rows)))
        super().__init__(pygame.Rect(rect.topleft, (rect.width, shown * self._height)), look)
        self.rows, self.chosen, self._pick = tuple(rows), chosen, pick
        self._lead = _INDENT if any(row.bead for row in self.rows) else ""
        self._scrolls = shown < len(self.rows)
        names = [look.fit(self._lead + row.name, "h2", self._room) for row in self.rows]
        self._list = forms(look).list(self.rect, names, chosen)
        self._grip: tuple[int, float] | None = None  # where a row is held, and `first` at that time
        self._dragged = False
        if chosen is not None:
            self.first = max(0, chosen - shown + 1)

    @property
    def _room(self) -> int:
        """How wide a row's text may be."""
        return self.rect.width - self.look.px(3.2) - (self.look.target(0) if self._scrolls else 0)

    @property
    def first(self) -> float:
        """How many rows lie above what is seen; setting it scrolls there, to the last rows at most."""
        bar = self._list.scroll_bar
        return bar.start_percentage * len(self.rows) if bar is not None else 0.0

    @first.setter
    def first(self, rows: float) -> None:
        bar = self._list.scroll_bar
        if bar is not None:
            bar.set_scroll_from_start_percentage(rows / len(self.rows))
            self._list.update(0.0)

    def drag(self, event: pygame.event.Event) -> pygame.event.Event:
        """Scroll with a row that is dragged, as fingers do. Returns the event as pygame-gui is to hear it."""
        if event.type == pygame.MOUSEBUTTONDOWN and event.button == pygame.BUTTON_LEFT:
            rows = self.rect.copy()
            rows.width -= self.look.target(0)  # the scroll bar drags itself
            self._grip = (
                (event.pos[1], self.first) if self._scrolls and rows.collidepoint(event.pos) else None
            )
            self._dragged = False
        elif event.type == pygame.MOUSEMOTION and self._grip is not None:
            at, first = self._grip
            self._dragged |= abs(event.pos[1] - at) > self._height // 3
            if self._dragged:
                most = len(self.rows) - self.rect.height // self._height
                self.first = min(max(0.0, first + (at - event.pos[1]) / self._height), most)
        elif event.type == pygame.MOUSEBUTTONUP and self._grip is not None:
            self._grip = None
            if self._dragged:  # lifted outside all rows, so that none is pressed
                return pygame.event.Event(event.type, {**event.dict, "pos": (-1, -1)})
        return event

    def heard(self) -> bool:
        """Take over what pygame-gui made of the last event; True if a row was pressed."""
        now = next((number for number, item in enumerate(self._list.item_list) if item["selected"]), None)
        if now == self.chosen:
            return False
        if now is None and self.chosen is not None:  # pressed again: stays chosen
            item = self._list.item_list[self.chosen]
            item["selected"] = True
            if item["button_element"] is not None:
                item["button_element"].select()
            now = self.chosen
        assert now is not None
        self.chosen = now
        self._pick(now)
        return True

    def key(self, event: KeyEvent) -> bool:
        if event.key in _ENTER and self.chosen is not None:
            self._pick(self.chosen)
            return True
        step = {pygame.K_DOWN: 1, pygame.K_UP: -1}.get(event.key)
        if step is None:
            return False
        wanted = self.chosen + step if self.chosen is not None else 0
        if not 0 <= wanted < len(self.rows):
            return False
        self.chosen = wanted
        self._pick(wanted)
        return True

    def about_fits(self, row: Pick) -> bool:
        """Whether there is room for the few words on the right."""
        look, scroll = self.look, self.look.target(0) if self._scrolls else 0
        room = self.rect.width - scroll - 2 * look.px(1.6) - look.px(2)
        return look.font("h2").size(self._lead + row.name)[0] + look.font("small").size(row.about)[0] <= room

    def draw(self, surface: pygame.Surface) -> None:
        """Draw beads, underline and the words on the right; the rows themselves are drawn with the form."""
        look, palette = self.look, self.look.palette
        clip = surface.get_clip()
        surface.set_clip(self.rect)
        for number, (row, item) in enumerate(zip(self.rows, self._list.item_list, strict=True)):
            if item["button_element"] is None:
                continue
            place: pygame.Rect = item["button_element"].rect
            left = place.left + look.px(1.6)
            if row.bead is not None:
                put(surface, disc(max(4, look.px(1.1)), row.bead), midleft=(left, place.centery))
            name: str = item["text"].removeprefix(self._lead)
            left += look.font("h2").size(self._lead)[0]
            width, height = look.font("h2").size(name)
            if number == self.chosen:
                line = pygame.Rect(left, place.centery + height // 2 - look.px(0.4), width, 0)
                surface.fill(palette.accent, (*line.topleft, width, max(2, look.px(0.3))))
            if row.about and self.about_fits(row):
                about = look.text(row.about, "small", palette.soft)
                put(surface, about, midright=(place.right - look.px(1.6), place.centery))
        bar = self._list.scroll_bar
        if bar is not None and bar.sliding_button is not None:
            held = bar.sliding_button.hovered or bar.grabbed_slider
            slider = bar.sliding_button.rect
            thin = pygame.Rect(0, slider.top, max(4, look.px(0.8)), slider.height)
            thin.right = slider.right - look.px(0.5)
            rounded(surface, thin, palette.accent if held else palette.hairline, thin.width // 2)
        surface.set_clip(clip)
