"""The lines to type on and the lists of one screen. Typing goes to the line that has the focus."""

from __future__ import annotations

from collections.abc import Sequence

import pygame

from game.ui import forms
from game.ui.events import KeyEvent
from game.ui.fields import Caret, TextField
from game.ui.focus import Focus
from game.ui.lists import Picks
from game.ui.look import Look
from game.ui.widgets import Widget


class Form:
    """Connects the :class:`TextField` and :class:`Picks` of a scene with the keyboard and the wheel.

    Every scene has one and tells it what happens. Without such widgets it does nothing.
    """

    def __init__(self, focus: Focus) -> None:
        self._focus = focus
        self._look: Look
        self._first: TextField | None = None
        self._typed: tuple[str, Caret] | None = None  # of the layout before: the line's label and caret
        self._scrolled: list[tuple[int, float]] = []  # of each list: how many rows, and the first one seen
        self.fields: list[TextField] = []
        self.lists: list[Picks] = []

    def type_on(self, field: TextField) -> None:
        """Give this line the focus when the layout is done."""
        self._first = field

    def clear(self, look: Look) -> None:
        """Take the widgets down: the scene is laid out again."""
        field = self._field
        self._typed = (field.label, field.caret) if field is not None else None
        self._scrolled = [(len(list_.rows), list_.first) for list_ in self.lists]
        self._look, self._first = look, None
        self.fields, self.lists = [], []
        forms.clear()

    def take(self, widgets: Sequence[Widget]) -> None:
        """Take over new widgets. The line typed on keeps its caret and selection, a list its place."""
        self.fields = [widget for widget in widgets if isinstance(widget, TextField)]
        self.lists = [widget for widget in widgets if isinstance(widget, Picks)]
        for list_, (rows, first) in zip(self.lists, self._scrolled, strict=False):
            if len(list_.rows) == rows:
                list_.first = first
        if self._first is not None:
            self._focus.on(self._first)
        label, caret = self._typed or ("", None)
        self._show_caret(caret if self._field is not None and self._field.label == label else None)

    def raw(self, event: pygame.event.Event) -> None:
        """Take a device event as pygame gives it."""
        if not self.fields and not self.lists:
            return
        self._show_caret()
        if event.type == pygame.TEXTINPUT and self._field is not None and self._field.digits:
            return  # its digits come as keys
        for list_ in self.lists:
            event = list_.drag(event)
        forms.forms(self._look).feed(event)
        parts: list[TextField | Picks] = [*self.fields, *self.lists]
        for part in parts:
            if part.heard():
                break  # the scene may have been laid out again

    def key(self, event: KeyEvent) -> bool:
        """Take a key; True if it means something to the line that is typed on."""
        return self._field is not None and self._field.key(event)

    def update(self, dt: float) -> bool:
        """Move on by ``dt`` seconds; True if the picture changed."""
        if not self.fields and not self.lists:
            return False
        return forms.forms(self._look).update(dt) | self._show_caret()

    def draw(self, surface: pygame.Surface) -> None:
        if self.fields or self.lists:
            forms.forms(self._look).draw(surface)

    def rest(self) -> None:
        """The scene is left: no line is typed on any more."""
        for field in self.fields:
            field.active = False
        forms.rest()

    @property
    def _field(self) -> TextField | None:
        """The line being typed on."""
        current = self._focus.current
        return current if isinstance(current, TextField) else None

    def _show_caret(self, caret: Caret | None = None) -> bool:
        """Show the caret on the line typed on and no other; True if that changed a line."""
        typed, changed = self._field, False
        if typed is None:
            forms.rest()
        for field in self.fields:
            changed |= field.active != (field is typed)
            field.focus(field is typed, caret)
        return changed
