"""A room is being opened: shown until it is there."""

from __future__ import annotations

from game.scenes.page import Page
from game.scenes.scene import Scene
from game.scenes.together.following import screen_of, why_closed
from game.session.hosted_room import Closed, HostedRoom, RoomView
from game.ui.layout import inset
from game.ui.sheet import placard
from game.ui.widgets import Key

_NO_PROCESS = "The room cannot be opened on this computer. Start the game again, then try once more."
_NO_STORE = "Rooms need a place to save answers, and this computer has none right now."


class OpenRoom(Scene):
    """Opens a room, then makes place for its lobby."""

    def __init__(self) -> None:
        super().__init__()
        self._room: list[HostedRoom] = []  # none, or the one that is being opened
        self._why = ""

    def layout(self) -> None:
        if not self._room and not self._why:
            self._begin()
        again = [Key("Try again", self._try_again, primary=True)] if self._why else []
        page = Page(self, "Play together", right=again)
        area = inset(self.look, page.area, 16, 8)
        if self._why:
            placard(page.ground, self.look, area, "No room yet", self._why)
        else:
            words = "Phones and tablets on this network can join in a moment."
            placard(page.ground, self.look, area, "Opening a room…", words)
        self.widgets += page.buttons

    def update(self, now: float) -> bool:  # noqa: ARG002 - nothing moves
        for room in self._room:
            if not room.update():
                continue
            state = room.state
            if isinstance(state, RoomView):
                self._room.clear()
                self.ask(screen_of(room, state))
            elif isinstance(state, Closed):
                self._fail(why_closed(state))
        return False

    def store_opened(self) -> None:
        if not self._room:
            self._try_again()

    def gone(self) -> None:
        for room in self._room:
            room.close()

    def _begin(self) -> None:
        if self.stage.host is None:
            self._why = _NO_STORE
            return
        try:
            self._room = [self.stage.host()]
        except OSError:
            self._why = _NO_PROCESS

    def _fail(self, why: str) -> None:
        self._room, self._why = [], why
        self.again()

    def _try_again(self) -> None:
        self._why = ""
        self.again()
