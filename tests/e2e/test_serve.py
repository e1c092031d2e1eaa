"""The pad's page and a server of two workers: it follows its room through a kill and a drain."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.request import Request, urlopen

import pytest

pytest.importorskip("playwright", reason="Playwright is not installed")

from playwright.sync_api import Browser

from game.net import protocol as p
from tests.e2e.pads import CHROMIUM, Pad, Room
from tests.redis_server import RedisServer, redis_needed
from tests.started_host import ROOT
from tests.unit.game.net.room_table import solve

pytestmark = [
    pytest.mark.screen,
    pytest.mark.skipif(not CHROMIUM.is_file(), reason="Chromium is not installed"),
]


@pytest.fixture
def served(tmp_path: Path) -> Iterator[dict[str, Any]]:
    """What a server of two workers and one room says of itself."""
    redis_needed()
    with RedisServer() as redis:
        command = [sys.executable, "main.py", "--data-dir", str(tmp_path), "serve", "--port", "0", "--json"]
        process = subprocess.Popen(
            [*command, "--workers", "2", "--rooms", "1", "--redis", redis.url],
            cwd=ROOT,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            text=True,
        )
        try:
            assert process.stdout is not None
            said: dict[str, Any] = json.loads(process.stdout.readline())
            yield said
        finally:
            process.send_signal(signal.SIGTERM)
            process.wait(60)


class PublicRoom(Room):
    """A room whose page is opened at the public port; its orders go to the worker that holds it."""

    def __init__(self, said: dict[str, Any]) -> None:
        self._public = said["port"]
        room = said["rooms"][0]
        super().__init__(said["ports"][0], room["code"], room["key"])

    @property
    def address(self) -> str:
        return f"http://127.0.0.1:{self._public}/#{self.code}"


def test_a_page_follows_its_room(served: dict[str, Any], browser: Browser) -> None:
    room = PublicRoom(served)
    room.rules()
    pad = Pad(browser, room).join("Mina")
    room.order(p.Ask.START)
    first = pad.asked()
    pad.answer(first)
    second = pad.asked(first)
    os.kill(served["workers"][0], signal.SIGKILL)
    pad.page.wait_for_selector("#play.lost")
    pad.page.wait_for_selector("#play:not(.lost)")
    pad.answer(second)
    third = pad.asked(second)
    assert pad.page.locator("#progress .right").count() == 2

    def state() -> list[dict[str, Any]]:
        address, _, key = served["operator"].partition("#")
        request = Request(f"http://127.0.0.1:{served['port']}/operator/state")
        request.add_header("Authorization", f"Bearer {key}")
        assert address.endswith("/operator")
        with urlopen(request, timeout=5) as answer:
            workers: list[dict[str, Any]] = json.loads(answer.read())["workers"]
        return workers

    while [bool(worker["rooms"]) for worker in state()] != [False, True]:
        pad.page.wait_for_timeout(200)
    os.kill(served["workers"][1], signal.SIGTERM)
    while [bool(worker["rooms"]) for worker in state()][:1] != [True]:
        pad.page.wait_for_timeout(100)
    pad.page.wait_for_selector("#play:not(.lost)")
    pad.answer(third)
    pad.page.wait_for_selector("#play:not(.lost)")
    pad.settle(third, str(solve(third)))
    assert "3 right" in pad.shows("#hint", "right")
    pad.close()
