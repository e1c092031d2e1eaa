"""The jobs in which ink is read for many."""

from __future__ import annotations

import asyncio
from functools import partial

from game.net.reading import Readings
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
