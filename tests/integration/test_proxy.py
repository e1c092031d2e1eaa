"""The reverse proxy of docs/serving.md: its own lines, run by a real nginx with TLS, before a real server."""

from __future__ import annotations

import asyncio
import json
import os
import re
import shutil
import signal
import ssl
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.request import Request, urlopen

import pytest
from websockets.asyncio.client import connect

from game.net import protocol as p
from tests.redis_server import RedisServer, redis_needed
from tests.started_host import free_port
from tests.unit.game.net.test_server import say, until

ROOT = Path(__file__).resolve().parents[2]
[WRITTEN] = re.findall(r"(?s)```nginx\n(.*?)```", (ROOT / "docs" / "serving.md").read_text(encoding="utf-8"))

pytestmark = pytest.mark.slow


def nginx_needed() -> None:
    if shutil.which("nginx") is None or shutil.which("openssl") is None:
        if os.environ.get("CI") == "true":
            pytest.fail("nginx or openssl is missing: CI must install them")
        pytest.skip("nginx or openssl is not installed")


class Proxied:
    """A server of two workers behind nginx."""

    def __init__(self, port: int, said: dict[str, Any]) -> None:
        self.port, self.said = port, said
        self.trusting = ssl.create_default_context()
        self.trusting.check_hostname, self.trusting.verify_mode = False, ssl.CERT_NONE

    @property
    def address(self) -> str:
        return f"https://localhost:{self.port}"

    def get(self, path: str) -> tuple[int, str]:
        try:
            with urlopen(Request(self.address + path), timeout=5, context=self.trusting) as answer:
                return answer.status, answer.read().decode()
        except OSError as error:
            return getattr(error, "code", 0), ""


@pytest.fixture
def proxied(tmp_path: Path) -> Iterator[Proxied]:
    redis_needed()
    nginx_needed()
    port = free_port()
    certificate = ["openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-subj", "/CN=localhost"]
    files = ["-keyout", str(tmp_path / "key.pem"), "-out", str(tmp_path / "cert.pem"), "-days", "2"]
    subprocess.run([*certificate, *files], check=True, capture_output=True)
    with RedisServer() as redis:
        command = [sys.executable, "main.py", "--data-dir", str(tmp_path / "data"), "serve", "--json"]
        command += ["--workers", "2", "--rooms", "4", "--port", "0", "--redis", redis.url]
        server = subprocess.Popen(
            [*command, "--public", f"https://localhost:{port}"],
            cwd=ROOT,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            text=True,
        )
        assert server.stdout is not None
        said = json.loads(server.stdout.readline())
        site = WRITTEN
        for written, here in {
            "listen 443 ssl": f"listen 127.0.0.1:{port} ssl",
            "server_name duel.school.example": "server_name localhost",
            "/etc/ssl/duel": str(tmp_path),
            "127.0.0.1:4720": f"127.0.0.1:{said['ports'][0]}",
            "127.0.0.1:4721": f"127.0.0.1:{said['ports'][1]}",
            "127.0.0.1:4719": f"127.0.0.1:{said['port']}",
            "rate=100r/s": "rate=1r/s",
            "burst=2000": "burst=20",
        }.items():
            assert written in site, written
            site = site.replace(written, here)
        temporary = "".join(f"{kind}_temp_path {tmp_path};\n" for kind in ("client_body", "proxy"))
        user = "user root;\n" if os.getuid() == 0 else ""
        (tmp_path / "nginx.conf").write_text(
            f"{user}pid {tmp_path}/pid;\nerror_log {tmp_path}/error.log;\ndaemon off;\nevents {{}}\n"
            f"http {{\naccess_log off;\n{temporary}{site}\n}}\n"
        )
        nginx = subprocess.Popen(["nginx", "-p", str(tmp_path), "-c", str(tmp_path / "nginx.conf")])
        made = Proxied(port, said)
        try:
            until_ = time.monotonic() + 10
            while made.get("/")[0] != 200:
                assert time.monotonic() < until_ and nginx.poll() is None, "nginx does not answer"
                time.sleep(0.05)
            yield made
        finally:
            nginx.terminate()
            nginx.wait(10)
            server.send_signal(signal.SIGTERM)
            server.wait(60)


def test_pads_follow_their_room_through_the_proxy(proxied: Proxied) -> None:
    async def join(code: str, at: str) -> str:
        address = f"wss://localhost:{proxied.port}{at}socket"
        origin: Any = proxied.address
        async with connect(address, ssl=proxied.trusting, origin=origin, compression=None) as pad:
            await say(pad, p.Join(p.VERSION, code, "Mina"))
            return str((await until(pad, p.Welcome)).room)

    found = set()
    for number, room in enumerate(proxied.said["rooms"]):
        door = p.decode_door(proxied.get(f"/r/{room['code']}")[1])
        found.add(door.at)
        if door.closed == p.Reason.MOVED:
            door = p.decode_door(proxied.get(f"{door.at}r/{room['code']}")[1])
        assert (door.closed, door.code) == (0, room["code"])
        assert asyncio.run(join(room["code"], door.at)).startswith("Room "), number
    assert found == {"/w/1/", "/w/2/"}


def test_what_is_for_the_operator_alone_is_not_shown(proxied: Proxied) -> None:
    assert [proxied.get(path)[0] for path in ("/metrics", "/healthz", "/operator/state")] == [404, 404, 403]


def test_who_asks_for_codes_too_often_is_kept_off_and_nobody_else(proxied: Proxied) -> None:
    code = proxied.said["rooms"][0]["code"]
    asked = [proxied.get(f"{at}/r/{code}")[0] for at in ("", "/w/1", "/w/2") * 10]
    assert asked[:20] == [200] * 20 and 429 in asked[20:]
    assert [proxied.get("/")[0] for _ in range(30)] == [200] * 30
