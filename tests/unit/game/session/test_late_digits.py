"""A hand that rests for seconds between two digits, and a pen that comes down after a slip."""

from __future__ import annotations

import pytest

from game.play import events as e
from game.play.answer import LATE_STROKE, PATIENCE_USUAL
from game.play.levels import Custom
from game.play.modes import Mode, SeatSetup, Setup
from game.play.questions import Fact, Op, Question
from game.play.scoring import Outcome
from game.play.states import State
from game.session.ports import Sitter
from recognizer.ink import Point

from .table import FRAME, STEP, SessionTable

SUMS = Custom(
    questions=tuple(Question(Fact(left, Op.ADD, right)) for left, right in ((40, 2), (50, 6), (70, 1)))
)


def table_of(mode: Mode = Mode.SPRINT, **conditions: object) -> SessionTable:
    """Asked for 42, then for 56, then for 71."""
    seat = SeatSetup("Anna", **conditions)  # type: ignore[arg-type]
    table = SessionTable(Setup(mode, 3, (seat,), length=30 if mode is Mode.BLITZ else 3, custom=SUMS))
    table.begin()
    return table


def outcomes(table: SessionTable) -> list[Outcome]:
    return [answer.outcome for answer in table.session.summary()[0].answers]


@pytest.mark.parametrize("pause", [1.6, 2.5, 3.5])
def test_whoever_rests_between_two_digits_is_judged_by_both(pause: float) -> None:
    """Once the first digit was taken for the answer after 1.6 s, and the second fell on the next sheet."""
    table = table_of()
    for _ in range(3):
        table.write(str(table.answer()), pause=pause)
        table.wait(1.0 + LATE_STROKE)
    assert [event.outcome for event in table.heard(e.Judged)] == [Outcome.RIGHT] * 3
    assert not table.heard(e.Reopened)
    assert [len(table.session.ink(0, round).strokes) for round in (1, 2, 3)] == [2, 2, 2]


@pytest.mark.parametrize("pause", [0.2, 2.0, 20.0])
def test_a_digit_that_comes_after_the_verdict_joins_the_number(pause: float) -> None:
    table = table_of()
    table.stroke(-0.3, 4)
    table.wait(PATIENCE_USUAL + 0.1)
    assert outcomes(table) == [Outcome.WRONG]
    assert table.session.view(0).play.solved == "40 + 2 = 42"
    table.wait(pause)
    assert table.stroke(-0.3 + STEP, 2)
    assert table.session.view(0).play.round == 1
    table.wait(0.6)
    assert outcomes(table) == [Outcome.RIGHT]
    assert table.session.view(0).play.round == 2
    assert not table.session.view(0).ink
    assert len(table.session.ink(0, 1).strokes) == 2


def test_a_match_begins_with_the_patience_that_was_learned() -> None:
    table = table_of(patience=1.5)
    table.stroke(-0.3, 4)
    table.wait(1.6)
    assert outcomes(table) == [Outcome.WRONG]


def slip(table: SessionTable, text: str = "48", y: float = 0.0) -> None:
    for place, digit in enumerate(text):
        table.stroke(-0.3 + place * STEP, int(digit), y=y)
    table.wait(1.0)
    assert outcomes(table)[-1] is Outcome.WRONG


@pytest.mark.parametrize("after", [0.1, 3.0])
def test_a_pen_that_comes_down_elsewhere_writes_on_the_next_sheet(after: float) -> None:
    table = table_of()
    slip(table, y=-0.3)
    table.wait(after)
    assert table.session.view(0).play.round == 1
    assert table.stroke(-0.3, 5, y=0.5)
    view = table.session.view(0)
    assert (view.play.round, view.play.state, view.play.solved) == (2, State.RESTING, None)
    assert [stroke.points[0].pressure for stroke in view.ink.strokes] == [0.5]
    assert len(table.session.ink(0, 1).strokes) == 2
    table.stroke(-0.3 + STEP, 6, y=0.5)
    table.wait(1.0)
    assert outcomes(table) == [Outcome.WRONG, Outcome.RIGHT]


def test_the_next_question_is_shown_as_soon_as_the_pen_writes() -> None:
    table = table_of()
    slip(table, y=-0.3)
    table.wait(2.0)
    table.session.pen_down(0, point(table, -0.3, 0.5))
    table.wait(FRAME)
    table.session.pen_move(0, point(table, -0.3, 0.55))
    table.wait(FRAME)
    view = table.session.view(0)
    assert (view.play.round, view.play.question, view.ink.strokes) == (2, "50 + 6 =", ())


@pytest.mark.parametrize("passed", [False, True])
def test_a_palm_that_rests_beside_a_slip_turns_no_page(passed: bool) -> None:
    table = table_of()
    slip(table, y=-0.3)
    if passed:
        table.go_on()
        table.session.give_up(0, table.now)
    table.wait(1.0)
    round = table.session.view(0).play.round
    table.session.pen_down(0, point(table, -0.3, 0.5))
    table.wait(0.3)
    table.session.pen_move(0, point(table, -0.31, 0.51))
    table.wait(0.3)
    table.session.pen_dropped(0, table.now)
    table.wait(1.0)
    view = table.session.view(0)
    assert (view.play.round, view.play.state, view.pen) == (round, State.SHOWING, True)


def point(table: SessionTable, x: float, y: float) -> Point:
    return Point(x, y, table.now, 0.5)


def test_a_stroke_of_which_it_is_open_whose_it_is_goes_on_once_it_is_known() -> None:
    table = table_of()
    slip(table)
    table.wait(2.0)
    assert table.stroke(-0.55, 5)  # beside the number, on the wrong side for a next digit
    assert table.session.view(0).play.round == 2
    assert len(table.session.view(0).ink.strokes) == 1


def test_a_late_bar_through_the_number_is_no_next_answer() -> None:
    table = table_of()
    slip(table)
    table.wait(2.0)
    assert table.draw([(-0.5 + 0.05 * i, 0.0) for i in range(10)])
    assert table.session.view(0).play.round == 1
    assert len(table.session.ink(0, 1).strokes) == 3


def test_after_done_nothing_is_added_to_the_number_and_nothing_falls_on_the_next_sheet() -> None:
    table = table_of()
    table.stroke(-0.3, 4)
    table.session.enter(0, table.now)
    table.wait(LATE_STROKE + 0.3)
    assert outcomes(table) == [Outcome.WRONG]
    assert not table.stroke(-0.3 + STEP, 2)
    table.wait(1.0)
    assert outcomes(table) == [Outcome.WRONG]
    assert table.session.view(0).play.round == 1
    assert len(table.session.view(0).ink.strokes) == 1
    assert table.stroke(-0.3, 5, y=0.7)
    assert table.session.view(0).play.round == 2


def test_whoever_has_seen_the_verdict_after_done_goes_on_beside_the_number_too() -> None:
    """Once such a stroke was refused for good: the pen seemed dead on half of the sheet."""
    table = table_of()
    table.stroke(-0.3, 4)
    table.session.enter(0, table.now)
    table.wait(4.0)
    assert table.stroke(-0.3 + STEP, 5)
    assert table.session.view(0).play.round == 2
    assert len(table.session.view(0).ink.strokes) == 1


def test_a_passed_question_is_left_by_any_stroke() -> None:
    table = table_of()
    table.stroke(-0.3, 4)
    table.session.give_up(0, table.now)
    table.wait(1.0)
    assert table.stroke(-0.3, 5)
    assert table.session.view(0).play.round == 2
    assert len(table.session.view(0).ink.strokes) == 1


def test_blitz_goes_on_from_a_slip_by_itself() -> None:
    table = table_of(Mode.BLITZ)
    slip(table)
    assert table.session.view(0).play.round == 1
    table.wait(1.6)
    assert table.session.view(0).play.round == 2


def test_where_seats_take_turns_a_pen_elsewhere_hands_over_and_writes_nothing() -> None:
    setup = Setup(Mode.HOT_SEAT, 3, (SeatSetup("Anna"), SeatSetup("Ben")), length=2, custom=SUMS, turn=1)
    table = SessionTable(setup, (Sitter("Anna"), Sitter("Ben")))
    table.begin()
    table.session.give_up(0, table.now)
    table.wait(5.0)
    assert table.session.view(0).play.state is State.SHOWING
    table.stroke(-0.3, 5)
    table.wait(FRAME)
    assert [table.session.view(seat).play.state for seat in (0, 1)] == [State.WAITING, State.READY]
    assert not table.session.view(0).ink
