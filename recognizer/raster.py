"""Ink to the 28×28 image that the network sees: the one preprocessing, in training, evaluation and play.

The picture follows MNIST (LeCun, Cortes and Burges, http://yann.lecun.com/exdb/mnist/): white on black, the
digit fitted into a 20×20 box with its aspect kept, its centre of mass moved to the middle of the 28×28 field.
The pen's path is drawn with one width, whatever pen, size or speed it was written with.
"""

from __future__ import annotations

import math

import numpy as np
from numpy.typing import NDArray

from recognizer.ink import MAX_COORDINATE, Ink

#: Travels with every model and every stored raster; goes up when a single pixel of any ink would change.
RASTER_VERSION = 1

SIZE = 28
_BOX = 20.0
# Width of the drawn line and of its grey edge, in pixels: with these, pen ink has the mean brightness (33 of
# 255) and the share of saturated pixels (7 %) that MNIST's training images have.
_WIDTH = 2.5
_EDGE = 1.2
# The path is cut into pieces of at most this length (pixels), each drawn as a straight line: short enough
# that no bend shows, long enough that a glyph takes about 50 pieces.
_PIECE = 1.0
_REACH = (_WIDTH + _EDGE) / 2
_WINDOW = int(np.ceil(2 * _REACH + _PIECE)) + 1
_OFFSETS = np.arange(_WINDOW) + 0.5
# Ink flatter and narrower than this, in its own unit, has no shape to scale up: it is a dot.
_SMALLEST = 1e-9
# Around the field, so that pieces near its edge need no special case.
_MARGIN = _WINDOW
_SIDE = SIZE + 2 * _MARGIN
_INDEX = (np.arange(_WINDOW)[:, None] * _SIDE + np.arange(_WINDOW)).ravel()

Raster = NDArray[np.uint8]
_Path = NDArray[np.float64]


def raster(ink: Ink) -> Raster:
    """The 28×28 uint8 image of some ink (one glyph), white (255) on black.

    The same image, up to rounding, wherever and however large the ink was drawn and however densely its
    points lie. A dot becomes a disc in the middle. Empty ink becomes a black image.

    Raises:
        InkError: the ink has coordinates that cannot be drawn.
    """
    strokes = [stroke.points for stroke in ink.strokes if stroke.points]
    if not strokes:
        return np.zeros((SIZE, SIZE), np.uint8)
    points = np.array([(point[0], point[1]) for stroke in strokes for point in stroke], np.float64)
    if not (np.abs(points) <= MAX_COORDINATE).all():
        ink.check()
    paths = np.split(_fitted(points), np.cumsum([len(stroke) for stroke in strokes])[:-1])
    resampled = [_resampled(path) for path in paths]
    starts = np.concatenate([path[:-1] for path in resampled])
    vectors = np.concatenate([path[1:] - path[:-1] for path in resampled])
    starts += SIZE / 2 + _to_middle(starts + vectors / 2)
    return np.rint(_drawn(starts, vectors) * 255).astype(np.uint8)


def _fitted(points: _Path) -> _Path:
    """The points in pixels, around the origin, their bounding box such that the drawn line fits MNIST's."""
    low, high = points.min(axis=0), points.max(axis=0)
    extent = (high - low).max()
    scale = (_BOX - _WIDTH) / extent if extent > _SMALLEST else 0.0
    fitted: _Path = (points - (low + high) / 2) * scale
    return fitted


def _resampled(path: _Path) -> _Path:
    """Points at equal steps along a path ``[n, 2]``, at most ``_PIECE`` apart, always two or more."""
    steps = path[1:] - path[:-1]
    along = np.zeros(len(path))
    np.cumsum(np.hypot(steps[:, 0], steps[:, 1]), out=along[1:])
    count = max(1, math.ceil(along[-1] / _PIECE - 1e-6))
    at = np.linspace(0.0, along[-1], count + 1)
    result = np.empty((count + 1, 2))
    result[:, 0] = np.interp(at, along, path[:, 0])
    result[:, 1] = np.interp(at, along, path[:, 1])
    return result


def _to_middle(middles: _Path) -> NDArray[np.float64]:
    """How far (x, y in pixels) to move so that the centre of mass is in the middle and nothing is cut off.

    A piece counts less the more others lie on it, so that a line drawn twice has the mass of the one line
    that is seen.
    """
    x, y = middles.T
    near = np.exp(-((x[:, None] - x) ** 2 + (y[:, None] - y) ** 2) / (_WIDTH / 2) ** 2)
    weights = 1.0 / near.sum(axis=1)
    centre = weights @ middles / weights.sum()
    room = SIZE / 2 - _REACH
    shift: NDArray[np.float64] = np.clip(-centre, -room - middles.min(axis=0), room - middles.max(axis=0))
    return shift


def _drawn(starts: _Path, vectors: _Path) -> NDArray[np.float64]:
    """Coverage ``[28, 28]`` from 0 to 1 of round-capped straight lines, each at most ``_PIECE`` long."""
    first = np.floor(starts + vectors / 2 - _WINDOW / 2 + 0.5)
    # From each piece's start to the middles of the pixels in its window, by column and by row.
    dx = (first[:, 0] - starts[:, 0])[:, None, None] + _OFFSETS
    dy = (first[:, 1] - starts[:, 1])[:, None, None] + _OFFSETS[:, None]
    vx, vy = vectors[:, 0, None, None], vectors[:, 1, None, None]
    square = np.maximum(vx * vx + vy * vy, 1e-12)
    along = np.clip((dx * vx + dy * vy) / square, 0.0, 1.0)
    distance = np.sqrt((dx - along * vx) ** 2 + (dy - along * vy) ** 2)
    cover = np.clip((_REACH - distance) / _EDGE, 0.0, 1.0)
    field = np.zeros(_SIDE * _SIDE)
    corners = ((first[:, 1] + _MARGIN) * _SIDE + first[:, 0] + _MARGIN).astype(np.intp)
    np.maximum.at(field, (corners[:, None] + _INDEX).ravel(), cover.ravel())
    coverage: NDArray[np.float64] = field.reshape(_SIDE, _SIDE)[_MARGIN:-_MARGIN, _MARGIN:-_MARGIN]
    return coverage
