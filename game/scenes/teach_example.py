"""A made-up player whose 1s look like 7s, for pictures and tests of the teaching screens."""

from __future__ import annotations

import random
from typing import Any

from data.records import Context, Hand, LabelSource, NewSample, Player
from game.ui.handwriting import write
from recognizer.ink import Ink


def mia(store: Any) -> Player:
    """Fill an empty store (`data.store.Store`): a player, sixty samples, two corrections to check."""
    player: Player = store.players.add("Mia", colour="#1f5138", hand=Hand.RIGHT)
    rng = random.Random(11)
    for label in range(10):
        for turn in range(6):
            shape = 7 if label == 1 and turn % 2 else label
            source = LabelSource.LESSON if turn < 5 else LabelSource.CORRECTED
            store.samples.add(_sample(player, label, shape, source, rng))
    for label, shape in ((3, 8), (0, 6)):
        store.samples.add(_sample(player, label, shape, LabelSource.CORRECTED, rng))
    return player


def nobody_yet(store: Any) -> Player:
    """A player who has not written anything."""
    player: Player = store.players.add("Ben", colour="#4a45a0", hand=Hand.RIGHT)
    return player


def _sample(player: Player, label: int, shape: int, source: LabelSource, rng: random.Random) -> NewSample:
    ink = write(str(shape), rng, wobble=0.02)
    scores = [0.001] * 10
    scores[shape] = 0.985
    return NewSample(
        label=label,
        source=source,
        context=Context.LESSON if source is LabelSource.LESSON else Context.FREE_DRAW,
        ink=Ink(ink.strokes),
        player_id=player.id,
        read=shape,
        scores=tuple(scores),
        bundle="shipped",
    )
