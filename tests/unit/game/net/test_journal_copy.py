"""Copies of journals: both forms do the same, and a copy is the file, whatever has happened on the way."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from contextlib import suppress
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from game.net.directory import DirectoryError, RedisDirectory, Trouble
from game.net.journal import Journal, Left, Locked, framed
from game.net.journal_copy import Copied, Copier, Copies, Part, RedisCopies
from tests.redis_server import RedisServer, redis_needed
from tests.unit.game.net.memory_copies import MemoryCopies
from tests.unit.game.net.test_directory import ANNA

CODE = "471900"
Test = Callable[[Copies], Awaitable[None]]


@pytest.fixture(params=["memory", "redis"])
def run(request: pytest.FixtureRequest) -> Callable[[Test], None]:
    """Runs a test with no copies yet."""

    async def in_redis(test: Test) -> None:
        copies = RedisCopies(request.getfixturevalue("server").url)
        await copies._redis.flushall()
        try:
            await test(copies)
        finally:
            await copies.close()

    async def in_memory(test: Test) -> None:
        await test(MemoryCopies())

    whole = in_memory if request.param == "memory" else in_redis
    if request.param == "redis":
        redis_needed()
    return lambda test: asyncio.run(asyncio.wait_for(whole(test), 30))


def test_parts_make_a_copy_without_gaps(run: Callable[[Test], None]) -> None:
    async def test(copies: Copies) -> None:
        assert await copies.read(CODE) == b""
        first, second = Part(CODE, 3, 0, b"\x00one"), Part(CODE, 3, 4, b"\xfftwo")
        assert await copies.add([second]) == [Copied.GAP]
        assert await copies.add([first, second, second]) == [Copied.YES, Copied.YES, Copied.GAP]
        assert await copies.read(CODE) == b"\x00one\xfftwo"
        assert await copies.add([Part(CODE, 3, 0, b"anew")]) == [Copied.YES]
        assert await copies.read(CODE) == b"anew"
        await copies.forget(CODE, 3)
        assert await copies.read(CODE) == b""

    run(test)


def test_who_was_overtaken_adds_nothing(server: RedisServer) -> None:
    async def test() -> None:
        directory, copies = RedisDirectory(server.url), RedisCopies(server.url)
        await copies._redis.flushall()
        fence = await directory.claim(CODE, ANNA)
        assert fence == 1
        assert await copies.add([Part(CODE, fence, 0, b"one")]) == [Copied.YES]
        await directory.release([CODE], ANNA)
        assert await directory.take(CODE, ANNA, 0) == 2
        for start in (0, 3):
            assert await copies.add([Part(CODE, fence, start, b"late")]) == [Copied.OVERTAKEN]
        await copies.forget(CODE, fence)
        assert await copies.read(CODE) == b"one"
        assert await copies._redis.ttl(f"duel:journal:{CODE}") > 0
        await directory.close()
        await copies.close()

    asyncio.run(test())


class Watched(MemoryCopies):
    """Copies that know what was sent to them, and can be away once."""

    def __init__(self) -> None:
        super().__init__()
        self.sent: list[Part] = []
        self.away = False

    async def add(self, parts: Sequence[Part]) -> list[Copied]:
        if self.away:
            self.away = False
            raise DirectoryError(Trouble.UNREACHABLE)
        self.sent += parts
        return await super().add(parts)


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(st.sampled_from(["put", "anew", "anew twice", "copy", "forget", "away"]), max_size=20))
def test_a_copy_is_the_file_whatever_has_happened(tmp_path: Path, acts: list[str]) -> None:
    """``forget``: Redis has lost what it knew; ``away``: it does not answer once."""
    file = tmp_path / f"{CODE}.journal"

    file.unlink(missing_ok=True)

    async def test() -> None:
        copies = Watched()
        copier = Copier(copies, tmp_path)
        journal = Journal(file)
        for number, act in enumerate(acts):
            if act == "put":
                journal.put(Left(number))
                journal.flush()
            elif act.startswith("anew"):
                for _ in act.split():
                    journal.rewrite([Locked(bool(number % 2)), Left(number)])
            elif act == "forget":
                await copies.forget(CODE, 1)
            elif act == "away":
                copies.away = True
            else:
                with suppress(DirectoryError):
                    await copier.follow({CODE: 1})
                    assert file.read_bytes().startswith(await copies.read(CODE))
        copies.away = False
        journal.put(Left(99))
        journal.close(forget=False)
        await copier.finish(CODE, 1)
        assert await copies.read(CODE) == file.read_bytes()
        file.unlink()

    asyncio.run(test())


def test_only_what_was_added_is_sent(tmp_path: Path) -> None:
    async def test() -> None:
        copies = Watched()
        copier = Copier(copies, tmp_path)
        file = tmp_path / f"{CODE}.journal"
        file.write_bytes(framed(Left(1)))
        held = {CODE: 1, "100000": 1}
        for _ in range(3):
            await copier.follow(held)
        with file.open("ab") as opened:
            opened.write(framed(Left(2)))
        await copier.follow(held)
        first, second = framed(Left(1)), framed(Left(2))
        assert copies.sent == [Part(CODE, 1, 0, first), Part(CODE, 1, len(first), second)]

    asyncio.run(test())


def test_another_file_with_the_number_of_the_first_is_copied_from_its_beginning(tmp_path: Path) -> None:
    """Numbers of files are given again, and all journals of a room begin alike."""

    async def test() -> None:
        copies = Watched()
        copier = Copier(copies, tmp_path)
        file = tmp_path / f"{CODE}.journal"
        for numbers in ([1, 2], [3, 2], [4], [5, 6, 7, 8, 9, 10]):
            file.write_bytes(b"".join(map(framed, (Locked(True), *map(Left, numbers)))))
            await copier.follow({CODE: 1})
            assert await copies.read(CODE) == file.read_bytes()

    asyncio.run(test())
