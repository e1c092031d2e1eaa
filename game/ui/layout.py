"""Boxes: where the parts of a screen lie. Splits, rows, columns, and the mirror for a left hand.

All lengths are pixels but those of :func:`inset`. Boxes never overlap, and lie inside the area they are made
of as long as it has room for them.
"""

from __future__ import annotations

from collections.abc import Sequence

import pygame

from game.ui.look import Look


def mirrored(look: Look, rect: pygame.Rect, area: pygame.Rect | None = None) -> pygame.Rect:
    """The rectangle where the player's hand wants it: for a left hand, the area is seen in a mirror.

    Args:
        area: the whole window if None.
    """
    if not look.taste.left_handed:
        return rect
    whole = look.rect if area is None else area
    return rect.move(whole.left + whole.right - rect.right - rect.left, 0)


def inset(look: Look, rect: pygame.Rect, across: float, down: float) -> pygame.Rect:
    """The rectangle without its margins: narrower by ``across`` and lower by ``down`` in all, in u."""
    return rect.inflate(*(-look.px(units) if units else 0 for units in (across, down)))


def split(
    look: Look, area: pygame.Rect, share: float, below: float | None = None, gap: int = 0
) -> tuple[pygame.Rect, pygame.Rect]:
    """Two parts side by side, the first one on the left, for a left hand on the right.

    Args:
        share: how much of the width is the first part's, 0 to 1.
        below: in a high window the second part is below the first, which has this share of the height;
            None: they are side by side there too.
        gap: between the two; it is taken from the second part.
    """
    first, second = area.copy(), area.copy()
    if look.portrait and below is not None:
        first.height = round(area.height * below)
        second.height -= first.height + gap
        second.bottom = area.bottom
        return first, second
    first.width = round(area.width * share)
    second.width -= first.width + gap
    second.right = area.right
    return mirrored(look, first, area), mirrored(look, second, area)


def rows(
    area: pygame.Rect, count: int, gap: int = 0, most: int | None = None, *, centred: bool = False
) -> list[pygame.Rect]:
    """Boxes of one height, one below the other: as high as there is room for, ``most`` at most.

    They begin at the top of the area, or lie in the middle of its height.
    """
    height = (area.height - gap * (count - 1)) // max(1, count)
    if most is not None:
        height = min(most, height)
    spare = area.height - height * count - gap * (count - 1)
    top = area.top + (spare // 2 if centred else 0)
    return [pygame.Rect(area.left, top + n * (height + gap), area.width, height) for n in range(count)]


def columns(area: pygame.Rect, count: int, gap: int = 0) -> list[pygame.Rect]:
    """Boxes of one width, side by side, as wide as there is room for, from the area's left edge."""
    width = (area.width - gap * (count - 1)) // max(1, count)
    return [pygame.Rect(area.left + n * (width + gap), area.top, width, area.height) for n in range(count)]


def flow(area: pygame.Rect, widths: Sequence[int], height: int, gap: int) -> list[pygame.Rect]:
    """Boxes side by side, as words are set: what has no room in a line begins the next one."""
    boxes: list[pygame.Rect] = []
    x, y = area.topleft
    for width in widths:
        if x + width > area.right and x > area.left:
            x, y = area.left, y + height + gap
        boxes.append(pygame.Rect(x, y, min(width, area.width), height))
        x += width + gap
    return boxes


class Column:
    """Boxes as wide as an area, taken from its top one after the other.

    Attributes:
        top: where the next box begins; may be moved on.
    """

    def __init__(self, area: pygame.Rect, gap: int = 0) -> None:
        self._area, self._gap = area, gap
        self.top = area.top

    @property
    def rest(self) -> pygame.Rect:
        """What is left of the area."""
        area = self._area
        return pygame.Rect(area.left, self.top, area.width, max(0, area.bottom - self.top))

    def take(self, height: int, gap: int | None = None) -> pygame.Rect:
        """The next box; ``gap`` is left below it, the column's own if None."""
        box = pygame.Rect(self._area.left, self.top, self._area.width, height)
        self.top = box.bottom + (self._gap if gap is None else gap)
        return box
