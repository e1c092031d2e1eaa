"""How the screens of a room follow it: which one shows it, and what is said when somebody cannot come in or
the room has closed by itself."""

from __future__ import annotations

from game.scenes.scene import Scene
from game.session.hosted_room import Closed, HostedRoom, RoomStage, RoomView
from game.session.joined_room import Refusal
from game.stage import Open, Pop, Transition

#: What a player who has no seat should check, or what has happened.
WHY_NO_SEAT = {
    Refusal.NO_ADDRESS: "That is no address. It looks like 192.168.1.24:4719, as the other screen shows it.",
    Refusal.NO_HOST: "Nobody answers there. Check the address, and that both are on the same Wi-Fi.",
    Refusal.NO_GAME: "Something else answers there. Check the address, the number behind the colon too.",
    Refusal.UNTRUSTED: "This computer does not know who runs that host. Ask for the certificate.",
    Refusal.NO_ROOM: "There is no room with that code. Look at the other screen, and type the code again.",
    Refusal.FULL: "The room is full. Ask the host to open another one.",
    Refusal.LOCKED: "The room is locked. Ask the host to unlock it.",
    Refusal.LATE: "The match has begun. Wait until it is over, then join.",
    Refusal.OLD_HERE: "The game on this computer is too old for that room. Get the new version.",
    Refusal.OLD_THERE: "The game on the other computer is too old for this one. It needs the new version.",
    Refusal.CROWD: "Too many tries from this computer. Wait a minute, then join.",
    Refusal.REMOVED: "The host has taken you out of the room.",
    Refusal.ENDED: "The host has closed the room.",
    Refusal.ELSEWHERE: "Your place was opened on another screen.",
    Refusal.FORGOTTEN: "The host does not know you any more. Join again.",
    Refusal.MISUNDERSTOOD: "The two games do not understand each other. Get the same version on both.",
    Refusal.LEFT: "You have left the room.",
}


def screen_of(room: HostedRoom, view: RoomView) -> Open:
    """Asks for the screen of the stage that a room is in, instead of the present screen."""
    match view.stage:
        case RoomStage.LOBBY:
            return Open("lobby", room, instead=True)
        case RoomStage.OVER:
            return Open("podium", room, instead=True)
    return Open("big_screen", room, instead=True)


class Following:
    """A screen's hold on a room. It is handed on from screen to screen, and the last one closes the room.

    Args:
        room: it is open; its state is a :class:`RoomView`.
        shows: the stages in which the screen shows the room; in any other another screen takes over.

    Attributes:
        view: the room as the screen knows it.
    """

    def __init__(self, scene: Scene, room: HostedRoom, *shows: RoomStage) -> None:
        state = room.state
        assert isinstance(state, RoomView)
        self.view = state
        self._scene, self._room, self._shows = scene, room, shows
        self._handed_on = False

    def update(self) -> RoomView | None:
        """Take in what is new. Returns the view before it; None where nothing is new for this screen, or
        where it has asked for another one."""
        if not self._room.update() or self._handed_on:
            return None
        state = self._room.state
        if isinstance(state, Closed):
            self._scene.stage.tell(why_closed(state))
            self.leave_to(Pop())
        elif isinstance(state, RoomView):
            before, self.view = self.view, state
            if state.stage in self._shows:
                return before
            self.leave_to(screen_of(self._room, state))
        return None

    def leave_to(self, where: Transition) -> None:
        """Ask for another screen, which takes the room over."""
        self._handed_on = True
        self._scene.ask(where)

    def gone(self) -> None:
        """The screen is gone: close the room, unless another one has it."""
        if not self._handed_on:
            self._room.close()


def why_closed(state: Closed) -> str:
    """The sentence for a room that has closed by itself."""
    return state.said or "The room has closed by itself. Open it again; players come back with the new code."
