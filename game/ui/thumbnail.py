"""Ink made small, samples as pictures, and numbers that write themselves."""

from __future__ import annotations

import random
from functools import lru_cache
from typing import Protocol

import pygame

from game.ui import brush
from game.ui.brush import Growing
from game.ui.handwriting import write
from game.ui.kept import kept
from game.ui.look import Look
from game.ui.sheet import put
from game.ui.theme import Colour
from recognizer.ink import Ink

# The pen of a thumbnail, in u.
PEN = 0.48


def thumbnail(
    surface: pygame.Surface, ink: Ink, rect: pygame.Rect, look: Look, colour: Colour, pen: float = PEN
) -> pygame.Rect:
    """Draw the strokes as large as fits, centred, with a thin pen. Returns the rectangle they cover."""
    if not ink:
        return pygame.Rect(rect.center, (0, 0))
    box = ink.box
    width = max(1.5, look.u * pen)
    room_x, room_y = max(4.0, rect.width - 2 * width), max(4.0, rect.height - 2 * width)
    # A dot or a single stroke must not be enlarged too much: digits fill a third of their sheet.
    scale = min(room_x / max(box.width, 0.05), room_y / max(box.height, 0.12))
    cx, cy = box.centre
    drawn = ink.moved(rect.centerx - cx * scale, rect.centery - cy * scale, scale)
    for stroke in drawn.strokes:
        if stroke.points:
            brush.line(surface, [(p.x, p.y, p.t) for p in stroke.points], width, colour, rect.height)
    new = drawn.box
    return pygame.Rect(round(new.left), round(new.top), round(new.width), round(new.height))


class Drawable(Protocol):
    """What :func:`specimen` shows: `data.records.Sample`. The raster is 28×28 bytes."""

    @property
    def ink(self) -> Ink | None: ...

    @property
    def raster(self) -> bytes: ...


def specimen(
    surface: pygame.Surface, sample: Drawable, rect: pygame.Rect, look: Look, colour: Colour, pen: float = 0.0
) -> None:
    """Draw a sample as large as fits, centred: its ink, or its raster where there is no ink.

    ``pen`` is its width in u; 0: by the size of the rectangle.
    """
    if sample.ink is not None:
        thumbnail(surface, sample.ink, rect, look, colour, pen or max(0.3, rect.height / look.u / 22))
    else:
        side = min(rect.size)
        picture = pygame.transform.smoothscale(_image(sample.raster, colour), (side, side))
        put(surface, picture, center=rect.center)


@kept(2 * 2**20)
def _image(raster: bytes, colour: Colour) -> pygame.Surface:
    """A raster drawn in this colour, transparent where there is no ink."""
    layer = brush.blank((28, 28), colour)
    for place, grey in enumerate(raster):
        if grey:
            layer.set_at((place % 28, place // 28), (*colour, grey))
    return layer


@lru_cache(maxsize=32)
def _ink_of(text: str) -> Ink:
    return write(text, random.Random(text), gap=0.22, wobble=0.006)


@lru_cache(maxsize=32)
def written_width(text: str, height: int) -> int:
    """How wide a number written ``height`` pixels high is."""
    return round(_ink_of(text).box.width * height)


@kept(4 * 2**20)
def _written(text: str, height: int, colour: Colour, width: float) -> Growing:
    """The digits of ``text`` with their left end and their baseline at the origin."""
    ink = _ink_of(text)
    left = ink.box.left
    times = [point.t or 0.0 for stroke in ink.strokes for point in stroke.points]
    start, whole = times[0], max(1e-6, times[-1] - times[0])
    strokes = [
        [((p.x - left) * height, p.y * height, ((p.t or 0.0) - start) / whole) for p in stroke.points]
        for stroke in ink.strokes
    ]
    return Growing(strokes, width, colour)


def writing(
    surface: pygame.Surface,
    text: str,
    left: int,
    baseline: int,
    height: int,
    share: float,
    colour: Colour,
    width: float,
) -> None:
    """The digits of ``text`` in the game's own handwriting, when ``share`` (0 to 1) of them is written."""
    _written(text, height, colour, width).draw(surface, (left, baseline), min(1.0, max(0.0, share)))
