"""A page with lines to type on: typing goes to the line that has the focus."""

from __future__ import annotations

from game.scenes.page import Page
from game.ui.events import KeyEvent, PointerEvent
from game.ui.fields import TextField
from game.ui.widgets import Widget


class Form(Page):
    """Subclasses put :class:`TextField`s among their widgets."""

    def field(self) -> TextField | None:
        """The line being typed on."""
        current = self.focus.current
        return current if isinstance(current, TextField) else None

    def type_on(self, widget: Widget) -> None:
        """Give a line the focus."""
        self.focus.on(widget)
        self._show_caret()

    def pointer(self, event: PointerEvent) -> None:
        super().pointer(event)
        self._show_caret()

    def key(self, event: KeyEvent) -> None:
        field = self.field()
        if field is None or not field.key(event):
            super().key(event)
        self._show_caret()

    def again(self) -> None:
        super().again()
        self._show_caret()

    def _show_caret(self) -> None:
        typing = self.field()
        for widget in self.widgets:
            if isinstance(widget, TextField):
                widget.active = widget is typing
        self.changed = True
