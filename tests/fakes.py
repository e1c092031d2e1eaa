"""Small supported stand-ins for the game's slow or outside parts, with the same faces as the real ones."""

from __future__ import annotations

import random
from types import SimpleNamespace

import numpy as np
from numpy.typing import NDArray

from game import routes
from game.scenes.scene import Scene
from game.stage import Open
from game.ui.handwriting import write
from recognizer.habits import STRANGER, Habits
from recognizer.head import Head
from recognizer.ink import Ink
from recognizer.raster import raster
from recognizer.reading import EMPTY, Candidate, Digit, Reading, State

SURE = 0.8


class FakeReader:
    """Reads ink by likeness to the game's own handwriting: no model file, a millisecond a glyph.

    Strokes that overlap in x are one glyph. Good for ink that `game.ui.handwriting` wrote; refuses stars.
    """

    def __init__(self) -> None:
        self.manifest = SimpleNamespace(threshold=SURE, id="fake")
        self.id, self.threshold = "fake", SURE
        self.reads = 0
        self.heard: list[Habits] = []  # what it was told of the hand, reading by reading
        rng = random.Random(1)
        pictures = [[raster(write(str(digit), rng)) for _ in range(6)] for digit in range(10)]
        self._templates = np.stack([np.stack([_spread(p) for p in row]) for row in pictures])

    def read(self, ink: Ink, habits: Habits = STRANGER) -> Reading:
        self.reads += 1
        self.heard.append(habits)
        if not ink:
            return EMPTY
        groups = _columns(ink)
        logits, _ = self.infer(np.stack([raster(ink.pick(group)) for group in groups]))
        digits = []
        for group, row in zip(groups, logits, strict=True):
            shares = self.probabilities(row)
            best = int(shares[:10].argmax())
            confidence = float(shares[best])
            digits.append(Digit(best, confidence, tuple(map(float, shares[:10])), group, confidence >= SURE))
        sure = all(digit.sure for digit in digits)
        confidence = float(np.prod([digit.confidence for digit in digits]))
        text = "".join(str(digit.digit) for digit in digits)
        state = State.READ if sure else State.UNSURE
        return Reading(state, tuple(digits), confidence, (Candidate(text, confidence),))

    def align(self, ink: Ink, label: str) -> tuple[tuple[int, ...], ...] | None:
        groups = _columns(ink) if ink else []
        return tuple(groups) if len(groups) == len(label) else None

    def infer(self, rasters: NDArray[np.uint8]) -> tuple[NDArray[np.float32], NDArray[np.float32]]:
        spread = np.stack([_spread(one) for one in rasters])
        likeness = np.einsum("nxy,dtxy->ndt", spread, self._templates).max(axis=2)
        logits = np.concatenate([likeness, np.full((len(rasters), 1), 0.82)], axis=1) * 40
        return logits.astype(np.float32), likeness.astype(np.float32)

    def probabilities(self, logits: NDArray[np.float32]) -> NDArray[np.float64]:
        weights = np.exp(np.asarray(logits, np.float64) - logits.max(axis=-1, keepdims=True))
        return np.asarray(weights / weights.sum(axis=-1, keepdims=True), np.float64)

    def activations(self, image: NDArray[np.uint8]) -> dict[str, NDArray[np.float32]]:
        grey = image.astype(np.float32)
        first = np.stack([np.roll(grey, shift, axis=shift % 2) for shift in range(16)], axis=-1)
        scores = self.infer(image[None])[0][0]
        return {
            "edges": first,
            "strokes": first[::2, ::2, :],
            "parts": first[::4, ::4, :],
            "features": scores,
            "digits": scores,
        }


def screen(request: Open) -> Scene:
    """The scene that is asked for, as `game.routes` makes it; or the very scene that a test hands over."""
    given = request.arguments[0] if request.arguments else None
    return given if isinstance(given, Scene) else routes.scene(request)


class FakeSlot:
    """Holds a reader once loaded; ``fails`` is raised by loading instead."""

    def __init__(self, reader: FakeReader | None = None, fails: Exception | None = None) -> None:
        self._made = reader or FakeReader()
        self._fails = fails
        self.ready = False

    @property
    def reader(self) -> FakeReader:
        return self._made

    def reader_for(self, player: int | None) -> FakeReader:  # noqa: ARG002 - everybody's is the same
        return self._made

    def load_head(self, player: int) -> str | None:  # noqa: ARG002 - nobody has one
        return None

    def use_head(self, player: int, head: Head | None) -> None:
        """Everybody's stays the same."""

    def load(self) -> str | None:
        if self._fails is not None:
            raise self._fails
        self.ready = True
        return None


class FakeClock:
    """Time that passes only when told to."""

    def __init__(self, time: float = 100.0) -> None:
        self.time = time

    def now(self) -> float:
        return self.time

    def wait(self, seconds: float) -> None:
        self.time += seconds


def _spread(image: NDArray[np.uint8]) -> NDArray[np.float64]:
    """The image blurred a little and of length one, so that near misses still count."""
    grey = np.pad(image.astype(np.float64), 2)
    near = [np.roll(grey, (dy, dx), (0, 1)) for dy in (-2, -1, 0, 1, 2) for dx in (-2, -1, 0, 1, 2)]
    blurred = np.mean(near, axis=0)[2:-2, 2:-2]
    return np.asarray(blurred / (np.linalg.norm(blurred) or 1.0), np.float64)


def _columns(ink: Ink) -> list[tuple[int, ...]]:
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
