"""Pictures of Learn now."""

from __future__ import annotations

from data.records import RunState
from game.learning.process import Ended
from game.scenes.teach.learn import Learn
from recognizer.reason import Code, Reason
from tests.shots.example_trainer import ExampleTrainer, Scripts, mia
from tests.shots.shot import Shot

ALREADY = Ended(RunState.REFUSED, Reason(Code.READS_ALREADY, {"samples": 48}), held_out=(12, 12, 12))

SHOTS = [
    Shot("learn-running", Learn, stock=mia, trainer=lambda: ExampleTrainer(22)),
    Shot("learn-published", Learn, stock=mia, trainer=ExampleTrainer),
    Shot("learn-reads-already", Learn, stock=mia, trainer=lambda: ExampleTrainer(start=Scripts(ALREADY))),
    Shot(
        "learn-refused",
        Learn,
        settings={"board": "slate", "left_handed": True},
        stock=mia,
        trainer=lambda: ExampleTrainer(result=RunState.REFUSED),
    ),
]
