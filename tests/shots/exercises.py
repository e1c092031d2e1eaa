"""Pictures of exercises."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from data.records import Player
from game.play.levels import Custom
from game.play.modes import Mode
from game.play.questions import Op
from game.scenes.setup.exercises import ExerciseFile, Exercises, Purpose
from game.scenes.setup.new_exercise import NewExercise, stored_exercise
from tests.hand import Hand
from tests.shots.players import class_of
from tests.shots.shot import Shot


def set_by_teacher(store: Any) -> Player:
    """A class with two exercises: for pictures and tests."""
    mina = class_of(store)
    for name, custom, mode in (
        ("Tables of 7 and 8", Custom((Op.MULTIPLY,), (0, 10), (2, 10), (7, 8), 0.3), Mode.SPRINT),
        ("Friday: sums to 100", Custom((Op.ADD, Op.SUBTRACT), (20, 60), (5, 20)), Mode.PRACTICE),
    ):
        new = NewExercise()
        new.custom = custom
        store.exercises.save(stored_exercise(name, mode, 20, new.questions()))
    return mina


def _files(scene: Exercises, hand: Hand) -> None:
    scene.purpose = Purpose.LOADING
    folder = Path("Downloads")
    scene.found = [
        ExerciseFile(folder / f"{name}.json", name) for name in ("Friday", "Tables", "Homework 12")
    ]
    scene.again()
    hand.wait(0.1)


def _saved(scene: Exercises, hand: Hand) -> None:
    scene.purpose, scene.saved = Purpose.SAVED, Path("/home/mina/Documents/Friday sums to 100.json")
    scene.again()
    hand.wait(0.1)


SHOTS = [
    Shot("exercises", Exercises, stock=set_by_teacher),
    Shot("exercises-empty", Exercises, stock=class_of),
    Shot("exercises-file", Exercises, _files, stock=set_by_teacher),
    Shot("exercises-saved", Exercises, _saved, stock=set_by_teacher),
]
