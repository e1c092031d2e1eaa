"""A ghost: a recorded run that races along on a small sheet, its ink at the moments at which it was written.

It goes by the player's own clock, which counts thinking and writing. So a pause, a doubt or a verdict that
stays gives neither of them an advantage.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import accumulate

import pygame

from data.records import Answer
from game.play.scoring import Outcome
from game.scenes.together.seat_page import SeatPage, page_look
from game.session.hosted_room import NO_INK, Doing, JudgedRound, RoomSeat
from game.ui.look import Look
from game.ui.sheet import shadow
from recognizer.ink import Ink, Stroke

_SHOWS_S = 0.8  # a verdict, at most; half of the time to think at the longest
_EVEN_S = 0.05


@dataclass(frozen=True, slots=True)
class RecordedRound:
    """A round as it was played. Times are seconds; those of the ink count from its first point."""

    question: str
    thinking: float
    writing: float
    ink: Ink
    outcome: Outcome
    misread: bool

    @classmethod
    def of(cls, answer: Answer) -> RecordedRound:
        """A stored answer; its ink is written faster where the clock did not count all of its time."""
        ink = answer.ink or NO_INK
        times = [point.t for stroke in ink.strokes for point in stroke.points if point.t is not None]
        start, lasted = min(times, default=0.0), max(times, default=0.0) - min(times, default=0.0)
        rate = min(1.0, answer.writing / lasted) if lasted > 0 else 1.0
        timed = tuple(
            Stroke(tuple(q._replace(t=((start if q.t is None else q.t) - start) * rate) for q in one.points))
            for one in ink.strokes
        )
        outcome = Outcome(answer.outcome)
        return cls(answer.question, answer.thinking, answer.writing, Ink(timed), outcome, answer.misread)

    @property
    def seconds(self) -> float:
        return self.thinking + self.writing

    def written(self, seconds: float) -> Ink:
        """The ink as it was so many seconds after its first point."""
        strokes = (
            Stroke(tuple(point for point in stroke.points if (point.t or 0.0) <= seconds))
            for stroke in self.ink.strokes
        )
        return Ink(tuple(stroke for stroke in strokes if stroke.points))


class Ghost:
    """A run and whose it is.

    Args:
        answers: of the run, in order; void ones do not count on a clock, and are left out.

    Raises:
        ValueError: there is nothing to race against.
    """

    def __init__(self, name: str, answers: Sequence[Answer]) -> None:
        self.name = name
        self.rounds = tuple(RecordedRound.of(one) for one in answers if one.outcome != Outcome.VOID.value)
        if not self.rounds:
            raise ValueError("This run has no answers that a ghost could repeat.")
        self._ends = list(accumulate(one.seconds for one in self.rounds))

    def ahead(self, closed: int, seconds: float) -> float:
        """Seconds that a player is ahead who has needed ``seconds`` for so many rounds; below 0: behind."""
        return self._ends[min(closed, len(self._ends)) - 1] - seconds if closed else 0.0

    def seat(self, clock: float) -> RoomSeat:
        """What its sheet shows at this time."""
        done = bisect_right(self._ends, clock)
        judged = tuple(
            JudgedRound(at + 1, one.outcome, one.misread) for at, one in enumerate(self.rounds[:done])
        )
        right = sum(one.outcome is Outcome.RIGHT for one in judged)
        seat = RoomSeat(0, self.name, judged=judged, right=right, position=done + 1)
        if done == len(self.rounds):
            return replace(seat, doing=Doing.DONE)
        now, passed = self.rounds[done], clock - (self._ends[done - 1] if done else 0.0)
        if done and passed < min(_SHOWS_S, now.thinking / 2):
            before = self.rounds[done - 1]
            return replace(seat, doing=Doing.SHOWN, question=before.question, ink=before.ink)
        if passed < now.thinking:
            return replace(seat, doing=Doing.THINKING, question=now.question)
        ink = now.written(passed - now.thinking)
        return replace(seat, doing=Doing.WRITING, question=now.question, ink=ink, writing=bool(ink))


class GhostSheet:
    """A ghost's small sheet on the page of a match."""

    def __init__(self, ghost: Ghost, goal: int) -> None:
        self.ghost, self._goal = ghost, goal
        self._place = pygame.Rect(0, 0, 0, 0)
        self._picture = self._shadow = pygame.Surface((0, 0))
        self._page: SeatPage

    def place(self, look: Look, rect: pygame.Rect, now: float) -> None:
        """Be here from now on."""
        self._place = rect
        here = pygame.Rect((0, 0), rect.size)
        small = page_look(look, here)
        # On the smallest windows the name alone has room: the ink shows how far the run is.
        both = small.font("small-read").size(f"{self.ghost.name} 10 × 10 =")[0] < 0.85 * here.width
        self._page = SeatPage(here, small, self.ghost.seat(0.0), self._goal, question=both)
        self._page.let_pass(now)
        self._picture = pygame.Surface(self._page.whole.size, pygame.SRCALPHA)
        self._shadow = pygame.Surface(rect.inflate(look.px(10), look.px(10)).size, pygame.SRCALPHA)
        middle = self._shadow.get_rect().center
        shadow(self._shadow, here.move_to(center=middle), look)

    def follow(self, clock: float, now: float) -> bool:
        """Show the ghost at this time of the player's clock; True if it looks otherwise now."""
        self._page.show(self.ghost.seat(clock), now, only_right=False)
        return self._page.let_pass(now)

    def draw(self, surface: pygame.Surface) -> None:
        if self._page.stale:
            self._picture.fill((0, 0, 0, 0))
            self._page.draw(self._picture)
        surface.blit(self._shadow, self._shadow.get_rect(center=self._place.center))
        surface.blit(self._picture, self._place)


def ahead_words(seconds: float) -> str:
    """How far ahead, in a few words."""
    if abs(seconds) < _EVEN_S:
        return "even"
    return f"{abs(seconds):.1f} s {'ahead' if seconds > 0 else 'behind'}"
