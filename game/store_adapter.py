"""The answer book: what sessions store, in the words of the store.

Turns the session's port (`game.session.store.Store`) into calls of `data.store.Store`, which it is handed.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

from data import records
from data.errors import StoreDamagedError, StoreError, StoreUnavailableError
from game.session.store import Ending, Glyph, Kept, Opening, StoreFailedError, Whole
from recognizer.ink import InkError

if TYPE_CHECKING:
    from data.store import Store


class AnswerBook:
    """Writes matches, answers and samples into a store. Any thread may use it."""

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

    def answer(self, match: int, kept: Kept) -> int:
        answer, fact = kept.answer, kept.answer.question.fact
        record = records.Answer(
            match_id=match,
            seat=kept.seat,
            round=answer.round,
            fact=fact.key,
            operation=records.Operation(fact.op),
            left=fact.left,
            right=fact.right,
            expected=answer.question.answer,
            given=answer.given,
            outcome=records.Outcome(answer.outcome),
            misread=answer.misread,
            thinking=answer.thinking,
            writing=answer.writing,
            reading=answer.reading,
            missing=records.Missing(answer.question.missing),
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

    def correct(self, glyph: Glyph) -> None:
        with _told():
            self._store.samples.add(_sample(glyph, records.LabelSource.CORRECTED))

    def correct_whole(self, number: Whole) -> None:
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

    def confirm(self, glyph: Glyph, draw: float) -> None:
        with _told():
            self._store.samples.confirm(_sample(glyph, records.LabelSource.CONFIRMED), draw)

    def rest(self, player: int, seconds: float) -> None:
        with _told():
            self._store.players.change(player, rest_ms=round(seconds * 1000))

    def finish(self, match: int, ending: Ending) -> None:
        with _told():
            self._store.matches.finish(
                match,
                scores=dict(enumerate(ending.scores)),
                places=dict(enumerate(ending.places)),
                complete=ending.complete,
            )


def _sample(glyph: Glyph, source: records.LabelSource) -> records.NewSample:
    return records.NewSample(
        label=glyph.label,
        source=source,
        context=records.Context.QUIZ,
        ink=glyph.ink,
        player_id=glyph.player,
        read=glyph.read,
        scores=glyph.scores,
        bundle=glyph.bundle,
        answer_id=glyph.answer,
    )


@contextmanager
def _told() -> Iterator[None]:
    """The store's errors as the session knows them."""
    try:
        yield
    except (StoreUnavailableError, StoreDamagedError) as error:
        raise StoreFailedError(str(error), later=isinstance(error, StoreUnavailableError)) from error
    except (StoreError, InkError) as error:
        raise StoreFailedError(str(error), later=False) from error
