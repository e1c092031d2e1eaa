"""A session whose match a room owns, for tests: client and room in one process, without a socket."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from game.net import protocol as p
from game.net.client import Client
from game.net.connection import Ended, Lost, News, Restored
from game.net.equipment import Equipment
from game.net.letters import CloseAll, CloseSeat, ToSeat
from game.net.room import RefusedError, Room
from game.play import events as e
from game.play.modes import Setup
from game.session.joined_room import Playing, Refusal
from game.session.ports import Session, Sitter
from recognizer.habits import STRANGER, Habits
from recognizer.ink import Ink, Point, Stroke
from recognizer.reading import Reading
from tests.fakes import FakeJobs, FakeReader
from tests.unit.game.net.room_table import KEY
from tests.unit.game.session.table import FRAME, SessionTable, Shelf

CODE = "4719"


class Loopback:
    """A client's line to a room in the same process. What is said arrives with :meth:`carry`.

    Attributes:
        way: seconds that a message travels, each way.
    """

    def __init__(self, room: Room, name: str) -> None:
        self.room, self.now = room, 0.0
        self.way = self.round_trip = 0.0
        self.seat = -1
        self.token = ""
        self._name = name
        self._number = self._known = 0
        self._said: list[tuple[float, int, p.FromPad]] = []  # with when it arrives
        self._news: list[tuple[float, News]] = []
        self.said: list[p.FromPad] = []  # all of it
        self.hung_up = False

    @property
    def open(self) -> bool:
        return self._known > 0

    def say(self, message: p.FromPad) -> None:
        if self._known:
            sent: Any = p.decode_from_client(p.encode(message))
            self._said.append((self.now + self.way, self._known, sent))

    def heard(self) -> list[News]:
        news = [one for due, one in self._news if due <= self.now + 1e-9]
        self._news = self._news[len(news) :]
        for one in news:
            if isinstance(one, Restored):
                self._known = one.number
            elif isinstance(one, Lost | Ended):
                self._known = 0
        return news

    def _tell(self, news: News) -> None:
        self._news.append((self.now + self.way, news))

    def close(self) -> None:
        self.way = 0.0
        self._said = [(0.0, number, message) for _, number, message in self._said]
        self.carry()
        self.hung_up = True

    # The network

    def connect(self, now: float) -> None:
        self.now = now
        try:
            self.seat = self.room.join(p.Join(p.VERSION, CODE, self._name, token=self.token), now)
        except RefusedError:
            self._tell(Ended(Refusal.LOCKED))
            return
        self._number += 1
        self.deliver()
        self._tell(Restored(self._number))

    def cut(self, now: float) -> None:
        """The connection is lost."""
        self.now = now
        self._said.clear()
        self._news = [(now, Lost())]
        self.room.lost(self.seat, now)
        self._number += 1  # what is said now is for a connection that is no more

    def carry(self) -> None:
        """Let the room hear what was said."""
        said = [one for one in self._said if one[0] <= self.now + 1e-9]
        self._said = self._said[len(said) :]
        for _, number, message in said:
            if number == self._number:
                self.said.append(message)
                self.room.hear(self.seat, message, self.now)

    def deliver(self) -> None:
        """Let the client hear what the room says to it."""
        rest = []
        for letter in self.room.take_letters():
            match letter:
                case ToSeat() if letter.seat == self.seat:
                    message: Any = p.decode_from_host(p.encode(letter.message))
                    if isinstance(message, p.Welcome):
                        self.token = message.token
                    if self._number:
                        self._tell(message)
                case CloseSeat() if letter.seat == self.seat:
                    self._tell(Ended(Refusal.REMOVED))
                case CloseAll():
                    self._tell(Ended(Refusal.ENDED))
                    rest.append(letter)
                case _:
                    rest.append(letter)
        self.room.put_back(rest)


class PressureKept:
    """Reads ink as another reader does that goes by its pressure, though pressure does not travel.

    Attributes:
        of: the pressure of points by where they are, in the protocol's units.
    """

    id = "pressure kept"

    def __init__(self, reader: FakeReader) -> None:
        self._reader = reader
        self.of: dict[tuple[int, int], float | None] = {}

    def note(self, point: Point) -> None:
        self.of[round(point.x * p.UNIT), round(point.y * p.UNIT)] = point.pressure

    def read(self, ink: Ink, habits: Habits = STRANGER) -> Reading:
        return self._reader.read(self._marked(ink), habits)

    def align(self, ink: Ink, label: str) -> Any:
        return self._reader.align(self._marked(ink), label)

    def _marked(self, ink: Ink) -> Ink:
        return Ink(
            tuple(
                Stroke(
                    tuple(
                        q._replace(pressure=self.of.get((round(q.x * p.UNIT), round(q.y * p.UNIT))))
                        for q in stroke.points
                    )
                )
                for stroke in ink.strokes
            )
        )


class Noting:
    """A session that lets a :class:`PressureKept` know of the points it is given; all else goes through."""

    def __init__(self, session: Session, reader: PressureKept) -> None:
        self._session, self._reader = session, reader

    def __getattr__(self, name: str) -> Any:
        return getattr(self._session, name)

    def pen_down(self, seat: int, point: Point, pointer: int = 0) -> None:
        self._reader.note(point)
        self._session.pen_down(seat, point, pointer)

    def pen_move(self, seat: int, point: Point, pointer: int = 0) -> None:
        self._reader.note(point)
        self._session.pen_move(seat, point, pointer)


class RemoteTable(SessionTable):
    """A table at which the match is in a room; the room's host has the jobs, the reader and the shelf."""

    #: Seconds by which anything may come later than on one machine: how often a room lets time pass.
    late = 0.12

    def __init__(
        self,
        setup: Setup | None = None,
        sitters: tuple[Sitter, ...] = (Sitter("Anna"),),
        habits: Callable[[int], Habits] | None = None,
        *,
        rules: p.Rules | None = None,
    ) -> None:
        self._habits = habits
        self._rules = rules or p.Rules(level=setup.level if setup else 4, length=setup.goal if setup else 5)
        self._name = sitters[0].name
        super().__init__(setup, sitters, habits, make=self._make)

    def _make(self, *_: object, **__: object) -> Session:
        self.shelf = Shelf()
        self.kept = PressureKept(self.reader)
        equipment = Equipment(
            self.jobs, self.jobs, lambda _: self.kept if self.awake else None, self.shelf, self._habits
        )
        self.room = Room(CODE, KEY, equipment, now=self.now, seed=3, rules=self._rules)
        self.line = Loopback(self.room, self._name)
        self.here = FakeJobs()
        self.client = Client(self.line, clock=lambda: self.now, jobs=self.here, reader=lambda: self.kept)
        self.line.connect(self.now)
        self.client.update()
        self.room.do(p.Order(p.Ask.START), self.now)
        self.line.deliver()
        self.client.update()
        state = self.client.state
        assert isinstance(state, Playing)
        return Noting(state.match, self.kept)  # type: ignore[return-value]

    def wait(self, seconds: float) -> None:
        for _ in range(round(seconds / FRAME)):
            self.now += FRAME
            self.line.now = self.now
            if self.drains:
                self.jobs.drain()
            self.line.carry()
            self.room.tick(self.now)
            self.line.deliver()
            happened = self.session.update(self.now)
            if self.drains:
                self.here.drain()
            self.asked |= {
                (event.seat, event.round): self.now for event in happened if isinstance(event, e.Asked)
            }
            self.events += happened

    def answer(self, seat: int = 0) -> int:  # noqa: ARG002
        return self.room.desks[self.line.seat].session._match.question(0).answer


class LiveLine(Loopback):
    """A loopback that lets its room's time pass by a clock, and carries everything when it is looked at."""

    def __init__(self, rules: p.Rules, clock: Callable[[], float], name: str = "Mina") -> None:
        self._clock, self.jobs = clock, FakeJobs()
        equipment = Equipment(self.jobs, self.jobs, lambda _: FakeReader(), Shelf())
        super().__init__(Room(CODE, KEY, equipment, now=clock(), seed=3, rules=rules), name)
        self.connect(clock())

    def heard(self) -> list[News]:
        self.now = self._clock()
        self.carry()
        self.jobs.drain()
        self.room.tick(self.now)
        self.deliver()
        return super().heard()

    def order(self, ask: p.Ask, seat: int = 0) -> None:
        """What the host wants."""
        self.room.do(p.Order(ask, seat), self._clock())

    def others(self, *names: str) -> list[int]:
        """Others join the room, whose pads do nothing by themselves. Gives their seats."""
        return [self.room.join(p.Join(p.VERSION, CODE, name), self._clock()) for name in names]
