"""A player's sheet: the ink and what is read in it, what the player is asked, number keys, the verdict.

A sheet belongs to one seat. It knows its match only as a `game.session.ports.Session`, so the match may run
on another machine. A quiz has a sheet for each player and shows one of them; a duel shows two.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass
from enum import Enum, auto

import pygame

from game.play import events as e
from game.play.scoring import SLIPS, Answer, Outcome
from game.play.states import State
from game.scenes.match.asks import MisreadAsk, UnsureAsk, draw_typed
from game.scenes.match.verdict import Echo, draw_strike, mark_of
from game.session.ports import SeatView, Session
from game.stage import Stage
from game.ui.bars import ReadingMarks
from game.ui.canvas import Canvas
from game.ui.keypad import LONGEST, Keypad
from game.ui.look import Look
from game.ui.marks import WORDS, Mark
from game.ui.sheet import disc, put, rounded
from game.ui.widgets import Key, Widget
from recognizer.ink import Ink, Point, Stroke
from recognizer.reading import EMPTY


class Moment(Enum):
    """What a sheet is for now."""

    ANSWERING = auto()
    UNSURE = auto()  # it asks which number was written
    ASKING = auto()  # it asks what was written instead of what was read
    SHOWING = auto()  # the verdict
    WAITING = auto()  # for the player, or for another seat's turn
    PAUSED = auto()
    OVER = auto()


_MOMENTS = {
    State.WAITING: Moment.WAITING,
    State.READY: Moment.WAITING,
    State.UNSURE: Moment.UNSURE,
    State.ASKING: Moment.ASKING,
    State.SHOWING: Moment.SHOWING,
    State.OVER: Moment.OVER,
}


@dataclass(frozen=True, slots=True)
class SheetPlaces:
    """Where a sheet's parts are.

    Attributes:
        zone: the squares to write on.
        role: the size of type of digits that are typed there.
        beside: the question's place, where the sheet asks its player; None: it asks on the squares.
    """

    zone: pygame.Rect
    role: str
    beside: pygame.Rect | None = None


class Sheet:
    """One seat's sheet.

    Each frame, after ``session.update``, call :meth:`heard` with each of the seat's events, then
    :meth:`follow`. When :attr:`wanted` has changed, :meth:`arrange` the widgets anew.

    Attributes:
        view: of the seat, as of the latest frame or of what its player did since.
        canvas: shows the seat's ink, and is written on.
        echo: the verdict being shown.
        marks: of the closed rounds, in order.
        keys_wanted: the player wants number keys on the squares instead of the pen.
        ask: what the player is asked.
        keypad: the number keys in use, for an answer or for what is asked.
    """

    def __init__(self, stage: Stage, session: Session, seat: int, places: SheetPlaces) -> None:
        self._stage, self.session, self.seat = stage, session, seat
        self.places = places
        self.view: SeatView = session.view(seat)
        self.echo = self._verdict_in_view()
        self.keys_wanted = False
        self.ask: UnsureAsk | MisreadAsk | None = None
        self.keypad: Keypad | None = None
        self._reading_marks = ReadingMarks()
        self._waited = False  # at the last look
        self._shown: tuple[object, int] | None = None  # the reading and the view's sheet that the marks show
        self.canvas = Canvas(stage.look, places.zone, self, self.colour)
        self.marks = self._round_marks()
        self.undo_key = Key("Undo", self.undo, "undo", works=lambda: self.view.can_undo or self._typed != "")
        self.clear_key = Key("Clear", self.clear, "clear", works=lambda: self._written)
        self.pass_key = Key("Pass", self.give_up, "skip", works=lambda: not self._writing)
        self.done_key = Key("Done", self.enter, "tick", primary=True, works=lambda: self._can_enter)
        self.next_key = Key("Next", self.next, primary=True)
        self.misread_key = Key("Misread me?", self.dispute, works=lambda: self.disputable)
        self.never_mind_key = Key("Never mind", self.withdraw)
        self.pen_key = Key("Write with the pen", self.use_pen)
        self.number_keys_key = Key("Use number keys", self.use_keys, "keys")

    def place(self, places: SheetPlaces) -> None:
        """Be here from now on, in the stage's look."""
        self.places = places
        self.canvas.place(self._look, places.zone, self.colour)
        self._shown = None

    # Whose ink the canvas shows: the seat's, as it is this moment

    @property
    def ink(self) -> Ink:
        return self.session.view(self.seat).ink

    @property
    def pen(self) -> bool:
        return self.session.view(self.seat).pen

    def pen_down(self, point: Point, pointer: int) -> None:
        self.session.pen_down(self.seat, point, pointer)

    def pen_move(self, point: Point, pointer: int) -> None:
        self.session.pen_move(self.seat, point, pointer)

    def pen_up(self, stroke: Stroke, pointer: int) -> None:
        self.session.pen_up(self.seat, stroke, pointer)

    def pen_dropped(self, pointer: int, now: float) -> None:
        self.session.pen_dropped(self.seat, now, pointer)

    def pen_undo(self, now: float) -> None:
        self.session.undo(self.seat, now)

    # What it shows

    @property
    def _look(self) -> Look:
        return self._stage.look

    @property
    def colour(self) -> tuple[int, int, int]:
        """The seat's ink."""
        return self._look.palette.seats[self.seat % 2]

    @property
    def moment(self) -> Moment:
        if self.session.paused:
            return Moment.PAUSED
        return _MOMENTS.get(self.view.play.state, Moment.ANSWERING)

    @property
    def writes(self) -> bool:
        """Whether its squares can be written on now."""
        blank = self.moment in (Moment.PAUSED, Moment.ASKING, Moment.WAITING)
        return not blank and self.keypad is None

    @property
    def disputable(self) -> bool:
        """Whether the player may say now that they wrote something else."""
        return self.view.play.disputable is not None

    @property
    def waits(self) -> bool:
        """Whether it waits for another digit, and takes what is written as soon as the player says so."""
        return self.view.play.waits is not None

    @property
    def _typed(self) -> str:
        return self.view.play.typed

    @property
    def _written(self) -> bool:
        return bool(self.view.ink.strokes) or self._typed != ""

    @property
    def _writing(self) -> bool:
        return self.view.play.state is State.WRITING

    @property
    def _can_enter(self) -> bool:
        return self._written and self.moment is not Moment.UNSURE

    # Time

    def follow(self, now: float) -> bool:
        """Show what the session shows; True while something moves by itself."""
        view = self.view = self.session.view(self.seat)
        moving = self.canvas.update(now)
        if self._shown is None or self._shown[0] is not view.reading or self._shown[1] != view.sheet:
            self._shown = view.reading, view.sheet
            self._reading_marks.show(self.canvas, view.reading or EMPTY, now)
            moving = True
        moving |= self._reading_marks.update(now) | (self.waits is not self._waited)
        self._waited = self.waits
        return moving or (self.echo is not None and self.echo.moving(now))

    def heard(self, event: e.Event, now: float) -> None:
        """Something has happened to this seat."""
        self.view = self.session.view(self.seat)
        match event:
            case e.Judged():
                answer = self.answer(event.round)
                if answer is not None:
                    self.echo = Echo.of(answer, now)
                    self._sound(answer)
                self.marks = self._round_marks()
            case e.Doubted():
                self.echo = Echo(Mark.UNSURE, WORDS[Mark.UNSURE], "", now)
                self._stage.sound.play("unsure")
            case e.Reopened():
                self.echo = None
                self.marks = self._round_marks()

    def _verdict_in_view(self) -> Echo | None:
        """The verdict that a match shows which was left off there."""
        play = self.view.play
        answer = self.answer(play.round) if play.state is State.SHOWING else None
        return Echo.of(answer, self._stage.clock()) if answer is not None else None

    def answer(self, round: int) -> Answer | None:
        """A closed round as it stands."""
        answers = self.session.summary()[self.seat].answers
        return next((answer for answer in answers if answer.round == round), None)

    def _round_marks(self) -> list[Mark]:
        return [mark_of(answer) for answer in self.session.summary()[self.seat].answers]

    def _sound(self, answer: Answer) -> None:
        if mark_of(answer) in (Mark.MISREAD, Mark.VOID):
            self._stage.sound.play("misread")
        elif answer.outcome is Outcome.RIGHT:
            self._stage.sound.play("right")
        elif answer.outcome in SLIPS:
            self._stage.sound.play("wrong")

    # What is pressed on it

    @property
    def wanted(self) -> tuple[object, ...]:
        """What its widgets depend on."""
        play = self.view.play
        return self.moment, play.offered, play.offer_typing, self.keys_wanted

    def arrange(self) -> list[Widget]:
        """Make the widgets on it: what is asked, number keys."""
        places, play, moment = self.places, self.view.play, self.moment
        self.ask = self.keypad = None
        if moment is Moment.ASKING:
            ink = Ink() if play.disputed is None else self.session.ink(self.seat, play.disputed)
            asked = MisreadAsk(self._look, places.zone, places.beside, ink, self.colour, self.claim)
            self.ask, self.keypad = asked, asked.keypad
            return [*asked.buttons]
        keys = self.keys_wanted and moment in (Moment.ANSWERING, Moment.UNSURE)
        widgets: list[Widget] = []
        if moment is Moment.UNSURE and (places.beside is not None or not keys):
            type_it = self.use_keys if play.offer_typing and not keys else None
            self.ask = UnsureAsk(
                self._look, places.zone, places.beside, self._written_on, play.offered, self.choose, type_it
            )
            widgets += self.ask.buttons
        if keys:
            self.keypad = Keypad(self._look, self._keypad_place(), self._type_all, self._enter, play.typed)
            widgets += self.keypad.buttons
        return widgets

    @property
    def _written_on(self) -> pygame.Rect:
        """The part of the window that the ink covers."""
        ink = self.view.ink
        if not ink:
            return pygame.Rect(0, 0, 0, 0)
        left, top = self.canvas.to_window(ink.box.left, ink.box.top)
        right, bottom = self.canvas.to_window(ink.box.right, ink.box.bottom)
        pen = 2 * math.ceil(self.canvas.radius)
        return pygame.Rect(left, top, right - left, bottom - top).inflate(pen, pen)

    def _keypad_place(self) -> pygame.Rect:
        """The squares, without the room for what is typed above the keys."""
        look, zone = self._look, self.places.zone
        if self.places.beside is None:
            above = look.font("h2").get_linesize() + look.px(2)
        else:
            above = look.px(1.5) if self._low else look.px(15)
        return pygame.Rect(zone.left, zone.top + above, zone.width, zone.height - above)

    @property
    def _low(self) -> bool:
        """Whether the squares are low and wide: then what is typed is shown beside the question."""
        return self._look.stacked and not self._look.portrait

    # What its player can do

    def _do(self, command: Callable[..., None], *what: str) -> None:
        command(self.seat, *what, self._stage.clock())
        self.view = self.session.view(self.seat)

    def ready(self) -> None:
        self._do(self.session.ready)

    def type(self, digits: str) -> None:
        """Digits from the keyboard: for what is asked, or as an answer."""
        if self.keypad is not None:
            self.keypad.type(digits)
        else:
            self._type_all((self._typed + digits)[:LONGEST])

    def undo(self) -> None:
        """Take back a digit, a stroke or a clearing."""
        if self.keypad is not None:
            self.keypad.delete()
        elif self._typed:
            self._type_all(self._typed[:-1])
        else:
            self._do(self.session.undo)

    def clear(self) -> None:
        if self._typed:
            self._type_all("")
        else:
            self._do(self.session.clear)

    def enter(self) -> None:
        """The player has finished writing or typing."""
        if self.moment is Moment.ASKING and self.keypad is not None:
            self.keypad.finish()
        else:
            self._do(self.session.enter)

    def give_up(self) -> None:
        self._do(self.session.give_up)

    def next(self) -> None:
        self._do(self.session.next)

    def choose(self, text: str) -> None:
        self._do(self.session.choose, text)

    def dispute(self) -> None:
        """The player says that they wrote something else."""
        self._do(self.session.dispute)

    def claim(self, text: str) -> None:
        self._do(self.session.claim, text)

    def withdraw(self) -> None:
        self._do(self.session.withdraw)

    def use_keys(self) -> None:
        self.keys_wanted = True

    def use_pen(self) -> None:
        """Put the number keys away, and what was typed with them."""
        self.keys_wanted = False
        if self._typed:
            self._type_all("")

    def _type_all(self, text: str) -> None:
        self._do(self.session.typing, text)

    def _enter(self, text: str) -> None:  # noqa: ARG002 - the session knows it
        self._do(self.session.enter)

    # Drawing

    def draw(self, surface: pygame.Surface, now: float) -> None:
        """Draw what is on the squares besides the ink, or what is asked; not the widgets."""
        moment, beside = self.moment, self.places.beside
        if self.ask is not None:
            self.ask.draw(surface)
        if moment is Moment.ASKING:
            return
        if self.keypad is not None:
            self._draw_typed_with_keys(surface, self.keypad)
            return
        if self.canvas.strokes and (beside is not None or moment is not Moment.UNSURE):
            rings = moment is Moment.UNSURE or not self.canvas.writing
            self._reading_marks.draw(surface, self._look, self.canvas.colour, rings=rings)
        self._draw_typed(surface)
        if self.waits:
            self._draw_waiting(surface)
        if self.echo is not None and self.canvas.strokes and moment in _SHOWN:
            draw_strike(surface, self._look, self.echo, self.view.ink, self._ink_box(), now)

    def _draw_waiting(self, surface: pygame.Surface) -> None:
        """Three soft dots behind the last digit: there is time for another one."""
        look, zone, ink = self._look, self.places.zone, self._ink_box()
        radius, step = max(2, look.px(0.35)), look.px(1.4)
        left = min(ink.right + look.px(2), zone.right - look.px(1) - 2 * step)
        for index in range(3):
            dot = disc(radius, look.palette.soft)
            put(surface, dot, center=(left + index * step, ink.bottom - radius))

    def _draw_typed(self, surface: pygame.Surface) -> None:
        look, places = self._look, self.places
        if not self._typed:
            return
        if places.beside is None:
            text = look.text(self._typed, places.role, self.canvas.colour)
            put(surface, text, center=places.zone.center)
        elif self.moment is Moment.ANSWERING:
            text = look.shrunk(self._typed, places.role, look.palette.ink, places.zone.width)
            place = text.get_rect(center=places.zone.center)
            surface.blit(text, place)
            self._draw_caret(surface, place)

    def _draw_typed_with_keys(self, surface: pygame.Surface, keypad: Keypad) -> None:
        look, zone, beside = self._look, self.places.zone, self.places.beside
        if beside is None:
            rounded(surface, zone.inflate(2, 2), look.palette.sheet, 0)
            draw_typed(surface, look, keypad.text, zone.topleft)
        elif self._typed and self.moment is Moment.ANSWERING:
            text = look.shrunk(self._typed, "question-stacked", look.palette.ink, zone.width)
            place = text.get_rect(center=(zone.centerx, (zone.top + keypad.rect.top) // 2))
            if self._low:
                place.topright = beside.topright
            surface.blit(text, place)
            self._draw_caret(surface, place)

    def _draw_caret(self, surface: pygame.Surface, typed: pygame.Rect) -> None:
        look = self._look
        caret = pygame.Rect(typed.right + 2, typed.top + typed.height // 5, max(2, look.px(0.3)), 0)
        caret.height = typed.height * 3 // 5
        surface.fill(look.palette.accent, caret)

    def _ink_box(self) -> pygame.Rect:
        box = self.canvas.ink.box
        left, top = self.canvas.to_window(box.left, box.top)
        right, bottom = self.canvas.to_window(box.right, box.bottom)
        return pygame.Rect(round(left), round(top), round(right - left), round(bottom - top))


# When a wrong answer is struck out.
_SHOWN = (Moment.SHOWING, Moment.WAITING, Moment.OVER)
