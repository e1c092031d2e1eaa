"""Matches, who sat in them, and every answer that was given."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date
from typing import Any

from data.columns import (
    Row,
    candidates_from_text,
    candidates_text,
    columns,
    from_text,
    legible,
    record,
    to_text,
)
from data.connection import Connection
from data.errors import StoreRefusedError
from data.records import Answer, MatchRecord, Seat, SeatResult


class Matches:
    """The tables ``matches``, ``seats`` and ``answers``."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def start(
        self,
        mode: str,
        seats: Sequence[Seat],
        *,
        level: int | None = None,
        length: int | None = None,
        day: date | None = None,
        exercise_id: int | None = None,
        options: Mapping[str, Any] | None = None,
    ) -> MatchRecord:
        """Stores that a match has begun; its answers can be recorded from now on. Seats count from 0.

        ``level`` None means custom questions; ``options`` is anything else worth knowing, as JSON values. An
        exercise that was deleted meanwhile is left out, as it is from matches that were stored before.
        """
        if not seats:
            raise StoreRefusedError("A match needs at least one seat.")
        with self._connection.writing() as db:
            there = self._connection.rows("SELECT id FROM exercises WHERE id = ?", [exercise_id])
            match_id = self._connection.insert(
                "matches",
                {
                    "mode": mode,
                    "level": level,
                    "length": length,
                    "day": day.isoformat() if day else None,
                    "exercise_id": exercise_id if there else None,
                    "options": json.dumps(dict(options or {}), ensure_ascii=False),
                    "started": to_text(self._connection.clock()),
                },
            )
            db.table("seats").insert_all(
                {
                    "match_id": match_id,
                    "seat": number,
                    "player_id": seat.player_id,
                    "name": seat.name,
                    "kind": seat.kind,
                }
                for number, seat in enumerate(seats)
            )
            return self.get(match_id)

    def keyed(self, key: str) -> int | None:
        """The id of the match that has this as ``key`` in its options, if it is one of the latest 20,000."""
        found = self._connection.rows(
            "SELECT id FROM matches WHERE id > (SELECT max(id) FROM matches) - 20000"
            " AND json_extract(options, '$.key') = ?",
            [key],
        )
        return int(found[0]["id"]) if found else None

    def of_round(self, match_id: int, seat: int, round: int) -> Answer | None:
        """What is stored of a round."""
        found = self._connection.rows(
            "SELECT * FROM answers WHERE match_id = ? AND seat = ? AND round = ?", [match_id, seat, round]
        )
        return _answer(found[0]) if found else None

    def record(self, answer: Answer) -> Answer:
        """Stores a closed round at once and returns it with its id, player and time.

        A round that is judged again (a late stroke, a claim of having been misread) is recorded again and
        replaces what was stored for that match, seat and round, under the same id.
        """
        row = columns(answer, without=("id",)) | {
            "question": answer.question or answer.fact,
            "candidates": candidates_text(answer.candidates),
            "at": to_text(answer.at or self._connection.clock()),
        }
        with self._connection.writing() as db:
            seat = self._connection.row(
                "SELECT player_id FROM seats WHERE match_id = ? AND seat = ?",
                [answer.match_id, answer.seat],
                "That match is not in the store any more, so its answer cannot be kept.",
            )
            row["player_id"] = seat["player_id"]
            names = ", ".join(f'"{name}"' for name in row)
            values = ", ".join(f":{name}" for name in row)
            changes = ", ".join(f'"{name}" = excluded."{name}"' for name in row if name not in _ROUND)
            # The names are this module's own; the values are bound.
            db.execute(
                f"INSERT INTO answers ({names}) VALUES ({values})"
                f" ON CONFLICT (match_id, seat, round) DO UPDATE SET {changes}",
                row,
            )
            answer_id = self._connection.value(
                "SELECT id FROM answers WHERE match_id = ? AND seat = ? AND round = ?",
                [answer.match_id, answer.seat, answer.round],
            )
        return replace(answer, id=answer_id, player_id=row["player_id"], at=from_text(row["at"]))

    def finish(
        self,
        match_id: int,
        *,
        scores: Mapping[int, int],
        places: Mapping[int, int] | None = None,
        complete: bool = True,
    ) -> MatchRecord:
        """Stores how a match ended: points and places by seat. ``complete`` False: it was quit. Its answers
        stay, but it is on no leaderboard."""
        with self._connection.writing() as db:
            self.get(match_id)
            for seat, score in scores.items():
                db.table("seats").update(
                    (match_id, seat), {"score": score, "place": (places or {}).get(seat)}
                )
            db.table("matches").update(
                match_id, {"finished": to_text(self._connection.clock()), "complete": int(complete)}
            )
            return self.get(match_id)

    def get(self, match_id: int) -> MatchRecord:
        row = self._connection.row(
            "SELECT * FROM matches WHERE id = ?", [match_id], "That match is not in the store any more."
        )
        return self._match(row)

    def answer(self, answer_id: int) -> Answer:
        return _answer(
            self._connection.row(
                "SELECT * FROM answers WHERE id = ?", [answer_id], "That answer is not in the store any more."
            )
        )

    def answers(self, match_id: int, seat: int | None = None) -> list[Answer]:
        """A match's answers in the order of rounds, of one seat or of all."""
        rows = self._connection.rows(
            "SELECT * FROM answers WHERE match_id = :match AND (:seat IS NULL OR seat = :seat)"
            " ORDER BY round, seat",
            {"match": match_id, "seat": seat},
        )
        return [_answer(row) for row in rows]

    def _match(self, row: Row) -> MatchRecord:
        seats = self._connection.rows("SELECT * FROM results WHERE match_id = ? ORDER BY seat", [row["id"]])
        results = tuple(record(SeatResult, seat, right=seat["right_answers"]) for seat in seats)
        return record(MatchRecord, row, seats=results)


# The columns that identify a round; all others of its row may change.
_ROUND = ("match_id", "seat", "round")


def _answer(row: Row) -> Answer:
    with legible():
        candidates = candidates_from_text(row["candidates"])
    return record(Answer, row, candidates=candidates)
