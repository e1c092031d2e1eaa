"""Pictures of menu."""

from __future__ import annotations

from pathlib import Path
from tempfile import TemporaryDirectory

import pygame

from game.bookmark import Bookmark
from game.play.commands import Enter, Ready, Typing
from game.play.match import Match
from game.play.modes import Mode
from game.scenes.match.plan import Plan, Preparation
from game.scenes.match.unfinished import keeper
from game.scenes.menu import Menu, contents
from game.session.ports import Sitter
from game.stage import Stage
from tests.hand import Hand
from tests.shots.shot import Shot


def _write_three(scene: Menu, hand: Hand) -> None:
    assert scene.canvas is not None
    hand.write(scene.canvas, "3")


def _focus(scene: Menu, hand: Hand) -> None:  # noqa: ARG001 - keys go to whatever has the focus
    hand.press(pygame.K_TAB)


def _leave(scene: Menu, hand: Hand) -> None:  # noqa: ARG001 - keys go to the scene
    hand.press(pygame.K_ESCAPE)


def _left_off(scene: Menu, hand: Hand) -> None:
    with TemporaryDirectory() as folder:
        scene.stage.bookmark = Bookmark(Path(folder) / "unfinished.json")
        leave_off(scene.stage, Plan(Mode.SPRINT, 6, 20, sitters=(Sitter("You"),)), answered=6)
    scene.again()
    hand.wait(0.1)


def leave_off(stage: Stage, plan: Plan, answered: int) -> None:
    """Have the stage's bookmark tell of a match of the plan, with so many questions answered."""
    match, now = Match.start(plan.setup(stage.settings, Preparation()), stage.clock()), stage.clock()
    match.apply(0, Ready(1), now)
    for number in range(1, answered + 1):
        match.apply(0, Typing(number, str(match.question(0).answer)), now + 2 * number)
        match.apply(0, Enter(number), now + 2 * number)
        match.tick(now + 2 * number + 1)
    keep = keeper(stage, plan)
    assert keep is not None
    keep(match.to_json(), None)


SHOTS = [
    Shot("menu", contents),
    Shot("menu-written", contents, _write_three),
    Shot("menu-focus", contents, _focus),
    Shot("menu-slate", contents, _write_three, {"board": "slate"}),
    Shot("menu-left-handed", contents, _write_three, {"left_handed": True}),
    Shot("menu-leave", contents, _leave),
    Shot("menu-unfinished", contents, _left_off),
]
