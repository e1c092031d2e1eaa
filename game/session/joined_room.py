"""A room on another machine, as a player at this one sees it: a port, and the values that come through it.

The window shows how the player gets in and who is there, and asks for the match that is played. It knows
neither sockets nor messages.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import Enum, auto
from typing import Protocol, TypeAlias

from game.session.hosted_room import RoomRules, RoomStage
from game.session.ports import Session
from recognizer.ink import Stroke


class Refusal(Enum):
    """Why the player has no seat, or has lost it."""

    NO_ADDRESS = auto()  # what was typed is no address
    NO_HOST = auto()  # nothing answers there
    NO_GAME = auto()  # something answers, but it is no host of this game
    UNTRUSTED = auto()  # this machine does not know who has signed the host's certificate
    NO_ROOM = auto()  # the host has no room with that code
    FULL = auto()
    LOCKED = auto()
    LATE = auto()  # the match has begun, and nobody is let in late
    OLD_HERE = auto()  # the game on this machine is older than the host's
    OLD_THERE = auto()
    CROWD = auto()  # too many connections or wrong codes from this machine
    REMOVED = auto()  # the host has taken the player out
    ENDED = auto()  # the host has closed the room
    ELSEWHERE = auto()  # the same seat was opened somewhere else
    FORGOTTEN = auto()  # the host does not know the seat any more
    MISUNDERSTOOD = auto()  # the two programs do not understand each other
    LEFT = auto()  # the player has left


@dataclass(frozen=True, slots=True)
class KnownPlayer:
    """A player of the host's machine who is not in the room yet: their handwriting is known there."""

    id: int
    name: str


@dataclass(frozen=True, slots=True)
class Joining:
    """The host is being asked for a seat."""


@dataclass(frozen=True, slots=True)
class Seated:
    """The player has a seat.

    Attributes:
        name: what the player is called there; the host makes names unique.
        room: what the room is called; often empty.
        here: how many players are connected.
        level: what the player plays at.
        lost: the connection is lost. It comes back by itself, to the same seat.
    """

    name: str
    room: str
    rules: RoomRules
    stage: RoomStage
    here: int
    level: int
    lost: bool = False


@dataclass(frozen=True, slots=True)
class Unseated:
    """The player has no seat, or none any more."""

    why: Refusal


@dataclass(frozen=True, slots=True)
class Playing:
    """The player has a seat, and the room plays a match or has played one.

    Attributes:
        match: the latest one. It has one seat, 0.
    """

    seated: Seated
    match: Session


SeatState: TypeAlias = Joining | Seated | Playing | Unseated


class JoinedRoom(Protocol):
    """A seat in a room on another machine."""

    @property
    def state(self) -> SeatState: ...

    def update(self) -> bool:
        """Take in what has happened since the last call, without waiting; True if anything has."""
        ...

    def play_at(self, level: int) -> None:
        """In the lobby, where the rules let everybody choose: play at this level, 1 to 10."""
        ...

    def rename(self, name: str) -> None:
        """In the lobby: take this name. The host may give it another form; see :attr:`Seated.name`."""
        ...

    def sign(self, stroke: Stroke) -> None:
        """In the lobby: a stroke on the name tag, in canvas coordinates."""
        ...

    def leave(self) -> None:
        """Give the seat up. May be called more than once."""
        ...


class FoundHost(Protocol):
    """A host that was found on this network."""

    @property
    def name(self) -> str: ...

    @property
    def address(self) -> str:
        """Such as ``192.168.1.24``."""
        ...

    @property
    def port(self) -> int: ...


class RoomSearch(Protocol):
    """Looks for hosts on this network until it is closed."""

    @property
    def found(self) -> Sequence[FoundHost]:
        """Those that are there now."""
        ...

    def close(self) -> None:
        """Stop looking. It may take a second."""
        ...
