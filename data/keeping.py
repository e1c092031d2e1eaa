"""Which samples are kept, and which of them fitting may see. Pure rules: chance and counts are handed in."""

from __future__ import annotations

#: Of a player's samples of one digit, every fifth is held out.
HELD_OUT_EVERY = 5

# Confirmed readings are many and mostly alike: the first ones of each digit are all kept, then one in five,
# then one in twenty, until there are enough. What is kept carries its rate, so that measuring can weight it
# back to what the player really writes.
_RATES = ((10, 1.0), (30, 0.2), (60, 0.05))

#: Most confirmed samples kept of one digit of one player; from then on the oldest makes room for the newest.
CONFIRMED_CAP = _RATES[-1][0]


def held_out(total: int, held: int) -> bool:
    """Whether the next sample of a digit is held out, given how many there are and how many of them are."""
    return held < (total + 1) // HELD_OUT_EVERY


def confirmed_rate(kept: int) -> float:
    """The share of confirmed readings to keep when ``kept`` of that digit are kept already; above 0 to 1."""
    for below, rate in _RATES:
        if kept < below:
            return rate
    return _RATES[-1][1]
