"""Ink that belongs to no seat: what is written on the menu, in a lesson, in free draw."""

from __future__ import annotations

from recognizer.ink import Ink, Point, Stroke

_KEPT_STEPS = 200


class Drawing:
    """Ink with undo and redo, written on a `game.ui.canvas.Canvas`.

    Attributes:
        open: False refuses new strokes; a stroke that is being drawn is finished.
    """

    def __init__(self) -> None:
        self.open = True
        self._strokes: tuple[Stroke, ...] = ()
        self._past: list[tuple[Stroke, ...]] = []
        self._future: list[tuple[Stroke, ...]] = []
        self._down: set[int] = set()
        self._refused: set[int] = set()  # pointers that are down, but whose strokes are not wanted

    @property
    def ink(self) -> Ink:
        """The finished strokes, in canvas coordinates."""
        return Ink(self._strokes)

    @property
    def can_undo(self) -> bool:
        return bool(self._past)

    @property
    def can_redo(self) -> bool:
        return bool(self._future)

    # Where a canvas's strokes go

    @property
    def pen(self) -> bool:
        """Whether a stroke may begin now, and those being drawn go on."""
        return self._takes and not self._refused

    @property
    def _takes(self) -> bool:
        return self.open or bool(self._down)

    def pen_down(self, point: Point, pointer: int) -> None:  # noqa: ARG002 - the whole stroke comes in the end
        if self._takes:
            self._down.add(pointer)
            self._refused.clear()
        else:
            self._refused.add(pointer)

    def pen_move(self, point: Point, pointer: int) -> None:
        """The whole stroke comes in the end."""

    def pen_up(self, stroke: Stroke, pointer: int) -> None:
        if pointer in self._down:
            self._down.remove(pointer)
            self._change((*self._strokes, stroke))
        self._refused.discard(pointer)

    def pen_dropped(self, pointer: int, now: float) -> None:  # noqa: ARG002 - time does not count here
        self._down.discard(pointer)
        self._refused.discard(pointer)

    def pen_undo(self, now: float) -> None:  # noqa: ARG002 - time does not count here
        self.undo()

    # Changing it

    def undo(self) -> None:
        """Take back the last step, if there is one: the stroke being drawn, a stroke or a clear."""
        if self._down:
            self._lift()
        elif self._past:
            self._future.append(self._strokes)
            self._strokes = self._past.pop()

    def redo(self) -> None:
        """Do again what was taken back; a stroke that is being drawn is given up."""
        self._lift()
        if self._future:
            self._past.append(self._strokes)
            self._strokes = self._future.pop()

    def clear(self) -> None:
        """Remove all ink, also what is being drawn; can be undone."""
        self._lift()
        if self._strokes:
            self._change(())

    def new_sheet(self) -> None:
        """Start empty, with nothing to undo; pointers still down write no further."""
        self._lift()
        self._strokes, self._past, self._future = (), [], []

    def _lift(self) -> None:
        self._refused |= self._down
        self._down = set()

    def _change(self, strokes: tuple[Stroke, ...]) -> None:
        self._past = [*self._past[-_KEPT_STEPS:], self._strokes]
        self._future, self._strokes = [], strokes
