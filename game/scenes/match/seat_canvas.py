"""A sheet of a match: what is drawn on it goes to the session, what the session holds is what it shows."""

from __future__ import annotations

import pygame

from game.session.ports import SeatView, Session
from game.ui.bars import ReadingMarks
from game.ui.canvas import Canvas
from game.ui.events import Phase, PointerEvent
from game.ui.look import Look
from game.ui.theme import Colour
from recognizer.ink import Ink, Point
from recognizer.reading import EMPTY


class SeatCanvas(Canvas):
    """The canvas of one seat. Call :meth:`follow` once a frame, after ``session.update``."""

    def __init__(self, look: Look, rect: pygame.Rect, session: Session, seat: int) -> None:
        self.session, self.seat = session, seat
        self.marks = ReadingMarks()
        self._sheet = -1
        self._shown: object = None
        super().__init__(look, rect)

    def place(self, look: Look, rect: pygame.Rect, colour: Colour | None = None) -> None:
        """Lie here from now on; a stroke being drawn ends here, for the session too."""
        lifted = list(self._live)
        super().place(look, rect, colour)
        for pointer, stroke in zip(lifted, self._strokes[len(self._strokes) - len(lifted) :], strict=True):
            self.session.pen_up(self.seat, stroke, pointer)
        self._shown = None

    def pointer(self, event: PointerEvent) -> bool:
        if event.phase is Phase.DOWN:
            if not self.rect.collidepoint(event.position):
                return False
            point = self._point(event)
            self.session.pen_down(self.seat, point, event.pointer)
            view = self.session.view(self.seat)
            self._take(view)
            if not view.pen:
                return False
            enabled, self.enabled = self.enabled, True
            accepted = super().pointer(event)
            self.enabled = enabled
            return accepted
        if event.pointer not in self._live:
            return False
        before = len(self._live[event.pointer].points)
        super().pointer(event)
        live = self._live.get(event.pointer)
        if live is not None:
            if len(live.points) > before:
                self.session.pen_move(self.seat, live.points[-1], event.pointer)
        else:
            self.session.pen_up(self.seat, self._strokes[-1], event.pointer)
        return True

    def follow(self, view: SeatView, now: float) -> bool:
        """Show what the session shows; True if that changed the picture."""
        changed = self._take(view)
        self.enabled = view.pen
        if view.reading is not self._shown or changed:
            self._shown = view.reading
            self.marks.show(self, view.reading or EMPTY, now)
            changed = True
        return self.marks.update(now) or changed

    def _take(self, view: SeatView) -> bool:
        if view.sheet == self._sheet:
            return False
        self._sheet = view.sheet
        self.show(view.ink)
        return True

    def show(self, ink: Ink) -> None:
        """Show this ink; a stroke being drawn goes on."""
        if ink.strokes != self._strokes:
            self._become(ink.strokes)

    def _point(self, event: PointerEvent) -> Point:
        return Point(*self.to_canvas(event.x, event.y), event.t, event.pressure)
