"""Evidence: what the networks say by themselves, and that what decided is found where it is.

The networks here are made: each looks at one spot alone, so it is known which ink decides.
"""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from numpy.typing import NDArray

from recognizer.bundle import Bundle
from recognizer.fusion import Floats, Fusion
from recognizer.ink import Ink
from recognizer.manifest import Manifest
from recognizer.raster import RASTER_VERSION, raster
from recognizer.reader import Reader

# One stroke around three sides of a square.
HOOK = Ink.of([[(0, 0), (100, 0), (100, 100), (0, 100)]])
ENDLESS = Ink.of([[(50 * (turn % 2), turn % 7) for turn in range(300)]])


class OneSpot:
    """A picture network that finds a 7 as far as one square is white, and a path network that finds a 1 as
    far as the pen goes right at one place. Otherwise both are for a 4, a little."""

    def __init__(self, square: tuple[int, int], place: int) -> None:
        self._square, self._place = square, place

    def infer(self, rasters: NDArray[np.uint8]) -> tuple[Floats, Floats]:
        return _logits(rasters[:, *self._square] / 255.0, 7), np.ones((len(rasters), 3), np.float32)

    def follow(self, ways: Floats) -> tuple[Floats, Floats]:
        return _logits(np.abs(ways[:, self._place, 2:4]).sum(axis=1), 1), np.ones((len(ways), 2), np.float32)

    def activations(self, raster: NDArray[np.uint8]) -> dict[str, Floats]:
        return {"strokes": raster.astype(np.float32)}

    def path_activations(self, way: Floats) -> dict[str, Floats]:
        return {"moves": way}


def _logits(found: NDArray[np.floating], digit: int) -> Floats:
    logits = np.zeros((len(found), 11), np.float32)
    logits[:, digit], logits[:, 4] = 6 * found, 1
    return logits


def reader_of(engine: OneSpot, fusion: Fusion) -> Reader:
    version = 1 if fusion.path else None
    manifest = Manifest("made", "2026-11-28", RASTER_VERSION, places_version=version, fusion=fusion)
    return Reader(Bundle(Path("nowhere"), manifest), engine)


INKED = [tuple(map(int, square)) for square in np.argwhere(raster(HOOK) > 250)]
BOTH = Fusion(0.5, 0.5, 1.0)


@given(st.sampled_from(INKED), st.integers(0, 63))
def test_only_ink_near_the_spot_that_is_looked_at_decides(square: tuple[int, int], place: int) -> None:
    found = reader_of(OneSpot(square, place), BOTH).explain(HOOK, 7)
    assert found.path is not None and found.apart
    assert (found.picture.says, found.path.says) == (7, 1)
    for decided in (found.picture.decided, found.on_picture):
        rows, columns = np.nonzero(decided)
        # A patch is five squares wide.
        assert abs(rows - square[0]).max() <= 4 and abs(columns - square[1]).max() <= 4
        assert decided[square] > 0 or max(square) > 26  # the last row and column are never covered
    at = np.flatnonzero(found.path.decided)
    assert found.path.decided[place] > 0 and abs(at - place).max() <= 6  # a stretch is seven places long
    assert not found.on_path.any(), "what speaks for a 1 does not speak for a 7"


def test_what_each_says_and_how_surely() -> None:
    found = reader_of(OneSpot(INKED[0], 5), Fusion(0.5, 1.5, 2.0)).explain(HOOK, 7)
    assert found.path is not None

    def share(lead: float, other: float) -> float:
        return float(np.exp(lead) / (np.exp(lead) + np.exp(other) + 9))

    white = raster(HOOK)[INKED[0]] / 255
    assert found.picture.confidence == pytest.approx(share(6 * white / 2, 1 / 2), abs=1e-5)
    # The hook goes straight to the right there; both weights together are 2.
    assert found.path.confidence == pytest.approx(share(12, 2), abs=1e-2)


def test_the_places_lie_in_the_ink_s_box_in_the_order_of_the_pen() -> None:
    found = reader_of(OneSpot(INKED[0], 5), BOTH).explain(HOOK.moved(40, 9, 3), 1)
    assert found.way.shape == (64, 2) and found.drawn.all()
    assert found.way[0] == pytest.approx([0, 0], abs=0.02)
    assert found.way[-1] == pytest.approx([0, 1], abs=0.02)
    assert found.way.min() == 0 and found.way.max() == 1


@pytest.mark.parametrize("fusion", [Fusion(), BOTH])
def test_without_a_path_to_follow_the_picture_speaks_alone(fusion: Fusion) -> None:
    ink = ENDLESS if fusion.path else HOOK
    square = tuple(map(int, np.argwhere(raster(ink) > 250)[0]))
    found = reader_of(OneSpot((square[0], square[1]), 5), fusion).explain(ink, 7)
    assert found.path is None and not found.apart
    assert found.on_picture.any() and found.on_path.size == found.way.size == 0


def test_the_shipped_networks_say_what_they_read() -> None:
    reader = Reader.open()
    seven = Ink.of([[(0, 0), (60, 0), (20, 100)]])
    found = reader.explain(seven, 7)
    assert found.path is not None and (found.picture.says, found.path.says) == (7, 7)
    assert min(found.picture.confidence, found.path.confidence) > 0.5
    assert found.on_picture.shape == (28, 28) and found.on_path.shape == (64,)
