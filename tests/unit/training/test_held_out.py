"""What flips on held-out samples from one layer to the next."""

from __future__ import annotations

import numpy as np

from recognizer.habits import Habits
from recognizer.head import Linear
from recognizer.ink import Ink
from training.held_out import Held, Knowing, flips


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


def test_held_out_digits_are_read_by_the_layer_and_by_what_is_known_of_the_hand() -> None:
    """A layer that takes everything for a 7, by a little; a picture without ink stays what it looks like."""
    hook, level = Ink.of([[(0, 5), (3, 0), (3, 12)]]), Ink.of([[(0, 0), (9, 0)]])
    layer = Linear(np.zeros((2, 11), np.float32), read_as(7)[0])
    held = Held([1, 2], [hook, None], np.zeros((2, 2), np.float32), np.array([1, 7]))
    stranger = Knowing(layer, 1.0)
    friend = Knowing(layer, 1.0, Habits.of([(hook, 1), (level, 7)]))
    assert held.read(stranger).argmax(axis=1).tolist() == [7, 7]
    assert held.read(friend).argmax(axis=1).tolist() == [1, 7]
    found = held.flips(stranger, friend)
    assert found["held_out"] == [2, 1, 2]
    assert found["flips"] == [{"sample": 1, "label": 1, "before": 7, "after": 1, "change": "fixed"}]
    assert Held([], [], np.zeros((0, 2), np.float32), np.array([])).read(friend).shape == (0, 11)
