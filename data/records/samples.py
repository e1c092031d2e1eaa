"""Records of samples: what was written, what it was read as, what it is, and how that is known."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum

import numpy as np
from numpy.typing import NDArray

from recognizer.ink import Ink

#: The label, and the class in the reader's logits, of ink that is no digit.
NOT_A_DIGIT = 10


class LabelSource(StrEnum):
    """How a label is known."""

    CORRECTED = "corrected"
    CONFIRMED = "confirmed"
    LESSON = "lesson"
    IMPORTED = "imported"


class Context(StrEnum):
    """Where a sample was written."""

    QUIZ = "quiz"
    FREE_DRAW = "free draw"
    LESSON = "lesson"
    IMPORT = "import"


class Split(StrEnum):
    """Decided once, when a sample is stored: what fitting may see, and what only measuring may."""

    TRAIN = "train"
    HELD_OUT = "held out"


class Status(StrEnum):
    """``OK``: may be learned. ``PENDING``: waits in the review list. ``DROPPED``: the player said no."""

    OK = "ok"
    PENDING = "pending"
    DROPPED = "dropped"


@dataclass(frozen=True, slots=True)
class NewSample:
    """A glyph to keep. Give ``ink``, or ``raster`` (28×28 uint8) for an image that never was ink.

    Attributes:
        label: 0 to 9, or :data:`NOT_A_DIGIT`.
        read: the digit that was read, :data:`NOT_A_DIGIT`, or None if it was never read.
        scores: calibrated probability of each digit, ten values, or empty if it was never read.
        writer: who wrote it, for imported ink of people without a profile.
        character: what a non-digit is, for imported ones, such as ``"A"``.
    """

    label: int
    source: LabelSource
    context: Context
    ink: Ink | None = None
    raster: NDArray[np.uint8] | None = None
    player_id: int | None = None
    read: int | None = None
    scores: tuple[float, ...] = ()
    bundle: str | None = None
    answer_id: int | None = None
    writer: str | None = None
    character: str | None = None
    at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Sample:
    """A glyph kept with what was read, what it was, and how that is known.

    Attributes:
        ink: None for imported images.
        raster: 784 bytes, row by row, of version ``raster_version``; see :attr:`image`.
        kept_rate: the rate at which samples like it were kept when it was, over 0 to 1; its weight in the
            player's stream is ``1 / kept_rate``.
        first_label: the label before the player relabelled it, else None.
        reason: why it waits for review, else ``""``.
    """

    id: int
    player_id: int | None
    writer: str | None
    ink: Ink | None
    raster: bytes = field(repr=False)
    raster_version: int
    label: int
    character: str | None
    first_label: int | None
    source: LabelSource
    context: Context
    read: int | None
    scores: tuple[float, ...]
    status: Status
    reason: str
    split: Split
    kept_rate: float
    bundle: str | None
    answer_id: int | None
    at: datetime

    @property
    def image(self) -> NDArray[np.uint8]:
        """The raster as uint8[28, 28]."""
        return np.frombuffer(self.raster, np.uint8).reshape(28, 28)

    @property
    def misread(self) -> bool:
        """Whether the reader took it for something else than its label."""
        return self.read is not None and self.read != self.label


@dataclass(frozen=True, slots=True)
class NewNumber:
    """Ink of a whole number whose digits could not be told apart, to be kept whole."""

    label: str
    ink: Ink
    source: LabelSource
    context: Context
    player_id: int | None = None
    read: str = ""
    candidates: tuple[tuple[str, float], ...] = ()
    bundle: str | None = None
    answer_id: int | None = None
    writer: str | None = None
    at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Number:
    """Ink of a whole number, kept whole."""

    id: int
    player_id: int | None
    writer: str | None
    ink: Ink
    label: str
    source: LabelSource
    context: Context
    read: str
    candidates: tuple[tuple[str, float], ...]
    bundle: str | None
    answer_id: int | None
    at: datetime


@dataclass(frozen=True, slots=True)
class ReviewItem:
    """A held-back correction, and the player's accepted samples of that label to compare it with."""

    sample: Sample
    reason: str
    others: tuple[Sample, ...]


@dataclass(frozen=True, slots=True)
class DigitCount:
    """How much is there of one label for one player. ``misread`` counts accepted samples read wrongly."""

    label: int
    train: int
    held_out: int
    pending: int
    misread: int
