"""Which part of a screen keys go to: tab order and focus ring, for all screens."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol

import pygame

from game.ui.events import KeyEvent
from game.ui.look import Look
from game.ui.sheet import frame


class Focusable(Protocol):
    """What can have the focus: widgets, in the order in which a screen lists them."""

    @property
    def rect(self) -> pygame.Rect: ...

    @property
    def enabled(self) -> bool: ...

    def key(self, event: KeyEvent) -> bool:
        """Take a key while focused; False if it means nothing here."""
        ...


class Focus:
    """The focus of one screen. The ring shows only once the keyboard is used."""

    def __init__(self) -> None:
        self.order: Sequence[Focusable] = ()
        self.visible = False
        self._at: int | None = None

    @property
    def current(self) -> Focusable | None:
        if self._at is None or self._at >= len(self.order) or not self.order[self._at].enabled:
            return None
        return self.order[self._at]

    def reset(self, order: Sequence[Focusable]) -> None:
        """Take a new order, as after a resize; the focus stays at its place in it."""
        self.order = order

    def on(self, part: Focusable) -> None:
        """Move the focus, as a press does, without showing the ring."""
        self._at = next((i for i, other in enumerate(self.order) if other is part), None)

    def step(self, by: int) -> None:
        """Move the ring to the next (1) or previous (-1) enabled part, round the end."""
        if not any(part.enabled for part in self.order):
            self._at = None
            return
        self.visible = True
        at = (self._at if self._at is not None else (-1 if by > 0 else 0)) + by
        while not self.order[at % len(self.order)].enabled:
            at += by
        self._at = at % len(self.order)

    def key(self, event: KeyEvent) -> bool:
        """Tab moves the focus; other keys go to the focused part first, then arrows move it too."""
        if event.key == pygame.K_TAB:
            self.step(-1 if event.mod & pygame.KMOD_SHIFT else 1)
            return True
        if self.visible and self.current is not None and self.current.key(event):
            return True
        if event.key in (pygame.K_DOWN, pygame.K_RIGHT) and self.order:
            self.step(1)
            return True
        if event.key in (pygame.K_UP, pygame.K_LEFT) and self.order:
            self.step(-1)
            return True
        return False

    def draw(self, surface: pygame.Surface, look: Look) -> None:
        if self.visible and self.current is not None:
            gap, width = look.px(0.55), max(2, look.px(0.4))
            ring = self.current.rect.inflate(2 * (gap + width), 2 * (gap + width))
            frame(surface, ring, look.palette.ink, width, look.px(1) + gap + width)
