"""Pictures of menu."""

from __future__ import annotations

import pygame

from game.scenes.menu import Menu, contents
from tests.shots.shot import Hands, Shot


def _write_three(scene: Menu, hands: Hands) -> None:
    assert scene.canvas is not None
    hands.write(scene.canvas, "3")


def _focus(scene: Menu, hands: Hands) -> None:  # noqa: ARG001 - keys go to whatever has the focus
    hands.press(pygame.K_TAB)


SHOTS = [
    Shot("menu", contents),
    Shot("menu-written", contents, _write_three),
    Shot("menu-focus", contents, _focus),
    Shot("menu-slate", contents, _write_three, {"board": "slate"}),
]
