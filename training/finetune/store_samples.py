"""Samples from the store: those that a fine-tune learns, and the held-out ones, which no fitting sees."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from data.records import Player, Sample, Split
from data.store import Store
from recognizer.decide import right, softmax
from recognizer.habits import Habits
from recognizer.head import Linear
from recognizer.ink import Ink
from recognizer.likeness import weigh_all
from recognizer.reader import Reader
from training.command import CommandError
from training.datasets import Floats, Images, Labels
from training.finetune.gate import Flags
from training.finetune.head import Samples, Workbench

#: With fewer samples, or samples of one digit only, nothing is learned.
LEAST_SAMPLES = 5


def samples_of(store: Store, player: Player | None, split: Split) -> list[Sample]:
    """Accepted samples, oldest first: a player's, or everybody's."""
    found = store.samples.find(player_id=player.id if player else None, split=split)
    return found[::-1]


def check(samples: Sequence[Sample], player: Player | None) -> None:
    """Checks that something can be learned from the samples.

    Raises:
        CommandError: they are too few, or contradict each other.
    """
    whose = f"{player.name} has" if player else "The store has"
    if not samples:
        raise CommandError(f"{whose} no samples yet: correct some readings, or write a lesson first.")
    if len(samples) < LEAST_SAMPLES:
        raise CommandError(
            f"{whose} only {len(samples)} samples to learn from: write at least {LEAST_SAMPLES}."
        )
    if len({sample.label for sample in samples}) < 2:
        raise CommandError(f"{whose} samples of one digit only: write at least two different ones.")
    called: dict[tuple[int | None, bytes], set[int]] = {}
    for sample in samples:
        called.setdefault((sample.player_id, sample.raster), set()).add(sample.label)
    twice = sum(len(names) > 1 for names in called.values())
    if twice * 4 > len(called):
        raise CommandError(
            f"{whose} the same pictures under different labels {twice} times: correct them under My samples."
        )


def as_samples(found: Sequence[Sample]) -> Samples:
    """Samples for fitting. A picture that has two labels is left out."""
    called: dict[bytes, set[int]] = {}
    for sample in found:
        called.setdefault(sample.raster, set()).add(sample.label)
    clear = [sample for sample in found if len(called[sample.raster]) == 1]
    return Samples(
        [sample.ink for sample in clear],
        _images(clear),
        _labels(clear),
        np.array([1.0 / sample.kept_rate for sample in clear]),
    )


def habits_of(found: Sequence[Sample]) -> Habits:
    """The player's habits, from their samples, oldest first."""
    return Habits.of((sample.ink, sample.label) for sample in found)


def _images(found: Sequence[Sample]) -> Images:
    """Their rasters, ``[n, 28, 28]``."""
    return np.array([sample.image for sample in found], np.uint8).reshape(-1, 28, 28)


def _labels(found: Sequence[Sample]) -> Labels:
    return np.array([sample.label for sample in found], np.int64)


@dataclass(frozen=True)
class HeldOut:
    """Held-out samples, with the features ``[n, F]`` that the reader's networks compute for them."""

    ids: list[int]
    inks: list[Ink | None]
    features: Floats
    labels: Labels

    @classmethod
    def of(cls, reader: Reader, held: Sequence[Sample]) -> HeldOut:
        ids, inks = [sample.id for sample in held], [sample.ink for sample in held]
        return cls(ids, inks, reader.infer(_images(held), inks)[1], _labels(held))

    def right(self, layer: Linear) -> Flags:
        """Whether each is read correctly with this last layer, the player's habits aside."""
        return right(layer.logits(self.features), self.labels)

    def in_play(self, layer: Linear, temperature: float, habits: Habits) -> int:
        """How many are read correctly with this layer and the player's habits, as in play."""
        read = softmax(layer.logits(self.features), temperature)
        return int(right(weigh_all(read, self.inks, habits), self.labels).sum())

    def flips(self, before: Linear, after: Linear) -> dict[str, Any]:
        """What changed on them: see :func:`flips`."""
        return flips(self.ids, self.labels, before.logits(self.features), after.logits(self.features))

    def point(self, workbench: Workbench, layer: Linear) -> dict[str, Any]:
        """A point of the live curve: which share of the held-out samples and of others' digits is read
        correctly."""
        check = workbench.replay.check
        known = right(layer.logits(check.features), check.labels)
        return {
            "held_out": float(self.right(layer).mean()) if self.ids else None,
            "known": float(known.mean()),
        }


def flips_between(held: Sequence[Sample], before: Reader, after: Reader) -> dict[str, Any]:
    """What changed on held-out samples from one reader to another: see :func:`flips`."""
    images, inks = _images(held), [sample.ink for sample in held]
    was, now = (reader.infer(images, inks)[0] for reader in (before, after))
    return flips([sample.id for sample in held], _labels(held), was, now)


def flips(ids: Sequence[int], labels: Labels, before: Floats, after: Floats) -> dict[str, Any]:
    """From logits ``[n, 11]``: ``held_out`` (samples, right before, right after) and ``flips``: for each
    sample that is read differently now, its id, its label, what was read before and after, and whether it is
    ``fixed``, ``broken`` or ``changed`` (wrong in another way)."""
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
