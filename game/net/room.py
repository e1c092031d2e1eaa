"""A room: a code, seats for 2 to 40 players, screens that watch, and the match that they play together.

The room is told what clients say and what time it is, and gives the messages that they must be sent. It
knows no socket and no thread: `game.net.server` carries the messages.

How it works
------------
Every player has a *desk* (`game.net.desk`): a match session of their own, the very one that a player has
who plays alone. The *game* (`game.net.games`) says when a desk gets its next question. So a player may come
late, go, come back or play at another level, and disturbs nobody.

A *seat* belongs to whoever has its token. The room keeps a hash of the token only. When a connection is
lost, the seat stays: score, place and the open question wait until the token comes back. A second
connection with the same token takes the place of the first.

Names are cleaned and made unique, because they are shown on a screen that everybody sees. What a name is
made of never matters to anything else: seats are known by number.
"""

from __future__ import annotations

import hashlib
import hmac
import secrets
import unicodedata
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import partial
from statistics import median
from typing import Any, TypeVar

import msgspec

from game.net import protocol as p
from game.net.desk import Desk, Kept, Specimen, packed_ink
from game.net.games import MODES, Buzz, Game, Relay, Together, game_of
from game.net.journal import (
    FORMAT,
    Did,
    Entry,
    Laid,
    Left,
    Locked,
    Opened,
    Played,
    Record,
    Ruled,
    Sat,
    Set,
    Staged,
    Wrote,
)
from game.net.past import Past
from game.play.dealer import shared
from game.play.levels import Custom
from game.play.match import Match
from game.play.modes import SeatSetup, Setup
from game.play.questions import Question
from game.play.scoring import SLIPS, Answer, Outcome
from game.session.match_session import MatchSession
from game.session.ports import Jobs, Kind, Reader, Sitter
from game.session.store import Store
from recognizer.habits import Habits

T = TypeVar("T")

#: Screens of one room, big ones and teachers' pages.
MOST_SCREENS = 12

SCREENS_S = 0.06  # how often screens are sent ink
ROWS_S = 0.25  # … and how everybody stands
PROGRESS_S = 1.0  # … and a teacher's page its table
GONE_S = 60.0  # a seat in the lobby waits so long for a lost connection
_PASSES = 8
_APART = 1_000_003  # between the seeds of the members of a team
_TAG_POINTS = 600
# What a message may be late at most, beyond the round trip that was measured, without being doubted.
_ALLOWANCE_S = 0.25
_MOST_ALLOWANCE_S = 2.0
_USUAL_TRIP_S = 0.1


class RefusedError(Exception):
    """Nobody comes in like this; ``reason`` is what to close the connection with."""

    def __init__(self, reason: p.Reason) -> None:
        super().__init__(reason.name)
        self.reason = reason


@dataclass(frozen=True, slots=True)
class Player:
    """A profile of the host's machine.

    Attributes:
        rest, patience: as `game.play.modes.SeatSetup` has them.
    """

    id: int
    name: str
    rest: float | None = None
    patience: float | None = None


@dataclass(frozen=True)
class Equipment:
    """What a host hands to its rooms.

    Attributes:
        reads: the jobs in which ink is read.
        reader: see `game.session.match_session.MatchSession`; so are ``jobs``, ``store`` and ``habits``.
        players: the profiles that may be claimed now.
        may_glimpse: whether there is time to read a stroke while it is drawn.
    """

    jobs: Jobs
    reads: Jobs
    reader: Callable[[int | None], Reader | None]
    store: Store | None = None
    habits: Callable[[int], Habits] | None = None
    players: Callable[[], Sequence[Player]] = tuple
    may_glimpse: Callable[[], bool] = lambda: True


def _forget(_: Entry) -> None:
    """Where no journal is kept."""


@dataclass(frozen=True, slots=True)
class ToSeat:
    """A message for the pad of a seat."""

    seat: int
    message: p.ToPad


@dataclass(frozen=True, slots=True)
class ToScreens:
    """A message for every screen; with ``keyed`` for those that have the host's key."""

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
    """The room is no more."""

    reason: p.Reason


Letter = ToSeat | ToScreens | ToScreen | CloseSeat | CloseAll


@dataclass(slots=True)
class Seated:
    """Who sits at a seat.

    Attributes:
        key: hash of the seat's token.
        trips: the latest round trips that were measured, in seconds.
        tag: the ink of the name tag.
        written: what the tag's strokes are counted by.
        since: when the connection was lost, while it is.
    """

    name: str
    key: str
    player: Player | None
    team: int
    level: int
    here: bool = True
    trips: list[float] = field(default_factory=list)
    tag: list[list[int]] = field(default_factory=list)
    written: int = 0
    since: float = 0.0

    @property
    def allowance(self) -> float:
        trip = max(self.trips, default=_USUAL_TRIP_S)
        return min(_MOST_ALLOWANCE_S, trip + _ALLOWANCE_S)


class Room:
    """One room.

    Args:
        key: the host's.
        seed: what the questions of its matches are drawn by.
        journal: told of everything from which the room can be taken up again, see :meth:`take_up`.
        begin_anew: told instead, when a match begins, of all that is not in the past by then.
    """

    def __init__(
        self,
        code: str,
        key: str,
        equipment: Equipment,
        *,
        now: float,
        seed: int,
        name: str = "",
        rules: p.Rules | None = None,
        journal: Record = _forget,
        begin_anew: Callable[[Sequence[Entry]], None] = lambda _: None,
    ) -> None:
        self._journal, self._begin_anew = journal, begin_anew
        self._played: dict[str, Any] = {}
        self.code, self.name = code, name
        self.rules = rules or p.Rules()
        self.stage = p.Stage.LOBBY
        self.locked = False
        self._host_key, self._key = key, hashed(key)
        self._equipment, self._seed = equipment, seed
        self._now = now
        self._seats: dict[int, Seated] = {}
        self._desks: dict[int, Desk] = {}
        self._game: Game = game_of(self.rules, self)
        self._matches = 0
        self._paused_at = 0.0
        self.screens: dict[int, bool] = {}  # whether each has the host's key
        self._letters: list[Letter] = []
        self._due: set[int] = set()  # desks whose ink was read since the last tick
        self._awake: set[int] = set()
        self._done: set[int] = set()  # desks that have answered everything
        self._live: list[p.Piece | p.Laid] = []
        self._rows: dict[int, p.Row] = {}
        self._standings: dict[int, p.Standing] = {}
        self._stale: set[int] = set()  # seats that may look otherwise than screens were told
        self._passes = 0
        self._live_at = self._rows_at = self._progress_at = now
        self._numbers = 0

    # Taking up again

    @classmethod
    def take_up(
        cls,
        written: Sequence[Entry],
        equipment: Equipment,
        *,
        now: float,
        journal: Record = _forget,
        begin_anew: Callable[[Sequence[Entry]], None] = lambda _: None,
    ) -> Room:
        """The room as its journal has it: nobody is connected, and their tokens let them in again.

        Raises:
            ValueError: this is no journal of a room.
        """
        if not written or not isinstance(written[0], Opened) or written[0].format != FORMAT:
            raise ValueError("This journal does not begin with a room.")
        opened = written[0]
        room = cls(
            opened.code,
            opened.key,
            equipment,
            now=now,
            seed=opened.seed,
            name=opened.name,
            rules=opened.rules,
            journal=journal,
            begin_anew=begin_anew,
        )
        room._matches, room._numbers = opened.matches, opened.seats
        players = {player.id: player for player in equipment.players()}
        past: dict[int, Past] = {}
        for entry in written[1:]:
            room._relive(entry, players, past)
        room._game = game_of(room.rules, room)
        for seat, one in past.items():
            if seat not in room._seats:
                continue
            for did in one.interrupted():
                journal(did)
            desk = room._desk(seat, one.setup, one.match, one.kept(), now)
            desk.lay(one.ink())
            room._desks[seat] = desk
        if room._played:
            room._game.remember(room._played, now)
        room._paused_at = now
        return room

    def _relive(self, entry: Entry, players: Mapping[int, Player], past: dict[int, Past]) -> None:
        """Let an entry of the journal happen again."""
        match entry:
            case Sat():
                player = players.get(entry.player) if entry.player is not None else None
                self._seats[entry.seat] = Seated(
                    entry.name, entry.key, player, entry.team, entry.level, here=False, since=self._now
                )
                self._numbers = max(self._numbers, entry.seat + 1)
            case Left():
                self._seats.pop(entry.seat, None)
                past.pop(entry.seat, None)
            case Ruled():
                self.rules = entry.rules
            case Locked():
                self.locked = entry.locked
            case Staged():
                self.stage, self._matches = entry.stage, entry.matches
            case Set():
                past[entry.seat] = Past(entry.seat, entry.setup)
            case Did() if entry.seat in past:
                past[entry.seat].do(entry)
            case Wrote() if entry.seat in past:
                past[entry.seat].wrote(entry)
            case Laid() if entry.seat in past:
                past[entry.seat].laid(entry)
            case Played():
                self._played = entry.memory
            case _:
                pass

    # Coming in

    def door(self, now: float) -> p.Door:
        """What a page may know before it joins."""
        self._now = now
        closed = self._closed_to(p.Join(p.VERSION, self.code))
        taken = {seated.player.id for seated in self._seats.values() if seated.player is not None}
        profiles = [
            p.Profile(player.id, player.name[:60])
            for player in self._equipment.players()
            if player.id not in taken
        ]
        return p.Door(p.VERSION, self.code, self.name, self.stage, self._here(), closed or 0, profiles[:200])

    def _closed_to(self, join: p.Join) -> p.Reason | None:
        """Why a new player cannot come in now; None if they can."""
        if join.version != p.VERSION:
            return p.Reason.OLD_CLIENT if join.version < p.VERSION else p.Reason.OLD_HOST
        if self.locked:
            return p.Reason.LOCKED
        if len(self._seats) >= p.MOST_SEATS:
            return p.Reason.FULL
        if self.stage in (p.Stage.PLAYING, p.Stage.PAUSED) and not self.rules.late:
            return p.Reason.LATE
        return None

    def join(self, join: p.Join, now: float) -> int:
        """Seat a player, or give them back the seat of their token.

        Returns:
            The number of the seat. Who had the connection of that seat before has been told to close.

        Raises:
            RefusedError: they cannot come in; says why.
        """
        self._now = now
        if join.token:
            return self._come_back(join, now)
        self._forget_gone(now)
        reason = self._closed_to(join)
        if reason is not None:
            raise RefusedError(reason)
        token = secrets.token_urlsafe(24)
        taken = {seated.player.id for seated in self._seats.values() if seated.player is not None}
        player = next(
            (one for one in self._equipment.players() if one.id == join.profile and one.id not in taken), None
        )
        seat = self._numbers
        self._numbers += 1
        name = self._unique(cleaned(join.name) or (player.name if player else ""), seat)
        self._seats[seat] = Seated(name, hashed(token), player, self._smallest_team(), self.rules.level)
        self._journal(self._sat(seat))
        self._stale.add(seat)
        self._welcome(seat, token)
        if self.stage in (p.Stage.PLAYING, p.Stage.PAUSED):
            self._add_desk(seat, now)
            self._game.joined(seat, now)
            if self.stage is p.Stage.PAUSED:
                self._desks[seat].pause(True, now)
            self._post(seat, now)
        return seat

    def _come_back(self, join: p.Join, now: float) -> int:
        if join.version != p.VERSION:
            raise RefusedError(p.Reason.OLD_CLIENT if join.version < p.VERSION else p.Reason.OLD_HOST)
        key = hashed(join.token)
        found = [seat for seat, one in self._seats.items() if hmac.compare_digest(one.key, key)]
        if not found:
            raise RefusedError(p.Reason.UNKNOWN_TOKEN)
        seat = found[0]
        seated = self._seats[seat]
        if seated.here:
            self._letters.append(CloseSeat(seat, p.Reason.ELSEWHERE))
            self.lost(seat, now)
        seated.here = True
        self._stale.add(seat)
        seated.trips.clear()
        self._welcome(seat, join.token)
        desk = self._desks.get(seat)
        if desk is not None:
            for message in desk.back(now):
                self.tell(seat, message)
            self._collect(seat, now)
            self._tell_standings(now, always=seat)
            if desk.over or self.stage is p.Stage.OVER:
                self.tell(seat, self._finished(seat))
        return seat

    def _welcome(self, seat: int, token: str) -> None:
        seated = self._seats[seat]
        self.tell(
            seat,
            p.Welcome(p.VERSION, seat, seated.name, token, self.rules, self.name, self._here(), seated.team),
        )
        self.tell(seat, self._phase())

    def _unique(self, name: str, seat: int) -> str:
        """The name, or one like it that nobody else has."""
        name = name or f"Player {seat + 1}"
        taken = {one.name.casefold() for number, one in self._seats.items() if number != seat}
        if name.casefold() not in taken:
            return name
        number = 2
        while f"{name[: p.LONGEST_NAME - 3]} {number}".casefold() in taken:
            number += 1
        return f"{name[: p.LONGEST_NAME - 3]} {number}"

    def _smallest_team(self) -> int:
        sizes = [sum(one.team == team for one in self._seats.values()) for team in range(self.rules.teams)]
        return sizes.index(min(sizes))

    def watch(self, watch: p.Watch, screen: int, now: float) -> None:
        """A screen comes in; ``screen`` is a number of its own.

        Raises:
            RefusedError: it cannot; says why.
        """
        self._now = now
        if watch.version != p.VERSION:
            raise RefusedError(p.Reason.OLD_CLIENT if watch.version < p.VERSION else p.Reason.OLD_HOST)
        if watch.key and not self.opens(watch.key):
            raise RefusedError(p.Reason.WRONG_KEY)
        if len(self.screens) >= MOST_SCREENS:
            raise RefusedError(p.Reason.FULL)
        self.screens[screen] = bool(watch.key)
        self.show_all(screen)

    def opens(self, key: str) -> bool:
        """Whether this is the host's key."""
        return hmac.compare_digest(self._key, hashed(key))

    def unwatch(self, screen: int) -> None:
        self.screens.pop(screen, None)

    def show_all(self, screen: int) -> None:
        """Send a screen everything: it is new, or it has missed something."""
        if screen not in self.screens:
            return
        rows = [self._row(seat) for seat in self._seats]
        ink = [self._ink_of(seat) for seat in self._seats]
        left = self._left_ms()
        self._letters.append(
            ToScreen(
                screen,
                p.Room(
                    version=p.VERSION,
                    code=self.code,
                    stage=self.stage,
                    rules=self.rules,
                    rows=rows,
                    ink=ink,
                    locked=self.locked,
                    goal=0 if self.rules.game is p.Game.TOGETHER else self.rules.length,
                    left_ms=left,
                    orders=self.screens[screen],
                    name=self.name,
                ),
            )
        )
        if self.stage is p.Stage.OVER:
            self._letters.append(ToScreen(screen, self._podium()))

    # What clients say

    def hear(self, seat: int, message: p.FromPad, now: float) -> None:
        """A seat says something. It speaks for itself alone."""
        self._now = now
        seated = self._seats.get(seat)
        if seated is None:
            return
        match message:
            case p.Ping():
                if message.back:
                    trip = now - message.back / 1000 - message.held / 1000
                    seated.trips = [*seated.trips, min(_MOST_ALLOWANCE_S, max(0.0, trip))][-8:]
                self.tell(seat, p.Pong(message.sent, max(0, round(1000 * now))))
            case p.Leave():
                self._remove(seat, p.Reason.REMOVED, now)
            case p.Rename():
                if self.stage is p.Stage.LOBBY:
                    seated.name = self._unique(cleaned(message.name), seat)
                    self._journal(self._sat(seat))
                self.tell(seat, p.Named(seated.name))
            case p.AtLevel():
                if self.stage is p.Stage.LOBBY and self.rules.own_levels:
                    seated.level = message.level
                    self._journal(self._sat(seat))
            case p.Ink(round=0):
                self._write_tag(seat, seated, message)
            case p.Join():
                pass
            case _:
                desk = self._desks.get(seat)
                if desk is not None and self.stage in (p.Stage.PLAYING, p.Stage.OVER):
                    desk.hear(message, now, seated.allowance)
                    self._collect(seat, now)
                    self._settle(now)

    def _write_tag(self, seat: int, seated: Seated, piece: p.Ink) -> None:
        """In the lobby, ink goes on the name tag."""
        if self.stage is not p.Stage.LOBBY or piece.stroke < seated.written:
            return
        if sum(len(points) // 3 for points in seated.tag) + len(piece.points) // 3 > _TAG_POINTS:
            return
        spots = p.unpacked(piece.points)
        if piece.stroke > seated.written or not seated.tag:
            seated.tag.append(p.packed(spots))
            seated.written = piece.stroke
        else:
            seated.tag[-1] = p.packed([*p.unpacked(seated.tag[-1]), *spots][: p.MOST_POINTS])
        if piece.up:
            seated.written = piece.stroke + 1
        if self.screens:
            self._live.append(p.Piece(seat, piece.points, piece.up))

    def lost(self, seat: int, now: float) -> None:
        """The connection of a seat is gone."""
        self._now = now
        seated = self._seats.get(seat)
        if seated is None:
            return
        seated.here = False
        self._stale.add(seat)
        desk = self._desks.get(seat)
        if desk is not None:
            desk.lost(now)
            self._collect(seat, now)
            self._settle(now)
        seated.since = now

    def order(self, screen: int, order: p.Order | p.Rules, now: float) -> bool:
        """A screen orders something. False if it has no key for that."""
        self._now = now
        if not self.screens.get(screen, False):
            return False
        self.do(order, now)
        return True

    def do(self, order: p.Order | p.Rules, now: float) -> None:
        """The host orders something; what makes no sense now does nothing."""
        self._now = now
        if isinstance(order, p.Rules):
            if self.stage in (p.Stage.LOBBY, p.Stage.OVER):
                self.rules = order
                self._journal(Ruled(order))
                for at, (seat, seated) in enumerate(self._seats.items()):
                    seated.team = at % order.teams
                    self._journal(self._sat(seat))
                self._show_all()
            return
        playing = self.stage in (p.Stage.PLAYING, p.Stage.PAUSED)
        match order.ask:
            case p.Ask.START if not playing:
                self._start(now)
            case p.Ask.NEXT if self.stage is p.Stage.PLAYING:
                self._game.force(now)
                self._collect_all(now)
            case p.Ask.PAUSE if self.stage is p.Stage.PLAYING:
                self._pause(True, now)
            case p.Ask.RESUME if self.stage is p.Stage.PAUSED:
                self._pause(False, now)
            case p.Ask.LOCK | p.Ask.UNLOCK:
                self.locked = order.ask is p.Ask.LOCK
                self._journal(Locked(self.locked))
                self._show_all()
            case p.Ask.LATE | p.Ask.PUNCTUAL:
                self.rules = msgspec.structs.replace(self.rules, late=order.ask is p.Ask.LATE)
                self._journal(Ruled(self.rules))
                self._show_all()
            case p.Ask.REMOVE:
                self._remove(order.seat, p.Reason.REMOVED, now)
            case p.Ask.PASS if self.stage is p.Stage.PLAYING and order.seat in self._desks:
                self._desks[order.seat].give_up(now)
                self._collect(order.seat, now)
            case p.Ask.FINISH if playing:
                self._finish(now)
            case p.Ask.END:
                self.close(p.Reason.ENDED, now)
            case _:
                return
        self._settle(now)

    # A match

    @property
    def desks(self) -> Mapping[int, Desk]:
        return self._desks

    def here(self, seat: int) -> bool:
        return seat in self._seats and self._seats[seat].here

    def allowance(self, seat: int) -> float:
        return self._seats[seat].allowance if seat in self._seats else 0.0

    def team(self, seat: int) -> int:
        return self._seats[seat].team if seat in self._seats else 0

    def name_of(self, seat: int) -> str:
        """What the player at a seat is called; empty if nobody sits there."""
        return self._seats[seat].name if seat in self._seats else ""

    def tell(self, seat: int, message: p.ToPad) -> None:
        """Send a message to the pad of a seat; nothing if it is not there."""
        if self.here(seat):
            self._letters.append(ToSeat(seat, message))

    def _start(self, now: float) -> None:
        self._close_desks(now)
        self._forget_gone(now)
        if not self._seats:
            return
        self._matches += 1
        self.stage = p.Stage.PLAYING
        self._begin_anew(self.opening())
        self._played = {}
        self._game = game_of(self.rules, self)
        for seat in self._seats:
            self._add_desk(seat, now)
        self._tell_phase()
        self._game.begin(now)
        self._collect_all(now)
        self._show_all()

    def _setup(self, seat: int) -> Setup:
        """The match of a desk. The same seed makes the same questions for all of a level."""
        seated, rules = self._seats[seat], self.rules
        level = seated.level if rules.own_levels else rules.level
        player = seated.player
        conditions = SeatSetup(
            seated.name, player.rest if player else None, player.patience if player else None
        )
        ours = rules.game in (p.Game.RACE, p.Game.PRACTICE)
        length = rules.length if ours else 0
        if rules.game is p.Game.RACE:
            length = length or 10
        seed = self._seed + self._matches
        if rules.game is p.Game.BUZZ:
            length = 1000
        if rules.game is p.Game.TEAMS:  # the same for the first of each team, for the second, …
            seed += _APART * sum(one.team == seated.team for at, one in self._seats.items() if at < seat)
        setup = Setup(MODES[rules.game], seed, (conditions,), length, level).check()
        if isinstance(self._game, Buzz) and self._game.asked:
            return replace(setup, custom=Custom(questions=self._questions_after(setup, self._game.asked)))
        return setup

    def _questions_after(self, setup: Setup, rounds: int) -> tuple[Question, ...]:
        """What is asked after so many rounds: for a player who comes late."""
        questions: list[tuple[Question, ...]] = []
        pool = setup.pool()
        for number in range(1, rounds + max(1, self.rules.length) + 1):
            questions.append(shared(setup, pool, number, questions[-1] if questions else ()))
        return tuple(question for (question,) in questions[rounds:])

    def opening(self) -> list[Entry]:
        """All that a room between two matches is made from."""
        return [
            Opened(
                FORMAT,
                self.code,
                self._host_key,
                self.name,
                self._seed,
                self.rules,
                self._matches,
                self._numbers,
            ),
            *(self._sat(seat) for seat in self._seats),
            Locked(self.locked),
            Staged(self.stage, self._matches),
        ]

    def _sat(self, seat: int) -> Sat:
        seated = self._seats[seat]
        player = seated.player.id if seated.player else None
        return Sat(seat, seated.name, seated.key, player, seated.team, seated.level)

    def _note_ink(self, seat: int, round: int, stroke: int, ink: list[list[int]], whole: bool) -> None:
        self._journal(Laid(seat, round, stroke, ink) if whole else Wrote(seat, round, stroke, ink[0]))

    def _add_desk(self, seat: int, now: float) -> None:
        setup = self._setup(seat)
        self._journal(Set(seat, setup))
        self._desks[seat] = self._desk(seat, setup, Match.start(setup, 0.0), Kept(), now)

    def _desk(self, seat: int, setup: Setup, match: Match, kept: Kept, now: float) -> Desk:
        seated, gear = self._seats[seat], self._equipment
        player = seated.player
        sitter = Sitter(seated.name, Kind.PLAYER if player else Kind.GUEST, player.id if player else None)
        session = MatchSession(
            setup,
            (sitter,),
            now=kept.time,
            jobs=gear.jobs,
            reads=_SeatJobs(gear.reads, partial(self._due.add, seat)),
            reader=gear.reader,
            store=gear.store,
            habits=gear.habits,
            may_glimpse=gear.may_glimpse,
            match=match,
            heard=lambda _, command, at: self._journal(Did.of(seat, command, at)),
        )
        return Desk(
            session,
            now,
            on_pad=self.rules.question_on_pad,
            open_answers=self.rules.game not in (p.Game.BUZZ, p.Game.TEAMS),
            kept=kept,
            away=not seated.here,
            note=partial(self._note_ink, seat),
        )

    def _pause(self, paused: bool, now: float) -> None:
        self.stage = p.Stage.PAUSED if paused else p.Stage.PLAYING
        self._journal(Staged(self.stage, self._matches))
        if paused:
            self._paused_at = now
        elif isinstance(self._game, Together):
            self._game.shift(now - self._paused_at)
        for desk in self._desks.values():
            desk.pause(paused, now)
        self._tell_phase()
        self._collect_all(now)
        self._show_all()

    def _settle(self, now: float) -> None:
        """See whether the match is over."""
        if self.stage is p.Stage.PLAYING and self._game.over:
            self._finish(now)

    def _finish(self, now: float) -> None:
        if self.stage is p.Stage.PAUSED:
            for desk in self._desks.values():
                desk.pause(False, now)
        for seat, desk in self._desks.items():
            over = desk.over
            desk.end(now)
            self._post(seat, now)
            if not over:
                self.tell(seat, self._finished(seat))
        self.stage = p.Stage.OVER
        self._journal(Staged(self.stage, self._matches))
        self._tell_phase()
        self._show_all()

    def _finished(self, seat: int) -> p.Finished:
        score, players = self._desks[seat].score, len(self._desks)
        return p.Finished(
            place=self._places().get(seat, 0),
            players=players,
            score=score.points,
            right=score.right,
            slips=score.slips,
            seconds=round(score.seconds, 1),
        )

    def _remove(self, seat: int, reason: p.Reason, now: float) -> None:
        if seat not in self._seats:
            return
        desk = self._desks.pop(seat, None)
        if desk is not None:
            desk.end(now)
        self._letters.append(CloseSeat(seat, reason))
        del self._seats[seat]
        self._journal(Left(seat))
        self._rows.pop(seat, None)
        self._standings.pop(seat, None)
        self._awake.discard(seat)
        self._done.discard(seat)
        self._due.discard(seat)
        self._live = [piece for piece in self._live if piece.seat != seat]
        self._letters.append(ToScreens(p.Gone(seat)))
        self._settle(now)

    def _forget_gone(self, now: float) -> None:
        """Free the seats of those who have left the lobby long ago."""
        for seat, seated in list(self._seats.items()):
            if not seated.here and seat not in self._desks and now - seated.since > GONE_S:
                self._remove(seat, p.Reason.REMOVED, now)

    def _close_desks(self, now: float) -> None:
        for desk in self._desks.values():
            desk.end(now)
        self._desks.clear()
        self._awake.clear()
        self._done.clear()
        self._due.clear()
        self._standings.clear()

    def close(self, reason: p.Reason, now: float) -> None:
        """End the room: everything is stored, and every connection closed."""
        self._close_desks(now)
        self._seats.clear()
        self._letters.append(CloseAll(reason))
        self.stage = p.Stage.OVER

    # Time

    def tick(self, now: float) -> None:
        """Let time pass. Call it often, and whenever ink has been read."""
        self._now = now
        if self.stage is p.Stage.PLAYING:
            for seat in [*(self._awake | self._due)]:
                if seat in self._desks:
                    self._desks[seat].update(now)
                    self._collect(seat, now)
            self._due.clear()
            self._game.tick(now)
            self._collect_all(now)
            self._remember(now)
            self._settle(now)
        elif self._due:
            for seat in list(self._due):
                if seat in self._desks:
                    self._desks[seat].update(now)
                    self._collect(seat, now)
            self._due.clear()
        self._show(now)

    def _remember(self, now: float) -> None:
        """Write down what the game remembers, if that is something else than before."""
        memory = self._game.memory(now)
        if memory != self._played:
            self._played = memory
            self._journal(Played(memory))

    def _collect_all(self, now: float) -> None:
        for seat, desk in list(self._desks.items()):
            if desk.news:
                self._collect(seat, now)

    def _collect(self, seat: int, now: float) -> None:
        """See what has happened at a desk, and tell everybody whom it concerns."""
        desk = self._desks[seat]
        if desk.awake:
            self._awake.add(seat)
        else:
            self._awake.discard(seat)
        self._stale.add(seat)
        if not desk.news and not desk.pieces and not desk.over:
            return
        self._post(seat, now)
        if self.screens:
            if desk.laid:
                self._live.append(p.Laid(seat, packed_ink(desk.ink())))
            self._live += [p.Piece(seat, points, up) for points, up in desk.pieces]
        desk.laid = False
        desk.pieces.clear()
        if desk.revealed and self.rules.game is p.Game.BUZZ:
            self._letters += [
                ToScreens(
                    p.Marked(
                        seat=seat,
                        round=answer.round,
                        outcome=p.Outcome(answer.outcome),
                        given=answer.given,
                        solved=answer.question.solved,
                        misread=answer.misread,
                    )
                )
                for answer in desk.revealed
            ]
        desk.revealed.clear()
        closed, desk.closed = desk.closed, []
        for answer, first in closed:
            self._letters.append(
                ToScreens(
                    p.Marked(
                        seat=seat,
                        round=answer.round,
                        outcome=p.Outcome(answer.outcome),
                        given=answer.given,
                        misread=answer.misread,
                    )
                )
            )
            self._game.judged(seat, answer, first, now)
        if closed:
            self._post(seat, now)
            self._tell_standings(now, always=seat)
        if desk.over and self.stage is p.Stage.PLAYING and seat not in self._done:
            self._done.add(seat)
            self.tell(seat, self._finished(seat))

    def _post(self, seat: int, now: float) -> None:  # noqa: ARG002
        for message in self._desks[seat].take_messages():
            self.tell(seat, message)
            if isinstance(message, p.Reading) and self.screens:
                self._letters.append(ToScreens(p.Read(seat, message.text, message.sure)))

    # Saying

    @property
    def due(self) -> bool:
        """Whether ink was read since the last tick."""
        return bool(self._due)

    @property
    def seated(self) -> int:
        """How many seats are taken."""
        return len(self._seats)

    def take_letters(self) -> list[Letter]:
        """What must be sent since the last call, in order."""
        letters, self._letters = self._letters, []
        return letters

    def put_back(self, letters: Sequence[Letter]) -> None:
        """These letters were not sent after all: they come first the next time."""
        self._letters[:0] = letters

    def _here(self) -> int:
        return sum(seated.here for seated in self._seats.values())

    def _left_ms(self) -> int:
        left = self._game.left_s(self._now) if self.stage is p.Stage.PLAYING else None
        return -1 if left is None else round(1000 * left)

    def _phase(self) -> p.Phase:
        return p.Phase(self.stage, self._here(), self._left_ms())

    def _tell_phase(self) -> None:
        for seat in self._seats:
            self.tell(seat, self._phase())

    def _places(self) -> dict[int, int]:
        """By seat, its place: 1 is the best, and equals share one."""
        keys = {seat: self._game.standing(seat).key for seat in self._desks}
        order = sorted(keys.values(), reverse=True)
        places: dict[tuple[int, int, float], int] = {}
        for place, key in enumerate(order, 1):
            places.setdefault(key, place)
        return {seat: places[key] for seat, key in keys.items()}

    def _tell_standings(self, now: float, always: int | None = None) -> None:  # noqa: ARG002
        """Tell those whose standing is another one than they know, at least ``always``."""
        places = self._places()
        closed = [desk.answer is not None for desk in self._desks.values()]
        answered = sum(closed) if self.rules.game is p.Game.BUZZ else 0
        for seat, desk in self._desks.items():
            score = desk.score
            standing = p.Standing(
                score=score.points,
                streak=score.streak,
                place=places[seat],
                players=len(places),
                right=score.right,
                slips=score.slips,
                answered=answered,
                team_right=self._game.right(self.team(seat)) if isinstance(self._game, Relay) else 0,
            )
            if seat == always or self._standings.get(seat) != standing:
                self._standings[seat] = standing
                self._stale.add(seat)
                self.tell(seat, standing)

    def _row(self, seat: int) -> p.Row:
        seated, desk = self._seats[seat], self._desks.get(seat)
        if desk is None:
            return p.Row(seat, seated.name, seated.here, team=seated.team, level=seated.level)
        score, doing = desk.score, desk.doing()
        standing = self._standings.get(seat)
        return p.Row(
            seat=seat,
            name=seated.name,
            here=seated.here,
            doing=doing,
            round=desk.round,
            question=desk.question(),
            position=desk.position(),
            score=score.points,
            streak=score.streak,
            place=standing.place if standing is not None else 0,
            right=score.right,
            slips=score.slips,
            team=seated.team,
            level=seated.level,
            stuck=desk.stuck(self._now),
        )

    def _ink_of(self, seat: int) -> list[list[int]]:
        desk = self._desks.get(seat)
        return packed_ink(desk.ink()) if desk is not None else list(self._seats[seat].tag)

    def _show_all(self) -> None:
        for screen in list(self.screens):
            self.show_all(screen)
        self._live.clear()
        self._rows = {seat: self._row(seat) for seat in self._seats}
        if self.stage is p.Stage.OVER and self._desks and self.screens:
            self._letters.append(ToScreens(self._podium()))

    def _show(self, now: float) -> None:
        """Send screens what has changed, each kind as often as it makes sense."""
        if not self.screens:
            self._live.clear()
            return
        if self._live and now - self._live_at >= SCREENS_S:
            self._live_at = now
            self._send_live()
        if now - self._rows_at >= ROWS_S:
            self._rows_at = now
            self._passes = (self._passes + 1) % _PASSES
            # All of them now and then, because who is stuck depends on time alone.
            look = self._seats if self._passes == 0 else self._stale & self._seats.keys()
            rows = {seat: self._row(seat) for seat in look}
            changed = [row for seat, row in rows.items() if self._rows.get(seat) != row]
            self._rows |= rows
            self._stale.clear()
            if changed:
                self._letters.append(ToScreens(p.Changed(changed)))
            if isinstance(self._game, Together) and self.stage is p.Stage.PLAYING:
                self._letters.append(ToScreens(self._phase()))
                self._tell_phase()
        if now - self._progress_at >= PROGRESS_S and any(self.screens.values()):
            self._progress_at = now
            self._letters.append(ToScreens(self.progress(now), keyed=True))

    def _send_live(self) -> None:
        pieces: list[p.Piece] = []
        for one in self._live:
            if isinstance(one, p.Piece):
                pieces.append(one)
                continue
            if pieces:
                self._letters.append(ToScreens(p.Live(pieces)))
                pieces = []
            self._letters.append(ToScreens(one))
        if pieces:
            self._letters.append(ToScreens(p.Live(pieces)))
        self._live.clear()

    # Results

    def _podium(self) -> p.Podium:
        places = self._places()
        first = sorted((seat for seat in places if places[seat] <= 3), key=lambda seat: places[seat])[:3]
        best = [(seat, self._desks[seat].best) for seat in first]
        funny = [(seat, desk.misread) for seat, desk in self._desks.items()]
        funniest = sorted(
            (_specimen(seat, one) for seat, one in funny if one is not None), key=lambda one: -one.confidence
        )
        return p.Podium(
            first=[self._row(seat) for seat in first],
            players=len(places),
            best=[_specimen(seat, one) for seat, one in best if one is not None],
            misread=funniest[:1],
        )

    def progress(self, now: float) -> p.Progress:
        """How everybody gets on, for the teacher: those who need help come first."""
        order = list(p.Need)
        pupils = sorted(
            (self._pupil(seat, now) for seat in self._seats), key=lambda one: order.index(one.need)
        )
        asked: dict[str, list[Answer]] = {}
        for desk in self._desks.values():
            for answer in desk.answers:
                asked.setdefault(answer.question.fact.key, []).append(answer)
        facts = [
            p.FactRow(
                key=key,
                asked=len(answers),
                missed=sum(one.outcome in SLIPS for one in answers),
                seconds=_median_seconds(answers),
            )
            for key, answers in sorted(asked.items())
        ]
        return p.Progress(pupils, facts[:300])

    def _pupil(self, seat: int, now: float) -> p.Pupil:
        seated, desk = self._seats[seat], self._desks.get(seat)
        if desk is None:
            return p.Pupil(seat, seated.name, p.Need.NONE if seated.here else p.Need.LOST, seated.here)
        answers = desk.answers
        missed = [one.question.fact.key for one in reversed(answers) if one.outcome in SLIPS]
        return p.Pupil(
            seat=seat,
            name=seated.name,
            need=desk.need(now, seated.here),
            here=seated.here,
            right=sum(one.outcome is Outcome.RIGHT for one in answers),
            wrong=sum(one.outcome in SLIPS for one in answers),
            misread=sum(one.misread or one.outcome is Outcome.VOID for one in answers),
            unsure=sum(one.unsure for one in answers),
            position=desk.position(),
            seconds=_median_seconds(answers),
            question=desk.question(),
            missed=list(dict.fromkeys(missed))[:5],
        )


def _median_seconds(answers: Sequence[Answer]) -> float:
    right = [one.seconds for one in answers if one.outcome is Outcome.RIGHT]
    return round(median(right), 2) if right else 0.0


def _specimen(seat: int, one: Specimen) -> p.Best:
    return p.Best(seat, packed_ink(one.ink), one.digit, one.read, round(one.confidence, 3))


class _SeatJobs:
    """Jobs of one seat: ``poke`` is called when one of them is done."""

    def __init__(self, jobs: Jobs, poke: Callable[[], None]) -> None:
        self._jobs, self._poke = jobs, poke

    def submit(
        self,
        work: Callable[[], T],
        done: Callable[[T], None],
        *,
        failed: Callable[[Exception], None] | None = None,
        key: str = "",
    ) -> None:
        def finished(result: T) -> None:
            done(result)
            self._poke()

        def fell(error: Exception) -> None:
            if failed is None:
                raise error
            failed(error)
            self._poke()

        self._jobs.submit(work, finished, failed=fell, key=key)

    def cancel(self, key: str) -> None:
        self._jobs.cancel(key)


def hashed(secret: str) -> str:
    """What is kept of a token or a key: they are long and random, so a plain hash tells nothing."""
    return hashlib.sha256(secret.encode("utf-8", "surrogatepass")).hexdigest()


def cleaned(name: str) -> str:
    """The name as it may be shown: no control or direction signs, single spaces, at most 24 characters."""
    plain = unicodedata.normalize("NFKC", name)
    shown = "".join(c if unicodedata.category(c)[0] not in "CZ" else " " for c in plain)
    return " ".join(shown.split())[: p.LONGEST_NAME].strip()
