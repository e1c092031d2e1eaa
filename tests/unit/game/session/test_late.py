"""Which strokes go on with ink that has been judged, and which begin a number afresh."""

from __future__ import annotations

import pytest

from game.session.gestures import begins_on, touches
from recognizer.ink import Ink, Point, Stroke

# A 7 without its bar, one unit high, its foot on the line; and a 1 with a 2 to come.
SEVEN = Ink.of([[(0.0, 0.0), (0.5, 0.0), (0.2, 1.0)]])
ONE = Ink.of([[(0.0, 0.0), (0.0, 1.0)]])


@pytest.mark.parametrize(
    ("what", "ink", "x", "y"),
    [
        ("the bar of a 7", SEVEN, 0.05, 0.5),
        ("a bar that begins beside the 7", SEVEN, 0.6, 0.5),
        ("the 2 of 12", ONE, 0.5, 0.1),
        ("the 2 of 12, far off", ONE, 1.5, 0.3),
        ("the 2 of 12, a little low", ONE, 0.6, 1.2),
    ],
)
def test_what_goes_on(what: str, ink: Ink, x: float, y: float) -> None:
    assert begins_on(ink, Point(x, y)), what


@pytest.mark.parametrize(
    ("what", "ink", "x", "y"),
    [
        ("a number begun afresh on the left", SEVEN, -1.0, 0.3),
        ("below", SEVEN, 0.2, 2.0),
        ("above", ONE, 0.4, -1.0),
        ("far to the right", ONE, 2.5, 0.5),
    ],
)
def test_what_does_not(what: str, ink: Ink, x: float, y: float) -> None:
    assert not begins_on(ink, Point(x, y)), what


def test_nothing_goes_on_with_nothing() -> None:
    assert not begins_on(Ink(), Point(0, 0))
    assert not touches(Ink(), Stroke.of([(0, 0)]))


def test_a_stroke_from_far_away_touches_when_it_gets_there() -> None:
    assert touches(SEVEN, Stroke.of([(-1.0, 0.5), (0.3, 0.5)]))
    assert not touches(SEVEN, Stroke.of([(-1.0, 0.5), (-0.3, 0.5)]))


@pytest.mark.parametrize("scale", [0.01, 1.0, 300.0])
def test_units_do_not_matter(scale: float) -> None:
    ink = SEVEN.moved(5.0, -3.0, scale)
    assert begins_on(ink, Point(5.0 + 0.05 * scale, -3.0 + 0.5 * scale))
    assert not begins_on(ink, Point(5.0 - 1.0 * scale, -3.0))


def test_a_dot_has_a_neighbourhood_too() -> None:
    dot = Ink.of([[(0.0, 0.0)]])
    assert begins_on(dot, Point(0.2, 0.1))
    assert not begins_on(dot, Point(-3.0, 0.0))
