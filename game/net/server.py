"""A host: rooms on one port, with their pages, sockets and tables of answers.

It carries messages between sockets and rooms (`game.net.room`), and lets in only what belongs here:

- ``Host`` must be an address or a name of this machine, and ``Origin``, where there is one, the same as
  ``Host``: so no page from elsewhere speaks to it, whatever name it has given itself.
- Messages are limited by connection, connections and wrong codes by address.
- A client that sends anything but messages of the protocol is disconnected. So is a pad that reads too
  slowly; a screen that does is sent everything anew.
- The table of answers and all orders need the host's key.

Where several processes hold rooms, each is such a host, and knows its :class:`Neighbours`
(`game.net.holding`). A room is then *frozen* while it goes from one to another: what clients say is not
heard, and nothing is told them, until they are sent after it.
"""

from __future__ import annotations

import asyncio
import ipaddress
import logging
import mimetypes
import secrets
import time
from collections.abc import AsyncIterator, Callable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field, replace
from functools import lru_cache, partial
from pathlib import Path
from typing import Any, Protocol

import msgspec
from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.middleware.gzip import GZipMiddleware
from starlette.requests import Request
from starlette.responses import FileResponse, PlainTextResponse, RedirectResponse, Response
from starlette.routing import BaseRoute, Mount, Route, WebSocketRoute
from starlette.staticfiles import StaticFiles
from starlette.types import ASGIApp, Receive, Scope, Send
from starlette.websockets import WebSocket, WebSocketDisconnect

from game.net import protocol as p
from game.net.daily_board import DailyBoard, Entering, MemoryBoard, Today
from game.net.equipment import Equipment
from game.net.journal import Fence, Journal, RoomOpened, entries
from game.net.letters import CloseAll, CloseSeat, ToBoard, ToScreen, ToScreens, ToSeat
from game.net.limits import Bucket, Limits
from game.net.machine import CannotHostError, own_names
from game.net.reading import Readings, RoomReads
from game.net.room import RefusedError, Room
from game.net.send_queue import SendQueue, close
from game.net.table import table_of
from game.net.wrong_tries import TOO_MANY, WrongTries

_log = logging.getLogger(__name__)

TICK_S = 0.03
#: From so many connected seats on, ink is read in a process beside.
BESIDE_FROM = 250
#: With more connected seats, ink is read after each stroke only, and not while one is drawn.
GLIMPSES_UP_TO = 24
_PAGES = Path(__file__).parent
_FIRST_MESSAGE_S = 10.0
_FRESH_S = 12 * 3600.0  # a room that was interrupted longer ago is not taken up
# A browser runs a module only if its type says so, and some systems name another one.
mimetypes.add_type("text/javascript", ".js")
# What counts as a wrong try, and what tells whether there is a room.
_WRONG = (p.Reason.NO_ROOM, p.Reason.UNKNOWN_TOKEN, p.Reason.WRONG_KEY)
_TELLING = (*_WRONG, p.Reason.MOVED, p.Reason.OLD_CLIENT, p.Reason.OLD_HOST)
_CODES = "/r/"  # below it are the rooms, by code
_NO_PAGE = "The page of this game is missing: install it again.\n"


@dataclass(slots=True)
class Hosted:
    """A room, its journal if one is kept, and what is sent to its pads (by seat) and to its screens.

    ``frozen``: another process takes it up, or has done so.
    """

    room: Room
    journal: Journal | None = None
    pads: dict[int, SendQueue] = field(default_factory=dict)
    screens: dict[int, SendQueue] = field(default_factory=dict)
    closed: bool = False
    frozen: bool = False

    def send_away(self, reason: p.Reason) -> None:
        """Close all connections."""
        for queue in (*self.pads.values(), *self.screens.values()):
            queue.close(reason)
        self.pads.clear()
        self.screens.clear()


@dataclass(frozen=True, slots=True)
class OpenedRoom:
    """A room that was opened: its code, and the host's key to it."""

    code: str
    key: str


class Neighbours(Protocol):
    """The other processes that hold rooms."""

    @property
    def across_ports(self) -> bool:
        """Whether they have ports of their own, so that pages speak to other ports of the same machine."""
        ...

    def address(self, host: str) -> str:
        """Where a client that has asked for ``host`` reaches this process; empty where it is the only one."""
        ...

    async def door(self, code: str, host: str) -> p.Door | None:
        """What to say of a room that is not here; None if there is none."""
        ...


class Alone:
    """There are no others."""

    across_ports = False

    def address(self, host: str) -> str:  # noqa: ARG002
        return ""

    async def door(self, code: str, host: str) -> p.Door | None:  # noqa: ARG002
        return None


class Observer(Protocol):
    """Is told what is said; it must be quick."""

    def heard(self, code: str, seat: int, message: p.FromPad) -> None: ...

    def told(self, code: str, seat: int, message: p.ToPad) -> None: ...

    def joined(self, again: bool) -> None: ...

    def refused(self, reason: p.Reason) -> None: ...


class Unobserved:
    """Nobody looks."""

    def heard(self, code: str, seat: int, message: p.FromPad) -> None: ...

    def told(self, code: str, seat: int, message: p.ToPad) -> None: ...

    def joined(self, again: bool) -> None: ...

    def refused(self, reason: p.Reason) -> None: ...


class Host:
    """Rooms, and the web application that carries their messages.

    Args:
        clock: seconds; only ever forward.
        deliver: called at each tick; hands out the results of jobs in other threads.
        names: of this machine, beside those that it knows itself.
        journals: the folder of the rooms' journals; None keeps none.
        board: the Daily's, of all rooms; without it, of the rooms here.

    Attributes:
        headers: of every answer.
        tries: of wrong codes, tokens and keys.
    """

    def __init__(
        self,
        equipment: Equipment,
        readings: Readings,
        *,
        clock: Callable[[], float] = time.monotonic,
        limits: Limits | None = None,
        deliver: Callable[[], None] = lambda: None,
        names: Sequence[str] = (),
        journals: Path | None = None,
        neighbours: Neighbours | None = None,
        observer: Observer | None = None,
        board: DailyBoard | None = None,
    ) -> None:
        self._entering = Entering(board or MemoryBoard())
        self._journals = journals
        self._neighbours, self._observer = neighbours or Alone(), observer or Unobserved()
        self._equipment, self._readings, self._clock = equipment, readings, clock
        self._limits, self._deliver = limits or Limits(), deliver
        self._names = {name.casefold() for name in (*own_names(), *names)}
        self._rooms: dict[str, Hosted] = {}
        self._connections: dict[str, int] = {}
        self.tries = WrongTries(self._limits)
        self._numbers = 0
        elsewhere = b" http: https:" if self._neighbours.across_ports else b""
        self.headers = [(b"content-security-policy", _POLICY % elsewhere), *_HEADERS]
        readings.then = self._after_reading
        self.app = self._application()

    # Rooms

    def open(
        self, name: str = "", rules: p.Rules | None = None, *, code: str = "", fence: int | None = None
    ) -> OpenedRoom:
        """Open a room.

        Args:
            code: one that nobody else has; without it, one that no room here has.
            fence: the number by which this process may write the room's journal, where several share them.
        """
        if len(self._rooms) >= 5000:
            raise CannotHostError("There are too many rooms.")
        while not code or code in self._rooms:
            code = f"{secrets.randbelow(9000) + 1000}"
        key = secrets.token_urlsafe(18)
        journal = self._journal(code, fence)
        room = Room(
            code,
            key,
            self._equipment_of(code),
            now=self._clock(),
            seed=secrets.randbits(32),
            name=name,
            rules=rules,
            journal=journal.put if journal else lambda _: None,
            begin_anew=journal.rewrite if journal else lambda _: None,
        )
        if journal is not None:
            journal.rewrite(room.opening())
        self._rooms[code] = Hosted(room, journal)
        return OpenedRoom(code, key)

    def take_up(self) -> list[OpenedRoom]:
        """Take up the rooms whose host was killed, by their journals; call it in the loop.

        Journals that are old or damaged are deleted.
        """
        taken: list[OpenedRoom] = []
        for file in sorted(self._journals.glob("*.journal")) if self._journals is not None else ():
            try:
                taken.append(self._take_up(file, None))
            except (OSError, ValueError) as error:
                _log.warning("a journal cannot be used: %s", type(error).__name__)
                with suppress(OSError):
                    file.unlink()
        return taken

    def take_up_one(self, code: str, fence: int) -> OpenedRoom:
        """Take up one room by its journal, which this process may write by the number ``fence``.

        Raises:
            OvertakenError: another process has taken it up.
            ValueError: its journal is damaged, or from another version. It stays as it is.
            OSError: there is no journal.
        """
        assert self._journals is not None, "only rooms with journals can be taken up"
        return self._take_up(self._journals / f"{code}.journal", fence)

    def _take_up(self, file: Path, number: int | None) -> OpenedRoom:
        fresh = time.time() - file.stat().st_mtime < _FRESH_S
        # From here on nobody else writes it.
        fence = Fence(file.with_suffix(".fence"), number) if number is not None else None
        journal = Journal(file, fence)
        try:
            written = entries(file.read_bytes()) if fresh else []
            first = written[0] if written else None
            if not isinstance(first, RoomOpened) or first.code in self._rooms:
                raise ValueError("no room")
            room = Room.take_up(
                written,
                self._equipment_of(first.code),
                now=self._clock(),
                journal=journal.put,
                begin_anew=journal.rewrite,
            )
        except BaseException:
            journal.close(forget=False)
            raise
        self._rooms[first.code] = Hosted(room, journal)
        return OpenedRoom(first.code, first.key)

    def _equipment_of(self, code: str) -> Equipment:
        """What a room is handed: its own turns in the reading."""
        reads = RoomReads(self._readings, code)
        return replace(self._equipment, reads=reads, may_glimpse=reads.may_glimpse)

    def _journal(self, code: str, number: int | None) -> Journal | None:
        """The journal of a new room; None where none is kept, or none can be: play goes on all the same.

        Raises:
            OvertakenError: there is a room with this code in the folder, with a higher fence.
        """
        if self._journals is None:
            return None
        try:
            fence = Fence(self._journals / f"{code}.fence", number) if number is not None else None
            return Journal(self._journals / f"{code}.journal", fence)
        except OSError as error:
            _log.warning("no journal can be kept: %s", type(error).__name__)
            return None

    def freeze(self, code: str) -> Hosted | None:
        """Let go of a room, so that another process can take it up; its clients are still connected.

        Returns:
            The room; None if it has no journal that is whole, and so has to stay.
        """
        hosted = self._rooms[code]
        if hosted.journal is not None:
            self._send(hosted)
        if hosted.frozen or hosted.closed or hosted.journal is None or hosted.journal.failed:
            return None
        hosted.frozen = True
        hosted.journal.close(forget=False)
        del self._rooms[code]
        return hosted

    @property
    def rooms(self) -> Mapping[str, Hosted]:
        return self._rooms

    @property
    def connected(self) -> int:
        """Pads that are connected."""
        return sum(len(hosted.pads) for hosted in self._rooms.values())

    def close(self, reason: p.Reason = p.Reason.STOPPED) -> None:
        """End all rooms: everything is stored, and every client told."""
        now = self._clock()
        for hosted in list(self._rooms.values()):
            hosted.room.close(reason, now)
            self._send(hosted)
            if hosted.journal is not None:
                hosted.journal.close(forget=True)
        self._entering.close()

    # Time

    async def run(self) -> None:
        """Let time pass for the rooms, until it is cancelled."""
        while True:
            await asyncio.sleep(TICK_S)
            self._deliver()
            now = self._clock()
            for code, hosted in list(self._rooms.items()):
                hosted.room.tick(now)
                if hosted.journal is not None:
                    hosted.journal.flush()
                self._send(hosted)
                if hosted.closed:
                    del self._rooms[code]
                    if hosted.journal is not None:
                        hosted.journal.close(forget=True)
            connected = self.connected
            self._readings.glimpses = connected < GLIMPSES_UP_TO
            if connected >= BESIDE_FROM:
                self._readings.move_beside()

    def _after_reading(self, code: str) -> None:
        hosted = self._rooms.get(code)
        if hosted is not None and hosted.room.due:
            hosted.room.tick(self._clock())
            self._send(hosted)

    # Messages

    def _send(self, hosted: Hosted) -> None:
        """Send the room's letters. What led to them is written down first."""
        if hosted.frozen:
            return
        letters = hosted.room.take_letters()
        if letters and hosted.journal is not None:
            hosted.journal.flush()
            if hosted.journal.overtaken:
                self.overtaken(hosted)
                return
        for letter in letters:
            match letter:
                case ToSeat():
                    queue = hosted.pads.get(letter.seat)
                    if queue is not None:
                        queue.put(p.encode(letter.message))
                        self._observer.told(hosted.room.code, letter.seat, letter.message)
                case ToScreens():
                    if hosted.screens:
                        frame = p.encode(letter.message)
                        for screen, queue in hosted.screens.items():
                            if not letter.keyed or hosted.room.screens.keyed.get(screen):
                                queue.put(frame)
                case ToScreen():
                    queue = hosted.screens.get(letter.screen)
                    if queue is not None:
                        queue.put(p.encode(letter.message))
                case CloseSeat():
                    queue = hosted.pads.pop(letter.seat, None)
                    if queue is not None:
                        queue.close(letter.reason)
                case ToBoard():
                    self._entering.put(letter.entry, partial(self._placed, hosted, letter))
                case CloseAll():
                    hosted.closed = True
                    hosted.send_away(letter.reason)

    def _placed(self, hosted: Hosted, letter: ToBoard, today: Today) -> None:
        hosted.room.placed(letter.seat, letter.entry, today)
        self._send(hosted)

    def overtaken(self, hosted: Hosted) -> None:
        """Another process has this room: the clients that are connected here must go there."""
        _log.warning("Another process has taken up a room of this one: it is no longer held here.")
        hosted.frozen = True
        self._rooms.pop(hosted.room.code, None)
        hosted.send_away(p.Reason.MOVED)
        if hosted.journal is not None:
            hosted.journal.close(forget=False)

    async def _socket(self, websocket: WebSocket) -> None:
        address = _caller(websocket.scope)
        await websocket.accept()
        count = self._connections.get(address, 0)
        if count >= self._limits.connections:
            await close(websocket, p.Reason.CROWD)
            return
        self._connections[address] = count + 1
        try:
            await self._serve(websocket, address)
        except p.ProtocolError as error:
            await close(websocket, error.reason)
        except RefusedError as error:
            self._observer.refused(error.reason)
            await close(websocket, error.reason)
        except (WebSocketDisconnect, OSError):
            pass
        finally:
            left = self._connections[address] - 1
            if left:
                self._connections[address] = left
            else:
                del self._connections[address]

    async def _serve(self, websocket: WebSocket, address: str) -> None:
        try:
            first = p.decode_from_client(await asyncio.wait_for(_received(websocket), _FIRST_MESSAGE_S))
        except TimeoutError:
            raise RefusedError(p.Reason.SILENT) from None
        if not isinstance(first, p.Join | p.Watch):
            raise RefusedError(p.Reason.MALFORMED)
        now = self._clock()
        spent = self.tries.too_many(address, now)
        # A seat's token cannot be guessed. A pad that has one is let in, even if others from its
        # address try too much.
        if spent and not (isinstance(first, p.Join) and first.token):
            await self.tries.refuse(address)
            raise RefusedError(p.Reason.CROWD)
        try:
            hosted = self._rooms.get(first.code)
            if hosted is None or hosted.closed:
                elsewhere = await self._neighbours.door(first.code, "") is not None
                raise RefusedError(p.Reason.MOVED if elsewhere else p.Reason.NO_ROOM)
            if isinstance(first, p.Join):
                await self._serve_pad(websocket, hosted, first)
            else:
                await self._serve_screen(websocket, hosted, first)
        except RefusedError as error:
            if error.reason in _WRONG:
                self.tries.count(address, now)
            if spent and error.reason in _TELLING:
                # A token that was made up would else tell whether there is a room with this code.
                await self.tries.refuse(address)
                raise RefusedError(p.Reason.MOVED) from None
            raise

    async def _serve_pad(self, websocket: WebSocket, hosted: Hosted, join: p.Join) -> None:
        room = hosted.room
        seat = room.join(join, self._clock())
        self._observer.joined(bool(join.token))
        queue = SendQueue(websocket)
        # The letters that close an earlier connection of this seat come before those for this one.
        letters = room.take_letters()
        for letter in letters:
            if isinstance(letter, CloseSeat) and letter.seat == seat:
                earlier = hosted.pads.pop(seat, None)
                if earlier is not None:
                    earlier.close(letter.reason)
        hosted.pads[seat] = queue
        room.put_back([one for one in letters if not (isinstance(one, CloseSeat) and one.seat == seat)])
        self._send(hosted)
        writing = asyncio.create_task(queue.run(lambda: queue.close(p.Reason.TOO_SLOW)))
        try:
            async for message in self._messages(websocket, writing):
                if hosted.pads.get(seat) is not queue:
                    return
                if hosted.frozen:
                    continue
                if isinstance(message, p.Watch | p.Order | p.Rules | p.Join):
                    raise RefusedError(p.Reason.MALFORMED)
                self._observer.heard(room.code, seat, message)
                room.hear(seat, message, self._clock())
                self._send(hosted)
        finally:
            if hosted.pads.get(seat) is queue:
                del hosted.pads[seat]
                if not hosted.frozen:
                    room.lost(seat, self._clock())
                    self._send(hosted)
            queue.end()
            await _ended(writing)

    async def _serve_screen(self, websocket: WebSocket, hosted: Hosted, watch: p.Watch) -> None:
        room, screen = hosted.room, self._numbers
        self._numbers += 1
        queue = SendQueue(websocket)
        room.watch(watch, screen, self._clock())
        hosted.screens[screen] = queue
        self._send(hosted)
        writing = asyncio.create_task(queue.run(lambda: self._again(hosted, screen)))
        try:
            async for message in self._messages(websocket, writing):
                match message:
                    case _ if hosted.frozen:
                        pass
                    case p.Order() | p.Rules():
                        if not room.order(screen, message, self._clock()):
                            raise RefusedError(p.Reason.WRONG_KEY)
                        self._send(hosted)
                    case p.Ping():
                        queue.put(p.encode(p.Pong(message.sent, round(1000 * self._clock()))))
                    case _:
                        raise RefusedError(p.Reason.MALFORMED)
        finally:
            room.unwatch(screen)
            hosted.screens.pop(screen, None)
            queue.end()
            await _ended(writing)

    def _again(self, hosted: Hosted, screen: int) -> None:
        hosted.room.screens.show(screen)
        self._send(hosted)

    async def _messages(
        self, websocket: WebSocket, writing: asyncio.Task[None]
    ) -> AsyncIterator[p.FromClient]:
        """What a client says, within its limits, until one of both is gone."""
        now = self._clock()
        count = Bucket.full(self._limits.messages, self._limits.burst, now)
        size = Bucket.full(self._limits.bytes_a_second, 8 * self._limits.bytes_a_second, now)
        while not writing.done():
            text = await _received(websocket)
            now = self._clock()
            if not count.take(1, now) or not size.take(len(text), now):
                raise RefusedError(p.Reason.TOO_FAST)
            yield p.decode_from_client(text)

    # Pages

    def answer(self, routes: Sequence[BaseRoute]) -> None:
        """Answer these requests too."""
        self.app.router.routes.extend(routes)

    def _application(self) -> Starlette:
        routes = [
            Route("/", self._page),
            Route(_CODES + "{code}", self._door),
            Route("/export.csv", self._export),
            WebSocketRoute("/socket", self._socket),
        ]
        for folder in ("pad", "teacher"):
            if (_PAGES / folder).is_dir():
                files = StaticFiles(directory=_PAGES / folder, html=True)
                routes.append(Mount(f"/{folder}", GZipMiddleware(files, compresslevel=6)))
        return Starlette(routes=routes, middleware=[Middleware(_Guard, host=self)])

    async def _page(self, _: Request) -> Response:
        """The pad's page."""
        file = _PAGES / "pad" / "index.html"
        return FileResponse(file) if file.is_file() else PlainTextResponse(_NO_PAGE, 404)

    async def _door(self, request: Request) -> Response:
        """Where a room is. An address that has tried too many codes does not get here: see `_Guard`."""
        code, now = request.path_params["code"], self._clock()
        address = _caller(request.scope)
        if "text/html" in request.headers.get("accept", ""):  # a person, who has typed the address
            return RedirectResponse(f"/#{code}")
        host = request.headers.get("host", "")
        hosted = self._rooms.get(code)
        if hosted is not None and not hosted.closed:
            at = self._neighbours.address(host)
            return _json(msgspec.structs.replace(hosted.room.door(now), at=at), 200)
        door = await self._neighbours.door(code, host)
        if door is not None:
            return _json(door, 200)
        self.tries.count(address, now)
        return _json(p.Door(p.VERSION, "", closed=p.Reason.NO_ROOM), 404)

    async def _export(self, request: Request) -> Response:
        address, now = _caller(request.scope), self._clock()
        hosted = self._rooms.get(request.query_params.get("code", ""))
        scheme, _, key = request.headers.get("authorization", "").partition(" ")
        spent = self.tries.too_many(address, now)
        if spent or hosted is None or scheme != "Bearer" or not hosted.room.opens(key[:64]):
            self.tries.count(address, now)
            return PlainTextResponse("The table needs the code of a room and the host's key.\n", 403)
        headers = {"content-disposition": f'attachment; filename="room-{hosted.room.code}.csv"'}
        return Response(table_of(hosted.room), media_type="text/csv; charset=utf-8", headers=headers)

    def refuses(self, scope: Scope, accept: str) -> bool:
        """Whether this asks for a code, and comes from an address that has tried too many."""
        if scope["type"] != "http" or not scope["path"].startswith(_CODES) or "text/html" in accept:
            return False
        return self.tries.too_many(_caller(scope), self._clock())

    def knows(self, host: str) -> bool:
        """Whether this ``Host`` header names this machine: by an address, or by one of its names."""
        name = host.rpartition(":")[0] if host.rpartition(":")[2].isdigit() else host
        return _is_address(name.strip("[]")) or name.casefold().rstrip(".") in self._names

    def welcomes(self, origin: str, own: str) -> bool:
        """Whether a page from ``origin`` may speak to this host, which was called ``own`` (``http://…``).

        Where each process of a machine has a port of its own, a page comes from one and speaks to another.
        """
        if origin == own:
            return True
        return self._neighbours.across_ports and _without_port(origin) == _without_port(own)


def _caller(scope: Scope) -> str:
    """The address that a request comes from."""
    client = scope.get("client")
    return client[0] if client else ""


@lru_cache(maxsize=64)
def _is_address(name: str) -> bool:
    try:
        ipaddress.ip_address(name)
    except ValueError:
        return False
    return True


def _without_port(site: str) -> str:
    """``http://name:4719`` → ``http://name``."""
    scheme, _, name = site.partition("://")
    host, _, port = name.rpartition(":")
    return f"{scheme}://{host if host and port.isdigit() else name}"


class _Guard:
    """Lets in only what is meant for this machine, and says what pages may do.

    It comes before all routes: so it costs little to refuse an address that has tried too many codes.
    """

    def __init__(self, app: ASGIApp, host: Host) -> None:
        self._app, self._host = app, host

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        headers = {
            name.decode("latin-1"): value.decode("latin-1") for name, value in scope.get("headers", ())
        }
        host, origin = headers.get("host", ""), headers.get("origin")
        scheme = "https" if scope.get("scheme") in ("https", "wss") else "http"
        own = f"{scheme}://{host}"
        if not self._host.knows(host) or (origin is not None and not self._host.welcomes(origin, own)):
            if scope["type"] == "websocket":
                await send({"type": "websocket.close", "code": 1008, "reason": ""})
            else:
                await PlainTextResponse("This is not the address of this game.\n", 403)(scope, receive, send)
            return
        crosses = origin is not None and origin != own

        async def with_headers(message: Any) -> None:
            if message["type"] == "http.response.start":
                told = [*message.get("headers", ()), *self._host.headers]
                if origin is not None and crosses:
                    allowed = (b"access-control-allow-origin", origin.encode("latin-1"))
                    told += [allowed, _KEY_ALLOWED, (b"vary", b"origin")]
                message = {**message, "headers": told}
            await send(message)

        # Before a page sends a key to another port, its browser asks whether it may.
        if crosses and scope.get("method") == "OPTIONS":
            await Response(status_code=204)(scope, receive, with_headers)
        elif self._host.refuses(scope, headers.get("accept", "")):
            await self._host.tries.refuse(_caller(scope))
            await with_headers(_REFUSED)
            await send({"type": "http.response.body", "body": TOO_MANY})
        else:
            await self._app(scope, receive, with_headers)


_POLICY = (
    b"default-src 'self'; connect-src 'self' ws: wss:%s; img-src 'self' data: blob:; "
    b"style-src 'self' 'unsafe-inline'; frame-ancestors 'none'; base-uri 'none'; form-action 'none'"
)
_KEY_ALLOWED = (b"access-control-allow-headers", b"authorization")
_HEADERS = [
    (b"x-content-type-options", b"nosniff"),
    (b"referrer-policy", b"no-referrer"),
    (b"cache-control", b"no-cache"),
]

_REFUSED = {
    "type": "http.response.start",
    "status": 429,
    "headers": [
        (b"content-type", b"application/json"),
        (b"content-length", str(len(TOO_MANY)).encode()),
    ],
}


def _json(door: p.Door, status: int) -> Response:
    return Response(p.encode(door), status, media_type="application/json")


async def _received(websocket: WebSocket) -> str | bytes:
    """The next frame; empty frames are refused by the protocol.

    Raises:
        WebSocketDisconnect: there is none any more.
    """
    message = await websocket.receive()
    if message["type"] != "websocket.receive":
        raise WebSocketDisconnect(message.get("code", 1000))
    return message.get("text") or message.get("bytes") or ""


async def _ended(task: asyncio.Task[None]) -> None:
    """Wait a moment for a writer to say good-bye, then stop it."""
    with suppress(TimeoutError, asyncio.CancelledError):
        await asyncio.wait_for(task, 0.5)
