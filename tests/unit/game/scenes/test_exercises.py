"""Exercises: made, played, sent as files and taken in."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pygame
import pytest

from game.folders import place_for
from game.play.levels import Custom
from game.play.questions import Op
from game.scenes.setup.exercises import Exercises, Purpose
from game.scenes.setup.new_exercise import NewExercise
from game.ui.widgets import Button
from tests.shots.exercises import set_by_teacher
from tests.shots.players import class_of
from tests.table import OpenAt, Table


def test_an_exercise_is_made_and_played(open_at: OpenAt) -> None:
    table = open_at(NewExercise)
    table.type("sevens")
    table.scene._take(Custom((Op.MULTIPLY,), (0, 10), (2, 6), (7,)))
    table.scene._set_length(5)
    (asked,) = [table.scene.questions()]
    table.hand.settle()
    table.scene._save()
    (kept,) = table.store.exercises.all()
    assert (kept.name, kept.mode, kept.length) == ("sevens", "sprint", 5)
    player = open_at(Exercises, lambda store: (store.exercises.save(kept), class_of(store))[1])
    player.tap("Start")
    player.begin()
    assert player.question() == asked[0].text


@pytest.mark.parametrize("folder", ["Documents", ""])
def test_an_exercise_goes_to_a_file_with_one_press_and_comes_back(
    open_at: OpenAt, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, folder: str
) -> None:
    monkeypatch.setattr(Path, "home", lambda: tmp_path)
    (tmp_path / folder).mkdir(exist_ok=True)
    shown: list[Path] = []
    table = open_at(Exercises, set_by_teacher)
    table.app.stage.show_file = shown.append
    name = table.scene._chosen_exercise().name
    assert name == "Friday: sums to 100"
    table.tap("To a file")
    path = tmp_path / folder / "Friday sums to 100.json"
    assert path.is_file() and table.scene.saved == path
    table.tap("Show in folder")
    assert shown == [path]
    table.tap("Back")
    assert table.scene.purpose is Purpose.CHOOSING
    other = open_at(Exercises)
    pygame.event.post(pygame.event.Event(pygame.DROPFILE, file=str(path)))
    other.hand.settle()
    assert [exercise.name for exercise in other.store.exercises.all()] == [name]
    assert other.scene.purpose is Purpose.CHOOSING and other.scene._chosen_exercise().name == name


def test_where_no_folder_can_be_shown_its_name_is_reported(open_at: OpenAt, tmp_path: Path) -> None:
    def cannot(_: Path) -> None:
        raise FileNotFoundError

    table = open_at(Exercises, set_by_teacher)
    table.app.stage.show_file = cannot
    table.scene.saved = tmp_path / "friday.json"
    table.scene._show_file()
    assert table.told == [f"The folder cannot be shown here: it is {tmp_path}."]


@pytest.mark.parametrize("name", ["a/b", "é" * 150, "...", "CON: x?", "", "7 × 8"])
def test_a_new_file_has_a_name_that_every_system_takes(tmp_path: Path, name: str) -> None:
    first = place_for(name, ".json", tmp_path)
    assert first.parent == tmp_path and 1 <= len(first.stem) <= 60
    assert all(letter.isalnum() or letter in " -_" for letter in first.stem)
    first.write_text("mine")
    second = place_for(name, ".json", tmp_path)
    assert second != first and second.parent == tmp_path and not second.exists()


def test_an_exercise_takes_nobody_elses_place(open_at: OpenAt, tmp_path: Path) -> None:
    """A new one, or one from a file, once replaced the one of its name without a word."""
    from data.exercises import write_exercise

    def drop(name: str) -> None:
        pygame.event.post(pygame.event.Event(pygame.DROPFILE, file=str(tmp_path / name)))
        table.hand.settle()

    table = open_at(Exercises, set_by_teacher)
    before = table.store.exercises.all()
    write_exercise(before[0], tmp_path / "same.json")
    write_exercise(replace(before[0], length=5), tmp_path / "other.json")
    drop("same.json")
    assert table.store.exercises.all() == before
    assert any("in the list already" in told for told in table.told)
    drop("other.json")
    after = table.store.exercises.all()
    assert {each.name for each in after} == {each.name for each in before} | {f"{before[0].name} 2"}
    assert table.scene._chosen_exercise().length == 5
    table.tap("New")
    table.type(before[0].name)
    table.scene._take(Custom((Op.MULTIPLY,), (0, 10), (2, 6), (7,)))
    table.scene._save()
    table.hand.settle()
    assert "choose another name" in table.scene._refused and table.store.exercises.all() == after


def test_a_file_that_is_no_exercise_is_dropped_and_another_one_is_offered(
    open_at: OpenAt, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from data.exercises import write_exercise

    monkeypatch.setattr(Path, "home", lambda: tmp_path)
    (tmp_path / "photo.png").write_bytes(bytes(range(128, 256)))
    table = open_at(Exercises, set_by_teacher)
    write_exercise(table.scene._chosen_exercise(), tmp_path / "friday.json")
    pygame.event.post(pygame.event.Event(pygame.DROPFILE, file=str(tmp_path / "photo.png")))
    table.hand.settle()
    assert table.scene.refused.endswith("photo.png is not an exercise file.")
    assert [found.path.name for found in table.scene.found] == ["friday.json"]


def test_exercise_files_that_are_found_are_tapped_to_bring_them_in(
    open_at: OpenAt, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from data.exercises import write_exercise

    teacher = open_at(Exercises, set_by_teacher)
    exercise = teacher.scene._chosen_exercise()
    (tmp_path / "Downloads").mkdir()
    write_exercise(exercise, tmp_path / "Downloads" / "friday.json")
    (tmp_path / "other.json").write_text("{}")
    (tmp_path / "folder.json").mkdir()
    monkeypatch.setattr(Path, "home", lambda: tmp_path)
    table = open_at(Exercises)
    table.tap("From a file")
    table.hand.settle()
    (files,) = table.scene.form.lists
    assert [(row.name, row.about) for row in files.rows] == [(exercise.name, "friday.json")]
    table.tap_at(files.rect.center)
    assert [kept.name for kept in table.store.exercises.all()] == [exercise.name]
    assert table.scene.purpose is Purpose.CHOOSING


def test_a_bad_file_is_reported_on_the_page(open_at: OpenAt, tmp_path: Path) -> None:
    (tmp_path / "bad.json").write_text("{")
    table = open_at(Exercises, set_by_teacher)
    table.scene._ask_file()
    table.scene.path = str(tmp_path / "bad.json")
    table.scene._load()
    assert "not an exercise" in table.scene.refused
    assert len(table.store.exercises.all()) == 2


@pytest.mark.parametrize("name", ["~nosuchuser/x.json", "nothing.json"])
def test_a_file_that_is_not_there_is_reported_on_the_page(open_at: OpenAt, name: str) -> None:
    table = open_at(Exercises, set_by_teacher)
    table.tap("From a file")
    table.scene.path = name
    table.scene._load()
    assert table.scene.refused and table.scene.purpose is Purpose.LOADING
    table.tap("Cancel")
    assert table.scene.purpose is Purpose.CHOOSING and table.scene.refused == ""


def test_an_exercise_is_deleted_after_asking(open_at: OpenAt) -> None:
    table = open_at(Exercises, set_by_teacher)
    first = table.scene._chosen_exercise()
    table.tap("Delete")
    table.tap("Keep")
    assert len(table.store.exercises.all()) == 2
    table.tap("Delete")
    table.tap("Delete for good")
    (left,) = table.store.exercises.all()
    assert left.id != first.id and table.scene.chosen == left.id


@pytest.mark.parametrize("begun", ["a name", "questions"])
def test_an_exercise_that_is_begun_is_not_lost_by_one_press_of_escape(open_at: OpenAt, begun: str) -> None:
    table = open_at(NewExercise)
    if begun == "a name":
        table.type("Tables of 7")
    else:
        table.scene._take(Custom((Op.MULTIPLY,), (0, 10), (1, 10), (7,)))
    table.hand.press(pygame.K_ESCAPE)
    assert isinstance(table.scene, NewExercise)
    assert any("not saved yet" in told for told in table.told)
    table.hand.wait(6)
    table.hand.press(pygame.K_ESCAPE)
    assert isinstance(table.scene, NewExercise), "that was a while ago"
    table.hand.press(pygame.K_ESCAPE)
    assert not isinstance(table.scene, NewExercise)


def test_the_step_that_comes_next_is_the_one_in_colour(open_at: OpenAt) -> None:
    """“Save” was dashed beside a whole name, and nothing said why."""
    table = open_at(Exercises)
    assert _in_colour(table) == ["New"]
    table.tap("New")
    assert _in_colour(table) == ["Choose the questions"]
    table.type("Tables of 7")
    table.scene._take(Custom((Op.MULTIPLY,), (0, 10), (1, 10), (7,)))
    table.scene.again()
    assert _in_colour(table) == ["Save"]


def _in_colour(table: Table) -> list[str]:
    return [w.label for w in table.scene.widgets if isinstance(w, Button) and w.primary and w.enabled]


def test_an_empty_form_for_an_exercise_goes_at_once(open_at: OpenAt) -> None:
    table = open_at(NewExercise)
    table.hand.press(pygame.K_ESCAPE)
    assert not isinstance(table.scene, NewExercise) and not table.told
