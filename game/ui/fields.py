"""A line to type on: a ruled line, an accent caret, its label above; no box. pygame-gui edits the text."""

from __future__ import annotations

from collections.abc import Callable

import pygame

from game.ui.events import KeyEvent
from game.ui.forms import forms
from game.ui.look import Look
from game.ui.sheet import put, rule
from game.ui.widgets import Widget

#: Where the caret stands, and from where to where text is selected; in letters.
Caret = tuple[int, tuple[int, int]]


class TextField(Widget):
    """One line of text. Typing goes to it while it has the focus.

    Args:
        longest: letters at most.
        digits: take digits only; up and down keys then count.
        changed: called with the text after each change.
        done: what Enter does.
        hint: stands on the line while it is empty.
    """

    def __init__(
        self,
        rect: pygame.Rect,
        look: Look,
        label: str,
        text: str,
        changed: Callable[[str], None],
        *,
        longest: int = 24,
        digits: bool = False,
        done: Callable[[], None] | None = None,
        hint: str = "",
    ) -> None:
        super().__init__(rect, look)
        self.label, self.text, self.hint = label, text, hint
        self.longest, self.digits = longest, digits
        self.active = False  # has the caret; see `focus`
        self._changed, self._done = changed, done
        self._line = rect.bottom - look.px(0.6)
        height = look.font("h2").get_linesize()
        place = pygame.Rect(rect.left, self._line - height, rect.width, height)
        self.entry = forms(look).line(place, text, longest, "0123456789" if digits else "")

    @property
    def caret(self) -> Caret:
        first, last = self.entry.select_range
        return self.entry.edit_position, (first, last)

    def focus(self, on: bool, caret: Caret | None = None) -> None:
        """Give it the caret, at the end of the text if not told where, or take it away."""
        self.active = on
        if not on or (self.entry.is_focused and caret is None):  # a press has put the caret where it was
            return
        forms(self.look).focus(self.entry)
        self.entry.edit_position, selected = caret or (len(self.text), (0, 0))
        self.entry.select_range = list(selected)
        self.entry.cursor_has_moved_recently = True  # shows the caret there

    def heard(self) -> bool:
        """Take over what pygame-gui made of the last event; True if the text changed."""
        text = self.entry.get_text()
        if text == self.text:
            return False
        self.text = text
        self._changed(text)
        return True

    def key(self, event: KeyEvent) -> bool:
        """Take the keys that pygame-gui leaves; letters and editing keys reach it as device events."""
        if event.key in (pygame.K_RETURN, pygame.K_KP_ENTER):
            if self._done is not None:
                self._done()
            return self._done is not None
        if self.digits and event.digit:  # of any keyboard, see `game.input`
            forms(self.look).feed(pygame.event.Event(pygame.TEXTINPUT, text=event.digit))
            self.heard()
            return True
        if event.key in (pygame.K_UP, pygame.K_DOWN):
            if not self.digits:
                return False
            step = 1 if event.key == pygame.K_UP else -1
            number = str(max(0, int(self.text or "0") + step))
            if len(number) <= self.longest:
                self.entry.set_text(number)
                self.heard()
            return True
        return event.key not in (pygame.K_TAB, pygame.K_ESCAPE)

    def draw(self, surface: pygame.Surface) -> None:
        """Draw label, line and hint; the text itself is drawn with the form."""
        look, palette, rect = self.look, self.look.palette, self.rect
        if self.label:
            surface.blit(look.text(self.label, "small", palette.soft), rect.topleft)
        rule(surface, look, rect.left, rect.right, self._line)
        if self.active:
            surface.fill(palette.ink, (rect.left, self._line, rect.width, max(2, look.px(0.2))))
        if not self.text and self.active and self.entry.cursor_on:  # pygame-gui draws none on an empty line
            place = self.entry.rect
            surface.fill(palette.accent, (place.left, place.top, max(2, look.px(0.25)), place.height - 2))
        if not self.text and self.hint:
            caret = look.px(0.6)
            text = look.fitted(self.hint, "body", palette.disabled, rect.width - caret)
            put(surface, text, bottomleft=(rect.left + caret, self._line - look.px(0.2)))
