"""``train``: teach a network on MNIST and pen ink; ends with a bundle and a report."""

from __future__ import annotations

import argparse
import hashlib
import re
from dataclasses import asdict, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from recognizer import manifest as manifests
from recognizer import segment
from recognizer.decide import softmax
from recognizer.engine import infer
from recognizer.manifest import Manifest, ManifestError
from recognizer.raster import RASTER_VERSION
from training import command
from training.bench.made_numbers import numbers_of
from training.datasets import Images
from training.finetune import rehearsal
from training.progress import shown_progress, track
from training.train import export, fit, report, sources
from training.train.calibrate import calibrate, segment_weights
from training.train.sources import Lessons

if TYPE_CHECKING:
    import keras

# Numbers made of each length, to learn from them how strokes are divided among digits.
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
    sources.add_options(parser)
    parser.add_argument("--quick", action="store_true", help="MNIST alone, a few minutes, for learners")
    parser.add_argument(
        "--seed", type=int, default=1, metavar="N", help="the same seed gives the same network"
    )
    parser.add_argument(
        "--epochs", type=int, metavar="N", help="passes over the data (else as the plan says)"
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
    if arguments.quick and arguments.ink:
        raise command.CommandError("--quick learns from MNIST alone: leave out --ink, or --quick.")
    command.need_keras()
    found = sources.gather(arguments.mnist, arguments.ink, arguments.keep_out)
    plan = fit.QUICK if arguments.quick else fit.FURTHER if arguments.start else fit.Plan()
    plan = replace(plan, seed=arguments.seed, epochs=arguments.epochs or plan.epochs)
    arguments.out.mkdir(parents=True, exist_ok=True)
    with shown_progress(plan.epochs) as watch:
        model, epochs = fit.fit(
            found.data,
            plan,
            arguments.out,
            measure=lambda model: sources.accuracies(model, found.check),
            report=watch,
            resume=arguments.resume,
            start=arguments.start,
        )
    file = arguments.out / "model.keras"
    model.save(file)
    today = datetime.now(UTC).date().isoformat()
    manifest = _manifest(file, model, found, plan, today)
    if arguments.start:
        manifest = replace(
            manifest, training={**manifest.training, "started_from": origin_of(arguments.start)}
        )
    file.with_suffix(".json").write_text(manifest.to_json(), encoding="utf-8")
    file.with_suffix(".npz").write_bytes(rehearsal.of_model(model, found.data, found.check).to_bytes())
    scored = [
        report.ScoredSet(part, softmax(infer(model, part.rasters)[0], manifest.temperature))
        for part in found.final
    ]
    page = arguments.out / "report.html"
    page.write_text(report.html(manifest, _curves(epochs), scored), encoding="utf-8")
    print(f"report: {page}")
    if export.can_export():
        print(f"bundle: {export.make_bundle(file, arguments.out).folder}")
    else:
        print(f"next, where TensorFlow is: uv run python -m training bundle {file}")
    return 0


def _curves(epochs: list[fit.Epoch]) -> dict[str, list[float]]:
    names = epochs[-1].figures if epochs else {}
    accuracies = {f"right: {name}": [epoch.figures[name] for epoch in epochs] for name in names}
    return {"loss": [epoch.loss for epoch in epochs], **accuracies}


def _manifest(file: Path, model: keras.Model, found: Lessons, plan: fit.Plan, today: str) -> Manifest:
    """The model's manifest. It is calibrated on pen ink that was kept for checking; without any, on MNIST."""
    parts = [part for part in found.check if part.writers] or found.check
    logits = np.concatenate([infer(model, part.rasters)[0] for part in parts])
    measure = calibrate(logits, np.concatenate([part.labels for part in parts]))
    weights = dict(segment.WEIGHTS)
    if found.numbers:
        rng = np.random.default_rng(plan.seed)
        made = numbers_of(found.numbers, rng, NUMBERS, lengths=(1, 2, 3))

        def probabilities(rasters: Images) -> NDArray[np.float64]:
            return softmax(infer(model, rasters)[0], measure.temperature)

        weights = segment_weights(track(made, "numbers", 3 * NUMBERS), probabilities)
    trained_on = {"MNIST": len(found.data.images)} if len(found.data.images) else {}
    counts = {"pen digits": len(found.data.digits), "non-digits": len(found.data.others)}
    name = re.sub(r"[^a-z0-9-]+", "-", file.absolute().parent.name.lower()).strip("-") or "model"
    return Manifest(
        id=f"{name[:50]}-{hashlib.sha256(file.read_bytes()).hexdigest()[:6]}",
        created=today,
        raster_version=RASTER_VERSION,
        temperature=measure.temperature,
        threshold=measure.threshold,
        segment_weights=weights,
        training={**trained_on, **{k: v for k, v in counts.items() if v}, "plan": asdict(plan)},
        writers=tuple(sorted(found.split.train | found.split.calibrate)),
        kept_out=tuple(sorted(found.split.kept_out)),
        figures=sources.accuracies(model, found.final),
    )


def origin_of(start: Path) -> dict[str, Any]:
    """What is known of the model that a training began with: its checksum, and its plan if it is noted."""
    known: dict[str, Any] = {"sha256": hashlib.sha256(start.read_bytes()).hexdigest()}
    try:
        before = manifests.parse(start.with_suffix(".json").read_text(encoding="utf-8")).training
    except (OSError, UnicodeDecodeError, ManifestError):
        return known
    return known | {name: before[name] for name in ("plan", "started_from") if name in before}
