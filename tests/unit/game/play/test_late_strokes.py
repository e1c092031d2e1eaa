"""A stroke that comes after the verdict, told in commands and times."""

from __future__ import annotations

import pytest

from game.play import commands as c
from game.play import events as e
from game.play.answer import LATE_STROKE
from game.play.errors import IllegalCommandError, StaleCommandError
from game.play.scoring import Outcome
from game.play.states import State
from tests.unit.game.play.seats import solo


def test_a_late_stroke_reopens_the_round_and_never_lands_on_the_next_sheet() -> None:
    hand = solo()
    hand.write(hand.answer())
    hand.wait(0.45)
    assert hand.number() == 2
    assert hand.match.view(0).reopens
    points = hand.match.view(0).score.points
    assert points > 0
    hand.wait(0.5)
    hand.do(c.Reopen(1))
    view = hand.match.view(0)
    assert (view.round, view.state, view.score.points, view.solved) == (1, State.WRITING, 0, None)
    next_question = hand.match._saved.seats[0].shelf
    assert next_question is not None and next_question.thinking == 0.0, "its time begins anew"
    hand.wait(0.2)
    hand.do(c.PenUp(1))
    hand.read(hand.answer() + "2")
    hand.wait(0.95)
    assert hand.judged() == [(0, 1, Outcome.RIGHT), (0, 1, Outcome.WRONG)]
    assert [a.outcome for a in hand.match.summary()[0].answers] == [Outcome.WRONG]
    hand.go_on()
    assert hand.number() == 2
    assert hand.round().question == next_question.question


@pytest.mark.parametrize("then", ["the pen is down", "it rests unread", "it is doubted", "it was erased"])
def test_quitting_while_a_round_is_open_again_lets_it_not_count(then: str) -> None:
    """Neither the verdict on less than all of the ink stands, nor is the round left without an outcome."""
    hand = solo()
    hand.write(hand.answer())
    hand.wait(0.5)
    hand.do(c.Reopen(1))
    if then != "the pen is down":
        hand.wait(0.2)
        hand.do(c.PenUp(1))
    if then == "it is doubted":
        hand.read(hand.answer() + "2", sure=False)
        hand.wait(1.5)
        assert hand.match.view(0).state is State.UNSURE
    if then == "it was erased":
        hand.do(c.Erase(1, empty=True))
        assert hand.match.view(0).state is State.THINKING
    hand.do(c.Quit(1))
    assert hand.judged() == [(0, 1, Outcome.RIGHT), (0, 1, Outcome.VOID)]
    (summary,) = hand.match.summary()
    assert [answer.outcome for answer in summary.answers] == [Outcome.VOID]
    assert (summary.score.points, summary.score.counted) == (0, 0)
    assert isinstance(hand.events[-1], e.Over)


def test_a_stroke_after_the_window_or_for_an_older_round_does_not_reopen() -> None:
    hand = solo()
    hand.write(hand.answer())
    hand.wait(hand.match.view(0).rest)
    assert hand.number() == 2
    hand.wait(LATE_STROKE)
    assert hand.match.view(0).reopens
    hand.wait(0.02)
    assert not hand.match.view(0).reopens
    with pytest.raises(IllegalCommandError):
        hand.do(c.Reopen(1))
    with pytest.raises(StaleCommandError):
        hand.do(c.Reopen(2))


def test_the_time_between_a_verdict_and_a_late_stroke_does_not_count() -> None:
    hand = solo()
    hand.write(hand.answer())
    hand.wait(0.8)
    hand.do(c.Reopen(1))
    hand.wait(0.1)
    hand.do(c.PenUp(1))
    hand.read(hand.answer())
    hand.wait(0.6)
    (answer,) = hand.match.summary()[0].answers
    assert (answer.outcome, answer.reopened) == (Outcome.RIGHT, 1)
    assert (answer.thinking, answer.writing) == (0.0, pytest.approx(0.2 + 0.4 + 0.1))


def test_a_dispute_leaves_a_late_stroke_its_time() -> None:
    hand = solo()
    hand.write(hand.answer())
    hand.wait(0.6)
    hand.do(c.Dispute(1))
    hand.wait(9.0)
    hand.do(c.Withdraw(1))
    assert hand.match.view(0).reopens
    hand.do(c.Reopen(1))
    assert (hand.number(), hand.state()) == (1, State.WRITING)


def test_what_was_typed_is_not_reopened() -> None:
    hand = solo()
    hand.do(c.Typing(1, hand.answer()))
    hand.do(c.Enter(1))
    with pytest.raises(IllegalCommandError, match="not judged by its ink"):
        hand.do(c.Reopen(1))


def test_the_last_verdict_waits_for_a_late_stroke_before_the_match_is_over() -> None:
    hand = solo(length=1)
    hand.write(hand.answer())
    hand.wait(0.9)
    assert not hand.over()
    hand.do(c.Reopen(1))
    hand.do(c.PenUp(1))
    hand.read(hand.answer())
    hand.wait(2.0)
    assert hand.over()
