"""The count-in: three, two, one, while a match is made; then the scene that plays it replaces this one."""

from __future__ import annotations

from collections.abc import Callable

import pygame

from game.play.errors import PlayError
from game.play.modes import Mode, Setup
from game.scenes.match.pages import COUNT, COUNT_S, DuelPage, QuizPage
from game.scenes.match.plan import Plan, Preparation, prepare
from game.scenes.match.running_match import RunningMatch
from game.scenes.match.unfinished import Unfinished, inks
from game.scenes.scene import Scene
from game.session.ports import LeftOff, Session
from game.stage import Open, Pop, Stage
from game.ui.canvas import Canvas
from game.ui.drawing import Drawing
from game.ui.events import KeyEvent, Phase, PointerEvent
from game.ui.widgets import Button
from recognizer.ink import Ink

_JOB = "count-in"

#: What was written in a match that goes on, by seat and round.
Inks = dict[tuple[int, int], Ink]
#: Makes the session of a plan: `game.routes.open_match`.
OpenMatch = Callable[[Stage, Plan, Setup | LeftOff], Session]


class CountIn(Scene):
    """Shows the page that will be played on, while the worker looks up the players' histories.

    Players who take turns are not counted in: each is asked whether they are ready. Nor is a match that was
    ``left`` off: it is paused.
    """

    def __init__(self, plan: Plan, open_match: OpenMatch, left: Unfinished | None = None) -> None:
        super().__init__()
        self.plan, self._left = plan, left
        self._open_match = open_match
        self.page: QuizPage | DuelPage
        self._match: RunningMatch | None = None
        self._early: list[PointerEvent] = []
        self._writing: set[int] = set()  # pointers
        self._asked = self._handed_on = False
        self._entered = 0.0

    @property
    def about(self) -> str:
        """How long the match is."""
        plan, goal = self.plan, self.plan.goal
        if not goal:
            return "three lives" if plan.mode is Mode.SURVIVAL else "as long as you like"
        if plan.mode is Mode.BLITZ:
            return f"{goal} seconds"
        return f"{goal} question{'s' if goal > 1 else ''}" + (" each" if plan.rules.turns else "")

    def layout(self) -> None:
        self.page = DuelPage(self.look) if self.plan.rules.together else QuizPage(self.look)
        self.ground = self.page.ground()
        zones = self.page.zones if isinstance(self.page, DuelPage) else [self.page.zone]
        if not self.canvases:
            self.canvases = [Canvas(self.look, zone, Drawing()) for zone in zones]
        for canvas, zone in zip(self.canvases, zones, strict=True):
            canvas.place(self.look, zone)
        self.widgets = [Button(self.page.pause, self.look, "", self.pause, icon="pause")]

    def pointer(self, event: PointerEvent) -> None:
        """Keep what is written during the count: it is on the sheet when the question comes."""
        super().pointer(event)
        if any(self._holders.get(event.pointer) is canvas for canvas in self.canvases):
            self._writing.add(event.pointer)
        if event.pointer in self._writing:
            self._early.append(event)
        if event.phase in (Phase.UP, Phase.CANCEL):
            self._writing.discard(event.pointer)

    def notice_room(self) -> pygame.Rect:
        return self.page.notice

    def update(self, now: float) -> bool:
        if not self._asked:
            self._asked, self._entered = True, now
            self.stage.worker.submit(self._prepare, self._begin, failed=self._begin_without, key=_JOB)
        if self._match is not None:
            self._match.update(now)
            if self._match.session.paused:  # its own scene shows that
                self._hand_on(self._match)
            elif now - self._entered >= COUNT * COUNT_S:
                self._match.begin()
                self._hand_on(self._match)
        return True

    def draw(self, surface: pygame.Surface) -> None:
        super().draw(surface)
        self.page.draw_line(surface, 1.0 if self.plan.clocked else None)
        since = self.stage.clock() - self._entered
        self.page.draw_count(surface, self.plan.title, self.about, since)

    # Making the match

    def _prepare(self) -> tuple[Preparation, Inks]:
        """Slow: for the worker."""
        stage, left = self.stage, self._left
        return prepare(stage, self.plan), inks(stage, left) if left is not None else {}

    def _begin(self, found: tuple[Preparation, Inks]) -> None:
        prepared, written = found
        try:
            if self._left is not None:
                setup = self._left.match.setup
                session = self._open_match(self.stage, self.plan, self._left.left_off(written))
            else:
                setup = self.plan.setup(self.stage.settings, prepared)
                session = self._open_match(self.stage, self.plan, setup)
            par = setup.pool().par
        except PlayError as error:
            self.stage.tell(str(error))
            self.ask(Pop())
            return
        self._match = RunningMatch(self.plan, session, self.stage.clock, par, prepared.best, prepared.ghosts)
        if self.plan.rules.turns:
            self._hand_on(self._match)

    def _begin_without(self, error: Exception) -> None:
        self.stage.tell(f"Your earlier answers could not be read ({error}). Using random questions.")
        self._begin((Preparation(), {}))

    def _hand_on(self, match: RunningMatch) -> None:
        if not self._handed_on:
            self._handed_on = True
            match.early = self._early if not match.session.paused else []
            if self.plan.rules.together:
                self.ask(Open("duel", match, instead=True, seamless=True))
            else:
                self.ask(Open("quiz", match, instead=True, seamless=True))

    # What can be done

    def key(self, event: KeyEvent) -> None:
        if event.key in (pygame.K_ESCAPE, pygame.K_p):
            self.pause()
        else:
            super().key(event)

    def back(self) -> None:
        self.pause()

    def pause(self) -> None:
        """Pause the match; leave where it is not made yet."""
        if self._match is None:
            self.ask(Pop())
        else:
            self._match.pause()

    def left(self) -> None:
        super().left()
        if self._match is not None and not self._handed_on:
            self._match.pause()

    def gone(self) -> None:
        self.stage.worker.cancel(_JOB)
        if self._match is not None and not self._handed_on:
            self._match.leave()
