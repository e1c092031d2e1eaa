"""The number bench: counts by length, against readers whose every reading is known."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from recognizer.habits import STRANGER, Habits
from recognizer.ink import Ink
from recognizer.likeness import likeness
from recognizer.reading import EMPTY, Digit, Reading, State
from training.bench.number_bench import acquainted, bench
from training.datasets import PenSample

# A one is a single stroke, a four two of them: a reader that counts strokes can tell them apart.
ONE = Ink.of([[(0, 0), (0, 10)]])
FOUR = Ink.of([[(0, 0), (0, 6), (6, 6)], [(5, 0), (5, 10)]])
SAMPLES = [PenSample("1", "ann", ONE, 1), PenSample("4", "bob", FOUR, 2)]


class AllOnes:
    """Takes each stroke for a one; is unsure of three and more."""

    def read(self, ink: Ink, habits: Habits = STRANGER) -> Reading:  # noqa: ARG002 - counts strokes
        digits = tuple(Digit(1, 0.9, (0.0,) * 10, Ink((stroke,)), (), True) for stroke in ink.strokes)
        return Reading(State.READ if len(digits) < 3 else State.UNSURE, digits, 0.9)

    def read_raster(self, image: NDArray[np.uint8]) -> Reading:
        raise AssertionError(f"numbers are ink, not pictures of {image.shape}")


class Blind(AllOnes):
    def read(self, ink: Ink, habits: Habits = STRANGER) -> Reading:  # noqa: ARG002 - counts strokes
        assert ink
        return EMPTY


def test_a_reader_of_ones_reads_anns_numbers_only() -> None:
    figures = bench(AllOnes(), SAMPLES[:1], 20, seed=3)
    assert list(figures) == ["1", "2", "3", "4"]
    assert figures["2"] == {"numbers": 20, "exact": 1.0, "unsure": 0.0, "wrong_and_sure": 0.0}
    assert figures["3"] == {"numbers": 20, "exact": 1.0, "unsure": 1.0, "wrong_and_sure": 0.0}
    fours = bench(AllOnes(), SAMPLES[1:], 20, seed=3)
    assert fours["1"] == {"numbers": 20, "exact": 0.0, "unsure": 0.0, "wrong_and_sure": 1.0}
    assert fours["2"] == {"numbers": 20, "exact": 0.0, "unsure": 1.0, "wrong_and_sure": 0.0}


def test_both_hands_are_drawn_from_and_the_seed_decides() -> None:
    figures = bench(AllOnes(), SAMPLES, 100, seed=3)
    assert 0.3 < figures["1"]["exact"] < 0.7
    assert bench(AllOnes(), SAMPLES, 100, seed=3) == figures
    assert bench(AllOnes(), SAMPLES, 100, seed=4) != figures


def test_a_known_writers_first_samples_are_shown_and_the_rest_make_the_numbers() -> None:
    other = Ink.of([[(0, 0), (9, 9)]])
    samples = [PenSample("1", "ann", ONE, 1), PenSample("1", "ann", other, 2), PenSample("4", "bob", FOUR, 3)]
    anybodys = PenSample("4", "", FOUR, 4)
    rest, habits = acquainted([*samples, anybodys], 1)
    assert rest == [samples[1], anybodys]
    assert {writer: known.labels for writer, known in habits.items()} == {"ann": [1], "bob": [4]}
    assert likeness(ONE, habits["ann"])[1] > 1

    class Knowing(AllOnes):
        def read(self, ink: Ink, habits: Habits = STRANGER) -> Reading:
            return super().read(ink) if habits.labels == [1] else EMPTY

    assert bench(Knowing(), rest[:1], 5, 1, habits)["1"]["exact"] == 1.0
    assert bench(Knowing(), rest, 5, 1)["1"]["exact"] == 0.0


def test_nothing_read_is_unsure_not_wrong() -> None:
    row = bench(Blind(), SAMPLES, 5, seed=1)["1"]
    assert (row["exact"], row["unsure"], row["wrong_and_sure"]) == (0.0, 1.0, 0.0)
