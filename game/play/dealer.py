"""Dealing: which question each seat gets in each round."""

from __future__ import annotations

from random import Random

from game.play.levels import DAILY_LADDER, LEVELS
from game.play.modes import Mode, Setup
from game.play.questions import Pool, Question

_TRIES = 90  # draws from which the equally hard ones are chosen


def shared(setup: Setup, pool: Pool, number: int, before: tuple[Question, ...]) -> tuple[Question, ...]:
    """The questions of round ``number`` (1, 2, …), one for each seat, where seats have no decks of their own.

    Duel, Daily and the games of a room: the same one for everybody. Hot-seat: different ones, as equally hard
    as the pool allows.
    ``before`` are those of the round before; no seat gets the fact it had then.
    """
    random = Random(f"{setup.seed} round {number}")
    avoid = frozenset(question.fact.key for question in before)
    if setup.mode is Mode.DAILY:
        step = DAILY_LADDER[min(number, len(DAILY_LADDER)) - 1]
        return (LEVELS[step - 1].pool.draw(random, avoid),)
    if not setup.rules.turns:
        asked = before[0].fact.key if before else ""
        return (pool.at(number, asked) or pool.draw(random, avoid),) * len(setup.seats)
    return _equally_hard(pool, random, len(setup.seats), avoid)


def _equally_hard(pool: Pool, random: Random, count: int, avoid: frozenset[str]) -> tuple[Question, ...]:
    drawn = {q.fact: q for q in (pool.draw(random, avoid) for _ in range(_TRIES))}
    op = random.choice([fact.op for fact in drawn])
    alike = sorted((q for q in drawn.values() if q.fact.op is op), key=lambda q: q.hardness)
    if len(alike) < count:
        return _few(pool, random, count, avoid)
    windows = [alike[start : start + count] for start in range(len(alike) - count + 1)]
    windows.sort(key=lambda window: window[-1].hardness - window[0].hardness)
    dealt = random.choice(windows[: 1 + len(windows) // 4])
    random.shuffle(dealt)
    return tuple(dealt)


def _few(pool: Pool, random: Random, count: int, avoid: frozenset[str]) -> tuple[Question, ...]:
    """From a pool of a few facts: different ones as long as there are any."""
    dealt: list[Question] = []
    while len(dealt) < count:
        dealt.append(pool.draw(random, avoid | {question.fact.key for question in dealt}))
    return tuple(dealt)
