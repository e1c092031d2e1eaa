"""The ways to play in a room, as its screens name them: what they are called, and how long they may be."""

from __future__ import annotations

from dataclasses import replace

from game.play.levels import LEVELS
from game.session.hosted_room import RoomGame, RoomRules, RoomView

GAME_NAMES = {
    RoomGame.RACE: "Race",
    RoomGame.BUZZ: "Buzz",
    RoomGame.TEAMS: "Teams",
    RoomGame.TOGETHER: "Together",
    RoomGame.PRACTICE: "Practice",
}
HOW = {
    RoomGame.RACE: "Everyone at their own pace.",
    RoomGame.BUZZ: "The first right answer takes the round.",
    RoomGame.TEAMS: "One of each team writes, then the next.",
    RoomGame.TOGETHER: "All against one clock; right answers wind it up.",
    RoomGame.PRACTICE: "No clock; what was missed comes again.",
}
#: Questions for everybody, in Teams for each team; in Together, seconds. 0 is without an end.
LENGTHS = {
    RoomGame.RACE: (5, 10, 20, 50),
    RoomGame.BUZZ: (5, 10, 20),
    RoomGame.TEAMS: (5, 10, 20),
    RoomGame.TOGETHER: (30, 60, 120, 300),
    RoomGame.PRACTICE: (0, 10, 20, 50),
}
_USUAL = {
    RoomGame.RACE: 10,
    RoomGame.BUZZ: 10,
    RoomGame.TEAMS: 10,
    RoomGame.TOGETHER: 60,
    RoomGame.PRACTICE: 0,
}


def playing(rules: RoomRules, game: RoomGame) -> RoomRules:
    """The rules for another game, with a length that it can have."""
    length = rules.length if rules.length in LENGTHS[game] else _USUAL[game]
    return replace(rules, game=game, length=length)


def questions_of(view: RoomView) -> str:
    """What is asked in a room: an exercise, a level, or everybody's own."""
    rules = view.rules
    for one in view.exercises:
        if one.id == rules.exercise:
            return one.name
    return "everyone’s own level" if rules.own_levels else LEVELS[rules.level - 1].name.lower()
