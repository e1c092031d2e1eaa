"""How a fine-tune tells of its progress: to the game that started it, or to people."""

from __future__ import annotations

import json
import sys
import time
from collections.abc import Callable, Mapping
from typing import Any

from data.records import RunState
from recognizer.reason import Reason
from training.finetune.reasons import sentence


class Line:
    """Progress, a line at a time: JSON objects for the game, or text that overwrites itself for people.

    A line has ``step``, ``done`` (0 to 1 of everything) and ``seconds_left`` (None at first); some have more,
    such as ``curve``. The last one has ``result`` and ``reason`` instead.
    """

    def __init__(self, style: str, clock: Callable[[], float] = time.monotonic) -> None:
        self._json = style == "json"
        self._clock = clock
        self._begun = clock()
        self._shown = -1.0

    def tell(self, step: str, done: float, shown: Mapping[str, Any]) -> None:
        passed = self._clock() - self._begun
        left = round(passed * (1 - done) / done, 1) if done > 0.02 else None
        if self._json:
            self._print({"step": step, "done": round(done, 4), "seconds_left": left, **shown})
        elif sys.stderr.isatty() and done - self._shown >= 0.01:
            self._shown = done
            wait = f", {left:.0f} s left" if left is not None else ""
            print(f"\r{step} {done:.0%}{wait}   ", end="", file=sys.stderr, flush=True)

    def end(self, result: RunState, reason: Reason, **more: Any) -> None:
        if self._json:
            self._print({"result": result, "reason": reason.to_json(), **more})
        else:
            if sys.stderr.isatty():
                print(file=sys.stderr)
            print(f"{result}: {sentence(reason)}")

    def note(self, text: str) -> None:
        """Tells people something by the way; the game is told by :meth:`tell`."""
        if not self._json:
            print(text)

    def _print(self, values: Mapping[str, Any]) -> None:
        print(json.dumps(values, ensure_ascii=False), flush=True)
