"""Interpretation: one way to take some ink, which of it is read, which is left out, and why.

Ink holds more than digits, and less: dots, frames, digits struck through, strokes that a failing pen tore
apart, strokes that run through two digits. An interpretation says what is read then. Its strokes are made of
pieces of the strokes that were drawn. Every part of the recognizer that cleans ink up takes an interpretation
and returns others; what was drawn never changes. Standard library only.
"""

from __future__ import annotations

import math
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from typing import NamedTuple, Self

from recognizer.ink import Ink, Point, Stroke


class Piece(NamedTuple):
    """The points ``first`` to ``last``, both included, of the drawn stroke number ``stroke``."""

    stroke: int
    first: int
    last: int


def drawn(ink: Ink, pieces: Iterable[Piece]) -> Ink:
    """Pieces of some ink as they were drawn. Pieces of strokes that are not there any more are skipped."""
    found = [
        ink.strokes[piece.stroke].points[piece.first : piece.last + 1]
        for piece in pieces
        if piece.stroke < len(ink.strokes)
    ]
    return Ink(tuple(Stroke(points) for points in found if points))


class MarkKind(StrEnum):
    """What ink can be if it is not a digit."""

    DOT = "dot"
    STREAK = "streak"
    STALE_POINT = "stale point"
    FRAME = "frame"
    UNDERLINE = "underline"
    EQUALS = "equals"
    STRUCK_OUT = "struck out"
    SCRIBBLED_OUT = "scribbled out"
    OVERWRITTEN = "overwritten"
    BEGUN_ANEW = "begun anew"
    JOINT = "joint"


class Mark(NamedTuple):
    """Ink that is left out of the reading, and what it is taken for."""

    kind: MarkKind
    pieces: tuple[Piece, ...]


class Correction(NamedTuple):
    """What was written first, and what corrects it: a line, a scribble, another digit or another number."""

    kind: MarkKind
    wrong: Ink
    over: Ink


@dataclass(frozen=True, slots=True)
class Interpretation:
    """One way to take some ink.

    Strokes are numbered here as in :attr:`ink`, not as they were drawn.

    Attributes:
        ink: what is read, in the order in which it was drawn.
        origin: for each stroke of ``ink``, the pieces of drawn strokes that it is made of, in order.
        marks: what is left out.
        cost: how much less likely than plain digits this is by itself; natural logarithm.
        cuts: the strokes that begin where a drawn one was cut.
        corrections: what was written first and no longer counts.
        guess: whether this is too bold for anything in it to be sure.
    """

    ink: Ink
    origin: tuple[tuple[Piece, ...], ...]
    marks: tuple[Mark, ...] = ()
    cost: float = 0.0
    cuts: frozenset[int] = frozenset()
    corrections: tuple[Correction, ...] = ()
    guess: bool = False

    @classmethod
    def of(cls, ink: Ink) -> Self:
        """The ink as it was drawn: every stroke is read."""
        return cls(ink, tuple((Piece(i, 0, len(stroke.points) - 1),) for i, stroke in enumerate(ink.strokes)))

    def costing(self, cost: float) -> Interpretation:
        """The same, less likely by ``cost`` (natural logarithm)."""
        return replace(self, cost=self.cost + cost)

    def without(self, kind: MarkKind, strokes: Collection[int], cost: float = 0.0) -> Interpretation:
        """The same, with these strokes left out as marks of this kind."""
        left_out = Mark(kind, tuple(piece for index in sorted(strokes) for piece in self.origin[index]))
        kept = [index for index in range(len(self.origin)) if index not in strokes]
        return replace(
            self,
            ink=self.ink.pick(kept),
            origin=tuple(self.origin[index] for index in kept),
            marks=(*self.marks, left_out),
            cost=self.cost + cost,
            cuts=frozenset(place for place, index in enumerate(kept) if index in self.cuts),
        )

    def corrected(
        self, kind: MarkKind, wrong: Collection[int], over: Collection[int], cost: float = 0.0
    ) -> Interpretation:
        """The same without the strokes ``wrong``, which ``over`` corrects.

        ``over`` is left out too, unless it is read itself (:attr:`MarkKind.OVERWRITTEN`,
        :attr:`MarkKind.BEGUN_ANEW`).
        """
        gone = wrong if kind in (MarkKind.OVERWRITTEN, MarkKind.BEGUN_ANEW) else {*wrong, *over}
        correction = Correction(kind, self.ink.pick(sorted(wrong)), self.ink.pick(sorted(over)))
        return replace(self.without(kind, gone, cost), corrections=(*self.corrections, correction))

    def joined(self, chains: Sequence[Sequence[int]]) -> Interpretation:
        """The same, with the strokes of each chain joined into one, in the place of the chain's first."""
        follows = {chain[0]: tuple(chain) for chain in chains}
        gone = {index for chain in chains for index in chain[1:]}
        kept = [follows.get(index, (index,)) for index in range(len(self.origin)) if index not in gone]
        strokes = [
            Stroke(tuple(point for index in chain for point in self.ink.strokes[index].points))
            for chain in kept
        ]
        return replace(
            self,
            ink=Ink(tuple(strokes)),
            origin=tuple(tuple(piece for index in chain for piece in self.origin[index]) for chain in kept),
            cuts=frozenset(place for place, chain in enumerate(kept) if chain[0] in self.cuts),
        )

    def begun_later(self, index: int) -> Interpretation:
        """The same without the first point of a stroke, which is stale. It must have two points or more."""
        ((stroke, first, last), *rest) = self.origin[index]
        later = self._with(
            index, [self.ink.strokes[index].points[1:]], [(Piece(stroke, first + 1, last), *rest)]
        )
        stale = Mark(MarkKind.STALE_POINT, (Piece(stroke, first, first),))
        return replace(later, marks=(*self.marks, stale))

    def cut(self, index: int, end: int, start: int, cost: float = 0.0) -> Interpretation:
        """The same with one stroke cut in two: one part ends at point ``end``, the other begins at ``start``.

        What is between them joined two digits and is left out. If both are one point, both parts have it.
        """
        points = self.ink.strokes[index].points
        head, tail = self._pieces(index, 0, end), self._pieces(index, start, len(points) - 1)
        found = self._with(index, [points[: end + 1], points[start:]], [head, tail])
        shifted = {place + (place > index) for place in self.cuts} | {index + 1}
        between = self._pieces(index, end, start) if start > end + 1 else ()
        return replace(
            found,
            marks=(*self.marks, Mark(MarkKind.JOINT, between)) if between else self.marks,
            cost=self.cost + cost,
            cuts=frozenset(shifted),
        )

    def turned(self, angle: float, cost: float, *, guess: bool = False) -> Interpretation:
        """The page is turned by ``angle`` (radians, clockwise as seen) before it is read."""
        c, s = math.cos(angle), math.sin(angle)
        strokes = [
            Stroke(tuple(p._replace(x=c * p.x - s * p.y, y=s * p.x + c * p.y) for p in stroke.points))
            for stroke in self.ink.strokes
        ]
        return replace(self, ink=Ink(tuple(strokes)), cost=self.cost + cost, guess=self.guess or guess)

    def _with(
        self, index: int, points: Sequence[tuple[Point, ...]], origin: Sequence[tuple[Piece, ...]]
    ) -> Interpretation:
        """The same with one stroke replaced by others."""
        strokes = self.ink.strokes
        new = tuple(Stroke(part) for part in points)
        return replace(
            self,
            ink=Ink((*strokes[:index], *new, *strokes[index + 1 :])),
            origin=(*self.origin[:index], *origin, *self.origin[index + 1 :]),
        )

    def _pieces(self, index: int, first: int, last: int) -> tuple[Piece, ...]:
        """The pieces of drawn strokes that the points ``first`` to ``last`` of a stroke are made of."""
        found, start = [], 0
        for piece in self.origin[index]:
            count = piece.last - piece.first + 1
            low, high = max(first - start, 0), min(last - start, count - 1)
            if low <= high:
                found.append(Piece(piece.stroke, piece.first + low, piece.first + high))
            start += count
        return tuple(found)
