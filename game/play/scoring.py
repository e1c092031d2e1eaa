"""Scoring: the score is computed from the answers as they stand, so a changed outcome changes the score."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum

from game.play.answer import Seen
from game.play.questions import Question

BASE = 10
QUICK = 5  # time bonus of an answer that took no thinking at all
SLIP = 2  # points that a slip costs, see SLIPS
FULL_STREAK = 10  # right answers in a row until the multiplier is at its largest


class Outcome(StrEnum):
    """How a closed round stands. A round has exactly one at a time."""

    RIGHT = "right"
    WRONG = "wrong"
    PASSED = "passed"
    LATE = "late"  # the thinking time of Survival ran out
    BEATEN = "beaten"  # in a duel, somebody else was right sooner
    VOID = "void"  # misread beyond telling: no gain, no loss


#: The slips: answers that cost points, and a life where there are lives.
SLIPS = frozenset({Outcome.WRONG, Outcome.PASSED, Outcome.LATE})
#: These say nothing about how well a player knows the fact.
TELL_NOTHING = frozenset({Outcome.VOID, Outcome.BEATEN})


@dataclass(frozen=True, slots=True)
class Answer:
    """An answered question as it stands: all that is stored of it, apart from the ink.

    Attributes:
        round: number of the round within its seat, from 1; unique there.
        given: what was taken as the answer, ``""`` for a pass.
        read: what the reader had said, ``""`` when typed.
        thinking: seconds from question shown to the first point of the judged ink.
        writing: seconds from there to the last pen up.
        reading: seconds from there to the verdict, without asking and pauses.
        typed: answered with keys.
        named: the player said what was written: chose it for unsure ink, or claimed it.
        misread: a plausible claim has replaced what was read.
        reopened: how often a late stroke reopened the round.
        unsure: how often the reading was unsure.
        seen: the reading, for a later claim.
        first: in a duel, whether it was the first right answer; elsewhere True.
    """

    round: int
    question: Question
    outcome: Outcome
    given: str
    read: str = ""
    thinking: float = 0.0
    writing: float = 0.0
    reading: float = 0.0
    typed: bool = False
    named: bool = False
    misread: bool = False
    reopened: int = 0
    unsure: int = 0
    seen: Seen | None = None
    first: bool = True

    @property
    def seconds(self) -> float:
        """What counts on the clock."""
        return 0.0 if self.outcome is Outcome.VOID else self.thinking + self.writing

    @property
    def disputable(self) -> bool:
        """Whether the player may still say that they wrote something else: the ink was read and judged right
        or wrong, and they have not said so yet. Nothing is read of what is typed."""
        return self.seen is not None and not self.named and self.outcome in (Outcome.RIGHT, Outcome.WRONG)


@dataclass(frozen=True, slots=True)
class Score:
    """A score.

    Attributes:
        streak: what the multiplier goes by: each right answer adds one, a slip takes half.
        longest: the longest run of right answers, with nothing but void rounds between them.
        right, slips, counted: rounds; counted ones are all but void ones.
        wins: right answers that were the first; outside a duel all of them.
        seconds: on the clock, of closed rounds.
        earned: what the last counted answer brought, negative for a slip.
    """

    points: int = 0
    streak: int = 0
    longest: int = 0
    right: int = 0
    slips: int = 0
    counted: int = 0
    wins: int = 0
    seconds: float = 0.0
    earned: int = 0

    @property
    def multiplier(self) -> float:
        """What the next right answer is multiplied by, 1.0 to 2.0."""
        return multiplier(self.streak)


def multiplier(streak: int) -> float:
    """1.0 without a streak, 2.0 from ten right answers in a row on."""
    return 1.0 + min(streak, FULL_STREAK) / FULL_STREAK


def time_bonus(thinking: float, par: float) -> float:
    """5 points for no thinking at all, falling evenly to 0 at twice the par time."""
    return QUICK * min(1.0, max(0.0, 1.0 - thinking / (2.0 * par)))


def tally(answers: Iterable[Answer], par: float) -> Score:
    """The score of these answers, in the order of their rounds.

    A slip takes 2 points (never below 0) and halves the streak: it costs little, and never all.
    """
    return _fold(answers, par)[0]


def earned(answers: Iterable[Answer], par: float) -> dict[int, int]:
    """What each round brought, by its number; negative for a slip."""
    return _fold(answers, par)[1]


def _fold(answers: Iterable[Answer], par: float) -> tuple[Score, dict[int, int]]:
    points = streak = run = longest = right = slips = counted = wins = change = 0
    seconds = 0.0
    changes: dict[int, int] = {}
    for answer in answers:
        outcome = answer.outcome
        if outcome is Outcome.VOID:
            changes[answer.round] = 0
            continue
        change = 0
        run = run + 1 if outcome is Outcome.RIGHT else 0
        longest = max(longest, run)
        if outcome is Outcome.RIGHT:
            if answer.first:
                change = round((BASE + time_bonus(answer.thinking, par)) * multiplier(streak))
                wins += 1
            right += 1
            streak += 1
        elif outcome in SLIPS:
            change = -min(SLIP, points)
            slips += 1
            streak //= 2
        counted += 1
        points += change
        seconds += answer.thinking + answer.writing
        changes[answer.round] = change
    return Score(points, streak, longest, right, slips, counted, wins, seconds, change), changes
