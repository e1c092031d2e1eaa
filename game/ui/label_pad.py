"""Keys to say what a glyph is: ten digits, and one for “not a digit”."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

import pygame

from game.ui.look import MIN_TARGET, Look
from game.ui.widgets import Button
from recognizer.reading import NOT_A_DIGIT

_WORDS = "Not a digit"


def label_pad(
    look: Look, area: pygame.Rect, say: Callable[[int], None], lit: int | None = None
) -> list[Button]:
    """Eleven buttons at the top of an area, in as many columns (at most five) as a finger can hit.

    Args:
        say: told 0 to 9, or :data:`NOT_A_DIGIT`.
        lit: the label that stands now, underlined.
    """
    gap = look.px(1.2)
    columns = max(1, min(5, (area.width + gap) // (MIN_TARGET + gap)))
    width = min(look.px(11), (area.width - (columns - 1) * gap) // columns)
    height = pad_key_height(look, area.height, columns)
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
    buttons.append(Button(rect, look, _WORDS, partial(say, NOT_A_DIGIT)))
    if lit is not None:
        buttons[lit].lit = True
    return buttons


def pad_key_height(look: Look, room: int, columns: int) -> int:
    """How high one key is, given the height for all rows."""
    rows = -(-10 // columns) + (1 if 10 % columns == 0 or columns - 10 % columns < 2 else 0)
    return max(MIN_TARGET, min(look.px(8), (room - (rows - 1) * look.px(1.2)) // rows))


def spoken(label: int) -> str:
    """A label in words: ``"a 4"``, ``"an 8"``, ``"not a digit"``."""
    if label == NOT_A_DIGIT:
        return "not a digit"
    return f"an {label}" if label == 8 else f"a {label}"


def printed(label: int) -> str:
    """A label in print: a question mark for what is not a digit."""
    return "?" if label == NOT_A_DIGIT else str(label)
