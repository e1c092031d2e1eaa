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
    "uneven",  # how far its middle lies above or below the line's
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
    "uneven": -4.0,
    "intruding": -2.0,
    "torn": -1.5,
    "interrupted": -0.5,
    "pause": -0.5,
    "glyph": 0.0,
}

MAX_STROKES_A_GLYPH = 4
#: More than this is no number of up to four digits and some corrections; it is read as one glyph.
MAX_STROKES = 16
# Shares of the line's height: strokes with a wider gap in x are never joined, and no glyph is wider than a 5
# with a long bar; strokes that come nearer touch.
_NEVER_JOINED, _WIDEST, _TOUCH = 0.5, 2.4, 0.06
# Candidate glyphs weighed at most, single strokes first so that there always is a split; and splits kept.
_MAX_GROUPS, _KEPT_SPLITS = 90, 6
# Seconds that the pen is lifted for within a glyph.
_USUAL_PAUSE = 0.35
# Smaller probabilities count as this one: no glyph alone rules a split out.
_FLOOR = 1e-4
# Points along a stroke from which distances are taken.
_SAMPLES = 20
# Two strokes that lie so much in one another's columns and come so near are one glyph, whatever they read as:
# so are 60 % of the digits of two strokes by training writers, and 2 of 4,143 made numbers of two strokes.
_CROSSED, _CROSSING = 0.8, 0.1


@dataclass(frozen=True, slots=True)
class Split:
    """One way to share the strokes out: glyphs from left to right, and its probability among the splits."""

    groups: tuple[Group, ...]
    probability: float


Score = Callable[[Sequence[Group]], Sequence[Shares]]
"""The reader's probabilities of each group of strokes taken as one glyph."""


def splits(ink: Ink, score: Score, weights: Mapping[str, float] = WEIGHTS) -> list[Split]:
    """The likeliest splits of some ink, best first, at least one. The ink must not be empty.

    An island of more than :data:`MAX_STROKES` strokes is taken for one glyph.
    """
    if len(ink.strokes) == 1:
        # Most glyphs: there is nothing to weigh, and reading must not wait for it.
        score([(0,)])
        return [Split(((0,),), 1.0)]
    page = _Page(ink)
    if page.crossed():
        score([(0, 1)])
        return [Split(((0, 1),), 1.0)]
    islands = page.islands()
    groups = [group for island in islands for group in page.groups(island)]
    vector = np.array([weights.get(name, 0.0) for name in MEASURES])
    scores = {
        group: float(page.measures(group, shares) @ vector)
        for group, shares in zip(groups, score(groups), strict=True)
    }
    covers: list[_Cover] = [(0.0, ())]
    for island in islands:
        best = _best_covers(island, scores)
        joined = [(a + b, (*one, *other)) for a, one in covers for b, other in best]
        covers = sorted(joined, reverse=True)[:_KEPT_SPLITS]
    top = covers[0][0]
    total = sum(math.exp(value - top) for value, _ in covers)
    return [Split(page.ordered(cover), math.exp(value - top) / total) for value, cover in covers]


def align(
    ink: Ink, label: str, score: Score, weights: Mapping[str, float] = WEIGHTS
) -> tuple[Group, ...] | None:
    """The likeliest split of the ink into a glyph for each digit of ``label``; None if there is none. The ink
    may be empty."""
    if not ink or len(ink.strokes) > MAX_STROKES or not 0 < len(label) <= len(ink.strokes):
        return None
    page = _Page(ink)
    strokes = tuple(range(len(ink.strokes)))
    groups = page.groups(strokes)
    shares = dict(zip(groups, score(groups), strict=True))
    vector = np.array([weights.get(name, 0.0) for name in MEASURES])
    geometry = {group: float(page.measures(group, None) @ vector) for group in groups}
    weight = weights.get("likelihood", 0.0)
    found: list[_Cover] = []
    for cover in _covers(strokes, groups, len(label)):
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
    strokes = tuple(range(len(ink.strokes)))
    groups = page.groups(strokes)
    found = {g: page.measures(g, s) for g, s in zip(groups, score(groups), strict=True)}
    covers = [cover for size in range(1, len(strokes) + 1) for cover in _covers(strokes, groups, size)]
    return found, [page.ordered(cover) for cover in covers]


class _Page:
    """The geometry of some ink, measured once."""

    def __init__(self, ink: Ink) -> None:
        self._strokes = ink.strokes
        self._boxes = [stroke.box for stroke in ink.strokes]
        # Where lone bars are all there is, half their length stands for the line's height.
        tallest = max(box.height for box in self._boxes)
        widest = max(box.width for box in self._boxes)
        count = len(ink.strokes)
        line = self._box(range(count))
        self._height = max(tallest, widest / 2, line.height / 2) or 1.0
        self._middle = line.centre[1]
        paths = [_sampled(stroke) / self._height for stroke in ink.strokes]
        self._distance = np.zeros((count, count))
        for a in range(count):
            for b in range(a):
                dx = paths[a][:, 0, None] - paths[b][:, 0]
                dy = paths[a][:, 1, None] - paths[b][:, 1]
                self._distance[a, b] = self._distance[b, a] = math.sqrt(float((dx * dx + dy * dy).min()))

    def crossed(self) -> bool:
        """Whether these are two strokes that can only be one glyph (the bar of a 7, the stem of a 4)."""
        return (
            len(self._strokes) == 2
            and self._reach(*self._boxes) >= _CROSSED
            and self._distance[0, 1] <= _CROSSING
        )

    def islands(self) -> list[Group]:
        """The strokes in sets so far apart that no glyph can have strokes of two of them."""
        islands: list[Group] = []
        for index in range(len(self._strokes)):
            near = [island for island in islands if any(self._near(index, member) for member in island)]
            islands = [island for island in islands if island not in near]
            islands.append(tuple(sorted((index, *(member for island in near for member in island)))))
        return islands

    def groups(self, island: Group) -> list[Group]:
        """Candidate glyphs: each stroke alone, and those of up to four strokes that lie near each other."""
        if len(island) > MAX_STROKES:
            return [island]
        found: set[Group] = {(index,) for index in island}
        growing = set(found)
        for _ in range(MAX_STROKES_A_GLYPH - 1):
            growing = {
                tuple(sorted((*group, other)))
                for group in growing
                for other in island
                if other not in group and any(self._near(other, member) for member in group)
            }
            growing = {group for group in growing if self._narrow(self._box(group))}
            found |= growing
        return sorted(found, key=lambda group: (len(group), self._box(group).width))[:_MAX_GROUPS]

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
                abs(box.centre[1] - self._middle) / self._height,
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

    def _box(self, group: Sequence[int]) -> Box:
        box = self._boxes[group[0]]
        for index in group[1:]:
            box = box.union(self._boxes[index])
        return box

    def _narrow(self, box: Box) -> bool:
        """Whether some ink is narrow enough for one glyph. A 5 whose bar lies above it is higher than any of
        its strokes."""
        return box.width <= _WIDEST * max(self._height, box.height)

    def _near(self, a: int, b: int) -> bool:
        first, second = self._boxes[a], self._boxes[b]
        return max(second.left - first.right, first.left - second.right) <= _NEVER_JOINED * self._height

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


_Cover = tuple[float, tuple[Group, ...]]
"""Groups that cover some strokes, each stroke once, and the sum of their scores."""


def _best_covers(island: Group, scores: Mapping[Group, float]) -> list[_Cover]:
    """The best ways to cover the strokes of an island, best first.

    Dynamic programming over sets of strokes as bit masks: the first stroke that is not covered yet is
    covered next.
    """
    if len(island) > MAX_STROKES:
        return [(scores[island], (island,))]
    place = {index: position for position, index in enumerate(island)}
    starting: list[list[tuple[int, Group, float]]] = [[] for _ in island]
    for group, score in scores.items():
        if group[0] in place:
            starting[place[group[0]]].append((sum(1 << place[index] for index in group), group, score))
    whole = (1 << len(island)) - 1
    covers: dict[int, list[_Cover]] = {0: [(0.0, ())]}
    for mask in range(whole):
        so_far = covers.pop(mask, None)
        if so_far is None:
            continue
        lowest = (~mask & (mask + 1)).bit_length() - 1
        for bits, group, score in starting[lowest]:
            if not bits & mask:
                reached = covers.setdefault(mask | bits, [])
                reached += [(value + score, (*cover, group)) for value, cover in so_far]
                reached.sort(reverse=True)
                del reached[_KEPT_SPLITS:]
    return covers[whole]


def _covers(strokes: Group, groups: Sequence[Group], size: int) -> list[tuple[Group, ...]]:
    """Every way to cover ``strokes`` with ``size`` groups, each stroke once."""
    if size == 0 or not strokes:
        return [()] if size == 0 and not strokes else []
    return [
        (group, *rest)
        for group in groups
        if group[0] == strokes[0] and set(group) <= set(strokes)
        for rest in _covers(tuple(index for index in strokes if index not in group), groups, size - 1)
    ]
