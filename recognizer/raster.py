"""Ink to the 28×28 image that the network sees: the one preprocessing, in training, evaluation and play.

The picture follows MNIST (LeCun, Cortes and Burges, http://yann.lecun.com/exdb/mnist/): white on black, the
digit fitted into a 20×20 box with its aspect kept, its centre of mass moved to the middle of the 28×28 field.
The pen's path is drawn with one width, whatever pen, size or speed it was written with.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from itertools import accumulate

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
# Of a longer path (a scribble of hundreds of sweeps) only this many pieces are drawn, evenly spread.
_MOST_PIECES = 4096
# From _MANY pieces on, how close they lie is read off a grid of cells _CELL pixels wide. Work and memory then
# grow with the number of pieces, not with its square. No digit has that many.
_MANY, _CELL = 600, 0.25
_REACH = (_WIDTH + _EDGE) / 2
_WINDOW = int(np.ceil(2 * _REACH + _PIECE)) + 1
_OFFSETS = np.arange(_WINDOW) + 0.5
# Ink flatter and narrower than this, in its own unit, has no shape to scale up: it is a dot.
_SMALLEST = 1e-9
# Around the field, so that pieces near its edge need no special case.
_MARGIN = _WINDOW
_SIDE = SIZE + 2 * _MARGIN
_INDEX = (np.arange(_WINDOW)[:, None] * _SIDE + np.arange(_WINDOW)).ravel()

_Floats = NDArray[np.float64]
#: Points or vectors ``[n, 2]``: x and y.
_Path = _Floats


def raster(ink: Ink) -> NDArray[np.uint8]:
    """The 28×28 uint8 image of some ink (one glyph), white (255) on black.

    The same image, up to rounding, wherever and however large the ink was drawn and however densely its
    points lie. A dot becomes a disc in the middle. Empty ink becomes a black image. Time and memory grow with
    the number of points.

    Raises:
        InkError: the ink has coordinates that cannot be drawn.
    """
    strokes = [stroke.points for stroke in ink.strokes if stroke.points]
    if not strokes:
        return np.zeros((SIZE, SIZE), np.uint8)
    # NumPy takes two long rows several times faster than many short ones.
    xs, ys = ([point[axis] for stroke in strokes for point in stroke] for axis in (0, 1))
    points = np.array([xs, ys], np.float64).T
    if not (np.abs(points) <= MAX_COORDINATE).all():
        ink.check()
    starts, vectors = _pieces(_fitted(points), [len(stroke) for stroke in strokes])
    starts += SIZE / 2 + _to_middle(starts + vectors / 2)
    return np.rint(_drawn(starts, vectors) * 255).astype(np.uint8)


def _fitted(points: _Path) -> _Path:
    """The points in pixels, around the origin, their bounding box such that the drawn line fits MNIST's."""
    low, high = points.min(axis=0), points.max(axis=0)
    extent = (high - low).max()
    scale = (_BOX - _WIDTH) / extent if extent > _SMALLEST else 0.0
    fitted: _Path = (points - (low + high) / 2) * scale
    return fitted


def _pieces(points: _Path, lengths: Sequence[int]) -> tuple[_Path, _Path]:
    """Start and vector ``[pieces, 2]`` of each piece of the strokes, whose points follow each other."""
    ends = accumulate(lengths)
    paths = [_resampled(points[end - length : end]) for length, end in zip(lengths, ends, strict=True)]
    starts = np.concatenate([path[:-1] for path in paths])
    vectors = np.concatenate([path[1:] for path in paths]) - starts
    if len(starts) > _MOST_PIECES:
        kept = np.linspace(0, len(starts) - 1, _MOST_PIECES).round().astype(np.intp)
        return starts[kept], vectors[kept]
    return starts, vectors


def _resampled(path: _Path) -> _Path:
    """Points at equal steps along a path ``[n, 2]``, at most ``_PIECE`` apart, always two or more."""
    steps = path[1:] - path[:-1]
    along = np.zeros(len(path))
    np.cumsum(np.hypot(steps[:, 0], steps[:, 1]), out=along[1:])
    length = float(along[-1])
    count = max(1, math.ceil(length / _PIECE - 1e-6))
    at = np.arange(count + 1) * (length / count)
    at[-1] = length
    result = np.empty((count + 1, 2))
    result[:, 0] = np.interp(at, along, path[:, 0])
    result[:, 1] = np.interp(at, along, path[:, 1])
    return result


def _to_middle(middles: _Path) -> _Floats:
    """How far (x, y in pixels) to move so that the centre of mass is in the middle and nothing is cut off.

    A piece counts less the more others lie on it, so that a line drawn twice has the mass of the one line
    that is seen.
    """
    weights = 1.0 / (_crowd(middles) if len(middles) < _MANY else _crowd_of_many(middles))
    centre = weights @ middles / weights.sum()
    room = SIZE / 2 - _REACH
    return _between(-centre, -room - middles.min(axis=0), room - middles.max(axis=0))


def _crowd(middles: _Path) -> _Floats:
    """How many pieces lie on each piece, itself included, by a Gaussian as wide as the line."""
    x, y = middles.T
    apart = (x[:, None] - x) ** 2
    apart += (y[:, None] - y) ** 2
    apart /= -((_WIDTH / 2) ** 2)
    crowd: _Floats = np.exp(apart, out=apart).sum(axis=1)
    return crowd


def _crowd_of_many(middles: _Path) -> _Floats:
    """The same from a grid of counts, blurred along rows and columns; within a few percent."""
    cells = np.rint((middles - middles.min(axis=0)) / _CELL).astype(np.intp)
    side = int(cells.max()) + 1
    counts = np.bincount(cells[:, 0] * side + cells[:, 1], minlength=side * side).reshape(side, side)
    apart = np.arange(side) * _CELL
    blur = np.exp((apart[:, None] - apart) ** 2 / -((_WIDTH / 2) ** 2))
    crowd: _Floats = (blur @ counts @ blur)[cells[:, 0], cells[:, 1]]
    return crowd


def _drawn(starts: _Path, vectors: _Path) -> _Floats:
    """Coverage ``[28, 28]`` from 0 to 1 of round-capped straight lines, each at most ``_PIECE`` long."""
    first = np.floor(starts + vectors / 2 - _WINDOW / 2 + 0.5)
    # From each piece's start to the middles of the pixels in its window: [n, 1, columns] and [n, rows, 1].
    corner = (first - starts)[:, :, None] + _OFFSETS
    dx, dy = corner[:, 0, None], corner[:, 1, :, None]
    vx, vy = vectors[:, 0, None, None], vectors[:, 1, None, None]
    square = np.maximum(vx * vx + vy * vy, 1e-12)
    along = dx * vx + dy * vy
    along /= square
    _between(along, 0.0, 1.0, out=along)
    distance = (dx - along * vx) ** 2
    distance += (dy - along * vy) ** 2
    cover = _REACH - np.sqrt(distance, out=distance)
    cover /= _EDGE
    _between(cover, 0.0, 1.0, out=cover)
    field = np.zeros(_SIDE * _SIDE)
    corners = ((first[:, 1] + _MARGIN) * _SIDE + first[:, 0] + _MARGIN).astype(np.intp)
    np.maximum.at(field, (corners[:, None] + _INDEX).ravel(), cover.ravel())
    coverage: _Floats = field.reshape(_SIDE, _SIDE)[_MARGIN:-_MARGIN, _MARGIN:-_MARGIN]
    return coverage


def _between(
    values: _Floats, low: _Floats | float, high: _Floats | float, out: _Floats | None = None
) -> _Floats:
    """``np.clip`` without its checks, which take longer than the work on arrays as small as these."""
    return np.minimum(np.maximum(values, low, out=out), high, out=out)
