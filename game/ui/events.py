"""What a player did, in window pixels and seconds: the only input that screens and their parts know.

`game.input` makes these from device events, once, at the edge.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

# The pointer id of the mouse; fingers and pens are numbered from 1.
MOUSE = 0


class Phase(StrEnum):
    """``HOVER``: a mouse moves with no button held.

    ``CANCEL``: the pointer is gone, and nobody knows when it was lifted. What it has drawn stays; a button
    that it held is not pressed.
    """

    DOWN = "down"
    MOVE = "move"
    UP = "up"
    CANCEL = "cancel"
    HOVER = "hover"


@dataclass(frozen=True, slots=True)
class PointerEvent:
    """One position of one pointer.

    Attributes:
        phase: what happened; see :class:`Phase`.
        pointer: which mouse, finger or pen; the same from down to up.
        x, y: window pixels.
        t: seconds on the app's clock, never going back.
        pressure: 0 to 1, None where the device gives none.
    """

    phase: Phase
    pointer: int
    x: float
    y: float
    t: float
    pressure: float | None = None

    @property
    def position(self) -> tuple[float, float]:
        return self.x, self.y


@dataclass(frozen=True, slots=True)
class KeyEvent:
    """A key went down, or an input method gave a digit.

    Attributes:
        key, mod: pygame's codes; ``K_UNKNOWN`` where it is from an input method.
        text: what it types, may be empty. A digit of any keyboard and any script is 0 to 9 here, also where
            the layout has it only with Shift.
    """

    key: int
    mod: int = 0
    text: str = ""

    @property
    def digit(self) -> str:
        """The digit that is meant; empty if none is."""
        return self.text if self.text.isascii() and self.text.isdigit() else ""
