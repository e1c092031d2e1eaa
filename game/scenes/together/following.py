"""Which screen shows a room, what its games are called, and what is said when it has closed by itself."""

from __future__ import annotations

from game.session.hosted_room import Closed, RoomGame, RoomStage, RoomView
from game.stage import Screen

GAME_NAMES = {
    RoomGame.RACE: "Race",
    RoomGame.BUZZ: "Buzz",
    RoomGame.TEAMS: "Teams",
    RoomGame.TOGETHER: "Together",
    RoomGame.PRACTICE: "Practice",
}
_SCREENS: dict[RoomStage, Screen] = {
    RoomStage.LOBBY: "lobby",
    RoomStage.PLAYING: "big_screen",
    RoomStage.PAUSED: "big_screen",
    RoomStage.OVER: "podium",
}


def screen_of(view: RoomView) -> Screen:
    """The screen that shows a room as far as it is."""
    return _SCREENS[view.stage]


def why_closed(state: Closed) -> str:
    """The sentence for a room that has closed by itself."""
    return state.said or "The room has closed by itself. Open it again; players come back with the new code."
