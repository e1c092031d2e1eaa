"""What the robot writes: right and wrong answers in one writer's own digits, and how long its pen rests.

Pure: every choice comes from the generator that is handed in.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from enum import StrEnum

import numpy as np

from training.bench.made_numbers import (
    Glyphs,
    Number,
    by_amount,
    glyphs_by_writer,
    usual_size,
    written,
)
from training.datasets import PenSample

STROKE_PAUSE = (0.12, 0.45)
DIGIT_PAUSE = (0.25, 0.90)
POINT_S = 0.01  # tablets report a hundred points a second
STROKE_S = (0.06, 0.8)
# Shares of a number's height: how far specks lie around it, and how long they are; and how far a line that
# strikes a digit through reaches beyond it.
SPECK_AWAY, SPECK_LONG, STRIKE_BEYOND = (0.12, 0.5), 0.04, (0.05, 0.2)
# Seconds that a palm comes down before the pen and leaves after it.
PALM_BEFORE, PALM_AFTER = (0.0, 0.3), (0.1, 0.8)
LONGEST = 3  # digits of a right answer
FEWEST = 5  # different digits of somebody who plays
ALL_DIGITS = "0123456789"
_TRIES = 200  # of texts for an answer; of those without a condition one in a few fits


class Kind(StrEnum):
    """How what is written differs from the right answer."""

    RIGHT = "right"
    ONE_DIGIT = "one digit"
    CUT_OR_GROWN = "prefix or extension"
    OTHER = "other"

    @property
    def right(self) -> bool:
        return self is Kind.RIGHT


def kinds(count: int, rng: np.random.Generator) -> list[Kind]:
    """``count`` right answers and as many wrong ones, mixed: half of the wrong ones differ in one digit, a
    quarter are prefixes or extensions of the right answer."""
    half, quarter = count // 2, count // 4
    mixed = [Kind.RIGHT] * count + [Kind.ONE_DIGIT] * half + [Kind.CUT_OR_GROWN] * quarter
    mixed += [Kind.OTHER] * (2 * count - len(mixed))
    return [mixed[index] for index in rng.permutation(len(mixed))]


def expected(rng: np.random.Generator, digits: str = ALL_DIGITS) -> int:
    """A right answer of one to three of these ``digits`` (at least two), each length as likely."""
    length = int(rng.integers(1, LONGEST + 1))
    while True:
        text = "".join(rng.choice(list(digits), length))
        if length == 1 or text[0] != "0":
            return int(text)


def text_for(
    answer: int,
    kind: Kind,
    rng: np.random.Generator,
    digits: str = ALL_DIGITS,
    possible: Callable[[str], bool] = lambda _: True,
) -> str | None:
    """What is written, in these ``digits``, for a question with this answer; None if nothing was found that
    is ``possible``. Never begins with a 0 that could be left out."""
    right = str(answer)
    for _ in range(_TRIES):
        text = _text(right, kind, rng, digits)
        if (text == right) == kind.right and (len(text) == 1 or text[0] != "0") and possible(text):
            return text
    return None


def _text(right: str, kind: Kind, rng: np.random.Generator, digits: str) -> str:
    match kind:
        case Kind.RIGHT:
            return right
        case Kind.ONE_DIGIT:
            place = int(rng.integers(len(right)))
            return right[:place] + str(rng.choice(list(digits))) + right[place + 1 :]
        case Kind.CUT_OR_GROWN:
            if len(right) > 1 and rng.random() < 0.5:
                return right[: int(rng.integers(1, len(right)))]
            return (right if right != "0" else "") + str(rng.choice(list(digits)))
        case Kind.OTHER:
            return str(expected(rng, digits))


@dataclass(frozen=True, slots=True)
class PenStroke:
    """One stroke as the pen makes it: a pause before it, then points ``(x, y)`` at times from its start."""

    pause: float
    points: tuple[tuple[float, float, float], ...]


@dataclass(frozen=True, slots=True)
class Mess:
    """How messily a player writes: shares of the answers, 0 to 1.

    Attributes:
        palms: a palm rests on the right lower quarter of the sheet while the pen writes.
        specks: one to three specks lie around the number.
        corrections: another digit was written first, and struck through with a line from corner to corner.
    """

    palms: float = 0.0
    specks: float = 0.0
    corrections: float = 0.0


TIDY = Mess()


class Player:
    """Somebody who writes with one writer's digits, each of them once: the game learns how a player writes,
    and what it knows of a hand must never be the very ink that it reads.

    Args:
        glyphs: the writer's, by digit.
        usual: their ``usual_size``.

    Attributes:
        name: of the player; the writer's, and which of their players it is.
    """

    def __init__(
        self, name: str, writer: str, glyphs: Glyphs, usual: float, rng: np.random.Generator
    ) -> None:
        self.name, self._writer, self._usual = name, writer, usual
        self._left = {
            digit: [inks[int(index)] for index in rng.permutation(len(inks))]
            for digit, inks in sorted(glyphs.items())
        }

    @property
    def digits(self) -> str:
        """The digits that are left to write with, ascending."""
        return "".join(digit for digit, inks in self._left.items() if inks)

    def can_write(self, text: str) -> bool:
        return all(text.count(digit) <= len(self._left.get(digit, ())) for digit in set(text))

    def number(self, text: str, rng: np.random.Generator) -> Number:
        """``text`` in this hand, whose glyphs are used up by it.

        Raises:
            IndexError, KeyError: they have not all of its digits; see :meth:`can_write`.
        """
        chosen = [self._left[digit].pop() for digit in text]
        return written(text, chosen, rng, writer=self._writer, usual=self._usual)


class Writers:
    """Real writers, each with their own digits: those who have :data:`FEWEST` different ones.

    Raises:
        ValueError: nobody among the samples has.
    """

    def __init__(self, samples: Sequence[PenSample]) -> None:
        found = glyphs_by_writer(samples)
        self._glyphs: dict[str, Glyphs] = {
            name: glyphs for name, glyphs in found.items() if len(glyphs) >= FEWEST
        }
        if not self._glyphs:
            raise ValueError(f"nobody has {FEWEST} different digits to write with")
        self._usual = {name: usual_size(glyphs) for name, glyphs in self._glyphs.items()}
        self._players: dict[str, list[Player]] = {name: [] for name in self._glyphs}

    def somebody(self, rng: np.random.Generator) -> Player:
        """A player in the hand of one of them, each as likely as they wrote much: the one from before, or a
        new one where too few digits are left."""
        names = sorted(self._glyphs)
        name = names[int(rng.choice(len(names), p=by_amount([self._glyphs[name] for name in names])))]
        players = self._players[name]
        if not players or len(players[-1].digits) < FEWEST:
            called = f"{name} {len(players) + 1}"
            players.append(Player(called, name, self._glyphs[name], self._usual[name], rng))
        return players[-1]


def strokes(
    number: Number, rng: np.random.Generator, digit_pause: tuple[float, float] = DIGIT_PAUSE
) -> list[PenStroke]:
    """The number's strokes with the pauses that a person makes between strokes and between digits.

    Args:
        digit_pause: the shortest and the longest between two digits, in seconds; all between are as likely.
    """
    digit_of = {stroke: digit for digit, group in enumerate(number.glyphs) for stroke in group}
    made: list[PenStroke] = []
    for index, stroke in enumerate(number.ink.strokes):
        same = index > 0 and digit_of[index] == digit_of[index - 1]
        pause = 0.0 if index == 0 else float(rng.uniform(*(STROKE_PAUSE if same else digit_pause)))
        least, most = STROKE_S
        count = len(stroke.points)
        duration = min(most, max(least, count * POINT_S))
        points = tuple(
            (point.x, point.y, duration * step / max(1, count - 1))
            for step, point in enumerate(stroke.points)
        )
        made.append(PenStroke(pause, points))
    return made


def struck_through(number: Number, made: Sequence[PenStroke], rng: np.random.Generator) -> list[PenStroke]:
    """``made``, the strokes of a number, with a line through its first digit once that is written."""
    first = number.glyphs[0]
    box = number.ink.pick(first).box
    tall = number.ink.box.height
    by = float(rng.uniform(*STRIKE_BEYOND)) * tall
    left, right = box.left - by, box.right + by
    ends = (box.bottom + by, box.top - by) if rng.random() < 0.5 else (box.top - by, box.bottom + by)
    line = tuple(
        (left + share * (right - left), ends[0] + share * (ends[1] - ends[0]), 0.3 * share)
        for share in np.linspace(0.0, 1.0, 16).tolist()
    )
    at = max(first) + 1
    return [*made[:at], PenStroke(float(rng.uniform(*STROKE_PAUSE)), line), *made[at:]]


def specked(number: Number, made: Sequence[PenStroke], rng: np.random.Generator) -> list[PenStroke]:
    """``made``, the strokes of a number, with one to three specks around it, before or after its strokes."""
    box, specked = number.ink.box, list(made)
    for _ in range(int(rng.integers(1, 4))):
        away = float(rng.uniform(*SPECK_AWAY)) * box.height
        wide, high = box.width / 2 + away, box.height / 2 + away
        side, along = rng.choice([-1.0, 1.0]), float(rng.uniform(-1.0, 1.0))
        x, y = (side * wide, along * high) if rng.random() < 0.5 else (along * wide, side * high)
        steps = rng.normal(0.0, SPECK_LONG / 2 * box.height, (int(rng.integers(1, 4)), 2)).tolist()
        points = tuple(
            (box.centre[0] + x + dx, box.centre[1] + y + dy, 0.02 * index)
            for index, (dx, dy) in enumerate(steps)
        )
        at = len(specked) if rng.random() < 0.7 else 0
        specked.insert(at, PenStroke(float(rng.uniform(*STROKE_PAUSE)), points))
    return specked
