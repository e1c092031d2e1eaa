"""The operator's page: which workers are up, what they hold, and the orders to open and close rooms or to
drain a worker. All of it needs the operator's key, which is made once and kept in the data folder.
"""

from __future__ import annotations

import hmac
import os
import secrets
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Any

import msgspec
from starlette.requests import Request
from starlette.responses import FileResponse, JSONResponse, Response
from starlette.routing import BaseRoute, Route

from game.net.directory import DirectoryError
from game.net.holding import Holding, HoldingError

_PAGE = Path(__file__).parent / "operator"
_AWAY = "Redis does not answer, so nothing can be changed now. Try again in a minute."
_LONGEST = 1000  # bytes of an order
_MOST = 100  # rooms that one order opens


class _Order(msgspec.Struct, forbid_unknown_fields=True):
    """What the page sends: open rooms, close one, or drain a worker."""

    open: int = 0
    name: str = ""
    close: str = ""
    drain: int = 0


def key_of(folder: Path) -> str:
    """The operator's key in a data folder. It is made if there is none."""
    file = folder / "operator-key"
    try:
        return file.read_text(encoding="ascii").strip()
    except FileNotFoundError:
        key = secrets.token_urlsafe(24)
        with os.fdopen(os.open(file, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "w") as opened:
            opened.write(f"{key}\n")
        return key


def routes(key: str, holding: Holding) -> list[BaseRoute]:
    """The addresses of the page, and those that it asks for its state and sends its orders to."""

    def keyed(
        answer: Callable[[Request], Awaitable[Response]],
    ) -> Callable[[Request], Awaitable[Response]]:
        async def checked(request: Request) -> Response:
            scheme, _, given = request.headers.get("authorization", "").partition(" ")
            if scheme != "Bearer" or not hmac.compare_digest(given.encode(), key.encode()):
                return _refused(
                    "This is not the operator's key. Open the link that the server has printed.", 403
                )
            try:
                return await answer(request)
            except DirectoryError:
                return _refused(_AWAY, 503)

        return checked

    async def state(_: Request) -> Response:
        holders = [
            {
                "number": one.number,
                "seats": one.seats,
                "rooms": [{"code": code, "seats": seats} for code, seats in sorted(one.rooms.items())],
                "leaving": one.leaving,
            }
            for one in await holding.holders()
        ]
        return JSONResponse({"workers": holders})

    async def order(request: Request) -> Response:
        body = await request.body()
        try:
            wanted = msgspec.json.decode(body[: _LONGEST + 1], type=_Order)
        except (msgspec.MsgspecError, ValueError):
            return _refused("This is no order.", 400)
        if wanted.open:
            return await _opened(wanted)
        if wanted.close:
            done = await holding.ask_to_close(wanted.close)
        else:
            done = await holding.ask_to_drain(wanted.drain)
        return JSONResponse({}) if done else _refused("There is no such room or worker.", 404)

    async def _opened(wanted: _Order) -> Response:
        rooms: list[dict[str, Any]] = []
        try:
            for at in range(max(1, min(_MOST, wanted.open))):
                name = f"{wanted.name} {at + 1}" if wanted.name and wanted.open > 1 else wanted.name
                opened = await holding.open(name[:40])
                rooms.append({"code": opened.code, "key": opened.key})
        except HoldingError as error:
            return _refused(str(error), 503)
        return JSONResponse({"rooms": rooms})

    async def page(_: Request) -> Response:
        return FileResponse(_PAGE / "index.html")

    async def script(_: Request) -> Response:
        return FileResponse(_PAGE / "operator.js")

    return [
        Route("/operator", page),
        Route("/operator/operator.js", script),
        Route("/operator/state", keyed(state)),
        Route("/operator/order", keyed(order), methods=["POST"]),
    ]


def _refused(why: str, status: int) -> Response:
    return JSONResponse({"error": why}, status)
