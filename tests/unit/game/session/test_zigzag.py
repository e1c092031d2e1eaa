"""Crossing out fires on crossing out, and on nothing that is a number."""

from __future__ import annotations

import math
from pathlib import Path

import numpy as np
import pytest

from game.session.zigzag import REVERSALS, is_zigzag, reversals
from recognizer.ink import Ink, Stroke
from training import datasets
from training.bench.made_numbers import numbers_of

INK = Ink.of([[(0.0, 0.0), (0.2, 0.4), (0.1, 1.0)], [(0.6, 0.0), (0.9, 0.5), (0.6, 1.0)]])


def zigzag(sweeps: int, *, turned: float = 0.0, width: float = 1.2, height: float = 0.9) -> Stroke:
    """``sweeps`` to and fro, drifting across, about the middle of ``INK``."""
    points = []
    for sweep in range(sweeps):
        for step in range(10):
            share = step / 9 if sweep % 2 == 0 else 1 - step / 9
            x, y = (share - 0.5) * width, ((sweep + step / 10) / sweeps - 0.5) * height
            c, s = math.cos(turned), math.sin(turned)
            points.append((0.45 + x * c - y * s, 0.5 + x * s + y * c))
    return Stroke.of(points)


@pytest.mark.parametrize("turned", [0.0, 0.4, math.pi / 2, 2.5])
def test_five_reversals_over_the_ink_cross_it_out(turned: float) -> None:
    stroke = zigzag(REVERSALS + 1, turned=turned, height=1.1)
    assert reversals(stroke) == REVERSALS
    assert is_zigzag(stroke, INK)


def test_four_do_not() -> None:
    assert reversals(zigzag(REVERSALS)) == REVERSALS - 1
    assert not is_zigzag(zigzag(REVERSALS), INK)


def test_beside_the_ink_it_is_ink() -> None:
    away = Ink((zigzag(8),)).moved(3.0, 0.0).strokes[0]
    assert not is_zigzag(away, INK)
    assert not is_zigzag(zigzag(8, width=0.3, height=0.2), INK)


def test_on_an_empty_sheet_it_is_ink() -> None:
    assert not is_zigzag(zigzag(8), Ink())


@pytest.mark.parametrize("points", [[(1, 1)], [(1, 1)] * 5, [(0, 0), (1, 1)]])
def test_dots_and_dashes_turn_nowhere(points: list[tuple[float, float]]) -> None:
    assert reversals(Stroke.of(points)) == 0


@pytest.mark.parametrize("name", ["pendigits_train.jsonl.gz", "unipen1a_train.jsonl.gz"])
def test_it_fires_on_no_digit_and_no_number(digit_data: Path, name: str) -> None:
    """Every digit is added to ink that it covers wholly: itself; and made numbers as they are written."""
    digits = [sample for sample in datasets.pen_file(digit_data / name) if sample.is_number]
    for sample in digits:
        for stroke in sample.ink.strokes:
            assert not is_zigzag(stroke, Ink((stroke,))), f"{name}, line {sample.line}: a {sample.label}"
    for number in numbers_of(digits, np.random.default_rng(5), 60):
        for index, stroke in enumerate(number.ink.strokes):
            assert not is_zigzag(stroke, number.ink.pick(range(index))), f"{number.text} by {number.writer}"
