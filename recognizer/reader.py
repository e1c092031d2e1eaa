"""The reader: ink to a calibrated reading, through a bundle's networks."""

from __future__ import annotations

import threading
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Self

import numpy as np
from numpy.typing import NDArray

from recognizer import bundle as bundles
from recognizer.bundle import Bundle
from recognizer.decide import decide, softmax
from recognizer.engine import LiteRtEngine
from recognizer.evidence import Evidence, explain
from recognizer.fusion import Engine, Floats, way_of
from recognizer.habits import STRANGER, Habits
from recognizer.head import Head, HeadError
from recognizer.ink import Ink, Stroke
from recognizer.likeness import weigh_all
from recognizer.manifest import Manifest
from recognizer.raster import raster
from recognizer.reading import EMPTY, Glyph, Reading
from recognizer.search import Search, Split
from recognizer.segment import LogShares, Score, logs

# Glyphs whose scores are kept: a sheet full of digits and all their splits, several times over.
_KEPT = 1024


class Reader:
    """Reads ink with one bundle, and with a player's own head where it has one. Threads may share it.

    Open one with :meth:`open`; :meth:`read` is what play, evaluation and the benches call.

    Attributes:
        head: the personal last layer that takes the place of the network's own; None for that one.
    """

    def __init__(self, bundle: Bundle, engine: Engine) -> None:
        self.bundle = bundle
        self.head: Head | None = None
        self._engine = engine
        # What the networks say of glyphs, least recently used first. Readers with other heads share it.
        self._scored: dict[tuple[Stroke, ...], tuple[Floats, Floats]] = {}
        self._lock = threading.Lock()

    @classmethod
    def open(cls, folder: Path | None = None) -> Self:
        """A reader on the bundle in ``folder``, else on the shipped one.

        Raises:
            BundleError: there is none, or it is damaged, foreign or incompatible.
        """
        return cls.of(bundles.read(folder or bundles.shipped()))

    @classmethod
    def of(cls, bundle: Bundle) -> Self:
        """A reader on a bundle that has been read.

        Raises:
            BundleError: its network cannot be used.
        """
        return cls(bundle, LiteRtEngine(bundle))

    @property
    def manifest(self) -> Manifest:
        return self.bundle.manifest

    @property
    def id(self) -> str:
        """What reads: the bundle's id, and the head's after a ``/``."""
        return self.bundle.id if self.head is None else f"{self.bundle.id}/{self.head.id}"

    @property
    def threshold(self) -> float:
        """A digit's calibrated confidence from which it is sure, 0 to 1."""
        return self.manifest.threshold if self.head is None else self.head.about.threshold

    @property
    def temperature(self) -> float:
        return self.manifest.temperature if self.head is None else self.head.about.temperature

    def with_head(self, head: Head | None) -> Reader:
        """A reader that shares this one's networks and has another head (None: the networks' own). Nothing is
        loaded.

        Raises:
            HeadError: the head was made for another network.
        """
        if head is not None and not head.fits(self.bundle):
            raise HeadError(
                f"The personal model “{head.id}” was made for another shared model than “{self.bundle.id}”: "
                "let it learn again."
            )
        reader = Reader(self.bundle, self._engine)
        reader.head, reader._scored, reader._lock = head, self._scored, self._lock
        return reader

    def warm_up(self) -> None:
        """Pays for what only the first reading costs."""
        stroke = Ink.of([[(0, 0), (1, 2)]])
        self.manifest.fusion.infer(self._engine, raster(stroke)[None], [stroke])

    def read(self, ink: Ink, habits: Habits = STRANGER) -> Reading:
        """The number that the ink stands for. A new glyph costs about a millisecond; one seen before next to
        nothing, or a tenth of that where the writer's habits are known.

        Args:
            habits: how the person who wrote it writes, where it is known.

        Raises:
            InkError: the ink has coordinates that cannot be drawn.
        """
        ink.check()
        if not ink:
            return EMPTY
        known: dict[Ink, LogShares] = {}
        search = Search(self._scorer(known, habits), self.manifest.segment_weights)
        return search.read(ink, lambda splits: self._decide(splits, known))

    def align(self, ink: Ink, label: str) -> tuple[Glyph, ...] | None:
        """The glyph of each digit of a known ``label``, left to right; None if it cannot be aligned.

        Raises:
            InkError: the ink has coordinates that cannot be drawn.
        """
        if not (label.isascii() and label.isdigit()) or not ink.check():
            return None
        return Search(self._scorer({}), self.manifest.segment_weights).align(ink, label)

    def score(self, glyphs: Sequence[Ink]) -> list[Floats]:
        """Logits ``float32[11]`` of each glyph; new ones in one batch."""
        scored = self._scores(glyphs)
        if self.head is None or not scored:
            return [logits for logits, _ in scored]
        return list(self.head.linear.logits(np.stack([features for _, features in scored])))

    def infer(self, rasters: NDArray[np.uint8], glyphs: Sequence[Ink | None] = ()) -> tuple[Floats, Floats]:
        """``uint8[n, 28, 28]`` → logits ``float32[n, 11]`` (class 10 is "not a digit"), features ``[n, F]``.

        Args:
            glyphs: the ink of each, which the path network reads; None, or no list, where there is none.

        Raises:
            ValueError: other shapes or types.
        """
        logits, features = self.manifest.fusion.infer(self._engine, rasters, glyphs)
        return (logits if self.head is None else self.head.linear.logits(features)), features

    def activations(self, image: NDArray[np.uint8]) -> dict[str, Floats]:
        """What each layer of the picture network makes of one raster, by layer name. The first call loads a
        second file."""
        return self._engine.activations(image)

    def path_activations(self, glyph: Ink) -> dict[str, Floats]:
        """What each layer of the path network makes of a glyph, by layer name. Empty if there is no such
        network, if the bundle is an older one that does not tell, or if the ink is too long to follow."""
        way = way_of(glyph)
        return {} if way is None else self._engine.path_activations(way)

    def explain(self, glyph: Ink, digit: int) -> Evidence:
        """What each network says of a glyph by itself, and which ink decides that it is read as ``digit``.

        Raises:
            ValueError: there is no ink.
        """
        return explain(self._engine, self.manifest, self.head, glyph, digit)

    def probabilities(self, logits: Floats) -> NDArray[np.float64]:
        """Calibrated probabilities ``[..., 11]`` of logits ``[..., 11]``."""
        return softmax(logits, self.temperature)

    def read_raster(self, image: NDArray[np.uint8]) -> Reading:
        """The reading of a picture that is a raster already (an imported image): always one glyph."""
        logits, _ = self.infer(image[None])
        return self._decide([Split((Glyph(Ink()),), 1.0)], {Ink(): logs(self.probabilities(logits[0]))})

    def _scores(self, glyphs: Sequence[Ink]) -> list[tuple[Floats, Floats]]:
        keys = [glyph.strokes for glyph in glyphs]
        with self._lock:
            scored = {key: self._scored.pop(key) for key in dict.fromkeys(keys) if key in self._scored}
            new = [key for key in dict.fromkeys(keys) if key not in scored]
            if new:
                inks = [Ink(key) for key in new]
                rasters = np.stack([raster(ink) for ink in inks])
                logits, features = self.manifest.fusion.infer(self._engine, rasters, inks)
                scored |= {key: (logits[row], features[row]) for row, key in enumerate(new)}
            self._scored |= scored
            for key in list(self._scored)[: max(0, len(self._scored) - _KEPT)]:
                del self._scored[key]
        return [scored[key] for key in keys]

    def _scorer(self, known: dict[Ink, LogShares], habits: Habits = STRANGER) -> Score:
        """What the search asks about glyphs; notes its answers in ``known``."""

        def score(glyphs: Sequence[Ink]) -> LogShares:
            new = [glyph for glyph in dict.fromkeys(glyphs) if glyph not in known]
            if new:
                shares = self.probabilities(np.stack(self.score(new)))
                if habits:
                    shares = weigh_all(shares, new, habits)
                known.update(zip(new, logs(shares), strict=True))
            return np.stack([known[glyph] for glyph in glyphs])

        return score

    def _decide(self, splits: Sequence[Split], log_shares: Mapping[Ink, LogShares]) -> Reading:
        split_threshold = self.manifest.split_threshold
        return decide(splits, log_shares, threshold=self.threshold, split_threshold=split_threshold)
