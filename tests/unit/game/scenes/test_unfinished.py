"""The bookmark: a match that was left off goes on at the next start."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pygame
import pytest

from game import routes
from game.bookmark import Bookmark
from game.play.modes import Mode
from game.play.questions import Fact, Op, Question
from game.play.scoring import Answer, Outcome
from game.play.states import State
from game.scenes.match.duel import Duel
from game.scenes.match.plan import Plan, computer
from game.scenes.match.quiz import Quiz
from game.scenes.match.results import Results
from game.scenes.match.unfinished import unfinished
from game.scenes.menu import Menu
from game.session.ports import Kind, Sitter
from game.stage import Open, Pop
from tests.shots.menu import leave_off
from tests.shots.quiz import solve
from tests.table import OpenAt, Table

GHOST = Answer(1, Question(Fact(3, Op.MULTIPLY, 4)), Outcome.RIGHT, "12", "12", 9.0, 4.0)


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


@pytest.mark.parametrize("mode", [Mode.SPRINT, Mode.DUEL])
def test_a_match_in_which_nothing_was_answered_is_not_offered(
    open_at: OpenAt, tmp_path: Path, mode: Mode
) -> None:
    file = tmp_path / "unfinished.json"
    sitters = (Sitter("Mina", Kind.PLAYER, 1), Sitter("Jonas"))[: 2 if mode is Mode.DUEL else 1]
    table = open_at(lambda: routes.match(Plan(mode, 6, 5, sitters=sitters, seed=4)))
    table.app.stage.bookmark = Bookmark(file)
    table.scene.ask(Open("match", Plan(mode, 6, 5, sitters=sitters, seed=4), instead=True))
    table.begin()
    table.hand.wait(1.0)
    _next_start(table, file)
    assert file.exists() and unfinished(table.app.stage) is None
    assert not any(getattr(widget, "label", "") == "Go on" for widget in table.scene.widgets)


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


DUELS = {
    "two people": (Sitter("Mina"), Sitter("Jonas")),
    "a computer": (Sitter("Mina", Kind.PLAYER, 1), computer("steady")),
    "a ghost": (Sitter("Mina", Kind.PLAYER, 1), Sitter("Your best", Kind.GHOST, run=(GHOST,))),
}


def _duel(open_at: OpenAt, file: Path, sitters: tuple[Sitter, ...]) -> Table:
    """A duel whose first round Mina has won."""
    plan = Plan(Mode.DUEL, 6, 5, sitters=sitters, seed=4)
    table = open_at(lambda: routes.match(plan))
    table.app.stage.bookmark = Bookmark(file)
    table.scene.ask(Open("match", plan, instead=True))
    table.begin()
    _win_round(table)
    return table


def _win_round(table: Table) -> None:
    """Mina writes the right answer, and the next round comes."""
    hand, before = table.hand, table.view().play.score.wins
    assert hand.until(lambda: table.state() is State.THINKING, 10)
    hand.write(table.scene.sheets[0].canvas, solve(table.view().play.question))
    assert hand.until(lambda: table.view().play.score.wins > before, 10)


@pytest.mark.parametrize("sitters", DUELS.values(), ids=DUELS)
def test_a_duel_goes_on(open_at: OpenAt, tmp_path: Path, sitters: tuple[Sitter, ...]) -> None:
    file = tmp_path / "unfinished.json"
    table = _duel(open_at, file, sitters)
    assert table.hand.until(lambda: table.state() is State.THINKING, 10)
    question = table.view().play.question
    if sitters[1].person:  # Jonas is in the middle of his answer
        table.hand.draw(table.scene.sheets[1].canvas, [[(0.0, -0.2), (0.0, 0.2)]])
    _next_start(table, file)
    left = unfinished(table.app.stage)
    assert left is not None and left.words == "Duel, round 2 of 5"
    table.tap("Go on")
    table.hand.wait(0.2)
    assert isinstance(table.scene, Duel) and table.scene.session.paused
    table.tap("Go on")
    table.hand.settle()
    assert table.view().play.question == question and table.view().play.score.wins == 1
    for _ in range(4):
        _win_round(table)
    assert table.hand.until(lambda: isinstance(table.scene, Results), 10)
    assert unfinished(table.app.stage) is None


def test_the_computer_answers_in_a_duel_that_goes_on(open_at: OpenAt, tmp_path: Path) -> None:
    file = tmp_path / "unfinished.json"
    table = _duel(open_at, file, DUELS["a computer"])
    assert table.hand.until(lambda: table.state(1) is State.WRITING, 20)
    _next_start(table, file)
    table.tap("Go on")
    table.hand.wait(0.2)
    table.tap("Go on")
    assert table.hand.until(lambda: table.view(1).ink.strokes != (), 20)
    assert table.hand.until(lambda: table.view(1).play.score.wins == 1, 20)


def test_a_duel_with_a_computer_is_offered_to_its_own_player_only(open_at: OpenAt, tmp_path: Path) -> None:
    file = tmp_path / "unfinished.json"
    table = _duel(open_at, file, DUELS["a computer"])
    assert unfinished(table.app.stage) is not None
    table.app.stage.player = table.store.players.get(2)
    assert unfinished(table.app.stage) is None


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
