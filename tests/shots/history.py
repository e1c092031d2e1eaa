"""Pictures of the log of what was learned."""

from __future__ import annotations

from typing import Any

from data.records import Player, RunKind, RunState
from game.scenes.teach.history import History
from recognizer.reason import Code, Reason
from tests.shots.example_trainer import mia, nobody_yet
from tests.shots.shot import Shot


def some_runs(store: Any) -> Player:
    """Mia, who has let the net learn."""
    player = mia(store)
    kinds = [
        (
            RunKind.PERSONAL,
            RunState.PUBLISHED,
            0.92,
            Reason(Code.BETTER, {"fixed": 4, "broken": 0, "samples": 48}),
            48,
        ),
        (
            RunKind.PERSONAL,
            RunState.REFUSED,
            0.98,
            Reason(Code.MAYBE_LUCK, {"likely": 0.71, "wanted": 0.9}),
            50,
        ),
        (RunKind.PERSONAL, RunState.CANCELLED, None, Reason(Code.CANCELLED), 0),
        (RunKind.SHARED, RunState.REFUSED, 0.9, Reason(Code.FORGETS_DIGIT, {"digit": 7}), 120),
        (RunKind.SHARED, RunState.PUBLISHED, 0.94, Reason(Code.SURER, {"samples": 160}), 160),
    ]
    for kind, state, before, reason, samples in kinds:
        run = store.runs.start(
            kind, base_bundle="shipped", player_id=player.id if kind is RunKind.PERSONAL else None
        )
        own = {"samples": samples, "accuracy_before": before, "accuracy_after": (before or 0) + 0.02}
        figures = {} if before is None else {"own": own}
        store.runs.finish(run.id, state, reason=reason, figures=figures)
    return player


SHOTS = [
    Shot("run-log", History, stock=some_runs),
    Shot("run-log-empty", History, settings={"board": "slate"}, stock=nobody_yet),
]
