"""``main.py host`` as a process of its own."""

from __future__ import annotations

import json
import signal
import socket
import subprocess
import sys
from pathlib import Path
from types import TracebackType
from typing import Any, Self

ROOT = Path(__file__).resolve().parent.parent


def free_port() -> int:
    """A port of this machine that nobody uses now."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


class StartedHost:
    """Hosts until it is killed or stopped; in a ``with`` block, until its end.

    Attributes:
        said: what it has printed with ``--json``.
    """

    def __init__(self, folder: Path, *options: str, port: int = 0) -> None:
        command = [sys.executable, "main.py", "--data-dir", str(folder), "host", "--json"]
        self._process = subprocess.Popen(
            [*command, "--port", str(port), *options],
            cwd=ROOT,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            text=True,
        )
        assert self._process.stdout is not None
        line = self._process.stdout.readline()
        assert line, "The host has not started: perhaps its port was taken meanwhile."
        self.said: dict[str, Any] = json.loads(line)

    def kill(self) -> None:
        self._process.kill()
        self._process.wait()

    def stop(self) -> None:
        """As Ctrl+C does."""
        self._process.send_signal(signal.SIGINT)
        assert self._process.wait(20) == 0

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.kill()
