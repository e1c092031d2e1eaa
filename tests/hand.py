"""A hand that works the real app as a player does: by posted events, on a clock of its own."""

from __future__ import annotations

import random
from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Any

import pygame

from game.ui.canvas import Canvas
from game.ui.handwriting import write
from recognizer.ink import Ink

if TYPE_CHECKING:
    from game.app import App
    from tests.fakes import FakeClock

FRAME = 1 / 60


class Hand:
    """Frames pass only when it acts or waits, and all jobs are done before each: the same every time.

    Args:
        clock: the app's.
        seed: of its handwriting.
        show: told False while it writes or waits and nobody looks, then True again.
    """

    def __init__(
        self, app: App, clock: FakeClock, seed: int = 7, *, show: Callable[[bool], None] = lambda _: None
    ) -> None:
        self.app, self.clock, self._show = app, clock, show
        self._rng = random.Random(seed)

    @property
    def scene(self) -> Any:
        """What is shown now."""
        return self.app.scene

    # Letting time pass

    def frame(self) -> None:
        """A frame, a sixtieth of a second after the last."""
        self.clock.wait(FRAME)
        self.app.worker.drain()
        self.app.loop_once()

    def wait(self, seconds: float) -> None:
        for left in range(round(seconds / FRAME), 0, -1):
            self._show(left == 1)
            self.frame()

    def until(self, done: Callable[[], bool], patience: float) -> bool:
        """Wait for something; False if it has not come within ``patience`` seconds."""
        end = self.clock.time + patience
        while not done():
            if self.clock.time > end:
                return False
            self.frame()
        return True

    def settle(self) -> None:
        """Let all jobs finish and be shown."""
        for _ in range(4):
            self.app.worker.drain()
            self.app.loop_once()
            self.clock.wait(0.05)

    # Acting

    def press(self, key: int, mod: int = 0) -> None:
        text = chr(key) if 32 <= key < 127 else ""
        self.post(pygame.KEYDOWN, key=key, mod=mod, unicode=text)
        if text and not mod:
            self.post(pygame.TEXTINPUT, text=text)
        self.settle()

    def type(self, text: str) -> None:
        for letter in text:
            self.press(ord(letter))

    def point(self, x: float, y: float) -> None:
        """Rest the mouse somewhere."""
        self.post(pygame.MOUSEMOTION, pos=(round(x), round(y)), buttons=(0, 0, 0))
        self.settle()

    def tap(self, x: float, y: float) -> None:
        for kind in (pygame.MOUSEBUTTONDOWN, pygame.MOUSEBUTTONUP):
            self.mouse(kind, (x, y))
        self.settle()

    def write(self, canvas: Canvas, text: str) -> None:
        """Write a number in the middle of a canvas, and wait for the reading."""
        self._trace(canvas, self._number(canvas, text))
        self.settle()

    def lay(self, canvas: Canvas, text: str) -> None:
        """The same number is there at once: for what does not depend on the frames that writing takes."""
        for stroke in self._number(canvas, text).strokes:
            canvas._owner.pen_down(stroke.points[0], 0)
            canvas._owner.pen_up(stroke, 0)
        self.settle()

    def _number(self, canvas: Canvas, text: str) -> Ink:
        ink = write(text, self._rng, gap=0.34)
        height = min(0.62, canvas.rect.width / canvas.rect.height * 0.84 / max(0.1, ink.box.width))
        x, y = ink.box.centre
        return ink.moved(-x * height, -y * height - 0.04, height)

    def draw(self, canvas: Canvas, strokes: Sequence[Sequence[tuple[float, float]]]) -> None:
        """Draw strokes given in canvas coordinates."""
        self._trace(canvas, Ink.of(strokes))
        self.settle()

    def _trace(self, canvas: Canvas, ink: Ink) -> None:
        self._show(False)
        for stroke in ink.strokes:
            kinds = [pygame.MOUSEBUTTONDOWN, *[pygame.MOUSEMOTION] * (len(stroke.points) - 1)]
            before = stroke.points[0].t
            for kind, point in zip(kinds, stroke.points, strict=True):
                pace = 0.01 if point.t is None or before is None else max(0.004, point.t - before)
                before = point.t
                self.clock.wait(pace)
                self.mouse(kind, canvas.to_window(point.x, point.y))
            self.mouse(pygame.MOUSEBUTTONUP, canvas.to_window(stroke.points[-1].x, stroke.points[-1].y))
            self.clock.wait(0.15)
        self._show(True)

    def mouse(self, kind: int, at: tuple[float, float]) -> None:
        """The left button goes down or up somewhere, or the mouse moves there with it held; seen at once."""
        extra = {"buttons": (1, 0, 0)} if kind == pygame.MOUSEMOTION else {"button": pygame.BUTTON_LEFT}
        self.post(kind, pos=(round(at[0]), round(at[1])), **extra)
        self.app.loop_once()

    @staticmethod
    def post(kind: int, **values: object) -> None:
        """An event that the next frame takes up."""
        pygame.event.post(pygame.event.Event(kind, **values))
