"""Pictures of learn shared."""

from __future__ import annotations

from game.scenes.teach.learn_shared import LearnFromEveryone
from tests.shots.example_trainer import ExampleSchool, mia
from tests.shots.shot import Shot


def _begun(scene: LearnFromEveryone, _: object) -> None:
    scene._again()


SHOTS = [
    Shot("everyone", lambda: LearnFromEveryone(ExampleSchool()), stock=mia),
    Shot("everyone-running", lambda: LearnFromEveryone(ExampleSchool(22)), _begun, stock=mia),
    Shot("everyone-published", lambda: LearnFromEveryone(ExampleSchool()), _begun, stock=mia),
]
