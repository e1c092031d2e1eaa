"""Pictures of settings."""

from __future__ import annotations

import pygame

from game.scenes.settings import SettingsScene
from tests.hand import Hand
from tests.shots.shot import Shot


def _focus(scene: SettingsScene, hand: Hand) -> None:  # noqa: ARG001 - keys go to whatever has the focus
    for _ in range(4):
        hand.press(pygame.K_TAB)


SHOTS = [
    Shot("settings", SettingsScene),
    Shot("settings-focus", SettingsScene, _focus),
    Shot("settings-left-handed", SettingsScene, settings={"left_handed": True}),
    Shot("settings-slate", SettingsScene, settings={"board": "slate"}),
]
