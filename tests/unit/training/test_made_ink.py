"""What is made up to learn from and to measure on: other handwriting, and what is no digit."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from recognizer.ink import Ink
from tests.unit.training.made_digits import SHAPES
from training.bench import odd_handwriting
from training.datasets import PenSample
from training.train import negatives
from training.train.augment import vary_images, vary_ink

DIGITS = [PenSample(str(digit), "ann", Ink.of(strokes), digit) for digit, strokes in SHAPES.items()]
seeds = st.integers(0, 10_000)


def points(ink: Ink) -> list[tuple[float, float]]:
    return [(point.x, point.y) for stroke in ink.strokes for point in stroke.points]


@pytest.mark.parametrize("digit", SHAPES)
def test_without_strength_ink_changes_its_size_alone(digit: int) -> None:
    ink = Ink.of(SHAPES[digit])
    same = vary_ink(ink, np.random.default_rng(1), 0.0)
    box = ink.box
    size, (x, y) = max(box.width, box.height), box.centre
    assert np.allclose(points(same), points(ink.moved(-x / size, -y / size, 1 / size)))


@settings(max_examples=60, deadline=None)
@given(st.sampled_from(sorted(SHAPES)), seeds, st.floats(0.5, 2.0))
def test_varied_ink_is_repeatable_another_and_can_be_drawn(digit: int, seed: int, strength: float) -> None:
    first, again = (vary_ink(Ink.of(SHAPES[digit]), np.random.default_rng(seed), strength) for _ in range(2))
    assert first == again == first.check()
    assert first != vary_ink(Ink.of(SHAPES[digit]), np.random.default_rng(seed), 0.0)
    assert max(first.box.width, first.box.height) < 3


def test_varied_pictures_keep_their_light_and_their_place() -> None:
    pictures = np.zeros((50, 28, 28), np.uint8)
    pictures[1:, 10:18, 12:16] = 255
    varied = vary_images(pictures, np.random.default_rng(1))
    assert varied.shape == (50, 28, 28, 1) and varied.min() >= 0 and varied.max() <= 1
    assert not varied[0].any()
    assert varied[1:].sum(axis=(1, 2, 3)).mean() == pytest.approx(8 * 4, rel=0.1)
    assert varied[1:, 13:15, 13:15].mean(axis=(1, 2, 3)).min() > 0.25, (
        "what is in the middle stays about there"
    )


@pytest.mark.parametrize("style", sorted(odd_handwriting.STYLES))
def test_a_style_changes_its_own_digits_alone(style: str) -> None:
    changed = odd_handwriting.changed(DIGITS, style, np.random.default_rng(1))
    touched = {new.label for old, new in zip(DIGITS, changed, strict=True) if new != old}
    assert touched == set(odd_handwriting.STYLES[style])
    assert [new.label for new in changed] == [old.label for old in DIGITS]
    assert all(new.ink.check() for new in changed)


def test_mirrored_twice_is_as_before_and_a_slash_crosses_the_whole_digit() -> None:
    rng = np.random.default_rng(2)
    three, nought = (Ink.of(SHAPES[digit]) for digit in (3, 0))
    mirrored = odd_handwriting.mirrored(three, rng)
    assert mirrored.box == pytest.approx(three.box) and not np.allclose(points(mirrored), points(three))
    assert np.allclose(points(odd_handwriting.mirrored(mirrored, rng)), points(three))
    *same, slash = odd_handwriting.slashed(nought, rng).strokes
    assert tuple(same) == nought.strokes
    assert slash.points[0].x < slash.points[-1].x and slash.points[0].y > slash.points[-1].y
    assert slash.box.height > 0.85 * nought.box.height


def test_what_is_no_digit_is_made_of_what_there_is() -> None:
    rng = np.random.default_rng(3)
    letters = [PenSample(letter, "ann", Ink.of(SHAPES[4]), 1) for letter in ("K", "O", "l")]
    assert negatives.symbols([*letters, *DIGITS]) == [letters[0].ink], "no look-alikes, and no digits"
    assert [bar.strokes for bar in negatives.bars(DIGITS)] == [(Ink.of(SHAPES[5]).strokes[1],)]
    together = negatives.run_together(DIGITS, rng, 7)
    assert len(together) == 7 and all(len(ink.strokes) > 1 for ink in together)
    scribbles = negatives.scribbles(rng, 40)
    assert len(scribbles) == 40 and all(ink.check() for ink in scribbles)
