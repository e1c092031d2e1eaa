"""A host is killed in mid-match and started again: room, scores and the open round are as they were."""

from __future__ import annotations

import asyncio
import sys
import time
from pathlib import Path
from typing import Any

import pytest
from websockets.asyncio.client import connect
from websockets.exceptions import ConnectionClosed

from game.net import protocol as p
from tests.started_host import StartedHost, free_port

BACK_S = 3.0

pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(sys.platform == "win32", reason="Windows kills otherwise"),
]


class Pad:
    """A pad that comes back by itself, as a page does."""

    def __init__(self, port: int, code: str, name: str) -> None:
        self._address, self._code, self._name = f"ws://127.0.0.1:{port}/socket", code, name
        self._token = ""
        self.welcomed = 0
        self.latest: dict[type[Any], Any] = {}
        self._out: asyncio.Queue[str] = asyncio.Queue()
        self.task = asyncio.create_task(self._live())

    async def _live(self) -> None:
        while True:
            try:
                async with connect(self._address, compression=None) as connection:
                    join = p.Join(p.VERSION, self._code, self._name, token=self._token)
                    await connection.send(p.encode(join).decode())
                    sending = asyncio.create_task(self._send(connection))
                    try:
                        async for frame in connection:
                            self._hear(p.decode_from_host(frame))
                    finally:
                        sending.cancel()
            except (OSError, ConnectionClosed):
                pass
            await asyncio.sleep(0.1)

    async def _send(self, connection: Any) -> None:
        while True:
            await connection.send(await self._out.get())

    def _hear(self, message: Any) -> None:
        self.latest[type(message)] = message
        if isinstance(message, p.Welcome):
            self._token = message.token
            self.welcomed += 1

    def say(self, message: p.FromClient) -> None:
        self._out.put_nowait(p.encode(message).decode())

    async def has(self, kind: type[Any]) -> Any:
        while kind not in self.latest:
            await asyncio.sleep(0.01)
        return self.latest[kind]


async def play_and_kill(folder: Path) -> None:
    port = free_port()
    process = StartedHost(folder, port=port)
    room = process.said["rooms"][0]
    pads = [Pad(port, room["code"], name) for name in ("Mina", "Ben")]
    for pad in pads:
        await pad.has(p.Welcome)
    async with connect(f"ws://127.0.0.1:{port}/socket", compression=None) as host:
        for message in (p.Watch(p.VERSION, room["code"], room["key"]), p.Order(p.Ask.START)):
            await host.send(p.encode(message).decode())
        mina, ben = pads
        first = await mina.has(p.Question)
        mina.say(p.Pass(first.round))
        verdict = await mina.has(p.Verdict)
        mina.latest.pop(p.Question)
        await asyncio.sleep(0.8)
        mina.say(p.Next(first.round))
        question = await mina.has(p.Question)
        mina.say(p.Ink(question.round, 0, [-100, -300, 700, 0, 300, 90, 0, 300, 90], True))
        mina.say(p.Ink(question.round, 1, [100, -300, 1200]))
        await mina.has(p.Reading)
    standing = await mina.has(p.Standing)
    process.kill()
    for pad in pads:
        pad.latest.clear()
    process = StartedHost(folder, port=port)
    began = time.monotonic()
    assert [one["code"] for one in process.said["rooms"]] == [room["code"]]
    assert process.said["rooms"][0]["key"] == room["key"]
    again, _ = await asyncio.gather(mina.has(p.Question), ben.has(p.Question))
    took = time.monotonic() - began
    assert took <= BACK_S
    assert (again.round, again.text) == (question.round, question.text)
    sheet = await mina.has(p.Sheet)
    assert (len(sheet.ink), sheet.strokes) == (1, 1)  # the stroke in flight is lost
    assert (await mina.has(p.Standing)) == standing
    assert verdict.outcome is p.Outcome.PASSED
    for pad in pads:
        pad.task.cancel()
    process.stop()
    assert not list((folder / "rooms").glob("*.journal"))
    print(f"back within {took:.2f} s")


def test_a_killed_host_takes_its_room_up_and_the_pads_come_back(tmp_path: Path) -> None:
    asyncio.run(asyncio.wait_for(play_and_kill(tmp_path), 120))
