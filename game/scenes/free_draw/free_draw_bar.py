"""The bar under Free draw's sheet: tools for the ink, what is read, and what one can ask the net."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import pygame

from game.scenes.free_draw.insight import Insight
from game.ui.icons import icon
from game.ui.layout import mirrored
from game.ui.look import Look
from game.ui.widgets import Button
from recognizer.reading import State

_PEN_WEIGHTS = {"fine": 0.13, "medium": 0.21, "broad": 0.32}


@dataclass(frozen=True, slots=True)
class Acts:
    """What the buttons do."""

    undo: Callable[[], None]
    redo: Callable[[], None]
    clear: Callable[[], None]
    next_pen: Callable[[], None]
    why: Callable[[], None]
    layers: Callable[[], None]
    correct: Callable[[], None]


class FreeDrawBar:
    """Buttons, laid out for a look; mirrored for the left-handed. In a narrow window they are briefer."""

    def __init__(self, look: Look, left: int, right: int, acts: Acts) -> None:
        self.look = look
        self._labels = not look.stacked
        self._height = look.target(8)
        self._gap = look.px(2) if self._labels else look.px(1.4)
        self._top = look.size[1] - look.px(11) - (self._height - look.px(8)) // 2
        x = self._tools(left, acts)
        room = self._asks(right, acts) - x
        self._reads = mirrored(look, pygame.Rect(x, self._top, room, self._height))
        for button in self.buttons:
            button.rect = mirrored(look, button.rect)

    @property
    def buttons(self) -> list[Button]:
        """All of them, in tab order."""
        return [self.undo, self.redo, self.clear, self.pen, self.why, self.layers, self.correct]

    def _tools(self, x: int, acts: Acts) -> int:
        """Lay out from the left; gives where that ends."""
        look, wide = self.look, self.look.px(16) if self._labels else self._height
        buttons = []
        for label, name, action, width in (
            ("Undo" if self._labels else "", "undo", acts.undo, wide),
            ("", "redo", acts.redo, self._height),
            ("Clear" if self._labels else "", "clear", acts.clear, wide),
            ("", "disc", acts.next_pen, self._height),
        ):
            rect = pygame.Rect(x, self._top, width, self._height)
            buttons.append(Button(rect, look, label, action, icon=name))
            x += width + self._gap
        self.undo, self.redo, self.clear, self.pen = buttons
        return x

    def _asks(self, right: int, acts: Acts) -> int:
        """Lay out up to the right edge; gives where that begins."""
        look, labels = self.look, self._labels
        buttons: list[Button] = []
        for label, name, action in (
            ("Correct it" if labels else "Correct", None, acts.correct),
            ("Layers", "layers", acts.layers),
            ("Why?", "why", acts.why),
        ):
            shown = name if labels else None
            width = max(self._height, look.font("body").size(label)[0] + look.px(8.4 if shown else 4))
            right -= width
            rect = pygame.Rect(right, self._top, width, self._height)
            buttons.append(Button(rect, look, label, action, icon=shown))
            right -= self._gap
        self.correct, self.layers, self.why = buttons
        return right

    def draw_pen(self, surface: pygame.Surface, pen: str) -> None:
        """The pen's dot on its button, as wide as the pen."""
        dot = icon("disc", self.look.px(4), self.look.palette.ink, _PEN_WEIGHTS[pen])
        sunk = self.look.px(0.55) if self.pen.pressed else 0
        surface.blit(dot, dot.get_rect(center=self.pen.rect.center).move(0, sunk))

    def draw_reads(
        self, surface: pygame.Surface, insight: Insight, *, awake: bool, empty: bool, said: str
    ) -> None:
        """The number, in the middle of the bar; below it what the player said it is, or what it would be if
        somebody else had written it.

        Args:
            awake: the net is loaded.
            empty: nothing is written.
            said: by the player; ``""`` if nothing was.
        """
        reading = insight.reading
        look, palette, area = self.look, self.look.palette, self._reads
        if not awake:
            parts = [look.text("The net wakes up …", "body", palette.soft)]
        elif empty or reading.state is State.EMPTY:
            parts = [look.text("Write a number.", "body", palette.soft)]
        elif reading.sure:
            parts = [look.text("reads", "body", palette.soft), look.text(reading.text, "h1", palette.ink)]
        else:
            mark = icon("unsure", look.px(4.6), palette.soft, 0.07)
            parts = [mark, look.text("can’t read that", "h2", palette.soft)]
        gap = look.px(1.2)
        width = sum(part.get_width() for part in parts) + gap * (len(parts) - 1)
        if width > area.width and len(parts) > 1:
            brief = look.fitted("can’t read", "body", palette.soft, area.width)
            parts = parts[1:] if reading.sure else [brief]
            width = parts[0].get_width()
        why = None
        if said and said != reading.text and not empty:
            why = look.text(f"you said {said}", "small", palette.misread)
        elif insight.stranger and reading.sure and awake and not empty:
            why = look.text(f"it knows your hand; others would get {insight.stranger}", "small", palette.soft)
            if why.get_width() > area.width:
                why = look.text("it knows your hand", "small", palette.soft)
        x = area.centerx - width // 2
        middle = area.centery - (why.get_height() // 2 if why else 0)
        for part in parts:
            surface.blit(part, part.get_rect(midleft=(x, middle)))
            x += part.get_width() + gap
        if why:
            low = max(part.get_height() for part in parts) // 2 + middle
            surface.blit(why, why.get_rect(midtop=(area.centerx, low - look.px(1))))
