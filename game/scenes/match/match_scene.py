"""What scenes with a match in them share: how it begins, is paused, is disputed, and ends in its results."""

from __future__ import annotations

import pygame

from game.play import events as e
from game.play.errors import PlayError
from game.play.modes import Mode
from game.play.scoring import Answer, Outcome
from game.play.states import OPEN, State
from game.scenes.match.plan import History, Plan, prepared
from game.scenes.page import mirrored
from game.scenes.scene import Scene
from game.session.match_session import LocalSession
from game.stage import Open, Pop
from game.ui.widgets import Button

# After the last verdict, before the results.
_END_S = 0.3


class MatchScene(Scene):
    """A scene around a session, which is made once the players' histories have been asked.

    Attributes:
        session: None until then.
        best: the player's best points so far in such a match; None if there are none.
        entered: when the scene came onto the stage, seconds.
    """

    def __init__(self, plan: Plan) -> None:
        super().__init__()
        self.plan = plan
        self.session: LocalSession | None = None
        self.entered = 0.0
        self.goal = 0
        self.par = 4.0
        self._asked = self._handed_on = False
        self._over: float | None = None
        self._latest = 0  # the seat whose round was closed last
        self.best: int | None = None

    @property
    def persons(self) -> list[int]:
        """The seats of people."""
        return [seat for seat, sitter in enumerate(self.plan.sitters) if sitter.person]

    @property
    def mid_answer(self) -> bool:
        return any(canvas.strokes for canvas in self.canvases)

    @property
    def in_turns(self) -> bool:
        return self.plan.mode is Mode.HOT_SEAT

    @property
    def clocked(self) -> bool:
        """Whether time counts."""
        return self.plan.mode is not Mode.PRACTICE

    def about(self) -> str:
        """How long it goes, for the countdown."""
        if not self.goal:
            return "three lives" if self.plan.mode is Mode.SURVIVAL else "as long as you like"
        if self.plan.mode is Mode.BLITZ:
            return f"{self.goal} seconds"
        return f"{self.goal} question{'s' if self.goal > 1 else ''}" + (" each" if self.in_turns else "")

    # How it begins

    def begun(self) -> None:
        """The session is there."""

    def heard(self, event: e.Event, now: float) -> None:
        """Something has happened in the match."""

    def advance(self, now: float) -> bool:
        """Begin the match, let its time pass, hear what has happened, and go to the results at its end."""
        if not self._asked:
            self._asked, self.entered = True, now
            stage, plan = self.stage, self.plan
            stage.worker.submit(lambda: prepared(stage, plan), self._begin, failed=self._begin_without)
        if self.session is None:
            return True
        happened = self.session.update(now)
        for event in happened:
            if isinstance(event, e.Over):
                self._over = now
            elif isinstance(event, e.Judged):
                self._latest = event.seat
            self.heard(event, now)
        if self._over is not None and now - self._over >= (_END_S if self._answered() else 0.0):
            self._finish()
        return bool(happened) or self._over is not None

    def _begin(self, history: History) -> None:
        self.best, weights = history.best, history.weights
        try:
            setup = self.plan.setup(self.stage, weights)
            self.goal, self.par = setup.goal, setup.pool().par
            self.session = self.plan.begin(self.stage, weights)
        except PlayError as error:
            self.stage.tell(str(error))
            self.ask(Pop())
            return
        self.begun()

    def _begin_without(self, error: Exception) -> None:
        self.stage.tell(f"Your history could not be read ({error}): these questions come as they may.")
        self._begin(History())

    # How it ends

    def _answered(self) -> bool:
        return self.session is not None and any(summary.answers for summary in self.session.summary())

    def _finish(self) -> None:
        assert self.session is not None
        if not self._answered():
            self.ask(Pop())
        elif not self._handed_on:
            self._handed_on = True
            self.ask(Open("results", self.plan, self.session, self.best, instead=True))

    def stop(self) -> None:
        """End the match here; what was answered is kept."""
        if self.session is None:
            self.ask(Pop())
        else:
            self.session.quit(self.stage.clock())

    def gone(self) -> None:
        if self.session is not None and not self._handed_on:
            self.session.close()

    # Pausing

    def pause(self) -> None:
        if self.session is None:
            self.ask(Pop())
        else:
            self.session.pause(self.stage.clock())
            self.changed = True

    def resume(self) -> None:
        if self.session is not None:
            self.session.resume(self.stage.clock())
            self.changed = True

    def left(self) -> None:
        if self.session is not None and not self.session.over:
            self.session.pause(self.stage.clock())

    def back(self) -> None:
        self.pause()

    def pause_button(self, bar: pygame.Rect) -> Button:
        look = self.look
        side = look.target(6.4)
        rect = mirrored(look, pygame.Rect(bar.left, bar.centery - side // 2, side, side))
        return Button(rect, look, "", self.pause, icon="pause")

    # "I wrote something else"

    def answer(self, seat: int, round: int) -> Answer | None:
        """A closed round as it stands."""
        assert self.session is not None
        return next((a for a in self.session.summary()[seat].answers if a.round == round), None)

    def asked_seat(self) -> int:
        """Who is being asked what was written."""
        assert self.session is not None
        asking = (s for s in self.persons if self.session.view(s).play.state is State.ASKING)
        return next(asking, self.persons[0])

    def disputable(self, seats: list[int] | None = None) -> tuple[int, int] | None:
        """The seat and round of which somebody may say now that something else was written."""
        if self.session is None:
            return None
        for seat in self.persons if seats is None else seats:
            play = self.session.view(seat).play
            if play.state in OPEN and play.read:
                return seat, play.round
        for seat in sorted(self.persons if seats is None else seats, key=lambda seat: seat != self._latest):
            judged = self.session.view(seat).judged
            if judged is None or judged.outcome not in (Outcome.RIGHT, Outcome.WRONG):
                continue
            answer = self.answer(seat, judged.round)
            if answer is not None and answer.seen is not None and not answer.named and not answer.typed:
                return seat, judged.round
        return None

    def dispute(self) -> None:
        """I wrote something else."""
        what = self.disputable()
        if what is not None and self.session is not None:
            self.session.dispute(what[0], self.stage.clock(), what[1])
            self.changed = True
