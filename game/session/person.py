"""A person at this machine: the sheet of one seat and the pens on it. What is read of it is in `readings`."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from game.play import commands as c
from game.play.answer import LATE_STROKE
from game.play.states import State
from game.play.view import View
from game.session.gestures import begins_on, is_zigzag, touches
from game.session.ports import Jobs, Judged, Reader, SeatView
from game.session.readings import Readings, seen
from recognizer.habits import Habits
from recognizer.ink import Ink, Point, Stroke
from recognizer.reading import Reading

Strokes = tuple[Stroke, ...]

GLIMPSE_S = 0.12  # how often ink is read while the pen moves
# How long it may stay open whether a stroke goes on with the ink before; the match waits for it.
_UNDECIDED_S = 0.5
_PEN_STATES = frozenset({State.THINKING, State.WRITING, State.RESTING, State.UNSURE})


@dataclass(frozen=True, slots=True)
class Paper:
    """What was written in a round, what it was read as, and by which bundle; None if it was never read."""

    ink: Ink = Ink()  # noqa: RUF009 - frozen
    reading: Reading | None = None
    bundle: str | None = None


_BLANK = Paper()


class Person:
    """Plays one seat with a pen.

    Args:
        do: carries out a command of this seat at a time; False if the rules refuse it.
        look: what the seat may see of the match now.
        reader, cannot, habits: see :class:`Readings`.
        alone: nobody else's clock runs in this match, so that it may wait for an undecided stroke.
    """

    def __init__(
        self,
        do: Callable[[c.Command, float], bool],
        look: Callable[[], View],
        jobs: Jobs,
        reader: Callable[[], Reader | None],
        *,
        alone: bool,
        cannot: Callable[[str], None],
        habits: Callable[[], Habits] | None = None,
    ) -> None:
        self._do, self._look, self._alone = do, look, alone
        self._readings = Readings(jobs, reader, cannot, habits)
        self._papers: dict[int, Paper] = {}
        self._past: list[Strokes] = []
        self._live: dict[int, list[Point]] = {}  # the strokes being drawn, by pointer
        self._refused: set[int] = set()  # pointers that are down, but whose strokes do not count
        self._held: float | None = None
        self._sheet = 0
        self._round = self._look().round
        self._readings.turn(self._round, None)
        self._doubted: float | None = None
        self._unread = False
        self._glimpsed = float("-inf")
        self._latest: tuple[tuple[object, ...], SeatView] | None = None

    # -- the pen

    def pen_down(self, point: Point, pointer: int) -> None:
        if pointer in self._live:
            return
        if self._takes(point):
            self._live[pointer] = [point]
            self._refused.clear()
        else:
            self._refuse(pointer)

    def _takes(self, point: Point) -> bool:
        """Whether a stroke may begin here and now; if it may, it has."""
        now, view = _time(point), self._look()
        if view.paused:
            return False
        if self._live:
            return True
        if view.reopens and view.verdict is not None:
            if begins_on(self.paper(view.verdict.round).ink, point) and self._reopen(now):
                return True
            if self._alone and view.state in (State.THINKING, State.SHOWING):
                self._held = now
                return True
        return self._begin(now, point)

    def _refuse(self, *pointers: int) -> None:
        """Show that the strokes which these pointers draw do not count."""
        self._refused.update(pointers)
        self._sheet += 1

    def pen_move(self, point: Point, pointer: int) -> None:
        points = self._live.get(pointer)
        if points is None:
            return
        points.append(point)
        if self._held is not None:
            self._decide(Stroke(tuple(points[-2:])), last=False)
        now = _time(point)
        if self._held is None and now - self._glimpsed >= GLIMPSE_S:
            self._glimpsed = now
            live = (Stroke(tuple(points)) for points in self._live.values())
            self._readings.ask(Ink((*self.ink.strokes, *live)), None)

    def pen_up(self, stroke: Stroke | None, pointer: int) -> None:
        points = self._live.pop(pointer, None)
        if points is None:
            self._refused.discard(pointer)
            self._sheet += 1
            return
        stroke = stroke or Stroke(tuple(points))
        if self._held is not None and not self._decide(stroke, last=True):
            self._sheet += 1
            return
        before = self.ink.strokes
        self._past.append(before)
        self._write((*before, stroke))
        if self._live:
            return
        now = _time(stroke.points[-1])
        if not self._do(c.PenUp(self._round), now):
            self._write(before)
            self._sheet += 1
        elif is_zigzag(stroke, Ink(before)):
            self._past[-1] = before
            self._erase((), now)
        else:
            self._unread = True
            self._read()

    def lift(self) -> None:
        """End the strokes being drawn as they are."""
        for pointer in list(self._live):
            self.pen_up(None, pointer)

    def _begin(self, now: float, point: Point) -> bool:
        """A stroke of this round begins."""
        if self._look().state is State.UNSURE and self.ink:
            soon = self._doubted is not None and now - self._doubted <= LATE_STROKE
            if not (soon and begins_on(self.ink, point)):  # it is written again
                self._past.append(self.ink.strokes)
                self._erase((), now)
        return self._do(c.PenDown(self._round), now)

    def _reopen(self, now: float) -> bool:
        verdict = self._look().verdict
        if verdict is None or not self._do(c.Reopen(verdict.round), now):
            return False
        self.follow()
        return True

    # -- a stroke that may belong to the ink before

    @property
    def held_since(self) -> float | None:
        """When a stroke began that may belong to this round or the one before: the match must wait there."""
        return self._held

    def _decide(self, stroke: Stroke, *, last: bool) -> bool:
        """Whether the stroke is known to belong to a round now. ``last``: all that will be known of it."""
        assert self._held is not None
        since, verdict = self._held, self._look().verdict
        if verdict is not None and touches(self.paper(verdict.round).ink, stroke):
            self._held = None
            if self._reopen(since):
                return True
            last = True
        if last:
            self._held = None
            return self._begin(since, stroke.points[0])
        return False

    # -- changing the ink

    def undo(self, now: float) -> None:
        if self._past and self._change(self._past[-1], now):
            self._past.pop()

    def clear(self, now: float) -> None:
        before = self.ink.strokes
        if before and self._change((), now):
            self._past.append(before)

    def forget(self) -> None:
        """Keys have taken the place of the ink."""
        if self.ink:
            self._past.append(self.ink.strokes)
            self._write(())
            self._sheet += 1

    def _change(self, strokes: Strokes, now: float) -> bool:
        if self._live:
            return False
        if self.ink:
            return self._erase(strokes, now)
        # Ink that comes back: for the rules it is drawn at once.
        if not self._do(c.PenDown(self._round), now):
            return False
        self._do(c.PenUp(self._round), now)
        self._become(strokes)
        return True

    def _erase(self, strokes: Strokes, now: float) -> bool:
        if not self._do(c.Erase(self._round, empty=not strokes), now):
            return False
        self._become(strokes)
        return True

    def _become(self, strokes: Strokes) -> None:
        self._write(strokes)
        self._sheet += 1
        self._unread = bool(strokes)
        self._read()

    def _write(self, strokes: Strokes) -> None:
        self._papers[self._round] = Paper(Ink(strokes))
        if not strokes:
            self._readings.blank()

    # -- reading

    def _read(self) -> None:
        """Have the ink read, as soon as there is a reader."""
        if self._unread and self._readings.ask(self.ink, self._look().ink):
            self._unread = False

    def _hand_in(self, now: float) -> None:
        """Hand the reading in, if it is of the ink as it is."""
        view = self._look()
        if view.paused:
            return
        read = self._readings.take()
        if read is None or (read.round, read.value) != (view.round, view.ink):
            return
        if view.state is State.RESTING:
            self._papers[view.round] = Paper(read.ink, read.reading, read.bundle)
            self._do(c.Read(view.round, view.ink, seen(read.reading)), now)

    # -- time

    def update(self, now: float) -> None:
        """Hand in what was read, and decide about a stroke that has been open for too long."""
        if self._held is not None and now - self._held > _UNDECIDED_S:
            for pointer, points in list(self._live.items()):
                if self._held is not None and not self._decide(Stroke(tuple(points)), last=True):
                    del self._live[pointer]
                    self._refuse(pointer)
        self._read()
        self._hand_in(now)

    def follow(self) -> None:
        """Turn to the match's present round, and drop the strokes of one that was closed meanwhile."""
        view = self._look()
        if view.state is not State.UNSURE:
            self._doubted = None
        if view.round != self._round:
            self._round = view.round
            self._past, self._unread = [], False
            self._readings.turn(view.round, self.paper(view.round).reading)
            self._sheet += 1
        if self._live and self._held is None and view.state not in (State.WRITING, State.ASKING):
            self._refuse(*self._live)
            self._live.clear()

    def doubt(self, now: float) -> None:
        """The reading was too unsure to be taken."""
        self._doubted = now

    def confirm(self, round: int, given: str) -> None:
        """A round's answer was right. If its ink was surely read as that, it shows how this person writes."""
        paper = self.paper(round)
        if paper.reading is not None and paper.reading.sure and paper.reading.text == given:
            self._readings.learn(round, paper.reading)

    def reopened(self, round: int) -> None:
        """The round's verdict no longer stands, nor what was learned from it."""
        self._readings.unlearn(round)

    def corrected(self) -> None:
        """The player has said what they wrote: the store may know more of their hand now."""
        self._readings.look_up()

    def close(self) -> None:
        self._readings.close()

    # -- looking

    @property
    def ink(self) -> Ink:
        """What lies on the sheet."""
        return self.paper(self._round).ink

    def paper(self, round: int) -> Paper:
        return self._papers.get(round, _BLANK)

    def view(self) -> SeatView:
        """What the scene shows; the same object for as long as nothing has changed."""
        view, ink = self._look(), self.ink
        can_undo = bool(self._past) and not self._live and not view.paused
        # Objects that the latest view still holds: their ids are theirs alone.
        state = id(view), id(ink), self._sheet, id(self._readings.shown), can_undo, bool(self._refused)
        if self._latest is None or self._latest[0] != state:
            self._latest = state, self._shown(view, ink, can_undo)
        return self._latest[1]

    def _shown(self, view: View, ink: Ink, can_undo: bool) -> SeatView:
        judged = None
        if view.verdict is not None:
            paper, verdict = self.paper(view.verdict.round), view.verdict
            judged = Judged(
                verdict.round, verdict.outcome, verdict.given, paper.ink, paper.reading, verdict.misread
            )
        return SeatView(
            play=view,
            ink=ink,
            sheet=self._sheet,
            pen=not view.paused and not self._refused and (view.state in _PEN_STATES or view.reopens),
            reading=self._readings.shown,
            judged=judged,
            can_undo=can_undo,
        )


def _time(point: Point) -> float:
    assert point.t is not None, "a pen's points carry their times"
    return point.t
