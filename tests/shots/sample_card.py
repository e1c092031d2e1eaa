"""Pictures of a sample."""

from __future__ import annotations

from typing import cast

from data.records import Sample
from game.scenes.teach.sample_card import SampleCard
from tests.hand import Hand
from tests.shots.example_trainer import FIRST, mia
from tests.shots.shot import Shot


class _Newest(SampleCard):
    """The card of the newest misread 1: it finds its sample itself."""

    def __init__(self) -> None:
        super().__init__(cast(Sample, None))

    def layout(self) -> None:
        assert self.stage.store is not None
        (self.sample,) = self.stage.store.samples.find(player_id=FIRST, label=1, misread_only=True, limit=1)
        super().layout()


def _ask(scene: SampleCard, hand: Hand) -> None:
    scene._ask_to_delete()
    hand.wait(0.1)


SHOTS = [
    Shot("sample-card", _Newest, stock=mia),
    Shot("sample-card-delete", _Newest, _ask, {"left_handed": True}, stock=mia),
]
