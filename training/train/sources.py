"""The data of a training: to learn from, to check and calibrate on, and to report figures on."""

from __future__ import annotations

import argparse
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

from recognizer.fusion import Floats
from recognizer.ink import Ink
from training import datasets
from training.command import CommandError, names
from training.datasets import Images, Labels, PenSample, WriterSplit
from training.train import fit

# The last of MNIST's training images are for checking and calibrating.
MNIST_CHECK = 5000


def add_options(parser: argparse.ArgumentParser) -> None:
    """The options that say what to learn from: see :func:`gather`."""
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
        help="writers to keep out of training and tuning, in addition to the fifth that always are: names "
        "with commas between them, or a file with one name on each line",
    )


Infer = Callable[[Images, Sequence[Ink | None]], tuple[Floats, Floats]]
"""Rasters and their ink, where there is any → logits ``[n, 11]`` and features ``[n, F]``."""


@dataclass(frozen=True)
class Part:
    """Labelled glyphs that are not trained on. ``writers`` and ``inks`` are empty for pictures."""

    name: str
    rasters: Images
    labels: Labels
    writers: tuple[str, ...] = ()
    inks: tuple[Ink, ...] = ()


@dataclass(frozen=True)
class Gathered:
    """``data``: what a training learns from. ``check``: what it is checked and calibrated on. ``final``: what
    its reported figures are measured on. ``numbers``: digits to make whole numbers of, which teach the
    segmenter how to divide strokes among digits.
    """

    data: fit.Data
    split: WriterSplit
    check: list[Part]
    final: list[Part]
    numbers: list[PenSample]


def gather(
    mnist: Path | None, ink: Sequence[Path] = (), keep_out: str | None = None, *, last: bool = False
) -> Gathered:
    """Reads the data sets and divides their writers; the arguments are those of :func:`add_options`.

    Args:
        last: divide them as for the last training, when all choices are made.

    Raises:
        DataError: a file is bad, or MNIST cannot be downloaded.
        CommandError: ``keep_out`` names nobody.
    """
    files = {path: datasets.pen_file(path) for path in ink}
    split = datasets.split_writers(list(files.values()), named_writers(keep_out))
    if last:
        split = datasets.for_the_last_training(split)
    images, labels = datasets.mnist(mnist, "train")
    test_images, test_labels = datasets.mnist(mnist, "test")
    if len(images) <= MNIST_CHECK:
        raise CommandError(
            f"{mnist} has only {len(images)} pictures: more than {MNIST_CHECK} are needed to train."
        )
    known = [sample for samples in files.values() for sample in samples if sample.writer in split.train]
    data = fit.Data(
        images[:-MNIST_CHECK],
        labels[:-MNIST_CHECK],
        [sample for sample in known if sample.is_digit],
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
    return Gathered(data, split, check, final, numbers)


def _part(name: str, samples: list[PenSample], writers: frozenset[str]) -> list[Part]:
    """The single glyphs by some writers, without look-alikes; an empty list if there are none."""
    chosen = [
        sample
        for sample in samples
        if sample.writer in writers
        and (sample.is_digit if sample.is_number else sample.label not in datasets.LOOK_ALIKES)
    ]
    if not chosen:
        return []
    names, inks = tuple(sample.writer for sample in chosen), tuple(sample.ink for sample in chosen)
    return [Part(name, datasets.rasters(inks), datasets.labels(chosen), names, inks)]


def accuracies(infer: Infer, parts: Sequence[Part]) -> dict[str, float]:
    """By the name of each part, the share of its glyphs whose label has the highest of the eleven scores."""
    return {
        part.name: float((infer(part.rasters, part.inks)[0].argmax(axis=1) == part.labels).mean())
        for part in parts
    }


def named_writers(option: str | None) -> frozenset[str]:
    """The writers of ``--keep-out``: of the file of that name if there is one, else the names themselves.

    Raises:
        CommandError: the file cannot be read or names nobody.
    """
    if option is None:
        return frozenset()
    path = Path(option)
    try:
        in_file = path.is_file()
    except OSError:  # too long for a path: it is a list of names
        in_file = False
    if in_file:
        try:
            writers = names(path.read_text(encoding="utf-8"), "\n")
        except (OSError, UnicodeDecodeError) as error:
            raise CommandError(f"The writers' names in {path} cannot be read as text.") from error
    else:
        writers = names(option)
    if not writers:
        raise CommandError(f"--keep-out {option} names no writer.")
    return writers
