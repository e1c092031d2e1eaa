"""How a match goes on: showing questions, handing over, knowing the end, dealing."""

from __future__ import annotations

from random import Random

from game.play import events as e
from game.play.dealer import shared
from game.play.deck import Deck
from game.play.questions import Pool, Question
from game.play.saved import Saved
from game.play.scoring import Outcome, Score
from game.play.seat import EPSILON, Round, Seat
from game.play.states import State, Turn, follow


class Flow:
    """One change to a match: ``saved`` may be changed, ``events`` is what has happened so far."""

    def __init__(self, saved: Saved, pool: Pool) -> None:
        self.saved = saved
        self.setup = saved.setup
        self.rules = saved.setup.rules
        self.pool = pool
        self.events: list[e.Event] = []

    @property
    def going(self) -> bool:
        """Whether time counts: the match is neither paused nor over."""
        return not self.saved.paused and not self.saved.over

    def score(self, seat: Seat) -> Score:
        return seat.score(self.pool.par)

    # -- the end

    def ended(self) -> bool:
        """Whether the outcomes that stand make the match complete."""
        seats = self.saved.seats
        if self.rules.timed:
            return self.score(seats[0]).seconds >= self.setup.goal
        if self.rules.lives is not None:
            return self.rules.lives_left(self.score(seats[0]).slips) == 0
        return bool(self.setup.goal) and all(seat.counted >= self.setup.goal for seat in seats)

    def end(self, *, quit: bool = False) -> None:
        for seat in self.saved.seats:
            seat.state = follow(seat.state, Turn.END)
        self.saved.over, self.saved.quit, self.saved.paused = True, quit, False
        self.events.append(e.Over(0, self.saved.seats[0].round.number, quit))

    # -- from verdict to question

    def advance(self, number: int) -> None:
        """Go on from this seat's verdict, if it has been shown long enough (in a duel, everybody's)."""
        seat = self.saved.seats[number]
        group = self.saved.seats if self.rules.together else [seat]
        if any(other.state is not State.SHOWING or other.show_left > EPSILON for other in group):
            return
        if self.rules.together:
            self._win(seat.round.number)
        if self.ended():
            self.end()
        elif seat.shelf is not None:
            seat.round, seat.shelf = seat.shelf, None
            self.show(number)
        elif self.turn_over(number):
            seat.state = follow(seat.state, Turn.WAIT)
            self.give(self._next_seat(number))
        else:
            for index, other in enumerate(self.saved.seats):
                if other in group:
                    other.round = self.deal(index, other.round.number + 1, other.deck)
                    self.show(index)

    def show(self, number: int) -> None:
        seat = self.saved.seats[number]
        seat.state = follow(seat.state, Turn.ASK)
        self.events.append(e.Asked(number, seat.round.number))

    def _win(self, round_number: int) -> None:
        for index, seat in enumerate(self.saved.seats):
            answer = seat.find(round_number)
            if answer and answer.outcome is Outcome.RIGHT and answer.first:
                self.events.append(e.Won(index, round_number))

    # -- turns

    def turn_over(self, number: int) -> bool:
        """Whether the seat has answered all questions of its turns so far. Always False without turns."""
        seat = self.saved.seats[number]
        goal = min(self.setup.goal, seat.turns * self.setup.turn)
        return self.rules.turns and seat.counted >= goal

    def give(self, number: int) -> None:
        """Give this seat the turn; its question stays hidden until the player is ready."""
        seat = self.saved.seats[number]
        if seat.answers:
            seat.round = self.deal(number, seat.round.number + 1, seat.deck)
        seat.state, seat.ready = follow(seat.state, Turn.GIVE), False
        seat.turns += 1
        self.events.append(e.HandedOver(number, seat.round.number))

    def _next_seat(self, number: int) -> int:
        count = len(self.saved.seats)
        order = [(number + step) % count for step in range(1, count + 1)]
        return next(i for i in order if self.saved.seats[i].counted < self.setup.goal)

    # -- dealing

    def deal(self, number: int, round_number: int, deck: Deck) -> Round:
        if not self.rules.decks:
            return Round(round_number, self._shared(round_number)[number])
        random = self.random(number, f"round {round_number}")
        return Round(round_number, deck.draw(round_number, self.pool, random))

    def _shared(self, round_number: int) -> tuple[Question, ...]:
        dealt = self.saved.dealt
        while len(dealt) < round_number:
            dealt.append(shared(self.setup, self.pool, len(dealt) + 1, dealt[-1] if dealt else ()))
        return dealt[round_number - 1]

    def random(self, number: int, purpose: str) -> Random:
        """Randomness for one purpose: the same after a restore, and whatever else was drawn in between."""
        return Random(f"{self.setup.seed} seat {number} {purpose}")
