"""The real app over a store of its own, with a hand to work it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pygame

from data.records import Player
from data.store import Store
from game.app import App
from game.learning.trainer import Trainer
from game.scenes.scene import Scene
from game.settings import Settings
from game.ui.widgets import Button
from tests.fakes import FakeReader, FakeSlot, screen
from tests.shots.example_trainer import mia
from tests.shots.render import Hand, StillClock
from tests.unit.data.made import FakeClock

# Reading changes nothing in it: one will do for all.
READER = FakeReader()


class Classroom:
    """A scene on the stage, read by the small stand-in; ``stock`` fills the store and gives the player."""

    def __init__(
        self,
        make: Callable[[], Scene],
        stock: Callable[[Any], Player | None] = mia,
        size: tuple[int, int] = (1280, 720),
        left_handed: bool = False,
        trainer: Callable[[], Trainer] | None = None,
    ) -> None:
        self.store = Store.temporary(clock=FakeClock())
        self.player = stock(self.store)
        clock = StillClock()
        settings = Settings(width=size[0], height=size[1], sound=False, left_handed=left_handed)
        self.app = App(
            settings,
            make,
            screen,
            FakeSlot(READER),
            store=self.store,
            player=self.player,
            trainer=trainer() if trainer is not None else None,
            clock=clock,
        )
        self.hand = Hand(self.app, clock)
        self.hand.settle()

    @property
    def scene(self) -> Any:
        return self.app.scene

    @property
    def trainer(self) -> Any:
        """The trainer on the stage."""
        return self.app.stage.trainer

    @property
    def player_id(self) -> int:
        assert self.player is not None
        return self.player.id

    def button(self, label: str) -> Button:
        """The one button with this label."""
        (found,) = [w for w in self.scene.widgets if isinstance(w, Button) and w.label == label]
        return found

    def tap(self, label: str) -> None:
        """Press that button with the mouse."""
        self.tap_at(self.button(label).rect.center)

    def tap_at(self, place: tuple[int, int]) -> None:
        for kind in (pygame.MOUSEBUTTONDOWN, pygame.MOUSEBUTTONUP):
            pygame.event.post(pygame.event.Event(kind, pos=place, button=1))
            self.app.loop_once()
        self.hand.settle()

    @property
    def told(self) -> list[str]:
        """The sentences that the player is being shown."""
        return self.app.told

    def close(self) -> None:
        self.app.close()
        self.store.close()


def laid_out_well(room: Classroom) -> None:
    """Nothing outside the window, nothing that a finger cannot hit, nothing on top of another."""
    scene = room.scene
    rects = [widget.rect for widget in scene.widgets] + [canvas.rect for canvas in scene.canvases]
    window = pygame.Rect((0, 0), room.app.surface.get_size())
    for index, rect in enumerate(rects):
        assert window.contains(rect), rect
        assert rect.collidelist(rects[index + 1 :]) == -1, rect
        assert min(rect.size) >= 42, rect
