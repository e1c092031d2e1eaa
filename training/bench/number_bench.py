"""``number-bench``: how well whole numbers are read, put together from one writer's glyphs."""

from __future__ import annotations

import argparse
import json
from collections import defaultdict
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import numpy as np
from rich.console import Console
from rich.table import Table

from data.command_line import track, whole_number
from recognizer.habits import STRANGER, Habits
from recognizer.ink import InkError
from recognizer.reader import Reader
from recognizer.reading import EMPTY
from training import command, datasets
from training.bench.evaluate import Reads, ReadSample, share
from training.bench.made_numbers import glyphs_by_writer, numbers_of
from training.command import CommandError, percent
from training.datasets import PenSample

LENGTHS = (1, 2, 3, 4)
EXAMPLES = """\
  uv run python -m training number-bench digits.jsonl.gz
  uv run python -m training number-bench one.jsonl.gz two.jsonl.gz --writers kept-out --json
  uv run python -m training number-bench digits.jsonl.gz --numbers 2000 --seed 7

The files are pen files; each number is put together from the digits of one writer. Writers who wrote more are
drawn more often."""


def add_parser(subparsers: command.Subparsers) -> None:
    parser = command.add_command(
        subparsers,
        "number-bench",
        run,
        "Measure how well whole numbers are read, made of single digits.",
        EXAMPLES,
    )
    parser.add_argument("files", type=Path, nargs="+", metavar="FILE", help="a pen file of single digits")
    parser.add_argument(
        "--numbers", type=whole_number(1, 10**6), default=500, metavar="N", help="of each length (else 500)"
    )
    parser.add_argument(
        "--seed", type=whole_number(0), default=1, metavar="N", help="the same seed makes the same numbers"
    )
    parser.add_argument(
        "--known",
        type=whole_number(1),
        default=0,
        metavar="N",
        help="the reader knows each writer by their first N samples of a digit; numbers are made of the rest",
    )
    command.add_reading_options(parser)


def run(arguments: argparse.Namespace) -> int:
    reader = Reader.open(arguments.bundle)
    writers = command.chosen_writers(arguments.writers, reader.manifest)
    samples = [
        sample
        for path in arguments.files
        for sample in datasets.pen_file(path)
        if writers is None or sample.writer in writers
    ]
    habits: dict[str, Habits] = {}
    if arguments.known:
        samples, habits = acquainted(samples, arguments.known)
    if not glyphs_by_writer(samples):
        left = " left" if arguments.known else ""
        raise CommandError(
            f"The files hold no single digits{left}" + (" by these writers." if writers else ".")
        )
    figures = bench(reader, samples, arguments.numbers, arguments.seed, habits)
    if arguments.json:
        print(json.dumps(figures, indent=2))
    else:
        _print(figures)
    return 0


def bench(
    reader: Reads,
    samples: Sequence[PenSample],
    count: int,
    seed: int,
    habits: Mapping[str, Habits] | None = None,
) -> dict[str, dict[str, Any]]:
    """By length (``"1"`` to ``"4"``): how many ``numbers``, and the shares (0 to 1) of them that were read
    ``exact`` (best reading right, unsure or not), ``unsure``, ``wrong_and_sure``.

    Args:
        habits: by writer, where the reader knows them.
    """
    read_samples: dict[int, list[ReadSample]] = defaultdict(list)
    made = numbers_of(samples, np.random.default_rng(seed), count, LENGTHS, evenly=False)
    for number in track(made, "numbers", count * len(LENGTHS)):
        try:
            reading = reader.read(number.ink, (habits or {}).get(number.writer, STRANGER))
        except InkError:  # glyphs at the edge of what can be drawn, or of what can be read at once
            reading = EMPTY
        read_samples[len(number.text)].append(ReadSample(number.text, number.writer, reading))
    return {
        str(length): {
            "numbers": len(read),
            "exact": share(sample.right for sample in read),
            "unsure": share(not sample.reading.sure for sample in read),
            "wrong_and_sure": share(sample.wrong_and_sure for sample in read),
        }
        for length, read in sorted(read_samples.items())
    }


def acquainted(samples: Sequence[PenSample], known: int) -> tuple[list[PenSample], dict[str, Habits]]:
    """Lets the reader know each writer by their first ``known`` samples of each digit. Returns the other
    digits, and the habits by writer. Samples without a writer's name are all among the others."""
    digits = [sample for sample in samples if sample.is_digit]
    shown, rest = datasets.first_of_each([sample for sample in digits if sample.writer], known)
    habits = {
        writer: Habits.of((sample.ink, int(sample.label)) for sample in known_ones)
        for writer, known_ones in datasets.by_writer(shown).items()
    }
    return rest + [sample for sample in digits if not sample.writer], habits


def _print(figures: dict[str, dict[str, Any]]) -> None:
    table = Table(box=None, header_style="bold", pad_edge=False)
    for title in ("digits", "numbers", "exact", "unsure", "wrong and sure"):
        table.add_column(title, justify="right")
    for length, row in figures.items():
        table.add_row(
            length,
            str(row["numbers"]),
            *(percent(row[name]) for name in ("exact", "unsure", "wrong_and_sure")),
        )
    Console().print(table)
