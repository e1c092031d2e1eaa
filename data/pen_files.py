"""Pen files, line by line: ``{"label", "writer", "strokes"}`` in JSON for each sample, gzipped or not.

A file is UTF-8, or UTF-16 with a byte order mark, as Windows' own programs write. What would take too much
memory or time is refused: see the limits below.
"""

from __future__ import annotations

import codecs
import gzip
import io
import json
import re
import unicodedata
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Any

from data.errors import BadFileError, StoreRefusedError
from recognizer.ink import Ink

# A longer line cannot be a sample: ten thousand points with times are a tenth of this.
_LONGEST_LINE = 8_000_000
#: How many points a file may have: they take half a gigabyte of memory.
MOST_POINTS = 3_000_000
# Nobody leaves that many lines blank, but a small gzipped file can hold a thousand million of them.
_MOST_BLANK = 10_000

_MOST_DIGITS = 20

_GZIP = b"\x1f\x8b"
_UTF_16 = (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)
# Stands in a decoded text for bytes that are no text.
_NO_TEXT = "\N{REPLACEMENT CHARACTER}"
_SIGNED = re.compile(r"[-+−–]\s*\d+|[-+−–]?\d*[.,]\d+", re.ASCII)


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
        BadFileError: the file cannot be read or is too large, or a line is no sample; names the file and the
            line.
    """
    points = 0
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
            points += ink.points
            if points > MOST_POINTS:
                raise ValueError(f"the file has more than {MOST_POINTS} points: divide it into smaller ones")
        yield sample


@contextmanager
def entry(place: str) -> Iterator[None]:
    """Turns any error about one entry of a file into a BadFileError that says where."""
    try:
        yield
    except json.JSONDecodeError as error:
        raise BadFileError(f"{place}: it is not JSON ({error.msg}).") from error
    except UnicodeEncodeError as error:
        raise BadFileError(f"{place}: it holds half a character, which is no text.") from error
    except (StoreRefusedError, ValueError, TypeError, ArithmeticError, RecursionError) as error:
        raise BadFileError(f"{place}: {str(error).rstrip('.')}.") from error


def label_text(label: Any) -> str:
    """A label as text. Raises ValueError if it cannot be one, or is a number not written in digits."""
    if isinstance(label, bool) or not isinstance(label, int | str) or label == "":
        raise ValueError(f"label must be a digit, a number or text, not {short(label)}")
    if isinstance(label, int) and label < 0:
        raise ValueError(f"label must be 0 or more, not {short(label)}")
    written = short_number(label) if isinstance(label, int) else label
    written.encode()
    if written != written.strip() or not written.isprintable():
        raise ValueError(f"label must have no spaces around it, not {short(written)}")
    plain = unicodedata.normalize("NFKC", written)
    if _SIGNED.fullmatch(plain) or (not written.isascii() and any(sign.isdecimal() for sign in plain)):
        raise ValueError(f"label must be written with the digits 0 to 9 alone, not {short(written)}")
    return written


def short_number(number: int) -> str:
    """A whole number as text. Raises ValueError for one that nobody writes by hand."""
    if abs(number) >= 10**_MOST_DIGITS:
        raise ValueError(f"label must have {_MOST_DIGITS} digits at most")
    return str(number)


def short(value: object) -> str:
    """How a value is quoted in a message: at most 40 characters of it."""
    if isinstance(value, int) and abs(value) >= 10**20:
        return "a number of more than 20 digits"
    written = repr(value)
    return written if len(written) <= 40 else f"{written[:39]}…"


def _writer(writer: Any) -> str:
    """A writer as text; many data sets have numbers. Raises ValueError if it is neither."""
    numbered = isinstance(writer, int) and not isinstance(writer, bool)
    return str(writer) if numbered else text({"writer": writer}, "writer")


def text(data: dict[str, Any], name: str, default: str | None = None) -> str:
    value = data.get(name, default)
    if not isinstance(value, str):
        raise ValueError(f"{name} must be text, not {short(value)}")
    value.encode()  # half a character in JSON's escapes cannot be stored
    return value


def _lines(file: Path) -> Iterator[tuple[int, str]]:
    """The lines that are not blank, with their numbers from 1."""
    number = blank = 0
    try:
        with _opened(file) as lines:
            while line := lines.readline(_LONGEST_LINE):
                number += 1
                if len(line) == _LONGEST_LINE:
                    raise BadFileError(f"{file}, line {number}: it is too long to be a sample.")
                if _NO_TEXT in line:
                    raise BadFileError(f"{file}, line {number}: it is not text.")
                if not line.isspace():
                    yield number, line
                    continue
                blank += 1
                if blank > _MOST_BLANK:
                    raise BadFileError(f"{file} has thousands of empty lines: leave them out.")
    except FileNotFoundError as error:
        raise BadFileError(f"There is no file {file}.") from error
    except IsADirectoryError as error:
        raise BadFileError(f"{file} is a folder: name a file in it.") from error
    except (OSError, EOFError, ValueError, zlib.error) as error:
        raise BadFileError(f"{file} cannot be read beyond line {number}: {short(str(error))}.") from error


def _opened(file: Path) -> IO[str]:
    """The text of a pen file, packed and encoded in any way. Bytes that are no text become ``_NO_TEXT``."""

    def content() -> gzip.GzipFile | io.BufferedReader:
        # The name does not tell: many browsers unpack what they fetch, and leave the name as it was.
        with file.open("rb") as start:
            packed = start.read(2) == _GZIP
        return gzip.open(file, "rb") if packed else file.open("rb")

    with content() as start:
        mark = start.read(2)
    encoding = "utf-16" if mark in _UTF_16 else "utf-8-sig"
    return io.TextIOWrapper(content(), encoding, errors="replace", newline="\n")
