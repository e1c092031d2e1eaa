"""The whole state of a match as one value: what is copied, saved and restored."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import Any

from game.play import commands as c
from game.play.modes import Setup
from game.play.plain import from_plain
from game.play.questions import Question
from game.play.scoring import SLIPS
from game.play.seat import Seat
from game.play.states import TABLE, State

FORMAT = 3
_ON_SHEET = frozenset({State.WRITING, State.RESTING, State.TYPING, State.UNSURE})


@dataclass(slots=True)
class Saved:
    """A match at a moment.

    Attributes:
        now: the latest time handed in.
        seats: one for each in ``setup``.
        dealt: for each round its questions, one a seat, where seats do not draw from decks of their own.
    """

    setup: Setup
    now: float
    seats: list[Seat]
    dealt: list[tuple[Question, ...]] = field(default_factory=list)
    paused: bool = False
    over: bool = False
    quit: bool = False
    format: int = FORMAT

    def may_dispute(self, number: int) -> bool:
        """Whether this seat may say now, of any of its rounds, that it wrote something else. Where seats take
        turns, it must not disturb another one's answer."""
        others = [seat for index, seat in enumerate(self.seats) if index != number]
        free = not self.setup.rules.turns or not any(seat.busy for seat in others)
        return free and c.Dispute in TABLE[self.seats[number].state]

    def may_reopen(self, number: int) -> bool:
        """Whether a stroke that this seat begins now reopens its latest closed round, if it belongs to that
        ink. While a slip shows, its ink is in view, and it may for as long, unless the player had said by
        Enter that it was finished. In a duel, not once the right answer is shown to both."""
        seat = self.seats[number]
        answer = seat.find(seat.last.number) if seat.last is not None else None
        if seat.last is None or answer is None or c.Reopen not in TABLE[seat.state]:
            return False
        if not answer.disputable:
            return False
        in_view = seat.state is State.SHOWING and answer.outcome in SLIPS and not seat.last.entered
        in_view = in_view and not self.setup.rules.held
        known = self.setup.rules.together and self.closed(seat.last.number)
        return seat.late_stroke_counts or (in_view and not known)

    def pen_goes_on(self, number: int) -> bool:
        """Whether a stroke that this seat begins now, and that does not belong to the ink in view, goes on to
        the next question: a slip shows, and nobody else is asked that question too."""
        seat = self.seats[number]
        slip = bool(seat.answers) and seat.answers[-1].outcome in SLIPS
        rules = self.setup.rules
        return seat.state is State.SHOWING and slip and not rules.together and not rules.held

    def closed(self, round: int) -> bool:
        """Whether everybody who was asked in this round has their verdict."""
        return not self.setup.rules.together or not any(
            seat.open and seat.round.number == round for seat in self.seats
        )

    def blank_open_sheets(self) -> None:
        """Take everything off the sheets of open rounds: those who were answering think again."""
        for seat in self.seats:
            asked_about_open = seat.state is State.ASKING and seat.disputed == seat.round.number
            if seat.state in _ON_SHEET or (asked_about_open and seat.open):
                seat.round.blank(counts=seat.state is not State.UNSURE)
                seat.round.typed = ""
                seat.state = State.THINKING

    def copy(self) -> Saved:
        """A copy that can be changed without changing this one."""
        return replace(self, seats=[seat.copy() for seat in self.seats], dealt=list(self.dealt))


def restore(data: Any) -> Saved:
    """The reverse of ``to_plain(saved)``.

    Raises:
        ValueError, PlayError: ``data`` is no match that could have been saved.
    """
    saved = from_plain(Saved, data)
    if saved.format != FORMAT:
        raise ValueError(f"it has format {saved.format}, this game knows {FORMAT}")
    saved.setup.check()
    if len(saved.seats) != len(saved.setup.seats):
        raise ValueError("it has another number of seats than players")
    if any(len(questions) != len(saved.seats) for questions in saved.dealt):
        raise ValueError("a round has another number of questions than players")
    return saved
