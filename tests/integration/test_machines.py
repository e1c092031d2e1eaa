"""Two machines with a folder each: one is killed, and the other takes its room up by what was copied."""

from __future__ import annotations

import asyncio
import json
import os
import signal
import subprocess
import sys
import time
from pathlib import Path
from typing import Any
from urllib.error import HTTPError
from urllib.request import urlopen

import pytest
from redis import Redis
from websockets.asyncio.client import connect

from game.net import protocol as p
from game.net.directory import UP_S
from game.net.holding import GONE_S
from tests.redis_server import RedisServer, redis_needed
from tests.unit.game.net.test_server import say, until

ROOT = Path(__file__).resolve().parents[2]
#: After so long, what was told is copied. It is a fraction of that where nobody else needs the processors.
COPIED_WITHIN_S = 2.0

pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(sys.platform == "win32", reason="Windows has no such processes"),
]


class Machine:
    """A server of one worker, with a folder of its own."""

    def __init__(self, folder: Path, redis: str, first: int, rooms: int) -> None:
        command = [sys.executable, "main.py", "--data-dir", str(folder), "serve", "--json", "--port", "0"]
        command += ["--workers", "1", "--first", str(first), "--rooms", str(rooms), "--redis", redis]
        self._process = subprocess.Popen(
            command, cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True
        )
        assert self._process.stdout is not None
        self.folder = folder
        self.said: dict[str, Any] = json.loads(self._process.stdout.readline())

    @property
    def socket(self) -> str:
        return f"ws://127.0.0.1:{self.said['ports'][0]}/socket"

    def door(self, code: str) -> p.Door:
        try:
            with urlopen(f"http://127.0.0.1:{self.said['ports'][0]}/r/{code}", timeout=5) as answer:
                return p.decode_door(answer.read())
        except HTTPError as refused:
            return p.decode_door(refused.read())

    def kill(self) -> None:
        """As when the power is cut."""
        for process in (*self.said["workers"], self._process.pid):
            os.kill(process, signal.SIGKILL)
        self._process.wait(20)

    def stop(self) -> None:
        if self._process.poll() is None:
            self._process.send_signal(signal.SIGTERM)
            self._process.wait(60)


async def passed(pad: Any, round: int) -> None:
    """The pad passes a question, and is told so."""
    await say(pad, p.Pass(round))
    assert (await until(pad, p.Verdict)).outcome is p.Outcome.PASSED


async def play_and_kill(anna: Machine, ben: Machine, redis: Redis) -> None:
    room = anna.said["rooms"][0]
    code, copy = room["code"], f"duel:journal:{room['code']}"
    assert ben.door(code).at.endswith(f":{anna.said['ports'][0]}/")
    async with connect(anna.socket, compression=None) as pad, connect(anna.socket) as host:
        await say(pad, p.Join(p.VERSION, code, "Mina"))
        welcome = await until(pad, p.Welcome)
        await say(host, p.Watch(p.VERSION, code, room["key"]))
        await say(host, p.Order(p.Ask.START))
        await passed(pad, (await until(pad, p.Question)).round)
        told = time.monotonic()
        journal = anna.folder / "served" / f"{code}.journal"
        before = journal.read_bytes()
        while not bytes(redis.get(copy) or b"").startswith(before):  # type: ignore[arg-type]
            assert time.monotonic() < told + COPIED_WITHIN_S
            await asyncio.sleep(0.02)
        await asyncio.sleep(0.8)  # the solved sum is shown so long at least
        await say(pad, p.Next(1))
        second = await until(pad, p.Question)
        await passed(pad, second.round)
        anna.kill()  # so soon that the second verdict may not be copied
    killed = time.monotonic()
    while ben.door(code).closed:
        assert time.monotonic() < killed + UP_S + GONE_S + 10.0
        await asyncio.sleep(0.1)
    print(f"taken up after {time.monotonic() - killed:.1f} s")
    async with connect(ben.socket, compression=None) as pad:
        await say(pad, p.Join(p.VERSION, code, "Mina", token=welcome.token))
        assert (await until(pad, p.Welcome)).seat == welcome.seat
        # The first verdict stands. What came after it may be lost: then it shows once more.
        question = await until(pad, p.Question)
        if question.round == 1:
            assert (await until(pad, p.Verdict)).outcome is p.Outcome.PASSED
        else:
            assert (question.round, question.text) == (2, second.text)


def test_a_machine_that_is_killed_loses_its_last_moments_and_nothing_else(tmp_path: Path) -> None:
    redis_needed()
    with RedisServer() as server:
        anna = Machine(tmp_path / "anna", server.url, 1, rooms=1)
        ben = Machine(tmp_path / "ben", server.url, 5, rooms=0)
        try:
            asyncio.run(asyncio.wait_for(play_and_kill(anna, ben, Redis.from_url(server.url)), 90))
        finally:
            anna.stop()
            ben.stop()
