"""Pictures of players."""

from __future__ import annotations

from typing import Any

from data.records import Player
from game.scenes.players import Players
from game.scenes.profile import COLOURS
from tests.hand import Hand
from tests.shots.shot import Shot


def class_of(store: Any) -> Player:
    """A few players in an empty store, for pictures and tests. Returns the first."""
    from data.records import Hand

    mina = store.players.add("Mina", COLOURS[0])
    store.players.add("Jonas", COLOURS[1], hand=Hand.LEFT)
    store.players.add("Ada", COLOURS[4], pen_width=1.4)
    return mina  # type: ignore[no-any-return]


def _whole_class(store: Any) -> Player:
    """More players than a page has room for; one of them plays."""
    mina = class_of(store)
    for number, name in enumerate(
        ("Amir", "Bea", "Carl", "Dina", "Emil", "Fay", "Gus", "Hana", "Ivo", "June")
    ):
        store.players.add(name, COLOURS[number % len(COLOURS)])
    return mina


def _type(scene: Players, hand: Hand) -> None:  # noqa: ARG001 - keys go to the line
    for letter in "kim":
        hand.press(ord(letter))


def _ask_to_delete(scene: Players, hand: Hand) -> None:
    scene._ask()
    hand.wait(0.1)


SHOTS = [
    Shot("players", Players, stock=class_of),
    Shot("players-new", lambda: Players(new=True), _type, stock=class_of),
    Shot("players-delete", Players, _ask_to_delete, stock=class_of),
    Shot("players-many", Players, stock=_whole_class),
    Shot("players-slate", Players, settings={"board": "slate"}, stock=class_of),
]
