"""Calibration: scores come to mean what they say, and the segmenter learns from what it is shown."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.optimize import approx_fprime
from scipy.special import logsumexp, softmax

from recognizer import segment
from recognizer.ink import Ink
from training.bench.made_numbers import Number
from training.train.calibrate import UNSURE, calibrate, segment_weights, weigh


def scored(count: int, spread: float, others: int, seed: int = 1) -> tuple[np.ndarray, np.ndarray]:
    """Logits that say how likely each label is, and labels drawn so; the last ``others`` are no digits."""
    rng = np.random.default_rng(seed)
    logits = rng.normal(0, spread, (count + others, 11))
    logits[:count, 10] -= 20
    logits[count:, 10] += 20
    labels = np.array([rng.choice(11, p=row) for row in softmax(logits, axis=1)])
    return logits.astype(np.float32), labels


def test_the_temperature_that_sharpened_the_logits_is_found() -> None:
    logits, labels = scored(4000, 2.0, 0)
    assert calibrate(logits, labels).temperature == pytest.approx(1.0, abs=0.08)
    assert calibrate(2.5 * logits, labels).temperature == pytest.approx(2.5, abs=0.2)


@settings(max_examples=20, deadline=None)
@given(st.floats(4.0, 20.0), st.integers(0, 80), st.integers(1, 99))
def test_the_threshold_is_the_highest_that_leaves_few_digits_unsure(
    spread: float, others: int, seed: int
) -> None:
    logits, labels = scored(200, spread, others, seed)
    found = calibrate(logits, labels)
    confidence = softmax(logits / found.temperature, axis=1)[labels != 10, :10].max(axis=1)

    def unsure(threshold: float) -> float:
        return float(np.mean(confidence < threshold))

    assert 0.5 <= found.threshold <= 0.97
    assert unsure(found.threshold) <= UNSURE or found.threshold == 0.5
    assert found.threshold == 0.97 or unsure(found.threshold + 0.0051) > UNSURE


def test_without_digits_whatever_is_likelier_than_not_is_sure() -> None:
    assert calibrate(*scored(0, 3.0, 30)).threshold == 0.5


def test_the_better_witness_counts_for_more() -> None:
    """Two that say the truth with noise; what is found is where nothing near it is more probable."""
    truth, labels = scored(3000, 2.0, 0)
    rng = np.random.default_rng(2)
    one, other = (truth + rng.normal(0, noise, truth.shape) for noise in (3.0, 1.0))
    found = weigh(one.astype(np.float32), other.astype(np.float32), labels)

    def surprise(picture: float, path: float) -> float:
        logits = picture * one + path * other
        return float((logsumexp(logits, axis=1) - logits[np.arange(len(labels)), labels]).mean())

    assert 0 < found[0] < found[1]
    least = surprise(*found)
    assert all(
        least <= surprise(found[0] + a, found[1] + b) + 1e-7 for a, b in ((0.02, 0), (-0.02, 0), (0, 0.02))
    )


def even(glyphs: Sequence[Ink]) -> np.ndarray:
    """Networks that take anything for any digit."""
    return np.full((len(glyphs), 11), 1 / 11)


def two_stems(gap: float, glyphs: tuple[tuple[int, ...], ...]) -> Number:
    """Two stems so far apart in heights, as one digit or as two."""
    ink = Ink.of([[(0, 0), (0, 20)], [(20 * gap, 0), (20 * gap, 20)]])
    return Number("1" * len(glyphs), "ann", ink, glyphs, late=False)


ONE, TWO = ((0, 1),), ((0,), (1,))
NUMBERS = [two_stems(gap, ONE) for gap in (0.1, 0.2, 0.3)] + [
    two_stems(gap, TWO) for gap in (0.25, 0.35, 0.45)
]


def test_the_weights_make_the_true_splits_likeliest_but_for_a_pull() -> None:
    """By the slope of the cost written out anew, which is next to nothing there."""
    measured = []
    for number in NUMBERS:
        glyphs, splits = segment.measured(number.ink, lambda asked: segment.logs(even(asked)))
        measured.append([sum(glyphs[group] for group in split) for split in (number.glyphs, *splits)])
    start = np.array([segment.WEIGHTS[name] for name in segment.MEASURES])

    def cost(weights: np.ndarray) -> float:
        values = [np.array(rows) @ weights for rows in measured]
        surprise = np.mean([logsumexp(value[1:]) - value[0] for value in values])
        return float(surprise + 1e-3 * ((weights - start) ** 2).sum())

    found = segment_weights(NUMBERS, even)
    end = np.array([found[name] for name in segment.MEASURES])
    slopes = [np.abs(approx_fprime(at, cost, 1e-6)).max() for at in (start, end)]
    assert slopes[1] < 0.01 * slopes[0]
    assert found["pause"] == segment.WEIGHTS["pause"], "no times, nothing learned"


def test_numbers_whose_true_split_is_never_weighed_teach_nothing() -> None:
    assert segment_weights([two_stems(0.9, ONE)], even) == segment.WEIGHTS
    assert segment_weights([], even) == segment.WEIGHTS
    assert segment_weights([*NUMBERS, two_stems(0.9, ONE)], even) == segment_weights(NUMBERS, even)
