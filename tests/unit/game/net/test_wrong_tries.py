"""Who tries too many codes: an allowance for each address, and refusals that take longer if more wait."""

from __future__ import annotations

import asyncio

import pytest
from hypothesis import given
from hypothesis import strategies as st

from game.net import wrong_tries
from game.net.limits import Limits
from game.net.wrong_tries import WrongTries

FEW = Limits(wrong=3, wrong_a_second=0.1)


def test_an_address_has_an_allowance_of_its_own_that_comes_back() -> None:
    tries = WrongTries(FEW)
    for now in (0.0, 0.0, 0.0):
        assert not tries.too_many("eve", now)
        tries.count("eve", now)
    assert tries.too_many("eve", 0.0)
    assert not tries.too_many("mina", 0.0)
    assert tries.too_many("eve", 9.9)
    assert not tries.too_many("eve", 10.1)
    tries.count("eve", 10.1)
    assert tries.too_many("eve", 10.2)


@given(st.lists(st.floats(0, 30), max_size=300))
def test_no_address_is_told_more_than_its_allowance(pauses: list[float]) -> None:
    tries, now, told = WrongTries(FEW), 0.0, 0
    for pause in pauses:
        now += pause
        if not tries.too_many("eve", now):
            tries.count("eve", now)
            told += 1
    assert told <= FEW.wrong + FEW.wrong_a_second * now


def test_who_asks_for_more_at_once_waits_longer_and_others_do_not() -> None:
    async def test() -> None:
        tries = WrongTries(FEW)
        waiting = [asyncio.create_task(tries.refuse("eve")) for _ in range(1000)]
        await asyncio.sleep(0)
        assert tries.pause("eve") == wrong_tries.MOST_SLOWED_S
        assert tries.pause("mina") == wrong_tries.SLOWED_S
        for task in waiting:
            task.cancel()
        await asyncio.gather(*waiting, return_exceptions=True)
        assert tries.pause("eve") == wrong_tries.SLOWED_S
        assert tries.refused == 1000

    asyncio.run(test())


def test_no_more_wait_than_there_is_room_for(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(wrong_tries, "MOST_WAITING", 2)

    async def test() -> None:
        tries = WrongTries(FEW)
        waiting = [asyncio.create_task(tries.refuse(who)) for who in ("eve", "mallory")]
        await asyncio.sleep(0)
        assert tries.pause("eve") == tries.pause("mina") == 0.0
        await tries.refuse("mina")
        for task in waiting:
            task.cancel()
        await asyncio.gather(*waiting, return_exceptions=True)

    asyncio.run(test())


def test_the_longest_wait_is_shorter_than_the_patience_of_a_page() -> None:
    from game.net.server import _PAGES

    script = (_PAGES / "pad" / "connection.js").read_text(encoding="utf-8")
    patience = float(script.partition("const ANSWER_MS = ")[2].partition(";")[0]) / 1000
    assert patience >= wrong_tries.MOST_SLOWED_S + 0.5
