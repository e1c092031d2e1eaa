"""A match that is being played: its pauses, its end, and which screen follows."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from game.play import events as e
from game.play.states import State
from game.scenes.match.plan import Plan
from game.session.ports import Link, Session
from game.stage import Open, Pop, Transition
from game.ui.events import PointerEvent

if TYPE_CHECKING:
    from game.scenes.match.ghost import Ghost

# Enter, pressed again within so many seconds, was pressed twice by accident.
_TWICE_S = 0.3
# After the last verdict, before the results.
_END_S = 0.3


class RunningMatch:
    """A session and its plan.

    Args:
        clock: the stage's, seconds.
        par: the questions' par time, seconds.
        best: the player's best points so far in such a match; None if there are none.
        ghosts: what is raced against, nothing or one.

    Attributes:
        latest: the seat whose round was closed last.
        early: what pens did during the count-in; the scene that plays the match takes it up.
    """

    def __init__(
        self,
        plan: Plan,
        session: Session,
        clock: Callable[[], float],
        par: float,
        best: int | None,
        ghosts: tuple[Ghost, ...] = (),
    ) -> None:
        self.plan, self.session, self.par, self.best, self.ghosts = plan, session, par, best, ghosts
        self._clock = clock
        self.latest = 0
        self.early: list[PointerEvent] = []
        self._ended: float | None = None
        self._resumed = float("-inf")
        self._handed_on = False

    def begin(self) -> None:
        """Show the question: the players see their sheets. Those who take turns are asked first instead."""
        if self.plan.rules.turns:
            return
        for seat in self.plan.persons:
            if self.session.view(seat).play.state is State.READY:
                self.session.ready(seat, self._clock())

    def update(self, now: float) -> list[e.Event]:
        """Let time pass. Returns what has happened, in order."""
        happened = self.session.update(now)
        for event in happened:
            if isinstance(event, e.Over):
                self._ended = now
            elif isinstance(event, e.Judged):
                self.latest = event.seat
        return happened

    def follow(
        self, now: float, heard: Callable[[e.Event, float], None], ask: Callable[[Transition], None]
    ) -> bool:
        """Let time pass; True while something moves.

        Args:
            heard: told what has happened, in order.
            ask: for the screen that comes next, once it is over.
        """
        events = self.update(now)
        for event in events:
            heard(event, now)
        way_out = self._way_out(now)
        if way_out is not None:
            ask(way_out)
        return bool(events) or self._ended is not None

    def _way_out(self, now: float) -> Transition | None:
        """The results once it is over, or back if nothing was answered or another match has begun; None
        before."""
        if self.session.link is Link.MOVED_ON:
            return Pop()
        if self._ended is None or self._handed_on:
            return None
        if not any(summary.answers for summary in self.session.summary()):
            return Pop()
        if now - self._ended < _END_S:
            return None
        self._handed_on = True
        return Open("results", self.plan, self.session, self.best, instead=True)

    def take_early(self) -> list[PointerEvent]:
        """:attr:`early`, once."""
        early, self.early = self.early, []
        return early

    def pause(self) -> None:
        self.early = []
        if not self.session.over:
            self.session.pause(self._clock())

    def resume(self) -> None:
        self._resumed = self._clock()
        self.session.resume(self._resumed)
        self.begin()  # it may have been paused in the count-in

    @property
    def just_resumed(self) -> bool:
        """Whether an Enter may still belong to the one that has ended a pause: then it ends no answer."""
        return self._clock() - self._resumed < _TWICE_S

    def pause_or_resume(self) -> None:
        self.resume() if self.session.paused else self.pause()

    def stop(self) -> None:
        """End it here; what was answered is kept."""
        self.session.quit(self._clock())

    def leave(self) -> None:
        """Its scene goes: close the session, unless the results have it now."""
        if not self._handed_on:
            self.session.close()
