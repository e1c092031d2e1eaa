"""The quiz: a question, squares to write the answer on, and the red margin line for a clock.

Alone or in turns: one player at a time writes on a sheet. Two at once play on `game.scenes.match.duel`.
"""

from __future__ import annotations

import pygame

from game.play import events as e
from game.play.states import OPEN, State
from game.scenes.match.ghost import GhostSheet, ahead_words
from game.scenes.match.pages import LineClock, QuizPage, place_words
from game.scenes.match.running_match import RunningMatch
from game.scenes.match.sheet import Moment, Sheet, SheetPlaces
from game.scenes.match.verdict import (
    MARK_STAYS_S,
    WORD_STAYS_S,
    Echo,
    SolvedSum,
    draw_margin_mark,
    draw_word,
)
from game.scenes.scene import Scene
from game.session.ports import Link, Pausing
from game.ui.events import KeyEvent
from game.ui.marks import Mark, Streak
from game.ui.sheet import Slide, put
from game.ui.widgets import Button, Key, button_row

_PAUSED = {
    Pausing.CLOCKS: ("Paused", "The clock has stopped. Your answers are kept."),
    Pausing.COVER: ("Your sheet is covered", "The others play on, and your clock runs."),
    Pausing.HOST: ("Paused", "The host has stopped the clock for everybody. Your answers are kept."),
}
_PAUSED_WITHOUT_CLOCK = {
    Pausing.CLOCKS: ("Paused", "Your answers are kept."),
    Pausing.COVER: ("Your sheet is covered", "The others play on."),
    Pausing.HOST: ("Paused", "The host has paused the match for everybody. Your answers are kept."),
}
# In these a question is on the page.
_AT_WORK = (Moment.ANSWERING, Moment.UNSURE, Moment.SHOWING)


class Quiz(Scene):
    """One player at a sheet; taking turns, each has their own.

    Attributes:
        seat: whose turn it is.
    """

    def __init__(self, match: RunningMatch) -> None:
        super().__init__()
        self.match, self.plan, self.session = match, match.plan, match.session
        self.page: QuizPage
        self.sheets: list[Sheet] = []  # of each seat; laid down with the first layout
        self.seat = 0
        self._clock = LineClock(self.plan.mode, self.plan.goal, match.par)
        self._streak = Streak()
        self._slide = Slide()
        self._ghosts = [GhostSheet(ghost, self.plan.goal) for ghost in match.ghosts]  # none or one
        self._asked_at = 0.0  # when the question was shown
        self._row: list[Button] = []
        self._arranged: object = None
        self._surface: pygame.Surface | None = None
        self._question: tuple[str, pygame.Surface] | None = None

    @property
    def sheet(self) -> Sheet:
        """The sheet of the player whose turn it is."""
        return self.sheets[self.seat]

    @property
    def asked(self) -> Sheet:
        """The sheet that asks its player what they wrote, even after their turn; else :attr:`sheet`."""
        return next((sheet for sheet in self.sheets if sheet.moment is Moment.ASKING), self.sheet)

    @property
    def moment(self) -> Moment:
        return self.asked.moment

    @property
    def _handing_over(self) -> bool:
        return self.plan.rules.turns and self.moment is Moment.WAITING

    @property
    def echo(self) -> Echo | None:
        """The verdict being shown; between turns, that of the player before. None until it is known."""
        if self._judged_later:
            return None
        return self.sheets[self.match.latest].echo if self._handing_over else self.sheet.echo

    @property
    def _judged_later(self) -> bool:
        """Whether the answer is given, but nobody is told what came of it before the others have answered."""
        sheet = self.sheet
        return self.moment is Moment.SHOWING and sheet.answer(sheet.view.play.round) is None

    @property
    def mid_answer(self) -> bool:
        return any(canvas.strokes for canvas in self.canvases)

    # Layout

    def layout(self) -> None:
        self.page = page = QuizPage(self.look, aside=bool(self._ghosts))
        for ghost in self._ghosts:
            ghost.place(self.look, page.aside, self.stage.clock())
        self.ground = page.ground()
        self._arranged = self._question = None
        self._slide.stop()
        places = SheetPlaces(page.zone, page.role, page.question)
        if not self.sheets:
            seats = range(len(self.plan.sitters))
            self.sheets = [Sheet(self.stage, self.session, seat, places) for seat in seats]
            self._clock.ask(self.sheet.view.play.clock)
        for sheet in self.sheets:
            sheet.place(places)
        self._arrange()

    def notice_room(self) -> pygame.Rect:
        return self.page.notice

    def _arrange(self) -> None:
        """Make the widgets again if what they are for has changed."""
        wanted = self.seat, self.asked.seat, self.asked.wanted, self.session.pausing, self._judged_later
        if wanted == self._arranged:
            return
        self._arranged = wanted
        widgets = self.asked.arrange()
        self._row = button_row(self.look, self.page.foot, *self._keys())
        widgets += self._row
        if self.moment in _AT_WORK or self.moment is Moment.WAITING:
            pause = Button(self.page.pause, self.look, "", self.match.pause, icon="pause")
            widgets = [pause, *widgets]
        self.rearrange(widgets)

    def _keys(self) -> tuple[list[Key], list[Key]]:
        """The buttons at the foot: from the left edge, and up to the right one."""
        sheet = self.asked
        misread = Key("Misread me?", self.dispute, works=lambda: self._disputing is not None)
        match self.moment:
            case Moment.ANSWERING | Moment.UNSURE if sheet.keys_wanted:
                return [sheet.pass_key], [misread]
            case Moment.ANSWERING | Moment.UNSURE:
                return [sheet.undo_key, sheet.clear_key, sheet.pass_key], [misread, sheet.done_key]
            case Moment.SHOWING if self._judged_later:
                return [], []
            case Moment.SHOWING:
                return [], [misread, sheet.next_key]
            case Moment.ASKING:
                return [sheet.never_mind_key], []
            case Moment.PAUSED:
                other = sheet.pen_key if sheet.keys_wanted else sheet.number_keys_key
                pausing = self.session.pausing
                stop = "Stop here" if pausing is Pausing.CLOCKS else "Leave the room"
                go_on = Key("Go on", self.match.resume, "play", primary=True)
                return [Key(stop, self.match.stop), other], [go_on] if pausing is not Pausing.HOST else []
            case Moment.WAITING if self._handing_over:
                return [misread] if self.echo else [], [Key("I’m ready", self.ready, primary=True)]
        return [], []

    # Time

    def update(self, now: float) -> bool:
        moving = self.match.follow(now, self.heard, self.ask)
        for each in self.sheets:
            moving |= each.follow(now)
        active = self.sheet.view.play.active
        self.seat = self.seat if active is None else active
        self._arrange()
        sheet = self.sheet
        self.canvases = [sheet.canvas] if sheet.writes and self.moment is sheet.moment else []
        for early in self.match.take_early():
            self.pointer(early)
        play = sheet.view.play
        self._streak.show(play.score.streak, now)
        moving |= self._streak.update(now) | self._slide.moving(self.look, now)
        if self._clock.follow(play):
            self.stage.sound.play("beat")
        for ghost in self._ghosts:
            moving |= ghost.follow(play.clock, now)
        running = play.state in (State.THINKING, State.WRITING, State.TYPING)
        return moving or (running and self.plan.clocked)

    def heard(self, event: e.Event, now: float) -> None:
        """Something has happened in the match."""
        sheet = self.sheets[event.seat]
        sheet.heard(event, now)
        match event:
            case e.Asked():
                if self._surface is not None and sheet.marks and event.seat == self.seat:
                    self._slide.start(self._surface, self.page.sheet, now)
                self._clock.ask(sheet.view.play.clock)
                self._asked_at = now
            case e.Reopened():
                self._slide.stop()

    # Drawing

    def draw(self, surface: pygame.Surface) -> None:
        self._surface = surface
        super().draw(surface)
        now, page, sheet = self.stage.clock(), self.page, self.sheet
        play = sheet.view.play
        standing = play.state not in (State.THINKING, State.WRITING, State.TYPING)
        standing |= self.session.link is not Link.OPEN
        page.draw_line(surface, self._clock.share, self._clock.seconds, standing=standing)
        who = (self.plan.sitters[self.seat].name, sheet.colour) if self.plan.rules.turns else None
        page.draw_bar(surface, play, sheet.marks, self._streak, who, self._place_words())
        match self.moment:
            case Moment.PAUSED:
                page.draw_pause(surface, *self.pause_words)
            case Moment.WAITING if self._handing_over:
                page.draw_hand_over(surface, self.session.summary(), self.seat, sheet.colour)
                self._draw_verdict(surface, now)
            case Moment.ASKING:
                self.asked.draw(surface, now)
            case _:
                self._draw_question(surface, now)
                sheet.draw(surface, now)
                self._draw_verdict(surface, now)
                self._draw_remark(surface)
        if self.moment not in (Moment.PAUSED, Moment.ASKING):
            for ghost in self._ghosts:
                ghost.draw(surface)
        for widget in self.widgets:  # above the sheet: a keypad on the squares
            if page.zone.contains(widget.rect):
                widget.draw(surface)
        self._slide.draw(surface, self.look, page.sheet, now)

    @property
    def pause_words(self) -> tuple[str, str]:
        """What stands on the covered sheet."""
        clocked = self.plan.clocked and self.sheet.view.play.state is not State.WAITING
        return (_PAUSED if clocked else _PAUSED_WITHOUT_CLOCK)[self.session.pausing]

    def _place_words(self) -> str:
        """How the player stands against the others of a room, or against a ghost."""
        view = self.sheet.view
        score = view.play.score
        for each in self.match.ghosts:
            return ahead_words(each.ahead(score.counted, score.seconds)) if score.counted else ""
        return place_words(view.place, view.players)

    def _draw_question(self, surface: pygame.Surface, now: float) -> None:
        page, question = self.page, self.sheet.view.play.question
        if question is None:
            return
        solved = self.solved_sum()
        if solved is not None and self.echo is not None:
            solved.draw(surface, self.echo, now)
            self._draw_stays(surface, solved)
        else:
            picture = self._picture(question)
            put(surface, picture, midleft=(page.question.left, page.centre_y))

    def solved_sum(self) -> SolvedSum | None:
        """The sum with its right answer, while a slip is shown."""
        question, echo, page = self.sheet.view.play.question, self.echo, self.page
        if question is None or echo is None or not echo.answer:
            return None
        if self.moment not in (Moment.SHOWING, Moment.OVER):
            return None
        return SolvedSum(self.look, page.role, question, echo.answer, page.question, page.centre_y)

    def _remark(self) -> str:
        """A hint, or what the player waits for where they cannot know it from the page."""
        play = self.sheet.view.play
        if self.session.link is Link.LOST:
            return "Your answer is kept; joining again…"
        if self.moment is Moment.ANSWERING and self.sheet.view.hint:
            return self.sheet.view.hint
        if self.moment is Moment.ANSWERING and play.question == "":
            return "The question is on the big screen."
        if self.moment is Moment.WAITING:
            turn = next((rival.name for rival in play.rivals if rival.state in OPEN), "")
            return f"{turn} writes now." if turn else "The next question comes soon."
        if self._judged_later:
            return "The others are still writing."
        return ""

    def _draw_remark(self, surface: pygame.Surface) -> None:
        """Say something below the question, or on its line."""
        look, page, words = self.look, self.page, self._remark()
        if not words:
            return
        room = page.question.copy()
        question = self.sheet.view.play.question
        if page.low and question:
            used = self._picture(question).get_width() + look.px(3)
            room.left, room.width = room.left + used, room.width - used
        line = look.font("body").get_linesize()
        y = page.centre_y - line // 2
        if question and not page.low:
            y = page.centre_y + look.font(page.role).get_linesize() // 2 + look.px(2)
        for text in look.even_lines(words, "body", room.width):
            surface.blit(look.text(text, "body", look.palette.soft), (room.left, y))
            y += line

    def _draw_stays(self, surface: pygame.Surface, solved: SolvedSum) -> None:
        """Say below the sum how it goes on, where there is room."""
        look, room = self.look, self.page.question
        if not self.sheet.view.play.stays:
            return
        y = solved.rect.bottom + look.px(2)
        words = "It stays until your pen comes down."
        if self.sheet.keys_wanted:
            words = "It stays until you press Next."
        for line in look.lines(words, "body", room.width):
            text = look.text(line, "body", look.palette.soft)
            if y + text.get_height() <= self.page.words_end:
                surface.blit(text, (room.left, y))
            y += text.get_height()

    def _picture(self, question: str) -> pygame.Surface:
        if self._question is None or self._question[0] != question:
            look, page = self.look, self.page
            picture = look.shrunk(question, page.role, look.palette.ink, page.question.width)
            self._question = question, picture
        return self._question[1]

    def _draw_verdict(self, surface: pygame.Surface, now: float) -> None:
        """The verdict's mark in the margin, and a word or two at the foot or beside the question."""
        echo, moment, look = self.echo, self.moment, self.look
        if echo is None:
            return
        fresh = now - echo.since < MARK_STAYS_S and echo.mark is not Mark.UNSURE
        if fresh or moment in (Moment.SHOWING, Moment.OVER, Moment.UNSURE):
            draw_margin_mark(surface, look, echo, self.page.margin, now)
        if moment is Moment.ANSWERING and not echo.solved and now - echo.since >= WORD_STAYS_S:
            return  # longer, it would be read as the verdict on what is being answered
        if moment is Moment.UNSURE or (echo.mark is Mark.UNSURE and moment is Moment.ANSWERING):
            return
        foot = self.page.foot
        row = [button.rect for button in self._row]
        middle = look.size[0] // 2
        left = max((r.right for r in row if r.centerx < middle), default=foot.left) + look.px(2)
        right = min((r.left for r in row if r.centerx >= middle), default=foot.right) - look.px(2)
        area = pygame.Rect(left, row[0].top if row else foot.top, right - left, look.target(8))
        if area.width > look.px(22):
            draw_word(surface, look, echo, area, later=moment not in (Moment.SHOWING, Moment.OVER))
            return
        # A slip stays for as long as its player wants; its sum is said again once they have gone on.
        since = self._asked_at if echo.solved else echo.since
        if moment is Moment.ANSWERING and self.sheet.keypad is None and now - since < WORD_STAYS_S:
            self._draw_word_beside_question(surface, echo)

    def _draw_word_beside_question(self, surface: pygame.Surface, echo: Echo) -> None:
        look, page, question = self.look, self.page, self.sheet.view.play.question
        if question is not None:
            used = page.question.left + self._picture(question).get_width() + look.px(2)
            room = pygame.Rect(used, page.question.top + look.px(3), page.question.right - used, 10)
            draw_word(surface, look, echo, room, lines=True, later=True)

    # What can be done

    def key(self, event: KeyEvent) -> None:
        moment, sheet = self.moment, self.asked
        answering = moment in (Moment.ANSWERING, Moment.UNSURE)
        if event.digit and (answering or moment is Moment.ASKING):
            sheet.type(event.digit)
            return
        enter = self.is_enter(event)
        match event.key:
            case pygame.K_ESCAPE if moment is Moment.ASKING:
                sheet.withdraw()
            case pygame.K_ESCAPE | pygame.K_p:
                self.match.pause_or_resume()
            case _ if enter and moment is Moment.PAUSED:
                self.match.resume()
            case _ if enter and moment is Moment.ASKING:
                sheet.enter()
            case _ if enter or (event.key == pygame.K_SPACE and not self.focus.visible):
                self._go_on()
            case pygame.K_BACKSPACE | pygame.K_z | pygame.K_u:
                sheet.undo()
            case pygame.K_DELETE | pygame.K_c:
                sheet.clear()
            case pygame.K_m if answering or moment is Moment.SHOWING or self._handing_over:
                self.dispute()
            case pygame.K_s if answering:
                sheet.give_up()
            case _:
                super().key(event)

    def pointer_beside(self, position: tuple[float, float]) -> None:  # noqa: ARG002 - anywhere will do
        if self.sheet.waits:
            self.sheet.enter()

    def _go_on(self) -> None:
        """Do what comes next."""
        if self.match.just_resumed:
            return
        match self.moment:
            case Moment.ANSWERING:
                self.sheet.enter()
            case Moment.SHOWING:
                self.sheet.next()
            case Moment.WAITING if self._handing_over:
                self.ready()

    def ready(self) -> None:
        """Show the question to the player whose turn it is."""
        for sheet in self.sheets:
            sheet.echo = None
        self.sheet.ready()

    @property
    def _disputing(self) -> Sheet | None:
        """The sheet whose player may say now that they wrote something else: this turn's, else the last."""
        sheets = self.sheet, self.sheets[self.match.latest]
        return next((sheet for sheet in sheets if sheet.disputable), None)

    def dispute(self) -> None:
        if self._disputing is not None:
            self._disputing.dispute()

    def back(self) -> None:
        self.match.pause()

    def left(self) -> None:
        super().left()
        self.match.pause()

    def gone(self) -> None:
        self.match.leave()
