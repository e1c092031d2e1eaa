"""A seat in a room of a real host process, over a real socket: it plays, and comes back after a kill -9."""

from __future__ import annotations

import random
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from websockets.sync.client import connect

from data.store import Store, store_file
from game.net import protocol as p
from game.net.client import Client, known_players
from game.net.connection import Address
from game.play.scoring import Outcome
from game.play.states import State
from game.session.joined_room import Joining, KnownPlayer, Playing, Refusal, Seated, Unseated
from game.session.ports import Link, Session
from game.ui.handwriting import write
from recognizer.ink import Ink, Point
from tests.fakes import FakeJobs, FakeReader
from tests.started_host import StartedHost, free_port
from tests.unit.game.net.room_table import solve

PATIENCE_S = 60.0
BACK_S = 3.0

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="Windows kills otherwise")


class Host:
    """A host's process that can be killed and started again on the same port."""

    def __init__(self, folder: Path) -> None:
        self._folder, self.port = folder, free_port()
        self._processes: list[StartedHost] = []
        self.start()
        room = self._processes[0].said["rooms"][0]
        self.code, self._key = str(room["code"]), str(room["key"])

    def start(self) -> None:
        self._processes.append(StartedHost(self._folder, port=self.port))

    def kill(self) -> None:
        self._processes.pop().kill()

    def stop(self) -> None:
        for process in self._processes:
            process.stop()

    def say(self, *messages: p.FromScreen) -> None:
        """What a screen with the key says."""
        with connect(f"ws://127.0.0.1:{self.port}/socket", compression=None, proxy=None) as line:
            for message in (p.Watch(p.VERSION, self.code, self._key), *messages):
                line.send(p.encode(message).decode())
            line.recv(timeout=PATIENCE_S)


class Player:
    """A client and who plays by it."""

    def __init__(self, port: int, code: str, name: str, known: int | None = None) -> None:
        self.jobs = FakeJobs()
        self.client = Client.join(
            f"127.0.0.1:{port}", code, name, known, clock=time.monotonic, jobs=self.jobs, reader=FakeReader
        )

    def until(self, seen: Callable[[], Any], patience: float = PATIENCE_S) -> float:
        """Let frames pass until something is seen; how many seconds that took."""
        began = time.monotonic()
        while not seen():
            assert time.monotonic() - began < patience, self.client.state
            time.sleep(0.005)
            self.jobs.drain()
            self.client.update()
            state = self.client.state
            if isinstance(state, Playing):
                state.match.update(time.monotonic())
        return time.monotonic() - began

    def wait(self, seconds: float) -> None:
        end = time.monotonic() + seconds
        self.until(lambda: time.monotonic() >= end)

    @property
    def match(self) -> Session:
        state = self.client.state
        assert isinstance(state, Playing)
        return state.match

    @property
    def play(self) -> Any:
        return self.match.view(0).play

    def begin(self) -> None:
        self.until(lambda: isinstance(self.client.state, Playing))
        self.match.ready(0, time.monotonic())
        self.until(lambda: self.play.question is not None)

    def answer(self) -> None:
        """Write the right answer in real time."""
        for stroke in hand(str(solve(self.play.question))).strokes:
            for at, point in enumerate(stroke.points):
                self.wait(0.012)
                now = Point(point.x, point.y, time.monotonic())
                self.match.pen_down(0, now) if at == 0 else self.match.pen_move(0, now)
            self.match.pen_up(0)
            self.wait(0.05)


def hand(text: str) -> Ink:
    """A number in the game's own hand, in the middle of a sheet, with few points."""
    ink = write(text, random.Random(3))
    scale = 0.5 / ink.box.height
    x, y = ink.box.centre
    moved = ink.moved(-x * scale, -y * scale, scale)
    return Ink(tuple(type(stroke)((*stroke.points[:-1:4], stroke.points[-1])) for stroke in moved.strokes))


@pytest.fixture
def host(tmp_path: Path) -> Iterator[Host]:
    host = Host(tmp_path)
    yield host
    host.stop()


@pytest.fixture
def join() -> Iterator[Callable[..., Player]]:
    players: list[Player] = []

    def join(*args: Any) -> Player:
        players.append(Player(*args))
        return players[-1]

    yield join
    for player in players:
        player.client.leave()


def test_a_player_whom_the_host_knows_joins_once(tmp_path: Path, join: Callable[..., Player]) -> None:
    with Store.open(store_file(tmp_path)) as store:
        anna = store.players.add("Anna", "#aa3355")
    host = Host(tmp_path)
    address = f"127.0.0.1:{host.port}"
    assert known_players(address, host.code) == (KnownPlayer(anna.id, "Anna"),)
    player = join(host.port, host.code, "Anna", anna.id)
    player.until(lambda: isinstance(player.client.state, Seated))
    assert player.client.state.name == "Anna"
    assert known_players(address, host.code) == ()
    host.stop()
    assert known_players(address, host.code) == known_players("no address", "4719") == ()


def test_a_race_is_played_over_a_socket(host: Host, join: Callable[..., Player]) -> None:
    host.say(p.Rules(level=2, length=2))
    player = join(host.port, host.code, "Mina")
    player.until(lambda: isinstance(player.client.state, Seated))
    host.say(p.Order(p.Ask.START))
    player.begin()
    for number in (1, 2):
        player.until(lambda: player.play.state is State.THINKING)
        player.wait(0.8)  # a stroke that begins sooner belongs to the answer before
        player.answer()
        assert len(player.match.view(0).ink.strokes) > 0, "own ink is there at once"
        player.match.enter(0, time.monotonic())
        player.until(lambda: len(player.match.summary()[0].answers) == number)  # noqa: B023
    player.until(lambda: player.match.over)
    (summary,) = player.match.summary()
    assert [answer.outcome for answer in summary.answers] == [Outcome.RIGHT] * 2
    assert (summary.score.right, summary.place) == (2, 1)


def test_a_killed_host_that_starts_again_has_the_player_back(host: Host, join: Callable[..., Player]) -> None:
    host.say(p.Rules(level=2, length=5))
    player = join(host.port, host.code, "Mina")
    player.until(lambda: isinstance(player.client.state, Seated))
    host.say(p.Order(p.Ask.START))
    player.begin()
    player.match.give_up(0, time.monotonic())
    player.until(lambda: player.play.state is State.SHOWING)
    player.wait(0.8)
    player.match.next(0, time.monotonic())
    player.until(lambda: player.play.round == 2)
    question, score = player.play.question, player.play.score
    player.wait(0.8)
    host.kill()
    player.until(lambda: player.match.link is Link.LOST)
    player.answer()  # while nobody is there to read it
    player.match.enter(0, time.monotonic())
    ink = player.match.view(0).ink
    assert player.play.question == question
    host.start()
    took = player.until(lambda: player.match.link is Link.OPEN)
    assert took <= BACK_S
    player.until(lambda: len(player.match.summary()[0].answers) == 2)
    passed, written = player.match.summary()[0].answers
    assert (passed.outcome, written.outcome) == (Outcome.PASSED, Outcome.RIGHT)
    assert player.match.ink(0, 2) == ink
    player.until(lambda: player.play.score.points > score.points)  # told after the verdict
    print(f"back within {took:.2f} s")


def test_each_way_not_to_get_in_has_its_reason(host: Host, join: Callable[..., Player]) -> None:
    def refused(port: int, code: str) -> Refusal:
        player = join(port, code, "Ben")
        player.until(lambda: not isinstance(player.client.state, Joining))
        state = player.client.state
        assert isinstance(state, Unseated)
        return state.why

    wrong = f"{(int(host.code) + 1 - 1000) % 9000 + 1000}"
    assert refused(host.port, wrong) is Refusal.NO_ROOM
    assert refused(host.port, "12") is Refusal.NO_ROOM
    assert refused(free_port(), host.code) is Refusal.NO_HOST
    host.say(p.Order(p.Ask.LOCK))
    assert refused(host.port, host.code) is Refusal.LOCKED
    host.say(p.Order(p.Ask.UNLOCK))
    first = join(host.port, host.code, "Mina")
    first.until(lambda: isinstance(first.client.state, Seated))
    host.say(p.Order(p.Ask.START), p.Order(p.Ask.PUNCTUAL))
    assert refused(host.port, host.code) is Refusal.LATE
    host.say(p.Order(p.Ask.END))
    first.until(lambda: isinstance(first.client.state, Unseated))
    assert first.client.state == Unseated(Refusal.ENDED)


@pytest.mark.parametrize(
    ("text", "address"),
    [
        ("192.168.1.24:4719", Address("192.168.1.24", 4719)),
        (" laptop ", Address("laptop", 4719)),
        ("http://192.168.1.24:8000/#4711", Address("192.168.1.24", 8000)),
        ("https://laptop.local/", Address("laptop.local", 4719, secure=True)),
        ("[fe80::1]:4719", Address("fe80::1", 4719)),
    ],
)
def test_an_address_is_taken_as_it_is_typed(text: str, address: Address) -> None:
    assert Address.parse(text) == address


@pytest.mark.parametrize("text", ["", " ", "ftp://laptop", "a b", "laptop:port", "http://", "laptop:99999"])
def test_what_is_no_address_is_said_so(text: str) -> None:
    with pytest.raises(ValueError, match=r".+"):
        Address.parse(text)
    player = Player(0, "4719", "Mina")
    player.client = Client.join(
        text, "4719", "Mina", clock=time.monotonic, jobs=FakeJobs(), reader=lambda: None
    )
    player.client.update()
    assert player.client.state == Unseated(Refusal.NO_ADDRESS)
