"""Which facts come next, from a player's history."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta, timezone

import pytest
from fsrs import Rating
from hypothesis import given
from hypothesis import strategies as st

from game.play.deck import Deck
from game.play.levels import LEVELS
from game.schedule import knowledge, rate, weights

START = datetime(2026, 3, 1, 9, 0, tzinfo=UTC)
POOL = LEVELS[5].pool


@dataclass(frozen=True)
class Was:
    fact: str
    correct: bool
    thinking: float
    at: datetime


def history(fact: str, *days: float, correct: bool = True, thinking: float = 3.0) -> list[Was]:
    return [Was(fact, correct, thinking, START + timedelta(days=day)) for day in days]


def at(days: float) -> datetime:
    return START + timedelta(days=days)


def test_thinking_time_rates_an_answer() -> None:
    assert rate(False, 0.1, 4.0) is Rating.Again
    assert rate(True, 2.0, 4.0) is Rating.Easy
    assert rate(True, 6.0, 4.0) is Rating.Good
    assert rate(True, 6.1, 4.0) is Rating.Hard


def test_without_a_history_there_are_no_weights() -> None:
    assert weights([], POOL, START) == {}


def test_a_fact_known_by_heart_is_left_out_until_it_is_due() -> None:
    known = history("7×8", 0, 1, 4, thinking=1.0)
    due = knowledge(known, POOL.par, at(4))["7×8"].due
    assert due > at(6)
    assert weights(known, POOL, at(5)) == {}
    assert weights(known, POOL, due)["7×8"] > 0


def test_a_missed_fact_weighs_more_than_one_that_is_merely_due() -> None:
    mixed = sorted(
        [*history("7×8", 0, 1, correct=False), *history("6×7", 0, 1)], key=lambda answer: answer.at
    )
    result = weights(mixed, POOL, at(30))
    assert result["7×8"] > result["6×7"] > 0


def test_a_slow_answer_is_weak_at_once_and_a_quick_one_is_not() -> None:
    assert "7×8" in weights(history("7×8", 0, thinking=20.0), POOL, at(0.001))
    assert "7×8" not in weights(history("7×8", 0, thinking=0.5), POOL, at(0.001))


def test_the_longer_ago_the_less_is_known() -> None:
    answers = history("7×8", 0, 1, 3)
    recall = [knowledge(answers, POOL.par, at(day))["7×8"].recall for day in (3, 10, 40, 200)]
    assert recall == sorted(recall, reverse=True)
    assert recall[0] == 1.0
    assert recall[-1] < 0.9


def test_only_facts_of_the_pool_are_handed_in() -> None:
    answers = [*history("7×8", 0, correct=False), *history("95−8", 0, correct=False), *history("7^8", 0)]
    assert set(weights(answers, POOL, at(1))) == {"7×8"}


def test_a_deck_takes_the_weights() -> None:
    result = weights(history("7×8", 0, correct=False), POOL, at(1))
    assert Deck.of(result).weights == result


@pytest.mark.parametrize("year", [2099, 9999])
def test_an_answer_from_the_future_counts_as_given_now(year: int) -> None:
    """The clock was wrong once. West of Greenwich, the last evening of 9999 has no time in UTC at all."""
    west = timezone(timedelta(hours=-8))
    wrong = Was("7×8", True, 3.0, datetime(year, 12, 31, 23, 0, tzinfo=west))
    now = Was("7×8", True, 3.0, at(5))
    (standing,) = knowledge([wrong], POOL.par, at(5)).values()
    assert standing == knowledge([now], POOL.par, at(5))["7×8"]
    assert at(5) < standing.due < at(60)
    later = [wrong, *history("7×8", 6)]
    assert knowledge(later, POOL.par, at(7))["7×8"].due < at(200)


def test_a_clock_that_stands_at_the_end_of_time_still_gives_weights() -> None:
    now = datetime(9999, 12, 31, 23, 0, tzinfo=UTC)
    assert weights([Was("7×8", False, 3.0, now)], POOL, now)["7×8"] > 0


@given(
    st.lists(
        st.tuples(st.sampled_from(["7×8", "6×7", "9×9"]), st.booleans(), st.floats(0, 60), st.floats(0, 400)),
        max_size=25,
    )
)
def test_the_same_history_gives_the_same_weights(steps: list[tuple[str, bool, float, float]]) -> None:
    answers = [Was(fact, correct, thinking, at(day)) for fact, correct, thinking, day in steps]
    first = weights(answers, POOL, at(401))
    assert first == weights(answers, POOL, at(401))
    assert all(0 < weight <= 11 for weight in first.values())
    for standing in knowledge(answers, POOL.par, at(401)).values():
        assert 0 <= standing.recall <= 1
        assert 0 <= standing.difficulty <= 1


def test_any_time_zone_will_do_but_none_is_refused() -> None:
    there = timezone(timedelta(hours=9))
    answers = history("7×8", 0, 2)
    moved = [Was(a.fact, a.correct, a.thinking, a.at.astimezone(there)) for a in answers]
    assert weights(answers, POOL, at(50)) == weights(moved, POOL, at(50).astimezone(there))
    with pytest.raises(ValueError, match="time zone"):
        weights(answers, POOL, datetime(2026, 5, 1))
