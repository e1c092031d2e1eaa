"""Ink: geometry, and the way to JSON and back."""

from __future__ import annotations

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from recognizer.ink import MAX_COORDINATE, Box, Ink, InkError, Point, Stroke

coordinates = st.floats(-MAX_COORDINATE, MAX_COORDINATE)
points = st.builds(
    Point, coordinates, coordinates, st.none() | st.floats(0, 1e6), st.none() | st.floats(0.0, 1.0)
)
inks = st.lists(st.lists(points, min_size=1, max_size=6).map(tuple).map(Stroke), min_size=1, max_size=4).map(
    lambda strokes: Ink(tuple(strokes))
)


@given(inks)
def test_json_and_back_is_the_same_ink(ink: Ink) -> None:
    assert Ink.from_json(ink.to_json()) == ink


@given(inks)
def test_the_box_holds_every_point_and_touches_its_sides(ink: Ink) -> None:
    xs = [p.x for s in ink.strokes for p in s.points]
    ys = [p.y for s in ink.strokes for p in s.points]
    assert ink.box == Box(min(xs), min(ys), max(xs), max(ys))


def test_a_stroke_is_as_long_as_its_path() -> None:
    assert Stroke.of([(0, 0), (3, 4), (3, 10)]).length == pytest.approx(11)
    assert Stroke.of([(2, 2)]).length == 0


@pytest.mark.parametrize("bad", [math.nan, math.inf, -math.inf, 1e10, 10**400])
def test_numbers_that_cannot_be_drawn_are_named(bad: float) -> None:
    with pytest.raises(InkError, match="stroke 2"):
        Ink.of([[(0, 0)], [(1, 1), (bad, 2)]]).check()


@pytest.mark.parametrize(
    ("data", "reason"),
    [
        ([], "at least one stroke"),
        ({"x": 1}, "list"),
        ([3], "stroke 1"),
        ([[[1, 2]], [[1]]], "stroke 2"),
        ([[[1, "2"]]], "stroke 1"),
        ([[[True, 2]]], "stroke 1"),
        ([[]], "stroke 1 has no points"),
    ],
)
def test_what_is_no_ink_is_refused_with_the_place(data: object, reason: str) -> None:
    with pytest.raises(InkError, match=reason):
        Ink.from_json(data)
