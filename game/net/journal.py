"""A room's journal: what has happened, appended as it happens, so that a killed host takes the room up again.

How it works
------------
A journal is a file of entries. Each is 8 bytes (its length and its CRC-32) and then the entry in msgpack.
An entry is handed to the system at once, which keeps it if the process is killed; a thread has it written
to the disk, so that a power cut loses a moment and no more. Reading stops at the first entry that is cut
off or damaged.

What is written down is what changed the room: who sat down, which match began, each command that a desk's
match took, ink. The match itself is not: the same setup and the same commands make the same match. A match
that begins makes the journal anew, so that it does not grow from match to match.

It holds the host's key, and so nobody but its owner may read the file. Of the players' tokens it has
hashes.

Where several processes share a folder, a journal has a *fence*: a file beside it with the number of the one
that may write (`game.net.directory`). A process that takes a room up raises the number. From then on the
one before writes nothing more, even if it still believes that it has the room.
"""

from __future__ import annotations

import errno
import logging
import os
import struct
import sys
import threading
import zlib
from collections.abc import Callable, Iterable, Iterator
from contextlib import AbstractContextManager, contextmanager, nullcontext
from pathlib import Path
from typing import Any, TypeAlias

import msgspec

from game.net import protocol as p
from game.play import commands as c
from game.play.modes import Setup

if sys.platform != "win32":
    import fcntl

_log = logging.getLogger(__name__)

FORMAT = 1
_HEAD = struct.Struct("<II")
# To the disk: more often would hold up the writing, which the loop waits for.
_SYNC_EVERY_S = 0.5
_NO_SPACE = "no space left"
_LONGEST = 1 << 24  # of one entry: a longer one is damaged
_COMMANDS: dict[str, type[c.Command]] = {
    kind.__name__: kind
    for kind in (
        c.Ready, c.PenDown, c.PenUp, c.Erase, c.Read, c.Typing, c.Enter, c.Pass, c.Choose, c.Dispute, c.Claim,
        c.Withdraw, c.Reopen, c.Next, c.Beat, c.Pause, c.Resume, c.Quit,
    )
}  # fmt: skip


class _Entry(msgspec.Struct, frozen=True, tag=True, array_like=True):
    """Base of all entries."""


class RoomOpened(_Entry, frozen=True, tag="Opened"):
    """The first entry: the room was opened. ``key``: the host's, not hashed."""

    format: int
    code: str
    key: str
    name: str
    seed: int
    rules: p.Rules
    matches: int
    seats: int


class Sat(_Entry, frozen=True):
    """Somebody sat down at a seat, or has another name now. ``key``: the hash of the token."""

    seat: int
    name: str
    key: str
    player: int | None
    team: int
    level: int


class Left(_Entry, frozen=True):
    """Nobody sits there any more."""

    seat: int


class Ruled(_Entry, frozen=True):
    """The room has these rules from now on."""

    rules: p.Rules


class Locked(_Entry, frozen=True):
    locked: bool


class Staged(_Entry, frozen=True):
    """How far the room has come. ``matches``: how many it has begun; ``day``: of the Daily that it plays."""

    stage: p.Stage
    matches: int
    day: str = ""


class Set(_Entry, frozen=True):
    """A desk has a match: this is what it is made from."""

    seat: int
    setup: Setup


class Did(_Entry, frozen=True):
    """A desk's match took a command at this time of the desk; without a name, only time has passed."""

    seat: int
    name: str
    fields: dict[str, Any]
    at: float

    @classmethod
    def of(cls, seat: int, command: c.Command | None, at: float) -> Did:
        if command is None:
            return cls(seat, "", {}, at)
        return cls(seat, type(command).__name__, msgspec.to_builtins(command), at)

    @property
    def command(self) -> c.Command | None:
        """The command; None if only time has passed.

        Raises:
            ValueError: there is no such command.
        """
        if not self.name:
            return None
        if self.name not in _COMMANDS:
            raise ValueError(f"There is no command {self.name!r}.")
        return msgspec.convert(self.fields, _COMMANDS[self.name])


class Wrote(_Entry, frozen=True):
    """A stroke was added to the sheet of a desk; ``stroke`` is the number under which the pad sent it."""

    seat: int
    round: int
    stroke: int
    points: list[int]


class Laid(_Entry, frozen=True):
    """What lies on the sheet of a desk is this now. ``strokes``: the number of the next one."""

    seat: int
    round: int
    strokes: int
    ink: list[list[int]]


class Played(_Entry, frozen=True):
    """What the game remembers by itself; see `game.net.games.Game.memory`."""

    memory: dict[str, Any]


Entry: TypeAlias = RoomOpened | Sat | Left | Ruled | Locked | Staged | Set | Did | Wrote | Laid | Played
Record: TypeAlias = Callable[[Entry], None]

_encode = msgspec.msgpack.Encoder().encode
_decode = msgspec.msgpack.Decoder(Entry).decode


def framed(entry: Entry) -> bytes:
    """An entry as it stands in the file."""
    payload = _encode(entry)
    return _HEAD.pack(len(payload), zlib.crc32(payload)) + payload


def entries(data: bytes) -> list[Entry]:
    """The entries of a journal, up to the first that is cut off or damaged."""
    found: list[Entry] = []
    at = 0
    while at + _HEAD.size <= len(data):
        length, checksum = _HEAD.unpack_from(data, at)
        payload = data[at + _HEAD.size : at + _HEAD.size + length]
        if length > _LONGEST or len(payload) < length or zlib.crc32(payload) != checksum:
            break
        try:
            found.append(_decode(payload))
        except (msgspec.MsgspecError, ValueError, RecursionError):
            break
        at += _HEAD.size + length
    return found


class OvertakenError(Exception):
    """Another process has taken the room up."""


class Fence:
    """Lets only one process write a room's journal: the one whose number is in the file.

    Raises:
        OvertakenError: there is a higher number in it already.
        OSError: the file cannot be written.
    """

    def __init__(self, path: Path, number: int) -> None:
        path.parent.mkdir(parents=True, exist_ok=True)
        self._path, self._number = path, number
        self._file = os.open(path, os.O_RDWR | os.O_CREAT | getattr(os, "O_BINARY", 0), 0o600)
        try:
            with self._locked():
                if self._highest() > number:
                    raise OvertakenError
                os.pwrite(self._file, f"{number:020}".encode(), 0)
        except BaseException:
            os.close(self._file)
            raise

    @staticmethod
    def height(path: Path) -> int:
        """The number in such a file; 0 if there is none."""
        try:
            return int(path.read_bytes() or b"0")
        except (OSError, ValueError):
            return 0

    @contextmanager
    def passed(self) -> Iterator[None]:
        """For writing inside of it. Nobody else gets the room in the meantime.

        Raises:
            OvertakenError: somebody else has it already.
        """
        with self._locked():
            if self._highest() != self._number:
                raise OvertakenError
            yield

    def _highest(self) -> int:
        return int(os.pread(self._file, 20, 0) or b"0")

    @contextmanager
    def _locked(self) -> Iterator[None]:
        """Held for microseconds, so that it does not matter who waits for it."""
        fcntl.flock(self._file, fcntl.LOCK_EX)
        try:
            yield
        finally:
            fcntl.flock(self._file, fcntl.LOCK_UN)

    def close(self, *, forget: bool) -> None:
        """Close the file; with ``forget`` it is deleted."""
        if forget:
            self._path.unlink(missing_ok=True)
        os.close(self._file)


class Journal:
    """A journal on the disk. One thread writes to it; another has what was written brought to the disk.

    Args:
        fence: where several processes share the folder. It is closed with the journal.

    Attributes:
        failed: it could not be written, so the room cannot be taken up by it.
        overtaken: another process has taken the room up. This one must tell nobody anything more.

    Raises:
        OSError: the file cannot be written.
    """

    def __init__(self, path: Path, fence: Fence | None = None) -> None:
        self.path = path
        path.parent.mkdir(parents=True, exist_ok=True)
        self._lock = threading.Lock()
        self._fence = fence
        self._file = _opened(path)
        self._waiting: list[bytes] = []
        self._unsynced = threading.Event()
        self._closed = self.failed = self.overtaken = False
        self._closing = threading.Event()
        self._thread = threading.Thread(target=self._sync, name="journal", daemon=True)
        self._thread.start()

    def put(self, entry: Entry) -> None:
        """An entry for the next :meth:`flush`."""
        self._waiting.append(framed(entry))

    def flush(self) -> None:
        """Hand what waits to the system: do it before anybody is told of it.

        After a failure (a full disk) nothing is written any more, and play goes on.
        """
        if not self._waiting:
            return
        data = b"".join(self._waiting)
        self._waiting.clear()
        if self._closed or self.failed or self.overtaken:
            return
        try:
            with self._passing():
                written = os.write(self._file, data)
        except OvertakenError:
            self.overtaken = True
            return
        except OSError as error:
            self._fail(error.strerror or type(error).__name__)
            return
        if written < len(data):
            self._fail(_NO_SPACE)
        self._unsynced.set()

    def rewrite(self, kept: Iterable[Entry]) -> None:
        """Let the journal be these entries, at once."""
        self._waiting.clear()
        fresh = self.path.with_suffix(".new")
        data = b"".join(map(framed, kept))
        try:
            with self._passing():
                file = _opened(fresh)
                if os.write(file, data) < len(data):
                    os.close(file)
                    raise OSError(errno.ENOSPC, _NO_SPACE)
                fresh.replace(self.path)
        except OvertakenError:
            self.overtaken = True
            return
        except OSError as error:
            self._fail(error.strerror or type(error).__name__)
            return
        with self._lock:
            os.close(self._file)
            self._file, self.failed = file, False
        self._unsynced.set()

    def _passing(self) -> AbstractContextManager[None]:
        return self._fence.passed() if self._fence is not None else nullcontext()

    def _fail(self, why: str) -> None:
        if not self.failed:
            _log.error(
                "A room's journal cannot be written (%s): play goes on, but if the program ends the room is "
                "lost. Make room on the disk.",
                why,
            )
        self.failed = True

    def _sync(self) -> None:
        while True:
            self._unsynced.wait()
            self._unsynced.clear()
            with self._lock:
                if self._closed:
                    return
                file = os.dup(self._file)
            try:
                os.fsync(file)
            except OSError as error:
                self._fail(error.strerror or type(error).__name__)
            finally:
                os.close(file)
            self._closing.wait(_SYNC_EVERY_S)

    def close(self, *, forget: bool) -> None:
        """Close the file; with ``forget`` it is deleted: nothing has to be taken up again."""
        if self._closed:
            return
        self.flush()
        self._closing.set()
        with self._lock:
            self._closed = True
            os.close(self._file)
        self._unsynced.set()
        self._thread.join()
        if forget:
            try:
                with self._passing():
                    self.path.unlink(missing_ok=True)
            except OvertakenError:
                self.overtaken = True
        if self._fence is not None:
            self._fence.close(forget=forget and not self.overtaken)


def _opened(path: Path) -> int:
    flags = os.O_WRONLY | os.O_CREAT | os.O_APPEND | getattr(os, "O_BINARY", 0)
    return os.open(path, flags, 0o600)
