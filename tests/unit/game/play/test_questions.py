"""Questions, levels and custom ranges, held against Python's own arithmetic."""

from __future__ import annotations

import re
from fractions import Fraction
from random import Random

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from game.play.deck import Deck
from game.play.errors import QuestionError
from game.play.levels import LEVELS, Custom, Level, level
from game.play.questions import Fact, Missing, Op, Pool, Question, Span, askable


def compute(left: int, op: str, right: int) -> Fraction | None:
    if op == "÷":
        return Fraction(left, right) if right else None
    return Fraction({"+": left + right, "−": left - right, "×": left * right}[op])


def solve(text: str) -> list[int]:
    """All whole numbers from 0 to 9999 that solve a printed question, by Python's own arithmetic."""
    left, right = (side.strip() for side in text.split("="))
    operation = re.search(r"[+−×÷]", left)
    assert operation is not None
    a, b = (part.strip() for part in left.split(operation.group()))
    if not right:
        result = compute(int(a), operation.group(), int(b))
        return [int(result)] if result is not None and result.denominator == 1 else []
    return [
        n
        for n in range(10000)
        if compute(n if a == "?" else int(a), operation.group(), n if b == "?" else int(b)) == int(right)
    ]


@pytest.mark.parametrize("stage", LEVELS, ids=lambda stage: f"{stage.number}")
def test_every_question_of_a_level_has_exactly_one_answer_of_up_to_four_digits(stage: Level) -> None:
    random = Random(stage.number)
    seen = set()
    for _ in range(25):
        question = stage.pool.draw(random)
        seen.add(question.missing)
        assert solve(question.text) == [question.answer]
        assert 0 <= question.answer <= 9999
    assert (len(seen) > 1) == (stage.pool.missing > 0)


@pytest.mark.parametrize("stage", LEVELS, ids=lambda stage: f"{stage.number}")
def test_every_fact_of_a_level_is_right(stage: Level) -> None:
    facts = [fact for span in stage.pool.spans for fact in span]
    assert len(facts) == len(stage.pool) == len({f.key for f in facts})
    for fact in facts:
        assert compute(fact.left, fact.op, fact.right) == fact.result
        assert 0 <= fact.result <= 9999
        assert fact in stage.pool
        assert Fact.parse(fact.key) == fact


def facts_of(number: int) -> set[tuple[int, str, int]]:
    return {(f.left, str(f.op), f.right) for span in level(number).pool.spans for f in span}


def test_levels_are_what_they_are_called() -> None:
    assert facts_of(1) == {(a, "+", b) for a in range(11) for b in range(11) if a + b <= 10}
    assert facts_of(2) == facts_of(1) | {(a, "−", b) for a in range(11) for b in range(11) if a >= b}
    assert facts_of(4) == {(t, "×", n) for t in (2, 5, 10) for n in range(1, 11)}
    assert facts_of(6) == {(t, "×", n) for t in range(2, 11) for n in range(1, 11)}
    assert all(a % b == 0 and a // b <= 10 for a, op, b in facts_of(7) if op == "÷")
    assert facts_of(10) == {(a, "×", b) for a in range(11, 100) for b in range(11, 100)}


def test_levels_get_harder_in_kind() -> None:
    def hardness(number: int) -> float:
        facts = [fact for span in level(number).pool.spans for fact in span]
        return sum(fact.hardness for fact in facts) / len(facts)

    assert hardness(1) < hardness(3) < hardness(5)
    assert hardness(4) < hardness(6) < hardness(8) < hardness(9) < hardness(10)


@pytest.mark.parametrize("number", [0, 11, -1])
def test_there_are_ten_levels(number: int) -> None:
    with pytest.raises(QuestionError, match="1 to 10"):
        level(number)


@given(
    st.sampled_from(Op),
    st.tuples(st.integers(0, 40), st.integers(0, 15)),
    st.tuples(st.integers(0, 40), st.integers(0, 15)),
    st.integers(0, 300),
)
def test_a_span_is_what_counting_out_says(
    op: Op, first: tuple[int, int], second: tuple[int, int], most: int
) -> None:
    a, b = (first[0], first[0] + first[1]), (second[0], second[0] + second[1])
    expected = set()
    for x in range(a[0], a[1] + 1):
        for y in range(b[0], b[1] + 1):
            largest = {Op.ADD: x + y, Op.SUBTRACT: x}.get(op, x * y)
            if largest > most or (op is Op.SUBTRACT and x < y) or (op is Op.DIVIDE and x == 0):
                continue
            expected.add((largest, x) if op is Op.DIVIDE else (x, y))
    span = Span(op, a, b, most)
    assert len(span) == len(expected)
    assert {(fact.left, fact.right) for fact in span} == expected


def test_nothing_is_hidden_that_several_numbers_would_fit() -> None:
    assert askable(Fact(0, Op.MULTIPLY, 7)) == (Missing.RESULT, Missing.LEFT)
    assert askable(Fact(0, Op.MULTIPLY, 0)) == (Missing.RESULT,)
    assert askable(Fact(0, Op.DIVIDE, 7)) == (Missing.RESULT, Missing.LEFT)


def test_a_question_is_printed_without_its_answer() -> None:
    fact = Fact(7, Op.MULTIPLY, 8)
    assert Question(fact).text == "7 × 8 ="
    assert Question(fact, Missing.RIGHT).text == "7 × ? = 56"
    assert Question(fact, Missing.LEFT).text == "? × 8 = 56"
    assert Question(fact).solved == "7 × 8 = 56"


@pytest.mark.parametrize("key", ["", "7x8", "7×", "99999×1", "7÷2", "7÷0", "3−4", "9999+1", "７×8"])
def test_what_is_no_fact_is_refused(key: str) -> None:
    with pytest.raises(QuestionError):
        Fact.parse(key)


ALL = tuple(Op)
IMPOSSIBLE = [
    (Custom(()), "at least one"),
    (Custom((Op.SUBTRACT,), (1, 5), (8, 9)), "below zero"),
    (Custom((Op.DIVIDE,), (0, 0), (1, 9)), "divided by 0"),
    (Custom((Op.DIVIDE,), tables=(0,)), "divided by 0"),
    (Custom((Op.MULTIPLY,), (101, 200), (100, 200)), "above 9999"),
    (Custom((Op.ADD,), (9000, 9999), (1000, 2000)), "above 9999"),
    (Custom((Op.ADD,), (5, 1), (1, 9)), "put the smaller one first"),
    (Custom((Op.ADD,), (-1, 1), (1, 9)), "0 to 9999"),
    (Custom((Op.ADD,), (0, 10000), (1, 9)), "0 to 9999"),
    (Custom((Op.ADD,), (3, 3), (4, 4)), "only one"),
    (Custom((Op.ADD, Op.ADD), (3, 3), (4, 4)), "only one"),
    (Custom((Op.ADD,), missing=1.5), "from 0 to 1"),
]


@pytest.mark.parametrize(("custom", "reason"), IMPOSSIBLE)
def test_impossible_custom_ranges_are_refused_with_the_reason(custom: Custom, reason: str) -> None:
    with pytest.raises(QuestionError, match=reason):
        custom.pool()


def test_chosen_tables_are_asked_both_ways() -> None:
    pool = Custom((Op.MULTIPLY, Op.DIVIDE), (0, 0), (1, 10), tables=(7, 8)).pool()
    facts = {fact.key for span in pool.spans for fact in span}
    assert facts == {f"{t}×{n}" for t in (7, 8) for n in range(1, 11)} | {
        f"{t * n}÷{t}" for t in (7, 8) for n in range(1, 11)
    }


def test_the_par_time_goes_by_the_hardest_facts_and_is_never_hurried() -> None:
    sevens = Custom((Op.MULTIPLY,), tables=(7,), second=(1, 9)).pool()
    assert sevens.par == pytest.approx(2 * Fact(7, Op.MULTIPLY, 9).hardness, abs=0.05)
    assert sevens.par > 3.0
    assert Custom((Op.ADD,), (0, 1), (0, 1)).pool().par == 3.0


def test_tables_chosen_twice_or_in_another_order_are_the_same_tables() -> None:
    assert Custom((Op.MULTIPLY,), tables=(8, 7, 8)).pool() == Custom((Op.MULTIPLY,), tables=(7, 8)).pool()


ENDS = st.integers(0, 99) | st.integers(0, 9999)
RANGES = st.tuples(ENDS, ENDS).map(lambda ends: (min(ends), max(ends)))


@given(st.lists(st.sampled_from(Op), min_size=1, max_size=4), RANGES, RANGES, st.integers(0, 99))
def test_custom_ranges_that_are_not_refused_make_good_questions(
    ops: list[Op], first: tuple[int, int], second: tuple[int, int], seed: int
) -> None:
    try:
        pool: Pool = Custom(tuple(ops), first, second, missing=0.5).pool()
    except QuestionError:
        assume(False)
    random = Random(seed)
    last = ""
    for _ in range(3):
        question = pool.draw(random, frozenset({last}))
        assert question.fact.key != last
        assert 0 <= question.answer <= 9999
        assert question.fact in pool
        last = question.fact.key


def test_listed_questions_are_asked_in_order_and_round_again() -> None:
    facts = [Fact(7, Op.MULTIPLY, 8), Fact(56, Op.DIVIDE, 7), Fact(9, Op.SUBTRACT, 9)]
    listed = (Question(facts[0], Missing.RIGHT), Question(facts[1]), Question(facts[2]))
    pool = Custom(questions=listed).pool()
    assert all(fact in pool for fact in facts) and len(pool) == 3
    deck = Deck.of({})
    asked = [deck.draw(position, pool, Random(position)) for position in range(1, 8)]
    assert asked == [*listed, *listed, listed[0]]


def test_a_single_listed_question_is_enough() -> None:
    only = Question(Fact(6, Op.MULTIPLY, 7))
    pool = Custom(questions=(only,)).pool()
    assert [Deck.of({}).draw(position, pool, Random(1)) for position in (1, 2)] == [only, only]


@pytest.mark.parametrize("level", LEVELS)
def test_a_question_is_known_by_its_text_and_its_whole_equation(level: Level) -> None:
    random = Random(level.number)
    for _ in range(100):
        question = level.pool.draw(random)
        assert Question.of(question.text, question.solved) == question
        assert Question.of("", question.solved).fact == question.fact


@pytest.mark.parametrize(
    ("text", "solved"),
    [("7 × 8 =", ""), ("7 × 8 =", "7 × 9 = 63"), ("7 × 8 =", "7 × 8 = 57"), ("seven", "7 × 8 = 56")],
)
def test_what_does_not_solve_a_question_is_refused(text: str, solved: str) -> None:
    with pytest.raises(QuestionError):
        Question.of(text, solved)
