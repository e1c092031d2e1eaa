"""Pictures of review."""

from __future__ import annotations

from game.scenes.scene import Scene
from game.scenes.teach.review import Review
from tests.shots.example_trainer import mia, nobody_yet
from tests.shots.shot import Shot


def _example() -> Scene:
    return Review()


SHOTS = [
    Shot("review", _example, stock=mia),
    Shot("review-empty", _example, settings={"board": "slate"}, stock=nobody_yet),
]
