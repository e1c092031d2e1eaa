"""Pictures inside a page: rasters as PNG, curves as SVG. No file beside it, no library."""

from __future__ import annotations

import base64
import struct
import zlib
from collections.abc import Mapping, Sequence
from html import escape

import numpy as np
from numpy.typing import NDArray

INK = (29, 43, 76)


def png_uri(raster: NDArray[np.uint8], colour: tuple[int, int, int] = INK) -> str:
    """A raster ``uint8[h, w]`` as a ``data:`` address of a PNG: ink where it is white, clear where black."""
    height, width = raster.shape
    pixels = np.empty((height, width, 4), np.uint8)
    pixels[..., :3] = colour
    pixels[..., 3] = raster
    # Each row begins with its filter's number: 0, none.
    rows = np.zeros((height, 1 + width * 4), np.uint8)
    rows[:, 1:] = pixels.reshape(height, -1)
    content = (
        b"\x89PNG\r\n\x1a\n"
        + _chunk(b"IHDR", struct.pack(">IIBBBBB", width, height, 8, 6, 0, 0, 0))
        + _chunk(b"IDAT", zlib.compress(rows.tobytes(), 9))
        + _chunk(b"IEND", b"")
    )
    return "data:image/png;base64," + base64.b64encode(content).decode()


def _chunk(kind: bytes, content: bytes) -> bytes:
    return struct.pack(">I", len(content)) + kind + content + struct.pack(">I", zlib.crc32(kind + content))


def chart(title: str, lines: Mapping[str, Sequence[float]], width: int = 440, height: int = 240) -> str:
    """An SVG of lines over epochs 1, 2, …; each line's name stands at its end. At least one value."""
    left, right, top, bottom = 52, 84, 16, 28
    values = [value for line in lines.values() for value in line if np.isfinite(value)] or [0.0]
    low, high = min(values), max(values)
    ticks = _ticks(low, high)
    low, high = ticks[0], ticks[-1]
    longest = max(2, *(len(line) for line in lines.values()))

    def x(epoch: float) -> float:
        return left + (width - left - right) * (epoch - 1) / (longest - 1)

    def y(value: float) -> float:
        return top + (height - top - bottom) * (high - value) / (high - low)

    parts = [f'<svg viewBox="0 0 {width} {height}" role="img" aria-label="{escape(title)}">']
    for value in ticks:
        parts.append(
            f'<line class="rule" x1="{left}" x2="{width - right}" y1="{y(value):.1f}" y2="{y(value):.1f}"/>'
            f'<text class="tick" x="{left - 8}" y="{y(value) + 4:.1f}" text-anchor="end">{value:.6g}</text>'
        )
    for epoch in sorted({1, (longest + 1) // 2, longest}):
        parts.append(
            f'<text class="tick" x="{x(epoch):.1f}" y="{height - 8}" text-anchor="middle">{epoch}</text>'
        )
    names: list[tuple[float, str, int]] = []
    for number, (name, line) in enumerate(lines.items()):
        points = [(x(epoch), y(value)) for epoch, value in enumerate(line, 1) if np.isfinite(value)]
        path = " ".join(f"{px:.1f},{py:.1f}" for px, py in points)
        parts.append(f'<polyline class="line line{number % 4}" points="{path}"/>')
        if points:
            names.append((points[-1][1], name, number))
    # Names stand at their lines' ends, pushed apart upwards, clear of the epochs below.
    reach = float(height - bottom) + 15
    for height_at, name, number in sorted(names, reverse=True):
        reach = min(height_at, reach - 15)
        at = f'x="{width - right + 8}" y="{reach + 4:.1f}"'
        parts.append(f'<text class="name name{number % 4}" {at}>{escape(name)}</text>')
    return "".join([*parts, "</svg>"])


def _ticks(low: float, high: float) -> list[float]:
    """Three to seven round values that reach from below ``low`` to above ``high``."""
    span = max(high - low, 1e-6 * max(abs(low), abs(high)), 1e-9)
    power = 10.0 ** np.floor(np.log10(span / 4))
    step = float(min((m * power for m in (1, 2, 5, 10) if m * power >= span / 5), default=10 * power))
    first, last = int(np.floor(low / step)), int(np.ceil(high / step))
    return [number * step for number in range(first, max(last, first + 1) + 1)]
