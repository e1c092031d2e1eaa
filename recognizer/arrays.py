"""Arrays out of an ``.npz`` file that may be damaged, or made to do harm.

An ``.npz`` is a zip of ``.npy`` files. NumPy's own reader believes what is written in it: it makes arrays as
large as their heads say, and a few kilobytes of zip can hold gigabytes. Here the sizes are checked before
anything is made, and nothing is ever unpickled.
"""

from __future__ import annotations

import io
import math
import struct
import zlib
from collections.abc import Iterable
from pathlib import Path
from tokenize import TokenError
from typing import IO, Any
from zipfile import ZIP_DEFLATED, ZIP_STORED, BadZipFile, ZipFile

import numpy as np
from numpy.lib import format as npy
from numpy.typing import NDArray

_ENCRYPTED = 1  # the bit of a zip entry's flags

# What zipfile and NumPy raise for bytes that are no such file.
_UNREADABLE = (
    OSError,
    ValueError,
    KeyError,
    IndexError,
    TypeError,
    SyntaxError,
    TokenError,
    EOFError,
    BadZipFile,
    RuntimeError,
    OverflowError,
    MemoryError,
    struct.error,
    zlib.error,
)


class ArraysError(ValueError):
    """The file cannot be used. The message says why, as the end of a sentence (“it …”)."""


def read_arrays(file: Path | IO[bytes], names: Iterable[str], *, most: int) -> dict[str, NDArray[Any]]:
    """Those of the named arrays that the file holds; read only.

    Args:
        most: how many bytes they may take together when unpacked.

    Raises:
        FileNotFoundError, IsADirectoryError: there is no such file, or it is a folder.
        ArraysError: it is no ``.npz``, is damaged, is encrypted or packed in an unusual way, holds objects,
            or holds more than ``most`` bytes.
    """
    try:
        with ZipFile(file) as archive:
            there = {info.filename: info for info in archive.infolist()}
            wanted = {name: there[f"{name}.npy"] for name in names if f"{name}.npy" in there}
            if any(info.flag_bits & _ENCRYPTED for info in wanted.values()):
                raise ArraysError("is encrypted: save it without a password")
            if any(info.compress_type not in (ZIP_STORED, ZIP_DEFLATED) for info in wanted.values()):
                raise ArraysError("is packed in a way that NumPy does not use: save it with numpy.savez")
            if sum(info.file_size for info in wanted.values()) > most:
                raise ArraysError(
                    f"holds more than {most // 2**20} MB when unpacked: divide it into smaller files"
                )
            return {name: _array(archive.read(info)) for name, info in wanted.items()}
    except (FileNotFoundError, IsADirectoryError, ArraysError):
        raise
    except _UNREADABLE as error:
        raise ArraysError("is no .npz file of plain arrays, or is damaged") from error


def _array(content: bytes) -> NDArray[Any]:
    """The array that an ``.npy`` file holds. What is wrong with it raises any of ``_UNREADABLE``."""
    file = io.BytesIO(content)
    version = npy.read_magic(file)
    read_head = npy.read_array_header_1_0 if version == (1, 0) else npy.read_array_header_2_0
    shape, in_columns, kind = read_head(file)
    count = math.prod(shape)
    if kind.hasobject or not kind.itemsize or any(side < 0 for side in shape):
        raise ValueError("not a plain array")
    if count * kind.itemsize != len(content) - file.tell():
        raise ValueError("not as long as its shape says")
    flat = np.frombuffer(content, kind, count, file.tell()) if count else np.zeros(0, kind)
    return flat.reshape(shape, order="F" if in_columns else "C")
