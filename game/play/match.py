"""The match: one set of rules behind every mode.

``apply`` a seat's commands, ``tick`` often, show each seat its ``view``. Time is handed in (seconds on any
clock that only moves forward), randomness comes from the setup's seed. What a seat may do when is the table
in `states`; what that does, and how a match works, is in `change`.
"""

from __future__ import annotations

from typing import Any

from game.play.change import Change
from game.play.commands import Command
from game.play.errors import DamagedMatchError, PlayError
from game.play.events import Event
from game.play.modes import Setup
from game.play.plain import to_plain
from game.play.questions import Question
from game.play.saved import Saved, restore
from game.play.view import Summary, View, summarise, view


class Match:
    """A match from first question to last.

    Start one with :meth:`start`, restore one with :meth:`from_json`. Every change goes through :meth:`apply`
    and :meth:`tick`; both return what has happened, in order. Time that seems to run backwards stands still.
    """

    def __init__(self, saved: Saved) -> None:
        self._saved = saved
        self._pool = saved.setup.pool()

    @classmethod
    def start(cls, setup: Setup, now: float) -> Match:
        """A new match, in which the first seat (in a duel, every seat) waits for its ``Ready``.

        Raises:
            PlayError: the setup makes no match; says why.
        """
        saved = Saved(setup.check(), now, [])
        Change(saved, setup.pool(), now).begin()
        return cls(saved)

    def apply(self, seat: int, command: Command, now: float) -> list[Event]:
        """Carry out a seat's command, given at time ``now``.

        Raises:
            StaleCommandError: it is meant for another round, or for ink that has changed since.
            IllegalCommandError: the seat cannot do that now. Either way nothing has changed.
        """
        change = Change(self._saved.copy(), self._pool, now)
        change.act(seat, command)
        if change.going:
            change.settle()
        self._saved = change.saved  # only now: what was refused has raised, and changed the copy only
        return change.events

    def replay(self, seat: int, command: Command, now: float) -> list[Event]:
        """Carry out a command that was carried out before, as it was then.

        This is :meth:`apply` without the copy that a refusal needs, and so it takes two thirds of the time.

        Raises:
            StaleCommandError, IllegalCommandError: it was never carried out; do not use this match any more.
        """
        change = Change(self._saved, self._pool, now)
        change.act(seat, command)
        if change.going:
            change.settle()
        return change.events

    def tick(self, now: float) -> list[Event]:
        """Let time pass: take answers after their rest, run out clocks, go on to the next question."""
        # Nothing here is ever refused: no copy is needed, which most frames would throw away unchanged.
        change = Change(self._saved, self._pool, now)
        if change.going:
            change.run_timers()
            change.settle()
        return change.events

    def view(self, seat: int) -> View:
        """What this seat may know: never an answer before its round is closed."""
        return view(self._saved, self._pool, seat)

    def summary(self) -> tuple[Summary, ...]:
        """Each seat's result as it stands, over or not."""
        return summarise(self._saved, self._pool)

    def question(self, seat: int) -> Question:
        """The seat's question with its answer: for planning what a computer does, never for a screen."""
        return self._saved.seats[seat].round.question

    @property
    def par(self) -> float:
        """Thinking time in seconds that a practised player needs for these questions."""
        return self._pool.par

    @property
    def setup(self) -> Setup:
        return self._saved.setup

    @property
    def over(self) -> bool:
        return self._saved.over

    @property
    def paused(self) -> bool:
        return self._saved.paused

    def blank_open_sheets(self) -> None:
        """Let those who are answering begin again: what stood on their sheets is not there any more."""
        self._saved.blank_open_sheets()

    def copy(self) -> Match:
        """The match as it stands now; it does not change when this one goes on."""
        return Match(self._saved.copy())

    def to_json(self) -> dict[str, Any]:
        """The whole match as JSON values."""
        plain: dict[str, Any] = to_plain(self._saved)
        return plain

    @classmethod
    def from_json(cls, data: Any, now: float | None = None) -> Match:
        """The match that :meth:`to_json` saved; it goes on identically.

        Args:
            now: the time by the clock in use, where that is another one than the match was saved by.

        Raises:
            DamagedMatchError: ``data`` is no saved match.
        """
        try:
            saved = restore(data)
        except (ValueError, PlayError) as error:
            raise DamagedMatchError(f"This saved match cannot be read: {error}") from error
        if now is not None:
            saved.now = now
        return cls(saved)
