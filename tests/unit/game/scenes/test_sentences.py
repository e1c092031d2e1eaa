"""What the screens say of reasons: each has plain words of its own, with its figures."""

from __future__ import annotations

from datetime import UTC, datetime
from unittest.mock import Mock

import pytest

from data.records import NOT_A_DIGIT, Hand, Player
from game.learning.process import Change, Flip
from game.learning.trainer import Trainer, UseResult
from game.scenes.teach.sentences import go_back, mended, why
from recognizer.reason import FIGURES, UNKNOWN, Code, Reason

MIA = Player(1, "Mia", "#1f5138", Hand.RIGHT, 1.0, None, None, datetime(2026, 5, 4, tzinfo=UTC))
HARD = ("sample", "held-out", "P =", "candidate", "source", "the player", "rehears", "gate", "{")


@pytest.mark.parametrize("everyone", [False, True])
@pytest.mark.parametrize("code", Code)
def test_every_reason_is_said_in_plain_words(code: Code, everyone: bool) -> None:
    reason = Reason(code, dict.fromkeys(FIGURES.get(code, ()), 4))
    words = why(reason, everyone=everyone)
    assert words[0].isupper() and words.endswith(".")
    assert not [hard for hard in HARD if hard in words], words
    assert ("4s" in words) == ("digit" in reason.figures)
    assert not (everyone and "your" in words)


def test_no_two_reasons_for_the_players_own_digits_are_said_alike() -> None:
    reasons = [Reason(code, dict.fromkeys(FIGURES.get(code, ()), 4)) for code in Code]
    alike = {Code.FORGETS, Code.FORGETS_SOURCE}  # what a source is concerns developers only
    said = [why(reason) for reason in reasons if reason.code not in alike]
    assert len(set(said)) == len(said)


def test_the_figures_are_said() -> None:
    better = Reason(Code.BETTER, {"fixed": 3, "broken": 0, "samples": 48})
    assert why(better).startswith("Tested on 48 of your digits: 3 fixed. ")
    mixed = Reason(Code.BETTER, {"fixed": 1, "broken": 2, "samples": 50})
    assert "of everyone’s digits: 1 fixed, 2 broken." in why(mixed, everyone=True)
    assert "scribbles" in why(Reason(Code.DIGIT_WORSE, {"digit": NOT_A_DIGIT}))


def test_what_has_no_code_is_said_as_it_is() -> None:
    sentence = "The disk refuses (/home): it is full. Nothing was changed."
    assert why(Reason.other(sentence)) == sentence
    assert why(UNKNOWN)


def gone_back(learned: bool, in_use: UseResult) -> str:
    """What is said once everyone went back."""
    trainer = Mock(spec=Trainer)
    trainer.go_back_for_everyone.return_value = learned, in_use
    return go_back(trainer, MIA, everyone=True)


def test_what_is_in_use_again_is_said_with_what_players_must_know() -> None:
    own, shared = Mock(spec=Trainer), Mock(spec=Trainer)
    own.go_back.return_value, shared.go_back.return_value = True, False
    assert go_back(own, MIA, everyone=False) == "The previous version is back."
    assert go_back(shared, MIA, everyone=False) == "The shared net is back."
    assert gone_back(True, UseResult()) == "The previous shared net is back."
    assert "One player’s own net is out of date" in gone_back(False, UseResult(waiting=1))
    assert "2 players’ own nets are out of date" in gone_back(False, UseResult(waiting=2))
    assert gone_back(True, UseResult("It is damaged.", 2)).endswith(" back. It is damaged.")


def test_what_was_mended_is_reported_by_digit() -> None:
    fixed = [Flip(number, 1, 7, 1, Change.FIXED) for number in range(3)]
    broken = Flip(9, 7, 7, 1, Change.BROKEN)
    assert mended(fixed, all_right=True) == ["Three of your 1s were read as 7. Now none."]
    assert mended([*fixed[:1], broken], all_right=False) == [
        "One of your 1s was read as 7. Now it is read correctly.",
        "One of your 7s is read as 1 now.",
    ]
    assert mended([Flip(1, 3, 10, 3, Change.FIXED)] * 12, all_right=True) == [
        "12 of your 3s were read as a scribble. Now none."
    ]
