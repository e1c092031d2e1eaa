"""One change to a match: a command that a seat gives, or time that passes.

How a match works
-----------------
**Clocks.** Each seat has its own, and what the seat is doing (`states`) decides what it counts. *Thinking*
runs from the question shown to the first point of the ink, *writing* from there to the last pen up. Only
these two count. While the pen *rests*, while the player is asked something and while the match is paused, the
clock stands. A rest after which the pen goes on counts as writing. Of a rest between two digits, only as much
counts as this player's rests usually last: a slow writer pays nothing for looking up. In a duel all of it
counts, since the rival has been at work meanwhile.

**From ink to verdict.** Ink at rest is read. `answer` says how long it must rest before the reading is taken:
shortest for the right answer, longest for a number with fewer digits, which may be half of it. A verdict
closes the round. A slip (an answer that costs points) shows with the right answer, and stays until the player
goes on: by `Next`, or by a pen that comes down elsewhere. In Blitz, where the clock runs on, and in a duel,
where the other player waits for the next question, it shows only for a while.

**Doubts.** An unsure reading is no answer. The question is hidden, so that no time to think can be won, and
the player chooses one of the likeliest numbers, writes again, or (the second time) types. In a duel the
question stays in the other player's sight, so there the time of asking is forgiven only if the ink may have
said what is answered in the end.

**Late strokes.** The bar of a 7 may come just after the verdict on a 1, and the 2 of 12 long after. A stroke
that belongs to the judged ink reopens that round if it begins within `LATE_STROKE` of the verdict, or, when
that was wrong, at any time while the ink is in view. The verdict is taken back, and the next question, if it
was shown already, is put on the shelf until the old one is judged again. Where no next question follows at
once, a verdict lingers for `LATE_STROKE`. A round that was reopened and is not judged again before the match
ends does not count, since nobody has read all of it.

**Copying.** While a slip shows, so does the right answer. After Enter the number is finished, so only a
stroke within `LATE_STROKE` still adds to it. The same holds in a duel once the answer is shown. Otherwise
more digits may be added. But if the new answer is right and does not begin with what was given before, the
round is void.

**Disputes.** A player may say "I wrote something else" of what is read now or of a closed round, also after
the match. If the reading's own scores allow the claim, it is judged in place of what was read; if not, the
round is void: it is neither gained nor lost. Where seats take turns, a dispute waits until nobody is
answering.

**Rooms.** In a room each player has a match of their own. Where the next question must wait for the others
(`Rules.held`), every verdict stays until the room says `Next`, and the room says `Beat` to those who were not
the first. Only a late stroke can then reopen a round.

**Duels.** Both seats have the same question, each on its own clock, and the soonest right answer wins it. A
seat is beaten once it can no longer be sooner than a rival's right answer that can no longer be reopened. One
that is asked something is waited for, but not for ever (`COURTESY`, `HEARING`).

**Order.** A change first lets the time pass on all clocks. Then it carries out the command, or ends what has
run out of time. Finally it settles: takes the answers that have rested long enough, and goes on from verdicts
that were shown long enough.
"""

from __future__ import annotations

from dataclasses import replace
from random import Random

from game.play import commands as c
from game.play import events as e
from game.play.answer import (
    LATE_STROKE,
    Seen,
    Take,
    is_number,
    is_right,
    learned_patience,
    learned_rest,
    offered,
    plausible,
    take,
    unfinished,
)
from game.play.dealer import shared
from game.play.deck import Deck
from game.play.errors import IllegalCommandError, StaleCommandError
from game.play.modes import Mode, thinking_limit
from game.play.questions import Pool, Question
from game.play.saved import Saved
from game.play.scoring import SLIPS, Answer, Outcome, Score, earned
from game.play.seat import EPSILON, Round, Seat
from game.play.states import State, Step, follow

# Seconds that a slip shows with its right answer where it does not stay; longer at an end.
SHOW, SHOW_LONG = 1.5, 2.5
# Where no next question covers a verdict, a late stroke must still find its round.
LINGER = LATE_STROKE + 0.05
COURTESY = 5.0  # for a seat that is asked about unsure ink or waits for its reading, once its rival was right
HEARING = 20.0  # for a seat that disputes, while its rival waits for the next question
OVERTIME = 5.0  # an answer begun within Blitz's time may be finished


class Change:
    """A change to ``saved`` in which the time up to ``now`` has passed.

    Attributes:
        saved: changed in place.
        events: what has happened so far, in order.
    """

    def __init__(self, saved: Saved, pool: Pool, now: float) -> None:
        self.saved = saved
        self.setup = saved.setup
        self.rules = saved.setup.rules
        self.pool = pool
        self.events: list[e.Event] = []
        dt = max(0.0, now - saved.now)
        saved.now = max(now, saved.now)
        if self.going:
            for seat in saved.seats:
                seat.elapse(dt)

    @property
    def going(self) -> bool:
        """Whether time counts: the match is neither paused nor over."""
        return not self.saved.paused and not self.saved.over

    def begin(self) -> None:
        """Seat the players of a new match. The first one, or in a duel everybody, is asked to be ready."""
        for number, conditions in enumerate(self.setup.seats):
            deck = Deck.of(conditions.weights)
            rest, patience = learned_rest((), conditions.rest), learned_patience((), conditions.patience)
            first = self._deal(number, 1, deck)
            self.saved.seats.append(Seat(deck, first, rest_right=rest, patience=patience))
        for number in range(1 if self.rules.turns else len(self.setup.seats)):
            self._give_turn(number)

    # Commands

    def act(self, number: int, command: c.Command) -> None:
        """Carry out ``command`` for seat ``number``.

        Raises:
            IllegalCommandError: not now, or not at all; ``saved`` may be half changed and must be dropped.
        """
        if not 0 <= number < len(self.saved.seats):
            raise IllegalCommandError(f"There is no seat {number}.")
        seat = self.saved.seats[number]
        # These name the round that they are about; it may be a closed one.
        if not isinstance(command, c.Dispute | c.Claim | c.Withdraw | c.Reopen):
            _check_round(command, seat.round.number)
        if isinstance(command, c.Pause | c.Resume):
            self._pause(number, isinstance(command, c.Pause))
            return
        if self.saved.paused and not isinstance(command, c.Quit):
            raise IllegalCommandError("The match is paused; resume it first.")
        if isinstance(command, c.Beat):
            self._beat(number, seat)
            return
        after = follow(seat.state, type(command))
        match command:
            case c.Ready():
                self._ready(seat)
            case c.PenDown():
                rested = seat.state is State.RESTING
                seat.round.pen_down(
                    seat.round.rest if rested else 0.0, self._writing(seat, seat.round) if rested else 0.0
                )
                seat.state = after
            case c.PenUp():
                seat.round.changed()
                seat.state = after
            case c.Erase():
                self._erase(seat, command, after)
            case c.Read():
                self._read(seat, command)
            case c.Typing():
                self._type(seat, command, after)
            case c.Enter() if seat.state is State.TYPING:
                self._judge(number, seat.round.typed)
            case c.Enter():
                seat.round.entered = True
            case c.Pass():
                self._close(number, Outcome.PASSED, "")
            case c.Choose():
                self._choose(number, seat, command)
            case c.Dispute():
                self._dispute(number, seat, command, after)
            case c.Claim():
                self._claim(number, seat, command)
            case c.Withdraw():
                _check_round(command, seat.disputed)
                self._withdraw(number)
            case c.Reopen():
                self._reopen(number, seat, command, after)
            case c.Next():
                self._next(number, seat, command)
            case c.Quit():
                if self.saved.over:
                    raise IllegalCommandError("The match is over already.")
                self._end(quit=True)

    def _pause(self, number: int, paused: bool) -> None:
        if self.saved.over or paused == self.saved.paused:
            raise IllegalCommandError("There is nothing to pause." if paused else "The match is not paused.")
        self.saved.paused = paused
        event = e.Paused if paused else e.Resumed
        self.events.append(event(number, self.saved.seats[number].round.number))

    def _ready(self, seat: Seat) -> None:
        if self.rules.turns and any(other.state is State.ASKING for other in self.saved.seats):
            raise IllegalCommandError("Somebody is still being asked what was written.")
        seat.ready = True
        waiting = [index for index, other in enumerate(self.saved.seats) if other.state is State.READY]
        if all(self.saved.seats[index].ready for index in waiting):
            for index in waiting:
                self._show(index)

    def _erase(self, seat: Seat, command: c.Erase, after: State) -> None:
        counts = seat.state is State.RESTING  # not what was written before a doubt
        if command.empty:
            seat.round.blank(counts=counts)
            after = follow(seat.state, Step.EMPTY)
        else:
            seat.round.writing += seat.round.rest if counts else 0.0
            seat.round.rest = 0.0
            seat.round.changed()
        seat.state = after

    def _writing(self, seat: Seat, round: Round) -> float:
        """How much of the round's rest was writing, now that the pen goes on."""
        seen = round.seen
        between = seen is not None and round.legible and unfinished(seen, round.question.answer)
        return min(round.rest, seat.rest_right) if between and not self.rules.together else round.rest

    def _next(self, number: int, seat: Seat, command: c.Next) -> None:
        if command.pen and not self.saved.pen_goes_on(number):
            raise IllegalCommandError("Nothing can be written there now.")
        # A late stroke may still come, and must find its round; not if the pen is down elsewhere.
        late = 0.0 if command.pen else max(0.0, LATE_STROKE - seat.since_verdict)
        seat.show_left = late if seat.stays else min(seat.show_left, late)
        seat.stays = False

    def _beat(self, number: int, seat: Seat) -> None:
        if not self.rules.held:
            raise IllegalCommandError("Nobody else answers these questions.")
        if seat.open:
            if seat.state is State.ASKING:
                self._withdraw(number)
            self._close(number, Outcome.BEATEN, "")
            return
        answer = seat.find(seat.round.number)
        if answer is None or answer.outcome is not Outcome.RIGHT or not answer.first:
            raise IllegalCommandError("There is nothing to be beaten in.")
        beaten = replace(answer, first=False)
        seat.put(beaten)
        self._record(number, beaten)

    def _read(self, seat: Seat, command: c.Read) -> None:
        if command.ink != seat.round.ink:
            raise StaleCommandError("The ink has changed since this was read.")
        seat.round.seen = command.seen

    def _type(self, seat: Seat, command: c.Typing, after: State) -> None:
        if command.text and not is_number(command.text):
            raise IllegalCommandError("Only digits can be typed, six at most.")
        if not command.text and seat.state is not State.TYPING:
            raise IllegalCommandError("There is nothing to delete.")
        if seat.state is State.UNSURE:
            seat.round.blank(counts=False)
        seat.round.typed = command.text
        if not command.text:
            seat.round.blank(counts=True)
            after = follow(seat.state, Step.EMPTY)
        seat.state = after

    def _choose(self, number: int, seat: Seat, command: c.Choose) -> None:
        if command.text not in seat.round.offered:
            raise IllegalCommandError("Choose one of the numbers offered, or write it again.")
        self._label(number, seat.round.number, seat.round.seen, command.text, chosen=True)
        self._judge(number, command.text, named=True)

    # Commands about closed rounds: late strokes and disputes

    def _reopen(self, number: int, seat: Seat, command: c.Reopen, after: State) -> None:
        last, answer = seat.last, seat.find(command.round)
        if last is None or last.number != command.round or answer is None:
            raise StaleCommandError("Only the round just judged can be reopened.")
        if not answer.disputable:
            raise IllegalCommandError("That round was not judged by its ink.")
        if not self.saved.may_reopen(number):
            raise IllegalCommandError("The stroke comes too late to belong to the round before.")
        if seat.round.number != last.number:
            seat.shelf = replace(seat.round, thinking=0.0)
        seat.take_back(answer)
        seat.unlearn(last)
        seat.round = replace(last, reopened=last.reopened + 1)
        if not seat.late_stroke_counts and self.saved.closed(last.number) and not last.revealed:
            seat.round.revealed, seat.round.kept = True, answer.given
        counts = last.rest + seat.since_verdict if self.rules.together else self._writing(seat, last)
        seat.round.pen_down(last.rest + seat.since_verdict, counts)
        seat.last, seat.state, seat.stays, seat.show_left = None, after, False, 0.0
        self._find_firsts()
        self.events.append(e.Reopened(number, command.round))

    def _dispute(self, number: int, seat: Seat, command: c.Dispute, after: State) -> None:
        if seat.open and command.round == seat.round.number:
            if seat.round.seen is None or not seat.round.legible:
                raise IllegalCommandError("Nothing has been read yet.")
            seat.round.doubtful = (*seat.round.doubtful, seat.round.seen)
        else:
            _check_disputable(seat, command.round)
        if not self.saved.may_dispute(number):
            raise IllegalCommandError("Somebody else is answering; say so at the next hand-over.")
        seat.back, seat.state, seat.disputed = seat.state, after, command.round
        self.events.append(e.Disputed(number, command.round))

    def _withdraw(self, number: int) -> None:
        """End the seat's dispute: all is as before."""
        seat = self.saved.seats[number]
        seat.state = seat.back
        self.events.append(e.Withdrawn(number, seat.disputed))

    def _claim(self, number: int, seat: Seat, command: c.Claim) -> None:
        _check_round(command, seat.disputed)
        if not is_number(command.text):
            raise IllegalCommandError("A number of one to six digits is needed.")
        old = seat.find(command.round)
        seen = old.seen if old else seat.round.seen
        if seen is None:
            raise IllegalCommandError("Nothing was read in that round.")
        if seen.sure and seen.text == command.text:
            self._withdraw(number)
            return
        seat.state = seat.back
        accepted = plausible(seen, command.text)
        self._label(number, command.round, seen, command.text, chosen=False)
        if old is None and accepted:
            self._judge(number, command.text, named=True, misread=True)
        elif old is None:
            self._close(number, Outcome.VOID, seen.text, named=True)
        elif accepted:
            outcome = Outcome.RIGHT if is_right(command.text, old.question.answer) else Outcome.WRONG
            self._amend(number, replace(old, outcome=outcome, given=command.text, named=True, misread=True))
        else:
            self._amend(number, replace(old, outcome=Outcome.VOID, named=True))

    def _label(self, number: int, round_number: int, seen: Seen | None, label: str, *, chosen: bool) -> None:
        read = seen.text if seen else ""
        self.events.append(e.Relabelled(number, round_number, read, label, chosen))

    # Time

    def run_timers(self) -> None:
        """Close what has run out of time or been beaten."""
        for number, seat in enumerate(self.saved.seats):
            if self.rules.timed:
                self._run_out(seat)
            if self.saved.over:
                return
            if self.setup.mode is Mode.SURVIVAL and seat.state is State.THINKING:
                limit = thinking_limit(seat.counted, self.pool.par)
                if seat.round.thinking + EPSILON >= limit:
                    self._close(number, Outcome.LATE, "")
            if self._heard_enough(seat):
                self._withdraw(number)
            if self._beaten(seat):
                self._close(number, Outcome.BEATEN, "")

    def _run_out(self, seat: Seat) -> None:
        spent = seat.clock(self.pool.par) - self.setup.goal + EPSILON
        lingered = seat.last is None or seat.since_verdict >= LINGER
        answering = seat.state in (State.WRITING, State.TYPING)
        if (seat.state is State.THINKING and lingered and spent >= 0) or (answering and spent >= OVERTIME):
            self._end()
        elif seat.state is State.RESTING and spent + seat.round.rest >= OVERTIME:
            seat.round.entered = True

    def _beaten(self, seat: Seat) -> bool:
        """Whether a rival was right sooner than this seat still can be, and can no longer reopen that.

        Ink that waits for its reading, or for its player to say what it is, may have been sooner. But its
        clock stands, so it gets a few seconds and no more.
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

    def _heard_enough(self, seat: Seat) -> bool:
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

    # Settling

    def settle(self) -> None:
        """Take what has rested long enough, and go on from verdicts that have been shown long enough."""
        for number, seat in enumerate(self.saved.seats):
            if seat.state is State.RESTING and seat.round.seen is not None:
                self._consider(number, seat, seat.round.seen)
        for number in range(len(self.saved.seats)):
            if not self.saved.over:
                self._go_on(number)

    def _consider(self, number: int, seat: Seat, seen: Seen) -> None:
        conditions = self.setup.seats[number]
        what = take(
            seen,
            seat.round.question.answer,
            rested=seat.round.rest + EPSILON,
            rest_right=seat.rest_right,
            rest_other=conditions.rest_other,
            patience=seat.patience,
            wait_for_enter=conditions.wait_for_enter,
            entered=seat.round.entered,
        )
        if what is Take.ANSWER:
            self._judge(number, seen.text)
        elif what is Take.ASK:
            seat.state = follow(seat.state, Step.DOUBT)
            seat.round.doubts += 1
            seat.round.doubtful = (*seat.round.doubtful, seen)
            seat.round.offered = offered(seen)
            seat.round.entered = False
            typing = seat.round.doubts > 1
            self.events.append(e.Doubted(number, seat.round.number, seat.round.offered, typing))

    # Closing a round

    def _judge(self, number: int, text: str, *, named: bool = False, misread: bool = False) -> None:
        """Close the seat's round with ``text`` as its answer."""
        round = self.saved.seats[number].round
        # In a duel, the time of asking was time to think, unless the ink asked about may have said this.
        if self.rules.together and not any(plausible(seen, text) for seen in round.doubtful):
            round.thinking += round.clock_stopped
        typed = round.typed != "" and text == round.typed
        right = is_right(text, round.question.answer, typed=typed)
        outcome = Outcome.RIGHT if right else Outcome.WRONG
        if outcome is Outcome.RIGHT and round.copied(text):
            outcome = Outcome.VOID
        self._close(number, outcome, text, named=named, misread=misread)

    def _close(
        self, number: int, outcome: Outcome, given: str, *, named: bool = False, misread: bool = False
    ) -> None:
        seat = self.saved.seats[number]
        answer = seat.round.answer(outcome, given, named=named, misread=misread)
        seat.state = follow(seat.state, Step.CLOSE)
        seat.last, seat.since_verdict, seat.since_asked = replace(seat.round), 0.0, 0.0
        seat.learn(seat.round)
        conditions = self.setup.seats[number]
        seat.rest_right = learned_rest(seat.pauses, conditions.rest)
        seat.patience = learned_patience(seat.digit_pauses, conditions.patience)
        seat.put(answer)
        seat.stays = self.rules.held or (outcome in SLIPS and not self.rules.hurries)
        seat.show_left = self._show_time(number, outcome)
        self._announce(number, answer)

    def _amend(self, number: int, answer: Answer) -> None:
        """Let another outcome stand for a round that is closed."""
        seat = self.saved.seats[number]
        seat.put(answer)
        if seat.state is State.SHOWING and answer.outcome not in SLIPS and not self.rules.held:
            seat.stays, seat.show_left = False, 0.0
        self._announce(number, answer)

    def _show_time(self, number: int, outcome: Outcome) -> float:
        last = self._complete() or self._turn_over(number)
        if outcome in SLIPS:
            return SHOW_LONG if last else SHOW
        return LINGER if last or self.rules.together else 0.0

    def _announce(self, number: int, answer: Answer) -> None:
        self._return_missed(number, answer)
        self._find_firsts()
        seat = self.saved.seats[number]
        answer = seat.find(answer.round) or answer
        score = self._score(seat)
        lives = self.rules.lives_left(score.slips)
        self.events.append(e.Judged(number, answer.round, answer.outcome, answer.given, score, lives))
        self._record(number, answer)

    def _record(self, number: int, answer: Answer) -> None:
        points = earned(self.saved.seats[number].answers, self.pool.par)[answer.round]
        self.events.append(e.Answered(number, answer.round, answer, points))

    def _return_missed(self, number: int, answer: Answer) -> None:
        """A missed fact will return; one that was not missed after all need not."""
        deck = self.saved.seats[number].deck
        if self.rules.decks and answer.outcome in SLIPS:
            deck.missed(answer.question, answer.round, self._random(number, f"return {answer.round}"))
        else:
            deck.forgive(answer.question.fact)

    def _find_firsts(self) -> None:
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

    # From verdict to question

    def _go_on(self, number: int) -> None:
        """Go on from this seat's verdict, if it has been shown long enough (in a duel, everybody's)."""
        seat = self.saved.seats[number]
        group = self.saved.seats if self.rules.together else [seat]
        if any(
            other.state is not State.SHOWING or other.stays or other.show_left > EPSILON for other in group
        ):
            return
        if self.rules.together:
            self._win(seat.round.number)
        if self._complete():
            self._end()
        elif seat.shelf is not None:
            seat.round, seat.shelf = seat.shelf, None
            self._show(number)
        elif self._turn_over(number):
            seat.state = follow(seat.state, Step.WAIT)
            self._give_turn(self._next_seat(number))
        else:
            for index, other in enumerate(self.saved.seats):
                if other in group:
                    other.round = self._deal(index, other.round.number + 1, other.deck)
                    self._show(index)

    def _show(self, number: int) -> None:
        seat = self.saved.seats[number]
        seat.state = follow(seat.state, Step.ASK)
        self.events.append(e.Asked(number, seat.round.number))

    def _win(self, round_number: int) -> None:
        for index, seat in enumerate(self.saved.seats):
            answer = seat.find(round_number)
            if answer and answer.outcome is Outcome.RIGHT and answer.first:
                self.events.append(e.Won(index, round_number))

    def _turn_over(self, number: int) -> bool:
        """Whether the seat has answered all questions of its turns so far. Always False without turns."""
        seat = self.saved.seats[number]
        goal = min(self.setup.goal, seat.turns * self.setup.turn)
        return self.rules.turns and seat.counted >= goal

    def _give_turn(self, number: int) -> None:
        """Give this seat the turn; its question stays hidden until the player is ready."""
        seat = self.saved.seats[number]
        if seat.answers:
            seat.round = self._deal(number, seat.round.number + 1, seat.deck)
        seat.state, seat.ready = follow(seat.state, Step.GIVE), False
        seat.turns += 1
        self.events.append(e.HandedOver(number, seat.round.number))

    def _next_seat(self, number: int) -> int:
        count = len(self.saved.seats)
        order = [(number + step) % count for step in range(1, count + 1)]
        return next(i for i in order if self.saved.seats[i].counted < self.setup.goal)

    # The end

    def _complete(self) -> bool:
        """Whether the outcomes that stand make the match complete."""
        seats = self.saved.seats
        if self.rules.timed:
            return self._score(seats[0]).seconds >= self.setup.goal
        if self.rules.lives is not None:
            return self.rules.lives_left(self._score(seats[0]).slips) == 0
        return bool(self.setup.goal) and all(seat.counted >= self.setup.goal for seat in seats)

    def _end(self, *, quit: bool = False) -> None:
        for number, seat in enumerate(self.saved.seats):
            if seat.open and seat.round.reopened:  # the verdict before was not on all of the answer
                answer = seat.round.answer(Outcome.VOID, "")
                seat.put(answer)
                self._announce(number, answer)
        for seat in self.saved.seats:
            seat.state = follow(seat.state, Step.END)
        self.saved.over, self.saved.quit, self.saved.paused = True, quit, False
        self.events.append(e.Over(0, self.saved.seats[0].round.number, quit))

    # Dealing

    def _deal(self, number: int, round_number: int, deck: Deck) -> Round:
        if not self.rules.decks:
            return Round(round_number, self._shared(round_number)[number])
        random = self._random(number, f"round {round_number}")
        return Round(round_number, deck.draw(round_number, self.pool, random))

    def _shared(self, round_number: int) -> tuple[Question, ...]:
        dealt = self.saved.dealt
        while len(dealt) < round_number:
            dealt.append(shared(self.setup, self.pool, len(dealt) + 1, dealt[-1] if dealt else ()))
        return dealt[round_number - 1]

    def _random(self, number: int, purpose: str) -> Random:
        """Randomness for one purpose: the same after a restore, and independent of what else was drawn."""
        return Random(f"{self.setup.seed} seat {number} {purpose}")

    def _score(self, seat: Seat) -> Score:
        return seat.score(self.pool.par)


def _check_round(command: c.Command, number: int) -> None:
    if command.round != number:
        raise StaleCommandError(f"That was meant for round {command.round}; this is round {number}.")


def _check_disputable(seat: Seat, number: int) -> None:
    answer = seat.find(number)
    if answer is None:
        raise StaleCommandError(f"Round {number} has no verdict.")
    if answer.named:
        raise IllegalCommandError("What was written there has been said already.")
    if not answer.disputable:
        raise IllegalCommandError("Nothing was read in that round.")
