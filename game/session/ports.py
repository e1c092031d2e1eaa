"""What a session is (:class:`Session`), and what it is handed: a reader, jobs, somebody's habits.

Scenes use a session by this protocol alone; `game.session.match_session` is the one on this machine. Where
its answers go is in `game.session.store`.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date
from enum import Enum, StrEnum, auto
from random import Random
from typing import Any, Protocol, TypeVar

from game.play.events import Event
from game.play.match import Match
from game.play.opponent import Pace
from game.play.scoring import Answer, Outcome
from game.play.view import Summary, View
from recognizer.habits import STRANGER, Habits
from recognizer.ink import Ink, Point, Stroke
from recognizer.reading import Glyph, Reading


class Kind(StrEnum):
    """What the one at a seat is."""

    PLAYER = "player"
    GUEST = "guest"
    COMPUTER = "computer"
    GHOST = "ghost"


@dataclass(frozen=True, slots=True)
class Sitter:
    """Who sits at a seat.

    Attributes:
        player: id of a profile; None for everybody else, from whose samples nothing is learned.
        pace: of a computer, see ``game.play.opponent.PACES``.
        run: of a ghost, the answers it repeats.
    """

    name: str = ""
    kind: Kind = Kind.GUEST
    player: int | None = None
    pace: Pace | None = None
    run: tuple[Answer, ...] = ()

    @property
    def person(self) -> bool:
        return self.kind in (Kind.PLAYER, Kind.GUEST)


@dataclass(frozen=True, slots=True)
class LastRound:
    """The round of a seat that was closed last, as it stands."""

    round: int
    outcome: Outcome
    given: str
    ink: Ink
    reading: Reading | None
    misread: bool


@dataclass(frozen=True, slots=True)
class SeatView:
    """What a scene shows of one seat.

    Attributes:
        play: the match's view: state, question, score, clocks, what is offered.
        ink: finished strokes on the sheet, in canvas coordinates. While a verdict shows, those that were
            judged; after a late stroke has reopened the round before, the old ones.
        sheet: changes whenever ``ink`` changes by anything but a stroke that was just written here: a new
            question, a reopened round, undo, clear, zigzag, an opponent's pen, a stroke that was refused.
            Then show ``ink`` instead of what the canvas holds; a stroke being drawn goes on while ``pen``.
        pen: whether a stroke may begin now; False also while a stroke is drawn that was refused.
        reading: of the ink on the sheet, with a confidence for each digit; None until it comes. While a
            stroke is being drawn, it is of the ink shortly before.
        judged: the round closed last; None before the first, and while a late stroke has it reopened.
        can_undo: whether there is a step to take back.
        hint: in a room, one step towards the answer, if the host has given one in this round; else empty.
        place, players: in a room, the place among all who play there, 0 while there is none. Elsewhere 1 of
            1: the summary has the places.
    """

    play: View
    ink: Ink
    sheet: int
    pen: bool
    reading: Reading | None
    judged: LastRound | None
    can_undo: bool
    place: int = 1
    players: int = 1
    hint: str = ""


@dataclass(frozen=True, slots=True)
class LeftOff:
    """A match that an earlier run of the game has left off.

    Attributes:
        match: as it stood; it is paused.
        stored: its number in the store, where its answers go on; None if it is not stored.
        inks: what was written in closed rounds, by seat and round, where it is known.
    """

    match: Match
    stored: int | None
    inks: Mapping[tuple[int, int], Ink]


#: Keeps where a match stands, as JSON values (None: it is over), with its number in the store.
KeepStanding = Callable[[Any, int | None], None]


class Link(Enum):
    """Whether what is done at this machine reaches the match."""

    OPEN = auto()
    LOST = auto()  # the connection with its host is lost, and comes back; what is written meanwhile is kept
    CLOSED = auto()  # the match is over for this machine, because its seat or the room is no more
    MOVED_ON = auto()  # its room plays the next match


class Pausing(Enum):
    """What a pause is."""

    CLOCKS = auto()  # all clocks stop, and the sheets are covered
    COVER = auto()  # the sheets at this machine are covered; the others play on, and so do the clocks
    HOST = auto()  # the host of the room has stopped all clocks, and the host alone lets them go on


class Session(Protocol):
    """A match as the players at this machine play it, wherever the match itself is kept.

    The match may be on another machine, which cannot answer at once. So a command returns nothing, and what
    came of it is seen later: in :meth:`view`, and in the events of :meth:`update`.

    - A command that the rules refuse changes nothing. No error is raised: the seat may have been right when
      it asked.
    - A stroke is shown before it is taken. If it is refused, the seat's ``view.sheet`` changes, and
      ``view.pen`` is False until that pointer is lifted: show ``view.ink`` and drop the stroke. The same
      happens to a stroke under which the round is closed. A pointer that is down already is ignored.
    - Call :meth:`update` once a frame. It lets time pass and gives what has happened since the last call, in
      order and each thing once. Only a command or :meth:`update` changes what the other methods say, so
      several looks in one frame agree.
    - No view tells the answer of a question before its round is closed for everybody.

    ``seat`` counts from 0 in the order of the match's setup; commands are for seats of people at this
    machine. ``now`` and the points' times are seconds of one clock; points are in canvas coordinates.
    """

    @property
    def over(self) -> bool:
        """Whether the match is over; claims may still change its results."""
        ...

    @property
    def paused(self) -> bool: ...

    @property
    def pausing(self) -> Pausing:
        """What the pause is, or what :meth:`pause` would be now."""
        ...

    @property
    def link(self) -> Link: ...

    def ready(self, seat: int, now: float) -> None:
        """The player sees the sheet, and the countdown, if any, is over: show the question."""
        ...

    def pen_down(self, seat: int, point: Point, pointer: int = 0) -> None:
        """A stroke begins. Where it reopens the round before, ``view.sheet`` changes and ``pen`` is True; so
        they do where it begins clearly away from a slip that shows, and the next question is asked for it."""
        ...

    def pen_move(self, seat: int, point: Point, pointer: int = 0) -> None:
        """The stroke goes on."""
        ...

    def pen_up(self, seat: int, stroke: Stroke | None = None, pointer: int = 0) -> None:
        """The stroke ends. ``stroke``: all of it, as the canvas holds it (else as told by the points)."""
        ...

    def pen_dropped(self, seat: int, now: float, pointer: int = 0) -> None:
        """What this pointer has begun was no stroke (a palm): all is as if it had not come."""
        ...

    def undo(self, seat: int, now: float) -> None:
        """Take back the latest step: a stroke, drawn or being drawn, a clearing, a crossing out."""
        ...

    def clear(self, seat: int, now: float) -> None:
        """Empty the sheet, of strokes being drawn as well."""
        ...

    def typing(self, seat: int, text: str, now: float) -> None:
        """The digits typed so far, after each key; ``""`` when all are deleted."""
        ...

    def enter(self, seat: int, now: float) -> None:
        """Take what is written or typed now, without waiting."""
        ...

    def give_up(self, seat: int, now: float) -> None:
        """Pass: show the answer and go on."""
        ...

    def choose(self, seat: int, text: str, now: float) -> None:
        """Of the numbers offered for unsure ink (``view.play.offered``), this one was written."""
        ...

    def dispute(self, seat: int, now: float, round: int | None = None) -> None:
        """Say "I wrote something else" of ``round``, or without it of ``view.play.disputable``.

        Then ``view.play.disputed`` is the round in question until :meth:`claim` or :meth:`withdraw`.
        """
        ...

    def claim(self, seat: int, text: str, now: float) -> None:
        """The player says that they wrote ``text`` in the disputed round."""
        ...

    def withdraw(self, seat: int, now: float) -> None:
        """Never mind: end the dispute."""
        ...

    def next(self, seat: int, now: float) -> None:
        """The player has seen enough of the verdict: go on as soon as no late stroke can come.

        A slip waits for this, or for a pen that comes down elsewhere; see ``view.play.stays``.
        """
        ...

    def pause(self, now: float) -> None:
        """Stop all clocks and hide the questions; strokes being drawn end here.

        Where others play elsewhere, only this machine's sheets are covered: see :attr:`pausing`.
        """
        ...

    def resume(self, now: float) -> None: ...

    def quit(self, now: float) -> None:
        """End the match; what was answered is kept."""
        ...

    def update(self, now: float) -> list[Event]:
        """Let time pass; what has happened since the last call, in order."""
        ...

    def view(self, seat: int) -> SeatView:
        """What may be shown of this seat; the same object for as long as nothing of it has changed."""
        ...

    def ink(self, seat: int, round: int) -> Ink:
        """The ink of one of the seat's rounds, for results; empty if there is none, or none is known."""
        ...

    def reading(self, seat: int, round: int) -> Reading | None:
        """What that ink was read as last; None if it was not read, or that is not known."""
        ...

    def summary(self) -> tuple[Summary, ...]:
        """Each seat's result as it stands."""
        ...

    def close(self) -> None:
        """Leave: end a match that is not over, and wait until everything is stored.

        Closing twice is closing once. Afterwards results can still be looked at; commands do nothing.
        """
        ...


# What a session is handed

T = TypeVar("T")


class Reader(Protocol):
    """Reads ink: `recognizer.reader.Reader`. Called from the worker's thread."""

    @property
    def id(self) -> str:
        """What is noted of an answer: which one read it, a player's own included."""
        ...

    def read(self, ink: Ink, habits: Habits = STRANGER) -> Reading:
        """``habits``: of the person who wrote it."""
        ...

    def align(self, ink: Ink, label: str) -> tuple[Glyph, ...] | None: ...


class Jobs(Protocol):
    """Work off the frame loop, one job at a time, in order; see `game.worker.Worker`."""

    def submit(
        self,
        work: Callable[[], T],
        done: Callable[[T], None],
        *,
        failed: Callable[[Exception], None] | None = None,
        key: str = "",
    ) -> None: ...

    def cancel(self, key: str) -> None: ...


class Handwriting(Protocol):
    """Writes digits as a computer's pen does: `game.ui.handwriting.write`."""

    def __call__(self, text: str, rng: Random, /) -> Ink: ...


@dataclass(frozen=True, slots=True)
class Occasion:
    """What else is kept of a match: the date of a Daily, the exercise it is from, anything worth knowing.

    ``key``: no other match has it. One that goes on after it was interrupted is known by it in the store.
    """

    day: date | None = None
    exercise: int | None = None
    options: Mapping[str, str] = field(default_factory=dict)
    key: str = ""
