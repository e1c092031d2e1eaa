"""A table to play at: the real app with a store of its own, read by a fake, and a hand to work it."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import pygame

from game import stage
from game.app import App
from game.learning.trainer import Trainer
from game.play.states import State
from game.scenes.match.quiz import Quiz
from game.scenes.menu import Entry, Menu
from game.scenes.scene import Scene
from game.session.ports import SeatView
from game.settings import Settings
from game.stage import Open
from game.store_adapter import StoreAdapter
from game.ui.widgets import Button
from tests.fakes import FakeClock, FakeSlot, screen
from tests.hand import Hand
from tests.made_store import Stock, made_store
from tests.shots.players import class_of
from tests.shots.quiz import settle, solve


class _App(App):
    """The app, which leaves out the pictures of frames that nobody looks at: they take most of the time."""

    _shows = True
    _owes = False  # whether the picture is not as it should be

    def show(self, shows: bool) -> None:
        """Whether pictures are drawn from now on; one that was left out is drawn with the next frame."""
        self._shows = shows
        self._stale |= shows and self._owes

    def _draw(self, now: float) -> None:
        self._owes = not self._shows
        if self._shows:
            super()._draw(now)


class Table:
    """A scene on the stage, an empty one below it.

    Args:
        stock: fills the store and gives who plays; by default a class of three, of whom Mina plays.
        clock: one that stands still by default.
    """

    def __init__(
        self,
        make: Callable[[], Scene],
        stock: Stock = class_of,
        size: tuple[int, int] = (640, 480),
        *,
        screens: Callable[[Open], Scene] = screen,
        trainer: Callable[[], Trainer] | None = None,
        clock: FakeClock | None = None,
        **settings: Any,
    ) -> None:
        self.clock = clock or FakeClock()
        self._folder = TemporaryDirectory()
        self.store, self.player = made_store(Path(self._folder.name) / "duel.db", self.clock, stock)
        self.app = _App(
            Settings(width=size[0], height=size[1], sound=False, **settings),
            Scene,
            screens,
            FakeSlot(),
            parts=stage.Parts(
                self.store,
                StoreAdapter(self.store),
                self.player,
                trainer() if trainer is not None else None,
            ),
            clock=self.clock,
        )
        self.app.scene.ask(Open("menu", make()))
        self.hand = Hand(self.app, self.clock, show=self.app.show)
        self.hand.settle()

    def close(self) -> None:
        self.app.close()
        self.store.close()
        self._folder.cleanup()

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

    @property
    def told(self) -> list[str]:
        """The sentences that the player is being shown."""
        return self.app.told

    def view(self, seat: int = 0) -> SeatView:
        view: SeatView = self.scene.session.view(seat)
        return view

    def state(self, seat: int = 0) -> State:
        return self.view(seat).play.state

    # What a player does

    def begin(self) -> None:
        """Sit through the countdown."""
        self.hand.wait(1.8)

    def question(self) -> str:
        settle(self.scene, self.hand)
        question = self.scene.sheet.view.play.question
        assert isinstance(question, str)
        return question

    def write(self, text: str, rest: float = 1.0) -> None:
        self.hand.write(self.scene.canvases[0], text)
        self.hand.wait(rest)

    def answer(self, off: int = 0) -> str:
        """Write the right number, or one that is off. Returns it."""
        text = str(int(solve(self.question())) + off)
        self.write(text)
        return text

    def finish_with_keys(self) -> None:
        """Type right answers until the match is over."""
        while isinstance(self.scene, Quiz) and not self.scene.session.over:
            self.type(solve(self.question()))
            self.hand.press(pygame.K_RETURN)
            for _ in range(12):
                if self.scene.session.over:
                    break
                self.hand.wait(0.1)
        self.hand.wait(0.5)

    def type(self, text: str) -> None:
        self.hand.type(text)

    def button(self, label: str) -> Button:
        """The one button with this label."""
        (found,) = [w for w in self.scene.widgets if isinstance(w, Button) and w.label == label]
        return found

    def tap(self, label: str) -> None:
        """Press that button with the mouse."""
        self.tap_at(self.button(label).rect.center)

    def tap_at(self, place: tuple[int, int]) -> None:
        self.hand.tap(*place)


OpenAt = Callable[..., Table]  # the fixture `open_at`: a table with this scene, as Table(make, stock, ...)


def home() -> Menu:
    """A menu with little on it."""
    return Menu([Entry("Quiz", "", Open("choose"))], [Entry("Players", "", Open("players"))])


def laid_out_well(table: Table, least: int = 42) -> None:
    """Nothing outside the window, nothing smaller than ``least`` pixels, nothing on top of another."""
    scene = table.scene
    rects = [widget.rect for widget in scene.widgets] + [canvas.rect for canvas in scene.canvases]
    window = pygame.Rect((0, 0), table.app.surface.get_size())
    for index, rect in enumerate(rects):
        assert window.contains(rect), rect
        assert rect.collidelist(rects[index + 1 :]) == -1, rect
        assert min(rect.size) >= least, rect
