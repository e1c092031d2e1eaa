"""A table to play at: the real app with a store of its own, and a hand to work it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pygame

from data.store import Store
from game.app import App
from game.play.states import State
from game.scenes.match.quiz import Quiz
from game.scenes.menu import Entry, Menu
from game.scenes.scene import Scene
from game.session.ports import SeatView
from game.settings import Settings
from game.stage import Open
from game.store_adapter import StoreAdapter
from game.ui.widgets import Button
from tests.fakes import FakeSlot, screen
from tests.shots.players import class_of
from tests.shots.quiz import settle, solve
from tests.shots.render import Hand, StillClock


class Table:
    """A scene on the stage, an empty one below it; a class of three in the store; the first, Mina, plays."""

    def __init__(
        self,
        make: Callable[[], Scene],
        stock: Callable[[Any], Any] = class_of,
        size: tuple[int, int] = (640, 480),
        **settings: Any,
    ) -> None:
        self.store = Store.temporary()
        self.player = stock(self.store)
        self.clock = StillClock()
        self.app = App(
            Settings(width=size[0], height=size[1], sound=False, **settings),
            Scene,
            screen,
            FakeSlot(),
            store=self.store,
            book=StoreAdapter(self.store),
            player=self.player,
            clock=self.clock,
        )
        self.app.scene.ask(Open("menu", make()))
        self.hand = Hand(self.app, self.clock)
        self.hand.settle()

    def close(self) -> None:
        self.app.close()
        self.store.close()

    @property
    def scene(self) -> Any:
        return self.app.scene

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
        """Write the right number, or one that is off; gives it."""
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
        for letter in text:
            self.hand.press(ord(letter))

    def tap(self, label: str) -> None:
        """Press the one button with this label, with the mouse."""
        (button,) = [w for w in self.scene.widgets if isinstance(w, Button) and w.label == label]
        self.tap_at(button.rect.center)

    def tap_at(self, place: tuple[int, int]) -> None:
        for kind in (pygame.MOUSEBUTTONDOWN, pygame.MOUSEBUTTONUP):
            pygame.event.post(pygame.event.Event(kind, pos=place, button=1))
            self.app.loop_once()
        self.hand.settle()


OpenAt = Callable[..., Table]  # the fixture `open_at`: a table with this scene, as Table(make, stock, ...)


def home() -> Menu:
    """A menu with little on it."""
    return Menu([Entry("Quiz", "", Open("choose"))], [Entry("Players", "", Open("players"))])
