"""A sheet of a match: what is drawn on it goes to the session, what the session holds is what it shows."""

from __future__ import annotations

import pygame

from game.session.ports import SeatView, Session
from game.ui.bars import ReadingMarks
from game.ui.canvas import Canvas
from game.ui.look import Look
from recognizer.ink import Ink, Point, Stroke
from recognizer.reading import EMPTY


class SeatInk:
    """The ink of one seat, for a canvas."""

    def __init__(self, session: Session, seat: int) -> None:
        self._session, self._seat = session, seat

    @property
    def ink(self) -> Ink:
        return self._session.view(self._seat).ink

    @property
    def pen(self) -> bool:
        return self._session.view(self._seat).pen

    def pen_down(self, point: Point, pointer: int) -> None:
        self._session.pen_down(self._seat, point, pointer)

    def pen_move(self, point: Point, pointer: int) -> None:
        self._session.pen_move(self._seat, point, pointer)

    def pen_up(self, stroke: Stroke, pointer: int) -> None:
        self._session.pen_up(self._seat, stroke, pointer)

    def pen_dropped(self, pointer: int, now: float) -> None:
        self._session.pen_dropped(self._seat, now, pointer)

    def pen_undo(self, now: float) -> None:
        self._session.undo(self._seat, now)


class SeatCanvas(Canvas):
    """The canvas of one seat. Call :meth:`follow` once a frame, after ``session.update``."""

    def __init__(self, look: Look, rect: pygame.Rect, session: Session, seat: int) -> None:
        self.session, self.seat = session, seat
        self.marks = ReadingMarks()
        self._read: object = None
        self._read_version = -1
        super().__init__(look, rect, SeatInk(session, seat))

    def follow(self, view: SeatView, now: float) -> bool:
        """Show what the session shows; True if that changed the picture."""
        changed = self.version != self._read_version
        if view.reading is not self._read or changed:
            self._read, self._read_version = view.reading, self.version
            self.marks.show(self, view.reading or EMPTY, now)
            changed = True
        return self.marks.update(now) or changed
