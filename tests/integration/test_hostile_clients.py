"""A host among hostile clients: malformed, oversized, out-of-order and hostile messages by the thousand.

Others are served meanwhile, memory stays flat, and nothing falls.
"""

from __future__ import annotations

import asyncio
import json
import random
import sys
import time
from contextlib import suppress
from pathlib import Path
from typing import Any

import pytest
from websockets.asyncio.client import connect
from websockets.exceptions import ConnectionClosed

from game.net import protocol as p
from game.net.limits import Limits
from tests.unit.game.net.room_table import line
from tests.unit.game.net.test_server import Site, answer, say, site, until

MESSAGES = 100_000
GENTLE = Limits(messages=1e9, burst=1e9, bytes_a_second=1e12, connections=1000, wrong=10**9)
_WORDS = ["ink", "done", "pass", "next", "join", "watch", "order", "rules", "keys", "else", "x", ""]


def nonsense(rng: random.Random) -> str | bytes:
    """One message that no page sends."""
    kind = rng.randrange(8)
    if kind == 0:
        return rng.randbytes(rng.randrange(200))
    if kind == 1:
        return "{" * rng.randrange(1, 3000)
    if kind == 2:
        return p.encode(
            p.Ink(rng.randrange(9), rng.randrange(9), [rng.randrange(-(10**6), 10**6)] * 9)
        ).decode()
    if kind == 3:
        return p.encode(p.Done(rng.randrange(100_000), rng.randrange(10**7))).decode()
    if kind == 4:
        return p.encode(p.Order(rng.choice(list(p.Ask)), rng.randrange(40))).decode()
    if kind == 5:
        return p.encode(p.Ink(1, rng.randrange(9999), p.packed(line(3, 0, 10)), rng.random() < 0.5)).decode()
    if kind == 6:
        fields = {
            rng.choice(["r", "s", "p", "round", "text", "seat"]): rng.choice([-1, 1e308, "7", None, [1], {}])
        }
        return json.dumps({"type": rng.choice(_WORDS), **fields})
    return "x" * rng.choice([10, 5000, p.MOST_BYTES - 1, p.MOST_BYTES + 1])


def memory_kb() -> int:
    for row in Path("/proc/self/status").read_text().splitlines():
        if row.startswith("VmRSS"):
            return int(row.split()[1])
    return 0


async def attack(here: Site, seed: int, count: int) -> int:
    """Send so many hostile messages, and join again whenever the host has had enough."""
    rng, sent = random.Random(seed), 0
    while sent < count:
        try:
            async with connect(f"ws://{here.address}/socket", compression=None, max_queue=None) as bad:
                await say(bad, p.Join(p.VERSION, here.opened.code, f"Bad {seed}"))
                while sent < count:
                    sent += 1
                    await bad.send(nonsense(rng))
        except (ConnectionClosed, OSError):
            pass
    return sent


async def play(here: Site, answers: int) -> list[float]:
    """Somebody who plays meanwhile: how long each verdict took."""
    took = []
    async with connect(f"ws://{here.address}/socket", compression=None) as good:
        await say(good, p.Join(p.VERSION, here.opened.code, "Mina"))
        await until(good, p.Welcome)
        here.room.do(p.Order(p.Ask.START), time.monotonic())
        question = await until(good, p.Question)
        for _ in range(answers):
            await asyncio.sleep(1.0)
            began = time.perf_counter()
            verdict = await answer(good, question, at=800)
            took.append(time.perf_counter() - began)
            assert verdict.outcome is p.Outcome.RIGHT
            question = await until(good, p.Question)
    return took


@pytest.mark.slow
@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="asks /proc for memory")
def test_hostile_messages_hold_up_nobody() -> None:
    async def run() -> dict[str, Any]:
        async with site(GENTLE) as here:
            here.room.do(p.Rules(p.Game.PRACTICE, level=4, length=0), time.monotonic())
            await attack(here, 0, 5_000)
            before = memory_kb()
            attackers = [asyncio.create_task(attack(here, seed, MESSAGES // 4)) for seed in range(1, 5)]
            took = await play(here, 12)
            sent = sum(await asyncio.gather(*attackers))
            with suppress(TimeoutError):
                await asyncio.wait_for(play(here, 2), 60)
            return {"sent": sent, "took": took, "grown_kb": memory_kb() - before, "stage": here.room.stage}

    seen = asyncio.run(run())
    print(seen)
    assert seen["sent"] == MESSAGES
    assert seen["stage"] is p.Stage.PLAYING
    assert seen["grown_kb"] < 20_000
