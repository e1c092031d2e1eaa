"""Finished answers on a real Redis stream and in a real store: each once, whatever is interrupted."""

from __future__ import annotations

import threading
import time
from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import pytest

from data.records import Answer as StoredAnswer
from data.store import Store
from game.net.stream import StreamStore, Writer, connected
from game.play.modes import Mode
from game.play.questions import Fact, Op, Question
from game.play.scoring import Answer, Outcome
from game.session.ports import Kind, Occasion, Sitter
from game.session.store import DigitSample, Ending, KeptAnswer, Opening, StoreFailedError
from game.store_adapter import StoreAdapter
from recognizer.ink import Ink, Point, Stroke
from tests.redis_server import RedisServer, redis_needed
from tests.temporary_store import temporary_store

INK = Ink((Stroke((Point(0.1, 0.2, 1.0), Point(0.1, 0.4, 1.2))),))
KEY, STREAM = "471900.b/1/0", "duel:answers:shelf"


def opening(key: str = KEY) -> Opening:
    return Opening(Mode.RACE, 4, 5, (Sitter("Mina", Kind.GUEST, None),), Occasion(key=key))


def kept(round: int, outcome: Outcome = Outcome.RIGHT, *, again: bool = False) -> KeptAnswer:
    answer = Answer(round, Question(Fact(7, Op.MULTIPLY, 8)), outcome, "56", "56", 1.0, 0.5, 0.25)
    return KeptAnswer(0, answer, 10, INK, (("56", 0.9), ("58", 0.1)), "bundle", again)


@pytest.fixture
def server() -> Iterator[RedisServer]:
    redis_needed()
    with RedisServer() as running:
        yield running


@pytest.fixture
def store() -> Iterator[Store]:
    with temporary_store() as opened:
        yield opened


class Way:
    """A worker's end of the stream, and the writer's."""

    def __init__(self, server: RedisServer, store: Store) -> None:
        self.server, self.store = server, store
        self.stream = StreamStore(connected(server.url), STREAM)
        self.writer = self.new_writer(StoreAdapter(store))

    def new_writer(self, adapter: Any) -> Writer:
        writer = Writer(connected(self.server.url), STREAM, adapter, sleep=lambda _: None)
        writer.prepare()
        return writer

    def sent(self) -> None:
        """Wait until everything is on the stream."""
        until = time.monotonic() + 10
        while self.stream.waiting and time.monotonic() < until:
            time.sleep(0.01)
        assert not self.stream.waiting

    def written(self) -> list[StoredAnswer]:
        self.sent()
        while self.writer.step(50):
            pass
        matches = self.store.connection.rows("SELECT id FROM matches")
        return [answer for match in matches for answer in self.store.matches.answers(match["id"])]


@pytest.fixture
def way(server: RedisServer, store: Store) -> Iterator[Way]:
    made = Way(server, store)
    yield made
    made.stream.close()


def test_what_a_session_stores_comes_to_the_store_as_it_was(way: Way) -> None:
    match = way.stream.begin(opening())
    way.stream.answer(match, kept(1))
    way.stream.finish(match, Ending([10], [1], True))
    [answer] = way.written()
    direct = StoreAdapter(way.store)
    direct.answer(direct.begin(opening("another")), kept(1))
    [other] = way.store.matches.answers(2)
    assert replace(answer, id=other.id, match_id=2, at=other.at) == other
    assert answer.ink == INK
    finished = way.store.matches.get(1)
    assert (finished.complete, finished.seats[0].score) == (True, 10)


def test_what_is_sent_twice_is_kept_once(way: Way) -> None:
    for _ in range(3):
        match = way.stream.begin(opening())
        for round in (1, 2):
            way.stream.answer(match, kept(round))
    assert [answer.round for answer in way.written()] == [1, 2]


def test_an_answer_sent_again_after_an_interruption_does_not_replace_what_is_there(way: Way) -> None:
    match = way.stream.begin(opening())
    way.stream.answer(match, kept(1))
    way.stream.answer(match, replace(kept(1, again=True), ink=Ink(()), bundle=None))
    way.stream.answer(match, replace(kept(2, again=True), bundle=None))
    first, second = way.written()
    assert (first.ink, first.bundle) == (INK, "bundle")
    assert (second.round, second.bundle) == (2, None)


def test_a_round_that_is_judged_again_is_replaced(way: Way) -> None:
    match = way.stream.begin(opening())
    way.stream.answer(match, kept(1, Outcome.WRONG))
    way.stream.answer(match, kept(1))
    [answer] = way.written()
    assert answer.outcome.value == "right"


def test_another_match_of_the_same_seat_is_another_one(way: Way) -> None:
    for key in ("471900.b/1/0", "471900.b/2/0", "471900.c/1/0"):
        way.stream.answer(way.stream.begin(opening(key)), kept(1))
    assert len(way.written()) == 3


def test_a_writer_that_is_killed_before_it_acknowledges_does_it_again(way: Way) -> None:
    class KilledError(Exception):
        pass

    class Dying(StoreAdapter):
        """Stores an answer, and then the process is killed."""

        def answer(self, match: int, kept: KeptAnswer) -> int:
            super().answer(match, kept)
            raise KilledError

    match = way.stream.begin(opening())
    for round in (1, 2):
        way.stream.answer(match, kept(round))
    way.sent()
    dying = way.new_writer(Dying(way.store))
    with pytest.raises(KilledError):
        while True:
            dying.step(50)
    way.writer = way.new_writer(StoreAdapter(way.store))
    assert [answer.round for answer in way.written()] == [1, 2]
    assert way.store.connection.value("SELECT count(*) FROM matches") == 1
    assert connected(way.server.url).xlen(STREAM) == 0


def test_a_sample_finds_its_answer_though_the_writer_is_another_one(way: Way) -> None:
    match = way.stream.begin(opening())
    answer = way.stream.answer(match, kept(1))
    [stored] = way.written()
    way.writer = way.new_writer(StoreAdapter(way.store))
    for _ in range(2):
        way.stream.correct(DigitSample(5, INK, 8, (0.1,) * 10, None, "bundle", answer))
    way.written()
    [row] = way.store.connection.rows("SELECT label, answer_id FROM samples")
    assert (row["label"], row["answer_id"]) == (5, stored.id)


def test_while_redis_is_away_answers_wait_and_then_come_once(way: Way) -> None:
    match = way.stream.begin(opening())
    way.stream.answer(match, kept(1))
    way.sent()
    way.server.stop()
    began = time.perf_counter()
    for round in (2, 3):
        way.stream.answer(match, kept(round))
    assert time.perf_counter() - began < 0.1
    time.sleep(0.7)
    assert way.stream.waiting == 2
    way.server.start()
    way.writer = way.new_writer(StoreAdapter(way.store))
    assert [answer.round for answer in way.written()] == [1, 2, 3]


def test_a_store_that_is_locked_for_a_moment_loses_nothing(way: Way) -> None:
    class Locked(StoreAdapter):
        tries = 0

        def answer(self, match: int, kept: KeptAnswer) -> int:
            self.tries += 1
            if self.tries < 3:
                raise StoreFailedError("The store is locked.", later=True)
            return super().answer(match, kept)

    way.writer = way.new_writer(Locked(way.store))
    way.stream.answer(way.stream.begin(opening()), kept(1))
    assert len(way.written()) == 1


def test_what_is_no_answer_is_left_out(way: Way) -> None:
    connected(way.server.url).xadd(STREAM, {"entry": b"\x93nonsense"})
    way.stream.answer(way.stream.begin(opening()), kept(1))
    assert len(way.written()) == 1


def test_a_writer_that_is_stopped_writes_first_what_is_there(way: Way) -> None:
    match = way.stream.begin(opening())
    for round in range(1, 250):
        way.stream.answer(match, kept(round))
    way.sent()
    stop = threading.Event()
    stop.set()
    way.writer.run(stop)
    assert len(way.store.matches.answers(1)) == 249
