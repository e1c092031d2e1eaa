"""What the margin line shows of a match's time."""

from __future__ import annotations

from game.play.modes import Mode
from game.play.states import State
from game.play.view import View
from game.ui.clock_line import LAST_S


class LineClock:
    """The share of time that is left, by mode.

    Blitz: of the whole time. Survival: of the time to think. Elsewhere: of this question's time bonus. It
    stands while nobody thinks.

    Args:
        goal: seconds in Blitz.
        par: the questions' par time, seconds.
    """

    def __init__(self, mode: Mode, goal: int, par: float) -> None:
        self._mode, self._goal, self._par = mode, goal, par
        self._asked = 0.0
        self._beats = 0
        self.share: float | None = None if mode is Mode.PRACTICE else 1.0
        self.seconds: float | None = None

    def ask(self, clock: float) -> None:
        """A question is shown, at this time of the seat's clock."""
        self._asked, self._beats = clock, 0

    def follow(self, play: View) -> bool:
        """Take a view; True where a beat is due: once a second while the last seconds run."""
        self.seconds = None
        if self._mode is Mode.PRACTICE:
            return False
        if play.clock_left is not None:
            self.share, self.seconds = play.clock_left / self._goal, play.clock_left
        elif self._mode is Mode.SURVIVAL:
            if play.thinking_left is not None and play.thinking_limit:
                self.share, self.seconds = play.thinking_left / play.thinking_limit, play.thinking_left
        elif play.state is State.THINKING:
            self.share = max(0.0, 1 - (play.clock - self._asked) / (2 * self._par))
        if self.seconds is None or not 0 < self.seconds <= LAST_S or play.state is State.SHOWING:
            return False
        beats = int(LAST_S - self.seconds) + 1
        due, self._beats = beats > self._beats, max(beats, self._beats)
        return due
