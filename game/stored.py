"""Play's values as the store keeps them, and back.

The rules of play and the store each have enums of their own for an operation, the missing number, an outcome
and who sits at a seat, and neither side may import the other. The store's are what its columns hold, and stay
when the rules change. Each pair has the same members with the same values, which a test checks. Only this
module and `game.store_adapter`, which writes, turn one into the other.
"""

from __future__ import annotations

from data import records
from game.play.questions import Fact, Missing, Op, Question
from game.play.scoring import Answer, Outcome


def stored_operation(op: Op) -> records.Operation:
    """The operation as a column of the store."""
    return records.Operation(op)


def stored_question(question: Question) -> records.Question:
    """The question as an exercise of the store holds it."""
    fact = question.fact
    return records.Question(
        fact.left, stored_operation(fact.op), fact.right, records.Missing(question.missing)
    )


def played_question(record: records.Question | records.Answer) -> Question:
    """The question that is kept in a record, as the rules take it.

    Raises:
        QuestionError: its numbers make no question.
    """
    fact = Fact(record.left, Op(record.operation), record.right)
    return Question(fact, Missing(record.missing))


def played_answer(record: records.Answer) -> Answer:
    """An earlier answer as a ghost repeats it; what the reader saw in its ink is not kept.

    Raises:
        QuestionError: its numbers make no question.
    """
    return Answer(
        round=record.round,
        question=played_question(record),
        outcome=Outcome(record.outcome),
        given=record.given,
        read=record.read,
        thinking=record.thinking,
        writing=record.writing,
        reading=record.reading,
        typed=record.typed,
        misread=record.misread,
        unsure=record.unsure,
    )
