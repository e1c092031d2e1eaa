"""A table to play at, for tests of sessions: a clock, a worker that waits, a reader of marked ink."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from game.play import events as e
from game.play.answer import LATE_STROKE
from game.play.modes import Mode, SeatSetup, Setup
from game.session.match_session import MatchSession
from game.session.ports import Session, Sitter
from game.session.store import DigitSample, Ending, KeptAnswer, NumberSample, Opening, StoreFailedError
from game.ui import handwriting
from recognizer.habits import Habits
from recognizer.ink import Point, Stroke
from tests.fakes import FakeJobs, FakeReader

FRAME = 1 / 60
STEP = 0.25  # from digit to digit on the sheet


@dataclass
class Shelf:
    """A store that keeps everything in lists; raises ``fails`` instead while that is set."""

    opened: list[Opening] = field(default_factory=list)
    answers: dict[tuple[int, int], KeptAnswer] = field(default_factory=dict)
    corrected: list[DigitSample | NumberSample] = field(default_factory=list)
    confirmed: list[DigitSample] = field(default_factory=list)
    rests: dict[int, tuple[float, float]] = field(default_factory=dict)
    endings: list[Ending] = field(default_factory=list)
    written: list[str] = field(default_factory=list)
    fails: StoreFailedError | None = None

    def _write(self, what: str) -> None:
        if self.fails is not None:
            raise self.fails
        self.written.append(what)

    def begin(self, opening: Opening) -> int:
        self._write("begin")
        self.opened.append(opening)
        return 1

    def answer(self, match: int, kept: KeptAnswer) -> int:
        assert match == 1
        self._write(f"answer {kept.seat} {kept.answer.round}")
        self.answers[kept.seat, kept.answer.round] = kept
        return 100 * kept.seat + kept.answer.round

    def correct(self, sample: DigitSample) -> None:
        self._write("correct")
        self.corrected.append(sample)

    def correct_number(self, number: NumberSample) -> None:
        self._write("correct number")
        self.corrected.append(number)

    def confirm(self, sample: DigitSample, draw: float) -> None:
        assert 0 <= draw < 1
        self._write("confirm")
        self.confirmed.append(sample)

    def rest(self, player: int, rest: float, patience: float) -> None:
        self._write("rest")
        self.rests[player] = rest, patience

    def finish(self, match: int, ending: Ending) -> None:
        assert match == 1
        self._write("finish")
        self.endings.append(ending)


class SessionTable:
    """A session and everything around it; ``make`` makes it from what a `MatchSession` is made from.

    Attributes:
        readers: of players, where it is not ``reader``.
        drains: whether jobs are done before each frame.
        events: all that has happened.
        asked: when the question of a seat's round was shown.
        late: seconds by which the match may be behind the time here.
    """

    late = 0.0

    def __init__(
        self,
        setup: Setup | None = None,
        sitters: tuple[Sitter, ...] = (Sitter("Anna"),),
        habits: Callable[[int], Habits] | None = None,
        make: Callable[..., Session] = MatchSession,
    ) -> None:
        self.now = 10.0
        self.jobs, self.reader, self.shelf = FakeJobs(), FakeReader("plain"), Shelf()
        self.readers: dict[int | None, FakeReader] = {}
        self.awake = self.drains = True
        self.told: list[str] = []
        self.events: list[e.Event] = []
        self.asked: dict[tuple[int, int], float] = {}
        self.session = make(
            setup or Setup(Mode.SPRINT, 3, (SeatSetup("Anna"),), length=5, level=4),
            sitters,
            now=self.now,
            jobs=self.jobs,
            reader=self._reader_of,
            store=self.shelf,
            tell=self.told.append,
            habits=habits,
            handwriting=handwriting.write,
        )

    def _reader_of(self, player: int | None) -> FakeReader | None:
        return self.readers.get(player, self.reader) if self.awake else None

    def begin(self) -> None:
        for seat in range(len(self.session.summary())):
            self.session.ready(seat, self.now)
        self.wait(1.0)

    def wait(self, seconds: float) -> None:
        """Let frames pass."""
        for _ in range(round(seconds / FRAME)):
            self.now += FRAME
            if self.drains:
                self.jobs.drain()
            happened = self.session.update(self.now)
            self.asked |= {
                (event.seat, event.round): self.now for event in happened if isinstance(event, e.Asked)
            }
            self.events += happened

    def answer(self, seat: int = 0) -> int:
        return self.session._match.question(seat).answer

    def stroke(
        self, x: float, digit: int | None = None, *, y: float = 0.0, seat: int = 0, to: float = 0.0
    ) -> bool:
        """An upright stroke of 0.3 at ``x``, ``to`` the side, that takes 0.1 s; None is no digit."""
        pressure = None if digit is None else digit / 10
        return self.draw([(x + to * i / 6, y - 0.15 + i * 0.05) for i in range(7)], pressure, seat=seat)

    def draw(self, path: list[tuple[float, float]], pressure: float | None = None, *, seat: int = 0) -> bool:
        """A stroke along ``path`` that takes 0.1 s; whether it was taken."""
        self.session.pen_down(seat, Point(*path[0], self.now, pressure))
        taken = self.session.view(seat).pen
        points = [Point(*path[0], self.now, pressure)]
        for number, (x, y) in enumerate(path[1:], 1):
            if number % max(1, len(path) // 6) == 0:
                self.wait(FRAME)
            points.append(Point(x, y, self.now, pressure))
            self.session.pen_move(seat, points[-1])
        self.session.pen_up(seat, Stroke(tuple(points)))
        return taken

    def write(self, text: str, *, x: float = -0.3, pause: float = 0.1, seat: int = 0) -> None:
        """Digits from left to right, ``pause`` seconds apart."""
        for place, character in enumerate(text):
            if place:
                self.wait(pause)
            assert self.stroke(x + place * STEP, int(character), seat=seat)

    def play(self, text: str | None = None) -> None:
        """Write an answer (the right one by default) and get the next question."""
        self.write(str(self.answer()) if text is None else text)
        self.wait(3.0)
        if self.session.view(0).play.stays:
            self.go_on()

    def go_on(self, seat: int = 0) -> None:
        """Have seen enough of a slip."""
        self.session.next(seat, self.now)
        self.wait(LATE_STROKE + FRAME)

    def wrong(self) -> str:
        """A wrong answer of as many digits."""
        answer = str(self.answer())
        return answer[:-1] + str((int(answer[-1]) + 1) % 10)

    def heard(self, kind: type[e.Event]) -> list[Any]:
        return [event for event in self.events if isinstance(event, kind)]
