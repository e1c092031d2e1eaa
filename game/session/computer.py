"""A computer or a ghost at a seat: thinks, writes ink that can be watched, and answers."""

from __future__ import annotations

from collections.abc import Sequence
from random import Random

from game.play import commands as c
from game.play.answer import Seen
from game.play.opponent import PACES, Plan, computer, ghost
from game.play.questions import Question
from game.play.states import State
from game.session.host import Host
from game.session.ports import Hand, Kind, SeatView, Sitter
from recognizer.ink import Ink, Point, Stroke

DIGIT_HEIGHT = 0.42  # of the sheet
_WIDEST = 0.8
_USUAL = PACES["steady"]


class Automaton:
    """Plays one seat. Its own time passes in :meth:`update` only, so that it can be made to wait."""

    def __init__(self, host: Host, seat: int, sitter: Sitter, hand: Hand | None, random: Random) -> None:
        self._host, self._seat, self._sitter = host, seat, sitter
        self._hand, self._random = hand, random
        self._plan: Plan | None = None
        self._whole = self._ink = Ink()
        self._round = 0
        self._spent = 0.0
        self._sheet = 0
        self._inks: dict[int, Ink] = {}

    def ask(self, round: int) -> None:
        """A question has been shown to it."""
        if round == self._round and self._plan is not None:
            return
        question = self._host.match.question(self._seat)
        self._plan = self._plan_for(question, round)
        self._round, self._spent, self._ink = round, 0.0, Ink()
        self._sheet += 1
        self._whole = Ink()
        if self._hand is not None and self._plan.text:
            self._whole = _on_sheet(self._hand(self._plan.text, self._random), self._plan.writing)

    def update(self, dt: float, now: float) -> None:
        """Let ``dt`` seconds of its time pass, up to ``now``."""
        view = self._host.view(self._seat)
        if view.state is State.READY:
            self._host.do(self._seat, c.Ready(view.round), now)
        plan = self._plan
        if plan is None or view.round != self._round:
            return
        self._spent += dt
        if view.state is State.THINKING and self._spent >= plan.thinking:
            if not plan.text:
                self._plan = None
                self._host.do(self._seat, c.Pass(self._round), now)
                return
            self._host.do(self._seat, c.PenDown(self._round), now)
        if view.state in (State.THINKING, State.WRITING):
            self._draw(self._spent - plan.thinking)
        if view.state is State.WRITING and self._spent >= plan.thinking + plan.writing:
            self._answer(plan.text, now)

    def _answer(self, text: str, now: float) -> None:
        """Its pen is up; it knows what it wrote, so nothing need be read."""
        self._plan = None
        self._host.do(self._seat, c.PenUp(self._round), now)
        ink = self._host.view(self._seat).ink
        self._host.do(self._seat, c.Read(self._round, ink, Seen(text, True, True, ((text, 1.0),))), now)
        self._host.do(self._seat, c.Enter(self._round), now)

    def _draw(self, written: float) -> None:
        ink = Ink(
            tuple(
                Stroke(points)
                for stroke in self._whole.strokes
                if (points := tuple(p for p in stroke.points if (p.t or 0.0) <= written))
            )
        )
        if ink != self._ink:
            self._ink = self._inks[self._round] = ink
            self._sheet += 1

    def pen_down(self, point: Point, pointer: int) -> None:  # noqa: ARG002 - nobody else writes here
        self._sheet += 1

    def paper_ink(self, round: int) -> Ink:
        return self._inks.get(round, Ink())

    def view(self) -> SeatView:
        view = self._host.view(self._seat)
        return SeatView(view, self._ink, self._sheet, False, None, None, False)

    def _plan_for(self, question: Question, round: int) -> Plan:
        par = self._host.match.par
        if self._sitter.kind is Kind.GHOST and self._sitter.run:
            return ghost(question, self._sitter.run, round, self._random)
        return computer(question, self._sitter.pace or _USUAL, par, self._random)


def _on_sheet(ink: Ink, seconds: float) -> Ink:
    """The ink in the middle of a sheet, written within ``seconds`` from 0."""
    box = ink.box
    scale = min(DIGIT_HEIGHT / max(box.height, 1e-6), _WIDEST / max(box.width, 1e-6))
    x, y = box.centre
    moved = ink.moved(-x * scale, -y * scale, scale)
    points: Sequence[Point] = [p for stroke in moved.strokes for p in stroke.points]
    start, end = points[0].t or 0.0, points[-1].t or 0.0
    rate = seconds / max(end - start, 1e-6)
    return Ink(
        tuple(
            Stroke(tuple(p._replace(t=((p.t or 0.0) - start) * rate) for p in stroke.points))
            for stroke in moved.strokes
        )
    )
