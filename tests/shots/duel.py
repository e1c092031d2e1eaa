"""Pictures of duels."""

from __future__ import annotations

from collections.abc import Callable

import pygame

from game import routes
from game.play.modes import Mode
from game.play.states import State
from game.scenes.match.duel import Duel
from game.scenes.match.plan import Plan, computer
from game.scenes.scene import Scene
from game.session.ports import Sitter
from tests.hand import Hand
from tests.shots.quiz import solve, star
from tests.shots.shot import Shot

_TWO = (Sitter("Mina"), Sitter("Jonas"))


def counted_in(act: Callable[[Duel, Hand], None]) -> Callable[[Scene, Hand], None]:
    """Do this at the book, once the players are counted in."""

    def begun(_: Scene, hand: Hand) -> None:
        hand.wait(2.0)
        act(hand.scene, hand)

    return begun


def rounds(scene: Duel, hand: Hand, count: int) -> None:
    """Let the left player win so many rounds."""
    for _ in range(count):
        question = _question(scene, hand)
        hand.write(scene.sheets[0].canvas, solve(question))
        hand.wait(3.2)


def _question(scene: Duel, hand: Hand) -> str:
    for _ in range(60):
        view = scene.session.view(0).play
        if view.state is State.THINKING and view.question:
            return view.question
        hand.wait(0.1)
    raise AssertionError("no question came")


def _first(scene: Duel, hand: Hand) -> None:
    rounds(scene, hand, 2)
    question = _question(scene, hand)
    number = solve(question)
    hand.write(scene.sheets[1].canvas, str(int(number) + 1))
    hand.write(scene.sheets[0].canvas, number)
    hand.wait(0.35)


def _asked(scene: Duel, hand: Hand) -> None:
    question = _question(scene, hand)
    hand.write(scene.sheets[0].canvas, str(int(solve(question)) + 1))
    hand.wait(1.2)
    hand.draw(scene.sheets[1].canvas, star())
    hand.wait(1.2)
    scene.sheets[0].dispute()


def _unsure_twice(scene: Duel, hand: Hand) -> None:
    _question(scene, hand)
    for _ in range(2):
        hand.draw(scene.sheets[1].canvas, star())
        hand.wait(1.2)


def _typing(scene: Duel, hand: Hand) -> None:
    _unsure_twice(scene, hand)
    scene.sheets[1].use_keys()
    hand.wait(0.1)
    hand.press(pygame.K_4)
    hand.press(pygame.K_2)


def _computer(scene: Duel, hand: Hand) -> None:
    for _ in range(200):
        if scene.session.view(1).play.state is State.WRITING and len(scene.session.view(1).ink.strokes) > 1:
            return
        hand.wait(0.1)


def _pause(scene: Duel, hand: Hand) -> None:
    _question(scene, hand)
    hand.press(pygame.K_ESCAPE)


def _duel(sitters: tuple[Sitter, ...] = _TWO) -> Callable[[], Scene]:
    return lambda: routes.match(Plan(Mode.DUEL, 6, 5, sitters=sitters, seed=9))


SHOTS = [
    Shot("duel", _duel(), counted_in(_first)),
    Shot("duel-asked", _duel(), counted_in(_asked)),
    Shot("duel-unsure-twice", _duel(), counted_in(_unsure_twice)),
    Shot("duel-typing", _duel(), counted_in(_typing)),
    Shot("duel-computer", _duel((Sitter("Mina"), computer("steady"))), counted_in(_computer)),
    Shot("duel-paused", _duel(), counted_in(_pause), {"board": "slate"}),
]
