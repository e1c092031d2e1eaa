"""One round's life, told in commands and times."""

from __future__ import annotations

import json

import pytest

from game.play import commands as c
from game.play.answer import LATE_STROKE, Seen
from game.play.errors import IllegalCommandError, MatchError, StaleCommandError
from game.play.modes import Unranked
from game.play.scoring import Outcome
from game.play.states import State
from tests.unit.game.play.seats import solo


def test_a_right_answer_is_taken_after_the_players_rest_and_the_next_question_stands_at_once() -> None:
    hand = solo()
    hand.wait(1.0)
    first = hand.answer()
    hand.write(first)
    rest = hand.match.view(0).rest
    hand.wait(rest - 0.02)
    assert hand.state() is State.RESTING
    hand.wait(0.03)
    assert hand.judged() == [(0, 1, Outcome.RIGHT)]
    assert hand.state() is State.THINKING
    assert hand.number() == 2
    answer = hand.match.summary()[0].answers[0]
    assert answer.thinking == pytest.approx(1.0)
    assert answer.writing == pytest.approx(0.2)
    assert answer.reading == pytest.approx(rest, abs=0.011)
    assert answer.given == answer.read == first


def test_something_else_waits_longer_and_enter_takes_it_at_once() -> None:
    hand = solo()
    hand.write(hand.wrong())
    hand.wait(0.85)
    assert hand.judged() == []
    hand.wait(0.07)
    assert hand.judged() == [(0, 1, Outcome.WRONG)]
    assert hand.match.view(0).solved is not None
    hand.go_on()
    hand.write(hand.wrong())
    hand.do(c.Enter(2))
    assert hand.judged()[-1] == (0, 2, Outcome.WRONG)


def test_with_wait_for_enter_nothing_is_taken_without_it() -> None:
    hand = solo(wait_for_enter=True)
    hand.write(hand.answer())
    hand.wait(5.0)
    assert hand.judged() == []
    hand.do(c.Enter(1))
    assert hand.judged() == [(0, 1, Outcome.RIGHT)]


def test_enter_before_the_reading_takes_it_when_it_comes() -> None:
    hand = solo()
    hand.stroke()
    hand.do(c.Enter(1))
    hand.read(hand.answer())
    assert hand.judged() == [(0, 1, Outcome.RIGHT)]


def test_no_verdict_while_the_pen_is_down_or_the_reading_is_old() -> None:
    hand = solo()
    hand.write(hand.answer())
    old = hand.match.view(0).ink
    hand.do(c.PenDown(1))
    hand.wait(3.0)
    assert hand.judged() == []
    hand.do(c.PenUp(1))
    with pytest.raises(StaleCommandError):
        hand.do(c.Read(1, old, Seen(hand.answer(), True)))
    hand.wait(3.0)
    assert hand.judged() == []


def test_passing_shows_the_answer_and_costs_one_slip() -> None:
    hand = solo()
    assert hand.match.view(0).position == 1
    hand.do(c.Pass(1))
    view = hand.match.view(0)
    assert (view.state, view.score.slips, view.position) == (State.SHOWING, 1, 1)
    assert view.solved is not None
    assert view.solved.endswith(str(hand.round().question.fact.result))
    hand.do(c.Next(1))
    hand.wait(LATE_STROKE - 0.01)
    assert hand.number() == 1
    hand.wait(0.01)
    assert hand.number() == hand.match.view(0).position == 2


def test_digits_that_were_typed_and_passed_over_are_no_typed_answer() -> None:
    hand = solo()
    hand.do(c.Typing(1, "1"))
    hand.do(c.Pass(1))
    (answer,) = hand.match.summary()[0].answers
    assert (answer.outcome, answer.given, answer.typed) == (Outcome.PASSED, "", False)


def test_time_that_seems_to_run_backwards_stands_still() -> None:
    hand = solo()
    for now in (10.0, 4.0, 9.0, 10.5):
        hand.match.tick(now)
        assert hand.match.view(0).clock == pytest.approx(max(now, 10.0))


def test_pause_hides_the_question_and_stops_the_clock() -> None:
    hand = solo()
    hand.wait(1.0)
    hand.do(c.Pause(1))
    hand.wait(60.0)
    view = hand.match.view(0)
    assert view.paused
    assert view.question is None
    assert view.clock == pytest.approx(1.0)
    with pytest.raises(IllegalCommandError):
        hand.do(c.PenDown(1))
    hand.do(c.Resume(1))
    assert hand.match.view(0).question is not None


def test_quitting_keeps_what_was_answered() -> None:
    hand = solo()
    hand.write(hand.answer())
    hand.wait(0.5)
    hand.do(c.Quit(2))
    summary = hand.match.summary()[0]
    assert hand.over()
    assert len(summary.answers) == 1
    assert summary.unranked is Unranked.STOPPED


def test_clearing_the_sheet_turns_the_time_so_far_into_thinking() -> None:
    hand = solo()
    hand.wait(1.0)
    hand.stroke(seconds=0.5)
    hand.wait(0.25)
    hand.do(c.Erase(1, True))
    assert hand.state() is State.THINKING
    hand.wait(0.25)
    hand.write(hand.answer())
    hand.wait(0.5)
    assert hand.match.summary()[0].answers[0].thinking == pytest.approx(2.0)


def test_the_pause_between_strokes_is_writing_and_teaches_the_rest() -> None:
    hand = solo(rest=0.16)
    before = hand.match.view(0).rest
    hand.stroke()
    hand.wait(0.5)
    hand.write(hand.answer())
    hand.wait(0.6)
    answer = hand.match.summary()[0].answers[0]
    assert answer.writing == pytest.approx(0.9)
    assert 0.15 <= before < 0.2
    assert hand.match._saved.seats[0].pauses == pytest.approx((0.5,))


def test_stale_and_illegal_commands_change_nothing() -> None:
    hand = solo()
    before = json.dumps(hand.match.to_json())
    for command in (
        c.PenDown(2),
        c.PenUp(1),
        c.Read(1, 0, Seen("1", True)),
        c.Enter(1),
        c.Choose(1, "1"),
        c.Claim(1, "1"),
        c.Dispute(1),
        c.Reopen(1),
        c.Typing(1, "x"),
        c.Ready(1),
        c.Resume(1),
    ):
        with pytest.raises(MatchError):
            hand.match.apply(0, command, 99.0)
    with pytest.raises(MatchError):
        hand.match.apply(1, c.PenDown(1), 99.0)
    assert json.dumps(hand.match.to_json()) == before
