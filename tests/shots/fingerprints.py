"""What each picture looks like from afar: enough to see that a screen has changed, and little enough to keep.

A fingerprint is the brightness of the picture in square cells, and how red and how blue it is in cells three
times as wide; cells are smallest in the smallest window. Measured on a third of the pictures: a word that has
moved by two pixels at 640×480 is seen 19 times in 20, a word that is missing always. Letters that are drawn a
little differently, as another version of FreeType does (its interpreter 35 was tried), pass.
"""

from __future__ import annotations

import base64
import zlib
from collections.abc import Mapping
from pathlib import Path

import numpy as np
import pygame
from numpy.typing import NDArray

KEPT = Path(__file__).with_name("fingerprints.txt")
NEAR = 1  # levels that a cell may differ by in pictures that look the same

Fingerprint = NDArray[np.uint8]


def fingerprint(picture: pygame.Surface) -> Fingerprint:
    """The cells' levels in one row; pictures of one size have as many."""
    colours = pygame.surfarray.array3d(picture).astype(np.float32)
    grey = colours.mean(axis=2, keepdims=True)
    # Brightness of 256 is kept in steps, which hide what letters' edges do; coarse cells need finer ones.
    across, step = (96, 8) if picture.get_width() <= 640 else (48, 4)
    bright = _cells(grey, across) / step
    hue = (_cells(colours[:, :, ::2] - grey, across // 3) + 128) / 4
    return np.concatenate([np.rint(part).astype(np.uint8).ravel() for part in (bright, hue)])


def apart(one: Fingerprint, other: Fingerprint) -> int:
    """Levels between the cells that differ most; more than :data:`NEAR` is another picture."""
    if one.shape != other.shape:
        return 256
    return int(np.abs(one.astype(int) - other.astype(int)).max())


def kept(path: Path = KEPT) -> dict[str, Fingerprint]:
    """The fingerprints that were kept, by the pictures' names, as ``menu-640x480``."""
    lines = (line.split() for line in path.read_text(encoding="ascii").splitlines())
    return {name: np.frombuffer(zlib.decompress(base64.b85decode(text)), np.uint8) for name, text in lines}


def keep(found: Mapping[str, Fingerprint], path: Path = KEPT) -> None:
    """Write them down, a line each, in place of those that were kept."""
    texts = {
        name: base64.b85encode(zlib.compress(found[name].tobytes(), 9)).decode() for name in sorted(found)
    }
    path.write_text("".join(f"{name} {text}\n" for name, text in texts.items()), "ascii", newline="\n")


def _cells(picture: NDArray[np.float32], across: int) -> NDArray[np.float32]:
    """The mean of each cell of ``(columns, rows, channels)``; cells are square, but for the last."""
    width, height, _ = picture.shape
    down = round(across * height / width)
    columns, rows = (np.arange(count) * size // count for count, size in ((across, width), (down, height)))
    sums = np.add.reduceat(np.add.reduceat(picture, columns, axis=0), rows, axis=1)
    areas = np.outer(np.diff(columns, append=width), np.diff(rows, append=height))
    return np.asarray(sums / areas[:, :, None], np.float32)
