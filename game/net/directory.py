"""The directory: which process holds a room, and which processes are up. It is kept in memory or in Redis.

How it works
------------
A room is one object in one process, its *holder*. The directory knows rooms by code and holders by name. A
holder says several times a second that it is up (:meth:`Directory.renew`). Nobody has to notice its death:
what it said ends by itself after :data:`UP_S`, and then others may take its rooms (:meth:`Directory.take`).
A process that does notice says so at once (:meth:`Directory.leave`).

With each room goes a *fence*, a number that only ever rises. A process that gets a room gets a higher number
with it, and the room's journal accepts writing with the highest one alone (`game.net.journal.Fence`). So a
process that was only asleep, and still believes that it holds a room, can write nothing more.

A room is taken up by its journal. Holders name the folder of their journals (``shelf``), and a room is on the
shelf of its last holder. Others need a copy of it (`game.net.journal_copy`).

Of a room the directory knows its code, holder, fence and shelf, and nothing else. The tokens of its seats are
in its journal, as hashes: only the holder needs them, and they go where the room goes.
"""

from __future__ import annotations

import json
import time
from collections.abc import Awaitable, Callable, Iterable, Mapping
from dataclasses import asdict, dataclass, field
from enum import Enum
from typing import TYPE_CHECKING, Any, Protocol

if TYPE_CHECKING:
    from redis.asyncio import Redis

#: A holder that has said nothing for so long is down. On a machine with too much to do, one that is up may be
#: silent for more than a second.
UP_S = 2.5
#: A room that nobody has renewed for so long is forgotten.
ROOM_S = 12 * 3600
_FENCE_S = 7 * 24 * 3600
_CONNECT_S, _ANSWER_S = 1.0, 2.0
_ORDER_S, _MOST_ORDERS = 60, 100
_NOBODY = "-"


class Trouble(Enum):
    """Why a directory does not answer."""

    UNREACHABLE = "unreachable"
    WRONG_PASSWORD = "wrong password"
    UNUSABLE = "unusable"  # it is none, or may not be written


class DirectoryError(Exception):
    """The directory does not answer."""

    def __init__(self, trouble: Trouble) -> None:
        super().__init__(trouble.value)
        self.trouble = trouble


@dataclass(frozen=True, slots=True)
class Holder:
    """A process that holds rooms.

    Attributes:
        name: no other process has it, nor had it before.
        number: of the worker, from 1; one that is started in its place has the same.
        address: where clients reach it: a path that a reverse proxy sends on to it (``/w/2/``), or a port of
            the machine that they have reached already (``:4721``).
        shelf: which folder its journals are in.
        version: of what it writes and speaks.
        seats: how many pads are connected to it.
        rooms: the codes of its rooms, each with its seats.
        leaving: it hands over its rooms, and takes none.
    """

    name: str
    number: int
    address: str
    shelf: str
    version: str = ""
    seats: int = 0
    rooms: dict[str, int] = field(default_factory=dict)
    leaving: bool = False


@dataclass(frozen=True, slots=True)
class FoundRoom:
    """A room. ``holder`` is None while nobody who is up holds it."""

    holder: Holder | None


@dataclass(frozen=True, slots=True)
class Orphan:
    """A room that nobody who is up holds.

    Attributes:
        shelf: where its journal is.
        released: its last holder has let go of it, and is not just silent.
    """

    code: str
    shelf: str
    released: bool


class Directory(Protocol):
    """The directory as one holder sees it. Every method may raise :class:`DirectoryError`."""

    async def renew(self, me: Holder, held: Mapping[str, int]) -> set[str]:
        """Say that this holder is up, and which rooms it holds with which fence.

        Returns:
            The codes of those that somebody else has by now.
        """
        ...

    async def leave(self, name: str) -> None:
        """A holder is down: others may take what it held."""
        ...

    async def claim(self, code: str, me: Holder) -> int | None:
        """Make a room with this code. Returns its fence; None if there is such a room."""
        ...

    async def find(self, code: str) -> FoundRoom | None:
        """The room with a code; None if there is none."""
        ...

    async def orphans(self) -> list[Orphan]:
        """Rooms that nobody who is up holds, by code."""
        ...

    async def take(self, code: str, me: Holder, above: int) -> int | None:
        """Hold a room that nobody who is up holds.

        Args:
            above: the highest fence that is known of it.

        Returns:
            Its new fence; None if somebody holds it, or there is no such room.
        """
        ...

    async def release(self, codes: Iterable[str], me: Holder) -> None:
        """Hold these rooms no longer: others may take them."""
        ...

    async def forget(self, code: str, me: Holder) -> None:
        """This room is over. Nothing happens if somebody else holds it."""
        ...

    async def holders(self) -> list[Holder]:
        """Who is up, by number."""
        ...

    async def ask(self, name: str, order: str) -> None:
        """Have a holder do something; what, the holders know among themselves."""
        ...

    async def asked(self, me: Holder) -> list[str]:
        """What this holder was asked to do since the last time, in order."""
        ...

    async def close(self) -> None: ...


@dataclass(slots=True)
class _Entry:
    """A room in memory."""

    holder: str
    fence: int
    shelf: str


@dataclass(slots=True)
class MemoryDirectory:
    """A directory for the holders of one process.

    Args:
        clock: seconds; only ever forward.
    """

    clock: Callable[[], float] = time.monotonic
    _rooms: dict[str, _Entry] = field(default_factory=dict)
    _up: dict[str, tuple[Holder, float]] = field(default_factory=dict)
    _fences: dict[str, int] = field(default_factory=dict)
    _orders: dict[str, list[str]] = field(default_factory=dict)

    async def renew(self, me: Holder, held: Mapping[str, int]) -> set[str]:
        self._up[me.name] = me, self.clock() + UP_S
        for code, fence in held.items():
            self._fences[code] = max(fence, self._fences.get(code, 0))
            self._rooms.setdefault(code, _Entry(me.name, fence, me.shelf))
        return {code for code in held if self._rooms[code].holder != me.name}

    async def leave(self, name: str) -> None:
        self._up.pop(name, None)

    async def claim(self, code: str, me: Holder) -> int | None:
        return None if code in self._rooms else self._hold(code, me, 0)

    def _hold(self, code: str, me: Holder, above: int) -> int:
        fence = self._fences[code] = max(above, self._fences.get(code, 0)) + 1
        self._rooms[code] = _Entry(me.name, fence, me.shelf)
        return fence

    def _holder(self, name: str) -> Holder | None:
        holder, until = self._up.get(name, (None, 0.0))
        return holder if self.clock() < until else None

    async def find(self, code: str) -> FoundRoom | None:
        entry = self._rooms.get(code)
        return FoundRoom(self._holder(entry.holder)) if entry is not None else None

    async def orphans(self) -> list[Orphan]:
        return [
            Orphan(code, entry.shelf, entry.holder == _NOBODY)
            for code, entry in sorted(self._rooms.items())
            if self._holder(entry.holder) is None
        ]

    async def take(self, code: str, me: Holder, above: int) -> int | None:
        entry = self._rooms.get(code)
        if entry is None or self._holder(entry.holder) is not None:
            return None
        return self._hold(code, me, above)

    async def release(self, codes: Iterable[str], me: Holder) -> None:
        for code in codes:
            if code in self._rooms and self._rooms[code].holder == me.name:
                self._rooms[code].holder = _NOBODY

    async def forget(self, code: str, me: Holder) -> None:
        if code in self._rooms and self._rooms[code].holder == me.name:
            del self._rooms[code]

    async def holders(self) -> list[Holder]:
        up = [holder for name in self._up if (holder := self._holder(name)) is not None]
        return sorted(up, key=lambda one: one.number)

    async def ask(self, name: str, order: str) -> None:
        self._orders.setdefault(name, []).append(order)

    async def asked(self, me: Holder) -> list[str]:
        return self._orders.pop(me.name, [])

    async def close(self) -> None:
        """Nothing is open."""


# In Redis: ``duel:room:CODE`` is "holder fence shelf". ``duel:up:NAME`` is a holder as JSON, and ends by
# itself. ``duel:held:NAME`` is the set of codes that a holder has, and ``duel:names`` that of all holders.
# Scripts run whole, so that nobody comes between asking and holding.
_HOLD = """
local fence = math.max(redis.call('INCR', 'duel:fence:' .. code), above + 1)
redis.call('SET', 'duel:fence:' .. code, fence, 'EX', fence_s)
redis.call('SADD', 'duel:held:' .. me, code)
redis.call('SADD', 'duel:names', me)
redis.call('SET', 'duel:room:' .. code, me .. ' ' .. fence .. ' ' .. shelf, 'EX', room_s)
return fence
"""
_CLAIM = f"""
local code, me, shelf, room_s, fence_s, above = ARGV[1], ARGV[2], ARGV[3], ARGV[4], ARGV[5], 0
if not redis.call('SET', 'duel:room:' .. code, '-', 'NX', 'EX', room_s) then return 0 end
{_HOLD}"""
_TAKE = f"""
local code, me, shelf, room_s, fence_s, above =
    ARGV[1], ARGV[2], ARGV[3], ARGV[4], ARGV[5], tonumber(ARGV[6])
local entry = redis.call('GET', 'duel:room:' .. code)
if not entry then return 0 end
local holder = string.match(entry, '^%S+')
if redis.call('EXISTS', 'duel:up:' .. holder) == 1 then return 0 end
redis.call('SREM', 'duel:held:' .. holder, code)
{_HOLD}"""
# A directory that was started anew knows nothing: the holders tell it what there is, the first one first.
_RENEW = """
local me, shelf, up_ms, room_s, fence_s, about = ARGV[1], ARGV[2], ARGV[3], ARGV[4], ARGV[5], ARGV[6]
redis.call('SET', 'duel:up:' .. me, about, 'PX', up_ms)
redis.call('SADD', 'duel:names', me)
local lost = {}
for at = 7, #ARGV, 2 do
    local code, fence = ARGV[at], tonumber(ARGV[at + 1])
    local mine = me .. ' ' .. fence .. ' ' .. shelf
    local entry = redis.call('GET', 'duel:room:' .. code)
    if not entry or string.match(entry, '^%S+') == me then
        redis.call('SET', 'duel:room:' .. code, mine, 'EX', room_s)
        redis.call('SADD', 'duel:held:' .. me, code)
        if tonumber(redis.call('GET', 'duel:fence:' .. code) or '0') < fence then
            redis.call('SET', 'duel:fence:' .. code, fence, 'EX', fence_s)
        end
    else
        table.insert(lost, code)
    end
end
return lost
"""
_FIND = """
local entry = redis.call('GET', 'duel:room:' .. ARGV[1])
if not entry then return {0, false} end
return {1, redis.call('GET', 'duel:up:' .. string.match(entry, '^%S+'))}
"""
_ORPHANS = """
local found = {}
for _, name in ipairs(redis.call('SMEMBERS', 'duel:names')) do
    if redis.call('EXISTS', 'duel:up:' .. name) == 0 then
        local codes = redis.call('SMEMBERS', 'duel:held:' .. name)
        if #codes == 0 then redis.call('SREM', 'duel:names', name) end
        for _, code in ipairs(codes) do
            local entry = redis.call('GET', 'duel:room:' .. code)
            if not entry or string.match(entry, '^%S+') ~= name then
                redis.call('SREM', 'duel:held:' .. name, code)
            else
                table.insert(found, {code, string.match(entry, '%S+$'), name})
            end
        end
    end
end
return found
"""
_RELEASE = """
local me, forget = ARGV[1], ARGV[2] == '1'
for at = 3, #ARGV do
    local code = ARGV[at]
    local entry = redis.call('GET', 'duel:room:' .. code)
    if entry and string.match(entry, '^%S+') == me then
        redis.call('SREM', 'duel:held:' .. me, code)
        if forget then
            redis.call('DEL', 'duel:room:' .. code)
        else
            redis.call('SET', 'duel:room:' .. code, string.gsub(entry, '^%S+', '-'), 'KEEPTTL')
            redis.call('SADD', 'duel:held:-', code)
            redis.call('SADD', 'duel:names', '-')
        end
    end
end
"""
_HOLDERS = """
local found = {}
for _, name in ipairs(redis.call('SMEMBERS', 'duel:names')) do
    local about = redis.call('GET', 'duel:up:' .. name)
    if about then table.insert(found, about) end
end
return found
"""


class RedisDirectory:
    """A directory in Redis, or in any server that speaks its protocol, for processes on any machines.

    Only the server's clock counts.

    Raises:
        DirectoryError: this is no address of such a server.
    """

    def __init__(self, url: str) -> None:
        self._redis = connected(url)
        script = self._redis.register_script
        self._claim, self._take, self._renew = script(_CLAIM), script(_TAKE), script(_RENEW)
        self._find, self._orphans, self._release = script(_FIND), script(_ORPHANS), script(_RELEASE)
        self._holders = script(_HOLDERS)

    async def check(self) -> None:
        """See whether it answers and can be written."""
        await answered(self._redis.set("duel:checked", "1", ex=60))

    async def renew(self, me: Holder, held: Mapping[str, int]) -> set[str]:
        rooms = [part for code, fence in held.items() for part in (code, fence)]
        about = json.dumps(asdict(me))
        arguments = [me.name, me.shelf, round(1000 * UP_S), ROOM_S, _FENCE_S, about, *rooms]
        return set(await answered(self._renew(args=arguments)))

    async def leave(self, name: str) -> None:
        await answered(self._redis.delete(f"duel:up:{name}"))

    async def claim(self, code: str, me: Holder) -> int | None:
        return await answered(self._claim(args=[code, me.name, me.shelf, ROOM_S, _FENCE_S])) or None

    async def find(self, code: str) -> FoundRoom | None:
        known, holder = await answered(self._find(args=[code]))
        if not known:
            return None
        return FoundRoom(_holder(holder) if holder else None)

    async def orphans(self) -> list[Orphan]:
        found = await answered(self._orphans())
        return [Orphan(code, shelf, holder == _NOBODY) for code, shelf, holder in sorted(found)]

    async def take(self, code: str, me: Holder, above: int) -> int | None:
        return await answered(self._take(args=[code, me.name, me.shelf, ROOM_S, _FENCE_S, above])) or None

    async def release(self, codes: Iterable[str], me: Holder) -> None:
        await answered(self._release(args=[me.name, "0", *codes]))

    async def forget(self, code: str, me: Holder) -> None:
        await answered(self._release(args=[me.name, "1", code]))

    async def holders(self) -> list[Holder]:
        return sorted(map(_holder, await answered(self._holders())), key=lambda one: one.number)

    async def ask(self, name: str, order: str) -> None:
        await answered(self._redis.rpush(f"duel:orders:{name}", order))
        await answered(self._redis.expire(f"duel:orders:{name}", _ORDER_S))

    async def asked(self, me: Holder) -> list[str]:
        return list(await answered(self._redis.lpop(f"duel:orders:{me.name}", _MOST_ORDERS)) or ())

    async def close(self) -> None:
        await self._redis.aclose()


def _holder(about: str) -> Holder:
    """A holder as it has said. One of another version may have said more."""
    said = json.loads(about)
    return Holder(**{name: said[name] for name in Holder.__slots__ if name in said})


def connected(url: str, *, text: bool = True) -> Redis:
    """A client for the server at an address such as ``redis://localhost:6379/0``. It connects when used.

    Args:
        text: it answers with strings; without this, with bytes.

    Raises:
        DirectoryError: that is no such address.
    """
    from redis.asyncio import Redis
    from redis.asyncio.retry import Retry
    from redis.backoff import NoBackoff

    try:
        return Redis.from_url(
            url,
            decode_responses=text,
            socket_connect_timeout=_CONNECT_S,
            socket_timeout=_ANSWER_S,
            retry=Retry(NoBackoff(), 1),
        )
    except ValueError as error:
        raise DirectoryError(Trouble.UNUSABLE) from error


async def answered(asked: Awaitable[Any] | Any) -> Any:
    """What the server answers.

    Raises:
        DirectoryError: it does not.
    """
    from redis.exceptions import AuthenticationError, RedisError
    from redis.exceptions import ConnectionError as NotConnectedError
    from redis.exceptions import TimeoutError as NoAnswerError

    try:
        return await asked
    except AuthenticationError as error:
        raise DirectoryError(Trouble.WRONG_PASSWORD) from error
    except (NotConnectedError, NoAnswerError, OSError) as error:
        raise DirectoryError(Trouble.UNREACHABLE) from error
    except RedisError as error:
        raise DirectoryError(_trouble(error)) from error


def _trouble(error: Any) -> Trouble:
    """A server that is just starting is not there yet; one that wants a password says so in words."""
    text = str(error)
    if text.startswith(("LOADING", "BUSY", "Redis is loading")):
        return Trouble.UNREACHABLE
    return Trouble.WRONG_PASSWORD if "NOAUTH" in text or "WRONGPASS" in text else Trouble.UNUSABLE
