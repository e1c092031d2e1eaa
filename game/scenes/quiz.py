"""The quiz: a question, squares to write the answer on, and the red margin line for a clock.

Alone or in turns: one sheet, one player at a time. Two at once play on `game.scenes.duel`.
"""

from __future__ import annotations

from collections.abc import Sequence

import pygame

from game.play import events as e
from game.play.modes import Mode
from game.play.scoring import SLIPS, Answer, Outcome
from game.play.states import State
from game.scenes.asks import MisreadAsk, UnsureAsk
from game.scenes.match_scene import MatchScene
from game.scenes.page import Key, button_row
from game.scenes.plan import Plan
from game.scenes.quiz_acts import QuizActs
from game.scenes.quiz_bar import draw_bar
from game.scenes.quiz_clock import LineClock
from game.scenes.quiz_covers import COUNT, COUNT_S, draw_count, draw_hand_over, draw_pause
from game.scenes.quiz_frame import QuizFrame
from game.scenes.seat_canvas import SeatCanvas
from game.scenes.verdict_view import Echo, draw_answer, draw_margin_mark, draw_strike, draw_word, name_of
from game.session.ports import SeatView
from game.ui.clock_line import clock_line
from game.ui.events import KeyEvent
from game.ui.keypad import Keypad
from game.ui.marks import Streak
from game.ui.slide import Slide
from game.ui.thumbnail import thumbnail
from game.ui.widgets import Widget


class Quiz(QuizActs):
    """One player at a sheet. See `MatchScene` for how a match begins and ends."""

    def __init__(self, plan: Plan) -> None:
        super().__init__(plan)
        self.frame: QuizFrame
        self.canvas: SeatCanvas | None = None
        self.names: list[str] = []
        self._streak = Streak()
        self._slide = Slide()
        self._clock = LineClock(plan.mode, 1, 4.0)
        self._surface: pygame.Surface | None = None
        self._arranged: object = None
        self._unsure: UnsureAsk | None = None
        self._picture: tuple[tuple[str, int], pygame.Surface] | None = None
        self._shown: SeatView | None = None
        self._drawn_mode = "count"

    # Layout

    def layout(self) -> None:
        self.frame = QuizFrame(self.look)
        self.ground = self.frame.ground()
        self._arranged = self._picture = None
        self._slide.stop()
        if self.canvas is not None:
            self.canvas.place(self.look, self.frame.zone, self._ink_colour())
        self._arrange()

    def _ink_colour(self) -> tuple[int, int, int]:
        return self.look.palette.seats[self.seat % 2]

    def _sit(self, seat: int) -> None:
        """Give the sheet to this seat."""
        assert self.session is not None
        if self.canvas is None or self.seat != seat or self.canvas.seat != seat:
            self.seat = seat
            self.canvas = SeatCanvas(self.look, self.frame.zone, self.session, seat)
            self.canvas.place(self.look, self.frame.zone, self._ink_colour())
            self._count_answers()

    def _mode(self) -> str:
        """What the sheet is for now."""
        if self.session is None:
            return "count"
        if self.session.paused:
            return "paused"
        state = self._view().play.state
        if any(self.session.view(seat).play.state is State.ASKING for seat in self.persons):
            return "asking"
        if state in (State.READY, State.WAITING):
            return "hand-over" if self.in_turns else "count"
        return {State.UNSURE: "unsure", State.SHOWING: "showing", State.OVER: "over"}.get(state, "play")

    def _arrange(self) -> None:
        """Build the widgets for what the sheet is for, where that has changed."""
        mode = self._mode()
        offered = self._view().play.offered if mode == "unsure" else ()
        typing = mode == "unsure" and self._view().play.offer_typing
        wanted = (mode, offered, typing, self.keys_wanted)
        if wanted == self._arranged:
            return
        self._arranged = wanted
        self._unsure = self._misread = self._keypad = None
        widgets: list[Widget] = []
        look, frame = self.look, self.frame
        left, right = self._keys(mode)
        if mode == "unsure":
            self._unsure = UnsureAsk(
                look,
                frame.question,
                offered,
                self._choose,
                self._want_keys if typing and not self.keys_wanted else None,
            )
            widgets += self._unsure.buttons
        if mode == "asking":
            self._misread = MisreadAsk(look, frame.question, frame.zone, self._touched, self._claim)
            widgets += self._misread.keypad.buttons
        elif self.keys_wanted and mode in ("play", "unsure"):
            above = look.px(1.5) if look.stacked else look.px(15)  # for what is typed
            lower = pygame.Rect(
                frame.zone.left, frame.zone.top + above, frame.zone.width, frame.zone.height - above
            )
            typed = self._view().play.typed
            self._keypad = Keypad(look, lower, self._typed, self._typed_done, typed)
            widgets += self._keypad.buttons
        widgets += button_row(look, frame.foot, left, right)
        if mode in ("play", "unsure", "showing", "count"):
            widgets.insert(0, self.pause_button(frame.bar))
        self.widgets = widgets
        self._holders = {k: v for k, v in self._holders.items() if not isinstance(v, Widget)}
        self.focus.reset(self.widgets)
        self.changed = True

    def _keys(self, mode: str) -> tuple[Sequence[Key], Sequence[Key]]:
        misread = Key("Misread me?", self.dispute)
        match mode:
            case "play" | "unsure" if self.keys_wanted:
                return (Key("Pass", self._pass, "skip"),), (misread,)
            case "play" | "unsure":
                return (
                    (
                        Key("Undo", self._undo, "undo"),
                        Key("Clear", self._clear, "clear"),
                        Key("Pass", self._pass, "skip"),
                    ),
                    (misread, Key("Done", self._enter, "tick", primary=True)),
                )
            case "showing":
                return (misread,), (Key("Next", self._next, primary=True),)
            case "asking":
                return (Key("Never mind", self._withdraw),), ()
            case "paused":
                name = "Write with the pen" if self.keys_wanted else "Use number keys"
                return (
                    (
                        Key("Stop here", self.stop),
                        Key(name, self._switch_keys, "keys" if not self.keys_wanted else None),
                    ),
                    (Key("Go on", self.resume, "play", primary=True),),
                )
            case "hand-over":
                return (misread,) if self.echo else (), (Key("I’m ready", self._ready, primary=True),)
        return (), ()

    # Time

    def begun(self) -> None:
        self._clock = LineClock(self.plan.mode, self.goal, self.par)
        self._sit(0)

    def update(self, now: float) -> bool:
        moving = self.advance(now)
        if self.session is None:
            self._arrange()
            return True
        self._go_on()
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

    def _enable(self, view: SeatView) -> None:
        """Let buttons work as the moment allows."""
        ink = bool(view.ink.strokes) or bool(view.play.typed)
        for widget in self.widgets:
            action = getattr(widget, "action", None)
            enabled = widget.enabled
            if action == self._undo:
                enabled = view.can_undo or bool(view.play.typed)
            elif action == self._clear:
                enabled = ink
            elif action == self._enter:
                enabled = ink and view.play.state is not State.UNSURE
            elif action == self.dispute:
                enabled = self.disputable() is not None
            elif action == self._pass:
                enabled = view.play.state is not State.WRITING
            if enabled != widget.enabled:
                widget.enabled, self.changed = enabled, True

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

    # The clock

    # Drawing

    def draw(self, surface: pygame.Surface) -> None:
        self._surface = surface
        now = self.stage.clock()
        super().draw(surface)
        look, frame = self.look, self.frame
        mode = self._drawn_mode
        if self.session is None or mode == "count":
            clock_line(
                surface, look, frame.line, frame.sheet.top, frame.sheet.bottom, 1.0 if self.clocked else None
            )
            draw_count(surface, look, frame, self.plan.title, self.about(), now - self.entered)
            return
        view = self._shown or self._view()
        share, seconds = self._clock.share, self._clock.seconds
        standing = view.play.state not in (State.THINKING, State.WRITING, State.TYPING)
        clock_line(
            surface, look, frame.line, frame.sheet.top, frame.sheet.bottom, share, seconds, standing=standing
        )
        who = (self.plan.sitters[self.seat].name, self._ink_colour()) if self.in_turns else None
        draw_bar(surface, look, frame, view.play, self.names, self._streak, who)
        match mode:
            case "play" | "showing" | "over":
                self._draw_question(surface, view, mode, now)
            case "unsure" if self._unsure:
                self._unsure.draw(surface)
            case "asking" if self._misread:
                self._misread.draw(surface)
                asked = self.asked_seat()
                disputed = self.session.view(asked).play.disputed
                if disputed is not None:
                    ink = self.session.ink(asked, disputed)
                    thumbnail(
                        surface,
                        ink,
                        self._misread.ink,
                        look,
                        self._ink_colour(),
                        1.2 if not look.stacked else 0.7,
                    )
            case "paused":
                draw_pause(surface, look, frame)
            case "hand-over":
                draw_hand_over(surface, look, frame, self.session.summary(), self.seat, self._ink_colour())
        self._draw_sheet(surface, view, mode, now)
        for widget in self.widgets:  # above the sheet: a keypad on the squares
            if frame.zone.contains(widget.rect):
                widget.draw(surface)
        self._slide.draw(surface, look, frame.sheet, now)

    def _draw_sheet(self, surface: pygame.Surface, view: SeatView, mode: str, now: float) -> None:
        """What lies on the squares besides the ink."""
        look, frame, canvas = self.look, self.frame, self.canvas
        assert canvas is not None
        if self.canvases and canvas.strokes:
            canvas.marks.draw(surface, look, canvas.colour, rings=mode == "unsure" or not canvas.writing)
        if view.play.typed and mode == "play":
            role = frame.role if self._keypad is None else "question-stacked"
            text = look.shrunk(view.play.typed, role, look.palette.ink, frame.zone.width)
            place = text.get_rect(center=frame.zone.center)
            if self._keypad is not None:
                place.center = (frame.zone.centerx, (frame.zone.top + self._keypad.rect.top) // 2)
                if look.stacked:
                    place.topright = frame.question.topright
            surface.blit(text, place)
            surface.fill(
                look.palette.accent,
                (place.right + 2, place.top + place.height // 5, max(2, look.px(0.3)), place.height * 3 // 5),
            )
        echo = self.echo
        if echo is None or mode in ("paused", "asking", "count"):
            return
        if mode == "showing" and canvas.strokes:
            draw_strike(surface, look, echo, view.ink, self._ink_box(), now)
        if mode in ("showing", "over", "unsure") or (now - echo.since < 1.1 and echo.name != "unsure"):
            draw_margin_mark(surface, look, echo, frame.margin, now)
        self._draw_message(surface, echo, mode)

    def _draw_message(self, surface: pygame.Surface, echo: Echo, mode: str) -> None:
        look, frame = self.look, self.frame
        if mode == "unsure" or (echo.name == "unsure" and mode == "play"):
            return
        rows = [w.rect for w in self.widgets if w.rect.top >= frame.sheet.bottom]
        middle = look.size[0] // 2
        left = max((r.right for r in rows if r.centerx < middle), default=frame.foot.left) + look.px(2)
        right = min((r.left for r in rows if r.centerx >= middle), default=frame.foot.right) - look.px(2)
        area = pygame.Rect(left, rows[0].top if rows else frame.foot.top, right - left, look.target(8))
        if area.width > look.px(22):
            draw_word(surface, look, echo, area)
        elif (
            mode == "play"
            and not self.keys_wanted
            and self.stage.clock() - echo.since < 2.5
            and self._picture is not None
        ):
            used = frame.question.left + self._picture[1].get_width() + look.px(2)
            room = pygame.Rect(used, frame.question.top + look.px(3), frame.question.right - used, 10)
            draw_word(surface, look, echo, room, lines=True)

    def _ink_box(self) -> pygame.Rect:
        assert self.canvas is not None
        box = self.canvas.ink.box
        (left, top), (right, bottom) = (
            self.canvas.to_window(box.left, box.top),
            self.canvas.to_window(box.right, box.bottom),
        )
        return pygame.Rect(round(left), round(top), round(right - left), round(bottom - top))

    def _draw_question(self, surface: pygame.Surface, view: SeatView, mode: str, now: float) -> None:
        look, frame = self.look, self.frame
        question = view.play.question
        if question is None:
            return
        key = question, id(look)
        if self._picture is None or self._picture[0] != key:
            self._picture = key, look.shrunk(question, frame.role, look.palette.ink, frame.question.width)
        picture = self._picture[1]
        place = picture.get_rect(midleft=(frame.question.left, frame.centre_y))
        surface.blit(picture, place)
        if self.echo is not None and mode in ("showing", "over"):
            height = round(look.font(frame.role).get_height() * 0.5)
            if look.stacked and not look.portrait:
                left = place.right + look.px(3)
                area = pygame.Rect(left, place.centery - height // 2, frame.question.right - left, height)
            else:
                area = pygame.Rect(place.left, place.bottom + look.px(2), frame.question.width, height)
            draw_answer(surface, look, self.echo, area, now)

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


def start(plan: Plan) -> MatchScene:
    """The scene that plays this plan."""
    if plan.mode is Mode.DUEL:
        from game.scenes.duel import Duel

        return Duel(plan)
    return Quiz(plan)
