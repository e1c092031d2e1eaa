"""How messy ink is read, by kind: digits of pen files made messy, or pen files of messy ink as they are.

    uv run python -m tests.cases digits.jsonl.gz more.jsonl.gz --writers kept-out
    uv run python -m tests.cases smears.jsonl boxes.jsonl --as-they-are

Prints for each kind how many samples were right, right and sure, unsure, wrong and sure. Files as they are
are a kind each.
"""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path

import numpy as np

from recognizer.bundle import BundleError
from recognizer.ink import Ink
from recognizer.reader import Reader
from tests.cases import messy_ink
from training import command, datasets
from training.bench.made_numbers import glyphs_by_writer
from training.command import CommandError, percent
from training.datasets import DataError


def main(arguments: Sequence[str] | None = None) -> int:
    """Measures and prints; the exit code is 2 where it cannot, with one sentence on stderr."""
    options = _parser().parse_args(arguments)
    try:
        run(options)
    except (CommandError, DataError, BundleError) as error:
        print(error, file=sys.stderr)
        return 2
    return 0


def run(options: argparse.Namespace) -> None:
    """
    Raises:
        CommandError, DataError, BundleError: the files or the model cannot be used; says why.
    """
    reader = Reader.open(options.bundle)
    writers = command.chosen_writers(options.writers, reader.manifest)
    figures = {kind: _figures(reader, inks) for kind, inks in _kinds(options, writers) if inks}
    if options.json:
        print(json.dumps(figures, indent=2))
        return
    print(f"{'kind':28}{'samples':>8}{'right':>10}{'and sure':>10}{'unsure':>10}{'wrong and sure':>16}")
    for kind, row in figures.items():
        right, sure, unsure, wrong = (percent(row[name]) for name in SHARES)
        print(f"{kind:28}{row['samples']:>8g}{right:>10}{sure:>10}{unsure:>10}{wrong:>16}")


SHARES = ("right", "right_and_sure", "unsure", "wrong_and_sure")


def _figures(reader: Reader, inks: list[tuple[str, Ink]]) -> dict[str, float]:
    """How many ``samples``, and the :data:`SHARES` of them, 0 to 1."""
    readings = [(reader.read(ink), text) for text, ink in inks]
    counts = (
        sum(reading.text == text for reading, text in readings),
        sum(reading.text == text and reading.sure for reading, text in readings),
        sum(not reading.sure for reading, _ in readings),
        sum(reading.text != text and reading.sure for reading, text in readings),
    )
    shares = (count / len(readings) for count in counts)
    return {"samples": len(readings), **dict(zip(SHARES, shares, strict=True))}


def _kinds(
    options: argparse.Namespace, writers: frozenset[str] | None
) -> Iterator[tuple[str, list[tuple[str, Ink]]]]:
    """Each kind, and its ink with what it says."""
    files = {
        path: [s for s in datasets.pen_file(path) if writers is None or s.writer in writers]
        for path in options.files
    }
    if options.as_they_are:
        for path, samples in files.items():
            yield path.name.split(".")[0], [(sample.label, sample.ink) for sample in samples]
        return
    glyphs = glyphs_by_writer(sample for samples in files.values() for sample in samples)
    if not any(len(digits) > 3 for digits in glyphs.values()):
        raise CommandError("The files hold no writer with four different digits.")
    for kind in messy_ink.KINDS:
        rng = np.random.default_rng([options.seed, *kind.encode()])
        yield kind, [(made.text, made.ink) for made in messy_ink.samples(kind, glyphs, rng, options.samples)]


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="python -m tests.cases", description="Measure how messy ink is read, by kind."
    )
    parser.add_argument("files", type=Path, nargs="+", metavar="FILE", help="a pen file")
    parser.add_argument("--as-they-are", action="store_true", help="the files hold messy ink; each is a kind")
    parser.add_argument("--samples", type=int, default=75, metavar="N", help="of each made kind (else 75)")
    parser.add_argument("--seed", type=int, default=1, metavar="N", help="the same seed makes the same mess")
    command.add_reading_options(parser)
    return parser


if __name__ == "__main__":
    sys.exit(main())
