"""One round's life, told in commands and times."""

from __future__ import annotations

import json

import pytest

from game.play import commands as c
from game.play import events as e
from game.play.answer import Seen
from game.play.errors import IllegalCommandError, MatchError, StaleCommandError
from game.play.modes import Mode
from game.play.scoring import Outcome
from game.play.states import State
from tests.unit.game.play.hand import solo


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
    hand.wait(1.6)
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
    assert next_question is not None
    hand.wait(0.2)
    hand.do(c.PenUp(1))
    hand.read(hand.answer() + "2")
    hand.wait(0.95)
    assert hand.judged() == [(0, 1, Outcome.RIGHT), (0, 1, Outcome.WRONG)]
    assert [a.outcome for a in hand.match.summary()[0].answers] == [Outcome.WRONG]
    hand.wait(1.6)
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
    hand.wait(0.41 + 0.72)
    with pytest.raises(IllegalCommandError):
        hand.do(c.Reopen(1))
    with pytest.raises(StaleCommandError):
        hand.do(c.Reopen(2))


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


def test_choosing_one_of_the_offered_numbers_closes_the_round() -> None:
    hand = solo()
    hand.write("7", sure=False, candidates=(("7", 0.5), (hand.answer(), 0.4)))
    hand.wait(1.0)
    with pytest.raises(IllegalCommandError):
        hand.do(c.Choose(1, "12345"))
    label = hand.answer()
    hand.do(c.Choose(1, label))
    assert hand.judged() == [(0, 1, Outcome.RIGHT)]
    assert e.Relabelled(0, 1, "7", label, True, True) in hand.events


def test_a_plausible_claim_replaces_the_verdict_once_and_costs_nothing() -> None:
    hand = solo()
    right = hand.answer()
    hand.write(hand.wrong(), candidates=((hand.wrong(), 0.9), (right, 0.08)))
    hand.wait(1.0)
    hand.do(c.Dispute(1))
    assert hand.match.view(0).question is None
    hand.wait(9.0)
    hand.do(c.Claim(1, right))
    summary = hand.match.summary()[0]
    assert (summary.score.right, summary.score.slips) == (1, 0)
    assert summary.answers[0].misread
    assert hand.number() == 2
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
    assert not hand.match.summary()[0].ranked


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


def test_passing_shows_the_answer_and_costs_one_slip() -> None:
    hand = solo()
    hand.do(c.Pass(1))
    view = hand.match.view(0)
    assert (view.state, view.score.slips) == (State.SHOWING, 1)
    assert view.solved is not None
    assert view.solved.endswith(str(hand.round().question.fact.result))
    hand.wait(0.8)
    hand.do(c.Next(1))
    assert hand.number() == 2


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
    assert not summary.ranked


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


def test_blitz_ends_after_its_seconds_of_thinking_and_writing_alone() -> None:
    hand = solo(Mode.BLITZ, 30)
    for _ in range(6):
        hand.wait(1.0)
        hand.write(hand.answer())
        hand.wait(0.6)
    left = hand.match.view(0).clock_left
    assert left is not None
    hand.wait(left - 0.05)
    assert not hand.over()
    hand.wait(0.1)
    assert hand.over()
    assert hand.match.summary()[0].score.right == 6


def test_an_answer_begun_within_blitz_may_be_finished() -> None:
    hand = solo(Mode.BLITZ, 30)
    hand.wait(29.9)
    hand.write(hand.answer())
    hand.wait(0.5)
    assert hand.judged() == [(0, 1, Outcome.RIGHT)]
    hand.wait(1.0)
    assert hand.over()


def test_survival_ends_with_the_third_slip_and_its_thinking_time_shrinks() -> None:
    hand = solo(Mode.SURVIVAL, None)
    first = hand.match.view(0).thinking_limit
    assert first is not None
    hand.wait(first + 0.02)
    assert hand.judged() == [(0, 1, Outcome.LATE)]
    hand.wait(1.6)
    second = hand.match.view(0).thinking_limit
    assert second is not None
    assert second < first
    hand.do(c.Pass(2))
    hand.wait(1.6)
    assert hand.match.view(0).lives == 1
    hand.do(c.Pass(3))
    assert hand.match.view(0).lives == 0
    hand.wait(2.6)
    assert hand.over()


def test_survival_does_not_limit_writing() -> None:
    hand = solo(Mode.SURVIVAL, None)
    hand.do(c.PenDown(1))
    hand.wait(60.0)
    assert hand.judged() == []


def test_a_life_lost_to_a_misread_comes_back() -> None:
    hand = solo(Mode.SURVIVAL, None)
    for _ in range(2):
        hand.do(c.Pass(hand.number()))
        hand.wait(1.6)
    right = hand.answer()
    hand.write(hand.wrong(), candidates=((hand.wrong(), 0.9), (right, 0.05)))
    hand.wait(1.0)
    assert hand.match.view(0).lives == 0
    hand.do(c.Dispute(3))
    hand.do(c.Claim(3, right))
    hand.wait(0.1)
    assert hand.match.view(0).lives == 1
    assert hand.state() is State.THINKING


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
