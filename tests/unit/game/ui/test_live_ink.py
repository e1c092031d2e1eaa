"""Ink that arrives in pieces, held against the same ink that was there at once."""

from __future__ import annotations

import random

import pygame
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from game.ui.handwriting import write
from game.ui.live_ink import LiveInk
from recognizer.ink import Ink, Stroke

SIZE = (150, 100)
COLOUR = (20, 30, 80)


def number(text: str, height: float) -> Ink:
    ink = write(text, random.Random(text))
    x, y = ink.box.centre
    return ink.moved(-x * height, -y * height, height)


def picture(live: LiveInk) -> bytes:
    surface = pygame.Surface(SIZE)
    surface.fill((255, 255, 255))
    live.draw(surface, (0, 0))
    return pygame.image.tobytes(surface, "RGB")


@settings(max_examples=25, deadline=None)
@given(cuts=st.lists(st.integers(1, 30), max_size=8), height=st.sampled_from([0.3, 0.55, 0.9]))
def test_it_looks_the_same_however_it_arrives(cuts: list[int], height: float) -> None:
    ink = number("48", height)
    live = LiveInk(SIZE, 6, COLOUR)
    shown: tuple[Stroke, ...] = ()
    for stroke in ink.strokes:
        for cut in sorted(set(cuts)):
            if cut < len(stroke.points):
                live.show(Ink((*shown, Stroke(stroke.points[:cut]))))
        shown = (*shown, stroke)
        live.show(Ink(shown))
    whole = LiveInk(SIZE, 6, COLOUR)
    whole.show(ink)
    assert picture(live) == picture(whole)


def test_undo_and_a_new_sheet_leave_nothing_behind() -> None:
    live, first = LiveInk(SIZE, 6, COLOUR), number("48", 0.5)
    live.show(first)
    live.show(Ink(first.strokes[:1]))
    once = LiveInk(SIZE, 6, COLOUR)
    once.show(Ink(first.strokes[:1]))
    assert picture(live) == picture(once)
    live.show(Ink())
    assert set(picture(live)) == {255}
    live.show(number("7", 0.5))
    again = LiveInk(SIZE, 6, COLOUR)
    again.show(number("7", 0.5))
    assert picture(live) == picture(again)


@pytest.mark.parametrize("move", [(-3.0, 0.0), (2.5, 1.5), (0.0, -1.8), (0.0, 0.0)])
@pytest.mark.parametrize("height", [0.4, 1.5])
def test_all_of_it_is_on_the_sheet_wherever_it_was_written(move: tuple[float, float], height: float) -> None:
    live = LiveInk(SIZE, 6, COLOUR)
    live.show(number("480", height).moved(*move))
    assert pygame.Rect((0, 0), SIZE).contains(live.box)
    assert pygame.Rect((0, 0), SIZE).collidepoint(live.pen)


def test_a_dot_is_seen() -> None:
    live = LiveInk(SIZE, 6, COLOUR)
    live.show(Ink.of([[(0.0, 0.0, 0.0)]]))
    assert len(set(picture(live))) > 1
