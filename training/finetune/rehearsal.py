"""The replay set of a bundle: old digits that fine-tuning rehearses, so that the network keeps them.

It holds no pictures, only the features that the last layer gets: 128 for each digit, one byte each. One part
is for fitting, and comes from the training. The other part is digits that the training did not see. It is
only for the check whether a newly fitted model may be used (the gate). The bundle's own last layer is
included, so that fine-tuning needs no Keras.
"""

from __future__ import annotations

import argparse
import io
import zlib
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Self
from zipfile import BadZipFile

import numpy as np
from numpy.typing import NDArray

from recognizer.bundle import REPLAY, Bundle
from recognizer.engine import infer
from recognizer.head import Linear
from recognizer.network import CLASSES
from recognizer.reading import NOT_A_DIGIT
from training import command
from training.command import CommandError
from training.datasets import Floats, Images, Labels, rasters
from training.train import export, negatives
from training.train import sources as lessons
from training.train.augment import vary_ink
from training.train.sources import Part

if TYPE_CHECKING:
    import keras

    from training.train.fit import Data

#: At most so many digits of each class are taken from each source: to fit on, and to measure on.
FIT, CHECK = 600, 300


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
    """``fit``: to fit on. ``check``: only to measure on. ``linear``: the bundle's last layer."""

    fit: Known
    check: Known
    linear: Linear

    def to_bytes(self) -> bytes:
        """The content of ``replay.npz``."""
        features = np.concatenate([self.fit.features, self.check.features])
        scale = np.maximum(features.max(axis=0, initial=0.0), 1e-6) / 255
        file = io.BytesIO()
        np.savez_compressed(
            file,
            features=np.rint(features / scale).clip(0, 255).astype(np.uint8),
            scale=scale.astype(np.float32),
            labels=np.concatenate([self.fit.labels, self.check.labels]).astype(np.uint8),
            sources=np.concatenate([self.fit.sources, self.check.sources]).astype(np.uint8),
            fitted=np.array([len(self.fit.labels)], np.int64),
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
            with np.load(io.BytesIO(bundle.load(REPLAY)), allow_pickle=False) as file:
                features = file["features"].astype(np.float32) * file["scale"]
                labels, sources = file["labels"].astype(np.int64), file["sources"].astype(np.int64)
                linear = Linear(file["weights"], file["bias"])
                (fitted,) = file["fitted"].tolist()
        except (OSError, ValueError, KeyError, EOFError, BadZipFile, zlib.error) as error:
            raise CommandError(f"The replay set of the model “{bundle.id}” cannot be read.") from error
        if linear.weights.shape != (features.shape[1], CLASSES) or not (
            len(features) == len(labels) == len(sources) and 0 < fitted < len(labels)
        ):
            raise CommandError(f"The replay set of the model “{bundle.id}” does not fit together.")
        known = Known(features, labels, sources)
        at = np.arange(len(labels))
        return cls(known.pick(at < fitted), known.pick(at >= fitted), linear)


def of_model(model: keras.Model, data: Data, checked: list[Part]) -> Replay:
    """The replay set of a network.

    Args:
        data: what the network was trained on. It is used to fit on; each pen ink is varied once.
        checked: what the network was checked on. It is used to measure on.
    """

    def features(images: Images) -> Floats:
        return infer(model, images)[1]

    rng = np.random.default_rng([0, 7])
    mnist = _some(data.labels, FIT, rng)
    inks = [sample.ink for sample in data.digits]
    pen = _some(np.array([int(sample.label) for sample in data.digits], np.int64), FIT, rng)
    odd = negatives.symbols(data.others)
    if data.digits:
        odd += negatives.run_together(data.digits, rng, FIT)
    odd = [odd[at] for at in rng.permutation(len(odd))[: 2 * FIT]]
    drawn = rasters(vary_ink(ink, rng) for ink in [*(inks[at] for at in pen), *odd])
    images = np.concatenate([data.images[mnist], drawn])
    labels = [*data.labels[mnist], *(int(data.digits[at].label) for at in pen), *[NOT_A_DIGIT] * len(odd)]
    sources = [0] * len(mnist) + [1] * len(drawn)
    fit = Known(features(images), np.array(labels, np.int64), np.array(sources, np.int64))
    known = []
    for part in checked:
        chosen = _some(part.labels, CHECK, rng)
        source = np.full(len(chosen), 1 if part.writers else 0)
        known.append(Known(features(part.rasters[chosen]), part.labels[chosen], source))
    check = Known(
        *(
            np.concatenate([getattr(part, name) for part in known])
            for name in ("features", "labels", "sources")
        )
    )
    weights, bias = (np.asarray(values, np.float32) for values in model.get_layer("head").get_weights())
    return Replay(fit, check, Linear(weights, bias))


def _some(labels: Labels, most: int, rng: np.random.Generator) -> NDArray[np.int64]:
    """Random indices into ``labels``: at most ``most`` for each label."""
    chosen = [rng.permutation(np.flatnonzero(labels == label))[:most] for label in range(CLASSES)]
    return np.sort(np.concatenate(chosen))


EXAMPLES = """\
  uv run python -m training replay runs/mine/model.keras --mnist mnist.npz --ink digits.jsonl.gz

Writes FILE.npz beside FILE.keras, where “bundle” finds it. “train” does this by itself; give the same data
and --keep-out here as there."""


def add_parser(subparsers: command.Subparsers) -> None:
    parser = command.add_command(
        subparsers, "replay", run, "Make the replay set of a trained model, for fine-tuning.", EXAMPLES
    )
    parser.add_argument("file", type=Path, metavar="FILE.keras", help="the trained model")
    lessons.add_options(parser)


def run(arguments: argparse.Namespace) -> int:
    command.need_keras()
    found = lessons.gather(arguments.mnist, arguments.ink, arguments.keep_out)
    made = of_model(export.load(arguments.file), found.data, found.check)
    target = arguments.file.with_suffix(".npz")
    target.write_bytes(made.to_bytes())
    print(f"{target}  {target.stat().st_size / 1e6:.1f} MB")
    return 0
