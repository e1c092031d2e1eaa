"""Ink, and the numbers it may be, as text in the store."""

from __future__ import annotations

import json
from collections.abc import Sequence

from recognizer.ink import Ink


def ink_text(ink: Ink | None) -> str | None:
    """Ink as the store keeps it: the ``strokes`` of a pen file. None for no ink."""
    return json.dumps(ink.to_json(), separators=(",", ":"), allow_nan=False) if ink else None


def ink_from_text(text: str | None) -> Ink | None:
    return None if text is None else Ink.from_json(json.loads(text))


def candidates_text(candidates: Sequence[tuple[str, float]]) -> str:
    """The likeliest numbers with their probabilities, best first, as the store keeps them."""
    return json.dumps([[text, float(probability)] for text, probability in candidates], ensure_ascii=False)


def candidates_from_text(text: str) -> tuple[tuple[str, float], ...]:
    return tuple((str(number), float(probability)) for number, probability in json.loads(text))
