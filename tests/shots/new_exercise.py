"""Pictures of new exercise."""

from __future__ import annotations

from game.play.levels import Custom
from game.play.questions import Op
from game.scenes.setup.new_exercise import NewExercise
from tests.hand import Hand
from tests.shots.players import class_of
from tests.shots.shot import Shot


def _new_one(scene: NewExercise, hand: Hand) -> None:
    for letter in "sevens":
        hand.press(ord(letter))
    scene._take(Custom((Op.MULTIPLY,), (0, 10), (1, 10), (7,)))
    scene.again()
    hand.wait(0.1)


SHOTS = [Shot("exercises-new", NewExercise, _new_one, stock=class_of)]
