"""Reading: what the reader makes of some ink. Plain values, standard library only."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from recognizer.ink import Ink
from recognizer.interpretation import Mark, Piece

#: What is read in a glyph that is none of the ten digits: in labels, and in the network's classes.
NOT_A_DIGIT = 10


class State(StrEnum):
    """``READ``: sure enough to act on. ``UNSURE``: a best guess, not to be acted on. ``EMPTY``: no ink."""

    READ = "read"
    UNSURE = "unsure"
    EMPTY = "empty"


@dataclass(frozen=True, slots=True)
class Glyph:
    """What is taken for one digit.

    Attributes:
        ink: strokes or pieces of strokes, mended, cut and turned upright as they are read.
        pieces: what of the drawn strokes it is made of.
        cut: whether it begins where a stroke was cut.
    """

    ink: Ink
    pieces: tuple[Piece, ...] = ()
    cut: bool = False


@dataclass(frozen=True, slots=True)
class Digit:
    """One glyph as read.

    Attributes:
        digit: the likeliest digit, 0 to 9.
        confidence: calibrated probability of ``digit``, 0 to 1.
        scores: calibrated probability of each digit, ten values; what is missing to 1 is "not a digit".
        glyph: its ink as it was read: what rasters, habits and samples are made of.
        pieces: what of the drawn strokes it is made of: what the screen shows.
        sure: whether this glyph alone passes the reader's threshold.
    """

    digit: int
    confidence: float
    scores: tuple[float, ...]
    glyph: Ink
    pieces: tuple[Piece, ...]
    sure: bool

    @property
    def not_a_digit(self) -> float:
        """Calibrated probability that the glyph is no digit at all, 0 to 1."""
        return max(0.0, 1.0 - sum(self.scores))


@dataclass(frozen=True, slots=True)
class Candidate:
    """A number the ink may stand for, as text (``"07"`` is not ``"7"``), and its probability, 0 to 1."""

    text: str
    probability: float


@dataclass(frozen=True, slots=True)
class Reading:
    """What the reader makes of some ink.

    Attributes:
        state: see :class:`State`.
        digits: the glyphs from left to right; empty if and only if ``state`` is EMPTY.
        confidence: calibrated probability that all of ``text`` is right, 0 to 1.
        candidates: the likeliest numbers, best first; the first one is ``text``.
        marks: what of the ink was left out, and what it is taken for.
    """

    state: State
    digits: tuple[Digit, ...] = ()
    confidence: float = 0.0
    candidates: tuple[Candidate, ...] = ()
    marks: tuple[Mark, ...] = ()

    @property
    def text(self) -> str:
        """The digits as written, ``""`` when empty. The best guess, sure or not."""
        return "".join(str(digit.digit) for digit in self.digits)

    @property
    def sure(self) -> bool:
        return self.state is State.READ

    @property
    def digit_like(self) -> bool:
        """Whether the ink looks like digits at all, whichever they are (worth offering candidates for)."""
        return bool(self.digits) and max(digit.not_a_digit for digit in self.digits) < 0.5


EMPTY = Reading(State.EMPTY)
