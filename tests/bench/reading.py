"""How long it takes to raster and read one glyph that was never seen before.

``python -m tests.bench.reading [FILE…]``: with pen files, their real glyphs; else the game's own handwriting.
"""

from __future__ import annotations

import argparse
import random
import time
from collections.abc import Sequence
from itertools import islice
from pathlib import Path

from game.ui.handwriting import write
from recognizer.ink import Ink
from recognizer.reader import Reader
from tests.bench.figures import show, spread_ms
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


def times(reader: Reader, glyphs: Sequence[Ink]) -> list[float]:
    """Seconds that each reading took, in order."""
    taken = []
    for glyph in glyphs:
        began = time.perf_counter()
        reader.read(glyph)
        taken.append(time.perf_counter() - began)
    return taken


def main(arguments: Sequence[str] | None = None) -> None:
    parser = argparse.ArgumentParser(prog="python -m tests.bench.reading", description=__doc__)
    parser.add_argument("files", type=Path, nargs="*", metavar="FILE", help="pen files to take glyphs from")
    parser.add_argument("--glyphs", type=int, default=GLYPHS, metavar="N", help=f"how many (else {GLYPHS})")
    parser.add_argument("--json", action="store_true", help="print JSON, for programs")
    options = parser.parse_args(arguments)
    glyphs = real(options.files, options.glyphs) if options.files else made(options.glyphs)
    reader = Reader.open()
    reader.warm_up()
    show({"glyphs": len(glyphs), **spread_ms(times(reader, glyphs))}, options.json)


if __name__ == "__main__":
    main()
