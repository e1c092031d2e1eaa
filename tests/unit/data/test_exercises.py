"""Exercises: questions as a teacher writes them, and files that are shared."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from data.errors import BadFileError, StoreRefusedError
from data.exercises import check, parse_question, question_text, read_exercise, result, write_exercise
from data.records import Exercise, Missing, Operation, Question, Seat
from data.store import Store

SEVENS = Exercise(
    "Sevens", "sprint", 10, (Question(7, Operation.MULTIPLY, 8), Question(56, Operation.DIVIDE, 7))
)


@pytest.mark.parametrize(
    ("text", "question"),
    [
        ("7 × 8", Question(7, Operation.MULTIPLY, 8)),
        ("7x8", Question(7, Operation.MULTIPLY, 8)),
        (" 7 * 8 = ? ", Question(7, Operation.MULTIPLY, 8)),
        ("56:7", Question(56, Operation.DIVIDE, 7)),
        ("7 × ? = 56", Question(7, Operation.MULTIPLY, 8, Missing.RIGHT)),
        ("? × 8 = 56", Question(7, Operation.MULTIPLY, 8, Missing.LEFT)),
        ("? - 5 = 3", Question(8, Operation.SUBTRACT, 5, Missing.LEFT)),
        ("8 - ? = 3", Question(8, Operation.SUBTRACT, 5, Missing.RIGHT)),
        ("? / 7 = 8", Question(56, Operation.DIVIDE, 7, Missing.LEFT)),
        ("56 / ? = 8", Question(56, Operation.DIVIDE, 7, Missing.RIGHT)),
        ("? + 4 = 9", Question(5, Operation.ADD, 4, Missing.LEFT)),
    ],
)
def test_questions_are_read_as_they_are_written(text: str, question: Question) -> None:
    assert parse_question(text) == question
    assert parse_question(question_text(question)) == question


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("seven times eight", "not a question"),
        ("7 ^ 8", "not a question"),
        ("7 × 8 × 2", "not a question"),
        ("-7 + 8", "not a question"),
        ("7 × 8 = 56", "asks for nothing"),
        ("? × ? = 56", "more than one number"),
        ("? × 8", "more than one number"),
        ("3 − 5", "less than 0"),
        ("7 ÷ 0", "divided by 0"),
        ("7 ÷ 2", "remainder"),
        ("5000 + 5000", "four digits"),
        ("12345 − 12344", "four digits"),
        ("7 × ? = 57", "no whole answer"),
        ("0 × ? = 0", "more than one answer"),
        ("0 × ? = 5", "no whole answer"),
        ("0 ÷ ? = 0", "more than one answer"),
        ("9 + ? = 3", "no whole answer"),
        ("3 − ? = 5", "no whole answer"),
        ("5 ÷ ? = 0", "no whole answer"),
    ],
)
def test_impossible_questions_are_refused_with_the_reason(text: str, reason: str) -> None:
    with pytest.raises(StoreRefusedError, match=reason):
        parse_question(text)


@given(
    st.integers(0, 9999),
    st.sampled_from(list(Operation)),
    st.integers(0, 9999),
    st.sampled_from(list(Missing)),
)
def test_what_is_accepted_comes_back_from_its_text(
    left: int, operation: Operation, right: int, missing: Missing
) -> None:
    question = Question(left, operation, right, missing)
    try:
        value = result(question)
    except StoreRefusedError:
        assume(False)
    assert 0 <= value <= 9999
    text = question_text(question)
    if (left == 0 and text in (f"0 × ? = {value}", f"0 ÷ ? = {value}")) or text == "? × 0 = 0":
        with pytest.raises(StoreRefusedError, match="more than one answer"):
            parse_question(text)
    else:
        assert parse_question(text) == question


@pytest.mark.parametrize(
    ("changes", "reason"),
    [
        ({"name": "  "}, "name"),
        ({"name": "x" * 41}, "name"),
        ({"mode": "duel"}, "cannot be set"),
        ({"length": 0}, "length"),
        ({"length": 1001}, "length"),
        ({"questions": ()}, "questions"),
        ({"questions": (Question(1, Operation.SUBTRACT, 2),)}, "less than 0"),
    ],
)
def test_impossible_exercises_are_refused(changes: dict[str, object], reason: str) -> None:
    values: dict[str, object] = {
        "name": "Sevens",
        "mode": "sprint",
        "length": 10,
        "questions": SEVENS.questions,
    }
    with pytest.raises(StoreRefusedError, match=reason):
        check(Exercise(**{**values, **changes}))  # type: ignore[arg-type]


def test_an_exercise_is_kept_under_its_name(store: Store) -> None:
    saved = store.exercises.save(SEVENS)
    assert store.exercises.all() == [saved]
    assert saved.questions == SEVENS.questions
    other = store.exercises.save(Exercise("sevens", "blitz", 60, SEVENS.questions[:1]))
    assert (other.id, store.exercises.all()) == (saved.id, [other])
    assert saved.id is not None
    store.exercises.delete(saved.id)
    assert store.exercises.all() == []
    with pytest.raises(StoreRefusedError, match="any more"):
        store.exercises.get(saved.id)


def test_a_match_of_an_exercise_that_was_just_deleted_is_kept(store: Store) -> None:
    saved = store.exercises.save(SEVENS)
    assert saved.id is not None
    kept = store.matches.start("practice", [Seat("Anna")], exercise_id=saved.id)
    assert kept.exercise_id == saved.id
    store.exercises.delete(saved.id)
    assert store.matches.start("practice", [Seat("Ben")], exercise_id=saved.id).exercise_id is None


def test_a_shared_file_is_the_same_exercise(tmp_path: Path) -> None:
    write_exercise(SEVENS, tmp_path / "sevens.json")
    assert read_exercise(tmp_path / "sevens.json") == SEVENS
    assert json.loads((tmp_path / "sevens.json").read_text())["questions"] == ["7 × 8", "56 ÷ 7"]


GOOD = {"exercise": "Sevens", "mode": "sprint", "length": 10, "questions": ["7 × 8"]}


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        ("{", "line 1: this is not an exercise"),
        ("[1]", "not an exercise"),
        (json.dumps({**GOOD, "length": "ten"}), "whole number"),
        (json.dumps({**GOOD, "mode": 3}), "in words"),
        (json.dumps({**GOOD, "questions": [7]}), "list of questions"),
        (json.dumps({**GOOD, "questions": ["7 − 8"]}), "less than 0"),
        (json.dumps({**GOOD, "mode": "chess"}), "cannot be set"),
    ],
)
def test_a_bad_file_is_named_with_the_reason(tmp_path: Path, content: str, reason: str) -> None:
    file = tmp_path / "shared.json"
    file.write_text(content, encoding="utf-8")
    with pytest.raises(BadFileError, match=reason) as refused:
        read_exercise(file)
    assert "shared.json" in str(refused.value)


def test_a_missing_or_binary_file_is_reported(tmp_path: Path) -> None:
    with pytest.raises(BadFileError, match="There is no file"):
        read_exercise(tmp_path / "nothing.json")
    (tmp_path / "picture.json").write_bytes(b"\x89PNG\xff")
    with pytest.raises(BadFileError, match="not an exercise file"):
        read_exercise(tmp_path / "picture.json")
