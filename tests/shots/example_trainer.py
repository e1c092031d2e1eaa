"""A made-up player whose 1s look like 7s, and a trainer with made-up fine-tunes, for pictures and tests."""

from __future__ import annotations

import random
from collections.abc import Sequence
from dataclasses import replace
from functools import lru_cache
from pathlib import Path
from tempfile import TemporaryDirectory
from types import SimpleNamespace
from typing import Any

import numpy as np

from data.records import Context, Hand, LabelSource, NewSample, Player, RunState
from game.learning.process import Change, CurvePoint, Ended, Flip, Progress
from game.learning.trainer import Trainer
from game.ui.handwriting import write
from recognizer import bundle as bundles
from recognizer import heads
from recognizer.bundle import Bundle
from recognizer.head import About, Head, Linear, trunk_of
from recognizer.ink import Ink
from recognizer.reason import Code, Reason

#: The number that a store gives its first player.
FIRST = 1


def mia(store: Any) -> Player:
    """Fill an empty store (`data.store.Store`): a player, sixty samples, two corrections to check."""
    player: Player = store.players.add("Mia", colour="#1f5138", hand=Hand.RIGHT)
    rng = random.Random(11)
    for label in range(10):
        for turn in range(6):
            shape = 7 if label == 1 and turn % 2 else label
            source = LabelSource.LESSON if turn < 5 else LabelSource.CORRECTED
            store.samples.add(_sample(player, label, shape, source, rng))
    for label, shape in ((3, 8), (0, 6)):
        store.samples.add(_sample(player, label, shape, LabelSource.CORRECTED, rng))
    return player


def begun(store: Any) -> Player:
    """Fill an empty store: a player who has written five of three digits."""
    player: Player = store.players.add("Ben", colour="#4a45a0", hand=Hand.RIGHT)
    rng = random.Random(3)
    for label in (1, 4, 7):
        for _ in range(5):
            store.samples.add(_sample(player, label, label, LabelSource.LESSON, rng))
    return player


def nobody_yet(store: Any) -> Player:
    """A player who has not written anything."""
    player: Player = store.players.add("Ben", colour="#4a45a0", hand=Hand.RIGHT)
    return player


def _sample(player: Player, label: int, shape: int, source: LabelSource, rng: random.Random) -> NewSample:
    ink = write(str(shape), rng, wobble=0.02)
    scores = [0.001] * 10
    scores[shape] = 0.985
    return NewSample(
        label=label,
        source=source,
        context=Context.LESSON if source is LabelSource.LESSON else Context.FREE_DRAW,
        ink=Ink(ink.strokes),
        player_id=player.id,
        read=shape,
        scores=tuple(scores),
        bundle="shipped",
    )


class Scripted:
    """A fine-tune that tells what it is given, and then what is said into it by :meth:`say`."""

    def __init__(self, *lines: Progress | Ended) -> None:
        self._lines = list(lines)
        self.cancelled = self.closed = False

    def say(self, *lines: Progress | Ended) -> None:
        self._lines += lines

    def poll(self) -> list[Progress | Ended]:
        lines, self._lines = self._lines, []
        return lines

    def cancel(self) -> None:
        self.cancelled = True

    def close(self) -> None:
        self.closed = True


class Scripts:
    """Starts the same scripted fine-tune each time; ``begun`` counts."""

    def __init__(self, *lines: Progress | Ended) -> None:
        self.running = Scripted(*lines)
        self.begun = 0
        self.sandboxes: list[Path] = []

    def personal(self, data_dir: Path, player: str) -> Scripted:  # noqa: ARG002 - it learns nothing
        self.begun += 1
        return self.running

    def shared(self, data_dir: Path) -> Scripted:  # noqa: ARG002 - it learns nothing
        self.begun += 1
        return self.running

    def forgetting_lab(self, data_dir: Path, player: str, sandbox: Path) -> Scripted:  # noqa: ARG002
        self.begun += 1
        self.sandboxes.append(sandbox)
        return self.running


class Examples:
    """Starts made-up fine-tunes. ``points``: so many points of a curve, and it goes on; None: to the end."""

    def __init__(self, points: int | None, result: RunState) -> None:
        self._points, self._result = points, result

    def personal(self, data_dir: Path, player: str) -> Scripted:  # noqa: ARG002 - it learns nothing
        lines = [Progress("features", 0.2, 14.0), Progress("trials", 0.6, 8.0)]
        for step in range(self._points if self._points is not None else 30):
            point = CurvePoint(held_out=0.98 - 0.16 * 0.8**step, known=0.992 - 0.0004 * (step % 5))
            lines.append(Progress("fit", 0.85 + step / 300, 3.0, point))
        return self._script(lines, _learned(self._result))

    def shared(self, data_dir: Path) -> Scripted:
        lines: list[Progress | Ended] = [
            replace(line, in_play=None) if isinstance(line, Ended) else line
            for line in self.personal(data_dir, "").poll()
        ]
        return Scripted(*lines)

    def forgetting_lab(self, data_dir: Path, player: str, sandbox: Path) -> Scripted:  # noqa: ARG002
        count = self._points if self._points is not None else 241
        points = [_forgotten(step) for step in range(count)]
        lines = [Progress("forget", 0.5 + 0.45 * at / 240, 4.0, point) for at, point in enumerate(points)]
        reason = Reason(Code.LAB, {"digit": 1, "lost": 0.34})
        return self._script(lines, Ended(RunState.FORGOTTEN, reason, rehearsed=0.991))

    def _script(self, lines: Sequence[Progress], end: Ended) -> Scripted:
        return Scripted(*lines, *([end] if self._points is None else []))


def _learned(result: RunState) -> Ended:
    fixed = [Flip(sample, 1, 7, 1, Change.FIXED) for sample in (8, 10, 12)]
    broken = Flip(43, 7, 7, 1, Change.BROKEN)
    if result is RunState.REFUSED:
        return Ended(result, Reason(Code.READS_FEWER), held_out=(12, 11, 10), in_play=12, flips=(broken,))
    reason = Reason(Code.BETTER, {"fixed": 3, "broken": 1, "samples": 48})
    return Ended(result, reason, held_out=(12, 9, 11), in_play=12, flips=(*fixed, broken))


def _forgotten(step: int) -> CurvePoint:
    """One point of the forgetting lab's curve: one digit after the other falls."""
    digits = {d: 0.99 - 0.85 * _smooth((step - 18 * (d * 7 % 10)) / 40) for d in range(10) if d != 1}
    digits[1] = 0.98 + 0.01 * _smooth(step / 60)
    return CurvePoint(own=0.99 - 0.2 * 0.96**step, known=sum(digits.values()) / 10, per_digit=digits)


def _smooth(turn: float) -> float:
    """From 0 to 1 by smoothstep."""
    turn = min(max(turn, 0.0), 1.0)
    return turn * turn * (3 - 2 * turn)


@lru_cache(maxsize=1)
def shipped() -> Bundle:
    return bundles.read(bundles.shipped())


class ExampleSlot:
    """Has the shipped bundle in use, and opens nothing."""

    ready = True

    def __init__(self) -> None:
        self.reader: Any = SimpleNamespace(bundle=shipped())

    def load(self) -> str | None:
        return None

    def load_head(self, player: int) -> str | None:  # noqa: ARG002 - nobody reads with it
        return None

    def use_head(self, player: int, head: Head | None) -> None:
        """Nobody reads with it."""


def keep(folder: Path, name: str, parent: str | None, day: int, **changes: Any) -> None:
    """Keep a head of the first player's, learned at noon on a day in May."""
    values: dict[str, Any] = {
        "id": name,
        "player": FIRST,
        "trunk": trunk_of(shipped()),
        "bundle": shipped().id,
        "created": f"2026-05-{day:02}T12:00:00.000Z",
        "temperature": 1.0,
        "threshold": 0.8,
        "published": True,
        "parent": parent,
        "training": {"samples": 10 * day},
        "figures": {"own": {"accuracy_before": 0.8, "accuracy_after": 0.9}},
    }
    linear = Linear(np.zeros((4, 11), np.float32), np.zeros(11, np.float32))
    heads.keep(folder / "models", Head(About(**{**values, **changes}), linear))


class ExampleTrainer(Trainer):
    """A trainer of the first player, who has learned three times, in a folder of its own.

    Args:
        points, result: of what it starts, see :class:`Examples`.
        start: starts other fine-tunes instead.
    """

    def __init__(
        self,
        points: int | None = None,
        result: RunState = RunState.PUBLISHED,
        start: Scripts | None = None,
    ) -> None:
        self._home = TemporaryDirectory(prefix="digit-duel-example-", ignore_cleanup_errors=True)
        folder = Path(self._home.name)
        self.models = folder / "models"
        for name, parent, day, hour, samples, before, after, refused in (
            ("first", None, 2, 14, 24, 0.83, 0.92, False),
            ("odd", "first", 3, 11, 29, 0.92, 0.9, True),
            ("second", "first", 4, 12, 48, 0.92, 0.98, False),
        ):
            keep(
                folder,
                name,
                parent,
                day,
                created=f"2026-05-{day:02}T{hour}:05:00Z",
                published=not refused,
                reason=Reason(Code.FORGETS_DIGIT, {"digit": 7}) if refused else Reason(),
                training={"samples": samples},
                figures={"own": {"accuracy_before": before, "accuracy_after": after}},
            )
        heads.select(self.models, FIRST, "second")
        super().__init__(folder, ExampleSlot(), start or Examples(points, result))

    @property
    def used(self) -> str | None:
        """The head that the player reads with."""
        return heads.selected(self.models, FIRST)

    def close(self) -> None:
        super().close()
        self._home.cleanup()
