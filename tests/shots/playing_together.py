"""Pictures of a room on its host's window: lobby, big screen, podium."""

from __future__ import annotations

import random
from dataclasses import replace

from game.scenes.together.lobby import Lobby
from game.scenes.together.open_room import OpenRoom
from game.session.hosted_room import RoomRules, RoomSeat, RoomStage, RoomView
from game.ui.handwriting import write
from recognizer.ink import Ink, Stroke
from tests.made_room import StillRoom
from tests.shots.shot import Shot

NAMES = (
    "Mina", "Jonas", "Ada", "Luca", "Zoe", "Emre", "Lea", "Finn", "Ida", "Noah", "Sofia", "Ben", "Yusuf",
    "Nora", "Theo", "Lena", "Amir", "Clara", "Paul", "Maja", "Elif", "Tom", "Mia", "Oskar", "Anton", "Emma",
    "Karim", "Lotte", "Milan", "Greta", "Felix", "Sara", "Jakob", "Leyla", "Moritz", "Hanna", "Samir",
    "Johanna-Maria", "Otto", "Wilhelmine",
)  # fmt: skip


def written(text: str, seed: int, height: float = 0.6) -> Ink:
    """A number as it lies on a sheet: in sheet heights around the middle."""
    ink = write(text, random.Random(seed), gap=0.3)
    x, y = ink.box.centre
    return ink.moved(-x * height, -y * height, height)


def half(ink: Ink) -> Ink:
    """The same, when the last stroke is not finished."""
    *whole, last = ink.strokes
    return Ink((*whole, Stroke(last.points[: len(last.points) // 2])))


def waiting(count: int) -> tuple[RoomSeat, ...]:
    """Players in the lobby; the last one is writing."""
    seats = [
        RoomSeat(at, name, ink=written(str((3 * at + 3) % 10), at, 0.7))
        for at, name in enumerate(NAMES[:count])
    ]
    last = seats[-1]
    return (*seats[:-1], replace(last, ink=half(last.ink), writing=True))


EMPTY = RoomView("4719", ("http://192.168.1.24:4719",), True, RoomStage.LOBBY, RoomRules(level=6))
FOURTEEN = replace(EMPTY, seats=waiting(14))

SHOTS = [
    Shot("open-room", OpenRoom),
    Shot("lobby", lambda: Lobby(StillRoom(FOURTEEN))),
    Shot("lobby-empty", lambda: Lobby(StillRoom(EMPTY)), settings={"board": "slate"}),
    Shot(
        "lobby-locked",
        lambda: Lobby(StillRoom(replace(EMPTY, seats=waiting(26), locked=True))),
        settings={"left_handed": True},
    ),
    Shot("lobby-full", lambda: Lobby(StillRoom(replace(EMPTY, seats=waiting(40), on_network=False)))),
]
