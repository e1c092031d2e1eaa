"""``train``: teach the networks on MNIST and pen ink; ends with a bundle and a report."""

from __future__ import annotations

import argparse
import hashlib
import re
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import asdict, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray
from rich.console import Console

from data.command_line import bar, track, whole_number
from recognizer import bundle as bundles
from recognizer import manifest as manifests
from recognizer import segment
from recognizer.bundle import PATH_MODEL, PICTURE_MODEL
from recognizer.decide import softmax
from recognizer.engine import KerasEngine, infer, to_input
from recognizer.fusion import Floats, Fusion
from recognizer.ink import Ink, Stroke
from recognizer.manifest import Manifest, ManifestError
from recognizer.places import PLACES_VERSION
from recognizer.raster import RASTER_VERSION
from recognizer.reading import NOT_A_DIGIT
from training import command, datasets
from training.bench.made_numbers import numbers_of
from training.datasets import Images, Labels
from training.finetune import rehearsal
from training.train import export, fit, report, sources
from training.train.calibrate import calibrate, segment_weights, weigh
from training.train.sources import Gathered, Part

if TYPE_CHECKING:
    import keras

# Numbers made of each length, to learn from them how strokes are divided among digits.
NUMBERS = 300
# In a quarter as many more, the digits touch or overlap: that is rare, and hard.
_TOUCHING = (-0.25, 0.0)
_LEAST_SAY = 0.01

EXAMPLES = """\
  uv run python -m training train --quick
  uv run python -m training train --ink pendigits.jsonl.gz unipen.jsonl.gz --keep-out writers.txt
  uv run python -m training train --mnist mnist.npz --ink digits.jsonl.gz --out runs/mine --resume

Where there is ink, a second network is trained, which follows the pen: pictures alone do not teach it.
MNIST comes through keras.datasets, which downloads it once, or from --mnist FILE. The README says where
pen sets are published and how a pen file looks. A training that was stopped goes on with --resume."""


def add_parser(subparsers: command.Subparsers) -> None:
    parser = command.add_command(
        subparsers, "train", run, "Train the networks; ends with a bundle and a report.", EXAMPLES
    )
    sources.add_options(parser)
    parser.add_argument("--quick", action="store_true", help="MNIST alone, a few minutes, for learners")
    parser.add_argument(
        "--seed",
        type=whole_number(0, 2**32 - 1),
        default=1,
        metavar="N",
        help="the same seed gives the same network",
    )
    parser.add_argument(
        "--epochs",
        type=whole_number(1, 10_000),
        metavar="N",
        help="passes over the data (else as the settings say)",
    )
    parser.add_argument(
        "--out", type=Path, default=Path("runs/train"), metavar="DIR", help="(else runs/train)"
    )
    parser.add_argument(
        "--only",
        choices=("picture", "path"),
        help="train one of the networks; the other is taken from DIR if it is there",
    )
    parser.add_argument(
        "--start", type=Path, metavar="FILE.keras", help="a trained picture network to go on from, gently"
    )
    parser.add_argument(
        "--last",
        type=Path,
        metavar="BUNDLE",
        help="when all choices are made: learn from every writer but a third of those kept out, and weigh "
        "and calibrate the networks as in this bundle, which was trained in the same way on fewer writers",
    )
    parser.add_argument("--resume", action="store_true", help="go on where an earlier run in DIR was stopped")


def run(arguments: argparse.Namespace) -> int:
    if arguments.start and not arguments.start.is_file():
        raise command.CommandError(f"{arguments.start} does not exist: name the picture.keras to go on from.")
    if arguments.quick and arguments.ink:
        raise command.CommandError("--quick learns from MNIST alone: leave out --ink, or --quick.")
    if arguments.only == "path" and not arguments.ink:
        raise command.CommandError("The path network learns from pen ink: name pen files with --ink.")
    command.need_keras()
    if arguments.start:
        export.check_start(arguments.start)
    like = bundles.read(arguments.last).manifest if arguments.last else None
    found = sources.gather(arguments.mnist, arguments.ink, arguments.keep_out, last=like is not None)
    arguments.out.mkdir(parents=True, exist_ok=True)
    usual = fit.QUICK if arguments.quick else fit.FURTHER if arguments.start else fit.TrainSettings()
    settings, path_settings = (
        replace(one, seed=arguments.seed, epochs=arguments.epochs or one.epochs)
        for one in (usual, fit.FOLLOWING)
    )
    file, path_file = arguments.out / PICTURE_MODEL, arguments.out / PATH_MODEL
    curves: dict[str, list[float]] = {}
    if arguments.only != "path":
        curves |= _train(fit.PICTURE, settings, file, arguments.out, found, arguments)
    if arguments.ink and arguments.only != "picture":
        curves |= _train(fit.PATH, path_settings, path_file, arguments.out / "path", found, arguments)
    if not file.is_file():
        raise command.CommandError(f"There is no {file} to go with the path network: leave out --only.")
    path = export.load(path_file, export.PATH_INPUT) if arguments.ink and path_file.is_file() else None
    engine = KerasEngine(export.load(file), path)
    manifest = _manifest(file, engine, found, settings, like)
    if path is not None:
        manifest = replace(manifest, training={**manifest.training, "path_plan": asdict(path_settings)})
    if arguments.start:
        manifest = replace(
            manifest, training={**manifest.training, "started_from": origin_of(arguments.start)}
        )
    file.with_suffix(".json").write_text(manifest.to_json(), encoding="utf-8")
    made = rehearsal.of_networks(engine, manifest.fusion, found.data, found.check)
    file.with_suffix(".npz").write_bytes(made.to_bytes())
    page = arguments.out / "report.html"
    scored = [_scored(engine, manifest, part) for part in found.final]
    page.write_text(report.html(manifest, curves, scored), encoding="utf-8")
    print(f"report: {page}")
    if export.can_export():
        print(f"bundle: {export.make_bundle(file, arguments.out).folder}")
    else:
        print(f"next, where TensorFlow is: uv run python -m training bundle {file}")
    return 0


def _train(
    course: fit.Course,
    settings: fit.TrainSettings,
    file: Path,
    folder: Path,
    found: Gathered,
    arguments: argparse.Namespace,
) -> dict[str, list[float]]:
    """Trains one network into ``file``, with checkpoints in ``folder``. Returns curves for the report."""
    name = file.stem

    def measure(model: keras.Model) -> dict[str, float]:
        if course is fit.PICTURE:
            return sources.accuracies(lambda rasters, _: infer(model, to_input(rasters)), found.check)
        written = [part for part in found.check if part.inks]
        return sources.accuracies(lambda _, inks: infer(model, datasets.ways(filter(None, inks))), written)

    start = arguments.start if course is fit.PICTURE else None
    with _shown_progress(settings.epochs) as watch:
        model, epochs = fit.fit(
            course,
            found.data,
            settings,
            folder,
            measure=measure,
            report=watch,
            resume=arguments.resume,
            start=start,
        )
    model.save(file)
    names = epochs[-1].figures if epochs else {}
    right = {f"{name} right: {part}": [epoch.figures[part] for epoch in epochs] for part in names}
    return {f"{name} loss": [epoch.loss for epoch in epochs], **right}


@contextmanager
def _shown_progress(epochs: int) -> Iterator[fit.Report]:
    """What ``fit`` reports to: it shows a bar for the running epoch and a line for each finished one."""
    console = Console(stderr=True)
    progress = bar(console)
    with progress:
        task = progress.add_task(f"epoch 1 of {epochs}")

        def report(done: int, total: int, epoch: fit.Epoch | None) -> None:
            progress.update(task, completed=done, total=total)
            if epoch is not None:
                figures = "  ".join(f"{name} {value:.2%}" for name, value in epoch.figures.items())
                heading = f"epoch {epoch.number} of {epochs}, {epoch.seconds:.0f} s"
                console.print(f"{heading}: loss {epoch.loss:.3f}  {figures}", highlight=False, soft_wrap=True)
                progress.update(task, description=f"epoch {epoch.number + 1} of {epochs}", completed=0)

        yield report


def _scored(engine: KerasEngine, manifest: Manifest, part: Part) -> report.ScoredSet:
    logits, _ = manifest.fusion.infer(engine, part.rasters, part.inks)
    each: dict[str, Labels] = {}
    if engine.path is not None and part.inks:
        alone = {"picture": engine.infer(part.rasters)[0], "path": engine.follow(datasets.ways(part.inks))[0]}
        each = {name: values[:, :NOT_A_DIGIT].argmax(axis=1) for name, values in alone.items()}
    return report.ScoredSet(part, softmax(logits, manifest.temperature), each)


def _fusion(engine: KerasEngine, parts: Sequence[Part], labels: Labels) -> Fusion:
    """How much each network counts. It is chosen on ink as drawn and with every stroke drawn the other way
    round: for somebody who draws so, the path network must not overrule the picture."""
    if engine.path is None:
        return Fusion()
    picture = np.concatenate([engine.infer(part.rasters)[0] for part in parts])
    inks = [ink for part in parts for ink in part.inks]
    round_about = [Ink(tuple(Stroke(stroke.points[::-1]) for stroke in ink.strokes)) for ink in inks]
    path = np.concatenate([engine.follow(datasets.ways(drawn))[0] for drawn in (inks, round_about)])
    weights = weigh(np.tile(picture, (2, 1)), path, np.tile(labels, 2))
    # Both have a say, however little a training of one epoch may have taught them.
    of_picture, of_path = (max(weight, _LEAST_SAY) for weight in weights)
    return Fusion(of_picture, of_path, calibrate(picture, labels).temperature)


def _manifest(
    file: Path, engine: KerasEngine, found: Gathered, settings: fit.TrainSettings, like: Manifest | None
) -> Manifest:
    """The model's manifest. It is calibrated as ``like``, or on pen ink that was kept for checking; without
    any, on MNIST."""
    choices = like or _choices(engine, found, settings.seed)

    def infer(rasters: Images, inks: Sequence[Ink | None]) -> tuple[Floats, Floats]:
        return choices.fusion.infer(engine, rasters, inks)

    trained_on = {"MNIST": len(found.data.images)} if len(found.data.images) else {}
    counts = {"pen digits": len(found.data.digits), "non-digits": len(found.data.others)}
    name = re.sub(r"[^a-z0-9-]+", "-", file.absolute().parent.name.lower()).strip("-") or "model"
    return replace(
        choices,
        id=f"{name[:50]}-{hashlib.sha256(file.read_bytes()).hexdigest()[:6]}",
        created=datetime.now(UTC).date().isoformat(),
        raster_version=RASTER_VERSION,
        places_version=None if engine.path is None else PLACES_VERSION,
        training={**trained_on, **{k: v for k, v in counts.items() if v}, "plan": asdict(settings)},
        writers=tuple(sorted(found.split.train | found.split.calibrate)),
        kept_out=tuple(sorted(found.split.kept_out)),
        figures=sources.accuracies(infer, found.final),
    )


def _choices(engine: KerasEngine, found: Gathered, seed: int) -> Manifest:
    """How the networks are weighed, calibrated and divide strokes; the rest of the manifest is empty."""
    parts = [part for part in found.check if part.writers] or found.check
    labels = np.concatenate([part.labels for part in parts])
    fusion = _fusion(engine, parts, labels)
    logits = [fusion.infer(engine, part.rasters, part.inks)[0] for part in parts]
    measure = calibrate(np.concatenate(logits), labels)
    weights = dict(segment.WEIGHTS)
    if found.numbers:
        rng = np.random.default_rng(seed)
        made = [
            *numbers_of(found.numbers, rng, NUMBERS, lengths=(1, 2, 3)),
            *numbers_of(found.numbers, rng, NUMBERS // 4, lengths=(2, 3), gap=_TOUCHING),
        ]

        def probabilities(glyphs: Sequence[Ink]) -> NDArray[np.float64]:
            rasters = datasets.rasters(glyphs)
            return softmax(fusion.infer(engine, rasters, glyphs)[0], measure.temperature)

        weights = segment_weights(track(made, "numbers", len(made)), probabilities)
    return Manifest(
        "", "", RASTER_VERSION, fusion=fusion, temperature=measure.temperature,
        threshold=measure.threshold, segment_weights=weights,
    )  # fmt: skip


def origin_of(start: Path) -> dict[str, Any]:
    """Of the model that a training began with: its checksum, and its settings where they are noted."""
    known: dict[str, Any] = {"sha256": hashlib.sha256(start.read_bytes()).hexdigest()}
    try:
        before = manifests.parse(start.with_suffix(".json").read_text(encoding="utf-8")).training
    except (OSError, UnicodeDecodeError, ManifestError):
        return known
    return known | {name: before[name] for name in ("plan", "started_from") if name in before}
