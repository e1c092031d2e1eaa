"""Methods to adapt to a player's handwriting, for ``adapt-bench --method``: functions of the same form.

``head-and-habits`` is what the game does. The others are for the table in the README: they show how much
rehearsal, habits and the trunk's features help.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

import numpy as np

from recognizer.engine import KerasEngine, to_input
from recognizer.habits import STRANGER, Habits
from recognizer.head import Linear
from recognizer.ink import Ink
from recognizer.networks import CLASSES
from training.command import need_keras
from training.datasets import Floats, Images
from training.finetune.fit_head import Examples, FitSettings, fit, varied
from training.finetune.head import Samples, Workbench, examples_of, finetune
from training.finetune.workspace import sentence

_CREATED = "2000-01-01T00:00:00Z"
# How fast likeness falls with distance, and the weight of neighbours compared with the layer.
_SHARPNESS, _EVIDENCE = 12.0, 1.0
# For the whole network: as little as helps.
_STEPS, _BATCH, _RATE = 100, 64, 3e-4


@dataclass(frozen=True)
class Adapted:
    """The result of adapting.

    Attributes:
        predict: rasters, their ink where there is any, and their features → logits ``[n, 11]``.
        temperature: of these logits; None: the base's.
        habits: the player's; used even if the gate refuses the rest.
    """

    predict: Callable[[Images, Sequence[Ink | None], Floats], Floats]
    passed: bool = True
    reason: str = ""
    temperature: float | None = None
    habits: Habits = STRANGER


Method = Callable[[Workbench, Samples, int], Adapted]


def gated_head(workbench: Workbench, samples: Samples, seed: int) -> Adapted:
    """A last layer with rehearsal, used only if it passes the gate."""
    result = finetune(workbench, samples, player=0, created=_CREATED, seed=seed)
    linear, decision = result.head.linear, result.decision
    return Adapted(
        lambda _, __, features: linear.logits(features),
        decision.passed,
        sentence(decision.reason),
        result.head.about.temperature,
    )


def head_and_habits(workbench: Workbench, samples: Samples, seed: int) -> Adapted:
    """The same together with the player's habits, as the samples show them."""
    return replace(gated_head(workbench, samples, seed), habits=_habits(samples))


def habits_alone(workbench: Workbench, samples: Samples, seed: int) -> Adapted:  # noqa: ARG001 - nothing is fitted
    """The base's own layer together with the player's habits."""
    return replace(_with_layer(workbench.replay.linear), habits=_habits(samples))


def head_with_replay(workbench: Workbench, samples: Samples, seed: int) -> Adapted:
    """A last layer with rehearsal, without the gate, and believing all labels."""
    settings = FitSettings()
    linear = fit(
        workbench.replay.linear,
        examples_of(workbench.reader, samples, settings, seed),
        workbench.fitted,
        settings,
    )
    return _with_layer(linear)


def head_alone(workbench: Workbench, samples: Samples, seed: int) -> Adapted:
    """A last layer without rehearsal, to see what is forgotten."""
    settings = FitSettings()
    examples = examples_of(workbench.reader, samples, settings, seed)
    return _with_layer(fit(workbench.replay.linear, examples, None, settings))


def whole_network(workbench: Workbench, samples: Samples, seed: int) -> Adapted:
    """All layers of the picture network trained further on the player's samples, without rehearsal: a fresh
    machine has no pictures to rehearse. Batch normalisation is not trained: the samples are too few. Needs
    Keras."""
    need_keras()
    import keras

    keras.utils.set_random_seed(seed)
    engine = KerasEngine.of(workbench.reader.bundle)
    model = engine.picture
    for layer in model.layers:
        layer.trainable = not isinstance(layer, keras.layers.BatchNormalization)
    learner = keras.Model(model.input, model.output["logits"])
    learner.compile(
        keras.optimizers.Adam(_RATE), keras.losses.SparseCategoricalCrossentropy(from_logits=True)
    )
    rng = np.random.default_rng([seed, 3])
    drawn, _, each = varied(samples.inks, samples.images, FitSettings(), rng)
    labels = np.repeat(samples.labels, each)
    for _ in range(_STEPS):
        chosen = rng.integers(len(labels), size=_BATCH)
        learner.train_on_batch(to_input(drawn[chosen]), labels[chosen])

    fusion = workbench.reader.manifest.fusion
    return Adapted(lambda images, inks, _: fusion.infer(engine, images, inks)[0])


def neighbours(workbench: Workbench, samples: Samples, seed: int) -> Adapted:
    """The nearest sample of the player decides (cosine in feature space), and nothing else."""
    examples = examples_of(workbench.reader, samples, replace(FitSettings(), copies=1), seed)
    return Adapted(lambda _, __, features: _likeness(examples, features))


def prototypes(workbench: Workbench, samples: Samples, seed: int) -> Adapted:
    """The nearest class mean of the player's samples decides (Snell et al., 2017)."""
    examples = examples_of(workbench.reader, samples, FitSettings(), seed)
    labels = np.unique(examples.labels)
    means = np.stack([examples.features[examples.labels == label].mean(axis=(0, 1)) for label in labels])

    def predict(_: Images, __: Sequence[Ink | None], features: Floats) -> Floats:
        logits = np.full((len(features), CLASSES), -1e3, np.float32)
        logits[:, labels] = -((features[:, None] - means) ** 2).sum(axis=2)
        return logits

    return Adapted(predict)


def mixture(workbench: Workbench, samples: Samples, seed: int) -> Adapted:
    """The layer with rehearsal, and the neighbours' evidence added to its logits."""
    settings = FitSettings()
    examples = examples_of(workbench.reader, samples, settings, seed)
    linear = fit(workbench.replay.linear, examples, workbench.fitted, settings)
    return Adapted(
        lambda _, __, features: linear.logits(features) + _EVIDENCE * _likeness(examples, features)
    )


def _likeness(examples: Examples, features: Floats) -> Floats:
    own = examples.features.reshape(-1, examples.features.shape[2])
    labels = np.repeat(examples.labels, examples.features.shape[1])
    own = own / np.maximum(np.linalg.norm(own, axis=1, keepdims=True), 1e-6)
    asked = features / np.maximum(np.linalg.norm(features, axis=1, keepdims=True), 1e-6)
    alike = _SHARPNESS * (asked @ own.T)
    # A class without samples gets the evidence of a sample at a right angle.
    evidence = np.zeros((len(features), CLASSES), np.float32)
    for label in np.unique(labels):
        mine = alike[:, labels == label]
        evidence[:, label] = np.log(np.exp(mine).mean(axis=1))
    return evidence


def _habits(samples: Samples) -> Habits:
    return Habits.of(zip(samples.inks, samples.labels.tolist(), strict=True))


def _with_layer(linear: Linear) -> Adapted:
    return Adapted(lambda _, __, features: linear.logits(features))


METHODS: dict[str, Method] = {
    "head-and-habits": head_and_habits,
    "habits": habits_alone,
    "head": gated_head,
    "head-ungated": head_with_replay,
    "head-no-replay": head_alone,
    "whole-network": whole_network,
    "neighbours": neighbours,
    "prototypes": prototypes,
    "mixture": mixture,
}
