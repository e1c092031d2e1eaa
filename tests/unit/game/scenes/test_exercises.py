"""Exercises: made, played, sent as files and taken in."""

from __future__ import annotations

from pathlib import Path

import pytest

from game.play.questions import Op
from game.scenes.setup.exercises import Doing, Exercises
from game.scenes.setup.new_exercise import NewExercise
from tests.shots.exercises import set_by_teacher
from tests.shots.players import class_of
from tests.table import OpenAt


def test_an_exercise_is_made_and_played(open_at: OpenAt) -> None:
    from game.play.levels import Custom

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


def test_an_exercise_goes_to_a_file_and_comes_back(open_at: OpenAt, tmp_path: Path) -> None:
    table = open_at(Exercises, set_by_teacher)
    scene = table.scene
    name = scene._one().name
    scene._ask_place()
    scene.path = str(tmp_path / "friday.json")
    scene._save()
    assert (tmp_path / "friday.json").is_file()
    other = open_at(Exercises)
    other.scene._ask_file()
    other.scene.path = str(tmp_path / "friday.json")
    other.scene._load()
    assert [exercise.name for exercise in other.store.exercises.all()] == [name]


def test_exercise_files_that_are_found_are_tapped_to_bring_them_in(
    open_at: OpenAt, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from data.exercises import write_exercise

    teacher = open_at(Exercises, set_by_teacher)
    exercise = teacher.scene._one()
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
    assert table.scene.doing is Doing.CHOOSING


def test_a_bad_file_is_told_on_the_page(open_at: OpenAt, tmp_path: Path) -> None:
    (tmp_path / "bad.json").write_text("{")
    table = open_at(Exercises, set_by_teacher)
    table.scene._ask_file()
    table.scene.path = str(tmp_path / "bad.json")
    table.scene._load()
    assert "not an exercise" in table.scene.refused
    assert len(table.store.exercises.all()) == 2


def test_a_file_that_is_there_is_not_written_over(open_at: OpenAt, tmp_path: Path) -> None:
    (tmp_path / "friday.json").write_text("mine")
    table = open_at(Exercises, set_by_teacher)
    table.tap("To a file")
    table.scene.path = str(tmp_path / "friday.json")
    table.scene._save()
    assert "already a file" in table.scene.refused and table.scene.doing is Doing.SAVING
    assert (tmp_path / "friday.json").read_text() == "mine"
    table.tap("Cancel")
    assert table.scene.doing is Doing.CHOOSING and table.scene.refused == ""


def test_an_exercise_is_deleted_after_asking(open_at: OpenAt) -> None:
    table = open_at(Exercises, set_by_teacher)
    first = table.scene._one()
    table.tap("Delete")
    table.tap("Keep")
    assert len(table.store.exercises.all()) == 2
    table.tap("Delete")
    table.tap("Delete for good")
    (left,) = table.store.exercises.all()
    assert left.id != first.id and table.scene.chosen == left.id
