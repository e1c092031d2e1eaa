"""Digits to learn from and to measure on: MNIST, picture files, pen files; and which writers are kept out."""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from data.errors import BadFileError
from data.pen_files import PenSample as PenSample
from data.pen_files import is_number as is_number
from data.pen_files import pen_samples
from recognizer.arrays import ArraysError, read_arrays
from recognizer.ink import Ink
from recognizer.places import CHANNELS, PLACES, places
from recognizer.raster import SIZE, raster
from recognizer.reading import NOT_A_DIGIT

#: How many bytes the pictures of one file may take, unpacked: some 340,000 pictures.
LARGEST = 256 * 2**20
# Far beyond any set of letters.
_LAST_LABEL = 2**31

Images = NDArray[np.uint8]
Labels = NDArray[np.int64]
Floats = NDArray[np.float32]

#: Letters and signs that many people write like a digit. They are neither learned from nor measured on.
LOOK_ALIKES = frozenset("oOlIijJsSzZbqgGBDQyLtTuUvVaAhnr/\\|()[]{}'`,!")


class DataError(ValueError):
    """A data file cannot be used. The message names the file, the reason and, if known, the line."""


def pen_file(path: Path) -> list[PenSample]:
    """The samples of a pen file: see :mod:`data.pen_files`.

    Raises:
        DataError: the file cannot be read or has no samples, or a line is not a sample.
    """
    try:
        samples = list(pen_samples(path))
    except BadFileError as error:
        raise DataError(str(error)) from error
    if not samples:
        raise DataError(f"{path} holds no samples.")
    return samples


def images_file(path: Path, part: Literal["train", "test"] = "test") -> tuple[Images, Labels]:
    """Pictures and labels of an ``.npz`` file: ``images`` and ``labels``, or Keras's ``x_test``, …

    Returns:
        uint8 ``[n, 28, 28]``, white on black, and int64 ``[n]``; labels from 10 up are non-digits.
        From a file in the Keras layout: its ``part``.

    Raises:
        DataError: the file cannot be read, or its arrays are not such pictures.
    """
    names = ("images", "labels"), (f"x_{part}", f"y_{part}")
    try:
        held = read_arrays(path, [name for pair in names for name in pair], most=LARGEST)
    except FileNotFoundError:
        raise DataError(f"{path} does not exist: check the path.") from None
    except IsADirectoryError:
        raise DataError(f"{path} is a folder: name a file in it.") from None
    except ArraysError as error:
        raise DataError(f"{path} {error}.") from error
    pairs = [[held[name] for name in pair] for pair in names if all(name in held for name in pair)]
    if not pairs:
        raise DataError(f"{path} has neither images and labels nor the Keras layout (x_{part}, y_{part}).")
    images, labels = pairs[0]
    images = images[..., 0] if images.ndim == 4 and images.shape[-1] == 1 else images
    if images.dtype != np.uint8 or images.ndim != 3 or images.shape[1:] != (28, 28):
        raise DataError(
            f"{path}: pictures must be uint8 [n, 28, 28], not {images.dtype} {list(images.shape)}."
        )
    if labels.shape != (len(images),) or not np.issubdtype(labels.dtype, np.integer):
        raise DataError(f"{path}: there must be one whole number as label for each picture.")
    if not len(images):
        raise DataError(f"{path} holds no pictures.")
    if labels.min() < 0 or labels.max() > _LAST_LABEL:
        wrong = int(np.flatnonzero((labels < 0) | (labels > _LAST_LABEL))[0])
        raise DataError(
            f"{path}, image {wrong}: {labels[wrong]} is not a label: use 0 to 9, and 10 for no digit."
        )
    return images, labels.astype(np.int64)


def mnist(path: Path | None, part: Literal["train", "test"]) -> tuple[Images, Labels]:
    """MNIST from a file in the Keras layout, or by ``keras.datasets`` (downloaded once, then cached).

    Raises:
        DataError: the file cannot be used, or there is none and the download failed.
    """
    if path is not None:
        images, labels = images_file(path, part)
        if labels.max() >= NOT_A_DIGIT:
            raise DataError(f"{path} is not MNIST: it has the label {labels.max()}, where 9 is the last one.")
        return images, labels
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
class WriterSplit:
    """Writers in three groups: for training, for calibrating, and kept out of both to report figures on."""

    train: frozenset[str]
    calibrate: frozenset[str]
    kept_out: frozenset[str]


#: The shares of a file's writers that are kept out, and that thresholds are chosen on.
KEPT_OUT_SHARE = 0.22
CALIBRATE_SHARE = 0.12


def split_writers(files: Sequence[Iterable[PenSample]], kept_out: Iterable[str] = ()) -> WriterSplit:
    """Divides the writers of each file into the three groups, in the same way every time.

    The order depends only on a hash of the writer's name. A writer who is in two files is in one group.
    Writers named in ``kept_out`` are kept out as well.
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
    return WriterSplit(*(frozenset(groups[name]) for name in ("train", "calibrate", "kept_out")))


def for_the_last_training(split: WriterSplit) -> WriterSplit:
    """The writers once all choices are made: everybody but a third of those kept out is learned from, and
    nobody is left to calibrate on. The third is the same every time."""
    kept = frozenset(sorted(split.kept_out, key=_rank)[::3])
    return WriterSplit((split.train | split.calibrate | split.kept_out) - kept, frozenset(), kept)


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
    """The labels of single glyphs; 10 stands for everything that is not a digit."""
    return np.array([int(one.label) if one.is_number else NOT_A_DIGIT for one in samples], np.int64)


def by_writer(samples: Iterable[PenSample]) -> dict[str, list[PenSample]]:
    """The samples of each writer, in file order."""
    writers: dict[str, list[PenSample]] = {}
    for sample in samples:
        writers.setdefault(sample.writer, []).append(sample)
    return writers
