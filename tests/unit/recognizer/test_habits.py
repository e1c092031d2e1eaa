"""What is known of a hand decides between 7 and 1, and nothing else."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.stats import beta

from recognizer.habits import CROSSED, PLAIN, STRANGER, Habits
from recognizer.reader import Reader
from recognizer.reading import Digit, Reading, State
from training.datasets import pen_file
from training.evaluate import Company

counts = st.builds(Habits, st.integers(0, 400), st.integers(0, 400))


def read(digit: int, confidence: float, strokes: int) -> Reading:
    shares = (0.0,) * 10
    return Reading(State.READ, (Digit(digit, confidence, shares, tuple(range(strokes)), True),), confidence)


@given(st.integers(1, 9))
def test_a_strangers_strokes_say_nothing(strokes: int) -> None:
    assert STRANGER.seven(strokes) == 1.0


@given(counts)
def test_odds_fall_for_what_a_hand_does_less_often_than_people_do(habits: Habits) -> None:
    """Held against the posterior of a beta distribution, by SciPy."""
    posterior = beta(CROSSED + habits.crossed, PLAIN + habits.plain).mean()
    ratios = posterior / beta(CROSSED, PLAIN).mean(), (1 - posterior) / (1 - beta(CROSSED, PLAIN).mean())
    assert habits.seven(2) == pytest.approx(min(1.0, ratios[0]))
    assert habits.seven(1) == pytest.approx(min(1.0, ratios[1]))


@given(counts)
def test_another_crossed_seven_never_makes_a_plain_one_likelier(habits: Habits) -> None:
    more = Habits(habits.crossed + 1, habits.plain)
    assert more.seven(1) <= habits.seven(1)
    assert more.seven(2) >= habits.seven(2)


def test_one_crossed_seven_tells_nearly_everything() -> None:
    assert STRANGER.seen(read(7, 0.97, 2)).seven(1) < 0.11


def test_only_sure_sevens_are_seen() -> None:
    assert STRANGER.seen(read(7, 0.89, 2)) == STRANGER
    assert STRANGER.seen(read(7, 0.9, 2)) == Habits(crossed=1)
    assert STRANGER.seen(read(1, 0.99, 2)) == STRANGER
    assert STRANGER.seen(Reading(State.EMPTY)) == STRANGER
    assert Habits(crossed=2, plain=4).seen(read(7, 0.95, 3)) == Habits(crossed=3, plain=4)
    assert Habits(crossed=2, plain=4).seen(read(7, 0.95, 1)) == Habits(crossed=2, plain=5)
    assert Habits.of([1, 2, 2, 3, 0]) == Habits(crossed=3, plain=1)


def test_real_flagged_ones_are_told_from_sevens_by_the_hand(digit_data: Path) -> None:
    """One and the same reader, the writers of whom it learned nothing: knowing the hand mends ones, and
    spoils no seven."""
    reader = Reader.open()
    kept_out = set(reader.manifest.kept_out)
    samples = [s for s in pen_file(digit_data / "pendigits_train.jsonl.gz") if s.writer in kept_out]
    right = {}
    for acquainted in (False, True):
        company = Company(reader, acquainted=acquainted)
        right[acquainted] = {
            digit: sum(company.read(s.ink, s.writer).text == digit for s in samples if s.label == digit)
            for digit in ("7", "1")  # sevens first: from them the hand is known
        }
    assert right[True]["1"] > right[False]["1"]
    assert right[True]["7"] >= right[False]["7"]
