"""Pictures of a player who joins a room elsewhere: the way in, the waiting room, a match in the room."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any

from game.net import protocol as p
from game.net.client import Client
from game.net.discovery import AnnouncedHost
from game.scenes.together.play_together import PlayTogether
from game.scenes.together.waiting_room import WaitingRoom
from game.session.hosted_room import RoomGame, RoomRules, RoomStage
from game.session.joined_room import Joining, KnownPlayer, Refusal, Seated, Unseated
from tests.hand import Hand
from tests.made_room import FoundRooms, StillSeat
from tests.shots.quiz import settle, solve
from tests.shots.shot import Shot
from tests.unit.game.net.remote_table import LiveLine

LAPTOPS = (
    AnnouncedHost("Class 4b", "192.168.1.24", 4719, p.VERSION),
    AnnouncedHost("Room 12", "192.168.1.31", 4719, 1),
)
LOBBY = Seated("Mina", "Class 4b", RoomRules(level=4), RoomStage.LOBBY, 14, 4)


class InARoom(WaitingRoom):
    """A waiting room whose room is in the same process. ``line`` leads to it."""

    def __init__(self, rules: p.Rules) -> None:
        self._rules = rules

    def attach(self, stage: Any) -> None:
        if not hasattr(self, "line"):
            self.line = LiveLine(self._rules, stage.clock)
            self.line.others("Ben", "Ada", "Luca")
            client = Client(
                self.line, clock=stage.clock, jobs=stage.worker, reader=lambda: stage.reader_for(None)
            )
            client.update()
            super().__init__(client)
        super().attach(stage)


def played(act: Callable[[InARoom, Hand], None], **rules: Any) -> tuple[Callable[[], InARoom], Any]:
    """A match in a room that has begun, in which ``act`` is done."""

    def begin(scene: InARoom, hand: Hand) -> None:
        scene.line.order(p.Ask.START)
        hand.wait(0.3)
        act(scene, hand)

    return (lambda: InARoom(p.Rules(**{"level": 4, "length": 10, **rules}))), begin


def _answer(hand: Hand, off: int = 0) -> None:
    scene: Any = hand.app.scene
    settle(scene, hand)
    question = scene.sheet.view.play.question
    hand.write(scene.canvases[0], str(int(solve(question)) + off))


def _second(_: InARoom, hand: Hand) -> None:
    for _ in range(2):
        _answer(hand)
        hand.wait(2.0)
    _answer(hand)
    hand.wait(0.25)


def _wrong(_: InARoom, hand: Hand) -> None:
    _answer(hand)
    hand.wait(2.0)
    _answer(hand, off=1)
    hand.wait(3.0)


def _lost(scene: InARoom, hand: Hand) -> None:
    _answer(hand)
    hand.wait(2.0)
    scene.line.cut(scene.stage.clock())
    hand.wait(0.2)
    _answer(hand)
    hand.wait(0.3)


def _helped(scene: InARoom, hand: Hand) -> None:
    scene.line.order(p.Ask.HINT, scene.line.seat)
    hand.wait(0.3)


def _covered(_: InARoom, hand: Hand) -> None:
    hand.app.scene.back()
    hand.wait(0.2)


def _held(scene: InARoom, hand: Hand) -> None:
    scene.line.order(p.Ask.PAUSE)
    hand.wait(0.2)


def _turn(_: InARoom, hand: Hand) -> None:
    _answer(hand)
    hand.wait(3.0)


def _done(_: InARoom, hand: Hand) -> None:
    for off in (0, 0, 1):
        _answer(hand, off)
        hand.wait(3.5)
        hand.app.scene.sheet.next()
        hand.wait(1.2)
    hand.wait(1.0)


def _refused(scene: PlayTogether, hand: Hand) -> None:
    hand.wait(0.2)
    scene.address, scene.code, scene.name = "192.168.1.24:4719", "4718", "Mina"
    scene._try()
    hand.wait(0.2)


def looking(*found: AnnouncedHost, why: Refusal = Refusal.NO_ROOM) -> PlayTogether:
    return PlayTogether(
        lambda *_: StillSeat(Unseated(why), Unseated(why)), lambda: FoundRooms(*found), lambda *_: ()
    )


def known() -> PlayTogether:
    players = [KnownPlayer(at, name) for at, name in enumerate(("Ada", "Ben", "Mina", "Zoe"))]
    return PlayTogether(lambda *_: StillSeat(Joining()), lambda: FoundRooms(*LAPTOPS), lambda *_: players)


def _renames(scene: WaitingRoom, hand: Hand) -> None:
    scene._begin_to_rename()
    hand.wait(0.2)


SHOTS = [
    Shot("play-together", lambda: looking(*LAPTOPS), lambda _, hand: hand.wait(0.8)),
    Shot("play-together-nobody", lambda: looking(), lambda _, hand: hand.wait(5.0), {"left_handed": True}),
    Shot("play-together-refused", lambda: looking(*LAPTOPS), _refused, settings={"board": "slate"}),
    Shot("play-together-known", known, _refused),
    Shot("waiting-room", lambda: WaitingRoom(StillSeat(LOBBY))),
    Shot("waiting-room-name", lambda: WaitingRoom(StillSeat(LOBBY)), _renames),
    Shot(
        "waiting-room-levels",
        lambda: WaitingRoom(StillSeat(replace(LOBBY, rules=RoomRules(RoomGame.BUZZ, 4, own_levels=True)))),
        settings={"left_handed": True},
    ),
    Shot(
        "waiting-room-lost",
        lambda: WaitingRoom(StillSeat(replace(LOBBY, lost=True))),
        settings={"board": "slate"},
    ),
    Shot("waiting-room-out", lambda: WaitingRoom(StillSeat(Unseated(Refusal.ENDED)))),
    Shot("joined-writing", *played(_second)),
    Shot("joined-wrong", *played(_wrong), settings={"left_handed": True}),
    Shot("joined-lost", *played(_lost)),
    Shot("joined-hint", *played(_helped), settings={"left_handed": True}),
    Shot("joined-covered", *played(_covered)),
    Shot("joined-held", *played(_held), settings={"board": "slate"}),
    Shot("joined-turn", *played(_turn, game=p.Game.TEAMS)),
    Shot("joined-results", *played(_done, length=3)),
]
