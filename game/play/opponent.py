"""What a computer or a ghost does with a question: how long it thinks and writes, and what it answers.

The session turns such an attempt into the seat's commands, with ink to look at. The match sees no difference.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from random import Random

from game.play.questions import LARGEST, Question
from game.play.scoring import Answer, Outcome


@dataclass(frozen=True, slots=True)
class Attempt:
    """One round: think, then write ``text``; both in seconds. ``text`` ``""``: let the round pass."""

    thinking: float
    writing: float
    text: str


@dataclass(frozen=True, slots=True)
class Pace:
    """How good a computer opponent is.

    Attributes:
        thinking: its thinking time, in par times of the questions.
        digit: seconds that it writes on one digit.
        slips: share of its answers that are wrong, 0 to 1.
    """

    thinking: float
    digit: float
    slips: float


PACES: dict[str, Pace] = {
    "gentle": Pace(1.8, 0.8, 0.20),
    "steady": Pace(1.1, 0.6, 0.10),
    "brisk": Pace(0.7, 0.45, 0.05),
    "fierce": Pace(0.4, 0.35, 0.02),
}

_SPREAD = 0.25  # of the thinking time, from question to question
_QUICKEST = 0.4  # share of the usual thinking time, however lucky
_GAP = 0.15  # between digits
_LEAST = 0.3  # nobody thinks for less


def computer(question: Question, pace: Pace, par: float, random: Random) -> Attempt:
    """What a computer opponent does with ``question``; ``par`` is the pool's thinking time in seconds."""
    thinking = max(_LEAST, pace.thinking * par * max(_QUICKEST, random.gauss(1.0, _SPREAD)))
    text = str(slip(question.answer, random) if random.random() < pace.slips else question.answer)
    return Attempt(thinking, len(text) * pace.digit + (len(text) - 1) * _GAP, text)


def ghost(question: Question, run: Sequence[Answer], number: int, random: Random) -> Attempt:
    """What the ghost of an earlier run does in round ``number`` (1, 2, …).

    It takes the times of the run's answer to the same question, else those of its ``number``-th answer (from
    the start again if the run was shorter), and is right or wrong as it was then.

    Raises:
        ValueError: there is nothing in the run to go by.
    """
    usable = [answer for answer in run if answer.outcome is not Outcome.VOID]
    if not usable:
        raise ValueError("This run has no answers that a ghost could repeat.")
    same = next((answer for answer in usable if answer.question == question), None)
    then = same or usable[(number - 1) % len(usable)]
    if then.outcome is Outcome.RIGHT:
        return Attempt(then.thinking, then.writing, str(question.answer))
    if not then.given:
        return Attempt(then.thinking, 0.0, "")
    text = then.given if same else str(slip(question.answer, random))
    return Attempt(then.thinking, then.writing, text)


def slip(answer: int, random: Random) -> int:
    """A wrong number such as people give: near, ten off, or digits swapped; 0 to 9999, never ``answer``."""
    swapped = int(str(answer)[::-1])
    near: Iterable[int] = (answer - 1, answer + 1, answer - 2, answer + 2, answer - 10, answer + 10, swapped)
    return random.choice([number for number in near if 0 <= number <= LARGEST and number != answer])
