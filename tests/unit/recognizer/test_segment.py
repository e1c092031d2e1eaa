"""Strokes to glyphs: against every way to share strokes out, and on ink whose answer is plain to see."""

from __future__ import annotations

import math
import zlib
from collections.abc import Sequence
from itertools import combinations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from recognizer import segment
from recognizer.ink import Ink
from recognizer.segment import Group, LogShares

BODY, BAR = [(0, 0), (0, 10), (8, 14), (6, 22), (0, 22)], [(5, 0), (12, 0)]
LINE = [(14, 0), (14, 22)]
#: A glyph of several strokes that lies worse is not looked at.
HOPELESS = -7.0
#: So far below the best, a split may be left out.
NO_RIVAL = 6.0


def even(glyphs: Sequence[Ink]) -> LogShares:
    """A reader that takes anything for any digit."""
    return np.log(np.full((len(glyphs), 11), 1 / 11))


def prefers(ink: Ink, *wanted: Group) -> segment.Score:
    """A reader that takes only these groups of the ink's strokes for digits."""
    digits = [ink.pick(group) for group in wanted]

    def score(glyphs: Sequence[Ink]) -> LogShares:
        shares = np.full((len(glyphs), 11), 0.01)
        for row, glyph in zip(shares, glyphs, strict=True):
            row[3 if glyph in digits else 10] = 0.9
        return np.log(shares)

    return score


def best(ink: Ink, score: segment.Score) -> tuple[Group, ...]:
    """The likeliest way to share the ink's strokes out."""
    return segment.covers(ink, score)[0][1]


def test_the_reader_decides_where_geometry_leaves_it_open() -> None:
    ink = Ink.of([BODY, BAR, LINE])
    assert best(ink, prefers(ink, (0, 1), (2,))) == ((0, 1), (2,))
    assert best(ink, prefers(ink, (0,), (1, 2))) == ((0,), (1, 2))


def test_a_bar_added_last_joins_its_digit() -> None:
    ink = Ink.of([BODY, LINE, BAR])
    assert best(ink, prefers(ink, (0, 2), (1,))) == ((0, 2), (1,))


def test_glyphs_come_from_left_to_right_whatever_the_order_of_drawing() -> None:
    ink = Ink.of([[(100, 0), (100, 20)], [(0, 0), (0, 20)], [(50, 0), (50, 20)]])
    assert best(ink, even) == ((1,), (2,), (0,))


def test_what_is_far_apart_is_never_joined() -> None:
    ink = Ink.of([[(0, 0), (0, 20)], [(40, 0), (40, 20)]])
    assert [groups for _, groups in segment.covers(ink, prefers(ink, (0, 1)))] == [((0,), (1,))]


def test_a_long_row_of_digits_is_read_island_by_island() -> None:
    ink = Ink.of([[(40 * i, 0), (40 * i + 2, 20)] for i in range(30)])
    assert best(ink, even) == tuple((i,) for i in range(30))


def test_a_scribble_of_many_strokes_is_one_glyph_and_quick() -> None:
    ink = Ink.of([[(i, 0), (20 - i, 20)] for i in range(20)])
    assert [groups for _, groups in segment.covers(ink, even)] == [(tuple(range(20)),)]


coordinates = st.integers(0, 60)
inks = st.lists(
    st.lists(st.tuples(coordinates, coordinates), min_size=1, max_size=4), min_size=1, max_size=6
).map(Ink.of)


@given(inks)
@settings(max_examples=60, deadline=None)
def test_every_cover_shares_out_all_strokes_and_the_best_comes_first(ink: Ink) -> None:
    found = segment.covers(ink, even)
    for _, groups in found:
        assert sorted(index for group in groups for index in group) == list(range(len(ink.strokes)))
    values = [value for value, _ in found]
    assert values == sorted(values, reverse=True)


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


def some(seed: int) -> segment.Score:
    """A reader that takes each glyph for something, now surely and now hardly."""

    def score(glyphs: Sequence[Ink]) -> LogShares:
        drawn = [np.random.default_rng((seed, zlib.crc32(repr(glyph).encode()))) for glyph in glyphs]
        return segment.logs(np.stack([rng.dirichlet([0.2] * 11) for rng in drawn]))

    return score


@given(inks, st.sampled_from([even, some(1), some(2)]))
@settings(max_examples=80, deadline=None)
def test_the_best_covers_are_the_best_of_all(ink: Ink, score: segment.Score) -> None:
    measures, splits = segment.measured(ink, score)
    possible = [p for p in partitions(tuple(range(len(ink.strokes)))) if all(g in measures for g in p)]
    assert {frozenset(split) for split in splits} == {frozenset(p) for p in possible}
    weights = np.array([segment.WEIGHTS[name] for name in segment.MEASURES])
    values = {p: sum(float(measures[group] @ weights) for group in p) for p in possible}
    covers = segment.covers(ink, score)
    found = [value for value, _ in covers]
    taken = {group for _, groups in covers for group in groups}  # all that lies together always may be

    def lies_badly(group: Group) -> bool:
        badly = float(measures[group][1:] @ weights[1:]) < HOPELESS + 1e-9
        return badly and len(group) > 1 and group not in taken

    # What lies so badly that it cannot be a glyph is not even looked at, nor what is no rival to the best.
    looked_at = [value for p, value in values.items() if not any(map(lies_badly, p))]
    best_first = sorted(looked_at, reverse=True)[:6]
    good = [value for value in best_first if value > best_first[0] - NO_RIVAL]
    assert found[: len(good)] == pytest.approx(good)


def test_two_strokes_that_cross_can_only_be_one_glyph() -> None:
    seven = Ink.of([[(0, 0), (10, 0), (4, 20)], [(2, 10), (9, 10)]])
    assert segment.only_group(seven) == (0, 1)
    assert segment.only_group(seven.pick([0])) == (0,)
    assert segment.only_group(Ink.of([LINE, [(24, 0), (24, 22)]])) is None


def test_what_lies_too_badly_is_not_looked_at() -> None:
    asked: list[Ink] = []

    def score(glyphs: Sequence[Ink]) -> LogShares:
        asked.extend(glyphs)
        return even(glyphs)

    ink = Ink.of([[(0, 0), (0, 20)], [(4, 0), (6, 20)], [(10, 0), (10, 20)]])
    segment.covers(ink, score)
    assert ink.pick([0, 1]) in asked and ink.pick([0, 2]) not in asked


def test_a_digit_in_many_pieces_may_be_one_glyph() -> None:
    pieces = [[(0, 4 * i), (0, 4 * i + 3)] for i in range(6)]
    ink = Ink.of([*pieces, [(20, 0), (20, 23)]])
    assert best(ink, prefers(ink, tuple(range(6)), (6,))) == (tuple(range(6)), (6,))


def test_slanted_ones_side_by_side_stay_two_glyphs() -> None:
    eleven = Ink.of([[(10, 0), (0, 20)], [(16, 0), (6, 20)]])
    assert best(eleven, prefers(eleven, (0,), (1,))) == ((0,), (1,))


def test_a_bar_well_above_its_digit_is_weighed_and_not_taken_for_a_crossing() -> None:
    five = Ink.of([[(0, 4), (10, 4), (10, 20), (0, 20)], [(0, 0), (10, 0)]])
    assert segment.only_group(five) is None
    assert best(five, even) == ((0, 1),)


def test_glyphs_that_no_good_split_needs_are_not_read() -> None:
    """Of two digits far enough apart, what both would be together is not asked, unless they read badly."""
    twelve = Ink.of([[(0, 0), (0, 20)], [(10, 0), (18, 6), (10, 20), (20, 20)]])

    def asked(score: segment.Score) -> list[Ink]:
        seen: list[Ink] = []

        def watched(glyphs: Sequence[Ink]) -> LogShares:
            seen.extend(glyphs)
            return score(glyphs)

        segment.covers(twelve, watched)
        return seen

    assert twelve not in asked(prefers(twelve, (0,), (1,)))
    assert twelve in asked(prefers(twelve, (0, 1)))


def test_glyphs_are_ordered_by_their_middles() -> None:
    ink = Ink.of([[(0, 20), (40, 20), (40, 40)], [(5, 28), (6, 44)]])
    assert best(ink, prefers(ink, (0,), (1,))) == ((1,), (0,))


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
    assert best(Ink.of([body, bar]), prefers(Ink.of([body, bar]), (0, 1))) == ((0, 1),)


def test_halves_at_unlike_heights_are_one_digit() -> None:
    """An open 4 of two strokes, each of which alone could be a 1."""
    left, lower, level = [(0, 0), (3, 15), (4, 15)], [(8, 8), (9, 23)], [(8, 0), (9, 15)]
    assert best(Ink.of([left, lower]), even) == ((0, 1),)
    assert best(Ink.of([left, level]), even) == ((0,), (1,))


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


def aligned(ink: Ink, label: str, score: segment.Score) -> tuple[Group, ...] | None:
    found = segment.align(ink, label, score)
    return found and found[1]


def test_a_known_label_is_laid_over_the_strokes() -> None:
    ink = Ink.of([BODY, BAR, LINE])
    assert aligned(ink, "51", even) == ((0, 1), (2,))
    says = {ink.pick(group): digit for group, digit in {(0, 1): 5, (2,): 1, (0,): 9, (1, 2): 4}.items()}

    def score(glyphs: Sequence[Ink]) -> LogShares:
        return np.log(np.eye(11)[[says.get(glyph, 10) for glyph in glyphs]] + 1e-12)

    assert aligned(ink, "51", score) == ((0, 1), (2,))
    assert aligned(ink, "94", score) == ((0,), (1, 2))
    row = Ink.of([[(9 * i, 0), (9 * i, 20)] for i in range(17)])
    assert aligned(row.pick(range(16)), "1" * 16, even) == tuple((i,) for i in range(16))
    assert aligned(row, "1" * 17, even) is None
    assert aligned(ink, "511", even) is not None
    assert aligned(ink, "5111", even) is None
    assert aligned(Ink(), "1", even) is None


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
