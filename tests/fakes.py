"""Small supported stand-ins for the game's slow or outside parts, with the same faces as the real ones."""

from __future__ import annotations

import random
from collections.abc import Callable, Sequence
from datetime import UTC, datetime, timedelta
from functools import cache
from types import SimpleNamespace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from game import routes
from game.scenes.scene import Scene
from game.stage import Open
from game.ui.handwriting import write
from recognizer.evidence import Evidence, Opinion
from recognizer.habits import STRANGER, Habits
from recognizer.head import Head
from recognizer.ink import Ink
from recognizer.interpretation import Piece
from recognizer.places import places
from recognizer.raster import raster
from recognizer.reading import EMPTY, Candidate, Digit, Glyph, Reading, State

SURE = 0.8
NOON = datetime(2026, 5, 4, 12, tzinfo=UTC)


class FakeReader:
    """Reads without a model file, in a millisecond a glyph.

    Ink whose strokes carry a digit in their first pressure, in tenths, is read as those digits from left to
    right, one a stroke; strokes beside them without pressure are parts of others, and are not read. All other
    ink is read by its likeness to the game's own handwriting (`game.ui.handwriting`): strokes that overlap in
    x are one glyph; a star is unsure.

    Attributes:
        unsure: texts of marked ink that it is not sure of, each with its candidates.
        reads, heard: the ink of each reading, and what it was told of the hand with it.
    """

    def __init__(self, id: str = "fake") -> None:
        self.id, self.threshold = id, SURE
        self.manifest = SimpleNamespace(threshold=SURE, id=id)
        self.unsure: dict[str, tuple[tuple[str, float], ...]] = {}
        self.reads: list[Ink] = []
        self.heard: list[Habits] = []

    def read(self, ink: Ink, habits: Habits = STRANGER) -> Reading:
        self.reads.append(ink)
        self.heard.append(habits)
        if not ink:
            return EMPTY
        marked = _marked(ink)
        return self._as_marked(ink, marked) if marked else self._by_likeness(ink)

    def _as_marked(self, ink: Ink, marked: list[tuple[int, int]]) -> Reading:
        text = "".join(str(digit) for digit, _ in marked)
        candidates = self.unsure.get(text)
        digits = tuple(
            Digit(
                digit,
                0.95,
                tuple(0.95 if d == digit else 0.005 for d in range(10)),
                *whole(ink, [at]),
                not candidates,
            )
            for digit, at in marked
        )
        state = State.UNSURE if candidates else State.READ
        return Reading(state, digits, 0.9, tuple(Candidate(*c) for c in candidates or ((text, 0.9),)))

    def _by_likeness(self, ink: Ink) -> Reading:
        groups = _columns(ink)
        logits, _ = self.infer(np.stack([raster(ink.pick(group)) for group in groups]))
        digits = []
        for group, row in zip(groups, logits, strict=True):
            shares = self.probabilities(row)
            best = int(shares[:10].argmax())
            confidence = float(shares[best])
            scores = tuple(map(float, shares[:10]))
            digits.append(Digit(best, confidence, scores, *whole(ink, group), confidence >= SURE))
        sure = all(digit.sure for digit in digits)
        confidence = float(np.prod([digit.confidence for digit in digits]))
        text = "".join(str(digit.digit) for digit in digits)
        state = State.READ if sure else State.UNSURE
        return Reading(state, tuple(digits), confidence, (Candidate(text, confidence),))

    def align(self, ink: Ink, label: str) -> tuple[Glyph, ...] | None:
        groups = [(stroke,) for _, stroke in _marked(ink)] or _columns(ink)
        return tuple(Glyph(*whole(ink, group)) for group in groups) if len(groups) == len(label) else None

    def infer(
        self,
        rasters: NDArray[np.uint8],
        glyphs: Sequence[Ink | None] = (),  # noqa: ARG002 - it goes by the picture
    ) -> tuple[NDArray[np.float32], NDArray[np.float32]]:
        spread = np.stack([_spread(one) for one in rasters])
        likeness = np.einsum("nxy,dtxy->ndt", spread, _templates()).max(axis=2)
        logits = np.concatenate([likeness, np.full((len(rasters), 1), 0.82)], axis=1) * 40
        return logits.astype(np.float32), likeness.astype(np.float32)

    def probabilities(self, logits: NDArray[np.float32]) -> NDArray[np.float64]:
        weights = np.exp(np.asarray(logits, np.float64) - logits.max(axis=-1, keepdims=True))
        return np.asarray(weights / weights.sum(axis=-1, keepdims=True), np.float64)

    def explain(self, glyph: Ink, digit: int) -> Evidence:
        """Both networks say the digit that was read; its picture decided, and the beginning of its path."""
        way = places(glyph)
        at = way[:, :2] - way[:, :2].min(axis=0)
        image = raster(glyph) / 255.0
        beginning = np.linspace(1, 0, len(at))
        return Evidence(
            Opinion(digit, 0.9, image),
            Opinion(digit, 0.8, beginning),
            np.asarray(at / max(at.max(), 1e-6), np.float64),
            way[:, 6] > 0.45,
            image,
            beginning,
        )

    def path_activations(self, glyph: Ink) -> dict[str, NDArray[np.float32]]:
        way = places(glyph)
        return {"moves": way, "parts": way[::4], "digits": way.ravel()[:128]}

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

    def __init__(self, reader: Any = None, fails: Exception | None = None) -> None:
        self.reader = reader or FakeReader()
        self._fails = fails
        self.ready = False

    def reader_for(self, player: int | None) -> Any:  # noqa: ARG002 - everybody's is the same
        return self.reader

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
    """Time that passes only when told to.

    It is an app's clock, in seconds, and a store's: called, it gives the date and time, a second later each
    time, so that no two records are of one moment.
    """

    def __init__(self, time: float = 100.0) -> None:
        self.time = time
        self.moment = NOON

    def now(self) -> float:
        return self.time

    def wait(self, seconds: float) -> None:
        self.time += seconds

    def __call__(self) -> datetime:
        self.moment += timedelta(seconds=1)
        return self.moment


class FakeJobs:
    """A worker (`game.session.ports.Jobs`) that does nothing until :meth:`drain`.

    It also stands for a host's (`game.net.equipment.Reads`), and does not mind what is wanted first.
    """

    def __init__(self) -> None:
        self._waiting: list[tuple[Callable[[], Any], Callable[[Any], None], Any, str]] = []

    def submit(
        self,
        work: Callable[[], Any],
        done: Callable[[Any], None],
        *,
        failed: Callable[[Exception], None] | None = None,
        key: str = "",
        wanted: Callable[[], float] | None = None,  # noqa: ARG002
    ) -> None:
        if key:
            self.cancel(key)
        self._waiting.append((work, done, failed, key))

    def cancel(self, key: str) -> None:
        self._waiting = [job for job in self._waiting if job[3] != key]

    def drain(self) -> None:
        while self._waiting:
            work, done, failed, _ = self._waiting.pop(0)
            try:
                result = work()
            except (ValueError, OSError) as error:
                if failed is None:
                    raise
                failed(error)
            else:
                done(result)


def whole(ink: Ink, strokes: Sequence[int]) -> tuple[Ink, tuple[Piece, ...]]:
    """The ink of whole strokes, and the pieces that it is made of."""
    return ink.pick(strokes), tuple(Piece(at, 0, len(ink.strokes[at].points) - 1) for at in strokes)


@cache
def _templates() -> NDArray[np.float64]:
    """What each digit looks like: 10 digits in six hands each, as :func:`_spread` gives them."""
    rng = random.Random(1)
    pictures = [[raster(write(str(digit), rng)) for _ in range(6)] for digit in range(10)]
    return np.stack([np.stack([_spread(picture) for picture in row]) for row in pictures])


def _marked(ink: Ink) -> list[tuple[int, int]]:
    """The digits that strokes carry in their pressure, from left to right, each with its stroke's index."""
    starts = [(stroke.box.left, at, stroke.points[0].pressure) for at, stroke in enumerate(ink.strokes)]
    return [(round(10 * pressure), at) for _, at, pressure in sorted(starts) if pressure is not None]


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
