"""What a personal fine-tune is judged by: digits that nothing was fitted on, each for one purpose."""

from __future__ import annotations

import numpy as np
import pytest

from recognizer.head import Linear
from recognizer.reader import Reader
from training.personal import Bench
from training.replay import SOURCES


@pytest.fixture(scope="module")
def bench() -> Bench:
    return Bench.of(Reader.open())


def test_the_gates_digits_choose_nothing_and_are_not_fitted(bench: Bench) -> None:
    tried, frozen, check = bench.tried, bench.frozen, bench.replay.check
    assert abs(len(tried.labels) - len(frozen.labels)) <= 1
    together = np.concatenate([tried.features, frozen.features])
    assert len(together) == len(check.labels)
    assert np.array_equal(np.sort(together.sum(axis=1)), np.sort(check.features.sum(axis=1)))
    for source in np.unique(check.sources):
        for label in np.unique(check.labels[check.sources == source]):
            counts = [((part.sources == source) & (part.labels == label)).sum() for part in (tried, frozen)]
            assert min(counts) >= 0.4 * sum(counts)
    fitted = {row.tobytes() for row in bench.fitted.features} | {
        row.tobytes() for row in bench.apart.features
    }
    assert sum(row.tobytes() in fitted for row in together) <= 0.001 * len(together)


def test_what_is_forgotten_is_told_by_scanned_digits(bench: Bench) -> None:
    base = bench.replay.linear
    assert bench.forgotten(base) == 0.0
    swapped = [0, 1, 2, 7, 4, 5, 6, 3, 8, 9, 10]
    worse = Linear(base.weights[:, swapped], base.bias[swapped])
    scanned = bench.tried.labels[bench.tried.sources == SOURCES.index("MNIST")]
    assert bench.forgotten(worse) == pytest.approx(np.isin(scanned, (3, 7)).mean(), abs=0.01)
