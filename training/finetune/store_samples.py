"""Samples from the store: which of them a fine-tune learns, whether they are enough, and in what form."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from data.records import Player, Sample, Split
from data.store import Store
from recognizer.habits import Habits
from training.command import CommandError
from training.datasets import Images, Labels
from training.finetune.head import Samples

#: Samples at least, of at least two kinds, without which nothing is learned.
LEAST_SAMPLES = 5


def samples_of(store: Store, player: Player | None, split: Split) -> list[Sample]:
    """Accepted samples, oldest first: a player's, or everybody's."""
    found = store.samples.find(player_id=player.id if player else None, split=split)
    return found[::-1]


def check(samples: Sequence[Sample], player: Player | None) -> None:
    """Refuses samples that nothing should be learned from.

    Raises:
        CommandError: there is too little to learn from, or it contradicts itself.
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
            f"{whose} the same pictures under different labels {twice} times: "
            "put them right on the sample wall."
        )


def as_samples(found: Sequence[Sample]) -> Samples:
    """Samples from the store for fitting; the same picture under two labels is left out."""
    called: dict[bytes, set[int]] = {}
    for sample in found:
        called.setdefault(sample.raster, set()).add(sample.label)
    clear = [sample for sample in found if len(called[sample.raster]) == 1]
    return Samples(
        [sample.ink for sample in clear],
        images_of(clear),
        labels_of(clear),
        np.array([1.0 / sample.kept_rate for sample in clear]),
    )


def habits_of(found: Sequence[Sample]) -> Habits:
    """What samples, oldest first, tell of the hand."""
    return Habits.of((sample.ink, sample.label) for sample in found)


def images_of(found: Sequence[Sample]) -> Images:
    """Their rasters, ``[n, 28, 28]``."""
    return np.array([sample.image for sample in found], np.uint8).reshape(-1, 28, 28)


def labels_of(found: Sequence[Sample]) -> Labels:
    return np.array([sample.label for sample in found], np.int64)
