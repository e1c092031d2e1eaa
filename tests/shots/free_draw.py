"""Pictures of Free draw."""

from __future__ import annotations

from collections.abc import Callable
from itertools import pairwise
from typing import Any

import pygame

from data.records import Context, LabelSource, NewSample, Player
from game.scenes.free_draw.free_draw import FreeDraw
from game.ui.canvas import Canvas
from recognizer.habits import MOST
from recognizer.ink import Ink
from tests.hand import Hand
from tests.shots.example_trainer import mia
from tests.shots.shot import Shot


def _sheet(scene: FreeDraw) -> Canvas:
    assert scene.canvas is not None
    return scene.canvas


def _number(text: str) -> Callable[[FreeDraw, Hand], None]:
    def act(scene: FreeDraw, hand: Hand) -> None:
        hand.write(_sheet(scene), text)

    return act


def _line(*corners: tuple[float, float]) -> list[tuple[float, float]]:
    return [
        (ax + (bx - ax) * i / 12, ay + (by - ay) * i / 12)
        for (ax, ay), (bx, by) in pairwise(corners)
        for i in range(13)
    ]


def _star(scene: FreeDraw, hand: Hand) -> None:
    tips = [(0.0, -0.34), (0.2, 0.28), (-0.32, -0.1), (0.32, -0.1), (-0.2, 0.28), (0.0, -0.34)]
    hand.draw(_sheet(scene), [_line(*tips)])


def _why(scene: FreeDraw, hand: Hand) -> None:
    hand.write(_sheet(scene), "47")
    hand.press(pygame.K_w)
    hand.wait(0.5)


def _why_apart(scene: FreeDraw, hand: Hand) -> None:
    """A 1 with a flag: the picture takes it for a 7."""
    hand.draw(_sheet(scene), [_FLAGGED])
    hand.press(pygame.K_w)
    hand.wait(0.5)


def _layers(scene: FreeDraw, hand: Hand) -> None:
    hand.write(_sheet(scene), "8")
    hand.press(pygame.K_l)
    hand.wait(0.5)


def _correct(scene: FreeDraw, hand: Hand) -> None:
    hand.write(_sheet(scene), "144")
    hand.press(pygame.K_k)


def _corrected(scene: FreeDraw, hand: Hand) -> None:
    _correct(scene, hand)
    hand.press(pygame.K_7)


def _focus(scene: FreeDraw, hand: Hand) -> None:
    hand.write(_sheet(scene), "25")
    for _ in range(3):
        hand.press(pygame.K_TAB)


_FLAGGED = _line((-0.15, -0.18), (0.1, -0.3), (-0.03, 0.3))
_CROSSED = [_line((-0.2, -0.3), (0.16, -0.3), (-0.06, 0.3)), _line((-0.14, 0), (0.16, 0))]


def _crosser(store: Any) -> Player:
    """Somebody who crosses their sevens and flags their ones, which others would take for sevens."""
    player = mia(store)
    for label, strokes in ((1, [_FLAGGED]), (7, _CROSSED)):
        for turn in range(MOST):
            ink = Ink.of(strokes).moved(0, 0, 1 + turn / 100)
            lesson = NewSample(label, LabelSource.LESSON, Context.LESSON, ink=ink, player_id=player.id)
            store.samples.add(lesson)
    return player


def _habit(scene: FreeDraw, hand: Hand) -> None:
    hand.draw(_sheet(scene), [_FLAGGED])


SHOTS = [
    Shot("free-draw-empty", FreeDraw),
    Shot("free-draw", FreeDraw, _number("144"), stock=mia),
    Shot("free-draw-four", FreeDraw, _number("3086")),
    Shot("free-draw-nine", FreeDraw, _number("123456789")),
    Shot("free-draw-unsure", FreeDraw, _star),
    Shot("free-draw-habit", FreeDraw, _habit, stock=_crosser),
    Shot("free-draw-why", FreeDraw, _why),
    Shot("free-draw-why-apart", FreeDraw, _why_apart, {"board": "slate", "projector": True}),
    Shot("free-draw-layers", FreeDraw, _layers),
    Shot("free-draw-correct", FreeDraw, _correct, stock=mia),
    Shot("free-draw-corrected", FreeDraw, _corrected, stock=mia),
    Shot("free-draw-focus", FreeDraw, _focus),
    Shot("free-draw-slate", FreeDraw, _number("795"), {"board": "slate"}),
    Shot("free-draw-left-handed", FreeDraw, _number("62"), {"left_handed": True, "projector": True}),
]
