"""What a seat can ask of a match. Every command carries the round it is meant for."""

from __future__ import annotations

from dataclasses import dataclass

from game.play.answer import Seen


@dataclass(frozen=True, slots=True)
class Command:
    """Base of all commands. ``round`` is the seat's round number as in its view."""

    round: int


@dataclass(frozen=True, slots=True)
class Ready(Command):
    """The player is at the sheet: show the question. Starts a match and ends a hand-over."""


@dataclass(frozen=True, slots=True)
class PenDown(Command):
    """The first point of a stroke that belongs to this round's ink."""


@dataclass(frozen=True, slots=True)
class PenUp(Command):
    """The stroke is finished."""


@dataclass(frozen=True, slots=True)
class Erase(Command):
    """Undo, clear or zigzag has changed the ink; ``empty`` if nothing is left. The pen must be up."""

    empty: bool


@dataclass(frozen=True, slots=True)
class Read(Command):
    """The reader's reading of this round's ink as it was when the view's ``ink`` had this value."""

    ink: int
    seen: Seen


@dataclass(frozen=True, slots=True)
class Typing(Command):
    """The digits typed so far, after each key; ``""`` when all are deleted."""

    text: str


@dataclass(frozen=True, slots=True)
class Enter(Command):
    """Take what is written or typed now, without waiting."""


@dataclass(frozen=True, slots=True)
class Pass(Command):
    """Show the answer and go on; costs as much as one slip."""


@dataclass(frozen=True, slots=True)
class Choose(Command):
    """Of the numbers offered for unsure ink, this one was written."""

    text: str


@dataclass(frozen=True, slots=True)
class Dispute(Command):
    """The player says "I wrote something else" of this round's reading or of a closed round's verdict."""


@dataclass(frozen=True, slots=True)
class Claim(Command):
    """After a dispute: this was written. ``round`` is the disputed round."""

    text: str


@dataclass(frozen=True, slots=True)
class Withdraw(Command):
    """After a dispute: never mind. ``round`` is the disputed round."""


@dataclass(frozen=True, slots=True)
class Reopen(Command):
    """A stroke has begun that belongs to the ink of the round just judged. Counts as its pen down."""


@dataclass(frozen=True, slots=True)
class Next(Command):
    """The player has seen enough of the verdict: go on as soon as no late stroke can come.

    ``pen``: they have begun to write elsewhere, so none will come, and the next question is there at once.
    """

    pen: bool = False


@dataclass(frozen=True, slots=True)
class Beat(Command):
    """From a room in which all have the same question: somebody else was right sooner in this round.

    An open round is closed; a right answer is no longer the first.
    """


@dataclass(frozen=True, slots=True)
class Pause(Command):
    """Stop all clocks and hide the questions."""


@dataclass(frozen=True, slots=True)
class Resume(Command):
    """Go on after a pause."""


@dataclass(frozen=True, slots=True)
class Quit(Command):
    """End the match; what has been answered is kept."""
