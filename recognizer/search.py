"""Search: which interpretation of some ink reads best.

Theory of operation. First, plain marks are left out and torn strokes are joined. This gives one
interpretation or several: the ink as it is, without what may be a mark, with a correction made.
:mod:`recognizer.segment` splits the strokes of each one into glyphs and scores each split. The score is a sum
over the glyphs of how well each one reads and where it lies. So, less the interpretation's cost, scores of
different interpretations can be compared. All splits are pooled, and the softmax of their scores is their
probability. If the reading is still unsure, joined strokes are cut and the page is turned, which takes
longer. Cuts are made one after the other, each time the best one.

The work is bounded: after :data:`_MOST_GLYPHS` glyphs, no further interpretation is tried.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from recognizer import segment
from recognizer.corrections import corrected
from recognizer.cuts import cuts_of
from recognizer.gaps import mended, paused
from recognizer.ink import Box, Ink
from recognizer.interpretation import Interpretation, Mark, MarkKind
from recognizer.marks import without_marks
from recognizer.reading import Glyph, Reading
from recognizer.segment import Group
from recognizer.shape import line_height, shape_of
from recognizer.tilt import levelled, steep

_KEPT = 8  # splits, the best ones
_MOST_CUTS = 4  # in one ink
_MOST_STROKES = 8  # ink of more strokes is not cut
_MOST_GLYPHS = 64  # after so many glyphs, no further interpretation is tried
_LONGEST = 30.0  # times the ink's width or height: a number's line is never longer
# Changes of a score (natural logarithm):
_CUT = 2.0  # less for each cut
_BARRED = 6.0  # less if the struck-out digit and its line read as a barred 0 or 7
_SCRIBBLE = 6.0  # less if the scribble reads as a digit
_RINGS = 10.0  # less if the two numbers may be the rings of an 8
_NEEDLESS = 4.5  # more for a 1 written over a digit that it does not change
# Scores below which
_BADLY = -2.5  # digits are cut to fit their label, since they may be joined; for each digit
_HARDLY = -7.0  # a split is a guess
_PLAUSIBLE = -1.0  # a split with a correction is a guess
# What else is a guess:
_PLAIN = 0.8  # a split with a correction whose probability is below this
_COLUMNS = 0.5  # two glyphs that overlap sideways by more than this share of the narrower one
_HANGS = 0.2  # a glyph that begins nearer than this to the top of a line on its left, in heights of the line
_TOUCH = 0.1  # two lines that come nearer than this, in heights
_TORN = 0.13  # a glyph that begins nearer than this (in heights) to the end of the one before, at once


@dataclass(frozen=True, slots=True)
class Split:
    """One way to read some ink.

    Attributes:
        glyphs: from left to right.
        probability: among all splits that were found.
        marks: what is left out.
        guess: whether this is too bold to be sure of it.
    """

    glyphs: tuple[Glyph, ...]
    probability: float
    marks: tuple[Mark, ...] = ()
    guess: bool = False


Decide = Callable[[Sequence[Split]], Reading]
"""The reading by some splits, best first."""


@dataclass(frozen=True, slots=True)
class _Option:
    """A split of one interpretation's strokes, and its score."""

    interpretation: Interpretation
    groups: tuple[Group, ...]
    score: float


class Search:
    """Finds the likeliest way to read some ink.

    Args:
        score: log-probabilities of glyphs; remembers what it was asked before.
        weights: of the measures of :mod:`recognizer.segment`.
    """

    def __init__(self, score: segment.Score, weights: Mapping[str, float]) -> None:
        self._score_glyphs, self._weights = score, weights
        self._seen: set[Ink] = set()

    def read(self, ink: Ink, decide: Decide) -> Reading:
        """The reading of some ink, which must not be empty."""
        found = _interpretations(ink)
        only = segment.only_group(found[0].ink) if len(found) == 1 else None
        if only is not None:  # most ink: nothing to weigh, so read it at once
            self._scored([found[0].ink.pick(only)])
            reading = decide([_split(_Option(found[0], (only,), 0.0), 1.0)])
            if reading.sure:
                return reading
        options = self._options(found)
        reading = decide(_pooled(options))
        best = max(options, key=_score_of)
        if not (reading.sure or _is_endless(best.interpretation.ink)):
            more = [*self._turned(best), *self._cut(best)]
        else:
            more = self._turned(best) if steep(_boxes(best)) else []
        return decide(_pooled([*options, *more])) if more else reading

    def align(self, ink: Ink, label: str) -> tuple[Glyph, ...] | None:
        """The likeliest glyph for each digit of a known ``label``, left to right; None if there are none.

        Marks, gaps, corrections and joined strokes are seen to as in :meth:`read`; the label decides.
        """
        found = [*_interpretations(ink), Interpretation.of(ink)]
        best = max(self._aligned(found, label), key=_score_of, default=None)
        now = found[0] if best is None else best.interpretation
        for _ in range(_MOST_CUTS):
            if best is not None and best.score > _BADLY * len(label):
                break
            # What has too few strokes for the label is cut so as to read best, until it has enough.
            cut = _cut_once(now)
            better = max(self._aligned(cut, label), key=_score_of, default=None)
            if better is not None and (best is None or better.score > best.score):
                best, now = better, better.interpretation
            elif best is None and (read := self._options(cut)):
                now = max(read, key=_score_of).interpretation
            else:
                break
        return None if best is None else _glyphs(best)

    def _scored(self, glyphs: Sequence[Ink]) -> segment.LogShares:
        self._seen.update(glyphs)
        return self._score_glyphs(glyphs)

    def _aligned(self, interpretations: Iterable[Interpretation], label: str) -> list[_Option]:
        return [
            _Option(one, found[1], found[0] + self._prior(one))
            for one in interpretations
            if (found := segment.align(one.ink, label, self._scored, self._weights))
        ]

    def _options(self, interpretations: Iterable[Interpretation]) -> list[_Option]:
        """The best splits of each interpretation, until enough glyphs were looked at."""
        options: list[_Option] = []
        for one in interpretations:
            if len(self._seen) >= _MOST_GLYPHS:
                break
            prior = self._prior(one)
            options += [
                _Option(one, groups, value + prior)
                for value, groups in segment.covers(one.ink, self._scored, self._weights)
            ]
        return options

    def _prior(self, interpretation: Interpretation) -> float:
        """How likely an interpretation is before its digits are read (natural logarithm).

        Besides its cost, this counts how well each correction fits: what was corrected should read as a
        digit, and a line or scribble over it should not.
        """
        value = -interpretation.cost
        for kind, wrong, over in interpretation.corrections:
            value += segment.covers(wrong, self._scored, self._weights)[0][0]
            if kind is MarkKind.STRUCK_OUT:
                if len(over.strokes) == 1:  # some people bar their 0, and their 7
                    both = self._probabilities(Ink((*wrong.strokes, *over.strokes)))
                    value -= _BARRED * float(both[0] + both[7])
            elif kind is MarkKind.SCRIBBLED_OUT and not shape_of(over.strokes[0]).straight_sweeps():
                value -= _SCRIBBLE * float(self._probabilities(over)[:10].max())
            elif kind is MarkKind.OVERWRITTEN and _is_line(over):
                # A 1 over another digit, which then still looks like that digit: nobody can tell.
                alone, both = (
                    self._probabilities(wrong),
                    self._probabilities(Ink((*wrong.strokes, *over.strokes))),
                )
                same = int(alone[:10].argmax()) == int(both[:10].argmax()) not in (0, 7)
                value += _NEEDLESS * float(same and min(alone[:10].max(), both[:10].max()) > 0.8)
            elif kind is MarkKind.BEGUN_ANEW and len(wrong.strokes) == len(over.strokes) == 1:
                value -= _RINGS * float(self._probabilities(wrong)[0] * self._probabilities(over)[0])
        return value

    def _probabilities(self, glyph: Ink) -> NDArray[np.float64]:
        """Probabilities ``[11]`` of a glyph."""
        found: NDArray[np.float64] = np.exp(self._scored([glyph])[0])
        return found

    def _turned(self, best: _Option) -> list[_Option]:
        return self._options(levelled(best.interpretation, _boxes(best)))

    def _cut(self, best: _Option) -> list[_Option]:
        """Options with strokes cut, one cut after the other, until a further cut reads no better."""
        found: list[_Option] = []
        for _ in range(_MOST_CUTS):
            new = self._options(_cut_once(best.interpretation))
            found += new
            better = max(new, key=_score_of, default=best)
            if better.score <= best.score:
                break
            best = better
        return found


def _interpretations(ink: Ink) -> list[Interpretation]:
    """The interpretations that come from shapes alone, without reading anything; the plainest first."""
    found = [whole for one in without_marks(Interpretation.of(ink)) for whole in mended(one)]
    return found + [better for one in found[:2] for better in corrected(one)]


def _score_of(option: _Option) -> float:
    return option.score


def _boxes(option: _Option) -> list[Box]:
    return [option.interpretation.ink.pick(group).box for group in option.groups]


def _is_endless(ink: Ink) -> bool:
    """Whether the ink has too many strokes, or too long a line, to be a number."""
    box = ink.box
    length = sum(stroke.length for stroke in ink.strokes)
    return len(ink.strokes) > segment.MAX_STROKES or length > _LONGEST * max(box.width, box.height)


def _cut_once(interpretation: Interpretation) -> list[Interpretation]:
    """One interpretation for each cut that is possible in one stroke; none if there are many strokes."""
    strokes = interpretation.ink.strokes
    if len(strokes) > _MOST_STROKES:
        return []
    height = line_height([stroke.box for stroke in strokes])
    return [
        interpretation.cut(index, *place, _CUT)
        for index, stroke in enumerate(strokes)
        for place in cuts_of(stroke, height)
    ]


def _pooled(options: Sequence[_Option]) -> list[Split]:
    best = sorted(options, key=_score_of, reverse=True)[:_KEPT]
    weights = [math.exp(option.score - best[0].score) for option in best]
    total = sum(weights)
    return [_split(option, weight / total) for option, weight in zip(best, weights, strict=True)]


def _split(option: _Option, probability: float) -> Split:
    interpretation, glyphs = option.interpretation, _glyphs(option)
    corrected = bool(interpretation.corrections)
    guess = (
        interpretation.guess
        or option.score < (_PLAUSIBLE if corrected else _HARDLY)
        or (corrected and probability < _PLAIN)
        or _is_entangled(glyphs)
        or _is_torn(option)
    )
    return Split(glyphs, probability, interpretation.marks, guess)


def _glyphs(option: _Option) -> tuple[Glyph, ...]:
    interpretation = option.interpretation
    return tuple(
        Glyph(
            interpretation.ink.pick(group),
            tuple(piece for index in group for piece in interpretation.origin[index]),
            group[0] in interpretation.cuts,
        )
        for group in option.groups
    )


def _is_entangled(glyphs: Sequence[Glyph]) -> bool:
    """Whether two glyphs overlap sideways, or a line like a 1 touches its neighbour.

    This is common in letters, and very rare in numbers.
    """
    return any(_overlap_sideways(a.ink, b.ink) or _hangs_on(a.ink, b.ink) for a, b in pairwise(glyphs))


def _is_torn(option: _Option) -> bool:
    """Whether a glyph begins right where the one drawn before it ends.

    A digit that a failing pen tore in two looks like this; two digits hardly ever do.
    """
    strokes = option.interpretation.ink.strokes
    height = max(box.height for box in _boxes(option))
    group_of = {index: group for group in option.groups for index in group}
    for index in range(1, len(strokes)):
        if group_of[index] == group_of[index - 1] or index in option.interpretation.cuts:
            continue
        lifted, landed = strokes[index - 1].points[-1], strokes[index].points[0]
        dx, dy = landed.x - lifted.x, landed.y - lifted.y
        before = strokes[index - 1].points[-4:][0]
        ahead = dx * (lifted.x - before.x) + dy * (lifted.y - before.y) >= 0
        if ahead and not paused(lifted, landed) and math.hypot(dx, dy) < _TORN * height:
            return True
    return False


def _overlap_sideways(left: Ink, right: Ink) -> bool:
    a, b = left.box, right.box
    return a.shared_width(b) > _COLUMNS * max(min(a.width, b.width), 0.15 * max(a.height, b.height))


def _hangs_on(left: Ink, right: Ink) -> bool:
    """Whether a glyph begins at the top of a line on its left, as in P, R, M and N, or two lines touch."""
    if not _is_line(left):
        return False
    height = left.box.height
    if _is_line(right):
        return shape_of(left.strokes[0]).nearest(shape_of(right.strokes[0])) < _TOUCH * height
    top = min(left.strokes[0].points, key=lambda point: point.y)
    return any(
        math.hypot(point.x - top.x, point.y - top.y) < _HANGS * height
        for stroke in right.strokes
        for point in stroke.points[:3]
    )


def _is_line(ink: Ink) -> bool:
    return len(ink.strokes) == 1 and shape_of(ink.strokes[0]).bulge < 0.12
