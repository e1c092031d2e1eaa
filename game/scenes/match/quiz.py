"""The quiz: a question, squares to write the answer on, and the red margin line for a clock.

Alone or in turns: one sheet, one player at a time. Two at once play on `game.scenes.match.duel`.
"""

from __future__ import annotations

import pygame

from game.play import events as e
from game.play.scoring import SLIPS, Answer, Outcome
from game.play.states import State
from game.scenes.match.quiz_clock import LineClock
from game.scenes.match.quiz_covers import COUNT, COUNT_S
from game.scenes.match.quiz_frame import QuizFrame
from game.scenes.match.quiz_sheet import QuizPicture
from game.scenes.match.seat_canvas import SeatCanvas
from game.scenes.match.verdict import Echo, name_of
from game.ui.events import KeyEvent


class Quiz(QuizPicture):
    """One player at a sheet. See `MatchScene` for how a match begins and ends."""

    # Layout

    def layout(self) -> None:
        self.frame = QuizFrame(self.look)
        self.ground = self.frame.ground()
        self._arranged = self._picture = None
        self._slide.stop()
        if self.canvas is not None:
            self.canvas.place(self.look, self.frame.zone, self._ink_colour())
        self._arrange()

    def _sit(self, seat: int) -> None:
        """Give the sheet to this seat."""
        assert self.session is not None
        if self.canvas is None or self.seat != seat or self.canvas.seat != seat:
            self.seat = seat
            self.canvas = SeatCanvas(self.look, self.frame.zone, self.session, seat)
            self.canvas.place(self.look, self.frame.zone, self._ink_colour())
            self._count_answers()

    # Time

    def begun(self) -> None:
        self._clock = LineClock(self.plan.mode, self.goal, self.par)
        self._sit(0)

    def update(self, now: float) -> bool:
        moving = self.advance(now)
        if self.session is None:
            self._arrange()
            return True
        active = self._view().play.active
        if active is not None and active != self.seat:
            self._sit(active)
        view = self._shown = self._view()
        assert self.canvas is not None
        moving |= self.canvas.follow(view, now)
        mode = self._drawn_mode = self._mode()
        if mode == "count" and now - self.entered >= COUNT * COUNT_S:
            self._ready()
        self._arrange()
        self.canvases = (
            [self.canvas] if mode in ("play", "unsure", "showing", "over") and self._keypad is None else []
        )
        self._enable(view)
        self._streak.show(view.play.score.streak, now)
        moving |= self._streak.update(now)
        moving |= self._slide.moving(self.look, now)
        running = view.play.state in (State.THINKING, State.WRITING, State.TYPING)
        if self._clock.follow(view.play):
            self.stage.sound.play("beat")
        return (
            moving
            or mode == "count"
            or (running and self.clocked)
            or (self.echo is not None and self.echo.moving(now))
        )

    def heard(self, event: e.Event, now: float) -> None:
        sound = self.stage.sound
        match event:
            case e.Asked():
                if self._surface is not None and self.names and event.seat == self.seat:
                    self._slide.start(self._surface, self.frame.sheet, now)
                assert self.session is not None
                self._clock.ask(self.session.view(event.seat).play.clock)
            case e.Reopened():
                self._slide.stop()
                self.echo = None
                self._count_answers()
            case e.Judged():
                answer = self.answer(event.seat, event.round)
                if answer is not None:
                    self._verdict(answer, now)
            case e.Doubted():
                self.echo = Echo("unsure", "Unsure", "", now)
                sound.play("unsure")
            case e.Resumed():
                self.canvases = [self.canvas] if self.canvas else []
        self.changed = True

    def _verdict(self, answer: Answer, now: float) -> None:
        self.echo = Echo.of(answer, now)
        self._count_answers()
        name = name_of(answer)
        if name in ("misread", "void"):
            self.stage.sound.play("misread")
        elif answer.outcome is Outcome.RIGHT:
            self.stage.sound.play("right")
        elif answer.outcome in SLIPS:
            self.stage.sound.play("wrong")

    def _count_answers(self) -> None:
        assert self.session is not None
        self.names = [name_of(answer) for answer in self.session.summary()[self.seat].answers]

    # What can be done

    def key(self, event: KeyEvent) -> None:
        mode = self._mode()
        if event.text.isdigit() and event.text.isascii() and mode in ("play", "unsure", "asking"):
            self._type(event.text)
            return
        enter = event.key in (pygame.K_RETURN, pygame.K_KP_ENTER) and not self.focus.visible
        match event.key:
            case pygame.K_ESCAPE if mode == "asking":
                self._withdraw()
            case pygame.K_ESCAPE | pygame.K_p:
                self.resume() if mode == "paused" else self.pause()
            case _ if enter and mode == "paused":
                self.resume()
            case _ if enter and mode == "asking" and self._misread:
                self._misread.keypad.finish()
            case _ if enter or (event.key == pygame.K_SPACE and not self.focus.visible):
                {"play": self._enter, "showing": self._next, "hand-over": self._ready}.get(mode, _nothing)()
            case pygame.K_BACKSPACE | pygame.K_z | pygame.K_u:
                self._undo()
            case pygame.K_DELETE | pygame.K_c:
                self._clear()
            case pygame.K_m if mode in ("play", "showing", "unsure", "hand-over"):
                self.dispute()
            case pygame.K_s if mode in ("play", "unsure"):
                self._pass()
            case _:
                super().key(event)


def _nothing() -> None:
    """For a key that means nothing now."""
