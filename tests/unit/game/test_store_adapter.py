"""The store's enums and play's say the same, and what is converted comes back."""

from __future__ import annotations

from enum import StrEnum

import pytest

from data import records
from game.play.errors import QuestionError
from game.play.questions import Fact, Missing, Op, Question
from game.play.scoring import Answer, Outcome
from game.session.ports import Kind
from game.store_adapter import played_answer, played_question, stored_operation, stored_question


@pytest.mark.parametrize(
    ("play", "store"),
    [
        (Op, records.Operation),
        (Missing, records.Missing),
        (Outcome, records.Outcome),
        (Kind, records.SeatKind),
    ],
)
def test_both_sides_have_the_same_members(play: type[StrEnum], store: type[StrEnum]) -> None:
    assert {member.name: member.value for member in play} == {member.name: member.value for member in store}


@pytest.mark.parametrize("op", Op)
@pytest.mark.parametrize("missing", Missing)
def test_a_question_comes_back_as_it_was(op: Op, missing: Missing) -> None:
    question = Question(Fact(56, op, 8), missing)
    record = stored_question(question)
    assert record.operation is stored_operation(op)
    assert isinstance(record.missing, records.Missing)
    assert played_question(record) == question
    assert isinstance(played_question(record).missing, Missing)


def test_a_record_whose_numbers_make_no_question_is_refused() -> None:
    with pytest.raises(QuestionError):
        played_question(records.Question(7, records.Operation.DIVIDE, 0))


def test_an_answer_comes_back_for_a_ghost() -> None:
    record = records.Answer(
        match_id=3,
        seat=0,
        round=2,
        fact="7×8",
        operation=records.Operation.MULTIPLY,
        left=7,
        right=8,
        expected=8,
        given="9",
        outcome=records.Outcome.WRONG,
        thinking=1.5,
        writing=0.5,
        reading=0.4,
        missing=records.Missing.RIGHT,
        unsure=1,
        read="9",
    )
    question = Question(Fact(7, Op.MULTIPLY, 8), Missing.RIGHT)
    assert played_answer(record) == Answer(
        2, question, Outcome.WRONG, "9", "9", thinking=1.5, writing=0.5, reading=0.4, unsure=1
    )
