"""Dealing: which question each seat gets in each round."""

from __future__ import annotations

from random import Random

from game.play.levels import DAILY_LADDER, LEVELS
from game.play.modes import Mode, Setup
from game.play.questions import Pool, Question

_TRIES = 60  # draws from which the equally hard ones are chosen


def shared(setup: Setup, pool: Pool, number: int, before: tuple[Question, ...]) -> tuple[Question, ...]:
    """The questions of round ``number`` (1, 2, …) for all seats that have no decks of their own.

    Duel and Daily: the same one for everybody. Hot-seat: different ones, as equally hard as the pool allows.
    ``before`` are those of the round before; no seat gets the fact it had then.
    """
    random = Random(f"{setup.seed} round {number}")
    avoid = frozenset(question.fact.key for question in before)
    if setup.mode is Mode.DAILY:
        step = DAILY_LADDER[min(number, len(DAILY_LADDER)) - 1]
        return (LEVELS[step - 1].pool.draw(random, avoid),)
    if not setup.rules.turns:
        return (pool.draw(random, avoid),) * len(setup.seats)
    return _equally_hard(pool, random, len(setup.seats), avoid)


def _equally_hard(pool: Pool, random: Random, count: int, avoid: frozenset[str]) -> tuple[Question, ...]:
    first = pool.draw(random, avoid)
    dealt = [first]
    others = [pool.draw(random, avoid) for _ in range(_TRIES)]
    alike = [q for q in others if q.fact.op is first.fact.op]
    for question in sorted(alike or others, key=lambda q: _gap(first, q)):
        if len(dealt) < count and question.fact not in [other.fact for other in dealt]:
            dealt.append(question)
    while len(dealt) < count:  # a pool of a few facts
        dealt.append(pool.draw(random, avoid | {question.fact.key for question in dealt}))
    random.shuffle(dealt)
    return tuple(dealt)


def _gap(a: Question, b: Question) -> float:
    return abs(a.hardness - b.hardness)
