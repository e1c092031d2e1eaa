"""Made numbers: one hand, drawn within the stated bounds, the same from the same seed."""

from __future__ import annotations

import itertools

import numpy as np
import pytest

from recognizer.ink import Ink
from training.bench.made_numbers import glyphs_by_writer, make_number, numbers_of
from training.datasets import PenSample

ONE = Ink.of([[(5, 0, 9.0), (5, 100, 9.5)]])
SEVEN = Ink.of([[(0, 0), (60, 0), (20, 100)], [(10, 50), (50, 50)]])
SAMPLES = [
    PenSample("1", "a", ONE, 1),
    PenSample("7", "a", SEVEN, 2),
    PenSample("0", "a", ONE, 3),
    PenSample("1", "b", ONE.moved(0, 0, 3), 4),
    PenSample("144", "b", SEVEN, 5),
    PenSample("x", "b", SEVEN, 6),
]
GLYPHS = glyphs_by_writer(SAMPLES)


def rng() -> np.random.Generator:
    return np.random.default_rng(5)


def test_only_single_digits_are_glyphs() -> None:
    assert {writer: sorted(digits) for writer, digits in GLYPHS.items()} == {"a": ["0", "1", "7"], "b": ["1"]}


def test_gaps_heights_and_feet_keep_their_bounds() -> None:
    generator = rng()
    for _ in range(200):
        number = make_number("171", GLYPHS["a"], generator)
        boxes = [number.ink.pick(group).box for group in number.glyphs]
        mean = sum(box.height for box in boxes) / len(boxes)
        for left, right in itertools.pairwise(boxes):
            assert -0.1001 <= (right.left - left.right) / mean <= 0.6001
        for box in boxes:
            assert 89.9 <= box.height <= 110.1
            assert abs(box.bottom) <= 0.0801 * mean


def test_groups_name_each_digits_strokes() -> None:
    number = make_number("717", GLYPHS["a"], rng())
    assert number.glyphs == ((0, 1), (2,), (3, 4))
    assert all(point.t is None for stroke in number.ink.strokes for point in stroke.points)


def test_a_late_stroke_is_drawn_last_and_still_belongs_to_its_digit() -> None:
    number = make_number("711", GLYPHS["a"], rng(), late=True)
    assert number.late
    assert number.glyphs == ((0, 3), (1,), (2,))


def test_where_the_pen_is_never_lifted_nothing_can_be_late() -> None:
    assert not make_number("11", GLYPHS["a"], rng(), late=True).late
    assert not make_number("7", GLYPHS["a"], rng(), late=True).late


def test_one_number_in_five_is_late_and_no_number_begins_with_nought() -> None:
    numbers = list(numbers_of(SAMPLES[:3], rng(), 100, (2, 3)))
    assert len(numbers) == 200
    assert sum(number.late for number in numbers) == 40
    assert all(number.text[0] != "0" for number in numbers)


def test_the_same_seed_makes_the_same_numbers() -> None:
    assert list(numbers_of(SAMPLES, rng(), 5)) == list(numbers_of(SAMPLES, rng(), 5))


def test_a_digit_that_is_missing_is_named() -> None:
    with pytest.raises(KeyError, match="4"):
        make_number("4", GLYPHS["a"], rng())
    with pytest.raises(ValueError, match="no digits"):
        next(numbers_of([], rng(), 1))


def test_a_dash_or_a_dot_is_not_blown_up() -> None:
    glyphs = {"1": [ONE, ONE, Ink.of([[(0, 0), (90, 1)]]), Ink.of([[(3, 3)]])]}
    generator = rng()
    assert max(make_number("1", glyphs, generator).ink.box.width for _ in range(50)) <= 180


def test_a_glyph_much_larger_or_smaller_than_the_others_is_brought_near_them() -> None:
    glyphs = {"1": [*[ONE] * 5, ONE.moved(0, 0, 10), ONE.moved(0, 0, 0.1)]}
    generator = rng()
    heights = [make_number("1", glyphs, generator).ink.box.height for _ in range(200)]
    assert 71.9 <= min(heights) < 89 and 111 < max(heights) <= 137.6


def test_for_measuring_writers_are_drawn_by_how_much_they_wrote() -> None:
    much, little = [PenSample("1", "much", ONE, 7)] * 9, [PenSample("1", "little", ONE, 8)]
    counts = {}
    for evenly in (True, False):
        made = numbers_of([*much, *little], rng(), 500, (1,), evenly=evenly)
        counts[evenly] = sum(number.writer == "little" for number in made)
    assert counts[True] == pytest.approx(250, abs=40)
    assert counts[False] == pytest.approx(50, abs=25)
