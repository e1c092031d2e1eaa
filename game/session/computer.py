"""A computer or a ghost at a seat: it thinks, writes ink that can be watched, and answers."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from random import Random

from game.play import commands as c
from game.play.answer import Seen
from game.play.opponent import PACES, Attempt, computer, ghost
from game.play.questions import Question
from game.play.states import State
from game.play.view import View
from game.session.person import Paper
from game.session.ports import Handwriting, Kind, SeatView, Sitter
from recognizer.ink import Ink, Point, Stroke

DIGIT_HEIGHT = 0.42  # of the sheet
_WIDEST = 0.8
_USUAL = PACES["steady"]
_NONE_YET: Mapping[int, Ink] = {}


class Computer:
    """Plays one seat by itself. Its time passes in :meth:`update` only, so that it can be made to wait.

    Args:
        do: carries out a command of this seat at a time; False if the rules refuse it.
        look: what the seat may see of the match now.
        par: thinking time in seconds that a practised player needs.
        handwriting: writes its digits; None leaves its sheet empty.
        inks: what it wrote in earlier rounds of a match that was left off.
    """

    def __init__(
        self,
        do: Callable[[c.Command, float], bool],
        look: Callable[[], View],
        sitter: Sitter,
        par: float,
        handwriting: Handwriting | None,
        random: Random,
        inks: Mapping[int, Ink] = _NONE_YET,
    ) -> None:
        self._do, self._look, self._sitter, self._par = do, look, sitter, par
        self._write_digits, self._random = handwriting, random
        self._attempt: Attempt | None = None
        self._whole = self._ink = Ink()
        self._round = 0
        self._spent = 0.0
        self._sheet_changes = 0
        self._inks = dict(inks)
        self._latest: SeatView | None = None

    def ask(self, round: int, question: Question) -> None:
        """The question of a round has been shown to it."""
        if round == self._round and self._attempt is not None:
            return
        self._attempt = self._attempt_at(question, round)
        self._round, self._spent, self._ink = round, 0.0, Ink()
        self._sheet_changes += 1
        self._whole = Ink()
        if self._write_digits is not None and self._attempt.text:
            self._whole = _on_sheet(
                self._write_digits(self._attempt.text, self._random), self._attempt.writing
            )

    def update(self, dt: float, now: float) -> None:
        """Let ``dt`` seconds of its time pass, up to ``now``."""
        view = self._look()
        if view.state is State.READY:
            self._do(c.Ready(view.round), now)
        attempt = self._attempt
        if attempt is None or view.round != self._round:
            return
        self._spent += dt
        if view.state is State.THINKING and self._spent >= attempt.thinking:
            if not attempt.text:
                self._attempt = None
                self._do(c.Pass(self._round), now)
                return
            self._do(c.PenDown(self._round), now)
        if view.state in (State.THINKING, State.WRITING):
            self._draw(self._spent - attempt.thinking)
        if view.state is State.WRITING and self._spent >= attempt.thinking + attempt.writing:
            self._answer(attempt.text, now)

    def _answer(self, text: str, now: float) -> None:
        """Its pen is up. It knows what it wrote, so nothing has to be read."""
        self._attempt = None
        self._do(c.PenUp(self._round), now)
        ink = self._look().ink
        self._do(c.Read(self._round, ink, Seen(text, True, True, ((text, 1.0),))), now)
        self._do(c.Enter(self._round), now)

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
            self._sheet_changes += 1

    def refuse(self) -> None:
        """Show that nobody else can write here."""
        self._sheet_changes += 1

    def paper(self, round: int) -> Paper:
        return Paper(self._inks.get(round, Ink()))

    def view(self) -> SeatView:
        """What the scene shows; the same object for as long as nothing has changed."""
        view = self._look()
        latest = self._latest
        if latest is None or latest.play is not view or latest.sheet != self._sheet_changes:
            latest = self._latest = SeatView(view, self._ink, self._sheet_changes, False, None, None, False)
        return latest

    def _attempt_at(self, question: Question, round: int) -> Attempt:
        if self._sitter.kind is Kind.GHOST and self._sitter.run:
            return ghost(question, self._sitter.run, round, self._random)
        return computer(question, self._sitter.pace or _USUAL, self._par, self._random)


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
