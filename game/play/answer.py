"""When a reading is taken for an answer, and what a claim of "I wrote something else" is worth.

How long the pen rests before a reading is taken
------------------------------------------------
- A sure reading of the right answer: for the player's *rest*, a little longer than most of their pauses
  between strokes (:func:`learned_rest`).
- A reading with fewer digits than the right answer, sure or not (:func:`unfinished`): for their *patience*,
  longer than most of their pauses between digits (:func:`learned_patience`). Children look at the question
  again, or count on, before the second digit.
- Anything else: for a time that is a setting.

Enter takes what is there at once. The expected answer decides how long to wait and what the verdict is; it
never changes what a reading says.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

REST_LEAST, REST_MOST = 0.15, 0.6
REST_USUAL = 0.4  # before anything is known about the player
REST_OTHER = 0.9  # default wait before something other than the right answer is taken
# A slow hand is taken to rest up to 3 s between two digits (as the robot's does, see README). A third more is
# left for a look at the question.
PATIENCE_USUAL = 4.0
# A quick player's longest pauses, 0.6 to 0.9 s, stay below the least. After more than the most, a child would
# think that the game has stopped.
PATIENCE_LEAST, PATIENCE_MOST = 1.0, 8.0
LATE_STROKE = 0.7  # a stroke that begins this soon after a verdict may still belong to the judged ink
PLAUSIBLE = 0.01  # probability that a claim must have had in the reading's own scores
KEPT_PAUSES = 60
LONGEST_TEXT = 6
_SHARE = 0.9  # of the pauses must be shorter than rest and patience


@dataclass(frozen=True, slots=True)
class Seen:
    """What the reader made of the ink: a reading as plain values.

    Attributes:
        text: the digits read, best guess, ``""`` if none.
        sure: whether the reading is sure enough to act on.
        digit_like: whether the ink looks like digits at all.
        candidates: likeliest numbers with their probabilities, best first.
        scores: for each glyph from left to right the probabilities of 0 to 9.
    """

    text: str
    sure: bool
    digit_like: bool = True
    candidates: tuple[tuple[str, float], ...] = ()
    scores: tuple[tuple[float, ...], ...] = ()


class Take(StrEnum):
    """What to do with a reading now."""

    WAIT = "wait"
    ANSWER = "answer"
    ASK = "ask"


def learned_rest(pauses: Sequence[float], before: float | None = None) -> float:
    """The rest of the pen, in seconds, after which this player has most likely finished writing.

    Args:
        pauses: seconds between pen up and pen down within answers, oldest first; the latest 60 count.
        before: the rest learned in earlier matches, if any; a few new pauses change it less.

    Returns:
        1.1 times what nine in ten of the pauses do not exceed, 0.15 to 0.6; near ``before`` or 0.4 while few
        are known.
    """
    start, held = (REST_USUAL, 5) if before is None else (before, 20)
    rest = _drawn(start, 1.1 * _longest_but_few(pauses), pauses, held)
    return min(REST_MOST, max(REST_LEAST, rest))


def learned_patience(pauses: Sequence[float], before: float | None = None) -> float:
    """The rest of the pen, in seconds, after which this player will hardly add another digit.

    It grows soon and shrinks slowly: waiting too long costs a moment, waiting too little a right answer.

    Args:
        pauses: seconds between the digits of one number, oldest first; the latest 60 count.
        before: the patience learned in earlier matches, if any.

    Returns:
        1.5 times what nine in ten of the pauses do not exceed, 1 to 8; near ``before`` or 4 while few are
        known.
    """
    start, held = (PATIENCE_USUAL, 5) if before is None else (before, 20)
    wanted = min(PATIENCE_MOST, 1.5 * _longest_but_few(pauses))
    patience = _drawn(start, wanted, pauses, held if wanted < start else 1)
    return min(PATIENCE_MOST, max(PATIENCE_LEAST, patience))


def _longest_but_few(pauses: Sequence[float]) -> float:
    """The length that nine in ten of the latest pauses do not exceed; 0 for none."""
    known = sorted(pauses[-KEPT_PAUSES:])
    return known[int(_SHARE * len(known))] if known else 0.0


def _drawn(start: float, towards: float, pauses: Sequence[float], held: int) -> float:
    """``start``, drawn ``towards`` what the pauses say; half way there after ``held`` of them."""
    count = len(pauses[-KEPT_PAUSES:])
    trust = count / (count + held)
    return trust * towards + (1 - trust) * start


def take(
    seen: Seen,
    answer: int,
    *,
    rested: float,
    rest_right: float,
    rest_other: float,
    patience: float,
    wait_for_enter: bool = False,
    entered: bool = False,
) -> Take:
    """Whether the reading of ink that has rested ``rested`` seconds becomes the answer, or is asked about.

    ``rest_right``, ``patience`` and ``rest_other`` are the player's rest, their patience, and the time for
    anything else (see the top of this file); the last two are never shorter than ``rest_right``. Enter takes
    at once; with ``wait_for_enter`` nothing else does.
    """
    if seen.sure and is_right(seen.text, answer):
        needed = rest_right
    elif unfinished(seen, answer):
        needed = max(rest_right, rest_other, patience)
    else:
        needed = max(rest_right, rest_other)
    if not entered and (wait_for_enter or rested < needed):
        return Take.WAIT
    return Take.ANSWER if seen.sure and seen.text else Take.ASK


def unfinished(seen: Seen, answer: int) -> bool:
    """Whether fewer digits are read than the answer has, as while its beginning stands there."""
    return len(seen.text) < len(str(answer))


def is_right(text: str, answer: int, *, typed: bool = False) -> bool:
    """Whether these digits are the answer: as one writes it (``"07"`` is not 7), or as a typed number."""
    return int(text) == answer if typed else text == str(answer)


def is_number(text: str) -> bool:
    """Whether ``text`` is digits that could be written on a sheet."""
    return re.fullmatch(rf"[0-9]{{1,{LONGEST_TEXT}}}", text) is not None


def offered(seen: Seen | None) -> tuple[str, ...]:
    """The two likeliest numbers to choose from, where the ink looks like digits at all."""
    if seen is None or not seen.digit_like:
        return ()
    return tuple(text for text, _ in seen.candidates if is_number(text))[:2]


def plausible(seen: Seen, claim: str) -> bool:
    """Whether the reading's own scores allow that ``claim`` was written.

    Its probability, as a candidate or as the product over the glyphs, must be at least 1 %.
    """
    probability = max((p for text, p in seen.candidates if text == claim), default=0.0)
    if len(claim) == len(seen.scores):
        product = 1.0
        for digit, scores in zip(claim, seen.scores, strict=True):
            product *= scores[int(digit)] if int(digit) < len(scores) else 0.0
        probability = max(probability, product)
    return probability >= PLAUSIBLE
