"""Answers as a table for a spreadsheet: one line each, with misreads kept apart from wrong answers."""

from __future__ import annotations

import csv
from typing import IO

from data.connection import Connection

# heading → the expression it stands for. "sum" is about arithmetic alone; "misread" says that the reader, not
# the player, had it wrong, and that the player's claim was taken.
_COLUMNS = {
    "player": "coalesce(players.name, seats.name)",
    "time": 'answers."at"',
    "match": "answers.match_id",
    "mode": "matches.mode",
    "level": "coalesce(matches.level, 'custom')",
    "round": "answers.round",
    "question": "answers.question",
    "fact": "answers.fact",
    "expected": "answers.expected",
    "given": "answers.given",
    "read": 'answers."read"',
    "sum": "answers.outcome",
    "misread": "iif(answers.misread, 'yes', 'no')",
    "unsure": "answers.unsure",
    "typed": "iif(answers.typed, 'yes', 'no')",
    "thinking_seconds": "round(answers.thinking, 3)",
    "writing_seconds": "round(answers.writing, 3)",
    "reading_seconds": "round(answers.reading, 3)",
    "points": "answers.points",
}

#: The headings of the file.
HEADINGS = tuple(_COLUMNS)


def write_answers(connection: Connection, out: IO[str], *, player_id: int | None = None) -> int:
    """Writes the answers of one player, or of everybody with a profile, oldest first. Returns how many.

    Open ``out`` with ``newline=""``.
    """
    chosen = ", ".join(f"{expression} AS {heading}" for heading, expression in _COLUMNS.items())
    rows = connection.rows(
        f"""
        SELECT {chosen} FROM answers
        JOIN matches ON matches.id = answers.match_id
        JOIN seats ON seats.match_id = answers.match_id AND seats.seat = answers.seat
        JOIN players ON players.id = answers.player_id
        WHERE :player IS NULL OR answers.player_id = :player
        ORDER BY answers."at", answers.id
        """,
        {"player": player_id},
    )
    table = csv.writer(out)
    table.writerow(HEADINGS)
    for row in rows:
        table.writerow([_harmless(value) for value in row.values()])
    return len(rows)


def _harmless(value: object) -> object:
    """Puts an apostrophe before text that a spreadsheet would take for a formula."""
    return f"'{value}" if isinstance(value, str) and value[:1] in ("=", "+", "-", "@", "\t", "\r") else value
