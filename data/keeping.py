"""Which samples are kept, which of them fitting may see, and which wait for the player's review.

Pure rules: chance, counts, probabilities and pictures are handed in.

A player who corrects the reader may be mistaken, or testing it. A correction waits for review if the reader
finds its label very unlikely *and* the ink looks like nothing that the player has written under that label.
A player who writes a digit in an unusual way is believed when they say so twice, or in a lesson.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from data.records import LabelSource

#: Of a player's samples of one digit, every fifth is held out.
HELD_OUT_EVERY = 5

# Confirmed readings are many and mostly alike. Of each digit the first 10 are kept, then one in five up to
# 30, then one in twenty. Each sample is stored with its rate, so that measuring can weight it by how many
# readings it stands for.
_RATES = ((10, 1.0), (30, 0.2), (60, 0.05))

#: Most confirmed samples kept of one digit of one player; after that the newest replaces the oldest.
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


#: A label with less than this calibrated probability is unlikely.
UNLIKELY = 0.02

#: Two rasters with at least this likeness are taken for the same digit. In pendigits and UNIPEN, 93 % of
#: digits are this similar to one of six others of that digit by the same writer; 5 % to one of another digit.
ALIKE = 0.9


@dataclass(frozen=True, slots=True)
class Judgement:
    """``hold``: put the sample on the review list, for ``reason``. ``release``: ids of samples on that list
    that it agrees with: take them off."""

    hold: bool
    reason: str = ""
    release: tuple[int, ...] = ()


def judge(
    source: LabelSource,
    probability: float | None,
    accepted: Mapping[int, float],
    pending: Mapping[int, float],
) -> Judgement:
    """Judges a new label.

    Args:
        source: how the label is known; only corrections are ever held back.
        probability: the reader's calibrated probability of the label, 0 to 1; None if it was not read.
        accepted: likeness (see :func:`likeness`) to the player's accepted samples of that label, by id.
        pending: likeness to the player's samples of that label which wait for review, by id.
    """
    agreeing = tuple(sorted(number for number, likeness in pending.items() if likeness >= ALIKE))
    if source is not LabelSource.CORRECTED:
        return Judgement(hold=False, release=agreeing if source is LabelSource.LESSON else ())
    if agreeing:
        return Judgement(hold=False, release=agreeing)
    if probability is None or probability >= UNLIKELY:
        return Judgement(hold=False)
    if any(likeness >= ALIKE for likeness in accepted.values()):
        return Judgement(hold=False)
    seen = "looks like none of your others" if accepted else "is the first of its kind"
    return Judgement(hold=True, reason=f"The reader finds it unlikely, and it {seen}.")


def likeness(rasters: NDArray[np.uint8], raster: NDArray[np.uint8]) -> NDArray[np.float32]:
    """How alike each of ``rasters`` uint8[n, 28, 28] is to ``raster`` uint8[28, 28]: 0 for no common ink, 1
    for the same picture. It is the cosine between blurred pictures: a shift by one pixel costs little."""
    if not len(rasters):
        return np.zeros(0, np.float32)
    many = _blurred(rasters).reshape(len(rasters), -1)
    one = _blurred(raster[None]).reshape(-1)
    lengths = np.linalg.norm(many, axis=1) * np.linalg.norm(one)
    alike = np.zeros(len(many), np.float32)
    np.divide(many @ one, lengths, out=alike, where=lengths > 0)
    return alike


_KERNEL = np.array([1, 4, 6, 4, 1], np.float32) / 16


def _blurred(rasters: NDArray[np.uint8]) -> NDArray[np.float32]:
    """Blurred twice with a binomial kernel of 5 pixels, along both axes."""
    blurred = rasters.astype(np.float32)
    for _ in range(2):
        for axis in (1, 2):
            padded = np.pad(blurred, [(2, 2) if axis == a else (0, 0) for a in range(3)])
            size = blurred.shape[axis]
            blurred = sum(
                (
                    weight * np.take(padded, range(step, step + size), axis)
                    for step, weight in enumerate(_KERNEL)
                ),
                start=np.zeros_like(blurred),
            )
    return blurred
