"""One's own questions: operations, and tables or two ranges. What cannot be asked is said at once."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

import pygame

from game.play.errors import QuestionError
from game.play.levels import Custom
from game.play.questions import Fact, Missing, Op, Question
from game.scenes.page import Page
from game.scenes.scene import Scene
from game.stage import Pop
from game.ui.fields import TextField
from game.ui.sheet import margin
from game.ui.widgets import Button, Choice, Key

TABLES = range(13)
# What a question looks like, by the first sign that is chosen.
_EXAMPLES = (
    Fact(7, Op.MULTIPLY, 8),
    Fact(7, Op.ADD, 8),
    Fact(15, Op.SUBTRACT, 8),
    Fact(56, Op.DIVIDE, 8),
)


class CustomQuestions(Scene):
    """A form. ``take`` gets what was chosen."""

    def __init__(self, custom: Custom | None, take: Callable[[Custom], None]) -> None:
        super().__init__()
        start = custom or Custom((Op.MULTIPLY,), (0, 10), (1, 10), (7,))
        self.ops = list(start.ops)
        self.tables = set(start.tables)
        self.by_tables = bool(start.tables)
        self.ends = [str(n) for n in (*start.first, *start.second)]
        self.missing = start.missing > 0
        self._take = take

    def custom(self) -> Custom:
        """What the form says.

        Raises:
            QuestionError: it cannot be asked; says why.
        """
        if not all(self.ends):
            raise QuestionError("Write all four numbers.")
        a, b, c, d = map(int, self.ends)
        tables = tuple(sorted(self.tables)) if self.by_tables else ()
        if self.by_tables and not tables:
            raise QuestionError("Choose at least one table.")
        first, second = ((0, 10), (1, 10)) if self.by_tables else ((a, b), (c, d))
        custom = Custom(
            tuple(op for op in Op if op in self.ops), first, second, tables, 0.3 if self.missing else 0.0
        )
        custom.pool()
        return custom

    def refusal(self) -> str:
        """Why it cannot be asked, ``""`` if it can."""
        try:
            self.custom()
        except QuestionError as error:
            return str(error)
        return ""

    def layout(self) -> None:
        use = Key("Use these", self._done, "tick", primary=True, enabled=not self.refusal())
        page = Page(self, "My own questions", right=[use])
        look, area, ground = self.look, page.area, page.ground
        labels = ("Signs", "Numbers", "Missing")
        label_width = max(look.font("body").size(label)[0] for label in labels) + look.px(6)
        line = area.left + label_width
        margin(ground, look, line, area.top, area.bottom)
        x, right = line + look.px(3), area.right - look.px(3)
        height = look.target(6.5)
        y = area.top + look.px(3)
        self._label(ground, "Signs", line, y, height)
        side = look.target(8)
        for number, op in enumerate(Op):
            button = Button(
                pygame.Rect(x + number * (side + look.px(1.5)), y, side, height),
                look,
                op.value,
                partial(self._op, op),
                role="h2",
            )
            button.lit = op in self.ops
            self.widgets.append(button)
        y += height + look.px(3)
        self._label(ground, "Numbers", line, y, height)
        width = min(look.px(46), right - x)
        self.widgets.append(
            Choice(
                pygame.Rect(x, y, width, height),
                look,
                ("Tables", "From … to"),
                0 if self.by_tables else 1,
                self._kind,
            )
        )
        y += height + look.px(1.5)
        y = self._tables(x, y, right) if self.by_tables else self._ranges(ground, x, y, right)
        y += look.px(2.5)
        self._label(ground, "Missing", line, y, height)
        fact = next((fact for fact in _EXAMPLES if fact.op in self.ops), _EXAMPLES[0])
        words = (Question(fact).text, f"{Question(fact, Missing.RIGHT).text} too")
        longest = look.font("body").size(words[1])[0] + look.px(3)
        wide = min(max(width, 2 * longest), right - x)
        self.widgets.append(
            Choice(pygame.Rect(x, y, wide, height), look, words, int(self.missing), self._hide)
        )
        y += height + look.px(2)
        refusal = self.refusal()
        for text in look.lines(refusal or self._example(), "body", right - x):
            picture = look.text(text, "body", look.palette.accent if refusal else look.palette.soft)
            ground.blit(picture, (x, y))
            y += picture.get_height()
        self.widgets += page.buttons

    def _label(self, ground: pygame.Surface, label: str, line: int, y: int, height: int) -> None:
        picture = self.look.text(label, "body", self.look.palette.ink)
        ground.blit(picture, picture.get_rect(midright=(line - self.look.px(2.4), y + height // 2)))

    def _tables(self, x: int, y: int, right: int) -> int:
        look = self.look
        side, gap = look.target(6), look.px(1)
        left = x
        for table in TABLES:
            if x + side > right:
                x, y = left, y + look.target(6) + gap
            button = Button(
                pygame.Rect(x, y, side, look.target(6)),
                look,
                str(table),
                partial(self._table, table),
                role="h2",
            )
            button.lit = table in self.tables
            self.widgets.append(button)
            x += side + gap
        return y + look.target(6)

    def _ranges(self, ground: pygame.Surface, x: int, y: int, right: int) -> int:
        look = self.look
        width = min(look.px(12), (right - x - look.px(12)) // 4)
        height = look.target(8)
        for number, text in enumerate(self.ends):
            if number == 2:
                sign = look.text(" ".join(self.ops) or "?", "h2", look.palette.soft)
                ground.blit(sign, sign.get_rect(midleft=(x, y + height // 2 + look.px(1))))
                x += sign.get_width() + look.px(3)
            label = ("from", "to")[number % 2]
            self.widgets.append(
                TextField(
                    pygame.Rect(x, y, width, height),
                    look,
                    label,
                    text,
                    partial(self._end, number),
                    longest=4,
                    digits=True,
                )
            )
            x += width + look.px(2)
        return y + height

    def _example(self) -> str:
        from random import Random

        pool = self.custom().pool()
        rng = Random(1)
        examples = dict.fromkeys(pool.draw(rng).text.removesuffix(" =") for _ in range(4))
        return "Such as " + ",  ".join(examples)

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

    def _done(self) -> None:
        if not self.refusal():
            self._take(self.custom())
            self.ask(Pop())
