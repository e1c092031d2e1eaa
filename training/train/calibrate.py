"""Calibration: turns the network's scores into honest probabilities, on writers that training never saw.

Chosen in this order: how much each network counts, the temperature (Guo et al., "On calibration of
modern neural networks", ICML 2017), the threshold from which a digit counts as sure, and the weights of the
segmenter.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from recognizer import segment
from recognizer.decide import softmax
from recognizer.ink import Ink
from recognizer.reading import NOT_A_DIGIT
from training.bench.made_numbers import Number
from training.descent import descend

#: Share of digits that may be unsure. A question to the player costs a moment, a confident misreading spoils
#: an answer: so the threshold is as high as this share allows. (Choosing it by a price for each kind of
#: mistake was tried: thresholds from 0.5 to 0.9 differed only by chance on the calibration writers.)
UNSURE = 0.01
_THRESHOLDS = np.linspace(0.5, 0.97, 95)
# A pull towards the weights to begin with: a measure that made-up numbers say nothing about keeps its weight.
_PULL = 1e-3
# The temperature's logarithm is searched from minus the first number to plus it, by halving the range.
_SHARPEST, _HALVINGS = 2.0, 30


@dataclass(frozen=True, slots=True)
class Calibration:
    """``temperature``: logits are divided by it. ``threshold``: a digit is sure from this confidence on."""

    temperature: float
    threshold: float


def calibrate(logits: NDArray[np.float32], labels: NDArray[np.int64]) -> Calibration:
    """The calibration of logits ``[n, 11]`` that makes the labels ``[n]`` most probable."""
    temperature = _temperature(logits.astype(np.float64), labels)
    return Calibration(temperature, _threshold(softmax(logits, temperature), labels))


def weigh(
    picture: NDArray[np.float32], path: NDArray[np.float32], labels: NDArray[np.int64]
) -> tuple[float, float]:
    """What the logits ``[n, 11]`` of each network count if their sum is to make the labels most probable."""
    both = np.stack([picture, path]).astype(np.float64)
    told = both[:, np.arange(len(labels)), labels].sum(axis=1)

    def cost(weights: NDArray[np.float64]) -> tuple[float, NDArray[np.float64]]:
        logits = np.tensordot(weights, both, 1)
        expected = (softmax(logits) * both).sum(axis=(1, 2))
        return float(np.logaddexp.reduce(logits, axis=1).sum() - weights @ told), expected - told

    one, other = descend(cost, np.array([0.5, 0.5]))
    return float(one), float(other)


def _temperature(logits: NDArray[np.float64], labels: NDArray[np.int64]) -> float:
    """The temperature with the least mean surprise at the labels: where the slope of that changes sign."""
    told = logits[np.arange(len(labels)), labels].sum()
    low, high = -_SHARPEST, _SHARPEST
    for _ in range(_HALVINGS):
        middle = (low + high) / 2
        expected = (softmax(logits, np.exp(middle)) * logits).sum()
        low, high = (middle, high) if expected > told else (low, middle)
    return float(np.exp((low + high) / 2))


def _threshold(probabilities: NDArray[np.float64], labels: NDArray[np.int64]) -> float:
    """The highest threshold at which no more than :data:`UNSURE` of the digits are unsure; 0.5 if there is
    none, or no digit."""
    confidence = probabilities[labels != NOT_A_DIGIT, :10].max(axis=1)
    fitting = [t for t in _THRESHOLDS if len(confidence) and np.mean(confidence < t) <= UNSURE]
    return float(max(fitting, default=_THRESHOLDS[0]))


Probabilities = Callable[[Sequence[Ink]], NDArray[np.float64]]
"""Calibrated probabilities ``[n, 11]`` of glyphs."""


def segment_weights(numbers: Iterable[Number], probabilities: Probabilities) -> dict[str, float]:
    """The weights that make the numbers' true splits most probable among all their splits.

    This is maximum likelihood for the log-linear model in :mod:`recognizer.segment`. Numbers whose true split
    is not among the candidates are left out.
    """
    found = [choice for number in numbers if (choice := _choice(number, probabilities)) is not None]
    if not found:
        return dict(segment.WEIGHTS)
    start = np.array([segment.WEIGHTS[name] for name in segment.MEASURES])

    def cost(weights: NDArray[np.float64]) -> tuple[float, NDArray[np.float64]]:
        total, slope = 0.0, np.zeros_like(weights)
        for measures in found:
            scores = measures @ weights
            total += float(np.logaddexp.reduce(scores) - scores[0])
            slope += softmax(scores) @ measures - measures[0]
        apart = weights - start
        return total / len(found) + _PULL * float(apart @ apart), slope / len(found) + 2 * _PULL * apart

    # A measure that is the same in all splits keeps its weight, such as "pause" if no times are known.
    best = descend(cost, start)
    return {name: round(float(weight), 4) for name, weight in zip(segment.MEASURES, best, strict=True)}


def _choice(number: Number, probabilities: Probabilities) -> NDArray[np.float64] | None:
    """The summed measures of each split of a number ``[splits, measures]``, its true split first."""

    def score(glyphs: Sequence[Ink]) -> segment.LogShares:
        return segment.logs(probabilities(glyphs))

    measures, splits = segment.measured(number.ink, score)
    true = tuple(number.glyphs)
    if true not in splits:
        return None
    ordered = [true, *(split for split in splits if split != true)]
    return np.array([sum(measures[group] for group in split) for split in ordered])
