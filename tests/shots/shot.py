"""What a picture of a screen is made from."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from data.records import Player
from game.learning.trainer import Trainer
from game.scenes.scene import Scene
from tests.hand import Hand


def _nothing(_: Scene, __: Hand) -> None:
    """For the picture of a scene as it opens."""


@dataclass(frozen=True, slots=True)
class Shot:
    """One state of a scene to be rendered: how to make it, and what is done before the picture is taken.

    Attributes:
        stock: fills an empty store (`data.store.Store`) and gives the player; None: there is no store.
        trainer: makes the trainer on the stage; None: there is none.
    """

    name: str
    make: Callable[[], Scene]
    act: Callable[[Any, Hand], None] = field(default=_nothing)
    settings: dict[str, Any] = field(default_factory=dict)
    stock: Callable[[Any], Player | None] | None = None
    trainer: Callable[[], Trainer] | None = None
