"""The modes: what sets a sprint apart from a duel, as plain values that the match follows."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, field
from enum import StrEnum

from game.play.answer import REST_OTHER
from game.play.errors import MatchError
from game.play.levels import DAILY_PAR, LEVELS, Custom, level
from game.play.questions import Pool


class Mode(StrEnum):
    SPRINT = "sprint"
    BLITZ = "blitz"
    SURVIVAL = "survival"
    PRACTICE = "practice"
    DAILY = "daily"
    HOT_SEAT = "hot-seat"
    DUEL = "duel"
    RACE = "race"
    BUZZ = "buzz"
    TEAMS = "teams"
    TOGETHER = "together"


@dataclass(frozen=True, slots=True)
class Rules:
    """What is fixed about a mode.

    Attributes:
        lengths: what may be chosen, the usual one first: questions for each seat, or seconds where ``timed``;
            0 is without end.
        seats: fewest and most.
        timed: ``length`` is a budget of thinking and writing time.
        lives: slips until the end, None for any number.
        decks: every seat draws from a deck of its own, and its missed questions come back; else all get the
            same questions or equally hard ones.
        turns: seats take turns.
        together: seats get the same question at once, and the first right answer wins it.
        ranked: it has a leaderboard.
        held: each player of a room has a match of their own, and the room says when the next question comes:
            a verdict stays until `Next`.
    """

    lengths: tuple[int, ...]
    seats: tuple[int, int] = (1, 1)
    timed: bool = False
    lives: int | None = None
    decks: bool = True
    turns: bool = False
    together: bool = False
    ranked: bool = False
    held: bool = False

    @property
    def hurries(self) -> bool:
        """Whether a verdict cannot wait for its player: a budget of time runs, or a rival waits too."""
        return self.timed or self.together

    def lives_left(self, slips: int) -> int | None:
        """Lives after so many slips, 0 or more; None where there are none to lose."""
        return None if self.lives is None else max(0, self.lives - slips)


RULES: dict[Mode, Rules] = {
    Mode.SPRINT: Rules((20, 5, 10, 50, 100), ranked=True),
    Mode.BLITZ: Rules((60, 30, 120), timed=True, ranked=True),
    Mode.SURVIVAL: Rules((0,), lives=3, ranked=True),
    Mode.PRACTICE: Rules((0, 10, 20, 50)),
    Mode.DAILY: Rules((10,), decks=False, ranked=True),
    Mode.HOT_SEAT: Rules((9, 6, 12, 15), seats=(2, 6), decks=False, turns=True),
    Mode.DUEL: Rules((10, 5, 20), seats=(2, 2), decks=False, together=True),
    # In a room each player has a match of their own. The same seed asks everybody the same questions.
    Mode.RACE: Rules((10, 5, 20, 50), decks=False),
    Mode.BUZZ: Rules((10, 5, 20), decks=False, held=True),
    Mode.TEAMS: Rules((0,), decks=False, held=True),
    Mode.TOGETHER: Rules((0,), decks=False),
}

#: How long the games of a room may be, the usual length first: questions for each player; in Teams right
#: answers of each team; in Together seconds on the clock at the start. 0 is without an end.
ROOM_LENGTHS: dict[Mode, tuple[int, ...]] = {
    Mode.RACE: RULES[Mode.RACE].lengths,
    Mode.BUZZ: RULES[Mode.BUZZ].lengths,
    Mode.TEAMS: (10, 5, 20),
    Mode.TOGETHER: (60, 30, 120, 300),
    Mode.PRACTICE: RULES[Mode.PRACTICE].lengths,
}

# The modes with leaderboards.
RANKED = tuple(mode for mode, rules in RULES.items() if rules.ranked)

TURN = 3  # questions in one turn of a hot-seat
SHRINK = 0.96  # of Survival's thinking time, from question to question
LIMIT_FIRST, LIMIT_LEAST = 3.0, 0.8  # Survival's thinking time, in par times


@dataclass(frozen=True, slots=True)
class SeatSetup:
    """One player's own conditions.

    Attributes:
        name: shown to the others.
        rest: the rest of the pen learned in earlier matches, in seconds; None for a new player.
        patience: how long to wait for another digit, learned in earlier matches, in seconds; None for a new
            player.
        rest_other: seconds of rest before something other than the right answer is taken.
        wait_for_enter: nothing is taken without Enter.
        weights: fact key → weight, the schedule's deck.
    """

    name: str = ""
    rest: float | None = None
    patience: float | None = None
    rest_other: float = REST_OTHER
    wait_for_enter: bool = False
    weights: dict[str, float] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Setup:
    """All that a match is made from. The same setup and commands make the same match.

    Attributes:
        seed: chooses the questions; for Daily use :func:`daily`.
        length: one of the mode's lengths, None for the usual one; an exercise may have any from 1 to 1000.
        level: 1 to 10; not used for Daily, nor where ``custom`` is given.
        turn: questions in one turn of a hot-seat, 1 to 10.
    """

    mode: Mode
    seed: int
    seats: tuple[SeatSetup, ...] = (SeatSetup(),)
    length: int | None = None
    level: int = 1
    custom: Custom | None = None
    turn: int = TURN

    @property
    def rules(self) -> Rules:
        return RULES[self.mode]

    @property
    def goal(self) -> int:
        """The length in force."""
        return self.rules.lengths[0] if self.length is None else self.length

    def pool(self) -> Pool:
        """What the questions are drawn from.

        Raises:
            QuestionError: the custom ranges are impossible, or there is no such level.
        """
        if self.mode is Mode.DAILY:
            return Pool(LEVELS[7].pool.spans, par=DAILY_PAR)
        return self.custom.pool() if self.custom else level(self.level).pool

    def check(self) -> Setup:
        """This setup, if a match can be made from it.

        Raises:
            MatchError: the number of seats, the length, a rest or the turn does not fit the mode.
            QuestionError: see :meth:`pool`.
        """
        fewest, most = self.rules.seats
        if not fewest <= len(self.seats) <= most:
            how_many = f"{fewest}" if fewest == most else f"{fewest} to {most}"
            raise MatchError(f"{self.mode.capitalize()} is for {how_many}, not for {len(self.seats)}.")
        if self.goal not in self.rules.lengths and (self.mode is Mode.DAILY or not 1 <= self.goal <= 1000):
            raise MatchError(f"{self.mode.capitalize()} cannot have a length of {self.goal}.")
        if self.mode is Mode.SURVIVAL and self.goal:
            raise MatchError("Survival has no length; it ends with the last life.")
        if not 1 <= self.turn <= 10:
            raise MatchError("A turn has 1 to 10 questions.")
        for seat in self.seats:
            rests = seat.rest_other, seat.rest, seat.patience
            if not all(0.0 < rest <= 10.0 for rest in rests if rest is not None):
                raise MatchError("A rest must be above 0 and at most 10 seconds.")
        self.pool()
        return self


class Unranked(StrEnum):
    """Why a result stands on no leaderboard."""

    MODE = "mode"  # it has none
    CUSTOM = "custom"  # nobody else is asked these questions
    TYPED = "typed"
    VOID = "void"  # an answer was misread beyond telling
    STOPPED = "stopped"  # before its end


def never_ranked(mode: Mode, custom: Custom | None) -> Unranked | None:
    """Why no result of such a match can stand on a leaderboard; None if it can."""
    if custom is not None:
        return Unranked.CUSTOM
    return None if RULES[mode].ranked else Unranked.MODE


def daily(date: str, seat: SeatSetup | None = None) -> Setup:
    """The Daily of a date such as ``"2026-11-22"``: the same for everybody, everywhere."""
    seed = int.from_bytes(hashlib.sha256(f"digit-duel daily {date}".encode()).digest()[:6], "big")
    return Setup(Mode.DAILY, seed, (seat or SeatSetup(),))


def thinking_limit(rounds: int, par: float) -> float:
    """Survival's thinking time, in seconds, after ``rounds`` counted rounds: from 3 par times to 0.8."""
    return par * max(LIMIT_LEAST, LIMIT_FIRST * SHRINK**rounds)
