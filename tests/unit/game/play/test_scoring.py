"""Scoring: a slip costs little, and nothing is a cliff."""

from __future__ import annotations

from itertools import groupby

from hypothesis import given
from hypothesis import strategies as st

from game.play.questions import Fact, Op, Question
from game.play.scoring import SLIPS, Answer, Outcome, earned, multiplier, tally, time_bonus

QUESTION = Question(Fact(7, Op.MULTIPLY, 8))
PAR = 4.0


def answers(outcomes: list[Outcome], thinking: float = 2.0) -> list[Answer]:
    return [Answer(n, QUESTION, outcome, "", thinking=thinking) for n, outcome in enumerate(outcomes, 1)]


OUTCOMES = st.lists(st.sampled_from(Outcome), max_size=60)


@given(OUTCOMES, st.floats(0, 30))
def test_scores_stay_in_range_and_add_up(outcomes: list[Outcome], thinking: float) -> None:
    run = answers(outcomes, thinking)
    score = tally(run, PAR)
    assert 0 <= score.points <= 30 * outcomes.count(Outcome.RIGHT)
    assert score.right == outcomes.count(Outcome.RIGHT)
    assert score.slips == sum(outcome in SLIPS for outcome in outcomes)
    assert score.counted == len(outcomes) - outcomes.count(Outcome.VOID)
    assert sum(earned(run, PAR).values()) == score.points
    assert 1.0 <= score.multiplier <= 2.0


@given(OUTCOMES)
def test_the_longest_run_is_one_that_the_outcomes_show(outcomes: list[Outcome]) -> None:
    longest = tally(answers(outcomes), PAR).longest
    counted = [outcome for outcome in outcomes if outcome is not Outcome.VOID]
    runs = [len(list(group)) for outcome, group in groupby(counted) if outcome is Outcome.RIGHT]
    assert longest == max(runs, default=0)


@given(OUTCOMES, st.integers(0, 60), st.sampled_from(sorted(SLIPS)))
def test_one_slip_more_costs_little(outcomes: list[Outcome], where: int, slip: Outcome) -> None:
    clean = tally(answers(outcomes), PAR).points
    slipped = tally(answers([*outcomes[:where], slip, *outcomes[where:]]), PAR).points
    most = 2 * 15  # what one right answer at full streak brings
    assert clean - 4 * most <= slipped <= clean


def test_a_slip_costs_less_than_three_answers_even_at_full_streak() -> None:
    run = [Outcome.RIGHT] * 15
    clean = tally(answers(run + run), PAR).points
    slipped = tally(answers([*run, Outcome.WRONG, *run]), PAR).points
    assert 0 < clean - slipped < 3 * 30
    assert tally(answers([*run, Outcome.WRONG]), PAR).streak == 7


def test_a_void_round_changes_nothing() -> None:
    run = [Outcome.RIGHT, Outcome.WRONG, Outcome.RIGHT]
    with_void = tally(answers([*run[:2], Outcome.VOID, run[2]]), PAR)
    assert with_void == tally(answers(run), PAR)
    void, right = answers([Outcome.VOID, Outcome.RIGHT])
    assert (void.seconds, right.seconds) == (0.0, 2.0)


def test_points_grow_with_the_run_up_to_double_and_by_the_answer_before() -> None:
    slow = earned(answers([Outcome.RIGHT] * 12, thinking=2 * PAR), PAR)
    assert list(slow.values()) == [10, 11, 12, 13, 14, 15, 16, 17, 18, 19, 20, 20]
    run = [Outcome.WRONG, Outcome.RIGHT, Outcome.RIGHT, Outcome.PASSED, Outcome.VOID, Outcome.RIGHT]
    assert list(earned(answers(run, thinking=0.0), PAR).values()) == [0, 15, 16, -2, 0, 16]


def test_the_time_bonus_falls_evenly_and_ends_at_nothing() -> None:
    assert time_bonus(0.0, PAR) == 5.0
    assert time_bonus(4.0, PAR) == 2.5
    assert time_bonus(8.0, PAR) == time_bonus(99.0, PAR) == 0.0
    assert [multiplier(n) for n in (0, 5, 10, 50)] == [1.0, 1.5, 2.0, 2.0]
