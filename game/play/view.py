"""What a seat may know of the match while it is played (:class:`View`), and its result (:class:`Summary`)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from game.play.answer import unfinished
from game.play.modes import Mode, Unranked, never_ranked, thinking_limit
from game.play.questions import Pool
from game.play.saved import Saved
from game.play.scoring import SLIPS, Answer, Outcome, Score
from game.play.seat import Seat
from game.play.states import State


@dataclass(frozen=True, slots=True)
class Verdict:
    """The outcome that stands for the seat's latest closed round."""

    round: int
    outcome: Outcome
    given: str
    misread: bool


@dataclass(frozen=True, slots=True)
class Rival:
    """What everybody may know of another seat."""

    seat: int
    name: str
    state: State
    score: Score
    outcome: Outcome | None  # of the current round in a duel, None while it is open


@dataclass(frozen=True, slots=True)
class View:
    """One seat's view. Times in seconds.

    Attributes:
        round: number that commands must carry now.
        question: text of the question, None while it is hidden.
        solved: the whole equation, once the round is closed for everybody and while its verdict shows.
        ink: value that a reading of the present ink must carry.
        read: what is read so far, None without a reading of the present ink.
        typed: digits typed so far.
        offered, offer_typing: after a doubt, numbers to choose from, and whether to offer keys.
        disputable: the round of which the player may say now that they wrote something else: the open one if
            something is read in it, else the one closed last; None if the rules would refuse a `Dispute`.
        disputed: while ASKING, the round in question; else None.
        verdict: the latest closed round, None before the first.
        reopens: whether a stroke that begins now and belongs to the old ink reopens ``verdict.round``.
        pen_goes_on: whether a stroke that begins now elsewhere goes on to the next question.
        stays: whether the verdict shows until the player goes on.
        waits: seconds until what is written is taken, while the pen has rested for longer than usual because
            another digit may come; else None. Enter takes it at once.
        score, lives: as they stand.
        position, goal: this is question ``position`` of ``goal``; goal 0 without an end.
        clock: seconds of thinking and writing so far. clock_left: Blitz only.
        thinking_left: Survival only, with the limit of this question; None while nobody thinks.
        rest: the rest of the pen after which a right answer is taken.
        active: the seat whose turn it is, in a hot-seat.
    """

    seat: int
    state: State
    round: int
    paused: bool
    question: str | None
    solved: str | None
    ink: int
    read: str | None
    typed: str
    offered: tuple[str, ...]
    offer_typing: bool
    disputable: int | None
    disputed: int | None
    verdict: Verdict | None
    reopens: bool
    pen_goes_on: bool
    stays: bool
    waits: float | None
    score: Score
    lives: int | None
    position: int
    goal: int
    clock: float
    clock_left: float | None
    thinking_left: float | None
    thinking_limit: float | None
    rest: float
    active: int | None
    rivals: tuple[Rival, ...]


@dataclass(frozen=True, slots=True)
class Summary:
    """One seat's result.

    Attributes:
        place: 1 is the best; equal results share one. In a duel, rounds won come before points.
        rest, patience: as learned by now, to be kept with the player; see `game.play.answer`.
        time: a sprint's result: seconds on the clock, and a par time for each slip.
        unranked: why no leaderboard lists it; None if one can, unless the player turns out to be a guest.
        missed: the questions to retry.
    """

    seat: int
    name: str
    place: int
    score: Score
    lives: int | None
    answers: tuple[Answer, ...]
    rest: float
    patience: float
    time: float
    unranked: Unranked | None
    missed: tuple[Answer, ...]


_SHOWN = frozenset({State.THINKING, State.WRITING, State.RESTING, State.TYPING, State.SHOWING})


def view(saved: Saved, pool: Pool, number: int) -> View:
    """The view of seat ``number``."""
    seat, setup = saved.seats[number], saved.setup
    score, clock = seat.score(pool.par), seat.clock(pool.par)
    shown = seat.state in _SHOWN and not saved.paused
    everybody = saved.closed(seat.round.number)
    limit = None
    if setup.mode is Mode.SURVIVAL and seat.state is State.THINKING:
        limit = thinking_limit(score.counted, pool.par)
    unsure = seat.state is State.UNSURE
    return View(
        seat=number,
        state=seat.state,
        round=seat.round.number,
        paused=saved.paused,
        question=seat.round.question.text if shown else None,
        solved=seat.round.question.solved if shown and seat.state is State.SHOWING and everybody else None,
        ink=seat.round.ink,
        read=seat.round.seen.text if seat.round.seen else None,
        typed=seat.round.typed,
        offered=seat.round.offered if unsure else (),
        offer_typing=unsure and seat.round.doubts > 1,
        disputable=_disputable(saved, number),
        disputed=seat.disputed if seat.state is State.ASKING else None,
        verdict=_verdict(seat),
        reopens=saved.may_reopen(number),
        pen_goes_on=saved.pen_goes_on(number),
        stays=seat.state is State.SHOWING and seat.stays,
        waits=_waits(saved, number),
        score=score,
        lives=setup.rules.lives_left(score.slips),
        position=score.counted + (seat.state is not State.SHOWING and seat.state is not State.OVER),
        goal=0 if setup.rules.timed else setup.goal,
        clock=clock,
        clock_left=max(0.0, setup.goal - clock) if setup.rules.timed else None,
        thinking_left=None if limit is None else max(0.0, limit - seat.round.thinking),
        thinking_limit=limit,
        rest=seat.rest_right,
        active=_active(saved),
        rivals=tuple(
            _rival(saved, pool, other, seat.round.number)
            for other in range(len(saved.seats))
            if other != number
        ),
    )


def summarise(saved: Saved, pool: Pool) -> tuple[Summary, ...]:
    """Each seat's result as it stands."""
    setup = saved.setup
    scores = [seat.score(pool.par) for seat in saved.seats]
    standing = [(score.wins if setup.mode is Mode.DUEL else 0, score.points) for score in scores]
    return tuple(
        Summary(
            seat=number,
            name=setup.seats[number].name,
            place=1 + sum(other > standing[number] for other in standing),
            score=score,
            lives=setup.rules.lives_left(score.slips),
            answers=seat.answers,
            rest=seat.rest_right,
            patience=seat.patience,
            time=score.seconds + pool.par * score.slips,
            unranked=_unranked(saved, seat.answers),
            missed=tuple(answer for answer in seat.answers if answer.outcome in SLIPS),
        )
        for number, (seat, score) in enumerate(zip(saved.seats, scores, strict=True))
    )


def _unranked(saved: Saved, answers: Sequence[Answer]) -> Unranked | None:
    if never := never_ranked(saved.setup.mode, saved.setup.custom):
        return never
    if any(answer.typed for answer in answers):
        return Unranked.TYPED
    if any(answer.outcome is Outcome.VOID for answer in answers):
        return Unranked.VOID
    return None if saved.over and not saved.quit else Unranked.STOPPED


def _waits(saved: Saved, number: int) -> float | None:
    seat, conditions = saved.seats[number], saved.setup.seats[number]
    seen = seat.round.seen
    if seat.state is not State.RESTING or seen is None or conditions.wait_for_enter:
        return None
    usual = max(seat.rest_right, conditions.rest_other)
    if seat.round.rest < usual or not unfinished(seen, seat.round.question.answer):
        return None
    return max(0.0, seat.patience - seat.round.rest)


def _verdict(seat: Seat) -> Verdict | None:
    if not seat.answers:
        return None
    last = seat.answers[-1]
    return Verdict(last.round, last.outcome, last.given, last.misread)


def _disputable(saved: Saved, number: int) -> int | None:
    seat = saved.seats[number]
    if saved.paused or not saved.may_dispute(number):
        return None
    if seat.open and seat.round.legible:
        return seat.round.number
    return seat.answers[-1].round if seat.answers and seat.answers[-1].disputable else None


def _active(saved: Saved) -> int | None:
    if not saved.setup.rules.turns:
        return None
    playing = [i for i, seat in enumerate(saved.seats) if seat.state not in (State.WAITING, State.OVER)]
    return next(
        (i for i in playing if saved.seats[i].state is not State.ASKING), playing[0] if playing else None
    )


def _rival(saved: Saved, pool: Pool, number: int, round_number: int) -> Rival:
    seat = saved.seats[number]
    answer = seat.find(round_number) if saved.setup.rules.together else None
    return Rival(
        number,
        saved.setup.seats[number].name,
        seat.state,
        seat.score(pool.par),
        answer.outcome if answer else None,
    )
