"""The host on a real port: who gets in, what is carried, and who is kept out."""

from __future__ import annotations

import asyncio
import json
import socket
import time
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import AsyncExitStack, asynccontextmanager, suppress
from pathlib import Path
from typing import Any
from urllib.error import HTTPError
from urllib.request import Request, urlopen

import pytest
from websockets.asyncio.client import ClientConnection, connect
from websockets.exceptions import ConnectionClosed, InvalidStatus

from game.net import protocol as p
from game.net.equipment import Equipment
from game.net.limits import Bucket, Limits
from game.net.machine import CannotHostError, listen
from game.net.reading import Readings
from game.net.server import Host, OpenedRoom
from game.net.serving import serve
from game.net.table import table_of
from tests.fakes import FakeJobs
from tests.unit.game.net.room_table import LineReader, line, solve

RACE = p.Rules(p.Game.RACE, level=4, length=3)


class Site:
    """A host that serves, with one room."""

    def __init__(self, host: Host, port: int, opened: OpenedRoom) -> None:
        self.host, self.port, self.opened = host, port, opened
        self.room = host.rooms[opened.code].room

    @property
    def address(self) -> str:
        return f"127.0.0.1:{self.port}"

    def socket(self, **options: Any) -> Any:
        return connect(f"ws://{self.address}/socket", compression=None, **options)

    async def get(self, path: str, **headers: str) -> tuple[int, str, dict[str, str]]:
        def fetch() -> tuple[int, str, dict[str, str]]:
            try:
                with urlopen(Request(f"http://{self.address}{path}", headers=headers), timeout=5) as answer:
                    return answer.status, answer.read().decode(), dict(answer.headers)
            except HTTPError as error:
                return error.code, error.read().decode(), dict(error.headers)

        return await asyncio.to_thread(fetch)


@asynccontextmanager
async def site(limits: Limits | None = None, pem: Path | None = None) -> AsyncIterator[Site]:
    """A host that serves; by TLS with a ``pem`` file that holds certificate and key."""
    jobs, reader = FakeJobs(), LineReader()
    readings = Readings(lambda _: reader)
    equipment = Equipment(jobs, readings, readings.reader)
    host = Host(equipment, readings, limits=limits, deliver=jobs.drain)
    bound = listen(0, "127.0.0.1")
    stop, started = asyncio.Event(), asyncio.Event()
    serving = asyncio.create_task(serve(host, bound, cert=pem, key=pem, stop=stop, started=started.set))
    await started.wait()
    port = bound.getsockname()[1]
    try:
        yield Site(host, port, host.open(rules=RACE))
    finally:
        stop.set()
        await asyncio.wait_for(serving, 10)
        readings.close()


def served(test: Callable[[Site], Awaitable[None]], limits: Limits | None = None) -> None:
    async def run() -> None:
        async with site(limits) as here:
            await asyncio.wait_for(test(here), 20)

    asyncio.run(run())


async def say(connection: ClientConnection, message: p.FromClient) -> None:
    await connection.send(p.encode(message).decode())


async def until(connection: ClientConnection, kind: type[Any]) -> Any:
    """The next message of a kind."""
    while True:
        message = p.decode_from_host(await connection.recv())
        if isinstance(message, kind):
            return message


async def reason(connection: ClientConnection) -> int:
    """What it is closed with."""
    with suppress(ConnectionClosed):
        while True:
            await connection.recv()
    return connection.close_code or 0


async def answer(connection: ClientConnection, question: p.Question, at: int = 100) -> p.Verdict:
    """Write the right answer, ``at`` milliseconds after the question was shown."""
    for place, digit in enumerate(str(solve(question.text))):
        await say(
            connection,
            p.Ink(question.round, place, p.packed(line(int(digit), place, at + 100 * place)), True),
        )
    await say(connection, p.Done(question.round, at + 300))
    return await until(connection, p.Verdict)


def test_a_pad_joins_answers_and_gets_its_verdict() -> None:
    async def test(here: Site) -> None:
        async with here.socket() as pad, here.socket() as screen:
            await say(screen, p.Watch(p.VERSION, here.opened.code, here.opened.key))
            await say(pad, p.Join(p.VERSION, here.opened.code, "Mina"))
            welcome = await until(pad, p.Welcome)
            assert welcome.name == "Mina"
            await say(screen, p.Order(p.Ask.START))
            verdict = await answer(pad, await until(pad, p.Question))
            assert verdict.outcome is p.Outcome.RIGHT
            marked = await until(screen, p.Marked)
            assert (marked.seat, marked.outcome) == (welcome.seat, p.Outcome.RIGHT)

    served(test)


def test_a_seat_comes_back_by_its_token() -> None:
    async def test(here: Site) -> None:
        async with here.socket() as pad:
            await say(pad, p.Join(p.VERSION, here.opened.code, "Mina"))
            token = (await until(pad, p.Welcome)).token
            here.room.do(p.Order(p.Ask.START), time.monotonic())
            await asyncio.sleep(0.1)
        async with here.socket() as again:
            await say(again, p.Join(p.VERSION, here.opened.code, token=token))
            assert (await until(again, p.Welcome)).seat == 0
            assert (await until(again, p.Question)).round == 1
            async with here.socket() as third:
                await say(third, p.Join(p.VERSION, here.opened.code, token=token))
                await until(third, p.Welcome)
                assert await reason(again) == p.Reason.ELSEWHERE
                await say(third, p.Ping(5))
                assert (await until(third, p.Pong)).sent == 5

    served(test)


@pytest.mark.parametrize(
    ("first", "code"),
    [
        (p.Join(p.VERSION, "0000"), p.Reason.NO_ROOM),
        (p.Join(99, "{code}"), p.Reason.OLD_HOST),
        (p.Join(0, "{code}"), p.Reason.OLD_CLIENT),
        (p.Join(p.VERSION, "{code}", token="x" * 32), p.Reason.UNKNOWN_TOKEN),
        (p.Watch(p.VERSION, "{code}", "x" * 24), p.Reason.WRONG_KEY),
        (p.Done(1), p.Reason.MALFORMED),
    ],
)
def test_who_cannot_come_in_is_told_why(first: p.FromClient, code: p.Reason) -> None:
    async def test(here: Site) -> None:
        async with here.socket() as pad:
            await pad.send(p.encode(first).decode().replace("{code}", here.opened.code))
            assert await reason(pad) == code

    served(test)


@pytest.mark.parametrize(
    "frame", ["", "{", "[]", b"\x00\xff", '{"type":"watch"}', '{"type":"order","ask":"end"}']
)
def test_a_frame_that_is_no_message_of_a_pad_ends_the_connection(frame: str | bytes) -> None:
    async def test(here: Site) -> None:
        async with here.socket() as pad, here.socket() as other:
            for one in (pad, other):
                await say(one, p.Join(p.VERSION, here.opened.code))
                await until(one, p.Welcome)
            await pad.send(frame)
            assert await reason(pad) == p.Reason.MALFORMED
            await say(other, p.Ping(7))
            assert (await until(other, p.Pong)).sent == 7
            assert here.room.stage is p.Stage.LOBBY

    served(test)


def test_a_frame_that_is_too_long_ends_the_connection() -> None:
    async def test(here: Site) -> None:
        async with here.socket() as pad:
            await say(pad, p.Join(p.VERSION, here.opened.code))
            await pad.send("x" * (p.MOST_BYTES + 1))
            assert await reason(pad) in (1009, p.Reason.MALFORMED)

    served(test)


def test_too_many_messages_end_the_connection() -> None:
    async def test(here: Site) -> None:
        async with here.socket() as pad:
            await say(pad, p.Join(p.VERSION, here.opened.code))
            with suppress(ConnectionClosed):
                for _ in range(1000):
                    await say(pad, p.Ping(1))
            assert await reason(pad) == p.Reason.TOO_FAST

    served(test)


def test_too_many_connections_of_one_address_are_refused() -> None:
    async def test(here: Site) -> None:
        async with here.socket() as one, here.socket() as two, here.socket() as three:
            for connection in (one, two):
                await say(connection, p.Join(p.VERSION, here.opened.code))
                await until(connection, p.Welcome)
            assert await reason(three) == p.Reason.CROWD

    served(test, Limits(connections=2))


def test_codes_cannot_be_tried_out() -> None:
    async def test(here: Site) -> None:
        seen = []
        for _ in range(5):
            async with here.socket() as pad:
                with suppress(ConnectionClosed):
                    await say(pad, p.Join(p.VERSION, "0000"))
                seen.append(await reason(pad))
        assert seen == [p.Reason.NO_ROOM] * 3 + [p.Reason.CROWD] * 2
        status, _, _ = await here.get("/r/0000")
        assert status == 429

    served(test, Limits(wrong=3, wrong_a_second=0.001))


def test_a_page_from_elsewhere_cannot_speak_to_the_host() -> None:
    async def test(here: Site) -> None:
        with pytest.raises(InvalidStatus) as caught:
            await here.socket(origin="http://elsewhere.example").__aenter__()
        assert caught.value.response.status_code == 403
        async with here.socket(origin=f"http://{here.address}") as pad:
            await say(pad, p.Join(p.VERSION, here.opened.code))
            await until(pad, p.Welcome)

    served(test)


@pytest.mark.parametrize(
    "host", ["elsewhere.example", "elsewhere.example:80", "localhost.elsewhere.example", ""]
)
def test_another_name_for_this_machine_is_not_known(host: str) -> None:
    async def test(here: Site) -> None:
        status, _, _ = await here.get(f"/r/{here.opened.code}", Host=host)
        assert status in (400, 403)

    served(test)


def test_the_door_tells_what_a_page_must_know() -> None:
    async def test(here: Site) -> None:
        status, text, headers = await here.get(f"/r/{here.opened.code}")
        door = p.decode_door(text)
        assert (status, door.version, door.stage, door.closed) == (200, p.VERSION, p.Stage.LOBBY, 0)
        assert "frame-ancestors 'none'" in headers["content-security-policy"]
        status, text, _ = await here.get("/r/0000")
        assert (status, p.decode_door(text).closed) == (404, p.Reason.NO_ROOM)

    served(test)


def test_no_file_but_the_pages_can_be_fetched() -> None:
    async def test(here: Site) -> None:
        for path in (
            "/pad/../server.py",
            "/pad/%2e%2e/server.py",
            "/pad/..%2fserver.py",
            "/server.py",
            "/r/../x",
        ):
            status, text, _ = await here.get(path)
            assert status in (400, 403, 404), path
            assert "import" not in text

    served(test)


def test_the_table_needs_the_key() -> None:
    async def test(here: Site) -> None:
        path = f"/export.csv?code={here.opened.code}"
        for header in ({}, {"Authorization": "Bearer nonsense"}, {"Authorization": here.opened.key}):
            status, _, _ = await here.get(path, **header)
            assert status == 403
        status, text, headers = await here.get(path, Authorization=f"Bearer {here.opened.key}")
        assert (status, text.splitlines()[0].split(",")[0]) == (200, "player")
        assert headers["content-type"].startswith("text/csv")

    served(test)


def test_a_name_is_no_formula_in_the_table() -> None:
    async def test(here: Site) -> None:
        async with here.socket() as pad:
            await say(pad, p.Join(p.VERSION, here.opened.code, "=1+1"))
            await until(pad, p.Welcome)
            here.room.do(p.Order(p.Ask.START), time.monotonic())
            await answer(pad, await until(pad, p.Question))
        assert table_of(here.room).splitlines()[1].startswith("'=1+1,1,")

    served(test)


def test_a_client_that_reads_nothing_holds_up_nobody() -> None:
    async def test(here: Site) -> None:
        deaf = socket.create_connection(("127.0.0.1", here.port))
        deaf.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 1024)
        handshake = (
            f"GET /socket HTTP/1.1\r\nHost: {here.address}\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
            "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\nSec-WebSocket-Version: 13\r\n\r\n"
        )
        deaf.sendall(handshake.encode())
        assert b"101" in await asyncio.to_thread(deaf.recv, 100)
        text = p.encode(p.Watch(p.VERSION, here.opened.code, here.opened.key))
        deaf.sendall(bytes([0x81, 0x80 | len(text), 0, 0, 0, 0]) + text)
        async with here.socket() as pad:
            await say(pad, p.Join(p.VERSION, here.opened.code, "Mina"))
            await until(pad, p.Welcome)
            for _ in range(3000):
                here.room.screens.show(0)
                here.host._send(here.host.rooms[here.opened.code])
            waiting = [len(one._waiting) for one in here.host.rooms[here.opened.code].screens.values()]
            assert waiting and max(waiting) <= 400
            await say(pad, p.Ping(9))
            assert (await until(pad, p.Pong)).sent == 9
        deaf.close()

    served(test)


def test_the_end_of_the_program_is_told_to_all() -> None:
    async def run() -> None:
        async with site() as here:
            pad = await here.socket()
            await say(pad, p.Join(p.VERSION, here.opened.code))
            await until(pad, p.Welcome)
            listening = asyncio.create_task(reason(pad))
        assert await listening == p.Reason.STOPPED

    asyncio.run(run())


def test_a_port_that_is_in_use_is_reported() -> None:
    with listen(0, "127.0.0.1") as taken:
        taken.listen()
        port = taken.getsockname()[1]
        with pytest.raises(CannotHostError, match=f"Port {port} is in use"):
            listen(port, "127.0.0.1")
    for wrong in (-1, 70_000):
        with pytest.raises(CannotHostError, match="There is no port"):
            listen(wrong)


def test_a_bucket_fills_up_with_time() -> None:
    bucket = Bucket.full(2.0, 4.0, 0.0)
    assert [bucket.take(1, 0.0) for _ in range(5)] == [True] * 4 + [False]
    assert bucket.take(2, 1.0)
    assert not bucket.take(1, 1.0)
    assert json.dumps(bucket.level) == "0.0"


def test_forty_pads_that_are_dropped_in_mid_answer_come_back_as_they_were() -> None:
    async def test(here: Site) -> None:
        tokens, strokes = [], 2
        async with AsyncExitStack() as stack:
            pads = [await stack.enter_async_context(here.socket()) for _ in range(p.MOST_SEATS)]
            for pad in pads:
                await say(pad, p.Join(p.VERSION, here.opened.code))
                tokens.append((await until(pad, p.Welcome)).token)
            here.room.do(p.Order(p.Ask.START), time.monotonic())
            questions = [await until(pad, p.Question) for pad in pads]
            for pad in pads:
                for stroke in range(strokes):
                    await say(pad, p.Ink(1, stroke, p.packed(line(3, stroke, 100 + 100 * stroke)), True))
                await say(pad, p.Ink(1, strokes, p.packed(line(3, 2, 400)[:2])))
            while not all(len(desk.ink().strokes) == strokes for desk in here.room.desks.values()):
                await asyncio.sleep(0.01)
            for pad in pads:
                pad.transport.abort()
        while here.host.connected:
            await asyncio.sleep(0.01)
        began = time.monotonic()

        async def back(token: str, question: p.Question) -> None:
            async with here.socket() as pad:
                await say(pad, p.Join(p.VERSION, here.opened.code, token=token))
                again = await until(pad, p.Question)
                assert (again.round, again.text) == (question.round, question.text)
                sheet = await until(pad, p.Sheet)
                assert (len(sheet.ink), sheet.strokes) == (strokes, strokes)

        await asyncio.gather(*(back(*one) for one in zip(tokens, questions, strict=True)))
        assert time.monotonic() - began <= 2.0

    served(test)
