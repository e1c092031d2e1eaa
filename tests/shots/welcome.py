"""Pictures of welcome."""

from __future__ import annotations

from game.scenes.welcome import Welcome, star
from tests.shots.shot import Hands, Shot


def _seven(scene: Welcome, hands: Hands) -> None:
    assert scene.canvas is not None
    hands.write(scene.canvas, "7")
    hands.wait(1.1)


def _star(scene: Welcome, hands: Hands) -> None:
    assert scene.canvas is not None
    for text in ("7", "42"):
        hands.write(scene.canvas, text)
        hands.wait(3.0)
    hands.draw(scene.canvas, [[(x * 0.6, y * 0.6) for x, y in star()]])
    hands.wait(1.1)


SHOTS = [
    Shot("walk", Welcome),
    Shot("walk-seven", Welcome, _seven),
    Shot("walk-star", Welcome, _star),
]
