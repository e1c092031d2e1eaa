"""Which facts come next: the ``fsrs`` library over a player's history, as weights for a deck.

Every fact is a card. An answer's rating depends on its outcome and its thinking time, not on the writing
time: how fast somebody draws digits says nothing about what they know. The time is an argument and the
library's random shifts of dates are off, so the same history gives the same weights.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Protocol

from fsrs import Card, Rating, Scheduler

from game.play.errors import QuestionError
from game.play.questions import Fact, Pool

QUICK, SLOW = 0.5, 1.5  # in par times: known by heart; worked out
_DUE = 2.0  # weight of a fact that is due; the others are added to it
_FORGOTTEN = 4.0  # added in proportion to how likely it is forgotten
_DIFFICULT = 2.0  # added in proportion to how hard it is for this player
_WEAK = 3.0  # added while the last answer was missed or slow
# A due time may be a hundred years later, and the calendar ends with the year 9999.
_LATEST = datetime(9800, 1, 1, tzinfo=UTC)


class PastAnswer(Protocol):
    """One answer of a player's history, as the store keeps it. Void and beaten rounds are not among them."""

    @property
    def fact(self) -> str: ...
    @property
    def correct(self) -> bool: ...
    @property
    def thinking(self) -> float: ...
    @property
    def at(self) -> datetime: ...


@dataclass(frozen=True, slots=True)
class Knowledge:
    """How well a player knows a fact.

    Attributes:
        due: when it should be asked next (UTC).
        recall: probability of knowing it now, 0 to 1.
        difficulty: for this player, 0 to 1.
        weak: the latest answer was missed or slow.
        answers: how often it was asked.
    """

    due: datetime
    recall: float
    difficulty: float
    weak: bool
    answers: int


def knowledge(history: Iterable[PastAnswer], par: float, now: datetime) -> dict[str, Knowledge]:
    """Each fact that the player was asked, by its key.

    Args:
        history: oldest first. If a clock was wrong once, times never go back, and none is after now.
        par: thinking time in seconds that a practised player needs.
        now: with a time zone.

    Raises:
        ValueError: a time has no time zone.
    """
    now = _utc(now, _LATEST)
    scheduler = Scheduler(enable_fuzzing=False)
    cards: dict[str, Card] = {}
    latest: dict[str, tuple[Rating, int]] = {}
    for answer in history:
        at = _utc(answer.at, now)
        # An id and a due time of our own: the library would ask the clock for them.
        card = cards.get(answer.fact) or Card(card_id=len(cards) + 1, due=at)
        rating = rate(answer.correct, answer.thinking, par)
        at = max(at, card.last_review or at)
        cards[answer.fact], _ = scheduler.review_card(card, rating, at)
        latest[answer.fact] = rating, latest.get(answer.fact, (rating, 0))[1] + 1
    return {
        key: Knowledge(
            due=card.due,
            recall=float(scheduler.get_card_retrievability(card, now)),
            difficulty=((card.difficulty or 1.0) - 1.0) / 9.0,
            weak=latest[key][0] in (Rating.Again, Rating.Hard),
            answers=latest[key][1],
        )
        for key, card in cards.items()
    }


def rate(correct: bool, thinking: float, par: float) -> Rating:
    """Missed: again. Right: easy within half a par time, good within one and a half, else hard."""
    if not correct:
        return Rating.Again
    if thinking <= QUICK * par:
        return Rating.Easy
    return Rating.Good if thinking <= SLOW * par else Rating.Hard


def weights(history: Iterable[PastAnswer], pool: Pool, now: datetime) -> dict[str, float]:
    """Weights for ``SeatSetup.weights``: the facts of ``pool`` that are due or weak; no others.

    Raises:
        ValueError: see :func:`knowledge`.
    """
    return {
        key: weight
        for key, known in knowledge(history, pool.par, now).items()
        if (weight := _weight(known, _utc(now, _LATEST))) > 0 and _belongs(key, pool)
    }


def _weight(known: Knowledge, now: datetime) -> float:
    weight = _WEAK if known.weak else 0.0
    if known.due <= now:
        weight += _DUE + _FORGOTTEN * (1.0 - known.recall) + _DIFFICULT * known.difficulty
    return weight


def _belongs(key: str, pool: Pool) -> bool:
    try:
        return Fact.parse(key) in pool
    except QuestionError:  # a store may hold facts that this version cannot ask
        return False


def _utc(time: datetime, latest: datetime) -> datetime:
    """The time in UTC, or ``latest`` where it is later."""
    if time.tzinfo is None:
        raise ValueError("A time of the history has no time zone.")
    return latest if time > latest else time.astimezone(UTC)
