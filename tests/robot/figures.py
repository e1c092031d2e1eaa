"""What the robot's play comes to: every answer with what became of it, and the shares that are reported."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

import numpy as np

from game.play.scoring import Outcome
from recognizer.ink import Ink
from recognizer.reading import Reading
from tests.robot.plan import Kind


@dataclass(frozen=True, slots=True)
class Played:
    """One answer.

    Attributes:
        answer: the right one; ``text``: what was written, in the hand of ``writer``.
        doubts: how often the game was unsure.
        first, outcome: the first verdict and the one that stands; None for none.
        story: what happened, in order, each with the seconds since the pen was last lifted.
        reading, ink: the last reading that was handed in, and the ink it was of.
        strokes: written in all.
        spoilt: whether some of it fell on the next question.
    """

    answer: int
    text: str
    kind: Kind
    writer: str
    doubts: int
    first: Outcome | None
    outcome: Outcome | None
    story: tuple[str, ...] = ()
    reading: Reading | None = None
    ink: Ink = Ink()  # noqa: RUF009 - frozen
    strokes: int = 0
    spoilt: bool = False

    @property
    def right_first(self) -> bool:
        """Judged right at the first reading, and that stands."""
        return not self.doubts and self.first is Outcome.RIGHT and self.outcome is Outcome.RIGHT

    @property
    def missed(self) -> bool:
        """A right answer that was not judged right at once, or a wrong one that was in the end."""
        return not self.right_first if self.kind.right else self.outcome is Outcome.RIGHT

    def report(self) -> dict[str, Any]:
        """Plain values to look into it: expected, written, read (state, confidences, rivals), ink."""
        reading = self.reading
        return {
            "expected": str(self.answer),
            "written": self.text,
            "kind": self.kind.value,
            "writer": self.writer,
            "read": reading.text if reading else "",
            "state": reading.state.value if reading else None,
            "confidence": round(reading.confidence, 4) if reading else None,
            "digits": [
                {
                    "digit": digit.digit,
                    "confidence": round(digit.confidence, 4),
                    "not_a_digit": round(digit.not_a_digit, 4),
                    "sure": digit.sure,
                    "strokes": sorted({piece.stroke for piece in digit.pieces}),
                }
                for digit in (reading.digits if reading else ())
            ],
            "candidates": [
                [c.text, round(c.probability, 4)] for c in (reading.candidates if reading else ())
            ],
            "first": self.first.value if self.first else None,
            "outcome": self.outcome.value if self.outcome else None,
            "doubts": self.doubts,
            "story": list(self.story),
            "spoilt": self.spoilt,
            "strokes_written": self.strokes,
            "strokes_read": len(self.ink.strokes),
            "ink": self.ink.to_json(),
        }


@dataclass
class Measured:
    """What has been measured.

    Attributes:
        waits: frames from the end of the pen's rest to the verdict on screen.
        frames: seconds that each drawn frame took, on the real clock.
        frames_cpu: of those, seconds that the frame loop's thread itself worked: where other programs keep
            the processor busy, the difference is theirs.
    """

    played: list[Played] = field(default_factory=list)
    waits: list[int] = field(default_factory=list)
    frames: list[float] = field(default_factory=list)
    frames_cpu: list[float] = field(default_factory=list)

    def figures(self) -> dict[str, float]:
        """``answers`` counts the right ones, and the wrong ones are as many. Shares go from 0 to 1:
        ``wrong_judged_right`` of the wrong answers, all others of the right ones. ``spoilt`` counts the right
        answers of which a digit came too late and fell on the next question. (A wrong one that only goes on
        after the right answer, such as 42 for 4, is none: the game has rightly gone on.)"""
        right = [one for one in self.played if one.kind.right]
        wrong = [one for one in self.played if not one.kind.right]
        return {
            "answers": len(right),
            "right_first": _share(one.right_first for one in right),
            "right_judged_wrong": _share(not one.doubts and one.outcome is Outcome.WRONG for one in right),
            "wrong_judged_right": _share(one.outcome is Outcome.RIGHT for one in wrong),
            "spoilt": sum(one.spoilt for one in right),
            "unsure": _share(one.doubts > 0 for one in right),
            "frame_p99_ms": _p99_ms(self.frames),
            "frame_cpu_p99_ms": _p99_ms(self.frames_cpu),
            "verdict_frames": max(self.waits, default=0),
        }


def _p99_ms(seconds: list[float]) -> float:
    return round(1000 * float(np.percentile(seconds, 99)), 2) if seconds else 0.0


def _share(flags: Iterable[bool]) -> float:
    found = list(flags)
    return round(sum(found) / len(found), 5) if found else 0.0
