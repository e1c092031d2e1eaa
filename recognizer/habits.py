"""Habits: how one person's pen goes, as far as it has been seen.

The network sees a picture, and some pictures are two digits: whether a flagged stroke is a 1 or a 7 is
decided by the hand, not by the picture. People write each digit in one way, though, stroke for stroke. So a
reader is handed digits of the same hand whose labels are known, and weighs what the picture says by how near
the pen's way comes to theirs: a kernel density for each digit (Parzen, "On estimation of a probability
density function and mode", 1962) beside the network's probabilities, as if picture and way were two
independent witnesses.

The width and the floor were chosen on writers for training, with a network that had not seen them (see
``adapt-bench``). Digits that only *were read* so tell nothing: one flagged 1 that is taken for a 7 would have
the next one taken for it too.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Self

import numpy as np
from numpy.typing import NDArray

from recognizer.ink import Ink
from recognizer.network import CLASSES, NOT_A_DIGIT
from recognizer.path import LENGTH, path_of
from recognizer.reading import Reading

#: Of each digit, so many glyphs are kept in mind, the newest.
MOST = 30
#: How far one person's paths of a digit lie apart, and what a path unlike all of them counts as: no digit is
#: ruled out because it is written in a new way.
WIDTH, FLOOR = 0.15, float(np.exp(-8.0))
#: A digit that has not been seen yet is so many times less likely, at most, than the one whose paths are
#: nearest: it may well be written like it, and the one glyph that is known may be mislabelled (training
#: writers: one mislabelled glyph and nothing else known has 1.5 % of that digit misread instead of 16 %).
UNSEEN = 0.1


@dataclass(frozen=True, eq=False)
class Habits:
    """What is known of one hand; false if that is nothing, and then it changes nothing.

    Attributes:
        paths: float32 ``[n, LENGTH]``, of known digits, the newest last.
        labels: ``[n]``, 0 to 9.
    """

    paths: NDArray[np.float32]
    labels: NDArray[np.int64]

    @classmethod
    def of(cls, glyphs: Iterable[tuple[Ink, int]]) -> Self:
        """From glyphs whose digits are known, the newest last; what is no digit tells nothing."""
        known = [(path_of(ink), label) for ink, label in glyphs if ink and 0 <= label <= 9]
        paths = np.array([path for path, _ in known], np.float32).reshape(-1, LENGTH)
        return cls.together([cls(paths, np.array([label for _, label in known], np.int64))])

    @classmethod
    def together(cls, parts: Sequence[Habits]) -> Self:
        """What is known of all of them, the newest last. The same glyph counts once, by its newest label."""
        paths = np.concatenate([part.paths for part in parts])
        labels = np.concatenate([part.labels for part in parts])
        seen: set[bytes] = set()
        count: Counter[int] = Counter()
        kept = []
        for index in reversed(range(len(labels))):
            path, label = paths[index].tobytes(), int(labels[index])
            if path not in seen and count[label] < MOST:
                seen.add(path)
                count[label] += 1
                kept.append(index)
        kept.reverse()
        return cls(paths[kept], labels[kept])

    def __bool__(self) -> bool:
        return len(self.labels) > 0

    def seen(self, ink: Ink, reading: Reading) -> Habits:
        """What is known after ink of which it is known that ``reading`` is right."""
        new = Habits.of((ink.pick(digit.strokes), digit.digit) for digit in reading.digits)
        return self.together([self, new])

    def likeness(self, glyph: Ink) -> NDArray[np.float64]:
        """How near a glyph's path comes to those of each class ``[11]``: from ``FLOOR`` to 1 above it. Some
        digit must be known."""
        between = self.paths - path_of(glyph)
        apart = np.einsum("ij,ij->i", between, between)
        count = np.bincount(self.labels, minlength=CLASSES)
        near = np.bincount(self.labels, np.exp(apart / (-2 * WIDTH**2)), CLASSES)
        likeness: NDArray[np.float64] = near / np.maximum(count, 1) + FLOOR
        unseen = np.flatnonzero(count[:NOT_A_DIGIT] == 0)
        likeness[unseen] = max(FLOOR, UNSEEN * float(likeness.max()))
        return likeness

    def weigh(self, shares: NDArray[np.float64], glyph: Ink) -> NDArray[np.float64]:
        """The probabilities ``[11]`` of a glyph by its picture, once it is known whose it is."""
        if not self:
            return shares
        weighed = shares * self.likeness(glyph)
        result: NDArray[np.float64] = weighed / weighed.sum()
        return result


#: Somebody of whom nothing is known.
STRANGER = Habits(np.zeros((0, LENGTH), np.float32), np.zeros(0, np.int64))
