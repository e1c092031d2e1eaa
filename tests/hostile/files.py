"""Files that are damaged, or made to do harm: as hypothesis strategies."""

from __future__ import annotations

import gzip
import io
import json
import struct
import zipfile
from typing import Any

import numpy as np
from hypothesis import strategies as st
from numpy.lib import format as npy

from tests.unit.data.made import ink

LINE = {"label": 7, "writer": "ann", "strokes": [[[10, 12], [30, 11], [22, 40]], [[15, 25], [28, 24]]]}

_numbers = (
    st.integers(-3, 12)
    | st.floats(allow_nan=True, allow_infinity=True)
    | st.sampled_from([10**400, 1e9, -1e9, 1e308, 5e-324, 2**63])
)
_texts = st.text(max_size=6) | st.sampled_from(
    ["", " 7", "7 ", "٧", "７", "-1", "+7", "7.0", "007", "\ud800", "é" * 150]
)
_values = st.recursive(
    st.none() | st.booleans() | _numbers | _texts,
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(_texts, inner, max_size=3),
    max_leaves=8,
)
_points = st.lists(_numbers, min_size=1, max_size=4) | _values
_strokes = st.lists(st.lists(_points, max_size=4) | _values, max_size=3)
_about = st.fixed_dictionaries(
    {},
    optional=dict.fromkeys(
        ("source", "context", "split", "status", "rate", "at", "read", "scores", "candidates", "reason"),
        _values,
    ),
)
_lines = (
    st.fixed_dictionaries(
        {},
        optional={
            "label": _texts | _numbers | _values,
            "writer": _texts | _values,
            "strokes": _strokes | _values,
            "sample": _about | _values,
        },
    ).map(lambda changes: {**LINE, **changes})
    | _values
)

_texts_of_lines = st.lists(
    _lines.map(lambda line: json.dumps(line, ensure_ascii=True)) | st.text(max_size=20),
    max_size=4,
).map("\n".join)


@st.composite
def pen_files(draw: st.DrawFn) -> bytes:
    """The content of a file that may be a pen file: packed or not, in any code, cut off or changed."""
    code = draw(st.sampled_from(["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "latin-1"]))
    content = draw(_texts_of_lines).encode(code, errors="replace")
    if draw(st.booleans()):
        content = gzip.compress(content, mtime=0)
    return draw(spoiled(content))


@st.composite
def spoiled(draw: st.DrawFn, content: bytes) -> bytes:
    """The content, as it is, or cut off, or with some bits of it changed."""
    kind = draw(st.sampled_from(["whole", "whole", "cut", "bits", "other"]))
    if kind == "other":
        return draw(st.binary(max_size=200))
    if kind == "cut":
        return content[: draw(st.integers(0, len(content)))]
    if kind == "bits" and content:
        changed = bytearray(content)
        for _ in range(draw(st.integers(1, 8))):
            changed[draw(st.integers(0, len(content) - 1))] ^= 1 << draw(st.integers(0, 7))
        return bytes(changed)
    return content


@st.composite
def picture_files(draw: st.DrawFn) -> bytes:
    """The content of a file that may be an ``.npz`` of pictures."""
    count = draw(st.integers(0, 3))
    kind = draw(st.sampled_from(["uint8", "float32", "int64", "U3", "bool", "complex128"]))
    side = draw(st.sampled_from([28, 28, 28, 0, 27]))
    labels = draw(st.lists(st.integers(-2, 80), min_size=count, max_size=count) | st.just([0.5]))
    arrays: dict[str, Any] = {"images": np.ones((count, side, 28), np.uint8), "labels": np.array(labels)}
    if draw(st.booleans()):
        arrays["images"] = arrays["images"].astype(kind)
    if draw(st.booleans()):
        arrays["about"] = np.array([json.dumps(draw(_about)) for _ in range(count)], np.str_)
    file = io.BytesIO()
    np.savez_compressed(file, **{name: value for name, value in arrays.items() if draw(st.integers(0, 9))})
    return draw(spoiled(file.getvalue()))


def archive(members: dict[str, bytes], *, flags: int = 0, method: int | None = None) -> bytes:
    """An ``.npz`` of these members; their flags and method of packing are written over in both heads."""
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w") as opened:
        for name, content in members.items():
            opened.writestr(name, content)
    content = bytearray(file.getvalue())
    for mark, at in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        place = content.find(mark)
        while place >= 0:
            struct.pack_into("<H", content, place + at, flags)
            if method is not None:
                struct.pack_into("<H", content, place + at + 2, method)
            place = content.find(mark, place + 1)
    return bytes(content)


def array(shape: tuple[int, ...], content: bytes, kind: str = "|u1") -> bytes:
    """An ``.npy`` file whose head says what it likes."""
    file = io.BytesIO()
    npy.write_array_header_1_0(file, {"descr": kind, "fortran_order": False, "shape": shape})
    return file.getvalue() + content


def drawn_lines(count: int) -> list[dict[str, Any]]:
    """Sound samples, all different."""
    return [{**LINE, "label": at % 10, "strokes": ink(slant=at + 1).to_json()} for at in range(count)]
