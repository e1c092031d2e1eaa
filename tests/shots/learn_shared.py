"""Pictures of Learn from everyone, before and while it learns."""

from __future__ import annotations

from data.records import RunKind
from game.scenes.teach.learn import Learn
from game.scenes.teach.learn_shared import LearnShared
from tests.shots.example_trainer import ExampleTrainer, mia
from tests.shots.shot import Shot


def _begun() -> Learn:
    return Learn(RunKind.SHARED)


SHOTS = [
    Shot("everyone", LearnShared, stock=mia, trainer=ExampleTrainer),
    Shot("everyone-running", _begun, stock=mia, trainer=lambda: ExampleTrainer(22)),
    Shot("everyone-published", _begun, stock=mia, trainer=ExampleTrainer),
]
