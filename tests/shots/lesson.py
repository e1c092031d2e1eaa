"""Pictures of lesson."""

from __future__ import annotations

from game.scenes.scene import Scene
from game.scenes.teach.lesson import Lesson
from tests.hand import Hand
from tests.shots.example_trainer import mia
from tests.shots.shot import Shot


def _example() -> Scene:
    return Lesson(1)


def _write_five(scene: Lesson, hand: Hand) -> None:
    for box, text in zip(scene.boxes, "17117", strict=True):
        hand.write(box, text)


def _one_row(scene: Lesson, hand: Hand) -> None:
    hand.write(scene.boxes[0], "1")


SHOTS = [
    Shot("lesson", _example, _write_five, stock=mia),
    Shot("lesson-begun", _example, _one_row, {"board": "slate", "left_handed": True}, stock=mia),
]
