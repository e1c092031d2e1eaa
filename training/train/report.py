"""The report of a training: how well the network reads, and its mistakes. One HTML page with its pictures."""

from __future__ import annotations

import base64
import struct
import zlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from html import escape

import numpy as np
from numpy.typing import NDArray

from recognizer.decide import is_sure
from recognizer.manifest import LABELS, Manifest
from recognizer.reading import NOT_A_DIGIT
from training.command import percent
from training.train.sources import Part

INK = (29, 43, 76)
_WORST = 60
_WRITERS = 40
_APART = 24  # digits of each set that are shown where picture and path disagree


@dataclass(frozen=True)
class ScoredSet:
    """A data set with calibrated probabilities ``float[n, 11]`` of its glyphs. ``each``: what the picture
    network and the path network read by themselves, ``int[n]`` by name, where there are both."""

    part: Part
    probabilities: NDArray[np.float64]
    each: Mapping[str, NDArray[np.int64]] = field(default_factory=dict)

    @property
    def read(self) -> NDArray[np.int64]:
        """For each glyph, the digit with the highest probability."""
        best: NDArray[np.int64] = self.probabilities[:, :NOT_A_DIGIT].argmax(axis=1)
        return best

    @property
    def confidence(self) -> NDArray[np.float64]:
        """The calibrated probability of :attr:`read`."""
        best: NDArray[np.float64] = self.probabilities[:, :NOT_A_DIGIT].max(axis=1)
        return best


def html(manifest: Manifest, curves: Mapping[str, Sequence[float]], sets: Sequence[ScoredSet]) -> str:
    """The page.

    Args:
        manifest: of the bundle that the training made.
        curves: a value for each epoch, by name; ``val_x`` is drawn in the same chart as ``x``.
        sets: the data sets measured; they should be by writers who were kept out.
    """
    sections = [
        ("How well it reads", _figures(sets, manifest.threshold)),
        ("How it learned", _curves(curves)),
        ("What it mixes up", _confusion(sets)),
        ("Where picture and path disagree", _disagreements(sets)),
        ("Its worst mistakes", _mistakes(sets, manifest.threshold)),
        ("Writer by writer", _writers(sets, manifest.threshold)),
        ("What it was made of", _facts(manifest)),
    ]
    body = "".join(f"<section><h2>{title}</h2>{content}</section>" for title, content in sections if content)
    return (
        '<!doctype html><html lang="en"><head><meta charset="utf-8">'
        '<meta name="viewport" content="width=device-width, initial-scale=1">'
        f"<title>{escape(manifest.id)}: training report</title><style>{_STYLE}</style></head><body><main>"
        f"<header><p>Training report · {escape(manifest.created)}</p><h1>{escape(manifest.id)}</h1></header>"
        f"{body}</main></body></html>\n"
    )


def _table(head: Sequence[str], rows: Sequence[Sequence[str]], kind: str = "") -> str:
    titles = "".join(f"<th>{escape(title)}</th>" for title in head)
    lines = "".join("<tr>" + "".join(f"<td>{cell}</td>" for cell in row) + "</tr>" for row in rows)
    table = f"<table><thead><tr>{titles}</tr></thead><tbody>{lines}</tbody></table>"
    return f'<div class="wide {kind}">{table}</div>'


def _figures(sets: Sequence[ScoredSet], threshold: float) -> str:
    rows = []
    for one in sets:
        digits = one.part.labels != NOT_A_DIGIT
        right, sure = one.read == one.part.labels, is_sure(one.probabilities, threshold)
        cells = ["–", "–", "–"]
        if digits.any():
            shares = (right[digits], ~sure[digits], (sure & ~right)[digits])
            cells = [percent(float(values.mean())) for values in shares]
        refused = percent(float(sure[~digits].mean())) if not digits.all() else "–"
        rows.append([escape(one.part.name), f"{len(one.part.labels):,}", *cells, refused])
    head = ("data set", "glyphs", "right", "unsure", "wrong and sure", "non-digits accepted")
    return _table(head, rows) if rows else ""


def _curves(curves: Mapping[str, Sequence[float]]) -> str:
    charts = []
    for name in curves:
        other = f"val_{name}"
        if name.startswith("val_") and name.removeprefix("val_") in curves:
            continue
        lines = {"training": curves[name]} | ({"kept apart": curves[other]} if other in curves else {})
        if any(len(line) for line in lines.values()):
            title = name.replace("_", " ")
            charts.append(
                f"<figure><figcaption>{escape(title)}, by epoch</figcaption>{chart(title, lines)}</figure>"
            )
    return f'<div class="charts">{"".join(charts)}</div>' if charts else ""


def _confusion(sets: Sequence[ScoredSet]) -> str:
    counts = np.zeros((len(LABELS), len(LABELS)), np.int64)
    for one in sets:
        np.add.at(counts, (one.part.labels, one.probabilities.argmax(axis=1)), 1)
    if not counts.any():
        return ""
    shares = counts / np.maximum(counts.sum(axis=1, keepdims=True), 1)
    names = [*LABELS[:NOT_A_DIGIT], "none"]
    rows = []
    for label, name in enumerate(names):
        cells = ""
        for read, count in enumerate(counts[label]):
            # Mistakes are few: their shade grows with the root of their share, so that rare ones show.
            shade = (
                shares[label, read] if label == read else min(1.0, float(np.sqrt(shares[label, read]) * 4))
            )
            kind = "right" if label == read else "wrong"
            style = f' class="{kind}" style="--shade:{shade:.3f}"' if count else ""
            cells += f"<td{style}>{count or ''}</td>"
        rows.append(f"<tr><th>{name}</th>{cells}</tr>")
    head = "".join(f"<th>{name}</th>" for name in names)
    return (
        "<p>Rows: what was written. Columns: what was read. “None” is not a digit.</p>"
        '<div class="wide"><table class="confusion"><thead><tr><th></th>'
        f"{head}</tr></thead><tbody>{''.join(rows)}</tbody></table></div>"
    )


def _disagreements(sets: Sequence[ScoredSet]) -> str:
    """How often the two networks read differently, who was right then, and some of these digits: those first
    that are read wrong together, then the surest."""
    rows, shown = [], []
    for one in sets:
        if not one.each or (one.part.labels == NOT_A_DIGIT).all():
            continue
        labels, picture, path = one.part.labels, one.each["picture"], one.each["path"]
        apart = (picture != path) & (labels != NOT_A_DIGIT)
        counts = [int((read == labels)[apart].sum()) for read in (picture, path, one.read)]
        digits = int((labels != NOT_A_DIGIT).sum())
        rows.append(
            [escape(one.part.name), f"{digits:,}", f"{apart.sum():,}", *(f"{count:,}" for count in counts)]
        )
        wrong = one.read != labels
        order = sorted(map(int, np.flatnonzero(apart)), key=lambda at: (not wrong[at], -one.confidence[at]))
        cards = "".join(
            f'<figure class="card{" sure" if wrong[at] else ""}" title="{_origin(one.part, at)}">'
            f'<img src="{png_uri(one.part.rasters[at])}" width="84" height="84" alt="{_spoken(labels[at])}">'
            f"<figcaption>picture <b>{picture[at]}</b> path <b>{path[at]}</b><br>"
            f"together {one.read[at]}, was {_spoken(labels[at])}</figcaption></figure>"
            for at in order[:_APART]
        )
        count = len(order[:_APART])
        if cards:
            shown.append(f"<h3>{escape(one.part.name)}: {count} of {len(order)}</h3>")
            shown.append(f'<div class="cards">{cards}</div>')
    head = ("data set", "digits", "read differently", "picture right", "path right", "together right")
    if not rows:
        return ""
    words = "<p>A red edge marks those that are read wrong together. They come first.</p>" if shown else ""
    return _table(head, rows) + words + "".join(shown)


def _spoken(label: int) -> str:
    """A label in words: ``"a 4"``, ``"an 8"``, ``"not a digit"``."""
    if label == NOT_A_DIGIT:
        return LABELS[label]
    return f"an {label}" if label == 8 else f"a {label}"


def _origin(part: Part, index: int) -> str:
    """Where a glyph comes from, as text of a page: its set, and its writer if known."""
    return escape(" · ".join(filter(None, (part.name, part.writers[index] if part.writers else ""))))


def _mistakes(sets: Sequence[ScoredSet], threshold: float) -> str:
    """The mistakes with the highest confidence: a wrong digit, or a non-digit taken for one."""
    wrong = [
        (float(one.confidence[index]), one, int(index))
        for one in sets
        for index in np.flatnonzero(
            (one.read != one.part.labels)
            & ((one.part.labels != NOT_A_DIGIT) | is_sure(one.probabilities, threshold))
        )
    ]
    wrong.sort(key=lambda entry: -entry[0])
    cards = []
    for confidence, one, index in wrong[:_WORST]:
        label = int(one.part.labels[index])
        written = _spoken(label)
        sure = " sure" if is_sure(one.probabilities[[index]], threshold)[0] else ""
        cards.append(
            f'<figure class="card{sure}" title="{_origin(one.part, index)}">'
            f'<img src="{png_uri(one.part.rasters[index])}" width="84" height="84" alt="{written}">'
            f"<figcaption><b>{one.read[index]}</b> {confidence:.0%}<br>was {written}</figcaption></figure>"
        )
    if not cards:
        return ""
    return (
        f"<p>{len(wrong)} glyphs are read wrong; these are the {len(cards)} with the highest confidence. "
        "A red edge marks those that it would have accepted in a game.</p>"
        f'<div class="cards">{"".join(cards)}</div>'
    )


def _writers(sets: Sequence[ScoredSet], threshold: float) -> str:
    rows = []
    for one in sets:
        sure = is_sure(one.probabilities, threshold)
        if not one.part.writers:
            continue
        writers = np.asarray(one.part.writers)
        digits = one.part.labels != NOT_A_DIGIT
        for writer in sorted(set(writers[digits])):
            mine = digits & (writers == writer)
            wrong = one.read[mine] != one.part.labels[mine]
            unsure = ~sure[mine]
            rows.append(
                (float(wrong.mean()), one.part.name, str(writer), int(mine.sum()), float(unsure.mean()))
            )
    rows.sort(key=lambda row: (-row[0], row[1:]))
    if not rows:
        return ""
    shown = [
        [
            escape(name),
            escape(writer),
            str(count),
            percent(1 - wrong),
            percent(unsure),
            f'<span class="bar" style="--length:{min(1.0, wrong * 10):.3f}"></span>',
        ]
        for wrong, name, writer, count, unsure in rows[:_WRITERS]
    ]
    more = f"<p>The {len(shown)} of {len(rows)} writers it reads worst. A full bar is 10 % wrong.</p>"
    return more + _table(("data set", "writer", "digits", "right", "unsure", "wrong"), shown, "hands")


def _facts(manifest: Manifest) -> str:
    facts: dict[str, object] = {
        "parent": manifest.parent or "none: trained from scratch",
        "raster version": manifest.raster_version,
        "picture counts": f"{manifest.fusion.picture:.2f}",
        "path counts": f"{manifest.fusion.path:.2f}",
        "temperature": f"{manifest.temperature:.3f}",
        "sure from": f"{manifest.threshold:.3f}",
        "pen writers trained on": len(manifest.writers),
        "pen writers kept out": len(manifest.kept_out),
        **manifest.training,
    }
    rows = "".join(
        f"<dt>{escape(str(name))}</dt><dd>{escape(str(value))}</dd>" for name, value in facts.items()
    )
    return f"<dl>{rows}</dl>"


def png_uri(raster: NDArray[np.uint8]) -> str:
    """A raster ``uint8[h, w]`` as a ``data:`` address of a PNG: ink where it is white, clear where black."""
    height, width = raster.shape
    pixels = np.empty((height, width, 4), np.uint8)
    pixels[..., :3] = INK
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


def chart(title: str, lines: Mapping[str, Sequence[float]]) -> str:
    """An SVG of lines over epochs 1, 2, …; each line's name stands at its end. At least one value."""
    width, height = 440, 240
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


_STYLE = """
:root{--desk:#E8DDC8;--sheet:#FCF8EE;--card:#F5EDDC;--edge:#CFC1A6;--rule:#CAD8DE;--ink:#1D2B4C;--soft:#4B5569;
--accent:#AC3717;--right:#0B6659;--misread:#4A45A0;--lift:none}
@media(prefers-color-scheme:dark){:root{--desk:#221B16;--sheet:#2A3437;--card:#344044;--edge:#161B1D;
--rule:#394649;--ink:#F4EFE2;--soft:#BCC4C1;--accent:#F39A78;--right:#83D6C1;--misread:#BDBBF5;
--lift:invert(1) grayscale(1) brightness(1.6)}}
*{box-sizing:border-box}
body{margin:0;padding:32px 16px;background:var(--desk);color:var(--ink);
font:16px/1.5 ABeeZee,Verdana,sans-serif}
main{max-width:1000px;margin:auto;padding:40px 48px 56px 88px;background:var(--sheet);border-radius:6px;
box-shadow:0 4px 0 var(--edge),0 8px 16px #0002;position:relative}
main::before{content:"";position:absolute;left:56px;top:0;bottom:0;width:3px;background:var(--accent);opacity:.75}
h1,h2,b,.confusion{font-family:"Source Serif Pro",Georgia,serif}
h1{font-size:44px;line-height:1.1;margin:0}
header p,section p,figcaption,dt{color:var(--soft)}
header p{margin:0}
h2{font-size:26px;margin:48px 0 12px}
h3{font-size:17px;font-weight:normal;margin:24px 0 12px}
.wide{overflow-x:auto}
table{border-collapse:collapse;font-variant-numeric:tabular-nums lining-nums}
th{font-weight:normal;color:var(--soft);text-align:right;padding:4px 14px 4px 0;font-size:14px}
td{text-align:right;padding:4px 14px 4px 0;border-top:1px solid var(--rule);white-space:nowrap}
th:first-child,td:first-child,.hands :is(th,td):nth-child(2){text-align:left}
.confusion th{padding:0;text-align:center;min-width:44px;height:34px;font-size:17px}
.confusion td{border:1px solid var(--rule);padding:0;text-align:center;height:34px;font-size:15px}
.confusion .right{background:color-mix(in srgb,var(--right) calc(var(--shade)*26%),var(--sheet))}
.confusion .wrong{background:color-mix(in srgb,var(--accent) calc(var(--shade)*38%),var(--sheet))}
.charts{display:grid;grid-template-columns:repeat(auto-fit,minmax(360px,1fr));gap:24px}
figure{margin:0}
svg{width:100%;height:auto;display:block}
.rule{stroke:var(--rule);stroke-width:1}
.tick{fill:var(--soft);font-size:11px}
.line{fill:none;stroke-width:2.5;stroke-linejoin:round;stroke-linecap:round}
.line0{stroke:var(--ink)}.line1{stroke:var(--accent)}.line2{stroke:var(--right)}.line3{stroke:var(--misread)}
.name{font-size:13px}
.name0{fill:var(--ink)}.name1{fill:var(--accent)}.name2{fill:var(--right)}.name3{fill:var(--misread)}
.cards{display:grid;grid-template-columns:repeat(auto-fill,minmax(112px,1fr));gap:12px}
.card{background:var(--card);border-radius:6px;padding:10px;text-align:center;
border-bottom:4px solid var(--edge)}
.card.sure{border-bottom-color:var(--accent)}
.card img{filter:var(--lift)}
.card figcaption{font-size:14px;line-height:1.3}
.card b{font-size:24px;color:var(--ink)}
.bar{display:block;width:120px;height:8px;background:var(--card)}
.bar::before{content:"";display:block;height:100%;width:calc(var(--length)*100%);background:var(--accent)}
dl{display:grid;grid-template-columns:max-content 1fr;gap:4px 24px;margin:0}
dd{margin:0;overflow-wrap:anywhere}
@media(max-width:640px){main{padding:24px 16px 32px 40px}main::before{left:20px}h1{font-size:32px}}
"""
