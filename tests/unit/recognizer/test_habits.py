"""What is known of a writer: how near the pen's way comes to known digits of the same writer."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.spatial.distance import cdist

from recognizer.habits import MOST, STRANGER, Habits
from recognizer.ink import Ink
from recognizer.likeness import FLOOR, UNSEEN, WIDTH, likeness, weigh
from recognizer.path import path_of
from recognizer.reader import Reader
from recognizer.reading import EMPTY, Digit, Reading, State
from tests.real_digits import RealDigits
from training.bench.evaluate import LearningReader
from training.datasets import PenSample, by_writer

DOWN, UP = Ink.of([[(0, 0), (0, 10)]]), Ink.of([[(0, 10), (0, 0)]])
HOOK, BAR = Ink.of([[(0, 5), (3, 0), (3, 12)]]), Ink.of([[(0, 0), (9, 0)]])
points = st.lists(st.tuples(st.integers(0, 30), st.integers(0, 30)), min_size=2, max_size=5)
inks = st.builds(lambda stroke: Ink.of([stroke]), points)
known = st.lists(st.tuples(inks, st.integers(0, 9)), max_size=12, unique_by=lambda one: one[0])


def bent(turn: int) -> Ink:
    """Strokes down, no two alike."""
    return Ink.of([[(0, 0), (turn / 1000, 5), (0, 10)]])


shares = st.lists(st.floats(0.001, 1), min_size=11, max_size=11).map(lambda s: np.array(s) / sum(s))


@given(shares, inks)
def test_of_a_stranger_the_picture_alone_tells(shares: np.ndarray, ink: Ink) -> None:
    assert not STRANGER and weigh(shares, ink, STRANGER) is shares


@given(known.filter(bool), inks)
def test_likeness_is_the_mean_kernel_of_each_digits_paths(glyphs: list[tuple[Ink, int]], ink: Ink) -> None:
    """Held against SciPy's distances. The same path counts once, by its newest label."""
    newest = {path_of(one).tobytes(): (path_of(one).astype(np.float64), label) for one, label in glyphs}
    expected = np.zeros(11)
    for digit in range(11):
        paths = [path for path, label in newest.values() if label == digit]
        apart = cdist([path_of(ink)], paths, "sqeuclidean") if paths else np.full((1, 1), np.inf)
        expected[digit] = np.exp(-apart / 2 / WIDTH**2).mean() + FLOOR
    unseen = [digit for digit in range(10) if all(label != digit for _, label in newest.values())]
    expected[unseen] = max(FLOOR, UNSEEN * expected.max())
    assert likeness(ink, Habits.of(glyphs)) == pytest.approx(expected, rel=1e-4)


@given(known.filter(bool), shares, inks)
def test_picture_and_way_are_independent_witnesses(
    glyphs: list[tuple[Ink, int]], shares: np.ndarray, ink: Ink
) -> None:
    habits = Habits.of(glyphs)
    weighed = weigh(shares, ink, habits)
    assert weighed.sum() == pytest.approx(1)
    odds, before = weighed / weighed[0], shares / shares[0]
    assert odds == pytest.approx(before * likeness(ink, habits) / likeness(ink, habits)[0])


def test_a_digit_written_in_a_new_way_is_read_by_its_picture() -> None:
    shares = np.linspace(0, 0.1, 11) / 0.55
    assert weigh(shares, BAR, Habits.of([(DOWN, 1), (HOOK, 7)])) == pytest.approx(shares, rel=1e-3)


def test_the_newest_of_each_digit_are_kept_in_mind() -> None:
    habits = Habits.of([(UP, 1), *[(bent(turn), 1) for turn in range(MOST)], (BAR, 4)])
    assert np.bincount(habits.labels).tolist() == [0, MOST, 0, 0, 1]
    assert likeness(UP, habits)[1] == pytest.approx(FLOOR)
    assert likeness(DOWN, habits)[1] == pytest.approx(1 + FLOOR, rel=1e-2)
    more = Habits.together([habits, Habits.of([(UP, 1)])])
    assert likeness(UP, more)[1] == pytest.approx(1 / MOST + FLOOR, rel=1e-3)
    assert more.labels == [1] * (MOST - 1) + [4, 1]


def test_the_same_glyph_counts_once_by_its_newest_label() -> None:
    habits = Habits.together([Habits.of([(DOWN, 6), (UP, 2), (DOWN, 1)]), Habits.of([(UP, 2)])])
    assert habits.labels == [1, 2]


@given(shares)
def test_a_glyph_is_no_witness_for_itself(shares: np.ndarray) -> None:
    """What others tell of it is what would be told if it were not among them."""
    glyphs = [(DOWN, 1), (HOOK, 7), (UP, 1), (BAR, 4)]
    habits, without = Habits.of(glyphs), Habits.of([pair for pair in glyphs if pair[0] != HOOK])
    assert weigh(shares, HOOK, habits, apart=True) == pytest.approx(weigh(shares, HOOK, without))
    assert weigh(shares, HOOK, without, apart=True) == pytest.approx(weigh(shares, HOOK, without))
    assert weigh(shares, HOOK, Habits.of([(HOOK, 7)]), apart=True) is shares


def test_a_digit_not_seen_yet_may_be_written_like_one_that_was() -> None:
    """One glyph under a wrong label must not outweigh a picture that is sure."""
    shares = np.full(11, 0.001)
    shares[7] = 0.99
    weighed = weigh(shares, HOOK, Habits.of([(HOOK, 1)]))
    assert weighed.argmax() == 7 and weighed[7] > 0.9
    known = weigh(shares, HOOK, Habits.of([(HOOK, 1), (BAR, 7)]))
    assert known.argmax() == 1


def test_what_is_no_digit_tells_nothing() -> None:
    assert not Habits.of([(BAR, 10), (Ink(), 3)])


def test_a_right_reading_shows_its_digits_as_they_were_read() -> None:
    seven = Ink((*HOOK.strokes, *BAR.strokes))
    digits = tuple(
        Digit(digit, 0.9, (0.0,) * 10, glyph, (), True) for digit, glyph in ((7, seven), (1, DOWN))
    )
    habits = Habits.of([(UP, 3)]).seen(Reading(State.READ, digits, 0.8))
    assert habits.labels == [3, 7, 1]
    assert likeness(seven, habits)[7] == pytest.approx(1 + FLOOR)
    assert not STRANGER.seen(EMPTY)


KeptOut = Callable[[str], list[PenSample]]


@pytest.fixture(scope="module")
def reader() -> Reader:
    return Reader.open()


@pytest.fixture
def kept_out(reader: Reader, real_digits: RealDigits) -> KeptOut:
    """The digits of a file by writers of whom the reader learned nothing."""
    writers = set(reader.manifest.kept_out)
    return lambda name: [sample for sample in real_digits.of(name) if sample.writer in writers]


def test_knowing_the_writer_mends_real_ones_and_spoils_no_seven(reader: Reader, kept_out: KeptOut) -> None:
    samples = [*kept_out("pendigits_train"), *kept_out("unipen1a_train")]
    right = {}
    for acquainted in (False, True):
        learner = LearningReader(reader, acquainted=acquainted)
        right[acquainted] = {
            digit: sum(
                learner.read(s.ink, s.writer, digit).text == digit for s in samples if s.label == digit
            )
            for digit in ("7", "1")  # sevens first: from them the writer is known
        }
    assert right[True]["1"] > right[False]["1"]
    assert right[True]["7"] >= right[False]["7"]


def test_one_mislabelled_digit_among_ten_of_each_spoils_hardly_any(reader: Reader, kept_out: KeptOut) -> None:
    wrong = {False: 0, True: 0}
    for samples in by_writer(kept_out("pendigits_train")).values():
        shown, rest = samples[:100], samples[100:160]
        glyphs = [(s.ink, int(s.label)) for s in shown]
        spoilt = [(ink, (label + 3) % 10 if n % 10 == 0 else label) for n, (ink, label) in enumerate(glyphs)]
        for mislabelled in (False, True):
            habits = Habits.of(spoilt if mislabelled else glyphs)
            wrong[mislabelled] += sum(reader.read(s.ink, habits).text != s.label for s in rest)
    assert wrong[True] <= wrong[False] + 2  # of 420 digits


def test_one_wrong_label_and_nothing_else_known_spoils_few(reader: Reader, kept_out: KeptOut) -> None:
    """A slip of a new player's finger: so much worse, at most, are they read than a stranger is."""
    wrong, total = {False: 0, True: 0}, 0
    for samples in by_writer(kept_out("pendigits_train")).values():
        for digit in "0123456789":
            first, *rest = [s for s in samples if s.label == digit][:8]
            candidates = list(reader.read(first.ink).digits[0].scores)
            candidates[int(digit)] = 0.0
            habits = Habits.of([(first.ink, int(np.argmax(candidates)))])
            for known in (False, True):
                wrong[known] += sum(
                    reader.read(s.ink, habits if known else STRANGER).text != digit for s in rest
                )
            total += len(rest)
    assert wrong[True] <= wrong[False] + 0.02 * total
