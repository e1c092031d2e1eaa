"""What a picture of a screen is made from."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any, Protocol

from data.records import Player
from game.learning.trainer import Trainer
from game.scenes.scene import Scene
from game.ui.canvas import Canvas


class Hands(Protocol):
    """Whoever works the app for a picture: see `tests.shots.render`."""

    @property
    def scene(self) -> Any:
        """What is shown now."""
        ...

    def write(self, canvas: Canvas, text: str) -> None:
        """Write a number on a canvas with the pointer, and wait for the reading."""
        ...

    def draw(self, canvas: Canvas, strokes: list[list[tuple[float, float]]]) -> None:
        """Draw strokes given in canvas coordinates."""
        ...

    def press(self, key: int, mod: int = 0) -> None:
        """Press a key and let the app settle."""
        ...

    def point(self, x: float, y: float) -> None:
        """Rest the mouse somewhere."""
        ...

    def wait(self, seconds: float) -> None:
        """Let time pass, frame by frame."""
        ...


def _nothing(_: Scene, __: Hands) -> None:
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
    act: Callable[[Any, Hands], None] = field(default=_nothing)
    settings: dict[str, Any] = field(default_factory=dict)
    stock: Callable[[Any], Player | None] | None = None
    trainer: Callable[[], Trainer] | None = None
