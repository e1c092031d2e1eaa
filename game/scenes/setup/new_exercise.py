"""A new exercise: a name, questions made from ranges or tables, a mode and a length."""

from __future__ import annotations

from collections.abc import Sequence
from random import Random

import pygame

from data.errors import StoreError
from data.records import Exercise
from game.play.levels import Custom
from game.play.modes import Mode
from game.play.questions import Question
from game.scenes.match.plan import MODE_NAMES
from game.scenes.page import Page
from game.scenes.scene import AGAIN_S, Scene
from game.stage import Open, Pop
from game.store_adapter import stored_question
from game.ui.fields import TextField
from game.ui.layout import Column, inset
from game.ui.sheet import paragraph, put
from game.ui.widgets import Button, Choice, Key

MODES = (Mode.SPRINT, Mode.BLITZ, Mode.SURVIVAL, Mode.PRACTICE)
LENGTHS = (5, 10, 20, 50)
SECONDS = (30, 60, 120)
_UNSAVED = "This exercise is not saved yet. Go back once more to leave it, or save it."


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
        self._leaving = float("-inf")  # when the player wanted to leave it unsaved

    def layout(self) -> None:
        ready = bool(self.name.strip()) and self.custom is not None
        left = [Key("Mix again", self._deal, "redo")] if self.custom is not None else []
        save = Key("Save", self._save, "tick", primary=True, enabled=ready)
        page = Page(self, "New exercise", left, [save])
        look, ground, soft = self.look, page.ground, self.look.palette.soft
        inner = inset(look, page.area, 10, 7)
        inner.width, gap = min(inner.width, look.px(90)), look.px(2)
        column = Column(inner, gap)
        rect, hint = column.take(look.target(9)), "Tables of 7, for Friday"
        field = TextField(rect, look, "Name", self.name, self._named, longest=40, hint=hint)
        self.widgets.append(field)
        if not self.name:
            self.form.type_on(field)
        label = "Choose the questions" if self.custom is None else "Other questions"
        row = column.take(look.target(7))
        width = min(row.width, look.font("body").size(label)[0] + look.px(7))
        button = pygame.Rect(row.topleft, (width, row.height))
        self.widgets.append(Button(button, look, label, self._choose, primary=self.custom is None))
        text = look.text(self._sample(row.width - width - gap), "body", soft)
        put(ground, text, midleft=(button.right + gap, row.centery))
        names = [MODE_NAMES[mode] for mode in MODES]
        chosen = MODES.index(self.mode)
        self.widgets.append(Choice(column.take(look.target(6)), look, names, chosen, self._set_mode))
        if self.mode is not Mode.SURVIVAL:
            options = SECONDS if self.mode is Mode.BLITZ else LENGTHS
            unit = "Seconds" if self.mode is Mode.BLITZ else "Questions"
            column.top = paragraph(ground, look, unit, "small", soft, column.rest)
            rect = column.take(look.target(6))
            index = options.index(self.length) if self.length in options else 1
            shown = [str(n) for n in options]
            self.widgets.append(Choice(rect, look, shown, index, lambda i: self._set_length(options[i])))
        paragraph(ground, look, self._refused, "body", look.palette.accent, column.rest)
        self.widgets += page.buttons

    def _sample(self, width: int) -> str:
        """The first questions, as many as fit the width."""
        font, shown = self.look.font("body"), ""
        for number, question in enumerate(self.questions()):
            longer = f"{shown},  {question.text}" if number else question.text
            longer = longer.removesuffix(" =")
            if font.size(longer + " …")[0] > width:
                return shown + " …" if shown else ""
            shown = longer
        return shown

    def questions(self) -> tuple[Question, ...]:
        """As many different questions as will be asked, or all that exist."""
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

    def _choose(self) -> None:
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

    def back(self) -> None:
        """Leave the form; one that is begun asks for a second press, because it is lost then."""
        now = self.stage.clock()
        begun = bool(self.name.strip()) or self.custom is not None
        if begun and now - self._leaving > AGAIN_S:
            self._leaving = now
            self.stage.tell(_UNSAVED)
        else:
            super().back()

    def gone(self) -> None:
        self.stage.untell(_UNSAVED)

    def _save(self) -> None:
        store = self.stage.store
        if store is None or self.custom is None or not self.name.strip():
            return
        if self.name.strip() in (each.name for each in store.exercises.all()):
            self._refused = f"There is “{self.name.strip()}” already: choose another name."
            self.again()
            return
        try:
            store.exercises.save(stored_exercise(self.name, self.mode, self.length, self.questions()))
        except StoreError as error:
            self._refused = str(error)
            self.again()
            return
        self.ask(Pop())


def stored_exercise(name: str, mode: Mode, length: int, questions: Sequence[Question]) -> Exercise:
    """An exercise as the store keeps it."""
    return Exercise(name, mode.value, length, tuple(map(stored_question, questions)))
