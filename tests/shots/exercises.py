"""Pictures of exercises."""

from __future__ import annotations

from typing import Any

from data.records import Player
from game.play.levels import Custom
from game.play.modes import Mode
from game.play.questions import Op
from game.scenes.setup.exercises import Exercises
from game.scenes.setup.new_exercise import NewExercise, record
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
        store.exercises.save(record(name, mode, 20, new.questions()))
    return mina


SHOTS = [
    Shot("exercises", Exercises, stock=set_by_teacher),
    Shot("exercises-empty", Exercises, stock=class_of),
]
