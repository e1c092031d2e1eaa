"""Pictures of teach."""

from __future__ import annotations

import pygame

from game.scenes.scene import Scene
from game.scenes.teach.teach import Teach
from tests.shots.example_trainer import ExampleSchool, mia, nobody_yet
from tests.shots.shot import Hands, Shot


def _example() -> Scene:
    return Teach(ExampleSchool())


def _focus(scene: Teach, hands: Hands) -> None:  # noqa: ARG001 - keys go to whatever has the focus
    for _ in range(4):
        hands.press(pygame.K_TAB)


SHOTS = [
    Shot("teach", _example, _focus, stock=mia),
    Shot("teach-new", _example, stock=nobody_yet),
    Shot("teach-nobody", _example, stock=lambda _: None),
    Shot("teach-slate", _example, settings={"board": "slate", "left_handed": True}, stock=mia),
]
