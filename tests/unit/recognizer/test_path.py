"""The pen's way as a vector: what it holds, and what it does not depend on."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from numpy.typing import NDArray

from recognizer.ink import Ink
from recognizer.path import LENGTH, PLACES, path_of

coordinates = st.integers(-100, 100)
strokes = st.lists(st.tuples(coordinates, coordinates), min_size=1, max_size=12)
glyphs = st.lists(strokes, min_size=1, max_size=3).map(Ink.of)


def rows(ink: Ink) -> NDArray[np.float64]:
    """x, y, heading x, heading y, down: each ``[PLACES]``, unscaled."""
    return path_of(ink).astype(np.float64).reshape(5, PLACES) * np.sqrt(PLACES)


def test_a_line_is_followed_from_its_first_point_to_its_last() -> None:
    x, y, along, across, down = rows(Ink.of([[(5, 10), (5, 30)]]))
    assert x == pytest.approx(0)
    assert y == pytest.approx(np.linspace(-1, 1, PLACES))
    assert along == pytest.approx(0) and across == pytest.approx(0.5)
    assert down == pytest.approx(0.5)


def test_a_lift_is_part_of_the_way_at_half_its_length() -> None:
    """Two bars of 10 and a lift of 20 between them are ways of 10, 10 and 10."""
    ink = Ink.of([[(0, 0), (10, 0)], [(30, 0), (40, 0)]])
    x, _, along, _, down = rows(ink)
    third = (PLACES - 1) / 3
    steps = np.arange(PLACES)
    lifted = (steps > third) & (steps <= 2 * third)
    inside = np.isclose(steps % third, 0) == False  # noqa: E712 - an array
    assert (down[inside] == np.where(lifted, 0.0, 0.5)[inside]).all()
    assert x[[0, -1]] == pytest.approx([-1, 1])
    assert x[steps == third] == pytest.approx(-0.5) and x[steps == 2 * third] == pytest.approx(0.5)
    assert along == pytest.approx(0.5)


def test_a_place_on_the_end_of_a_stroke_is_half_ink_half_lift() -> None:
    """Between two bars of 10 lies a lift of 20, which counts half: it begins at place 5 and ends at 10."""
    *_, down = rows(Ink.of([[(0, 0), (10, 0)], [(30, 0), (40, 0)]]))
    assert down[[4, 5, 6, 9, 10, 11]] == pytest.approx([0.5, 0.25, 0, 0, 0.25, 0.5])


def test_the_way_back_is_another_way() -> None:
    there, back = Ink.of([[(0, 0), (3, 10)]]), Ink.of([[(3, 10), (0, 0)]])
    assert float(((path_of(there) - path_of(back)) ** 2).sum()) > 1


@given(glyphs, coordinates, coordinates, st.sampled_from([0.01, 0.5, 3.0, 1000.0]))
@example(Ink.of([[(16, 28)], [(-82, 0), (16, 28)]]), 0, 0, 0.01)  # a place on the very end of a stroke
def test_place_and_size_do_not_matter(ink: Ink, dx: int, dy: int, scale: float) -> None:
    assert path_of(ink.moved(dx, dy, scale)) == pytest.approx(path_of(ink), abs=1e-4)


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
    assert np.abs(path_of(dense) - path_of(ink)).max() < 1e-3


@given(glyphs)
def test_it_is_always_a_vector_of_numbers_within_bounds(ink: Ink) -> None:
    path = path_of(ink)
    assert path.shape == (LENGTH,) and path.dtype == np.float32
    x, y, along, across, down = rows(ink)
    assert np.abs([x, y]).max() <= 1 + 1e-6
    assert np.hypot(along, across).max() <= 0.5 + 1e-6
    assert down.min() >= -1e-6 and down.max() <= 0.5 + 1e-6


def test_a_dot_has_no_heading() -> None:
    x, y, along, across, _ = rows(Ink.of([[(7, 7)]]))
    assert not np.any([x, y, along, across])


def test_no_ink_has_no_way() -> None:
    with pytest.raises(ValueError, match="no ink"):
        path_of(Ink())
