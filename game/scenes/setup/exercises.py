"""Exercises: sets of questions with a name, a mode and a length, to play and to share as files."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from enum import Enum, auto
from pathlib import Path
from typing import TYPE_CHECKING

import pygame

from data.errors import StoreError
from data.exercises import LONGEST_NAME, file_named, read_exercise, write_exercise
from game.folders import place_for
from game.play.levels import Custom
from game.play.modes import Mode
from game.scenes.match.plan import MODE_NAMES, Plan, me
from game.scenes.page import Page
from game.scenes.scene import Scene
from game.stage import Open, Pop, Stage
from game.store_adapter import played_question
from game.ui.fields import TextField
from game.ui.layout import Column, inset
from game.ui.lists import Pick, Picks
from game.ui.sheet import heading, paragraph
from game.ui.widgets import Key

if TYPE_CHECKING:
    from data.records import Exercise
    from data.store import Store


_FOUND = "exercise-files"
#: Folders under the home folder that are searched without asking; folders inside them are not.
FOLDERS = ("", "Downloads", "Desktop", "Documents")
# An exercise of 500 questions has about 10 kB. Other programs' files may be huge, and there may be many.
_LARGEST = 100_000
_MOST = 100


def custom_of(exercise: Exercise) -> Custom:
    """The questions of an exercise as the rules take them."""
    return Custom(questions=tuple(map(played_question, exercise.questions)))


def plan_of(exercise: Exercise, stage: Stage) -> Plan:
    mode = Mode(exercise.mode)
    length = None if mode is Mode.SURVIVAL else exercise.length
    return Plan(mode, 1, length, custom_of(exercise), (me(stage),), exercise.name, exercise=exercise.id)


class Purpose(Enum):
    """What the page is for now."""

    CHOOSING = auto()
    LOADING = auto()  # asks which file to open
    SAVED = auto()  # says where the file is
    DELETING = auto()  # asks whether to delete the exercise


class Exercises(Scene):
    """The list on the left, the chosen one on the right."""

    def __init__(self) -> None:
        super().__init__()
        self.chosen: int | None = None  # an exercise's id
        self.purpose = Purpose.CHOOSING
        self.path = ""  # of the file to open, as it is typed
        self.saved = Path()  # the file that was saved last
        self.found: list[ExerciseFile] = []  # files to open
        self.searching = False  # for more of them
        self.refused = ""  # why a file was not read

    def _all(self) -> list[Exercise]:
        return list(self.stage.store.exercises.all()) if self.stage.store is not None else []

    def _chosen_exercise(self) -> Exercise | None:
        return next((e for e in self._all() if e.id == self.chosen), None)

    def layout(self) -> None:
        exercises = self._all()
        if self.chosen is None and exercises:
            self.chosen = exercises[0].id
        one = self._chosen_exercise()
        page = Page(self, "Exercises", *self._keys(one))
        left, right = page.split(0.42)
        left, right = inset(self.look, left, 5, 6), inset(self.look, right, 8, 7)
        self._list(left, exercises)
        if self.purpose is Purpose.LOADING:
            self._ask_path(page.ground, right)
        elif self.purpose is Purpose.SAVED:
            words = (
                f"It is the file {self.saved.name} in {self.saved.parent}. Copy it to a stick, or send it."
            )
            heading(page.ground, self.look, right, "Saved", words)
        elif self.purpose is Purpose.DELETING and one is not None:
            heading(
                page.ground, self.look, right, f"Delete “{one.name}”?", "The results of its matches are kept."
            )
        elif one is not None:
            self._show(page.ground, right, one)
        elif self.stage.store is None:
            heading(page.ground, self.look, right, "Nothing can be saved on this computer right now.")
        else:
            heading(
                page.ground,
                self.look,
                right,
                "No exercise yet",
                "Make one, open one from a file, or drop a file here.",
            )
        self.widgets += page.buttons

    def _keys(self, one: Exercise | None) -> tuple[Sequence[Key], Sequence[Key]]:
        if self.stage.store is None:
            return (), ()
        stop = Key("Keep" if self.purpose is Purpose.DELETING else "Cancel", self._show_list)
        named = bool(self.path.strip())
        if self.purpose is Purpose.DELETING and one is not None:
            return [stop], [Key("Delete for good", self._delete, "cross", primary=True)]
        if self.purpose is Purpose.LOADING:
            return [stop], [Key("Open file", self._load, "tick", primary=True, enabled=named)]
        if self.purpose is Purpose.SAVED:
            return [Key("Back", self._show_list)], [Key("Show in folder", self._show_file, primary=True)]
        new = Key("New", lambda: self.ask(Open("new_exercise")), "plus", primary=one is None)
        left = [new, Key("From a file", self._ask_file)]
        if one is None:
            return left, ()
        left += [Key("To a file", self._save), Key("Delete", self._ask_to_delete, "cross")]
        return left, [Key("Start", self._start, "play", primary=True)]

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
        y = heading(ground, look, area, one.name, f"{MODE_NAMES[mode]}, {length}") + look.px(2)
        questions = custom_of(one).questions
        column = look.font("small-read").size("100 × ? = 1000")[0] + look.px(2)
        columns = max(1, area.width // column)
        line = look.font("small-read").get_linesize() + look.px(0.4)
        rows = max(1, (area.bottom - y) // line)
        for number, question in enumerate(questions[: rows * columns]):
            last = number == rows * columns - 1 and number < len(questions) - 1
            words = "…" if last else question.text.removesuffix(" =")
            text = look.text(words, "small-read", look.palette.ink)
            ground.blit(text, (area.left + number // rows * column, y + number % rows * line))

    def _ask_path(self, ground: pygame.Surface, area: pygame.Rect) -> None:
        look = self.look
        column, where = Column(area, gap=look.px(2)), ", ".join(folder for folder in FOLDERS if folder)
        words = "Or drop one on this window, or type its name."
        if self.searching:
            words = f"Looking in {where} …"
        elif not self.found:
            words = f"There is none in {where}. Drop it on this window, or type its name."
        title = "Tap a file" if self.found else "Which file?"
        column.top = heading(ground, look, area, title, words) + look.px(2)
        rect = column.take(look.target(9))
        field = TextField(rect, look, "File", self.path, self._path_typed, longest=200, done=self._load)
        self.widgets.append(field)
        self.form.type_on(field)
        column.top = paragraph(ground, look, self.refused, "body", look.palette.accent, column.rest)
        if self.found:
            rows = [Pick(one.name, one.path.name) for one in self.found]
            self.widgets.append(Picks(column.rest, look, rows, None, self._tapped))

    def store_opened(self) -> None:
        self.again()

    def left(self) -> None:
        super().left()
        self.stage.worker.cancel(_FOUND)

    # What can be done

    def _choose(self, number: int | None) -> None:
        self.chosen = number
        self._show_list()

    def _start(self) -> None:
        one = self._chosen_exercise()
        if one is not None:
            self.ask(Open("match", plan_of(one, self.stage)))

    def _ask_file(self) -> None:
        self.purpose, self.refused, self.path, self.found = Purpose.LOADING, "", "", []
        self.searching = True
        home = Path.home()
        self.stage.worker.submit(lambda: found(home), self._list_files, key=_FOUND)
        self.again()

    def _list_files(self, files: list[ExerciseFile]) -> None:
        self.found, self.searching = files, False
        if self.purpose is Purpose.LOADING:
            self.again()

    def _tapped(self, row: int) -> None:
        self.path = str(self.found[row].path)
        self._load()

    def _path_typed(self, path: str) -> None:
        self.path, self.refused = path, ""
        self.again()

    def raw(self, event: pygame.event.Event) -> None:
        """Take in a file that is dropped on the window."""
        if event.type == pygame.DROPFILE and self.stage.store is not None:
            self._ask_file()  # for another one, where this one is none
            self.path = event.file
            self._load()
        else:
            super().raw(event)

    def _load(self) -> None:
        """Read the file that is named, or say why not."""
        text, store = self.path.strip(), self.stage.store
        if not text or store is None:
            return
        try:
            self.chosen = self._taken_in(read_exercise(file_named(text)), store)
        except StoreError as error:
            self.refused = str(error)
            self.again()
        else:
            self._show_list()

    def _taken_in(self, one: Exercise, store: Store) -> int | None:
        """The id of an exercise that is saved now, or was already. No other of its name is lost for it."""
        there = {each.name: each for each in store.exercises.all()}
        same = there.get(one.name)
        if same is not None and replace(same, id=None) == one:
            self.stage.tell(f"“{one.name}” is in the list already.")
            return same.id
        name, number = one.name, 2
        while name in there:
            name, number = f"{one.name[: LONGEST_NAME - 4].strip()} {number}", number + 1
        return store.exercises.save(replace(one, name=name)).id

    def _save(self) -> None:
        """Save the exercise to a new file at the usual place, and say where that is."""
        one = self._chosen_exercise()
        if one is None:
            return
        path = place_for(one.name, ".json")
        try:
            write_exercise(one, path)
        except StoreError as error:
            self.stage.tell(str(error))
            return
        self.saved, self.purpose = path, Purpose.SAVED
        self.again()

    def _show_file(self) -> None:
        try:
            self.stage.show_file(self.saved)
        except OSError:
            self.stage.tell(f"The folder cannot be shown here: it is {self.saved.parent}.")

    def _ask_to_delete(self) -> None:
        self.purpose = Purpose.DELETING
        self.again()

    def _delete(self) -> None:
        one, store = self._chosen_exercise(), self.stage.store
        try:
            if one is not None and one.id is not None and store is not None:
                store.exercises.delete(one.id)
        except StoreError as error:
            self.stage.tell(str(error))
        self._choose(None)

    def _show_list(self) -> None:
        """Show the chosen exercise again."""
        self.purpose, self.refused = Purpose.CHOOSING, ""
        self.again()

    def back(self) -> None:
        if self.purpose is Purpose.CHOOSING:
            self.ask(Pop())
        else:
            self._show_list()


@dataclass(frozen=True, slots=True)
class ExerciseFile:
    """A file, and the name of the exercise in it."""

    path: Path
    name: str


def found(home: Path) -> list[ExerciseFile]:
    """The exercise files in :data:`FOLDERS` that can be read, newest first. Slow: for the worker."""
    files = [file for folder in FOLDERS for file in _small(home / folder)]
    exercises = []
    for _, path in sorted(files, reverse=True)[:_MOST]:
        with suppress(StoreError):
            exercises.append(ExerciseFile(path, read_exercise(path).name))
    return exercises


def _small(folder: Path) -> list[tuple[float, Path]]:
    """A folder's files that may hold an exercise, with their times."""
    files = []
    with suppress(OSError):  # no such folder, or not ours to read
        for path in folder.glob("*.json"):
            with suppress(OSError):  # a link to nowhere
                status = path.stat()
                if path.is_file() and status.st_size <= _LARGEST:
                    files.append((status.st_mtime, path))
    return files
