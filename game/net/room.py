"""A room: a code, seats for 2 to 40 players, screens that watch, and the match that they play together.

The room is told what clients say and what time it is, and gives the messages that they must be sent. It
knows no socket and no thread: `game.net.server` carries the messages.

How it works
------------
Every player has a *desk* (`game.net.desk`): a match session of their own, the very one that a player has
who plays alone. The *game* (`game.net.games`) says when a desk gets its next question. So a player may come
late, go, come back or play at another level, and disturbs nobody.

A *seat* belongs to the pad that has its token. The room keeps a hash of the token only. When a connection is
lost, the seat stays: score, place and the open question wait until the token comes back. A second
connection with the same token takes the place of the first.

Names are cleaned and made unique, because they are shown on a screen that everybody sees. What a name is
made of never matters to anything else: seats are known by number.
"""

from __future__ import annotations

import hmac
import secrets
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from datetime import date
from functools import partial
from typing import Any

import msgspec

from game.net import protocol as p
from game.net.daily_board import DailyResult, Today
from game.net.desk import Desk, Kept, packed_ink
from game.net.equipment import DeskJobs, Equipment, Exercise
from game.net.games import MODES, Buzz, Game, Together, game_of
from game.net.journal import (
    FORMAT,
    Did,
    Entry,
    Laid,
    Left,
    Locked,
    Played,
    Record,
    RoomOpened,
    Ruled,
    Sat,
    Set,
    Staged,
    Wrote,
)
from game.net.letters import CloseAll, CloseSeat, Letter, ToBoard, ToScreen, ToScreens, ToSeat
from game.net.occupant import MOST_TRIP_S, Occupant, Player, cleaned, hashed
from game.net.past import Past
from game.net.screens import Screens
from game.play.dealer import shared
from game.play.levels import Custom
from game.play.match import Match
from game.play.modes import SeatSetup, Setup, daily
from game.play.questions import Question
from game.session.match_session import MatchSession
from game.session.ports import Kind, Occasion, Sitter

AWAKE_S = 0.06  # how often time passes for desks where a pen rests or a verdict shows
_EPSILON = 1e-6
CLOCK_S = 0.5  # how often pads are told what is left on a clock that all have together
# How often players are told what the answers of others mean for them. Where a class ends its answers at one
# moment, telling each of all at once would take the time in which the last ones wait for their verdicts.
STANDINGS_S = 0.5
GONE_S = 60.0  # a seat in the lobby waits so long for a lost connection
_APART = 1_000_003  # between the seeds of the members of a team
_TAG_POINTS = 600
_MOST_EXERCISES = 200


class RefusedError(Exception):
    """A client cannot come in; its connection is closed with ``reason``."""

    def __init__(self, reason: p.Reason) -> None:
        super().__init__(reason.name)
        self.reason = reason


def _forget(_: Entry) -> None:
    """Where no journal is kept."""


def _too_old(version: int) -> p.Reason:
    """Which side is too old when a client speaks another version."""
    return p.Reason.OLD_CLIENT if version < p.VERSION else p.Reason.OLD_HOST


class Room:
    """One room.

    Args:
        key: the host's.
        seed: what the questions of its matches are drawn by.
        journal: told of everything from which the room can be taken up again, see :meth:`take_up`.
        begin_anew: called when a match begins, with all that the room is made from then. What the journal
            was told before is not needed any more.
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
        self.now = now
        self._seats: dict[int, Occupant] = {}
        self._desks: dict[int, Desk] = {}
        self._game: Game = game_of(self.rules, self)
        self._matches = 0
        self._paused_at = 0.0
        self._letters: list[Letter] = []
        self.screens = Screens(self, self._letter, now)
        self._clock_told = now
        self._due: set[int] = set()  # desks whose ink was read since the last tick
        self._awake: set[int] = set()
        self._awake_at = now
        self._done: set[int] = set()  # desks that have answered everything
        self._day = ""  # of the Daily that is played, such as "2026-11-29"; empty for anything else
        self._today: dict[int, Today] = {}  # by seat, how it stands on the board of that day
        self._board = p.Board(0, [])  # that board, as it was told last
        self._to_board: set[int] = set()  # seats whose result the board has not answered yet
        self._told_anew = False  # whether all were told how they stand, once all were on the board
        self._standings: dict[int, p.Standing] = {}
        self._standings_told, self._standings_stale = now, False
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
        if not written or not isinstance(written[0], RoomOpened) or written[0].format != FORMAT:
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
            desk = room._desk(seat, one.match, one.kept(), now)
            desk.lay(one.ink())
            room._desks[seat] = desk
            for answer, points in one.answers():
                desk.session.keep_again(0, answer, points, one.ink(answer.round))
            room._rank(seat)
        if room._played:
            room._game.remember(room._played, now)
        room._paused_at = now
        return room

    def _relive(self, entry: Entry, players: Mapping[int, Player], past: dict[int, Past]) -> None:
        """Let an entry of the journal happen again."""
        match entry:
            case Sat():
                player = players.get(entry.player) if entry.player is not None else None
                self._seats[entry.seat] = Occupant(
                    entry.name, entry.key, player, entry.team, entry.level, here=False, since=self.now
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
                self.stage, self._matches, self._day = entry.stage, entry.matches, entry.day
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
        self.now = now
        closed = self._closed_to(p.Join(p.VERSION, self.code))
        profiles = [p.Profile(player.id, player.name[:60]) for player in self._players_elsewhere()]
        return p.Door(
            p.VERSION, self.code, self.name, self.stage, self._how_many_here(), closed or 0, profiles[:200]
        )

    def _players_elsewhere(self) -> list[Player]:
        """The players of the host's machine who have no seat here."""
        taken = {occupant.player.id for occupant in self._seats.values() if occupant.player is not None}
        return [player for player in self._equipment.players() if player.id not in taken]

    def _closed_to(self, join: p.Join) -> p.Reason | None:
        """Why a new player cannot come in now; None if they can."""
        if join.version != p.VERSION:
            return _too_old(join.version)
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
            The number of the seat. If another connection had that seat before, it has been told to close.

        Raises:
            RefusedError: they cannot come in; says why.
        """
        self.now = now
        if join.token:
            return self._come_back(join, now)
        self._forget_gone(now)
        reason = self._closed_to(join)
        if reason is not None:
            raise RefusedError(reason)
        token = secrets.token_urlsafe(24)
        player = next((one for one in self._players_elsewhere() if one.id == join.profile), None)
        seat = self._numbers
        self._numbers += 1
        name = self._unique(cleaned(join.name) or (player.name if player else ""), seat)
        self._seats[seat] = Occupant(name, hashed(token), player, self._smallest_team(), self.rules.level)
        self._journal(self._sat(seat))
        self.screens.stale.add(seat)
        self._welcome(seat, token)
        if self.stage in (p.Stage.PLAYING, p.Stage.PAUSED):
            self._add_desk(seat, now)
            self._game.joined(seat, now)
            if self.stage is p.Stage.PAUSED:
                self._desks[seat].pause(True, now)
            self._post(seat)
        return seat

    def _come_back(self, join: p.Join, now: float) -> int:
        if join.version != p.VERSION:
            raise RefusedError(_too_old(join.version))
        key = hashed(join.token)
        found = [seat for seat, one in self._seats.items() if hmac.compare_digest(one.key, key)]
        if not found:
            raise RefusedError(p.Reason.UNKNOWN_TOKEN)
        seat = found[0]
        occupant = self._seats[seat]
        if occupant.here:
            self._letters.append(CloseSeat(seat, p.Reason.ELSEWHERE))
            self.lost(seat, now)
        occupant.here = True
        self.screens.stale.add(seat)
        occupant.trips.clear()
        self._welcome(seat, join.token)
        desk = self._desks.get(seat)
        if desk is not None:
            for message in desk.back(now):
                self.tell(seat, message)
            self._collect(seat, now)
            self._tell_standing(seat, self.places(), self._answered())
            if desk.over or self.stage is p.Stage.OVER:
                self.tell(seat, self._finished(seat))
        return seat

    def _welcome(self, seat: int, token: str) -> None:
        occupant = self._seats[seat]
        self.tell(
            seat,
            p.Welcome(
                p.VERSION,
                seat,
                occupant.name,
                token,
                self.rules,
                self.name,
                self._how_many_here(),
                occupant.team,
            ),
        )
        self.tell(seat, self.phase())

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
        self.now = now
        if watch.version != p.VERSION:
            raise RefusedError(_too_old(watch.version))
        if watch.key and not self.opens(watch.key):
            raise RefusedError(p.Reason.WRONG_KEY)
        if not self.screens.come(screen, bool(watch.key)):
            raise RefusedError(p.Reason.FULL)
        if self._day:
            self._letters.append(ToScreen(screen, self._board))

    def opens(self, key: str) -> bool:
        """Whether this is the host's key."""
        return hmac.compare_digest(self._key, hashed(key))

    def unwatch(self, screen: int) -> None:
        self.screens.go(screen)

    # What clients say

    def hear(self, seat: int, message: p.FromPad, now: float) -> None:
        """A seat says something. It speaks for itself alone."""
        self.now = now
        occupant = self._seats.get(seat)
        if occupant is None:
            return
        match message:
            case p.Ping():
                if message.back:
                    trip = now - message.back / 1000 - message.held / 1000
                    occupant.trips = [*occupant.trips, min(MOST_TRIP_S, max(0.0, trip))][-8:]
                self.tell(seat, p.Pong(message.sent, max(0, round(1000 * now))))
            case p.Leave():
                self._remove(seat, p.Reason.REMOVED, now)
            case p.Rename():
                if self.stage is p.Stage.LOBBY:
                    occupant.name = self._unique(cleaned(message.name), seat)
                    self._journal(self._sat(seat))
                self.tell(seat, p.Named(occupant.name))
            case p.AtLevel():
                if self.stage is p.Stage.LOBBY and self.rules.own_levels:
                    occupant.level = message.level
                    self._journal(self._sat(seat))
            case p.Ink(round=0):
                self._write_tag(seat, occupant, message)
            case p.Join():
                pass
            case _:
                desk = self._desks.get(seat)
                if desk is not None and self.stage in (p.Stage.PLAYING, p.Stage.OVER):
                    desk.hear(message, now, occupant.allowance, occupant.jitter)
                    self._collect(seat, now)
                    self._settle(now)

    def _write_tag(self, seat: int, occupant: Occupant, piece: p.Ink) -> None:
        """In the lobby, ink goes on the name tag."""
        if self.stage is not p.Stage.LOBBY or piece.stroke < occupant.written:
            return
        if sum(len(points) // 3 for points in occupant.tag) + len(piece.points) // 3 > _TAG_POINTS:
            return
        spots = p.unpacked(piece.points)
        if piece.stroke != occupant.drawn:
            occupant.tag.append(p.packed(spots))
            occupant.written = occupant.drawn = piece.stroke
        else:
            occupant.tag[-1] = p.packed([*p.unpacked(occupant.tag[-1]), *spots][: p.MOST_POINTS])
        if piece.up:
            occupant.written, occupant.drawn = piece.stroke + 1, -1
        self.screens.draw(p.Piece(seat, piece.points, piece.up))

    def lost(self, seat: int, now: float) -> None:
        """The connection of a seat is gone."""
        self.now = now
        occupant = self._seats.get(seat)
        if occupant is None:
            return
        occupant.here = False
        self.screens.stale.add(seat)
        desk = self._desks.get(seat)
        if desk is not None:
            desk.lost(now)
            self._collect(seat, now)
            self._settle(now)
        occupant.since = now

    def order(self, screen: int, order: p.Order | p.Rules, now: float) -> bool:
        """A screen orders something. False if it has no key for that."""
        self.now = now
        if not self.screens.keyed.get(screen, False):
            return False
        self.do(order, now)
        return True

    def do(self, order: p.Order | p.Rules, now: float) -> None:
        """The host orders something; what makes no sense now does nothing."""
        self.now = now
        if isinstance(order, p.Rules):
            if self.stage in (p.Stage.LOBBY, p.Stage.OVER):
                self.rules = self._playable(order)
                self._journal(Ruled(self.rules))
                for at, (seat, occupant) in enumerate(self._seats.items()):
                    occupant.team = at % order.teams
                    if not self.rules.own_levels:
                        occupant.level = self.rules.level
                    self._journal(self._sat(seat))
                    self.tell(seat, self.rules)
                self.screens.show_everybody()
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
                self.screens.show_everybody()
            case p.Ask.LATE | p.Ask.PUNCTUAL:
                self.rules = msgspec.structs.replace(self.rules, late=order.ask is p.Ask.LATE)
                self._journal(Ruled(self.rules))
                self.screens.show_everybody()
            case p.Ask.REMOVE:
                self._remove(order.seat, p.Reason.REMOVED, now)
            case p.Ask.PASS if self.stage is p.Stage.PLAYING and order.seat in self._desks:
                self._desks[order.seat].give_up(now)
                self._collect(order.seat, now)
            case p.Ask.HINT if self.stage is p.Stage.PLAYING and order.seat in self._desks:
                self._desks[order.seat].give_hint()
                self._collect(order.seat, now)
            case p.Ask.FINISH if playing:
                self._finish(now)
            case p.Ask.END:
                self.close(p.Reason.ENDED, now)
            case _:
                return
        self._settle(now)

    def exercises(self) -> list[p.ExerciseName]:
        """What may be played instead of a level."""
        return [p.ExerciseName(one.id, one.name) for one in self._equipment.exercises()[:_MOST_EXERCISES]]

    def _playable(self, rules: p.Rules) -> p.Rules:
        """The rules without what cannot be: an exercise that is not here, or one at everybody's own level."""
        there = any(one.id == rules.exercise for one in self._equipment.exercises())
        if rules.game is not p.Game.RACE:
            rules = msgspec.structs.replace(rules, daily=False)
        if rules.daily:
            rules, there = msgspec.structs.replace(rules, length=10, own_levels=False), False
        return msgspec.structs.replace(
            rules, exercise=rules.exercise if there else 0, own_levels=rules.own_levels and not there
        )

    def _exercise(self) -> Exercise | None:
        """The exercise that is played; None without one, in the Daily, or if it was deleted meanwhile."""
        if self._day:
            return None
        every = self._equipment.exercises()
        return next((one for one in every if one.id == self.rules.exercise), None)

    # A match

    @property
    def seats(self) -> Mapping[int, Occupant]:
        return self._seats

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
        self._day = self._equipment.today().isoformat() if self.rules.daily else ""
        self._begin_anew(self.opening())
        self._played = {}
        if self._day:
            self._board = p.Board(0, [])
            self._letters.append(ToScreens(self._board))
        self._game = game_of(self.rules, self)
        for seat in self._seats:
            self._add_desk(seat, now)
        self._tell_phase()
        self._game.begin(now)
        self._collect_all(now)
        self.screens.show_everybody()

    def _setup(self, seat: int) -> Setup:
        """The match of a desk. The same seed makes the same questions for all of a level."""
        occupant, rules = self._seats[seat], self.rules
        level = occupant.level if rules.own_levels else rules.level
        player = occupant.player
        conditions = SeatSetup(
            occupant.name, player.rest if player else None, player.patience if player else None
        )
        if self._day:
            return daily(self._day, conditions)
        own_pace = rules.game in (p.Game.RACE, p.Game.PRACTICE)
        length = rules.length if own_pace else 0
        if rules.game is p.Game.RACE:
            length = length or 10
        seed = self._seed + self._matches
        if rules.game is p.Game.BUZZ:
            length = 1000
        if rules.game is p.Game.TEAMS:  # the same for the first of each team, for the second, …
            seed += _APART * sum(one.team == occupant.team for at, one in self._seats.items() if at < seat)
        exercise = self._exercise()
        custom = Custom(questions=exercise.questions) if exercise is not None else None
        setup = Setup(MODES[rules.game], seed, (conditions,), length, level, custom).check()
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
            RoomOpened(
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
            self._staged(),
        ]

    def _staged(self) -> Staged:
        return Staged(self.stage, self._matches, self._day)

    def _sat(self, seat: int) -> Sat:
        occupant = self._seats[seat]
        player = occupant.player.id if occupant.player else None
        return Sat(seat, occupant.name, occupant.key, player, occupant.team, occupant.level)

    def _note_ink(self, seat: int, round: int, stroke: int, ink: list[list[int]], whole: bool) -> None:
        self._journal(Laid(seat, round, stroke, ink) if whole else Wrote(seat, round, stroke, ink[0]))

    def _add_desk(self, seat: int, now: float) -> None:
        setup = self._setup(seat)
        self._journal(Set(seat, setup))
        self._desks[seat] = self._desk(seat, Match.start(setup, 0.0), Kept(), now)

    def _desk(self, seat: int, match: Match, kept: Kept, now: float) -> Desk:
        occupant, gear = self._seats[seat], self._equipment
        player = occupant.player
        sitter = Sitter(occupant.name, Kind.PLAYER if player else Kind.GUEST, player.id if player else None)
        exercise = self._exercise()
        session = MatchSession(
            match,
            (sitter,),
            now=kept.time,
            jobs=gear.jobs,
            reads=DeskJobs(gear.reads, partial(self._wanted, seat), partial(self._due.add, seat)),
            reader=gear.reader,
            store=gear.store,
            habits=gear.habits,
            may_glimpse=gear.may_glimpse,
            heard=lambda _, command, at: self._journal(Did.of(seat, command, at)),
            occasion=Occasion(
                date.fromisoformat(self._day) if self._day else None,
                exercise=exercise.id if exercise is not None else None,
                key=f"{self.code}.{self._seed:x}/{self._matches}/{seat}",
            ),
        )
        return Desk(
            session,
            now,
            # A match of Buzz has questions to spare: the room ends it.
            goal=self.rules.length if self.rules.game is p.Game.BUZZ else None,
            on_pad=self.rules.question_on_pad,
            open_answers=self.rules.game not in (p.Game.BUZZ, p.Game.TEAMS),
            kept=kept,
            away=not occupant.here,
            note=partial(self._note_ink, seat),
        )

    def _wanted(self, seat: int) -> float:
        """When the reading of a seat's ink is needed."""
        return self._desks[seat].wanted if seat in self._desks else self.now

    def _pause(self, paused: bool, now: float) -> None:
        self.stage = p.Stage.PAUSED if paused else p.Stage.PLAYING
        self._journal(self._staged())
        if paused:
            self._paused_at = now
        elif isinstance(self._game, Together):
            self._game.shift(now - self._paused_at)
        for desk in self._desks.values():
            desk.pause(paused, now)
        self._tell_phase()
        self._collect_all(now)
        self.screens.show_everybody()

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
            self._post(seat)
            if not over:
                self.tell(seat, self._finished(seat))
        self._tell_standings(now)
        self.stage = p.Stage.OVER
        self._journal(self._staged())
        self._tell_phase()
        self.screens.show_everybody()
        self._rank_anew()

    def _finished(self, seat: int) -> p.Finished:
        score, players = self._desks[seat].score, len(self._desks)
        today = self._today.get(seat)
        return p.Finished(
            place=self.places().get(seat, 0),
            players=players,
            score=score.points,
            right=score.right,
            slips=score.slips,
            seconds=round(score.seconds, 1),
            today=today.place if today is not None else 0,
            of_today=today.players if today is not None else 0,
        )

    def _rank(self, seat: int) -> None:
        """Have the result of a seat entered on the board of the day, if it is one that counts."""
        if not self._day or not self._desks[seat].over:
            return
        [summary] = self._desks[seat].session.summary()
        if summary.unranked is None:
            name = self._seats[seat].name if self.rules.named else ""
            whose = f"{self.code}.{self._seed:x}/{seat}"
            score = summary.score
            result = DailyResult(self._day, whose, self._matches, score.points, score.seconds, name)
            self._letters.append(ToBoard(seat, result))
            self._to_board.add(seat)

    def _rank_anew(self) -> None:
        """Ask once more how everybody stands, when all of this room are on the board: who came on it first
        was not told of the others."""
        if self.stage is p.Stage.OVER and not self._to_board and not self._told_anew:
            self._told_anew = True
            for seat in self._desks:
                self._rank(seat)

    def placed(self, seat: int, result: DailyResult, today: Today) -> None:
        """The board of the day has taken a result."""
        if result.match != self._matches or seat not in self._desks:
            return  # it was of an earlier match
        self._today[seat] = today
        self._to_board.discard(seat)
        self.tell(seat, self._finished(seat))
        best = [p.BoardLine(line.place, line.points, line.name) for line in today.best]
        self._board = p.Board(today.players, best)
        self._letters.append(ToScreens(self._board))
        self._rank_anew()

    def _remove(self, seat: int, reason: p.Reason, now: float) -> None:
        if seat not in self._seats:
            return
        desk = self._desks.pop(seat, None)
        if desk is not None:
            desk.end(now)
        self._letters.append(CloseSeat(seat, reason))
        del self._seats[seat]
        self._journal(Left(seat))
        self._standings.pop(seat, None)
        self._awake.discard(seat)
        self._done.discard(seat)
        self._due.discard(seat)
        self._to_board.discard(seat)
        self.screens.forget(seat)
        self._settle(now)

    def _forget_gone(self, now: float) -> None:
        """Free the seats of those who have left the lobby long ago."""
        for seat, occupant in list(self._seats.items()):
            if not occupant.here and seat not in self._desks and now - occupant.since > GONE_S:
                self._remove(seat, p.Reason.REMOVED, now)

    def _close_desks(self, now: float) -> None:
        for desk in self._desks.values():
            desk.end(now)
        self._desks.clear()
        self._awake.clear()
        self._done.clear()
        self._due.clear()
        self._today.clear()
        self._to_board.clear()
        self._told_anew = False
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
        self.now = now
        if self.stage is p.Stage.PLAYING:
            due = self._desks.keys() & self._due
            self._due.clear()
            for seat in due:
                self._desks[seat].update(now)
                self._collect(seat, now)
            if now - self._awake_at >= AWAKE_S - _EPSILON:
                self._awake_at = now
                for seat in self._awake & self._desks.keys():
                    self._desks[seat].wait(now)
                    self._collect(seat, now)
            self._game.tick(now)
            if self.left_ms() >= 0 and now - self._clock_told >= CLOCK_S:
                self._clock_told = now
                self._tell_phase()
            self._collect_all(now)
            if self._standings_stale and now - self._standings_told >= STANDINGS_S:
                self._tell_standings(now)
            self._remember(now)
            self._settle(now)
        elif self._due:
            for seat in list(self._due):
                if seat in self._desks:
                    self._desks[seat].update(now)
                    self._collect(seat, now)
            self._due.clear()
        self.screens.tick(now)

    def _remember(self, now: float) -> None:
        """Write down what the game remembers, if that has changed."""
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
        self.screens.stale.add(seat)
        if not desk.news and not desk.pieces and not desk.over:
            return
        self._post(seat)
        if desk.laid and self.screens:
            self.screens.draw(p.Laid(seat, packed_ink(desk.ink())))
        for points, up in desk.pieces:
            self.screens.draw(p.Piece(seat, points, up))
        desk.laid = False
        desk.pieces.clear()
        if self.rules.game is p.Game.BUZZ:
            for answer in desk.revealed:
                self.screens.mark(seat, answer, solved=True)
        desk.revealed.clear()
        closed, desk.closed = desk.closed, []
        for answer, first in closed:
            self.screens.mark(seat, answer, solved=False)
            self._game.judged(seat, answer, first, now)
        if closed:
            self._post(seat)
            self._tell_standing(seat, self.places(), self._answered())
            self._standings_stale = True
            self._rank(seat)
        if desk.over and self.stage is p.Stage.PLAYING and seat not in self._done:
            self._done.add(seat)
            self.tell(seat, self._finished(seat))
            self._rank(seat)

    def _post(self, seat: int) -> None:
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

    def _letter(self, letter: Letter) -> None:
        self._letters.append(letter)

    def take_letters(self) -> list[Letter]:
        """What must be sent since the last call, in order."""
        letters, self._letters = self._letters, []
        return letters

    def put_back(self, letters: Sequence[Letter]) -> None:
        """These letters were not sent after all: they come first the next time."""
        self._letters[:0] = letters

    def _how_many_here(self) -> int:
        return sum(occupant.here for occupant in self._seats.values())

    def left_ms(self) -> int:
        left = self._game.left_s(self.now) if self.stage is p.Stage.PLAYING else None
        return -1 if left is None else round(1000 * left)

    def phase(self) -> p.Phase:
        return p.Phase(self.stage, self._how_many_here(), self.left_ms())

    def _tell_phase(self) -> None:
        for seat in self._seats:
            self.tell(seat, self.phase())

    def places(self) -> dict[int, int]:
        """By seat, its place: 1 is the best, and equals share one."""
        keys = {
            seat: (self._game.wins(seat), desk.score.points, -desk.score.seconds)
            for seat, desk in self._desks.items()
        }
        order = sorted(keys.values(), reverse=True)
        places: dict[tuple[int, int, float], int] = {}
        for place, key in enumerate(order, 1):
            places.setdefault(key, place)
        return {seat: places[key] for seat, key in keys.items()}

    def place_told(self, seat: int) -> int:
        """The place that the seat was told last; 0 before that."""
        told = self._standings.get(seat)
        return told.place if told is not None else 0

    def _tell_standings(self, now: float) -> None:
        """Tell those whose standing is another one than they know."""
        self._standings_told, self._standings_stale = now, False
        places, answered = self.places(), self._answered()
        for seat in self._desks:
            self._tell_standing(seat, places, answered, only_news=True)

    def _answered(self) -> int:
        """In Buzz, how many have answered the round at hand."""
        if self.rules.game is not p.Game.BUZZ:
            return 0
        return sum(desk.answer is not None for desk in self._desks.values())

    def _tell_standing(
        self, seat: int, places: Mapping[int, int], answered: int, *, only_news: bool = False
    ) -> None:
        score = self._desks[seat].score
        standing = p.Standing(
            score=score.points,
            streak=score.streak,
            place=places[seat],
            players=len(places),
            right=score.right,
            slips=score.slips,
            answered=answered,
        )
        if not only_news or self._standings.get(seat) != standing:
            self._standings[seat] = standing
            self.screens.stale.add(seat)
            self.tell(seat, standing)
