"""Pictures of progress."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

from data.records import Player
from game.scenes.progress import Progress
from tests.hand import Hand
from tests.shots.players import class_of
from tests.shots.shot import Shot


def played(store: Any) -> Player:
    """A class of which Mina has played for two weeks: for pictures and tests."""
    mina = class_of(store)
    jonas = store.players.all()[1]
    with store.connection.writing():  # one commit for all
        _play(store, mina, jonas)
    return mina


def _play(store: Any, mina: Player, jonas: Player) -> None:
    import random

    from data.records import Answer, Missing, Operation, Outcome, Seat

    rng = random.Random(11)
    for back in (13, 11, 10, 8, 7, 4, 3, 1, 0):
        for player in (mina, jonas) if back in (7, 0) else (mina,):
            match = store.matches.start("sprint", [Seat(player.name, player.id)], level=6, length=20)
            at = datetime(2026, 5, 4, 12, tzinfo=UTC) - timedelta(days=back)
            score = 0
            for number in range(1, 21):
                row, column = min(10, int(rng.triangular(1, 11, 4))), rng.randint(1, 10)
                hard = row * column / 100
                right = rng.random() > hard * 0.35
                thinking = 1.0 + hard * 6 * rng.uniform(0.6, 1.4) + back * 0.06
                score += round((10 + 3 * (1 - hard)) * right)
                store.matches.record(
                    Answer(
                        match.id, 0, number, f"{row}×{column}", Operation.MULTIPLY, row, column, row * column,
                        str(row * column if right else row * column + 1),
                        Outcome.RIGHT if right else Outcome.WRONG,
                        misread=rng.random() < 0.03, thinking=thinking, writing=0.9, reading=0.3,
                        missing=Missing.RESULT, question=f"{row} × {column} =", points=13 * right, at=at,
                    )
                )  # fmt: skip
            store.matches.finish(match.id, scores={0: score + 20 * (13 - back)}, places={0: 1})


def _tap(scene: Progress, hand: Hand) -> None:
    scene.chosen = (7, 8)
    scene.again()
    hand.wait(0.1)


SHOTS = [
    Shot("progress", Progress, stock=played),
    Shot("progress-fact", Progress, _tap, {"board": "slate"}, stock=played),
    Shot("progress-new", Progress, stock=class_of),
    Shot("progress-guest", Progress, stock=lambda _: None),
]
