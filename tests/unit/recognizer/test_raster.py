"""The raster: the same picture wherever, however large and however densely the ink was drawn."""

from __future__ import annotations

import math
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from recognizer.ink import Ink, InkError, Point, Stroke
from recognizer.raster import RASTER_VERSION, SIZE, raster
from tests.real_digits import RealDigits
from tests.unit.training.made_digits import SHAPES
from training.datasets import images_file, pen_file

steps = st.tuples(st.floats(-50, 50), st.floats(-50, 50))
strokes = st.lists(steps, min_size=2, max_size=12)
inks = st.lists(strokes, min_size=1, max_size=3).map(Ink.of)
# Ink smaller than this has no shape to speak of: where it ends and rounding begins is not tested.
shapes = inks.filter(lambda ink: max(ink.box.width, ink.box.height) > 1)


def difference(a: Ink, b: Ink) -> int:
    return int(np.abs(raster(a).astype(int) - raster(b)).max())


@given(shapes, st.floats(-1e4, 1e4), st.floats(-1e4, 1e4), st.floats(0.05, 200))
def test_place_and_size_do_not_matter(ink: Ink, dx: float, dy: float, scale: float) -> None:
    assert difference(ink, ink.moved(dx, dy, scale)) <= 1


@given(shapes, st.integers(2, 5))
def test_the_density_of_the_points_does_not_matter(ink: Ink, parts: int) -> None:
    assert difference(ink, Ink(tuple(denser(stroke, parts) for stroke in ink.strokes))) <= 1


@given(shapes)
def test_speed_pressure_and_repeated_points_do_not_matter(ink: Ink) -> None:
    timed = Ink(
        tuple(
            Stroke(tuple(Point(p.x, p.y, i * 0.01, 0.5) for i, p in enumerate(s.points) for _ in range(2)))
            for s in ink.strokes
        )
    )
    assert difference(ink, timed) <= 1


@given(shapes)
@settings(max_examples=50)
def test_the_ink_fits_the_box_of_mnist(ink: Ink) -> None:
    rows, columns = np.nonzero(raster(ink) >= 128)
    # The box is 20 pixels; where the ink lies between pixels it fills one more or fewer.
    assert 19 <= max(np.ptp(rows), np.ptp(columns)) + 1 <= 21


#: The light in each quarter of the digits drawn by formula, row by row: as models of this version know them.
LIGHT = {
    0: (7114, 7114, 7100, 7100),
    1: (3206, 3206, 3206, 3206),
    2: (5381, 7907, 7873, 5590),
    3: (6139, 7090, 5948, 7370),
    4: (5057, 5340, 4731, 7906),
    5: (9573, 5643, 4670, 7986),
    6: (6186, 6532, 6142, 6219),
    7: (4708, 6406, 5070, 3498),
    8: (7930, 7903, 7934, 7930),
    9: (6509, 5311, 3573, 8742),
}


@pytest.mark.parametrize("digit", range(10))
def test_the_picture_stays_as_it_is_for_as_long_as_its_version_does(digit: int) -> None:
    """Whoever changes it raises the version, trains anew, and puts the new numbers here."""
    assert RASTER_VERSION == 1
    image = raster(Ink.of(SHAPES[digit])).astype(int)
    quarters = image.reshape(2, 14, 2, 14).sum(axis=(1, 3)).ravel()
    # Another machine may round a grey pixel here and there otherwise.
    assert quarters == pytest.approx(LIGHT[digit], abs=5)


def test_a_digits_centre_of_mass_is_in_the_middle(real_digits: RealDigits) -> None:
    for sample in real_digits.of("pendigits_train")[::50]:
        image = raster(sample.ink).astype(float)
        grid = np.arange(SIZE) + 0.5
        centre = (image.sum(0) @ grid / image.sum(), image.sum(1) @ grid / image.sum())
        # MNIST's own images are centred to the pixel.
        assert math.dist(centre, (SIZE / 2, SIZE / 2)) < 0.75


@pytest.mark.slow
def test_pen_ink_is_as_bright_as_mnist(digit_data: Path) -> None:
    mnist, _ = images_file(digit_data / "mnist.npz", "train")
    pen = [raster(s.ink) for s in pen_file(digit_data / "unipen1a_train.jsonl.gz")[::40]]
    assert np.mean(pen) == pytest.approx(mnist[::10].mean(), rel=0.1)


@pytest.mark.parametrize(
    "ink",
    [
        Ink.of([[(5, 5)]]),
        Ink.of([[(5, 5), (5, 5), (5, 5)]]),
        Ink.of([[(5, 5), (5 + 1e-12, 5)]]),
        Ink.of([[(-1e9, 1e9)]]),
    ],
)
def test_a_dot_is_a_disc_in_the_middle(ink: Ink) -> None:
    image = raster(ink)
    assert (image == image[::-1]).all()
    assert (image == image.T).all()
    assert image[13, 13] > 240
    assert np.count_nonzero(image) < 25


def test_the_largest_coordinates_make_a_line() -> None:
    image = raster(Ink.of([[(-1e9, 0), (1e9, 0)]]))
    assert (image[13, 6:22] == 255).all()
    assert not image[:11].any()
    assert not image[17:].any()


def test_no_ink_is_black() -> None:
    assert not raster(Ink()).any()
    assert not raster(Ink((Stroke(()),))).any()


@pytest.mark.parametrize("bad", [math.nan, math.inf, 1e300])
def test_absurd_coordinates_are_refused(bad: float) -> None:
    with pytest.raises(InkError, match="cannot be drawn"):
        raster(Ink.of([[(0, 0), (bad, 1)]]))


def denser(stroke: Stroke, parts: int) -> Stroke:
    """The same path with points in between."""
    between = [
        (a.x + (b.x - a.x) * i / parts, a.y + (b.y - a.y) * i / parts)
        for a, b in zip(stroke.points, stroke.points[1:], strict=False)
        for i in range(parts)
    ]
    return Stroke.of([*between, stroke.points[-1][:2]])
