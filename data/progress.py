"""What the stored answers show: leaderboards, best runs, facts, days. It only reads."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import replace
from datetime import date, datetime, tzinfo

from data.columns import Row, from_text, legible, record
from data.connection import Connection
from data.matches import Matches
from data.records import (
    Answer,
    Cell,
    Day,
    FactAnswer,
    LeaderboardRow,
    MatchRecord,
    Operation,
    Outcome,
)

#: Heat maps show facts of the numbers from 0 to this one.
LARGEST = 12


class Progress:
    """Questions to the tables ``matches``, ``seats`` and ``answers``."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection
        self._matches = Matches(connection)

    def leaderboard(
        self,
        mode: str,
        *,
        level: int,
        length: int | None = None,
        day: date | None = None,
    ) -> list[LeaderboardRow]:
        """Each player's best result in a mode and level, ten at most: most points first; of equals, the
        quickest.

        Custom questions, exercises, matches that were quit, and results with a typed or void round are
        left out. ``length`` and ``day`` None: any.
        """
        rows = self._connection.rows(
            """
            SELECT * FROM (
                SELECT ranked.*, players.name AS player_name, players.colour, row_number() OVER (
                    PARTITION BY ranked.player_id ORDER BY score DESC, seconds, finished) AS nth
                FROM ranked JOIN players ON players.id = ranked.player_id
                WHERE mode = :mode AND level = :level AND (:length IS NULL OR length = :length)
                    AND (:day IS NULL OR day = :day)
            ) WHERE nth = 1 ORDER BY score DESC, seconds, finished LIMIT 10
            """,
            {
                "mode": mode,
                "level": level,
                "length": length,
                "day": day.isoformat() if day else None,
            },
        )
        board = [
            record(LeaderboardRow, row, place=place, name=row["player_name"], right=row["right_answers"])
            for place, row in enumerate(rows, 1)
        ]
        now = self._connection.clock()
        return [replace(row, finished=min(row.finished, now)) for row in board]

    def best_run(
        self, player_id: int, mode: str, *, level: int, length: int | None = None
    ) -> tuple[MatchRecord, tuple[Answer, ...]] | None:
        """A player's best match by the leaderboard's rule and their answers in it, in order: the ghost to
        race against. None if there is none yet."""
        rows = self._connection.rows(
            "SELECT match_id, seat FROM ranked WHERE player_id = :player AND mode = :mode AND level = :level"
            " AND (:length IS NULL OR length = :length) ORDER BY score DESC, seconds, finished LIMIT 1",
            {"player": player_id, "mode": mode, "level": level, "length": length},
        )
        if not rows:
            return None
        match_id, seat = rows[0]["match_id"], rows[0]["seat"]
        return self._matches.get(match_id), tuple(self._matches.answers(match_id, seat))

    def facts(self, player_id: int) -> list[FactAnswer]:
        """A player's answers as scheduling wants them, oldest first, without void and beaten rounds.

        An answer dated after now counts as in :meth:`days`.
        """
        rows = self._connection.rows(
            'SELECT fact, operation, "left", "right", missing, outcome, thinking, "at"'
            " FROM answers WHERE player_id = ? AND outcome NOT IN ('void', 'beaten') ORDER BY id",
            [player_id],
        )
        answers = [
            record(
                FactAnswer,
                row,
                correct=row["outcome"] == Outcome.RIGHT,
                passed=row["outcome"] == Outcome.PASSED,
                at=at,
            )
            for row, at in zip(rows, self._given(rows), strict=True)
        ]
        return sorted(answers, key=lambda answer: answer.at)

    def heat_map(self, player_id: int, operation: Operation) -> dict[tuple[int, int], Cell]:
        """How well a player knows the table of an operation, by (row, column), each 0 to :data:`LARGEST`.

        For + and × these are the two numbers. A difference or quotient stands where the sum or product
        it undoes stands: 15 − 7 at (7, 8) and 56 ÷ 7 at (7, 8). Facts never asked are not in it.
        """
        column = {
            Operation.ADD: '"right"',
            Operation.MULTIPLY: '"right"',
            Operation.SUBTRACT: '"left" - "right"',
            Operation.DIVIDE: '"left" / "right"',
        }[operation]
        row_of = '"left"' if operation in (Operation.ADD, Operation.MULTIPLY) else '"right"'
        rows = self._connection.rows(
            f"""
            SELECT {row_of} AS y, {column} AS x, count(*) AS asked,
                count(*) FILTER (WHERE outcome = 'right') AS right_answers,
                avg(thinking) FILTER (WHERE outcome = 'right') AS thinking
            FROM answers WHERE player_id = :player AND operation = :operation
                AND outcome NOT IN ('void', 'beaten')
                AND y BETWEEN 0 AND :largest AND x BETWEEN 0 AND :largest
            GROUP BY y, x
            """,
            {"player": player_id, "operation": operation, "largest": LARGEST},
        )
        return {(row["y"], row["x"]): record(Cell, row, right=row["right_answers"]) for row in rows}

    def days(self, player_id: int, *, zone: tzinfo | None = None) -> list[Day]:
        """A player's days with answers, oldest first; they begin at midnight in ``zone`` (None: here).

        An answer dated after now was given while the computer's clock was wrong. It counts as given when the
        player's next answer was; or now, where it is the last.
        """
        rows = self._connection.rows(
            'SELECT "at", misread, outcome, thinking FROM answers'
            " WHERE player_id = ? AND outcome NOT IN ('void', 'beaten') ORDER BY id",
            [player_id],
        )
        by_day: dict[date, list[Row]] = defaultdict(list)
        for row, at in zip(rows, self._given(rows), strict=True):
            by_day[at.astimezone(zone).date()].append(row)
        return [_day(day, by_day[day]) for day in sorted(by_day)]

    def _given(self, rows: list[Row]) -> list[datetime]:
        """When each of these answers of a player was given, never after now; in the order of their ids."""
        now = latest = self._connection.clock()
        given = []
        for row in reversed(rows):
            with legible():
                at = from_text(row["at"])
            latest = latest if at > now else at
            given.append(latest)
        return given[::-1]


def _day(day: date, rows: list[Row]) -> Day:
    right = [row["thinking"] for row in rows if row["outcome"] == Outcome.RIGHT]
    return Day(
        day=day,
        asked=len(rows),
        right=len(right),
        misread=sum(row["misread"] for row in rows),
        thinking=sum(right) / len(right) if right else None,
    )
