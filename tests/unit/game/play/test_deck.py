"""The deck: no repeats, and missed questions come back."""

from __future__ import annotations

from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from game.play.deck import Deck
from game.play.errors import QuestionError
from game.play.levels import LEVELS, Custom
from game.play.questions import Fact, Op, Pool, Question

SMALL = Custom((Op.ADD,), (1, 1), (1, 2)).pool()


@given(
    st.sampled_from([LEVELS[0].pool, LEVELS[5].pool, LEVELS[9].pool]),
    st.lists(st.booleans(), min_size=20, max_size=40),
    st.integers(0, 1000),
    st.booleans(),
)
def test_a_missed_question_returns_after_three_or_four_others(
    pool: Pool, misses: list[bool], seed: int, weighted: bool
) -> None:
    random = Random(seed)
    deck = Deck.of({"1+1": 1.0, "2×3": 5.0} if weighted else {})
    asked: list[Question] = []
    for position, miss in enumerate(misses, 1):
        question = deck.draw(position, pool, random)
        assert not asked or asked[-1].fact != question.fact
        asked.append(question)
        if miss:
            deck.missed(question, position, random)
    for index, miss in enumerate(misses[:-5]):
        if miss:
            returns = [later for later in range(index + 1, len(asked)) if asked[later] == asked[index]]
            assert 3 <= returns[0] - index - 1 <= 4


@given(st.lists(st.booleans(), min_size=10, max_size=30), st.integers(0, 1000))
def test_two_facts_are_enough_never_to_repeat(misses: list[bool], seed: int) -> None:
    random, deck, last = Random(seed), Deck(), ""
    for position, miss in enumerate(misses, 1):
        question = deck.draw(position, SMALL, random)
        assert question.fact.key != last
        last = question.fact.key
        if miss:
            deck.missed(question, position, random)


def test_a_verdict_changed_later_pushes_no_other_question_out_of_line() -> None:
    """Rounds 2 and 4 were missed and wait for places 7 and 8, the two that round 3 could have."""
    two, three, four = (Question(Fact(7, Op.MULTIPLY, n)) for n in (2, 3, 4))
    deck = Deck(returning={"7": two, "8": four})
    deck.missed(three, 3, Random(1))
    drawn = [deck.draw(position, LEVELS[9].pool, Random(1)) for position in range(5, 10)]
    assert drawn[2:] == [two, four, three]


def test_what_is_due_right_after_it_was_asked_waits_for_one_other() -> None:
    due = Question(Fact(7, Op.MULTIPLY, 8))
    deck = Deck(returning={"5": due}, last=due.fact.key)
    asked = [deck.draw(position, LEVELS[9].pool, Random(1)) for position in (5, 6)]
    assert asked[0].fact != due.fact and asked[1] == due


def test_what_was_not_missed_after_all_need_not_return() -> None:
    random, deck = Random(1), Deck()
    question = deck.draw(1, LEVELS[9].pool, random)
    deck.missed(question, 1, random)
    deck.forgive(question.fact)
    assert question.fact not in [deck.draw(n, LEVELS[9].pool, random).fact for n in range(2, 8)]


def test_weighed_facts_come_more_often_in_proportion() -> None:
    random = Random(3)
    deck = Deck.of({"7×8": 6.0, "6×7": 2.0, "3×9": 0.0})
    pool = LEVELS[9].pool
    keys = [deck.draw(n, pool, random).fact.key for n in range(1, 2001)]
    assert keys.count("7×8") > 1.3 * keys.count("6×7") > 100
    assert keys.count("3×9") == 0


def test_one_weak_fact_is_not_asked_over_and_over() -> None:
    random = Random(4)
    deck = Deck.of({"7×8": 9.0})
    keys = [deck.draw(n, LEVELS[5].pool, random).fact.key for n in range(1, 1001)]
    assert 80 < keys.count("7×8") < 250


@pytest.mark.parametrize("weights", [{"seven": 1.0}, {"7×8": -1.0}, {"7×8": float("nan")}])
def test_weights_that_make_no_sense_are_refused(weights: dict[str, float]) -> None:
    with pytest.raises(QuestionError):
        Deck.of(weights)
