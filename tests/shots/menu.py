"""Pictures of menu."""

from __future__ import annotations

import pygame

from game.scenes.menu import Menu, contents
from tests.hand import Hand
from tests.shots.shot import Shot


def _write_three(scene: Menu, hand: Hand) -> None:
    assert scene.canvas is not None
    hand.write(scene.canvas, "3")


def _focus(scene: Menu, hand: Hand) -> None:  # noqa: ARG001 - keys go to whatever has the focus
    hand.press(pygame.K_TAB)


SHOTS = [
    Shot("menu", contents),
    Shot("menu-written", contents, _write_three),
    Shot("menu-focus", contents, _focus),
    Shot("menu-slate", contents, _write_three, {"board": "slate"}),
]
