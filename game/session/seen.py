"""A reading as the rules of play take it."""

from __future__ import annotations

from game.play.answer import Seen
from recognizer.reading import Reading


def seen(reading: Reading) -> Seen:
    """The reading as plain values. It knows nothing of the question: what is expected changes no reading."""
    return Seen(
        text=reading.text,
        sure=reading.sure,
        digit_like=reading.digit_like,
        candidates=tuple((candidate.text, candidate.probability) for candidate in reading.candidates),
        scores=tuple(digit.scores for digit in reading.digits),
    )
