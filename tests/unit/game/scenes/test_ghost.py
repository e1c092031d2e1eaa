"""A recorded run that races along: what it shows at which time, and where it can be chosen."""

from __future__ import annotations

from itertools import pairwise
from typing import Any

import pygame
import pytest
from hypothesis import given
from hypothesis import strategies as st

from data.records import Answer, Missing, Operation, Outcome
from game.play.scoring import Outcome as Played
from game.scenes.match.ghost import Ghost, RecordedRound, ahead_words
from game.scenes.match.quiz import Quiz
from game.scenes.match.results import Results
from game.scenes.setup.choose import ChooseQuiz
from game.session.hosted_room import Doing
from game.ui.widgets import Choice
from recognizer.ink import Ink
from tests.shots.ghost import FACTS, race, raced, recorded
from tests.shots.players import class_of
from tests.table import OpenAt, Table, laid_out_well


def answer(thinking: float, writing: float, outcome: Outcome = Outcome.RIGHT, **fields: Any) -> Answer:
    kept: dict[str, Any] = {
        "match_id": 1,
        "seat": 0,
        "round": 1,
        "fact": "7×8",
        "operation": Operation.MULTIPLY,
        "left": 7,
        "right": 8,
        "expected": 56,
        "given": "56",
        "outcome": outcome,
        "thinking": thinking,
        "writing": writing,
        "missing": Missing.RESULT,
        "question": "7 × 8 =",
        "ink": recorded("56", 1, writing) if writing else None,
    }
    return Answer(**{**kept, **fields})


def points(ink: Ink) -> int:
    return sum(len(stroke.points) for stroke in ink.strokes)


def test_the_ink_writes_itself_at_the_moments_at_which_it_was_written() -> None:
    ghost = Ghost("Mina", [answer(2.0, 1.0), answer(1.0, 2.0)])
    whole = points(ghost.rounds[0].ink)
    assert ghost.seat(0.0).doing is Doing.THINKING
    assert not ghost.seat(1.99).ink
    for share in (0.25, 0.5, 0.75):
        seat = ghost.seat(2.0 + share)
        times = [q.t for stroke in ghost.rounds[0].ink.strokes for q in stroke.points]
        assert points(seat.ink) == sum(t <= share + 1e-9 for t in times if t is not None)
        assert seat.writing and 0 < points(seat.ink) < whole
    shown = ghost.seat(3.2)
    assert (shown.doing, points(shown.ink), len(shown.judged)) == (Doing.SHOWN, whole, 1)
    assert ghost.seat(3.6).doing is Doing.THINKING
    assert points(ghost.seat(5.0).ink) < points(ghost.rounds[1].ink)
    assert (ghost.seat(6.0).doing, ghost.seat(6.0).right) == (Doing.DONE, 2)


def test_a_pause_that_the_clock_did_not_count_is_not_shown() -> None:
    slow = recorded("56", 1, 4.0)
    one = RecordedRound.of(answer(1.0, 1.0, ink=slow))
    assert one.ink.strokes[-1].points[-1].t == pytest.approx(1.0)
    quick = RecordedRound.of(answer(1.0, 1.0, ink=recorded("56", 1, 0.5)))
    assert quick.ink.strokes[-1].points[-1].t == pytest.approx(0.5)


def test_how_far_ahead_goes_by_as_many_answers() -> None:
    ghost = Ghost("Mina", [answer(1.0, 1.0), answer(2.0, 1.0), answer(9.0, 9.0, Outcome.VOID)])
    assert len(ghost.rounds) == 2
    assert ghost.ahead(0, 0.0) == 0.0
    assert ghost.ahead(1, 1.5) == pytest.approx(0.5)
    assert ghost.ahead(2, 7.0) == pytest.approx(-2.0)
    assert ghost.ahead(3, 9.0) == pytest.approx(-4.0)
    assert [ahead_words(s) for s in (0.5, -2.04, 0.01)] == ["0.5 s ahead", "2.0 s behind", "even"]


def test_a_run_without_answers_is_none() -> None:
    with pytest.raises(ValueError, match="no answers"):
        Ghost("Mina", [answer(1.0, 1.0, Outcome.VOID)])


times = st.floats(0.0, 8.0)


@given(st.lists(st.tuples(times, times), min_size=1, max_size=6), st.lists(st.floats(0, 100), max_size=30))
def test_time_only_ever_adds(seconds: list[tuple[float, float]], moments: list[float]) -> None:
    ghost = Ghost("Mina", [answer(thinking, writing) for thinking, writing in seconds])
    for one, other in pairwise(sorted(moments)):
        before, after = ghost.seat(one), ghost.seat(other)
        assert len(before.judged) <= len(after.judged)
        writing = Doing.WRITING in (before.doing,) and before.position == after.position
        if writing and after.doing is Doing.WRITING:
            assert points(before.ink) <= points(after.ink)
    total = sum(thinking + writing for thinking, writing in seconds)
    assert ghost.seat(total + 1e-6).doing is Doing.DONE
    assert ghost.ahead(len(seconds), total) == pytest.approx(0.0, abs=1e-6)


# On the screen


def choices(table: Table) -> list[list[str]]:
    return [list(one.options) for one in table.scene.widgets if isinstance(one, Choice)]


@pytest.mark.parametrize("size", [(640, 480), (1280, 720), (720, 1280)])
def test_a_finished_sprint_of_this_kind_can_be_raced_against(open_at: OpenAt, size: tuple[int, int]) -> None:
    table = open_at(lambda: ChooseQuiz(level=6), raced, size)
    assert ["Alone", "Your best", "Jonas"] not in choices(table), "twenty questions were never finished"
    table.scene._choose_length(5)
    table.hand.wait(0.1)
    assert ["Alone", "Your best", "Jonas"] in choices(table)
    laid_out_well(table, 34)
    table.scene._choose_ghost(2)
    assert table.scene.plan().ghost == 2
    table.scene.pick(5)
    table.hand.wait(0.1)
    assert ["Alone", "Your best", "Jonas"] not in choices(table)
    assert table.scene.plan().ghost == 0, "not at a level where there is no run"


def test_nobody_is_offered_where_nobody_has_finished_one(open_at: OpenAt) -> None:
    table = open_at(lambda: ChooseQuiz(level=6), class_of, (1280, 720))
    table.hand.wait(0.1)
    assert all("Alone" not in options for options in choices(table))


@pytest.mark.parametrize("size", [(640, 480), (1280, 720)])
def test_a_sprint_against_a_ghost_is_a_sprint(open_at: OpenAt, size: tuple[int, int]) -> None:
    table = open_at(race, raced, size)
    table.begin()
    assert isinstance(table.scene, Quiz)
    assert [each.name for each in table.scene.match.ghosts] == ["Your best"]
    assert table.scene._place_words() == ""
    laid_out_well(table)
    for _ in FACTS:
        table.answer()
        table.hand.wait(1.0)
        if isinstance(table.scene, Quiz):
            assert table.scene._place_words().endswith(("ahead", "behind", "even"))
    table.hand.wait(1.5)
    assert isinstance(table.scene, Results)
    assert table.scene.summary.unranked is None
    assert table.scene.summary.score.right == len(FACTS)


def test_the_ghost_waits_while_the_clock_stands(open_at: OpenAt) -> None:
    table = open_at(race, raced, (1280, 720))
    table.begin()
    table.hand.wait(1.5)
    table.hand.press(pygame.K_ESCAPE)
    table.hand.wait(0.1)
    (sheet,) = table.scene._ghosts
    before = sheet._page.seat
    table.hand.wait(5.0)
    assert sheet._page.seat == before
    table.hand.press(pygame.K_RETURN)
    table.hand.wait(2.0)
    assert sheet._page.seat != before


def test_a_recorded_outcome_is_the_rules_outcome() -> None:
    assert {RecordedRound.of(answer(1, 1, outcome)).outcome for outcome in Outcome} == set(Played)
