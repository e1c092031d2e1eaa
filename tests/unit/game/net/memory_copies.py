"""A stand-in for the copies of journals in Redis, in the memory of one process."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from game.net.journal_copy import Copied, Part


@dataclass(slots=True)
class MemoryCopies:
    """Copies for the holders of one process. The highest fence that has added to a copy is its fence."""

    _copies: dict[str, bytes] = field(default_factory=dict)
    _fences: dict[str, int] = field(default_factory=dict)

    async def add(self, parts: Sequence[Part]) -> list[Copied]:
        return [self._add(part) for part in parts]

    def _add(self, part: Part) -> Copied:
        if part.fence < self._fences.get(part.code, 0):
            return Copied.OVERTAKEN
        before = self._copies.get(part.code, b"") if part.start else b""
        if len(before) != part.start:
            return Copied.GAP
        self._fences[part.code] = part.fence
        self._copies[part.code] = before + part.data
        return Copied.YES

    async def read(self, code: str) -> bytes:
        return self._copies.get(code, b"")

    async def forget(self, code: str, fence: int) -> None:
        if fence >= self._fences.get(code, 0):
            self._copies.pop(code, None)

    async def close(self) -> None:
        """Nothing is open."""
