"""What the teaching screens say about models: why a new one is used or not, and which one is back in use."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence

from data.records import NOT_A_DIGIT, Player
from game.learning.process import Change, Flip
from game.learning.trainer import Trainer, UseResult
from recognizer.reason import Code, Reason

#: ``{whose}`` is “your” or “everyone’s”. ``{kind}`` is a digit in the plural, such as “4s”. ``{others}`` are
#: the digits that the model must not forget; ``{of_others}`` only those of that kind: “everyone else’s 4s”.
_WHY: Mapping[Code, str] = {
    Code.BETTER: "Tested on {samples} of {whose} digits: {changes}. It reads {others} as well as before.",
    Code.SURER: "It is now more certain about {whose} digits, and reads {others} as well as before.",
    Code.TOO_FEW: "From only {samples} of {whose} digits nothing can be judged. "
    "Write 5 of each, then let it learn again.",
    Code.READS_ALREADY: "It reads all {samples} of {whose} digits already, and is sure of each. "
    "There is nothing to mend.",
    Code.MAYBE_LUCK: "It may just be luck that it reads {whose} digits better. "
    "Write some more, then let it learn again.",
    Code.READS_FEWER: "It would read fewer of {whose} digits than now.",
    Code.SURE_MISTAKES: "It would make too many confident mistakes with {whose} digits.",
    Code.DIGIT_WORSE: "It would read {whose} {kind} worse than now. "
    "Write some more of them, then let it learn again.",
    Code.TEST_WORSE: "It would misread more test digits than the net in use.",
    Code.NO_TEST: "There are no test digits yet. Write some more of each digit.",
    Code.FORGETS: "It would forget too many of {others}.",
    Code.FORGETS_SOURCE: "It would forget too many of {others}.",
    Code.FORGETS_DIGIT: "It would forget too many of {of_others}.",
    Code.SURE_MISTAKES_ELSEWHERE: "It would make too many confident mistakes with {others}.",
    Code.LAB: "It practised only {kind}. Nothing was changed.",
    Code.CANCELLED: "Learning was stopped. Nothing was changed.",
    Code.INTERRUPTED: "Learning was interrupted. Nothing is lost.",
    Code.SILENT: "Learning stopped unexpectedly. Nothing was changed.",
}


def why(reason: Reason, *, everyone: bool = False) -> str:
    """A reason in words. ``everyone``: it is about the shared model, not about a player's own."""
    if reason.code is Code.OTHER:
        return reason.text or "The reason was not saved."
    figures = reason.figures
    digits = kind(int(figures.get("digit", NOT_A_DIGIT)))
    others = "the {} it knew before" if everyone else "everyone else’s {}"
    return _WHY[reason.code].format(
        whose="everyone’s" if everyone else "your",
        kind=digits,
        others=others.format("digits"),
        of_others=others.format(digits),
        samples=figures.get("samples"),
        changes=_changes(figures),
    )


def _changes(figures: Mapping[str, float]) -> str:
    broken = figures.get("broken")
    return f"{figures.get('fixed')} fixed{f', {broken} broken' if broken else ''}"


_COUNTS = ("None", "One", "Two", "Three", "Four", "Five", "Six", "Seven", "Eight", "Nine")


def mended(flips: Sequence[Flip], *, all_right: bool) -> list[str]:
    """What changed for test digits, mended ones first: “Three of your 1s were read as 7. Now none.”

    Args:
        all_right: all test digits are read correctly now.
    """
    sentences = []
    for (label, before), count in Counter(
        (flip.label, flip.before) for flip in flips if flip.change is Change.FIXED
    ).most_common():
        were = "was" if count == 1 else "were"
        now = "Now none." if all_right else f"Now {'it is' if count == 1 else 'they are'} read correctly."
        sentences.append(f"{_count(count)} of your {kind(label)} {were} read as {_read(before)}. {now}")
    for (label, after), count in Counter(
        (flip.label, flip.after) for flip in flips if flip.change is Change.BROKEN
    ).most_common():
        are = "is" if count == 1 else "are"
        sentences.append(f"{_count(count)} of your {kind(label)} {are} read as {_read(after)} now.")
    return sentences


def _count(number: int) -> str:
    return _COUNTS[number] if number < len(_COUNTS) else str(number)


def _read(digit: int) -> str:
    return "a scribble" if digit == NOT_A_DIGIT else str(digit)


def kind(label: int) -> str:
    """A label in the plural, such as “4s”."""
    return "scribbles" if label == NOT_A_DIGIT else f"{label}s"


def go_back(trainer: Trainer, player: Player, *, everyone: bool) -> str:
    """Go back from the player's own model, or the shared one (``everyone``), to the one before it. Slow.

    Returns:
        Sentences for the player: which model is back, and any trouble with it.

    Raises:
        HeadError, BundleError: see `Trainer.go_back` and `Trainer.go_back_for_everyone`.
    """
    if not everyone:
        return "The previous version is back." if trainer.go_back(player) else "The shared net is back."
    learned, result = trainer.go_back_for_everyone()
    back = "The previous shared net is back." if learned else "The game’s own net is back."
    return " ".join([back, *troubles(result)])


def troubles(result: UseResult) -> list[str]:
    """What players must know about the model now in use; empty if all is well."""
    if result.problem:
        return [result.problem]
    if not result.waiting:
        return []
    whose = "One player’s own net is" if result.waiting == 1 else f"{result.waiting} players’ own nets are"
    return [f"{whose} out of date: press “Learn now” to make a new one."]
