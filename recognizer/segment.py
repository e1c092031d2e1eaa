"""Strokes to glyphs: which strokes make one digit, judged by where they lie and by how well they then read.

Every way to group nearby strokes is a candidate glyph; every way to share all strokes out among candidates is
a *split*. A split's score is the sum over its glyphs of a weighted sum of :data:`MEASURES`, so that the best
splits are found by dynamic programming over sets of strokes; the scores' softmax is the splits' probability
(a log-linear model over segmentations: semi-Markov conditional random fields, Sarawagi and Cohen, 2004).
The weights are learned from made numbers in the hands of calibration writers and travel with the bundle.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from recognizer.ink import Box, Ink, Stroke

Group = tuple[int, ...]
"""The strokes of one glyph: indices into the ink, ascending."""

Shares = NDArray[np.float64]
"""Calibrated probabilities ``[11]`` of one glyph; the last is "not a digit"."""

#: What is measured of a candidate glyph, in order; lengths are shares of the line's height.
MEASURES = (
    "likelihood",  # log of the best digit's probability
    "joins",  # strokes beyond the first
    "gap",  # widest empty column between its strokes
    "apart",  # widest distance from a stroke to the nearest other one
    "touching",  # strokes beyond the first that touch the others
    "small",  # log of its height, at most 0
    "wide",  # width beyond 1
    "intruding",  # how far other strokes reach into its columns, as share of the narrower
    "torn",  # other strokes that touch it
    "interrupted",  # times that it was left for another glyph and taken up again
    "pause",  # log of the longest pause within it over the usual one; 0 where no times are known
    "glyph",  # 1: whether many glyphs or few
)

#: Before any learning: roughly what learning comes to.
WEIGHTS: Mapping[str, float] = {
    "likelihood": 1.0,
    "joins": 0.5,
    "gap": -8.0,
    "apart": -6.0,
    "touching": 1.0,
    "small": 3.0,
    "wide": -3.0,
    "intruding": -2.0,
    "torn": -1.5,
    "interrupted": -0.5,
    "pause": -0.5,
    "glyph": 0.0,
}

MAX_STROKES_A_GLYPH = 4
#: More than this is no number of up to four digits and some corrections; it is read as one glyph.
MAX_STROKES = 16
# Strokes further apart than this share of the line's height, in x, are never joined.
_NEVER_JOINED = 0.6
_MAX_GROUPS = 90
_KEPT_SPLITS = 6
_TOUCH = 0.06
_USUAL_PAUSE = 0.35
_FLOOR = 1e-4
_SAMPLES = 20


@dataclass(frozen=True, slots=True)
class Split:
    """One way to share the strokes out: glyphs from left to right, and its probability among the splits."""

    groups: tuple[Group, ...]
    probability: float


Score = Callable[[Sequence[Group]], Sequence[Shares]]
"""The reader's probabilities of each group of strokes taken as one glyph."""


def splits(ink: Ink, score: Score, weights: Mapping[str, float] = WEIGHTS) -> list[Split]:
    """The likeliest splits of some ink, best first, at least one. The ink must not be empty."""
    if len(ink.strokes) > MAX_STROKES:
        return [Split((tuple(range(len(ink.strokes))),), 1.0)]
    page = _Page(ink)
    groups = page.groups()
    shares = score(groups)
    vector = np.array([weights.get(name, 0.0) for name in MEASURES])
    scores = [
        float(page.measures(group, share) @ vector) for group, share in zip(groups, shares, strict=True)
    ]
    best = _best_covers(len(ink.strokes), dict(zip(groups, scores, strict=True)))
    top = best[0][0]
    total = sum(math.exp(value - top) for value, _ in best)
    return [Split(page.ordered(cover), math.exp(value - top) / total) for value, cover in best]


def align(
    ink: Ink, label: str, score: Score, weights: Mapping[str, float] = WEIGHTS
) -> tuple[Group, ...] | None:
    """The likeliest split of the ink into glyphs for each digit of ``label``; None if there is none."""
    if not ink or len(ink.strokes) > MAX_STROKES or not label or len(label) > len(ink.strokes):
        return None
    page = _Page(ink)
    groups = page.groups()
    shares = dict(zip(groups, score(groups), strict=True))
    vector = np.array([weights.get(name, 0.0) for name in MEASURES])
    geometry = {group: float(page.measures(group, None) @ vector) for group in groups}
    weight = weights.get("likelihood", 1.0)
    found: list[tuple[float, tuple[Group, ...]]] = []
    for cover in _covers_of_size(len(ink.strokes), groups, len(label)):
        ordered = page.ordered(cover)
        value = sum(
            geometry[group] + weight * math.log(max(float(shares[group][int(digit)]), _FLOOR))
            for group, digit in zip(ordered, label, strict=True)
        )
        found.append((value, ordered))
    return max(found)[1] if found else None


def measured(ink: Ink, score: Score) -> tuple[dict[Group, NDArray[np.float64]], list[tuple[Group, ...]]]:
    """The measures of every candidate glyph, and all splits into them: what the weights are learned from."""
    page = _Page(ink)
    groups = page.groups()
    found = {g: page.measures(g, s) for g, s in zip(groups, score(groups), strict=True)}
    covers = [
        page.ordered(cover)
        for size in range(1, len(ink.strokes) + 1)
        for cover in _covers_of_size(len(ink.strokes), groups, size)
    ]
    return found, covers


class _Page:
    """The geometry of some ink, measured once."""

    def __init__(self, ink: Ink) -> None:
        self._strokes = ink.strokes
        self._boxes = [stroke.box for stroke in ink.strokes]
        # Where a lone bar or dot is all there is, its longer side stands for the line's height.
        whole = ink.box
        self._height = (
            max(max(box.height for box in self._boxes), 0.25 * whole.width, whole.height * 0.5) or 1.0
        )
        count = len(ink.strokes)
        paths = [_sampled(stroke) / self._height for stroke in ink.strokes]
        self._distance = np.zeros((count, count))
        for a in range(count):
            for b in range(a):
                dx = paths[a][:, 0, None] - paths[b][:, 0]
                dy = paths[a][:, 1, None] - paths[b][:, 1]
                self._distance[a, b] = self._distance[b, a] = math.sqrt(float((dx * dx + dy * dy).min()))

    def groups(self) -> list[Group]:
        """Candidate glyphs: each stroke alone, and those of up to four strokes that lie near each other."""
        count = len(self._strokes)
        near = [[self._column_gap(a, b) <= _NEVER_JOINED for b in range(count)] for a in range(count)]
        found: set[Group] = {(index,) for index in range(count)}
        growing = set(found)
        for _ in range(MAX_STROKES_A_GLYPH - 1):
            growing = {
                tuple(sorted((*group, other)))
                for group in growing
                for other in range(count)
                if other not in group and any(near[other][member] for member in group)
            }
            growing = {group for group in growing if self._plausible(group)}
            found |= growing
        return sorted(found, key=lambda group: (len(group), self._box(group).width))[:_MAX_GROUPS]

    def _plausible(self, group: Group) -> bool:
        """Not wider than two digits, and not leaving out a stroke that lies wholly within its columns."""
        box = self._box(group)
        if box.width > 1.9 * self._height and len(group) > 1:
            return False
        gaps = sorted((self._boxes[index] for index in group), key=lambda b: b.left)
        return self._widest_gap(gaps) <= _NEVER_JOINED

    def measures(self, group: Group, shares: Shares | None) -> NDArray[np.float64]:
        """:data:`MEASURES` of a candidate glyph; its likelihood 0 where ``shares`` is None."""
        box = self._box(group)
        others = [index for index in range(len(self._strokes)) if index not in group]
        members = sorted((self._boxes[index] for index in group), key=lambda b: b.left)
        nearest = [min(self._distance[a, b] for b in group if b != a) for a in group if len(group) > 1]
        likelihood = 0.0 if shares is None else math.log(max(float(shares[:10].max()), _FLOOR))
        return np.array(
            [
                likelihood,
                len(group) - 1,
                self._widest_gap(members),
                max(nearest, default=0.0),
                max(0, sum(distance < _TOUCH for distance in nearest) - 1),
                math.log(min(1.0, max(box.height / self._height, 0.05))),
                max(0.0, box.width / self._height - 1),
                sum(self._reach(self._boxes[index], box) for index in others),
                sum(min(self._distance[a, b] for b in group) < _TOUCH for a in others),
                sum(b - a > 1 for a, b in pairwise(group)),
                self._pause(group),
                1.0,
            ]
        )

    def ordered(self, groups: Sequence[Group]) -> tuple[Group, ...]:
        """Glyphs from left to right, by their middles."""
        return tuple(sorted(groups, key=lambda group: self._box(group).centre[0]))

    def _box(self, group: Group) -> Box:
        box = self._boxes[group[0]]
        for index in group[1:]:
            box = box.union(self._boxes[index])
        return box

    def _column_gap(self, a: int, b: int) -> float:
        first, second = self._boxes[a], self._boxes[b]
        return max(second.left - first.right, first.left - second.right, 0.0) / self._height

    def _widest_gap(self, boxes: Sequence[Box]) -> float:
        """The widest empty column between boxes that are sorted by their left sides."""
        widest, right = 0.0, boxes[0].right
        for box in boxes[1:]:
            widest, right = max(widest, box.left - right), max(right, box.right)
        return widest / self._height

    def _reach(self, other: Box, box: Box) -> float:
        shared = min(other.right, box.right) - max(other.left, box.left)
        return max(0.0, shared) / max(min(other.width, box.width), 0.1 * self._height)

    def _pause(self, group: Group) -> float:
        longest = 0.0
        for a, b in pairwise(group):
            lifted, landed = self._strokes[a].points[-1].t, self._strokes[b].points[0].t
            if b == a + 1 and lifted is not None and landed is not None and landed > lifted:
                longest = max(longest, landed - lifted)
        return math.log(min(max(longest, 0.05), 3.0) / _USUAL_PAUSE) if longest else 0.0


def _sampled(stroke: Stroke) -> NDArray[np.float64]:
    """Up to ``_SAMPLES`` points evenly along a stroke, ``[n, 2]``."""
    path = np.array([(point[0], point[1]) for point in stroke.points])
    if len(path) == 1:
        return path
    steps = path[1:] - path[:-1]
    along = np.concatenate([[0.0], np.cumsum(np.hypot(steps[:, 0], steps[:, 1]))])
    at = np.linspace(0.0, along[-1], _SAMPLES)
    return np.stack([np.interp(at, along, path[:, 0]), np.interp(at, along, path[:, 1])], axis=1)


def _best_covers(count: int, scores: Mapping[Group, float]) -> list[tuple[float, tuple[Group, ...]]]:
    """The best ways to cover all strokes with groups, each stroke once, best first.

    Dynamic programming over sets of strokes as bit masks: the lowest stroke that is not covered yet is
    covered next.
    """
    starting: list[list[tuple[int, Group, float]]] = [[] for _ in range(count)]
    for group, score in scores.items():
        starting[group[0]].append((sum(1 << index for index in group), group, score))
    whole = (1 << count) - 1
    covers: dict[int, list[tuple[float, tuple[Group, ...]]]] = {0: [(0.0, ())]}
    for mask in range(whole):
        if mask not in covers:
            continue
        so_far = covers.pop(mask)
        lowest = (~mask & (mask + 1)).bit_length() - 1
        for bits, group, score in starting[lowest]:
            if not bits & mask:
                reached = covers.setdefault(mask | bits, [])
                reached += [(value + score, (*cover, group)) for value, cover in so_far]
                reached.sort(reverse=True)
                del reached[_KEPT_SPLITS:]
    return covers[whole]


def _covers_of_size(count: int, groups: Sequence[Group], size: int) -> list[tuple[Group, ...]]:
    """Every way to cover all strokes with ``size`` groups, each stroke once."""
    starting: list[list[Group]] = [[] for _ in range(count)]
    for group in groups:
        starting[group[0]].append(group)
    found: list[tuple[Group, ...]] = []

    def extend(cover: tuple[Group, ...], used: frozenset[int]) -> None:
        if len(used) == count:
            if len(cover) == size:
                found.append(cover)
            return
        if len(cover) < size:
            lowest = min(set(range(count)) - used)
            for group in starting[lowest]:
                if used.isdisjoint(group):
                    extend((*cover, group), used.union(group))

    extend((), frozenset())
    return found
