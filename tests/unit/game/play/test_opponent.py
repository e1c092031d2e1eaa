"""Opponents that are no people."""

from __future__ import annotations

from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from game.play.opponent import PACES, Pace, computer, ghost, slip
from game.play.questions import Fact, Op, Question
from game.play.scoring import Answer, Outcome

QUESTION = Question(Fact(7, Op.MULTIPLY, 8))
OTHER = Question(Fact(6, Op.MULTIPLY, 7))


def test_a_faster_pace_is_faster_and_makes_fewer_slips() -> None:
    def mean(name: str) -> tuple[float, float]:
        random = Random(1)
        plans = [computer(QUESTION, PACES[name], 4.0, random) for _ in range(600)]
        time = sum(plan.thinking + plan.writing for plan in plans) / len(plans)
        return time, sum(plan.text != "56" for plan in plans) / len(plans)

    results = [mean(name) for name in ("gentle", "steady", "brisk", "fierce")]
    assert results == sorted(results, reverse=True)
    assert results[0][1] == pytest.approx(0.2, abs=0.05)


def test_a_number_takes_as_long_as_its_digits_and_the_gaps_between() -> None:
    sure = Pace(thinking=1.0, digit=0.6, slips=0.0)
    assert computer(QUESTION, sure, 4.0, Random(1)).writing == pytest.approx(2 * 0.6 + 0.15)
    assert computer(Question(Fact(2, Op.ADD, 2)), sure, 4.0, Random(1)).writing == pytest.approx(0.6)


@given(st.integers(0, 9999), st.integers(0, 99))
def test_a_slip_is_wrong_and_can_be_written(answer: int, seed: int) -> None:
    wrong = slip(answer, Random(seed))
    assert wrong != answer
    assert 0 <= wrong <= 9999


def test_a_ghost_does_what_was_done_then() -> None:
    run = [
        Answer(1, QUESTION, Outcome.VOID, "1"),
        Answer(2, QUESTION, Outcome.WRONG, "54", thinking=2.0, writing=0.8),
        Answer(3, OTHER, Outcome.RIGHT, "42", thinking=1.0, writing=0.5),
        Answer(4, Question(Fact(2, Op.ADD, 2)), Outcome.PASSED, "", thinking=3.0),
    ]
    random = Random(2)
    same = ghost(QUESTION, run, 2, random)
    assert (same.thinking, same.writing, same.text) == (2.0, 0.8, "54")
    new = Question(Fact(3, Op.MULTIPLY, 4))
    assert ghost(new, run, 1, random).text not in ("12", "54")
    assert ghost(new, run, 2, random).text == "12"
    assert ghost(new, run, 3, random).text == ""
    assert ghost(new, run, 5, random).text == "12"


def test_there_is_no_ghost_of_nothing() -> None:
    with pytest.raises(ValueError, match="no answers"):
        ghost(QUESTION, [], 1, Random(1))
