"""Boxes lie inside their area, never on each other, and a left hand sees them in a mirror."""

from __future__ import annotations

from itertools import combinations, pairwise

import numpy as np
import pygame
import pytest
from hypothesis import given
from hypothesis import strategies as st
from numpy.typing import NDArray

from game.ui.layout import Column, columns, flow, inset, mirrored, rows, split
from game.ui.look import Look, Taste

WIDTH, HEIGHT = 640, 480
RIGHT, LEFT = (Look((WIDTH, HEIGHT), Taste(left_handed=hand)) for hand in (False, True))
HIGH = Look((HEIGHT, WIDTH))

areas = st.builds(
    pygame.Rect, st.integers(0, 200), st.integers(0, 200), st.integers(100, 400), st.integers(100, 250)
)
counts, gaps, shares = st.integers(1, 10), st.integers(0, 8), st.floats(0.2, 0.8)


def pixels(rect: pygame.Rect) -> NDArray[np.bool_]:
    """The window's pixels that a rectangle covers, as pygame itself fills it."""
    surface = pygame.Surface((WIDTH, HEIGHT))
    surface.fill("white", rect)
    return np.asarray(pygame.surfarray.array2d(surface) != 0)


def check(area: pygame.Rect, boxes: list[pygame.Rect]) -> None:
    assert all(area.contains(box) and box.width > 0 and box.height > 0 for box in boxes)
    assert not any(a.colliderect(b) for a, b in combinations(boxes, 2))


@given(areas)
def test_a_left_hand_sees_a_box_in_a_mirror(box: pygame.Rect) -> None:
    assert np.array_equal(pixels(mirrored(LEFT, box)), pixels(box)[::-1])
    assert mirrored(RIGHT, box) == box
    assert mirrored(LEFT, mirrored(LEFT, box)) == box


@given(areas, st.data())
def test_a_part_of_an_area_is_mirrored_inside_it(area: pygame.Rect, data: st.DataObject) -> None:
    """The area's own pixels, seen from behind; what lies around it stays."""
    left = data.draw(st.integers(area.left, area.right - 1))
    box = pygame.Rect(left, area.top, data.draw(st.integers(1, area.right - left)), 10)
    seen = pixels(mirrored(LEFT, box, area))[area.left : area.right]
    assert np.array_equal(seen, pixels(box)[area.left : area.right][::-1])


@given(areas, shares, gaps)
def test_a_split_shares_an_area_and_is_mirrored(area: pygame.Rect, share: float, gap: int) -> None:
    first, second = split(RIGHT, area, share, gap=gap)
    check(area, [first, second])
    assert first.topleft == area.topleft and second.bottomright == area.bottomright
    assert second.left - first.right == gap and abs(first.width - share * area.width) <= 0.5
    for box, seen in zip((first, second), split(LEFT, area, share, gap=gap), strict=True):
        across = slice(area.left, area.right)
        assert np.array_equal(pixels(seen)[across], pixels(box)[across][::-1])


@given(areas, shares, gaps)
def test_in_a_high_window_the_second_part_is_below(area: pygame.Rect, share: float, gap: int) -> None:
    first, second = split(HIGH, area, 0.3, below=share, gap=gap)
    check(area, [first, second])
    assert first.width == second.width == area.width
    assert second.top - first.bottom == gap and second.bottom == area.bottom
    assert split(HIGH, area, 0.3)[0].height == area.height, "side by side where nothing else is asked"


@given(areas, counts, gaps, st.one_of(st.none(), st.integers(1, 60)), st.booleans())
def test_rows(area: pygame.Rect, count: int, gap: int, most: int | None, centred: bool) -> None:
    boxes = rows(area, count, gap, most, centred=centred)
    check(area, boxes)
    assert len(boxes) == count and len({box.size for box in boxes}) == 1
    assert all(b.top - a.bottom == gap for a, b in pairwise(boxes))
    above, below = boxes[0].top - area.top, area.bottom - boxes[-1].bottom
    assert (abs(above - below) <= 1) if centred else above == 0
    assert boxes[0].height == most or above + below < count, "no room is wasted"


@given(areas, counts, gaps)
def test_columns_are_rows_that_are_turned(area: pygame.Rect, count: int, gap: int) -> None:
    boxes = columns(area, count, gap)
    check(area, boxes)
    turned = rows(pygame.Rect(area.top, area.left, area.height, area.width), count, gap)
    assert boxes == [pygame.Rect(r.top, r.left, r.height, r.width) for r in turned]


@given(areas, st.lists(st.integers(10, 150), min_size=1, max_size=12), gaps)
def test_what_has_no_room_in_a_line_begins_the_next(area: pygame.Rect, widths: list[int], gap: int) -> None:
    boxes = flow(area, widths, 20, gap)
    assert [box.width for box in boxes] == [min(width, area.width) for width in widths]
    check(pygame.Rect(area.left, area.top, area.width, 5000), boxes)
    for before, box in pairwise(boxes):
        if box.top == before.top:
            assert box.left == before.right + gap
        else:
            assert (box.left, box.top) == (area.left, before.bottom + gap)
            assert before.right + gap + box.width > area.right, "it had no room"


def test_a_column_is_filled_from_the_top() -> None:
    column = Column(pygame.Rect(10, 20, 100, 200), gap=5)
    first, second = column.take(40), column.take(30, gap=0)
    assert (first, second) == (pygame.Rect(10, 20, 100, 40), pygame.Rect(10, 65, 100, 30))
    assert column.rest == pygame.Rect(10, 95, 100, 125)
    column.top += 200
    assert column.rest.height == 0


@pytest.mark.parametrize(("across", "down"), [(5, 6), (8, 7), (0, 4)])
def test_an_inset_leaves_the_same_on_both_sides(across: float, down: float) -> None:
    area = pygame.Rect(40, 50, 400, 300)
    inner = inset(RIGHT, area, across, down)
    check(area, [inner])
    assert area.width - inner.width == round(across * RIGHT.u)
    assert area.height - inner.height == round(down * RIGHT.u)
    assert abs((inner.left - area.left) - (area.right - inner.right)) <= 1
