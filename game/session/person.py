"""One seat's desk at this machine: the sheet and the pens on it. What is read on it is in `readings`."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field

from game.play import commands as c
from game.play.answer import LATE_STROKE
from game.play.states import State
from game.play.view import View
from game.session import gestures as late
from game.session.host import Host
from game.session.paper import Paper
from game.session.ports import Jobs, Judged, Reader, SeatView
from game.session.readings import Readings
from game.session.seen import seen
from game.session.zigzag import is_zigzag
from recognizer.habits import Habits
from recognizer.ink import Ink, Point, Stroke

Strokes = tuple[Stroke, ...]

GLIMPSE_S = 0.12  # how often ink is read while the pen moves
# So long may a stroke leave open whether it goes on with the ink before; the match waits for it.
_UNDECIDED_S = 0.5
_PEN_STATES = frozenset({State.THINKING, State.WRITING, State.RESTING, State.UNSURE})


_BLANK = Paper()


@dataclass(slots=True)
class _Stroke:
    points: list[Point] = field(default_factory=list)


class Desk:
    """A person's desk.

    Args:
        reader: gives the reader to begin an answer with, which reads it to its end; None until there is one.
        alone: nobody else's clock runs in this match, so that it may wait for an undecided stroke.
        cannot: told if the reader fails.
        habits: how the person writes, as far as is known, see :class:`Readings`; right answers of the match
            add to it.
    """

    def __init__(
        self,
        host: Host,
        seat: int,
        jobs: Jobs,
        reader: Callable[[], Reader | None],
        *,
        alone: bool,
        cannot: Callable[[str], None],
        habits: Callable[[], Habits] | None = None,
    ) -> None:
        self._host, self._seat, self._alone = host, seat, alone
        self._readings = Readings(jobs, reader, cannot, habits)
        self._papers: dict[int, Paper] = {}
        self._past: list[Strokes] = []
        self._live: dict[int, _Stroke] = {}
        self._refused: set[int] = set()  # pointers that are down, but whose strokes do not count
        self._held: float | None = None
        self._sheet = 0
        self._round = self._view.round
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
            self._live[pointer] = _Stroke([point])
            self._refused.clear()
        else:
            self._refuse(pointer)

    def _takes(self, point: Point) -> bool:
        """Whether a stroke may begin here and now; if it may, it has."""
        if self._host.match.paused or self._host.match.over:
            return False
        if self._live:
            return True
        now, view = _time(point), self._view
        if view.reopens and view.verdict is not None:
            if late.begins_on(self.paper(view.verdict.round).ink, point) and self._reopen(now):
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
        stroke = self._live.get(pointer)
        if stroke is None:
            return
        stroke.points.append(point)
        if self._held is not None:
            self._decide(Stroke(tuple(stroke.points[-2:])), last=False)
        now = _time(point)
        if self._held is None and now - self._glimpsed >= GLIMPSE_S:
            self._glimpsed = now
            live = (Stroke(tuple(stroke.points)) for stroke in self._live.values())
            self._readings.ask(Ink((*self.ink.strokes, *live)), None)

    def pen_up(self, stroke: Stroke | None, pointer: int) -> None:
        live = self._live.pop(pointer, None)
        if live is None:
            self._refused.discard(pointer)
            self._sheet += 1
            return
        stroke = stroke or Stroke(tuple(live.points))
        if self._held is not None and not self._decide(stroke, last=True):
            self._sheet += 1
            return
        before = self.ink.strokes
        self._past.append(before)
        self._write((*before, stroke))
        if self._live:
            return
        now = _time(stroke.points[-1])
        if not self._host.do(self._seat, c.PenUp(self._round), now):
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
        if self._view.state is State.UNSURE and self.ink:
            soon = self._doubted is not None and now - self._doubted <= LATE_STROKE
            if not (soon and late.begins_on(self.ink, point)):  # it is written again
                self._past.append(self.ink.strokes)
                self._erase((), now)
        return self._host.do(self._seat, c.PenDown(self._round), now)

    def _reopen(self, now: float) -> bool:
        verdict = self._view.verdict
        if verdict is None or not self._host.do(self._seat, c.Reopen(verdict.round), now):
            return False
        self.follow()
        return True

    # -- a stroke that may belong to the ink before

    @property
    def held_since(self) -> float | None:
        """While it is open where a stroke belongs: when it began. The match must not go beyond that."""
        return self._held

    def _decide(self, stroke: Stroke, *, last: bool) -> bool:
        """Whether the stroke has found its round; ``last``: all of it is known."""
        assert self._held is not None
        since, verdict = self._held, self._view.verdict
        if verdict is not None and late.touches(self.paper(verdict.round).ink, stroke):
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
        if not self._host.do(self._seat, c.PenDown(self._round), now):
            return False
        self._host.do(self._seat, c.PenUp(self._round), now)
        self._become(strokes)
        return True

    def _erase(self, strokes: Strokes, now: float) -> bool:
        if not self._host.do(self._seat, c.Erase(self._round, empty=not strokes), now):
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
        if self._unread and self._readings.ask(self.ink, self._view.ink):
            self._unread = False

    def _hand_in(self, now: float) -> None:
        """Hand the reading in, if it is of the ink as it is."""
        if self._host.match.paused:
            return
        view, read = self._view, self._readings.take()
        if read is None or (read.round, read.value) != (view.round, view.ink):
            return
        if view.state is State.RESTING:
            self._papers[view.round] = Paper(read.ink, read.reading, read.bundle)
            self._host.do(self._seat, c.Read(view.round, view.ink, seen(read.reading)), now)

    # -- time

    def update(self, now: float) -> None:
        """Hand in what was read, and settle what has stayed open for long."""
        if self._held is not None and now - self._held > _UNDECIDED_S:
            for pointer, stroke in list(self._live.items()):
                if self._held is not None and not self._decide(Stroke(tuple(stroke.points)), last=True):
                    del self._live[pointer]
                    self._refuse(pointer)
        self._read()
        self._hand_in(now)

    def follow(self) -> None:
        """Turn to the match's present round, and drop strokes of one that was closed meanwhile."""
        view = self._view
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
        """``given`` is right: if it is what was read, it shows how this person writes."""
        paper = self.paper(round)
        if paper.reading is not None and paper.reading.sure and paper.reading.text == given:
            self._readings.learn(round, paper.ink, paper.reading)

    def reopened(self, round: int) -> None:
        """The round's verdict no longer stands: what it showed may not be so."""
        self._readings.unlearn(round)

    def corrected(self) -> None:
        """The player has said what they wrote: the store may know more of their hand, unless it is in trouble
        or holds the correction back."""
        self._readings.look_up()

    def close(self) -> None:
        self._readings.close()

    # -- looking

    @property
    def _view(self) -> View:
        return self._host.view(self._seat)

    @property
    def ink(self) -> Ink:
        """What lies on the sheet."""
        return self.paper(self._round).ink

    def paper(self, round: int) -> Paper:
        return self._papers.get(round, _BLANK)

    def view(self) -> SeatView:
        """What the scene shows; the same object for as long as nothing has changed."""
        view, ink = self._view, self.ink
        can_undo = bool(self._past) and not self._live and not view.paused
        # Objects that the latest view still holds: their ids are theirs alone.
        state = id(view), id(ink), self._sheet, id(self._readings.shown), can_undo, bool(self._refused)
        if self._latest is None or self._latest[0] != state:
            self._latest = state, self._look(view, ink, can_undo)
        return self._latest[1]

    def _look(self, view: View, ink: Ink, can_undo: bool) -> SeatView:
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
