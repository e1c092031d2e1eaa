"""Learning in the background: a fine-tune as a process of its own, followed line by line.

The game's frames never wait for it: a thread collects its lines, and :meth:`Learning.poll` hands them out.
What it changed is found on disk afterwards: the player's head through ``Slot.load_head``, a shared bundle
through ``Slot.load``, figures and flips in the store's run log.
"""

from __future__ import annotations

import json
import logging
import os
import queue
import subprocess
import sys
import threading
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

_ROOT = Path(__file__).resolve().parent.parent
# What a sentence says where the process left none.
_log = logging.getLogger(__name__)
_SILENT = "Learning stopped without a word; nothing was changed."


@dataclass(frozen=True, slots=True)
class Progress:
    """One line of a running fine-tune.

    Attributes:
        step: ``features``, ``trials``, ``fit``, ``check``; ``forget`` in the forgetting lab.
        done: of everything, 0 to 1.
        seconds_left: None while that cannot be told yet.
        curve: a point of the live curve where the line has one, see ``training.finetune.command``.
    """

    step: str
    done: float
    seconds_left: float | None = None
    curve: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Ended:
    """How it ended.

    Attributes:
        result: ``published``, ``refused``, ``forgotten`` (the lab), ``cancelled`` or ``failed``.
        reason: one sentence for the player.
        run: its number in the store's log; None where it did not get that far.
        more: the rest of the last line: ``head``, ``held_out``, ``flips``; the lab's curves.
    """

    result: str
    reason: str
    run: int | None = None
    more: Mapping[str, Any] = field(default_factory=dict)

    @property
    def published(self) -> bool:
        return self.result == "published"


class Learning:
    """One fine-tune under way. Start one with :meth:`personal`, :meth:`shared` or :meth:`forgetting_lab`."""

    def __init__(self, command: Sequence[str]) -> None:
        """Starts ``command``, which prints lines as ``finetune --progress json`` does.

        Raises:
            OSError: the process cannot be started.
        """
        self.latest: Progress | None = None
        self.ended: Ended | None = None
        self._cancelled = False
        self._lines: queue.SimpleQueue[Progress | Ended] = queue.SimpleQueue()
        low = {"creationflags": 0x00004000} if sys.platform == "win32" else {}  # BELOW_NORMAL_PRIORITY_CLASS
        # One thread of arithmetic: the other core is the game's.
        threads = dict.fromkeys(("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS"), "1")
        self._process = subprocess.Popen(
            command,
            cwd=_ROOT,
            env={**os.environ, **threads, "PYTHONIOENCODING": "utf-8"},
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
            encoding="utf-8",
            errors="replace",
            **low,  # type: ignore[call-overload]
        )
        kind = (
            "in the lab" if "--sandbox" in command else "a hand" if "--player" in command else "from everyone"
        )
        _log.info("learning %s starts", kind)
        self._complaints: list[str] = []
        self._listeners = [
            threading.Thread(target=self._listen, name="learning", daemon=True),
            threading.Thread(target=self._hear, name="learning-errors", daemon=True),
        ]
        for listener in self._listeners:
            listener.start()

    @classmethod
    def personal(cls, data_dir: Path, player: str) -> Learning:
        """Learns a player's hand from their samples."""
        return cls(_finetune(data_dir, "--player", player))

    @classmethod
    def shared(cls, data_dir: Path) -> Learning:
        """Learns for everybody from everybody's samples."""
        return cls(_finetune(data_dir))

    @classmethod
    def forgetting_lab(cls, data_dir: Path, player: str, sandbox: Path) -> Learning:
        """The same without rehearsal; nothing but ``sandbox`` is changed."""
        return cls(_finetune(data_dir, "--player", player, "--no-rehearsal", "--sandbox", str(sandbox)))

    @property
    def running(self) -> bool:
        """Whether its end has not been handed out by :meth:`poll` yet."""
        return self.ended is None

    def poll(self) -> list[Progress | Ended]:
        """What was told since the last call, without waiting; an :class:`Ended` comes last, once."""
        told = []
        while not self._lines.empty():
            line = self._lines.get()
            told.append(line)
            if isinstance(line, Progress):
                self.latest = line
            else:
                self.ended = line
        return told

    def cancel(self) -> None:
        """Asks it to stop; its end is handed out by :meth:`poll` as soon as it has. Nothing is half-written,
        and what was in use stays in use."""
        self._cancelled = True
        if self._process.poll() is None:
            self._process.terminate()

    def close(self, patience: float = 5.0) -> None:
        """Stops it for good, for when the game is left."""
        self.cancel()
        try:
            self._process.wait(patience)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait()
        for listener in self._listeners:
            listener.join(patience)

    def _hear(self) -> None:
        assert self._process.stderr is not None
        for line in self._process.stderr:
            self._complaints = [*self._complaints[-4:], line.strip()]

    def _listen(self) -> None:
        assert self._process.stdout is not None
        ended = None
        for text in self._process.stdout:
            line = parse(text)
            if isinstance(line, Ended):
                ended = line
            elif line is not None:
                self._lines.put(line)
        code = self._process.wait()
        self._listeners[1].join()
        if ended is None and self._cancelled:
            ended = Ended("cancelled", "It was cancelled; nothing was changed.")
        if ended is None:
            # Exit code 2 is a sentence for the player; anything else is a fault that only developers read.
            ended = Ended("failed", self._complaints[-1] if code == 2 and self._complaints else _SILENT)
            if code != 2:
                places = [line for line in self._complaints if line.startswith("File ")]
                _log.error("learning fell with exit code %s: %s", code, "; ".join(places))
        _log.info("learning ended: %s, run %s", ended.result, ended.run)
        self._lines.put(ended)


def parse(text: str) -> Progress | Ended | None:
    """One line of ``finetune --progress json``; None if it is something else."""
    try:
        values = json.loads(text)
    except ValueError:
        return None
    if not isinstance(values, dict):
        return None
    if isinstance(values.get("result"), str):
        more = {name: value for name, value in values.items() if name not in ("result", "reason", "run")}
        run = values.get("run")
        return Ended(
            values["result"], str(values.get("reason", "")), run if isinstance(run, int) else None, more
        )
    step, done, left = values.get("step"), values.get("done"), values.get("seconds_left")
    if not isinstance(step, str) or not isinstance(done, int | float):
        return None
    curve = values.get("curve")
    return Progress(
        step,
        min(max(float(done), 0.0), 1.0),
        float(left) if isinstance(left, int | float) else None,
        curve if isinstance(curve, dict) else {},
    )


def _finetune(data_dir: Path, *options: str) -> list[str]:
    return [
        sys.executable,
        "-m",
        "training",
        "finetune",
        "--data-dir",
        str(data_dir),
        "--progress",
        "json",
        "--background",
        *options,
    ]
