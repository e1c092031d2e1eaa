"""Samples out of the store, as files: pen files (``.jsonl.gz``) and pictures (``.npz``).

A pen file is gzipped JSON, ``{"label": 7, "writer": "Anna", "strokes": [[[x, y, t, pressure], …], …]}``.
A label of several digits is a whole number, any other text is what is no digit. An ``.npz`` has ``images``
uint8[n, 28, 28] and ``labels``. What only a store knows (how the label is known, what was read, the split) is
beside it, as an object ``sample`` in the line or as JSON text in the array ``about``; other programs can
ignore it. :mod:`data.read_samples` reads both back.
"""

from __future__ import annotations

import gzip
import json
from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Any

import numpy as np

from data.errors import StoreRefusedError, StoreUnavailableError
from data.moment import to_text
from data.records import NOT_A_DIGIT, Number, Sample
from data.samples import Samples

#: The label in a file of what is no digit, where nothing more is known.
NON_DIGIT = "not a digit"


@dataclass(frozen=True, slots=True)
class Exported:
    """What went into a file, and what could not: pen files hold no pictures, an ``.npz`` no numbers."""

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
    kind = kind_of(file)
    found = samples.find(player_id=player_id, status=None)[::-1]
    numbers = samples.numbers(player_id=player_id)[::-1]
    if kind == "pictures":
        _whole(file, lambda out: _write_pictures(out, found, names))
        return Exported(len(found), 0, left_out=len(numbers))
    drawn = [sample for sample in found if sample.ink is not None]

    def write(out: IO[bytes]) -> None:
        # No time and no name inside: the same samples make the same file.
        with gzip.GzipFile(filename="", fileobj=out, mode="wb", mtime=0) as packed:
            for line in (
                *(_sample_line(s, names) for s in drawn),
                *(_number_line(n, names) for n in numbers),
            ):
                packed.write(json.dumps(line, ensure_ascii=False, separators=(",", ":")).encode() + b"\n")

    _whole(file, write)
    return Exported(len(drawn), len(numbers), left_out=len(found) - len(drawn))


def kind_of(file: Path) -> str:
    if file.name.endswith(".jsonl.gz"):
        return "pen"
    if file.suffix == ".npz":
        return "pictures"
    raise StoreRefusedError(
        f"{file} is neither a pen file (.jsonl.gz) nor pictures (.npz): choose one of these endings."
    )


def _whole(file: Path, write: Callable[[IO[bytes]], None]) -> None:
    draft = file.with_name(file.name + ".new")
    try:
        with draft.open("wb") as out:
            write(out)
        draft.replace(file)
    except OSError as error:
        with suppress(OSError):
            draft.unlink(missing_ok=True)
        raise StoreUnavailableError(
            f"{file} cannot be written ({error.strerror}): choose another place."
        ) from error


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
