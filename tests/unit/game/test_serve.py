"""``main.py serve``: what it refuses, its figures, the operator's page. Whole servers: tests/integration."""

from __future__ import annotations

import asyncio
import json
import logging
import stat
import sys
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Any
from urllib.request import Request, urlopen

import pytest

import main as game_main
from game.hosting import Hosting
from game.net import metrics, operators_page
from game.net import protocol as p
from game.net.directory import Trouble
from game.net.machine import CannotHostError, spare_cores
from game.serve import MANY, Serving, _share, serve
from tests.redis_server import RedisServer, redis_needed
from tests.unit.game.net.test_holding import House, Process, house, playing

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="Windows is told to use “main.py host”")


@pytest.mark.parametrize(
    ("plan", "about"),
    [
        (Serving(workers=0, redis="redis://localhost"), "--workers"),
        (Serving(workers=65, redis="redis://localhost"), "--workers"),
        (Serving(workers=2), "--redis"),
        (Serving(workers=1, readers=65), "--readers"),
        (Serving(workers=1, rooms=1001), "--rooms"),
        (Serving(workers=1, public="duel.school.example"), "--public"),
        (Serving(workers=1, cert=Path("cert.pem")), "--key"),
        (Serving(redis="redis://127.0.0.1:9/0"), "does not answer at 127.0.0.1:9"),
        (Serving(redis="localhost:6379"), "such as redis://localhost:6379/0"),
    ],
)
def test_what_cannot_be_served_is_told_in_one_sentence(tmp_path: Path, plan: Serving, about: str) -> None:
    with pytest.raises(CannotHostError) as caught:
        serve(tmp_path, plan)
    text = str(caught.value)
    assert about in text and text.endswith(".") and "\n" not in text and len(text) < 300


def test_a_wrong_password_is_told_and_not_shown(tmp_path: Path) -> None:
    redis_needed()
    with RedisServer(password="secret") as server, pytest.raises(CannotHostError) as caught:
        serve(tmp_path, Serving(redis=server.url.replace("secret", "guessed")))
    assert "wants another password" in str(caught.value)
    assert "secret" not in str(caught.value) and "guessed" not in str(caught.value)


def test_a_refusal_ends_with_code_two(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    code = game_main.main(["--data-dir", str(tmp_path), "serve", "--workers", "3", "--redis", ""])
    said = capsys.readouterr()
    assert (code, said.out) == (2, "")
    assert said.err.strip() == "Several workers need Redis: give its address with --redis."


def test_a_code_is_not_found_by_trying_in_a_lesson() -> None:
    """60 at once and one in ten seconds make 330 tries in 45 minutes, over all workers. There are 900,000
    codes: 64 rooms are hit with a chance of 1 to 43, and one of them with 1 to 2,700."""
    for workers in (1, 2, 8):
        share = _share(MANY, workers)
        tries = workers * (share.wrong + 45 * 60 * share.wrong_a_second)
        assert tries <= 331
    assert 1 - (1 - 64 / 900_000) ** 331 < 1 / 40
    assert 331 / 900_000 < 1 / 2700


@pytest.mark.parametrize(
    ("cores", "workers", "readers"), [(16, 8, 8), (4, 2, 2), (3, 4, 0), (2, 1, 0), (1, 1, 0)]
)
def test_readers_have_the_cores_that_workers_leave(
    monkeypatch: pytest.MonkeyPatch, cores: int, workers: int, readers: int
) -> None:
    monkeypatch.setattr("os.cpu_count", lambda: cores)
    monkeypatch.setattr("os.sched_getaffinity", lambda _: set(range(cores)), raising=False)
    assert spare_cores(workers) == readers


def test_a_host_of_one_class_keeps_its_own_limits() -> None:
    assert Hosting().limits.wrong_a_second == 1.0


# Figures and the operator's page

Fetch = Callable[..., Awaitable[tuple[int, Any]]]


def with_pages(folder: Path, test: Callable[[House, Fetch], Awaitable[None]]) -> None:
    """Run a test with two processes, the first of which has the pages of a worker. The key is ``KEY``."""

    async def whole() -> None:
        async with house(folder, None) as here:
            figures, anna = metrics.Metrics(), here.anna
            anna.host._observer = figures
            anna.host.answer(metrics.routes(figures, anna.host, anna.holding, anna.readings, lambda: 3))
            anna.host.answer(operators_page.routes("KEY", anna.holding))
            await asyncio.wait_for(test(here, fetcher(here.anna)), 30)

    asyncio.run(whole())


def fetcher(process: Process) -> Fetch:
    async def fetch(path: str, order: dict[str, Any] | None = None, key: str = "KEY") -> tuple[int, Any]:
        data = json.dumps(order).encode() if order is not None else None
        request = Request(f"http://127.0.0.1:{process.port}{path}", data)
        request.add_header("Authorization", f"Bearer {key}")

        def get() -> tuple[int, Any]:
            try:
                with urlopen(request, timeout=5) as answer:
                    return answer.status, answer.read().decode()
            except OSError as error:
                return getattr(error, "code", 0), error.read().decode()  # type: ignore[attr-defined]

        return await asyncio.to_thread(get)

    return fetch


def figure(page: str, name: str) -> float:
    [value] = [line.split()[-1] for line in page.splitlines() if line.rpartition(" ")[0] == name]
    return float(value)


def test_figures_count_what_happens_and_name_nobody(tmp_path: Path) -> None:
    async def test(here: House, fetch: Fetch) -> None:
        _, pad, token = await playing(here)
        _, page = await fetch("/metrics")
        assert figure(page, 'duel_answers_total{outcome="right"}') == 1
        assert figure(page, "duel_verdict_seconds_count") == 1
        assert (figure(page, "duel_seats"), figure(page, "duel_rooms")) == (1, 1)
        assert (figure(page, "duel_stream_waiting"), figure(page, "duel_directory_up")) == (3, 1)
        assert (figure(page, "duel_reads_waiting"), figure(page, "duel_readers")) == (0, 0)
        assert figure(page, 'duel_joined_total{how="new"}') == 1
        assert "Mina" not in page and token not in page
        await pad.close()

    with_pages(tmp_path, test)


def test_health_says_whether_the_directory_answers(tmp_path: Path) -> None:
    async def test(here: House, fetch: Fetch) -> None:
        status, said = await fetch("/healthz")
        assert (status, json.loads(said)) == (200, {"rooms": 0, "directory": "up"})
        here.directory.trouble.append(Trouble.UNREACHABLE)
        await here.look()
        status, said = await fetch("/healthz")
        assert (status, json.loads(said)) == (503, {"rooms": 0, "directory": "unreachable"})

    with_pages(tmp_path, test)


def test_the_operator_opens_sees_closes_and_drains(tmp_path: Path) -> None:
    async def test(here: House, fetch: Fetch) -> None:
        _, said = await fetch("/operator/order", {"open": 2, "name": "Maths day"})
        first, second = json.loads(said)["rooms"]
        assert here.anna.host.rooms[first["code"]].room.name == "Maths day 1"
        assert here.anna.host.rooms[second["code"]].room.opens(second["key"])
        await here.pass_by(1.0)
        _, said = await fetch("/operator/state")
        anna, ben = json.loads(said)["workers"]
        assert [room["code"] for room in anna["rooms"]] == sorted([first["code"], second["code"]])
        assert (ben["number"], ben["rooms"]) == (2, [])
        assert (await fetch("/operator/order", {"close": first["code"]}))[0] == 200
        assert (await fetch("/operator/order", {"drain": 2}))[0] == 200
        await here.look()
        assert here.anna.host.rooms[first["code"]].room.stage is p.Stage.OVER
        assert here.ben.drained
        assert (await fetch("/operator/order", {"close": "000000"}))[0] == 404

    with_pages(tmp_path, test)


def test_without_the_key_the_operators_page_tells_nothing(tmp_path: Path) -> None:
    async def test(here: House, fetch: Fetch) -> None:
        for path, order in (("/operator/state", None), ("/operator/order", {"open": 1})):
            status, said = await fetch(path, order, key="guessed")
            sentence = "This is not the operator's key. Open the link that the server has printed."
            assert (status, json.loads(said)) == (403, {"error": sentence})
        assert not here.anna.host.rooms
        status, page = await fetch("/operator", key="")
        assert status == 200 and "KEY" not in page
        assert (await fetch("/operator/operator.js"))[0] == 200

    with_pages(tmp_path, test)


@pytest.mark.parametrize("order", [{"delete": 1}, [], {"open": "many"}, {"open": 1, "name": "x" * 2000}])
def test_what_is_no_order_is_refused(tmp_path: Path, order: Any) -> None:
    async def test(here: House, fetch: Fetch) -> None:
        assert (await fetch("/operator/order", order))[0] == 400
        assert not here.anna.host.rooms

    with_pages(tmp_path, test)


def test_while_the_directory_is_away_the_operator_is_told_to_wait(tmp_path: Path) -> None:
    async def test(here: House, fetch: Fetch) -> None:
        here.directory.trouble.append(Trouble.UNREACHABLE)
        for path, order in (("/operator/state", None), ("/operator/order", {"open": 1})):
            status, said = await fetch(path, order)
            assert status == 503 and "ry again in a minute." in json.loads(said)["error"]

    with_pages(tmp_path, test)


def test_the_operators_key_is_made_once_and_for_its_owner_alone(tmp_path: Path) -> None:
    key = operators_page.key_of(tmp_path)
    assert len(key) >= 32 and operators_page.key_of(tmp_path) == key
    assert stat.S_IMODE((tmp_path / "operator-key").stat().st_mode) == 0o600


def test_a_log_line_is_json_and_has_no_message_of_an_error(capsys: pytest.CaptureFixture[str]) -> None:
    loggers = [logging.getLogger(name) for name in ("game", "data", "recognizer")]
    before = [(logger.handlers[:], logger.level) for logger in loggers]
    try:
        metrics.log_lines("worker 1")
        try:
            raise ValueError("Mina")
        except ValueError:
            logging.getLogger("game.net.server").exception("a job failed")
    finally:
        for logger, (handlers, level) in zip(loggers, before, strict=True):
            logger.handlers[:] = handlers
            logger.setLevel(level)
    line = json.loads(capsys.readouterr().err)
    assert (line["process"], line["level"], line["message"]) == ("worker 1", "error", "a job failed")
    assert line["error"] == "ValueError" and "Mina" not in json.dumps(line)
