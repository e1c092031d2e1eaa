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
from tests.shots.quiz import solve, star
from tests.shots.shot import Hands, Shot

_TWO = (Sitter("Mina"), Sitter("Jonas"))


def counted_in(act: Callable[[Duel, Hands], None]) -> Callable[[Scene, Hands], None]:
    """Do this at the book, once the players are counted in."""

    def begun(_: Scene, hands: Hands) -> None:
        hands.wait(2.0)
        act(hands.scene, hands)

    return begun


def rounds(scene: Duel, hands: Hands, count: int) -> None:
    """Let the left player win so many rounds."""
    for _ in range(count):
        question = _question(scene, hands)
        hands.write(scene.sheets[0].canvas, solve(question))
        hands.wait(3.2)


def _question(scene: Duel, hands: Hands) -> str:
    for _ in range(60):
        view = scene.session.view(0).play
        if view.state is State.THINKING and view.question:
            return view.question
        hands.wait(0.1)
    raise AssertionError("no question came")


def _first(scene: Duel, hands: Hands) -> None:
    rounds(scene, hands, 2)
    question = _question(scene, hands)
    number = solve(question)
    hands.write(scene.sheets[1].canvas, str(int(number) + 1))
    hands.write(scene.sheets[0].canvas, number)
    hands.wait(0.35)


def _asked(scene: Duel, hands: Hands) -> None:
    question = _question(scene, hands)
    hands.write(scene.sheets[0].canvas, str(int(solve(question)) + 1))
    hands.wait(1.2)
    hands.draw(scene.sheets[1].canvas, star())
    hands.wait(1.2)
    scene.sheets[0].dispute()


def _unsure_twice(scene: Duel, hands: Hands) -> None:
    _question(scene, hands)
    for _ in range(2):
        hands.draw(scene.sheets[1].canvas, star())
        hands.wait(1.2)


def _typing(scene: Duel, hands: Hands) -> None:
    _unsure_twice(scene, hands)
    scene.sheets[1].use_keys()
    hands.wait(0.1)
    hands.press(pygame.K_4)
    hands.press(pygame.K_2)


def _computer(scene: Duel, hands: Hands) -> None:
    for _ in range(200):
        if scene.session.view(1).play.state is State.WRITING and len(scene.session.view(1).ink.strokes) > 1:
            return
        hands.wait(0.1)


def _pause(scene: Duel, hands: Hands) -> None:
    _question(scene, hands)
    hands.press(pygame.K_ESCAPE)


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
