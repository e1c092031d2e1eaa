"""Variations of ink before it is rastered, and of pictures after, as other people, pens and screens make it.

What differs between real writers and devices is varied: slant, proportions, a trembling hand, pixel grids,
lost points, a pen that lifts by mistake or fails to lift. How much was chosen on the calibration writers'
digits. ``augment_path`` has more of this for the path network.

The elastic part follows Simard, Steinkraus and Platt, "Best practices for convolutional neural networks"
(ICDAR 2003), with displacements on a coarse grid.
"""

from __future__ import annotations

from collections.abc import Iterable

import numpy as np
from numpy.typing import NDArray

from recognizer.ink import Ink, Point, Stroke
from recognizer.raster import SIZE

#: Points ``[n, 2]`` of a stroke: x and y.
Points = NDArray[np.float64]


def vary_ink(ink: Ink, rng: np.random.Generator, strength: float = 1.0) -> Ink:
    """One glyph as somebody else might have written it; times and pressure are dropped.

    ``strength`` scales every variation; 0 changes nothing but the size (the taller or wider side becomes 1).
    """
    paths = [np.array([(p.x, p.y) for p in stroke.points], np.float64) for stroke in ink.strokes]
    points = np.concatenate(paths)
    low, high = points.min(axis=0), points.max(axis=0)
    extent = max((high - low).max(), 1e-9)
    paths = [(path - (low + high) / 2) / extent for path in paths]
    if rng.random() < 0.06 * strength:
        paths = joined(paths, rng)
    if rng.random() < 0.06 * strength:
        paths = _broken(paths, rng)
    if rng.random() < 0.15 * strength:
        paths = hooked(paths, rng)
    paths = wobbled(paths, rng, 0.022 * strength * rng.random())
    matrix = _slant_and_turn(rng, strength)
    paths = [path @ matrix.T for path in paths]
    if rng.random() < 0.3 * strength:
        paths = [coarse(path, rng) for path in paths]
    if rng.random() < 0.3 * strength:
        grid = rng.uniform(20, 120)
        paths = [np.round(path * grid) / grid for path in paths]
    return ink_of(paths)


def ink_of(paths: Iterable[Points]) -> Ink:
    """Paths as strokes without times."""
    return Ink(tuple(Stroke(tuple(Point(x, y) for x, y in path.tolist())) for path in paths))


def _slant_and_turn(rng: np.random.Generator, strength: float) -> Points:
    """Slant, proportions and turn as a 2×2 matrix. The turn is small: a 7 turned far looks like a 1."""
    turn = rng.normal(0.0, 0.05) * strength
    slant = rng.normal(0.0, 0.16) * strength
    wide = np.exp(rng.normal(0.0, 0.17) * strength)
    return slanted(turn, slant, wide)


def slanted(turn: float, slant: float, wide: float) -> Points:
    """The matrix ``[2, 2]`` that makes ink wider, slants it, then turns it (radians)."""
    rotate = np.array([[np.cos(turn), -np.sin(turn)], [np.sin(turn), np.cos(turn)]])
    matrix: Points = rotate @ np.array([[1.0, slant], [0.0, 1.0]]) @ np.diag([wide, 1.0])
    return matrix


def wobbled(paths: list[Points], rng: np.random.Generator, amplitude: float) -> list[Points]:
    """Moved by a smooth random field (few low frequencies), so that neighbouring strokes move alike."""
    waves = rng.normal(0.0, 4.5, (4, 2))
    phases = rng.uniform(0.0, 2 * np.pi, (4, 2))
    aims = rng.normal(0.0, amplitude, (4, 2))
    moved = []
    for path in paths:
        angle = (path @ waves.T)[:, :, None] + phases
        moved.append(path + (np.sin(angle) * aims).sum(axis=1))
    return moved


def joined(paths: list[Points], rng: np.random.Generator) -> list[Points]:
    """Two strokes run into one: the pen was not lifted."""
    if len(paths) < 2:
        return paths
    at = int(rng.integers(len(paths) - 1))
    return [*paths[:at], np.concatenate(paths[at : at + 2]), *paths[at + 2 :]]


def _broken(paths: list[Points], rng: np.random.Generator) -> list[Points]:
    """A stroke with a short gap in it: the pen lost contact."""
    at = int(np.argmax([len(path) for path in paths]))
    path = paths[at]
    if len(path) < 12:
        return paths
    cut = int(rng.integers(len(path) // 4, 3 * len(path) // 4))
    gap = int(rng.integers(0, max(1, len(path) // 14) + 1))
    return [*paths[:at], path[:cut], path[cut + gap :], *paths[at + 1 :]]


def hooked(paths: list[Points], rng: np.random.Generator) -> list[Points]:
    """A short flick where the pen lands or leaves."""
    at = int(rng.integers(len(paths)))
    flick = rng.normal(0.0, 0.045, 2)
    path = paths[at]
    hooked = [path[:1] + flick, path] if rng.random() < 0.5 else [path, path[-1:] + flick]
    return [*paths[:at], np.concatenate(hooked), *paths[at + 1 :]]


def coarse(path: Points, rng: np.random.Generator) -> Points:
    """Fewer points, as from a slow device or a fast hand; the ends stay."""
    keep = rng.random(len(path)) < rng.uniform(0.25, 0.9)
    keep[[0, -1]] = True
    return path[keep]


def _cubic_basis(cells: int) -> NDArray[np.float32]:
    """Cubic B-spline weights ``[28, cells + 3]`` of each pixel for the knots of a grid of ``cells`` cells."""
    at = (np.arange(SIZE) + 0.5) / SIZE * cells
    distance = np.abs(at[:, None] - (np.arange(cells + 3) - 1))
    near = 2 / 3 - distance**2 + distance**3 / 2
    far = (2 - distance) ** 3 / 6
    return np.where(distance < 1, near, np.where(distance < 2, far, 0.0)).astype(np.float32)


_BASIS = _cubic_basis(4)


def vary_images(images: NDArray[np.uint8], rng: np.random.Generator) -> NDArray[np.float32]:
    """Pictures ``[n, 28, 28]`` turned, slanted, scaled, moved and stretched a little, each in its own way.

    Returns:
        float32 ``[n, 28, 28, 1]``, 0 to 1: what the network takes.
    """
    count = len(images)

    def normal(*shape: int) -> NDArray[np.float32]:
        return rng.standard_normal((count, *shape), np.float32)

    turn, slant = normal() * 0.1, normal() * 0.13
    wide, high = np.exp(normal() * 0.08), np.exp(normal() * 0.08)
    axis = np.arange(SIZE, dtype=np.float32) + 0.5 - SIZE / 2
    x, y = axis[None, None, :], axis[None, :, None]
    cos, sin = np.cos(turn)[:, None, None], np.sin(turn)[:, None, None]
    source_x = (cos * x + sin * y) * wide[:, None, None] + slant[:, None, None] * y
    source_y = (cos * y - sin * x) * high[:, None, None]
    knots = _BASIS.shape[1]
    for source in (source_x, source_y):
        source += np.einsum("ik,nkl,jl->nij", _BASIS, normal(knots, knots) * 1.1, _BASIS, optimize=True)
        source += (normal() * 0.7)[:, None, None]
        source += SIZE / 2 - 0.5
    return _sampled(images, source_x, source_y)[..., None]


def _sampled(
    images: NDArray[np.uint8], x: NDArray[np.float32], y: NDArray[np.float32]
) -> NDArray[np.float32]:
    """Bilinear samples of ``images`` at pixel positions ``x``, ``y`` ``[n, 28, 28]``; black outside."""
    side = SIZE + 2
    framed = np.zeros((len(images), side, side), np.float32)
    framed[:, 1:-1, 1:-1] = images
    framed /= 255.0
    x = np.clip(x + 1, 0, side - 1.001)
    y = np.clip(y + 1, 0, side - 1.001)
    left, top = x.astype(np.int32), y.astype(np.int32)
    right_share, low_share = x - left, y - top
    flat = framed.ravel()
    at = top * side + left + (np.arange(len(images), dtype=np.int32) * side * side)[:, None, None]
    upper = flat[at] * (1 - right_share) + flat[at + 1] * right_share
    lower = flat[at + side] * (1 - right_share) + flat[at + side + 1] * right_share
    result: NDArray[np.float32] = upper * (1 - low_share) + lower * low_share
    return result
