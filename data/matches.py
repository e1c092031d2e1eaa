"""Matches, who sat in them, and every answer that was given."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date
from typing import Any

from data.connection import Connection, Row, record
from data.errors import StoreRefusedError
from data.ink_text import candidates_from_text, candidates_text, ink_from_text, ink_text
from data.moment import from_text, to_text
from data.records import (
    Answer,
    MatchRecord,
    Missing,
    Operation,
    Outcome,
    Seat,
    SeatKind,
    SeatResult,
)


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
        """Stores that a match has begun, so that its answers have where to go. Seats count from 0.

        ``level`` None means custom questions; ``options`` is anything else worth knowing, as JSON values.
        """
        if not seats:
            raise StoreRefusedError("A match needs at least one seat.")
        with self._connection.writing() as db:
            match_id = self._connection.insert(
                "matches",
                {
                    "mode": mode,
                    "level": level,
                    "length": length,
                    "day": day.isoformat() if day else None,
                    "exercise_id": exercise_id,
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

    def record(self, answer: Answer) -> Answer:
        """Stores a closed round at once and returns it with its id, player and time.

        A round that is judged again (a late stroke, a claim of having been misread) is recorded again and
        replaces what was stored for that match, seat and round, under the same id.
        """
        row = _answer_row(answer)
        row["at"] = to_text(answer.at or self._connection.clock())
        with self._connection.writing() as db:
            seat = self._connection.row(
                "SELECT player_id FROM seats WHERE match_id = ? AND seat = ?",
                [answer.match_id, answer.seat],
                "That match is not in the store any more, so its answer cannot be kept.",
            )
            row["player_id"] = seat["player_id"]
            columns = ", ".join(f'"{name}"' for name in row)
            values = ", ".join(f":{name}" for name in row)
            changes = ", ".join(f'"{name}" = excluded."{name}"' for name in row if name not in _ROUND)
            # The names are this module's own; the values are bound.
            db.execute(
                f"INSERT INTO answers ({columns}) VALUES ({values})"
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
        """Stores how a match ended: points and places by seat. ``complete`` False: it was quit on the way,
        its answers stay but it is on no leaderboard."""
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

    def of_player(self, player_id: int, *, limit: int = 50) -> list[MatchRecord]:
        """The matches that a player sat in, newest first."""
        rows = self._connection.rows(
            "SELECT * FROM matches WHERE id IN (SELECT match_id FROM seats WHERE player_id = ?)"
            " ORDER BY id DESC LIMIT ?",
            [player_id, limit],
        )
        return [self._match(row) for row in rows]

    def answers(self, match_id: int, seat: int | None = None) -> list[Answer]:
        """A match's answers in the order of rounds, of one seat or of all."""
        rows = self._connection.rows(
            "SELECT * FROM answers WHERE match_id = :match AND (:seat IS NULL OR seat = :seat)"
            " ORDER BY round, seat",
            {"match": match_id, "seat": seat},
        )
        return [_answer(row) for row in rows]

    def answers_of(self, player_id: int, *, limit: int | None = None) -> list[Answer]:
        """A player's answers in all matches, newest first."""
        rows = self._connection.rows(
            "SELECT * FROM answers WHERE player_id = ? ORDER BY id DESC LIMIT ?",
            [player_id, -1 if limit is None else limit],
        )
        return [_answer(row) for row in rows]

    def _match(self, row: Row) -> MatchRecord:
        seats = self._connection.rows("SELECT * FROM results WHERE match_id = ? ORDER BY seat", [row["id"]])
        return record(
            MatchRecord,
            row,
            day=date.fromisoformat(row["day"]) if row["day"] else None,
            options=json.loads(row["options"]),
            started=from_text(row["started"]),
            finished=from_text(row["finished"]) if row["finished"] else None,
            complete=bool(row["complete"]),
            seats=tuple(_seat_result(seat) for seat in seats),
        )


_ROUND = ("match_id", "seat", "round")


def _seat_result(row: Row) -> SeatResult:
    return record(
        SeatResult,
        row,
        kind=SeatKind(row["kind"]),
        right=row["right_answers"],
        typed=bool(row["typed"]),
        voided=bool(row["voided"]),
    )


def _answer_row(answer: Answer) -> Row:
    if answer.ink is not None:
        answer.ink.check()
    return {
        "match_id": answer.match_id,
        "seat": answer.seat,
        "round": answer.round,
        "fact": answer.fact,
        "question": answer.question or answer.fact,
        "operation": Operation(answer.operation),
        "left": answer.left,
        "right": answer.right,
        "missing": Missing(answer.missing),
        "expected": answer.expected,
        "given": answer.given,
        "read": answer.read,
        "outcome": Outcome(answer.outcome),
        "misread": int(answer.misread),
        "unsure": answer.unsure,
        "typed": int(answer.typed),
        "thinking": float(answer.thinking),
        "writing": float(answer.writing),
        "reading": float(answer.reading),
        "points": answer.points,
        "ink": ink_text(answer.ink),
        "candidates": candidates_text(answer.candidates),
        "bundle": answer.bundle,
    }


def _answer(row: Row) -> Answer:
    return record(
        Answer,
        row,
        operation=Operation(row["operation"]),
        missing=Missing(row["missing"]),
        outcome=Outcome(row["outcome"]),
        misread=bool(row["misread"]),
        typed=bool(row["typed"]),
        ink=ink_from_text(row["ink"]),
        candidates=candidates_from_text(row["candidates"]),
        at=from_text(row["at"]),
    )
