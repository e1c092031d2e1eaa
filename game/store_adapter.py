"""What a session stores: its port `game.session.store.Store` over the real store, `data.store.Store`."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

from data import records
from data.errors import StoreDamagedError, StoreError, StoreUnavailableError
from game.session.store import Ending, KeptAnswer, NumberSample, Opening, Sample, StoreFailedError
from game.stored import stored_question
from recognizer.ink import InkError

if TYPE_CHECKING:
    from data.store import Store


class StoreAdapter:
    """The store that a session is handed: writes matches, answers and samples. Any thread may use it."""

    def __init__(self, store: Store) -> None:
        self._store = store

    def begin(self, opening: Opening) -> int:
        seats = [
            records.Seat(sitter.name, sitter.player, records.SeatKind(sitter.kind))
            for sitter in opening.sitters
        ]
        occasion = opening.occasion
        with _told():
            return self._store.matches.start(
                opening.mode,
                seats,
                level=opening.level,
                length=opening.length,
                day=occasion.day,
                exercise_id=occasion.exercise,
                options=occasion.options,
            ).id

    def answer(self, match: int, kept: KeptAnswer) -> int:
        answer, question = kept.answer, stored_question(kept.answer.question)
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
        with _told():
            stored = self._store.matches.record(record)
        assert stored.id is not None
        return stored.id

    def correct(self, sample: Sample) -> None:
        with _told():
            self._store.samples.add(_sample(sample, records.LabelSource.CORRECTED))

    def correct_number(self, number: NumberSample) -> None:
        with _told():
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

    def confirm(self, sample: Sample, draw: float) -> None:
        with _told():
            self._store.samples.confirm(_sample(sample, records.LabelSource.CONFIRMED), draw)

    def rest(self, player: int, rest: float, patience: float) -> None:
        with _told():
            self._store.players.change(player, rest_ms=round(rest * 1000), patience_ms=round(patience * 1000))

    def finish(self, match: int, ending: Ending) -> None:
        with _told():
            self._store.matches.finish(
                match,
                scores=dict(enumerate(ending.scores)),
                places=dict(enumerate(ending.places)),
                complete=ending.complete,
            )


def _sample(sample: Sample, source: records.LabelSource) -> records.NewSample:
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


@contextmanager
def _told() -> Iterator[None]:
    """Turn the store's errors into the one that the session knows."""
    try:
        yield
    except (StoreUnavailableError, StoreDamagedError) as error:
        raise StoreFailedError(str(error), later=isinstance(error, StoreUnavailableError)) from error
    except (StoreError, InkError) as error:
        raise StoreFailedError(str(error), later=False) from error
