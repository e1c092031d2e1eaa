"""``train``: teach a network on MNIST and pen ink; ends with a bundle and a report."""

from __future__ import annotations

import argparse
import hashlib
import re
from dataclasses import asdict, dataclass, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray
from scipy.special import softmax

from recognizer import manifest as manifests
from recognizer import network, segment
from recognizer.engine import to_input
from recognizer.manifest import Manifest, ManifestError
from recognizer.raster import RASTER_VERSION, raster
from training import command, datasets, export, fit, replay
from training import report as report_page
from training.calibrate import calibrate, segment_weights
from training.datasets import Images, Labels, PenSample, Split
from training.numbers import numbers_of
from training.progress import shown_progress, track

if TYPE_CHECKING:
    import keras

# The last of MNIST's training images are for checking and calibrating.
MNIST_CHECK = 5000
# Numbers of each length, made to learn from them how strokes are shared out among digits.
NUMBERS = 300

EXAMPLES = """\
  uv run python -m training train --quick
  uv run python -m training train --ink pendigits.jsonl.gz unipen.jsonl.gz --keep-out writers.txt
  uv run python -m training train --mnist mnist.npz --ink digits.jsonl.gz --out runs/mine --resume

MNIST comes through keras.datasets, which downloads it once, or from --mnist FILE. The README says where
pen sets are published and how a pen file looks. A training that was stopped goes on with --resume."""


def add_parser(subparsers: command.Subparsers) -> None:
    parser = command.add_command(
        subparsers, "train", run, "Train a network; ends with a bundle and a report.", EXAMPLES
    )
    parser.add_argument(
        "--mnist", type=Path, metavar="FILE", help="mnist.npz in the Keras layout, to work offline"
    )
    parser.add_argument(
        "--ink",
        type=Path,
        nargs="+",
        default=[],
        metavar="FILE",
        help="pen files of digits and of non-digits",
    )
    parser.add_argument(
        "--keep-out",
        metavar="WRITERS",
        help="writers to keep out of training and tuning: names with commas between them, or a file with one "
        "on each line (else some are chosen by the seed)",
    )
    parser.add_argument("--quick", action="store_true", help="MNIST alone, a few minutes, for learners")
    parser.add_argument(
        "--seed", type=int, default=1, metavar="N", help="the same seed gives the same network"
    )
    parser.add_argument(
        "--epochs", type=int, metavar="N", help="passes over the data (else as many as it takes)"
    )
    parser.add_argument(
        "--out", type=Path, default=Path("runs/train"), metavar="DIR", help="(else runs/train)"
    )
    parser.add_argument(
        "--start", type=Path, metavar="FILE.keras", help="a trained model to go on from, gently"
    )
    parser.add_argument("--resume", action="store_true", help="go on where an earlier run in DIR was stopped")


def run(arguments: argparse.Namespace) -> int:
    if arguments.start and not arguments.start.is_file():
        raise command.CommandError(f"{arguments.start} does not exist: name the model.keras to go on from.")
    lessons = gather(arguments)
    plan = fit.QUICK if arguments.quick else fit.FURTHER if arguments.start else fit.Plan()
    plan = replace(plan, seed=arguments.seed, epochs=arguments.epochs or plan.epochs)
    arguments.out.mkdir(parents=True, exist_ok=True)
    with shown_progress(plan.epochs) as report:
        model, epochs = fit.fit(
            lessons.data,
            plan,
            arguments.out,
            measure=lambda model: _accuracies(model, lessons.check),
            report=report,
            resume=arguments.resume,
            start=arguments.start,
        )
    file = arguments.out / "model.keras"
    model.save(file)
    today = datetime.now(UTC).date().isoformat()
    manifest = _manifest(file, model, lessons, plan, today)
    if arguments.start:
        manifest = replace(
            manifest, training={**manifest.training, "started_from": origin_of(arguments.start)}
        )
    file.with_suffix(".json").write_text(manifest.to_json(), encoding="utf-8")
    file.with_suffix(".npz").write_bytes(replay.of_model(model, lessons.data, lessons.check).to_bytes())
    page = arguments.out / "report.html"
    scored = [_scored(model, part, manifest.temperature) for part in lessons.final]
    report_page.write(page, manifest, _curves(epochs), scored)
    print(f"report: {page}")
    if export.can_export():
        print(f"bundle: {export.make_bundle(file, arguments.out).folder}")
    else:
        print(f"next, where TensorFlow is: uv run python -m training bundle {file}")
    return 0


@dataclass(frozen=True)
class Part:
    """Labelled glyphs that are not trained on. ``writers`` is empty for pictures."""

    name: str
    rasters: Images
    labels: Labels
    writers: tuple[str, ...] = ()


@dataclass(frozen=True)
class Lessons:
    """What a training learns from, what it is checked and calibrated on, and what it is only measured on.

    ``numbers`` are the digits that numbers are made of for learning how to share out strokes.
    """

    data: fit.Data
    split: Split
    check: list[Part]
    final: list[Part]
    numbers: list[PenSample]


def gather(arguments: argparse.Namespace) -> Lessons:
    """Reads the data sets and deals their writers out.

    Raises:
        DataError: a file is bad, or MNIST cannot be had.
        CommandError: options that exclude each other.
    """
    if arguments.quick and arguments.ink:
        raise command.CommandError("--quick learns from MNIST alone: leave out --ink, or --quick.")
    files = {path: datasets.pen_file(path) for path in arguments.ink}
    split = datasets.split_writers(list(files.values()), named_writers(arguments.keep_out) or ())
    images, labels = datasets.mnist(arguments.mnist, "train")
    test_images, test_labels = datasets.mnist(arguments.mnist, "test")
    known = [sample for samples in files.values() for sample in samples if sample.writer in split.train]
    data = fit.Data(
        images[:-MNIST_CHECK],
        labels[:-MNIST_CHECK],
        [sample for sample in known if sample.is_number and len(sample.label) == 1],
        [sample for sample in known if not sample.is_number],
    )
    check = [Part("MNIST kept apart", images[-MNIST_CHECK:], labels[-MNIST_CHECK:])]
    final = [Part("MNIST test", test_images, test_labels)]
    for path, samples in files.items():
        check += _part(f"{path.name} checked on", samples, split.calibrate)
        final += _part(f"{path.name}, writers kept out", samples, split.kept_out)
    numbers = [
        s for samples in files.values() for s in samples if s.writer in split.calibrate and s.is_number
    ]
    return Lessons(data, split, check, final, numbers)


def _part(name: str, samples: list[PenSample], writers: frozenset[str]) -> list[Part]:
    """The single glyphs by some writers; no part at all where there are none. Look-alikes are left out."""
    chosen = [
        sample
        for sample in samples
        if sample.writer in writers
        and (len(sample.label) == 1 if sample.is_number else sample.label not in datasets.LOOK_ALIKES)
    ]
    if not chosen:
        return []
    labels = [int(sample.label) if sample.is_number else network.NOT_A_DIGIT for sample in chosen]
    rasters = np.stack([raster(sample.ink) for sample in chosen])
    return [Part(name, rasters, np.array(labels, np.int64), tuple(sample.writer for sample in chosen))]


def _logits(model: keras.Model, rasters: Images) -> NDArray[np.float32]:
    parts = [
        np.asarray(model.predict_on_batch(to_input(rasters[start : start + 500]))["logits"], np.float32)
        for start in range(0, len(rasters), 500)
    ]
    return np.concatenate(parts)


def _accuracies(model: keras.Model, parts: list[Part]) -> dict[str, float]:
    return {
        part.name: float((_logits(model, part.rasters).argmax(1) == part.labels).mean()) for part in parts
    }


def _scored(model: keras.Model, part: Part, temperature: float) -> report_page.ScoredSet:
    shares = softmax(_logits(model, part.rasters).astype(np.float64) / temperature, axis=1)
    return report_page.ScoredSet(part.name, part.rasters, part.labels, shares, part.writers)


def _curves(epochs: list[fit.Epoch]) -> dict[str, list[float]]:
    names = epochs[-1].figures if epochs else {}
    accuracies = {f"right: {name}": [epoch.figures[name] for epoch in epochs] for name in names}
    return {"loss": [epoch.loss for epoch in epochs], **accuracies}


def _manifest(file: Path, model: keras.Model, lessons: Lessons, plan: fit.Plan, today: str) -> Manifest:
    """Calibrated on the pen ink it was checked on; on the MNIST part where there is no pen ink."""
    parts = [part for part in lessons.check if part.writers] or lessons.check
    logits = np.concatenate([_logits(model, part.rasters) for part in parts])
    measure = calibrate(logits, np.concatenate([part.labels for part in parts]))
    weights = dict(segment.WEIGHTS)
    if lessons.numbers:
        rng = np.random.default_rng(plan.seed)
        made = numbers_of(lessons.numbers, rng, NUMBERS, lengths=(1, 2, 3))

        def probabilities(rasters: Images) -> NDArray[np.float64]:
            shares: NDArray[np.float64] = softmax(_logits(model, rasters) / measure.temperature, axis=1)
            return shares

        weights = segment_weights(track(made, "numbers", 3 * NUMBERS), probabilities)
    trained_on = {"MNIST": len(lessons.data.images)} if len(lessons.data.images) else {}
    counts = {"pen digits": len(lessons.data.digits), "non-digits": len(lessons.data.others)}
    name = re.sub(r"[^a-z0-9-]+", "-", file.absolute().parent.name.lower()).strip("-") or "model"
    return Manifest(
        id=f"{name[:50]}-{hashlib.sha256(file.read_bytes()).hexdigest()[:6]}",
        created=today,
        raster_version=RASTER_VERSION,
        temperature=measure.temperature,
        threshold=measure.threshold,
        segment_weights=weights,
        training={**trained_on, **{k: v for k, v in counts.items() if v}, "plan": asdict(plan)},
        writers=tuple(sorted(lessons.split.train | lessons.split.calibrate)),
        kept_out=tuple(sorted(lessons.split.kept_out)),
        figures=_accuracies(model, lessons.final),
    )


def origin_of(start: Path) -> dict[str, Any]:
    """What is known of the model that a training went on from: its checksum, and its plan where noted."""
    known: dict[str, Any] = {"sha256": hashlib.sha256(start.read_bytes()).hexdigest()}
    try:
        before = manifests.parse(start.with_suffix(".json").read_text(encoding="utf-8")).training
    except (OSError, UnicodeDecodeError, ManifestError):
        return known
    return known | {name: before[name] for name in ("plan", "started_from") if name in before}


def named_writers(option: str | None) -> frozenset[str] | None:
    """The writers of ``--keep-out``: of the file of that name if there is one, else the names themselves.

    Raises:
        CommandError: the file cannot be read or names nobody.
    """
    if option is None:
        return None
    path = Path(option)
    try:
        in_file = path.is_file()
    except OSError:  # more names than a path may have letters
        in_file = False
    if in_file:
        try:
            names = path.read_text(encoding="utf-8").split("\n")
        except (OSError, UnicodeDecodeError) as error:
            raise command.CommandError(f"The writers' names in {path} cannot be read as text.") from error
    else:
        names = option.split(",")
    writers = frozenset(name.strip() for name in names if name.strip())
    if not writers:
        raise command.CommandError(f"--keep-out {option} names no writer.")
    return writers
