"""Keys for digits, for those who cannot or do not want to draw."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

import pygame

from game.ui.look import Look
from game.ui.widgets import Button

LONGEST = 6


class Keypad:
    """Twelve buttons in a block: 1 to 9, delete, 0, done. Its text grows and shrinks with them.

    Args:
        changed: told the text after each key.
        done: told the text when it is finished; never empty.
    """

    def __init__(
        self,
        look: Look,
        area: pygame.Rect,
        changed: Callable[[str], None],
        done: Callable[[str], None],
        text: str = "",
    ) -> None:
        self.text = text
        self._changed, self._done = changed, done
        gap = look.px(1.2)
        height = min(look.target(8), (area.height - 3 * gap) // 4)
        width = min(look.px(13), (area.width - 2 * gap) // 3)
        block = pygame.Rect(0, 0, 3 * width + 2 * gap, 4 * height + 3 * gap)
        block.midtop = area.midtop
        self.rect = block
        self.buttons: list[Button] = []
        for number, name in enumerate("123456789<0>"):
            rect = pygame.Rect(
                block.left + number % 3 * (width + gap),
                block.top + number // 3 * (height + gap),
                width,
                height,
            )
            if name == "<":
                button = Button(rect, look, "", self.delete, icon="undo")
            elif name == ">":
                button = Button(rect, look, "", self.finish, icon="tick", primary=True)
            else:
                button = Button(rect, look, name, partial(self.type, name), role="h2")
            self.buttons.append(button)
        self._enable()

    def type(self, digits: str) -> None:
        """Add digits, as far as they fit."""
        if len(self.text) < LONGEST:
            self.set(self.text + digits)

    def delete(self) -> None:
        if self.text:
            self.set(self.text[:-1])

    def set(self, text: str) -> None:
        self.text = text
        self._enable()
        self._changed(text)

    def finish(self) -> None:
        if self.text:
            self._done(self.text)

    def _enable(self) -> None:
        self.buttons[9].enabled = self.buttons[11].enabled = bool(self.text)
