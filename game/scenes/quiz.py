"""The quiz: a question, squares to write the answer on, and the red margin line for a clock.

Alone or in turns: one sheet, one player at a time. Two at once play on `game.scenes.duel`.
"""

from __future__ import annotations

from collections.abc import Sequence

import pygame

from game.play import events as e
from game.play.errors import PlayError
from game.play.modes import Mode
from game.play.scoring import SLIPS, Answer, Outcome
from game.play.states import State
from game.scenes.asks import MisreadAsk, UnsureAsk, heading
from game.scenes.match_scene import MatchScene
from game.scenes.page import Key, button_row
from game.scenes.plan import Plan
from game.scenes.quiz_frame import QuizFrame
from game.scenes.seat_canvas import SeatCanvas
from game.scenes.verdict_view import Echo, draw_answer, draw_margin_mark, draw_strike, draw_word, name_of
from game.session.ports import SeatView
from game.ui.clock_line import LAST_S, clock_line
from game.ui.events import KeyEvent
from game.ui.keypad import Keypad
from game.ui.look import ease_out
from game.ui.marks import Streak, boxes
from game.ui.sheet import disc, rounded
from game.ui.thumbnail import thumbnail, writing, written_width
from game.ui.widgets import Widget

SLIDE_S = 0.28
COUNT, COUNT_S = 3, 0.55


class Quiz(MatchScene):
    """One player at a sheet. See `MatchScene` for how a match begins and ends."""

    def __init__(self, plan: Plan) -> None:
        super().__init__(plan)
        self.frame: QuizFrame
        self.canvas: SeatCanvas | None = None
        self.seat = 0
        self.echo: Echo | None = None
        self.names: list[str] = []
        self.keys_wanted = False
        self._streak = Streak()
        self._old: tuple[pygame.Surface, float] | None = None
        self._surface: pygame.Surface | None = None
        self._arranged: object = None
        self._unsure: UnsureAsk | None = None
        self._misread: MisreadAsk | None = None
        self._keypad: Keypad | None = None
        self._asked_clock = 0.0
        self._beats = 0
        self._picture: tuple[tuple[str, int], pygame.Surface] | None = None
        self._shown: SeatView | None = None
        self._drawn_mode = "count"

    # Layout

    def layout(self) -> None:
        self.frame = QuizFrame(self.look)
        self.ground = self.frame.ground()
        self._old = self._arranged = self._picture = None
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
            area = frame.zone.inflate(-look.px(2), -look.px(12) if not look.stacked else -look.px(3))
            self._keypad = Keypad(
                look, area.move(0, look.px(4) if not look.stacked else 0), self._typed, self._typed_done
            )
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
        if self._old is not None and now - self._old[1] >= self._slide_s:
            self._old = None
            moving = True
        running = view.play.state in (State.THINKING, State.WRITING, State.TYPING)
        self._beat(view)
        return (
            moving
            or mode == "count"
            or (running and self.clocked)
            or self._old is not None
            or (self.echo is not None and self.echo.moving(now))
        )

    @property
    def _slide_s(self) -> float:
        return 0.08 if self.look.taste.reduced_motion else SLIDE_S

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
                    self._old = self._surface.subsurface(self.frame.sheet).copy(), now
                assert self.session is not None
                self._asked_clock = self.session.view(event.seat).play.clock
                self._beats = 0
            case e.Reopened():
                self._old = self.echo = None
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

    def _clock(self, view: SeatView) -> tuple[float | None, float | None]:
        """The share of time that is left and, where its end matters, the seconds."""
        play = view.play
        if self.session is None or not self.clocked:
            return None, None
        if play.clock_left is not None:
            return play.clock_left / self.goal, play.clock_left
        if self.plan.mode is Mode.SURVIVAL:
            if play.thinking_left is None or not play.thinking_limit:
                return self._held_share, None
            self._held_share = play.thinking_left / play.thinking_limit
            return self._held_share, play.thinking_left
        # Elsewhere it shows the time bonus that is left of this question.
        if play.state is State.THINKING:
            self._held_share = max(0.0, 1 - (play.clock - self._asked_clock) / (2 * self.par))
        return self._held_share, None

    _held_share = 1.0

    def _beat(self, view: SeatView) -> None:
        """One soft beat a second while time runs out."""
        _, seconds = self._clock(view)
        if seconds is None or not 0 < seconds <= LAST_S or view.play.state is State.SHOWING:
            return
        beats = int(LAST_S - seconds) + 1
        if beats > self._beats:
            self._beats = beats
            self.stage.sound.play("beat")

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
            self._draw_count(surface, now)
            return
        view = self._shown or self._view()
        share, seconds = self._clock(view)
        standing = view.play.state not in (State.THINKING, State.WRITING, State.TYPING)
        clock_line(
            surface, look, frame.line, frame.sheet.top, frame.sheet.bottom, share, seconds, standing=standing
        )
        self._draw_bar(surface, view)
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
                self._draw_pause(surface)
            case "hand-over":
                self._draw_hand_over(surface)
        self._draw_sheet(surface, view, mode, now)
        for widget in self.widgets:  # above the sheet: a keypad on the squares
            if frame.zone.contains(widget.rect):
                widget.draw(surface)
        self._draw_slide(surface, now)

    def _draw_sheet(self, surface: pygame.Surface, view: SeatView, mode: str, now: float) -> None:
        """What lies on the squares besides the ink."""
        look, frame, canvas = self.look, self.frame, self.canvas
        assert canvas is not None
        if self.canvases and canvas.strokes:
            canvas.marks.draw(surface, look, canvas.colour, rings=mode == "unsure" or not canvas.writing)
        if view.play.typed and mode == "play":
            text = look.shrunk(view.play.typed, frame.role, look.palette.ink, frame.zone.width)
            place = text.get_rect(center=frame.zone.center)
            if self._keypad is not None:
                place.midbottom = (frame.zone.centerx, self._keypad.rect.top)
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
        elif mode == "play" and self.stage.clock() - echo.since < 2.5 and self._picture is not None:
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

    def _draw_bar(self, surface: pygame.Surface, view: SeatView) -> None:
        look, frame, play = self.look, self.frame, view.play
        palette, middle = look.palette, frame.bar.centery
        left_handed = look.taste.left_handed
        edge = frame.bar.right if not left_handed else frame.bar.left
        points = look.text(str(play.score.points), "h2", palette.ink)
        label = look.text("points", "small", palette.soft)
        width = points.get_width() + label.get_width() + look.px(1)
        x = edge - width if not left_handed else edge
        surface.blit(label, (x, middle - label.get_height() // 2 + look.px(0.4)))
        surface.blit(points, points.get_rect(midleft=(x + label.get_width() + look.px(1), middle)))
        if play.lives is not None:
            x = self._draw_lives(surface, play.lives, x, width, middle)
        streak = look.text("streak", "small", palette.soft)
        tally_right = (
            x - look.px(5) if not left_handed else x + width + look.px(5) + streak.get_width() + look.px(14)
        )
        if play.score.streak and not look.portrait:
            start = self._streak.draw(surface, look, tally_right, middle, palette.ink)
            surface.blit(streak, streak.get_rect(midright=(start - look.px(1), middle + look.px(0.4))))
        name_width = 0
        if self.in_turns:
            name = look.text(self.plan.sitters[self.seat].name, "h2", self._ink_colour())
            name_width = name.get_width() + look.px(3)
        pause = look.target(6.4) + look.px(2.6)
        room = pygame.Rect(frame.bar.left + pause, frame.bar.top, frame.bar.width - pause, frame.bar.height)
        if left_handed:
            room.left = frame.bar.left
        if self.in_turns:
            place = (
                name.get_rect(midleft=(room.left, middle))
                if not left_handed
                else name.get_rect(midright=(room.right, middle))
            )
            surface.blit(name, place)
        taken = width + look.px(7) + (look.px(22) if not look.portrait else 0)
        area = pygame.Rect(room.left + name_width, room.top, room.width - taken - name_width, room.height)
        if left_handed:
            area.right = room.right - name_width
        boxes(surface, look, area, self.names, self.goal if play.goal else 0, play.state is not State.OVER)

    def _draw_lives(self, surface: pygame.Surface, lives: int, x: int, width: int, middle: int) -> int:
        """Three drops of ink; a lost one is an empty ring. Gives the new left edge."""
        look = self.look
        radius = max(4, look.px(0.95))
        step = 2 * radius + look.px(0.8)
        left = x - look.px(4) - 3 * step if not look.taste.left_handed else x + width + look.px(4)
        for number in range(3):
            centre = (left + number * step + radius, middle)
            drop = disc(radius, look.palette.accent if number < lives else look.palette.hairline)
            surface.blit(drop, drop.get_rect(center=centre))
            if number >= lives:
                hole = disc(radius - max(1, radius // 4), look.palette.desk)
                surface.blit(hole, hole.get_rect(center=centre))
        return left if not look.taste.left_handed else x

    def _draw_count(self, surface: pygame.Surface, now: float) -> None:
        """Three, two, one, by hand on the squares; what is played on the left."""
        look, frame = self.look, self.frame
        area = frame.question.inflate(0, -look.px(6))
        top = frame.centre_y - look.px(6) if not look.stacked else None
        heading(surface, look, area, self.plan.title, (self.about(),), top)
        since = now - self.entered
        number = COUNT - int(since / COUNT_S)
        if number < 1:
            return
        height = min(look.px(30), round(frame.zone.height * 0.6))
        width = written_width(str(number), height)
        share = 1.0 if look.taste.reduced_motion else (since % COUNT_S) / (COUNT_S * 0.55)
        left, baseline = frame.zone.centerx - width // 2, frame.zone.centery + height // 2
        writing(surface, str(number), left, baseline, height, share, look.palette.soft, look.u * 1.2)

    def _draw_pause(self, surface: pygame.Surface) -> None:
        look, frame = self.look, self.frame
        self._cover(surface)
        title = look.text("Paused", "h1", look.palette.ink)
        surface.blit(title, title.get_rect(center=(frame.sheet.centerx, frame.sheet.centery - look.px(4))))
        words = look.fitted(
            "The clock stands still. What you have answered is kept.",
            "body",
            look.palette.soft,
            frame.sheet.width - look.px(26),
        )
        surface.blit(words, words.get_rect(center=(frame.sheet.centerx, frame.sheet.centery + look.px(3))))

    def _cover(self, surface: pygame.Surface) -> None:
        """A blank sheet over the squares: nothing to work on meanwhile."""
        rounded(surface, self.frame.zone.inflate(2, 2), self.look.palette.sheet, 0)

    def _draw_hand_over(self, surface: pygame.Surface) -> None:
        look, frame = self.look, self.frame
        assert self.session is not None
        self._cover(surface)
        sitter = self.plan.sitters[self.seat]
        area = pygame.Rect(
            frame.sheet.left + look.px(17), frame.sheet.top + look.px(8), frame.sheet.width - look.px(24), 10
        )
        if look.taste.left_handed:
            area.left = frame.sheet.left + look.px(6)
        bead = disc(look.px(1.6), self._ink_colour())
        name = look.shrunk(f"{sitter.name}, your turn", "h1", look.palette.ink, area.width - look.px(6))
        surface.blit(bead, bead.get_rect(midleft=(area.left, area.top + name.get_height() // 2)))
        surface.blit(name, (area.left + look.px(5), area.top))
        y = area.top + name.get_height() + look.px(1)
        words = look.fitted(
            "The next questions stay hidden until you are ready.", "body", look.palette.soft, area.width
        )
        surface.blit(words, (area.left, y))
        y += words.get_height() + look.px(4)
        for number, summary in enumerate(self.session.summary()):
            line = max(look.px(5.4), look.font("body").get_linesize() + 2)
            if y + line > frame.sheet.bottom - look.px(2):
                break
            colour = look.palette.ink if number == self.seat else look.palette.soft
            who = look.text(summary.name, "body", colour)
            surface.blit(who, (area.left, y))
            shown = look.text(f"{summary.score.points}", "h2", colour)
            surface.blit(shown, shown.get_rect(topright=(area.left + look.px(44), y - look.px(0.6))))
            right = look.text(f"{summary.score.right} right", "small", look.palette.soft)
            surface.blit(right, (area.left + look.px(47), y + look.px(0.4)))
            y += line

    def _draw_slide(self, surface: pygame.Surface, now: float) -> None:
        """The old sheet slides up and shows the new one beneath."""
        if self._old is None:
            return
        picture, since = self._old
        share = ease_out((now - since) / self._slide_s)
        sheet = self.frame.sheet
        if self.look.taste.reduced_motion:
            picture.set_alpha(round(255 * (1 - share)))
            surface.blit(picture, sheet)
            return
        clip = surface.get_clip()
        surface.set_clip(sheet)
        bottom = sheet.bottom - round(share * sheet.height)
        surface.blit(picture, (sheet.left, bottom - sheet.height))
        surface.fill(
            self.look.palette.edge, (sheet.left, bottom - 2, sheet.width, max(2, self.look.px(0.35)))
        )
        surface.set_clip(clip)

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

    def _view(self) -> SeatView:
        assert self.session is not None
        return self.session.view(self.seat)

    def _type(self, digits: str) -> None:
        if self._misread is not None:
            self._misread.keypad.type(digits)
        elif self._keypad is not None:
            self._keypad.type(digits)
        elif self.session is not None:
            self._typed((self._view().play.typed + digits)[:6])
        self.changed = True

    def _typed(self, text: str) -> None:
        if self.session is not None:
            self.session.typing(self.seat, text, self.stage.clock())

    def _typed_done(self, text: str) -> None:  # noqa: ARG002 - the session knows it
        self._enter()
        if self._keypad is not None:
            self._keypad.text = ""

    def _touched(self, text: str) -> None:  # noqa: ARG002 - only redrawn
        self.changed = True

    def _undo(self) -> None:
        if self.session is None:
            return
        if self._misread is not None:
            self._misread.keypad.delete()
        elif self._keypad is not None:
            self._keypad.delete()
        elif typed := self._view().play.typed:
            self._typed(typed[:-1])
        else:
            self.session.undo(self.seat, self.stage.clock())

    def _clear(self) -> None:
        if self.session is not None and self._view().play.typed:
            self._typed("")
        elif self.session is not None:
            self.session.clear(self.seat, self.stage.clock())

    def _pass(self) -> None:
        if self.session is not None:
            self.session.give_up(self.seat, self.stage.clock())

    def _enter(self) -> None:
        if self.session is not None:
            self.session.enter(self.seat, self.stage.clock())

    def _next(self) -> None:
        if self.session is not None:
            self.session.next(self.seat, self.stage.clock())

    def _ready(self) -> None:
        if self.session is not None:
            self.echo = None
            self.session.ready(self.seat, self.stage.clock())

    def _choose(self, text: str) -> None:
        if self.session is not None:
            self.session.choose(self.seat, text, self.stage.clock())

    def _want_keys(self) -> None:
        self.keys_wanted = True

    def _switch_keys(self) -> None:
        self.keys_wanted = not self.keys_wanted

    def _claim(self, text: str) -> None:
        if self.session is not None:
            self.session.claim(self.asked_seat(), text, self.stage.clock())

    def _withdraw(self) -> None:
        if self.session is not None:
            self.session.withdraw(self.asked_seat(), self.stage.clock())


def _nothing() -> None:
    """For a key that means nothing now."""


def start(plan: Plan) -> MatchScene:
    """The scene that plays this plan."""
    if plan.mode is Mode.DUEL:
        from game.scenes.duel import Duel

        return Duel(plan)
    return Quiz(plan)


def can_play(plan: Plan) -> str | None:
    """Why these questions cannot be asked; None if they can."""
    try:
        if plan.custom is not None:
            plan.custom.pool()
    except PlayError as error:
        return str(error)
    return None
