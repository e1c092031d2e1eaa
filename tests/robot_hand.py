"""The robot's eyes and hand: the real app, headless, on a virtual clock, worked by posted events."""

from __future__ import annotations

import os
import time
from collections.abc import Callable, Sequence

os.environ.setdefault("SDL_VIDEODRIVER", "dummy")
os.environ.setdefault("SDL_AUDIODRIVER", "dummy")
os.environ.setdefault("PYGAME_HIDE_SUPPORT_PROMPT", "1")

import pygame

from data.records import Player
from data.store import Store
from game import routes
from game.app import App
from game.play import events as e
from game.play.levels import Custom
from game.play.modes import Mode
from game.play.questions import Question
from game.scenes.match.count_in import CountIn
from game.scenes.match.plan import Plan
from game.scenes.match.quiz import Quiz
from game.scenes.match.running_match import RunningMatch
from game.scenes.scene import Scene
from game.session.ports import Kind, SeatView, Session, Sitter
from game.settings import Settings
from game.stage import Open
from game.store_adapter import StoreAdapter
from game.ui.canvas import Canvas
from recognizer.ink import Box
from recognizer.reader import Reader
from tests.robot_plan import PenStroke

FRAME = 1 / 60
HEIGHT, WIDTH = 0.45, 0.8  # of the sheet that ink takes at most


class VirtualClock:
    """Time that passes when told to."""

    def __init__(self) -> None:
        self.time = 100.0

    def now(self) -> float:
        return self.time

    def wait(self, seconds: float) -> None:
        self.time += seconds


class OpenSlot:
    """A reader that is open already."""

    ready = True

    def __init__(self, reader: Reader) -> None:
        self.reader = reader

    def load(self) -> str | None:
        self.reader.warm_up()
        return None

    def reader_for(self, player: int | None) -> Reader:  # noqa: ARG002 - everybody's is the same
        return self.reader

    def load_head(self, player: int) -> str | None:  # noqa: ARG002 - nobody has one
        return None


class WatchedQuiz(Quiz):
    """A quiz that notes what happens, and when."""

    def __init__(self, match: RunningMatch) -> None:
        super().__init__(match)
        self.log: list[tuple[e.Event, float]] = []

    def heard(self, event: e.Event, now: float) -> None:
        self.log.append((event, now))
        super().heard(event, now)


class _App(App):
    """An app whose pictures can be left out; everything else goes on as ever."""

    drawing = True

    def _draw(self, now: float) -> None:
        if self.drawing:
            super()._draw(now)


class Hand:
    """A hand at the app that plays for one player after the other; their store is deleted in the end.

    Args:
        name: of who plays the first sprint.
        questions, seed: of the first sprint.

    Attributes:
        plan: of the sprint that is played.
        frames: seconds that each drawn frame took, on the real clock.
        frames_cpu: of those, seconds that this thread worked.
    """

    def __init__(self, reader: Reader, name: str, questions: Sequence[Question], seed: int) -> None:
        self._store = Store.temporary()
        self._players: dict[str, Player] = {}
        self._clock = VirtualClock()
        self._quiz: WatchedQuiz | None = None
        self.plan = self._planned(name, questions, seed)
        self.frames: list[float] = []
        self.frames_cpu: list[float] = []
        self._app = _App(
            Settings(sound=False),
            lambda: CountIn(self.plan),
            self._make,
            OpenSlot(reader),
            store=self._store,
            book=StoreAdapter(self._store),
            player=self._player(name),
            clock=self._clock,
        )

    @property
    def drawing(self) -> bool:
        """Whether frames are drawn, and timed."""
        return self._app.drawing

    @drawing.setter
    def drawing(self, drawing: bool) -> None:
        self._app.drawing = drawing

    def sprint(self, name: str, questions: Sequence[Question], seed: int) -> None:
        """Go on with a sprint of these questions for somebody, whatever is on the screen."""
        self._quiz, self.plan = None, self._planned(name, questions, seed)
        self._app.scene.ask(Open("match", self.plan, instead=True))
        self.frame()

    def _make(self, request: Open) -> Scene:
        """The scene that is asked for; the quiz is watched."""
        if request.screen != "quiz":
            return routes.scene(request)
        self._quiz = WatchedQuiz(*request.arguments)
        return self._quiz

    def _player(self, name: str) -> Player:
        """Somebody's profile, made when they first play."""
        if name not in self._players:
            self._players[name] = self._store.players.add(f"Robot {len(self._players) + 1}", "#335577")
        return self._players[name]

    def _planned(self, name: str, questions: Sequence[Question], seed: int) -> Plan:
        custom, length = Custom(questions=tuple(questions)), len(questions)
        player = self._player(name)
        sitter = Sitter(player.name, Kind.PLAYER, player.id)
        return Plan(Mode.SPRINT, length=length, custom=custom, sitters=(sitter,), seed=seed)

    def close(self) -> None:
        self._app.close()
        self._store.close()

    # Looking

    @property
    def now(self) -> float:
        return self._clock.time

    @property
    def playing(self) -> bool:
        """Whether the sprint has begun: the count-in is over."""
        return self._quiz is not None

    @property
    def quiz(self) -> WatchedQuiz:
        """The sprint's scene, also once its results are shown."""
        assert self._quiz is not None
        return self._quiz

    @property
    def canvas(self) -> Canvas:
        return self.quiz.sheet.canvas

    @property
    def session(self) -> Session:
        return self.quiz.session

    @property
    def view(self) -> SeatView:
        return self.session.view(0)

    # Doing

    def frame(self) -> None:
        """One frame, after all jobs are done and a sixtieth of a second has passed."""
        self._app.worker.drain()
        self._clock.wait(FRAME)
        drawn, worked = self._app.frames, time.thread_time()
        self._app.loop_once()
        worked = time.thread_time() - worked
        if self._app.drawing and self._app.frames > drawn:
            self.frames.append(self._app.frame_s)
            self.frames_cpu.append(worked)

    def wait(self, seconds: float) -> None:
        for _ in range(round(seconds / FRAME)):
            self.frame()

    def until(self, done: Callable[[], bool], patience: float) -> bool:
        """Wait for something; False if it has not come within ``patience`` seconds."""
        end = self.now + patience
        while not done():
            if self.now > end:
                return False
            self.frame()
        return True

    def press(self, key: int) -> None:
        pygame.event.post(pygame.event.Event(pygame.KEYDOWN, key=key, mod=0, unicode=""))
        self.frame()

    def write(self, box: Box, strokes: Sequence[PenStroke]) -> float:
        """Write strokes that lie in ``box``, in the middle of the sheet; when the pen came up, seconds."""
        rect = self.canvas.rect
        scale = min(
            HEIGHT * rect.height / max(box.height, 1e-6),
            HEIGHT * rect.height / max(0.25 * box.width, 1e-6),
            WIDTH * rect.width / max(box.width, 1e-6),
        )
        x, y = box.centre

        def pixel(point: tuple[float, float, float]) -> tuple[int, int]:
            return (
                round(rect.centerx + (point[0] - x) * scale),
                round(rect.centery + (point[1] - y) * scale),
            )

        for stroke in strokes:
            # The pen comes down with the next frame: the game must not see a longer pause than was planned.
            self.wait(int(stroke.pause / FRAME + 1e-6) * FRAME - FRAME)
            self._button(pygame.MOUSEBUTTONDOWN, pixel(stroke.points[0]))
            start = self.now
            for point in stroke.points[1:]:
                while self.now < start + point[2]:
                    self.frame()
                pygame.event.post(
                    pygame.event.Event(pygame.MOUSEMOTION, pos=pixel(point), rel=(0, 0), buttons=(1, 0, 0))
                )
            self._button(pygame.MOUSEBUTTONUP, pixel(stroke.points[-1]))
            self.frame()
        return self.now

    def _button(self, kind: int, position: tuple[int, int]) -> None:
        pygame.event.post(pygame.event.Event(kind, pos=position, button=pygame.BUTTON_LEFT))
