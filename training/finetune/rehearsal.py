"""The replay set of a bundle: old digits that fine-tuning rehearses, so that the network keeps them.

It holds no pictures, only the features that the last layer of both networks together gets (see
``recognizer.fusion``): one byte each. MNIST's pictures never were ink: their features of the path are zeros.
Two parts come from the training: one to fit on, one to calibrate on. The third is digits that the training
did not see. It is only for the check whether a newly fitted model may be used (the gate). The bundle's own
last layer is included, so that fine-tuning needs no Keras.
"""

from __future__ import annotations

import argparse
import io
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Self

import numpy as np
from numpy.typing import NDArray

from recognizer.arrays import read_arrays
from recognizer.bundle import REPLAY, Bundle
from recognizer.decide import softmax
from recognizer.engine import KerasEngine
from recognizer.fusion import Fusion
from recognizer.head import Linear
from recognizer.networks import CLASSES
from recognizer.reading import NOT_A_DIGIT
from training import command
from training.command import CommandError
from training.datasets import Floats, Labels, rasters
from training.train import export, negatives, sources
from training.train.augment import vary_ink
from training.train.sources import Infer, Part

if TYPE_CHECKING:
    from training.train.fit import Data

#: The most digits of each class that are taken from each source: to learn from, and to measure on.
FIT, CHECK = 600, 300
#: Of those to learn from, one in this many is set apart for calibration.
APART_EVERY = 3
# Steps of a feature from nothing to its most. They move logits by a hundredth; more of them take room.
_LEVELS = 31
_ARRAYS = ("features", "scale", "labels", "sources", "ends", "weights", "bias")
# In bytes, unpacked: ten times what a full training leaves.
_LARGEST = 64 * 2**20


@dataclass(frozen=True)
class Known:
    """Features ``[n, F]`` with their labels ``[n]`` (10: not a digit) and sources (0: MNIST, 1: pen ink)."""

    features: Floats
    labels: Labels
    sources: NDArray[np.int64]

    def pick(self, chosen: NDArray[np.bool_] | NDArray[np.int64]) -> Known:
        return Known(self.features[chosen], self.labels[chosen], self.sources[chosen])


@dataclass(frozen=True)
class Replay:
    """``fit``: to fit on. ``apart``: to calibrate on. ``check``: only to measure on. ``linear``: the bundle's
    last layer."""

    fit: Known
    apart: Known
    check: Known
    linear: Linear

    def to_bytes(self) -> bytes:
        """The content of ``replay.npz``."""
        parts = (self.fit, self.apart, self.check)
        features = np.concatenate([part.features for part in parts])
        sources = np.concatenate([part.sources for part in parts])
        most = [features[sources == source].max(axis=0, initial=0.0) for source in (0, 1)]
        scale = np.maximum(most, 1e-6) / _LEVELS
        file = io.BytesIO()
        np.savez_compressed(
            file,
            features=np.rint(features / scale[sources]).clip(0, _LEVELS).astype(np.uint8),
            scale=scale.astype(np.float32),
            labels=np.concatenate([part.labels for part in parts]).astype(np.uint8),
            sources=sources.astype(np.uint8),
            ends=np.cumsum([len(part.labels) for part in parts[:-1]]),
            weights=self.linear.weights.astype(np.float32),
            bias=self.linear.bias.astype(np.float32),
        )
        return file.getvalue()

    @classmethod
    def of(cls, bundle: Bundle) -> Self:
        """The replay set of a bundle.

        Raises:
            CommandError: it has none, or none that can be used.
            BundleError: the file is damaged.
        """
        if not bundle.has(REPLAY):
            raise CommandError(
                f"The model “{bundle.id}” has no replay set, so nothing can be learned on top of it: "
                "choose another one, or make it again with “bundle”."
            )
        try:
            file = read_arrays(io.BytesIO(bundle.load(REPLAY)), _ARRAYS, most=_LARGEST)
            labels, sources = file["labels"].astype(np.int64), file["sources"].astype(np.int64)
            features = file["features"].astype(np.float32) * file["scale"][sources]
            linear = Linear(file["weights"], file["bias"])
            fitted, calibrated = file["ends"].tolist()
        except (ValueError, KeyError, IndexError, TypeError) as error:
            raise CommandError(f"The replay set of the model “{bundle.id}” cannot be read.") from error
        if (
            features.ndim != 2
            or linear.weights.shape != (features.shape[1], CLASSES)
            or not (len(features) == len(labels) == len(sources) and 0 < fitted < calibrated < len(labels))
        ):
            raise CommandError(f"The replay set of the model “{bundle.id}” does not fit together.")
        known = Known(features, labels, sources)
        fit, apart, check = np.split(np.arange(len(labels)), [fitted, calibrated])
        return cls(known.pick(fit), known.pick(apart), known.pick(check), linear)


def of_networks(engine: KerasEngine, fusion: Fusion, data: Data, checked: list[Part]) -> Replay:
    """The replay set of trained networks."""
    return make(data, checked, partial(fusion.infer, engine), last_layer(engine, fusion))


def make(data: Data, checked: list[Part], infer: Infer, linear: Linear) -> Replay:
    """The replay set of what ``infer`` says, whose last layer is ``linear``.

    Args:
        data: what the networks were trained on. It is used to fit and to calibrate on; each pen ink is varied
            once.
        checked: what the networks were checked on. It is used to measure on.
    """
    rng = np.random.default_rng([0, 7])
    mnist = _some(data.labels, FIT, rng)
    inks = [sample.ink for sample in data.digits]
    pen = _some(np.array([int(sample.label) for sample in data.digits], np.int64), FIT, rng)
    odd = negatives.symbols(data.others)
    if data.digits:
        odd += negatives.run_together(data.digits, rng, FIT)
    odd = [odd[at] for at in rng.permutation(len(odd))[: 2 * FIT]]
    drawn = [vary_ink(ink, rng) for ink in [*(inks[at] for at in pen), *odd]]
    images = np.concatenate([data.images[mnist], rasters(drawn)])
    features = infer(images, [*[None] * len(mnist), *drawn])[1]
    labels = [*data.labels[mnist], *(int(data.digits[at].label) for at in pen), *[NOT_A_DIGIT] * len(odd)]
    sources = [0] * len(mnist) + [1] * len(drawn)
    learned = Known(features, np.array(labels, np.int64), np.array(sources, np.int64))
    # The set is in no order that matters within a class; any third of it is as good as another.
    aside = np.arange(len(labels)) % APART_EVERY == 0
    fit = learned.pick(~aside)
    fit = fit.pick(_telling(fit.features, linear))
    known = []
    for part in checked:
        chosen = _some(part.labels, CHECK, rng)
        source = np.full(len(chosen), 1 if part.writers else 0)
        written = [part.inks[at] for at in chosen] if part.inks else []
        known.append(Known(infer(part.rasters[chosen], written)[1], part.labels[chosen], source))
    check = Known(
        *(
            np.concatenate([getattr(part, name) for part in known])
            for name in ("features", "labels", "sources")
        )
    )
    return Replay(fit, learned.pick(aside), check, linear)


def _telling(features: Floats, linear: Linear) -> NDArray[np.int64]:
    """Places of half of the features: the quarter that the layer is least sure of, which says most about its
    borders, and as many others."""
    likely = np.sort(softmax(linear.logits(features)), axis=1)
    order = np.argsort(likely[:, -1] - likely[:, -2], kind="stable")
    hard, rest = np.split(order, [len(order) // 4])
    return np.sort(np.concatenate([hard, rest[::3]]))


def _some(labels: Labels, most: int, rng: np.random.Generator) -> NDArray[np.int64]:
    """Random indices into ``labels``: at most ``most`` for each label."""
    chosen = [rng.permutation(np.flatnonzero(labels == label))[:most] for label in range(CLASSES)]
    return np.sort(np.concatenate(chosen))


EXAMPLES = """\
  uv run python -m training replay runs/mine/picture.keras --mnist mnist.npz --ink digits.jsonl.gz

Writes FILE.npz beside FILE.keras, where “bundle” finds it. “train” does this by itself; give the same data
and --keep-out here as there. FILE.json, and path.keras if there is one, must lie beside FILE.keras."""


def add_parser(subparsers: command.Subparsers) -> None:
    parser = command.add_command(
        subparsers, "replay", run, "Make the replay set of a trained model, for fine-tuning.", EXAMPLES
    )
    parser.add_argument("file", type=Path, metavar="FILE.keras", help="the trained picture network")
    sources.add_options(parser)


def run(arguments: argparse.Namespace) -> int:
    command.need_keras()
    found = sources.gather(arguments.mnist, arguments.ink, arguments.keep_out)
    engine, manifest = export.trained(arguments.file)
    made = of_networks(engine, manifest.fusion, found.data, found.check)
    target = arguments.file.with_suffix(".npz")
    target.write_bytes(made.to_bytes())
    print(f"{target}  {target.stat().st_size / 1e6:.1f} MB")
    return 0


def last_layer(engine: KerasEngine, fusion: Fusion) -> Linear:
    """The one last layer that both networks' are together, as they count."""
    weights, bias = engine.picture.get_layer("head").get_weights()
    if engine.path is None:
        return Linear(weights, bias)
    path_weights, path_bias = engine.path.get_layer("head").get_weights()
    return Linear(
        np.concatenate([fusion.picture * weights, fusion.path * path_weights]).astype(np.float32),
        (fusion.picture * bias + fusion.path * path_bias).astype(np.float32),
    )


def set_last_layer(engine: KerasEngine, fusion: Fusion, linear: Linear) -> None:
    """Gives each network its part of such a layer, so that :func:`last_layer` is this one."""
    head = engine.picture.get_layer("head")
    if engine.path is None:
        head.set_weights([linear.weights, linear.bias])
        return
    _, bias = head.get_weights()
    own, others = np.split(linear.weights, [len(head.get_weights()[0])])
    head.set_weights([own / fusion.picture, bias])
    engine.path.get_layer("head").set_weights(
        [others / fusion.path, (linear.bias - fusion.picture * bias) / fusion.path]
    )
