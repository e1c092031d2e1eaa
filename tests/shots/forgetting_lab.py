"""Pictures of forgetting lab."""

from __future__ import annotations

from game.scenes.teach.forgetting_lab import _PACE, _POINTS, Lab
from tests.shots.example_trainer import ExampleSchool, mia
from tests.shots.shot import Hands, Shot


def _watched(scene: Lab, hands: Hands) -> None:
    scene._start()
    hands.wait(_POINTS / _PACE + 0.5)


SHOTS = [
    Shot("lab", lambda: Lab(ExampleSchool()), stock=mia),
    Shot("lab-running", lambda: Lab(ExampleSchool(110)), _watched, stock=mia),
    Shot(
        "lab-forgotten",
        lambda: Lab(ExampleSchool()),
        _watched,
        settings={"board": "slate"},
        stock=mia,
    ),
]
