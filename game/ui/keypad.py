"""Keys for digits: to type a number without drawing it, and to say what a drawn glyph is."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

import pygame

from game.ui.look import MIN_TARGET, Look
from game.ui.widgets import Button
from recognizer.reading import NOT_A_DIGIT

LONGEST = 6


class Keypad:
    """Twelve buttons in a block: 1 to 9, delete, 0, done. Its text grows and shrinks with them.

    Args:
        changed: called with the text after each key.
        done: called with the text when it is finished; never empty.
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
        """Add digits, unless the text is full."""
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


def label_pad(
    look: Look, area: pygame.Rect, say: Callable[[int], None], lit: int | None = None
) -> list[Button]:
    """Ten digits and “not a digit”, at the top of an area: as many columns as a finger can hit, at most five.

    Args:
        say: called with 0 to 9, or :data:`NOT_A_DIGIT`.
        lit: the present label, which is underlined.
    """
    gap = look.px(1.2)
    columns = max(1, min(5, (area.width + gap) // (MIN_TARGET + gap)))
    width = min(look.px(11), (area.width - (columns - 1) * gap) // columns)
    lines = -(-10 // columns) + (1 if 10 % columns == 0 or columns - 10 % columns < 2 else 0)
    height = max(MIN_TARGET, min(look.px(8), (area.height - (lines - 1) * gap) // lines))
    block = columns * width + (columns - 1) * gap
    left = area.left
    buttons = []
    for label in range(10):
        row, column = divmod(label, columns)
        rect = pygame.Rect(left + column * (width + gap), area.top + row * (height + gap), width, height)
        buttons.append(Button(rect, look, str(label), partial(say, label), role="h2"))
    row, column = divmod(10, columns)
    if columns - column < 2:
        row, column = row + 1, 0
    rect = pygame.Rect(left + column * (width + gap), area.top + row * (height + gap), 0, height)
    rect.width = left + block - rect.left
    words = look.first_fit("body", rect.width - look.px(1), "Not a digit", "No digit", "None")
    buttons.append(Button(rect, look, words, partial(say, NOT_A_DIGIT)))
    if lit is not None:
        buttons[lit].lit = True
    return buttons


def spoken(label: int) -> str:
    """A label in words: ``"a 4"``, ``"an 8"``, ``"not a digit"``."""
    if label == NOT_A_DIGIT:
        return "not a digit"
    return f"an {label}" if label == 8 else f"a {label}"


def printed(label: int) -> str:
    """A label in print: a question mark for what is not a digit."""
    return "?" if label == NOT_A_DIGIT else str(label)
