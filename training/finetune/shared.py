"""The shared fine-tune: a new bundle from everybody's samples.

Without other data it fits the last layer, and rehearses on the bundle's replay set. With ``--mnist`` or
``--ink`` it trains the whole picture network a little further, and rehearses on these. Needs TensorFlow.
"""

from __future__ import annotations

import argparse
import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from functools import partial
from typing import Any

import numpy as np

from data.columns import now, to_text
from data.records import Run, Sample, Split
from recognizer import bundle as bundles
from recognizer.bundle import PICTURE_MODEL, REPLAY, Bundle
from recognizer.decide import softmax
from recognizer.engine import KerasEngine
from recognizer.networks import CLASSES
from recognizer.raster import raster
from recognizer.reader import Reader
from recognizer.reason import Code, Reason
from recognizer.slot import select
from training.command import CommandError
from training.datasets import Images, Labels
from training.finetune import gate, rehearsal
from training.finetune.fit_head import FitSettings
from training.finetune.head import Samples, Workbench, finetune
from training.finetune.rehearsal import Replay
from training.finetune.store_samples import HeldOut, as_samples, flips_between, samples_of
from training.finetune.workspace import Place, ProgressPrinter, conclude
from training.train import export, fit, sources
from training.train.augment import vary_images, vary_ink
from training.train.calibrate import Calibration, calibrate
from training.train.fit import Data
from training.train.sources import Infer, Part

# Everybody's samples are many: each is varied less. A shared model knows no habits that make up for what it
# does not learn: rehearsal holds it back less.
SETTINGS = FitSettings(copies=5, rehearsal=1200.0)
# What everybody reads with may not get worse for others, however much some players gain.
RULES = gate.Rules(allowance=0.0)
# For the whole network: steps, digits in each, how many of them are players', and the peak learning rate.
STEPS, BATCH, FROM_PLAYERS, RATE = 320, 128, 48, 4e-4


@dataclass(frozen=True)
class Candidate:
    """Networks that may become a bundle, with all that goes into its files, and the gate's decision."""

    engine: KerasEngine
    replay: Replay
    calibration: Calibration
    decision: gate.Decision
    training: Mapping[str, Any]
    reported: Mapping[str, float]


def run(
    place: Place, found: Sequence[Sample], log: Run, arguments: argparse.Namespace, printer: ProgressPrinter
) -> None:
    """Makes a new bundle, publishes it, and puts it to use if the gate lets it pass."""
    if not export.can_export():
        raise CommandError("A shared fine-tune needs TensorFlow: run it with KERAS_BACKEND=tensorflow.")
    samples = as_samples(found)
    aside = samples_of(place.store, None, Split.HELD_OUT)
    if arguments.mnist is not None or arguments.ink:
        made = whole_network(place.base, samples, as_samples(aside), arguments, printer)
    else:
        made = last_layer(place.base, samples, aside, arguments.seed, printer)
    printer.tell("publish", 0.9, {})
    bundle = publish(place, made)
    flips = flips_between(aside, Reader.of(place.base), Reader.of(bundle))
    if made.decision.passed:
        select(place.models, bundle.id)
    ended = conclude(place, log, made.decision, bundle.id, {**made.reported, **flips})
    printer.end(ended.state, ended.reason, run=log.id, bundle=bundle.id, **flips)


def publish(place: Place, made: Candidate) -> Bundle:
    """Writes the candidate as a bundle, refused or not, with the gate's decision in its manifest.

    Raises:
        BundleError: the disk refuses.
    """
    files = {**export.files_of(made.engine), REPLAY: made.replay.to_bytes()}
    created = to_text(now())
    stamp = "".join(c for c in created[:19] if c.isdigit())
    gate_says = made.decision
    judged = {"passed": gate_says.passed, "reason": gate_says.reason.to_json(), **gate_says.figures}
    manifest = replace(
        place.base.manifest,
        id=f"shared-{stamp}-{hashlib.sha256(files[PICTURE_MODEL]).hexdigest()[:6]}",
        created=created,
        parent=place.base.id,
        temperature=made.calibration.temperature,
        threshold=made.calibration.threshold,
        training={**place.base.manifest.training, "finetune": dict(made.training)},
        figures={**made.reported, "gate": judged},
    )
    return bundles.publish(place.models, manifest, files)


def last_layer(
    base: Bundle, samples: Samples, aside: Sequence[Sample], seed: int, printer: ProgressPrinter
) -> Candidate:
    """A new last layer on the base's features, fitted like a personal one.

    Args:
        aside: held-out samples, for the live curve only.
    """
    workbench = Workbench.of(Reader.of(base))
    held = HeldOut.of(workbench.reader, aside)
    result = finetune(
        workbench,
        samples,
        player=0,
        created="2000-01-01T00:00:00Z",
        settings=SETTINGS,
        rules=RULES,
        seed=seed,
        tell=lambda step, done, shown: printer.tell(step, done * 0.8, shown),
        show=lambda step, layer: {"curve": {"step": step, **held.point(workbench, layer)}},
    )
    engine = KerasEngine.of(base)
    layer = result.head.linear
    rehearsal.set_last_layer(engine, base.manifest.fusion, layer)
    about = result.head.about
    return Candidate(
        engine,
        replace(workbench.replay, linear=layer),
        Calibration(about.temperature, about.threshold),
        result.decision,
        {**about.training, "what": "last layer"},
        {},
    )


def whole_network(
    base: Bundle, samples: Samples, held: Samples, arguments: argparse.Namespace, printer: ProgressPrinter
) -> Candidate:
    """The whole picture network, trained a little further. The path network stays as it was.

    Both together are judged on the players' held-out samples, and on MNIST training images (and pen ink) that
    no training saw. How well they read the MNIST test set is only reported.
    """
    found = sources.gather(arguments.mnist, arguments.ink)
    printer.tell("features", 0.05, {})
    engine = _trained_further(base, samples, found.data, arguments.seed, printer)
    fusion = base.manifest.fusion
    infer = partial(fusion.infer, engine)
    printer.tell("check", 0.72, {})
    calibration, decision = _compared(Reader.of(base), infer, samples, held, found.check)
    reported = sources.accuracies(infer, [part for part in found.final if not part.writers])
    printer.tell("check", 0.88, {})
    return Candidate(
        engine,
        rehearsal.of_networks(engine, fusion, found.data, found.check),
        calibration,
        decision,
        {"samples": len(samples.labels), "what": "whole network", "steps": STEPS},
        reported,
    )


def _trained_further(
    base: Bundle, samples: Samples, data: Data, seed: int, printer: ProgressPrinter
) -> KerasEngine:
    """The base's networks, the picture's after :data:`STEPS` batches, each of players' samples and of old
    digits. The same seed and samples give the same network."""
    import keras

    # Dropout takes its seed when the network is opened.
    keras.utils.set_random_seed(seed)
    fit.repeatable()
    engine = KerasEngine.of(base)
    model = engine.picture
    learner = keras.Model(model.input, model.output["logits"])
    schedule = keras.optimizers.schedules.CosineDecay(RATE / 10, STEPS, warmup_target=RATE, warmup_steps=20)
    learner.compile(
        keras.optimizers.AdamW(schedule, weight_decay=4e-3),
        keras.losses.CategoricalCrossentropy(from_logits=True, label_smoothing=0.03),
    )
    rng = np.random.default_rng([seed, 11])
    pool = _rehearsed(data, rng)
    for step in range(STEPS):
        images, labels = _batch(samples, pool, rng)
        learner.train_on_batch(vary_images(images, rng), np.eye(CLASSES, dtype="f4")[labels])
        if step % 8 == 0:
            printer.tell("fit", 0.08 + 0.62 * step / STEPS, {})
    return engine


def _compared(
    before: Reader, infer: Infer, samples: Samples, held: Samples, check: Sequence[Part]
) -> tuple[Calibration, gate.Decision]:
    """The calibration of what ``infer`` says, and the gate's decision on it against the reader in use. Each
    uses one half of the digits that no training saw."""
    images = np.concatenate([part.rasters for part in check])
    labels = np.concatenate([part.labels for part in check])
    groups = np.repeat(np.arange(len(check)), [len(part.labels) for part in check])
    inks = [ink for part in check for ink in part.inks or [None] * len(part.labels)]
    was, logits = before.infer(images, inks)[0], infer(images, inks)[0]
    judged = np.arange(len(labels)) % 2 == 1
    calibration = calibrate(
        np.concatenate([logits[~judged], infer(samples.images, samples.inks)[0]]),
        np.concatenate([labels[~judged], samples.labels]),
    )
    # So that nobody is asked more often than before.
    calibration = replace(calibration, threshold=min(calibration.threshold, before.threshold))
    if not len(held.labels):
        return calibration, gate.Decision(False, Reason(Code.NO_TEST))
    own = gate.Paired(
        held.labels,
        before.probabilities(before.infer(held.images, held.inks)[0]),
        softmax(infer(held.images, held.inks)[0], calibration.temperature),
        before.threshold,
        calibration.threshold,
        weights=held.weights,
    )
    frozen = gate.Paired(
        labels[judged],
        before.probabilities(was[judged]),
        softmax(logits[judged], calibration.temperature),
        before.threshold,
        calibration.threshold,
        groups=groups[judged],
    )
    return calibration, gate.judge(own, frozen, RULES)


def _rehearsed(data: Data, rng: np.random.Generator) -> tuple[Images, Labels]:
    """Enough old digits for all steps: half MNIST, half pen ink if there is any."""
    count = STEPS * (BATCH - FROM_PLAYERS)
    chosen = rng.permutation(len(data.images))[: count if not data.digits else count // 2]
    images, labels = [data.images[chosen]], [data.labels[chosen]]
    if data.digits:
        places = rng.integers(len(data.digits), size=min(count // 2, 8000))
        images.append(np.stack([raster(vary_ink(data.digits[place].ink, rng)) for place in places]))
        labels.append(np.array([int(data.digits[place].label) for place in places], np.int64))
    return np.concatenate(images), np.concatenate(labels)


def _batch(samples: Samples, pool: tuple[Images, Labels], rng: np.random.Generator) -> tuple[Images, Labels]:
    """:data:`BATCH` digits, :data:`FROM_PLAYERS` of them the players', each drawn again."""
    chance = samples.weights / samples.weights.sum()
    own = rng.choice(len(samples.labels), FROM_PLAYERS, p=chance)
    drawn = []
    for place in own:
        ink = samples.inks[place]
        drawn.append(samples.images[place] if ink is None else raster(vary_ink(ink, rng)))
    images, labels = pool
    old = rng.integers(len(labels), size=BATCH - FROM_PLAYERS)
    return np.concatenate([drawn, images[old]]), np.concatenate([samples.labels[own], labels[old]])
