"""Whether a correction is believed. Pure rules on probabilities and pictures.

A player who corrects the reader may be mistaken, or testing it. A label is held back for review when the
reader finds it very unlikely *and* the ink looks like nothing that the player has written under that label.
A player who writes a digit in an unusual way is believed when they say so twice, or in a lesson.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from data.records import LabelSource

#: A label with less than this calibrated probability is unlikely.
UNLIKELY = 0.02

#: Two rasters with at least this likeness were meant to be the same. Of pendigits' and UNIPEN's
#: digits 93 % are this like one of six others of that digit by the same writer, 5 % of another digit.
ALIKE = 0.9

_REVIEWED = (LabelSource.CORRECTED,)


@dataclass(frozen=True, slots=True)
class Judgement:
    """``hold``: put it on the review list, for ``reason``. ``release``: ids of samples on that list that
    this one agrees with, to be taken off it."""

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
    if source not in _REVIEWED:
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
    for the same picture. The cosine between the softened pictures, so that a pixel's shift costs little."""
    if not len(rasters):
        return np.zeros(0, np.float32)
    many = _softened(rasters).reshape(len(rasters), -1)
    one = _softened(raster[None]).reshape(-1)
    lengths = np.linalg.norm(many, axis=1) * np.linalg.norm(one)
    alike = np.zeros(len(many), np.float32)
    np.divide(many @ one, lengths, out=alike, where=lengths > 0)
    return alike


_KERNEL = np.array([1, 4, 6, 4, 1], np.float32) / 16


def _softened(rasters: NDArray[np.uint8]) -> NDArray[np.float32]:
    """Blurred twice with a binomial kernel of 5 pixels, along both axes."""
    soft = rasters.astype(np.float32)
    for _ in range(2):
        for axis in (1, 2):
            padded = np.pad(soft, [(2, 2) if axis == a else (0, 0) for a in range(3)])
            size = soft.shape[axis]
            soft = sum(
                (
                    weight * np.take(padded, range(step, step + size), axis)
                    for step, weight in enumerate(_KERNEL)
                ),
                start=np.zeros_like(soft),
            )
    return soft
