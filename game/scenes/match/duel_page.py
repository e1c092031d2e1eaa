"""One page of a duel: its squares, its ink, its verdict, and what it is asked. Where all of it lies."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial

import pygame

from game.play.states import OPEN, State
from game.scenes.match.seat_canvas import SeatCanvas
from game.scenes.match.verdict import Echo, draw_strike
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
        keys: number keys lie on the squares, instead of the pen: chosen when a second reading was unsure.
        widgets: its buttons, in tab order.
    """

    def __init__(self, frame: DuelFrame, session: Session, seat: int, person: bool) -> None:
        self.frame, self.session, self.seat, self.person = frame, session, seat, person
        self.view: SeatView = session.view(seat)
        self.echo: Echo | None = None
        self.widgets: list[Widget] = []
        self.keypad: Keypad | None = None
        self.keys = False
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

    def type(self) -> None:
        """Have number keys for the rest of this round."""
        self.keys = True

    def pen(self) -> None:
        """Write with the pen."""
        self.keys = False

    def wanted(self) -> tuple[object, ...]:
        """What its widgets depend on."""
        view = self.session.view(self.seat).play
        closed = view.state in (State.SHOWING, State.WAITING)
        offered = view.offered if view.state is State.UNSURE else ()
        asked = view.state is State.ASKING, offered, view.offer_typing, self.keys
        return closed, asked, view.verdict if closed else None

    def follow(self, now: float) -> bool:
        self.view = self.session.view(self.seat)
        moving = self.canvas.follow(self.view, now)
        if not self.person:
            moving |= self.canvas.update(now)
        return moving or (self.echo is not None and self.echo.moving(now))

    def arrange(
        self,
        row: Sequence[Button],
        choose: Callable[[int, str], None],
        claim: Callable[[int, str], None],
        typed: Callable[[int, str], None],
        enter: Callable[[int], None],
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
        elif self.keys and self.state in OPEN:
            area = pygame.Rect(0, 0, zone.width, zone.height - self._line).move_to(bottomleft=zone.bottomleft)
            self.keypad = Keypad(
                look,
                area,
                partial(typed, self.seat),
                lambda _: enter(self.seat),  # the session knows the digits
                self.view.play.typed,
            )
            self.widgets += self.keypad.buttons
        elif self.state is State.UNSURE:
            self.widgets += self._offers(partial(choose, self.seat))

    def _offers(self, choose: Callable[[str], None]) -> list[Widget]:
        """A button for each number that it may have been, and the second time one for number keys."""
        look, zone, play = self.frame.look, self.frame.zones[self.seat], self.view.play
        height, gap = look.target(7), look.px(2)
        offers: list[tuple[str, str | None, Callable[[], None]]] = [
            (text, None, partial(choose, text)) for text in play.offered
        ]
        if play.offer_typing:
            offers.append(("Type it", "keys", self.type))
        # Three in a row fit the narrowest page only without the icon's room.
        room = (zone.width - gap * (len(offers) - 1)) // max(1, len(offers))
        widths = [min(room, look.px(14) if icon is None else look.px(20)) for _, icon, _ in offers]
        x = zone.centerx - (sum(widths) + gap * (len(offers) - 1)) // 2
        buttons: list[Widget] = []
        for (label, icon, action), width in zip(offers, widths, strict=True):
            rect = pygame.Rect(x, zone.top + look.px(1), width, height)
            role = "h2" if icon is None else "body"
            sign = icon if width >= look.px(20) else None
            buttons.append(Button(rect, look, label, action, icon=sign, role=role))
            x += width + gap
        return buttons

    @property
    def _line(self) -> int:
        """The height that the digits typed take over the keys."""
        return self.frame.look.font("h2").get_linesize() + self.frame.look.px(2)

    def draw(self, surface: pygame.Surface, now: float) -> None:
        look, canvas, zone = self.frame.look, self.canvas, self.frame.zones[self.seat]
        if self.keypad is not None:
            rounded(surface, zone.inflate(2, 2), look.palette.sheet, 0)
            if self.state is State.ASKING:
                self._draw_ask(surface, self.keypad)
            else:
                self._draw_typed(surface, self.keypad.text, pygame.Rect(zone.topleft, (zone.width, 0)))
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
        lines, step = (
            look.even_lines(words, "body", zone.width - look.px(12)),
            look.font("body").get_linesize(),
        )
        foot = zone.bottom - max(look.px(5), step * len(lines) // 2 + look.px(0.5))
        for row, line in enumerate(lines):
            text = look.text(line, "body", look.palette.soft)
            surface.blit(text, (zone.left + look.px(10), foot - step * len(lines) // 2 + row * step))

    def _draw_ask(self, surface: pygame.Surface, keypad: Keypad) -> None:
        """What was written? The ink stands small beside the digits typed."""
        look, zone = self.frame.look, self.frame.zones[self.seat]
        words = look.fitted("What did you write?", "h2", look.palette.ink, zone.width)
        surface.blit(words, (zone.left, zone.top))
        y = zone.top + words.get_height()
        height = self._draw_typed(surface, keypad.text, pygame.Rect(zone.left, y, zone.width, 0))
        disputed = self.view.play.disputed
        if disputed is not None:
            room = pygame.Rect(zone.centerx, y, zone.width // 2, height + look.px(1))
            thumbnail(surface, self.session.ink(self.seat, disputed), room, look, self.canvas.colour)

    def _draw_typed(self, surface: pygame.Surface, text: str, place: pygame.Rect) -> int:
        """The digits typed so far and a caret, from the place's left top; gives their height."""
        look = self.frame.look
        typed = look.text(text or " ", "h2", look.palette.ink)
        surface.blit(typed, place)
        caret = place.left + (typed.get_width() if text else 0)
        surface.fill(look.palette.accent, (caret, place.top, max(2, look.px(0.3)), typed.get_height()))
        return typed.get_height()

    def _draw_pen(self, surface: pygame.Surface) -> None:
        """A ring where the opponent's pen is."""
        look, ink = self.frame.look, self.view.ink
        if self.state is State.WRITING and ink:
            point = ink.strokes[-1].points[-1]
            x, y = self.canvas.to_window(point.x, point.y)
            ring = pygame.Rect(0, 0, look.px(4), look.px(4)).move_to(center=(round(x), round(y)))
            dashed_ring(surface, ring, self.canvas.colour, max(1, look.px(0.2)))
