"""The jobs in which ink is read for many."""

from __future__ import annotations

import asyncio
import multiprocessing
import random
import threading
from contextlib import suppress
from functools import partial
from multiprocessing.connection import Connection

from game.net.reading import MOST_WAITING, ReaderGoneError, ReaderProcess, Readings
from game.ui.handwriting import write
from recognizer.habits import Habits
from recognizer.reading import Reading, State
from tests.unit.game.net.room_table import LineReader


def _now() -> float:
    return 0.0


def test_a_seat_has_one_job_waiting_and_the_order_stays() -> None:
    async def run() -> list[str]:
        readings, done = Readings(lambda _: LineReader()), list[str]()
        for key, name in (("a", "a1"), ("b", "b1"), ("a", "a2"), ("a", "a3"), ("c", "c1")):
            readings.submit(lambda name=name: name, done.append, wanted=_now, key=key)
        readings.cancel("c")
        await asyncio.sleep(0.05)
        readings.close()
        return done

    assert asyncio.run(run()) == ["a3", "b1"]


def test_what_is_wanted_first_is_read_first_even_if_that_changes_while_it_waits() -> None:
    async def run() -> list[str]:
        readings, done = Readings(lambda _: LineReader()), list[str]()
        wanted = {"rests": 5.0, "grows": 7.0, "finished": 6.0}
        for name in wanted:
            at = partial(wanted.__getitem__, name)
            readings.submit(lambda name=name: name, done.append, wanted=at, key=name)
        wanted["finished"] = 1.0
        await asyncio.sleep(0.05)
        readings.close()
        return done

    assert asyncio.run(run()) == ["finished", "rests", "grows"]


def test_a_job_that_fails_is_reported_and_the_next_one_is_done() -> None:
    async def run() -> tuple[list[Exception], list[int]]:
        readings, failed, done = Readings(lambda _: LineReader()), list[Exception](), list[int]()

        def fails() -> int:
            raise ValueError("no")

        readings.submit(fails, done.append, wanted=_now, failed=failed.append)
        readings.submit(lambda: 7, done.append, wanted=_now)
        await asyncio.sleep(0.05)
        readings.close()
        return failed, done

    failed, done = asyncio.run(run())
    assert ([str(error) for error in failed], done) == (["no"], [7])


def test_there_is_no_time_for_a_glimpse_while_others_wait() -> None:
    async def run() -> list[bool]:
        readings = Readings(lambda _: LineReader())
        free = readings.may_glimpse()
        for at in range(5):
            readings.submit(lambda: 1, lambda _: None, wanted=_now, key=str(at))
        crowded = readings.may_glimpse()
        await asyncio.sleep(0.05)
        readings.glimpses = False
        off = readings.may_glimpse()
        readings.close()
        return [free, crowded, off]

    assert asyncio.run(run()) == [True, False, False]


def test_rooms_take_turns() -> None:
    async def run() -> list[str]:
        readings, done = Readings(lambda _: LineReader()), list[str]()
        for room, key in (("a", "1"), ("a", "2"), ("a", "3"), ("b", "1"), ("c", "1")):
            readings.submit(lambda name=room + key: name, done.append, wanted=_now, key=key, room=room)
        await asyncio.sleep(0.05)
        readings.close()
        return done

    assert asyncio.run(run()) == ["a1", "b1", "c1", "a2", "a3"]


def test_a_full_room_is_told_so_and_others_are_not() -> None:
    async def run() -> tuple[int, int, bool, bool]:
        readings, failed, done = Readings(lambda _: LineReader()), list[Exception](), list[str]()
        for at in range(MOST_WAITING + 5):
            readings.submit(
                lambda: "a", done.append, wanted=_now, failed=failed.append, key=str(at), room="a"
            )
        readings.submit(lambda: "b", done.append, wanted=_now, failed=failed.append, key="0", room="b")
        glimpses = readings.may_glimpse("a"), readings.may_glimpse("b")
        while readings.waiting:
            await asyncio.sleep(0)
        readings.close()
        return len(failed), done.index("b"), *glimpses

    assert asyncio.run(run()) == (5, 1, False, True)


class Readers:
    """Stands in for processes that read: each place that is reached answers so many questions, then ends."""

    def __init__(self, *lives: int) -> None:
        self._lives = list(lives)
        self.asked = 0
        self.new: list[int] = []  # glyphs that came with each question

    def reach(self) -> Connection:
        if not self._lives:
            raise ConnectionRefusedError
        ours, theirs = multiprocessing.Pipe()
        threading.Thread(target=self._answer, args=(theirs, self._lives.pop(0)), daemon=True).start()
        return ours

    def _answer(self, pipe: Connection, life: int) -> None:
        pipe.send("ready")
        with suppress(EOFError):
            for _ in range(life):
                *_, new, _ = pipe.recv()
                self.asked += 1
                self.new.append(len(new))
                pipe.send(Reading(State.EMPTY))
            pipe.recv()
            self.asked += 1
        pipe.close()


INK = write("7", random.Random(1))


def _read_beside(readers: Readers, jobs: int) -> tuple[list[Reading], list[Exception]]:
    """Have ink read as often as that, beginning with a process beside."""

    async def run() -> tuple[list[Reading], list[Exception]]:
        done, failed = list[Reading](), list[Exception]()
        readings = Readings(lambda _: LineReader(), [readers.reach])
        reader = readings.reader(None)
        assert reader is not None
        readings.move_beside()
        while not readings.processes:
            await asyncio.sleep(0)
        for at in range(jobs):
            readings.submit(
                lambda: reader.read(INK), done.append, wanted=_now, failed=failed.append, key=f"{at}"
            )
        while len(done) + len(failed) < jobs:
            await asyncio.sleep(0)
        readings.close()
        return done, failed

    return asyncio.run(asyncio.wait_for(run(), 20))


def test_a_job_over_which_a_process_has_ended_is_done_again() -> None:
    readers = Readers(1, 5)
    done, failed = _read_beside(readers, 3)
    assert len(done) == 3 and not failed
    assert readers.asked >= 2


def test_ink_is_read_in_the_loop_while_no_process_is_there() -> None:
    readers = Readers(0)
    done, failed = _read_beside(readers, 3)
    assert [reading.state for reading in done] == [LineReader().read(INK).state] * 3 and not failed
    assert readers.asked == 1


def test_a_job_over_which_processes_end_again_and_again_is_given_up() -> None:
    async def run() -> list[Exception]:
        failed = list[Exception]()
        readings = Readings(lambda _: LineReader(), [Readers(0).reach for _ in range(3)])
        reader = readings.reader(None)
        assert reader is not None
        readings.move_beside()
        while readings.processes < 3:
            await asyncio.sleep(0)
        readings.submit(lambda: reader.read(INK), lambda _: None, wanted=_now, failed=failed.append)
        while not failed:
            await asyncio.sleep(0)
        readings.close()
        return failed

    [error] = asyncio.run(asyncio.wait_for(run(), 20))
    assert isinstance(error, ReaderGoneError)


def test_glyphs_that_a_process_knows_are_not_sent_again() -> None:
    readers = Readers(9)
    process = ReaderProcess(readers.reach)
    four, seven = (write("4", random.Random(2)), 4), (write("7", random.Random(3)), 7)
    process.read(1, None, INK, Habits.of([four]))
    process.read(1, None, INK, Habits.of([four, seven]))
    process.read(1, None, INK, Habits.of([four, seven]))
    process.read(2, None, INK, Habits.of([four]))
    process.close()
    assert readers.new == [1, 1, 0, 1]
