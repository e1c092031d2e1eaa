"""Samples into the store from files: pen files (``.jsonl.gz``) and pictures (``.npz``).

The formats are those of :mod:`data.write_samples`; a file without what only a store knows is as good: its
labels count as imported, and its samples are split as they come.
"""

from __future__ import annotations

import json
import zipfile
import zlib
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

import numpy as np

from data.connection import Row
from data.errors import BadFileError
from data.moment import from_text, to_text
from data.pen_files import entry, label_text, pen_lines, text
from data.records import NOT_A_DIGIT, Context, LabelSource, NewNumber, NewSample, Split, Status
from data.sample_rows import check_label, number_row, sample_row
from data.samples import Samples
from data.write_samples import NON_DIGIT, kind_of
from recognizer.ink import Ink


@dataclass(frozen=True, slots=True)
class Imported:
    """What came out of a file. ``duplicates`` were in the store already and stayed as they are there;
    ``contradicting`` of them have another label there."""

    samples: int
    numbers: int
    duplicates: int
    contradicting: int


def import_samples(samples: Samples, file: Path, *, at: datetime, player_id: int | None = None) -> Imported:
    """Adds the samples of a pen file or ``.npz``: all of them, or none if one cannot be used.

    Args:
        at: the time of samples that do not tell theirs.
        player_id: the player who gets them; None: no player, they keep the writers' names in the file.

    Raises:
        BadFileError: names the file, the line (or picture) and what is wrong with it.
    """
    if kind_of(file) == "pictures":
        rows, numbers = _pictures(file, at, player_id), list[Row]()
    else:
        rows, numbers = _pen_samples(file, at, player_id)
    with samples.transaction():
        labels = samples.known(player_id)
        new_rows, again, other = _new(rows, labels)
        new_numbers, numbers_again, other_numbers = _new(numbers, labels)
        for row in new_rows:
            samples.insert(row)
        for row in new_numbers:
            samples.insert_number(row)
    return Imported(len(new_rows), len(new_numbers), again + numbers_again, other + other_numbers)


def _new(rows: list[Row], labels: dict[str, int | str]) -> tuple[list[Row], int, int]:
    """The rows not in ``labels`` (which learns them), how many were in it, and how many otherwise."""
    new, contradicting = [], 0
    for row in rows:
        label = labels.get(row["fingerprint"])
        if label is None:
            labels[row["fingerprint"]] = row["label"]
            new.append(row)
        else:
            contradicting += label != row["label"]
    return new, len(rows) - len(new), contradicting


def _pen_samples(file: Path, at: datetime, player_id: int | None) -> tuple[list[Row], list[Row]]:
    rows: list[Row] = []
    numbers: list[Row] = []
    for line in pen_lines(file):
        with entry(f"{file}, line {line.number}"):
            label, character = _label_in(line.label)
            about = _known(line.about)
            if isinstance(label, str):
                numbers.append(_number_in(label, line.ink, line.writer, about, at, player_id))
            else:
                rows.append(_sample_in(label, character, line.writer, about, at, player_id, ink=line.ink))
    return rows, numbers


def _pictures(file: Path, at: datetime, player_id: int | None) -> list[Row]:
    try:
        with np.load(file, allow_pickle=False) as arrays:
            if "images" not in arrays or "labels" not in arrays:
                raise BadFileError(f"{file} does not hold the arrays images and labels.")
            images, labels = arrays["images"], arrays["labels"]
            abouts = arrays.get("about")
    except FileNotFoundError as error:
        raise BadFileError(f"There is no file {file}.") from error
    except (OSError, ValueError, TypeError, EOFError, zlib.error, zipfile.BadZipFile, MemoryError) as error:
        raise BadFileError(f"{file} cannot be read as an .npz of plain arrays: {error}.") from error
    if images.dtype != np.uint8 or images.ndim != 3 or images.shape[1:] != (28, 28):
        raise BadFileError(
            f"{file}: images must be uint8 [n, 28, 28], not {images.dtype} {list(images.shape)}."
        )
    if labels.shape != (len(images),) or not np.issubdtype(labels.dtype, np.integer):
        raise BadFileError(f"{file}: there must be one whole number as label for each image.")
    if abouts is not None and (abouts.shape != labels.shape or abouts.dtype.kind != "U"):
        raise BadFileError(f"{file}: there must be one text in about for each image.")
    rows = []
    for number, (image, label) in enumerate(zip(images, labels.tolist(), strict=True)):
        with entry(f"{file}, image {number}"):
            about = {} if abouts is None else _known(json.loads(str(abouts[number])))
            digit = label if 0 <= label < NOT_A_DIGIT else NOT_A_DIGIT
            character = None
            if digit == NOT_A_DIGIT:
                _, character = _label_in(label_text(about.get("label", NON_DIGIT)))
            writer = text(about, "writer", "")
            rows.append(_sample_in(digit, character, writer, about, at, player_id, raster=image))
    return rows


def _label_in(label: str) -> tuple[int | str, str | None]:
    """A label as a digit, or as text of a whole number, or NOT_A_DIGIT with what it is instead."""
    if label.isascii() and label.isdigit():
        return (int(label), None) if len(label) == 1 else (label, None)
    return NOT_A_DIGIT, None if label == NON_DIGIT else label


def _sample_in(
    label: int,
    character: str | None,
    writer: str,
    about: Row,
    at: datetime,
    player_id: int | None,
    **picture: Any,
) -> Row:
    new = NewSample(
        label=label,
        source=LabelSource(about.get("source", LabelSource.IMPORTED)),
        context=Context(about.get("context", Context.IMPORT)),
        player_id=player_id,
        read=_maybe(about, "read", int),
        scores=tuple(float(score) for score in about.get("scores", ())),
        bundle=_maybe(about, "bundle", str),
        writer=writer if player_id is None else None,
        character=character,
        **picture,
    )
    row = sample_row(new, _moment(about, at))
    row["status"] = Status(about.get("status", Status.OK))
    row["split"] = Split(about["split"]) if "split" in about else None
    row["first_label"] = _maybe(about, "first_label", int)
    if row["first_label"] is not None:
        check_label(row["first_label"])
    row["reason"] = text(about, "reason", "")
    row["kept_rate"] = float(about.get("rate", 1.0))
    if not 0.0 < row["kept_rate"] <= 1.0:
        raise ValueError("the rate at which it was kept must be above 0 and at most 1")
    return row


def _known(value: Any) -> Row:
    """What a store knew of a sample. Raises ValueError if it is no object."""
    if not isinstance(value, dict):
        raise ValueError("what is known of the sample is not an object")
    return value


def _number_in(label: str, ink: Ink, writer: str, about: Row, at: datetime, player_id: int | None) -> Row:
    return number_row(
        NewNumber(
            label=label,
            ink=ink,
            source=LabelSource(about.get("source", LabelSource.IMPORTED)),
            context=Context(about.get("context", Context.IMPORT)),
            player_id=player_id,
            read=text(about, "read", ""),
            candidates=tuple((str(text), float(share)) for text, share in about.get("candidates", ())),
            bundle=_maybe(about, "bundle", str),
            writer=writer if player_id is None else None,
        ),
        _moment(about, at),
    )


def _moment(about: Row, at: datetime) -> str:
    return to_text(from_text(text(about, "at")) if "at" in about else at)


def _maybe(data: Row, name: str, kind: type) -> Any:
    value = data.get(name)
    if value is not None and (isinstance(value, bool) or not isinstance(value, kind)):
        raise ValueError(f"{name} cannot be {value!r}")
    return text(data, name) if isinstance(value, str) else value
