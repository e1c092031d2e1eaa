"""What the reader makes of a player's samples, as it reads now. Slow: everything here runs in the worker."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from data.records import NOT_A_DIGIT, Sample, Split
from recognizer.habits import MOST, Habits

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from data.samples import Samples
    from recognizer.ink import Ink
    from recognizer.reader import Reader

# A player's newest samples are enough to know how they write.
_MOST_SAMPLES = 1500
_BATCH = 64
# From fewer samples of each digit nothing is learned: there would be too few to judge by.
EACH = 5
WANTED = 10 * EACH


@dataclass(frozen=True)
class Study:
    """A player's accepted samples, newest first, as the reader reads them now.

    Attributes:
        shares: float64 ``[n, 11]``, calibrated, a row for each sample: what the networks say of it alone.
        in_play: the same as play reads them, knowing from all other samples how the player writes.
        features: float32 ``[n, F]``, what the networks' last layer is given.
        pending: how many corrections wait for review.
    """

    samples: tuple[Sample, ...]
    shares: NDArray[np.float64]
    in_play: NDArray[np.float64]
    features: NDArray[np.float32]
    pending: int = 0

    def __len__(self) -> int:
        return len(self.samples)

    @property
    def read(self) -> list[int]:
        """What each sample is read as by its picture alone, 0 to 9 or :data:`NOT_A_DIGIT`."""
        return [int(row.argmax()) for row in self.shares]

    @property
    def written(self) -> int:
        """How many of the :data:`WANTED` digits are there: of each digit, no more than it takes."""
        labels = [sample.label for sample in self.samples]
        return sum(min(EACH, labels.count(digit)) for digit in range(10))

    def tally(self, label: int) -> Tally:
        """How well one label is read in play, sure or not."""
        import numpy as np

        from recognizer.decide import right

        places = [place for place, sample in enumerate(self.samples) if sample.label == label]
        mine = [self.samples[place] for place in places]
        return Tally(
            label,
            total=len(mine),
            right=int(right(self.in_play[places], np.full(len(mine), label)).sum()),
            held_out=sum(sample.split is Split.HELD_OUT for sample in mine),
            newest=mine[0] if mine else None,
        )


@dataclass(frozen=True, slots=True)
class Tally:
    """How many samples of a label there are, how many of them are read correctly, and the newest one."""

    label: int
    total: int
    right: int
    held_out: int
    newest: Sample | None

    @property
    def need(self) -> float:
        """How much a lesson in it would help, 0 to 1: misread ones count, and so does knowing little."""
        return (self.total - self.right + 1) / (self.total + 4)


def study(reader: Reader, samples: Samples, player_id: int) -> Study:
    """Read a player's samples."""
    import numpy as np

    from recognizer.likeness import weigh_all

    found = tuple(samples.find(player_id=player_id, limit=_MOST_SAMPLES))
    pending = sum(count.pending for count in samples.counts(player_id))
    rasters = np.array([sample.image for sample in found], np.uint8).reshape(-1, 28, 28)
    inks = [sample.ink for sample in found]
    shares, features = classify(reader, rasters, inks)
    habits = Habits.of(samples.glyphs(player_id, MOST))
    in_play = weigh_all(shares, inks, habits, apart=True)
    return Study(found, shares, in_play, features, pending)


def classify(
    reader: Reader, rasters: NDArray[np.uint8], inks: Sequence[Ink | None]
) -> tuple[NDArray[np.float64], NDArray[np.float32]]:
    """Each raster, with its ink where there is any, taken as one glyph: shares ``[n, 11]`` and features
    ``[n, F]``; n may be 0."""
    import numpy as np

    if not len(rasters):
        return np.zeros((0, NOT_A_DIGIT + 1)), np.zeros((0, 1), np.float32)
    parts = [
        reader.infer(rasters[at : at + _BATCH], inks[at : at + _BATCH])
        for at in range(0, len(rasters), _BATCH)
    ]
    logits = np.concatenate([logits for logits, _ in parts])
    return reader.probabilities(logits), np.concatenate([features for _, features in parts])


def lesson_order(tallies: Sequence[Tally]) -> list[int]:
    """The ten digits, the one that needs a lesson most first."""
    return [tally.label for tally in sorted(tallies, key=lambda tally: -tally.need) if tally.label < 10]
