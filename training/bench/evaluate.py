"""``evaluate``: how well a bundle reads files of digits, numbers and non-digits, in the same way as in play.

Ink goes through strokes → glyphs → raster → LiteRT. A picture of an ``.npz`` file is a raster already.
"""

from __future__ import annotations

import argparse
import json
import sys
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Protocol

import numpy as np
from numpy.typing import NDArray
from rich.console import Console
from rich.table import Table

from data.command_line import track
from data.first_look import DOUBTFUL, ENOUGH
from recognizer.habits import STRANGER, Habits
from recognizer.ink import Ink
from recognizer.reader import Reader
from recognizer.reading import Reading
from training import command, datasets
from training.command import CommandError, percent

NON_DIGIT = "not a digit"
EXAMPLES = """\
  uv run python -m training evaluate digits.jsonl.gz
  uv run python -m training evaluate mnist.npz letters.jsonl.gz --json
  uv run python -m training evaluate digits.jsonl.gz --writers kept-out --bundle runs/mine/bundle

A pen file is (gzipped) JSON lines: {"label": 7, "writer": "ann", "strokes": [[[x, y], ...], ...]}.
An .npz file holds images and labels, or the Keras layout, of which the test part is read.
Labels may be whole numbers such as "144"; a sample with any other label should be refused."""


@dataclass(frozen=True, slots=True)
class ReadSample:
    """One sample as read."""

    label: str
    writer: str
    reading: Reading

    @property
    def is_number(self) -> bool:
        """Whether the label is a digit or a whole number; if not, the reader should refuse the sample."""
        return datasets.is_number(self.label)

    @property
    def right(self) -> bool:
        return self.reading.text == self.label

    @property
    def wrong_and_sure(self) -> bool:
        return self.reading.sure and not self.right


class Reads(Protocol):
    """What is measured: a ``Reader``, or a stand-in for it."""

    def read(self, ink: Ink, habits: Habits = STRANGER) -> Reading: ...
    def read_raster(self, image: NDArray[np.uint8]) -> Reading: ...


class LearningReader:
    """Reads each writer's ink one after another, as a quiz reads a player's. It learns their habits from
    earlier readings that were sure and right. It looks at a label only after the reading.

    Args:
        acquainted: False: it learns no habits, and reads everybody as a stranger.
    """

    def __init__(self, reader: Reads, *, acquainted: bool = True) -> None:
        self._reader, self._acquainted = reader, acquainted
        self._habits: dict[str, Habits] = {}

    def read(self, ink: Ink, writer: str, label: str) -> Reading:
        """``writer``: whose ink it is, ``""`` if that is unknown; ``label``: what they wrote."""
        habits = self._habits.get(writer, STRANGER)
        reading = self._reader.read(ink, habits)
        if self._acquainted and writer and reading.sure and reading.text == label:
            self._habits[writer] = habits.seen(reading)
        return reading


def add_parser(subparsers: command.Subparsers) -> None:
    parser = command.add_command(
        subparsers, "evaluate", run, "Measure how well a model reads data files, as play does.", EXAMPLES
    )
    parser.add_argument("files", type=Path, nargs="+", metavar="FILE", help="a pen file or an .npz of images")
    command.add_reading_options(parser)
    parser.add_argument(
        "--in-turn",
        action="store_true",
        help="read each writer's samples one after another, as a quiz does a player's: those read correctly "
        "show how the writer writes (else each sample is read by itself)",
    )


def run(arguments: argparse.Namespace) -> int:
    reader = Reader.open(arguments.bundle)
    writers = command.chosen_writers(arguments.writers, reader.manifest)
    figures = [
        summary(path, read_file(reader, path, writers, in_turn=arguments.in_turn)) for path in arguments.files
    ]
    for row in figures:
        if row["numbers"] >= ENOUGH and row["accuracy"] < DOUBTFUL:
            print(
                f"{row['file']}: only {row['accuracy']:.0%} are read as labelled. Are the pictures black on "
                "white, does y count upwards, or do the labels belong to others?",
                file=sys.stderr,
            )
    if arguments.json:
        print(json.dumps(figures, indent=2, ensure_ascii=False))
    else:
        _print(figures)
    return 0


def read_file(
    reader: Reads, path: Path, writers: frozenset[str] | None = None, *, in_turn: bool = False
) -> list[ReadSample]:
    """Reads every sample of a pen file or ``.npz`` file; of a pen file only those by ``writers``, if given.
    ``in_turn``: it learns each writer's habits on the way, see :class:`LearningReader`.

    Raises:
        DataError: the file or a line of it is bad, with its number.
        CommandError: no sample is by ``writers``.
    """
    if path.suffix == ".npz":
        images, labels = datasets.images_file(path)
        pictures = zip(labels, images, strict=True)
        return [
            # In a file of pictures a label outside 0 to 9 is not a longer number, but a non-digit.
            ReadSample(str(label) if 0 <= label <= 9 else NON_DIGIT, "", reader.read_raster(image))
            for label, image in track(pictures, path.name, len(images))
        ]
    samples = [s for s in datasets.pen_file(path) if writers is None or s.writer in writers]
    if not samples:
        raise CommandError(f"{path} holds no sample" + (" by these writers." if writers else "."))
    learner = LearningReader(reader, acquainted=in_turn)
    return [
        ReadSample(sample.label, sample.writer, learner.read(sample.ink, sample.writer, sample.label))
        for sample in track(samples, path.name, len(samples))
    ]


def summary(path: Path, read_samples: Sequence[ReadSample]) -> dict[str, Any]:
    """The figures of one file: shares from 0 to 1, or None if there are no samples of that kind.

    ``non_digits_accepted`` is about the samples whose label is not a number, all else about the others;
    ``worst_writer`` is the lowest accuracy of ``per_writer``. Empty readings count as unsure. A digit of a
    whole number counts as right if it is read correctly and the reading has the right length.
    """
    numbers = [one for one in read_samples if one.is_number]
    others = [one for one in read_samples if not one.is_number]
    per_digit: dict[str, list[bool]] = defaultdict(list)
    per_writer: dict[str, list[bool]] = defaultdict(list)
    for sample in numbers:
        text = sample.reading.text
        for place, digit in enumerate(sample.label):
            per_digit[digit].append(len(text) == len(sample.label) and text[place] == digit)
        if sample.writer:
            per_writer[sample.writer].append(sample.right)
    by_writer = {writer: share(values) for writer, values in sorted(per_writer.items())}
    worst = min(by_writer, key=lambda writer: by_writer[writer] or 0.0, default=None)
    return {
        "file": str(path),
        "samples": len(read_samples),
        "numbers": len(numbers),
        "accuracy": share(sample.right for sample in numbers),
        "unsure": share(not sample.reading.sure for sample in numbers),
        "wrong_and_sure": share(sample.wrong_and_sure for sample in numbers),
        "accepted": share(sample.reading.sure for sample in numbers),
        "non_digits": len(others),
        "non_digits_accepted": share(sample.reading.sure for sample in others),
        "per_digit": {digit: share(values) for digit, values in sorted(per_digit.items())},
        "per_writer": by_writer,
        "worst_writer": by_writer[worst] if worst is not None else None,
        "worst_writer_name": worst,
    }


def share(values: Iterable[bool]) -> float | None:
    """The share of True, 0 to 1; None if there are no values."""
    listed = list(values)
    return sum(listed) / len(listed) if listed else None


def _print(figures: Sequence[dict[str, Any]]) -> None:
    table = Table(box=None, header_style="bold", pad_edge=False)
    table.add_column("file", no_wrap=True, min_width=max(len(Path(row["file"]).name) for row in figures))
    for title in ("samples", "right", "unsure", "wrong and sure", "worst writer", "non-digits accepted"):
        table.add_column(title, justify="right")
    for row in figures:
        table.add_row(
            Path(row["file"]).name,
            str(row["samples"]),
            *(percent(row[name]) for name in ("accuracy", "unsure", "wrong_and_sure", "worst_writer")),
            percent(row["non_digits_accepted"]),
        )
    Console().print(table)
    for row in figures:
        if row["per_digit"]:
            digits = "  ".join(f"{digit}: {percent(value)}" for digit, value in row["per_digit"].items())
            Console(soft_wrap=True, highlight=False).print(f"{Path(row['file']).name}  {digits}")
