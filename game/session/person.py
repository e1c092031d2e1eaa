"""A person who plays at this machine: the sheet of one seat, and the pens that write on it.

How the ink on the sheet is read is in `readings`.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from dataclasses import dataclass

from game.play import commands as c
from game.play.answer import LATE_STROKE
from game.play.scoring import Outcome
from game.play.states import State
from game.play.view import View
from game.session.gestures import begins_on, is_elsewhere, is_zigzag, touches
from game.session.ports import Jobs, LastRound, Reader, SeatView
from game.session.readings import Readings, seen
from recognizer.habits import Habits
from recognizer.ink import Ink, Point, Stroke
from recognizer.reading import Reading

Strokes = tuple[Stroke, ...]

GLIMPSE_S = 0.12  # seconds between two readings while the pen moves
# When a stroke begins after a verdict, it may belong to the judged ink or to the new question. It must be
# decided within this time, because the match waits for it. It is also long enough to tell a resting hand.
_UNDECIDED_S = 0.7
# After “Done” nothing more is added to an answer. For this long a stroke beside it is a forgotten digit,
# and must not begin the next answer. After that its player has seen the verdict, and goes on.
_FORGOTTEN_S = 2.0
_CLEAR = 0.03  # of the sheet's height: a resting hand does not move this far
_PEN_STATES = frozenset({State.THINKING, State.WRITING, State.RESTING, State.UNSURE})


@dataclass(frozen=True, slots=True)
class Paper:
    """What was written in a round, how it was read, and by which bundle (both None if it was never read)."""

    ink: Ink = Ink()  # noqa: RUF009 - frozen
    reading: Reading | None = None
    bundle: str | None = None


_BLANK = Paper()
_NONE_YET: Mapping[int, Ink] = {}


class Person:
    """Plays one seat with a pen.

    Args:
        do: carries out a command of this seat at the given time. Returns False if the rules refuse it.
        look: returns what the seat may see of the match now.
        reader, cannot, habits: see :class:`Readings`.
        alone: nobody else's clock runs in this match, so the match can wait for an undecided stroke.
        inks: what was written in earlier rounds of a match that was left off.
        may_glimpse: whether there is time to read a stroke while it is drawn.
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
        inks: Mapping[int, Ink] = _NONE_YET,
        may_glimpse: Callable[[], bool] = lambda: True,
    ) -> None:
        self._do, self._look, self._alone, self._may_glimpse = do, look, alone, may_glimpse
        self._readings = Readings(jobs, reader, cannot, habits)
        self._papers = {round: Paper(ink) for round, ink in inks.items()}
        self._undo_steps: list[Strokes] = []  # the sheet before each change of this round
        self._drawing: dict[int, list[Point]] = {}  # the strokes being drawn, by pointer
        self._refused: set[int] = set()  # pointers that are down, but whose strokes do not count
        self._undecided_since: float | None = None  # when the undecided stroke began
        self._sheet_changes = 0  # see SeatView.sheet
        self._round = self._look().round
        self._readings.turn(self._round, None)
        self._unsure_at: float | None = None  # when the latest reading was too unsure
        self._judged_at = float("-inf")  # when the latest verdict came
        self._reading_due = False  # new ink has not been given to the reader yet
        self._glimpsed_at = float("-inf")
        self._latest: tuple[tuple[object, ...], SeatView] | None = None

    # -- the pen

    def pen_down(self, point: Point, pointer: int) -> None:
        if pointer in self._drawing:
            return
        if self._try_to_start(point):
            self._drawing[pointer] = [point]
            self._refused.clear()
        else:
            self._refuse(pointer)

    def _try_to_start(self, point: Point) -> bool:
        """Start a stroke here and now. Returns False if it may not start.

        It may still be undecided which round the stroke belongs to: then ``_undecided_since`` is set.
        """
        now, view = _time(point), self._look()
        if view.paused:
            return False
        if self._drawing:
            return True
        if view.verdict is not None and (view.reopens or view.pen_goes_on):
            judged = self.paper(view.verdict.round).ink
            if begins_on(judged, point):
                if view.reopens and self._reopen(now):
                    return True
                fresh = now - self._judged_at < _FORGOTTEN_S
                if fresh and view.pen_goes_on and view.verdict.outcome is Outcome.WRONG:
                    return False  # it would look as if it belonged to the judged ink
            if self._alone:
                self._undecided_since = now
                return True
        return self._begin(now, point)

    def _refuse(self, *pointers: int) -> None:
        """Show that the strokes which these pointers draw do not count."""
        self._refused.update(pointers)
        self._sheet_changes += 1

    def pen_move(self, point: Point, pointer: int) -> None:
        points = self._drawing.get(pointer)
        if points is None:
            return
        points.append(point)
        if self._undecided_since is not None:
            self._decide(Stroke(tuple(points[-2:])), last=self._leaves(points))
        now = _time(point)
        if self._undecided_since is None and now - self._glimpsed_at >= GLIMPSE_S and self._may_glimpse():
            self._glimpsed_at = now
            drawing = (Stroke(tuple(points)) for points in self._drawing.values())
            self._readings.ask(Ink((*self.ink.strokes, *drawing)), None)

    def pen_up(self, stroke: Stroke | None, pointer: int) -> None:
        points = self._drawing.pop(pointer, None)
        if points is None:
            self._refused.discard(pointer)
            self._sheet_changes += 1
            return
        stroke = stroke or Stroke(tuple(points))
        if self._undecided_since is not None and not self._decide(stroke, last=True):
            self._sheet_changes += 1
            return
        before = self.ink.strokes
        self._undo_steps.append(before)
        self._write((*before, stroke))
        if self._drawing:
            return
        now = _time(stroke.points[-1])
        if not self._do(c.PenUp(self._round), now):
            self._write(before)
            self._sheet_changes += 1
        elif is_zigzag(stroke, Ink(before)):
            self._undo_steps[-1] = before
            self._erase((), now)
        else:
            self._reading_due = True
            self._read()

    def pen_dropped(self, pointer: int, now: float) -> None:
        """What this pointer drew was no stroke after all. If it reopened a round, the round stays open."""
        self._refused.discard(pointer)
        if self._drawing.pop(pointer, None) is None or self._drawing:
            return
        if self._undecided_since is not None:  # nothing has begun yet
            self._undecided_since = None
        elif self._do(c.PenUp(self._round), now):
            if self.ink:
                self._reading_due = True
                self._read()
            else:
                self._erase((), now)

    def lift(self) -> None:
        """End the strokes being drawn, and keep them. Their pens must be lifted before they write again."""
        pointers = list(self._drawing)
        for pointer in pointers:
            self.pen_up(None, pointer)
        if pointers:
            self._refuse(*pointers)

    def _drop_strokes(self, now: float) -> bool:
        """Like :meth:`lift`, but throw the strokes away. Returns whether there were any."""
        pointers = list(self._drawing)
        for pointer in pointers:
            self.pen_dropped(pointer, now)
        if pointers:
            self._refuse(*pointers)
        return bool(pointers)

    def _begin(self, now: float, point: Point) -> bool:
        """Begin a stroke of this round or, while a wrong answer shows, of the next one. False if refused."""
        if self._look().pen_goes_on:
            self._do(c.Next(self._round, pen=True), now)
        view = self._look()
        if view.state is State.UNSURE and self.ink:
            soon = self._unsure_at is not None and now - self._unsure_at <= LATE_STROKE
            if not (soon and begins_on(self.ink, point)):  # the answer is written again
                self._undo_steps.append(self.ink.strokes)
                self._erase((), now)
        if not self._do(c.PenDown(view.round), now):
            return False
        self.follow()
        return True

    def _reopen(self, now: float) -> bool:
        verdict = self._look().verdict
        if verdict is None or not self._do(c.Reopen(verdict.round), now):
            return False
        self.follow()
        return True

    # -- a stroke that may belong to the round before

    @property
    def undecided_since(self) -> float | None:
        """When the undecided stroke began, None without one. The match must not go on past this time.

        The stroke may belong to this round or to the one before.
        """
        return self._undecided_since

    def _leaves(self, points: list[Point]) -> bool:
        """Whether a stroke goes on to the next question.

        It does if a wrong answer shows, the stroke began far from that answer's ink, and it has moved farther
        than a resting hand moves.
        """
        view, start, end = self._look(), points[0], points[-1]
        judged = self.paper(self._round).ink
        moved = math.hypot(end.x - start.x, end.y - start.y) >= _CLEAR
        return view.pen_goes_on and moved and is_elsewhere(judged, start)

    def _decide(self, stroke: Stroke, *, last: bool) -> bool:
        """Decide which round the stroke belongs to. Returns whether it now belongs to one.

        If it touches the judged ink, that round is reopened. If that is refused, or with ``last``, the stroke
        begins in the present round if the rules allow it. Otherwise it stays undecided.
        """
        assert self._undecided_since is not None
        since, verdict = self._undecided_since, self._look().verdict
        if verdict is not None and touches(self.paper(verdict.round).ink, stroke):
            self._undecided_since = None
            if self._reopen(since):
                return True
            last = True
        if last:
            self._undecided_since = None
            return self._begin(since, stroke.points[0])
        return False

    # -- changing the ink

    def undo(self, now: float) -> None:
        if not self._drop_strokes(now) and self._undo_steps and self._change(self._undo_steps[-1], now):
            self._undo_steps.pop()

    def clear(self, now: float) -> None:
        self._drop_strokes(now)
        before = self.ink.strokes
        if before and self._change((), now):
            self._undo_steps.append(before)

    def lay(self, ink: Ink) -> None:
        """This ink was on the sheet when the match was interrupted."""
        self._write(ink.strokes)
        self._sheet_changes += 1
        self._reading_due = bool(ink)
        self._read()

    def forget(self) -> None:
        """The player types instead: take the ink off the sheet."""
        if self.ink:
            self._undo_steps.append(self.ink.strokes)
            self._write(())
            self._sheet_changes += 1

    def _change(self, strokes: Strokes, now: float) -> bool:
        if self.ink:
            return self._erase(strokes, now)
        # Undo brings ink back to an empty sheet. For the rules, it is a stroke that begins and ends at once.
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
        self._sheet_changes += 1
        self._reading_due = bool(strokes)
        self._read()

    def _write(self, strokes: Strokes) -> None:
        self._papers[self._round] = Paper(Ink(strokes))
        if not strokes:
            self._readings.blank()

    # -- reading

    def _read(self) -> None:
        """Have new ink read. Tries again at the next call if there is no reader yet."""
        if self._reading_due and self._readings.ask(self.ink, self._look().ink):
            self._reading_due = False

    def _hand_in(self, now: float) -> None:
        """Hand in the reading that has arrived, if the ink has not changed since."""
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
        """Hand in what was read, and decide about a stroke that has been undecided for too long."""
        if self._undecided_since is not None and now - self._undecided_since > _UNDECIDED_S:
            for pointer, points in list(self._drawing.items()):
                if self._undecided_since is not None and not self._decide(Stroke(tuple(points)), last=True):
                    del self._drawing[pointer]
                    self._refuse(pointer)
        self._read()
        self._hand_in(now)

    def follow(self) -> None:
        """Turn to the match's present round. If the round no longer takes strokes, drop those being drawn."""
        view = self._look()
        if view.state is not State.UNSURE:
            self._unsure_at = None
        if view.round != self._round:
            self._round = view.round
            self._undo_steps, self._reading_due = [], False
            self._readings.turn(view.round, self.paper(view.round).reading)
            self._sheet_changes += 1
        if (
            self._drawing
            and self._undecided_since is None
            and view.state not in (State.WRITING, State.ASKING)
        ):
            self._refuse(*self._drawing)
            self._drawing.clear()

    def unsure(self, now: float) -> None:
        """The reading was too unsure to be taken."""
        self._unsure_at = now

    def judged(self, now: float) -> None:
        """A verdict has come."""
        self._judged_at = now

    def confirm(self, round: int, given: str) -> None:
        """A round's answer was right. If its ink was surely read as ``given``, learn from it."""
        paper = self.paper(round)
        if paper.reading is not None and paper.reading.sure and paper.reading.text == given:
            self._readings.learn(round, paper.reading)

    def reopened(self, round: int) -> None:
        """The round's verdict no longer counts: forget what was learned from it."""
        self._readings.unlearn(round)

    def corrected(self) -> None:
        """The player has said what they wrote: look up in the store again how they write."""
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
        can_undo = bool(self._undo_steps) and not self._drawing and not view.paused
        # Comparing ids is safe: the latest view keeps these objects alive, so no new object gets their ids.
        state = (
            id(view),
            id(ink),
            self._sheet_changes,
            id(self._readings.shown),
            can_undo,
            bool(self._refused),
        )
        if self._latest is None or self._latest[0] != state:
            self._latest = state, self._shown(view, ink, can_undo)
        return self._latest[1]

    def _shown(self, view: View, ink: Ink, can_undo: bool) -> SeatView:
        judged = None
        if view.verdict is not None:
            paper, verdict = self.paper(view.verdict.round), view.verdict
            judged = LastRound(
                verdict.round, verdict.outcome, verdict.given, paper.ink, paper.reading, verdict.misread
            )
        return SeatView(
            play=view,
            ink=ink,
            sheet=self._sheet_changes,
            pen=not view.paused and not self._refused and _may_write(view),
            reading=self._readings.shown,
            judged=judged,
            can_undo=can_undo,
        )


def _may_write(view: View) -> bool:
    return view.state in _PEN_STATES or view.reopens or view.pen_goes_on


def _time(point: Point) -> float:
    assert point.t is not None, "a pen's points carry their times"
    return point.t
