"""What has happened in a match, in order. Small values for scenes, sounds and the store."""

from __future__ import annotations

from dataclasses import dataclass

from game.play.scoring import Answer, Outcome, Score


@dataclass(frozen=True, slots=True)
class Event:
    """Base of all events: whose seat's, and in which of its rounds."""

    seat: int
    round: int


@dataclass(frozen=True, slots=True)
class HandedOver(Event):
    """It is this seat's turn; its question stays hidden until it is ready."""


@dataclass(frozen=True, slots=True)
class Asked(Event):
    """The question of this round is shown (or shown again after a reopened round); it is in the view."""


@dataclass(frozen=True, slots=True)
class Doubted(Event):
    """The reading is unsure: the clock stands, the question is hidden, nothing is lost.

    ``offered`` are numbers to choose from (none if the ink is unlike digits); ``typing``: offer keys too.
    """

    offered: tuple[str, ...]
    typing: bool


@dataclass(frozen=True, slots=True)
class Judged(Event):
    """A round has been closed, or its outcome replaced. ``score`` is the seat's score with it."""

    outcome: Outcome
    given: str
    score: Score
    lives: int | None


@dataclass(frozen=True, slots=True)
class Answered(Event):
    """For the store: the round as it stands, and the points that it brought.

    Comes again for the same seat and round when that changes.
    """

    answer: Answer
    points: int


@dataclass(frozen=True, slots=True)
class Reopened(Event):
    """A late stroke has reopened the round: its verdict is taken back."""


@dataclass(frozen=True, slots=True)
class Disputed(Event):
    """The player says that something else was written: ask what."""


@dataclass(frozen=True, slots=True)
class Withdrawn(Event):
    """The dispute is over without a claim, or has kept a rival waiting for too long; all is as before."""


@dataclass(frozen=True, slots=True)
class Relabelled(Event):
    """The player has said what the ink of this round says: a sample for the store.

    ``read`` is what was read. ``chosen`` tells whether the label was one of the numbers offered for unsure
    ink, and no correction.
    """

    read: str
    label: str
    chosen: bool


@dataclass(frozen=True, slots=True)
class Won(Event):
    """In a duel: this seat was the first to be right."""


@dataclass(frozen=True, slots=True)
class Paused(Event):
    """All clocks have stopped."""


@dataclass(frozen=True, slots=True)
class Resumed(Event):
    """The clocks go on."""


@dataclass(frozen=True, slots=True)
class Over(Event):
    """The match is over. ``quit`` if it was ended before its time. Results: ``Match.summary``."""

    quit: bool
