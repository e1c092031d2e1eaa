"""For any sequence of commands and ticks, the rules hold."""

from __future__ import annotations

import json
import re
from collections.abc import Callable

import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule

from game.play import commands as c
from game.play import events as e
from game.play.answer import LATE_STROKE, Seen
from game.play.errors import MatchError
from game.play.match import Match
from game.play.modes import Mode, SeatSetup, Setup
from game.play.scoring import Outcome, tally
from game.play.states import State

_SETUPS = st.sampled_from(
    [
        Setup(Mode.SPRINT, 1, length=3, level=7),
        Setup(Mode.SPRINT, 2, (SeatSetup(wait_for_enter=True),), 5, 1),
        Setup(Mode.BLITZ, 3, length=30, level=6),
        Setup(Mode.SURVIVAL, 4, level=8),
        Setup(Mode.PRACTICE, 5, (SeatSetup(weights={"7×8": 3.0, "6×7": 1.0}),), 10, 6),
        Setup(Mode.DAILY, 6),
        Setup(Mode.HOT_SEAT, 7, (SeatSetup(), SeatSetup(), SeatSetup()), 4, 9, turn=2),
        Setup(Mode.DUEL, 8, (SeatSetup(), SeatSetup(rest=0.15)), 3, 6),
    ]
)
_SEAT = st.integers(0, 5)
_OPEN = (State.THINKING, State.WRITING, State.RESTING, State.TYPING, State.UNSURE)


class Play(RuleBasedStateMachine):
    """Throws commands at a match and at a copy of it that is saved and restored before every step."""

    @initialize(setup=_SETUPS)
    def start(self, setup: Setup) -> None:
        self.setup = setup
        self.match = Match.start(setup, 10.0)
        self.now = 10.0
        self.outcomes: dict[tuple[int, int], Outcome] = {}
        for seat in range(len(setup.seats)):
            if self.match.view(seat).state is State.READY:
                self.step(seat, lambda n: c.Ready(n))

    # -- steps

    def step(self, seat: int, make: Callable[[int], c.Command]) -> None:
        seat %= len(self.setup.seats)
        command = make(self.match.view(seat).round)
        before = json.dumps(self.match.to_json())
        twin, replayed = Match.from_json(json.loads(before)), self.match.copy()
        try:
            events = self.match.apply(seat, command, self.now)
        except MatchError as error:
            assert json.dumps(self.match.to_json()) == before
            assert re.fullmatch(r"\S.*\.", str(error))
            try:
                twin.apply(seat, command, self.now)
            except MatchError:
                return
            raise AssertionError("the restored match allowed it") from None
        self.same(twin, twin.apply(seat, command, self.now), events)
        assert replayed.replay(seat, command, self.now) == events
        assert replayed.to_json() == self.match.to_json()

    def same(self, twin: Match, theirs: list[e.Event], ours: list[e.Event]) -> None:
        assert theirs == ours
        assert twin.to_json() == self.match.to_json()
        for event in ours:
            if isinstance(event, e.Answered):
                self.outcomes[event.seat, event.round] = event.answer.outcome
            elif isinstance(event, e.Reopened):
                del self.outcomes[event.seat, event.round]

    @rule(seconds=st.sampled_from([0.0, 0.01, 0.1, 0.3, 0.7, 1.0, 3.0, 20.0]))
    def wait(self, seconds: float) -> None:
        self.now += seconds
        twin = Match.from_json(json.loads(json.dumps(self.match.to_json())))
        events = self.match.tick(self.now)
        self.same(twin, twin.tick(self.now), events)

    @rule(seat=_SEAT, pause=st.sampled_from([0.0, 0.2, 1.0]))
    def stroke(self, seat: int, pause: float) -> None:
        self.step(seat, c.PenDown)
        self.now += pause
        self.step(seat, c.PenUp)

    @rule(seat=_SEAT, right=st.booleans(), sure=st.booleans(), split=st.sampled_from([0.5, 0.999]))
    def write(self, seat: int, right: bool, sure: bool, split: float) -> None:
        self.stroke(seat, 0.2)
        seat %= len(self.setup.seats)
        answer = self.match._saved.seats[seat].round.question.answer
        text, other = (answer, answer + 1) if right else (answer + 1, answer)
        seen = Seen(str(text), sure, split < 0.9, ((str(text), split), (str(other), 1 - split)))
        ink = self.match.view(seat).ink
        self.step(seat, lambda n: c.Read(n, ink, seen))

    @rule(
        seat=_SEAT,
        kind=st.sampled_from([c.Ready, c.PenDown, c.PenUp, c.Enter, c.Pass, c.Next, c.Pause, c.Resume]),
        off=st.sampled_from([0, 0, 0, 1, -1]),
    )
    def plain(self, seat: int, kind: type[c.Command], off: int) -> None:
        self.step(seat, lambda n: kind(n + off))

    @rule(
        seat=_SEAT,
        right=st.booleans(),
        sure=st.sampled_from([True, True, False]),
        then=st.sampled_from([0.1, 1.0, 1.0, 4.0]),
    )
    def play(self, seat: int, right: bool, sure: bool, then: float, split: float = 0.5) -> None:
        """What a player does most: get the sheet free, write, and wait for the verdict."""
        seat = self.whose(seat)
        state = self.match.view(seat).state
        if self.match.paused:
            self.step(seat, c.Resume)
        if state is State.ASKING:
            self.withdraw(seat)
        if state is State.TYPING:
            self.step(seat, c.Enter)
            self.wait(3.0)
        if state in (State.RESTING, State.UNSURE):
            self.step(seat, lambda n: c.Erase(n, True))
        self.step(seat, c.Ready)
        self.write(seat, right, sure, split)
        self.wait(then)

    @rule(seat=_SEAT, more=st.booleans(), late=st.sampled_from([0.2, 0.6]))
    def go_on_writing(self, seat: int, more: bool, late: float) -> None:
        """A right answer is taken, and then a stroke comes late."""
        self.play(seat, True, True, 0.7)
        seat = self.whose(seat)
        self.reopen(seat, late)
        self.step(seat, c.PenUp)
        if more:
            seen = Seen("123456", True)
            ink = self.match.view(seat).ink
            self.step(seat, lambda n: c.Read(n, ink, seen))
            self.wait(1.0)

    @rule(seat=_SEAT, right=st.booleans(), plausible=st.booleans())
    def misread(self, seat: int, right: bool, plausible: bool) -> None:
        """An answer is judged, and then the player says that something else was written."""
        self.play(seat, not right, True, 1.0, 0.9 if plausible else 0.999)
        seat = self.whose(seat)
        verdict = self.match.view(seat).verdict
        self.step(seat, lambda n: c.Dispute(verdict.round if verdict else n))
        self.claim(seat, right)

    def whose(self, seat: int) -> int:
        active = self.match.view(0).active
        return seat % len(self.setup.seats) if active is None else active

    @rule(seat=_SEAT, empty=st.booleans())
    def erase(self, seat: int, empty: bool) -> None:
        self.step(seat, lambda n: c.Erase(n, empty))

    @rule(seat=_SEAT, text=st.sampled_from(["", "1", "42", "x", "9999999"]))
    def type(self, seat: int, text: str) -> None:
        self.step(seat, lambda n: c.Typing(n, text))

    @rule(seat=_SEAT, back=st.integers(0, 2))
    def dispute(self, seat: int, back: int) -> None:
        self.step(seat, lambda n: c.Dispute(n - back))

    @rule(seat=_SEAT, right=st.booleans())
    def claim(self, seat: int, right: bool) -> None:
        view = self.match.view(seat % len(self.setup.seats))
        side = self.match._saved.seats[view.seat]
        old = side.find(view.disputed or 0)
        question = old.question if old else side.round.question
        text = str(question.answer + (not right))
        self.step(seat, lambda n: c.Claim(view.disputed or n, text))

    @rule(seat=_SEAT, pen=st.booleans(), after=st.sampled_from([0.0, 0.3, 2.0]))
    def go_on(self, seat: int, pen: bool, after: float) -> None:
        """Somebody has seen enough of a verdict, or their pen comes down elsewhere."""
        self.wait(after)
        shown = self.match.view(seat % len(self.setup.seats))
        self.step(seat, lambda n: c.Next(n, pen=pen))
        if pen and shown.pen_goes_on and not shown.paused:
            now = self.match.view(shown.seat)
            assert now.round > shown.round or now.state in (State.WAITING, State.OVER)
        self.step(seat, c.PenDown)

    @rule(seat=_SEAT)
    def withdraw(self, seat: int) -> None:
        disputed = self.match.view(seat % len(self.setup.seats)).disputed
        self.step(seat, lambda n: c.Withdraw(disputed or n))

    @rule(seat=_SEAT, which=st.integers(0, 1))
    def choose(self, seat: int, which: int) -> None:
        offered = self.match.view(seat % len(self.setup.seats)).offered
        self.step(seat, lambda n: c.Choose(n, offered[which] if which < len(offered) else "5"))

    @rule(seat=_SEAT, after=st.sampled_from([0.0, 0.3, LATE_STROKE, 0.9]))
    def reopen(self, seat: int, after: float) -> None:
        verdict = self.match.view(seat % len(self.setup.seats)).verdict
        self.now += after
        self.step(seat, lambda n: c.Reopen(verdict.round if verdict else n))

    @precondition(lambda self: sum(len(s.answers) for s in self.match.summary()) > 2)
    @rule(seat=_SEAT)
    def leave(self, seat: int) -> None:
        self.step(seat, c.Quit)

    # -- what always holds

    @invariant()
    def scores_and_lives_stay_in_range(self) -> None:
        for summary in self.match.summary():
            score = summary.score
            assert score.points >= 0
            assert 0 <= score.streak <= score.right <= score.counted
            assert score.longest <= score.right
            assert score.right + score.slips <= score.counted
            shown = "".join(
                "+" if a.outcome is Outcome.RIGHT else "-"
                for a in summary.answers
                if a.outcome is not Outcome.VOID
            )
            assert score.longest == max(map(len, shown.split("-")))
            if self.setup.rules.lives is None:
                assert summary.lives is None
            else:
                assert 0 <= summary.lives <= self.setup.rules.lives
            assert score == tally(summary.answers, self.setup.pool().par)
            for answer in summary.answers:
                assert min(answer.thinking, answer.writing, answer.reading) >= 0.0

    @invariant()
    def a_closed_round_has_one_standing_outcome(self) -> None:
        standing = {(s.seat, a.round): a.outcome for s in self.match.summary() for a in s.answers}
        assert standing == self.outcomes
        for summary in self.match.summary():
            rounds = [answer.round for answer in summary.answers]
            assert rounds == sorted(set(rounds))

    @invariant()
    def no_answer_shows_before_its_round_is_closed(self) -> None:
        for number, seat in enumerate(self.match._saved.seats):
            view = self.match.view(number)
            question = seat.round.question
            together = [other for other in self.match._saved.seats if self.setup.rules.together]
            closed = all(other.find(seat.round.number) for other in together or [seat])
            if view.solved is not None:
                assert closed
                assert view.state is State.SHOWING
            if not closed and view.question is not None:
                shown = re.findall(r"\d+", view.question)
                whole = [question.fact.left, question.fact.right, question.fact.result]
                whole.remove(question.answer)
                assert sorted(shown) == sorted(map(str, whole))

    @invariant()
    def a_question_shows_only_to_those_who_may_answer_it(self) -> None:
        for number in range(len(self.setup.seats)):
            view = self.match.view(number)
            hidden = (State.WAITING, State.READY, State.UNSURE, State.ASKING, State.OVER)
            if view.paused or view.state in hidden:
                assert view.question is None
                assert view.solved is None
        if self.setup.rules.turns:
            views = [self.match.view(i) for i in range(len(self.setup.seats))]
            assert sum(view.question is not None for view in views) <= 1
            assert sum(view.state in _OPEN for view in views) <= 1

    @invariant()
    def what_a_view_calls_disputable_can_be_disputed(self) -> None:
        for number in range(len(self.setup.seats)):
            view = self.match.view(number)
            newest = view.round, view.verdict.round if view.verdict else None
            allowed = [round for round in newest if round is not None and self.disputes(number, round)]
            assert view.disputable == (allowed[0] if allowed else None)

    def disputes(self, seat: int, round: int) -> bool:
        return self.takes(seat, c.Dispute(round))

    def takes(self, seat: int, command: c.Command) -> bool:
        """Whether a copy of the match takes this command."""
        twin = Match.from_json(json.loads(json.dumps(self.match.to_json())))
        try:
            twin.apply(seat, command, twin._saved.now)
        except MatchError:
            return False
        return True

    @invariant()
    def what_a_view_says_of_late_strokes_is_so(self) -> None:
        for number in range(len(self.setup.seats)):
            view = self.match.view(number)
            verdict = view.verdict.round if view.verdict else 0
            if not view.paused:
                assert view.reopens == self.takes(number, c.Reopen(verdict))
                assert view.pen_goes_on == self.takes(number, c.Next(view.round, pen=True))
            assert view.stays <= (view.state is State.SHOWING)
            assert not (view.stays and self.setup.rules.hurries)
            assert view.waits is None or (view.state is State.RESTING and view.waits >= 0.0)

    @invariant()
    def the_best_result_has_the_first_place(self) -> None:
        summaries = self.match.summary()
        wins = self.setup.mode is Mode.DUEL
        standing = [(s.score.wins if wins else 0, s.score.points) for s in summaries]
        assert [s.place for s in summaries] == [
            sorted(standing, reverse=True).index(mine) + 1 for mine in standing
        ]

    @invariant()
    def no_question_comes_twice_in_a_row(self) -> None:
        for seat in self.match._saved.seats:
            asked = {answer.round: answer.question for answer in seat.answers}
            asked[seat.round.number] = seat.round.question
            for number, question in asked.items():
                assert asked.get(number + 1) != question


Play.TestCase.settings = settings(
    max_examples=40, stateful_step_count=40, deadline=None, suppress_health_check=list(HealthCheck)
)
TestPlay = pytest.mark.slow(Play.TestCase)
