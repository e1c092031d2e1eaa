"""The log of fine-tunes, and the lock that keeps two from running on one store."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterator, Mapping
from contextlib import closing, contextmanager
from typing import Any

from data.columns import Row, record, to_text
from data.connection import Connection
from data.errors import StoreRefusedError, StoreUnavailableError
from data.lock import HeldElsewhereError, locked
from data.records import Run, RunKind, RunState
from recognizer.reason import UNKNOWN, Code, Reason

_BUSY = "Another fine-tune is running on this store: wait until it ends, or cancel it."


class TrainingBusyError(StoreUnavailableError):
    """Another fine-tune is running on this store."""


class Runs:
    """The table ``runs``."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    @contextmanager
    def lock(self) -> Iterator[None]:
        """Hold this lock while a fine-tune runs. The operating system releases it when the process ends, for
        whatever reason. On entering, runs that were left unfinished are logged as interrupted.

        Raises:
            TrainingBusyError: another process, or another thread of this one, holds it.
        """
        with closing(self._locked()):
            self._interrupt()
            yield

    def _locked(self) -> sqlite3.Connection:
        path = self._connection.path
        try:
            return locked(path.with_name(path.name + ".training"), _BUSY)
        except HeldElsewhereError as error:
            raise TrainingBusyError(_BUSY) from error

    def busy(self) -> bool:
        """Whether a fine-tune is running on this store now."""
        try:
            self._locked().close()
        except TrainingBusyError:
            return True
        return False

    def start(self, kind: RunKind, *, base_bundle: str, player_id: int | None = None) -> Run:
        """Logs that a fine-tune has begun. Call it with the lock held."""
        with self._connection.writing():
            run_id = self._connection.insert(
                "runs",
                {
                    "kind": RunKind(kind),
                    "player_id": player_id,
                    "state": RunState.RUNNING,
                    "started": to_text(self._connection.clock()),
                    "base_bundle": base_bundle,
                    "reason": _text(UNKNOWN),
                },
            )
            return self.get(run_id)

    def finish(
        self,
        run_id: int,
        state: RunState,
        *,
        reason: Reason = UNKNOWN,
        result_bundle: str | None = None,
        figures: Mapping[str, Any] | None = None,
    ) -> Run:
        """Logs how a fine-tune ended; a run ends once."""
        with self._connection.writing() as db:
            if self.get(run_id).state is not RunState.RUNNING:
                raise StoreRefusedError("That fine-tune has ended already.")
            db.table("runs").update(
                run_id,
                {
                    "state": RunState(state),
                    "finished": to_text(self._connection.clock()),
                    "reason": _text(reason),
                    "result_bundle": result_bundle,
                    "figures": json.dumps(dict(figures or {}), ensure_ascii=False),
                },
            )
            return self.get(run_id)

    def get(self, run_id: int) -> Run:
        return _run(
            self._connection.row(
                "SELECT * FROM runs WHERE id = ?", [run_id], "That fine-tune is not in the log."
            )
        )

    def log(self, *, player_id: int | None = None, limit: int = 50) -> list[Run]:
        """Fine-tunes, newest first: of one player together with the shared ones, or all."""
        rows = self._connection.rows(
            "SELECT * FROM runs WHERE :player IS NULL OR player_id = :player OR player_id IS NULL"
            " ORDER BY id DESC LIMIT :limit",
            {"player": player_id, "limit": limit},
        )
        return [_run(row) for row in rows]

    def _interrupt(self) -> None:
        if not self._connection.value("SELECT count(*) FROM runs WHERE state = 'running'"):
            return
        with self._connection.writing() as db:
            db.execute(
                "UPDATE runs SET state = 'interrupted', finished = ?, reason = ? WHERE state = 'running'",
                [to_text(self._connection.clock()), _text(Reason(Code.INTERRUPTED))],
            )


def _text(reason: Reason) -> str:
    return json.dumps(reason.to_json(), ensure_ascii=False)


def _reason(text: str) -> Reason:
    # Earlier versions kept a sentence, and rows that were rescued from their stores still have it.
    try:
        return Reason.of(json.loads(text))
    except ValueError:
        return Reason.other(text)


def _run(row: Row) -> Run:
    return record(Run, row, reason=_reason(row["reason"]))
