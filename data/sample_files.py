"""Samples as files: pen files (``.jsonl.gz``, ``.jsonl``) and pictures (``.npz``), written and read back.

A pen file is JSON, gzipped or not:
``{"label": 7, "writer": "Anna", "strokes": [[[x, y, t, pressure], …], …]}``. A label of several digits is a
whole number; any other text names something that is not a digit. An ``.npz`` has ``images`` uint8[n, 28, 28]
and ``labels``. What else the store knows (the source of the label, what was read, the split) is an object
``sample`` in the line, or JSON text in the array ``about``; other programs can ignore it. Files without it
can be read too: their labels count as imported, and their samples are split as if they were new.
"""

from __future__ import annotations

import gzip
import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import IO, Any

import numpy as np

from data.columns import Row, from_text, to_text
from data.command_line import track
from data.errors import BadFileError, StoreRefusedError
from data.pen_files import entry, is_number, label_text, pen_samples, short, text
from data.records import (
    NOT_A_DIGIT,
    Context,
    LabelSource,
    NewNumber,
    NewSample,
    Number,
    Sample,
    Split,
    Status,
)
from data.samples import Samples, check_label, number_row, sample_row
from data.whole_file import write_whole
from recognizer.arrays import ArraysError, read_arrays
from recognizer.ink import Ink

#: The label in a file for what is not a digit, if nothing more is known.
NON_DIGIT = "not a digit"
# In bytes, unpacked: 100,000 pictures and what is known of them.
_LARGEST = 128 * 2**20
_PEN_ENDINGS = (".jsonl.gz", ".jsonl")


@dataclass(frozen=True, slots=True)
class Exported:
    """What was written, and what could not be: pen files hold no pictures, an ``.npz`` no numbers."""

    samples: int
    numbers: int
    left_out: int


def export_samples(
    samples: Samples, names: Mapping[int, str], file: Path, *, player_id: int | None = None
) -> Exported:
    """Writes samples to ``file``: a pen file or an ``.npz``, by its ending. If it fails, no file is left.

    ``names`` are the players' names by id. All statuses are written, oldest first, of one player or of all.

    Raises:
        StoreRefusedError: the ending is neither.
        StoreUnavailableError: the file cannot be written.
    """
    pictures = _holds_pictures(file)
    found = samples.find(player_id=player_id, status=None)[::-1]
    numbers = samples.numbers(player_id=player_id)[::-1]
    if pictures:
        write_whole(file, lambda out: _write_pictures(out, found, names))
        return Exported(len(found), 0, left_out=len(numbers))
    drawn = [sample for sample in found if sample.ink is not None]

    def write(out: IO[bytes]) -> None:
        lines = [_sample_line(s, names) for s in drawn] + [_number_line(n, names) for n in numbers]
        texts = (
            json.dumps(line, ensure_ascii=False, separators=(",", ":")).encode() + b"\n" for line in lines
        )
        if file.suffix != ".gz":
            out.writelines(texts)
            return
        # No time and no name inside: the same samples make the same file.
        with gzip.GzipFile(filename="", fileobj=out, mode="wb", mtime=0) as packed:
            packed.writelines(texts)

    write_whole(file, write)
    return Exported(len(drawn), len(numbers), left_out=len(found) - len(drawn))


def _holds_pictures(file: Path) -> bool:
    """Whether a file is an ``.npz``; if not, it is a pen file. Raises StoreRefusedError for other endings."""
    if file.suffix == ".npz" or file.name.endswith(_PEN_ENDINGS):
        return file.suffix == ".npz"
    raise StoreRefusedError(
        f"{file} is neither a pen file (.jsonl.gz, .jsonl) nor pictures (.npz): choose one of these endings."
    )


def _sample_line(sample: Sample, names: Mapping[int, str]) -> dict[str, Any]:
    assert sample.ink is not None
    return {
        "label": _label_out(sample),
        "writer": _writer(sample, names),
        "strokes": sample.ink.to_json(),
        "sample": _about(sample),
    }


def _number_line(number: Number, names: Mapping[int, str]) -> dict[str, Any]:
    about: dict[str, Any] = {"source": number.source, "context": number.context, "at": to_text(number.at)}
    if number.read:
        about["read"] = number.read
    if number.candidates:
        about["candidates"] = [list(pair) for pair in number.candidates]
    if number.bundle is not None:
        about["bundle"] = number.bundle
    return {
        "label": number.label,
        "writer": _writer(number, names),
        "strokes": number.ink.to_json(),
        "sample": about,
    }


def _write_pictures(out: IO[bytes], samples: list[Sample], names: Mapping[int, str]) -> None:
    about = [
        json.dumps({"writer": _writer(s, names), "label": _label_out(s), **_about(s)}, ensure_ascii=False)
        for s in samples
    ]
    np.savez_compressed(
        out,
        images=np.array([sample.image for sample in samples], np.uint8).reshape(-1, 28, 28),
        labels=np.array([sample.label for sample in samples], np.int64),
        about=np.array(about, np.str_),
    )


def _about(sample: Sample) -> dict[str, Any]:
    about: dict[str, Any] = {
        "source": sample.source,
        "context": sample.context,
        "split": sample.split,
        "status": sample.status,
        "rate": sample.kept_rate,
        "at": to_text(sample.at),
    }
    known = {"read": sample.read, "first_label": sample.first_label, "bundle": sample.bundle}
    about |= {name: value for name, value in known.items() if value is not None}
    if sample.scores:
        about["scores"] = list(sample.scores)
    if sample.reason:
        about["reason"] = sample.reason
    return about


def _label_out(sample: Sample) -> int | str:
    return (sample.character or NON_DIGIT) if sample.label == NOT_A_DIGIT else sample.label


def _writer(kept: Sample | Number, names: Mapping[int, str]) -> str:
    if kept.player_id is not None:
        return names[kept.player_id]
    return kept.writer or ""


@dataclass(frozen=True, slots=True)
class FromFile:
    """What a file holds, as rows for the tables ``samples`` and ``numbers``. ``foreign`` are the samples that
    no store has written: nothing but their labels is known."""

    samples: list[Row] = field(default_factory=list)
    numbers: list[Row] = field(default_factory=list)
    foreign: list[Row] = field(default_factory=list)

    def add(self, row: Row, about: Row) -> None:
        self.samples.append(row)
        if "source" not in about:
            self.foreign.append(row)


@dataclass(frozen=True, slots=True)
class Imported:
    """What was read from a file. ``duplicates`` were in the store already and were not changed;
    ``contradicting`` of them have another label in the store."""

    samples: int
    numbers: int
    duplicates: int
    contradicting: int


def read_file(file: Path, *, at: datetime) -> FromFile:
    """Reads a pen file or ``.npz``: all of it. ``at`` is the time of samples for which it has none.

    Raises:
        BadFileError: names the file, the line (or picture) and what is wrong with it.
        StoreRefusedError: it is neither, by its ending.
    """
    return _pictures(file, at) if _holds_pictures(file) else _pen_samples(file, at)


def take_in(samples: Samples, found: FromFile, player_id: int | None = None) -> Imported:
    """Adds what a file holds: all of it, or nothing if the store refuses.

    ``player_id`` is the player who wrote it; None: no player, and the samples keep the writers' names.
    """
    with samples.transaction():
        labels = samples.known(player_id)
        new_rows, again, other = _new(found.samples, labels)
        new_numbers, numbers_again, other_numbers = _new(found.numbers, labels)
        for row in track(new_rows, "samples", len(new_rows)):
            samples.insert(_owned(row, player_id))
        for row in new_numbers:
            samples.insert_number(_owned(row, player_id))
    return Imported(len(new_rows), len(new_numbers), again + numbers_again, other + other_numbers)


def _owned(row: Row, player_id: int | None) -> Row:
    """The row as a player's; a profile takes the place of the writer's name."""
    return row if player_id is None else {**row, "player_id": player_id, "writer": None}


def _new(rows: list[Row], labels: dict[str, int | str]) -> tuple[list[Row], int, int]:
    """The rows whose ink is not in ``labels`` (they are added to it), how many are in it, and how many of
    those have another label."""
    new, contradicting = [], 0
    for row in rows:
        label = labels.get(row["fingerprint"])
        if label is None:
            labels[row["fingerprint"]] = row["label"]
            new.append(row)
        else:
            contradicting += label != row["label"]
    return new, len(rows) - len(new), contradicting


def _pen_samples(file: Path, at: datetime) -> FromFile:
    found = FromFile()
    for sample in track(pen_samples(file), file.name):
        with entry(f"{file}, line {sample.line}"):
            label, character = _label_in(sample.label)
            about = _known(sample.about)
            if isinstance(label, str):
                found.numbers.append(_number_in(label, sample.ink, sample.writer, about, at))
            else:
                found.add(_sample_in(label, character, sample.writer, about, at, ink=sample.ink), about)
    return found


def _pictures(file: Path, at: datetime) -> FromFile:
    try:
        arrays = read_arrays(file, ("images", "labels", "about"), most=_LARGEST)
    except FileNotFoundError as error:
        raise BadFileError(f"There is no file {file}.") from error
    except IsADirectoryError as error:
        raise BadFileError(f"{file} is a folder: name a file in it.") from error
    except ArraysError as error:
        raise BadFileError(f"{file} {error}.") from error
    if "images" not in arrays or "labels" not in arrays:
        raise BadFileError(f"{file} does not hold the arrays images and labels.")
    images, labels, abouts = arrays["images"], arrays["labels"], arrays.get("about")
    if images.dtype != np.uint8 or images.ndim != 3 or images.shape[1:] != (28, 28):
        raise BadFileError(
            f"{file}: images must be uint8 [n, 28, 28], not {images.dtype} {list(images.shape)}."
        )
    if labels.shape != (len(images),) or not np.issubdtype(labels.dtype, np.integer):
        raise BadFileError(f"{file}: there must be one whole number as label for each image.")
    if abouts is not None and (abouts.shape != labels.shape or abouts.dtype.kind != "U"):
        raise BadFileError(f"{file}: there must be one text in about for each image.")
    found = FromFile()
    each = zip(images, labels.tolist(), strict=True)
    for number, (image, label) in enumerate(track(each, file.name, len(images))):
        with entry(f"{file}, image {number}"):
            about = {} if abouts is None else _known(json.loads(str(abouts[number])))
            if label < 0:
                raise ValueError(
                    f"label must be 0 to 9, or {NOT_A_DIGIT} for what is not a digit, not {label}"
                )
            digit = min(label, NOT_A_DIGIT)
            character = None
            if digit == NOT_A_DIGIT:
                _, character = _label_in(label_text(about.get("label", NON_DIGIT)))
            writer = text(about, "writer", "")
            found.add(_sample_in(digit, character, writer, about, at, raster=image), about)
    return found


def _label_in(label: str) -> tuple[int | str, str | None]:
    """A label as a digit, or as text of a whole number, or NOT_A_DIGIT with what it is instead."""
    if is_number(label):
        return (int(label), None) if len(label) == 1 else (label, None)
    return NOT_A_DIGIT, None if label == NON_DIGIT else label


def _sample_in(
    label: int,
    character: str | None,
    writer: str,
    about: Row,
    at: datetime,
    **picture: Any,
) -> Row:
    new = NewSample(
        label=label,
        source=LabelSource(about.get("source", LabelSource.IMPORTED)),
        context=Context(about.get("context", Context.IMPORT)),
        player_id=None,
        read=_maybe(about, "read", int),
        scores=tuple(float(score) for score in about.get("scores", ())),
        bundle=_maybe(about, "bundle", str),
        writer=writer,
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
    """What the store that wrote the file knew of a sample. Raises ValueError if it is no object."""
    if not isinstance(value, dict):
        raise ValueError("what is known of the sample is not an object")
    return value


def _number_in(label: str, ink: Ink, writer: str, about: Row, at: datetime) -> Row:
    return number_row(
        NewNumber(
            label=label,
            ink=ink,
            source=LabelSource(about.get("source", LabelSource.IMPORTED)),
            context=Context(about.get("context", Context.IMPORT)),
            player_id=None,
            read=text(about, "read", ""),
            candidates=tuple((_encodable(text), float(share)) for text, share in about.get("candidates", ())),
            bundle=_maybe(about, "bundle", str),
            writer=writer,
        ),
        _moment(about, at),
    )


def _encodable(candidate: Any) -> str:
    """A candidate as text. Raises UnicodeEncodeError for half a character in JSON's escapes."""
    written = str(candidate)
    written.encode()
    return written


def _moment(about: Row, at: datetime) -> str:
    return to_text(from_text(text(about, "at")) if "at" in about else at)


def _maybe(data: Row, name: str, kind: type) -> Any:
    value = data.get(name)
    if value is not None and (isinstance(value, bool) or not isinstance(value, kind)):
        raise ValueError(f"{name} cannot be {short(value)}")
    return text(data, name) if isinstance(value, str) else value
