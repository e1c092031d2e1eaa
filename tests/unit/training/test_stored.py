"""Samples from the store on their way to a fine-tune: in order, weighed, and none that contradict others."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from data.records import Split
from tests.temporary_store import temporary_store
from tests.unit.training.made_digits import write
from training.finetune.store_samples import as_samples, samples_of


def test_samples_come_oldest_first_and_apart_from_those_held_out() -> None:
    with temporary_store() as store:
        anna, ben = (store.players.add(name, "#aa3355") for name in ("Anna", "Ben"))
        for player in (anna, ben):
            write(store, player, 5, np.random.default_rng(player.id))
        mine = samples_of(store, anna, Split.TRAIN)
        assert [sample.id for sample in mine] == sorted(sample.id for sample in mine)
        assert {sample.player_id for sample in mine} == {anna.id}
        assert len(mine) == 40 and len(samples_of(store, anna, Split.HELD_OUT)) == 10
        assert len(samples_of(store, None, Split.TRAIN)) == 80


def test_a_sample_counts_for_all_that_were_not_kept_and_not_at_all_under_two_labels() -> None:
    with temporary_store() as store:
        write(store, store.players.add("Anna", "#aa3355"), 2, np.random.default_rng(1))
        first, rare, *others = samples_of(store, None, Split.TRAIN)
    otherwise = replace(first, label=9)
    found = as_samples([first, replace(rare, kept_rate=0.25), *others, otherwise])
    assert found.labels.tolist() == [sample.label for sample in (rare, *others)]
    assert found.weights.tolist() == [4.0] + [1.0] * len(others)
    assert np.array_equal(found.images[0], rare.image) and found.inks[0] == rare.ink
