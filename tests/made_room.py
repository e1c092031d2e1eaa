"""Rooms without a network: hosted ones (`game.session.hosted_room`), and seats in them (`.joined_room`)."""

from __future__ import annotations

from dataclasses import replace

from game.net import protocol as p
from game.net.discovery import AnnouncedHost
from game.net.watcher import Watcher, rules_from
from game.session.hosted_room import RoomRules, RoomStage, RoomState, RoomView
from game.session.joined_room import Seated, SeatState
from recognizer.ink import Stroke
from tests.unit.game.net.room_table import KEY, Pad, RoomTable

ROOM = "Fox room"
TEACHERS_LINK = "http://192.168.1.24:4719/teacher/#4719.q7Jw2mXc0aP5tR9e"


class PlayedRoom:
    """A real room; what its screen is told goes straight to a watcher. ``table`` works the pads."""

    def __init__(self, rules: p.Rules | None = None, *names: str) -> None:
        self.table = RoomTable(rules)
        self.pads: list[Pad] = [self.table.join(name) for name in names]
        self._watcher = Watcher("4719", ["http://192.168.1.24:4719"], on_network=True)
        self._told = self.table.watch(1, KEY)
        self._stale = True
        self._view = self._watcher.view
        self.closed = False
        self.name = ROOM
        self.update()

    @property
    def state(self) -> RoomState:
        if self._stale:
            self._view, self._stale = self._watcher.view, False
        return self._view

    @property
    def teachers_link(self) -> str:
        return TEACHERS_LINK

    @property
    def view(self) -> RoomView:
        state = self.state
        assert isinstance(state, RoomView)
        return state

    def update(self) -> bool:
        told = list(self._told)
        self._told.clear()
        for message in told:
            self._watcher.hear(message)
        self._stale |= bool(told)
        return bool(told)

    def wait(self, seconds: float) -> None:
        """Let the room's time pass, and take in what it says."""
        self.table.wait(seconds)
        self.update()

    def play_by(self, rules: RoomRules) -> None:
        self.table.room.do(rules_from(rules), self.table.now)
        self.table.deliver()

    def start(self) -> None:
        self.table.order(p.Ask.START)

    def pause(self, paused: bool) -> None:
        self.table.order(p.Ask.PAUSE if paused else p.Ask.RESUME)

    def next(self) -> None:
        self.table.order(p.Ask.NEXT)

    def finish(self) -> None:
        self.table.order(p.Ask.FINISH)

    def lock(self, locked: bool) -> None:
        self.table.order(p.Ask.LOCK if locked else p.Ask.UNLOCK)

    def remove(self, seat: int) -> None:
        self.table.order(p.Ask.REMOVE, seat)

    def close(self) -> None:
        self.closed = True


class StillRoom:
    """A room that is as it was made: for pictures. It notes what it is ordered.

    Args:
        later: states that come one after the other, one with each update.
    """

    def __init__(self, state: RoomState, *later: RoomState) -> None:
        self.state = state
        self.name = ROOM
        self.teachers_link = TEACHERS_LINK
        self._later: list[RoomState] = list(later)
        self.ordered: list[object] = []

    def update(self) -> bool:
        if not self._later:
            return False
        self.state = self._later.pop(0)
        return True

    def show(self, *states: RoomState) -> None:
        """Be these, one after the other, from the next update on."""
        self._later += states

    def _order(self, *what: object) -> None:
        self.ordered.append(what if len(what) > 1 else what[0])

    def play_by(self, rules: RoomRules) -> None:
        self._order(rules)
        if isinstance(self.state, RoomView):
            self.show(replace(self.state, rules=rules))

    def start(self) -> None:
        self._order("start")

    def pause(self, paused: bool) -> None:
        self._order("pause" if paused else "resume")
        if isinstance(self.state, RoomView):
            self.show(replace(self.state, stage=RoomStage.PAUSED if paused else RoomStage.PLAYING))

    def next(self) -> None:
        self._order("next")

    def finish(self) -> None:
        self._order("finish")

    def lock(self, locked: bool) -> None:
        self._order("lock" if locked else "unlock")
        if isinstance(self.state, RoomView):
            self.show(replace(self.state, locked=locked))

    def remove(self, seat: int) -> None:
        self._order("remove", seat)

    def close(self) -> None:
        self._order("close")


class StillSeat:
    """A seat in a room elsewhere (`game.session.joined_room.JoinedRoom`) that is as it was made."""

    def __init__(self, state: SeatState, *later: SeatState) -> None:
        self.state = state
        self._later: list[SeatState] = list(later)
        self.done: list[object] = []

    def update(self) -> bool:
        if not self._later:
            return False
        self.state = self._later.pop(0)
        return True

    def show(self, *states: SeatState) -> None:
        """Be these, one after the other, from the next update on."""
        self._later += states

    def play_at(self, level: int) -> None:
        self.done.append(("level", level))
        if isinstance(self.state, Seated):
            self.show(replace(self.state, level=level))

    def rename(self, name: str) -> None:
        self.done.append(("rename", name))
        if isinstance(self.state, Seated):
            self.show(replace(self.state, name=name))

    def sign(self, stroke: Stroke) -> None:
        self.done.append(("sign", len(stroke.points)))

    def leave(self) -> None:
        self.done.append("leave")


class FoundRooms:
    """A search that has found these hosts (`game.session.joined_room.RoomSearch`)."""

    def __init__(self, *found: AnnouncedHost) -> None:
        self.found: tuple[AnnouncedHost, ...] = found
        self.closed = False

    def close(self) -> None:
        self.closed = True
