"""Copies of rooms' journals in Redis, so that a machine that does not see the files can take a room up.

How it works
------------
A process follows the journals of the rooms that it holds (:class:`Copier`): several times a second it reads
what was added to each file and appends that to the room's copy. Nothing that answers a pad waits for it. The
file is what counts: if Redis was away, or has lost what it knew, the copier sends on from the file.

A copy is one Redis value, to which bytes are appended, and not a stream. Its length says how far it has come,
so that nothing can be added twice or with a gap. It is written under the fence that the room's holder has in
the directory (`game.net.directory`): from the moment in which another process takes the room, the one before
adds nothing more.

What can be lost: what was written in the last moments before a machine ended, at most about
:data:`COPY_S` and the time that Redis needs.
"""

from __future__ import annotations

import asyncio
import os
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import Enum
from pathlib import Path
from typing import TYPE_CHECKING, Protocol

from game.net.directory import ROOM_S, answered, connected

if TYPE_CHECKING:
    from redis.asyncio import Redis

#: The time between two looks at the files, in seconds.
COPY_S = 0.2
_END_BYTES = 64  # more than one entry: their checksums differ in a journal that was begun anew


class Copied(Enum):
    """What became of a part."""

    YES = 1
    OVERTAKEN = 2  # another process has the room
    GAP = 3  # the copy ends elsewhere than this part begins


@dataclass(frozen=True, slots=True)
class Part:
    """Bytes of a journal from ``start`` on. From 0 on, they replace the copy."""

    code: str
    fence: int
    start: int
    data: bytes


class Copies(Protocol):
    """The copies of all rooms. Every method may raise `game.net.directory.DirectoryError`."""

    async def add(self, parts: Sequence[Part]) -> list[Copied]:
        """Add these to the copies of their rooms. Returns what became of each."""
        ...

    async def read(self, code: str) -> bytes:
        """The copy of a room's journal; empty if there is none."""
        ...

    async def forget(self, code: str, fence: int) -> None:
        """This room is over. Nothing happens if another process has it."""
        ...

    async def close(self) -> None: ...


# ``duel:journal:CODE`` is a copy; ``duel:fence:CODE`` is the directory's.
_ADD = """
local code, fence, start, room_s, data = ARGV[1], tonumber(ARGV[2]), tonumber(ARGV[3]), ARGV[4], ARGV[5]
local copy = 'duel:journal:' .. code
if tonumber(redis.call('GET', 'duel:fence:' .. code) or '0') > fence then return 2 end
if start == 0 then
    redis.call('SET', copy, data, 'EX', room_s)
    return 1
end
if redis.call('STRLEN', copy) ~= start then return 3 end
redis.call('APPEND', copy, data)
redis.call('EXPIRE', copy, room_s)
return 1
"""
_FORGET = """
if tonumber(redis.call('GET', 'duel:fence:' .. ARGV[1]) or '0') <= tonumber(ARGV[2]) then
    redis.call('DEL', 'duel:journal:' .. ARGV[1])
end
"""


class RedisCopies:
    """Copies in Redis, for processes on any machines. They are forgotten as long after the last word as the
    directory forgets a room.

    Raises:
        DirectoryError: this is no address of such a server.
    """

    def __init__(self, url: str) -> None:
        self._redis: Redis = connected(url, text=False)
        self._add = self._redis.register_script(_ADD)
        self._forget = self._redis.register_script(_FORGET)

    async def add(self, parts: Sequence[Part]) -> list[Copied]:
        async with self._redis.pipeline(transaction=False) as pipe:
            for part in parts:
                await self._add(args=[part.code, part.fence, part.start, ROOM_S, part.data], client=pipe)
            return [Copied(result) for result in await answered(pipe.execute())]

    async def read(self, code: str) -> bytes:
        return bytes(await answered(self._redis.get(f"duel:journal:{code}")) or b"")

    async def forget(self, code: str, fence: int) -> None:
        await answered(self._forget(args=[code, fence]))

    async def close(self) -> None:
        await self._redis.aclose()


@dataclass(frozen=True, slots=True)
class _Reached:
    """How far a copy has come: so many bytes of this file."""

    file: int  # its number, which may be another file's soon
    size: int
    end: bytes  # the last of these bytes


class Copier:
    """Keeps the copies of the journals in a folder up to date."""

    def __init__(self, copies: Copies, journals: Path) -> None:
        self.copies, self._journals = copies, journals
        self._reached: dict[str, _Reached] = {}
        self._one_at_a_time = asyncio.Lock()

    async def follow(self, held: Mapping[str, int]) -> None:
        """Copy what was added to the journals of these rooms, which are held with these fences.

        Raises:
            DirectoryError: Redis does not answer; the next call sends the same again.
        """
        async with self._one_at_a_time:
            for code in self._reached.keys() - held.keys():
                del self._reached[code]
            await self._copy(held)

    async def finish(self, code: str, fence: int) -> None:
        """Copy what was added to one journal, which is closed.

        Raises:
            DirectoryError: Redis does not answer.
        """
        async with self._one_at_a_time:
            if Copied.GAP in await self._copy({code: fence}):
                await self._copy({code: fence})
            self._reached.pop(code, None)

    async def _copy(self, held: Mapping[str, int]) -> list[Copied]:
        """What became of the parts that were added."""
        added = [found for code, fence in held.items() if (found := self._added(code, fence)) is not None]
        if not added:
            return []
        became = await self.copies.add([part for part, _ in added])
        for (part, reached), one in zip(added, became, strict=True):
            if one is Copied.YES:
                self._reached[part.code] = reached
            else:
                self._reached.pop(part.code, None)  # from the beginning, next time
        return became

    def _added(self, code: str, fence: int) -> tuple[Part, _Reached] | None:
        """What was added to a journal since it was copied last; None if nothing was."""
        try:
            file = os.open(self._journals / f"{code}.journal", os.O_RDONLY | getattr(os, "O_BINARY", 0))
        except OSError:
            return None  # none could be kept, or the room is over
        try:
            status = os.fstat(file)
            reached = self._reached.get(code)
            known = reached if reached is not None and reached.file == status.st_ino else None
            # Numbers of files are given again, and all journals of a room begin alike.
            if known is not None and os.pread(file, len(known.end), known.size - len(known.end)) != known.end:
                known = None
            start, end = (known.size, known.end) if known is not None else (0, b"")
            if status.st_size <= start:
                return None
            data = os.pread(file, status.st_size - start, start)
        finally:
            os.close(file)
        reached = _Reached(status.st_ino, start + len(data), (end + data)[-_END_BYTES:])
        return Part(code, fence, start, data), reached
