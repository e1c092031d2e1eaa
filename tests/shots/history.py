"""Pictures of history."""

from __future__ import annotations

from typing import Any

from data.records import Player, RunKind, RunState
from game.scenes.teach.history import RunLog
from tests.shots.example_trainer import mia, nobody_yet
from tests.shots.shot import Shot


def some_runs(store: Any) -> Player:
    """Mia, who has let the net learn."""
    player = mia(store)
    kinds = [
        (RunKind.PERSONAL, RunState.PUBLISHED, 0.92, "It reads 4 more and 0 fewer of the 48 samples", 48),
        (RunKind.PERSONAL, RunState.REFUSED, 0.98, "It is not surely better for this hand (P = 0.71)", 50),
        (RunKind.PERSONAL, RunState.CANCELLED, None, "It was cancelled; nothing was changed.", 0),
        (RunKind.SHARED, RunState.REFUSED, 0.9, "It would forget how others write 7s.", 120),
        (
            RunKind.SHARED,
            RunState.PUBLISHED,
            0.94,
            "It is surer of the 160 samples that it was tried on",
            160,
        ),
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
    Shot("run-log", RunLog, stock=some_runs),
    Shot("run-log-empty", RunLog, settings={"board": "slate"}, stock=nobody_yet),
]
