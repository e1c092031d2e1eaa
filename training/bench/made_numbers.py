"""Whole numbers put together from one writer's glyphs, to measure and tune how numbers are read.

Pure: the NumPy generator that is handed in makes every choice, so the same seed makes the same numbers.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from statistics import fmean, median

import numpy as np
from numpy.typing import NDArray

from recognizer.ink import Ink, Stroke
from training.datasets import PenSample

# Shares of a glyph's height: see ``make_number``.
GAP = (-0.10, 0.60)
HEIGHT = 0.10
BASELINE = 0.08
# Every fifth number has a late stroke.
LATE_ONE_IN = 5
# A writer's own sizes are kept within these shares of their usual height.
OWN_SIZE = (0.8, 1.25)
# A glyph flatter than this is measured by its width: a dash must not be enlarged to a digit's height.
FLATTEST = 0.4

Glyphs = Mapping[str, Sequence[Ink]]
"""The glyphs of one writer by digit, ``"0"`` to ``"9"``."""


@dataclass(frozen=True, slots=True)
class Number:
    """A made number.

    Attributes:
        text: the digits as written.
        writer: whose glyphs these are.
        ink: the strokes in drawing order, without times (the glyphs come from different moments).
        glyphs: for each digit from left to right its strokes' indices in ``ink``, ascending.
        late: whether a digit's last stroke was drawn after all other digits.
    """

    text: str
    writer: str
    ink: Ink
    glyphs: tuple[tuple[int, ...], ...]
    late: bool


def glyphs_by_writer(samples: Iterable[PenSample]) -> dict[str, dict[str, list[Ink]]]:
    """Glyphs by writer and digit, in the order of the samples; what is not a single digit is left out."""
    found: dict[str, dict[str, list[Ink]]] = {}
    for sample in samples:
        if sample.is_digit and sample.ink:
            found.setdefault(sample.writer, {}).setdefault(sample.label, []).append(sample.ink)
    return found


def make_number(
    text: str,
    glyphs: Glyphs,
    rng: np.random.Generator,
    *,
    late: bool = False,
    writer: str = "",
    usual: float | None = None,
    gap: tuple[float, float] = GAP,
) -> Number:
    """The number ``text`` as one writer writes it.

    Each digit is one of the writer's glyphs of that digit, at the writer's own size relative to their usual
    height, varied by 10 %. The gap between neighbours' boxes is uniform within ``gap``, the foot of each
    glyph within 8 % of the mean glyph height from the base line.

    Args:
        text: one digit or more, each among ``glyphs``.
        glyphs: the writer's glyphs by digit.
        late: draw the last stroke of a digit after everything else, like a forgotten bar. It is done only if
            a digit before the last one has two strokes or more.
        writer: for the result.
        usual: :func:`usual_size` of the glyphs, if it is known already.
        gap: least and most, as shares of the mean glyph height; less than 0: they overlap.

    Raises:
        KeyError: the writer has no glyph of a digit in ``text``.
    """
    chosen = [glyphs[digit][int(rng.integers(len(glyphs[digit])))] for digit in text]
    late_digit = _choose_late(text, glyphs, chosen, rng) if late else None
    usual = usual or usual_size(glyphs)
    return written(text, chosen, rng, usual=usual, late_digit=late_digit, writer=writer, gap=gap)


def written(
    text: str,
    chosen: Sequence[Ink],
    rng: np.random.Generator,
    *,
    usual: float,
    late_digit: int | None = None,
    writer: str = "",
    gap: tuple[float, float] = GAP,
) -> Number:
    """The number ``text`` from these glyphs, one for each digit; sizes and places as in :func:`make_number`.

    Args:
        usual: the writer's usual height, in the ink's own unit.
        late_digit: the digit, counted from 0, whose last stroke is drawn after everything else; None: none.
    """
    scaled = [_resized(ink, usual, rng) for ink in chosen]
    mean_height = fmean(ink.box.height for ink in scaled) or usual

    placed: list[Ink] = []
    right: float | None = None
    for ink in scaled:
        box = ink.box
        left = 0.0 if right is None else right + float(rng.uniform(*gap)) * mean_height
        foot = float(rng.uniform(-BASELINE, BASELINE)) * mean_height
        placed.append(ink.moved(left - box.left, foot - box.bottom))
        right = left + box.width
    return _drawn(text, placed, late_digit, writer)


def usual_size(glyphs: Glyphs) -> float:
    """The height at which a writer usually writes, in the ink's own unit, > 0."""
    return median(_size(ink) for inks in glyphs.values() for ink in inks) or 1.0


def numbers_of(
    samples: Iterable[PenSample],
    rng: np.random.Generator,
    count: int,
    lengths: Sequence[int] = (1, 2, 3, 4),
    *,
    evenly: bool = True,
    gap: tuple[float, float] = GAP,
) -> Iterator[Number]:
    """``count`` numbers of each length, from digits drawn evenly; one in five has a late stroke.

    Numbers of two digits or more do not begin with 0 (unless the writer has no other digit). Lengths
    alternate, so that the first numbers alone are a fair sample too.

    Args:
        evenly: draw every writer equally often, for variety. If False, by how much they wrote, for measuring:
            each sample counts the same then, as in the figures of single digits.

    Raises:
        ValueError: there is not one digit among the samples.
    """
    writers = glyphs_by_writer(samples)
    if not writers:
        raise ValueError("there are no digits to make numbers of")
    names = sorted(writers)
    shares = None if evenly else by_amount([writers[name] for name in names])
    usual = {name: usual_size(glyphs) for name, glyphs in writers.items()}
    for index in range(count):
        for length in lengths:
            at = rng.integers(len(names)) if shares is None else rng.choice(len(names), p=shares)
            writer = names[int(at)]
            text = _any_number(length, sorted(writers[writer]), rng)
            late = index % LATE_ONE_IN == LATE_ONE_IN - 1
            if late:
                text = _with_a_lift(text, writers[writer], rng)
            yield make_number(
                text, writers[writer], rng, late=late, writer=writer, usual=usual[writer], gap=gap
            )


def by_amount(writers: Sequence[Glyphs]) -> NDArray[np.float64]:
    """The share of all glyphs that each writer wrote."""
    counts = np.array([sum(len(inks) for inks in glyphs.values()) for glyphs in writers], np.float64)
    shares: NDArray[np.float64] = counts / counts.sum()
    return shares


def _any_number(length: int, digits: Sequence[str], rng: np.random.Generator) -> str:
    text = [digits[int(rng.integers(len(digits)))] for _ in range(length)]
    leading = [digit for digit in digits if digit != "0"]
    if length > 1 and text[0] == "0" and leading:
        text[0] = leading[int(rng.integers(len(leading)))]
    return "".join(text)


def _with_a_lift(text: str, glyphs: Glyphs, rng: np.random.Generator) -> str:
    """``text``, changed if needed: the writer lifts the pen in a digit before the last, if they ever do."""
    lifted = [digit for digit in sorted(glyphs) if _lifted(glyphs[digit])]
    if len(text) > 1 and not any(digit in lifted for digit in text[:-1]):
        place = int(rng.integers(len(text) - 1))
        fitting = [digit for digit in lifted if place > 0 or digit != "0"]
        if fitting:
            digit = fitting[int(rng.integers(len(fitting)))]
            text = text[:place] + digit + text[place + 1 :]
    return text


def _choose_late(text: str, glyphs: Glyphs, chosen: list[Ink], rng: np.random.Generator) -> int | None:
    """Which digit's last stroke is drawn late; puts a glyph with a lift there if ``chosen`` has none."""
    places = [place for place, digit in enumerate(text[:-1]) if _lifted(glyphs[digit])]
    if not places:
        return None
    place = places[int(rng.integers(len(places)))]
    lifted = _lifted(glyphs[text[place]])
    if len(chosen[place].strokes) < 2:
        chosen[place] = lifted[int(rng.integers(len(lifted)))]
    return place


def _lifted(inks: Sequence[Ink]) -> list[Ink]:
    return [ink for ink in inks if len(ink.strokes) > 1]


def _size(ink: Ink) -> float:
    box = ink.box
    return max(box.height, FLATTEST * box.width)


def _resized(ink: Ink, usual: float, rng: np.random.Generator) -> Ink:
    size = _size(ink)
    least, most = OWN_SIZE
    kept = min(max(size, least * usual), most * usual) * float(rng.uniform(1 - HEIGHT, 1 + HEIGHT))
    return ink.moved(0.0, 0.0, kept / size if size > 0 else 1.0)


def _drawn(text: str, placed: Sequence[Ink], late_digit: int | None, writer: str) -> Number:
    order: list[tuple[int, Stroke]] = []
    last: list[tuple[int, Stroke]] = []
    for place, ink in enumerate(placed):
        strokes = [Stroke(tuple(point._replace(t=None) for point in s.points)) for s in ink.strokes]
        if place == late_digit:
            last.append((place, strokes.pop()))
        order += [(place, stroke) for stroke in strokes]
    order += last
    groups = tuple(tuple(i for i, (p, _) in enumerate(order) if p == place) for place in range(len(placed)))
    return Number(text, writer, Ink(tuple(stroke for _, stroke in order)), groups, late_digit is not None)
