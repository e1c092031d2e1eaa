"""A line to type on: a ruled line, an accent caret, its label above; no box."""

from __future__ import annotations

from collections.abc import Callable

import pygame

from game.ui.events import KeyEvent
from game.ui.look import Look
from game.ui.sheet import rule
from game.ui.widgets import Widget


class TextField(Widget):
    """One line of text. Typing goes to it while it has the focus.

    Args:
        longest: letters at most.
        digits: take digits only; up and down keys then count.
        changed: told the text after each key.
        done: what Enter does.
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
        self.active = False  # shows the caret; the scene says who has the focus
        self._changed, self._done = changed, done

    def key(self, event: KeyEvent) -> bool:
        if event.key in (pygame.K_RETURN, pygame.K_KP_ENTER):
            if self._done is not None:
                self._done()
            return self._done is not None
        if event.key == pygame.K_BACKSPACE:
            self._set(self.text[:-1])
            return True
        if self.digits and event.key in (pygame.K_UP, pygame.K_DOWN):
            step = 1 if event.key == pygame.K_UP else -1
            self._set(str(max(0, int(self.text or "0") + step)))
            return True
        if event.text and event.text.isprintable() and not event.mod & (pygame.KMOD_CTRL | pygame.KMOD_META):
            if self.digits and not (event.text.isdigit() and event.text.isascii()):
                return False
            if len(self.text) + len(event.text) <= self.longest:
                self._set(self.text + event.text)
            return True
        return False

    def _set(self, text: str) -> None:
        if text != self.text:
            self.text = text
            self._changed(text)

    def draw(self, surface: pygame.Surface) -> None:
        look, palette, rect = self.look, self.look.palette, self.rect
        if self.label:
            label = look.text(self.label, "small", palette.soft)
            surface.blit(label, (rect.left, rect.top))
        line = rect.bottom - look.px(0.6)
        rule(surface, look, rect.left, rect.right, line)
        if self.active:
            surface.fill(palette.ink, (rect.left, line, rect.width, max(2, look.px(0.2))))
        shown = self.text
        font = look.font("h2")
        while shown and font.size(shown)[0] > rect.width - look.px(1):
            shown = shown[1:]
        if not shown and self.hint and not self.active:
            text = look.fitted(self.hint, "body", palette.disabled, rect.width)
        else:
            text = look.text(shown or " ", "h2", palette.ink)
        place = text.get_rect(bottomleft=(rect.left, line - look.px(0.2)))
        surface.blit(text, place)
        if self.active:
            x = place.right + look.px(0.3) if shown else rect.left
            height = font.get_height()
            surface.fill(
                palette.accent,
                (x, line - look.px(0.2) - round(height * 0.9), max(2, look.px(0.3)), round(height * 0.75)),
            )
