"""Why a model is used or not: a code and its figures. The place that shows it chooses the words.

The gate decides, the head and the bundle carry it, the store logs it, and the game's screens and the command
line each have their own sentence for it.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any, Self


class Code(StrEnum):
    """Why. :data:`FIGURES` lists the figures of each."""

    # It is used.
    BETTER = "better"
    SURER = "surer"
    # It is refused, for the digits of those whom it should learn.
    TOO_FEW = "too few"
    READS_ALREADY = "reads already"
    MAYBE_LUCK = "maybe luck"
    READS_FEWER = "reads fewer"
    SURE_MISTAKES = "sure mistakes"
    DIGIT_WORSE = "digit worse"
    TEST_WORSE = "test worse"
    NO_TEST = "no test"
    # It is refused, for the digits of everyone else.
    FORGETS = "forgets"
    FORGETS_SOURCE = "forgets source"
    FORGETS_DIGIT = "forgets digit"
    SURE_MISTAKES_ELSEWHERE = "sure mistakes elsewhere"
    # There was nothing to decide.
    LAB = "lab"
    CANCELLED = "cancelled"
    INTERRUPTED = "interrupted"
    SILENT = "silent"
    #: No code fits: the reason is in ``text``, from an error or an older version; ``""`` if it is not known.
    OTHER = "other"


#: The figures of each code, by name. ``fixed``, ``broken`` and ``samples`` are counts, ``digit`` is 0 to 10,
#: ``lost`` a share of the digits that were read correctly before, ``likely`` and ``wanted`` chances, 0 to 1.
FIGURES: Mapping[Code, tuple[str, ...]] = {
    Code.BETTER: ("fixed", "broken", "samples"),
    Code.SURER: ("samples",),
    Code.TOO_FEW: ("samples",),
    Code.READS_ALREADY: ("samples",),
    Code.MAYBE_LUCK: ("likely", "wanted"),
    Code.DIGIT_WORSE: ("digit",),
    Code.FORGETS: ("lost",),
    Code.FORGETS_SOURCE: ("lost",),
    Code.FORGETS_DIGIT: ("digit",),
    Code.LAB: ("digit", "lost"),
}


@dataclass(frozen=True, slots=True)
class Reason:
    """A code with exactly its figures; ``text`` belongs to ``OTHER`` alone.

    Raises:
        ValueError: figures are missing or there are others.
    """

    code: Code = Code.OTHER
    figures: Mapping[str, float] = field(default_factory=dict)
    text: str = ""

    def __post_init__(self) -> None:
        if set(self.figures) != set(FIGURES.get(self.code, ())) or (self.text and self.code != Code.OTHER):
            raise ValueError(f"The reason “{self.code}” does not have its own figures.")

    @classmethod
    def other(cls, text: str) -> Self:
        """A reason without a code, in a sentence."""
        return cls(text=text)

    def to_json(self) -> dict[str, Any]:
        """As JSON values; :meth:`of` gives it back."""
        return {"code": self.code.value, **self.figures, **({"text": self.text} if self.text else {})}

    @classmethod
    def of(cls, value: object) -> Self:
        """The reason in JSON values. Anything malformed gives ``OTHER`` without a text.

        A plain text is taken as the sentence that older versions kept.
        """
        if isinstance(value, str):
            return cls.other(value)
        if not isinstance(value, Mapping):
            return cls()
        figures = {
            str(name): number
            for name, number in value.items()
            if isinstance(number, int | float) and not isinstance(number, bool)
        }
        text = value.get("text", "")
        try:
            return cls(Code(str(value.get("code"))), figures, text if isinstance(text, str) else "")
        except ValueError:
            return cls()


#: No reason is known, or there is none yet.
UNKNOWN = Reason()
