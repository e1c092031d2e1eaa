"""A match's answers as a page of cards: as many as fit, in two columns where they do."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial

import pygame

from game.play.scoring import Answer
from game.scenes.match.answers import AnswerCard
from game.ui.look import Look
from game.ui.widgets import Button
from recognizer.ink import Ink


class AnswerList:
    """Where the cards lie.

    Args:
        first: of the answers, the number of one on the page that is wanted, from 0.
        chosen: the round whose card is lit.

    Attributes:
        first: of the answers, the first on the page shown.
        per_page: how many a page holds.
    """

    def __init__(
        self, look: Look, area: pygame.Rect, answers: Sequence[Answer], first: int, *, chosen: int | None
    ) -> None:
        self.look, self.area, self.answers, self.chosen = look, area, answers, chosen
        self._misread = misread_words(answers)
        self._foot = look.font("small").get_linesize() + look.px(1) if self._misread else 0
        self._columns = 2 if area.width >= look.px(40) else 1
        self._gap = gap = look.px(1.2)
        height, room = max(look.px(8), 40), area.height - self._foot
        rows = max(1, (room + gap) // (height + gap))
        self._pages = len(answers) > rows * self._columns
        if self._pages:
            room -= look.target(5.5)
            rows = max(1, room // (height + gap))
        if min(rows, -(-len(answers) // self._columns)) >= 3:
            height = min((room + gap) // rows - gap, look.px(9.2))
        self._height = height
        self.per_page = rows * self._columns
        self.first = min(first, max(0, (len(answers) - 1) // self.per_page * self.per_page))

    def lay(self, ink: Callable[[int], Ink], choose: Callable[[int], None]) -> list[AnswerCard]:
        """The cards; ``ink`` gives what was written in a round, ``choose`` is called with one."""
        gap, area = self._gap, self.area
        width = (area.width - gap * (self._columns - 1)) // self._columns
        cards = []
        for number, answer in enumerate(self.answers[self.first : self.first + self.per_page]):
            row, column = divmod(number, self._columns)
            x, y = area.left + column * (width + gap), area.top + row * (self._height + gap)
            rect = pygame.Rect(x, y, width, self._height)
            card = AnswerCard(rect, self.look, answer, ink(answer.round), partial(choose, answer.round))
            card.chosen = answer.round == self.chosen
            cards.append(card)
        return cards

    def lay_pager(self, ground: pygame.Surface, turn: Callable[[int], None]) -> list[Button]:
        """Buttons to the pages before and after, with which answers these are; none for a single page."""
        if not self._pages:
            return []
        look, count, side = self.look, len(self.answers), self.look.target(5.5)
        row = pygame.Rect(self.area.left, self.area.bottom - self._foot - side, self.area.width, side)
        last = min(count, self.first + self.per_page)
        text = look.text(f"{self.first + 1} to {last} of {count}", "small", look.palette.soft)
        ground.blit(text, text.get_rect(center=row.center))
        left, right = (
            pygame.Rect(row.topleft, (side, side)),
            pygame.Rect(row.right - side, row.top, side, side),
        )
        back = Button(left, look, "", partial(turn, -1), icon="back")
        on = Button(right, look, "", partial(turn, 1), icon="skip")
        back.enabled, on.enabled = self.first > 0, last < count
        return [back, on]

    def draw_misread(self, ground: pygame.Surface) -> None:
        """At the foot, by name, what was misread."""
        if self._misread:
            text = self.look.fitted(self._misread, "small", self.look.palette.misread, self.area.width)
            ground.blit(text, (self.area.left, self.area.bottom - text.get_height() + self.look.px(1)))


def misread_words(answers: Sequence[Answer]) -> str:
    """What was misread, as a sentence; ``""`` if nothing was."""
    pairs = [f"your {a.given} as {a.read}" for a in answers if a.misread and a.read]
    return "I misread " + ", ".join(dict.fromkeys(pairs)) + "." if pairs else ""
