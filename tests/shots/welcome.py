"""Pictures of welcome."""

from __future__ import annotations

from game.scenes.welcome import Welcome, star
from tests.hand import Hand
from tests.shots.shot import Shot


def _seven(scene: Welcome, hand: Hand) -> None:
    assert scene.canvas is not None
    hand.write(scene.canvas, "7")
    hand.wait(1.1)


def _star(scene: Welcome, hand: Hand) -> None:
    assert scene.canvas is not None
    for text in ("7", "42"):
        hand.write(scene.canvas, text)
        hand.wait(3.0)
    hand.draw(scene.canvas, [[(x * 0.6, y * 0.6) for x, y in star()]])
    hand.wait(1.1)


SHOTS = [
    Shot("welcome", Welcome),
    Shot("welcome-seven", Welcome, _seven),
    Shot("welcome-star", Welcome, _star),
]
