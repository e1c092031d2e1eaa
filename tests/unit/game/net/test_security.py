"""The host's promises, and who tries to break them.

Also there: foreign pages, other names for this machine, files beside the pages, rates, codes that are tried
out and formulas in names (``test_server.py``); hostile messages by the thousand
(``tests/integration/test_hostile_clients.py``); markup in names (``tests/e2e``).
"""

from __future__ import annotations

import asyncio
import re
import ssl
import time
from contextlib import suppress
from pathlib import Path
from typing import Any
from urllib.error import HTTPError, URLError
from urllib.request import Request, urlopen

import pytest
import trustme
from websockets.asyncio.client import connect
from websockets.exceptions import ConnectionClosed, InvalidMessage, InvalidStatus
from websockets.typing import Origin

import game.net
from game.net import protocol as p
from game.net.equipment import Equipment
from game.net.limits import Limits
from game.net.reading import Readings
from game.net.server import Host
from tests.fakes import FakeJobs
from tests.unit.game.net.room_table import LineReader
from tests.unit.game.net.test_server import RACE, Site, answer, reason, say, served, site, until

PAGES = [*Path(game.net.__file__).parent.glob("pad/*.*"), *Path(game.net.__file__).parent.glob("teacher/*.*")]


# A seat acts for itself alone


def test_whatever_a_pad_says_another_seat_stays_as_it_was() -> None:
    """Messages name no seat; a field that pretends to name one is ignored."""

    async def test(here: Site) -> None:
        async with here.socket() as victim, here.socket() as thief:
            for pad, name in ((victim, "Mina"), (thief, "Ben")):
                await say(pad, p.Join(p.VERSION, here.opened.code, name))
                await until(pad, p.Welcome)
            here.room.do(p.Order(p.Ask.START), time.monotonic())
            question = await until(victim, p.Question)
            await until(thief, p.Question)
            for text in (
                '{"type":"rename","name":"Thief","seat":0}',
                '{"type":"ink","r":1,"s":0,"p":[0,0,9],"up":true,"seat":0}',
                '{"type":"keys","round":1,"text":"1","seat":0}',
                '{"type":"done","round":1,"seat":0}',
                '{"type":"pass","round":1,"seat":0}',
                '{"type":"next","round":1,"seat":0}',
                '{"type":"leave","seat":0}',
            ):
                await thief.send(text)
            while 1 in here.room.seats:  # the thief alone has left
                await asyncio.sleep(0.01)
            desk = here.room.desks[0]
            assert here.room.seats[0].name == "Mina"
            assert (desk.round, desk.answers, len(desk.ink().strokes)) == (1, [], 0)
            assert (await answer(victim, question)).outcome is p.Outcome.RIGHT

    served(test)


def test_only_the_token_brings_a_seat_back() -> None:
    async def test(here: Site) -> None:
        async with here.socket() as pad:
            await say(pad, p.Join(p.VERSION, here.opened.code, "Mina"))
            token = (await until(pad, p.Welcome)).token
            for wrong in (token[:-1], token + "x", token.swapcase(), here.opened.key, "0"):
                async with here.socket() as thief:
                    await say(thief, p.Join(p.VERSION, here.opened.code, "Mina", token=wrong))
                    assert await reason(thief) == p.Reason.UNKNOWN_TOKEN
            await say(pad, p.Ping(3))
            assert (await until(pad, p.Pong)).sent == 3

    served(test)


# Orders need the key


@pytest.mark.parametrize("ask", list(p.Ask))
def test_a_screen_without_the_key_orders_nothing(ask: p.Ask) -> None:
    async def test(here: Site) -> None:
        async with here.socket() as pad, here.socket() as screen:
            await say(pad, p.Join(p.VERSION, here.opened.code, "Mina"))
            await until(pad, p.Welcome)
            if ask is not p.Ask.START:
                here.room.do(p.Order(p.Ask.START), time.monotonic())
            before = here.room.stage, here.room.locked, here.room.rules, set(here.room.seats)
            await say(screen, p.Watch(p.VERSION, here.opened.code))
            assert not (await until(screen, p.Room)).orders
            await say(screen, p.Order(ask, 0))
            assert await reason(screen) == p.Reason.WRONG_KEY
            assert before == (here.room.stage, here.room.locked, here.room.rules, set(here.room.seats))

    served(test)


def test_one_rooms_key_opens_no_other() -> None:
    async def test(here: Site) -> None:
        other = here.host.open(rules=RACE)
        async with here.socket() as screen:
            await say(screen, p.Watch(p.VERSION, other.code, here.opened.key))
            assert await reason(screen) == p.Reason.WRONG_KEY
        path = f"/export.csv?code={other.code}"
        assert (await here.get(path, Authorization=f"Bearer {here.opened.key}"))[0] == 403
        assert (await here.get(path, Authorization=f"Bearer {other.key}"))[0] == 200

    served(test)


def test_keys_cannot_be_tried_out() -> None:
    """After too many wrong ones, the right one does not open the room either, for a while."""

    async def test(here: Site) -> None:
        path = f"/export.csv?code={here.opened.code}"
        for number in range(4):
            assert (await here.get(path, Authorization=f"Bearer {number}"))[0] == 403
        assert (await here.get(path, Authorization=f"Bearer {here.opened.key}"))[0] == 403
        async with here.socket() as screen:
            with suppress(ConnectionClosed):
                await say(screen, p.Watch(p.VERSION, here.opened.code, here.opened.key))
            assert await reason(screen) == p.Reason.CROWD

    served(test, Limits(wrong=3))


def test_what_only_the_teacher_may_know_is_told_to_nobody_else() -> None:
    async def test(here: Site) -> None:
        async with here.socket() as pad, here.socket() as screen, here.socket() as teacher:
            await say(pad, p.Join(p.VERSION, here.opened.code, "Mina"))
            await say(screen, p.Watch(p.VERSION, here.opened.code))
            await say(teacher, p.Watch(p.VERSION, here.opened.code, here.opened.key))
            heard: list[Any] = []

            async def listen_to(one: Any) -> None:
                async for frame in one:
                    heard.append(p.decode_from_host(frame))

            listening = [asyncio.create_task(listen_to(one)) for one in (pad, screen)]
            await until(teacher, p.Progress)
            await until(teacher, p.Progress)
            for task in listening:
                task.cancel()
            assert heard and not [one for one in heard if isinstance(one, p.Progress)]
            assert here.opened.key not in repr(heard)

    served(test)


# The table


def test_the_key_in_the_address_opens_nothing() -> None:
    """Addresses end up in logs and histories, so that the key must not work from there."""

    async def test(here: Site) -> None:
        for extra in (f"&key={here.opened.key}", f"&authorization=Bearer%20{here.opened.key}"):
            assert (await here.get(f"/export.csv?code={here.opened.code}{extra}"))[0] == 403
        origin = {"Origin": "http://elsewhere.example", "Authorization": f"Bearer {here.opened.key}"}
        assert (await here.get(f"/export.csv?code={here.opened.code}", **origin))[0] == 403

    served(test)


def test_the_tables_file_is_called_by_the_rooms_code_whatever_was_asked() -> None:
    async def test(here: Site) -> None:
        bearer = f"Bearer {here.opened.key}"
        for code in ("../../etc/passwd", f"{here.opened.code}%00", f"{here.opened.code}%0d%0aX:y"):
            assert (await here.get(f"/export.csv?code={code}", Authorization=bearer))[0] in (400, 403)
        _, _, headers = await here.get(f"/export.csv?code={here.opened.code}", Authorization=bearer)
        assert headers["content-disposition"] == f'attachment; filename="room-{here.opened.code}.csv"'

    served(test)


# Origin


@pytest.mark.parametrize(
    "origin", ["null", "https://{address}", "http://{address}.elsewhere.example", "http://127.0.0.1"]
)
def test_an_origin_that_is_nearly_ours_is_another(origin: str) -> None:
    async def test(here: Site) -> None:
        with pytest.raises(InvalidStatus) as caught:
            await here.socket(origin=origin.format(address=here.address)).__aenter__()
        assert caught.value.response.status_code == 403

    served(test)


# Nothing comes in but messages


@pytest.mark.parametrize("method", ["POST", "PUT", "PATCH", "DELETE"])
@pytest.mark.parametrize("path", ["/", "/pad/pad.js", "/teacher/", "/r/1234", "/export.csv", "/models/x.npz"])
def test_no_file_is_taken_from_the_network(method: str, path: str) -> None:
    """No path takes anything; what rooms hear are messages of the protocol, and none carries a file."""

    async def test(here: Site) -> None:
        def send() -> int:
            request = Request(f"http://{here.address}{path}", data=b"x" * 1000, method=method)
            try:
                with urlopen(request, timeout=5) as answer:
                    return int(answer.status)
            except HTTPError as error:
                return error.code

        assert await asyncio.to_thread(send) in (403, 404, 405)

    served(test)


def test_what_a_player_writes_never_becomes_a_path(tmp_path: Path) -> None:
    """Whatever names are sent, the host's folder of journals holds files of its own naming alone."""

    async def run() -> None:
        jobs, reader = FakeJobs(), LineReader()
        readings = Readings(lambda _: reader)
        host = Host(Equipment(jobs, readings, readings.reader), readings, journals=tmp_path / "rooms")
        opened = host.open("../../outside", RACE)
        room = host.rooms[opened.code].room
        for name in ("../../x", "/etc/passwd", "C:\\x", "a\x00b", "<script>", "%2e%2e%2f"):
            room.join(p.Join(p.VERSION, opened.code, name), 0.0)
        room.do(p.Order(p.Ask.START), 0.0)
        assert [file.name for file in (tmp_path / "rooms").iterdir()] == [f"{opened.code}.journal"]
        assert [file.name for file in tmp_path.iterdir()] == ["rooms"]
        host.close()
        readings.close()

    asyncio.run(run())


@pytest.mark.parametrize("file", PAGES, ids=lambda file: f"{file.parent.name}/{file.name}")
def test_pages_make_no_markup_and_no_code_of_what_they_are_told(file: Path) -> None:
    text = file.read_text(encoding="utf-8")
    sinks = r"outerHTML|insertAdjacentHTML|document\.write|\beval\(|new Function|setTimeout\(\s*[\"'`]|srcdoc"
    assert not re.search(sinks, text)
    # The page for old browsers replaces itself by a sentence of its own.
    assert "innerHTML" not in text or (file.name == "old.js" and "${" not in text and "+" not in text)
    assert not re.search(r"\son\w+=", text)


# TLS


def test_a_certificate_makes_everything_encrypted(tmp_path: Path) -> None:
    """Who trusts the certificate's maker plays by https and wss; all others, and plain text, get nothing."""
    pem = tmp_path / "both.pem"
    authority = trustme.CA()
    authority.issue_cert("localhost", "127.0.0.1").private_key_and_cert_chain_pem.write_to_path(pem)
    trusting = ssl.create_default_context()
    authority.configure_trust(trusting)

    async def run() -> None:
        async with site(pem=pem) as here:
            url = f"wss://{here.address}/socket"

            def door(address: str, context: ssl.SSLContext | None) -> bytes:
                with urlopen(f"{address}/r/{here.opened.code}", timeout=5, context=context) as found:
                    return bytes(found.read())

            found = await asyncio.to_thread(door, f"https://{here.address}", trusting)
            assert p.decode_door(found).code == here.opened.code
            with pytest.raises(URLError):
                await asyncio.to_thread(door, f"https://{here.address}", ssl.create_default_context())
            with pytest.raises(OSError):
                await asyncio.to_thread(door, f"http://{here.address}", None)
            with pytest.raises((OSError, InvalidMessage)):
                await here.socket().__aenter__()
            with pytest.raises(InvalidStatus):  # a page that came by plain http
                await connect(url, ssl=trusting, origin=Origin(f"http://{here.address}")).__aenter__()
            ours = Origin(f"https://{here.address}")
            async with connect(url, ssl=trusting, compression=None, origin=ours) as pad:
                await say(pad, p.Join(p.VERSION, here.opened.code, "Mina"))
                await until(pad, p.Welcome)
                here.room.do(p.Order(p.Ask.START), time.monotonic())
                verdict = await answer(pad, await until(pad, p.Question))
                assert verdict.outcome is p.Outcome.RIGHT

    asyncio.run(run())
