"""The directory: both of its forms do the same, and the one in Redis says what is wrong with Redis."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Awaitable, Callable
from dataclasses import replace

import pytest

from game.net.directory import (
    UP_S,
    Directory,
    DirectoryError,
    FoundRoom,
    Holder,
    MemoryDirectory,
    Orphan,
    RedisDirectory,
    Trouble,
)
from tests.redis_server import RedisServer, redis_needed

ANNA = Holder("anna", 1, ":4721", "shelf")
BEN = Holder("ben", 2, ":4722", "shelf")
CARL = Holder("carl", 3, ":4723", "another-shelf")

Pass = Callable[[float], Awaitable[None]]
Test = Callable[[Directory, Pass], Awaitable[None]]
Run = Callable[[Test], None]


@pytest.fixture(params=["memory", "redis"])
def run(request: pytest.FixtureRequest) -> Run:
    """Runs a test with an empty directory, and with a way to let seconds pass."""

    async def in_memory(test: Test) -> None:
        now = [100.0]

        async def wait(seconds: float) -> None:
            now[0] += seconds

        await test(MemoryDirectory(lambda: now[0]), wait)

    async def in_redis(test: Test) -> None:
        directory = RedisDirectory(request.getfixturevalue("server").url)
        await directory._redis.flushall()
        try:
            await test(directory, asyncio.sleep)
        finally:
            await directory.close()

    whole = in_memory if request.param == "memory" else in_redis
    if request.param == "redis":
        redis_needed()
    return lambda test: asyncio.run(asyncio.wait_for(whole(test), 30))


def test_a_code_is_claimed_once_and_found(run: Run) -> None:
    async def test(directory: Directory, _: Pass) -> None:
        await directory.renew(ANNA, {})
        assert await directory.claim("471900", ANNA) == 1
        assert await directory.claim("471900", BEN) is None
        assert await directory.find("471900") == FoundRoom(ANNA)
        assert await directory.find("000000") is None

    run(test)


def test_only_one_of_many_gets_a_code(run: Run) -> None:
    async def test(directory: Directory, _: Pass) -> None:
        fences = await asyncio.gather(*(directory.claim("471900", one) for one in [ANNA, BEN, CARL] * 5))
        assert [fence for fence in fences if fence is not None] == [1]

    run(test)


def test_the_rooms_of_a_holder_that_is_silent_can_be_taken_by_one(run: Run) -> None:
    async def test(directory: Directory, wait: Pass) -> None:
        await directory.renew(ANNA, {})
        first = await directory.claim("471900", ANNA)
        assert first is not None
        assert await directory.take("471900", BEN, 0) is None
        assert await directory.orphans() == []
        await wait(UP_S + 0.2)
        assert await directory.find("471900") == FoundRoom(None)
        assert await directory.orphans() == [Orphan("471900", "shelf", released=False)]
        await directory.renew(BEN, {})
        second = await directory.take("471900", BEN, 0)
        assert second is not None and second > first
        assert await directory.take("471900", CARL, 0) is None
        assert await directory.renew(ANNA, {"471900": first}) == {"471900"}
        assert await directory.renew(BEN, {"471900": second}) == set()
        assert await directory.find("471900") == FoundRoom(BEN)

    run(test)


def test_a_holder_that_renews_keeps_its_rooms(run: Run) -> None:
    async def test(directory: Directory, wait: Pass) -> None:
        fence = await directory.claim("471900", ANNA)
        assert fence is not None
        for _ in range(4):
            assert await directory.renew(ANNA, {"471900": fence}) == set()
            await wait(UP_S / 2)
            assert await directory.take("471900", BEN, 0) is None

    run(test)


def test_what_is_released_can_be_taken_at_once(run: Run) -> None:
    async def test(directory: Directory, _: Pass) -> None:
        await directory.renew(ANNA, {})
        for code in ("1000", "2000"):
            await directory.claim(code, ANNA)
        await directory.release(["1000", "3000"], ANNA)
        await directory.claim("4000", CARL)  # who has never said that he is up
        released, silent = Orphan("1000", "shelf", released=True), Orphan("4000", "another-shelf", False)
        assert await directory.orphans() == [released, silent]
        assert await directory.take("1000", BEN, 7) == 8
        assert await directory.take("2000", BEN, 0) is None
        await directory.release(["1000"], ANNA)  # it is no longer Anna's to give away
        await directory.renew(BEN, {"1000": 8})
        assert await directory.find("1000") == FoundRoom(BEN)

    run(test)


def test_what_is_over_is_forgotten_by_its_holder_alone(run: Run) -> None:
    async def test(directory: Directory, _: Pass) -> None:
        first = await directory.claim("1000", ANNA)
        await directory.forget("1000", BEN)
        assert await directory.find("1000") is not None
        await directory.forget("1000", ANNA)
        assert await directory.find("1000") is None
        assert await directory.orphans() == []
        again = await directory.claim("1000", BEN)
        assert first is not None and again is not None and again > first

    run(test)


def test_who_is_up_is_known_with_what_they_do(run: Run) -> None:
    async def test(directory: Directory, wait: Pass) -> None:
        await directory.renew(BEN, {})
        await wait(UP_S / 2)
        await directory.renew(replace(ANNA, seats=7), {})
        assert await directory.holders() == [replace(ANNA, seats=7), BEN]
        await directory.leave("anna")
        assert await directory.holders() == [BEN]
        await wait(UP_S)
        assert await directory.holders() == []

    run(test)


def test_a_directory_that_knows_nothing_any_more_is_told_by_the_holders() -> None:
    redis_needed()

    async def test(server: RedisServer) -> None:
        directory = RedisDirectory(server.url)
        assert await directory.claim("1000", ANNA) == 1
        await directory.renew(ANNA, {"1000": 1})
        server.stop()
        with pytest.raises(DirectoryError) as caught:
            await directory.find("1000")
        assert caught.value.trouble is Trouble.UNREACHABLE
        server.start()
        assert await directory.find("1000") is None
        assert await directory.renew(ANNA, {"1000": 5}) == set()
        assert await directory.find("1000") == FoundRoom(ANNA)
        await directory.leave("anna")
        assert await directory.take("1000", BEN, 0) == 6
        await directory.close()

    with RedisServer(keeps=False) as server:
        asyncio.run(test(server))


@pytest.mark.parametrize("given", ["", "wrong"])
def test_a_wrong_password_is_told_apart(given: str) -> None:
    redis_needed()

    async def test(server: RedisServer) -> None:
        directory = RedisDirectory(server.url.replace(":secret@", f":{given}@" if given else ""))
        with pytest.raises(DirectoryError) as caught:
            await directory.check()
        assert caught.value.trouble is Trouble.WRONG_PASSWORD
        await directory.close()

    with RedisServer(password="secret") as server:
        asyncio.run(test(server))


def test_no_redis_is_told_within_moments() -> None:
    async def test() -> None:
        directory = RedisDirectory("redis://127.0.0.1:9/0")
        began = time.monotonic()
        with pytest.raises(DirectoryError) as caught:
            await directory.check()
        assert caught.value.trouble is Trouble.UNREACHABLE
        assert time.monotonic() - began < 5
        await directory.close()

    asyncio.run(test())


def test_an_address_that_is_none_is_told() -> None:
    with pytest.raises(DirectoryError) as caught:
        RedisDirectory("localhost:6379")
    assert caught.value.trouble is Trouble.UNUSABLE
