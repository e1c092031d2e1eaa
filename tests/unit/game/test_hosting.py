"""``main.py host``: what it says, what it refuses, and where the ink goes."""

from __future__ import annotations

import asyncio
import socket
from functools import partial
from pathlib import Path

import pytest

import main as game_main
from data.records import Exercise as StoredExercise
from data.records import Operation
from data.records import Question as StoredQuestion
from data.store import Store, store_file
from game.hosting import Cached, Hosting, exercises_of, host, rules_for, rules_of, where
from game.net import machine
from game.net import protocol as p
from game.net.machine import CannotHostError
from game.net.occupant import Player
from game.net.room import Room
from game.net.server import OpenedRoom
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


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        (["--level", "11"], "Choose a level from 1 to 10 with --level, not 11."),
        (["--length", "0"], "Choose a length from 1 to 600 with --length, not 0."),
        (
            ["--game", "together", "--length", "9999"],
            "Choose a length from 1 to 600 with --length, not 9999.",
        ),
        (["--port", "70000"], "There is no port 70000: choose one from 1024 to 65535 with --port."),
    ],
)
def test_what_cannot_be_played_is_told_in_a_sentence(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], arguments: list[str], sentence: str
) -> None:
    code = game_main.main(["--data-dir", str(tmp_path), "host", *arguments])
    assert (code, capsys.readouterr().err.strip()) == (2, sentence)


@pytest.mark.parametrize("game", list(p.Game))
def test_a_game_is_as_long_as_it_usually_is(game: p.Game) -> None:
    rules = rules_for(game, 4, None)
    assert (rules.game, rules.level) == (game, 4)
    assert rules.length == {p.Game.TOGETHER: 60, p.Game.PRACTICE: 0}.get(game, 10)
    assert rules_for(game, 1, 20).length == 20


def test_an_exercise_is_found_by_its_name_and_one_that_is_not_there_is_told(tmp_path: Path) -> None:
    with Store.open(store_file(tmp_path)) as store:
        question = StoredQuestion(7, Operation.MULTIPLY, 8)
        saved = store.exercises.save(StoredExercise("Sevens", "practice", 10, (question,)))
        there = Cached(partial(exercises_of, store))
        assert [(one.id, one.name, one.questions[0].text) for one in there()] == [
            (saved.id, "Sevens", "7 × 8 =")
        ]
        assert rules_of(Hosting(exercise=" sevens "), there()).exercise == saved.id
    assert "There is no exercise “Eights”" in refusal(tmp_path, Hosting(port=0, exercise="Eights"))


def test_a_host_without_a_network_says_what_to_do(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(machine, "addresses", list)
    said = where(Hosting(port=4719), 4719, [OpenedRoom("1234", "secret")], None)
    assert "No network was found: only this machine can join. Connect it to one, and start again." in said
    assert "http://localhost:4719/teacher/#1234.secret" in said


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
