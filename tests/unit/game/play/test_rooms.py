"""What the rules have for rooms: matches of one seat each that are held back, and rounds that others take."""

from __future__ import annotations

import pytest

from game.play import commands as c
from game.play import events as e
from game.play.errors import IllegalCommandError
from game.play.levels import Custom
from game.play.match import Match
from game.play.modes import Mode, Setup
from game.play.questions import Fact, Op, Question
from game.play.scoring import Outcome
from game.play.states import State

LISTED = tuple(Question(Fact(left, Op.MULTIPLY, 7)) for left in (3, 9, 4, 8))


def begun(mode: Mode, **fields: object) -> Match:
    match = Match.start(Setup(mode, 5, level=4, **fields), 0.0)  # type: ignore[arg-type]
    match.apply(0, c.Ready(1), 0.0)
    return match


def typed(match: Match, right: bool, now: float) -> list[e.Event]:
    round_ = match.view(0).round
    answer = match.question(0).answer + (not right)
    match.apply(0, c.Typing(round_, str(answer)), now)
    return match.apply(0, c.Enter(round_), now)


def test_the_same_seed_asks_everybody_in_a_race_the_same() -> None:
    one, two = begun(Mode.RACE, length=20), begun(Mode.RACE, length=20)
    asked: list[list[str | None]] = [[], []]
    for at, match in enumerate((one, two)):
        for step in range(6):
            asked[at].append(match.view(0).question)
            # One is always right, the other never: what was missed does not come again.
            typed(match, at == 0, 2.0 * step + 1)
            if at:
                match.apply(0, c.Next(match.view(0).round), 2.0 * step + 1.8)
                match.tick(2.0 * step + 1.9)
    assert asked[0] == asked[1]


def test_listed_questions_come_in_their_order() -> None:
    match = begun(Mode.RACE, length=4, custom=Custom(questions=LISTED))
    seen = []
    for step in range(4):
        seen.append(match.question(0))
        typed(match, True, float(step))
    assert tuple(seen) == LISTED


@pytest.mark.parametrize("right", [True, False])
def test_a_verdict_stays_until_the_room_goes_on(right: bool) -> None:
    match = begun(Mode.BUZZ)
    typed(match, right, 1.0)
    match.tick(60.0)
    assert (match.view(0).state, match.view(0).round, match.view(0).stays) == (State.SHOWING, 1, True)
    assert not match.view(0).pen_goes_on
    match.apply(0, c.Next(1), 61.0)
    assert (match.view(0).state, match.view(0).round) == (State.THINKING, 2)


def test_an_open_round_that_somebody_else_takes_is_beaten() -> None:
    match = begun(Mode.BUZZ)
    events = match.apply(0, c.Beat(1), 2.0)
    assert [event.outcome for event in events if isinstance(event, e.Judged)] == [Outcome.BEATEN]
    assert match.view(0).score.points == 0


def test_a_right_answer_that_was_not_the_first_brings_nothing() -> None:
    match = begun(Mode.BUZZ)
    typed(match, True, 1.0)
    assert match.view(0).score.points > 0
    match.apply(0, c.Beat(1), 1.5)
    score = match.view(0).score
    assert (score.points, score.right, score.wins) == (0, 1, 0)
    with pytest.raises(IllegalCommandError):
        match.apply(0, c.Beat(1), 1.6)


@pytest.mark.parametrize("mode", [Mode.RACE, Mode.TOGETHER, Mode.SPRINT])
def test_nobody_is_beaten_where_everybody_plays_alone(mode: Mode) -> None:
    match = begun(mode)
    with pytest.raises(IllegalCommandError):
        match.apply(0, c.Beat(1), 1.0)


def test_a_wrong_answer_cannot_be_beaten() -> None:
    match = begun(Mode.BUZZ)
    typed(match, False, 1.0)
    with pytest.raises(IllegalCommandError):
        match.apply(0, c.Beat(1), 1.5)
