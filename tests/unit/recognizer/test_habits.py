"""What is known of a hand: how near the pen's way comes to known digits of the same hand."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.spatial.distance import cdist

from recognizer.habits import FLOOR, MOST, STRANGER, WIDTH, Habits
from recognizer.ink import Ink
from recognizer.path import path_of
from recognizer.reader import Reader
from recognizer.reading import EMPTY, Digit, Reading, State
from training.datasets import PenSample, by_writer, pen_file
from training.evaluate import Company

DOWN, UP = Ink.of([[(0, 0), (0, 10)]]), Ink.of([[(0, 10), (0, 0)]])
HOOK, BAR = Ink.of([[(0, 5), (3, 0), (3, 12)]]), Ink.of([[(0, 0), (9, 0)]])
inks = st.sampled_from([DOWN, UP, HOOK, BAR])
known = st.lists(st.tuples(inks, st.integers(0, 9)), max_size=12)
shares = st.lists(st.floats(0.001, 1), min_size=11, max_size=11).map(lambda s: np.array(s) / sum(s))


@given(shares, inks)
def test_of_a_stranger_the_picture_alone_tells(shares: np.ndarray, ink: Ink) -> None:
    assert not STRANGER and STRANGER.weigh(shares, ink) is shares


@given(known.filter(bool), inks)
def test_likeness_is_the_mean_kernel_of_each_digits_paths(glyphs: list[tuple[Ink, int]], ink: Ink) -> None:
    """Held against SciPy's distances."""
    found = Habits.of(glyphs).likeness(ink)
    for digit in range(11):
        paths = [path_of(one).astype(np.float64) for one, label in glyphs if label == digit]
        apart = cdist([path_of(ink)], paths, "sqeuclidean") if paths else np.full((1, 1), np.inf)
        assert found[digit] == pytest.approx(np.exp(-apart / 2 / WIDTH**2).mean() + FLOOR, rel=1e-4)


@given(known.filter(bool), shares, inks)
def test_picture_and_way_are_independent_witnesses(
    glyphs: list[tuple[Ink, int]], shares: np.ndarray, ink: Ink
) -> None:
    habits = Habits.of(glyphs)
    weighed = habits.weigh(shares, ink)
    assert weighed.sum() == pytest.approx(1)
    odds, before = weighed / weighed[0], shares / shares[0]
    assert odds == pytest.approx(before * habits.likeness(ink) / habits.likeness(ink)[0])


def test_a_digit_written_in_a_new_way_is_read_by_its_picture() -> None:
    shares = np.linspace(0, 0.1, 11) / 0.55
    assert Habits.of([(DOWN, 1), (HOOK, 7)] * 5).weigh(shares, BAR) == pytest.approx(shares, rel=1e-3)


def test_the_newest_of_each_digit_are_kept_in_mind() -> None:
    habits = Habits.of([(UP, 1), *[(DOWN, 1)] * MOST, (BAR, 4)])
    assert np.bincount(habits.labels).tolist() == [0, MOST, 0, 0, 1]
    assert habits.likeness(UP)[1] == pytest.approx(FLOOR)
    assert habits.likeness(DOWN)[1] == pytest.approx(1 + FLOOR)
    assert habits.and_then(Habits.of([(UP, 1)])).likeness(UP)[1] == pytest.approx(1 / MOST + FLOOR, rel=1e-3)


def test_what_is_no_digit_tells_nothing() -> None:
    assert not Habits.of([(BAR, 10), (Ink(), 3)])


def test_a_right_reading_shows_its_digits_in_their_strokes() -> None:
    ink = Ink((*HOOK.strokes, *DOWN.strokes, *BAR.strokes))
    digits = tuple(Digit(digit, 0.9, (0.0,) * 10, group, True) for digit, group in ((7, (0, 2)), (1, (1,))))
    habits = Habits.of([(UP, 3)]).seen(ink, Reading(State.READ, digits, 0.8))
    assert habits.labels.tolist() == [3, 7, 1]
    assert habits.likeness(Ink((*HOOK.strokes, *BAR.strokes)))[7] == pytest.approx(1 + FLOOR)
    assert not STRANGER.seen(ink, EMPTY)


def _kept_out(digit_data: Path) -> list[PenSample]:
    kept_out = set(Reader.open().manifest.kept_out)
    return [s for s in pen_file(digit_data / "pendigits_train.jsonl.gz") if s.writer in kept_out]


def test_knowing_the_hand_mends_real_ones_and_spoils_no_seven(digit_data: Path) -> None:
    """One and the same reader, the writers of whom it learned nothing."""
    reader, samples = Reader.open(), _kept_out(digit_data)
    right = {}
    for acquainted in (False, True):
        company = Company(reader, acquainted=acquainted)
        right[acquainted] = {
            digit: sum(
                company.read(s.ink, s.writer, digit).text == digit for s in samples if s.label == digit
            )
            for digit in ("7", "1")  # sevens first: from them the hand is known
        }
    assert right[True]["1"] > right[False]["1"]
    assert right[True]["7"] >= right[False]["7"]


def test_one_mislabelled_digit_among_ten_of_each_spoils_hardly_any(digit_data: Path) -> None:
    reader, wrong = Reader.open(), {False: 0, True: 0}
    for samples in by_writer(_kept_out(digit_data)).values():
        shown, rest = samples[:100], samples[100:160]
        glyphs = [(s.ink, int(s.label)) for s in shown]
        spoilt = [(ink, (label + 3) % 10 if n % 10 == 0 else label) for n, (ink, label) in enumerate(glyphs)]
        for mislabelled in (False, True):
            habits = Habits.of(spoilt if mislabelled else glyphs)
            wrong[mislabelled] += sum(reader.read(s.ink, habits).text != s.label for s in rest)
    assert wrong[True] <= wrong[False] + 2  # of 420 digits
