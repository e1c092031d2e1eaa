"""Learning in the background: a fine-tune as a process of its own, followed line by line.

The game's frames never wait for it: a thread collects its lines, and :meth:`Process.poll` returns them.
Its results are on disk afterwards: the player's head through ``Slot.load_head``, a shared bundle
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
from enum import StrEnum
from pathlib import Path
from typing import Any

from data.records import RunState
from recognizer.reason import UNKNOWN, Code, Reason

_ROOT = Path(__file__).resolve().parents[2]
_log = logging.getLogger(__name__)


class Change(StrEnum):
    """How the reading of a test digit changed: right now, wrong now, or wrong in another way."""

    FIXED = "fixed"
    BROKEN = "broken"
    CHANGED = "changed"


@dataclass(frozen=True, slots=True)
class Flip:
    """A test digit that is read differently now: the sample's id, its label, its reading before and after."""

    sample: int
    label: int
    before: int
    after: int
    change: Change


@dataclass(frozen=True, slots=True)
class CurvePoint:
    """A point of the live curve: shares of digits that are read correctly, 0 to 1; None where not measured.

    Attributes:
        own: the player's samples that it learns (the forgetting lab).
        held_out: the held-out samples.
        known: other people's digits, which it knew before; ``per_digit``: the same by digit.
    """

    own: float | None = None
    held_out: float | None = None
    known: float | None = None
    per_digit: Mapping[int, float] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Progress:
    """One line of a running fine-tune.

    Attributes:
        step: ``features``, ``trials``, ``fit``, ``check``; of a shared one also ``publish`` and ``refit``;
            ``forget`` in the forgetting lab.
        done: of everything, 0 to 1.
        seconds_left: None while that is not known yet.
        point: of the live curve, where the line has one.
    """

    step: str
    done: float
    seconds_left: float | None = None
    point: CurvePoint | None = None


@dataclass(frozen=True, slots=True)
class Ended:
    """How it ended.

    Attributes:
        run: its number in the store's log; None if it was not logged.
        held_out: the number of test digits, how many were read correctly before, and how many after.
        in_play: how many are read correctly after, with the player's habits; None if not measured.
        flips: those that are read differently: fixed ones first, then broken ones.
        rehearsed: in the forgetting lab, the share of other people's digits that is read with rehearsal.
    """

    result: RunState
    reason: Reason = UNKNOWN
    run: int | None = None
    held_out: tuple[int, int, int] = (0, 0, 0)
    in_play: int | None = None
    flips: tuple[Flip, ...] = ()
    rehearsed: float | None = None


class Process:
    """One fine-tune under way. Start one with :meth:`personal`, :meth:`shared` or :meth:`forgetting_lab`."""

    def __init__(self, command: Sequence[str]) -> None:
        """Starts ``command``, which prints lines as ``finetune --progress json`` does. ``ended`` is set once
        :meth:`poll` has returned it.

        Raises:
            OSError: the process cannot be started.
        """
        self.ended: Ended | None = None
        self._cancelled = False
        self._lines: queue.SimpleQueue[Progress | Ended] = queue.SimpleQueue()
        below_normal = 0x00004000  # BELOW_NORMAL_PRIORITY_CLASS of Windows
        priority = {"creationflags": below_normal} if sys.platform == "win32" else {}
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
            **priority,  # type: ignore[call-overload]
        )
        kind = (
            "in the lab"
            if "--sandbox" in command
            else "handwriting"
            if any(word.startswith("--player") for word in command)
            else "from everyone"
        )
        _log.info("learning %s starts", kind)
        self._errors: list[str] = []
        self._listeners = [
            threading.Thread(target=self._read_lines, name="learning", daemon=True),
            threading.Thread(target=self._read_errors, name="learning-errors", daemon=True),
        ]
        for listener in self._listeners:
            listener.start()

    @classmethod
    def personal(cls, data_dir: Path, player: str) -> Process:
        """Learns a player's handwriting from their samples."""
        return cls(_finetune(data_dir, f"--player={player}"))

    @classmethod
    def shared(cls, data_dir: Path) -> Process:
        """Learns for everybody from everybody's samples."""
        return cls(_finetune(data_dir))

    @classmethod
    def forgetting_lab(cls, data_dir: Path, player: str, sandbox: Path) -> Process:
        """The same without rehearsal; nothing but ``sandbox`` is changed."""
        return cls(_finetune(data_dir, f"--player={player}", "--no-rehearsal", "--sandbox", str(sandbox)))

    def poll(self) -> list[Progress | Ended]:
        """Its new lines since the last call, without waiting. The last one is an :class:`Ended`."""
        lines: list[Progress | Ended] = []
        while not self._lines.empty():
            line = self._lines.get()
            lines.append(line)
            if isinstance(line, Ended):
                self.ended = line
        return lines

    def cancel(self) -> None:
        """Asks it to stop; :meth:`poll` returns its end later. The network in use stays."""
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

    def _read_errors(self) -> None:
        assert self._process.stderr is not None
        for line in self._process.stderr:
            self._errors = [*self._errors[-4:], line.strip()]

    def _read_lines(self) -> None:
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
            ended = Ended(RunState.CANCELLED, Reason(Code.CANCELLED))
        if ended is None:
            # Exit code 2 is a sentence for the player; anything else is a fault that only developers read.
            has_sentence = code == 2 and bool(self._errors)
            reason = Reason.other(self._errors[-1]) if has_sentence else Reason(Code.SILENT)
            ended = Ended(RunState.FAILED, reason)
            if code != 2:
                places = [line for line in self._errors if line.startswith("File ")]
                _log.error("learning failed with exit code %s: %s", code, "; ".join(places))
        _log.info("learning ended: %s (%s), run %s", ended.result, ended.reason.code, ended.run)
        self._lines.put(ended)


def parse(text: str) -> Progress | Ended | None:
    """One line of ``finetune --progress json``; None if it is something else."""
    try:
        values = json.loads(text)
        if not isinstance(values, dict):
            return None
        return _ended(values) if "result" in values else _progress(values)
    except (ValueError, TypeError, KeyError):
        return None


def _ended(values: Mapping[str, Any]) -> Ended:
    total, before, after = values.get("held_out", (0, 0, 0))
    flips = [Flip(**{**flip, "change": Change(flip["change"])}) for flip in values.get("flips", ())]
    order = list(Change)
    return Ended(
        RunState(values["result"]),
        Reason.of(values.get("reason")),
        values.get("run"),
        (int(total), int(before), int(after)),
        values.get("in_play"),
        tuple(sorted(flips, key=lambda flip: order.index(flip.change))),
        values.get("with_rehearsal", {}).get("known"),
    )


def _progress(values: Mapping[str, Any]) -> Progress:
    curve, left = values.get("curve"), values.get("seconds_left")
    point = None
    if curve is not None:
        per_digit = {int(digit): float(share) for digit, share in curve.get("per_digit", {}).items()}
        point = CurvePoint(curve.get("own"), curve.get("held_out"), curve.get("known"), per_digit)
    done = min(max(float(values["done"]), 0.0), 1.0)
    return Progress(str(values["step"]), done, None if left is None else float(left), point)


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
