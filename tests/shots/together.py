"""Pictures of together."""

from __future__ import annotations

from game.scenes.setup.together import Together, Way
from tests.hand import Hand
from tests.shots.players import class_of
from tests.shots.shot import Shot


def _turns(scene: Together, hand: Hand) -> None:
    scene._pick(Way.TURNS)
    hand.wait(0.1)


SHOTS = [
    Shot("together", Together, stock=class_of),
    Shot("together-computer", lambda: Together(Way.COMPUTER), stock=class_of),
    Shot("together-best", lambda: Together(Way.BEST_RUN), stock=class_of),
    Shot("together-turns", Together, _turns, stock=class_of),
]
