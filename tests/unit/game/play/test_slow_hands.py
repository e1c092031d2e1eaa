"""Hands that rest long between two digits: how long they are waited for, what it costs, what is learned."""

from __future__ import annotations

import pytest

from game.play import commands as c
from game.play import events as e
from game.play.answer import LATE_STROKE, PATIENCE_LEAST, PATIENCE_USUAL
from game.play.change import COURTESY, SHOW
from game.play.errors import IllegalCommandError
from game.play.levels import Custom
from game.play.modes import Mode, SeatSetup, Setup
from game.play.questions import Fact, Op, Question
from game.play.scoring import Outcome
from game.play.states import State
from tests.unit.game.play.seats import Seats

SUMS = Custom(questions=(Question(Fact(40, Op.ADD, 2)), Question(Fact(50, Op.ADD, 6))))


def hand_for(mode: Mode = Mode.SPRINT, seats: int = 1, **conditions: object) -> Seats:
    """Asked for 42, then for 56 (taking turns, for either)."""
    setup = Setup(mode, 7, (SeatSetup("Ada", **conditions),) * seats, custom=SUMS)  # type: ignore[arg-type]
    hand = Seats(setup)
    hand.ready(*(range(seats) if mode is Mode.DUEL else ()))
    return hand


def more(hand: Seats, text: str, seat: int = 0) -> None:
    """A digit is added; then all reads ``text``."""
    hand.write(text, seat)


@pytest.mark.parametrize("pause", [0.5, 1.6, 2.5, 3.5])
@pytest.mark.parametrize("first", ["4", "9"])
def test_a_second_digit_is_waited_for(pause: float, first: str) -> None:
    hand = hand_for()
    hand.write(first)
    hand.wait(pause)
    assert hand.state() is State.RESTING
    more(hand, "42")
    hand.wait(1.0)
    assert hand.judged() == [(0, 1, Outcome.RIGHT)]


def test_an_unsure_first_digit_is_not_asked_about_meanwhile() -> None:
    hand = hand_for()
    hand.write("4", sure=False, candidates=(("4", 0.6), ("9", 0.3)))
    hand.wait(PATIENCE_USUAL - 0.05)
    assert hand.state() is State.RESTING
    hand.wait(0.1)
    assert hand.state() is State.UNSURE


def test_the_view_tells_that_it_waits_and_for_how_long_and_enter_takes_it_at_once() -> None:
    hand = hand_for()
    hand.write("4")
    hand.wait(0.85)
    assert hand.match.view(0).waits is None, "so long everybody rests"
    hand.wait(0.15)
    assert hand.match.view(0).waits == pytest.approx(PATIENCE_USUAL - 1.0, abs=0.02)
    hand.do(c.Enter(1))
    assert hand.judged() == [(0, 1, Outcome.WRONG)]
    assert hand.match.view(0).waits is None


@pytest.mark.parametrize(("text", "conditions"), [("48", {}), ("4", {"wait_for_enter": True})])
def test_nothing_is_said_of_waiting_where_no_digit_is_waited_for(
    text: str, conditions: dict[str, object]
) -> None:
    hand = hand_for(rest_other=2.0, **conditions)
    hand.write(text)
    hand.wait(1.9)
    assert hand.match.view(0).waits is None


def test_a_wrong_number_of_as_many_digits_is_not_waited_for() -> None:
    hand = hand_for()
    hand.write("48")
    hand.wait(0.95)
    assert hand.judged() == [(0, 1, Outcome.WRONG)]


# What it costs


def seconds(hand: Seats, seat: int = 0) -> float:
    return hand.match.summary()[seat].answers[0].seconds


def test_a_long_pause_between_digits_costs_no_more_than_a_usual_one() -> None:
    hand = hand_for()
    hand.wait(1.0)
    hand.write("4")
    hand.wait(3.0)
    rest = hand.match.view(0).rest
    more(hand, "42")
    hand.wait(1.0)
    assert seconds(hand) == pytest.approx(1.0 + 0.2 + rest + 0.2)
    assert hand.match.view(0).score.seconds == seconds(hand)


def test_blitz_does_not_count_the_wait_either() -> None:
    hand = hand_for(Mode.BLITZ)
    hand.write("4")
    hand.wait(3.0)
    more(hand, "42")
    assert hand.match.view(0).clock == pytest.approx(0.2 + 0.4 + 0.2)


def test_a_pause_within_a_finished_number_costs_all_of_it() -> None:
    hand = hand_for()
    hand.write("47")
    hand.wait(0.8)
    more(hand, "42")
    hand.wait(1.0)
    assert seconds(hand) == pytest.approx(0.2 + 0.8 + 0.2)


def test_ink_in_which_nothing_is_read_does_not_stop_the_clock() -> None:
    """A dot must not buy time to think."""
    hand = hand_for()
    hand.stroke()
    hand.read("", sure=False)
    hand.wait(3.0)
    more(hand, "42")
    hand.wait(1.0)
    assert seconds(hand) == pytest.approx(0.2 + 3.0 + 0.2)


def test_a_digit_that_is_wiped_out_again_does_not_stop_the_clock() -> None:
    hand = hand_for()
    hand.write("4")
    hand.wait(3.0)
    more(hand, "45")
    hand.do(c.Erase(1, empty=True))
    hand.write("42")
    hand.wait(1.0)
    assert seconds(hand) == pytest.approx(0.2 + 3.0 + 0.2 + 0.2)


def test_in_a_duel_a_pause_is_paid_for() -> None:
    hand = hand_for(Mode.DUEL, 2)
    hand.write("4", 0)
    hand.wait(3.0)
    hand.write("42", 1)
    more(hand, "42", 0)
    hand.wait(0.5)
    assert (hand.match.view(0).score.wins, hand.match.view(1).score.wins) == (0, 1)
    assert seconds(hand, 0) == pytest.approx(0.2 + 3.2 + 0.2)


def test_in_a_duel_a_hand_that_rests_holds_up_the_rival_for_a_courtesy_only() -> None:
    hand = hand_for(Mode.DUEL, 2, patience=8.0)
    hand.write("4", 0)
    hand.wait(0.5)
    hand.write("42", 1)
    hand.wait(LATE_STROKE + COURTESY + 1.0)
    assert hand.judged() == [(1, 1, Outcome.RIGHT), (0, 1, Outcome.BEATEN)]


# What is learned


def answered(hand: Seats, *pauses: float) -> None:
    """42 and 56 in turns, with these pauses before the second digit."""
    for pause in pauses:
        answer = hand.answer()
        hand.write(answer[0])
        hand.wait(pause)
        more(hand, answer)
        hand.wait(1.0)


def test_pauses_between_digits_teach_the_patience_both_ways() -> None:
    quick, slow = hand_for(), hand_for(patience=2.0)
    answered(quick, *[0.3] * 12)
    answered(slow, *[1.9] * 12)
    assert PATIENCE_LEAST < quick.match.summary()[0].patience < 2.0
    assert 2.4 < slow.match.summary()[0].patience < 2.9


def test_pauses_between_the_strokes_of_a_digit_teach_no_patience() -> None:
    hand = hand_for()
    hand.write("4")
    hand.wait(0.7)
    more(hand, "4")  # its second stroke
    hand.wait(0.3)
    more(hand, "42")
    hand.wait(1.0)
    seat = hand.match._saved.seats[0]
    assert seat.pauses == pytest.approx((0.7, 0.3))
    assert seat.digit_pauses == pytest.approx((0.3,))


def test_a_pause_that_was_too_long_is_learned_from_as_well() -> None:
    hand = hand_for(patience=1.0)
    hand.write("4")
    hand.wait(1.05)
    assert hand.judged() == [(0, 1, Outcome.WRONG)]
    hand.wait(2.0)
    hand.do(c.Reopen(1))
    hand.do(c.PenUp(1))
    hand.read("42")
    hand.wait(1.0)
    seat = hand.match._saved.seats[0]
    assert seat.digit_pauses == pytest.approx((3.05,)), "once, though the round was closed twice"
    assert seat.patience > 2.5


# After the verdict


def judged_too_soon(mode: Mode = Mode.SPRINT, first: str = "4") -> Seats:
    """The second digit comes six seconds after a verdict of wrong."""
    hand = hand_for(mode)
    hand.write(first)
    hand.wait(PATIENCE_USUAL + 0.05)
    assert hand.judged() == [(0, 1, Outcome.WRONG)]
    return hand


def reopen(hand: Seats, text: str) -> None:
    hand.do(c.Reopen(1))
    hand.wait(0.2)
    hand.do(c.PenUp(1))
    hand.read(text)
    hand.wait(1.0)


@pytest.mark.parametrize("after", [0.3, 6.0, 60.0])
def test_while_a_slip_shows_its_number_can_be_gone_on_with(after: float) -> None:
    hand = judged_too_soon()
    hand.wait(after)
    assert hand.match.view(0).reopens
    reopen(hand, "42")
    assert [outcome for _, _, outcome in hand.judged()] == [Outcome.WRONG, Outcome.RIGHT]
    assert hand.match.view(0).score.slips == 0
    assert seconds(hand) == pytest.approx(0.2 + 0.4 + 0.2)
    assert hand.number() == 2, "a right answer brings the next question"


def test_what_was_copied_from_the_answer_shown_does_not_count() -> None:
    hand = judged_too_soon(first="7")
    hand.wait(2.0)
    reopen(hand, "42")
    assert [outcome for _, _, outcome in hand.judged()] == [Outcome.WRONG, Outcome.VOID]


def test_nor_what_was_written_anew_after_it_was_shown() -> None:
    hand = judged_too_soon()
    hand.wait(2.0)
    hand.do(c.Reopen(1))
    hand.do(c.PenUp(1))
    hand.do(c.Erase(1, empty=True))
    hand.write("42")
    hand.wait(1.0)
    assert hand.judged()[-1] == (0, 1, Outcome.VOID)


def test_a_stroke_just_after_the_verdict_may_change_the_number() -> None:
    hand = judged_too_soon(first="1")
    hand.wait(LATE_STROKE - 0.1)
    reopen(hand, "42")
    assert hand.judged()[-1] == (0, 1, Outcome.RIGHT)


def test_what_was_entered_is_finished() -> None:
    hand = hand_for()
    hand.write("4")
    hand.do(c.Enter(1))
    hand.wait(LATE_STROKE + 0.05)
    assert hand.match.view(0).stays
    assert not hand.match.view(0).reopens
    with pytest.raises(IllegalCommandError, match="too late"):
        hand.do(c.Reopen(1))


def test_in_a_duel_a_number_can_be_gone_on_with_until_the_answer_is_shown() -> None:
    hand = hand_for(Mode.DUEL, 2)
    hand.write("4", 0)
    hand.wait(PATIENCE_USUAL + 2.0)
    assert hand.match.view(0).reopens
    hand.write("48", 1)
    hand.wait(1.0)
    view = hand.match.view(0)
    assert (view.state, view.reopens, view.stays) == (State.SHOWING, False, False)
    hand.wait(SHOW)
    assert hand.number(0) == hand.number(1) == 2


@pytest.mark.parametrize("mode", [Mode.SPRINT, Mode.BLITZ, Mode.SURVIVAL, Mode.PRACTICE, Mode.HOT_SEAT])
def test_a_pen_that_comes_down_elsewhere_goes_on_to_the_next_question(mode: Mode) -> None:
    hand = hand_for(mode, 2 if mode is Mode.HOT_SEAT else 1)
    hand.do(c.Pass(1))
    hand.wait(0.1)
    assert hand.match.view(0).pen_goes_on
    asked = hand.do(c.Next(1, pen=True))
    assert asked == [e.Asked(0, 2)]
    hand.do(c.PenDown(2))
    assert hand.state() is State.WRITING


def test_a_pen_goes_on_from_no_other_verdict() -> None:
    duel = hand_for(Mode.DUEL, 2)
    duel.do(c.Pass(1), 0)
    last = hand_for()
    last.do(c.Pass(1))
    last.go_on()
    assert not last.match.view(0).pen_goes_on
    for hand in (duel, last):
        assert not hand.match.view(0).pen_goes_on
        with pytest.raises(IllegalCommandError):
            hand.do(c.Next(hand.number(), pen=True))


def test_the_last_slip_stays_too_and_then_the_match_is_over() -> None:
    hand = Seats(Setup(Mode.SPRINT, 7, length=1, custom=SUMS))
    hand.ready()
    hand.do(c.Pass(1))
    hand.wait(30.0)
    assert not hand.over()
    hand.do(c.Next(1, pen=True))
    assert hand.over()


def test_whoever_clears_what_could_not_be_read_sees_the_question_and_thinks_again() -> None:
    """The sheet once went on asking about ink that was gone, and hid the question until the pen came down."""
    hand = hand_for()
    hand.wait(1.0)
    hand.write("4", sure=False)
    hand.wait(5.0)
    asking = hand.match.view(0)
    assert asking.state is State.UNSURE and asking.question is None
    hand.do(c.Erase(1, empty=True))
    view = hand.match.view(0)
    assert (view.state, view.question, view.offered) == (State.THINKING, "40 + 2 =", ())
    hand.wait(2.0)
    assert hand.match.view(0).clock == pytest.approx(3.0)  # without what was written, and the time of asking
