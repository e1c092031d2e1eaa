"""Custom questions: the signs, and tables or two ranges of numbers. It says at once what cannot be asked."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from random import Random

import pygame

from game.play.errors import QuestionError
from game.play.levels import Custom
from game.play.questions import Fact, Missing, Op, Question
from game.scenes.page import Page
from game.scenes.scene import AGAIN_S, Scene
from game.stage import Pop
from game.ui.fields import TextField
from game.ui.layout import Column, flow
from game.ui.sheet import margin, paragraph, put
from game.ui.widgets import Button, Choice, Key

TABLES = range(13)
# A question for each sign, to show what a missing number means.
_EXAMPLES = (
    Fact(7, Op.MULTIPLY, 8),
    Fact(7, Op.ADD, 8),
    Fact(15, Op.SUBTRACT, 8),
    Fact(56, Op.DIVIDE, 8),
)
_UNUSED = "You have changed these questions. Go back once more to leave them, or press “Use these”."


class CustomQuestions(Scene):
    """The form. ``take`` is called with what was chosen."""

    def __init__(self, custom: Custom | None, take: Callable[[Custom], None]) -> None:
        super().__init__()
        start = custom or Custom((Op.MULTIPLY,), (0, 10), (1, 10), (7,))
        self.ops = list(start.ops)
        self.tables = set(start.tables)
        self.by_tables = bool(start.tables)
        self.ends = [str(n) for n in (*start.first, *start.second)]
        self.missing = start.missing > 0
        self._take = take
        self._opened_with = self._form
        self._leaving = float("-inf")  # when the player wanted to leave them unused

    @property
    def _form(self) -> tuple[object, ...]:
        """What is set on the form."""
        return frozenset(self.ops), frozenset(self.tables), self.by_tables, tuple(self.ends), self.missing

    def custom(self) -> Custom:
        """The questions that the form describes.

        Raises:
            QuestionError: they cannot be asked; says why.
        """
        if not all(self.ends):
            raise QuestionError("Type all four numbers.")
        a, b, c, d = map(int, self.ends)
        tables = tuple(sorted(self.tables)) if self.by_tables else ()
        if self.by_tables and not tables:
            raise QuestionError("Choose at least one table.")
        first, second = ((0, 10), (1, 10)) if self.by_tables else ((a, b), (c, d))
        ops = tuple(op for op in Op if op in self.ops)
        custom = Custom(ops, first, second, tables, 0.3 if self.missing else 0.0)
        custom.pool()
        return custom

    def refusal(self) -> str:
        """Why they cannot be asked; ``""`` if they can."""
        try:
            self.custom()
        except QuestionError as error:
            return str(error)
        return ""

    def layout(self) -> None:
        use = Key("Use these", self._done, "tick", primary=True, enabled=not self.refusal())
        page = Page(self, "My own questions", right=[use])
        look, area, ground = self.look, page.area, page.ground
        labels = max(look.font("body").size(label)[0] for label in ("Signs", "Numbers", "Ask for"))
        line = area.left + labels + look.px(6)
        margin(ground, look, line, area.top, area.bottom)
        left, top = line + look.px(3), area.top + look.px(3)
        column = Column(pygame.Rect(left, top, area.right - look.px(3) - left, area.bottom - top))
        height = look.target(6.5)

        row = column.take(height, gap=look.px(3))
        self._label(ground, "Signs", line, row)
        side = look.target(8)
        for op, rect in zip(Op, flow(row, [side] * len(Op), height, look.px(1.5)), strict=True):
            button = Button(rect, look, op.value, partial(self._op, op), role="h2")
            button.lit = op in self.ops
            self.widgets.append(button)

        row = column.take(height, gap=look.px(1.5))
        self._label(ground, "Numbers", line, row)
        width = row.width = min(look.px(46), row.width)
        self.widgets.append(Choice(row, look, ("Tables", "From … to"), int(not self.by_tables), self._kind))
        if self.by_tables:
            self._tables(column)
        else:
            self._ranges(ground, column)
        column.top += look.px(2.5)

        row = column.take(height, gap=look.px(2))
        self._label(ground, "Ask for", line, row)
        fact = next((fact for fact in _EXAMPLES if fact.op in self.ops), _EXAMPLES[0])
        words = (Question(fact).text, f"{Question(fact, Missing.RIGHT).text} too")
        longest = look.font("body").size(words[1])[0] + look.px(3)
        row.width = min(max(width, 2 * longest), row.width)
        self.widgets.append(Choice(row, look, words, int(self.missing), self._hide))

        refusal = self.refusal()
        ink = look.palette.accent if refusal else look.palette.soft
        paragraph(ground, look, refusal or self._example(), "body", ink, column.rest)
        self.widgets += page.buttons

    def _label(self, ground: pygame.Surface, label: str, line: int, row: pygame.Rect) -> None:
        """On the other side of the margin line."""
        picture = self.look.text(label, "body", self.look.palette.ink)
        put(ground, picture, midright=(line - self.look.px(2.4), row.centery))

    def _tables(self, column: Column) -> None:
        look, side = self.look, self.look.target(6)
        boxes = flow(column.rest, [side] * len(TABLES), side, look.px(1))
        for table, rect in zip(TABLES, boxes, strict=True):
            button = Button(rect, look, str(table), partial(self._table, table), role="h2")
            button.lit = table in self.tables
            self.widgets.append(button)
        column.take(boxes[-1].bottom - column.top)

    def _ranges(self, ground: pygame.Surface, column: Column) -> None:
        look = self.look
        row = column.take(look.target(8))
        sign = look.text(" ".join(self.ops) or "?", "h2", look.palette.soft)
        width = min(look.px(12), (row.width - look.px(12)) // 4)
        x = row.left
        for number, text in enumerate(self.ends):
            if number == 2:
                put(ground, sign, midleft=(x, row.centery + look.px(1)))
                x += sign.get_width() + look.px(3)
            rect, label = pygame.Rect(x, row.top, width, row.height), ("from", "to")[number % 2]
            action = partial(self._end, number)
            self.widgets.append(TextField(rect, look, label, text, action, longest=4, digits=True))
            x += width + look.px(2)

    def _example(self) -> str:
        pool = self.custom().pool()
        rng = Random(1)
        examples = dict.fromkeys(pool.draw(rng).text.removesuffix(" =") for _ in range(4))
        return "For example: " + ",  ".join(examples)

    def _op(self, op: Op) -> None:
        self.ops.remove(op) if op in self.ops else self.ops.append(op)
        self.again()

    def _table(self, table: int) -> None:
        self.tables ^= {table}
        self.again()

    def _kind(self, index: int) -> None:
        self.by_tables = index == 0
        self.again()

    def _hide(self, index: int) -> None:
        self.missing = index == 1
        self.again()

    def _end(self, number: int, text: str) -> None:
        self.ends[number] = text
        self.again()

    def back(self) -> None:
        """Leave the form; one that was changed asks for a second press, because the changes are lost then."""
        now = self.stage.clock()
        if self._form != self._opened_with and now - self._leaving > AGAIN_S:
            self._leaving = now
            self.stage.tell(_UNUSED)
        else:
            super().back()

    def gone(self) -> None:
        self.stage.untell(_UNUSED)

    def _done(self) -> None:
        if not self.refusal():
            self._take(self.custom())
            self.ask(Pop())
