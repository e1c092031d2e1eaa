"""The reader: ink to a calibrated reading, through a bundle's network."""

from __future__ import annotations

import threading
from collections.abc import Sequence
from pathlib import Path
from typing import Self

import numpy as np
from numpy.typing import NDArray

from recognizer import bundle as bundles
from recognizer.bundle import Bundle
from recognizer.engine import Engine, Floats, KerasEngine, LiteRtEngine
from recognizer.ink import Ink, Stroke
from recognizer.manifest import Manifest
from recognizer.raster import SIZE, raster
from recognizer.reading import EMPTY, Candidate, Digit, Reading, State

Group = tuple[int, ...]
"""The strokes of one glyph: indices into the ink, ascending."""

# Groups whose scores are kept: a sheet full of digits and all their splits, several times over.
_KEPT = 1024


class Reader:
    """Reads ink with one bundle. Safe to share between threads.

    Open one with :meth:`open`; :meth:`read` is what play, evaluation and the benches call.
    """

    def __init__(self, bundle: Bundle, engine: Engine) -> None:
        self.bundle = bundle
        self._engine = engine
        # Least recently used first.
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

    def warm_up(self) -> None:
        """Pays for what only the first reading costs."""
        self._engine.infer(np.zeros((1, SIZE, SIZE), np.uint8))
        raster(Ink.of([[(0, 0), (1, 2)]]))

    def read(self, ink: Ink) -> Reading:
        """The number that the ink stands for. Glyphs seen before cost nothing, a new one about a millisecond.

        Raises:
            InkError: the ink has coordinates that cannot be drawn.
        """
        ink.check()
        if not ink:
            return EMPTY
        return self._plain(ink)

    def align(self, ink: Ink, label: str) -> tuple[Group, ...] | None:
        """The strokes of each digit of a known ``label``, left to right; None if it cannot be aligned.

        Raises:
            InkError: the ink has coordinates that cannot be drawn.
        """
        groups = _columns(ink.check()) if ink else []
        return tuple(groups) if len(groups) == len(label) else None

    def score(self, ink: Ink, groups: Sequence[Group]) -> list[Floats]:
        """Logits ``float32[11]`` of each group of strokes taken as one glyph; new ones in one batch."""
        return [logits for logits, _ in self._scores(ink, groups)]

    def infer(self, rasters: NDArray[np.uint8]) -> tuple[Floats, Floats]:
        """``uint8[n, 28, 28]`` → logits ``float32[n, 11]`` (class 10 is "not a digit"), features ``[n, F]``.

        Raises:
            ValueError: other shapes or types.
        """
        return self._engine.infer(rasters)

    def activations(self, image: NDArray[np.uint8]) -> dict[str, Floats]:
        """What each layer makes of one raster, by layer name. The first call loads a second file."""
        return self._engine.activations(image)

    def probabilities(self, logits: Floats) -> NDArray[np.float64]:
        """Calibrated probabilities ``[..., 11]`` of logits ``[..., 11]``."""
        scaled = np.asarray(logits, np.float64) / self.manifest.temperature
        scaled -= scaled.max(axis=-1, keepdims=True)
        weights = np.exp(scaled)
        shares: NDArray[np.float64] = weights / weights.sum(axis=-1, keepdims=True)
        return shares

    def read_raster(self, image: NDArray[np.uint8]) -> Reading:
        """The reading of a picture that is a raster already (an imported image): always one glyph."""
        logits, _ = self.infer(image[None])
        return self._reading([(0,)], [logits[0]])

    def _scores(self, ink: Ink, groups: Sequence[Group]) -> list[tuple[Floats, Floats]]:
        keys = [tuple(ink.strokes[index] for index in group) for group in groups]
        with self._lock:
            scored = {key: self._scored.pop(key) for key in dict.fromkeys(keys) if key in self._scored}
            new = [key for key in dict.fromkeys(keys) if key not in scored]
            if new:
                logits, features = self._engine.infer(np.stack([raster(Ink(key)) for key in new]))
                scored |= {key: (logits[row], features[row]) for row, key in enumerate(new)}
            self._scored |= scored
            for key in list(self._scored)[: max(0, len(self._scored) - _KEPT)]:
                del self._scored[key]
        return [scored[key] for key in keys]

    def _plain(self, ink: Ink) -> Reading:
        groups = _columns(ink)
        return self._reading(groups, self.score(ink, groups))

    def _reading(self, groups: Sequence[Group], logits: Sequence[Floats]) -> Reading:
        digits = []
        for group, shares in zip(groups, self.probabilities(np.stack(logits)), strict=True):
            digit = int(shares[:10].argmax())
            confidence = float(shares[digit])
            sure = confidence >= self.manifest.threshold
            digits.append(Digit(digit, confidence, tuple(map(float, shares[:10])), group, sure))
        confidence = float(np.prod([digit.confidence for digit in digits]))
        return Reading(
            State.READ if all(digit.sure for digit in digits) else State.UNSURE,
            tuple(digits),
            confidence,
            _candidates(digits),
        )


class KerasReader(Reader):
    """The same face on the bundle's Keras model: the reference, and for training. Imports Keras."""

    @classmethod
    def of(cls, bundle: Bundle) -> Self:
        return cls(bundle, KerasEngine(bundle))


def _columns(ink: Ink) -> list[Group]:
    """Strokes joined where they overlap in x, from left to right."""
    groups: list[tuple[float, float, list[int]]] = []
    for index, stroke in enumerate(ink.strokes):
        box = stroke.box
        apart, left, right, members = [], box.left, box.right, [index]
        for group in groups:
            if group[0] <= right and left <= group[1]:
                left, right, members = min(left, group[0]), max(right, group[1]), group[2] + members
            else:
                apart.append(group)
        groups = [*apart, (left, right, members)]
    return [tuple(sorted(members)) for _, _, members in sorted(groups)]


def _candidates(digits: Sequence[Digit], count: int = 5) -> tuple[Candidate, ...]:
    """The likeliest numbers over the digits' scores, best first."""
    beam = [("", 1.0)]
    for digit in digits:
        longer = [
            (text + str(value), p * score) for text, p in beam for value, score in enumerate(digit.scores)
        ]
        beam = sorted(longer, key=lambda entry: -entry[1])[:count]
    return tuple(Candidate(text, probability) for text, probability in beam)
