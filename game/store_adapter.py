"""Between the game and the store: play's values as records and back, and the port that a session writes to.

The rules of play and the store each have their own enums for an operation, the missing number, an outcome and
who sits at a seat, and neither may import the other. The store's are what its columns hold; they stay when
the rules change. Each pair has the same members with the same values, which a test checks.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

from data import records
from data.errors import StoreDamagedError, StoreError, StoreUnavailableError
from game.play.questions import Fact, Missing, Op, Question
from game.play.scoring import Answer, Outcome
from game.session.store import DigitSample, Ending, KeptAnswer, NumberSample, Opening, StoreFailedError
from recognizer.ink import InkError

if TYPE_CHECKING:
    from data.store import Store


def stored_operation(op: Op) -> records.Operation:
    """The operation as a column of the store."""
    return records.Operation(op)


def stored_question(question: Question) -> records.Question:
    """The question as an exercise of the store holds it."""
    fact, missing = question.fact, records.Missing(question.missing)
    return records.Question(fact.left, stored_operation(fact.op), fact.right, missing)


def played_question(record: records.Question | records.Answer) -> Question:
    """The question that is kept in a record, as the rules take it.

    Raises:
        QuestionError: its numbers make no question.
    """
    fact = Fact(record.left, Op(record.operation), record.right)
    return Question(fact, Missing(record.missing))


def played_answer(record: records.Answer) -> Answer:
    """An earlier answer as a ghost repeats it, without what the reader saw in its ink: that is not kept.

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


@contextmanager
def _translated_errors() -> Iterator[None]:
    """Turn the store's errors into StoreFailedError, the one that the session knows."""
    try:
        yield
    except (StoreUnavailableError, StoreDamagedError) as error:
        raise StoreFailedError(str(error), later=isinstance(error, StoreUnavailableError)) from error
    except (StoreError, InkError) as error:
        raise StoreFailedError(str(error), later=False) from error


class StoreAdapter:
    """The session's port `game.session.store.Store` over `data.store.Store`. Any thread may use it."""

    def __init__(self, store: Store) -> None:
        self._store = store

    @_translated_errors()
    def match_of(self, key: str) -> int | None:
        return self._store.matches.keyed(key)

    @_translated_errors()
    def answer_of(self, match: int, seat: int, round: int) -> int | None:
        stands = self._store.matches.of_round(match, seat, round)
        return stands.id if stands is not None else None

    @_translated_errors()
    def begin(self, opening: Opening) -> int:
        seats = [
            records.Seat(sitter.name, sitter.player, records.SeatKind(sitter.kind))
            for sitter in opening.sitters
        ]
        occasion = opening.occasion
        options = dict(occasion.options)
        if occasion.key:
            known = self.match_of(occasion.key)
            if known is not None:
                return known
            options["key"] = occasion.key
        return self._store.matches.start(
            opening.mode,
            seats,
            level=opening.level,
            length=opening.length,
            day=occasion.day,
            exercise_id=occasion.exercise,
            options=options,
        ).id

    @_translated_errors()
    def answer(self, match: int, kept: KeptAnswer) -> int:
        answer, question = kept.answer, stored_question(kept.answer.question)
        if kept.again:
            stands = self._store.matches.of_round(match, kept.seat, answer.round)
            outcome = records.Outcome(answer.outcome)
            if stands is not None and (stands.outcome, stands.given) == (outcome, answer.given):
                assert stands.id is not None
                return stands.id
        record = records.Answer(
            match_id=match,
            seat=kept.seat,
            round=answer.round,
            fact=answer.question.fact.key,
            operation=question.operation,
            left=question.left,
            right=question.right,
            expected=answer.question.answer,
            given=answer.given,
            outcome=records.Outcome(answer.outcome),
            misread=answer.misread,
            thinking=answer.thinking,
            writing=answer.writing,
            reading=answer.reading,
            missing=question.missing,
            question=answer.question.text,
            unsure=answer.unsure,
            typed=answer.typed,
            points=kept.points,
            ink=kept.ink or None,
            read=answer.read,
            candidates=kept.candidates,
            bundle=kept.bundle,
        )
        stored = self._store.matches.record(record)
        assert stored.id is not None
        return stored.id

    @_translated_errors()
    def correct(self, sample: DigitSample) -> None:
        self._store.samples.add(_sample(sample, records.LabelSource.CORRECTED))

    @_translated_errors()
    def correct_number(self, number: NumberSample) -> None:
        self._store.samples.keep_number(
            records.NewNumber(
                label=number.label,
                ink=number.ink,
                source=records.LabelSource.CORRECTED,
                context=records.Context.QUIZ,
                player_id=number.player,
                read=number.read,
                candidates=number.candidates,
                bundle=number.bundle,
                answer_id=number.answer,
            )
        )

    @_translated_errors()
    def confirm(self, sample: DigitSample, draw: float) -> None:
        self._store.samples.confirm(_sample(sample, records.LabelSource.CONFIRMED), draw)

    @_translated_errors()
    def rest(self, player: int, rest: float, patience: float) -> None:
        self._store.players.change(player, rest_ms=round(rest * 1000), patience_ms=round(patience * 1000))

    @_translated_errors()
    def finish(self, match: int, ending: Ending) -> None:
        self._store.matches.finish(
            match,
            scores=dict(enumerate(ending.scores)),
            places=dict(enumerate(ending.places)),
            complete=ending.complete,
        )


def _sample(sample: DigitSample, source: records.LabelSource) -> records.NewSample:
    return records.NewSample(
        label=sample.label,
        source=source,
        context=records.Context.QUIZ,
        ink=sample.ink,
        player_id=sample.player,
        read=sample.read,
        scores=sample.scores,
        bundle=sample.bundle,
        answer_id=sample.answer,
    )
