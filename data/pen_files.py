"""Pen files, line by line: ``{"label", "writer", "strokes"}`` in JSON for each sample, gzipped or not."""

from __future__ import annotations

import gzip
import json
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from data.errors import BadFileError, StoreRefusedError
from recognizer.ink import Ink

# A longer line cannot be a sample: ten thousand points with times are a tenth of this.
_LONGEST_LINE = 8_000_000


@dataclass(frozen=True, slots=True)
class PenSample:
    """One sample of a pen file.

    Attributes:
        label: digits, or any other text for what is not a number; never empty.
        line: its number in the file, from 1.
        about: the value of ``sample``, unchecked: see :mod:`data.sample_files`.
    """

    label: str
    writer: str
    ink: Ink
    line: int
    about: Any = None

    @property
    def is_number(self) -> bool:
        return is_number(self.label)

    @property
    def is_digit(self) -> bool:
        return self.is_number and len(self.label) == 1


def is_number(label: str) -> bool:
    """Whether a label is a digit or a whole number."""
    return label.isascii() and label.isdigit()


def pen_samples(file: Path) -> Iterator[PenSample]:
    """The samples of a pen file, in order. Blank lines are skipped.

    Raises:
        BadFileError: the file cannot be read, or a line is no sample; names the file and the line.
    """
    for number, line in _lines(file):
        with entry(f"{file}, line {number}"):
            data = json.loads(line)
            if not isinstance(data, dict):
                raise ValueError("it is not an object with label, writer and strokes")
            for name in ("label", "writer", "strokes"):
                if name not in data:
                    raise ValueError(f"{name!r} is missing")
            ink = Ink.from_json(data["strokes"])
            label, writer = label_text(data["label"]), _writer(data["writer"])
            sample = PenSample(label, writer, ink, number, data.get("sample", {}))
        yield sample


@contextmanager
def entry(place: str) -> Iterator[None]:
    """Turns any error about one entry of a file into a BadFileError that says where."""
    try:
        yield
    except json.JSONDecodeError as error:
        raise BadFileError(f"{place}: it is not JSON ({error.msg}).") from error
    except (StoreRefusedError, ValueError, TypeError, ArithmeticError, RecursionError) as error:
        raise BadFileError(f"{place}: {str(error).rstrip('.')}.") from error


def label_text(label: Any) -> str:
    """A label as text. Raises ValueError if it is none."""
    if isinstance(label, bool) or not isinstance(label, int | str) or label == "":
        raise ValueError(f"label must be a digit, a number or text, not {label!r}")
    if isinstance(label, int) and label < 0:
        raise ValueError(f"label must be 0 or more, not {label}")
    written = str(label)
    written.encode()
    return written


def _writer(writer: Any) -> str:
    """A writer as text; many data sets have numbers. Raises ValueError if it is neither."""
    numbered = isinstance(writer, int) and not isinstance(writer, bool)
    return str(writer) if numbered else text({"writer": writer}, "writer")


def text(data: dict[str, Any], name: str, default: str | None = None) -> str:
    value = data.get(name, default)
    if not isinstance(value, str):
        raise ValueError(f"{name} must be text, not {value!r}")
    value.encode()  # half a character in JSON's escapes cannot be stored
    return value


def _lines(file: Path) -> Iterator[tuple[int, str]]:
    """The lines that are not blank, with their numbers from 1."""
    number = 0
    try:
        with gzip.open(file, "rb") if file.suffix == ".gz" else file.open("rb") as lines:
            while line := lines.readline(_LONGEST_LINE):
                number += 1
                if len(line) == _LONGEST_LINE:
                    raise BadFileError(f"{file}, line {number}: it is too long to be a sample.")
                if line.strip():
                    yield number, line.decode("utf-8")
    except FileNotFoundError as error:
        raise BadFileError(f"There is no file {file}.") from error
    except IsADirectoryError as error:
        raise BadFileError(f"{file} is a folder: name a file in it.") from error
    except UnicodeDecodeError as error:
        raise BadFileError(f"{file}, line {number}: it is not text.") from error
    except (OSError, EOFError, zlib.error) as error:
        raise BadFileError(f"{file} cannot be read beyond line {number}: {error}.") from error
