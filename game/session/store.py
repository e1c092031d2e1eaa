"""Where a session keeps what happens: the store that it is handed (:class:`Store`), and what goes in."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

from game.play.modes import Mode
from game.play.scoring import Answer
from game.session.ports import Occasion, Sitter
from recognizer.ink import Ink


@dataclass(frozen=True, slots=True)
class Opening:
    """A match that begins. ``level`` None: custom questions. ``length``: questions or seconds; 0 no end."""

    mode: Mode
    level: int | None
    length: int
    sitters: tuple[Sitter, ...]
    occasion: Occasion


@dataclass(frozen=True, slots=True)
class KeptAnswer:
    """An answered question as it stands, with its ink and what was read in it.

    ``again``: it was stored before, unless the program was interrupted just then. Then it is kept only if
    there is nothing of its round, or another outcome.
    """

    seat: int
    answer: Answer
    points: int
    ink: Ink
    candidates: tuple[tuple[str, float], ...]
    bundle: str | None
    again: bool = False


@dataclass(frozen=True, slots=True)
class DigitSample:
    """One digit of an answer, with what was read in it and what it was.

    Attributes:
        read: the digit that was read, or `recognizer.reading.NOT_A_DIGIT`.
        scores: of the ten digits; all 0 where no single digit was read.
        answer: id of the stored answer, None if it is not.
    """

    label: int
    ink: Ink
    read: int
    scores: tuple[float, ...]
    player: int | None
    bundle: str | None
    answer: int | None


@dataclass(frozen=True, slots=True)
class NumberSample:
    """A number whose strokes could not be shared out among its digits, with what was read and what it was."""

    label: str
    ink: Ink
    read: str
    candidates: tuple[tuple[str, float], ...]
    player: int | None
    bundle: str | None
    answer: int | None


@dataclass(frozen=True, slots=True)
class Ending:
    """How a match ended: points and places (1 is best) by seat; ``complete`` False if it was quit."""

    scores: Sequence[int]
    places: Sequence[int]
    complete: bool


class StoreFailedError(Exception):
    """Something could not be stored; the message is a sentence for the player.

    Attributes:
        later: whether trying again later may help (a lock, a full disk), or never will.
    """

    def __init__(self, message: str, *, later: bool) -> None:
        super().__init__(message)
        self.later = later


class Store(Protocol):
    """Where answers and samples go: `game.store_adapter.StoreAdapter` over the real one.

    Called from one thread at a time, in order, off the frame loop. Every method may raise
    :class:`StoreFailedError`; then nothing of it is stored.
    """

    def begin(self, opening: Opening) -> int:
        """Store that a match has begun. Returns its id: an earlier one if its key is stored already."""
        ...

    def answer(self, match: int, kept: KeptAnswer) -> int:
        """Store a closed round, in place of what was stored of it before. Returns its id."""
        ...

    def correct(self, sample: DigitSample) -> None:
        """Keep a glyph whose label the player has told."""
        ...

    def correct_number(self, number: NumberSample) -> None: ...

    def confirm(self, sample: DigitSample, draw: float) -> None:
        """Perhaps keep a glyph that a right answer confirmed. ``draw``: 0 to below 1, decides by chance."""
        ...

    def rest(self, player: int, rest: float, patience: float) -> None:
        """Keep what a player's pauses have taught, in seconds; see `game.play.answer`."""
        ...

    def finish(self, match: int, ending: Ending) -> None: ...
