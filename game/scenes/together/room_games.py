"""The ways to play in a room, as its screens name them: what they are called, and how long they may be."""

from __future__ import annotations

from dataclasses import replace

from game.play.levels import LEVELS
from game.play.modes import ROOM_LENGTHS, Mode
from game.session.hosted_room import RoomGame, RoomRules, RoomSeat, RoomView

GAME_NAMES = {
    RoomGame.RACE: "Race",
    RoomGame.BUZZ: "Buzz",
    RoomGame.TEAMS: "Teams",
    RoomGame.TOGETHER: "Together",
    RoomGame.PRACTICE: "Practice",
}
#: How each is played, in one sentence.
HOW = {
    RoomGame.RACE: "Everyone at their own pace.",
    RoomGame.BUZZ: "The first right answer takes the round.",
    RoomGame.TEAMS: "One of each team writes, then the next.",
    RoomGame.TOGETHER: "All against one clock; right answers wind it up.",
    RoomGame.PRACTICE: "No clock; what was missed comes again.",
}
#: What is asked where the questions are those of the day.
DAILY = "Today’s Daily"
#: Shortest first; see `game.play.modes.ROOM_LENGTHS`.
LENGTHS = {game: tuple(sorted(ROOM_LENGTHS[Mode(game.value)])) for game in RoomGame}


def with_game(rules: RoomRules, game: RoomGame) -> RoomRules:
    """The rules for another game, with a length that it can have. Only Race has the Daily."""
    lengths = ROOM_LENGTHS[Mode(game.value)]
    length = rules.length if rules.length in lengths else lengths[0]
    return replace(rules, game=game, length=length, daily=rules.daily and game is RoomGame.RACE)


def questions_of(view: RoomView) -> str:
    """What is asked in a room: the Daily, an exercise, a level, or everybody's own."""
    rules = view.rules
    if rules.daily:
        return DAILY
    for one in view.exercises:
        if one.id == rules.exercise:
            return one.name
    return "everyone’s own level" if rules.own_levels else LEVELS[rules.level - 1].name.lower()


def team_of(view: RoomView, seat: RoomSeat) -> str:
    """The team of a player, as it stands on their page; empty where there are no teams."""
    return f"Team {seat.team + 1}" if view.rules.game is RoomGame.TEAMS else ""
