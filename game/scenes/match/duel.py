"""The duel: one question, two pages of an open book, the spine for a clock. The first right answer wins it.

A player plays against another person, against a computer that writes, or against the ghost of their best run.

A player whose ink is unsure is asked on their own page. Meanwhile the question is hidden, unless another
person still works on it. The rules count the time so that nobody gains by it (`game.play.change`).
"""

from __future__ import annotations

import pygame

from game.play import events as e
from game.play.scoring import SLIPS, Outcome
from game.play.states import State
from game.play.view import View
from game.scenes.match.pages import DuelPage
from game.scenes.match.running_match import RunningMatch
from game.scenes.match.sheet import Moment, Sheet, SheetPlaces
from game.scenes.match.verdict import WORD_STAYS_S, Echo, draw_word, mark_of
from game.scenes.scene import Scene
from game.ui.bars import dashed_ring
from game.ui.events import KeyEvent
from game.ui.icons import tally
from game.ui.layout import mirrored
from game.ui.marks import Mark, draw_mark
from game.ui.sheet import disc, put, rounded
from game.ui.widgets import Button, Key, Widget, button_row


class Duel(Scene):
    """Two seats at once.

    Attributes:
        sheets: of the two seats, laid down with the first layout.
        word: what happened last, to be shown below the book.
    """

    def __init__(self, match: RunningMatch) -> None:
        super().__init__()
        self.match, self.plan, self.session = match, match.plan, match.session
        self.page: DuelPage
        self.sheets: list[Sheet] = []
        self.word: Echo | None = None
        self._arranged: object = None
        self._asked_clock = [0.0, 0.0]
        self._asked_at = 0.0  # when the question was shown
        self._share = 1.0  # of the time bonus that is left
        self._question: tuple[str, pygame.Surface] | None = None

    @property
    def persons(self) -> list[Sheet]:
        """The sheets of people."""
        return [self.sheets[seat] for seat in self.plan.persons]

    @property
    def mid_answer(self) -> bool:
        return any(canvas.strokes for canvas in self.canvases)

    # Layout

    def layout(self) -> None:
        self.page = DuelPage(self.look)
        self.ground = self.page.ground()
        self._arranged = self._question = None
        places = [SheetPlaces(zone, "question-stacked") for zone in self.page.zones]
        if not self.sheets:
            self.sheets = [Sheet(self.stage, self.session, seat, places[seat]) for seat in (0, 1)]
        for sheet in self.sheets:
            sheet.place(places[sheet.seat])
        self._arrange()

    def notice_room(self) -> pygame.Rect:
        return self.page.notice

    def _arrange(self) -> None:
        """Make the widgets again if what they are for has changed."""
        wanted = [sheet.wanted for sheet in self.sheets]
        if wanted == self._arranged:
            return
        self._arranged = wanted
        look, page = self.look, self.page
        if self.session.paused:
            go_on = Key("Go on", self.match.resume, "play", primary=True)
            stop = Key("Stop here", self.match.stop)
            widgets: list[Widget] = [*button_row(look, page.foot, [stop], [go_on])]
        else:
            widgets = [Button(page.pause, look, "", self.match.pause, icon="pause")]
            for sheet in self.persons:
                widgets += [*self._row(sheet), *sheet.arrange()]
        self.rearrange(widgets)

    def _row(self, sheet: Sheet) -> list[Button]:
        """A seat's buttons, below its page."""
        look, keys = self.look, self._keys(sheet)
        left, right = (keys, []) if sheet.seat == 0 else ([], keys)
        row = button_row(look, self.page.half_foot(sheet.seat), left, right)
        for button in row:
            if look.taste.left_handed:  # seats do not swap sides
                button.rect.left = look.size[0] - button.rect.right
        return row

    def _keys(self, sheet: Sheet) -> list[Key]:
        match sheet.moment:
            case Moment.ASKING:
                return [sheet.never_mind_key]
            case Moment.SHOWING | Moment.WAITING:
                return [sheet.misread_key]
        return [sheet.pen_key] if sheet.keys_wanted else [sheet.undo_key, sheet.clear_key]

    # Time

    def update(self, now: float) -> bool:
        moving = self.match.follow(now, self.heard, self.ask)
        for sheet in self.sheets:
            moving |= sheet.follow(now)
        self._arrange()
        self.canvases = [sheet.canvas for sheet in self.persons if sheet.writes]
        for early in self.match.take_early():
            self.pointer(early)
        thinking = [view for view in self._views if view.state is State.THINKING]
        if thinking:
            spent = min(view.clock - self._asked_clock[view.seat] for view in thinking)
            self._share = max(0.0, 1 - spent / (2 * self.match.par))
        return moving or not self.session.paused

    def heard(self, event: e.Event, now: float) -> None:
        """Something has happened in the match."""
        sheet = self.sheets[event.seat]
        sheet.heard(event, now)
        match event:
            case e.Asked():
                self._asked_clock[event.seat], self._asked_at = sheet.view.play.clock, now
                sheet.echo = None
                sheet.use_pen()
            case e.Reopened():
                self.word = None
            case e.Judged():
                self.word = self._echo_of(sheet, event.round, now) or self.word

    def _echo_of(self, sheet: Sheet, round: int, now: float) -> Echo | None:
        """The verdict in the duel's words; None: nothing new to say."""
        answer, name = sheet.answer(round), self.plan.sitters[sheet.seat].name
        if answer is None:
            return None
        if mark_of(answer) in (Mark.MISREAD, Mark.VOID):
            return sheet.echo
        if answer.outcome is Outcome.RIGHT and answer.first:
            return Echo(Mark.RIGHT, f"{name} is first", "", now)
        if answer.outcome in SLIPS:
            others = [other.answer(round) for other in self.sheets if other is not sheet]
            both = all(other is not None and other.outcome in SLIPS for other in others)
            return Echo(Mark.WRONG, "Both got it wrong" if both else f"{name} got it wrong", "", now)
        return None

    # Drawing

    def draw(self, surface: pygame.Surface) -> None:
        super().draw(surface)
        now, page = self.stage.clock(), self.page
        page.draw_line(surface, self._share if self.plan.clocked else None)
        self._draw_names(surface)
        if self.session.paused:
            page.draw_pause(surface)
            return
        self._draw_question(surface)
        for sheet in self.sheets:
            self._draw_sheet(surface, sheet, now)
        for widget in self.widgets:  # keypads and offers lie on the pages
            if page.book.contains(widget.rect):
                widget.draw(surface)
        if self.word is not None and self.word_stands(now):
            draw_word(surface, self.look, self.word, self._word_room)

    @property
    def _word_room(self) -> pygame.Rect:
        """Between the buttons of both seats, in the middle of the foot."""
        foot = self.page.foot
        row = [widget.rect for widget in self.widgets if foot.contains(widget.rect)]
        aside = [abs(side - foot.centerx) for rect in row for side in (rect.left, rect.right)]
        half = min(aside, default=foot.width // 2) - self.look.px(2)
        return pygame.Rect(foot.centerx - half, foot.top, 2 * half, foot.height)

    def word_stands(self, now: float) -> bool:
        """Whether the word is still to be read: it is of this round, or the next has only just begun."""
        of_this_round = self.word is not None and self.word.since >= self._asked_at
        return of_this_round or now - self._asked_at < WORD_STAYS_S

    def _draw_sheet(self, surface: pygame.Surface, sheet: Sheet, now: float) -> None:
        """One page of the book, with the verdict's mark in a corner."""
        look, zone, echo = self.look, sheet.places.zone, sheet.echo
        if sheet not in self.persons:
            sheet.canvas.draw(surface)
            self._draw_pen(surface, sheet)
        sheet.draw(surface, now)
        unsure = sheet.moment is Moment.UNSURE
        if echo is None or sheet.keypad is not None or (echo.mark is Mark.UNSURE and not unsure):
            return
        corner = (zone.right - look.px(6), zone.top + look.px(6))
        if unsure:
            corner = (zone.left + look.px(5), zone.bottom - look.px(5))
        draw_mark(surface, look, echo.mark, corner, look.px(7), now - echo.since)

    def _draw_pen(self, surface: pygame.Surface, sheet: Sheet) -> None:
        """A ring where the opponent's pen is."""
        look, ink = self.look, sheet.view.ink
        if sheet.view.play.state is State.WRITING and ink:
            point = ink.strokes[-1].points[-1]
            x, y = sheet.canvas.to_window(point.x, point.y)
            ring = pygame.Rect(0, 0, look.px(4), look.px(4)).move_to(center=(round(x), round(y)))
            dashed_ring(surface, ring, sheet.colour, max(1, look.px(0.2)))

    def _draw_question(self, surface: pygame.Surface) -> None:
        views = [sheet.view.play for sheet in self.persons]
        text = next((v.solved for v in views if v.solved), None)
        text = text or next((v.question for v in views if v.question), None)
        if text is None:
            return
        look, area = self.look, self.page.question
        if self._question is None or self._question[0] != text:
            role = "question" if not look.stacked else "question-stacked"
            self._question = text, look.shrunk(text, role, look.palette.ink, area.width)
        surface.blit(self._question[1], self._question[1].get_rect(center=area.center))

    def _draw_names(self, surface: pygame.Surface) -> None:
        """Each player above their page: ink colour and shape, name, rounds won."""
        look, page = self.look, self.page
        for sheet in self.sheets:
            colour, left = sheet.colour, sheet.seat == 0
            y, side = page.names_y, look.px(2.2)
            x = page.book.left if left else page.book.right - side
            if left:
                dot = disc(side // 2, colour)
                put(surface, dot, midleft=(x, y))
            else:
                rounded(surface, pygame.Rect(x, y - side // 2, side, side), colour, max(1, look.px(0.2)))
            room = (page.book.width - page.question.width) // 2 - side - look.px(3)
            room = max(room, look.px(18))
            name = look.squeezed(self.plan.sitters[sheet.seat].name, "h2", look.palette.ink, room)
            place = name.get_rect(midleft=(x + side + look.px(1.4), y))
            if not left:
                place.midright = (x - look.px(1.4), y)
            surface.blit(name, place)
            wins = sheet.view.play.score.wins
            if wins and not look.portrait:
                marks = tally(min(wins, 10), look.px(4), colour)
                spot = marks.get_rect(midleft=(place.right + look.px(1.4), y))
                if not left:
                    spot.midright = (place.left - look.px(1.4), y)
                if page.question.colliderect(spot) and look.stacked:
                    spot.bottom = place.top
                    spot.right = place.right
                    if left:
                        spot.left = place.left
                surface.blit(marks, spot)
        if self.plan.goal:
            words = f"round {self.round_now()} of {self.plan.goal}"
            text = look.text(words, "small", look.palette.soft)
            place = text.get_rect(midright=(page.book.right, page.bar.centery))
            surface.blit(text, mirrored(look, place))  # opposite to the pause button

    def pointer_beside(self, position: tuple[float, float]) -> None:
        sheet = min(self.persons, key=lambda sheet: abs(sheet.places.zone.centerx - position[0]))
        if sheet.waits:
            sheet.enter()

    def round_now(self) -> int:
        """The round that is shown, from 1; a verdict belongs to its round."""
        if self.session.over:
            return self.plan.goal
        closed = max(view.score.counted for view in self._views)
        showing = any(view.state is State.SHOWING for view in self._views)
        return min(self.plan.goal, closed + (not showing))

    @property
    def _views(self) -> list[View]:
        return [sheet.view.play for sheet in self.sheets]

    # What can be done

    def key(self, event: KeyEvent) -> None:
        sheet = self._at_the_keyboard
        enter = self.is_enter(event)
        if event.key in (pygame.K_ESCAPE, pygame.K_p):
            self.match.pause_or_resume()
        elif enter and self.session.paused:
            self.match.resume()
        elif enter and sheet is not None and sheet.keypad is not None:
            sheet.keypad.finish()
        elif enter and not self.match.just_resumed:
            for person in self.persons:
                person.enter()
        elif sheet is not None and event.digit:
            sheet.type(event.digit)
        elif sheet is not None and event.key == pygame.K_BACKSPACE:
            sheet.undo()
        else:
            super().key(event)

    @property
    def _at_the_keyboard(self) -> Sheet | None:
        """The sheet that the keyboard writes on; None for two people, unless one of them has number keys."""
        with_keys = [sheet for sheet in self.persons if sheet.keypad is not None]
        likely = with_keys or self.persons
        return likely[0] if len(likely) == 1 else None

    def back(self) -> None:
        self.match.pause()

    def left(self) -> None:
        super().left()
        self.match.pause()

    def gone(self) -> None:
        self.match.leave()
