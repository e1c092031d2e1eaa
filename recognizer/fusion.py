"""Combines what the picture network and the path network say about a glyph.

If there is ink, the logits are a weighted sum of the logits of both networks. A picture that was not made
from ink has no path. Then the logits are those of the picture network alone, divided by a temperature.

The logits of each network are linear in its features. So their sum is linear in the features of both
networks side by side, and a personal head is fitted on these. Without ink, the path's features are zeros and
the picture's are scaled up, so that the same head can read pictures too.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from recognizer.ink import Ink
from recognizer.places import CHANNELS, PLACES, can_follow, places

Floats = NDArray[np.float32]


class Engine(Protocol):
    """The networks of a bundle, opened. Calls may come from several threads. ``n`` may be 0."""

    def infer(self, rasters: NDArray[np.uint8]) -> tuple[Floats, Floats]:
        """What the picture network says: ``uint8[n, 28, 28]`` → logits ``float32[n, 11]``, features
        ``float32[n, F]``."""
        ...

    def follow(self, ways: Floats) -> tuple[Floats, Floats]:
        """What the path network says: ``places`` ``float32[n, 64, 11]`` → logits and features, alike. Only
        where the bundle has one."""
        ...

    def activations(self, raster: NDArray[np.uint8]) -> dict[str, Floats]:
        """What the picture network's layers make of a raster ``uint8[28, 28]``: ``SHOWN_LAYERS`` by name,
        in order."""
        ...

    def path_activations(self, way: Floats) -> dict[str, Floats]:
        """What the path network's layers make of ``places`` ``float32[64, 11]``: ``SHOWN_PATH_LAYERS`` by
        name, in order. Empty for a bundle without a path network, or an older one that does not tell."""
        ...


def way_of(glyph: Ink | None) -> Floats | None:
    """What the path network sees of a glyph; None for a picture without ink, or ink too long to follow."""
    way = places(glyph) if glyph else None
    return way if way is not None and can_follow(way) else None


@dataclass(frozen=True)
class Fusion:
    """The weights of both networks.

    Attributes:
        picture, path: of their logits where there is ink. 0 for ``path``: there is no path network.
        alone: the picture's logits are divided by it where there is no ink, > 0.
    """

    picture: float = 1.0
    path: float = 0.0
    alone: float = 1.0

    def infer(
        self, engine: Engine, rasters: NDArray[np.uint8], glyphs: Sequence[Ink | None] = ()
    ) -> tuple[Floats, Floats]:
        """Logits ``float32[n, 11]`` and features ``float32[n, F]`` of glyphs: F counts the features of both
        networks, those of the picture first.

        Args:
            rasters: of the glyphs, ``uint8[n, 28, 28]``.
            glyphs: their ink, None for a picture without ink; empty if none has any. Ink that is too long to
                follow counts as none.
        """
        picture = engine.infer(rasters)
        if self.path == 0:
            return self.combine(picture, picture, np.zeros(len(rasters), bool))
        ways = {row: way for row, glyph in enumerate(glyphs) if (way := way_of(glyph)) is not None}
        found = engine.follow(np.array([*ways.values()], np.float32).reshape(-1, PLACES, len(CHANNELS)))
        inked = np.zeros(len(rasters), bool)
        inked[[*ways]] = True
        path = tuple(np.zeros((len(rasters), values.shape[1]), np.float32) for values in found)
        for rows, values in zip(path, found, strict=True):
            rows[inked] = values
        return self.combine(picture, (path[0], path[1]), inked)

    def combine(
        self, picture: tuple[Floats, Floats], path: tuple[Floats, Floats], inked: NDArray[np.bool_]
    ) -> tuple[Floats, Floats]:
        """The same from what the networks said by themselves: logits ``[n, 11]`` and features ``[n, 128]``.

        Args:
            inked: which glyphs are ink ``[n]``; the path's logits and features of the others must be zeros.
                They do not count where there is no path network.
        """
        if self.path == 0:
            return picture[0] / np.float32(self.alone), picture[1]
        weights = np.where(inked, self.picture, 1 / self.alone).astype(np.float32)[:, None]
        logits = picture[0] * weights + np.float32(self.path) * path[0]
        return logits, self.joined(picture[1], path[1], inked)

    def joined(self, picture: Floats, path: Floats, inked: NDArray[np.bool_]) -> Floats:
        """The features of both side by side ``[n, F]``, as a head takes them.

        Args:
            picture, path: the networks' own features ``[n, 128]``; of the path zeros without ink.
            inked: which glyphs are ink.
        """
        counts = np.where(inked, 1.0, 1.0 / (self.alone * self.picture)).astype(np.float32)
        return np.concatenate([picture * counts[:, None], path], axis=1)
