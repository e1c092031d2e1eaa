"""Players' held-out samples, which no fitting sees: how they are read before and after, and what flips."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from data.records import Sample
from recognizer.decide import right, softmax
from recognizer.habits import Habits
from recognizer.head import Linear
from recognizer.ink import Ink
from recognizer.likeness import weigh_all
from recognizer.reader import Reader
from training.datasets import Labels
from training.finetune.fit_head import Floats
from training.finetune.gate import Flags
from training.finetune.head import Bench
from training.finetune.store_samples import images_of, labels_of


@dataclass(frozen=True)
class Held:
    """Held-out samples, with their features ``[n, F]`` by the reader's networks."""

    ids: list[int]
    inks: list[Ink | None]
    features: Floats
    labels: Labels

    @classmethod
    def of(cls, reader: Reader, held: Sequence[Sample]) -> Held:
        ids, inks = [sample.id for sample in held], [sample.ink for sample in held]
        return cls(ids, inks, reader.infer(images_of(held), inks)[1], labels_of(held))

    def right(self, layer: Linear) -> Flags:
        """Whether each is read rightly with such a last layer, by somebody who does not know the hand."""
        return right(layer.logits(self.features), self.labels)

    def in_play(self, layer: Linear, temperature: float, habits: Habits) -> int:
        """How many are read rightly with such a layer by somebody who knows the hand."""
        read = softmax(layer.logits(self.features), temperature)
        return int(right(weigh_all(read, self.inks, habits), self.labels).sum())

    def flips(self, before: Linear, after: Linear) -> dict[str, Any]:
        """What changed on them: see :func:`flips`."""
        return flips(self.ids, self.labels, before.logits(self.features), after.logits(self.features))

    def point(self, bench: Bench, layer: Linear) -> dict[str, Any]:
        """A point of the live curve: shares right of the held-out samples and of the rehearsed digits."""
        check = bench.replay.check
        known = right(layer.logits(check.features), check.labels)
        return {
            "held_out": float(self.right(layer).mean()) if self.ids else None,
            "known": float(known.mean()),
        }


def between(held: Sequence[Sample], before: Reader, after: Reader) -> dict[str, Any]:
    """What changed on held-out samples from one reader to another: see :func:`flips`."""
    images, inks = images_of(held), [sample.ink for sample in held]
    was, now = (reader.infer(images, inks)[0] for reader in (before, after))
    return flips([sample.id for sample in held], labels_of(held), was, now)


def flips(ids: Sequence[int], labels: Labels, before: Floats, after: Floats) -> dict[str, Any]:
    """From logits ``[n, 11]``: ``held_out`` (samples, right before, right after), and ``flips``: for each
    sample that is read otherwise now, its id, label, what it was read as and is now, and whether that is
    ``fixed`` or ``broken`` (or merely ``changed``: wrong in another way)."""
    if not len(ids):
        return {"held_out": [0, 0, 0], "flips": []}
    was, now_right = right(before, labels), right(after, labels)
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
