"""Records with made-up contents."""

from __future__ import annotations

from data.records import Answer, Context, LabelSource, NewSample, Operation, Outcome, Player, Seat
from data.store import Store
from recognizer.ink import Ink


def ink(*, shift: float = 0.0, slant: float = 0.0) -> Ink:
    """A hooked line with times and pressure; ``slant`` changes its shape, ``shift`` only where it is."""
    points = [(shift + slant * step, 10.0 * step, step / 60, 0.5) for step in range(8)]
    return Ink.of([points, [(shift - 20.0, 30.0), (shift + 20.0 + slant, 35.0)]])


def answer(match_id: int, number: int = 1, outcome: Outcome = Outcome.RIGHT, **changes: object) -> Answer:
    values: dict[str, object] = {
        "match_id": match_id,
        "seat": 0,
        "round": number,
        "fact": "7×8",
        "question": "7 × 8",
        "operation": Operation.MULTIPLY,
        "left": 7,
        "right": 8,
        "expected": 56,
        "given": "56" if outcome is Outcome.RIGHT else "54",
        "read": "56",
        "outcome": outcome,
        "thinking": 1.5,
        "writing": 0.75,
        "reading": 0.125,
        "points": 12,
        "ink": ink(),
        "candidates": (("56", 0.9), ("50", 0.05)),
        "bundle": "shipped",
    }
    return Answer(**{**values, **changes})  # type: ignore[arg-type]


def sample(player: Player | None, label: int = 3, **changes: object) -> NewSample:
    """A correction that the reader does not find unlikely."""
    scores = tuple(0.3 if digit == label else 0.05 for digit in range(10))
    values: dict[str, object] = {
        "label": label,
        "source": LabelSource.CORRECTED,
        "context": Context.QUIZ,
        "ink": ink(),
        "player_id": player.id if player else None,
        "read": 8,
        "scores": scores,
        "bundle": "shipped",
    }
    return NewSample(**{**values, **changes})  # type: ignore[arg-type]


def play(store: Store, player: Player, score: int = 100, *, rounds: int = 3, **match: object) -> int:
    """A whole sprint of right answers; returns the match's id."""
    setup: dict[str, object] = {"mode": "sprint", "level": 3, "length": 20, **match}
    mode = str(setup.pop("mode"))
    record = store.matches.start(mode, [Seat(player.name, player.id)], **setup)  # type: ignore[arg-type]
    for number in range(1, rounds + 1):
        store.matches.record(answer(record.id, number))
    store.matches.finish(record.id, scores={0: score}, places={0: 1})
    return record.id
