"""How values are kept in the store's columns. Times are UTC, as text that sorts and that people can read."""

from __future__ import annotations

import json
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import fields
from datetime import UTC, date, datetime
from enum import StrEnum
from functools import cache
from types import UnionType
from typing import TYPE_CHECKING, Any, TypeVar, get_args, get_origin, get_type_hints

from data.errors import StoreDamagedError
from recognizer.ink import Ink

if TYPE_CHECKING:
    from _typeshed import DataclassInstance

Row = dict[str, Any]
Clock = Callable[[], datetime]
Record = TypeVar("Record", bound="DataclassInstance")


def now() -> datetime:
    """The time by the computer's clock, as it is stored: in UTC and to the millisecond."""
    return as_stored(datetime.now(UTC))


def as_stored(time: datetime) -> datetime:
    """The time as the store gives it back: in UTC, cut to milliseconds. Naive times are local time."""
    utc = time.astimezone(UTC)
    return utc.replace(microsecond=utc.microsecond // 1000 * 1000)


def to_text(time: datetime) -> str:
    """``2026-11-22T19:31:05.123Z``."""
    return as_stored(time).isoformat(timespec="milliseconds").replace("+00:00", "Z")


def from_text(text: str) -> datetime:
    """The reverse of :func:`to_text`. Raises ValueError if the text is not a time with a zone."""
    time = datetime.fromisoformat(text)
    if time.tzinfo is None:
        raise ValueError(f"{text!r} has no time zone")
    return as_stored(time)


def ink_text(ink: Ink | None) -> str | None:
    """Ink as JSON, like the ``strokes`` of a pen file. None for no ink."""
    return json.dumps(ink.to_json(), separators=(",", ":"), allow_nan=False) if ink else None


def ink_from_text(text: str) -> Ink:
    """The reverse of :func:`ink_text`. Raises InkError or JSONDecodeError if the text is no ink."""
    return Ink.from_json(json.loads(text))


def candidates_text(candidates: Sequence[tuple[str, float]]) -> str:
    """The likeliest numbers with their probabilities, best first, as JSON."""
    return json.dumps([[text, float(probability)] for text, probability in candidates], ensure_ascii=False)


def candidates_from_text(text: str) -> tuple[tuple[str, float], ...]:
    """The reverse of :func:`candidates_text`."""
    return tuple((str(number), float(probability)) for number, probability in json.loads(text))


def record(kind: type[Record], row: Row, /, **given: Any) -> Record:
    """A record of this dataclass from a row: each field from the column of its name, except the ``given``.

    Raises:
        StoreDamagedError: a column is missing, or holds something that the game never writes.
    """
    readers = _readers(kind)
    with legible():
        for field in fields(kind):
            if field.name not in given:
                value, read = row[field.name], readers.get(field.name)
                given[field.name] = value if value is None or read is None else read(value)
    return kind(**given)


@contextmanager
def legible() -> Iterator[None]:
    """Turns errors about a row's content inside the block into a StoreDamagedError."""
    try:
        yield
    except (ValueError, KeyError, IndexError, TypeError, OverflowError, RecursionError) as error:
        # Not its message: that may quote what a player wrote.
        raise StoreDamagedError(
            "The store holds an entry that cannot be read: run `python -m data doctor` to mend it."
        ) from error


def columns(record: DataclassInstance, *, without: Collection[str] = ()) -> Row:
    """The fields of a record as columns of the same names. The reverse of :func:`record` for enums, times,
    ink, and yes or no."""
    names = (field.name for field in fields(record) if field.name not in without)
    return {name: _column(getattr(record, name)) for name in names}


def _column(value: Any) -> Any:
    if isinstance(value, datetime):
        return to_text(value)
    if isinstance(value, Ink):
        return ink_text(value.check())
    return int(value) if isinstance(value, bool) else value


@cache
def _readers(kind: type[Any]) -> dict[str, Callable[[Any], Any]]:
    """By field, what turns its column into its value, where these differ."""
    simple: dict[Any, Callable[[Any], Any]] = {
        bool: bool,
        datetime: from_text,
        date: date.fromisoformat,
        Ink: ink_from_text,
    }
    readers: dict[str, Callable[[Any], Any]] = {}
    for name, hint in get_type_hints(kind).items():
        # The hint of a field that may be None is “type | None”.
        wanted = get_args(hint)[0] if isinstance(hint, UnionType) else hint
        if get_origin(wanted) is Mapping:
            readers[name] = json.loads
        elif wanted in simple:
            readers[name] = simple[wanted]
        elif isinstance(wanted, type) and issubclass(wanted, StrEnum):
            readers[name] = wanted
    return readers
