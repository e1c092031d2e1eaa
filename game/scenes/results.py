"""How it went: the score, every answer with its ink, and the facts; an answer opens to show all of it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import replace
from functools import partial

import pygame

from game.play.modes import Mode
from game.play.scoring import Answer, Outcome
from game.play.states import State
from game.play.view import Summary
from game.scenes.answer_card import AnswerCard, Detail
from game.scenes.facts import LARGEST, main_operation, place, shades, shades_of
from game.scenes.page import Key, Page
from game.scenes.plan import Plan
from game.scenes.scene import Pop, Replace
from game.scenes.verdict_view import name_of
from game.session.ports import Session
from game.ui.events import KeyEvent
from game.ui.fact_grid import FactGrid, Place, Shade, legend
from game.ui.icons import tally
from game.ui.marks import mark, mark_colour
from game.ui.sheet import margin, rule
from game.ui.widgets import Button, Choice


class Results(Page):
    """The results of a match that is over; claims of having been misread still change them.

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

    def title_text(self) -> str:
        return self.plan.title

    def keys(self) -> tuple[Sequence[Key], Sequence[Key]]:
        missed = self.summary.missed
        left = [Key("Menu", self.back)]
        if missed and len(self.plan.sitters) == 1:
            label = (
                f"Retry the {len(missed)} missed" if len(missed) > 1 else f"Retry {missed[0].question.text}"
            )
            left.append(Key(label.removesuffix(" ="), self._retry))
        return left, (Key("Again", self._again, primary=True),)

    # Layout

    def fill(self, ground: pygame.Surface) -> None:
        look, area = self.look, self.area
        left_handed = look.taste.left_handed
        stacked = look.stacked
        if look.portrait:
            score = pygame.Rect(area.left, area.top, area.width, look.px(46))
            rest = pygame.Rect(area.left, score.bottom, area.width, area.bottom - score.bottom)
            answers = facts = rest
            rule(ground, look, area.left + look.px(4), area.right - look.px(4), score.bottom)
        else:
            width = round(area.width * (31 / 152 if not stacked else 0.3))
            width = max(width, look.font("body").size("best streak")[0] + look.px(16))
            score = pygame.Rect(area.left, area.top, width, area.height)
            rest = pygame.Rect(score.right, area.top, area.right - score.right, area.height)
            # Two rectangles, even where they are alike: each is mirrored for a left hand.
            answers, facts = rest.copy(), rest.copy()
            if not stacked:
                share = round(rest.width * 56 / 121)
                answers = pygame.Rect(rest.left, rest.top, share, rest.height)
                facts = pygame.Rect(answers.right, rest.top, rest.right - answers.right, rest.height)
            if left_handed:
                for part in (score, answers, facts):
                    part.left = look.size[0] - part.right
            line = score.right if not left_handed else score.left
            margin(ground, look, line, area.top, area.bottom)
        self._score(ground, score.inflate(-look.px(8), -look.px(6)))
        self.detail = None
        self._cards = []
        one = stacked or look.portrait
        chosen = self._chosen_answer()
        if not one or chosen is None:
            self._answers(ground, answers.inflate(-look.px(8), -look.px(7)))
        if chosen is not None:
            self._open(facts.inflate(-look.px(8 if one else 6), -look.px(7)), chosen)
        elif not one:
            self._facts(ground, facts.inflate(-look.px(6), -look.px(7)))

    def _chosen_answer(self) -> Answer | None:
        answers = self.summary.answers
        found = next((a for a in answers if a.round == self.chosen), None)
        if found is None and not self.look.stacked and main_operation(answers) is None and answers:
            slowest = max(answers, key=lambda a: (a.outcome is not Outcome.RIGHT, a.thinking))
            self.chosen = slowest.round
            return slowest
        return found

    def _score(self, ground: pygame.Surface, area: pygame.Rect) -> None:
        look, palette, summary = self.look, self.look.palette, self.summary
        score = summary.score
        y = area.top
        big = look.shrunk(str(score.right), "score", palette.ink, area.width // 2)
        rise = look.px(4.4)
        ground.blit(big, (area.left, y - rise))
        of = look.shrunk(f"of {score.counted}", "h1", palette.soft, area.width - big.get_width() - look.px(2))
        baseline = y - rise + round(big.get_height() * 0.79)
        ground.blit(of, (area.left + big.get_width() + look.px(2), baseline - round(of.get_height() * 0.79)))
        y += round(big.get_height() * 0.92) - rise + look.px(1)
        if look.portrait:
            self._portrait_score(ground, area, y)
            return
        if (winner := self._winner()) is not None:
            text = look.shrunk(winner, "h2", palette.ink, area.width)
            ground.blit(text, (area.left, y))
            y += text.get_height() + look.px(1)
        line = max(look.px(5.2), look.font("h2").get_linesize())
        for name, value in self._lines():
            self._line(ground, area, y, name, value)
            y += line
        y += look.px(1.2)
        rule(ground, look, area.left, area.right, y)
        y += look.px(2)
        step = max(look.px(4.9), look.font("body").get_linesize() + 1)
        for name, count in self._counts():
            if y + step > area.bottom + look.px(3):
                break
            self._count(ground, pygame.Rect(area.left, y, area.width, step), name, count)
            y += step

    def _portrait_score(self, ground: pygame.Surface, area: pygame.Rect, y: int) -> None:
        look = self.look
        half = area.width // 2
        line = max(look.px(5), look.font("h2").get_linesize())
        left = pygame.Rect(area.left, y, half - look.px(4), 10)
        for number, (name, value) in enumerate(self._lines()):
            self._line(ground, left, y + number * line, name, value)
        right = pygame.Rect(area.left + half + look.px(4), area.top, half - look.px(4), line)
        for name, count in self._counts():
            self._count(ground, right, name, count)
            right = right.move(0, line)

    def _lines(self) -> list[tuple[str, str | int]]:
        score = self.summary.score
        lines: list[tuple[str, str | int]] = [("points", str(score.points))]
        if self.best is not None:
            lines.append(
                ("new best", f"+{score.points - self.best}")
                if score.points > self.best
                else ("your best", str(self.best))
            )
        elif self.plan.ranked and self.plan.sitters[self.seat].player is not None and self.summary.ranked:
            lines.append(("your first", "✓"))
        if self.plan.mode is Mode.SPRINT:
            lines.append(("time", _minutes(score.seconds)))
        if score.counted:
            lines.append(("a question", f"{score.seconds / score.counted:.1f} s"))
        if score.best_streak > 1:
            lines.append(("best streak", score.best_streak))
        return lines

    def _line(self, ground: pygame.Surface, area: pygame.Rect, y: int, name: str, value: str | int) -> None:
        look, palette = self.look, self.look.palette
        new = name in ("new best", "your first")
        label = look.text(name, "body", palette.right if new else palette.soft)
        if isinstance(value, int):
            picture = (
                tally(min(value, 10), look.px(4), palette.ink)
                if value <= 10
                else look.text(str(value), "h2", palette.ink)
            )
        elif value == "✓":
            picture = mark("right", look.px(3), palette)
        else:
            picture = look.text(value, "h2", palette.right if new else palette.ink)
        base = y + look.font("h2").get_ascent()
        ground.blit(label, (area.left, base - look.font("body").get_ascent()))
        if label.get_width() + picture.get_width() > area.width:
            return
        place = picture.get_rect(right=area.right, top=y)
        if isinstance(value, int) or value == "✓":
            place.centery = base - look.px(1.3)
        ground.blit(picture, place)

    def _counts(self) -> list[tuple[str, int]]:
        answers = self.summary.answers
        names = Counter(name_of(answer) for answer in answers)
        unsure = sum(answer.unsure > 0 for answer in answers)
        lines = [
            (name, names[name]) for name in ("right", "wrong", "passed", "late", "beaten", "misread", "void")
        ]
        shown = [(name, count) for name, count in lines if count or name in ("right", "wrong")]
        return [*shown, ("unsure", unsure)] if unsure else shown

    def _count(self, ground: pygame.Surface, row: pygame.Rect, name: str, count: int) -> None:
        look, palette = self.look, self.look.palette
        picture = mark(name, look.px(3), palette)
        ground.blit(picture, picture.get_rect(midleft=row.midleft))
        words = {"void": "left out", "late": "too late", "misread": "my mistakes"}
        word = look.fitted(words.get(name, name), "body", palette.soft, row.width - look.px(9))
        ground.blit(word, word.get_rect(midleft=(row.left + look.px(4.8), row.centery)))
        number = look.text(str(count), "h2", mark_colour(name, palette) if name != "unsure" else palette.ink)
        ground.blit(number, number.get_rect(midright=row.midright))

    def _winner(self) -> str | None:
        """Who won, where there was anybody to win against."""
        summaries = self.session.summary()
        if len(summaries) < 2:
            return None
        duel = self.plan.mode is Mode.DUEL
        standing = [(s.score.wins if duel else 0, s.score.points) for s in summaries]
        best = [s for s, value in zip(summaries, standing, strict=True) if value == max(standing)]
        return f"{best[0].name} wins" if len(best) == 1 else "A draw"

    def _answers(self, ground: pygame.Surface, area: pygame.Rect) -> None:
        look, palette = self.look, self.look.palette
        answers = self.summary.answers
        bar = (
            look.target(5) if len(self.plan.sitters) > 1 else max(look.px(6), look.font("h2").get_linesize())
        )
        if len(self.plan.sitters) > 1:
            names = [f"{s.name} {s.score.points}" for s in self.session.summary()]
            choice = Choice(
                pygame.Rect(area.left, area.top - look.px(1), area.width, bar),
                look,
                names,
                self.seat,
                self._sit,
            )
            self.widgets.append(choice)
        else:
            title = look.text("Your answers", "h2", palette.ink)
            ground.blit(title, (area.left, area.top - look.px(0.8)))
        misread = self._misread_words()
        foot = look.font("small").get_linesize() + look.px(1) if misread else 0
        columns = 2 if area.width >= look.px(40) else 1
        height = max(look.px(8), 40)
        gap = look.px(1.2)
        room = area.bottom - foot - (area.top + bar + look.px(1.2))
        rows = max(1, (room + gap) // (height + gap))
        pages = len(answers) > rows * columns
        if pages:
            rows = max(1, (room - look.target(5.5)) // (height + gap))
        rows_used = min(rows, -(-len(answers) // columns))
        if rows_used >= 3:
            height = min((room - (look.target(5.5) if pages else 0) + gap) // rows - gap, look.px(9.2))
        self._per_page = rows * columns
        self.first = min(self.first, max(0, (len(answers) - 1) // self._per_page * self._per_page))
        width = (area.width - gap * (columns - 1)) // columns
        top = area.top + bar + look.px(1.2)
        for number, answer in enumerate(answers[self.first : self.first + self._per_page]):
            column, row = number % columns, number // columns
            rect = pygame.Rect(area.left + column * (width + gap), top + row * (height + gap), width, height)
            card = AnswerCard(
                rect,
                look,
                answer,
                self.session.ink(self.seat, answer.round),
                partial(self._choose, answer.round),
            )
            card.chosen = answer.round == self.chosen
            self._cards.append(card)
        self.widgets += self._cards
        if pages:
            self._pager(
                ground,
                pygame.Rect(area.left, area.bottom - foot - look.target(5.5), area.width, look.target(5.5)),
                len(answers),
            )
        if misread:
            text = look.fitted(misread, "small", palette.misread, area.width)
            ground.blit(text, (area.left, area.bottom - text.get_height() + look.px(1)))

    def _misread_words(self) -> str:
        """What was misread, by name."""
        pairs = [f"your {a.given} as {a.read}" for a in self.summary.answers if a.misread and a.read]
        return "I misread " + ", ".join(dict.fromkeys(pairs)) + "." if pairs else ""

    def _pager(self, ground: pygame.Surface, row: pygame.Rect, count: int) -> None:
        look = self.look
        side = row.height
        last = min(count, self.first + self._per_page)
        text = look.text(f"{self.first + 1} to {last} of {count}", "small", look.palette.soft)
        ground.blit(text, text.get_rect(center=row.center))
        back = Button(
            pygame.Rect(row.left, row.top, side, side), look, "", partial(self._turn, -1), icon="back"
        )
        on = Button(
            pygame.Rect(row.right - side, row.top, side, side), look, "", partial(self._turn, 1), icon="skip"
        )
        back.enabled, on.enabled = self.first > 0, last < count
        self.widgets += [back, on]

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
                store = self.stage.store
                self.stage.worker.submit(
                    lambda: store.progress.heat_map(player, op), self._learned, key="results-facts"
                )
        title = look.text("Facts you own", "h2", look.palette.ink)
        ground.blit(title, (area.left, area.top - look.px(0.8)))
        aside = look.font("small").size("quick")[0] + look.px(7)
        room = pygame.Rect(area.left, area.top + look.px(7), area.width - aside, area.height - look.px(7))
        fits = room.width // (LARGEST + 1) >= look.px(2.2)
        across = area if not fits else room
        weak = [a for a in answers if a.outcome in (Outcome.WRONG, Outcome.PASSED, Outcome.LATE)]
        next_up = {
            at for a in weak if a.question.fact.op is op and (at := place(a.question.fact)) is not None
        }
        top = 0 if op.value in "+−" else 1
        grid = FactGrid(
            look,
            across.move(0, 0),
            range(top, LARGEST + 1),
            range(top, LARGEST + 1),
            self._known,
            next_up,
            op.value,
        )
        grid.draw(ground)
        if fits:
            legend(ground, look, grid.rect.right + look.px(2), grid.rect.top, next_up=bool(next_up))

    def _learned(self, cells: dict[Place, object]) -> None:
        found = shades(cells)  # type: ignore[arg-type]
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
            dispute=self._dispute if self._disputable(answer) else None,
            claim=self._claim,
            close=self._shut,
        )
        self.widgets += self.detail.buttons

    def _disputable(self, answer: Answer) -> bool:
        judged = answer.outcome in (Outcome.RIGHT, Outcome.WRONG)
        return judged and answer.seen is not None and not answer.typed and not answer.named

    def draw(self, surface: pygame.Surface) -> None:
        super().draw(surface)
        if self.detail is not None:
            self.detail.draw(surface)

    # What can be done

    def key(self, event: KeyEvent) -> None:
        enter = event.key in (pygame.K_RETURN, pygame.K_KP_ENTER) and not self.focus.visible
        keypad = self.detail.keypad if self.detail is not None else None
        if keypad is not None and event.text.isdigit() and event.text.isascii():
            keypad.type(event.text)
        elif keypad is not None and event.key == pygame.K_BACKSPACE:
            keypad.delete()
        elif enter:
            keypad.finish() if keypad is not None else self._again()
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

    def _again(self) -> None:
        from game.scenes.quiz import start

        self.ask(Replace(start(replace(self.plan, seed=None))))

    def _retry(self) -> None:
        from game.scenes.quiz import start

        self.ask(Replace(start(self.plan.retry(self.summary.missed))))

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
        if self.chosen is not None and self.session.dispute(self.seat, self.stage.clock(), self.chosen):
            self.again()

    def _claim(self, text: str) -> None:
        self.session.claim(self.seat, text, self.stage.clock())
        self.stage.sound.play("misread")
        self._known = None
        self.again()

    def _withdraw(self) -> None:
        if self.session.view(self.seat).play.state is State.ASKING:
            self.session.withdraw(self.seat, self.stage.clock())


def _minutes(seconds: float) -> str:
    if seconds < 60:
        return f"{seconds:.1f} s"
    return f"{int(seconds) // 60}:{int(seconds) % 60:02d}"
