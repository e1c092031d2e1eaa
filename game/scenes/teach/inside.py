"""Look inside: what the network mixes up, a map of how it sees the samples, and its layers at work."""

from __future__ import annotations

from collections import Counter
from enum import IntEnum

import pygame

from data.records import NOT_A_DIGIT
from game.scenes.free_draw.insight import Insight, Layers, examine, inspect
from game.scenes.free_draw.net_view import NetView
from game.scenes.page import Page
from game.scenes.profile import KnownHandwriting
from game.scenes.scene import Scene
from game.scenes.teach.net_map import NetMap, draw_map, flat_map
from game.scenes.teach.pupil import in_background, pupil_of, show_placeholder
from game.scenes.teach.study import Study, study
from game.ui.canvas import Canvas
from game.ui.drawing import Drawing
from game.ui.keypad import printed
from game.ui.layout import inset, mirrored, split
from game.ui.look import Look
from game.ui.sheet import paragraphs, placard, put, rounded, squared, squares
from game.ui.theme import mix
from game.ui.widgets import Choice, Key

_READ = "inside-read"


class Aspect(IntEnum):
    """What of the network is shown."""

    MIX_UPS = 0
    MAP = 1
    LAYERS = 2


_WORDS = ("Mix-ups", "Map", "Layers")
_ONLY = "Here it sees only the picture, not how your pen moved."


class Inside(Scene):
    """Three ways to look at the same network."""

    def __init__(self, view: Aspect = Aspect.MIX_UPS) -> None:
        super().__init__()
        self.view = view
        self._seen: tuple[Study, NetMap] | None = None  # None until the samples are read
        self.drawing = Drawing()
        self.canvas: Canvas | None = None
        self.layers: Layers | None = None
        self._insight = Insight()
        self._handwriting = KnownHandwriting()
        self._panel: NetView | None = None
        self._asked = -1

    def layout(self) -> None:
        look, drawn_on = self.look, self.view is Aspect.LAYERS
        keys = [Key("Clear", self.drawing.clear, icon="clear")] if drawn_on else []
        page = Page(self, "Look inside", keys)
        wide = min(look.px(56), page.beside_title.width)
        choice = pygame.Rect(page.bar.right - wide, page.bar.top, wide, page.bar.height)
        choice = mirrored(look, choice, page.bar)
        self.widgets.append(Choice(choice, look, _WORDS, self.view, self._turn_to))
        self.canvases = []
        if drawn_on:  # a guest may draw, too
            self._lay_layers(page)
        elif not show_placeholder(self, page, "Fetching your digits…" if self._seen is None else ""):
            self._lay_study(page)
        self.widgets += page.buttons

    def _lay_study(self, page: Page) -> None:
        if self._seen is None:
            return
        (study, net_map), look, ground = self._seen, self.look, page.ground
        inner = inset(look, page.area, 6, 4)
        if not study.samples:
            placard(ground, look, inner, "Nothing to show yet", "Write a lesson, or correct a reading.")
            return
        if look.portrait:
            words = pygame.Rect(inner.left, inner.top, inner.width, look.px(26))
            picture = pygame.Rect(inner.left, words.bottom, inner.width, inner.bottom - words.bottom)
        else:
            words, picture = split(look, inner, 0.32, gap=look.px(3))
        if self.view is Aspect.MIX_UPS:
            found = mix_ups(study) or ["No mix-ups: it read all of them correctly."]
            paragraphs(
                ground, look, words, "Rows: what you wrote. Columns: what the net read.", _ONLY, *found
            )
            draw_confusion(ground, picture, look, study)
        else:
            paragraphs(
                ground,
                look,
                words,
                "Each digit here is one of yours. Digits that are close together look alike to the net.",
                f"In a ring: misread. {_ONLY}",
                f"The net takes {study.features.shape[1]} measurements of each digit. "
                "Here they are squeezed onto a flat map.",
            )
            draw_map(ground, picture, look, net_map)

    def _turn_to(self, index: int) -> None:
        self.view = Aspect(index)
        self.again()

    def _lay_layers(self, page: Page) -> None:
        look = self.look
        paper, panel = split(look, inset(look, page.area, 6, 4), 0.42, 0.44)
        squares(page.ground, paper, look)
        rect = squared(paper, look)
        if self.canvas is None:
            self.canvas = Canvas(look, rect, self.drawing)
        else:
            self.canvas.place(look, rect)
        self.canvases = [self.canvas]
        self._panel = NetView(look, panel)
        self._panel.show(self._insight, None, self.layers, show_layers=True)

    # Time

    def fetch(self) -> None:
        pupil, reader = pupil_of(self.stage), self.stage.reader
        if pupil is None or reader is None:
            return
        samples = pupil.store.samples

        def work() -> tuple[Study, NetMap]:
            found = study(reader, samples, pupil.id)
            return found, flat_map(found)

        in_background(self.stage, work, self._found, key="inside")

    def _found(self, came: tuple[Study, NetMap]) -> None:
        self._seen = came
        if self.view is not Aspect.LAYERS:
            self.again()

    def update(self, now: float) -> bool:
        canvas, reader = self.canvas, self.stage.reader
        if self.view is not Aspect.LAYERS or canvas is None or reader is None:
            return False
        if canvas.version == self._asked or not canvas.resting(now):
            return canvas.version != self._asked and not canvas.writing
        version, ink = canvas.version, canvas.ink
        self._asked = version
        known = self._handwriting.of(self.stage)

        def work() -> tuple[Insight, Layers | None]:
            insight = examine(reader, ink, version, known())
            return insight, inspect(reader, insight) if insight.digits else None

        in_background(self.stage, work, self._inspected, key=_READ)
        return False

    def _inspected(self, came: tuple[Insight, Layers | None]) -> None:
        self._insight, self.layers = came
        if self._panel is not None:
            self._panel.show(self._insight, None, self.layers, show_layers=True)
        self.changed = True

    def draw(self, surface: pygame.Surface) -> None:
        super().draw(surface)
        if self.view is Aspect.LAYERS and self._panel is not None:
            self._panel.draw(surface)


def draw_confusion(surface: pygame.Surface, area: pygame.Rect, look: Look, study: Study) -> None:
    """A row for each digit written, a column for each digit read. Right ones are teal, on the diagonal, and
    mixed-up ones violet."""
    palette = look.palette
    pairs = Counter(zip((sample.label for sample in study.samples), study.read, strict=True))
    labels = list(range(NOT_A_DIGIT + 1))
    small = look.font("small")
    head = small.get_linesize()
    gap = max(1, look.px(0.3))
    pitch = min((area.width - 2 * head) // (len(labels) + 1), (area.height - 2 * head) // (len(labels) + 1))
    block = pygame.Rect(0, 0, pitch * (len(labels) + 1), pitch * (len(labels) + 1))
    block.midtop = (area.left + head + (area.width - head) // 2, area.top + head)
    _titles(surface, block, look, head)
    for row, written in enumerate(labels):
        total = sum(pairs[written, read] for read in labels)
        for column, read in enumerate(labels):
            count = pairs[written, read]
            cell = pygame.Rect(
                block.left + (column + 1) * pitch, block.top + (row + 1) * pitch, pitch - gap, pitch - gap
            )
            colour = palette.right if written == read else palette.misread
            share = count / total if total else 0.0
            face = mix(palette.track, colour, 0.2 + 0.8 * share) if count else palette.track
            rounded(surface, cell, face, max(1, look.px(0.3)))
            if count and pitch > head:
                text = look.text(str(count), "small", palette.sheet if share > 0.3 else palette.ink)
                put(surface, text, center=cell.center)
    for place, label in enumerate(labels, 1):
        text = look.text(printed(label), "small-read", palette.ink)
        middle = place * pitch + (pitch - gap) // 2
        put(surface, text, center=(block.left + middle, block.top + pitch // 2))
        put(surface, text, center=(block.left + pitch // 2, block.top + middle))


def _titles(surface: pygame.Surface, block: pygame.Rect, look: Look, head: int) -> None:
    read = look.text("the net reads", "small", look.palette.soft)
    put(surface, read, midbottom=(block.centerx + head, block.top))
    wrote = pygame.transform.rotate(look.text("you wrote", "small", look.palette.soft), 90)
    put(surface, wrote, midright=(block.left, block.centery + head))


def mix_ups(study: Study) -> list[str]:
    """The three commonest mix-ups in words, the worst first: ``"1 read as 7: 3 times"``."""
    pairs = Counter(
        (sample.label, read)
        for sample, read in zip(study.samples, study.read, strict=True)
        if read != sample.label
    )
    ordered = sorted(pairs.items(), key=lambda pair: (-pair[1], pair[0]))[:3]
    return [
        f"{printed(label)} read as {printed(read)}: {'once' if count == 1 else f'{count} times'}"
        for (label, read), count in ordered
    ]
