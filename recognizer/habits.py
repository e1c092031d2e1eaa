"""Habits: how one person writes, as far as it has been seen. Standard library only.

Whether a flagged stroke is a 1 or an uncrossed 7 is often decided by the hand, not by the picture: who
crosses their sevens flags their ones. So a reader is told how many strokes this hand takes for a 7, and
weighs 7 against 1 by it. The network sees a picture and cannot know.

People either cross all of their sevens or none: of 93 writers with three sevens or more in the training pen
sets, 90 do one or the other. A beta-binomial prior says so with both parameters far below 1
(:data:`CROSSED`, :data:`PLAIN`; maximum likelihood over the sevens of the training writers), and the first
crossed 7 tells nearly everything. Other digits' strokes were tried likewise and did not help.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Self

from recognizer.reading import Reading

#: The prior's weight of sevens of several strokes, and of one.
CROSSED, PLAIN = 0.052, 0.058
#: Confidence from which a 7 counts as seen.
SEEN = 0.9


@dataclass(frozen=True, slots=True)
class Habits:
    """One hand's habits; with nothing seen they change nothing.

    Attributes:
        crossed: sevens seen that were written in two strokes or more.
        plain: sevens seen that were written in one.
    """

    crossed: int = 0
    plain: int = 0

    @classmethod
    def of(cls, strokes: Sequence[int]) -> Self:
        """From known sevens: the number of strokes of each."""
        return cls(sum(count > 1 for count in strokes), sum(count == 1 for count in strokes))

    def seen(self, reading: Reading) -> Habits:
        """What is known after one more reading."""
        sevens = [len(d.strokes) for d in reading.digits if d.digit == 7 and d.confidence >= SEEN]
        if not sevens:
            return self
        new = Habits.of(sevens)
        return Habits(self.crossed + new.crossed, self.plain + new.plain)

    def seven(self, strokes: int) -> float:
        """By what the odds of a 7 change if it is written in so many strokes, above 0 to 1.

        It is how often this hand writes a 7 so, over how often people do. What a hand does not do speaks
        against a 7; what it does says nothing for one, since a 1 may be written so as well.
        """
        prior, count = (CROSSED, self.crossed) if strokes > 1 else (PLAIN, self.plain)
        ours = (prior + count) / (CROSSED + PLAIN + self.crossed + self.plain)
        return min(1.0, ours * (CROSSED + PLAIN) / prior)


#: Somebody of whom nothing is known.
STRANGER = Habits()
