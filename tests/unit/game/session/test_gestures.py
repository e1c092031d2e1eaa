"""Which strokes go on with judged ink, which begin a new number, and which cross ink out."""

from __future__ import annotations

import math
from pathlib import Path

import numpy as np
import pytest

from game.session.gestures import REVERSALS, begins_on, is_elsewhere, is_zigzag, reversals, touches
from recognizer.ink import Ink, Point, Stroke
from training import datasets
from training.bench.made_numbers import numbers_of

# A 7 without its bar, one unit high, its foot on the line; and a 1 with a 2 to come.
SEVEN = Ink.of([[(0.0, 0.0), (0.5, 0.0), (0.2, 1.0)]])
ONE = Ink.of([[(0.0, 0.0), (0.0, 1.0)]])


@pytest.mark.parametrize(
    ("what", "ink", "x", "y"),
    [
        ("the bar of a 7", SEVEN, 0.05, 0.5),
        ("a bar that begins beside the 7", SEVEN, 0.6, 0.5),
        ("the 2 of 12", ONE, 0.5, 0.1),
        ("the 2 of 12, far off", ONE, 1.5, 0.3),
        ("the 2 of 12, a little low", ONE, 0.6, 1.2),
    ],
)
def test_what_goes_on(what: str, ink: Ink, x: float, y: float) -> None:
    assert begins_on(ink, Point(x, y)), what


@pytest.mark.parametrize(
    ("what", "ink", "x", "y"),
    [
        ("a number begun afresh on the left", SEVEN, -1.0, 0.3),
        ("below", SEVEN, 0.2, 2.0),
        ("above", ONE, 0.4, -1.0),
        ("far to the right", ONE, 2.5, 0.5),
    ],
)
def test_what_does_not(what: str, ink: Ink, x: float, y: float) -> None:
    assert not begins_on(ink, Point(x, y)), what


@pytest.mark.parametrize(
    ("x", "y", "elsewhere"),
    [
        (-0.9, 0.5, False),  # a bar may come from there
        (-1.1, 0.5, True),
        (2.4, 0.5, False),  # a next digit may
        (2.6, 0.5, True),
        (0.2, -0.9, False),
        (0.2, -1.1, True),
        (0.2, 1.9, False),
        (0.2, 2.1, True),
    ],
)
def test_what_has_nothing_to_do_with_the_ink(x: float, y: float, elsewhere: bool) -> None:
    assert is_elsewhere(SEVEN, Point(x, y)) is elsewhere
    assert not (elsewhere and begins_on(SEVEN, Point(x, y)))


def test_from_no_ink_everything_is_elsewhere() -> None:
    assert is_elsewhere(Ink(), Point(0, 0))


def test_nothing_goes_on_with_nothing() -> None:
    assert not begins_on(Ink(), Point(0, 0))
    assert not touches(Ink(), Stroke.of([(0, 0)]))


def test_a_stroke_from_far_away_touches_when_it_gets_there() -> None:
    assert touches(SEVEN, Stroke.of([(-1.0, 0.5), (0.3, 0.5)]))
    assert not touches(SEVEN, Stroke.of([(-1.0, 0.5), (-0.3, 0.5)]))


@pytest.mark.parametrize("scale", [0.01, 1.0, 300.0])
def test_units_do_not_matter(scale: float) -> None:
    ink = SEVEN.moved(5.0, -3.0, scale)
    assert begins_on(ink, Point(5.0 + 0.05 * scale, -3.0 + 0.5 * scale))
    assert not begins_on(ink, Point(5.0 - 1.0 * scale, -3.0))


def test_a_dot_has_a_neighbourhood_too() -> None:
    dot = Ink.of([[(0.0, 0.0)]])
    assert begins_on(dot, Point(0.2, 0.1))
    assert not begins_on(dot, Point(-3.0, 0.0))


# Crossing out

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


def test_over_one_digit_of_two_it_is_ink_and_over_both_it_crosses_them_out() -> None:
    ink = Ink.of([[(0.9, y / 40) for y in range(41)], [(-0.9, y / 20) for y in range(21)]])
    assert not is_zigzag(zigzag(8), ink), "the 1 on the left is left standing"
    assert is_zigzag(zigzag(8, width=2.8), ink)


def test_on_an_empty_sheet_it_is_ink() -> None:
    assert not is_zigzag(zigzag(8), Ink())


@pytest.mark.parametrize("points", [[(1, 1)], [(1, 1)] * 5, [(0, 0), (1, 1)]])
def test_dots_and_dashes_turn_nowhere(points: list[tuple[float, float]]) -> None:
    assert reversals(Stroke.of(points)) == 0


@pytest.mark.slow
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
