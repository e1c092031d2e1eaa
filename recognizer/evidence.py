"""Evidence: what each network says of a glyph by itself, and which ink decided it.

The second is found by covering a part of the ink and reading again: the further the reading's lead over the
next digit falls, the more that part decided (Zeiler and Fergus, "Visualizing and understanding convolutional
networks", 2014). For the picture network a patch of the raster is blackened. For the path network a stretch
of the pen's way is blanked.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from recognizer.decide import softmax
from recognizer.fusion import Engine, Floats, way_of
from recognizer.head import Head
from recognizer.ink import Ink
from recognizer.manifest import Manifest
from recognizer.places import CHANNELS, PLACES
from recognizer.raster import SIZE, raster

# Squares of the raster that are covered at a time, and how far the patch moves each time; the same along the
# path, in places.
_PATCH, _STRIDE = 5, 2
_STRETCH, _STEP = 7, 2
# The pen is down where this share of the way around a place is ink: at either end of a stroke it is half.
_DOWN = 0.45
# What differs from place to place; the other channels are about the whole way.
_LOCAL = CHANNELS.index("pace")

Map = NDArray[np.float64]
Said = tuple[Floats, Floats]
"""Logits and features of several glyphs."""


@dataclass(frozen=True)
class Opinion:
    """What one network says of a glyph.

    Attributes:
        says: the likeliest of its classes, 0 to 10; 10 is "not a digit".
        confidence: the probability of that, 0 to 1.
        decided: which ink decided that, 0 or more, in logits: how far its lead falls if the ink is covered.
            Of the picture network ``[28, 28]``, of the path network ``[64]``.
    """

    says: int
    confidence: float
    decided: Map


@dataclass(frozen=True)
class Evidence:
    """What the networks say of a glyph, and what decided its reading.

    Attributes:
        picture: what the picture network says.
        path: what the path network says; None where there is none, or the ink is too long to follow.
        way: where the pen is at each place, ``[64, 2]``: from the top left corner of the ink's box, in units
            of its longer side. Empty without ``path``.
        drawn: at which places the pen is down, ``[64]``. Empty without ``path``.
        on_picture, on_path: how much each square and each place decided the reading by both, in logits;
            ``on_path`` is empty without ``path``.
    """

    picture: Opinion
    path: Opinion | None
    way: Map
    drawn: NDArray[np.bool_]
    on_picture: Map
    on_path: Map

    @property
    def apart(self) -> bool:
        """Whether the two networks say different things."""
        return self.path is not None and self.path.says != self.picture.says


def explain(engine: Engine, manifest: Manifest, head: Head | None, glyph: Ink, digit: int) -> Evidence:
    """The evidence for reading a glyph as ``digit``, 0 to 9. About 150 inferences.

    Args:
        head: the personal last layer in use. It speaks for both networks together: each network's own opinion
            is that of its own last layer.

    Raises:
        ValueError: there is no ink.
    """
    fusion, way = manifest.fusion, way_of(glyph)

    def leads(said: Said) -> Map:
        """How far ahead the digit is by both networks together, of several glyphs."""
        return _lead(said[0] if head is None else head.linear.logits(said[1]), digit)

    squares, pictures = _covered_pictures(raster(glyph))
    picture = engine.infer(pictures)
    seen = _opinion(picture[0], squares, (SIZE, SIZE), 1 / (fusion.alone * manifest.temperature))
    if way is None or fusion.path == 0:
        on_picture = _falls(leads(fusion.infer(engine, pictures)), squares, (SIZE, SIZE))
        return Evidence(seen, None, np.empty((0, 2)), np.empty(0, bool), on_picture, np.empty(0))

    stretches, ways = _covered_ways(way)
    path = engine.follow(ways)
    # What each network says of the glyph itself goes with each covering of what the other one sees.
    covered = fusion.combine(picture, _repeated(path, len(pictures)), np.ones(len(pictures), bool))
    blanked = fusion.combine(_repeated(picture, len(ways)), path, np.ones(len(ways), bool))
    # The path's logits have no calibration of their own: it is as sure as both are if the picture agrees.
    followed = _opinion(path[0], stretches, (PLACES,), (fusion.picture + fusion.path) / manifest.temperature)
    return Evidence(
        seen,
        followed,
        _in_box(way),
        way[:, CHANNELS.index("pen")] > _DOWN,
        _falls(leads(covered), squares, (SIZE, SIZE)),
        _falls(leads(blanked), stretches, (PLACES,)),
    )


def _repeated(said: Said, count: int) -> Said:
    """What a network says of the first glyph, ``count`` times."""
    return np.repeat(said[0][:1], count, axis=0), np.repeat(said[1][:1], count, axis=0)


_Part = tuple[slice, ...]


def _covered_pictures(image: NDArray[np.uint8]) -> tuple[list[_Part], NDArray[np.uint8]]:
    """The parts that are covered, and the picture itself followed by one with each part covered."""
    starts = range(0, SIZE - _PATCH + 1, _STRIDE)
    parts: list[_Part] = [(slice(y, y + _PATCH), slice(x, x + _PATCH)) for y in starts for x in starts]
    parts = [part for part in parts if image[part].any()]
    pictures = np.repeat(image[None], len(parts) + 1, axis=0)
    for picture, part in zip(pictures[1:], parts, strict=True):
        picture[part] = 0
    return parts, pictures


def _covered_ways(way: Floats) -> tuple[list[_Part], Floats]:
    """The same for what the path network sees: stretches of places are blanked, but not where the whole way
    counts."""
    parts: list[_Part] = [(slice(at, at + _STRETCH),) for at in range(1 - _STRETCH, PLACES, _STEP)]
    parts = [(slice(max(0, part.start), part.stop),) for (part,) in parts]
    ways = np.repeat(way[None], len(parts) + 1, axis=0)
    for covered, (part,) in zip(ways[1:], parts, strict=True):
        covered[part, :_LOCAL] = 0
    return parts, ways


def _opinion(logits: Floats, parts: list[_Part], shape: tuple[int, ...], scale: float) -> Opinion:
    """One network's, from its logits of the glyph itself and of the glyph with each part covered. ``scale``:
    what its logits are multiplied by to be calibrated."""
    shares = softmax(logits[0] * scale)
    says = int(shares.argmax())
    return Opinion(says, float(shares[says]), _falls(_lead(logits, says), parts, shape))


def _lead(logits: Floats, label: int) -> Map:
    """How far a class is ahead of the best of the others, ``[n]``."""
    others = np.delete(np.asarray(logits, np.float64), label, axis=1)
    return np.asarray(logits[:, label] - others.max(axis=1), np.float64)


def _falls(leads: Map, parts: list[_Part], shape: tuple[int, ...]) -> Map:
    """How far a lead falls if a place is covered, on average over the parts that cover it; 0 where it rises.

    Args:
        leads: of the glyph itself, then of the glyph with each part covered.
    """
    total, times = np.zeros(shape), np.zeros(shape)
    for part, fall in zip(parts, leads[0] - leads[1:], strict=True):
        total[part] += max(0.0, float(fall))
        times[part] += 1
    found: Map = total / np.maximum(times, 1)
    return found


def _in_box(way: Floats) -> Map:
    """Where the places lie in the box around them: from its top left corner, in units of its longer side."""
    at = way[:, :2].astype(np.float64)
    low, high = at.min(axis=0), at.max(axis=0)
    found: Map = (at - low) / max(float((high - low).max()), 1e-6)
    return found
