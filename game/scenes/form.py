"""A page with lines to type on and lists: typing goes to the line that has the focus."""

from __future__ import annotations

from typing import Any

import pygame

from game.scenes.page import Page
from game.ui.events import KeyEvent, PointerEvent
from game.ui.fields import Caret, TextField
from game.ui.forms import forms, rest
from game.ui.lists import Picks
from game.ui.widgets import Widget


class Form(Page):
    """Subclasses put :class:`TextField` and :class:`Picks` among their widgets."""

    def __init__(self) -> None:
        super().__init__()
        self._moved: float | None = None

    def field(self) -> TextField | None:
        """The line being typed on."""
        current = self.focus.current
        return current if isinstance(current, TextField) else None

    def lists(self) -> list[Picks]:
        return [widget for widget in self.widgets if isinstance(widget, Picks)]

    def type_on(self, widget: Widget) -> None:
        """Give a line the focus."""
        self.focus.on(widget)
        self._show_caret()

    def attach(self, stage: Any) -> None:
        """Lay out; a line that is typed on keeps its caret and what is selected on it, a list its place."""
        typed = self.field()
        label, caret = (typed.label, typed.caret) if typed is not None else ("", None)
        scrolled = [(len(list_.rows), list_.first) for list_ in self.lists()]
        forms(stage.look).clear()
        super().attach(stage)
        for list_, (rows, first) in zip(self.lists(), scrolled, strict=False):
            if len(list_.rows) == rows:
                list_.first = first
        again = self.field()
        self._show_caret(caret if again is not None and again.label == label else None)

    def left(self) -> None:
        super().left()
        for widget in self.widgets:
            if isinstance(widget, TextField):
                widget.active = False
        rest()

    def raw(self, event: pygame.event.Event) -> None:
        self._show_caret()
        for list_ in self.lists():
            event = list_.drag(event)
        forms(self.look).feed(event)
        for widget in self.widgets:
            if isinstance(widget, TextField | Picks) and widget.heard():
                break  # the page may have been laid out anew

    def pointer(self, event: PointerEvent) -> None:
        super().pointer(event)
        self._show_caret()

    def key(self, event: KeyEvent) -> None:
        field = self.field()
        if field is None or not field.key(event):
            super().key(event)
        self._show_caret()

    def update(self, now: float) -> bool:
        dt = 0.0 if self._moved is None else max(0.0, now - self._moved)
        self._moved = now
        return forms(self.look).update(dt) | super().update(now)

    def draw(self, surface: pygame.Surface) -> None:
        if self.ground is not None:
            surface.blit(self.ground, (0, 0))
        forms(self.look).draw(surface)
        for widget in self.widgets:
            widget.draw(surface)
        self.focus.draw(surface, self.look)

    def _show_caret(self, caret: Caret | None = None) -> None:
        typing = self.field()
        if typing is None:
            rest()
        for widget in self.widgets:
            if isinstance(widget, TextField):
                self.changed |= widget.active != (widget is typing)
                widget.focus(widget is typing, caret)
