"""Unsure readings, and what comes of saying that something else was written."""

from __future__ import annotations

import pytest

from game.play import commands as c
from game.play import events as e
from game.play.errors import IllegalCommandError
from game.play.modes import Unranked
from game.play.scoring import Outcome
from game.play.states import State
from tests.unit.game.play.seats import solo


def test_an_unsure_reading_closes_nothing_stops_the_clock_and_hides_the_question() -> None:
    hand = solo()
    hand.wait(0.5)
    hand.write("7", sure=False, candidates=(("7", 0.5), ("1", 0.4), ("4", 0.1)))
    events = hand.wait(1.0)
    assert [x for x in events if isinstance(x, e.Doubted)] == [e.Doubted(0, 1, ("7", "1"), False)]
    clock = hand.match.view(0).clock
    hand.wait(20.0)
    view = hand.match.view(0)
    assert view.state is State.UNSURE
    assert view.question is None
    assert view.clock == clock
    hand.do(c.Erase(1, True))
    hand.write(hand.answer())
    hand.wait(0.5)
    answer = hand.match.summary()[0].answers[0]
    assert answer.outcome is Outcome.RIGHT
    assert answer.thinking == pytest.approx(0.5)
    assert answer.writing == pytest.approx(0.2)


def test_the_second_doubt_offers_typing_and_ink_unlike_digits_offers_no_numbers() -> None:
    hand = solo()
    hand.write("7", sure=False, digit_like=False, candidates=(("7", 0.5),))
    hand.wait(1.0)
    assert hand.match.view(0).offered == ()
    hand.write("7", sure=False, candidates=(("7", 0.5),))
    hand.wait(1.0)
    assert hand.match.view(0).offer_typing
    hand.do(c.Typing(1, hand.answer()))
    hand.do(c.Enter(1))
    answer = hand.match.summary()[0].answers[0]
    assert (answer.outcome, answer.typed, answer.read) == (Outcome.RIGHT, True, "")
    assert answer.thinking == 0.0, "what was written before costs nothing"
    with pytest.raises(IllegalCommandError, match="Nothing was read"):
        hand.do(c.Dispute(1))


def test_choosing_one_of_the_offered_numbers_closes_the_round() -> None:
    hand = solo()
    hand.write("7", sure=False, candidates=(("7", 0.5), (hand.answer(), 0.4)))
    hand.wait(1.0)
    with pytest.raises(IllegalCommandError):
        hand.do(c.Choose(1, "12345"))
    label = hand.answer()
    hand.do(c.Choose(1, label))
    assert hand.judged() == [(0, 1, Outcome.RIGHT)]
    assert e.Relabelled(0, 1, "7", label, True) in hand.events


def test_a_plausible_claim_replaces_the_verdict_once_and_costs_nothing() -> None:
    hand = solo()
    right = hand.answer()
    hand.write(hand.wrong(), candidates=((hand.wrong(), 0.9), (right, 0.08)))
    hand.wait(1.0)
    deck = hand.match._saved.seats[0].deck
    assert len(deck.returning) == 1
    hand.do(c.Dispute(1))
    assert hand.match.view(0).question is None
    hand.wait(9.0)
    hand.do(c.Claim(1, right))
    summary = hand.match.summary()[0]
    assert (summary.score.right, summary.score.slips) == (1, 0)
    assert summary.answers[0].misread
    assert hand.number() == 2
    assert hand.match._saved.seats[0].deck.returning == {}, "what was not missed need not come back"
    with pytest.raises(IllegalCommandError):
        hand.do(c.Dispute(1))


def test_an_implausible_claim_voids_the_round_and_brings_a_new_question() -> None:
    hand = solo(length=1)
    hand.write(hand.wrong(), candidates=((hand.wrong(), 0.999), (hand.answer(), 0.001)))
    hand.wait(1.0)
    hand.do(c.Dispute(1))
    hand.do(c.Claim(1, hand.answer()))
    view = hand.match.view(0)
    assert (view.round, view.state, view.score.counted, view.clock) == (2, State.THINKING, 0, 0.0)
    assert hand.match.summary()[0].unranked is Unranked.VOID


def test_a_reading_can_be_disputed_before_its_verdict_and_withdrawn() -> None:
    hand = solo()
    hand.write(hand.wrong(), candidates=((hand.wrong(), 0.9), (hand.answer(), 0.08)))
    hand.do(c.Dispute(1))
    hand.wait(5.0)
    assert hand.judged() == []
    hand.do(c.Withdraw(1))
    assert hand.state() is State.RESTING
    hand.do(c.Dispute(1))
    hand.do(c.Claim(1, hand.answer()))
    assert hand.judged() == [(0, 1, Outcome.RIGHT)]


def test_a_claim_that_was_wrong_too_leaves_the_right_answer_to_be_read() -> None:
    hand = solo()
    wrong, other = hand.wrong(), str(int(hand.wrong()) + 1)
    hand.write(wrong, candidates=((wrong, 0.9), (other, 0.08)))
    hand.wait(1.0)
    hand.do(c.Dispute(1))
    hand.do(c.Claim(1, other))
    assert hand.judged() == [(0, 1, Outcome.WRONG)] * 2
    assert hand.state() is State.SHOWING


def test_an_implausible_claim_before_the_verdict_voids_the_round_too() -> None:
    hand = solo()
    hand.write(hand.wrong(), candidates=((hand.wrong(), 0.999),))
    hand.do(c.Dispute(1))
    hand.do(c.Claim(1, hand.answer()))
    assert hand.judged() == [(0, 1, Outcome.VOID)]
    assert hand.number() == 2


def test_claiming_what_was_read_changes_nothing() -> None:
    hand = solo()
    hand.write(hand.wrong(), candidates=((hand.wrong(), 0.9),))
    hand.do(c.Dispute(1))
    hand.do(c.Claim(1, hand.wrong()))
    assert hand.events[-1] == e.Withdrawn(0, 1)
    assert (hand.state(), hand.judged()) == (State.RESTING, [])


def test_an_old_verdict_can_be_disputed_while_the_next_question_waits_hidden() -> None:
    hand = solo()
    given = hand.answer()
    hand.write(given, candidates=((given, 0.95), ("1", 0.04)))
    hand.wait(0.8)
    clock = hand.match.view(0).clock
    hand.do(c.Dispute(1))
    assert hand.match.view(0).question is None
    hand.wait(5.0)
    hand.do(c.Claim(1, "1"))
    assert [a.outcome for a in hand.match.summary()[0].answers] == [Outcome.WRONG]
    assert hand.state() is State.THINKING
    assert hand.match.view(0).clock == pytest.approx(clock)


def test_a_view_says_which_round_may_be_disputed() -> None:
    hand = solo()
    assert hand.match.view(0).disputable is None
    given, other = hand.answer(), str(int(hand.answer()) + 1)
    hand.write(given, candidates=((given, 0.9), (other, 0.09)))
    assert hand.match.view(0).disputable == 1, "what is read in the open round"
    hand.wait(0.8)
    assert (hand.number(), hand.match.view(0).disputable) == (2, 1), "else the round closed last"
    hand.do(c.PenDown(2))
    assert hand.match.view(0).disputable is None, "not while the pen writes"
    hand.do(c.PenUp(2))
    hand.read("", digit_like=False, sure=False)
    assert hand.match.view(0).disputable == 1, "nothing is read in the open one"
    hand.do(c.Pause(2))
    assert hand.match.view(0).disputable is None, "not while paused"
    hand.do(c.Resume(2))
    hand.do(c.Dispute(1))
    assert hand.match.view(0).disputable is None, "it is being asked about"
    hand.do(c.Claim(1, other))
    assert hand.match.view(0).disputable is None, "it has been said once"


def test_what_was_typed_or_passed_cannot_be_disputed() -> None:
    hand = solo()
    hand.do(c.Typing(1, hand.wrong()))
    hand.do(c.Enter(1))
    assert (hand.match.view(0).verdict.round, hand.match.view(0).disputable) == (1, None)
    hand.go_on()
    hand.do(c.Pass(2))
    assert (hand.match.view(0).verdict.round, hand.match.view(0).disputable) == (2, None)
