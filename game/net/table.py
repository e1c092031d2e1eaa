"""The table of answers of a room, for a spreadsheet: misreads apart from wrong sums."""

from __future__ import annotations

import csv
import io

from game.net.room import Room
from game.play.scoring import Answer

_COLUMNS = (
    "player", "round", "question", "expected", "given", "outcome", "misread", "unsure", "typed", "seconds",
)  # fmt: skip


def table_of(room: Room) -> str:
    """All answers of a room's match as CSV."""
    file = io.StringIO()
    writer = csv.writer(file)
    writer.writerow(_COLUMNS)
    for seat, desk in room.desks.items():
        for answer in desk.answers:
            writer.writerow([_harmless(room.name_of(seat)), *_cells(answer)])
    return file.getvalue()


def _cells(answer: Answer) -> list[str | int | float]:
    return [
        answer.round,
        _harmless(answer.question.text),
        answer.question.answer,
        answer.given,
        answer.outcome.value,
        int(answer.misread),
        answer.unsure,
        int(answer.typed),
        round(answer.seconds, 2),
    ]


def _harmless(text: str) -> str:
    """Text that no spreadsheet takes for a formula."""
    return f"'{text}" if text[:1] in ("=", "+", "-", "@", "\t", "\r") else text
