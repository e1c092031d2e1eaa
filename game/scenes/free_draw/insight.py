"""What there is to show of a reading: rasters, a heat map of what decided it, the layers' activations.

The functions here are slow and run in the worker; what they return is ready to be drawn.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import pygame

from game.ui.canvas import Canvas
from recognizer.habits import STRANGER, Habits
from recognizer.ink import Box, Ink
from recognizer.interpretation import drawn
from recognizer.reading import EMPTY, Digit, Reading

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from recognizer.reader import Reader

# The raster on screen: chalk on slate, as the network would see it.
_BLACK, _WHITE = (22, 24, 29), (253, 250, 242)
_PATCH, _STRIDE = 5, 2


@dataclass(frozen=True)
class Insight:
    """One reading with the pictures that the network saw.

    Attributes:
        version: the ink's, on its canvas.
        stranger: what would have been read if it were not known who wrote it, where that is something else.
        rasters: one ``uint8[28, 28]`` a digit.
        pictures: the same, 28×28 surfaces in the colours of the screen.
    """

    version: int = -1
    ink: Ink = field(default_factory=Ink)
    reading: Reading = EMPTY
    stranger: str = ""
    rasters: tuple[NDArray[np.uint8], ...] = ()
    pictures: tuple[pygame.Surface, ...] = ()

    @property
    def digits(self) -> tuple[Digit, ...]:
        return self.reading.digits


@dataclass(frozen=True)
class Heat:
    """What of one glyph made the network decide: a 28×28 picture over the glyph's part of the canvas."""

    box: Box  # what the whole raster covers, canvas coordinates
    heat: NDArray[np.float64]  # [28, 28], 0 to 1
    _drawn: dict[tuple[int, int], pygame.Surface] = field(default_factory=dict)

    def draw(self, surface: pygame.Surface, canvas: Canvas) -> None:
        """Ink that decided, in the accent; what mattered little stays pale."""
        left, top = canvas.to_window(self.box.left, self.box.top)
        right, bottom = canvas.to_window(self.box.right, self.box.bottom)
        area = pygame.Rect(round(left), round(top), round(right - left), round(bottom - top))
        visible = area.clip(canvas.rect)
        if visible.width < 1 or visible.height < 1:
            return
        if area.size not in self._drawn:
            self._drawn[area.size] = self._picture_on(canvas, area, visible)
        surface.blit(self._drawn[area.size], visible)

    def _picture_on(self, canvas: Canvas, area: pygame.Rect, visible: pygame.Rect) -> pygame.Surface:
        import numpy as np

        accent = canvas.look.palette.accent
        rgba = np.empty((28, 28, 4), np.uint8)
        rgba[..., :3] = accent
        rgba[..., 3] = np.rint(self.heat * 255)
        small = pygame.image.frombuffer(rgba.tobytes(), (28, 28), "RGBA")
        layer = (
            pygame.transform.smoothscale(small, area.size)
            .subsurface(visible.move(-area.left, -area.top))
            .copy()
        )
        ink = canvas.ink_mask.subsurface(visible.move(-canvas.rect.left, -canvas.rect.top)).copy()
        # White with the ink's own alpha: multiplying keeps the accent and cuts the heat out along strokes.
        ink.fill((255, 255, 255, 0), special_flags=pygame.BLEND_RGBA_MAX)
        layer.blit(ink, (0, 0), special_flags=pygame.BLEND_RGBA_MULT)
        return layer


@dataclass(frozen=True)
class Layers:
    """The layers' activations for one digit.

    Attributes:
        digit: what was read.
        rows: the layers in order, each with its name and its tiles as small greyscale surfaces.
    """

    digit: Digit
    rows: tuple[tuple[str, tuple[pygame.Surface, ...]], ...]


def examine(reader: Reader, ink: Ink, version: int, habits: Habits = STRANGER) -> Insight:
    """Read the ink of somebody with these habits, and keep the pictures that were read."""
    from recognizer.raster import raster

    reading = reader.read(ink, habits)
    rasters = tuple(raster(digit.glyph) for digit in reading.digits)
    stranger = reader.read(ink).text if habits else reading.text
    if stranger == reading.text:
        stranger = ""
    return Insight(version, ink, reading, stranger, rasters, tuple(_picture(r) for r in rasters))


def explain(reader: Reader, insight: Insight) -> list[Heat]:
    """For each digit: cover a patch of its raster at a time, and see how far its score falls."""
    import numpy as np

    heats = []
    for digit, image in zip(insight.digits, insight.rasters, strict=True):
        if not image.any():
            continue
        places = range(0, 28 - _PATCH + 1, _STRIDE)
        covered = np.repeat(image[None], len(places) ** 2, axis=0)
        spots = [(y, x) for y in places for x in places]
        for number, (y, x) in enumerate(spots):
            covered[number, y : y + _PATCH, x : x + _PATCH] = 0
        scores = _margin(reader.infer(np.concatenate([image[None], covered]))[0], digit.digit)
        loss = np.zeros((28, 28))
        seen = np.zeros((28, 28))
        for (y, x), fall in zip(spots, scores[0] - scores[1:], strict=True):
            loss[y : y + _PATCH, x : x + _PATCH] += max(0.0, float(fall))
            seen[y : y + _PATCH, x : x + _PATCH] += 1
        heat = loss / np.maximum(seen, 1)
        if heat.max() > 0:
            heat = (heat / heat.max()) ** 0.8
        heats.append(Heat(_covered(drawn(insight.ink, digit.pieces), image), heat))
    return heats


def inspect(reader: Reader, insight: Insight) -> Layers:
    """The activations for the last digit; each layer's liveliest maps, brightest white."""
    import numpy as np

    digit, image = insight.digits[-1], insight.rasters[-1]
    rows = []
    for name, values in reader.activations(image).items():
        array = np.asarray(values, np.float64)
        if array.ndim == 3:
            order = np.argsort(-array.std(axis=(0, 1)), kind="stable")
            maps = [array[..., index] for index in order[:24]]
        else:
            flat = array.ravel()
            side = min(len(flat), 32)
            padded = np.zeros(-(-len(flat) // side) * side)
            padded[: len(flat)] = flat
            maps = [padded.reshape(-1, side)]
        rows.append((name, tuple(_picture(_stretched(one)) for one in maps)))
    return Layers(digit, tuple(rows))


def _margin(logits: NDArray[np.float32], digit: int) -> NDArray[np.float64]:
    """How far the digit's logit is above the best of the others."""
    import numpy as np

    others = np.delete(np.asarray(logits, np.float64), digit, axis=1)
    return np.asarray(logits[:, digit] - others.max(axis=1), np.float64)


def _stretched(values: NDArray[np.float64]) -> NDArray[np.uint8]:
    import numpy as np

    low, high = float(values.min()), float(values.max())
    return np.rint((values - low) / (high - low or 1.0) * 255).astype(np.uint8)


def _picture(grey: NDArray[np.uint8]) -> pygame.Surface:
    """A greyscale array as a surface, black and white softened to the screen's."""
    import numpy as np

    share = grey[..., None] / 255.0
    rgb = np.rint(np.array(_BLACK) + share * (np.array(_WHITE) - np.array(_BLACK))).astype(np.uint8)
    return pygame.image.frombuffer(rgb.tobytes(), (grey.shape[1], grey.shape[0]), "RGB")


def _covered(ink: Ink, image: NDArray[np.uint8]) -> Box:
    """What the whole raster shows of the ink's plane, found from where the drawn part lies in it."""
    import numpy as np

    rows, columns = np.nonzero(image > 127) if (image > 127).any() else np.nonzero(image)
    box = ink.box
    side = max(int(rows.max() - rows.min()), int(columns.max() - columns.min())) + 1
    # The line is about two and a half pixels wide, the ink's box has none of that.
    unit = max(box.width, box.height, 1e-6) / max(1.0, side - 2.0)
    x, y = (float(columns.min() + columns.max() + 1) / 2, float(rows.min() + rows.max() + 1) / 2)
    left, top = box.centre[0] - x * unit, box.centre[1] - y * unit
    return Box(left, top, left + 28 * unit, top + 28 * unit)
