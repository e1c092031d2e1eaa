"""What answers at an address may be no host, or one of another version: each has its reason."""

from __future__ import annotations

import http.server
import threading
import time
from collections.abc import Callable, Iterator

import pytest

from game.net import protocol as p
from game.net.connection import Address, Ended, SeatConnection
from game.session.joined_room import Refusal

Answering = Callable[[int, bytes], Address]


@pytest.fixture
def answering() -> Iterator[Answering]:
    """Something that answers every question by HTTP with the same status and text."""
    servers: list[http.server.HTTPServer] = []

    def answering(status: int, text: bytes) -> Address:
        class Handler(http.server.BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                self.send_response(status)
                self.end_headers()
                self.wfile.write(text)

            def log_message(self, *_: object) -> None:
                """Say nothing."""

        servers.append(http.server.HTTPServer(("127.0.0.1", 0), Handler))
        threading.Thread(target=servers[-1].serve_forever, daemon=True).start()
        return Address("127.0.0.1", servers[-1].server_address[1])

    yield answering
    for server in servers:
        server.shutdown()
        server.server_close()


def why_not(address: Address) -> Refusal:
    connection = SeatConnection(address, "4719", "Mina")
    end = time.monotonic() + 20
    news = connection.heard()
    while not news:
        assert time.monotonic() < end
        connection._thread.join(0.01)
        news = connection.heard()
    connection.close()
    (ended,) = news
    assert isinstance(ended, Ended)
    return ended.why


DOOR = p.Door(p.VERSION, "4719")


@pytest.mark.parametrize(
    ("status", "text", "why"),
    [
        (200, b"<html>A printer</html>", Refusal.NO_GAME),
        (404, b"", Refusal.NO_GAME),
        (200, p.encode(p.Door(p.VERSION + 1, "4719")), Refusal.OLD_HERE),
        (200, p.encode(p.Door(p.VERSION - 1, "4719")), Refusal.OLD_THERE),
        (404, p.encode(p.Door(p.VERSION, "", closed=p.Reason.NO_ROOM)), Refusal.NO_ROOM),
        (429, p.encode(p.Door(p.VERSION, "", closed=p.Reason.CROWD)), Refusal.CROWD),
        (200, p.encode(p.Door(p.VERSION, "4719", closed=p.Reason.FULL)), Refusal.FULL),
        (200, p.encode(p.Door(p.VERSION, "4719", closed=p.Reason.LOCKED)), Refusal.LOCKED),
        (200, p.encode(p.Door(p.VERSION, "4719", closed=p.Reason.LATE)), Refusal.LATE),
        (200, p.encode(p.Door(p.VERSION, "4719", closed=4999)), Refusal.MISUNDERSTOOD),
        (200, p.encode(DOOR), Refusal.NO_GAME),  # it has a door, but no socket
    ],
)
def test_what_answers_decides_the_reason(
    answering: Answering, status: int, text: bytes, why: Refusal
) -> None:
    assert why_not(answering(status, text)) is why


def test_a_host_without_a_certificate_is_none_that_is_asked_by_https(answering: Answering) -> None:
    plain = answering(200, p.encode(DOOR))
    assert why_not(Address(plain.host, plain.port, secure=True)) is Refusal.NO_GAME


def test_a_door_leads_to_the_process_that_holds_the_room(answering: Answering) -> None:
    holder = answering(200, p.encode(p.Door(p.VERSION, "4719", closed=p.Reason.FULL)))
    moved = p.Door(p.VERSION, "4719", closed=p.Reason.MOVED, at=f"//{holder.netloc}/w/2/")
    assert why_not(answering(200, p.encode(moved))) is Refusal.FULL


@pytest.mark.parametrize(
    ("at", "door"),
    [
        ("/w/2/", "https://duel.example:443/w/2/"),
        ("//duel.example:4721/", "https://duel.example:4721/"),
        ("/", "https://duel.example:443/"),
    ],
)
def test_where_a_door_leads_is_relative_to_where_it_was_asked(at: str, door: str) -> None:
    led = Address("duel.example", 443, secure=True, path="/w/1/").next_door(at)
    assert f"https://{led.netloc}{led.path}" == door


@pytest.mark.parametrize("at", ["/w/2", "//[::1/"])
def test_a_door_that_leads_nowhere_is_refused(at: str) -> None:
    with pytest.raises(ValueError):
        Address("duel.example", 443).next_door(at)


def test_what_is_said_while_nobody_listens_is_dropped(answering: Answering) -> None:
    connection = SeatConnection(answering(200, p.encode(DOOR)), "4719", "Mina")
    connection.say(p.Leave())
    assert not connection.open and connection._sayings.empty()
    connection.close()
    connection.close()
