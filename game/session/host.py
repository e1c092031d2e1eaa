"""The host: owns the match, carries out what seats ask for, and says what has happened."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from game.play.commands import Command
from game.play.errors import MatchError
from game.play.events import Event
from game.play.match import Match
from game.play.view import View


class Host:
    """The one owner of a match.

    Args:
        match: nobody else may change it from here on.
        heard: sees each batch of events the moment it has happened: what is to be stored, while the ink is
            still the ink that was judged.
    """

    def __init__(self, match: Match, heard: Callable[[Sequence[Event]], None]) -> None:
        self.match = match
        self._heard = heard
        self._events: list[Event] = []
        self._views: dict[int, View] = {}  # of the match as it is: a frame asks for the same one often

    def do(self, seat: int, command: Command, now: float) -> bool:
        """Carry out a seat's command; False if the rules refuse it, which changes nothing."""
        try:
            events = self.match.apply(seat, command, now)
        except MatchError:
            return False
        self._note(events)
        return True

    def tick(self, now: float) -> None:
        """Let time pass."""
        self._note(self.match.tick(now))

    def view(self, seat: int) -> View:
        if seat not in self._views:
            self._views[seat] = self.match.view(seat)
        return self._views[seat]

    def take_events(self) -> list[Event]:
        """What has happened since the last call, in order."""
        events, self._events = self._events, []
        return events

    def _note(self, events: list[Event]) -> None:
        self._views.clear()
        self._events += events
        self._heard(events)
