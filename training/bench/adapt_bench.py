"""``adapt-bench``: how much a few corrected samples help writers that the model has never seen."""

from __future__ import annotations

import argparse
import json
import time
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray
from rich.console import Console

from data.command_line import track, whole_number
from recognizer.decide import right, softmax
from recognizer.ink import Ink
from recognizer.likeness import weigh_all
from recognizer.reader import Reader
from training import command, datasets
from training.bench import methods, odd_handwriting
from training.command import CommandError
from training.datasets import Images, Labels, PenSample
from training.finetune.head import Samples, Workbench

#: A writer is measured only on at least this many digits.
LEAST_LEFT = 50

EXAMPLES = """\
  uv run python -m training adapt-bench digits.jsonl.gz --shots 5 --json
  uv run python -m training adapt-bench digits.jsonl.gz --base runs/mine/bundle --mnist mnist.npz
  uv run python -m training adapt-bench digits.jsonl.gz --handwriting slashed-0 --wrong-labels 0.1

The first samples of each digit of a writer count as corrected; the other ones are measured on. Writers that
the base was trained or tuned on are skipped. Writers count as worse off if they lose more than 2 digits and
more than 1 %."""


def add_parser(subparsers: command.Subparsers) -> None:
    parser = command.add_command(
        subparsers, "adapt-bench", run, "Measure personal fine-tuning on writers of pen files.", EXAMPLES
    )
    parser.add_argument("files", type=Path, nargs="+", metavar="FILE", help="a pen file")
    parser.add_argument(
        "--shots", type=whole_number(0, 1000), default=5, metavar="N", help="samples of each digit (else 5)"
    )
    parser.add_argument(
        "--base", type=Path, metavar="DIR", help="the bundle to start from (else the shipped one)"
    )
    parser.add_argument("--mnist", type=Path, metavar="FILE", help="mnist.npz, whose test part is read too")
    parser.add_argument(
        "--handwriting",
        choices=sorted(odd_handwriting.STYLES),
        help="change the writers' digits to an unusual kind of handwriting",
    )
    parser.add_argument(
        "--wrong-labels",
        type=float,
        default=0.0,
        metavar="SHARE",
        help="share of shots to label wrong",
    )
    parser.add_argument(
        "--worst-tenth",
        action="store_true",
        help="only the tenth of writers that the base reads worst, chosen on digits that are not measured on",
    )
    parser.add_argument(
        "--method",
        choices=sorted(methods.METHODS),
        default="head-and-habits",
        help="another way to adapt, for comparison",
    )
    parser.add_argument(
        "--writers", metavar="NAMES", help="only these writers: names with commas between them"
    )
    parser.add_argument("--seed", type=whole_number(0), default=1, metavar="N")
    parser.add_argument("--json", action="store_true", help="print JSON, for programs")


@dataclass(frozen=True)
class Task:
    """One writer: samples to learn from, and other ones to measure on."""

    writer: str
    shots: Samples
    inks: Sequence[Ink]
    images: Images
    labels: Labels


@dataclass(frozen=True)
class Remembered:
    """MNIST's test part, to see whether anything was forgotten: pictures, their features and labels."""

    images: Images
    features: NDArray[np.float32]
    labels: Labels


@dataclass(frozen=True)
class WriterResult:
    """The figures of one writer. ``published``: the gate accepted the new layer. If not, the base reads on,
    with the player's habits."""

    writer: str
    tested: int
    errors_before: int
    errors_after: int
    errors_of_candidate: int
    published: bool
    reason: str
    seconds: float
    mnist_drop: float

    @property
    def worse(self) -> bool:
        """A net loss above 2 digits and above 1 %."""
        return self.errors_after - self.errors_before > max(2.0, 0.01 * self.tested)


def run(arguments: argparse.Namespace) -> int:
    if arguments.shots < 1:
        raise CommandError("--shots must be 1 or more.")
    if not 0 <= arguments.wrong_labels < 1:
        raise CommandError("--wrong-labels is a share, from 0 to below 1.")
    workbench = Workbench.of(Reader.open(arguments.base))
    tasks, skipped = gather(arguments, workbench.reader)
    if arguments.worst_tenth:
        tasks = worst_tenth(workbench.reader, tasks)
    if not tasks:
        raise CommandError(
            f"No writer is left to measure on ({skipped} are known to the model): name other files."
        )
    test = None
    if arguments.mnist is not None:
        images, labels = datasets.images_file(arguments.mnist)
        test = Remembered(images, workbench.reader.infer(images)[1], labels)
    adapt = methods.METHODS[arguments.method]
    results = [
        measure(workbench, task, adapt, test, arguments.seed) for task in track(tasks, "writers", len(tasks))
    ]
    figures = summary(results, skipped)
    if arguments.json:
        print(json.dumps(figures, indent=1, ensure_ascii=False))
    else:
        _print(figures)
    return 0


def gather(arguments: argparse.Namespace, reader: Reader) -> tuple[list[Task], int]:
    """The writers to measure on, and how many were skipped because the base knows them.

    Raises:
        DataError: a file is bad.
    """
    digits = (sample for path in arguments.files for sample in datasets.pen_file(path) if sample.is_digit)
    named = command.chosen_writers(arguments.writers, reader.manifest)
    known = set(reader.manifest.writers)
    tasks, skipped = [], 0
    for number, (writer, samples) in enumerate(datasets.by_writer(digits).items()):
        if named is not None and writer not in named:
            continue
        rng = np.random.default_rng([arguments.seed, number])
        if arguments.handwriting is not None:
            samples = odd_handwriting.changed(samples, arguments.handwriting, rng)
        task = task_of(writer, samples, arguments.shots, arguments.wrong_labels, rng)
        if task is None:
            continue
        if writer in known:
            skipped += 1
        else:
            tasks.append(task)
    return tasks, skipped


def task_of(
    writer: str, samples: Sequence[PenSample], shots: int, wrong: float, rng: np.random.Generator
) -> Task | None:
    """The first ``shots`` of each digit to learn from, the rest to measure on; None if too few are left."""
    learned, rest = datasets.first_of_each(samples, shots)
    if len(rest) < LEAST_LEFT:
        return None
    labels = datasets.labels(learned)
    for place in rng.permutation(len(labels))[: round(wrong * len(labels))]:
        labels[place] = (labels[place] + rng.integers(1, 10)) % 10
    inks, others = [sample.ink for sample in learned], [sample.ink for sample in rest]
    shown = Samples(inks, datasets.rasters(inks), labels, np.ones(len(labels)))
    return Task(writer, shown, others, datasets.rasters(others), datasets.labels(rest))


def worst_tenth(reader: Reader, tasks: Sequence[Task]) -> list[Task]:
    """The tenth of the writers that the base reads worst, judged by the digits that are learned from. If
    equal, those come first whose labels it finds least probable."""

    def badness(task: Task) -> tuple[float, float]:
        shares = reader.probabilities(reader.infer(task.shots.images, task.shots.inks)[0])
        wrong = shares[:, :10].argmax(axis=1) != task.shots.labels
        likely = shares[np.arange(len(wrong)), task.shots.labels]
        return float(wrong.mean()), float(-np.log(np.maximum(likely, 1e-12)).mean())

    count = max(1, round(len(tasks) / 10)) if tasks else 0
    return sorted(tasks, key=badness, reverse=True)[:count]


def measure(
    workbench: Workbench,
    task: Task,
    adapt: methods.Method,
    test: Remembered | None,
    seed: int = 1,
) -> WriterResult:
    """Fine-tunes for one writer and measures what would be in use afterwards."""
    begun = time.perf_counter()
    made = adapt(workbench, task.shots, seed)
    seconds = time.perf_counter() - begun
    logits, features = workbench.reader.infer(task.images, task.inks)
    before = _errors(logits, task.labels)
    read = softmax(
        made.predict(task.images, task.inks, features), made.temperature or workbench.reader.temperature
    )
    candidate = _errors(weigh_all(read, task.inks, made.habits), task.labels)
    refused = weigh_all(softmax(logits, workbench.reader.temperature), task.inks, made.habits)
    drop = 0.0
    if test is not None and made.passed:
        base = _errors(workbench.replay.linear.logits(test.features), test.labels)
        drop = (_errors(made.predict(test.images, (), test.features), test.labels) - base) / len(test.labels)
    return WriterResult(
        task.writer,
        len(task.labels),
        before,
        candidate if made.passed else _errors(refused, task.labels),
        candidate,
        made.passed,
        made.reason,
        seconds,
        drop,
    )


def summary(results: Sequence[WriterResult], skipped: int) -> dict[str, Any]:
    """The figures of the bench; errors and writers are counts, ``interval`` and drops are shares."""
    before, after = sum(s.errors_before for s in results), sum(s.errors_after for s in results)
    return {
        "writers": len(results),
        "skipped": skipped,
        "tested": sum(s.tested for s in results),
        "errors_before": before,
        "errors_after": after,
        "reduction": _reduction(before, after),
        "interval": interval(results),
        "worse_writers": sum(s.worse for s in results),
        "refused_by_gate": sum(not s.published for s in results),
        "seconds_per_writer": float(np.mean([s.seconds for s in results])),
        "mnist_drop_max": max(s.mnist_drop for s in results),
        "per_writer": {
            s.writer: {
                **{name: value for name, value in asdict(s).items() if name not in ("writer", "seconds")},
                "worse": s.worse,
            }
            for s in results
        },
    }


def interval(results: Sequence[WriterResult]) -> list[float] | None:
    """95 % of the reduction of errors by bootstrap over writers; None where the base makes none."""
    rng = np.random.default_rng(0)
    before = np.array([s.errors_before for s in results])
    after = np.array([s.errors_after for s in results])
    drawn = rng.integers(len(results), size=(2000, len(results)))
    totals = before[drawn].sum(axis=1)
    fewer = 1 - after[drawn].sum(axis=1)[totals > 0] / totals[totals > 0]
    return [float(value) for value in np.quantile(fewer, (0.025, 0.975))] if len(fewer) else None


def _reduction(before: int, after: int) -> float | None:
    return 1 - after / before if before else None


def _errors(scores: NDArray[Any], labels: Labels) -> int:
    """``scores``: logits or probabilities ``[n, 11]``."""
    return int((~right(scores, labels)).sum())


def _print(figures: dict[str, Any]) -> None:
    console = Console(highlight=False, soft_wrap=True)
    span = figures["interval"]
    console.print(
        f"{figures['writers']} writers ({figures['skipped']} known to the model skipped), "
        f"{figures['tested']} digits: {figures['errors_before']} errors before, "
        f"{figures['errors_after']} after"
        + (f" ({figures['reduction']:.0%} fewer; 95 %: {span[0]:.0%} to {span[1]:.0%})" if span else "")
    )
    console.print(
        f"worse off: {figures['worse_writers']}; refused by the gate: {figures['refused_by_gate']}; "
        f"{figures['seconds_per_writer']:.1f} s a writer; "
        f"MNIST test at most {figures['mnist_drop_max']:.2%} lower"
    )
