"""What there is to show of a reading: rasters, what both networks say and why, the layers' activations.

The functions here are slow and run in the worker; what they return is ready to be drawn.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import pygame

from game.ui.canvas import Canvas
from game.ui.theme import Colour, mix
from recognizer.habits import STRANGER, Habits
from recognizer.ink import Box, Ink
from recognizer.interpretation import drawn
from recognizer.reading import EMPTY, Digit, Reading

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from recognizer.evidence import Evidence
    from recognizer.reader import Reader

# The raster on screen: chalk on slate, as the network would see it. If it is shown what decided, the ink that
# did not matter is paler, and the ink that mattered most is red chalk.
BLACK, _WHITE = (22, 24, 29), (253, 250, 242)
_PALE, _RED = (128, 128, 126), (255, 136, 92)
# How far from a place on the path its ink reaches in a small picture, in squares.
_REACH = 1.2
_SHOWN_MAPS = 24  # of each layer


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
class WayPlace:
    """A place on the pen's way: where it is, in units of the longer side of the ink's box from its top left
    corner; whether the pen drew there; its colour."""

    x: float
    y: float
    drawn: bool
    colour: Colour


@dataclass(frozen=True)
class Why:
    """Why a digit is read as it is.

    Attributes:
        heat: what of the ink on the canvas decided it, by both networks together.
        picture: what the picture network saw, coloured by what decided what it says.
        way: the same for the path network; empty if it did not read the digit.
    """

    digit: Digit
    evidence: Evidence
    heat: Heat
    picture: pygame.Surface
    way: tuple[WayPlace, ...]


NamedLayers = tuple[tuple[str, tuple[pygame.Surface, ...]], ...]
"""A network's layers in order, each with its name and its tiles as small greyscale surfaces."""


@dataclass(frozen=True)
class Layers:
    """The layers' activations for one digit.

    Attributes:
        digit: what was read.
        picture: of the picture network.
        path: of the path network, drawn along the pen's way; empty if it does not show them.
    """

    digit: Digit
    picture: NamedLayers
    path: NamedLayers = ()


def examine(reader: Reader, ink: Ink, version: int, habits: Habits = STRANGER) -> Insight:
    """Read the ink of somebody with these habits, and keep the pictures that were read."""
    from recognizer.raster import raster

    reading = reader.read(ink, habits)
    rasters = tuple(raster(digit.glyph) for digit in reading.digits)
    stranger = reader.read(ink).text if habits else reading.text
    if stranger == reading.text:
        stranger = ""
    return Insight(version, ink, reading, stranger, rasters, tuple(_picture(r) for r in rasters))


def explain(reader: Reader, insight: Insight) -> tuple[Why, ...]:
    """For each digit, what both networks say of it and what decided it."""
    return tuple(
        _why(insight.ink, digit, image, reader.explain(digit.glyph, digit.digit))
        for digit, image in zip(insight.digits, insight.rasters, strict=True)
    )


def inspect(reader: Reader, insight: Insight) -> Layers:
    """The activations for the last digit; each layer's liveliest maps, brightest white."""
    from recognizer.places import places

    digit, image = insight.digits[-1], insight.rasters[-1]
    seen = tuple((name, _tiles(values)) for name, values in reader.activations(image).items())
    along = reader.path_activations(digit.glyph)
    if not along:
        return Layers(digit, seen)
    reach = _reach(_on_raster(places(digit.glyph)[:, :2], image))
    return Layers(digit, seen, tuple((name, _tiles(values, reach)) for name, values in along.items()))


def _why(ink: Ink, digit: Digit, image: NDArray[np.uint8], evidence: Evidence) -> Why:
    import numpy as np

    total = evidence.on_picture
    way: tuple[WayPlace, ...] = ()
    if evidence.path is not None:
        reach = _reach(_on_raster(evidence.way, image))
        total = total + (reach * evidence.on_path[:, None]).max(axis=0).reshape(28, 28)
        shares = zip(evidence.way, evidence.drawn, _share(evidence.path.decided), strict=True)
        way = tuple(
            WayPlace(float(x), float(y), bool(down), mix(_PALE, _RED, round(float(share), 2)))
            for (x, y), down, share in shares
        )
    heat = Heat(_covered(drawn(ink, digit.pieces), image), _share(total))
    decided = _share(evidence.picture.decided)[..., None]
    chalk = np.array(_PALE) + decided * (np.array(_RED) - np.array(_PALE))
    return Why(digit, evidence, heat, _picture(image, chalk), way)


def _share(decided: NDArray[np.float64]) -> NDArray[np.float64]:
    """How much decided, from 0 to 1 for what decided most."""
    most = float(decided.max())
    return (decided / most) ** 0.8 if most > 0 else decided


def _tiles(
    values: NDArray[np.float32], reach: NDArray[np.float64] | None = None
) -> tuple[pygame.Surface, ...]:
    """A layer's maps, the liveliest first; or all its features in one picture.

    Args:
        values: ``[height, width, maps]`` of the picture network, ``[places, maps]`` of the path network, or
            ``[features]``.
        reach: how much each place on the path colours each square, see :func:`_reach`.
    """
    import numpy as np

    array = np.asarray(values, np.float64)
    if array.ndim == 1:
        side = min(len(array), 32)
        padded = np.zeros(-(-len(array) // side) * side)
        padded[: len(array)] = array
        return (_picture(_stretched(padded.reshape(-1, side))),)
    liveliest = np.argsort(-array.std(axis=tuple(range(array.ndim - 1))), kind="stable")[:_SHOWN_MAPS]
    maps = [array[..., index] for index in liveliest]
    if reach is not None:  # a layer may have one value for several places
        maps = [
            (reach * np.repeat(one, len(reach) // len(one))[:, None]).max(axis=0).reshape(28, 28)
            for one in maps
        ]
    return tuple(_picture(_stretched(one)) for one in maps)


def _reach(places: NDArray[np.float64]) -> NDArray[np.float64]:
    """How much each place, ``[n, 2]`` in squares of the raster, colours each square: ``[n, 784]``, 0 to 1."""
    import numpy as np

    rows, columns = np.divmod(np.arange(28 * 28), 28)
    square = (columns + 0.5 - places[:, :1]) ** 2 + (rows + 0.5 - places[:, 1:]) ** 2
    return np.asarray(np.exp(square / (-2 * _REACH**2)), np.float64)


def _on_raster(places: NDArray[np.floating], image: NDArray[np.uint8]) -> NDArray[np.float64]:
    """Where places on the pen's way, ``[n, 2]`` in any unit, lie on its raster, in squares."""
    import numpy as np

    at = np.asarray(places, np.float64)
    low, high = at.min(axis=0), at.max(axis=0)
    middle, side = _extent(image)
    found: NDArray[np.float64] = np.array(middle) + (at - (low + high) / 2) * (
        side / max(float((high - low).max()), 1e-6)
    )
    return found


def _stretched(values: NDArray[np.float64]) -> NDArray[np.uint8]:
    import numpy as np

    low, high = float(values.min()), float(values.max())
    return np.rint((values - low) / (high - low or 1.0) * 255).astype(np.uint8)


def _picture(grey: NDArray[np.uint8], chalk: NDArray[np.float64] | Colour = _WHITE) -> pygame.Surface:
    """A greyscale array as a surface, black and white softened to the screen's.

    Args:
        chalk: the colour of white, one for all or ``[height, width, 3]``.
    """
    import numpy as np

    share = grey[..., None] / 255.0
    rgb = np.rint(np.array(BLACK) + share * (np.asarray(chalk) - np.array(BLACK))).astype(np.uint8)
    return pygame.image.frombuffer(rgb.tobytes(), (grey.shape[1], grey.shape[0]), "RGB")


def _extent(image: NDArray[np.uint8]) -> tuple[tuple[float, float], float]:
    """Where the ink of a raster has its middle, and how long its longer side is, in squares."""
    import numpy as np

    rows, columns = np.nonzero(image > 127) if (image > 127).any() else np.nonzero(image)
    middle = (float(columns.min() + columns.max() + 1) / 2, float(rows.min() + rows.max() + 1) / 2)
    side = max(int(rows.max() - rows.min()), int(columns.max() - columns.min())) + 1
    # The line is about two and a half squares wide, the ink's box has none of that.
    return middle, max(1.0, side - 2.0)


def _covered(ink: Ink, image: NDArray[np.uint8]) -> Box:
    """What the whole raster shows of the ink's plane, found from where the drawn part lies in it."""
    box, ((x, y), side) = ink.box, _extent(image)
    unit = max(box.width, box.height, 1e-6) / side
    left, top = box.centre[0] - x * unit, box.centre[1] - y * unit
    return Box(left, top, left + 28 * unit, top + 28 * unit)
