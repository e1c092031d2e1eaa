"""A new exercise: a name, questions made from ranges or tables, a mode and a length."""

from __future__ import annotations

from collections.abc import Sequence
from random import Random
from typing import TYPE_CHECKING

import pygame

from game.play.levels import Custom
from game.play.modes import Mode
from game.play.questions import Question
from game.scenes.match.plan import MODE_NAMES
from game.scenes.page import Page
from game.scenes.scene import Scene
from game.stage import Open, Pop
from game.ui.fields import TextField
from game.ui.widgets import Button, Choice, Key

if TYPE_CHECKING:
    from data.records import Exercise

MODES = (Mode.SPRINT, Mode.BLITZ, Mode.SURVIVAL, Mode.PRACTICE)
LENGTHS = (5, 10, 20, 50)
SECONDS = (30, 60, 120)


class NewExercise(Scene):
    """The form; what it saves is in the list of `game.scenes.setup.exercises`."""

    def __init__(self) -> None:
        super().__init__()
        self.name = ""
        self.custom: Custom | None = None
        self.mode = Mode.SPRINT
        self.length = 20
        self._refused = ""
        self._seed = 1

    def layout(self) -> None:
        ready = bool(self.name.strip()) and self.custom is not None
        left = [Key("Mix again", self._deal, "redo")] if self.custom is not None else []
        page = Page(
            self, "New exercise", left, [Key("Save", self._save, "tick", primary=True, enabled=ready)]
        )
        look, area, ground = self.look, page.area, page.ground
        inner = area.inflate(-look.px(10), -look.px(7))
        width, gap = min(inner.width, look.px(90)), look.px(2)
        y = inner.top
        field = TextField(
            pygame.Rect(inner.left, y, width, look.target(9)),
            look,
            "Name",
            self.name,
            self._named,
            longest=40,
            hint="Tables of 7, for Friday",
        )
        self.widgets.append(field)
        if not self.name:
            self.form.type_on(field)
        y = field.rect.bottom + gap
        label = "Choose the questions" if self.custom is None else "Other questions"
        button_width = min(width, look.font("body").size(label)[0] + look.px(7))
        height = look.target(7)
        self.widgets.append(Button(pygame.Rect(inner.left, y, button_width, height), look, label, self._own))
        text = look.text(self._sample(width - button_width - gap), "body", look.palette.soft)
        ground.blit(text, text.get_rect(midleft=(inner.left + button_width + gap, y + height // 2)))
        y += height + gap
        words_ = [MODE_NAMES[mode] for mode in MODES]
        rect = pygame.Rect(inner.left, y, width, look.target(6))
        self.widgets.append(Choice(rect, look, words_, MODES.index(self.mode), self._set_mode))
        y = rect.bottom + gap
        if self.mode is not Mode.SURVIVAL:
            options = SECONDS if self.mode is Mode.BLITZ else LENGTHS
            unit = "Seconds" if self.mode is Mode.BLITZ else "Questions"
            label_ = look.text(unit, "small", look.palette.soft)
            ground.blit(label_, (inner.left, y))
            rect = pygame.Rect(inner.left, y + label_.get_height(), width, look.target(6))
            shown = [str(n) for n in options]
            index = options.index(self.length) if self.length in options else 1
            self.widgets.append(Choice(rect, look, shown, index, lambda i: self._set_length(options[i])))
            y = rect.bottom + gap
        for line in look.lines(self._refused, "body", width) if self._refused else ():
            picture = look.text(line, "body", look.palette.accent)
            ground.blit(picture, (inner.left, y))
            y += picture.get_height()
        self.widgets += page.buttons

    def _sample(self, width: int) -> str:
        """As many of the questions, whole, as fit the width."""
        font, shown = self.look.font("body"), ""
        for number, question in enumerate(self.questions()):
            longer = f"{shown},  {question.text}" if number else question.text
            longer = longer.removesuffix(" =")
            if font.size(longer + " …")[0] > width:
                return shown + " …" if shown else ""
            shown = longer
        return shown

    def questions(self) -> tuple[Question, ...]:
        """As many different ones as are asked, if there are so many."""
        if self.custom is None:
            return ()
        pool, rng = self.custom.pool(), Random(self._seed)
        wanted = self.length if self.mode in (Mode.SPRINT, Mode.PRACTICE) else 30
        found: dict[str, Question] = {}
        for _ in range(wanted * 12):
            question = pool.draw(rng, frozenset(found))
            found.setdefault(question.fact.key, question)
            if len(found) >= wanted:
                break
        return tuple(found.values())

    def _named(self, name: str) -> None:
        had, self.name, self._refused = bool(self.name.strip()), name, ""
        if had != bool(name.strip()):
            self.again()

    def _own(self) -> None:
        self.ask(Open("custom_questions", self.custom, self._take))

    def _take(self, custom: Custom) -> None:
        self.custom = custom

    def _deal(self) -> None:
        self._seed += 1
        self.again()

    def _set_mode(self, index: int) -> None:
        self.mode = MODES[index]
        if self.mode is Mode.BLITZ:
            self.length = 60
        elif self.length not in LENGTHS:
            self.length = 20
        self.again()

    def _set_length(self, length: int) -> None:
        self.length = length
        self.again()

    def _save(self) -> None:
        from data.errors import StoreError

        if self.custom is None or not self.name.strip():
            return
        try:
            self.stage.store.exercises.save(record(self.name, self.mode, self.length, self.questions()))
        except StoreError as error:
            self._refused = str(error)
            self.again()
            return
        self.ask(Pop())


def record(name: str, mode: Mode, length: int, questions: Sequence[Question]) -> Exercise:
    """An exercise as the store keeps it."""
    from data import records

    return records.Exercise(
        name,
        mode.value,
        length,
        tuple(
            records.Question(
                q.fact.left, records.Operation(q.fact.op), q.fact.right, records.Missing(q.missing)
            )
            for q in questions
        ),
    )
