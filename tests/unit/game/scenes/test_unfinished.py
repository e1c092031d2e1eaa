"""The bookmark: a match that was left off goes on at the next start."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pygame
import pytest

from game import routes
from game.bookmark import Bookmark
from game.play.modes import Mode
from game.scenes.match.plan import Plan
from game.scenes.match.quiz import Quiz
from game.scenes.match.results import Results
from game.scenes.match.unfinished import unfinished
from game.scenes.menu import Menu
from game.session.ports import Kind, Sitter
from game.stage import Open, Pop
from tests.shots.menu import leave_off
from tests.shots.quiz import solve
from tests.table import OpenAt, Table


def _answered(open_at: OpenAt, file: Path, mode: Mode, count: int, length: int) -> Table:
    """A match with some answers, left off as it is when the window closes."""
    kind = Kind.PLAYER if mode is not Mode.HOT_SEAT else Kind.GUEST
    sitters: tuple[Sitter, ...] = (Sitter("Mina", kind, 1 if kind is Kind.PLAYER else None),)
    if mode is Mode.HOT_SEAT:
        sitters += (Sitter("Jonas"),)
    plan = Plan(mode, 6, length, sitters=sitters, seed=4)
    table = open_at(lambda: routes.match(plan))
    table.app.stage.bookmark = Bookmark(file)
    # The match was opened before there was a bookmark: open it again.
    table.scene.ask(Open("match", plan, instead=True))
    table.begin()
    for _ in range(count):
        if mode is Mode.HOT_SEAT and not table.view().play.question:
            table.tap("I’m ready")
        table.type(solve(table.question()))
        table.hand.press(pygame.K_RETURN)
        table.hand.wait(0.6)
    return table


def _next_start(table: Table, file: Path) -> None:
    """Leave everything, and come to the menu with the bookmark as it lies on the disk."""
    table.scene.ask(Pop())
    table.hand.settle()
    table.app.stage.bookmark = Bookmark(file)
    table.scene.ask(Open("menu"))
    table.hand.settle()
    assert isinstance(table.scene, Menu)


def test_a_match_that_was_left_off_goes_on_where_it_was(open_at: OpenAt, tmp_path: Path) -> None:
    file = tmp_path / "unfinished.json"
    table = _answered(open_at, file, Mode.SPRINT, 2, 5)
    question, points = table.question(), table.view().play.score.points
    _next_start(table, file)
    left = unfinished(table.app.stage)
    assert left is not None and left.words == "Sprint, question 3 of 5"
    table.tap("Go on")
    table.hand.wait(0.2)
    assert isinstance(table.scene, Quiz) and table.scene.session.paused
    table.tap("Go on")
    table.hand.settle()
    assert table.view().play.question == question and table.view().play.score.points == points
    table.finish_with_keys()
    assert isinstance(table.scene, Results)
    assert [answer.round for answer in table.store.matches.answers(1)] == [1, 2, 3, 4, 5]
    assert table.store.matches.get(1).complete
    assert not file.exists() and unfinished(table.app.stage) is None


def test_after_a_crash_it_goes_on_too(open_at: OpenAt, tmp_path: Path) -> None:
    file = tmp_path / "unfinished.json"
    table = _answered(open_at, file, Mode.SPRINT, 2, 5)
    lies = file.read_bytes()  # as a crash would leave it: the session is never closed
    assert unfinished(table.app.stage).words == "Sprint, question 3 of 5"
    table.scene.match.stop()
    table.hand.wait(1)
    assert not file.exists(), "who stops a match has ended it"
    file.write_bytes(lies)
    table.app.stage.bookmark = Bookmark(file)
    assert unfinished(table.app.stage).words == "Sprint, question 3 of 5"


def test_a_slip_in_view_is_in_view_again(open_at: OpenAt, tmp_path: Path) -> None:
    file = tmp_path / "unfinished.json"
    table = _answered(open_at, file, Mode.SPRINT, 1, 5)
    table.answer(off=1)
    ink = table.view().ink
    _next_start(table, file)
    table.tap("Go on")
    table.hand.wait(0.2)
    table.tap("Go on")
    table.hand.settle()
    assert table.scene.solved_sum() is not None and table.view().play.stays
    assert table.view().ink.strokes == ink.strokes
    table.tap("Next")
    table.hand.wait(0.5)
    assert table.view().play.position == 3


def test_players_who_take_turns_go_on(open_at: OpenAt, tmp_path: Path) -> None:
    file = tmp_path / "unfinished.json"
    table = _answered(open_at, file, Mode.HOT_SEAT, 2, 6)
    _next_start(table, file)
    left = unfinished(table.app.stage)
    assert left is not None and left.words == "Take turns, question 3 of 6"


def test_it_is_offered_to_its_own_player_only(open_at: OpenAt, tmp_path: Path) -> None:
    table = open_at(routes.SCREENS["menu"])
    stage = table.app.stage
    stage.bookmark = Bookmark(tmp_path / "unfinished.json")
    leave_off(stage, Plan(Mode.SPRINT, 6, 20, sitters=(Sitter("Mina", Kind.PLAYER, 1),)), answered=3)
    assert unfinished(stage) is not None
    stage.player = table.store.players.get(2)
    assert unfinished(stage) is None
    stage.player = None
    assert unfinished(stage) is None
    leave_off(stage, Plan(Mode.SPRINT, 6, 20, sitters=(Sitter("Old", Kind.PLAYER, 99),)), answered=3)
    assert unfinished(stage) is None, "that player is not there any more"


@pytest.mark.parametrize("lies", ["", "[" * 100_000, "[]", "{}", '{"plan": {}, "match": {}}', "\x00"])
def test_what_is_no_bookmark_is_none(open_at: OpenAt, tmp_path: Path, lies: str) -> None:
    file = tmp_path / "unfinished.json"
    file.write_text(lies, encoding="utf-8")
    table: Any = open_at(routes.SCREENS["menu"])
    table.app.stage.bookmark = Bookmark(file)
    assert unfinished(table.app.stage) is None
