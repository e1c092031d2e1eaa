"""What a quiz asks in the place of its question: which number it was, what was written, who is ready."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial

import pygame

from game.ui.keypad import Keypad
from game.ui.look import Look
from game.ui.sheet import rule
from game.ui.widgets import Button


def heading(
    surface: pygame.Surface,
    look: Look,
    area: pygame.Rect,
    title: str,
    words: Sequence[str] = (),
    top: int | None = None,
) -> int:
    """A question to the player and soft lines under it; gives the y below them."""
    y = area.top if top is None else top
    for line in look.lines(title, "h2", area.width):
        picture = look.text(line, "h2", look.palette.ink)
        surface.blit(picture, (area.left, y))
        y += picture.get_height()
    for word in words:
        for line in look.lines(word, "body", area.width):
            picture = look.text(line, "body", look.palette.soft)
            surface.blit(picture, (area.left, y))
            y += picture.get_height()
    return y


class UnsureAsk:
    """Which of two numbers it was; or write it again; the second time, or type it."""

    def __init__(
        self,
        look: Look,
        area: pygame.Rect,
        offered: Sequence[str],
        choose: Callable[[str], None],
        type_it: Callable[[], None] | None,
    ) -> None:
        self.look, self.offered = look, offered
        self.typing = type_it is not None
        height = look.target(8)
        gap = look.px(2)
        names: list[tuple[str, str | None, Callable[[], None]]] = [
            (text, None, partial(choose, text)) for text in offered
        ]
        if type_it is not None:
            names.append(("Type it", "keys", type_it))
        widths = [
            max(
                look.px(14),
                look.font("h2" if icon is None else "body").size(name)[0]
                + look.px(6 if icon is None else 10),
            )
            for name, icon, _ in names
        ]
        self.buttons: list[Button] = []
        if look.stacked and not look.portrait:
            x, y = area.right - sum(widths) - gap * max(0, len(names) - 1), area.centery - height // 2
            self._text = pygame.Rect(area.left, area.top + look.px(3), x - gap - area.left, area.height)
        else:
            self._text = pygame.Rect(area.left, area.top + round(area.height * 0.2), area.width, area.height)
            x, y = area.left, self._text.top + look.px(4) + look.font("h2").get_linesize()
            y += look.font("body").get_linesize()
            if look.portrait:
                y = area.bottom - height - look.px(2)
                self._text.top = area.top + look.px(3)
        for (name, icon, action), width in zip(names, widths, strict=True):
            if x + width > area.right and x > area.left:
                x, y = area.left, y + height + gap
            rect = pygame.Rect(x, y, width, height)
            self.buttons.append(
                Button(rect, look, name, action, icon=icon, role="h2" if icon is None else "body")
            )
            x += width + gap

    def draw(self, surface: pygame.Surface) -> None:
        if len(self.offered) == 2:
            title = f"Is this {self.offered[0]} or {self.offered[1]}?"
        elif self.offered:
            title = f"Is this {self.offered[0]}?"
        else:
            title = "I can’t read that."
        heading(
            surface,
            self.look,
            self._text,
            title,
            ("Or write it once more." if self.offered else "Write it once more.",),
        )


class MisreadAsk:
    """What was written, by keys. The ink lies beside it; the question is hidden."""

    def __init__(
        self,
        look: Look,
        question: pygame.Rect,
        zone: pygame.Rect,
        changed: Callable[[str], None],
        done: Callable[[str], None],
    ) -> None:
        self.look = look
        self.beside = look.stacked  # the ink is then small, beside the words
        line = look.font("h2").get_linesize()
        if self.beside:
            self._words = pygame.Rect(
                question.left, question.top + look.px(3), round(question.width * 0.62), line * 2
            )
            self.ink = pygame.Rect(0, 0, round(question.width * 0.34), question.height - look.px(3))
            self.ink.midright = (question.right, question.centery)
            area = zone.inflate(-look.px(2), -look.px(2))
            if look.portrait:
                area = area.inflate(0, -round(area.height * 0.4))
        else:
            self._words = pygame.Rect(question.left, question.top + look.px(4), question.width, line * 2)
            self.ink = zone.inflate(-look.px(14), -look.px(14))
            top = self._words.bottom + look.px(8)
            area = pygame.Rect(question.left, top, question.width, question.bottom - look.px(4) - top)
        self.keypad = Keypad(look, area, changed, done)
        if not self.beside:
            self.keypad_left = self.keypad.rect.left

    def draw(self, surface: pygame.Surface) -> None:
        look = self.look
        y = heading(surface, look, self._words, "What did you write?")
        text = look.text(self.keypad.text or " ", "read", look.palette.ink)
        left = self._words.left
        surface.blit(text, (left, y))
        width = max(look.px(14), text.get_width() + look.px(2))
        rule(surface, look, left, left + width, y + text.get_height())
        caret = left + text.get_width() + look.px(0.4) if self.keypad.text else left
        surface.fill(
            look.palette.accent,
            (caret, y + look.px(0.6), max(2, look.px(0.3)), text.get_height() - look.px(1)),
        )
