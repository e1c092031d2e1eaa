"""Pictures of sample wall."""

from __future__ import annotations

from game.scenes.scene import Scene
from game.scenes.teach.sample_wall import SampleWall
from tests.hand import Hand
from tests.shots.example_trainer import mia, nobody_yet
from tests.shots.shot import Shot


def _example() -> Scene:
    return SampleWall()


def _misread(scene: SampleWall, hand: Hand) -> None:
    scene._toggle()
    hand.wait(0.2)


SHOTS = [
    Shot("sample-wall", _example, stock=mia),
    Shot("sample-wall-misread", _example, _misread, {"board": "slate"}, stock=mia),
    Shot("sample-wall-empty", _example, stock=nobody_yet),
]
