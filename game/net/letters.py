"""What a room sends: messages, each with whom it is for, and connections to close."""

from __future__ import annotations

from dataclasses import dataclass

from game.net import protocol as p
from game.net.daily_board import DailyResult


@dataclass(frozen=True, slots=True)
class ToSeat:
    """A message for the pad of a seat."""

    seat: int
    message: p.ToPad


@dataclass(frozen=True, slots=True)
class ToScreens:
    """A message for every screen, or with ``keyed`` for those that have the host's key."""

    message: p.ToScreen
    keyed: bool = False


@dataclass(frozen=True, slots=True)
class ToScreen:
    """A message for one screen."""

    screen: int
    message: p.ToScreen


@dataclass(frozen=True, slots=True)
class CloseSeat:
    """Close the connection of a seat."""

    seat: int
    reason: p.Reason


@dataclass(frozen=True, slots=True)
class CloseAll:
    """The room is closed: close all its connections."""

    reason: p.Reason


@dataclass(frozen=True, slots=True)
class ToBoard:
    """A result for the Daily's board of the day. What the board says goes to :meth:`Room.placed`."""

    seat: int
    entry: DailyResult


Letter = ToSeat | ToScreens | ToScreen | CloseSeat | CloseAll | ToBoard
