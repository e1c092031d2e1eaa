"""The pen files of real digits, each read once: that takes seconds."""

from __future__ import annotations

from pathlib import Path

from training.datasets import PenSample, pen_file


class RealDigits:
    """The samples of the pen files in a folder."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._known: dict[str, list[PenSample]] = {}

    def of(self, name: str) -> list[PenSample]:
        """Those of a file, which is called "pendigits_train", for example. Do not change the list."""
        if name not in self._known:
            self._known[name] = pen_file(self._folder / f"{name}.jsonl.gz")
        return self._known[name]
