"""The seats of a match, played by commands, for tests of the rules."""

from __future__ import annotations

from game.play import commands as c
from game.play import events as e
from game.play.answer import LATE_STROKE, Seen
from game.play.match import Match
from game.play.modes import Mode, SeatSetup, Setup
from game.play.scoring import Outcome
from game.play.seat import Round
from game.play.states import State


class Seats:
    """Plays each seat of a match, on a clock of their own, and keeps all events."""

    def __init__(self, setup: Setup) -> None:
        self.match = Match.start(setup, 0.0)
        self.now = 0.0
        self.events: list[e.Event] = []

    def do(self, command: c.Command, seat: int = 0) -> list[e.Event]:
        events = self.match.apply(seat, command, self.now)
        self.events += events
        return events

    def wait(self, seconds: float) -> list[e.Event]:
        """Let time pass in frames of 10 ms."""
        events: list[e.Event] = []
        for _ in range(round(seconds * 100)):
            self.now += 0.01
            events += self.match.tick(self.now)
        self.events += events
        return events

    def number(self, seat: int = 0) -> int:
        return self.match.view(seat).round

    def ready(self, *seats: int) -> None:
        for seat in seats or (0,):
            self.do(c.Ready(self.number(seat)), seat)

    def go_on(self, *seats: int) -> None:
        """Have seen enough of a slip."""
        for seat in seats or (0,):
            self.do(c.Next(self.number(seat)), seat)
        self.wait(LATE_STROKE + 0.01)

    def stroke(self, seat: int = 0, seconds: float = 0.2) -> None:
        self.do(c.PenDown(self.number(seat)), seat)
        self.wait(seconds)
        self.do(c.PenUp(self.number(seat)), seat)

    def read(self, text: str, seat: int = 0, sure: bool = True, **more: object) -> list[e.Event]:
        seen = Seen(text, sure, **more)  # type: ignore[arg-type]
        return self.do(c.Read(self.number(seat), self.match.view(seat).ink, seen), seat)

    def write(self, text: str, seat: int = 0, sure: bool = True, **more: object) -> None:
        self.stroke(seat)
        self.read(text, seat, sure, **more)

    def round(self, seat: int = 0) -> Round:
        return self.match._saved.seats[seat].round

    def answer(self, seat: int = 0) -> str:
        return str(self.match.question(seat).answer)

    def wrong(self, seat: int = 0) -> str:
        return str(self.match.question(seat).answer + 1)

    def state(self, seat: int = 0) -> State:
        return self.match.view(seat).state

    def over(self) -> bool:
        return self.match.over

    def judged(self) -> list[tuple[int, int, Outcome]]:
        return [(x.seat, x.round, x.outcome) for x in self.events if isinstance(x, e.Judged)]


def solo(mode: Mode = Mode.SPRINT, length: int | None = 5, level: int = 6, **conditions: object) -> Seats:
    hand = Seats(Setup(mode, 7, (SeatSetup("Ada", **conditions),), length, level))  # type: ignore[arg-type]
    hand.ready()
    return hand
