"""Pictures of Free draw."""

from __future__ import annotations

from collections.abc import Callable
from itertools import pairwise

import pygame

from game.scenes.free_draw import FreeDraw
from game.scenes.scene import Hands, Shot
from game.scenes.teach_example import mia
from game.ui.canvas import Canvas


def _sheet(scene: FreeDraw) -> Canvas:
    assert scene.canvas is not None
    return scene.canvas


def _number(text: str) -> Callable[[FreeDraw, Hands], None]:
    def act(scene: FreeDraw, hands: Hands) -> None:
        hands.write(_sheet(scene), text)

    return act


def _line(*corners: tuple[float, float]) -> list[tuple[float, float]]:
    return [
        (ax + (bx - ax) * i / 12, ay + (by - ay) * i / 12)
        for (ax, ay), (bx, by) in pairwise(corners)
        for i in range(13)
    ]


def _star(scene: FreeDraw, hands: Hands) -> None:
    tips = [(0.0, -0.34), (0.2, 0.28), (-0.32, -0.1), (0.32, -0.1), (-0.2, 0.28), (0.0, -0.34)]
    hands.draw(_sheet(scene), [_line(*tips)])


def _why(scene: FreeDraw, hands: Hands) -> None:
    hands.write(_sheet(scene), "47")
    hands.press(pygame.K_w)
    hands.wait(0.5)


def _layers(scene: FreeDraw, hands: Hands) -> None:
    hands.write(_sheet(scene), "8")
    hands.press(pygame.K_l)
    hands.wait(0.5)


def _correct(scene: FreeDraw, hands: Hands) -> None:
    hands.write(_sheet(scene), "144")
    hands.press(pygame.K_k)


def _corrected(scene: FreeDraw, hands: Hands) -> None:
    _correct(scene, hands)
    hands.press(pygame.K_7)


def _focus(scene: FreeDraw, hands: Hands) -> None:
    hands.write(_sheet(scene), "25")
    for _ in range(3):
        hands.press(pygame.K_TAB)


def _habit(scene: FreeDraw, hands: Hands) -> None:
    """Crossed sevens; then what would be a 7 from somebody else."""
    for _ in range(6):
        hands.draw(
            _sheet(scene), [_line((-0.2, -0.3), (0.16, -0.3), (-0.06, 0.3)), _line((-0.14, 0), (0.16, 0))]
        )
        hands.press(pygame.K_c)
    hands.draw(_sheet(scene), [_line((-0.15, -0.18), (0.1, -0.3), (-0.03, 0.3))])


SHOTS = [
    Shot("free-draw-empty", FreeDraw),
    Shot("free-draw", FreeDraw, _number("144"), stock=mia),
    Shot("free-draw-four", FreeDraw, _number("3086")),
    Shot("free-draw-unsure", FreeDraw, _star),
    Shot("free-draw-habit", FreeDraw, _habit),
    Shot("free-draw-why", FreeDraw, _why),
    Shot("free-draw-layers", FreeDraw, _layers),
    Shot("free-draw-correct", FreeDraw, _correct, stock=mia),
    Shot("free-draw-corrected", FreeDraw, _corrected, stock=mia),
    Shot("free-draw-focus", FreeDraw, _focus),
    Shot("free-draw-slate", FreeDraw, _number("795"), {"board": "slate"}),
    Shot("free-draw-left-handed", FreeDraw, _number("62"), {"left_handed": True, "projector": True}),
]
