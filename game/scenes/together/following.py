"""Which screen shows a room, what its games are called, and what is said when it has closed by itself."""

from __future__ import annotations

from game.session.hosted_room import Closed, HostedRoom, RoomGame, RoomStage, RoomView
from game.stage import Open

#: What takes something from others must be pressed a second time within so many seconds.
AGAIN_S = 5.0
GAME_NAMES = {
    RoomGame.RACE: "Race",
    RoomGame.BUZZ: "Buzz",
    RoomGame.TEAMS: "Teams",
    RoomGame.TOGETHER: "Together",
    RoomGame.PRACTICE: "Practice",
}


def screen_of(room: HostedRoom, view: RoomView) -> Open:
    """Asks for the screen that shows a room as far as it is, instead of the one that shows now."""
    match view.stage:
        case RoomStage.LOBBY:
            return Open("lobby", room, instead=True)
        case RoomStage.OVER:
            return Open("podium", room, instead=True)
    return Open("big_screen", room, instead=True)


def why_closed(state: Closed) -> str:
    """The sentence for a room that has closed by itself."""
    return state.said or "The room has closed by itself. Open it again; players come back with the new code."
