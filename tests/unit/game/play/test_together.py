"""Several seats: duels for the same question, and taking turns."""

from __future__ import annotations

import pytest

from game.play import commands as c
from game.play import events as e
from game.play.answer import LATE_STROKE, PATIENCE_USUAL
from game.play.change import COURTESY, HEARING, SHOW
from game.play.dealer import shared
from game.play.errors import IllegalCommandError, MatchError
from game.play.match import Match
from game.play.modes import Mode, SeatSetup, Setup
from game.play.questions import Question
from game.play.scoring import Outcome
from game.play.states import State
from tests.unit.game.play.seats import Seats, solo


def duel(length: int = 2, **second: object) -> Seats:
    seats = (SeatSetup("Ada"), SeatSetup("Max", **second))  # type: ignore[arg-type]
    hand = Seats(Setup(Mode.DUEL, 3, seats, length, 6))
    hand.ready(0, 1)
    return hand


def hot_seat(players: int = 3, length: int = 4, turn: int = 2, level: int = 8) -> Seats:
    seats = tuple(SeatSetup(f"P{i}") for i in range(players))
    return Seats(Setup(Mode.HOT_SEAT, 5, seats, length, level, turn=turn))


def test_a_duel_asks_both_the_same_question_once_both_are_ready() -> None:
    hand = Seats(Setup(Mode.DUEL, 3, (SeatSetup(), SeatSetup())))
    hand.ready(0)
    assert hand.match.view(0).question is None
    hand.ready(1)
    assert hand.match.view(0).question == hand.match.view(1).question is not None


def test_the_first_right_answer_wins_and_the_other_is_beaten_without_a_slip() -> None:
    hand = duel()
    hand.wait(1.0)
    hand.write(hand.answer())
    hand.wait(0.5)
    assert hand.judged() == [(0, 1, Outcome.RIGHT)]
    assert hand.match.view(1).solved is None
    assert hand.match.view(0).solved is None  # both look at one screen
    hand.wait(0.8)
    assert hand.judged()[-1] == (1, 1, Outcome.BEATEN)
    assert hand.match.view(1).score.slips == 0
    assert hand.match.view(1).solved is not None
    hand.wait(1.0)
    assert e.Won(0, 1) in hand.events
    assert hand.number(0) == hand.number(1) == 2


def test_who_finished_writing_first_wins_even_when_read_later() -> None:
    hand = duel(rest=0.15)
    hand.wait(1.0)
    hand.stroke(0)
    hand.wait(0.05)
    hand.write(hand.answer(), 1)  # Max's rest is short: judged first
    hand.wait(0.2)
    assert hand.judged() == [(1, 1, Outcome.RIGHT)]
    assert hand.match.view(1).score.wins == 1
    hand.read(hand.answer(), 0)
    hand.wait(0.5)
    assert (hand.match.view(0).score.wins, hand.match.view(1).score.wins) == (1, 0)
    assert hand.match.view(1).score.points == 0
    hand.wait(1.0)
    assert [x for x in hand.events if isinstance(x, e.Won)] == [e.Won(0, 1)]


def test_a_wrong_answer_leaves_the_round_to_the_other() -> None:
    hand = duel()
    hand.write(hand.wrong(), 0)
    hand.wait(1.0)
    assert hand.match.view(0).solved is None
    hand.wait(3.0)
    hand.write(hand.answer(1), 1)
    hand.wait(0.5)
    assert hand.judged() == [(0, 1, Outcome.WRONG), (1, 1, Outcome.RIGHT)]


def test_being_asked_costs_no_time_in_a_duel() -> None:
    hand = duel()
    hand.wait(0.5)
    hand.write("1", 0, sure=False, candidates=(("1", 0.5), (hand.answer(), 0.4)))
    hand.wait(PATIENCE_USUAL)
    assert hand.state(0) is State.UNSURE
    hand.write(hand.answer(1), 1)
    hand.wait(2.0)
    assert hand.state(0) is State.UNSURE
    hand.do(c.Choose(1, hand.answer(0)), 0)
    assert hand.match.view(0).score.wins == 1
    assert hand.match.view(1).score.wins == 0


def test_whoever_leaves_a_doubt_unanswered_does_not_hold_up_the_one_who_was_right() -> None:
    hand = duel()
    hand.write("1", 0, sure=False, candidates=(("1", 0.5), (hand.answer(), 0.4)))
    hand.wait(1.0)
    hand.write(hand.answer(1), 1)
    hand.wait(LATE_STROKE + COURTESY)
    assert hand.state(0) is State.UNSURE
    hand.wait(1.0)
    assert hand.judged() == [(1, 1, Outcome.RIGHT), (0, 1, Outcome.BEATEN)]
    assert hand.match.view(0).score.slips == 0
    hand.wait(1.0)
    assert hand.number(0) == hand.number(1) == 2


def test_ink_that_waits_for_enter_does_not_hold_up_the_one_who_was_right() -> None:
    hand = duel(wait_for_enter=True)
    hand.write(hand.answer(1), 1)
    hand.wait(0.5)
    hand.write(hand.answer(0), 0)
    hand.wait(COURTESY)
    hand.do(c.Enter(1), 1)
    assert hand.match.view(1).score.wins == 1, "in time, and written first"
    hand.wait(2.0)
    hand.write(hand.answer(1), 1)
    hand.wait(0.5)
    hand.write(hand.answer(0), 0)
    hand.wait(COURTESY + 2.0)
    assert hand.judged()[-1] == (1, 2, Outcome.BEATEN)


@pytest.mark.parametrize("doubts", [1, 3])
def test_a_doubt_holds_up_nobody_while_the_rival_still_works(doubts: int) -> None:
    hand = duel()
    for _ in range(doubts):
        hand.write("1", 0, sure=False, candidates=(("1", 0.5), (hand.answer(), 0.4)))
        hand.wait(1.0)
    hand.wait(2 * COURTESY)
    assert (hand.state(0), hand.state(1)) == (State.UNSURE, State.THINKING)
    hand.do(c.Choose(1, hand.answer(0)), 0)
    hand.wait(1.0)
    assert hand.judged() == [(0, 1, Outcome.RIGHT), (1, 1, Outcome.BEATEN)]


def test_nothing_is_gained_by_being_asked_in_sight_of_the_question() -> None:
    """A scribble stops the clock; what is copied from the other page meanwhile must not come first."""
    hand = duel()
    hand.stroke(0, 0.1)
    hand.read("", 0, sure=False, digit_like=False)
    hand.wait(PATIENCE_USUAL)
    assert hand.state(0) is State.UNSURE
    hand.wait(1.0)
    hand.write(hand.answer(1), 1)
    hand.wait(1.0)
    hand.do(c.Erase(1, empty=True), 0)
    hand.write(hand.answer(0), 0)
    hand.wait(1.0)
    assert (hand.match.view(0).score.wins, hand.match.view(1).score.wins) == (0, 1)
    mine = hand.match.summary()[0].answers[0]
    assert (mine.outcome, mine.first) == (Outcome.RIGHT, False)
    # All the time since the scribble was begun: none of it is forgiven.
    assert mine.seconds == pytest.approx(0.1 + PATIENCE_USUAL + 1.0 + 0.2 + 1.0 + 0.2, abs=0.02)
    assert mine.seconds > hand.match.summary()[1].answers[0].seconds


def test_nothing_is_gained_by_saying_that_something_else_was_written_and_never_minding() -> None:
    hand = duel()
    hand.write("1", 0)
    hand.do(c.Dispute(1), 0)
    hand.wait(2.0)
    hand.write(hand.answer(1), 1)
    hand.wait(0.5)
    hand.do(c.Withdraw(1), 0)
    hand.do(c.Erase(1, empty=True), 0)
    hand.write(hand.answer(0), 0)
    hand.wait(1.0)
    assert (hand.match.view(0).score.wins, hand.match.view(1).score.wins) == (0, 1)


def misread(hand: Seats, seat: int = 0) -> str:
    """The seat's right answer, which was read as a wrong one and judged."""
    right = hand.answer(seat)
    hand.write(hand.wrong(seat), seat, candidates=((hand.wrong(seat), 0.9), (right, 0.05)))
    hand.wait(1.0)
    return right


def test_a_dispute_that_is_left_open_does_not_hold_up_the_rival_for_ever() -> None:
    hand = duel()
    right = misread(hand)
    hand.do(c.Dispute(1), 0)
    hand.wait(2 * HEARING)
    assert hand.state(0) is State.ASKING, "nobody waits for it"
    hand.write(hand.answer(1), 1)
    hand.wait(HEARING)
    assert hand.state(0) is State.ASKING
    hand.wait(3.0)
    assert e.Withdrawn(0, 1) in hand.events
    assert hand.match.summary()[0].answers[0].outcome is Outcome.WRONG
    assert hand.number(0) == hand.number(1) == 2
    hand.do(c.Pass(2), 0)
    hand.do(c.Pass(2), 1)
    hand.wait(4.0)
    assert hand.over()
    hand.do(c.Dispute(1), 0)
    hand.do(c.Claim(1, right), 0)
    assert hand.match.summary()[0].answers[0].outcome is Outcome.RIGHT, "it can still be said at the end"


def test_a_dispute_has_its_time_however_long_the_rival_has_been_waiting_before_it() -> None:
    hand = duel()
    hand.write(hand.wrong(1), 1)
    hand.wait(3 * HEARING)
    right = misread(hand)
    hand.do(c.Dispute(1), 0)
    hand.wait(HEARING - 1.0)
    assert hand.state(0) is State.ASKING
    hand.do(c.Claim(1, right), 0)
    assert hand.match.view(0).score.wins == 1


def test_disputing_again_and_again_gains_no_more_time() -> None:
    hand = duel()
    misread(hand)
    hand.write(hand.answer(1), 1)
    hand.wait(0.5)
    for _ in range(2):
        hand.do(c.Dispute(1), 0)
        hand.wait(0.6 * HEARING)
        if hand.state(0) is State.ASKING:
            hand.do(c.Withdraw(1), 0)
    hand.wait(SHOW)
    assert hand.number(0) == hand.number(1) == 2


def test_a_dispute_of_an_open_round_that_is_left_open_is_beaten_by_the_rivals_right_answer() -> None:
    hand = duel()
    hand.write("1", 0)
    hand.do(c.Dispute(1), 0)
    hand.write(hand.answer(1), 1)
    hand.wait(HEARING + 2.0)
    assert hand.judged() == [(1, 1, Outcome.RIGHT), (0, 1, Outcome.BEATEN)]
    assert hand.match.view(0).score.slips == 0


def test_alone_a_dispute_waits_for_as_long_as_it_takes() -> None:
    hand = solo()
    misread(hand)
    hand.do(c.Dispute(1))
    hand.wait(3 * HEARING)
    assert hand.state() is State.ASKING


def test_whoever_had_written_it_before_the_doubt_pays_nothing_for_writing_it_again() -> None:
    hand = duel()
    hand.wait(0.5)
    hand.write("1", 0, sure=False, candidates=(("1", 0.5), (hand.answer(), 0.4)))
    hand.wait(PATIENCE_USUAL + 0.5)
    hand.do(c.Erase(1, empty=True), 0)
    hand.write(hand.answer(0), 0)
    hand.wait(1.0)
    assert hand.match.summary()[0].answers[0].seconds == pytest.approx(0.7, abs=0.05)


def test_alone_being_asked_costs_nothing_whatever_was_written() -> None:
    hand = solo()
    hand.wait(0.5)
    hand.stroke(0, 0.1)
    hand.read("", 0, sure=False, digit_like=False)
    hand.wait(4.0)
    assert hand.state() is State.UNSURE
    hand.do(c.Erase(1, empty=True))
    hand.write(hand.answer())
    hand.wait(1.0)
    assert hand.match.summary()[0].answers[0].seconds == pytest.approx(0.7, abs=0.05)


def test_a_winner_who_writes_on_loses_the_win() -> None:
    hand = duel()
    hand.write(hand.answer(), 0)
    hand.wait(0.6)
    hand.do(c.Reopen(1), 0)
    hand.do(c.PenUp(1), 0)
    hand.read(hand.answer() + "3", 0)
    hand.wait(0.3)
    hand.write(hand.answer(1), 1)
    hand.wait(2.5)
    assert hand.match.view(1).score.wins == 1
    assert [x for x in hand.events if isinstance(x, e.Won)] == [e.Won(1, 1)]


def test_a_duel_is_over_after_its_rounds() -> None:
    hand = duel(length=1)
    hand.do(c.Pass(1), 0)
    hand.do(c.Pass(1), 1)
    hand.wait(3.0)
    assert hand.over()


def test_the_hand_over_hides_the_next_question_until_the_player_is_ready() -> None:
    hand = hot_seat()
    assert [hand.match.view(i).question for i in range(3)] == [None] * 3
    hand.ready()
    assert hand.match.view(0).question is not None
    assert hand.match.view(1).question is None
    with pytest.raises(IllegalCommandError):
        hand.do(c.Ready(1), 1)


@pytest.mark.parametrize("turn", [2, 3])
def test_turns_go_round_until_everybody_has_answered_all(turn: int) -> None:
    hand = hot_seat(players=3, length=4, turn=turn)
    order = []
    while not hand.over():
        active = hand.match.view(0).active
        assert active is not None
        if hand.state(active) is State.READY:
            order.append(active)
            hand.ready(active)
        hand.write(hand.answer(active), active)
        hand.wait(1.3)
    assert order == [0, 1, 2, 0, 1, 2]
    assert [s.score.right for s in hand.match.summary()] == [4, 4, 4]


@pytest.mark.parametrize("level", range(1, 11))
def test_hot_seat_questions_differ_but_are_equally_hard(level: int) -> None:
    before: tuple[Question, ...] = ()
    setup = Setup(Mode.HOT_SEAT, 5, (SeatSetup(),) * 6, level=level)
    for number in range(1, 40):
        questions = shared(setup, setup.pool(), number, before)
        assert len({q.fact for q in questions}) == 6
        assert len({q.fact.op for q in questions}) == 1
        hardness = [q.hardness for q in questions]
        assert max(hardness) - min(hardness) <= 0.4 + 0.05 * min(hardness)
        assert not {q.fact for q in questions} & {q.fact for q in before}
        before = questions


def test_at_a_hand_over_the_player_before_can_still_say_what_was_written() -> None:
    hand = hot_seat(turn=1)
    hand.ready()
    right = hand.answer()
    hand.write(hand.wrong(), candidates=((hand.wrong(), 0.9), (right, 0.05)))
    hand.wait(1.0)
    hand.go_on(0)
    assert hand.state(1) is State.READY
    hand.do(c.Dispute(1), 0)
    with pytest.raises(IllegalCommandError):
        hand.ready(1)
    hand.do(c.Claim(1, right), 0)
    assert hand.match.view(0).score.right == 1
    assert hand.state(0) is State.WAITING
    hand.ready(1)
    assert hand.match.view(1).question is not None


def test_while_somebody_answers_nobody_else_can_dispute() -> None:
    hand = hot_seat(turn=1)
    hand.ready()
    hand.write(hand.answer())
    hand.wait(2.0)
    hand.ready(1)
    with pytest.raises(IllegalCommandError):
        hand.do(c.Dispute(1), 0)


@pytest.mark.parametrize(("mode", "players"), [(Mode.DUEL, 1), (Mode.HOT_SEAT, 7), (Mode.SPRINT, 2)])
def test_a_wrong_number_of_players_is_refused(mode: Mode, players: int) -> None:
    with pytest.raises(MatchError, match="is for"):
        Match.start(Setup(mode, 1, (SeatSetup(),) * players), 0.0)
