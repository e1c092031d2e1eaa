"""Strokes to glyphs: against every way to share strokes out, and on ink whose answer is plain to see."""

from __future__ import annotations

import math
from collections.abc import Sequence
from itertools import combinations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.special import softmax

from recognizer import segment
from recognizer.ink import Ink
from recognizer.segment import Group, Shares

BODY, BAR = [(0, 0), (0, 10), (8, 14), (6, 22), (0, 22)], [(5, 0), (12, 0)]
LINE = [(14, 0), (14, 22)]


def even(groups: Sequence[Group]) -> list[Shares]:
    """A reader that takes anything for any digit."""
    return [np.full(11, 1 / 11) for _ in groups]


def prefers(*wanted: Group) -> segment.Score:
    """A reader that takes only these groups for digits."""

    def score(groups: Sequence[Group]) -> list[Shares]:
        rows = []
        for group in groups:
            share = np.full(11, 0.01)
            share[3 if group in wanted else 10] = 0.9
            rows.append(share)
        return rows

    return score


def test_the_reader_decides_where_geometry_leaves_it_open() -> None:
    ink = Ink.of([BODY, BAR, LINE])
    assert segment.splits(ink, prefers((0, 1), (2,)))[0].groups == ((0, 1), (2,))
    assert segment.splits(ink, prefers((0,), (1, 2)))[0].groups == ((0,), (1, 2))


def test_a_bar_added_last_joins_its_digit() -> None:
    ink = Ink.of([BODY, LINE, BAR])
    assert segment.splits(ink, prefers((0, 2), (1,)))[0].groups == ((0, 2), (1,))


def test_glyphs_come_from_left_to_right_whatever_the_order_of_drawing() -> None:
    ink = Ink.of([[(100, 0), (100, 20)], [(0, 0), (0, 20)], [(50, 0), (50, 20)]])
    assert segment.splits(ink, even)[0].groups == ((1,), (2,), (0,))


def test_what_is_far_apart_is_never_joined() -> None:
    ink = Ink.of([[(0, 0), (0, 20)], [(40, 0), (40, 20)]])
    assert [split.groups for split in segment.splits(ink, prefers((0, 1)))] == [((0,), (1,))]


def test_a_long_row_of_digits_is_read_island_by_island() -> None:
    ink = Ink.of([[(40 * i, 0), (40 * i + 2, 20)] for i in range(30)])
    assert segment.splits(ink, even)[0].groups == tuple((i,) for i in range(30))


def test_a_scribble_of_many_strokes_is_one_glyph_and_quick() -> None:
    ink = Ink.of([[(i, 0), (20 - i, 20)] for i in range(20)])
    assert segment.splits(ink, even) == [segment.Split((tuple(range(20)),), 1.0)]


coordinates = st.integers(0, 60)
inks = st.lists(
    st.lists(st.tuples(coordinates, coordinates), min_size=1, max_size=4), min_size=1, max_size=6
).map(Ink.of)


@given(inks)
@settings(max_examples=60, deadline=None)
def test_every_split_shares_out_all_strokes_and_probabilities_sum_to_one(ink: Ink) -> None:
    found = segment.splits(ink, even)
    for split in found:
        assert sorted(index for group in split.groups for index in group) == list(range(len(ink.strokes)))
    assert sum(split.probability for split in found) == pytest.approx(1)
    assert [s.probability for s in found] == sorted((s.probability for s in found), reverse=True)


def partitions(strokes: tuple[int, ...]) -> list[tuple[Group, ...]]:
    """Every way to share strokes out, the slow and obvious way."""
    if not strokes:
        return [()]
    first, *rest = strokes
    found = []
    for size in range(len(rest) + 1):
        for others in combinations(rest, size):
            left = tuple(index for index in rest if index not in others)
            found += [((first, *others), *more) for more in partitions(left)]
    return found


@given(inks)
@settings(max_examples=40, deadline=None)
def test_the_best_splits_are_the_best_of_all(ink: Ink) -> None:
    measures, splits = segment.measured(ink, even)
    possible = [p for p in partitions(tuple(range(len(ink.strokes)))) if all(g in measures for g in p)]
    assert {frozenset(split) for split in splits} == {frozenset(p) for p in possible}
    weights = np.array([segment.WEIGHTS[name] for name in segment.MEASURES])
    values = [sum(float(measures[group] @ weights) for group in p) for p in possible]
    best = softmax(sorted(values, reverse=True)[:6])
    found = segment.splits(ink, even)
    if len(ink.strokes) == 2 and found[0].groups == ((0, 1),):
        return  # two strokes that cross are one glyph, unasked
    assert [split.probability for split in found] == pytest.approx(best)


def test_two_strokes_that_cross_are_one_glyph_and_read_once() -> None:
    asked: list[Group] = []

    def score(groups: Sequence[Group]) -> list[Shares]:
        asked.extend(groups)
        return prefers((0,), (1,))(groups)

    seven = Ink.of([[(0, 0), (10, 0), (4, 20)], [(2, 10), (9, 10)]])
    assert segment.splits(seven, score) == [segment.Split(((0, 1),), 1.0)]
    assert asked == [(0, 1)]


def test_slanted_ones_side_by_side_stay_two_glyphs() -> None:
    eleven = Ink.of([[(10, 0), (0, 20)], [(16, 0), (6, 20)]])
    assert segment.splits(eleven, prefers((0,), (1,)))[0].groups == ((0,), (1,))


def test_a_bar_well_above_its_digit_is_weighed_and_not_taken_for_a_crossing() -> None:
    five = Ink.of([[(0, 4), (10, 4), (10, 20), (0, 20)], [(0, 0), (10, 0)]])
    assert {split.groups for split in segment.splits(five, even)} == {((0, 1),), ((0,), (1,))}


def test_glyphs_are_ordered_by_their_middles() -> None:
    ink = Ink.of([[(0, 20), (40, 20), (40, 40)], [(5, 28), (6, 44)]])
    assert segment.splits(ink, prefers((0,), (1,)))[0].groups == ((1,), (0,))


def candidates(*strokes: list[tuple[float, float]]) -> set[Group]:
    return set(segment.measured(Ink.of(strokes), even)[0])


def test_strokes_are_joined_up_to_half_a_height_apart_and_up_to_a_5_with_a_long_bar_wide() -> None:
    assert (0, 1) in candidates([(0, 0), (0, 20)], [(10, 0), (10, 20)])
    assert (0, 1) not in candidates([(0, 0), (0, 20)], [(10.5, 0), (10.5, 20)])
    assert (0, 1) in candidates([(0, 0), (23, 20)], [(24, 0), (48, 20)])
    assert (0, 1) not in candidates([(0, 0), (23, 20)], [(24, 0), (48.5, 20)])


def test_a_5_may_have_a_bar_that_is_long_and_lies_above_it() -> None:
    """As some writers of UNIPEN's have it: half as high again as its body, and twice as wide as that."""
    body, bar = [(0, 7), (0, 13), (7, 14), (6, 20), (0, 20)], [(2, 6), (28, 0)]
    assert segment.splits(Ink.of([body, bar]), prefers((0, 1)))[0].groups == ((0, 1),)


def test_halves_at_unlike_heights_are_one_digit() -> None:
    """An open 4 of two strokes, each of which alone could be a 1."""
    left, lower, level = [(0, 0), (3, 15), (4, 15)], [(8, 8), (9, 23)], [(8, 0), (9, 15)]
    assert segment.splits(Ink.of([left, lower]), even)[0].groups == ((0, 1),)
    assert segment.splits(Ink.of([left, level]), even)[0].groups == ((0,), (1,))


def measures(strokes: Sequence[Sequence[Sequence[float]]], group: Group) -> dict[str, float]:
    values = segment.measured(Ink.of(strokes), even)[0][group]
    found = dict(zip(segment.MEASURES, values.tolist(), strict=True))
    assert found.pop("likelihood") == pytest.approx(math.log(1 / 11)) and found.pop("glyph") == 1
    return {name: value for name, value in found.items() if value}


def test_every_measure_is_what_its_name_says() -> None:
    # Two stems 4 apart in a line of height 20, the bar that joins them, and half a stem further right. From
    # the bar to a stem it is half a step of those in which paths are sampled.
    page = [[(0, 0), (0, 20)], [(4, 0), (4, 20)], [(0, 10), (4, 10)], [(14, 5), (14, 15)]]
    near = pytest.approx(0.5 * 20 / 19 / 20)
    assert measures(page, (0,)) == {"torn": 1}
    assert measures(page, (3,)) == {"small": pytest.approx(math.log(0.5))}
    assert measures(page, (0, 1)) == {"joins": 1, "gap": 0.2, "apart": 0.2, "intruding": 1, "torn": 1}
    assert measures(page, (0, 2)) == {"joins": 1, "apart": near, "touching": 1, "torn": 1, "interrupted": 1}
    assert measures(page, (0, 1, 2)) == {"joins": 2, "apart": near, "touching": 2}
    assert measures([[(0, 0), (30, 20)]], (0,)) == {"wide": 0.5}
    # What reaches into a glyph's columns is a share of the narrower of the two.
    assert measures([[(0, 0), (20, 20)], [(18, 0), (22, 4)]], (0,)) == {"intruding": 0.5}


def test_among_lone_bars_half_a_length_is_the_height() -> None:
    dashes = [[(0, 0), (20, 0)], [(0, 8), (20, 8)]]
    assert measures(dashes, (0,)) == {
        "small": pytest.approx(math.log(0.05)),
        "wide": 1,
        "uneven": 0.4,
        "intruding": 1,
    }


def test_a_known_label_is_laid_over_the_strokes() -> None:
    ink = Ink.of([BODY, BAR, LINE])
    assert segment.align(ink, "51", even) == ((0, 1), (2,))
    says = {(0, 1): 5, (2,): 1, (0,): 9, (1, 2): 4}

    def score(groups: Sequence[Group]) -> list[Shares]:
        return [np.eye(11)[says.get(group, 10)] for group in groups]

    assert segment.align(ink, "51", score) == ((0, 1), (2,))
    assert segment.align(ink, "94", score) == ((0,), (1, 2))
    row = Ink.of([[(9 * i, 0), (9 * i, 20)] for i in range(17)])
    assert segment.align(row.pick(range(16)), "1" * 16, even) == tuple((i,) for i in range(16))
    assert segment.align(row, "1" * 17, even) is None
    assert segment.align(ink, "511", even) is not None
    assert segment.align(ink, "5111", even) is None
    assert segment.align(Ink(), "1", even) is None


def test_pauses_count_only_where_they_are_known() -> None:
    quick = Ink.of([[(0, 0, 0.0), (0, 20, 0.2)], [(6, 0, 0.25), (6, 20, 0.5)]])
    slow = Ink.of([[(0, 0, 0.0), (0, 20, 0.2)], [(6, 0, 2.2), (6, 20, 2.5)]])
    pause = segment.MEASURES.index("pause")
    assert segment.measured(quick, even)[0][0, 1][pause] < 0 < segment.measured(slow, even)[0][0, 1][pause]
    between = Ink.of([*(stroke.points for stroke in quick.strokes), [(3, 0, 3.0), (3, 20, 3.2)]])
    left_and_taken_up = segment.measured(between, even)[0][0, 2]
    assert left_and_taken_up[pause] == 0 < left_and_taken_up[segment.MEASURES.index("interrupted")]
    untimed = Ink.of([[(0, 0), (0, 20)], [(6, 0), (6, 20)]])
    assert math.isclose(segment.measured(untimed, even)[0][0, 1][pause], 0)
