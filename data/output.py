"""What the commands print: counts by player, and answers as a table for a spreadsheet."""

from __future__ import annotations

import csv
from typing import IO, Any

from data.connection import Connection
from data.records import LabelSource, Outcome, Status
from data.store import Store

# The headings of the file, each with its SQL. "sum" is about arithmetic alone; "misread" means that the
# reader, not the player, got it wrong, and that the player's claim counts.
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

HEADINGS = tuple(_COLUMNS)


def stats(store: Store, player_id: int | None = None) -> list[dict[str, Any]]:
    """How much a store holds: one object for each player. Without ``player_id``, one more (``player`` None)
    is for imported samples that belong to no player.

    Each has ``player``, ``matches``, ``answers`` (by outcome, and how many were misread), ``samples`` (by the
    source of the label, by split and by status), ``by_label`` (accepted samples), ``numbers`` and ``runs``.
    """
    players = store.players.all() if player_id is None else [store.players.get(player_id)]
    found = [_of(store, player.id, player.name) for player in players]
    if player_id is None:
        nobody = _of(store, None, None)
        if nobody["samples"]["all"] or nobody["numbers"]:
            found.append(nobody)
    return found


def _of(store: Store, player_id: int | None, name: str | None) -> dict[str, Any]:
    def by(table: str, column: str, where: str = "1") -> dict[str, int]:
        return {
            str(row["value"]): row["count"]
            for row in store.connection.rows(
                f'SELECT "{column}" AS value, count(*) AS count FROM {table}'
                f" WHERE player_id IS ? AND {where} GROUP BY 1 ORDER BY 1",
                [player_id],
            )
        }

    def count(table: str, where: str = "1") -> int:
        return int(
            store.connection.value(
                f"SELECT count(*) FROM {table} WHERE player_id IS ? AND {where}", [player_id]
            )
        )

    outcomes, sources = by("answers", "outcome"), by("samples", "label_source")
    splits, statuses = by("samples", "split", "status = 'ok'"), by("samples", "status")
    return {
        "player": name,
        "matches": count("seats"),
        "answers": {
            **{str(outcome): outcomes.get(outcome, 0) for outcome in Outcome},
            "misread": count("answers", "misread"),
        },
        "samples": {
            "all": count("samples"),
            **{str(source): sources.get(source, 0) for source in LabelSource},
            **{str(status): statuses.get(status, 0) for status in Status},
            "train": splits.get("train", 0),
            "held out": splits.get("held out", 0),
        },
        "by_label": by("samples", "label", "status = 'ok'"),
        "numbers": count("numbers"),
        "runs": count("runs"),
    }


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
