"""A real Redis for tests, on a port of its own. It can be stopped and started again."""

from __future__ import annotations

import os
import shutil
import signal
import socket
import subprocess
import tempfile
import time
from pathlib import Path
from types import TracebackType
from typing import Self

import pytest

_UP_WITHIN_S = 10.0


def redis_needed() -> None:
    """Skip the test where no Redis is installed. In CI one has to be, and the test fails."""
    if shutil.which("redis-server") is None:
        if os.environ.get("CI") == "true":
            pytest.fail("redis-server is missing: CI must install it")
        pytest.skip("redis-server is not installed")


class RedisServer:
    """A Redis with its files in a folder that is deleted at the end.

    Args:
        keeps: whether what it knows is still there after :meth:`stop` and :meth:`start`.
    """

    def __init__(self, *, password: str = "", keeps: bool = True) -> None:
        self._password, self._keeps = password, keeps
        self._folder = tempfile.mkdtemp(prefix="digit-duel-redis-")
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            self.port = int(probe.getsockname()[1])
        self._process: subprocess.Popen[bytes] | None = None
        self.start()

    @property
    def url(self) -> str:
        secret = f":{self._password}@" if self._password else ""
        return f"redis://{secret}127.0.0.1:{self.port}/0"

    def start(self) -> None:
        command = ["redis-server", "--port", str(self.port), "--bind", "127.0.0.1", "--dir", self._folder]
        command += ["--appendonly", "yes", "--save", ""] if self._keeps else ["--save", ""]
        command += ["--requirepass", self._password] if self._password else []
        log = (Path(self._folder) / "log").open("ab")
        self._process = subprocess.Popen(command, stdout=log, stderr=log)
        log.close()
        until = time.monotonic() + _UP_WITHIN_S
        while time.monotonic() < until:
            try:
                with socket.create_connection(("127.0.0.1", self.port), 0.2) as probe:
                    probe.sendall(b"PING\r\n")
                    if probe.recv(8).startswith((b"+PONG", b"-NOAUTH")):
                        return
            except OSError:
                pass
            time.sleep(0.02)
        raise RuntimeError("redis-server did not start")

    def stop(self) -> None:
        if self._process is not None:
            self._process.send_signal(signal.SIGTERM)
            self._process.wait(20)
            self._process = None

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.stop()
        shutil.rmtree(self._folder, ignore_errors=True)
