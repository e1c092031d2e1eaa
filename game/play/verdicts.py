"""Verdicts: how ink, time and rivals close a round, and how a closed one can come to stand otherwise."""

from __future__ import annotations

from dataclasses import replace

from game.play import events as e
from game.play.answer import LATE_STROKE, Seen, Take, is_right, learned_rest, offered, plausible, take
from game.play.flow import Flow
from game.play.modes import Mode, thinking_limit
from game.play.scoring import SLIPS, Answer, Outcome, earned
from game.play.seat import EPSILON, Seat
from game.play.states import State, Turn, follow

# Seconds that a slip shows with its right answer; longer in Practice, and at an end.
SHOW, SHOW_LONG = 1.5, 2.5
# Where no next question covers a verdict, a late stroke must still find its round.
LINGER = LATE_STROKE + 0.05
COURTESY = 5.0  # for a seat whose clock stands while it is asked, once its rival was right
HEARING = 20.0  # for a seat that wrote something else, while its rival waits for the next question
OVERTIME = 5.0  # an answer begun within Blitz's time may be finished


class Verdicts(Flow):
    """A change to a match that may close rounds."""

    # -- time

    def timers(self) -> None:
        """Close what has run out of time or been beaten."""
        for number, seat in enumerate(self.saved.seats):
            if self.rules.timed:
                self._run_out(seat)
            if self.saved.over:
                return
            if self.setup.mode is Mode.SURVIVAL and seat.state is State.THINKING:
                limit = thinking_limit(seat.counted, self.pool.par)
                if seat.round.thinking + EPSILON >= limit:
                    self.close(number, Outcome.LATE, "")
            if self._heard(seat):
                self.withdraw(number)
            if self._beaten(seat):
                self.close(number, Outcome.BEATEN, "")

    def settle(self) -> None:
        """Take what has rested long enough, and go on from verdicts that have been shown long enough."""
        for number, seat in enumerate(self.saved.seats):
            if seat.state is State.RESTING and seat.round.seen is not None:
                self._consider(number, seat, seat.round.seen)
        for number in range(len(self.saved.seats)):
            if not self.saved.over:
                self.advance(number)

    def _run_out(self, seat: Seat) -> None:
        spent = seat.clock(self.pool.par) - self.setup.goal + EPSILON
        lingered = seat.last is None or seat.since_verdict >= LINGER
        answering = seat.state in (State.WRITING, State.TYPING)
        if (seat.state is State.THINKING and lingered and spent >= 0) or (answering and spent >= OVERTIME):
            self.end()
        elif seat.state is State.RESTING and spent + seat.round.rest >= OVERTIME:
            seat.round.entered = True

    def _beaten(self, seat: Seat) -> bool:
        """Whether a rival was right sooner than this seat still can be, and that can no longer reopen.

        Ink that waits for its reading, or for its player to say what it is, may have been sooner. But its
        clock stands, so it gets a few seconds and no more: the one who was right does not wait for ever.
        """
        if not self.rules.together or not seat.open or seat.state is State.ASKING:
            return False
        mine = seat.round.thinking + seat.round.writing
        waits = seat.state in (State.RESTING, State.UNSURE)
        for rival in self.saved.seats:
            answer = rival.find(seat.round.number)
            if answer is None or answer.outcome is not Outcome.RIGHT or rival.state is not State.SHOWING:
                continue
            since = rival.since_verdict - LATE_STROKE
            if since > 0 and (answer.seconds <= mine or (waits and since > COURTESY)):
                return True
        return False

    def _heard(self, seat: Seat) -> bool:
        """Whether a dispute has kept the rival waiting for so long that it ends without a claim.

        Nothing is lost by that: what was written can still be said when the match is over.
        """
        return (
            self.rules.together
            and seat.state is State.ASKING
            and seat.since_asked > HEARING
            and all(
                rival.state is State.SHOWING and rival.since_verdict > HEARING
                for rival in self.saved.seats
                if rival is not seat
            )
        )

    def withdraw(self, number: int) -> None:
        """End the seat's dispute: all is as before."""
        seat = self.saved.seats[number]
        seat.state = seat.back
        self.events.append(e.Withdrawn(number, seat.disputed))

    def _consider(self, number: int, seat: Seat, seen: Seen) -> None:
        conditions = self.setup.seats[number]
        what = take(
            seen,
            seat.round.question.answer,
            rested=seat.round.rest + EPSILON,
            rest_right=seat.rest_right,
            rest_other=conditions.rest_other,
            wait_for_enter=conditions.wait_for_enter,
            entered=seat.round.entered,
        )
        if what is Take.ANSWER:
            self.judge(number, seen.text)
        elif what is Take.ASK:
            seat.state = follow(seat.state, Turn.DOUBT)
            seat.round.doubts += 1
            seat.round.doubtful = (*seat.round.doubtful, seen)
            seat.round.offered = offered(seen)
            seat.round.entered = False
            typing = seat.round.doubts > 1
            self.events.append(e.Doubted(number, seat.round.number, seat.round.offered, typing))

    # -- closing

    def end(self, *, quit: bool = False) -> None:
        """End the match. What a late stroke has reopened and nothing has judged since does not count: the
        verdict before was not on all of the answer, and the rest of it was never read."""
        for number, seat in enumerate(self.saved.seats):
            if seat.open and seat.round.reopened:
                answer = seat.round.answer(Outcome.VOID, "")
                seat.put(answer)
                self._announce(number, answer)
        super().end(quit=quit)

    def judge(self, number: int, text: str, *, named: bool = False, misread: bool = False) -> None:
        """Close the seat's round with ``text`` as its answer.

        In a duel the question stays in sight of whoever is asked, as the other one goes on. So the time of
        asking is forgiven only if the ink that was asked about may have said ``text``: then nothing can have
        been gained by it. Else it was time to think.
        """
        round = self.saved.seats[number].round
        if self.rules.together and not any(plausible(seen, text) for seen in round.doubtful):
            round.thinking += round.asked
        right = is_right(text, round.question.answer)
        self.close(number, Outcome.RIGHT if right else Outcome.WRONG, text, named=named, misread=misread)

    def close(
        self, number: int, outcome: Outcome, given: str, *, named: bool = False, misread: bool = False
    ) -> None:
        """Close the seat's round."""
        seat = self.saved.seats[number]
        answer = seat.round.answer(outcome, given, named=named, misread=misread)
        seat.state = follow(seat.state, Turn.CLOSE)
        seat.last, seat.since_verdict, seat.since_asked = replace(seat.round), 0.0, 0.0
        seat.keep_pauses(seat.round.pauses)
        seat.rest_right = learned_rest(seat.pauses, self.setup.seats[number].rest)
        seat.put(answer)
        seat.show_left = self._show_time(number, outcome)
        self._announce(number, answer)

    def amend(self, number: int, answer: Answer) -> None:
        """Let another outcome stand for a round that is closed."""
        seat = self.saved.seats[number]
        seat.put(answer)
        if seat.state is State.SHOWING and answer.outcome not in SLIPS:
            seat.show_left = 0.0
        self._announce(number, answer)

    def _show_time(self, number: int, outcome: Outcome) -> float:
        last = self.ended() or self.turn_over(number)
        if outcome in SLIPS:
            return SHOW_LONG if last or self.setup.mode is Mode.PRACTICE else SHOW
        return LINGER if last or self.rules.together else 0.0

    def _announce(self, number: int, answer: Answer) -> None:
        self._return(number, answer)
        self.firsts()
        seat = self.saved.seats[number]
        answer = seat.find(answer.round) or answer
        score = self.score(seat)
        lives = self.rules.lives_left(score.slips)
        self.events.append(e.Judged(number, answer.round, answer.outcome, answer.given, score, lives))
        self._record(number, answer)

    def _record(self, number: int, answer: Answer) -> None:
        points = earned(self.saved.seats[number].answers, self.pool.par)[answer.round]
        self.events.append(e.Answered(number, answer.round, answer, points))

    def _return(self, number: int, answer: Answer) -> None:
        """A missed fact will return; one that was not missed after all need not."""
        deck = self.saved.seats[number].deck
        if self.rules.decks and answer.outcome in SLIPS:
            deck.missed(answer.question, answer.round, self.random(number, f"return {answer.round}"))
        else:
            deck.forgive(answer.question.fact)

    def firsts(self) -> None:
        """In a duel, let the soonest right answer of each round be the first, each by its own clock."""
        if not self.rules.together:
            return
        right = [
            (answer.round, answer.seconds, index)
            for index, seat in enumerate(self.saved.seats)
            for answer in seat.answers
            if answer.outcome is Outcome.RIGHT
        ]
        best: dict[int, int] = {}
        for number, _, index in sorted(right):
            best.setdefault(number, index)
        for number, _, index in right:
            answer = self.saved.seats[index].find(number)
            if answer is not None and answer.first != (best[number] == index):
                changed = replace(answer, first=not answer.first)
                self.saved.seats[index].put(changed)
                self._record(index, changed)
