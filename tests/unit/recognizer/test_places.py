"""What the path network sees: what it holds, and what it does not depend on."""

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from numpy.typing import NDArray

from recognizer.ink import Ink, Stroke
from recognizer.places import CHANNELS, PLACES, can_follow, places

coordinates = st.integers(-100, 100)
strokes = st.lists(st.tuples(coordinates, coordinates), min_size=1, max_size=12)
glyphs = st.lists(strokes, min_size=1, max_size=3).map(Ink.of)


def channels(ink: Ink) -> dict[str, NDArray[np.float64]]:
    """Each channel by its name, ``[PLACES]``."""
    return dict(zip(CHANNELS, places(ink).astype(np.float64).T, strict=True))


def test_a_line_is_followed_straight_on_from_its_first_point_to_its_last() -> None:
    seen = channels(Ink.of([[(5, 10), (5, 30)]]))
    assert seen["x"] == pytest.approx(0)
    assert seen["y"] == pytest.approx(np.linspace(seen["y"][0], -seen["y"][0], PLACES), abs=1e-6)
    assert seen["y"][0] < 0
    inside = slice(2, -2)  # before the first place and after the last the pen rests
    assert seen["down"][inside] == pytest.approx(1, abs=0.01)
    assert seen["ahead"][inside] == pytest.approx(1, abs=0.02)
    assert seen["step"][inside] == pytest.approx(1)
    assert seen["turning"] == pytest.approx(0) and seen["right"] == pytest.approx(0)
    assert seen["pen"][1:-1] == pytest.approx(1)
    assert seen["pen"][[0, -1]] == pytest.approx(0.5), "half of the way around the ends is before and after"


def test_a_corner_turns_clockwise_on_the_screen() -> None:
    seen = channels(Ink.of([[(0, 0), (10, 0), (10, 10)]]))
    assert seen["turning"].max() > 0.5 and seen["turning"].min() > -1e-3


def test_a_lift_is_half_as_long_and_the_pen_is_up_on_it() -> None:
    """Two bars of 10 and a lift of 20 between them are ways of 10, 10 and 10."""
    seen = channels(Ink.of([[(0, 0), (10, 0)], [(30, 0), (40, 0)]]))
    third = PLACES // 3
    assert seen["pen"][1:third] == pytest.approx(1) and seen["pen"][-third:-1] == pytest.approx(1)
    assert seen["pen"][third + 2 : 2 * third - 1] == pytest.approx(0, abs=1e-6)
    assert seen["step"][third + 2 : 2 * third - 1] == pytest.approx(2)


def test_order_and_direction_count() -> None:
    cross = Ink.of([[(0, 0), (3, 10)], [(-5, 4), (5, 5)]])
    turned = Ink(tuple(Stroke(stroke.points[::-1]) for stroke in cross.strokes))
    for other in (turned, cross.pick((1, 0))):
        assert np.abs(places(other) - places(cross)).max() > 0.5


@given(glyphs, coordinates, coordinates, st.sampled_from([0.01, 0.5, 3.0, 1000.0]))
def test_place_and_size_do_not_matter(ink: Ink, dx: int, dy: int, scale: float) -> None:
    assert places(ink.moved(dx, dy, scale)) == pytest.approx(places(ink), abs=1e-3)


@given(glyphs)
def test_more_points_on_the_same_way_do_not_matter(ink: Ink) -> None:
    dense = Ink.of(
        [
            *(
                ((a.x + (b.x - a.x) * step / 4, a.y + (b.y - a.y) * step / 4))
                for a, b in zip(stroke.points, stroke.points[1:], strict=False)
                for step in range(4)
            ),
            stroke.points[-1][:2],
        ]
        for stroke in ink.strokes
    )
    assert places(dense) == pytest.approx(places(ink), abs=1e-3)


@given(glyphs, st.lists(st.tuples(st.floats(-1, 1), st.floats(-1, 1)), min_size=36, max_size=36))
def test_small_moves_of_points_move_little(ink: Ink, moves: list[tuple[float, float]]) -> None:
    """By a hundred-thousandth of the ink's size: no tie and no rounding flips a number."""
    every = [point for stroke in ink.strokes for point in stroke.points]
    size = max(np.ptp([point.x for point in every]), np.ptp([point.y for point in every]))
    if size == 0:
        return
    shifts = iter(moves)
    moved = Ink.of(
        [
            (p.x + 1e-5 * size * dx, p.y + 1e-5 * size * dy)
            for p, (dx, dy) in zip(s.points, shifts, strict=False)
        ]
        for s in ink.strokes
    )
    assert places(moved) == pytest.approx(places(ink), abs=0.05)


@given(glyphs)
def test_they_are_always_numbers_within_bounds(ink: Ink) -> None:
    seen = places(ink)
    assert seen.shape == (PLACES, len(CHANNELS)) and seen.dtype == np.float32
    by_name = channels(ink)
    assert np.hypot(by_name["right"], by_name["down"]).max() <= 1 + 1e-5
    assert np.hypot(by_name["ahead"], by_name["turning"]).max() <= 1 + 1e-5
    assert by_name["pen"].min() >= -1e-5 and by_name["pen"].max() <= 1 + 1e-5
    assert by_name["step"].min() >= 0 and by_name["step"].max() <= 2 + 1e-5


def test_a_dot_is_nothing_but_ink() -> None:
    for dot in ([[(7, 7)]], [[(7, 7), (7, 7)]], [[(7, 7)], [(7, 7)]]):
        seen = channels(Ink.of(dot))
        assert (seen.pop("pen") == 1).all() and not np.any([*seen.values()])


def test_no_ink_has_no_way() -> None:
    with pytest.raises(ValueError, match="no ink"):
        places(Ink())


def test_an_endless_scribble_cannot_be_followed() -> None:
    circle = [(math.cos(turn), math.sin(turn)) for turn in np.linspace(0, 2 * math.pi, 60)]
    twice, endless = Ink.of([circle * 2]), Ink.of([circle * 20])
    assert can_follow(places(twice)) and not can_follow(places(endless))
