"""What the game's menu lists: a line for everything that is built."""

from __future__ import annotations

from collections.abc import Callable
from importlib import import_module

import pygame

from game.scenes.menu import Entry, Menu
from game.scenes.scene import Hands, Scene, Shot, Stage


def contents() -> Menu:
    """The first screen."""
    return Menu(
        [
            Entry("Quiz", "sums and tables", _scene("choose", "ChooseQuiz")),
            Entry("Together", "two to six, one machine", _scene("together", "Together")),
            Entry("Free draw", "see what the net sees", _scene("free_draw", "FreeDraw")),
            Entry("Teach", "show the net your hand", _scene("teach", "Teach")),
            Entry("Exercises", "questions with a name", _scene("exercises", "Exercises")),
            Entry("Progress", "the facts you own", _scene("progress", "Progress")),
            Entry("Best", "who holds the record", _scene("best", "Best")),
        ],
        [
            Entry("Players", "", _scene("players", "Players"), _player_name),
            Entry("Settings", "", _scene("settings", "SettingsScene")),
        ],
    )


def _scene(module: str, name: str) -> Callable[[], Scene]:
    """Makes a scene, imported when it is gone to: the first frame waits for none of them."""

    def make() -> Scene:
        scene: Scene = getattr(import_module(f"game.scenes.{module}"), name)()
        return scene

    return make


def _player_name(stage: Stage) -> str:
    return stage.player.name if stage.player else ""


def _write_three(scene: Menu, hands: Hands) -> None:
    assert scene.canvas is not None
    hands.write(scene.canvas, "3")


def _focus(scene: Menu, hands: Hands) -> None:  # noqa: ARG001 - keys go to whatever has the focus
    hands.press(pygame.K_TAB)


SHOTS = [
    Shot("menu", contents),
    Shot("menu-written", contents, _write_three),
    Shot("menu-focus", contents, _focus),
    Shot("menu-slate", contents, _write_three, {"board": "slate"}),
]
