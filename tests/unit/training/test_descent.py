"""The bottom of a valley is found, the same one that SciPy finds."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.optimize import minimize, rosen, rosen_der
from scipy.special import logsumexp

from training.descent import Doubles, descend


def bent(place: Doubles) -> tuple[float, Doubles]:
    """A valley that is long, narrow and bent; its bottom is at 1, 1, …"""
    return float(rosen(place)), np.asarray(rosen_der(place))


def surprise(seed: int, count: int = 60, width: int = 7) -> tuple[Doubles, Doubles]:
    """What a logistic regression is fitted on: features, and labels 0 or 1."""
    rng = np.random.default_rng(seed)
    features = rng.normal(0, 1, (count, width)) * rng.uniform(0.1, 10, width)
    return features, (features @ rng.normal(0, 1, width) + rng.normal(0, 3, count) > 0).astype(np.float64)


@settings(max_examples=30, deadline=None)
@given(st.integers(0, 10_000))
def test_a_regression_comes_to_the_same_as_by_scipy(seed: int) -> None:
    features, labels = surprise(seed)

    def cost(weights: Doubles) -> tuple[float, Doubles]:
        scores = features @ weights
        total = logsumexp(np.stack([np.zeros_like(scores), scores]), axis=0) - labels * scores
        error = 1 / (1 + np.exp(-scores)) - labels
        return float(total.sum()) + 0.5 * float(weights @ weights), features.T @ error + weights

    best = minimize(cost, np.zeros(7), jac=True, method="BFGS", options={"gtol": 1e-9})
    found = descend(cost, np.zeros(7), least=1e-14)
    assert cost(found)[0] == pytest.approx(best.fun, rel=1e-9)
    assert found == pytest.approx(best.x, abs=1e-3)


def test_a_bent_valley_is_followed_to_its_end() -> None:
    assert descend(bent, np.array([-1.2, 1.0, -1.2, 1.0]), least=1e-15) == pytest.approx(1.0, abs=1e-3)


def test_it_takes_no_more_steps_than_it_may_and_tells_of_each() -> None:
    told: list[int] = []
    places: list[float] = [bent(np.array([-1.2, 1.0]))[0]]

    def watch(step: int, place: Doubles) -> None:
        told.append(step)
        places.append(bent(place)[0])

    found = descend(bent, np.array([-1.2, 1.0]), steps=7, watch=watch)
    assert told == [1, 2, 3, 4, 5, 6, 7]
    assert places == sorted(places, reverse=True)
    assert bent(found)[0] == places[-1]


def test_at_the_bottom_it_stays() -> None:
    assert descend(bent, np.ones(4)).tolist() == [1.0] * 4
