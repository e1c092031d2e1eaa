"""The Daily's board: in memory, and the same in a real Redis."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from game.net.daily_board import (
    SHOWN,
    DailyBoard,
    DailyResult,
    Entering,
    MemoryBoard,
    Ranked,
    RedisBoard,
    Today,
)
from game.net.directory import DirectoryError, Trouble
from tests.redis_server import RedisServer, redis_needed

DAY = "2026-11-29"


def entry(seat: str, points: int, seconds: float = 20.0, match: int = 1, name: str = "") -> DailyResult:
    return DailyResult(DAY, seat, match, points, seconds, name)


def on_each(test: Callable[[DailyBoard], Awaitable[None]], kind: str) -> None:
    async def run(board: DailyBoard) -> None:
        try:
            await test(board)
        finally:
            await board.close()

    if kind == "memory":
        asyncio.run(run(MemoryBoard()))
        return
    redis_needed()
    with RedisServer() as server:
        asyncio.run(run(RedisBoard(server.url)))


each = pytest.mark.parametrize("kind", ["memory", "redis"])


@each
def test_a_seat_stands_among_all_of_its_day_and_equals_share_a_place(kind: str) -> None:
    async def test(board: DailyBoard) -> None:
        assert await board.enter(entry("a", 900)) == Today(1, 1, (Ranked(1, 900, ""),))
        await board.enter(entry("b", 1200))
        await board.enter(entry("c", 900))
        await board.enter(replace(entry("z", 9000), day="2026-11-28"))
        today = await board.enter(entry("d", 800))
        assert (today.place, today.players) == (4, 4)
        assert [(line.place, line.points) for line in today.best] == [(1, 1200), (2, 900), (2, 900), (4, 800)]

    on_each(test, kind)


@each
def test_of_equal_points_the_quicker_one_stands_first(kind: str) -> None:
    async def test(board: DailyBoard) -> None:
        await board.enter(entry("slow", 900, 31.2))
        assert (await board.enter(entry("quick", 900, 31.1))).place == 1

    on_each(test, kind)


@each
def test_the_first_match_of_a_seat_counts_and_may_still_change(kind: str) -> None:
    async def test(board: DailyBoard) -> None:
        await board.enter(entry("other", 1000))
        await board.enter(entry("a", 900, match=1))
        again = await board.enter(entry("a", 2000, match=2))
        assert (again.place, again.players) == (2, 2)
        changed = await board.enter(entry("a", 1100, match=1))
        assert (changed.place, changed.players, changed.best[0].points) == (1, 2, 1100)

    on_each(test, kind)


@each
def test_names_are_there_where_they_were_given_and_only_the_best_are_shown(kind: str) -> None:
    async def test(board: DailyBoard) -> None:
        for at in range(SHOWN + 3):
            today = await board.enter(entry(f"{at}", 100 * at, name="Åsa van Dijk" if at % 2 else ""))
        assert (today.players, len(today.best)) == (SHOWN + 3, SHOWN)
        assert [line.name for line in today.best[:3]] == ["", "Åsa van Dijk", ""]

    on_each(test, kind)


def test_nothing_in_redis_tells_the_room_and_all_of_it_ends_by_itself() -> None:
    redis_needed()

    async def run(url: str) -> None:
        board = RedisBoard(url)
        await board.enter(DailyResult(DAY, "471912.b/3", 1, 900, 20.0))
        keys = await board._redis.keys("*")
        held = [await board._redis.zrange(f"duel:daily:{DAY}", 0, -1)]
        held += [await board._redis.hgetall(f"duel:daily:lines:{DAY}")]
        assert len(keys) == 2 and "471912" not in str(keys + held)
        left = [await board._redis.ttl(key) for key in keys]
        assert all(7 * 24 * 3600 < seconds <= 8 * 24 * 3600 for seconds in left)
        await board.close()

    with RedisServer() as server:
        asyncio.run(run(server.url))


results = st.tuples(st.integers(-500, 5000), st.floats(0, 10_000))


@given(st.lists(results, min_size=1, max_size=12))
@settings(max_examples=50)
def test_places_in_memory_are_those_of_the_sorted_results(played: list[tuple[int, float]]) -> None:
    board = MemoryBoard()
    entries = [entry(f"{at}", points, seconds) for at, (points, seconds) in enumerate(played)]

    async def run() -> list[Today]:
        for one in entries:
            await board.enter(one)
        return [await board.enter(one) for one in entries]

    order = sorted((-points, round(10 * seconds)) for points, seconds in played)
    for today, (points, seconds) in zip(asyncio.run(run()), played, strict=True):
        assert today.place == order.index((-points, round(10 * seconds))) + 1
        assert today.players == len(played)


class AwayBoard(MemoryBoard):
    """A board that does not answer the first times."""

    def __init__(self, times: int) -> None:
        super().__init__()
        self.times = times

    async def enter(self, entry: DailyResult) -> Today:
        await asyncio.sleep(0)
        if self.times:
            self.times -= 1
            raise DirectoryError(Trouble.UNREACHABLE)
        return await super().enter(entry)


def test_what_cannot_be_brought_now_is_brought_later_as_it_is_by_then() -> None:
    async def run() -> list[tuple[str, int]]:
        told: list[tuple[str, int]] = []
        entering = Entering(AwayBoard(3), again_s=0.0)
        entering.put(entry("a", 900), lambda today: told.append(("old", today.place)))
        entering.put(entry("b", 1000), lambda today: told.append(("b", today.place)))
        await asyncio.sleep(0)
        entering.put(entry("a", 1100), lambda today: told.append(("a", today.place)))
        while len(told) < 2:
            await asyncio.sleep(0)
        entering.close()
        return told

    assert asyncio.run(asyncio.wait_for(run(), 20)) == [("a", 1), ("b", 2)]
