"""From splits to a reading: numbers are as likely as their splits and digits, and sure only if both are."""

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from recognizer.decide import decide, is_sure
from recognizer.ink import Ink
from recognizer.interpretation import Mark, MarkKind, Piece
from recognizer.reading import EMPTY, Glyph, State
from recognizer.search import Split
from recognizer.segment import LogShares
from tests.real_digits import RealDigits


def shares(**likely: float) -> LogShares:
    """Log-probabilities by digit, as in ``d7=0.9``; what is missing to 1 is "not a digit"."""
    values = np.full(11, 1e-12)
    for name, value in likely.items():
        values[int(name[1:])] = value
    values[10] = 1 - values[:10].sum()
    return np.log(values)


def glyph(*strokes: int) -> Glyph:
    """Made of some strokes, whole."""
    return Glyph(Ink.of([[(stroke, 0)] for stroke in strokes]), tuple(Piece(s, 0, 0) for s in strokes))


LEFT, RIGHT, BOTH = glyph(0), glyph(1), glyph(0, 1)
SHARES = {
    LEFT.ink: shares(d1=0.9, d7=0.08),
    RIGHT.ink: shares(d2=0.8, d3=0.09),
    BOTH.ink: shares(d8=0.97),
}


def test_one_split_is_as_likely_as_its_digits() -> None:
    reading = decide([Split((LEFT, RIGHT), 1.0)], SHARES, threshold=0.5, split_threshold=0.6)
    assert (reading.text, reading.state) == ("12", State.READ)
    assert reading.confidence == pytest.approx(0.72)
    assert [candidate.text for candidate in reading.candidates[:3]] == ["12", "13", "72"]
    assert reading.candidates[1].probability == pytest.approx(0.081)
    assert len(reading.candidates) == 5
    assert [(digit.glyph, digit.pieces) for digit in reading.digits] == [
        (LEFT.ink, LEFT.pieces),
        (RIGHT.ink, RIGHT.pieces),
    ]


def test_a_digit_is_unsure_if_another_one_comes_near() -> None:
    one = Split((LEFT,), 1.0)
    for rival, state in ((0.09, State.READ), (0.11, State.UNSURE)):
        known = {LEFT.ink: shares(d1=0.85, d7=rival)}
        reading = decide([one], known, threshold=0.5, split_threshold=0.6)
        assert (reading.text, reading.state, reading.digits[0].sure) == ("1", state, state is State.READ)


@given(st.lists(st.lists(st.floats(0, 1), min_size=11, max_size=11), min_size=1), st.floats(0.5, 0.99))
def test_many_glyphs_are_sure_exactly_as_each_is_by_itself(rows: list[list[float]], threshold: float) -> None:
    """Checked against the rule as one would say it."""
    flags = is_sure(np.array(rows), threshold)
    for row, flag in zip(rows, flags, strict=True):
        best, second = sorted(row[:10], reverse=True)[:2]
        assert flag == (best >= threshold and second <= 0.1)


def test_splits_compete_by_what_they_read() -> None:
    splits = [Split((LEFT, RIGHT), 0.55), Split((BOTH,), 0.45)]
    reading = decide(splits, SHARES, threshold=0.5, split_threshold=0.6)
    assert reading.text == "8"
    assert reading.candidates[1].text == "12"
    assert reading.state is State.UNSURE


def test_splits_that_agree_add_up() -> None:
    with_left, with_right = glyph(0, 2), glyph(2, 1)
    other = {**SHARES, with_left.ink: SHARES[LEFT.ink], with_right.ink: SHARES[RIGHT.ink]}
    splits = [Split((LEFT, with_right), 0.4), Split((with_left, RIGHT), 0.35), Split((BOTH,), 0.25)]
    reading = decide(splits, other, threshold=0.5, split_threshold=0.6)
    assert (reading.text, reading.state) == ("12", State.READ)
    assert reading.confidence == pytest.approx(0.75 * 0.72)
    assert reading.digits[0].glyph == LEFT.ink


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
    reading = decide([Split((LEFT,), 1.0)], {LEFT.ink: shares(d4=0.1)}, threshold=0.5, split_threshold=0.6)
    assert (reading.text, reading.state, reading.digit_like) == ("4", State.UNSURE, False)
    assert reading.digits[0].not_a_digit == pytest.approx(0.9)


def test_no_splits_are_no_ink() -> None:
    assert decide([], {}, threshold=0.5, split_threshold=0.6) is EMPTY


def test_a_guess_is_never_sure_unless_a_likely_split_agrees() -> None:
    guess = Split((LEFT, RIGHT), 0.9, guess=True)
    assert not decide([guess], SHARES, threshold=0.5, split_threshold=0.6).sure
    dot = (Mark(MarkKind.DOT, (Piece(2, 0, 0),)),)
    for probability, sure in ((0.1, True), (0.05, False)):
        plain = Split((LEFT, RIGHT), probability, dot)
        reading = decide([guess, plain], SHARES, threshold=0.5, split_threshold=0.6)
        assert reading.sure is sure
        assert reading.marks == (dot if sure else ())


def test_a_glyph_that_begins_with_a_cut_is_sure_only_as_a_closed_zero() -> None:
    turns = np.linspace(0, 2 * np.pi, 30)
    closed = Ink.of([[(20 + 8 * np.sin(turn), 10 * np.cos(turn)) for turn in turns]])
    open_above = Ink.of([[(20 + 8 * np.sin(turn), 10 * np.cos(turn)) for turn in turns[5:-5]]])
    known = {**SHARES, closed: shares(d0=0.95), open_above: shares(d0=0.95)}

    def sure(glyph: Glyph) -> bool:
        return decide([Split((LEFT, glyph), 1.0)], known, threshold=0.5, split_threshold=0.6).sure

    assert sure(Glyph(closed, cut=True))
    assert sure(Glyph(open_above)) and not sure(Glyph(open_above, cut=True))
    assert sure(BOTH) and not sure(Glyph(BOTH.ink, cut=True))


_RING = [(50 + 40 * math.cos(step / 4), 50 + 50 * math.sin(step / 4)) for step in range(26)]


@pytest.mark.parametrize(
    ("strokes", "digit", "sure"),
    [
        ([_RING, [(65, 5), (35, 95)]], 0, True),  # a 0 with a bar
        ([_RING, [(12, 0), (10, 100)]], 0, False),  # a 1 and a 0 that overlap
        ([[(0, 10), (60, 10), (30, 100)], [(32, 5), (33, 100)]], 7, False),  # a 7 and a 1
        ([[(0, 10), (60, 10), (30, 100)], [(15, 55), (60, 55)]], 7, True),  # a 7 with a bar
        ([[(40, 0), (0, 60), (60, 60)], [(45, 20), (45, 100)]], 4, True),
        ([[(40, 0), (0, 80), (60, 80)], [(45, 10), (45, 100)], [(55, 10), (55, 100)]], 4, False),
        ([[(40, 0), (40, 100)], [(43, 2), (42, 99)]], 1, True),  # a 1 drawn twice
        ([[(40, 0), (40, 100)], [(60, 2), (60, 99)]], 1, False),
        ([[(40, 0), (40, 100)]], 1, True),
    ],
)
def test_a_glyph_that_hides_a_1_beside_its_digit_is_never_sure(
    strokes: list[list[tuple[float, float]]], digit: int, sure: bool
) -> None:
    ink = Ink.of(strokes)
    whole = Glyph(ink, tuple(Piece(place, 0, len(points) - 1) for place, points in enumerate(strokes)))
    known = {ink: shares(**{f"d{digit}": 0.99})}
    reading = decide([Split((whole,), 1.0)], known, threshold=0.5, split_threshold=0.6)
    assert (reading.text, reading.sure) == (str(digit), sure)


def test_clean_digits_hardly_ever_hide_a_1(real_digits: RealDigits) -> None:
    """Of each set's digits of two strokes or more, as they are labelled."""
    for name in ("pendigits_train", "unipen1a_train"):
        found = [
            decide(
                [Split((Glyph(sample.ink),), 1.0)],
                {sample.ink: shares(**{f"d{sample.label}": 0.99})},
                threshold=0.5,
                split_threshold=0.6,
            ).sure
            for sample in real_digits.of(name)
            if sample.is_digit and len(sample.ink.strokes) > 1
        ]
        assert len(found) > 500 and sum(found) / len(found) > 0.995
