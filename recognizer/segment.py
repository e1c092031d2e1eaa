"""Strokes to glyphs: which strokes make one digit, by where they lie and how well they read together.

Each group of nearby strokes is a candidate glyph. A *split* shares all strokes out among candidates. Its
score is the sum of its glyphs' scores, and a glyph's score is a weighted sum of :data:`MEASURES`. So the best
splits are found by dynamic programming over sets of strokes. The softmax of the scores is the splits'
probability (a log-linear model over segmentations: semi-Markov conditional random fields, Sarawagi and Cohen,
2004). The weights are learned from numbers put together from the digits of calibration writers, and are kept
in the bundle.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping, Sequence
from functools import lru_cache
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from recognizer.ink import Box, Ink
from recognizer.shape import around, line_height, nearest, shape_of

Group = tuple[int, ...]
"""The strokes of one glyph: indices into the ink, ascending."""

Cover = tuple[float, tuple[Group, ...]]
"""Groups that cover some strokes, each stroke once, and the sum of their scores."""

LogShares = NDArray[np.float64]
"""Calibrated log-probabilities ``[..., 11]`` of a glyph; the last is "not a digit"."""

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

#: Used before any are learned; roughly what learning finds.
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
# Lengths are shares of the height of the line of writing.
_NEVER_JOINED = 0.5  # strokes with a wider gap from left to right are never one glyph
_WIDEST = 2.4  # no glyph is wider: a 5 with a long bar
_TOUCH = 0.06  # strokes that come nearer than this touch
# The pieces of a digit in more than four pieces lie this near to each other; each distance is tried.
_HANGING_TOGETHER = (0.05, 0.09, 0.13, 0.18)
# Scores by place and shape alone below which a glyph of several strokes is not looked at.
_HOPELESS = -7.0
_MAX_GROUPS = 64  # candidate glyphs; single strokes come first, so that there always is a split
_KEPT_SPLITS = 6
_KEPT_PAGES = 64  # several times those of one sheet
_NO_RIVAL = 6.0  # a split whose score is so far below another's has a probability of less than 0.3 %
_USUAL_PAUSE = 0.35  # seconds that the pen is usually lifted within a glyph
_FLOOR = math.log(1e-4)  # the least log-probability that counts: no glyph alone rules a split out
# Two strokes that overlap sideways by this share, and come this near, are one glyph, whatever they read as.
# This is so in 60 % of the two-stroke digits by training writers, and in 2 of 4,143 made two-stroke numbers.
_CROSSED, _CROSSING = 0.8, 0.1


Score = Callable[[Sequence[Ink]], LogShares]
"""Calibrated log-probabilities ``[n, 11]`` of glyphs, whatever networks they come from."""


def logs(probabilities: NDArray[np.float64]) -> LogShares:
    """The logarithms of probabilities; those below 1e-12 count as 1e-12."""
    log_shares: LogShares = np.log(np.maximum(probabilities, 1e-12))
    return log_shares


def only_group(ink: Ink) -> Group | None:
    """All strokes, if they can only be one glyph: one stroke, or two that cross. None otherwise."""
    count = len(ink.strokes)
    return tuple(range(count)) if count == 1 or (count == 2 and _page(ink).crossed()) else None


def covers(ink: Ink, score: Score, weights: Mapping[str, float] = WEIGHTS) -> list[Cover]:
    """The likeliest ways to share strokes out among glyphs, best first; the glyphs go from left to right.

    There is at least one. The ink must not be empty. An island of more than :data:`MAX_STROKES` strokes is
    taken for one glyph.
    """
    page = _page(ink)
    islands = page.islands()
    groups = [group for island in islands for group in page.groups(island)]
    geometry = page.geometry(groups, weights)
    # A group that lies so badly is no glyph, however well it reads: do not read it.
    hopeful = {g: v for g, v in geometry.items() if v > _HOPELESS or len(g) == 1 or g in islands}
    weight = weights.get("likelihood", 0.0)

    def likelihoods(groups: Sequence[Group]) -> list[float]:
        log_shares = score([ink.pick(group) for group in groups])
        return [weight * max(float(row[:10].max()), _FLOOR) for row in log_shares]

    found: list[Cover] = [(0.0, ())]
    for island in islands:
        best = _best_read_covers(island, hopeful, likelihoods)
        joined = [(a + b, (*one, *other)) for a, one in found for b, other in best]
        found = sorted(joined, reverse=True)[:_KEPT_SPLITS]
    return [(value, page.ordered(cover)) for value, cover in found]


def align(ink: Ink, label: str, score: Score, weights: Mapping[str, float] = WEIGHTS) -> Cover | None:
    """The likeliest split of the ink into a glyph for each digit of ``label``, left to right; None if there
    is none. The ink may be empty."""
    if not ink or len(ink.strokes) > MAX_STROKES or not 0 < len(label) <= len(ink.strokes):
        return None
    page = _page(ink)
    strokes = tuple(range(len(ink.strokes)))
    groups = page.groups(strokes)
    log_shares = dict(zip(groups, score([ink.pick(group) for group in groups]), strict=True))
    geometry = page.geometry(groups, weights)
    weight = weights.get("likelihood", 0.0)
    found: list[Cover] = []
    for cover in _covers(strokes, groups, len(label)):
        ordered = page.ordered(cover)
        value = sum(
            geometry[group] + weight * max(float(log_shares[group][int(digit)]), _FLOOR)
            for group, digit in zip(ordered, label, strict=True)
        )
        found.append((value, ordered))
    return max(found, default=None)


def measured(ink: Ink, score: Score) -> tuple[dict[Group, NDArray[np.float64]], list[tuple[Group, ...]]]:
    """The measures of every candidate glyph, and all splits into them: what the weights are learned from."""
    page = _page(ink)
    strokes = tuple(range(len(ink.strokes)))
    groups = page.groups(strokes)
    log_shares = score([ink.pick(group) for group in groups])
    found = {g: page.measures(g, s) for g, s in zip(groups, log_shares, strict=True)}
    covers = [cover for size in range(1, len(strokes) + 1) for cover in _covers(strokes, groups, size)]
    return found, [page.ordered(cover) for cover in covers]


class _Page:
    """The geometry of some ink, measured once. Get one from :func:`_page`."""

    def __init__(self, ink: Ink) -> None:
        self._strokes = ink.strokes
        shapes = [shape_of(stroke) for stroke in ink.strokes]
        self._boxes = [shape.box for shape in shapes]
        count = len(shapes)
        self._height = line_height(self._boxes)
        self._middle = around(self._boxes).centre[1]
        ways = [shape.sparse / self._height for shape in shapes]
        self._distance = np.zeros((count, count))
        for a in range(count):
            for b in range(a):
                self._distance[a, b] = self._distance[b, a] = nearest(ways[a], ways[b])

    def crossed(self) -> bool:
        """Whether these are two strokes that can only be one glyph (the bar of a 7, the stem of a 4)."""
        return (
            len(self._strokes) == 2
            and self._overlap_sideways(*self._boxes) >= _CROSSED
            and self._distance[0, 1] <= _CROSSING
        )

    def islands(self) -> list[Group]:
        """Sets of strokes, so far apart that no glyph can have strokes of two of them."""
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
            growing = {group for group in growing if self._is_narrow(self._box(group))}
            found |= growing
        few = sorted(found, key=lambda group: (len(group), self._box(group).width))[:_MAX_GROUPS]
        return few + [group for group in self._clusters(island) if group not in found]

    def _clusters(self, island: Group) -> set[Group]:
        """Strokes that hang together, however many: a digit that a failing pen left in many pieces."""
        if len(island) <= MAX_STROKES_A_GLYPH:
            return set()
        found: set[Group] = set()
        for reach in _HANGING_TOGETHER:
            left = set(island)
            while left:
                cluster, new = set[int](), {min(left)}
                while new:
                    cluster |= new
                    left -= new
                    new = {b for b in left for a in new if self._distance[a, b] <= reach}
                found.add(tuple(sorted(cluster)))
        return {group for group in found if self._is_narrow(self._box(group))}

    def measures(self, group: Group, log_shares: LogShares | None) -> NDArray[np.float64]:
        """:data:`MEASURES` of a candidate glyph; its likelihood 0 where ``log_shares`` is None."""
        box = self._box(group)
        others = [index for index in range(len(self._strokes)) if index not in group]
        members = sorted((self._boxes[index] for index in group), key=lambda b: b.left)
        nearest = [min(self._distance[a, b] for b in group if b != a) for a in group if len(group) > 1]
        likelihood = 0.0 if log_shares is None else max(float(log_shares[:10].max()), _FLOOR)
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
                sum(self._overlap_sideways(self._boxes[index], box) for index in others),
                sum(min(self._distance[a, b] for b in group) < _TOUCH for a in others),
                sum(b - a > 1 for a, b in pairwise(group)),
                self._pause(group),
                1.0,
            ]
        )

    def geometry(self, groups: Sequence[Group], weights: Mapping[str, float]) -> dict[Group, float]:
        """The scores of candidate glyphs by place and shape alone."""
        vector = np.array([weights.get(name, 0.0) for name in MEASURES])
        return {group: float(self.measures(group, None) @ vector) for group in groups}

    def ordered(self, groups: Sequence[Group]) -> tuple[Group, ...]:
        """Glyphs from left to right, by their middles."""
        return tuple(sorted(groups, key=lambda group: self._box(group).centre[0]))

    def _box(self, group: Sequence[int]) -> Box:
        return around([self._boxes[index] for index in group])

    def _is_narrow(self, box: Box) -> bool:
        """Whether a box is narrow enough for one glyph.

        Its own height counts too: a 5 whose bar lies above it is higher than any of its strokes.
        """
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

    def _overlap_sideways(self, other: Box, box: Box) -> float:
        return max(0.0, other.shared_width(box)) / max(min(other.width, box.width), 0.1 * self._height)

    def _pause(self, group: Group) -> float:
        longest = 0.0
        for a, b in pairwise(group):
            lifted, landed = self._strokes[a].points[-1].t, self._strokes[b].points[0].t
            if b == a + 1 and lifted is not None and landed is not None and landed > lifted:
                longest = max(longest, landed - lifted)
        return math.log(min(max(longest, 0.05), 3.0) / _USUAL_PAUSE) if longest else 0.0


@lru_cache(_KEPT_PAGES)
def _page(ink: Ink) -> _Page:
    return _Page(ink)


def _best_read_covers(
    island: Group, geometry: Mapping[Group, float], likelihoods: Callable[[Sequence[Group]], list[float]]
) -> list[Cover]:
    """The best ways to cover the strokes of an island, best first, reading as few glyphs as that takes.

    No glyph scores better than by its geometry alone, since a likelihood is at most 0. So a cover whose score
    would be far below that of the best, even if its glyphs read perfectly, need not be read (branch and
    bound). Half of all candidate glyphs of a two-digit number are spared in this way.
    """
    scores = {group: value for group, value in geometry.items() if group[0] in island}
    unread = set(scores)
    while True:
        covers = _best_covers(island, scores)
        least = max((v for v, cover in covers if unread.isdisjoint(cover)), default=math.inf) - _NO_RIVAL
        new = unread.intersection(covers[0][1]) or {
            group for value, cover in covers if value >= least for group in cover if group in unread
        }
        if not new:
            return [one for one in covers if unread.isdisjoint(one[1])]
        asked = sorted(new)
        for group, value in zip(asked, likelihoods(asked), strict=True):
            scores[group] += value
        unread -= new


def _best_covers(island: Group, scores: Mapping[Group, float]) -> list[Cover]:
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
    covers: dict[int, list[Cover]] = {0: [(0.0, ())]}
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
