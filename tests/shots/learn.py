"""Pictures of Learn now."""

from __future__ import annotations

from data.records import RunState
from game.scenes.teach.learn import Learn
from tests.shots.example_trainer import ExampleTrainer, mia
from tests.shots.shot import Shot

SHOTS = [
    Shot("learn-running", Learn, stock=mia, trainer=lambda: ExampleTrainer(22)),
    Shot("learn-published", Learn, stock=mia, trainer=ExampleTrainer),
    Shot(
        "learn-refused",
        Learn,
        settings={"board": "slate", "left_handed": True},
        stock=mia,
        trainer=lambda: ExampleTrainer(result=RunState.REFUSED),
    ),
]
