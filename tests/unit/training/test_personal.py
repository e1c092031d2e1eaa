"""One personal fine-tune: what is not believed is not learned, and no sample counts for many."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from recognizer.raster import raster
from recognizer.reader import Reader
from tests.unit.training.made_digits import drawn
from training.finetune.fit_head import FitSettings
from training.finetune.head import Samples, Workbench, finetune


@pytest.fixture(scope="module")
def workbench() -> Workbench:
    return Workbench.of(Reader.open())


@pytest.fixture(scope="module")
def samples() -> Samples:
    rng = np.random.default_rng(3)
    labels = np.repeat(np.arange(10), 4)
    inks = [drawn(digit, rng) for digit in labels.tolist()]
    return Samples(inks, np.stack([raster(ink) for ink in inks]), labels, np.ones(40))


def test_a_label_that_is_not_believed_is_not_learned(workbench: Workbench, samples: Samples) -> None:
    labels = samples.labels.copy()
    labels[5] = 8  # a 1
    told = replace(samples, labels=labels)
    head = finetune(workbench, told, player=1, created="2026-01-01T00:00:00Z").head
    assert head.about.training["doubted"] == 1
    _, features = workbench.reader.infer(samples.images[5:6])
    reader = workbench.reader.with_head(head)
    likely = reader.probabilities(head.linear.logits(features))[0]
    assert likely[1] > 0.9 and likely[8] < 0.005  # where it is learned, an 8 is ten times as likely


def test_rare_samples_weigh_thrice_the_usual_one_at_most(workbench: Workbench, samples: Samples) -> None:
    def layer(weight: float) -> np.ndarray:
        weighed = replace(samples, weights=np.array([weight] + [1.0] * 39))
        hasty = FitSettings(copies=1, steps=3, folds=2)
        made = finetune(workbench, weighed, player=1, created="2026-01-01T00:00:00Z", settings=hasty)
        return made.head.linear.weights

    assert np.array_equal(layer(50.0), layer(3.0)) and not np.array_equal(layer(3.0), layer(1.0))
