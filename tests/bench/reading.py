"""How long it takes to read ink that was never seen before.

``glyph``: raster and path of one glyph, and what both networks say of it. ``ink``: the same with the search
for which strokes are a glyph, which reads the strokes of some digits in several ways. In play, a stroke was
read before the next one begins.
``known``: the same by a hand of which as many digits are known as a reader keeps in mind.

``python -m tests.bench.reading [FILE…]``: with pen files, their real glyphs; else the game's own handwriting.
"""

from __future__ import annotations

import argparse
import random
import time
from collections.abc import Callable, Sequence
from functools import partial
from itertools import islice
from pathlib import Path

from game.ui.handwriting import write
from recognizer.habits import MOST, STRANGER, Habits
from recognizer.ink import Ink
from recognizer.raster import raster
from recognizer.reader import Reader
from tests.bench.figures import check_files, show, spread_ms
from training.datasets import pen_file

GLYPHS = 2000


def made(count: int, seed: int = 7) -> list[Ink]:
    """Digits in the game's own handwriting, no two alike."""
    rng = random.Random(seed)
    return [write(str(rng.randrange(10)), rng) for _ in range(count)]


def real(files: Sequence[Path], count: int, seed: int = 7) -> list[Ink]:
    """Some of the samples of pen files."""
    samples = [sample.ink for file in files for sample in pen_file(file)]
    random.Random(seed).shuffle(samples)
    return list(islice(samples, count))


def times(reader: Reader, glyphs: Sequence[Ink], habits: Habits = STRANGER) -> list[float]:
    """Seconds that each reading took, in order."""
    return [_time(partial(reader.read, glyph, habits)) for glyph in glyphs]


def acquainted(glyphs: Sequence[Ink]) -> Habits:
    """A hand that is known as well as can be; what the digits are called makes no difference in time."""
    return Habits.of((glyph, place % 10) for place, glyph in enumerate(glyphs[: 10 * MOST]))


def glyph_times(reader: Reader, glyphs: Sequence[Ink]) -> list[float]:
    """The same where all strokes are known to be one glyph."""

    def read(glyph: Ink) -> None:
        reader.probabilities(reader.infer(raster(glyph)[None], [glyph])[0])

    return [_time(partial(read, glyph)) for glyph in glyphs]


def _time(read: Callable[[], object]) -> float:
    began = time.perf_counter()
    read()
    return time.perf_counter() - began


def main(arguments: Sequence[str] | None = None) -> None:
    parser = argparse.ArgumentParser(prog="python -m tests.bench.reading", description=__doc__)
    parser.add_argument("files", type=Path, nargs="*", metavar="FILE", help="pen files to take glyphs from")
    parser.add_argument("--glyphs", type=int, default=GLYPHS, metavar="N", help=f"how many (else {GLYPHS})")
    parser.add_argument("--json", action="store_true", help="print JSON, for programs")
    options = parser.parse_args(arguments)
    check_files(parser, options.files)
    glyphs = real(options.files, options.glyphs) if options.files else made(options.glyphs)
    reader = Reader.open()
    reader.warm_up()
    figures = {"glyphs": len(glyphs)}
    taken_by = {"glyph": glyph_times(reader, glyphs), "ink": times(reader, glyphs)}
    known, fresh = acquainted(glyphs), Reader.open()
    fresh.warm_up()
    _, *taken_by["known"] = times(fresh, glyphs[len(known.glyphs) :], known)  # the first reckons the hand up
    for name, taken in taken_by.items():
        figures |= {f"{name}_{figure}": value for figure, value in spread_ms(taken).items()}
    show(figures, options.json)


if __name__ == "__main__":
    main()
