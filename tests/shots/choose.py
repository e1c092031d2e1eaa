"""Pictures of choose."""

from __future__ import annotations

import pygame

from game.play.modes import Mode
from game.scenes.setup.choose import MODES, ChooseQuiz
from tests.hand import Hand
from tests.shots.shot import Shot


def _blitz(scene: ChooseQuiz, hand: Hand) -> None:
    scene._choose_mode(MODES.index(Mode.BLITZ))
    hand.wait(0.1)


def _daily(scene: ChooseQuiz, hand: Hand) -> None:
    scene.mode = Mode.SURVIVAL
    scene.again()
    hand.press(pygame.K_TAB)
    hand.press(pygame.K_TAB)


SHOTS = [
    Shot("choose", lambda: ChooseQuiz(Mode.SPRINT, 6)),
    Shot("choose-blitz", lambda: ChooseQuiz(Mode.SPRINT, 3), _blitz),
    Shot("choose-survival", lambda: ChooseQuiz(Mode.SPRINT, 8), _daily, {"left_handed": True}),
    Shot("choose-slate", lambda: ChooseQuiz(Mode.PRACTICE, 2), settings={"board": "slate"}),
]
