"""Pictures of together."""

from __future__ import annotations

from game.scenes.setup.side_by_side import SideBySide, Way
from tests.hand import Hand
from tests.shots.players import class_of
from tests.shots.shot import Shot


def _turns(scene: SideBySide, hand: Hand) -> None:
    scene._choose_way(Way.TURNS)
    hand.wait(0.1)


SHOTS = [
    Shot("together", SideBySide, stock=class_of),
    Shot("together-computer", lambda: SideBySide(Way.COMPUTER), stock=class_of),
    Shot("together-best", lambda: SideBySide(Way.BEST_RUN), stock=class_of),
    Shot("together-turns", SideBySide, _turns, stock=class_of),
]
