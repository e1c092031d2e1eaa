"""The report: one page that needs nothing beside it and says what the figures say."""

from __future__ import annotations

import base64
import re
import struct
import zlib
from dataclasses import replace
from html.parser import HTMLParser

import numpy as np

from recognizer.manifest import Manifest
from training.train.report import ScoredSet, chart, html, png_uri
from training.train.sources import Part

MANIFEST = Manifest("<first>", "2026-11-22", 1, threshold=0.8, training={"epochs": 3})


def scored() -> ScoredSet:
    labels = np.array([0, 1, 2, 3, 10, 10])
    probabilities = np.full((6, 11), 0.01)
    for row, (read, confidence) in enumerate([(0, 0.9), (7, 0.9), (2, 0.5), (5, 0.4), (10, 0.9), (4, 0.85)]):
        probabilities[row, read] = confidence
    rasters = np.arange(6 * 28 * 28, dtype=np.uint8).reshape(6, 28, 28)
    return ScoredSet(
        Part("pens & <b>", rasters, labels, ("ann", "ann", "bob", "bob", "cy", "cy")), probabilities
    )


class Names(HTMLParser):
    """Every element's name and every address on a page."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.elements: list[str] = []
        self.addresses: list[str] = []
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.elements.append(tag)
        self.addresses += [value or "" for name, value in attrs if name in ("src", "href")]


def test_the_page_needs_nothing_beside_it() -> None:
    text = html(MANIFEST, {"loss": [1.0, 0.5], "val_loss": [1.1, 0.6]}, [scored()])
    page = Names(text)
    assert page.addresses and all(address.startswith("data:image/png;base64,") for address in page.addresses)
    assert not {"script", "link", "iframe"} & set(page.elements)
    assert not re.search(r"url\(|@import|https?://", text)


def test_names_from_outside_are_text_not_markup() -> None:
    text = html(MANIFEST, {}, [scored()])
    assert "pens &amp; &lt;b&gt;" in text and "&lt;first&gt;" in text
    assert "b>" not in Names(text).elements and "<first>" not in text


def test_the_figures_of_a_set() -> None:
    text = html(MANIFEST, {}, [scored()])
    row = re.search(r"<td>pens.*?</tr>", text)
    assert row is not None
    # Of four digits two are read right, two are unsure, one is wrong and sure; of two others one is accepted.
    assert re.findall(r"<td>([^<]*)</td>", row[0])[1:] == ["6", "50.00 %", "50.00 %", "25.00 %", "50.00 %"]


def test_where_picture_and_path_disagree_it_says_who_was_right() -> None:
    """Of four digits two are read differently; together they read 0, 7, 2, 5."""
    each = {"picture": np.array([0, 1, 3, 5, 1, 2]), "path": np.array([0, 7, 2, 5, 3, 2])}
    text = html(MANIFEST, {}, [replace(scored(), each=each)])
    section = text[text.index("Where picture and path disagree") :]
    row = re.search(r"<td>pens.*?</tr>", section)
    assert row is not None and re.findall(r"<td>([^<]*)</td>", row[0])[1:] == ["4", "2", "1", "1", "1"]
    assert "disagree" not in html(MANIFEST, {}, [scored()])


def test_the_digits_that_are_read_differently_are_shown_those_read_wrong_first() -> None:
    each = {"picture": np.array([8, 1, 2, 5, 1, 2]), "path": np.array([0, 7, 2, 5, 3, 2])}
    text = html(MANIFEST, {}, [replace(scored(), each=each)])
    section = text[text.index("Where picture and path disagree") : text.index("Its worst mistakes")]
    cards = re.findall(
        r'card( sure)?".*?picture <b>(\d)</b> path <b>(\d)</b><br>together (\d), was a (\d)<', section
    )
    assert cards == [(" sure", "1", "7", "7", "1"), ("", "8", "0", "0", "0")]
    assert ": 2 of 2</h3>" in section and section.count("data:image/png") == 2
    assert "pens &amp; &lt;b&gt; · ann" in section


def test_no_digit_is_shown_where_both_read_the_same() -> None:
    same = {name: np.array([0, 7, 2, 5, 3, 2]) for name in ("picture", "path")}
    text = html(MANIFEST, {}, [replace(scored(), each=same)])
    section = text[text.index("Where picture and path disagree") : text.index("Its worst mistakes")]
    assert "<figure" not in section and "<td>0</td>" in section


def test_the_worst_mistakes_come_surest_first() -> None:
    cards = re.findall(r"<figcaption><b>(\d)</b> (\d+)%<br>was ([^<]*)<", html(MANIFEST, {}, [scored()]))
    assert cards == [("7", "90", "a 1"), ("4", "85", "not a digit"), ("5", "40", "a 3")]


def test_writers_come_worst_first_and_non_digits_are_not_theirs() -> None:
    text = html(MANIFEST, {}, [scored()])
    section = text[text.index("Writer by writer") :]
    assert re.findall(r"<td>(ann|bob|cy)</td>", section) == ["ann", "bob"]


def test_a_training_without_curves_or_sets_still_has_a_page() -> None:
    assert "What it was made of" in html(MANIFEST, {}, [])


def test_a_picture_is_a_png_of_the_raster() -> None:
    raster = np.zeros((28, 28), np.uint8)
    raster[3, 5] = 200
    content = base64.b64decode(png_uri(raster).removeprefix("data:image/png;base64,"))
    width, height = struct.unpack(">II", content[16:24])
    start = content.index(b"IDAT")
    (length,) = struct.unpack(">I", content[start - 4 : start])
    rows = np.frombuffer(zlib.decompress(content[start + 4 : start + 4 + length]), np.uint8).reshape(28, -1)
    assert (width, height) == (28, 28)
    assert np.array_equal(rows[:, 1:].reshape(28, 28, 4)[..., 3], raster)


def test_a_chart_keeps_within_its_frame_and_skips_what_is_no_number() -> None:
    text = chart("loss", {"training": [3.0, float("nan"), 1.0], "kept apart": [2.0]})
    points = re.findall(r'points="([^"]*)"', text)
    assert [len(line.split()) for line in points] == [2, 1]
    for point in " ".join(points).split():
        x, y = map(float, point.split(","))
        assert 0 <= x <= 440 and 0 <= y <= 240
    assert "nan" not in text
