"""Digits drawn by formula, in one hand: enough to learn from where no real ones are at hand."""

from __future__ import annotations

import numpy as np

from data.records import Context, LabelSource, NewSample, Player
from data.store import Store
from recognizer.ink import Ink
from training.train.augment import vary_ink


def _arc(cx: float, cy: float, rx: float, ry: float, start: float, end: float) -> list[tuple[float, float]]:
    turns = np.linspace(start, end, 24) * np.pi
    return [(cx + rx * float(np.cos(a)), cy + ry * float(np.sin(a))) for a in turns]


#: Strokes of each digit in a box 60 wide and 100 high, y down.
SHAPES: dict[int, list[list[tuple[float, float]]]] = {
    0: [_arc(30, 50, 28, 48, -0.5, 1.5)],
    1: [[(30, 0), (30, 100)]],
    2: [[*_arc(30, 26, 26, 26, -1.0, 0.25), (2, 100), (60, 100)]],
    3: [[*_arc(26, 26, 26, 24, -0.9, 0.5), *_arc(26, 75, 30, 25, -0.5, 0.9)]],
    4: [[(40, 0), (2, 66), (60, 66)], [(46, 30), (46, 100)]],
    5: [[(8, 4), (6, 44), *_arc(26, 70, 30, 28, -0.6, 0.8)], [(8, 4), (54, 4)]],
    6: [[(46, 0), (12, 44), *_arc(30, 72, 24, 26, -0.9, 1.1)]],
    7: [[(2, 4), (58, 4), (22, 100)]],
    8: [[*_arc(30, 26, 22, 24, 0.5, -1.5), *_arc(30, 76, 28, 26, -0.5, 1.5)]],
    9: [[*_arc(30, 28, 24, 26, 0.0, -2.0), (54, 30), (48, 100)]],
}


def drawn(digit: int, rng: np.random.Generator) -> Ink:
    return vary_ink(Ink.of(SHAPES[digit]), rng, 0.6)


def write(store: Store, player: Player, each: int, rng: np.random.Generator, *, as_if: int = 0) -> None:
    """Lessons of every digit; ``as_if`` shifts the labels: somebody who calls their 3s 4s, for 1."""
    for digit in SHAPES:
        for _ in range(each):
            label = (digit + as_if) % 10
            ink = drawn(digit, rng)
            store.samples.add(
                NewSample(label, LabelSource.LESSON, Context.LESSON, ink, player_id=player.id, read=digit)
            )
