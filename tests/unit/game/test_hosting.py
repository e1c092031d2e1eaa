"""``main.py host``: what it says, what it refuses, and where the ink goes."""

from __future__ import annotations

import asyncio
import socket
from pathlib import Path

import pytest

import main as game_main
from data.store import Store, store_file
from game.hosting import Hosting, host
from game.net import protocol as p
from game.net.machine import CannotHostError
from game.net.room import Room
from game.net.seated import Player
from game.store_adapter import StoreAdapter
from tests.unit.game.net.room_table import KEY, RoomTable


def refusal(folder: Path, hosting: Hosting) -> str:
    with pytest.raises(CannotHostError) as caught:
        host(folder, hosting)
    text = str(caught.value)
    assert text.endswith(".") and "\n" not in text and len(text) < 300
    return text


@pytest.mark.parametrize("rooms", [0, -1, 101])
def test_a_number_of_rooms_that_makes_no_sense_is_refused(tmp_path: Path, rooms: int) -> None:
    assert "--rooms" in refusal(tmp_path, Hosting(rooms=rooms))


def test_a_port_in_use_is_reported(tmp_path: Path) -> None:
    with socket.socket() as taken:
        taken.bind(("0.0.0.0", 0))
        taken.listen()
        port = taken.getsockname()[1]
        assert f"Port {port} is in use" in refusal(tmp_path, Hosting(port=port))


def test_a_certificate_needs_its_key(tmp_path: Path) -> None:
    assert "--cert and --key" in refusal(tmp_path, Hosting(cert=tmp_path / "cert.pem"))


def test_a_certificate_that_is_none_is_reported(tmp_path: Path) -> None:
    for name in ("cert.pem", "key.pem"):
        (tmp_path / name).write_text("no certificate")
    for cert in (tmp_path / "cert.pem", tmp_path / "missing.pem"):
        assert "PEM" in refusal(tmp_path, Hosting(cert=cert, key=tmp_path / "key.pem"))


def test_a_refusal_ends_with_code_two(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    code = game_main.main(["--data-dir", str(tmp_path), "host", "--port", "99999"])
    said = capsys.readouterr()
    assert (code, said.out) == (2, "")
    assert said.err.strip() == "There is no port 99999: choose one from 1024 to 65535 with --port."


def test_every_answers_ink_lands_in_the_store_under_its_player(tmp_path: Path) -> None:
    with Store.open(store_file(tmp_path)) as store:
        anna = store.players.add("Anna", "#008080")
        table = RoomTable(p.Rules(p.Game.RACE, level=4, length=2), [Player(anna.id, "Anna")])
        gear = type(table.equipment)(
            table.jobs,
            table.jobs,
            lambda _: table.reader,
            StoreAdapter(store),
            None,
            table.equipment.players,
        )
        table.room = Room("4719", KEY, gear, now=table.now, seed=11, rules=table.room.rules)
        pad, guest = table.join("", profile=anna.id), table.join("Ben")
        table.order(p.Ask.START)
        for _ in range(2):
            table.answer(pad)
            table.answer(guest)
        table.wait(1.0)
        table.jobs.drain()
        matches = [store.matches.get(number) for number in (1, 2)]
        [match] = [one for one in matches if one.seats[0].player_id == anna.id]
        answers = store.matches.answers(match.id)
        assert [len(answer.ink.strokes) > 0 for answer in answers if answer.ink] == [True, True]
        assert match.mode == "race"


def test_nothing_listens_before_and_after_hosting(tmp_path: Path) -> None:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]

    async def reached() -> bool:
        try:
            _, writer = await asyncio.open_connection("127.0.0.1", port)
        except OSError:
            return False
        writer.close()
        return True

    refusal(tmp_path, Hosting(port=port, rooms=0))
    assert not asyncio.run(reached())
