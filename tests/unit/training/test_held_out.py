"""What flips on held-out samples from one layer to the next."""

from __future__ import annotations

import numpy as np

from recognizer.habits import STRANGER, Habits
from recognizer.head import Linear
from recognizer.ink import Ink
from training.finetune.store_samples import HeldOut, flips


def read_as(*digits: int) -> np.ndarray:
    return (5 * np.eye(11)[list(digits)]).astype(np.float32)


def test_what_flips_is_fixed_broken_or_merely_changed() -> None:
    found = flips([11, 12, 13, 14], np.array([1, 2, 3, 4]), read_as(1, 5, 5, 4), read_as(7, 2, 6, 4))
    assert found["held_out"] == [4, 2, 2]
    assert found["flips"] == [
        {"sample": 11, "label": 1, "before": 1, "after": 7, "change": "broken"},
        {"sample": 12, "label": 2, "before": 5, "after": 2, "change": "fixed"},
        {"sample": 13, "label": 3, "before": 5, "after": 6, "change": "changed"},
    ]
    assert flips([], np.array([]), read_as(), read_as()) == {"held_out": [0, 0, 0], "flips": []}


def test_in_play_held_out_digits_are_read_by_how_the_pen_moves_as_well() -> None:
    """A layer that takes everything for a 7, by a little; a picture without ink stays what it looks like."""
    hook, level = Ink.of([[(0, 5), (3, 0), (3, 12)]]), Ink.of([[(0, 0), (9, 0)]])
    layer = Linear(np.zeros((2, 11), np.float32), read_as(7)[0])
    held = HeldOut([1, 2], [hook, None], np.zeros((2, 2), np.float32), np.array([1, 7]))
    assert held.right(layer).tolist() == [False, True]
    assert held.in_play(layer, 1.0, STRANGER) == 1
    assert held.in_play(layer, 1.0, Habits.of([(hook, 1), (level, 7)])) == 2
    assert HeldOut([], [], np.zeros((0, 2), np.float32), np.array([])).in_play(layer, 1.0, STRANGER) == 0
