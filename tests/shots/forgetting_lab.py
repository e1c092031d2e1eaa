"""Pictures of forgetting lab."""

from __future__ import annotations

from game.scenes.teach.forgetting_lab import _PACE, _POINTS, ForgettingLab
from tests.hand import Hand
from tests.shots.example_trainer import ExampleTrainer, mia
from tests.shots.shot import Shot


def _watched(scene: ForgettingLab, hand: Hand) -> None:
    scene._start()
    hand.wait(_POINTS / _PACE + 0.5)


SHOTS = [
    Shot("lab", ForgettingLab, stock=mia, trainer=ExampleTrainer),
    Shot("lab-running", ForgettingLab, _watched, stock=mia, trainer=lambda: ExampleTrainer(110)),
    Shot(
        "lab-forgotten",
        ForgettingLab,
        _watched,
        settings={"board": "slate"},
        stock=mia,
        trainer=ExampleTrainer,
    ),
]
