"""Dataclasses to JSON values and back, driven by their annotations.

Understands what the rules of play are made of: dataclasses, enums, numbers, text, ``X | None``,
``tuple[X, ...]``, ``tuple[X, Y]``, ``list[X]`` and ``dict[str, X]``. Nothing else gets in: a value of another
shape is refused, so a damaged or hostile file cannot smuggle objects into a match. Fields that a dataclass
fills in by itself (``init=False``) are left out.
"""

from __future__ import annotations

import dataclasses
import math
import types
from enum import Enum
from functools import cache
from typing import Any, TypeVar, Union, get_args, get_origin, get_type_hints

T = TypeVar("T")


def to_plain(value: Any) -> Any:
    """``value`` as dicts, lists, numbers, text and None."""
    if dataclasses.is_dataclass(value) and not isinstance(value, type):
        return {f.name: to_plain(getattr(value, f.name)) for f in dataclasses.fields(value) if f.init}
    if isinstance(value, Enum):
        return value.value
    if isinstance(value, list | tuple):
        return [to_plain(item) for item in value]
    if isinstance(value, dict):
        return {key: to_plain(item) for key, item in value.items()}
    return value


def from_plain(kind: type[T], data: Any) -> T:
    """The reverse of :func:`to_plain`, checked against the annotations of ``kind``.

    Raises:
        ValueError: ``data`` does not have the shape of ``kind``.
    """
    value: T = _build(kind, data)
    return value


@cache
def _hints(kind: type[Any]) -> dict[str, Any]:
    return get_type_hints(kind)


def _build(kind: Any, data: Any) -> Any:
    origin, args = get_origin(kind), get_args(kind)
    if origin in (types.UnionType, Union):
        if data is None and type(None) in args:
            return None
        (kind,) = [arg for arg in args if arg is not type(None)]
        return _build(kind, data)
    if origin in (tuple, list):
        return _build_sequence(origin, args, data)
    if origin is dict:
        if not isinstance(data, dict) or not all(isinstance(key, str) for key in data):
            raise ValueError(f"expected names and values, not {data!r:.60}")
        return {key: _build(args[1], item) for key, item in data.items()}
    if dataclasses.is_dataclass(kind):
        return _build_dataclass(kind, data)
    if isinstance(kind, type) and issubclass(kind, Enum):
        return kind(data)
    return _build_scalar(kind, data)


def _build_sequence(origin: Any, args: tuple[Any, ...], data: Any) -> Any:
    if not isinstance(data, list | tuple):
        raise ValueError(f"expected a list, not {data!r:.60}")
    if origin is list or args[1:] == (...,):
        return origin(_build(args[0], item) for item in data)
    if len(args) != len(data):
        raise ValueError(f"expected {len(args)} values, not {len(data)}")
    return tuple(_build(arg, item) for arg, item in zip(args, data, strict=True))


def _build_dataclass(kind: Any, data: Any) -> Any:
    names = {f.name for f in dataclasses.fields(kind) if f.init}
    if not isinstance(data, dict) or not set(data) <= names:
        raise ValueError(f"expected the parts of {kind.__name__}, not {data!r:.60}")
    required = {
        f.name
        for f in dataclasses.fields(kind)
        if f.default is dataclasses.MISSING and f.default_factory is dataclasses.MISSING
    }
    if missing := sorted(required - set(data)):
        raise ValueError(f"{kind.__name__} lacks {', '.join(missing)}")
    hints = _hints(kind)
    return kind(**{name: _build(hints[name], item) for name, item in data.items()})


def _build_scalar(kind: Any, data: Any) -> Any:
    if kind is float and isinstance(data, int | float) and not isinstance(data, bool) and math.isfinite(data):
        return float(data)
    if kind in (int, str, bool) and type(data) is kind:
        return data
    raise ValueError(f"expected {getattr(kind, '__name__', kind)}, not {data!r:.60}")
