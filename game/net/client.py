"""A seat in a room on another machine: joins, stays, and has a session for each match that the room plays."""

from __future__ import annotations

import http.client
from collections.abc import Callable
from dataclasses import replace
from typing import Protocol

from game.net import protocol as p
from game.net.connection import Address, Ended, Lost, News, Restored, SeatConnection
from game.net.desk import packed_stroke
from game.net.remote_session import RemoteSession, Uplink
from game.net.watcher import rules_of
from game.play.levels import LEVELS
from game.session.hosted_room import RoomStage
from game.session.joined_room import Joining, KnownPlayer, Playing, Refusal, Seated, SeatState, Unseated
from game.session.ports import Jobs, Link, Reader
from recognizer.ink import Stroke

_BETWEEN_MATCHES = (RoomStage.LOBBY, RoomStage.OVER)


class HostConnection(Uplink, Protocol):
    """The connection with the host, both ways; see `game.net.connection.SeatConnection`."""

    def heard(self) -> list[News]: ...

    def close(self) -> None: ...


class Client:
    """A `game.session.joined_room.JoinedRoom` whose host is reached over a connection.

    Args:
        clock: the time that the scenes know.
        jobs, reader: see :class:`RemoteSession`.
    """

    def __init__(
        self,
        connection: HostConnection,
        *,
        clock: Callable[[], float],
        jobs: Jobs,
        reader: Callable[[], Reader | None],
    ) -> None:
        self._connection, self._clock, self._jobs, self._reader = connection, clock, jobs, reader
        self._seat: Seated | None = None
        self._level_chosen = False
        self._session: RemoteSession | None = None
        self._state: SeatState = Joining()
        self._strokes = 0  # on the name tag

    @classmethod
    def join(
        cls,
        address: str,
        code: str,
        name: str,
        player: int | None = None,
        *,
        clock: Callable[[], float],
        jobs: Jobs,
        reader: Callable[[], Reader | None],
    ) -> Client:
        """Join the room with a code at an address as it was typed, under this name.

        Args:
            player: id of one of :func:`known_players`, if the player is one of them.
        """
        try:
            place = Address.parse(address)
        except ValueError:
            return cls(_NoConnection(Refusal.NO_ADDRESS), clock=clock, jobs=jobs, reader=reader)
        if not (code.isascii() and code.isdigit() and 4 <= len(code) <= 6):
            return cls(_NoConnection(Refusal.NO_ROOM), clock=clock, jobs=jobs, reader=reader)
        return cls(SeatConnection(place, code, name[:60], player), clock=clock, jobs=jobs, reader=reader)

    @property
    def state(self) -> SeatState:
        return self._state

    def update(self) -> bool:
        if isinstance(self._state, Unseated):
            return False
        news = self._connection.heard()
        for one in news:
            self._hear(one)
        if news:
            self._show()
        return bool(news)

    def _hear(self, news: News) -> None:
        match news:
            case Ended():
                if self._session is not None:
                    self._session.connect(Link.CLOSED)
                self._state, self._seat = Unseated(news.why), None
            case Lost():
                self._seat = replace(self._seat, lost=True) if self._seat is not None else None
                self._connect(Link.LOST)
            case Restored():
                self._seat = replace(self._seat, lost=False) if self._seat is not None else None
                self._connect(Link.OPEN)
            case p.Welcome():
                self._welcome(news)
                self._tell(news)
            case p.Named() if self._seat is not None:
                self._seat = replace(self._seat, name=news.name)
            case p.Rules() if self._seat is not None:
                self._seat = self._under(self._seat, news)
            case p.Phase() if self._seat is not None:
                self._pass_to(news)
                self._tell(news)
            case p.Question() if self._seat is not None and self._session is not None:
                if self._session.contradicts(news):  # the next match has begun while the connection was lost
                    self._begin(self._seat)
                self._tell(news)
            case _:
                self._tell(news)

    def _welcome(self, welcome: p.Welcome) -> None:
        rules = rules_of(welcome.rules)
        known = self._seat
        level = known.level if known is not None and self._level_chosen else rules.level
        stage = known.stage if known is not None else RoomStage.LOBBY
        self._seat = Seated(welcome.name, welcome.room, rules, stage, welcome.here, level)
        self._strokes = 0

    def _under(self, seat: Seated, rules: p.Rules) -> Seated:
        """The seat under other rules. Where nobody chooses a level, its own is forgotten."""
        self._level_chosen &= rules.own_levels
        return replace(seat, rules=rules_of(rules), level=seat.level if rules.own_levels else rules.level)

    def _pass_to(self, phase: p.Phase) -> None:
        assert self._seat is not None
        before, stage = self._seat.stage, RoomStage(phase.stage.value)
        self._seat = replace(self._seat, stage=stage, here=phase.here)
        if stage not in _BETWEEN_MATCHES and (self._session is None or before in _BETWEEN_MATCHES):
            self._begin(self._seat)
        elif stage is RoomStage.LOBBY:
            self._connect(Link.MOVED_ON)

    def _begin(self, seat: Seated) -> None:
        """The room begins a match."""
        self._connect(Link.MOVED_ON)
        self._session = RemoteSession(
            self._connection,
            name=seat.name,
            par=LEVELS[seat.level - 1].pool.par,
            now=self._clock(),
            jobs=self._jobs,
            reader=self._reader,
            take_in=self.update,
            leave=self.leave,
        )

    def _tell(self, message: p.ToPad) -> None:
        if self._session is not None:
            self._session.hear(message)

    def _connect(self, link: Link) -> None:
        if self._session is not None:
            self._session.connect(link)

    def _show(self) -> None:
        if self._seat is not None:
            playing = self._session
            self._state = Playing(self._seat, playing) if playing is not None else self._seat

    # What the player does

    def play_at(self, level: int) -> None:
        if self._seat is not None:
            self._level_chosen = True
            self._seat = replace(self._seat, level=level)
            self._connection.say(p.AtLevel(level))
            self._show()

    def rename(self, name: str) -> None:
        self._connection.say(p.Rename(name[:60]))

    def sign(self, stroke: Stroke) -> None:
        if not stroke.points:
            return
        self._connection.say(p.Ink(0, self._strokes, packed_stroke(stroke), True))
        self._strokes += 1

    def leave(self) -> None:
        if isinstance(self._state, Unseated):
            return
        self._connection.say(p.Leave())
        self._connection.close()
        self._connect(Link.CLOSED)
        self._state, self._seat = Unseated(Refusal.LEFT), None


def known_players(address: str, code: str) -> tuple[KnownPlayer, ...]:
    """Whom one can join as in a room. It asks the host and waits for the answer.

    Returns:
        Nobody, if there is no such room, nobody can come in now, or no host answers: to join then says why.
    """
    try:
        place = Address.parse(address)
        door = place.door(code)
        if door.closed == p.Reason.MOVED and door.at:
            door = place.next_door(door.at).door(code)
    except (OSError, ValueError, http.client.HTTPException):  # a ProtocolError is a ValueError
        return ()
    return () if door.closed else tuple(KnownPlayer(one.id, one.name) for one in door.profiles)


class _NoConnection:
    """Stands for a connection that cannot be made at all."""

    open = False
    round_trip = 0.0

    def __init__(self, why: Refusal) -> None:
        self._news: list[News] = [Ended(why)]

    def say(self, message: p.FromPad) -> None:
        """Nobody hears it."""

    def heard(self) -> list[News]:
        news, self._news = self._news, []
        return news

    def close(self) -> None:
        """There is nothing to close."""
