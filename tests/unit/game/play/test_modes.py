"""What the modes promise: their questions, setups and ends."""

from __future__ import annotations

import json
from itertools import pairwise
from typing import Any

import pytest

from game.play import commands as c
from game.play.answer import LATE_STROKE
from game.play.change import OVERTIME, SHOW
from game.play.errors import DamagedMatchError, MatchError, PlayError
from game.play.levels import Custom
from game.play.match import Match
from game.play.modes import RANKED, Mode, SeatSetup, Setup, Unranked, daily, never_ranked, thinking_limit
from game.play.questions import Op
from game.play.scoring import Outcome
from game.play.states import State
from tests.unit.game.play.seats import Seats, solo


def asked(setup: Setup, passes: int | None = None) -> list[str]:
    """The questions of a match in which the player passes everything, or answers all right."""
    hand, questions = Seats(setup), []
    hand.ready()
    while not hand.over():
        questions.append(hand.match.view(0).question or "")
        if passes is None:
            hand.do(c.Typing(hand.number(), hand.answer()))
            hand.do(c.Enter(hand.number()))
            hand.wait(0.8 if len(questions) == setup.goal else 0.0)
        else:
            hand.do(c.Pass(hand.number()))
            hand.go_on()
    return questions


def test_the_daily_is_the_same_for_everybody_on_a_date_however_they_play() -> None:
    first = asked(daily("2026-11-22"))
    assert first == asked(daily("2026-11-22", SeatSetup("Ada", rest=0.2, weights={"7×8": 9.0})), passes=1)
    assert len(first) == 10
    assert first != asked(daily("2026-11-23"))


def test_the_daily_never_changes() -> None:
    # Who draws questions otherwise gives players of different versions different Dailies.
    assert daily("2026-11-22").seed == 201880485027990
    assert " ".join(asked(daily("2026-11-22"))) == (
        "6 + 2 = 3 + 7 = 2 + 8 = 2 × 3 = 6 × 3 = 73 − 21 = 4 × 5 = ? × 2 = 20 27 ÷ 3 = 8 × ? = 56"
    )


@pytest.mark.parametrize("mode", [Mode.SPRINT, Mode.PRACTICE])
def test_no_question_comes_twice_in_a_row(mode: Mode) -> None:
    for seed in range(3):
        questions = asked(Setup(mode, seed, length=50, level=4))
        assert all(a != b for a, b in pairwise(questions))


def test_other_seeds_ask_other_questions() -> None:
    assert asked(Setup(Mode.SPRINT, 1, level=6)) != asked(Setup(Mode.SPRINT, 2, level=6))


def test_survivals_thinking_time_shrinks_to_a_floor() -> None:
    limits = [thinking_limit(n, 4.0) for n in range(200)]
    assert limits[0] == 12.0
    assert limits == sorted(limits, reverse=True)
    assert limits[-1] == 3.2


@pytest.mark.parametrize(
    "setup",
    [
        Setup(Mode.SPRINT, 1, length=0),
        Setup(Mode.SPRINT, 1, length=1001),
        Setup(Mode.DAILY, 1, length=5),
        Setup(Mode.SURVIVAL, 1, length=5),
        Setup(Mode.SPRINT, 1, level=11),
        Setup(Mode.SPRINT, 1, (SeatSetup(rest_other=0.0),)),
        Setup(Mode.SPRINT, 1, (SeatSetup(rest=0.0),)),
        Setup(Mode.SPRINT, 1, (SeatSetup(rest=10.5),)),
        Setup(Mode.SPRINT, 1, (SeatSetup(weights={"7x8": 1.0}),)),
        Setup(Mode.HOT_SEAT, 1, (SeatSetup(), SeatSetup()), turn=0),
        Setup(Mode.HOT_SEAT, 1, (SeatSetup(), SeatSetup()), turn=11),
        Setup(Mode.SPRINT, 1, custom=Custom((Op.SUBTRACT,), (1, 2), (5, 9))),
    ],
)
def test_impossible_setups_are_refused(setup: Setup) -> None:
    with pytest.raises(PlayError):
        Match.start(setup, 0.0)


def test_a_custom_match_is_not_ranked_and_survives_json() -> None:
    setup = Setup(Mode.SPRINT, 1, length=1, custom=Custom((Op.MULTIPLY,), tables=(7,), second=(1, 10)))
    hand = Seats(setup)
    hand.match = Match.from_json(json.loads(json.dumps(hand.match.to_json())))
    hand.ready()
    hand.write(hand.answer())
    hand.wait(2.0)
    assert hand.over()
    assert hand.match.summary()[0].unranked is Unranked.CUSTOM


def test_a_clean_finished_sprint_is_ranked_and_a_typed_one_is_not() -> None:
    hand = Seats(Setup(Mode.SPRINT, 1, length=1))
    hand.ready()
    hand.write(hand.answer())
    hand.wait(2.0)
    assert hand.match.summary()[0].unranked is None
    typed = Seats(Setup(Mode.SPRINT, 1, length=1))
    typed.ready()
    typed.do(c.Typing(1, typed.answer()))
    typed.do(c.Enter(1))
    typed.wait(2.0)
    assert typed.over()
    assert typed.match.summary()[0].unranked is Unranked.TYPED


def test_a_mode_without_a_leaderboard_is_never_ranked() -> None:
    hand = solo(Mode.PRACTICE, 10)
    assert hand.match.summary()[0].unranked is Unranked.MODE
    assert RANKED == (Mode.SPRINT, Mode.BLITZ, Mode.SURVIVAL, Mode.DAILY)
    assert never_ranked(Mode.PRACTICE, None) is Unranked.MODE
    assert never_ranked(Mode.SPRINT, Custom((Op.ADD,))) is Unranked.CUSTOM
    assert never_ranked(Mode.SPRINT, None) is None


def test_a_slip_adds_a_par_time_to_a_sprint() -> None:
    hand = Seats(Setup(Mode.SPRINT, 1, length=1, level=6))
    hand.ready()
    hand.wait(1.0)
    hand.do(c.Pass(1))
    hand.go_on()
    assert hand.match.summary()[0].time == pytest.approx(5.0)


def test_a_restored_match_can_go_by_another_clock() -> None:
    hand = Seats(Setup(Mode.SPRINT, 1))
    hand.ready()
    hand.wait(2.0)
    match = Match.from_json(hand.match.to_json(), now=5000.0)
    match.tick(5001.0)
    assert match.view(0).clock == pytest.approx(3.0)


def spoil(data: dict[str, Any], *path: Any, value: Any) -> dict[str, Any]:
    part: Any = data
    for step in path[:-1]:
        part = part[step]
    part[path[-1]] = value
    return data


@pytest.mark.parametrize(
    ("path", "value"),
    [
        (("format",), 99),
        (("now",), "soon"),
        (("now",), float("nan")),
        (("seats",), []),
        (("seats", 0, "state"), "flying"),
        (("seats", 0, "round", "question", "fact", "right"), 99999),
        (("seats", 0, "round", "question", "fact"), {"left": 1, "op": "÷", "right": 0}),
        (("setup", "level"), 99),
        (("setup", "extra"), 1),
        (("paused",), 1),
    ],
)
def test_a_damaged_match_is_refused(path: tuple[Any, ...], value: Any) -> None:
    data = Match.start(Setup(Mode.SPRINT, 1), 0.0).to_json()
    with pytest.raises(DamagedMatchError):
        Match.from_json(spoil(data, *path, value=value))


@pytest.mark.parametrize("mode", [Mode.DUEL, Mode.HOT_SEAT])
def test_a_match_in_which_somebody_has_no_question_is_refused(mode: Mode) -> None:
    data = Match.start(Setup(mode, 1, (SeatSetup(), SeatSetup())), 0.0).to_json()
    assert Match.from_json(data).to_json() == data
    data["dealt"][0].pop()
    with pytest.raises(DamagedMatchError):
        Match.from_json(data)


@pytest.mark.parametrize("data", [None, [], {}, "match", {"setup": {}}])
def test_what_is_no_match_is_refused(data: Any) -> None:
    with pytest.raises(MatchError):
        Match.from_json(data)


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


def test_an_answer_that_is_never_finished_ends_blitz_all_the_same() -> None:
    hand = solo(Mode.BLITZ, 30)
    hand.wait(29.9)
    hand.do(c.PenDown(1))
    hand.wait(OVERTIME)
    assert not hand.over()
    hand.wait(0.2)
    assert hand.over()


def test_what_waits_for_enter_is_taken_when_blitz_waits_no_longer() -> None:
    hand = solo(Mode.BLITZ, 30, wait_for_enter=True)
    hand.wait(29.9)
    hand.write(hand.answer())
    hand.wait(OVERTIME - 0.2)
    assert hand.judged() == []
    hand.wait(0.2)
    assert hand.judged() == [(0, 1, Outcome.RIGHT)]


def test_blitz_ends_no_sooner_than_a_late_stroke_could_come() -> None:
    hand = solo(Mode.BLITZ, 30)
    hand.wait(29.6)
    hand.write(hand.answer())
    hand.wait(hand.match.view(0).rest + LATE_STROKE)
    assert hand.match.view(0).clock_left == 0.0
    assert not hand.over()
    hand.do(c.Reopen(1))
    assert hand.state() is State.WRITING


@pytest.mark.parametrize("mode", [Mode.SPRINT, Mode.PRACTICE, Mode.SURVIVAL, Mode.DAILY])
def test_a_slip_stays_until_its_player_goes_on(mode: Mode) -> None:
    hand = solo(mode, None)
    hand.do(c.Pass(1))
    hand.wait(20.0)
    view = hand.match.view(0)
    assert (view.state, view.stays, view.solved is not None) == (State.SHOWING, True, True)
    hand.do(c.Next(1))
    hand.wait(0.01)
    view = hand.match.view(0)
    assert (view.state, view.stays, view.round) == (State.THINKING, False, 2)


def test_a_slip_is_shown_for_a_while_in_blitz() -> None:
    hand = solo(Mode.BLITZ, 30)
    hand.do(c.Pass(1))
    assert not hand.match.view(0).stays
    hand.wait(SHOW - 0.05)
    assert hand.state() is State.SHOWING
    hand.wait(0.1)
    assert hand.state() is State.THINKING


def test_survival_ends_with_the_third_slip_and_its_thinking_time_shrinks() -> None:
    hand = solo(Mode.SURVIVAL, None)
    first = hand.match.view(0).thinking_limit
    assert first is not None
    hand.wait(first + 0.02)
    assert hand.judged() == [(0, 1, Outcome.LATE)]
    hand.go_on()
    second = hand.match.view(0).thinking_limit
    assert second is not None
    assert second < first
    hand.do(c.Pass(2))
    hand.go_on()
    assert hand.match.view(0).lives == 1
    hand.do(c.Pass(3))
    assert hand.match.view(0).lives == 0
    hand.go_on()
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
        hand.go_on()
    right = hand.answer()
    hand.write(hand.wrong(), candidates=((hand.wrong(), 0.9), (right, 0.05)))
    hand.wait(1.0)
    assert hand.match.view(0).lives == 0
    hand.do(c.Dispute(3))
    hand.do(c.Claim(3, right))
    hand.wait(0.1)
    assert hand.match.view(0).lives == 1
    assert hand.state() is State.THINKING
