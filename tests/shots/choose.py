"""Pictures of choose."""

from __future__ import annotations

import pygame

from game.play.modes import Mode
from game.scenes.setup.choose import MODES, ChooseQuiz
from tests.shots.shot import Hands, Shot


def _blitz(scene: ChooseQuiz, hands: Hands) -> None:
    scene._pick_mode(MODES.index(Mode.BLITZ))
    hands.wait(0.1)


def _daily(scene: ChooseQuiz, hands: Hands) -> None:
    scene.mode = Mode.SURVIVAL
    scene.again()
    hands.press(pygame.K_TAB)
    hands.press(pygame.K_TAB)


SHOTS = [
    Shot("choose", lambda: ChooseQuiz(Mode.SPRINT, 6)),
    Shot("choose-blitz", lambda: ChooseQuiz(Mode.SPRINT, 3), _blitz),
    Shot("choose-survival", lambda: ChooseQuiz(Mode.SPRINT, 8), _daily, {"left_handed": True}),
    Shot("choose-slate", lambda: ChooseQuiz(Mode.PRACTICE, 2), settings={"board": "slate"}),
]
