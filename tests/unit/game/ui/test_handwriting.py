from __future__ import annotations

import random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from game.ui.handwriting import SHAPES, write


@given(st.text("0123456789", min_size=1, max_size=4), st.integers(0, 99))
@settings(max_examples=40, deadline=None)
def test_numbers_are_written_left_to_right_in_time(text: str, seed: int) -> None:
    ink = write(text, random.Random(seed), start=5.0).check()
    times = [point.t for stroke in ink.strokes for point in stroke.points]
    assert times[0] == 5.0
    assert times == sorted(times)  # type: ignore[type-var]
    assert len(ink.strokes) == sum(len(SHAPES[digit]) for digit in text)
    assert ink.box.height == pytest.approx(1, abs=0.15)
    right = 0.0
    strokes = iter(ink.strokes)
    for digit in text:
        boxes = [next(strokes).box for _ in SHAPES[digit]]
        assert min(box.left for box in boxes) > right - 0.1
        right = max(box.right for box in boxes)


def test_the_same_seed_writes_the_same() -> None:
    assert write("144", random.Random(3)) == write("144", random.Random(3))
    assert write("144", random.Random(3)) != write("144", random.Random(4))
