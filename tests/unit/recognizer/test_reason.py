"""Reasons: a code with its own figures, to JSON and back; what tells no reason is taken for none."""

from __future__ import annotations

import json

import pytest

from recognizer.reason import FIGURES, UNKNOWN, Code, Reason
from training.finetune.workspace import sentence


def example(code: Code) -> Reason:
    text = "The disk is full." if code is Code.OTHER else ""
    return Reason(code, dict.fromkeys(FIGURES.get(code, ()), 0.5), text)


@pytest.mark.parametrize("code", Code)
def test_a_reason_comes_back_from_json_and_has_a_sentence(code: Code) -> None:
    reason = example(code)
    assert Reason.of(json.loads(json.dumps(reason.to_json()))) == reason
    assert sentence(reason).endswith(".") and "{" not in sentence(reason)


@pytest.mark.parametrize(
    "value",
    [None, 3, [], {}, {"code": "of a newer version"}, {"code": ["better"]}, {"code": "forgets"},
     {"code": "forgets", "lost": "much"}, {"code": "surer", "samples": True}],
)  # fmt: skip
def test_what_tells_no_reason_is_none(value: object) -> None:
    assert Reason.of(value) == UNKNOWN


def test_a_reason_has_exactly_its_own_figures() -> None:
    for code, figures, text in (
        (Code.FORGETS, {}, ""),
        (Code.CANCELLED, {"lost": 0.1}, ""),
        (Code.CANCELLED, {}, "It was."),
    ):
        with pytest.raises(ValueError, match="own figures"):
            Reason(code, figures, text)
