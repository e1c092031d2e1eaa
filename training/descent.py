"""Finding the lowest point of a smooth function by going downhill: L-BFGS (Nocedal, 1980), in NumPy."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable

import numpy as np
from numpy.typing import NDArray

Doubles = NDArray[np.float64]
Cost = Callable[[Doubles], tuple[float, Doubles]]
"""Returns the value of the function at a place ``[n]``, and its slope there ``[n]``."""

# How many of the last steps are used to tell how the slope changes.
_REMEMBERED = 10
# A step is good if the value falls by at least the first share of what the slope at its start promises, and
# if the slope after it is at most the second share as steep.
_FALL, _FLATTER = 1e-3, 0.9
_TRIES = 20
# A slope this flat is the bottom.
_FLAT = 1e-5


def descend(
    cost: Cost,
    start: Doubles,
    *,
    steps: int = 15_000,
    least: float = 1e-9,
    watch: Callable[[int, Doubles], None] = lambda *_: None,
) -> Doubles:
    """Searches downhill from ``start`` for the lowest cost. The same input gives the same place.

    Args:
        steps: the most steps to take.
        least: the search ends when a step lowers the cost by less than this share of it.
        watch: called after each step with its number, from 1, and the new place.
    """
    at, (value, slope) = start, cost(start)
    turns: deque[tuple[Doubles, Doubles]] = deque(maxlen=_REMEMBERED)
    for step in range(1, steps + 1):
        if np.abs(slope).max() <= _FLAT:
            break
        way = _way(slope, turns)
        length = 1.0 if turns else min(1.0, 1.0 / float(np.linalg.norm(slope)))
        before, was, steep = at, (value, slope), float(slope @ way)
        low, high = 0.0, np.inf
        for _ in range(_TRIES):
            at = before + length * way
            value, slope = cost(at)
            if value > was[0] + _FALL * length * steep:
                high = length
            elif float(slope @ way) < _FLATTER * steep:
                low = length
            else:
                break
            length = (low + high) / 2 if np.isfinite(high) else 4 * low
        if value >= was[0]:  # rounding errors are larger than what is left to gain
            return before
        watch(step, at)
        if was[0] - value <= least * max(abs(was[0]), abs(value), 1.0):
            break
        move, turn = at - before, slope - was[1]
        if float(move @ turn) > 0:
            turns.append((move, turn))
    return at


def _way(slope: Doubles, turns: deque[tuple[Doubles, Doubles]]) -> Doubles:
    """The step to take: down the slope, corrected by how it changed over the last steps. Almost Newton's."""
    way, shares = -slope, []
    for move, turn in reversed(turns):
        shares.append(float(move @ way) / float(move @ turn))
        way = way - shares[-1] * turn
    if turns:
        move, turn = turns[-1]
        way = way * (float(move @ turn) / float(turn @ turn))
    for (move, turn), share in zip(turns, reversed(shares), strict=True):
        way = way + move * (share - float(turn @ way) / float(move @ turn))
    return way
