"""Examples of non-digits: letters and symbols, two digits taken for one, single bars, and scribbles."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from recognizer.ink import Ink
from training.bench.made_numbers import numbers_of
from training.datasets import LOOK_ALIKES, PenSample

# A stroke this many times wider than high is a bar; a bar alone is never a digit.
_BAR = 2.2


def symbols(samples: Sequence[PenSample]) -> list[Ink]:
    """Letters and symbols, without those that many people write like a digit."""
    return [s.ink for s in samples if not s.is_number and s.label not in LOOK_ALIKES]


def run_together(digits: Sequence[PenSample], rng: np.random.Generator, count: int) -> list[Ink]:
    """Two or three digits of one writer as one glyph; or a digit with a stroke of its neighbour."""
    inks = []
    for number in numbers_of(digits, rng, (count + 1) // 2, lengths=(2, 3)):
        strokes = [index for glyph in number.glyphs for index in glyph]
        first, second = number.glyphs[0], number.glyphs[1]
        if len(second) > 1 and rng.random() < 0.35:
            strokes = [*first, second[int(rng.integers(len(second)))]]
        elif len(first) > 1 and rng.random() < 0.35:
            strokes = [first[int(rng.integers(len(first)))], *second]
        inks.append(number.ink.pick(strokes))
    return inks[:count]


def bars(digits: Sequence[PenSample]) -> list[Ink]:
    """The bars of fives, sevens and fours, without the rest of the digit."""
    found = []
    for sample in digits:
        for stroke in sample.ink.strokes if len(sample.ink.strokes) > 1 else ():
            if stroke.box.width > _BAR * stroke.box.height and len(stroke.points) > 1:
                found.append(Ink((stroke,)))
    return found


def scribbles(rng: np.random.Generator, count: int) -> list[Ink]:
    """Zigzags, loops, stars, crossings-out and dots."""
    kinds = (_zigzag, _loops, _star, _walk, _lines, _dot)
    return [kinds[int(rng.integers(len(kinds)))](rng) for _ in range(count)]


def _zigzag(rng: np.random.Generator) -> Ink:
    turns = int(rng.integers(5, 16))
    along = np.linspace(0, 1, turns) + rng.normal(0, 0.03, turns)
    across = np.where(np.arange(turns) % 2, 1.0, 0.0) * rng.uniform(0.3, 1.2) + rng.normal(0, 0.08, turns)
    return _turned(np.stack([along, across], axis=1), rng)


def _loops(rng: np.random.Generator) -> Ink:
    angle = np.linspace(0, 2 * np.pi * rng.uniform(2.2, 6), 90)
    radius = (
        1 + rng.normal(0, 0.3) * np.sin(angle * rng.uniform(0.2, 0.9)) + rng.uniform(-0.5, 1) * angle / 30
    )
    path = np.stack([np.cos(angle) * radius + angle * rng.uniform(-0.2, 0.2), np.sin(angle) * radius], axis=1)
    return _turned(path, rng)


def _star(rng: np.random.Generator) -> Ink:
    corners = int(rng.choice([5, 5, 6, 7, 8]))
    step = 2 if corners < 7 else 3
    angle = np.arange(corners + 1) * step * 2 * np.pi / corners
    path = np.stack([np.sin(angle), -np.cos(angle)], axis=1) + rng.normal(0, 0.06, (corners + 1, 2))
    return _turned(path, rng, turn=0.3)


def _walk(rng: np.random.Generator) -> Ink:
    bend = np.cumsum(rng.normal(0, 0.5, 60))
    path = np.cumsum(np.stack([np.cos(bend), np.sin(bend)], axis=1), axis=0)
    return _turned(path, rng)


def _lines(rng: np.random.Generator) -> Ink:
    """Three to six straight lines: a hash, a grid, a tally, a crossing-out."""
    return Ink.of(rng.uniform(0, 1, (int(rng.integers(3, 7)), 2, 2)).tolist())


def _dot(rng: np.random.Generator) -> Ink:
    return Ink.of([(rng.normal(0, 1.0, (int(rng.integers(1, 4)), 2)) * 1e-12).tolist()])


def _turned(
    path: np.ndarray[tuple[int, int], np.dtype[np.float64]], rng: np.random.Generator, turn: float = 3.0
) -> Ink:
    angle = rng.uniform(-turn, turn)
    matrix = np.array([[np.cos(angle), -np.sin(angle)], [np.sin(angle), np.cos(angle)]])
    return Ink.of([(path @ matrix.T).tolist()])
