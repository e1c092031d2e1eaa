"""The gate's verdicts in a child's words: none of its sentences is left over, whatever it refuses for."""

from __future__ import annotations

import numpy as np
import pytest

from game.scenes.teach.reasons import in_words
from training.finetune import gate
from training.finetune.gate import Paired

HARD = ("sample", "held-out", "P =", "%", "candidate", "source", "the player")


def shares(read: list[int], sure: float = 0.99) -> gate.Shares:
    """Probabilities of digits read as these, 11 a row."""
    rows = np.full((len(read), 11), (1 - sure) / 10)
    rows[np.arange(len(read)), read] = sure
    return rows


def paired(labels: list[int], before: list[int], after: list[int], sure: float = 0.99) -> Paired:
    return Paired(np.array(labels), shares(before), shares(after, sure), 0.8, 0.8)


DIGITS = [digit for digit in range(10) for _ in range(30)]
ALL_RIGHT = paired(DIGITS, DIGITS, DIGITS)
BETTER = paired([1] * 40, [7] * 20 + [1] * 20, [1] * 40)


def one_kind_lost(kind: int, share: float) -> list[int]:
    lost = int(30 * share)
    return [(d + 1) % 10 if d == kind and n % 30 < lost else d for n, d in enumerate(DIGITS)]


@pytest.mark.parametrize("everyone", [False, True])
@pytest.mark.parametrize(
    ("own", "frozen", "present", "says"),
    [
        (paired([1] * 9, [1] * 9, [1] * 9, 0.98), ALL_RIGHT, None, "may be luck"),
        (paired([1, 2] * 30, [1, 2] * 30, [1, 7] + [1, 2] * 29), ALL_RIGHT, None, "It"),
        (BETTER, paired(DIGITS, DIGITS, one_kind_lost(4, 1.0)), None, "forget too much"),
        (BETTER, ALL_RIGHT, paired([3] * 20, [3] * 20, [8] * 20), "set aside worse"),
        (BETTER, ALL_RIGHT, None, "reads 20 that it misread"),
        (paired([1] * 40, [1] * 40, [1] * 40, 0.999), ALL_RIGHT, None, "surer now"),
    ],
)
def test_every_verdict_is_said_in_plain_words(
    own: Paired, frozen: Paired, present: Paired | None, says: str, everyone: bool
) -> None:
    verdict = gate.judge(own, frozen, None, present)
    words = in_words(verdict.reason, everyone=everyone)
    assert says in words and words.endswith(".")
    assert not [hard for hard in HARD if hard in words], words


@pytest.mark.parametrize(
    "reason",
    [
        "It would read the player's 4s worse than now.",
        "It would read the player's signs that are no digits worse than now.",
        "It would be wrong and sure too often on the player's samples.",
        "It would be wrong and sure too often on other digits.",
        "It would forget how others write 4s.",
        "It would forget too much of one source of digits (1.20% of them).",
        "There are no held-out samples to try it on: write some more of each digit.",
    ],
)
def test_none_of_its_hard_words_is_left(reason: str) -> None:
    words = in_words(reason)
    assert words != reason or "4s" in words
    assert not [hard for hard in HARD if hard in words], words
    assert ("4s" in words) == ("4s" in reason)


def test_other_sentences_stay_as_they_are() -> None:
    sentence = "It was cancelled; nothing was changed."
    assert in_words(sentence) == sentence


def test_what_got_worse_is_said_too() -> None:
    words = in_words("It reads 1 more and 2 fewer of the 50 samples that it was tried on, and reads …")
    assert "reads one that" in words and "misreads two that" in words and "50 of your digits" in words
