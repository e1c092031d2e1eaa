"""Fitting a last layer to a player's samples: multinomial logistic regression on features, with rehearsal.

It minimises the cross-entropy over the player's samples and over the replay set, plus a pull towards the
parent's layer. On the replay set the parent's own answers are the target (Hinton et al., 2015; Li and Hoiem,
"Learning without forgetting", 2016): where the player's samples say nothing, nothing changes. It needs NumPy
only, no Keras.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from threadpoolctl import threadpool_limits

from recognizer.decide import softmax
from recognizer.head import Linear
from recognizer.ink import Ink
from recognizer.networks import CLASSES
from recognizer.raster import raster
from training.datasets import Floats, Images, Labels
from training.descent import Doubles, descend
from training.train.augment import vary_ink


@dataclass(frozen=True, slots=True)
class FitSettings:
    """How to fit; chosen on writers for training and calibration (see ``adapt-bench``).

    Attributes:
        copies: variations of each sample, in addition to the sample itself.
        strength: of the variations, see ``augment.vary_ink``.
        rehearsal: the weight of the whole replay set, in samples; 0 switches rehearsal off. With a third of
            it, a network of MNIST alone forgets several times as much, and the gate refuses unusual
            handwriting more often. The layer learns less with it; the player's habits make up for that.
        pull: strength of the pull towards the parent's layer.
        steps: of L-BFGS, at most.
        folds: of the cross-validation.
        doubt: a label with less than this probability, out of fold, is ignored.
    """

    copies: int = 15
    strength: float = 1.0
    rehearsal: float = 2400.0
    pull: float = 0.02
    steps: int = 30
    folds: int = 5
    doubt: float = 0.02


@dataclass(frozen=True)
class Examples:
    """A player's samples as the last layer gets them.

    Attributes:
        features: ``[n, copies + 1, F]``: each sample as it is, then its variations.
        labels: ``[n]``, 0 to 10.
        weights: ``[n]``, the weight of each sample; 1 is usual.
    """

    features: Floats
    labels: Labels
    weights: Doubles

    def pick(self, chosen: NDArray[np.bool_]) -> Examples:
        return Examples(self.features[chosen], self.labels[chosen], self.weights[chosen])

    @property
    def plain(self) -> Floats:
        """Features of the samples as they are ``[n, F]``."""
        return self.features[:, 0]


@dataclass(frozen=True)
class Rehearsal:
    """Features ``[m, F]`` with the probabilities ``[m, 11]`` that the parent gives them."""

    features: Floats
    targets: Doubles

    @classmethod
    def of(cls, features: Floats, parent: Linear) -> Rehearsal:
        return cls(features, softmax(parent.logits(features)))


def varied(
    inks: Sequence[Ink | None], images: Images, settings: FitSettings, rng: np.random.Generator
) -> tuple[Images, list[Ink | None], int]:
    """Each sample and its variations, one after the other: uint8 ``[n * (copies + 1), 28, 28]``, the ink of
    each, copies + 1.

    A sample without ink (an imported picture) is moved by a pixel or so instead of being drawn again.
    """
    drawn, written = [], list[Ink | None]()
    for ink, image in zip(inks, images, strict=True):
        drawn.append(image)
        written.append(ink)
        for _ in range(settings.copies):
            other = None if ink is None else vary_ink(ink, rng, settings.strength)
            drawn.append(np.roll(image, rng.integers(-1, 2, 2), (0, 1)) if other is None else raster(other))
            written.append(other)
    return np.array(drawn, np.uint8).reshape(-1, *images.shape[1:]), written, settings.copies + 1


Watch = Callable[[int, Linear], None]
"""Called with the number of each step and the layer after it."""


def fit(
    parent: Linear,
    examples: Examples,
    rehearsal: Rehearsal | None,
    settings: FitSettings,
    *,
    watch: Watch | None = None,
) -> Linear:
    """The last layer for a player's samples. Without ``rehearsal`` only the pull keeps what is known. The
    same input gives the same layer."""
    copies = examples.features.shape[1]
    own = examples.features.reshape(-1, examples.features.shape[2])
    own_labels = np.repeat(examples.labels, copies)
    own_weights = np.repeat(examples.weights / copies, copies)
    targets = np.eye(CLASSES)[own_labels]
    features, weights = own, own_weights
    if rehearsal is not None and settings.rehearsal > 0:
        features = np.concatenate([own, rehearsal.features])
        targets = np.concatenate([targets, rehearsal.targets])
        share = settings.rehearsal / len(rehearsal.features)
        weights = np.concatenate([own_weights, np.full(len(rehearsal.features), share)])
    anchor = _flat(parent)
    size = features.shape[1] * CLASSES

    def cost(flat: Doubles) -> tuple[float, Doubles]:
        matrix, bias = flat[:size].reshape(-1, CLASSES), flat[size:]
        # Single precision is enough for the features and twice as fast; the cost is summed in double.
        logits = (features @ matrix.astype(np.float32)).astype(np.float64) + bias
        logits -= logits.max(axis=1, keepdims=True)
        surprise = logits - np.log(np.exp(logits).sum(axis=1, keepdims=True))
        apart = flat - anchor
        error = (np.exp(surprise) - targets) * weights[:, None]
        slope = np.concatenate([(features.T @ error.astype(np.float32)).ravel(), error.sum(axis=0)])
        total = -float(weights @ (targets * surprise).sum(axis=1)) + 0.5 * settings.pull * float(
            apart @ apart
        )
        return total, slope + settings.pull * apart

    def report(step: int, flat: Doubles) -> None:
        if watch is not None:
            watch(step, _layer(flat, size))

    # The matrices are small: threads would wait for one another, and for other programs, far longer than
    # they help (measured on two busy cores: it takes ten times as long).
    with threadpool_limits(1, "blas"):
        found = descend(cost, anchor, steps=settings.steps, least=1e-7, watch=report)
    return _layer(found, size)


def folds_of(labels: Labels, folds: int) -> NDArray[np.int64]:
    """The fold of each sample, 0 to ``folds`` - 1: the samples of each label are divided evenly, in order."""
    dealt = np.zeros(len(labels), np.int64)
    for label in np.unique(labels):
        places = np.flatnonzero(labels == label)
        dealt[places] = (np.arange(len(places)) + label) % folds
    return dealt


def out_of_fold(
    parent: Linear,
    examples: Examples,
    rehearsal: Rehearsal | None,
    settings: FitSettings,
    *,
    done: Callable[[float], None] = lambda _: None,
) -> Floats:
    """Logits ``[n, 11]`` of each sample as it is, from a layer that was fitted without it."""
    dealt = folds_of(examples.labels, settings.folds)
    logits = parent.logits(examples.plain)
    for fold in range(settings.folds):
        apart = dealt == fold
        if apart.any() and not apart.all():
            layer = fit(parent, examples.pick(~apart), rehearsal, settings)
            logits[apart] = layer.logits(examples.plain[apart])
        done((fold + 1) / settings.folds)
    return logits


def believed(labels: Labels, logits: Floats, settings: FitSettings) -> NDArray[np.bool_]:
    """Which labels are believed. ``logits`` ``[n, 11]`` are of layers fitted without each sample.

    A player who writes a digit in an odd way wrote others like it, so these layers know it. A label that even
    they find almost impossible is a mistake.
    """
    likely = softmax(logits)[np.arange(len(labels)), labels]
    kept: NDArray[np.bool_] = likely >= settings.doubt
    return kept


def _flat(layer: Linear) -> Doubles:
    return np.concatenate([layer.weights.ravel(), layer.bias]).astype(np.float64)


def _layer(flat: Doubles, size: int) -> Linear:
    return Linear(flat[:size].reshape(-1, CLASSES).astype(np.float32), flat[size:].astype(np.float32))
