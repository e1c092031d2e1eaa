"""Fitting a last layer: it learns, holds on to what it rehearses, and knows a label it cannot believe."""

from __future__ import annotations

import numpy as np
import pytest
from scipy.optimize import approx_fprime
from scipy.special import log_softmax

from recognizer.head import Linear
from tests.unit.training.made_digits import drawn
from training.finetune.fit_head import (
    Examples,
    FitSettings,
    Rehearsal,
    believed,
    fit,
    folds_of,
    out_of_fold,
    varied,
)

FEATURES = 12


@pytest.fixture
def rng() -> np.random.Generator:
    return np.random.default_rng(5)


@pytest.fixture
def parent() -> Linear:
    weights = np.zeros((FEATURES, 11), np.float32)
    weights[:11, :11] = 3 * np.eye(11)
    return Linear(weights, np.zeros(11, np.float32))


def features(labels: np.ndarray, rng: np.random.Generator) -> np.ndarray:
    """Each label has a feature of its own."""
    made = np.abs(rng.normal(0, 0.2, (len(labels), FEATURES)))
    made[np.arange(len(labels)), labels] += 2
    return made.astype(np.float32)


def examples(seen: np.ndarray, labels: np.ndarray, rng: np.random.Generator) -> Examples:
    plain = features(seen, rng)
    return Examples(np.stack([plain, plain + 0.02], axis=1), labels, np.ones(len(labels)))


def rehearsal(parent: Linear, rng: np.random.Generator) -> Rehearsal:
    return Rehearsal.of(features(np.arange(440) % 10, rng), parent)


def test_a_hand_that_swaps_two_digits_is_learned(parent: Linear, rng: np.random.Generator) -> None:
    # What looks like a 3 to the trunk, with a mark of its own, is this player's 8.
    seen, labels = np.repeat(np.arange(10), 5), np.repeat([0, 1, 2, 8, 4, 5, 6, 7, 8, 9], 5)
    learned = examples(seen, labels, rng)
    learned.features[seen == 3, :, 11] += 2
    made = fit(parent, learned, rehearsal(parent, rng), FitSettings())
    assert (made.logits(learned.plain).argmax(axis=1) == labels).all()
    others = np.arange(100) % 10
    assert (made.logits(features(others, rng)).argmax(axis=1) == others).mean() > 0.97


def test_without_rehearsal_the_other_digits_fall(parent: Linear, rng: np.random.Generator) -> None:
    only_threes = examples(np.full(10, 3), np.full(10, 8), rng)
    others = np.arange(200) % 10
    asked = features(others, rng)
    settings = FitSettings(pull=1e-4)
    kept = fit(parent, only_threes, rehearsal(parent, rng), settings)
    lost = fit(parent, only_threes, None, settings)
    right = [(layer.logits(asked).argmax(axis=1) == others).mean() for layer in (kept, lost)]
    assert right[0] > right[1]


def test_the_same_input_gives_the_same_layer(parent: Linear, rng: np.random.Generator) -> None:
    labels = np.arange(30) % 10
    learned, known = examples(labels, labels, rng), rehearsal(parent, rng)
    first, again = (fit(parent, learned, known, FitSettings()) for _ in range(2))
    assert np.array_equal(first.weights, again.weights) and np.array_equal(first.bias, again.bias)


def test_a_long_fit_ends_where_the_cost_is_least(parent: Linear, rng: np.random.Generator) -> None:
    """By the slope of the cost written out anew, which is next to nothing there."""
    labels = np.arange(20) % 10
    learned, known = examples(labels, (labels + 1) % 10, rng), rehearsal(parent, rng)
    learned.weights[:] = rng.uniform(0.5, 3.0, 20)
    settings = FitSettings(steps=400, pull=0.5, rehearsal=10.0)
    start = np.concatenate([parent.weights, parent.bias[None]]).ravel().astype(float)

    def cost(flat: np.ndarray) -> float:
        weights, bias = flat[:-11].reshape(-1, 11), flat[-11:]
        own = log_softmax(learned.features @ weights + bias, axis=2)[np.arange(20), :, learned.labels]
        old = log_softmax(known.features @ weights + bias, axis=1)
        kept = (known.targets * old).sum(axis=1).mean() * settings.rehearsal
        pulled = 0.5 * settings.pull * ((flat - start) ** 2).sum()
        return float(pulled - own.mean(axis=1) @ learned.weights - kept)

    made = fit(parent, learned, known, settings)
    end = np.concatenate([made.weights, made.bias[None]]).ravel().astype(float)
    slopes = [np.abs(approx_fprime(at, cost, 1e-6)).max() for at in (start, end)]
    assert slopes[1] < 0.01 * slopes[0]


def test_folds_deal_every_label_out_evenly() -> None:
    labels = np.repeat(np.arange(10), 5)
    dealt = folds_of(labels, 5)
    assert all(sorted(dealt[labels == label]) == [0, 1, 2, 3, 4] for label in range(10))
    assert sorted(folds_of(np.arange(10), 5)) == sorted([0, 1, 2, 3, 4] * 2), "single ones lie apart too"


def test_a_label_that_nothing_supports_is_not_believed(parent: Linear, rng: np.random.Generator) -> None:
    seen = np.repeat(np.arange(10), 5)
    labels = seen.copy()
    labels[12] = 7
    learned = examples(seen, labels, rng)
    trial = out_of_fold(parent, learned, rehearsal(parent, rng), FitSettings())
    kept = believed(labels, trial, FitSettings())
    assert not kept[12] and kept.sum() >= 48


def test_pictures_hold_each_sample_then_its_variations(rng: np.random.Generator) -> None:
    from recognizer.raster import raster

    inks = [drawn(3, rng), None]
    images = np.stack([raster(drawn(3, rng)), raster(drawn(7, rng))])
    made, written, each = varied(inks, images, FitSettings(copies=4), rng)
    assert each == 5 and made.shape == (10, 28, 28) and len(written) == 10
    assert written[0] == inks[0] and all(np.array_equal(made[at], raster(written[at])) for at in range(1, 5))
    assert written[5:] == [None] * 5
    assert np.array_equal(made[0], images[0]) and np.array_equal(made[5], images[1])
    assert not np.array_equal(made[1], made[0])


def test_a_picture_is_moved_by_a_pixel_every_way(rng: np.random.Generator) -> None:
    image = np.zeros((28, 28), np.uint8)
    image[14, 14] = 255
    made, _, _ = varied([None], image[None], FitSettings(copies=80), rng)
    places = {tuple(map(int, np.argwhere(picture)[0])) for picture in made[1:]}
    assert places == {(y, x) for y in (13, 14, 15) for x in (13, 14, 15)}
