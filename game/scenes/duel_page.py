"""One page of a duel: its squares, its ink, its verdict, and what it is asked. Where all of it lies."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial

import pygame

from game.play.states import State
from game.scenes.seat_canvas import SeatCanvas
from game.scenes.verdict_view import Echo, draw_strike
from game.session.ports import SeatView, Session
from game.ui.bars import dashed_ring
from game.ui.keypad import Keypad
from game.ui.look import Look
from game.ui.marks import draw_mark
from game.ui.sheet import desk, rounded, sheet, squared, squares
from game.ui.thumbnail import thumbnail
from game.ui.widgets import Button, Widget


class DuelFrame:
    """Where a duel lies: the question on the desk, an open book below it."""

    def __init__(self, look: Look) -> None:
        self.look = look
        outer, foot = look.px(4), look.target(8) + look.px(6.5)
        top = max(look.px(22), 104)
        self.book = pygame.Rect(outer, top, look.size[0] - 2 * outer, look.size[1] - top - foot)
        self.bar = pygame.Rect(outer, 0, self.book.width, max(look.px(12), 60))
        self.foot = pygame.Rect(outer, self.book.bottom, self.book.width, foot).inflate(0, -look.px(1))
        self.spine = self.book.centerx
        self.names_y = self.book.top - look.px(4)
        width = round(self.book.width * (0.5 if not look.stacked else 0.46))
        self.question = pygame.Rect(0, 0, width, top).move_to(midtop=(self.book.centerx, 0))
        half = self.book.width // 2
        self.zones = [
            squared(
                pygame.Rect(self.book.left + side * half, self.book.top, half, self.book.height).inflate(
                    -look.px(6), -look.px(5)
                ),
                look,
            )
            for side in (0, 1)
        ]

    def ground(self) -> pygame.Surface:
        look, book = self.look, self.book
        surface = desk(look)
        sheet(surface, book, look)
        width = look.px(3)
        for step in range(width):
            shade = pygame.Surface((1, book.height), pygame.SRCALPHA)
            shade.fill((60, 40, 20, round(20 * (1 - step / width) ** 2)))
            for x in (self.spine - 1 - step, self.spine + step):
                surface.blit(shade, (x, book.top))
        for zone in self.zones:
            squares(surface, zone, look)
        return surface


class DuelPage:
    """A seat's half of the book.

    Attributes:
        view: as of the last :meth:`follow`.
        echo: the verdict being shown.
        widgets: its buttons, in tab order.
    """

    def __init__(self, frame: DuelFrame, session: Session, seat: int, person: bool) -> None:
        self.frame, self.session, self.seat, self.person = frame, session, seat, person
        self.view: SeatView = session.view(seat)
        self.echo: Echo | None = None
        self.widgets: list[Widget] = []
        self.keypad: Keypad | None = None
        self.canvas = SeatCanvas(frame.look, frame.zones[seat], session, seat)
        self.place(frame)

    def place(self, frame: DuelFrame) -> None:
        self.frame = frame
        self.canvas.place(frame.look, frame.zones[self.seat], frame.look.palette.seats[self.seat])

    @property
    def state(self) -> State:
        return self.view.play.state

    @property
    def writes(self) -> bool:
        """Whether its squares are for writing now."""
        return self.keypad is None

    def wanted(self) -> tuple[object, ...]:
        """What its widgets depend on."""
        view = self.session.view(self.seat).play
        closed = view.state in (State.SHOWING, State.WAITING)
        offered = view.offered if view.state is State.UNSURE else ()
        return closed, view.state is State.ASKING, offered, view.verdict if closed else None

    def follow(self, now: float) -> bool:
        self.view = self.session.view(self.seat)
        moving = self.canvas.follow(self.view, now)
        if not self.person:
            moving |= self.canvas.update(now)
        return moving or (self.echo is not None and self.echo.moving(now))

    def arrange(
        self, row: Sequence[Button], choose: Callable[[int, str], None], claim: Callable[[int, str], None]
    ) -> None:
        """Build its buttons: ``row`` at the foot, and what it is asked on the squares."""
        self.view = self.session.view(self.seat)
        look, zone = self.frame.look, self.frame.zones[self.seat]
        self.widgets, self.keypad = list(row), None
        if self.state is State.ASKING:
            line = look.font("h2").get_linesize()
            area = pygame.Rect(
                zone.left, zone.top + 2 * line + look.px(2), zone.width, zone.height - 2 * line
            )
            self.keypad = Keypad(look, area, lambda _: None, partial(claim, self.seat))
            self.widgets += self.keypad.buttons
        offered = self.view.play.offered if self.state is State.UNSURE else ()
        height, width, gap = look.target(7), look.px(14), look.px(2)
        x = zone.centerx - (len(offered) * (width + gap) - gap) // 2
        for text in offered:
            rect = pygame.Rect(x, zone.top + look.px(1), width, height)
            self.widgets.append(Button(rect, look, text, partial(choose, self.seat, text), role="h2"))
            x += width + gap

    def draw(self, surface: pygame.Surface, now: float) -> None:
        look, canvas, zone = self.frame.look, self.canvas, self.frame.zones[self.seat]
        if self.keypad is not None:
            self._draw_ask(surface, self.keypad)
            return
        if not self.person:
            canvas.draw(surface)
            self._draw_pen(surface)
        elif canvas.strokes and self.state is not State.UNSURE:
            canvas.marks.draw(surface, look, canvas.colour, rings=not canvas.writing)
        if self.view.play.typed:
            text = look.text(self.view.play.typed, "question-stacked", canvas.colour)
            surface.blit(text, text.get_rect(center=zone.center))
        echo = self.echo
        if echo is None:
            return
        if canvas.strokes and self.state in (State.SHOWING, State.WAITING, State.OVER):
            box = canvas.ink.box
            (left, top), (right, bottom) = (
                canvas.to_window(box.left, box.top),
                canvas.to_window(box.right, box.bottom),
            )
            draw_strike(
                surface, look, echo, canvas.ink, pygame.Rect(left, top, right - left, bottom - top), now
            )
        if echo.name == "unsure" and self.state is not State.UNSURE:
            return
        corner = (zone.right - look.px(6), zone.top + look.px(6))
        if self.state is State.UNSURE:
            corner = (zone.left + look.px(5), zone.bottom - look.px(5))
            self._draw_unsure(surface)
        draw_mark(surface, look, echo.name, corner, look.px(7), now - echo.since)

    def _draw_unsure(self, surface: pygame.Surface) -> None:
        look, zone = self.frame.look, self.frame.zones[self.seat]
        words = "Which one? Or write it again." if self.view.play.offered else "Write it once more."
        text = look.fitted(words, "body", look.palette.soft, zone.width - look.px(12))
        surface.blit(text, text.get_rect(midleft=(zone.left + look.px(10), zone.bottom - look.px(5))))

    def _draw_ask(self, surface: pygame.Surface, keypad: Keypad) -> None:
        """What was written? The ink stands small beside the digits typed."""
        look, zone = self.frame.look, self.frame.zones[self.seat]
        rounded(surface, zone.inflate(2, 2), look.palette.sheet, 0)
        words = look.fitted("What did you write?", "h2", look.palette.ink, zone.width)
        surface.blit(words, (zone.left, zone.top))
        y = zone.top + words.get_height()
        typed = look.text(keypad.text or " ", "h2", look.palette.ink)
        surface.blit(typed, (zone.left, y))
        caret = zone.left + (typed.get_width() if keypad.text else 0)
        surface.fill(look.palette.accent, (caret, y, max(2, look.px(0.3)), typed.get_height()))
        disputed = self.view.play.disputed
        if disputed is not None:
            room = pygame.Rect(zone.centerx, y - look.px(1), zone.width // 2, typed.get_height() + look.px(2))
            thumbnail(surface, self.session.ink(self.seat, disputed), room, look, self.canvas.colour)

    def _draw_pen(self, surface: pygame.Surface) -> None:
        """A ring where the opponent's pen is."""
        look, ink = self.frame.look, self.view.ink
        if self.state is State.WRITING and ink:
            point = ink.strokes[-1].points[-1]
            x, y = self.canvas.to_window(point.x, point.y)
            ring = pygame.Rect(0, 0, look.px(4), look.px(4)).move_to(center=(round(x), round(y)))
            dashed_ring(surface, ring, self.canvas.colour, max(1, look.px(0.2)))
