"""Digits to learn from and to measure on: MNIST, picture files and pen files; which writers are kept out."""

from __future__ import annotations

import hashlib
import zlib
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Literal
from zipfile import BadZipFile

import numpy as np
from numpy.typing import NDArray

from data.errors import BadFileError
from data.pen_files import pen_lines
from recognizer.ink import Ink
from recognizer.places import CHANNELS, PLACES, places
from recognizer.raster import SIZE, raster
from recognizer.reading import NOT_A_DIGIT

Images = NDArray[np.uint8]
Labels = NDArray[np.int64]

#: Letters and signs that many people write like a digit. They are neither learned from nor measured on.
LOOK_ALIKES = frozenset("oOlIijJsSzZbqgGBDQyLtTuUvVaAhnr/\\|()[]{}'`,!")


class DataError(ValueError):
    """A data file cannot be used; the message names the file, the line where there is one, and the reason."""


@dataclass(frozen=True, slots=True)
class PenSample:
    """One line of a pen file: its label (digits, or a name for something else), writer and ink."""

    label: str
    writer: str
    ink: Ink
    line: int

    @property
    def is_number(self) -> bool:
        return is_number(self.label)

    @property
    def is_digit(self) -> bool:
        return self.is_number and len(self.label) == 1


def is_number(label: str) -> bool:
    return label.isascii() and label.isdigit()


def pen_file(path: Path) -> list[PenSample]:
    """The samples of a pen file: JSON lines, gzipped or not, ``{"label", "writer", "strokes"}`` each.

    Raises:
        DataError: the file cannot be read, or a line is not a sample; it names file and line.
    """
    try:
        samples = [PenSample(one.label, one.writer, one.ink, one.number) for one in pen_lines(path)]
    except BadFileError as error:
        raise DataError(str(error)) from error
    if not samples:
        raise DataError(f"{path} holds no samples.")
    return samples


def images_file(path: Path, part: Literal["train", "test"] = "test") -> tuple[Images, Labels]:
    """Pictures and labels of an ``.npz`` file: ``images`` and ``labels``, or Keras's ``x_test``, …

    Returns:
        uint8 ``[n, 28, 28]``, white on black, and int64 ``[n]``; labels outside 0 to 9 are non-digits. Of a
        file in the Keras layout, ``part``.

    Raises:
        DataError: the file cannot be read, or its arrays are not such pictures.
    """
    try:
        with np.load(path, allow_pickle=False) as file:
            names = ("images", "labels") if "images" in file else (f"x_{part}", f"y_{part}")
            images, labels = (np.asarray(file[name]) for name in names)
    except FileNotFoundError:
        raise DataError(f"{path} does not exist: check the path.") from None
    except KeyError as error:
        raise DataError(f"{path} has neither images and labels nor the Keras layout: {error}.") from None
    except IsADirectoryError:
        raise DataError(f"{path} is a folder: name a file in it.") from None
    except ValueError as error:  # NumPy suggests to load it "unsafely"
        raise DataError(f"{path} is no .npz file of plain arrays.") from error
    except (OSError, EOFError, BadZipFile, zlib.error) as error:
        raise DataError(f"{path} cannot be read as a file of pictures: {error}.") from error
    images = images[..., 0] if images.ndim == 4 and images.shape[-1] == 1 else images
    if images.dtype != np.uint8 or images.ndim != 3 or images.shape[1:] != (28, 28):
        raise DataError(f"{path}: pictures must be uint8 [n, 28, 28], not {images.dtype} {images.shape}.")
    if labels.shape != (len(images),) or not np.issubdtype(labels.dtype, np.integer):
        raise DataError(f"{path}: there must be one whole number as label for each picture.")
    if not len(images):
        raise DataError(f"{path} holds no pictures.")
    return images, labels.astype(np.int64)


def mnist(path: Path | None, part: Literal["train", "test"]) -> tuple[Images, Labels]:
    """MNIST from a file in the Keras layout, or by ``keras.datasets`` (downloaded once, then cached).

    Raises:
        DataError: there is neither a file nor a network.
    """
    if path is not None:
        return images_file(path, part)
    import keras

    try:
        (train, test) = keras.datasets.mnist.load_data()
    except Exception as error:  # Keras raises a bare one
        raise DataError(
            "MNIST could not be downloaded: connect to the internet once, or name a copy of "
            "mnist.npz with --mnist FILE."
        ) from error
    images, labels = train if part == "train" else test
    return images, labels.astype(np.int64)


@dataclass(frozen=True, slots=True)
class Split:
    """Writers by what their digits are for; every writer is in one group."""

    train: frozenset[str]
    calibrate: frozenset[str]
    kept_out: frozenset[str]


#: Shares of a file's writers: reported on and never looked at before; and for choosing thresholds.
KEPT_OUT_SHARE = 0.22
CALIBRATE_SHARE = 0.12


def split_writers(files: Sequence[Iterable[PenSample]], kept_out: Iterable[str] = ()) -> Split:
    """Deals the writers of each file out to the three groups, the same ones every time.

    The order is that of a hash of the writer's name, so that it depends on nothing else. A writer who is in
    two files is in one group. Writers named in ``kept_out`` are kept out as well.
    """
    groups: dict[str, set[str]] = {"kept_out": set(kept_out), "calibrate": set(), "train": set()}
    for samples in files:
        dealt = set().union(*groups.values())
        writers = sorted({sample.writer for sample in samples}, key=_rank)
        reported = int(np.ceil(len(writers) * KEPT_OUT_SHARE))
        calibrated = int(np.ceil(len(writers) * CALIBRATE_SHARE))
        for position, writer in enumerate(writers):
            if writer in dealt:
                continue
            if position < reported:
                groups["kept_out"].add(writer)
            elif position < reported + calibrated:
                groups["calibrate"].add(writer)
            else:
                groups["train"].add(writer)
    return Split(*(frozenset(groups[name]) for name in ("train", "calibrate", "kept_out")))


def _rank(writer: str) -> str:
    return hashlib.sha256(writer.encode()).hexdigest()


def first_of_each(samples: Iterable[PenSample], count: int) -> tuple[list[PenSample], list[PenSample]]:
    """The first ``count`` samples of each label by each writer, and the rest, in their order."""
    seen: Counter[tuple[str, str]] = Counter()
    first, rest = list[PenSample](), list[PenSample]()
    for sample in samples:
        seen[sample.writer, sample.label] += 1
        (first if seen[sample.writer, sample.label] <= count else rest).append(sample)
    return first, rest


def rasters(inks: Iterable[Ink]) -> Images:
    """Each glyph as the picture that the network reads: ``uint8[n, 28, 28]``; ``n`` may be 0."""
    return np.array([raster(ink) for ink in inks], np.uint8).reshape(-1, SIZE, SIZE)


def ways(inks: Iterable[Ink]) -> NDArray[np.float32]:
    """Each glyph as what the path network reads: ``float32[n, 64, 11]``; ``n`` may be 0."""
    return np.array([places(ink) for ink in inks], np.float32).reshape(-1, PLACES, len(CHANNELS))


def labels(samples: Iterable[PenSample]) -> Labels:
    """The labels of single glyphs; 10 stands for everything that is no digit."""
    return np.array([int(one.label) if one.is_number else NOT_A_DIGIT for one in samples], np.int64)


def by_writer(samples: Iterable[PenSample]) -> dict[str, list[PenSample]]:
    """The samples of each writer, in file order."""
    writers: dict[str, list[PenSample]] = {}
    for sample in samples:
        writers.setdefault(sample.writer, []).append(sample)
    return writers
