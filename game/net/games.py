"""The games of a room: when each desk gets its next question, and how players stand.

In Race and Practice everybody goes on at their own pace, and there is nothing to arrange. In the other
games the desks wait for each other, or share a clock.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, Protocol

from game.net import protocol as p
from game.net.desk import Desk
from game.play.modes import Mode
from game.play.scoring import Answer, Outcome

MODES = {
    p.Game.RACE: Mode.RACE,
    p.Game.BUZZ: Mode.BUZZ,
    p.Game.TEAMS: Mode.TEAMS,
    p.Game.TOGETHER: Mode.TOGETHER,
    p.Game.PRACTICE: Mode.PRACTICE,
}

SHOW_S = 2.0  # a round that is closed for everybody shows for so long
COURTESY_S = 3.0  # for ink that was written sooner and is not judged yet
IDLE_S = 60.0  # a round in which nobody is right ends after so long
BATON_S = 5.0  # for a player whose connection is lost, before the next one of the team gets the question
WOUND_S, SHRINK = 6.0, 0.97  # what the first right answer winds up the clock by, and each later one less


class PlayedRoom(Protocol):
    """What a game sees of its room."""

    @property
    def desks(self) -> Mapping[int, Desk]:
        """By seat, those that are in the match."""
        ...

    def here(self, seat: int) -> bool:
        """Whether its pad is connected."""
        ...

    def allowance(self, seat: int) -> float:
        """Seconds that a message of its pad may have been on its way."""
        ...

    def team(self, seat: int) -> int: ...

    def name_of(self, seat: int) -> str: ...

    def tell(self, seat: int, message: p.ToPad) -> None: ...


class Game(Protocol):
    """How a match in a room goes. ``now`` is the host's clock."""

    def begin(self, now: float) -> None:
        """All desks are there, and nothing is shown yet."""
        ...

    def joined(self, seat: int, now: float) -> None:
        """This desk comes late."""
        ...

    def judged(self, seat: int, answer: Answer, first: bool, now: float) -> None:
        """A round of this desk was closed, for the ``first`` time or with another outcome."""
        ...

    def tick(self, now: float) -> None: ...

    def force(self, now: float) -> None:
        """The host says: go on."""
        ...

    @property
    def over(self) -> bool: ...

    def left_s(self, now: float) -> float | None:
        """What is left on a clock that all have together; None without one."""
        ...

    def wins(self, seat: int) -> int:
        """What counts before the points of a seat: what was won in Buzz and Teams, else 0."""
        ...

    def memory(self, now: float) -> dict[str, Any]:
        """What a host that takes the match up again must know beside the desks, as JSON values."""
        ...

    def remember(self, memory: dict[str, Any], now: float) -> None:
        """Go on from what :meth:`memory` said."""
        ...


class OwnPace:
    """Race and Practice: everybody at their own pace. The match is over when all who are here are done."""

    def __init__(self, room: PlayedRoom) -> None:
        self._room = room

    def begin(self, now: float) -> None:
        for desk in self._room.desks.values():
            desk.begin(now)

    def joined(self, seat: int, now: float) -> None:
        self._room.desks[seat].begin(now)

    def judged(self, seat: int, answer: Answer, first: bool, now: float) -> None:
        """Nobody else is concerned."""

    def tick(self, now: float) -> None:
        """Every desk has a clock of its own."""

    def force(self, now: float) -> None:
        for desk in self._room.desks.values():
            desk.give_up(now)

    @property
    def over(self) -> bool:
        # Nearly always the first one says no: this is asked often.
        desks = self._room.desks
        if any(not desk.over and self._room.here(seat) for seat, desk in desks.items()):
            return False
        return any(self._room.here(seat) for seat in desks)

    def left_s(self, now: float) -> float | None:  # noqa: ARG002 - there is no common clock
        return None

    def wins(self, seat: int) -> int:  # noqa: ARG002 - points alone count
        return 0

    def memory(self, now: float) -> dict[str, Any]:  # noqa: ARG002
        return {}

    def remember(self, memory: dict[str, Any], now: float) -> None:
        """The desks know everything."""


class Together(OwnPace):
    """Everybody at their own pace, against one clock of ``seconds``. Each right answer winds it up, less and
    less."""

    def __init__(self, room: PlayedRoom, seconds: float) -> None:
        super().__init__(room)
        self._start = seconds
        self._end = 0.0
        self._right = 0
        self._ran_out = False

    def begin(self, now: float) -> None:
        self._end = now + self._start
        super().begin(now)

    def judged(self, seat: int, answer: Answer, first: bool, now: float) -> None:  # noqa: ARG002
        if first and answer.outcome is Outcome.RIGHT and not self._ran_out:
            self._end += WOUND_S * SHRINK**self._right / max(1, len(self._room.desks)) ** 0.5
            self._right += 1

    def tick(self, now: float) -> None:
        self._ran_out = self._ran_out or now >= self._end

    @property
    def over(self) -> bool:
        return self._ran_out

    def left_s(self, now: float) -> float | None:
        return max(0.0, self._end - now)

    def shift(self, seconds: float) -> None:
        """The match was paused for so long."""
        self._end += seconds

    def memory(self, now: float) -> dict[str, Any]:
        # Whole seconds: the memory changes once a second, not with every tick.
        return {"left": int(self._end - now), "right": self._right, "over": self._ran_out}

    def remember(self, memory: dict[str, Any], now: float) -> None:
        self._end, self._right, self._ran_out = now + memory["left"], memory["right"], memory["over"]


class Buzz:
    """Everybody gets the same question at once, and the first right answer takes the round.

    The first one is the one that took the least thinking and writing at its own pad, not the one whose
    message arrived first. So after a right answer the room waits until nobody else can have been sooner.

    Attributes:
        asked: rounds that have begun.
    """

    def __init__(self, room: PlayedRoom, rounds: int) -> None:
        self._room, self._rounds = room, rounds
        self._played = 0
        self.asked = 0
        self._began = self._closed = 0.0
        self._shows = False
        self._in: set[int] = set()  # who was asked in this round
        self._wins: dict[int, int] = {}

    def begin(self, now: float) -> None:
        self._ask(now)

    def joined(self, seat: int, now: float) -> None:  # noqa: ARG002 - it is asked with the next round
        self._room.tell(seat, p.Wait())

    def _ask(self, now: float) -> None:
        self._began, self._shows = now, False
        self.asked += 1
        self._in = set(self._room.desks)
        for desk in self._room.desks.values():
            desk.go_on(now)

    def judged(self, seat: int, answer: Answer, first: bool, now: float) -> None:
        """It is looked at in :meth:`tick`."""

    def tick(self, now: float) -> None:
        if self.over:
            return
        if self._shows:
            if now - self._closed >= SHOW_S and not any(
                desk.doing() is p.Doing.ASKED for desk in self._room.desks.values()
            ):
                self._ask(now)
            return
        desks = {seat: desk for seat, desk in self._room.desks.items() if seat in self._in}
        here = [desk for seat, desk in desks.items() if self._room.here(seat)]
        right = [
            (desk.answer.seconds, seat)
            for seat, desk in desks.items()
            if desk.answer is not None and desk.answer.outcome is Outcome.RIGHT
        ]
        if right:
            best = min(right)
            if not any(
                desk.could_be_sooner(best[0], now, self._room.allowance(seat), COURTESY_S)
                for seat, desk in desks.items()
            ):
                self._close(best[1], now)
        elif not here or now - self._began > IDLE_S:
            self.force(now)
        elif not any(desk.open for desk in here):
            self._close(None, now)

    def _close(self, winner: int | None, now: float) -> None:
        for seat, desk in self._room.desks.items():
            if seat in self._in and seat != winner:
                desk.beat(now)
        if winner is not None:
            self._wins[winner] = self._wins.get(winner, 0) + 1
        self._played += 1
        self._shows, self._closed = True, now
        for seat, desk in self._room.desks.items():
            if seat in self._in:
                desk.reveal()

    def force(self, now: float) -> None:
        if not self._shows:
            for seat, desk in self._room.desks.items():
                if seat in self._in and desk.open:
                    desk.give_up(now)
            self._close(None, now)
        else:
            self._ask(now)

    @property
    def over(self) -> bool:
        return self._shows and bool(self._rounds) and self._played >= self._rounds

    def left_s(self, now: float) -> float | None:  # noqa: ARG002 - there is no common clock
        return None

    def wins(self, seat: int) -> int:
        return self._wins.get(seat, 0)

    def memory(self, now: float) -> dict[str, Any]:  # noqa: ARG002
        return {
            "played": self._played,
            "asked": self.asked,
            "shows": self._shows,
            "in": sorted(self._in),
            "wins": sorted(self._wins.items()),
        }

    def remember(self, memory: dict[str, Any], now: float) -> None:
        self._played, self.asked, self._shows = memory["played"], memory["asked"], memory["shows"]
        self._in, self._wins = set(memory["in"]), dict(memory["wins"])
        self._began = self._closed = now


class Relay:
    """Teams: one of each team has the question; after the verdict the next one of the team gets one.

    The first team with ``goal`` right answers has won.
    """

    def __init__(self, room: PlayedRoom, goal: int) -> None:
        self._room, self._goal = room, goal
        self._holders: dict[int, int] = {}  # by team, who has the question
        self._since: dict[int, float] = {}  # when the holder's verdict came
        self._gone: dict[int, float] = {}  # since when the holder is not here
        self._right: dict[int, set[tuple[int, int]]] = {}

    def begin(self, now: float) -> None:
        for team in sorted({self._room.team(seat) for seat in self._room.desks}):
            self._hand_over(team, now)

    def joined(self, seat: int, now: float) -> None:
        team = self._room.team(seat)
        if team in self._holders:
            self._room.tell(seat, p.Wait(0, self._room.name_of(self._holders[team])))
        else:
            self._hand_over(team, now)

    def _members(self, team: int) -> Sequence[int]:
        return [seat for seat in sorted(self._room.desks) if self._room.team(seat) == team]

    def _hand_over(self, team: int, now: float) -> None:
        members = self._members(team)
        before = self._holders.get(team, -1)
        order = [*(seat for seat in members if seat > before), *(seat for seat in members if seat <= before)]
        here = [seat for seat in order if self._room.here(seat)]
        if not order:
            self._holders.pop(team, None)
            return
        holder = (here or order)[0]
        self._holders[team] = holder
        self._since.pop(team, None)
        self._gone.pop(team, None)
        self._room.desks[holder].go_on(now)
        for seat in members:
            if seat != holder:
                self._room.tell(seat, p.Wait(0, self._room.name_of(holder)))

    def judged(self, seat: int, answer: Answer, first: bool, now: float) -> None:  # noqa: ARG002
        team = self._room.team(seat)
        right = self._right.setdefault(team, set())
        place = seat, answer.round
        if answer.outcome is Outcome.RIGHT:
            right.add(place)
        else:
            right.discard(place)
        if self._holders.get(team) == seat:
            self._since.setdefault(team, now)
            self._room.desks[seat].reveal()

    def tick(self, now: float) -> None:
        for team, holder in list(self._holders.items()):
            desk = self._room.desks.get(holder)
            if desk is None:
                self._hand_over(team, now)
            elif desk.open:
                self._since.pop(team, None)  # a late stroke has reopened it
                if self._room.here(holder):
                    self._gone.pop(team, None)
                elif now - self._gone.setdefault(team, now) > BATON_S and len(self._members(team)) > 1:
                    desk.beat(now)
            elif team in self._since and self._shown_long_enough(team, holder, now):
                self._hand_over(team, now)

    def _shown_long_enough(self, team: int, holder: int, now: float) -> bool:
        desk = self._room.desks[holder]
        right = desk.answer is not None and desk.answer.outcome is Outcome.RIGHT
        asked = desk.doing() is p.Doing.ASKED
        return not asked and now - self._since[team] >= (SHOW_S / 3 if right else SHOW_S)

    def force(self, now: float) -> None:
        for holder in list(self._holders.values()):
            if holder in self._room.desks:
                self._room.desks[holder].give_up(now)

    @property
    def over(self) -> bool:
        return bool(self._goal) and any(len(right) >= self._goal for right in self._right.values())

    def left_s(self, now: float) -> float | None:  # noqa: ARG002 - there is no common clock
        return None

    def right(self, team: int) -> int:
        """Right answers of a team."""
        return len(self._right.get(team, ()))

    def wins(self, seat: int) -> int:
        return self.right(self._room.team(seat))

    def memory(self, now: float) -> dict[str, Any]:  # noqa: ARG002
        return {
            "holders": sorted(self._holders.items()),
            "right": [[team, sorted(places)] for team, places in sorted(self._right.items())],
        }

    def remember(self, memory: dict[str, Any], now: float) -> None:
        self._holders = dict(memory["holders"])
        self._right = {team: {tuple(place) for place in places} for team, places in memory["right"]}
        self._since = {
            team: now
            for team, holder in self._holders.items()
            if holder in self._room.desks and not self._room.desks[holder].open
        }


def game_of(rules: p.Rules, room: PlayedRoom) -> Game:
    """The game that these rules name."""
    match rules.game:
        case p.Game.TOGETHER:
            return Together(room, max(20.0, float(rules.length)))
        case p.Game.BUZZ:
            return Buzz(room, rules.length)
        case p.Game.TEAMS:
            return Relay(room, rules.length)
        case _:
            return OwnPace(room)
