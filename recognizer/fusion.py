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
        logits, features = engine.infer(rasters)
        if self.path == 0:
            return logits / np.float32(self.alone), features
        ways = {row: places(glyph) for row, glyph in enumerate(glyphs) if glyph}
        ways = {row: way for row, way in ways.items() if can_follow(way)}
        inked = list(ways)
        path_logits, path_features = engine.follow(
            np.array([*ways.values()], np.float32).reshape(-1, PLACES, len(CHANNELS))
        )
        is_ink = np.zeros(len(rasters), bool)
        is_ink[inked] = True
        beside = np.zeros((len(rasters), path_features.shape[1]), np.float32)
        beside[inked] = path_features
        logits = logits * np.where(is_ink, self.picture, 1 / self.alone).astype(np.float32)[:, None]
        logits[inked] += np.float32(self.path) * path_logits
        return logits, self.joined(features, beside, is_ink)

    def joined(self, picture: Floats, path: Floats, inked: NDArray[np.bool_]) -> Floats:
        """The features of both side by side ``[n, F]``, as a head takes them.

        Args:
            picture, path: the networks' own features ``[n, 128]``; of the path zeros without ink.
            inked: which glyphs are ink.
        """
        counts = np.where(inked, 1.0, 1.0 / (self.alone * self.picture)).astype(np.float32)
        return np.concatenate([picture * counts[:, None], path], axis=1)
