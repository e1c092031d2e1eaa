"""Pictures of a room on its host's window: lobby, big screen, podium."""

from __future__ import annotations

import random
from dataclasses import replace

from game.play.scoring import Outcome
from game.scenes.together.big_screen import BigScreen
from game.scenes.together.lobby import Lobby
from game.scenes.together.open_room import OpenRoom
from game.scenes.together.podium import PodiumScene
from game.scenes.together.room_options import RoomOptions
from game.scenes.together.teachers_link import TeachersLink
from game.session.hosted_room import (
    Doing,
    Improved,
    JudgedRound,
    Podium,
    PodiumDigit,
    RoomExercise,
    RoomGame,
    RoomRules,
    RoomSeat,
    RoomStage,
    RoomView,
)
from game.ui.handwriting import write
from recognizer.ink import Ink, Stroke
from tests.hand import Hand
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


QUESTIONS = (
    ("7 × 8 =", "56"), ("6 × 9 =", "54"), ("4 × 8 =", "32"), ("3 × 7 =", "21"), ("9 × 9 =", "81"),
    ("8 × 6 =", "48"), ("5 × 7 =", "35"), ("6 × 7 =", "40"), ("2 × 9 =", "18"), ("9 × 3 =", "27"),
    ("8 × 4 =", "32"), ("7 × 7 =", ""), ("3 × 8 =", "24"), ("6 × 4 =", "24"), ("5 × 9 =", "45"),
)  # fmt: skip
R, W, P = Outcome.RIGHT, Outcome.WRONG, Outcome.PASSED


def racing(count: int) -> tuple[RoomSeat, ...]:
    """Players in the middle of a race, in every state there is."""
    seats: list[RoomSeat] = []
    for at, name in enumerate(NAMES[:count]):
        question, text = QUESTIONS[at % len(QUESTIONS)]
        rng = random.Random(at)
        closed = [
            JudgedRound(n + 1, rng.choice((R, R, R, R, W, P)), rng.random() < 0.08) for n in range(3 + at % 5)
        ]
        ink = written(text, at) if text else Ink()
        doing = Doing.WRITING if text else Doing.THINKING
        seat = RoomSeat(at, name, True, doing, len(closed) + 1, question, len(closed) + 1, ink=ink)
        match at % 8:
            case 1:
                closed[-1] = JudgedRound(len(closed), R)
                seat = replace(seat, doing=Doing.SHOWN)
            case 5:
                seat = replace(seat, doing=Doing.UNSURE)
            case 7:
                closed[-1] = JudgedRound(len(closed), W)
                seat = replace(seat, doing=Doing.SHOWN)
            case 6 if at > 8:
                closed[-1] = JudgedRound(len(closed), R, misread=True)
                seat = replace(seat, doing=Doing.SHOWN)
            case _ if ink:
                seat = replace(seat, ink=half(ink), writing=True)
        if at == 16:
            seat = replace(seat, here=False, writing=False)
        if at == count - 1 and count > 6:
            closed = [JudgedRound(n, R if n != 4 else W) for n in range(1, 11)]
            seat = replace(seat, doing=Doing.DONE, question="", ink=Ink(), writing=False)
        right = sum(one.outcome is R for one in closed)
        seats.append(replace(seat, judged=tuple(closed), right=right))
    order = sorted(seats, key=lambda seat: -seat.right)
    return tuple(replace(seat, place=order.index(seat) + 1) for seat in seats)


EMPTY = RoomView("4719", ("http://192.168.1.24:4719",), True, RoomStage.LOBBY, RoomRules(level=6))
FOURTEEN = replace(EMPTY, seats=waiting(14))

RACE = replace(EMPTY, stage=RoomStage.PLAYING, seats=racing(24), goal=10)
SIX = replace(RACE, seats=racing(6))
BUZZ = replace(
    RACE,
    rules=RoomRules(RoomGame.BUZZ, 6),
    seats=tuple(replace(seat, question="7 × 8 =") for seat in racing(10)),
)
CLOCK = replace(RACE, rules=RoomRules(RoomGame.TOGETHER, 3, 60), left_s=34.0, seats=racing(40), goal=0)


def ended() -> RoomView:
    """A race that is over."""
    seats = tuple(
        replace(seat, doing=Doing.DONE, right=right, place=place)
        for seat, right, place in zip(racing(24), (9, 7, 5, *range(21)), range(1, 25), strict=True)
    )
    first = tuple(seats[:3])
    before = tuple(JudgedRound(n, R if n in (1, 4, 8) else W) for n in range(1, 11))
    now = tuple(JudgedRound(n, W if n in (1, 4, 6) else R) for n in range(1, 11))
    podium = Podium(
        first,
        24,
        tuple(
            PodiumDigit(seat.number, written(digit, seat.number), int(digit), int(digit), 0.99)
            for seat, digit in zip(first, "832", strict=True)
        ),
        (PodiumDigit(4, written("6", 3), 0, 6, 0.82),),
        (Improved(7, before, now),),
    )
    return replace(RACE, stage=RoomStage.OVER, seats=seats, podium=podium)


ENDED = ended()
SMALL_END = replace(
    ENDED, seats=ENDED.seats[:2], podium=Podium(tuple(replace(seat, right=3) for seat in ENDED.seats[:2]), 2)
)


def _grown(_: PodiumScene, hand: Hand) -> None:
    hand.wait(4.0)


def _bar(scene: BigScreen, hand: Hand) -> None:
    scene.back()
    hand.wait(0.1)


def _paused(scene: BigScreen, hand: Hand) -> None:
    scene.room.pause(True)
    _bar(scene, hand)


def _shown(scene: TeachersLink, hand: Hand) -> None:
    scene._turn()
    hand.wait(0.1)


OPTIONS = replace(
    FOURTEEN,
    rules=RoomRules(RoomGame.TEAMS, 6, exercise=2),
    exercises=(RoomExercise(1, "Fives and tens"), RoomExercise(2, "Sevens")),
)


SHOTS = [
    Shot("open-room", OpenRoom),
    Shot("room-options", lambda: RoomOptions(StillRoom(FOURTEEN))),
    Shot("room-options-teams", lambda: RoomOptions(StillRoom(OPTIONS)), settings={"left_handed": True}),
    Shot("teachers-link", lambda: TeachersLink(StillRoom(FOURTEEN))),
    Shot("teachers-link-shown", lambda: TeachersLink(StillRoom(FOURTEEN)), _shown),
    Shot("lobby", lambda: Lobby(StillRoom(FOURTEEN))),
    Shot("lobby-empty", lambda: Lobby(StillRoom(EMPTY)), settings={"board": "slate"}),
    Shot(
        "lobby-locked",
        lambda: Lobby(StillRoom(replace(EMPTY, seats=waiting(26), locked=True))),
        settings={"left_handed": True},
    ),
    Shot("lobby-full", lambda: Lobby(StillRoom(replace(EMPTY, seats=waiting(40), on_network=False)))),
    Shot("big-screen", lambda: BigScreen(StillRoom(RACE))),
    Shot("big-screen-six", lambda: BigScreen(StillRoom(SIX))),
    Shot("big-screen-bar", lambda: BigScreen(StillRoom(BUZZ)), _bar, settings={"left_handed": True}),
    Shot("big-screen-paused", lambda: BigScreen(StillRoom(CLOCK)), _paused, settings={"board": "slate"}),
    Shot("podium", lambda: PodiumScene(StillRoom(ENDED)), _grown),
    Shot("podium-growing", lambda: PodiumScene(StillRoom(ENDED)), lambda _, hand: hand.wait(0.6)),
    Shot("podium-small", lambda: PodiumScene(StillRoom(SMALL_END)), _grown, settings={"board": "slate"}),
]
