"""What the store holds, as plain frozen records. Nothing here touches a database.

Times of day are ``datetime`` in UTC to the millisecond, and durations are seconds. Ids are whole numbers; the
id of something deleted is not used again.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum
from typing import Any

import numpy as np
from numpy.typing import NDArray

from recognizer.ink import Ink
from recognizer.reading import NOT_A_DIGIT as NOT_A_DIGIT
from recognizer.reason import Reason


class Hand(StrEnum):
    RIGHT = "right"
    LEFT = "left"


class SeatKind(StrEnum):
    PLAYER = "player"
    GUEST = "guest"
    COMPUTER = "computer"
    GHOST = "ghost"


class Operation(StrEnum):
    ADD = "+"
    SUBTRACT = "−"
    MULTIPLY = "×"
    DIVIDE = "÷"


class Missing(StrEnum):
    """Which number of ``left operation right = result`` is asked for."""

    LEFT = "left"
    RIGHT = "right"
    RESULT = "result"


class Outcome(StrEnum):
    """How a round ended, by arithmetic alone; :attr:`Answer.misread` is apart from it.

    ``LATE``: the time to think ran out. ``BEATEN``: another seat was right sooner. ``VOID``: not counted.
    """

    RIGHT = "right"
    WRONG = "wrong"
    PASSED = "passed"
    LATE = "late"
    BEATEN = "beaten"
    VOID = "void"


@dataclass(frozen=True, slots=True)
class Player:
    """A profile.

    ``colour`` is ``#rrggbb``; ``pen_width`` a multiple of the usual one, 0.25 to 4. After a rest of the pen
    of ``rest_ms`` hardly another stroke comes, after ``patience_ms`` hardly another digit, in milliseconds;
    None until they are learned.
    """

    id: int
    name: str
    colour: str
    hand: Hand
    pen_width: float
    rest_ms: int | None
    patience_ms: int | None
    created: datetime


@dataclass(frozen=True, slots=True)
class Seat:
    """Who sits at a seat when a match starts. ``player_id`` is None for guests, the computer and ghosts."""

    name: str
    player_id: int | None = None
    kind: SeatKind = SeatKind.PLAYER


@dataclass(frozen=True, slots=True)
class SeatResult:
    """A seat with its result so far.

    Attributes:
        score: the points, 0 before the match is finished.
        place: 1 for the winner; None before the match is finished.
        right: rounds answered correctly.
        questions: rounds that count (all but void).
        seconds: thinking and writing, summed over the rounds that count.
        typed, voided: whether any round was typed or void; such results are on no leaderboard.
    """

    seat: int
    name: str
    player_id: int | None
    kind: SeatKind
    score: int
    place: int | None
    right: int
    questions: int
    seconds: float
    typed: bool
    voided: bool


@dataclass(frozen=True, slots=True)
class MatchRecord:
    """A match. ``level`` is None for custom questions; ``day`` is the date of a Daily; ``complete`` is
    False while it runs and if it was quit."""

    id: int
    mode: str
    level: int | None
    length: int | None
    day: date | None
    exercise_id: int | None
    options: Mapping[str, Any]
    started: datetime
    finished: datetime | None
    complete: bool
    seats: tuple[SeatResult, ...]


@dataclass(frozen=True, slots=True)
class Answer:
    """One closed round of one seat.

    Attributes:
        fact: such as ``"7×8"``; the same for each of its three numbers that can be asked for.
        question: as shown on the screen, such as ``"7 × ? = 56"``.
        expected: the number asked for.
        given: what the player wrote, as digits; ``""`` if passed. After a claim: the number claimed.
        misread: a plausible claim has replaced what was read.
        read: what the reader read at first; ``""`` if nothing.
        candidates: the likeliest numbers and their probabilities, best first.
        unsure: how often the reader was unsure in this round.
        thinking, writing, reading: seconds.
        points: of this round.
        bundle: id of the bundle (or head) that read.
        player_id, id, at: filled in by the store where None.
    """

    match_id: int
    seat: int
    round: int
    fact: str
    operation: Operation
    left: int
    right: int
    expected: int
    given: str
    outcome: Outcome
    misread: bool = False
    thinking: float = 0.0
    writing: float = 0.0
    reading: float = 0.0
    missing: Missing = Missing.RESULT
    question: str = ""
    unsure: int = 0
    typed: bool = False
    points: int = 0
    ink: Ink | None = None
    read: str = ""
    candidates: tuple[tuple[str, float], ...] = ()
    bundle: str | None = None
    at: datetime | None = None
    player_id: int | None = None
    id: int | None = None


@dataclass(frozen=True, slots=True)
class FactAnswer:
    """One answer for scheduling. Void and beaten rounds say nothing about a fact: they have none."""

    fact: str
    operation: Operation
    left: int
    right: int
    missing: Missing
    correct: bool
    passed: bool
    thinking: float
    at: datetime


@dataclass(frozen=True, slots=True)
class Cell:
    """One cell of the heat map: how often a fact was asked and right, and the mean thinking time of the
    right answers in seconds (None if none was right)."""

    asked: int
    right: int
    thinking: float | None


@dataclass(frozen=True, slots=True)
class Day:
    """One day's rounds, without void and beaten ones: how many, how many right and misread, and the mean
    thinking time of the right ones in seconds."""

    day: date
    asked: int
    right: int
    misread: int
    thinking: float | None


@dataclass(frozen=True, slots=True)
class LeaderboardRow:
    place: int
    player_id: int
    name: str
    colour: str
    score: int
    right: int
    questions: int
    seconds: float
    finished: datetime
    match_id: int


@dataclass(frozen=True, slots=True)
class Question:
    """One question of an exercise: ``left operation right``, with one of the three numbers asked for."""

    left: int
    operation: Operation
    right: int
    missing: Missing = Missing.RESULT


@dataclass(frozen=True, slots=True)
class Exercise:
    """Questions, mode and length under a name. ``length``: questions, or seconds in Blitz. ``id`` is None
    before it is saved."""

    name: str
    mode: str
    length: int
    questions: tuple[Question, ...]
    id: int | None = None


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
    """What a sample is for: fitting, or only measuring. It is decided once, when the sample is stored."""

    TRAIN = "train"
    HELD_OUT = "held out"


class Status(StrEnum):
    """``OK``: may be learned. ``PENDING``: is on the review list. ``DROPPED``: the player rejected it."""

    OK = "ok"
    PENDING = "pending"
    DROPPED = "dropped"


@dataclass(frozen=True, slots=True)
class NewSample:
    """A glyph to keep. Give ``ink``, or ``raster`` (28×28 uint8) for an image without ink.

    Attributes:
        label: 0 to 9, or :data:`NOT_A_DIGIT`.
        read: the digit that was read, :data:`NOT_A_DIGIT`, or None if it was never read.
        scores: calibrated probability of each digit, ten values, or empty if it was never read.
        writer: for imported ink of people without a profile.
        character: what an imported non-digit is, such as ``"A"``.
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
        kept_rate: the share of such samples that was kept at the time, above 0 to 1. The sample stands for
            ``1 / kept_rate`` that the player wrote.
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
        """Whether the reader read something other than its label."""
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
    """A correction that waits for review, and accepted samples of its label to compare it with."""

    sample: Sample
    others: tuple[Sample, ...]


@dataclass(frozen=True, slots=True)
class DigitCount:
    """How many samples a player has of one label; ``misread``: accepted ones that were read wrongly."""

    label: int
    train: int
    held_out: int
    pending: int
    misread: int


class RunKind(StrEnum):
    PERSONAL = "personal"
    SHARED = "shared"


class RunState(StrEnum):
    """How a fine-tune ended, or that it runs. Only the forgetting lab ends as forgotten; it is not logged."""

    RUNNING = "running"
    PUBLISHED = "published"
    REFUSED = "refused"
    FAILED = "failed"
    CANCELLED = "cancelled"
    INTERRUPTED = "interrupted"
    FORGOTTEN = "forgotten"


@dataclass(frozen=True, slots=True)
class Run:
    """One fine-tune in the log. ``figures`` is what the gate measured, as JSON values."""

    id: int
    kind: RunKind
    player_id: int | None
    state: RunState
    started: datetime
    finished: datetime | None
    base_bundle: str
    result_bundle: str | None
    reason: Reason
    figures: Mapping[str, Any]
