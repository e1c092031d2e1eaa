"""The scale of curves."""

from __future__ import annotations

from itertools import pairwise

import pytest

from game.ui.curve import FLOORS, ticks


@pytest.mark.parametrize("floor", FLOORS)
def test_the_scale_says_what_it_shows(floor: float) -> None:
    """Each line's label is rounded to whole per cents: that must change nothing."""
    shares = [100 * share for share in ticks(floor)]
    assert shares == pytest.approx([round(share) for share in shares])
    assert (shares[0], shares[-1]) == pytest.approx((100 * floor, 100))
    steps = [round(b) - round(a) for a, b in pairwise(shares)]
    assert len(set(steps)) == 1 and 4 <= len(steps) <= 5
