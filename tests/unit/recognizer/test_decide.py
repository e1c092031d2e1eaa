"""From splits to a reading: numbers are as likely as their splits and digits, and sure only if both are."""

from __future__ import annotations

import numpy as np
import pytest

from recognizer.decide import decide
from recognizer.reading import EMPTY, State
from recognizer.segment import Shares, Split


def shares(**likely: float) -> Shares:
    """Probabilities by digit, as in ``d7=0.9``; what is missing to 1 is "not a digit"."""
    values = np.zeros(11)
    for name, value in likely.items():
        values[int(name[1:])] = value
    values[10] = 1 - values.sum()
    return values


LEFT, RIGHT, BOTH = (0,), (1,), (0, 1)
SHARES = {LEFT: shares(d1=0.9, d7=0.08), RIGHT: shares(d2=0.8, d3=0.15), BOTH: shares(d8=0.97)}


def test_one_split_is_as_likely_as_its_digits() -> None:
    reading = decide([Split((LEFT, RIGHT), 1.0)], SHARES, threshold=0.5, split_threshold=0.6)
    assert (reading.text, reading.state) == ("12", State.READ)
    assert reading.confidence == pytest.approx(0.72)
    assert [candidate.text for candidate in reading.candidates[:3]] == ["12", "13", "72"]
    assert reading.candidates[1].probability == pytest.approx(0.135)
    assert len(reading.candidates) == 5
    assert [digit.strokes for digit in reading.digits] == [LEFT, RIGHT]


def test_splits_compete_by_what_they_read() -> None:
    splits = [Split((LEFT, RIGHT), 0.55), Split((BOTH,), 0.45)]
    reading = decide(splits, SHARES, threshold=0.5, split_threshold=0.6)
    assert reading.text == "8"
    assert reading.candidates[1].text == "12"
    assert reading.state is State.UNSURE


def test_splits_that_agree_add_up() -> None:
    other = {**SHARES, (0, 2): SHARES[LEFT], (2, 1): SHARES[RIGHT]}
    splits = [Split((LEFT, (2, 1)), 0.4), Split(((0, 2), RIGHT), 0.35), Split((BOTH,), 0.25)]
    reading = decide(splits, other, threshold=0.5, split_threshold=0.6)
    assert (reading.text, reading.state) == ("12", State.READ)
    assert reading.confidence == pytest.approx(0.75 * 0.72)
    assert reading.digits[0].strokes == LEFT


def test_one_doubtful_digit_makes_the_number_unsure() -> None:
    reading = decide([Split((LEFT, RIGHT), 1.0)], SHARES, threshold=0.85, split_threshold=0.6)
    assert reading.state is State.UNSURE
    assert [digit.sure for digit in reading.digits] == [True, False]


def test_a_threshold_is_what_it_takes_and_no_more() -> None:
    splits = [Split((LEFT, RIGHT), 0.75), Split((BOTH,), 0.25)]
    assert decide(splits, SHARES, threshold=0.8, split_threshold=0.75).sure
    assert not decide(splits, SHARES, threshold=0.81, split_threshold=0.75).sure
    assert not decide(splits, SHARES, threshold=0.8, split_threshold=0.76).sure


def test_what_is_no_digit_is_offered_but_never_sure() -> None:
    reading = decide([Split((LEFT,), 1.0)], {LEFT: shares(d4=0.1)}, threshold=0.5, split_threshold=0.6)
    assert (reading.text, reading.state, reading.digit_like) == ("4", State.UNSURE, False)
    assert reading.digits[0].not_a_digit == pytest.approx(0.9)


def test_no_splits_are_no_ink() -> None:
    assert decide([], {}, threshold=0.5, split_threshold=0.6) is EMPTY
