"""What one of many processes holds: it opens rooms in the directory, takes up those of others that are gone,
and hands its own over.

How a room goes from one process to another
-------------------------------------------
**A process is killed.** What it said in the directory ends by itself. The others look for rooms without a
holder several times a second, and one of them takes each up by its journal. Pads notice that their connection
is lost, ask any process where the room is, and come back by their tokens.

**A process is to end** (:meth:`Holding.leave`). Room by room, it lets go: the room is frozen, its journal is
closed, and the directory has no holder for it. As soon as another process has taken it up, its clients are
told that it has moved. What they said meanwhile they say again, as after any lost connection.

**A whole machine ends.** Its rooms are taken up by processes of other machines, by the copies of its journals
(`game.net.journal_copy`). If it has let go of them, that is done at once, and else only after
:data:`GONE_S`: perhaps it is started again, and its own journals know more.

**The directory does not answer.** Rooms play on, because nothing in them needs it. No room is opened and none
is taken up. When it is back, everybody first says what they hold, and only after a while rooms that nobody
has spoken for are taken up.

**Two processes believe that they hold a room.** Only the one with the higher fence can write its journal
(`game.net.journal.Fence`). The other notices at its next word, and sends its clients to the first.
"""

from __future__ import annotations

import asyncio
import logging
import os
import secrets
from collections.abc import Callable
from contextlib import suppress
from dataclasses import replace
from pathlib import Path

import msgspec

from game.net import protocol as p
from game.net.directory import Directory, DirectoryError, FoundRoom, Holder, Orphan, Trouble
from game.net.journal import FORMAT, Fence, OvertakenError, RoomOpened, Sat, entries, framed
from game.net.journal_copy import COPY_S, Copier
from game.net.server import Host, Hosted, OpenedRoom

_log = logging.getLogger(__name__)

#: A code has so many digits, and does not begin with 0.
CODE_DIGITS = 6
LOOK_S = 0.2
_SOON_S = 0.01
#: When nobody of a machine has said anything for so long, its rooms are taken up elsewhere.
GONE_S = 8.0
_RENEW_S = 0.4
#: After the directory was away: longer than everybody needs to say what they hold.
CALM_S = 3.0
# For how long another process is waited for to take up a room that is handed over; and between two looks.
_FOLLOWED_S, _LOOK_AGAIN_S = 2.0, 0.02
# Rooms that are handed over at a time. One is taken up while the next waits, and no room waits for many.
_AT_ONCE = 2
_MOST_KNOWN = 10_000
_BEGINNING = 4096  # bytes of a journal that have its first entry
_DRAIN, _CLOSE = "drain", "close"
_SAID = {
    Trouble.UNREACHABLE: "Redis does not answer. Rooms play on; new ones have to wait. See whether it runs.",
    Trouble.WRONG_PASSWORD: "Redis wants another password. Rooms play on. Give the right one with --redis.",
    Trouble.UNUSABLE: "Redis refuses to work. Rooms play on. Its own log says why.",
}


class HoldingError(Exception):
    """No room can be opened now; the message is one plain sentence that says what to do."""


class DirectoryNeighbours:
    """The processes that the directory knows. A `game.net.server.Neighbours`."""

    def __init__(self, directory: Directory, me: Holder) -> None:
        self._directory, self._me = directory, me
        self._known: dict[str, FoundRoom] = {}
        #: Rooms whose journals no process of this version can read.
        self.unusable: set[str] = set()

    @property
    def across_ports(self) -> bool:
        return self._me.address.startswith(":")

    def address(self, host: str) -> str:
        return _address(self._me, host)

    async def door(self, code: str, host: str) -> p.Door | None:
        try:
            found = await self._directory.find(code)
        except DirectoryError:
            found = self._known.get(code, FoundRoom(None))  # most likely it is still where it was
        else:
            if found is None:
                self._known.pop(code, None)
                return None
            if len(self._known) > _MOST_KNOWN:
                self._known.clear()
            self._known[code] = found
        holder = found.holder
        if holder is None and code in self.unusable:
            return p.Door(p.VERSION, code, closed=p.Reason.OLD_HOST)
        if holder is None or holder.name == self._me.name:
            return p.Door(p.VERSION, code, closed=p.Reason.MOVED)
        return p.Door(p.VERSION, code, closed=p.Reason.MOVED, at=_address(holder, host))


def _address(holder: Holder, host: str) -> str:
    """Where a client that has asked for ``host`` reaches a holder, relative to where it asked."""
    if not holder.address.startswith(":"):
        return holder.address
    name, _, port = host.rpartition(":")
    return f"//{name if name and port.isdigit() else host}{holder.address}/"


class Holding:
    """The rooms of one process, and its part in the directory.

    Args:
        journals: the folder that it shares with the others of this machine.
        drain: called when this process is asked to end.
        copier: copies the journals, so that other machines can take rooms up; without it, only processes of
            this machine can.

    Attributes:
        opened: the rooms that it has opened or taken up, by code.
    """

    def __init__(
        self,
        host: Host,
        directory: Directory,
        neighbours: DirectoryNeighbours,
        me: Holder,
        journals: Path,
        *,
        clock: Callable[[], float],
        drain: Callable[[], None] = lambda: None,
        copier: Copier | None = None,
    ) -> None:
        self._copier = copier
        self._to_release: set[str] = set()  # as soon as the directory answers again
        self._silent: dict[str, float] = {}  # rooms of machines that may be gone, and since when
        self._host, self._directory, self._neighbours = host, directory, neighbours
        self._me, self._journals, self._clock = me, journals, clock
        self._drain = drain
        self._fences: dict[str, int] = {}  # of the rooms that are held here
        self.opened: dict[str, OpenedRoom] = {}
        self._calm_from = float("-inf")  # from then on rooms of others may be taken up
        self._trouble: Trouble | None = None
        self._renewed = float("-inf")
        self._searched = False  # journals of rooms that the directory does not know

    @property
    def trouble(self) -> Trouble | None:
        """Why the directory does not answer; None if it does."""
        return self._trouble

    @property
    def me(self) -> Holder:
        rooms = {code: hosted.room.seated for code, hosted in self._host.rooms.items()}
        return replace(self._me, seats=self._host.connected, rooms=rooms)

    # Rooms

    async def open(self, name: str = "", rules: p.Rules | None = None) -> OpenedRoom:
        """Open a room in this process, with a code that nobody has.

        Raises:
            HoldingError: that cannot be done now; says why.
        """
        if self._me.leaving:
            raise HoldingError("This server is closing: open the room again in a moment.")
        try:
            while True:
                code = f"{secrets.randbelow(9 * 10 ** (CODE_DIGITS - 1)) + 10 ** (CODE_DIGITS - 1)}"
                fence = await self._directory.claim(code, self._me)
                if fence is None:
                    continue
                fence = max(fence, Fence.height(self._fence_file(code)) + 1)
                self._fences[code] = fence
                self.opened[code] = self._host.open(name, rules, code=code, fence=fence)
                return self.opened[code]
        except DirectoryError as error:
            self._note(error.trouble)
            raise HoldingError(
                "No room can be opened now, because the directory does not answer: try again in a minute."
            ) from error

    def _fence_file(self, code: str) -> Path:
        return self._journals / f"{code}.fence"

    def _obey(self, order: str) -> None:
        """Do what the operator asks: ``drain``, or ``close CODE``."""
        kind, _, code = order.partition(" ")
        if kind == _DRAIN:
            self._drain()
        elif kind == _CLOSE and code in self._host.rooms:
            self._host.rooms[code].room.do(p.Order(p.Ask.END), self._clock())

    async def ask_to_drain(self, number: int) -> bool:
        """Have the worker of this number hand over its rooms and end. False if there is none.

        Raises:
            DirectoryError: the directory does not answer.
        """
        found = [one for one in await self._directory.holders() if one.number == number]
        for one in found:
            await self._directory.ask(one.name, _DRAIN)
        return bool(found)

    async def ask_to_close(self, code: str) -> bool:
        """Have a room closed, wherever it is. False if there is none, or nobody holds it.

        Raises:
            DirectoryError: the directory does not answer.
        """
        found = await self._directory.find(code)
        if found is None or found.holder is None:
            return False
        await self._directory.ask(found.holder.name, f"{_CLOSE} {code}")
        return True

    async def holders(self) -> list[Holder]:
        """Who is up.

        Raises:
            DirectoryError: the directory does not answer.
        """
        return await self._directory.holders()

    # Time

    async def run(self) -> None:
        """Keep the directory told, and take up what others have left, until it is cancelled."""
        async with asyncio.TaskGroup() as tasks:
            tasks.create_task(self._stay_up())
            if self._copier is not None:
                tasks.create_task(self._keep_copying(self._copier))
            while True:
                # Where rooms were left, more are most likely to follow.
                await asyncio.sleep(_SOON_S if await self.look() else LOOK_S)

    async def _stay_up(self) -> None:
        """Renew, also while much is taken up."""
        while True:
            try:
                await self._renew()
            except DirectoryError as error:
                self._note(error.trouble)
            await asyncio.sleep(_RENEW_S / 2)

    async def _keep_copying(self, copier: Copier) -> None:
        while True:
            try:
                await copier.follow(self._fences)
            except DirectoryError as error:
                self._note(error.trouble)
            await asyncio.sleep(COPY_S)

    async def look(self) -> bool:
        """What :meth:`run` does again and again. Returns whether a room was taken up."""
        try:
            now = self._clock()
            ended = self._fences.keys() - self._host.rooms.keys()
            for code in ended:
                await self._directory.forget(code, self._me)
                if self._copier is not None:
                    await self._copier.copies.forget(code, self._fences[code])
                self._fences.pop(code, None)
                self.opened.pop(code, None)
            await self._renew()
            if self._to_release:
                await self._directory.release(self._to_release, self._me)
                self._to_release.clear()
            for order in await self._directory.asked(self._me):
                self._obey(order)
            if self._trouble is not None:
                _log.warning("Redis answers again.")
                self._trouble, self._calm_from, self._searched = None, now + CALM_S, False
            if now >= self._calm_from and not self._me.leaving:
                return await self._take_up()
        except DirectoryError as error:
            self._renewed = float("-inf")
            self._note(error.trouble)
        return False

    def _note(self, trouble: Trouble) -> None:
        if self._trouble is not trouble:
            _log.error(_SAID[trouble])
        self._trouble = trouble

    async def _renew(self) -> None:
        """Say what is held here, unless it was said just now."""
        now = self._clock()
        if now - self._renewed < _RENEW_S:
            return
        lost = await self._directory.renew(self.me, self._fences)
        self._renewed = now
        for code in lost:
            self._fences.pop(code, None)
            hosted = self._host.rooms.get(code)
            if hosted is not None:
                self._host.overtaken(hosted)

    async def _take_up(self) -> bool:
        held = len(self._fences)
        orphans = await self._directory.orphans()
        for orphan in orphans:
            if orphan.shelf == self._me.shelf and orphan.code not in self._neighbours.unusable:
                await self._take_up_one(orphan.code, new=False)
        if self._copier is not None:
            elsewhere = [orphan for orphan in orphans if orphan.shelf != self._me.shelf]
            await self._take_up_from_elsewhere(elsewhere, self._copier)
        if not self._searched:
            for file in sorted(self._journals.glob("*.journal")):
                code = file.stem
                if code not in self._fences and await self._directory.find(code) is None:
                    await self._take_up_one(code, new=True)
            self._searched = True
        return len(self._fences) > held

    async def _take_up_from_elsewhere(self, orphans: list[Orphan], copier: Copier) -> None:
        """Take up rooms of machines of which nobody is up any more."""
        self._silent = {
            code: since for code, since in self._silent.items() if code in {o.code for o in orphans}
        }
        if not orphans:
            return
        now = self._clock()
        up = {one.shelf for one in await self._directory.holders() if not one.leaving}
        for orphan in orphans:
            code = orphan.code
            if orphan.shelf in up:
                self._silent.pop(code, None)
                continue
            silent_for = now - self._silent.setdefault(code, now)
            if code in self._neighbours.unusable or (not orphan.released and silent_for < GONE_S):
                continue
            begins = entries((await copier.copies.read(code))[:_BEGINNING])
            if begins and isinstance(begins[0], RoomOpened) and begins[0].format == FORMAT:
                await self._take_up_one(code, new=False, elsewhere=True)

    async def _take_up_one(self, code: str, *, new: bool, elsewhere: bool = False) -> None:
        """Take up a room, if no other process is quicker.

        Args:
            new: the directory does not know it.
            elsewhere: its journal is not here, but was copied.
        """
        height = Fence.height(self._fence_file(code))
        if new:
            fence = await self._directory.claim(code, self._me)
            if fence is not None and 0 < height < fence - 1:
                await self._directory.forget(code, self._me)
                self._over_elsewhere(code)
                return
        else:
            fence = await self._directory.take(code, self._me, height)
        if fence is None:
            return
        fence = max(fence, height + 1)
        try:
            # Nobody else adds to the copy any more. What lies here is older if others had the room since.
            if self._copier is not None and (elsewhere or (not new and height < fence - 1)):
                self._lay_down(code, await self._copier.copies.read(code))
            self.opened[code] = self._host.take_up_one(code, fence)
        except DirectoryError:
            self._to_release.add(code)
            raise
        except OvertakenError:
            await self._directory.release([code], self._me)  # a quicker one has it, and may let go of it
            return
        except FileNotFoundError:
            await self._directory.forget(code, self._me)  # it was over
            return
        except (OSError, ValueError) as error:
            _log.error(
                "A room cannot be taken up, because its journal is damaged or from another version (%s): "
                "start the version that wrote it, or delete its journal.",
                type(error).__name__,
            )
            self._neighbours.unusable.add(code)
            await self._directory.release([code], self._me)
            return
        self._fences[code] = fence
        _log.info("a room was taken up")
        await self._renew()
        await asyncio.sleep(0)  # others have their turn

    def _lay_down(self, code: str, copied: bytes) -> None:
        """Let this be the journal of a room here, if there is anything in it. Players of another machine are
        guests here: the same number is somebody else.

        Raises:
            OSError: it cannot be written.
        """
        if not copied:
            return
        written = [
            msgspec.structs.replace(entry, player=None) if isinstance(entry, Sat) else entry
            for entry in entries(copied)
        ]
        file = self._journals / f"{code}.journal"
        file.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        fresh = file.with_suffix(".copy")
        with os.fdopen(os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "wb") as opened:
            opened.write(b"".join(map(framed, written)))
        fresh.replace(file)

    def _over_elsewhere(self, code: str) -> None:
        """Another machine has had this room since, and it is over there."""
        _log.info("A journal is deleted, because its room went on elsewhere and is over.")
        for file in (self._journals / f"{code}.journal", self._fence_file(code)):
            file.unlink(missing_ok=True)

    # The end

    async def leave(self, *, all_stop: bool = False) -> None:
        """Hand all rooms over, and tell their clients. What nobody takes now is taken up later.

        Args:
            all_stop: the others of this machine end too.
        """
        self._me = replace(self._me, leaving=True)
        self._renewed = float("-inf")
        try:
            await self._renew()
            up = await self._directory.holders()
            others = [one for one in up if self._would_take(one, all_stop)]
        except DirectoryError as error:
            self._note(error.trouble)
            others = []
        gate, followed = asyncio.Semaphore(_AT_ONCE), bool(others)

        async def hand_over(code: str) -> None:
            nonlocal followed
            async with gate:
                # If one room was not taken in time, the others are not waited for.
                followed = await self._hand_over(code, followed=followed) and followed

        await asyncio.gather(*(hand_over(code) for code in list(self._host.rooms)))
        with suppress(DirectoryError):
            await self._directory.leave(self._me.name)

    def _would_take(self, other: Holder, all_stop: bool) -> bool:
        sees = not all_stop if other.shelf == self._me.shelf else self._copier is not None
        same = other.version == self._me.version
        return sees and same and other.name != self._me.name and not other.leaving

    async def _hand_over(self, code: str, *, followed: bool) -> bool:
        """Let go of a room, and send its clients away.

        Args:
            followed: wait until another process has it, so that they can go there at once.

        Returns:
            False if it was waited for, and nobody took it in time.
        """
        hosted: Hosted | None = self._host.freeze(code) if code in self._host.rooms else None
        if hosted is None:
            return True
        fence = self._fences.pop(code, 0)
        taken, reason = True, p.Reason.STOPPED
        try:
            if self._copier is not None:
                await self._copier.finish(code, fence)
            await self._directory.release([code], self._me)
            if followed:
                reason = p.Reason.MOVED
                taken = await self._taken(code)
        except DirectoryError as error:
            self._note(error.trouble)
        hosted.send_away(reason)
        return taken

    async def _taken(self, code: str) -> bool:
        """Wait until another process has a room. False if none has it in time."""
        until = self._clock() + _FOLLOWED_S
        while self._clock() < until:
            found = await self._directory.find(code)
            if found is None or found.holder is not None:
                return True
            await asyncio.sleep(_LOOK_AGAIN_S)
        return False
