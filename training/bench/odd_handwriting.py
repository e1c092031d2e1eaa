"""Unusual handwriting, made from real ink: for example, all of a writer's 3s are mirrored.

Children and people from other countries write like this, and MNIST has no such digits.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace

import numpy as np

from recognizer.ink import Ink, Point, Stroke
from training.datasets import PenSample

Change = Callable[[Ink, np.random.Generator], Ink]


def changed(samples: Sequence[PenSample], style: str, rng: np.random.Generator) -> list[PenSample]:
    """The samples, changed as ``STYLES[style]`` says, in the same order."""
    changes = STYLES[style]
    return [
        replace(sample, ink=changes[sample.label](sample.ink, rng)) if sample.label in changes else sample
        for sample in samples
    ]


def mirrored(ink: Ink, _: np.random.Generator) -> Ink:
    """Left for right."""
    box = ink.box
    return _mapped(ink, lambda p: p._replace(x=box.left + box.right - p.x))


def slashed(ink: Ink, rng: np.random.Generator) -> Ink:
    """With a stroke through it, from the bottom left to the top right."""
    box = ink.box
    beyond = rng.uniform(-0.05, 0.2, 2)
    low = Point(box.left - beyond[0] * box.width, box.bottom + beyond[0] * box.height)
    high = Point(box.right + beyond[1] * box.width, box.top - beyond[1] * box.height)
    return ink.add(_line(low, high))


def flagged(ink: Ink, rng: np.random.Generator) -> Ink:
    """A 1 drawn like a 7 without a bar: a straight stroke down, with a long level flag to its left."""
    box = ink.box
    length = box.height * rng.uniform(0.45, 0.65)
    top = Point(box.right, box.top + box.height * rng.uniform(-0.03, 0.03))
    flag = Point(top.x - length, top.y + box.height * rng.uniform(-0.02, 0.12))
    foot = Point(top.x - box.height * rng.uniform(0.15, 0.4), box.bottom)
    return Ink((Stroke((*_line(flag, top).points, *_line(top, foot).points)),))


def hooked(ink: Ink, rng: np.random.Generator) -> Ink:
    """A 9 like a g: its stem ends in a bow to the left."""
    last = ink.strokes[-1].points
    box = ink.box
    end = max(last, key=lambda point: point.y)
    wide, deep = box.height * rng.uniform(0.28, 0.42), box.height * rng.uniform(0.16, 0.28)
    turn = np.linspace(0.0, rng.uniform(1.0, 1.25) * np.pi, 14)
    bow = [Point(end.x - wide * (1 - np.cos(a)) / 2, end.y + deep * np.sin(a)) for a in turn]
    stem = last[: last.index(end) + 1]
    return Ink((*ink.strokes[:-1], Stroke((*stem, *bow))))


def _line(start: Point, end: Point, count: int = 12) -> Stroke:
    along = np.linspace(0.0, 1.0, count)
    return Stroke(
        tuple(Point(start.x + a * (end.x - start.x), start.y + a * (end.y - start.y)) for a in along)
    )


def _mapped(ink: Ink, change: Callable[[Point], Point]) -> Ink:
    return Ink(tuple(Stroke(tuple(map(change, stroke.points))) for stroke in ink.strokes))


#: By style, what is done to which digit; ``all`` does everything.
STYLES: dict[str, dict[str, Change]] = {
    "mirrored": {"3": mirrored, "7": mirrored},
    "slashed-0": {"0": slashed},
    "flagged-1": {"1": flagged},
    "hooked-9": {"9": hooked},
}
STYLES["all"] = {digit: change for style in STYLES.values() for digit, change in style.items()}
