"""Hints: one true step towards the answer, and never the answer."""

from __future__ import annotations

import re
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from game.play.hints import hint
from game.play.levels import LEVELS
from game.play.questions import Fact, Missing, Op, Question, askable


@pytest.mark.parametrize(
    ("fact", "missing", "words"),
    [
        ("7×8", Missing.RESULT, "7 × 4 = 28, and twice that"),
        ("8×7", Missing.RESULT, "4 × 7 = 28, and twice that"),
        ("7×9", Missing.RESULT, "7 × 10 = 70, and 7 less"),
        ("5×7", Missing.RESULT, "10 × 7 = 70, and half of that"),
        ("7×7", Missing.RESULT, "7 × 5 = 35, and 14 more"),
        ("7×6", Missing.RESULT, "7 × 5 = 35, and 7 more"),
        ("7×2", Missing.RESULT, "7 + 7"),
        ("10×7", Missing.RESULT, "It is 7 tens"),
        ("8×1", Missing.RESULT, "How much is it if you take it once?"),
        ("13×14", Missing.RESULT, "13 × 10 = 130, and 13 × 4 more"),
        ("8+7", Missing.RESULT, "8 + 2 = 10, and 5 more"),
        ("43+25", Missing.RESULT, "43 + 7 = 50, and 18 more"),
        ("3+4", Missing.RESULT, "Start at 4, and count 3 on"),
        ("15−8", Missing.RESULT, "15 − 5 = 10, and 3 less"),
        ("83−47", Missing.RESULT, "83 − 40 = 43, and 7 less"),
        ("56÷8", Missing.RESULT, "5 × 8 = 40, and 16 are left"),
        ("7×8", Missing.LEFT, "Think of 56 ÷ 8: 5 × 8 = 40, and 16 are left"),
        ("13−8", Missing.RIGHT, "Think of 13 − 5: 13 − 3 = 10, and 2 less"),
        ("56÷7", Missing.LEFT, "Think of 8 × 7: 4 × 7 = 28, and twice that"),
    ],
)
def test_a_hint_is_a_step_that_a_teacher_would_take(fact: str, missing: Missing, words: str) -> None:
    assert hint(Question(Fact.parse(fact), missing)) == words


def numbers(text: str) -> set[int]:
    return {int(number) for number in re.findall(r"\d+", text)}


def check(question: Question) -> None:
    words = hint(question)
    assert question.answer not in numbers(words) - numbers(question.text), (question.text, words)
    assert len(words) <= 70
    for left, op, right, result in re.findall(r"(\d+) ([+−×÷]) (\d+) = (\d+)", words):
        assert Fact(int(left), Op(op), int(right)).result == int(result), "what it says is true"


@pytest.mark.parametrize("level", LEVELS, ids=lambda level: str(level.number))
def test_no_hint_of_a_level_shows_the_answer(level: object) -> None:
    pool = level.pool  # type: ignore[attr-defined]
    random = Random(1)
    for span in pool.spans:
        for _ in range(400):
            fact = span[random.randrange(len(span))]
            for missing in askable(fact):
                check(Question(fact, missing))


@given(
    st.integers(0, 9999),
    st.sampled_from(Op),
    st.integers(0, 9999),
    st.sampled_from(Missing),
)
def test_no_hint_at_all_shows_the_answer(left: int, op: Op, right: int, missing: Missing) -> None:
    if op is Op.DIVIDE:
        left, right = left * (right % 100 + 1), right % 100 + 1
    elif op is Op.SUBTRACT:
        left, right = max(left, right), min(left, right)
    elif op is Op.MULTIPLY:
        right %= 10000 // max(left, 1) + 1
    if max(left, right) > 9999 or (op is Op.MULTIPLY and left * right > 9999) or left + right > 9999:
        return
    fact = Fact(left, op, right)
    if missing in askable(fact):
        check(Question(fact, missing))
