from __future__ import annotations

import math
from itertools import pairwise

import pygame
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from game.ui import brush

INK = (29, 43, 76)
paths = st.lists(st.tuples(st.floats(5, 395), st.floats(5, 295)), min_size=1, max_size=30)


@given(paths)
@settings(max_examples=60, deadline=None)
def test_drawing_as_it_comes_equals_drawing_afterwards(path: list[tuple[float, float]]) -> None:
    """What is put on the sheet while the pen moves is what stays, but for the end's taper."""
    trail = brush.Trail(6, 300)
    settled = [stamp for x, y in path for stamp in trail.add(x, y)]
    assert settled == trail.settled
    finished = trail.finished()
    assert len(finished) == len(settled + trail.tail())
    assert [(s.x, s.y) for s in finished[: len(settled)]] == [(s.x, s.y) for s in settled]


@given(paths)
@settings(max_examples=60, deadline=None)
def test_stamps_leave_no_gap(path: list[tuple[float, float]]) -> None:
    stamps = brush.stroke_stamps(path, 6, 300)
    for a, b in pairwise(stamps):
        assert math.hypot(b.x - a.x, b.y - a.y) < 6 * 0.78


def test_a_tap_is_a_dot() -> None:
    assert brush.stroke_stamps([(10, 10)], 6, 300) == [brush.Stamp(10, 10, 6)]
    assert brush.stroke_stamps([(10, 10), (10, 10)], 6, 300) == [brush.Stamp(10, 10, 6)]


def test_fast_lines_are_thinner_and_ends_taper() -> None:
    def line(pace: float) -> list[brush.Stamp]:
        return brush.stroke_stamps([(x, 50, x / 300 / pace) for x in range(10, 310, 5)], 6, 300)

    slow, fast = line(0.1), line(5.0)
    assert slow[len(slow) // 2].radius == pytest.approx(6 * brush.SLOW_WIDTH, rel=0.02)
    assert fast[len(fast) // 2].radius == pytest.approx(6 * brush.FAST_WIDTH, rel=0.02)
    assert fast[-1].radius == pytest.approx(6 * brush.FAST_WIDTH * brush.TAPER, rel=0.05)


@pytest.mark.parametrize("angle", [0, 20, 45, 70, 90])
def test_lines_are_as_thick_whatever_their_direction(angle: int) -> None:
    """No beads and no shear: the ink's area is length times width at every angle."""
    dx, dy = math.cos(math.radians(angle)), math.sin(math.radians(angle))
    layer = brush.blank((300, 300), INK)
    stamps = [brush.Stamp(50 + dx * i * 1.2, 50 + dy * i * 1.2, 6) for i in range(160)]
    brush.stamp(layer, stamps, INK)
    area = sum(layer.get_at((x, y))[3] for x in range(300) for y in range(300)) / 255
    assert area == pytest.approx(12 * 159 * 1.2 + math.pi * 36, rel=0.015)


def test_overlaps_do_not_darken() -> None:
    layer = brush.blank((30, 30), INK)
    brush.stamp(layer, [brush.Stamp(15, 15, 6)], INK)
    once = pygame.image.tobytes(layer, "RGBA")
    brush.stamp(layer, [brush.Stamp(15, 15, 6)] * 5, INK)
    assert pygame.image.tobytes(layer, "RGBA") == once
