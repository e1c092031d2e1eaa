"""Pictures of custom questions."""

from __future__ import annotations

from game.play.levels import Custom
from game.play.questions import Op
from game.scenes.setup.custom_questions import CustomQuestions
from tests.hand import Hand
from tests.shots.shot import Shot


def _ranges(scene: CustomQuestions, hand: Hand) -> None:
    scene.ops = [Op.SUBTRACT]
    scene.ends = ["1", "5", "10", "20"]
    scene._kind(1)
    hand.wait(0.1)


def _nothing(_: Custom) -> None:
    """For pictures."""


def _new() -> CustomQuestions:
    return CustomQuestions(None, _nothing)


SHOTS = [Shot("custom-questions", _new), Shot("custom-questions-refused", _new, _ranges)]
