"""The training script: digits in, a Keras model out. Runs on any Keras backend; reads from top to bottom.

Both networks are trained in this one way. What differs between them is in :data:`PICTURE` and :data:`PATH`.
"""

from __future__ import annotations

import json
import time
from collections.abc import Callable, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import asdict, dataclass, field
from multiprocessing import get_context
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from recognizer import networks
from recognizer.reading import NOT_A_DIGIT
from training import datasets
from training.datasets import DataError, Images, Labels, PenSample
from training.train import negatives
from training.train.augment import ink_of, vary_images, vary_ink
from training.train.augment_path import strokes_of, varied, vary_path

if TYPE_CHECKING:
    import keras

CHECKPOINT = "checkpoint.keras"
PROGRESS = "progress.json"


@dataclass(frozen=True, slots=True)
class TrainSettings:
    """How to train. The same settings on the same data and backend give the same model.

    Attributes:
        epochs: passes over the data; the learning rate falls to zero over all of them (cosine).
        fresh: ink gets new variations after this many epochs; pictures get them in every epoch.
        every: one in this many of MNIST's pictures is shown; other ones whenever ink gets new variations.
        ink_copies: how often each pen digit is shown in an epoch, with another variation each time.
        run_together: glyphs in an epoch that are two digits or more taken for one.
        scribbles: made-up scribbles in an epoch.
        held: when training goes on from a trained network, the share of its weights in the final mix of old
            and new ones. A mix is often better than both: it keeps more of what the old network could do
            (Wortsman et al., "Robust fine-tuning", CVPR 2022).
        averaged: the weights are the mean of those at the end of this many of the last epochs.
    """

    epochs: int = 24
    fresh: int = 2
    batch: int = 128
    peak_rate: float = 2.5e-3
    weight_decay: float = 2e-2
    label_smoothing: float = 0.03
    every: int = 2
    ink_copies: int = 3
    run_together: int = 6000
    scribbles: int = 1500
    held: float = 0.0
    averaged: int = 1
    seed: int = 1


#: For learners: MNIST alone, minutes on two cores.
QUICK = TrainSettings(epochs=1, every=1, ink_copies=0, run_together=0, scribbles=0, peak_rate=3e-3)
#: To go on from a trained network: all of MNIST, and gentler.
FURTHER = TrainSettings(epochs=6, every=1, peak_rate=1.2e-3, held=0.5, averaged=2)
#: For the path network, which sees no MNIST.
FOLLOWING = TrainSettings(epochs=20, peak_rate=3e-3, averaged=5)


@dataclass(frozen=True)
class Data:
    """What to learn from, without the writers who are kept out."""

    images: Images
    labels: Labels
    digits: Sequence[PenSample] = ()
    others: Sequence[PenSample] = ()


@dataclass(slots=True)
class Epoch:
    """The figures of one epoch: its number, mean loss, seconds, and the shares that ``measure`` returned."""

    number: int
    loss: float
    seconds: float
    figures: dict[str, float] = field(default_factory=dict)


Shown = NDArray[Any]
"""What an epoch shows, glyph by glyph."""


@dataclass(frozen=True, slots=True)
class Course:
    """How one of the networks is taught.

    Attributes:
        build: makes the untrained network of a seed.
        mnist: whether it sees MNIST.
        shown: all that is shown in an epoch with the ink in its variations of that number, and the labels.
        varied: a batch of it as the network's input.
    """

    build: Callable[[int], keras.Model]
    mnist: bool
    shown: Callable[[Data, TrainSettings, int], tuple[Shown, Labels]]
    varied: Callable[[Shown, np.random.Generator], NDArray[np.float32]]


Measure = Callable[["keras.Model"], dict[str, float]]
Report = Callable[[int, int, Epoch | None], None]
"""Called with the number of batches done and of all batches of the running epoch; at its end also with the
epoch."""


def fit(
    course: Course,
    data: Data,
    settings: TrainSettings,
    folder: Path,
    *,
    measure: Measure,
    report: Report,
    resume: bool = True,
    start: Path | None = None,
) -> tuple[keras.Model, list[Epoch]]:
    """Trains a network and returns it with the figures of its epochs.

    After each epoch the state is saved in ``folder``; a later call with the same settings goes on from there.

    Args:
        measure: figures of the model on digits that are not in ``data``, once an epoch.
        report: called after every batch and epoch.
        start: a trained model to go on from, a ``.keras`` file; None: begin with an untrained network.
    """
    import keras

    folder.mkdir(parents=True, exist_ok=True)
    repeatable()
    steps = _batches(course, data, settings)
    learner, epochs = _kept(folder, settings) if resume else (None, [])
    if learner is None:
        model = course.build(settings.seed)
        if start is not None:
            model.set_weights(keras.saving.load_model(start, compile=False).get_weights())
        learner = keras.Model(model.input, model.output["logits"])
        learner.compile(
            keras.optimizers.AdamW(_rate(settings, steps), weight_decay=settings.weight_decay),
            keras.losses.CategoricalCrossentropy(from_logits=True, label_smoothing=settings.label_smoothing),
        )
    model = keras.Model(
        learner.input, {"logits": learner.output, "features": learner.get_layer("digits").output}
    )

    # The next epoch's ink is varied in a process of its own while this one is learned.
    with ProcessPoolExecutor(1, get_context("spawn"), _take_data, (course, data, settings)) as elsewhere:
        first = len(epochs)
        upcoming = elsewhere.submit(_shown_elsewhere, first // settings.fresh)
        for number in range(first, settings.epochs):
            started = time.monotonic()
            if number == first or number % settings.fresh == 0:
                shown, labels = upcoming.result()
                if (number // settings.fresh + 1) * settings.fresh < settings.epochs:
                    upcoming = elsewhere.submit(_shown_elsewhere, number // settings.fresh + 1)
            rng = np.random.default_rng([settings.seed, number, 1])
            order = rng.permutation(len(shown))[: steps * settings.batch].reshape(steps, -1)
            learner.reset_metrics()
            _reseed(learner, [settings.seed, number])
            loss = 0.0
            for step, chosen in enumerate(order):
                x = course.varied(shown[chosen], rng)
                # What Keras returns is the mean over the batches since the reset.
                loss = float(learner.train_on_batch(x, np.eye(networks.CLASSES, dtype="f4")[labels[chosen]]))
                report(step + 1, steps, None)
            epoch = Epoch(number + 1, loss, time.monotonic() - started, measure(model))
            epochs.append(epoch)
            _keep(folder, learner, settings, epochs)
            report(steps, steps, epoch)
    if settings.averaged > 1:
        numbers = range(max(1, settings.epochs - settings.averaged + 1), settings.epochs + 1)
        ends = [keras.saving.load_model(_checkpoint(folder, n), compile=False) for n in numbers]
        weights = zip(*(end.get_weights() for end in ends), strict=True)
        model.set_weights([np.mean(layer, axis=0) for layer in weights])
    if start is not None and settings.held:
        before = keras.saving.load_model(start, compile=False).get_weights()
        pairs = zip(before, model.get_weights(), strict=True)
        model.set_weights([settings.held * old + (1 - settings.held) * new for old, new in pairs])
    return model, epochs


def repeatable() -> None:
    """Makes TensorFlow add up in a fixed order: with Adam, tiny differences grow large."""
    if backend() == "tensorflow":
        import tensorflow

        tensorflow.config.experimental.enable_op_determinism()


def backend() -> str:
    """The name of the library that Keras runs on."""
    import keras

    return str(keras.config.backend())


def _reseed(learner: keras.Model, state: list[int]) -> None:
    """Makes an epoch's dropout depend on the settings alone: Keras does not save its state with a model."""
    for layer in learner.layers:
        if hasattr(layer, "seed_generator"):
            layer.seed_generator.state.assign(state)


def _rate(settings: TrainSettings, steps: int) -> keras.optimizers.schedules.LearningRateSchedule:
    """Up to the peak in the first twentieth, then down to zero (Loshchilov and Hutter, 2017)."""
    import keras

    total = settings.epochs * steps
    return keras.optimizers.schedules.CosineDecay(
        settings.peak_rate / 20,
        decay_steps=max(1, total - total // 20),
        warmup_target=settings.peak_rate,
        warmup_steps=total // 20,
    )


def _batches(course: Course, data: Data, settings: TrainSettings) -> int:
    """How many batches an epoch has; a last one that is not full is left out."""
    shown = (
        (len(data.images) // settings.every if course.mnist else 0)
        + settings.run_together
        + settings.scribbles
    )
    shown += settings.ink_copies * (len(data.digits) + len(negatives.bars(data.digits)))
    shown += len(negatives.symbols(data.others))
    return shown // settings.batch


def _pictures(data: Data, settings: TrainSettings, turn: int) -> tuple[Images, Labels]:
    """All pictures of an epoch, not shuffled: MNIST unchanged, ink in its variations number ``turn``."""
    rng = np.random.default_rng([settings.seed, turn, 0])
    digits = list(data.digits) * settings.ink_copies
    others = negatives.symbols(data.others)
    others += negatives.bars(data.digits) * settings.ink_copies
    if settings.run_together:
        others += negatives.run_together(data.digits, rng, settings.run_together)
    # One copy of each digit is varied widely: turned pages, gaps, flagged 1s, digits drawn twice over.
    wide = len(data.digits) if settings.ink_copies else 0
    drawn = [ink_of(varied(strokes_of(sample.ink), int(sample.label), rng)) for sample in digits[:wide]]
    drawn += [vary_ink(ink, rng) for ink in (*(sample.ink for sample in digits[wide:]), *others)]
    drawn += negatives.scribbles(rng, settings.scribbles)
    part = slice(turn % settings.every, None, settings.every)
    nothing = np.full(len(drawn) - len(digits), NOT_A_DIGIT)
    labels = np.concatenate([data.labels[part], datasets.labels(digits), nothing])
    return np.concatenate([data.images[part], datasets.rasters(drawn)]), labels


def _paths(data: Data, settings: TrainSettings, turn: int) -> tuple[NDArray[np.float32], Labels]:
    """All paths of an epoch, not shuffled: ink in its variations number ``turn``."""
    rng = np.random.default_rng([settings.seed, turn, 0])
    nothing = [*negatives.symbols(data.others), *negatives.bars(data.digits) * settings.ink_copies]
    if settings.run_together:
        nothing += negatives.run_together(data.digits, rng, settings.run_together)
    nothing += negatives.scribbles(rng, settings.scribbles)
    glyphs = [(sample.ink, int(sample.label)) for sample in data.digits] * settings.ink_copies
    glyphs += [(ink, NOT_A_DIGIT) for ink in nothing]
    ways = np.stack([vary_path(strokes_of(ink), label, rng) for ink, label in glyphs])
    return ways, np.array([label for _, label in glyphs], np.int64)


def _as_they_are(paths: Shown, _: np.random.Generator) -> NDArray[np.float32]:
    return paths


PICTURE = Course(networks.build_picture, True, _pictures, vary_images)
PATH = Course(networks.build_path, False, _paths, _as_they_are)

_own_data: tuple[Course, Data, TrainSettings]


def _take_data(course: Course, data: Data, settings: TrainSettings) -> None:
    """Keeps the data in the other process. They are sent only once: sending ink takes long."""
    global _own_data
    _own_data = course, data, settings


def _shown_elsewhere(turn: int) -> tuple[Shown, Labels]:
    course, data, settings = _own_data
    return course.shown(data, settings, turn)


def _checkpoint(folder: Path, epoch: int) -> Path:
    return folder / f"{epoch}-{CHECKPOINT}"


def _keep(folder: Path, learner: keras.Model, settings: TrainSettings, epochs: list[Epoch]) -> None:
    """Saves the state for a later call. If the process is killed meanwhile, the earlier state stays."""
    part = folder / f"part-{CHECKPOINT}"
    learner.save(part)
    part.replace(_checkpoint(folder, len(epochs)))
    progress = {"plan": asdict(settings), "backend": backend(), "epochs": [asdict(epoch) for epoch in epochs]}
    written = folder / f"part-{PROGRESS}"
    written.write_text(json.dumps(progress, indent=1))
    written.replace(folder / PROGRESS)
    _checkpoint(folder, len(epochs) - settings.averaged).unlink(missing_ok=True)


def _kept(folder: Path, settings: TrainSettings) -> tuple[keras.Model | None, list[Epoch]]:
    """The state that ``_keep`` saved, if it belongs to the same settings.

    Raises:
        DataError: it is another backend's; optimizers cannot be passed from one backend to another.
    """
    import keras

    try:
        progress = json.loads((folder / PROGRESS).read_text())
    except (FileNotFoundError, json.JSONDecodeError):
        return None, []
    if progress["plan"] != asdict(settings):
        return None, []
    if progress["backend"] != backend():
        raise DataError(
            f"The training in {folder} was started with another Keras backend: go on with "
            f"KERAS_BACKEND={progress['backend']}, or start again without --resume."
        )
    epochs = [Epoch(**epoch) for epoch in progress["epochs"]]
    return keras.saving.load_model(_checkpoint(folder, len(epochs))), epochs
