"""Habits: digits of one person that are known, by which a reader gets to know the hand.

See :mod:`recognizer.likeness` for what is made of them. Digits that only *were read* so tell nothing: one
flagged 1 that is taken for a 7 would have the next one taken for it too. Standard library only.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Self

from recognizer.ink import Ink
from recognizer.reading import Reading

#: Of each digit, so many glyphs are kept in mind, the newest.
MOST = 30


@dataclass(frozen=True, eq=False)
class Habits:
    """What is known of one hand; false if that is nothing, and then it changes nothing.

    Attributes:
        glyphs: the ink of known digits and which ones they are, 0 to 9, the newest last.
    """

    glyphs: tuple[tuple[Ink, int], ...] = ()

    @classmethod
    def of(cls, glyphs: Iterable[tuple[Ink | None, int]]) -> Self:
        """From glyphs whose digits are known, the newest last; what is no digit, or never was ink, tells
        nothing."""
        return cls.together([cls(tuple((ink, label) for ink, label in glyphs if ink and 0 <= label <= 9))])

    @classmethod
    def together(cls, parts: Sequence[Habits]) -> Self:
        """What is known of all of them, the newest last. The same glyph counts once, by its newest label."""
        seen: set[Ink] = set()
        count: Counter[int] = Counter()
        kept = []
        for ink, label in reversed([glyph for part in parts for glyph in part.glyphs]):
            if count[label] < MOST and ink not in seen:
                seen.add(ink)
                count[label] += 1
                kept.append((ink, label))
        return cls(tuple(reversed(kept)))

    def __bool__(self) -> bool:
        return bool(self.glyphs)

    @property
    def labels(self) -> list[int]:
        return [label for _, label in self.glyphs]

    def seen(self, reading: Reading) -> Habits:
        """What is known after a reading of which it is known that it is right."""
        new = Habits.of((digit.glyph, digit.digit) for digit in reading.digits)
        return self.together([self, new])


#: Somebody of whom nothing is known.
STRANGER = Habits()
