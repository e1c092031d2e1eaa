"""What is left of a round on paper."""

from __future__ import annotations

from dataclasses import dataclass

from recognizer.ink import Ink
from recognizer.reading import Reading


@dataclass(frozen=True, slots=True)
class Paper:
    """A round's ink, and what it was read as by which bundle; no reading if it was never read."""

    ink: Ink = Ink()  # noqa: RUF009 - frozen
    reading: Reading | None = None
    bundle: str | None = None
