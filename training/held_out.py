"""Players' held-out samples, which no fitting sees: how they are read before and after, and what flips.

A player's own are read as play reads them: by the layer, and by what is known of the hand.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from data.records import Sample
from recognizer.habits import STRANGER, Habits
from recognizer.head import Linear
from recognizer.ink import Ink
from recognizer.likeness import weigh
from recognizer.network import CLASSES
from recognizer.reader import Reader
from training import gate
from training.adapt import Floats
from training.calibrate import shares
from training.datasets import Labels
from training.gate import Shares
from training.personal import Bench
from training.stored import images_of, labels_of


@dataclass(frozen=True)
class Knowing:
    """What a player is read with: a last layer, and what is known of the hand."""

    layer: Linear
    temperature: float
    habits: Habits = STRANGER


@dataclass(frozen=True)
class Held:
    """A player's held-out samples, with their features ``[n, F]`` by the reader's network."""

    ids: list[int]
    inks: list[Ink | None]
    features: Floats
    labels: Labels

    @classmethod
    def of(cls, reader: Reader, held: Sequence[Sample]) -> Held:
        return cls(
            [sample.id for sample in held],
            [sample.ink for sample in held],
            reader.infer(images_of(held))[1],
            labels_of(held),
        )

    def read(self, by: Knowing) -> Shares:
        """Probabilities ``[n, 11]``; an imported picture tells nothing of the pen's way."""
        read = shares(by.layer.logits(self.features), by.temperature)
        pairs = zip(read, self.inks, strict=True)
        weighed = [row if ink is None else weigh(row, ink, by.habits) for row, ink in pairs]
        return np.array(weighed).reshape(-1, CLASSES)

    def flips(self, before: Knowing, after: Knowing) -> dict[str, Any]:
        """What changed on them: see :func:`flips`."""
        return flips(self.ids, self.labels, self.read(before), self.read(after))

    def point(self, bench: Bench, by: Knowing) -> dict[str, Any]:
        """A point of the live curve: shares right of the held-out samples and of the rehearsed digits."""
        check = bench.replay.check
        known = gate.right(by.layer.logits(check.features), check.labels)
        own = gate.right(self.read(by), self.labels)
        return {"held_out": float(own.mean()) if self.ids else None, "known": float(known.mean())}


def between(held: Sequence[Sample], before: Reader, after: Reader) -> dict[str, Any]:
    """What changed on held-out samples from one reader to another: see :func:`flips`."""
    images = images_of(held)
    return flips(
        [sample.id for sample in held], labels_of(held), before.infer(images)[0], after.infer(images)[0]
    )


def flips(
    ids: Sequence[int], labels: Labels, before: Floats | Shares, after: Floats | Shares
) -> dict[str, Any]:
    """From logits or probabilities ``[n, 11]``: ``held_out`` (samples, right before, right after), and
    ``flips``: for each sample that is read otherwise now, its id, label, what it was read as and is now, and
    whether that is ``fixed`` or ``broken`` (or merely ``changed``: wrong in another way)."""
    if not len(ids):
        return {"held_out": [0, 0, 0], "flips": []}
    was, now_right = gate.right(before, labels), gate.right(after, labels)
    read_before, read_after = before.argmax(axis=1), after.argmax(axis=1)
    flipped = [
        {
            "sample": ids[place],
            "label": int(labels[place]),
            "before": int(read_before[place]),
            "after": int(read_after[place]),
            "change": "fixed" if now_right[place] else "broken" if was[place] else "changed",
        }
        for place in np.flatnonzero((read_before != read_after) | (was != now_right)).tolist()
    ]
    return {"held_out": [len(ids), int(was.sum()), int(now_right.sum())], "flips": flipped}
