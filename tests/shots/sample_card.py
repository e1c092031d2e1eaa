"""Pictures of sample card."""

from __future__ import annotations

from game.scenes.teach.sample_card import SampleCard, _First
from tests.shots.example_trainer import mia
from tests.shots.shot import Hands, Shot


def _ask(scene: SampleCard, hands: Hands) -> None:
    scene._ask()
    hands.wait(0.1)


SHOTS = [
    Shot("sample-card", _First, stock=mia),
    Shot("sample-card-delete", _First, _ask, {"left_handed": True}, stock=mia),
]
