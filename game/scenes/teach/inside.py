"""Look inside: what the net mixes up, a map of how it sees the samples, and its layers at work."""

from __future__ import annotations

from collections.abc import Sequence
from enum import IntEnum

import pygame

from game.scenes.free_draw.insight import Insight, Layers, examine, inspect
from game.scenes.free_draw.known_hand import KnownHand
from game.scenes.free_draw.net_view import NetView
from game.scenes.page import Key
from game.scenes.teach.confusion import draw_confusion, mix_ups
from game.scenes.teach.net_map import NetMap, draw_map, flat_map
from game.scenes.teach.page import TeachPage
from game.scenes.teach.study import Study, study
from game.ui.canvas import Canvas
from game.ui.drawing import Drawing
from game.ui.sheet import squared, squares
from game.ui.widgets import Choice

_REST_S = 0.25
_READ = "inside-read"


class View(IntEnum):
    MIX_UPS = 0
    MAP = 1
    LAYERS = 2


_WORDS = ("Mix-ups", "Map", "Layers")


class Inside(TeachPage):
    """Three ways to look at the same net."""

    title = "Look inside"

    def __init__(self, view: View = View.MIX_UPS) -> None:
        super().__init__()
        self.view = view
        self.study: Study | None = None
        self.map: NetMap | None = None
        self.drawing = Drawing()
        self.canvas: Canvas | None = None
        self.layers: Layers | None = None
        self._insight = Insight()
        self._hand = KnownHand()
        self._panel: NetView | None = None
        self._asked = -1

    def keys(self) -> tuple[Sequence[Key], Sequence[Key]]:
        if self.view is View.LAYERS:
            return (Key("Clear", self._clear, icon="clear"),), ()
        return (), ()

    def fetch(self) -> None:
        player, reader = self.player_id, self.stage.reader
        if player is None or reader is None:
            return
        samples = self.stage.store.samples

        def work() -> tuple[Study, NetMap]:
            found = study(reader, samples, player)
            return found, flat_map(found)

        self.job(work, self._found, key="inside")

    def _found(self, came: tuple[Study, NetMap]) -> None:
        self.study, self.map = came
        if self.view is not View.LAYERS:
            self.again()

    def fill(self, ground: pygame.Surface) -> None:
        look = self.look
        wide = min(look.px(56), self.bar.width - self.title_rect.width - look.px(3))
        choice = pygame.Rect(self.bar.right - wide, self.bar.top, wide, self.bar.height)
        if look.taste.left_handed:
            choice.left = self.bar.left
        self.widgets.append(Choice(choice, look, _WORDS, self.view, self._turn_to))
        self.canvases = []
        if self.view is View.LAYERS:  # of whatever is written there, by anybody
            self._lay_layers(ground, self.inner)
        else:
            super().fill(ground)

    @property
    def has_come(self) -> bool:
        return self.study is not None and self.map is not None

    def show(self, ground: pygame.Surface, inner: pygame.Rect) -> None:
        assert self.study is not None and self.map is not None
        if not self.study.samples:
            self.empty(ground, inner, "Nothing to show yet", "Write a lesson, or correct a reading.")
        elif self.view is View.MIX_UPS:
            words, picture = self._split(inner)
            found = mix_ups(self.study)
            lines = ["The row is what you wrote, the column what the net reads from the picture alone."]
            lines += found or ["It mixes nothing up: every sample is read rightly."]
            self.words(ground, words, *lines)
            draw_confusion(ground, picture, self.look, self.study)
        else:
            words, picture = self._split(inner)
            self.words(
                ground,
                words,
                "Each digit here is one of yours. What lies close together looks alike to the net.",
                "In a ring: read as something else from the picture alone.",
                f"The net sees in {self.study.features.shape[1]} directions; "
                "this is the flattest picture of them.",
            )
            draw_map(ground, picture, self.look, self.map)

    def _split(self, inner: pygame.Rect) -> tuple[pygame.Rect, pygame.Rect]:
        """Words, and the picture beside or below them."""
        look = self.look
        if look.portrait:
            words = pygame.Rect(inner.left, inner.top, inner.width, look.px(26))
            return words, pygame.Rect(inner.left, words.bottom, inner.width, inner.bottom - words.bottom)
        width = round(inner.width * 0.32)
        words = pygame.Rect(inner.left, inner.top, width, inner.height)
        picture = pygame.Rect(words.right + look.px(3), inner.top, 0, inner.height)
        picture.width = inner.right - picture.left
        if look.taste.left_handed:
            words.right, picture.left = inner.right, inner.left
        return words, picture

    def _turn_to(self, index: int) -> None:
        self.view = View(index)
        self.again()

    # The layers for the digit just drawn

    def _lay_layers(self, ground: pygame.Surface, inner: pygame.Rect) -> None:
        look = self.look
        if look.portrait:
            page = pygame.Rect(inner.left, inner.top, inner.width, round(inner.height * 0.44))
            panel = pygame.Rect(inner.left, page.bottom, inner.width, inner.bottom - page.bottom)
        else:
            page = pygame.Rect(inner.left, inner.top, round(inner.width * 0.42), inner.height)
            panel = pygame.Rect(page.right, inner.top, inner.right - page.right, inner.height)
            if look.taste.left_handed:
                panel.left, page.right = inner.left, inner.right
        squares(ground, page, look)
        rect = squared(page, look)
        if self.canvas is None:
            self.canvas = Canvas(look, rect, self.drawing)
        else:
            self.canvas.place(look, rect)
        self.canvases = [self.canvas]
        self._panel = NetView(look, panel)
        self._panel.show(self._insight, None, self.layers, layers=True)

    def update(self, now: float) -> bool:
        super().update(now)
        canvas, reader = self.canvas, self.stage.reader
        if self.view is not View.LAYERS or canvas is None or reader is None:
            return False
        resting = not canvas.writing and (canvas.last_t is None or now - canvas.last_t >= _REST_S)
        if canvas.version == self._asked or not resting:
            return canvas.version != self._asked and not canvas.writing
        version, ink = canvas.version, canvas.ink
        self._asked = version
        known = self._hand.of(self.stage)

        def work() -> tuple[Insight, Layers | None]:
            insight = examine(reader, ink, version, known())
            return insight, inspect(reader, insight) if insight.digits else None

        self.job(work, self._inspected, key=_READ)
        return False

    def _inspected(self, came: tuple[Insight, Layers | None]) -> None:
        self._insight, self.layers = came
        if self._panel is not None:
            self._panel.show(self._insight, None, self.layers, layers=True)
        self.changed = True

    def draw(self, surface: pygame.Surface) -> None:
        super().draw(surface)
        if self.view is View.LAYERS and self._panel is not None:
            self._panel.draw(surface)

    def _clear(self) -> None:
        self.drawing.clear()
