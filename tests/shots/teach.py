"""Pictures of teach."""

from __future__ import annotations

import pygame

from game.scenes.teach.teach import Teach
from tests.hand import Hand
from tests.shots.example_trainer import ExampleTrainer, begun, mia, nobody_yet
from tests.shots.shot import Shot


def _focus(scene: Teach, hand: Hand) -> None:  # noqa: ARG001 - keys go to whatever has the focus
    for _ in range(4):
        hand.press(pygame.K_TAB)


SHOTS = [
    Shot("teach", Teach, _focus, stock=mia, trainer=ExampleTrainer),
    Shot("teach-new", Teach, stock=nobody_yet, trainer=ExampleTrainer),
    Shot("teach-begun", Teach, stock=begun, trainer=ExampleTrainer),
    Shot("teach-nobody", Teach, stock=lambda _: None, trainer=ExampleTrainer),
    Shot(
        "teach-slate",
        Teach,
        settings={"board": "slate", "left_handed": True},
        stock=mia,
        trainer=ExampleTrainer,
    ),
]
