"""The reader: its networks agree, it reads real ink, keeps what it has read, and needs no TensorFlow."""

from __future__ import annotations

import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import numpy as np
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from numpy.typing import NDArray

from recognizer.bundle import Bundle, BundleError, publish
from recognizer.engine import KerasEngine, LiteRtEngine
from recognizer.fusion import Floats, Fusion
from recognizer.habits import Habits
from recognizer.ink import Ink, InkError
from recognizer.likeness import FLOOR, likeness
from recognizer.manifest import Manifest
from recognizer.networks import SHOWN_LAYERS, SHOWN_PATH_LAYERS
from recognizer.places import places
from recognizer.raster import RASTER_VERSION, raster
from recognizer.reader import Reader
from recognizer.reading import State
from tests.real_digits import RealDigits
from training.datasets import PenSample

SEVEN = Ink.of([[(0, 0), (60, 0), (20, 100)]])

# A corner of squared paper: dots, level and upright lines, and strokes that lie on each other, all come up.
_PLACES = st.tuples(st.integers(0, 3), st.integers(0, 3))
_STROKES = st.one_of(
    _PLACES.map(lambda place: [place]),
    _PLACES.map(lambda place: [place, place]),
    st.tuples(_PLACES, st.integers(0, 3)).map(lambda line: [line[0], (line[1], line[0][1])]),
    st.tuples(_PLACES, st.integers(0, 3)).map(lambda line: [line[0], (line[0][0], line[1])]),
    st.lists(_PLACES, min_size=1, max_size=6),
)


class Counting:
    """An engine that finds a seven in everything, with a margin of 4, and counts what it is asked."""

    def __init__(self) -> None:
        self.rasters = 0

    def infer(self, rasters: NDArray[np.uint8]) -> tuple[Floats, Floats]:
        self.rasters += len(rasters)
        logits = np.zeros((len(rasters), 11), np.float32)
        logits[:, 7] = 4.0
        return logits, np.ones((len(rasters), 3), np.float32)

    def follow(self, ways: Floats) -> tuple[Floats, Floats]:
        """Half sure that it is a 2, with features that are all two."""
        logits = np.zeros((len(ways), 11), np.float32)
        logits[:, 2] = 2.0
        return logits, np.full((len(ways), 2), 2.0, np.float32)

    def activations(self, raster: NDArray[np.uint8]) -> dict[str, Floats]:
        return {"strokes": raster.astype(np.float32)}

    def path_activations(self, way: Floats) -> dict[str, Floats]:
        return {"moves": way}


def reader_with(temperature: float = 1.0, threshold: float = 0.5) -> tuple[Reader, Counting]:
    engine = Counting()
    manifest = Manifest("made", "2026-11-22", RASTER_VERSION, temperature=temperature, threshold=threshold)
    return Reader(Bundle(Path("nowhere"), manifest), engine), engine


@pytest.fixture(scope="module")
def shipped() -> Reader:
    return Reader.open()


@pytest.fixture(scope="module")
def digits(real_digits: RealDigits) -> list[PenSample]:
    return real_digits.of("pendigits_train")[::40]


@pytest.mark.slow  # importing Keras alone takes ten seconds
def test_litert_and_keras_agree_on_real_digits(shipped: Reader, digits: list[PenSample]) -> None:
    reference = Reader(shipped.bundle, KerasEngine.of(shipped.bundle))
    inks = [sample.ink for sample in digits]
    rasters = np.stack([raster(ink) for ink in inks])
    for glyphs in ([], inks):
        for light, heavy in zip(
            shipped.infer(rasters, glyphs), reference.infer(rasters, glyphs), strict=True
        ):
            assert light.dtype == np.float32 and light.shape == heavy.shape
            # Relative to the largest value: logits and features differ in size.
            assert np.abs(light - heavy).max() <= 1e-4 * max(1.0, np.abs(heavy).max())
    ours, theirs = shipped.activations(rasters[0]), reference.activations(rasters[0])
    assert tuple(ours) == tuple(theirs) == SHOWN_LAYERS
    _agree(ours, theirs)
    ours, theirs = shipped.path_activations(inks[0]), reference.path_activations(inks[0])
    assert tuple(ours) == tuple(theirs) == SHOWN_PATH_LAYERS
    _agree(ours, theirs)
    assert [shipped.read(sample.ink).text for sample in digits[:40]] == [
        reference.read(sample.ink).text for sample in digits[:40]
    ]


def _agree(ours: dict[str, Floats], theirs: dict[str, Floats]) -> None:
    for name, values in theirs.items():
        assert ours[name].shape == values.shape
        assert np.abs(ours[name] - values).max() <= 1e-4 * max(1.0, np.abs(values).max())


def test_real_digits_are_read(shipped: Reader, digits: list[PenSample]) -> None:
    right = [shipped.read(sample.ink).text == sample.label for sample in digits]
    assert sum(right) / len(right) >= 0.97


def test_one_raster_or_many_give_the_same(shipped: Reader) -> None:
    rasters = np.random.default_rng(1).integers(0, 256, (37, 28, 28), np.uint8)
    logits, features = shipped.infer(rasters)
    assert (logits.shape, features.shape[0]) == ((37, 11), 37)
    for row in (0, 17, 36):
        alone = shipped.infer(rasters[row : row + 1])
        assert np.allclose(alone[0][0], logits[row], atol=1e-4)
        assert np.allclose(alone[1][0], features[row], atol=1e-4)
    nothing = shipped.infer(rasters[:0])
    assert (nothing[0].shape, nothing[1].shape) == ((0, 11), (0, features.shape[1]))


def test_threads_share_a_reader(shipped: Reader) -> None:
    inks = [SEVEN.moved(shift, 0, 1 + shift / 50) for shift in range(40)]
    alone = [shipped.read(ink) for ink in inks]
    fresh = Reader.open()
    with ThreadPoolExecutor(4) as pool:
        assert [reading.text for reading in pool.map(fresh.read, inks)] == [r.text for r in alone]


def test_wrong_rasters_are_refused(shipped: Reader) -> None:
    for wrong in (
        np.zeros((28, 28), np.uint8),
        np.zeros((1, 28, 28), np.float32),
        np.zeros((1, 20, 20), np.uint8),
    ):
        with pytest.raises(ValueError, match="uint8"):
            shipped.infer(wrong)


def test_only_new_glyphs_are_looked_at() -> None:
    reader, engine = reader_with()
    reader.read(SEVEN)
    before = engine.rasters
    reader.read(SEVEN)
    reader.read(Ink.of(SEVEN.to_json()))
    assert engine.rasters == before
    reader.read(SEVEN.add(SEVEN.moved(500, 0).strokes[0]))
    assert engine.rasters > before


def test_what_is_kept_is_bounded() -> None:
    reader, engine = reader_with()
    often = SEVEN.moved(0, 5)
    for number in range(1500):
        reader.score([SEVEN.moved(number, 0)])
        reader.score([often])
    assert engine.rasters == 1501
    reader.score([SEVEN.moved(1499, 0)])
    assert engine.rasters == 1501, "the latest are kept, and what is asked for again and again"
    reader.score([SEVEN])
    assert engine.rasters == 1502


def test_every_glyph_gets_its_scores_and_is_looked_at_once() -> None:
    reader, engine = reader_with()
    ink = Ink.of([[(0, 0), (1, 9)], [(5, 0), (6, 9)]])
    glyphs = [ink.pick(group) for group in ((0,), (1,), (0, 1), (0,))]
    assert [tuple(logits) for logits in reader.score(glyphs)] == [(0.0,) * 7 + (4.0,) + (0.0,) * 3] * 4
    assert engine.rasters == 3
    assert reader.score([]) == []


def test_both_networks_logits_are_weighed_where_there_is_ink() -> None:
    """Row by row: ink, a picture, and empty ink, which is read as a picture."""
    engine = Counting()
    fusion = Fusion(picture=0.25, path=0.5, alone=0.8)
    manifest = Manifest("made", "2026-11-22", RASTER_VERSION, places_version=1, fusion=fusion)
    reader = Reader(Bundle(Path("nowhere"), manifest), engine)
    logits, features = reader.infer(np.zeros((3, 28, 28), np.uint8), [SEVEN, None, Ink()])
    assert logits[:, 7] == pytest.approx([0.25 * 4, 4 / 0.8, 4 / 0.8])
    assert logits[:, 2] == pytest.approx([0.5 * 2, 0, 0])
    assert not logits[:, [0, 1, 3, 4, 5, 6, 8, 9, 10]].any()
    assert features == pytest.approx(np.array([[1, 1, 1, 2, 2], [5, 5, 5, 0, 0], [5, 5, 5, 0, 0]]))
    picture = np.exp([0.0] * 7 + [5.0] + [0.0] * 3)
    read = reader.read_raster(np.zeros((28, 28), np.uint8))
    assert (read.text, read.confidence) == ("7", pytest.approx(picture[7] / picture.sum()))
    assert reader.read(SEVEN).confidence == pytest.approx(np.e / (2 * np.e + 9), abs=1e-6)


def test_the_shipped_networks_are_weighed_by_its_manifest(shipped: Reader, digits: list[PenSample]) -> None:
    inks = [sample.ink for sample in digits[:20]]
    rasters = np.stack([raster(ink) for ink in inks])
    engine = LiteRtEngine(shipped.bundle)
    picture, path = engine.infer(rasters)[0], engine.follow(np.stack([places(ink) for ink in inks]))[0]
    fusion = shipped.manifest.fusion
    assert fusion.picture > 0 and fusion.path > 0
    both = fusion.picture * picture + fusion.path * path
    assert np.abs(np.array([*shipped.score(inks)]) - both).max() < 1e-4
    assert np.abs(shipped.infer(rasters)[0] - picture / fusion.alone).max() < 1e-4


@pytest.mark.parametrize("temperature", [0.5, 1.0, 3.0])
def test_the_temperature_divides_the_logits(temperature: float) -> None:
    reader, _ = reader_with(temperature)
    shares = reader.probabilities(np.array([0.0] * 7 + [4.0] + [0.0] * 3, np.float32))
    weight = np.exp(4 / temperature)
    assert shares.sum() == pytest.approx(1)
    assert shares[7] == pytest.approx(weight / (weight + 10))


def test_the_threshold_decides_what_is_sure() -> None:
    reader, _ = reader_with(threshold=0.5)
    assert reader.read(SEVEN).state is State.READ
    reader, _ = reader_with(threshold=0.95)
    doubtful = reader.read(SEVEN)
    assert (doubtful.state, doubtful.text) == (State.UNSURE, "7")


def test_no_ink_is_empty_and_impossible_ink_is_an_error() -> None:
    reader, engine = reader_with()
    assert reader.read(Ink()).state is State.EMPTY
    assert engine.rasters == 0
    with pytest.raises(InkError):
        reader.read(Ink.of([[(0, float("nan"))]]))


def test_a_network_that_is_none_is_refused(tmp_path: Path) -> None:
    files = {"picture.keras": b"", "picture.tflite": b"TFL3 not at all", "layers.tflite": b""}
    publish(tmp_path, Manifest("fake", "2026-11-22", RASTER_VERSION), files)
    with pytest.raises(BundleError, match=r"picture\.tflite is no LiteRT network"):
        Reader.open(tmp_path / "fake")


READ_IN_PLAY = """
import sys
from recognizer.ink import Ink
from recognizer.slot import Slot
slot = Slot()
slot.load()
ink = Ink.of([[(0, 0), (60, 0), (20, 100)]])
assert slot.reader.read(ink).digits
from recognizer.raster import raster
assert slot.reader.activations(raster(ink))
heavy = {"tensorflow", "keras", "jax", "torch"} & set(sys.modules)
assert not heavy, heavy
"""


def test_reading_imports_neither_tensorflow_nor_keras() -> None:
    done = subprocess.run([sys.executable, "-c", READ_IN_PLAY], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr


def test_habits_weigh_what_the_picture_says() -> None:
    reader, _ = reader_with()
    stranger, habits = (
        reader.read(SEVEN),
        Habits.of([(SEVEN, 1), (SEVEN.moved(0, 0, 1).add(SEVEN.strokes[0]), 7)]),
    )
    known = reader.read(SEVEN, habits)
    assert (stranger.text, known.text) == ("7", "1")
    before, after = np.array(stranger.digits[0].scores), np.array(known.digits[0].scores)
    assert after / after[7] == pytest.approx(
        before / before[7] * likeness(SEVEN, habits)[:10] / FLOOR, rel=1e-3
    )
    assert reader.read(SEVEN).digits == stranger.digits  # nothing of it is kept with the glyph


@pytest.mark.slow  # because of Keras, too
def test_an_older_bundle_reads_but_does_not_show_the_layers_of_its_path_network(
    shipped: Reader, tmp_path: Path
) -> None:
    """Its file returns nothing but logits and features."""
    pytest.importorskip("tensorflow")
    import keras

    path = keras.Input((64, 11))
    features = keras.layers.Dense(128, activation="relu")(keras.layers.Flatten()(path))
    logits = keras.layers.Dense(11)(features)
    older = keras.Model(path, {"logits": logits, "features": features})
    older.export(str(tmp_path / "path.tflite"), format="litert", verbose=False)
    files = {name: shipped.bundle.load(name) for name in shipped.manifest.checksums}
    files["path.tflite"] = (tmp_path / "path.tflite").read_bytes()
    reader = Reader.of(publish(tmp_path / "models", shipped.manifest, files))
    assert reader.read(SEVEN).digits
    assert reader.path_activations(SEVEN) == {}
    assert tuple(reader.activations(raster(SEVEN))) == SHOWN_LAYERS


def test_ink_that_is_too_long_to_follow_has_no_path_activations(shipped: Reader) -> None:
    endless = Ink.of([[(50 * (turn % 2), turn % 7) for turn in range(300)]])
    assert shipped.path_activations(SEVEN) and not shipped.path_activations(endless)


@settings(max_examples=150)
@given(strokes=st.lists(_STROKES, min_size=1, max_size=6), unit=st.sampled_from([1e-3, 1.0, 37.5, 1e6]))
@example(strokes=[[(0, 0)], [(0, 1)]], unit=1.0)  # two dots were taken for two numbers without a height
@example(strokes=[[(0, 0), (3, 0)], [(0, 0)]], unit=1.0)  # a line under nothing but a dot
def test_dots_and_lines_are_read_as_any_other_ink(
    shipped: Reader, strokes: list[list[tuple[int, int]]], unit: float
) -> None:
    ink = Ink.of([[(x * unit, y * unit) for x, y in stroke] for stroke in strokes])
    reading = shipped.read(ink)
    assert reading.digits and 0.0 <= reading.confidence <= 1.0
    assert shipped.read(ink, Habits().seen(reading)).digits
    for label in ("7", "12"):
        glyphs = shipped.align(ink, label)
        assert glyphs is None or len(glyphs) == len(label)
