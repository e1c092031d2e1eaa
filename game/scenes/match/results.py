"""The results: the score, every answer with its ink, and the facts. An answer that is tapped shows more."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from functools import partial

import pygame

from data.records import Cell
from game.play.scoring import Answer, Outcome
from game.play.states import State
from game.play.view import Summary
from game.scenes.match.answers import AnswerCard, AnswerList, Detail
from game.scenes.match.facts import LAST_ROW, main_operation, place, shades, shades_of
from game.scenes.match.pages import place_words
from game.scenes.match.plan import Plan
from game.scenes.match.score_column import ScoreColumn
from game.scenes.page import Page
from game.scenes.scene import Scene
from game.session.ports import Link, Session
from game.stage import Open, Pop
from game.store_adapter import stored_operation
from game.ui.events import KeyEvent
from game.ui.fact_grid import FactGrid, Place, Shade, legend
from game.ui.layout import Column, inset, split
from game.ui.widgets import Choice, Key

# The most of the column of answers that everybody's names take, in its heights.
_SEATS = 0.42


class Results(Scene):
    """The results of a match that is over; the player can still say that an answer was misread.

    Args:
        session: closed when this scene goes.
        best: the player's best points before.
    """

    def __init__(self, plan: Plan, session: Session, best: int | None = None) -> None:
        super().__init__()
        self.plan, self.session, self.best = plan, session, best
        self.seat = next((s for s, sitter in enumerate(plan.sitters) if sitter.person), 0)
        self.chosen: int | None = None  # the round whose answer is open
        self.first = 0  # the first answer on the page
        self.detail: Detail | None = None
        self._cards: list[AnswerCard] = []
        self._known: dict[Place, Shade] | None = None
        self._per_page = 10

    @property
    def summary(self) -> Summary:
        return self.session.summary()[self.seat]

    def keys(self) -> tuple[Sequence[Key], Sequence[Key]]:
        """What can be pressed below the sheet: from the left edge, and up to the right one."""
        missed = self.summary.missed
        if self.plan.begun_by_host:
            return [], [Key("Back to the room", self.back, primary=True)]
        left = [Key("Menu", self.back)]
        if missed and len(self.plan.sitters) == 1:
            one = f"Retry {missed[0].question.text.removesuffix(' =')}"
            left.append(Key(one if len(missed) == 1 else f"Retry the {len(missed)} missed", self._retry))
        if self._corrected():
            left.append(Key("Teach the net", self._teach))
        return left, (Key("Again", self._again, primary=True),)

    def _corrected(self) -> bool:
        """Whether a player alone has said what they wrote: the network can learn from that."""
        (first, *others) = self.plan.sitters
        named = any(answer.named for answer in self.summary.answers)
        return named and not others and first.player is not None

    def update(self, now: float) -> bool:
        happened = self.session.update(now)
        if self.session.link is Link.MOVED_ON:
            self.ask(Pop())
        elif happened:
            self.again()
        return bool(happened)

    # Layout

    def layout(self) -> None:
        look = self.look
        page = Page(self, self.plan.title, *self.keys())
        area, ground = page.area, page.ground
        width = round(area.width * (0.3 if look.stacked else 31 / 152))
        figures = look.font("body").size("a question")[0] + look.font("h2").size("20.7 s")[0]
        width = max(width, figures + look.px(11))
        score, rest = page.split(width / area.width, below=look.px(46) / area.height, ruled=True)
        if look.portrait:
            answers, facts = self._one_below_the_other(rest)
        else:
            answers, facts = (rest, rest) if look.stacked else split(look, rest, 56 / 121)
        place = place_words(self.session.view(self.seat).place, self.session.view(self.seat).players)
        column = ScoreColumn(look, self.plan, self.session.summary(), self.seat, self.best, place)
        column.draw(ground, inset(look, score, 8, 6))
        self.detail = None
        self._cards = []
        one = facts == answers  # only one of them has room
        chosen = self._chosen_answer()
        if not one or chosen is None:
            self._answers(ground, inset(look, answers, 8, 7))
        facts = inset(look, facts, 8 if look.stacked else 6, 7)
        if chosen is not None:
            self._open(facts, chosen)
        elif not one:
            self._facts(ground, facts)
        self.widgets += page.buttons

    def _one_below_the_other(self, rest: pygame.Rect) -> tuple[pygame.Rect, pygame.Rect]:
        """The places of answers and facts in portrait; twice the same if only one of them has room."""
        look = self.look
        facts = pygame.Rect(rest.left, 0, rest.width, look.px(66))
        facts.bottom = rest.bottom
        answers = pygame.Rect(rest.topleft, (rest.width, facts.top - rest.top))
        if main_operation(self.summary.answers) is None or answers.height < look.px(60):
            return rest, rest
        return answers, facts

    def _chosen_answer(self) -> Answer | None:
        answers = self.summary.answers
        found = next((a for a in answers if a.round == self.chosen), None)
        if found is None and not self.look.stacked and main_operation(answers) is None and answers:
            slowest = max(answers, key=lambda a: (a.outcome is not Outcome.RIGHT, a.thinking))
            self.chosen = slowest.round
            return slowest
        return found

    def _answers(self, ground: pygame.Surface, area: pygame.Rect) -> None:
        look = self.look
        column = Column(area, gap=look.px(1.2))
        if len(self.plan.sitters) > 1:
            lines, words = self._seats(area)
            bar = column.take(look.target(5) * lines).move(0, -look.px(1))
            self.widgets.append(Choice(bar, look, words, self.seat, self._sit, lines))
        else:
            bar = column.take(max(look.px(6), look.font("h2").get_linesize()))
            title = look.text("Your answers", "h2", look.palette.ink)
            ground.blit(title, (bar.left, bar.top - look.px(0.8)))
        shown = AnswerList(look, column.rest, self.summary.answers, self.first, chosen=self.chosen)
        self.first, self._per_page = shown.first, shown.per_page
        self._cards = shown.lay(lambda round: self.session.ink(self.seat, round), self._choose)
        self.widgets += [*self._cards, *shown.lay_pager(ground, self._turn)]
        shown.draw_misread(ground)

    def _seats(self, area: pygame.Rect) -> tuple[int, list[str]]:
        """In how many lines everybody stands, and their names with their points.

        Where long names would leave no room for the answers, they are cut; points never are.
        """
        look, summaries = self.look, self.session.summary()
        words = [f"{one.name}: {one.score.points}" for one in summaries]
        small, air = look.font("small"), look.px(1.8)
        if sum(look.font("body").size(each)[0] + air for each in words) <= area.width:
            return 1, words
        most = max(1, round(_SEATS * area.height) // look.target(5))
        widest = max(small.size(each)[0] for each in words)
        for across in range(len(words), 0, -1):
            lines, room = -(-len(words) // across), area.width // across - air
            if widest <= room:
                return lines, words
            if lines >= most:
                break
        cut = []
        for one in summaries:
            points = f": {one.score.points}"
            cut.append(look.fit(one.name, "small", room - small.size(points)[0]) + points)
        return lines, cut

    def _facts(self, ground: pygame.Surface, area: pygame.Rect) -> None:
        look = self.look
        answers = self.summary.answers
        op = main_operation(answers)
        if op is None:
            return
        player = self.plan.sitters[self.seat].player
        if self._known is None:
            self._known = shades_of(answers, op)
            if player is not None and self.stage.store is not None:
                look_up = partial(self.stage.store.progress.heat_map, player, stored_operation(op))
                self.stage.worker.submit(look_up, self._learned, key="results-facts")
        title = look.text("Your facts", "h2", look.palette.ink)
        ground.blit(title, (area.left, area.top - look.px(0.8)))
        aside = look.font("small").size("quick")[0] + look.px(7)
        room = pygame.Rect(area.left, area.top + look.px(7), area.width - aside, area.height - look.px(7))
        fits = room.width // (LAST_ROW + 1) >= look.px(2.2)
        across = area if not fits else room
        weak = [answer.question.fact for answer in self.summary.missed]
        next_up = {at for fact in weak if fact.op is op and (at := place(fact)) is not None}
        numbers = range(0 if op.value in "+−" else 1, LAST_ROW + 1)
        grid = FactGrid(look, across, numbers, numbers, self._known, next_up, op.value)
        grid.draw(ground)
        if fits:
            legend(ground, look, grid.rect.right + look.px(2), grid.rect.top, next_up=bool(next_up))

    def _learned(self, cells: Mapping[Place, Cell]) -> None:
        found = shades(cells)
        if found:
            self._known = found
            self.again()

    def _open(self, area: pygame.Rect, answer: Answer) -> None:
        asking = self.session.view(self.seat).play.state is State.ASKING
        self.detail = Detail(
            self.look,
            area,
            answer,
            self.session.ink(self.seat, answer.round),
            self.session.reading(self.seat, answer.round),
            asking=asking,
            dispute=self._dispute if answer.disputable else None,
            claim=self._claim,
            close=self._shut,
        )
        self.widgets += self.detail.buttons

    def draw(self, surface: pygame.Surface) -> None:
        super().draw(surface)
        if self.detail is not None:
            self.detail.draw(surface)

    # What can be done

    def key(self, event: KeyEvent) -> None:
        keypad = self.detail.keypad if self.detail is not None else None
        if keypad is not None and event.digit:
            keypad.type(event.digit)
        elif keypad is not None and event.key == pygame.K_BACKSPACE:
            keypad.delete()
        elif self.is_enter(event):
            keypad.finish() if keypad is not None else self._go_on()
        elif event.key == pygame.K_PAGEDOWN:
            self._turn(1)
        elif event.key == pygame.K_PAGEUP:
            self._turn(-1)
        else:
            super().key(event)
        self.changed = True

    def back(self) -> None:
        if self.session.view(self.seat).play.state is State.ASKING:
            self._withdraw()
        elif self.chosen is not None and self.look.stacked:
            self._shut()
        else:
            self.ask(Pop())

    def gone(self) -> None:
        self.session.close()

    def _go_on(self) -> None:
        self.back() if self.plan.begun_by_host else self._again()

    def _again(self) -> None:
        self.ask(Open("match", replace(self.plan, seed=None), instead=True))

    def _retry(self) -> None:
        self.ask(Open("match", self.plan.retry(self.summary.missed), instead=True))

    def _teach(self) -> None:
        self.ask(Open("teach", instead=True))

    def _sit(self, seat: int) -> None:
        self._withdraw()
        self.seat, self.chosen, self.first, self._known = seat, None, 0, None
        self.again()

    def _turn(self, by: int) -> None:
        first = self.first + by * self._per_page
        if 0 <= first < len(self.summary.answers):
            self.first = first
            self.again()

    def _choose(self, number: int) -> None:
        self._withdraw()
        self.chosen = None if number == self.chosen else number
        self.again()

    def _shut(self) -> None:
        self._withdraw()
        self.chosen = None
        self.again()

    def _dispute(self) -> None:
        if self.chosen is not None:
            self.session.dispute(self.seat, self.stage.clock(), self.chosen)
            self.again()

    def _claim(self, text: str) -> None:
        self.session.claim(self.seat, text, self.stage.clock())
        self.stage.sound.play("misread")
        self._known = None
        self.again()

    def _withdraw(self) -> None:
        if self.session.view(self.seat).play.state is State.ASKING:
            self.session.withdraw(self.seat, self.stage.clock())
