"""The stack of scenes. It performs the transitions that scenes ask for, and fades out the old picture."""

from __future__ import annotations

import logging
from collections.abc import Callable

import pygame

from game.scenes.scene import Scene
from game.stage import Open, Pop, Quit, Stage
from game.ui.look import ease_out

SCREEN_S, REDUCED_S = 0.32, 0.08

_log = logging.getLogger(__name__)


class Stack:
    """The scenes; the last one is shown.

    Args:
        make: makes the scene that is asked for, see `game.routes`.

    Attributes:
        over: the player has quit, or no scene is left.
    """

    def __init__(self, stage: Stage, first: Scene, make: Callable[[Open], Scene]) -> None:
        self.over = False
        self._stage, self._make = stage, make
        self._scenes: list[Scene] = []
        self._leaving: tuple[pygame.Surface, float] | None = None
        self._enter(first)

    @property
    def scene(self) -> Scene:
        return self._scenes[-1]

    def perform(self, window: pygame.Surface | None, now: float) -> bool:
        """Do what the scene asks for; True if another one is shown now.

        Args:
            window: the picture to fade out; None if nothing has been drawn yet.
        """
        transition = self.scene.take_request()
        match transition:
            case None:
                return False
            case Quit():
                self.over = True
                return False
            case Open(instead=False):
                self.scene.left()
                scene = self._make(transition)
            case Open():
                self._drop()
                scene = self._make(transition)
            case Pop():
                self._drop()
                if not self._scenes:
                    self.over = True
                    return False
                scene = self._scenes.pop()
        if window is not None and not (isinstance(transition, Open) and transition.seamless):
            self._leaving = (window.copy(), now)
            self._stage.sound.play("page")
        self._enter(scene)
        return True

    def restyle(self) -> None:
        """Lay out the scene again, because the look has changed."""
        self._leaving = None
        self.scene.attach(self._stage)

    def close(self) -> None:
        """Leave all scenes, the one shown first."""
        while self._scenes:
            self._drop()

    def _enter(self, scene: Scene) -> None:
        _log.info("%s is shown", type(scene).__name__)
        self._scenes.append(scene)
        scene.attach(self._stage)

    def _drop(self) -> None:
        scene = self._scenes.pop()
        scene.left()
        scene.gone()

    # The picture of the scene before

    def moving(self, now: float) -> bool:
        """Whether the old picture is still visible. True once more in the frame after it has gone."""
        if self._leaving is None:
            return False
        if now - self._leaving[1] >= self._leaving_s:
            self._leaving = None
        return True

    def draw(self, surface: pygame.Surface, now: float) -> None:
        """Draw the scene, and over it the old picture while it fades."""
        self.scene.draw(surface)
        if self._leaving is None:
            return
        picture, since = self._leaving
        share = ease_out((now - since) / self._leaving_s)
        picture.set_alpha(round(255 * (1 - share)))
        rise = 0 if self._stage.settings.reduced_motion else round(-4 * self._stage.look.u * share)
        surface.blit(picture, (0, rise))

    @property
    def _leaving_s(self) -> float:
        return REDUCED_S if self._stage.settings.reduced_motion else SCREEN_S
