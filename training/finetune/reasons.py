"""What the command line says of each reason, in one sentence."""

from __future__ import annotations

from collections.abc import Mapping

from recognizer.reading import NOT_A_DIGIT
from recognizer.reason import Code, Reason

_SENTENCES: Mapping[Code, str] = {
    Code.BETTER: "It reads {fixed} more and {broken} fewer of the {samples} samples that it was tested on, "
    "and reads what others write as well as before.",
    Code.SURER: "It is surer of the {samples} samples that it was tested on, and reads what others write "
    "as well as before.",
    Code.MAYBE_LUCK: "It is not surely better for this hand (P = {likely:.2f}, wanted {wanted:.2f}): "
    "more samples may help.",
    Code.READS_FEWER: "It would read fewer of the player's samples than now.",
    Code.SURE_MISTAKES: "It would be wrong and sure too often on the player's samples.",
    Code.DIGIT_WORSE: "It would read the player's {name} worse than now.",
    Code.TEST_WORSE: "It would read the player's held-out samples worse than the model in use.",
    Code.NO_TEST: "There are no held-out samples to test it on: write some more of each digit.",
    Code.FORGETS: "It would forget too much of what it knew (up to {lost:.2%} of other digits).",
    Code.FORGETS_SOURCE: "It would forget too much of one source of digits ({lost:.2%} of them).",
    Code.FORGETS_DIGIT: "It would forget how others write {name}.",
    Code.SURE_MISTAKES_ELSEWHERE: "It would be wrong and sure too often on other digits.",
    Code.LAB: "Learning only {name} without rehearsal, it forgets {lost:.0%} of all else; "
    "nothing was changed.",
    Code.CANCELLED: "It was cancelled; nothing was changed.",
    Code.INTERRUPTED: "It was interrupted before it was done; nothing is lost.",
    Code.SILENT: "It stopped unexpectedly; nothing was changed.",
}


def sentence(reason: Reason) -> str:
    """The reason in one sentence; ``""`` where none is known."""
    if reason.code is Code.OTHER:
        return reason.text
    name = ""
    if "digit" in reason.figures:
        digit = reason.figures["digit"]
        name = "signs that are no digits" if digit == NOT_A_DIGIT else f"{digit:.0f}s"
    return _SENTENCES[reason.code].format(**reason.figures, name=name)
