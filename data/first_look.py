"""A first look at samples from elsewhere, before they are taken in: whether they are the wrong way round.

Many sets of pictures are black on white, and many tablets count y upwards. Such a file is sound in itself,
but what is learned from it spoils the reader.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from data.columns import Row, ink_from_text
from recognizer.ink import Ink, Stroke
from recognizer.raster import SIZE, raster
from recognizer.reading import NOT_A_DIGIT

#: With fewer digits, nothing can be said.
ENOUGH = 20
# More of them say no more.
_MOST = 200
#: Even the oddest handwriting is read better than this, as a share of its digits.
DOUBTFUL = 0.5


@dataclass(frozen=True, slots=True)
class FirstLook:
    """How many of some labelled digits are read as labelled, as shares from 0 to 1.

    Attributes:
        as_given: as they are.
        turned: pictures with black and white swapped, ink upside down.
        pictures: whether they are pictures.
    """

    as_given: float
    turned: float
    pictures: bool

    @property
    def doubtful(self) -> bool:
        return self.as_given < DOUBTFUL

    @property
    def finding(self) -> str:
        """What is doubtful about them, as the end of a sentence: “only 5% of the digits are read …”."""
        read = f"only {self.as_given:.0%} of the digits are read as they are labelled"
        if self.turned < max(DOUBTFUL, 2 * self.as_given):
            return f"{read}: check the labels"
        if self.pictures:
            return f"{read}, but {self.turned:.0%} with black and white swapped: they must be white on black"
        return f"{read}, but {self.turned:.0%} upside down: y must count downwards"


def first_look(rows: Sequence[Row]) -> FirstLook | None:
    """Reads some of the samples in these rows of the store with the shipped model; None: too few are digits.

    Raises:
        BundleError: the shipped model cannot be used.
    """
    digits = [row for row in rows if row["label"] != NOT_A_DIGIT]
    if len(digits) < ENOUGH:
        return None
    chosen = [digits[at] for at in np.linspace(0, len(digits) - 1, min(len(digits), _MOST)).astype(int)]
    # LiteRT takes a while to load, and most commands do not read.
    from recognizer.reader import Reader

    reader = Reader.open()
    labels = np.array([row["label"] for row in chosen])
    inks = [ink_from_text(row["ink"]) if row["ink"] else None for row in chosen]
    pictures = [np.frombuffer(row["raster"], np.uint8).reshape(SIZE, SIZE) for row in chosen]

    def right(images: list[NDArray[np.uint8]], drawn: list[Ink | None]) -> float:
        return float((reader.infer(np.stack(images), drawn)[0].argmax(axis=1) == labels).mean())

    turned_inks = [ink and _upside_down(ink) for ink in inks]
    turned = [
        raster(ink) if ink else 255 - picture for ink, picture in zip(turned_inks, pictures, strict=True)
    ]
    return FirstLook(right(pictures, inks), right(turned, turned_inks), pictures=not any(inks))


def _upside_down(ink: Ink) -> Ink:
    strokes = (Stroke(tuple(point._replace(y=-point.y) for point in stroke.points)) for stroke in ink.strokes)
    return Ink(tuple(strokes))
