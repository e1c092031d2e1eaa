"""Habits: glyphs of one person whose digits are known, so that a reader gets used to the handwriting.

:mod:`recognizer.likeness` uses them. What the reader read is not enough to know a digit: one 1 misread as a 7
would make it misread the next one too. Standard library only.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Self

from recognizer.ink import Ink
from recognizer.reading import Reading

#: How many glyphs of each digit are kept: the newest ones.
MOST = 30


@dataclass(frozen=True, eq=False)
class Habits:
    """What is known of one person's handwriting. False if nothing is known: readings are the same then.

    Attributes:
        glyphs: the ink of known digits and which ones they are, 0 to 9, the newest last.
    """

    glyphs: tuple[tuple[Ink, int], ...] = ()

    @classmethod
    def of(cls, glyphs: Iterable[tuple[Ink | None, int]]) -> Self:
        """From glyphs whose digits are known, the newest last. Those without ink or digit are skipped."""
        return cls.together([cls(tuple((ink, label) for ink, label in glyphs if ink and 0 <= label <= 9))])

    @classmethod
    def together(cls, parts: Sequence[Habits]) -> Self:
        """All of them joined, the newest last. A glyph counts once, with its newest label."""
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
        """These habits with the digits added of a ``reading`` that is known to be right."""
        new = Habits.of((digit.glyph, digit.digit) for digit in reading.digits)
        return self.together([self, new])


#: Nothing is known.
STRANGER = Habits()
