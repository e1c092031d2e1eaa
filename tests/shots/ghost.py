"""Pictures of a Sprint that is raced against a recorded run."""

from __future__ import annotations

import random
from typing import Any

from data.records import Answer, Missing, Operation, Outcome, Player, Seat
from game import routes
from game.scenes.match.plan import Plan
from game.scenes.scene import Scene
from game.scenes.setup.choose import ChooseQuiz
from game.session.ports import Kind, Sitter
from game.ui.handwriting import write
from recognizer.ink import Ink, Stroke
from tests.hand import Hand
from tests.shots.players import class_of
from tests.shots.quiz import answer, settle
from tests.shots.shot import Shot

FACTS = ((7, 8), (6, 9), (4, 7), (8, 8), (3, 9))


def recorded(text: str, seed: int, seconds: float) -> Ink:
    """A number as it was written on a sheet: from any time on, in so many seconds."""
    ink = write(text, random.Random(seed), gap=0.3)
    x, y = ink.box.centre
    start = ink.strokes[0].points[0].t or 0.0
    end = ink.strokes[-1].points[-1].t or 1.0
    rate = seconds / (end - start)
    return Ink(
        tuple(
            Stroke(
                tuple(
                    q._replace(x=(q.x - x) * 0.6, y=(q.y - y) * 0.6, t=500 + ((q.t or start) - start) * rate)
                    for q in stroke.points
                )
            )
            for stroke in ink.strokes
        )
    )


def run_of(store: Any, player: Player, thinking: float, wrong: int = -1) -> int:
    """Store a finished Sprint of five at level 6; the answer number ``wrong`` is. Returns its number."""
    match = store.matches.start("sprint", [Seat(player.name, player.id)], level=6, length=5)
    for at, (left, right) in enumerate(FACTS):
        given = str(left * right + (at == wrong))
        store.matches.record(
            Answer(
                match_id=match.id,
                seat=0,
                round=at + 1,
                fact=f"{left}×{right}",
                operation=Operation.MULTIPLY,
                left=left,
                right=right,
                expected=left * right,
                given=given,
                outcome=Outcome.WRONG if at == wrong else Outcome.RIGHT,
                thinking=thinking,
                writing=1.0,
                missing=Missing.RESULT,
                question=f"{left} × {right} =",
                points=12,
                ink=recorded(given, at, 1.0),
                read=given,
            )
        )
    store.matches.finish(match.id, scores={0: 60}, places={0: 1})
    return int(match.id)


def raced(store: Any) -> Player:
    """A class in which Mina and Jonas have finished a Sprint."""
    mina = class_of(store)
    jonas = next(one for one in store.players.all() if one.name == "Jonas")
    run_of(store, mina, 1.2, wrong=3)
    run_of(store, jonas, 0.9)
    return mina


def race(ghost: int = 1) -> Scene:
    """A Sprint of Mina's against a recorded run."""
    return routes.match(
        Plan(level=6, length=5, sitters=(Sitter("Mina", Kind.PLAYER, 1),), seed=11, ghost=ghost)
    )


def _chosen(scene: ChooseQuiz, hand: Hand) -> None:
    scene.length = 5
    scene.again()
    hand.wait(0.1)
    scene._choose_ghost(1)
    scene.again()
    hand.wait(0.1)


def _behind(_: Scene, hand: Hand) -> None:
    hand.wait(1.8)
    answer(hand.app.scene, hand)
    settle(hand.app.scene, hand)
    hand.wait(1.9)


SHOTS = [
    Shot("choose-ghost", lambda: ChooseQuiz(level=6), _chosen, stock=raced),
    Shot("quiz-ghost", race, _behind, stock=raced),
    Shot("quiz-ghost-left", lambda: race(2), _behind, {"left_handed": True, "board": "slate"}, stock=raced),
]
