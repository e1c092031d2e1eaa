"""Play together: join a room on this network, or open one on this computer."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from contextlib import suppress
from functools import partial

import pygame

from game.scenes.page import Page
from game.scenes.scene import Scene
from game.scenes.together.following import WHY_NO_SEAT
from game.session.joined_room import FoundHost, JoinedRoom, Joining, KnownPlayer, RoomSearch, Unseated
from game.stage import Open, Stage
from game.ui.events import KeyEvent
from game.ui.fields import TextField
from game.ui.layout import Column, inset
from game.ui.lists import Pick, Picks
from game.ui.sheet import paragraph
from game.ui.widgets import Key

Join = Callable[[Stage, str, str, str, int | None], JoinedRoom]
Known = Callable[[str, str], Sequence[KnownPlayer]]
Search = Callable[[], RoomSearch]

_LINES = ("Code", "Address", "Your name")
_SHORTEST_CODE = 4
_LOOK_EVERY_S = 0.5  # for rooms
_LOOKING = "Looking for rooms near you…"
_NOBODY = "No room was found. Type the address and the code that the other screen shows."
_NOBODY_AFTER_S = 4.0
_HERE = "Or open a room here: phones, tablets and other computers join it."


class PlayTogether(Scene):
    """The rooms that were found on the left; address, code and name on the right.

    Args:
        join: asks for a seat: at an address, with a code, under a name, as one of ``known`` or as a guest.
        search: looks for hosts on this network; it may raise OSError.
        known: the players of a host's machine whom one can join as: by address and code. It waits for the
            host, and gives nobody if that does not answer.
    """

    def __init__(self, join: Join, search: Search, known: Known) -> None:
        super().__init__()
        self.address = self.code = self.name = ""
        self.why = ""  # why the last try has failed; empty if none has
        self._join, self._search, self._known = join, search, known
        self._asking = False  # the host is asked which players it knows
        # Players whom the host knows. If there are any, the player is asked which of them they are.
        self._players: tuple[KnownPlayer, ...] = ()
        self._rooms: list[JoinedRoom] = []  # none, or the one that is being joined
        self._searches: list[RoomSearch] = []
        self._asked = self._gone = False
        self._opened = self._looked = 0.0
        self._found: tuple[FoundHost, ...] = ()
        self._patient = True  # it is too early to say that there is no room

    # Looking for rooms

    def update(self, now: float) -> bool:
        if not self._asked:
            self._asked, self._opened = True, now
            self.stage.worker.submit(self._search, self._searching, failed=self._cannot_search)
        if now - self._looked >= _LOOK_EVERY_S:
            self._looked = now
            self._look_again(now)
        for room in list(self._rooms):
            if room.update():
                self._follow(room)
        return False

    def _searching(self, search: RoomSearch) -> None:
        if self._gone:
            self._end(search)
        else:
            self._searches.append(search)

    def _cannot_search(self, _: Exception) -> None:
        """Nothing is found then: an address must be typed."""

    def _look_again(self, now: float) -> None:
        found = tuple(one for search in self._searches for one in search.found)
        patient = now - self._opened < _NOBODY_AFTER_S
        if found != self._found or (patient is not self._patient and not found):
            self._found, self._patient = found, patient
            self.again()
        self._patient = patient

    def _end(self, search: RoomSearch) -> None:
        self.stage.worker.submit(search.close, lambda _: None)

    # Layout

    def layout(self) -> None:
        if not self.name and self.stage.player is not None:
            self.name = self.stage.player.name
        if self._players:
            self._lay_players()
            return
        joining = bool(self._rooms) or self._asking
        open_here = Key("Open a room", self._open_here, "plus", enabled=not joining)
        join = Key("Joining…" if joining else "Join", self._try, primary=True, enabled=not joining)
        page = Page(self, "Play together", left=[open_here], right=[join])
        left, right = page.split(0.4, below=0.36, ruled=True)
        self._list(page.ground, inset(self.look, left, 6, 6))
        self._form(page.ground, inset(self.look, right, 9, 6))
        self.widgets += page.buttons

    def _list(self, ground: pygame.Surface, area: pygame.Rect) -> None:
        """The rooms that were found; below them, what else can be done."""
        look, palette = self.look, self.look.palette
        foot = look.font("small").get_linesize() * len(look.lines(_HERE, "small", area.width))
        below = pygame.Rect(area.left, area.bottom - foot, area.width, foot)
        paragraph(ground, look, _HERE, "small", palette.soft, below)
        column = Column(pygame.Rect(area.topleft, (area.width, below.top - area.top - look.px(1))))
        column.top = paragraph(ground, look, "Rooms near you", "h2", palette.ink, column.rest) + look.px(1)
        if not self._found:
            words = _LOOKING if self._patient else _NOBODY
            paragraph(ground, look, words, "body", palette.soft, column.rest)
            return
        seen = [(one.name, one.address) for one in self._found]
        rows = [
            Pick(one.name, one.address if seen.count(shown) == 1 else _place(one))
            for one, shown in zip(self._found, seen, strict=True)
        ]
        chosen = next((at for at, one in enumerate(self._found) if _place(one) == self.address), None)
        self.widgets.append(Picks(column.rest, look, rows, chosen, self._pick))

    def _form(self, ground: pygame.Surface, area: pygame.Rect) -> None:
        look = self.look
        column = Column(pygame.Rect(area.topleft, (min(area.width, look.px(64)), area.height)), look.px(2))
        height = look.target(9.5)
        code = TextField(
            column.take(height),
            look,
            _LINES[0],
            self.code,
            self._write_code,
            longest=6,
            digits=True,
            done=self._try,
            hint="The number on the other screen",
        )
        address = TextField(
            column.take(height),
            look,
            _LINES[1],
            self.address,
            self._write_address,
            longest=60,
            done=self._try,
            hint="Choose a room, or type it",
        )
        name = TextField(
            column.take(height),
            look,
            _LINES[2],
            self.name,
            self._write_name,
            done=self._try,
            hint="Type it",
        )
        lines = code, address, name
        self.widgets += lines
        line = self._typed_on if self._typed_on is not None else self._first_to_fill
        if line is not None:
            self.form.type_on(lines[line])
        said = pygame.Rect(column.rest.left, column.top, area.width, 0)
        paragraph(ground, look, self.why, "body", look.palette.accent, said)

    def _lay_players(self) -> None:
        """Whom the host knows, to be one of them."""
        look = self.look
        guest = Key("I am somebody else", self._join_as_guest)
        page = Page(self, "Play together", right=[guest])
        column = Column(inset(look, page.area, 12, 7), look.px(1.5))
        for words, role in (("Are you one of them?", "h2"), ("Then I know your writing.", "body")):
            column.top = paragraph(page.ground, look, words, role, look.palette.ink, column.rest) + look.px(1)
        rows = [Pick(one.name, "") for one in self._players]
        self.widgets.append(Picks(column.rest, look, rows, None, self._join_as))
        self.widgets += page.buttons

    def _join_as(self, row: int) -> None:
        player = self._players[row]
        self._ask_for_seat(player.name, player.id)

    def _join_as_guest(self) -> None:
        self._ask_for_seat(self.name, None)

    @property
    def _typed_on(self) -> int | None:
        """The line that was typed on until now: a room that is found meanwhile moves nobody from it."""
        typed_on = self.focus.current
        return _LINES.index(typed_on.label) if isinstance(typed_on, TextField) else None

    @property
    def _first_to_fill(self) -> int | None:
        """The first line that must still be filled in."""
        short = len(self.code.strip()) < _SHORTEST_CODE
        missing = short, not self.address.strip(), not self.name.strip()
        return next((at for at, one in enumerate(missing) if one), None)

    # What can be done

    def key(self, event: KeyEvent) -> None:
        if self.is_enter(event):
            self._try()
        else:
            super().key(event)

    def _write_code(self, text: str) -> None:
        self.code = text

    def _write_name(self, text: str) -> None:
        self.name = text

    def _write_address(self, text: str) -> None:
        """An address that was copied whole has the code in it."""
        self.address = text
        place, _, code = text.partition("#")
        if code.isascii() and code.isdigit() and _SHORTEST_CODE <= len(code) <= 6:
            self.address, self.code = place.rstrip("/"), code
            self.again()

    def _pick(self, row: int) -> None:
        self.address, self.why = _place(self._found[row]), ""
        self.again()

    def _open_here(self) -> None:
        self.ask(Open("open_room"))

    def _try(self) -> None:
        if self._rooms or self._asking or self._players:
            return
        self.why = ""
        if not self.address.strip() and len(self._found) == 1:  # no other can be meant
            self.address = _place(self._found[0])
        if len(self.code.strip()) < _SHORTEST_CODE:
            self.why = "Type the code: the number of four to six digits on the other screen."
        elif not self.address.strip():
            self.why = "Choose a room, or type the address that the other screen shows."
        else:
            self._asking = True
            ask = partial(self._known, self.address, self.code.strip())
            self.stage.worker.submit(ask, self._know)
        self.again()
        if self.why and self._first_to_fill is not None:
            self.focus.on(self.form.fields[self._first_to_fill])

    def _know(self, players: Sequence[KnownPlayer]) -> None:
        self._asking = False
        if self._gone:
            return
        self._players = tuple(players)
        if not players:
            self._join_as_guest()
        self.again()

    def _ask_for_seat(self, name: str, player: int | None) -> None:
        self._players = ()
        self._rooms = [self._join(self.stage, self.address, self.code.strip(), name, player)]
        self.again()

    def back(self) -> None:
        if self._players:
            self._players = ()
            self.again()
        else:
            super().back()

    def _follow(self, room: JoinedRoom) -> None:
        state = room.state
        if isinstance(state, Joining):
            return
        self._rooms = []
        if isinstance(state, Unseated):
            self.why = WHY_NO_SEAT[state.why]
        else:
            self.ask(Open("waiting_room", room))
        self.again()

    def store_opened(self) -> None:
        self.again()

    def gone(self) -> None:
        self._gone = True
        for room in self._rooms:
            room.leave()
        for search in self._searches:
            with suppress(OSError):
                self._end(search)


def _place(found: FoundHost) -> str:
    """Its address as it is typed."""
    return f"{found.address}:{found.port}"
