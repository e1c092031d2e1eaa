"""Exercises: questions, mode and length under a name, to play, and to share as files."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pygame

from game.play.levels import Custom
from game.play.modes import Mode
from game.play.questions import Fact, Missing, Op, Question
from game.scenes.match.plan import MODE_NAMES, Plan, me
from game.scenes.page import Page
from game.scenes.scene import Scene
from game.scenes.setup.exercise_files import Found, found
from game.stage import Open, Pop
from game.ui.fields import TextField
from game.ui.lists import Pick, Picks
from game.ui.sheet import margin
from game.ui.widgets import Key

if TYPE_CHECKING:
    from data.records import Exercise


def custom_of(exercise: Exercise) -> Custom:
    """The questions of an exercise as the rules take them."""
    return Custom(
        questions=tuple(
            Question(Fact(q.left, Op(q.operation), q.right), Missing(q.missing)) for q in exercise.questions
        )
    )


def plan_of(exercise: Exercise, stage: Any) -> Plan:
    mode = Mode(exercise.mode)
    length = None if mode is Mode.SURVIVAL else exercise.length
    return Plan(mode, 1, length, custom_of(exercise), (me(stage),), exercise.name, exercise=exercise.id)


_FILES = "exercise-files"


class Exercises(Scene):
    """The list on the left, the chosen one on the right."""

    def __init__(self) -> None:
        super().__init__()
        self.chosen: int | None = None  # an exercise's id
        self.filing = ""  # "in" or "out" while a file's name is asked for
        self.path = ""
        self.found: list[Found] = []  # files to bring in
        self.asking = False
        self._refused = ""

    def _all(self) -> list[Exercise]:
        return list(self.stage.store.exercises.all()) if self.stage.store is not None else []

    def _one(self) -> Exercise | None:
        return next((e for e in self._all() if e.id == self.chosen), None)

    def _keys(self) -> tuple[Sequence[Key], Sequence[Key]]:
        if self.stage.store is None:
            return (), ()
        exercises = self._all()
        if self.chosen is None and exercises:
            self.chosen = exercises[0].id
        one = self._one()
        if self.asking and one is not None:
            return (Key("Keep", self._keep),), (Key("Delete for good", self._delete, "cross", primary=True),)
        if self.filing:
            label = "Bring in" if self.filing == "in" else "Save file"
            return (Key("Cancel", self._cancel),), (
                Key(label, self._file, "tick", primary=True, enabled=bool(self.path.strip())),
            )
        left = [Key("New", self._new, "plus"), Key("From a file", partial(self._filing, "in"))]
        if one is None:
            return left, ()
        left += [Key("To a file", partial(self._filing, "out")), Key("Delete", self._ask, "cross")]
        return left, (Key("Start", self._start, "play", primary=True),)

    def layout(self) -> None:
        page = Page(self, "Exercises", *self._keys())
        look, area, ground = self.look, page.area, page.ground
        exercises = self._all()
        width = round(area.width * 0.42)
        left = pygame.Rect(area.left, area.top, width, area.height)
        right = pygame.Rect(left.right, area.top, area.width - width, area.height)
        if look.taste.left_handed:
            left.left, right.left = area.right - width, area.left
        margin(ground, look, left.right if not look.taste.left_handed else left.left, area.top, area.bottom)
        left, right = left.inflate(-look.px(5), -look.px(6)), right.inflate(-look.px(8), -look.px(7))
        self._list(left, exercises)
        one = self._one()
        if self.filing:
            self._path(ground, right)
        elif self.asking and one is not None:
            self._say(ground, right, f"Delete “{one.name}”?", "Results that were played with it stay.")
        elif one is not None:
            self._show(ground, right, one)
        elif self.stage.store is None:
            self._say(ground, right, "Nothing is kept on this machine now.", "")
        else:
            self._say(ground, right, "No exercise yet", "Make one, or bring one in from a file.")
        self.widgets += page.buttons

    def _list(self, area: pygame.Rect, exercises: list[Exercise]) -> None:
        ids = [exercise.id for exercise in exercises]
        rows = [Pick(one.name, MODE_NAMES[Mode(one.mode)].lower()) for one in exercises]
        chosen = ids.index(self.chosen) if self.chosen in ids else None
        if rows:
            self.widgets.append(Picks(area, self.look, rows, chosen, lambda row: self._choose(ids[row])))

    def _show(self, ground: pygame.Surface, area: pygame.Rect, one: Exercise) -> None:
        look = self.look
        mode = Mode(one.mode)
        unit = "seconds" if mode is Mode.BLITZ else "questions"
        length = "three lives" if mode is Mode.SURVIVAL else f"{one.length} {unit}"
        y = self._say(ground, area, one.name, f"{MODE_NAMES[mode]}, {length}")
        questions = custom_of(one).questions
        column = max(look.font("small-read").size("100 × ? = 1000")[0] + look.px(2), 1)
        columns = max(1, area.width // column)
        line = look.font("small-read").get_linesize() + look.px(0.4)
        rows = max(1, (area.bottom - y) // line)
        for number, question in enumerate(questions[: rows * columns]):
            last = number == rows * columns - 1 and number < len(questions) - 1
            words = "…" if last else question.text.removesuffix(" =")
            text = look.text(words, "small-read", look.palette.ink)
            ground.blit(text, (area.left + number // rows * column, y + number % rows * line))

    def _say(self, ground: pygame.Surface, area: pygame.Rect, headline: str, words: str) -> int:
        look, y = self.look, area.top
        for text, role, ink in ((headline, "h2", look.palette.ink), (words, "body", look.palette.soft)):
            for line in look.lines(text, role, area.width):
                picture = look.text(line, role, ink)
                ground.blit(picture, (area.left, y))
                y += picture.get_height()
        return y + look.px(2)

    def _path(self, ground: pygame.Surface, area: pygame.Rect) -> None:
        look = self.look
        words, where = "Save it where? Type a file’s name.", "goes to"
        if self.filing == "in":
            words = "Which file? Type its name" + (", or tap one." if self.found else ".")
            where = "is looked for in"
        y = self._say(ground, area, words, f"Without a folder it {where} {Path.home()}.")
        field = TextField(
            pygame.Rect(area.left, y, area.width, look.target(9)),
            look,
            "File",
            self.path,
            self._pathed,
            longest=200,
            done=self._file,
        )
        self.widgets.append(field)
        self.form.type_on(field)
        y = field.rect.bottom + look.px(2)
        for line in look.lines(self._refused, "body", area.width) if self._refused else ():
            picture = look.text(line, "body", look.palette.accent)
            ground.blit(picture, (area.left, y))
            y += picture.get_height()
        if self.filing == "in" and self.found:
            rows = [Pick(one.name, one.path.name) for one in self.found]
            rect = pygame.Rect(area.left, y, area.width, area.bottom - y)
            self.widgets.append(Picks(rect, look, rows, None, self._tapped))

    def stocked(self) -> None:
        self.again()

    def left(self) -> None:
        super().left()
        self.stage.worker.cancel(_FILES)

    # What can be done

    def _choose(self, number: int | None) -> None:
        self.chosen, self.filing, self.asking = number, "", False
        self.again()

    def _start(self) -> None:
        one = self._one()
        if one is not None:
            self.ask(Open("match", plan_of(one, self.stage)))

    def _new(self) -> None:
        self.ask(Open("new_exercise"))

    def _filing(self, way: str) -> None:
        one = self._one()
        self.filing, self._refused = way, ""
        name = one.name if one is not None else "exercise"
        self.path = f"{name}.json" if way == "out" else ""
        if way == "in":
            self.found, home = [], Path.home()
            self.stage.worker.submit(lambda: found(home), self._list_files, key=_FILES)
        self.again()

    def _list_files(self, files: list[Found]) -> None:
        self.found = files
        if self.filing == "in":
            self.again()

    def _tapped(self, row: int) -> None:
        self.path = str(self.found[row].path)
        self._file()

    def _pathed(self, path: str) -> None:
        had, self.path = bool(self.path.strip()), path
        if had != bool(path.strip()) or self._refused:
            self._refused = ""
            self.again()

    def _file(self) -> None:
        from data.errors import StoreError
        from data.exercises import read_exercise, write_exercise

        path, one = self._place(), self._one()
        if path is None:
            return
        try:
            if self.filing == "in":
                self.chosen = self.stage.store.exercises.save(read_exercise(path)).id
            elif one is not None:
                if path.exists():
                    self._refused = f"{path.name} is there already: choose another name."
                    self.again()
                    return
                write_exercise(one, path)
                self.stage.tell(f"Saved as {path}.")
        except StoreError as error:
            self._refused = str(error)
            self.again()
            return
        self._cancel()

    def _place(self) -> Path | None:
        text = self.path.strip()
        if not text:
            return None
        path = Path(text).expanduser()
        return path if path.is_absolute() else Path.home() / path

    def _cancel(self) -> None:
        self.filing, self._refused, self.asking = "", "", False
        self.again()

    def _ask(self) -> None:
        self.asking = True
        self.again()

    def _keep(self) -> None:
        self._cancel()

    def _delete(self) -> None:
        from data.errors import StoreError

        one = self._one()
        try:
            if one is not None:
                self.stage.store.exercises.delete(one.id)
        except StoreError as error:
            self.stage.tell(str(error))
        self.chosen = None
        self._cancel()

    def back(self) -> None:
        if self.filing or self.asking:
            self._cancel()
        else:
            self.ask(Pop())
