"""What flips on held-out samples from one layer to the next."""

from __future__ import annotations

import numpy as np

from training.held_out import flips


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
