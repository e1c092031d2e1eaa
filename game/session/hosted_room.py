"""A room that this machine hosts, as its window sees it: a port, and the values that come through it.

The window shows the room and gives the host's orders. It knows neither sockets nor messages.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum
from typing import Protocol, TypeAlias

from game.play.scoring import Outcome
from recognizer.ink import Ink

NO_INK = Ink()


class RoomGame(StrEnum):
    """The ways to play in a room."""

    RACE = "race"  # the same questions, everybody at their own pace
    BUZZ = "buzz"  # the first right answer takes the round
    TEAMS = "teams"  # a relay
    TOGETHER = "together"  # everybody against one clock
    PRACTICE = "practice"  # no clock; what was missed comes again


class RoomStage(StrEnum):
    """How far a room is."""

    LOBBY = "lobby"
    PLAYING = "playing"
    PAUSED = "paused"
    OVER = "over"


class Doing(StrEnum):
    """What a player in a room is doing."""

    WAITING = "waiting"  # in the lobby, or it is not their turn
    THINKING = "thinking"
    WRITING = "writing"
    UNSURE = "unsure"  # the ink was read, but not surely
    ASKED = "asked"  # they say what they wrote
    SHOWN = "shown"  # a verdict shows
    DONE = "done"  # they have answered everything


@dataclass(frozen=True, slots=True)
class RoomRules:
    """How a room plays.

    Attributes:
        level: 1 to 10.
        length: questions for everybody, 0 in Practice is without end; in Teams, right answers with which a
            team has won; in Together, seconds on the clock at the start.
        own_levels: players choose their own levels.
        question_on_pad: else only the window shows the questions.
        late: players may come in during a match.
        exercise: id of the exercise whose questions are asked instead of the level's; 0 is none.
        daily: in Race: today's Daily is asked instead, ten questions that are the same in all rooms.
        named: the board of the day may show the players' names to other rooms.
    """

    game: RoomGame = RoomGame.RACE
    level: int = 1
    length: int = 10
    own_levels: bool = False
    question_on_pad: bool = True
    late: bool = True
    teams: int = 2
    exercise: int = 0
    daily: bool = False
    named: bool = False


@dataclass(frozen=True, slots=True)
class RoomExercise:
    """An exercise that can be played in a room."""

    id: int
    name: str


@dataclass(frozen=True, slots=True)
class JudgedRound:
    """A closed round of one player. A misread was the net's fault."""

    round: int
    outcome: Outcome
    misread: bool = False


def right_in(rounds: Iterable[JudgedRound]) -> int:
    """How many of these were answered right."""
    return sum(one.outcome is Outcome.RIGHT for one in rounds)


@dataclass(frozen=True, slots=True)
class RoomSeat:
    """One player in a room.

    Attributes:
        number: of the seat; orders name it.
        here: connected now.
        question: as printed; empty while there is none.
        position: they are at this question, counted from 1.
        place: 1 is the best; 0 while there is none.
        stuck: nothing was written for a long time.
        ink: on the sheet now, in the lobby on the name tag. Its unit is the height of the sheet, and the
            middle of the sheet is at 0, 0.
        writing: the last stroke of the ink is still being drawn.
        judged: closed rounds of this match, in order.
    """

    number: int
    name: str
    here: bool = True
    doing: Doing = Doing.WAITING
    round: int = 0
    question: str = ""
    position: int = 0
    score: int = 0
    place: int = 0
    right: int = 0
    team: int = 0
    stuck: bool = False
    ink: Ink = NO_INK
    writing: bool = False
    judged: tuple[JudgedRound, ...] = ()


@dataclass(frozen=True, slots=True)
class PodiumDigit:
    """A digit for the podium: who wrote it, what it is, what was read and how surely (0 to 1)."""

    seat: int
    ink: Ink
    digit: int
    read: int
    confidence: float


@dataclass(frozen=True, slots=True)
class Improved:
    """A player who had more right answers than in the match before."""

    seat: int
    before: tuple[JudgedRound, ...]
    now: tuple[JudgedRound, ...]


@dataclass(frozen=True, slots=True)
class Podium:
    """How a match ended.

    Attributes:
        first: of the first three places, the best first.
        players: how many have played.
        best: the best-written digit of each of ``first``, where there is one.
        misread: the funniest misread, none or one.
        improved: who has improved most, none or one.
    """

    first: tuple[RoomSeat, ...] = ()
    players: int = 0
    best: tuple[PodiumDigit, ...] = ()
    misread: tuple[PodiumDigit, ...] = ()
    improved: tuple[Improved, ...] = ()


@dataclass(frozen=True, slots=True)
class RoomView:
    """All of an open room.

    Attributes:
        code: what players write to come in.
        addresses: where the room is open, as ``http://192.168.1.24:4719``, the likeliest first.
        on_network: other machines can reach it.
        goal: questions for each player, 0 without an end.
        left_s: on the clock that everybody has together, when this view was made; None without one.
        podium: of the latest match; nobody is on it before the first has ended.
        exercises: what can be played instead of a level.
    """

    code: str
    addresses: tuple[str, ...]
    on_network: bool
    stage: RoomStage
    rules: RoomRules
    seats: tuple[RoomSeat, ...] = ()
    locked: bool = False
    goal: int = 0
    left_s: float | None = None
    podium: Podium = Podium()
    exercises: tuple[RoomExercise, ...] = ()

    @property
    def here(self) -> int:
        """How many players are connected."""
        return sum(seat.here for seat in self.seats)

    def name_of(self, number: int) -> str:
        """What the player at a seat is called; empty if nobody sits there."""
        return next((seat.name for seat in self.seats if seat.number == number), "")


@dataclass(frozen=True, slots=True)
class RoomOpening:
    """The room is being opened."""


@dataclass(frozen=True, slots=True)
class Closed:
    """There is no room. ``said``: why, as a sentence; empty if that is not known."""

    said: str = ""


RoomState: TypeAlias = RoomOpening | RoomView | Closed


class HostedRoom(Protocol):
    """A room that this machine hosts. Orders that make no sense now do nothing."""

    @property
    def name(self) -> str:
        """What the room is called where others look for it."""
        ...

    @property
    def state(self) -> RoomState: ...

    @property
    def teachers_link(self) -> str:
        """Where the teacher's page is. It holds the key to the room, so nobody else may see it. Empty while
        the room is being opened."""
        ...

    def update(self) -> bool:
        """Take in what has happened since the last call, without waiting; True if anything has."""
        ...

    def play_by(self, rules: RoomRules) -> None:
        """Change the rules, between matches."""
        ...

    def start(self) -> None:
        """Begin a match; also the next one, after a match."""
        ...

    def pause(self, paused: bool) -> None: ...

    def next(self) -> None:
        """Close the open round for everybody, and go on."""
        ...

    def finish(self) -> None:
        """End the match; the podium shows."""
        ...

    def lock(self, locked: bool) -> None:
        """Let nobody else come in, or let them again."""
        ...

    def remove(self, seat: int) -> None:
        """Take a player out of the room."""
        ...

    def close(self) -> None:
        """End the room for everybody. May be called more than once."""
        ...
