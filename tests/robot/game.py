"""The game as the robot plays it: the real app, headless, on a clock of its own, worked by posted events."""

from __future__ import annotations

import os
import time
from collections.abc import Sequence
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

os.environ.setdefault("SDL_VIDEODRIVER", "dummy")
os.environ.setdefault("SDL_AUDIODRIVER", "dummy")
os.environ.setdefault("PYGAME_HIDE_SUPPORT_PROMPT", "1")

import numpy as np
import pygame

from data.records import Player
from data.store import Store, store_file
from game import routes
from game.app import App
from game.play import events as e
from game.play.levels import Custom
from game.play.modes import Mode
from game.play.questions import Question
from game.scenes.match.plan import Plan
from game.scenes.match.quiz import Quiz
from game.scenes.match.running_match import RunningMatch
from game.scenes.scene import Scene
from game.session.ports import Kind, SeatView, Session, Sitter
from game.settings import Settings
from game.stage import Open, Parts
from game.store_adapter import StoreAdapter
from recognizer.ink import Box
from recognizer.reader import Reader
from tests.fakes import FakeClock, FakeSlot
from tests.hand import FRAME, Hand
from tests.robot.plan import PALM_BEFORE, PenStroke

HEIGHT, WIDTH = 0.45, 0.8  # of the sheet that ink takes at most


class WatchedQuiz(Quiz):
    """A quiz that notes what happens, and when."""

    def __init__(self, match: RunningMatch) -> None:
        super().__init__(match)
        self.log: list[tuple[e.Event, float]] = []

    def heard(self, event: e.Event, now: float) -> None:
        self.log.append((event, now))
        super().heard(event, now)


class _App(App):
    """An app whose frames are timed, and whose pictures can be left out; all else goes on as ever.

    Attributes:
        frame_times: seconds that each drawn frame took, on the real clock.
        frame_cpu: of those, seconds that this thread worked.
    """

    drawing = True

    def __init__(self, *arguments: Any, **named: Any) -> None:
        super().__init__(*arguments, **named)
        self.frame_times: list[float] = []
        self.frame_cpu: list[float] = []

    def loop_once(self) -> bool:
        drawn, worked = self.frames, time.thread_time()
        goes_on = super().loop_once()
        worked = time.thread_time() - worked
        if self.drawing and self.frames > drawn:
            self.frame_times.append(self.frame_s)
            self.frame_cpu.append(worked)
        return goes_on

    def _draw(self, now: float) -> None:
        if self.drawing:
            super()._draw(now)


class Game:
    """Sprint after sprint, for one player after the other; their store is deleted in the end.

    Args:
        name: of who plays the first sprint.
        questions, seed: of the first sprint.

    Attributes:
        plan: of the sprint that is played.
        app: its ``drawing`` is whether frames are drawn, and timed.
        hand: lets frames pass and presses keys.
    """

    def __init__(self, reader: Reader, name: str, questions: Sequence[Question], seed: int) -> None:
        reader.warm_up()
        self._folder = TemporaryDirectory(prefix="digit-duel-")
        self._store = Store.open(store_file(Path(self._folder.name)))
        self._players: dict[str, Player] = {}
        self._quiz: WatchedQuiz | None = None
        self.plan = self._planned(name, questions, seed)
        clock = FakeClock()
        self.app = _App(
            Settings(sound=False),
            lambda: routes.match(self.plan),
            self._make,
            FakeSlot(reader),
            parts=Parts(self._store, StoreAdapter(self._store), self._player(name)),
            clock=clock,
        )
        self.hand = Hand(self.app, clock)

    def sprint(self, name: str, questions: Sequence[Question], seed: int) -> None:
        """Go on with a sprint of these questions for somebody, whatever is on the screen."""
        self._quiz, self.plan = None, self._planned(name, questions, seed)
        self.app.scene.ask(Open("match", self.plan, instead=True))
        self.hand.frame()

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
        self.app.close()
        self._store.close()
        self._folder.cleanup()

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
    def session(self) -> Session:
        return self.quiz.session

    @property
    def view(self) -> SeatView:
        return self.session.view(0)

    def key(self, key: int) -> None:
        """Press a key, for a frame."""
        self.hand.post(pygame.KEYDOWN, key=key, mod=0, unicode="")
        self.hand.frame()

    def rest_a_palm(self, rng: np.random.Generator) -> tuple[float, float]:
        """Put a palm on the right lower quarter of the sheet; where it lies, as shares of the window."""
        sheet, (width, height) = self.quiz.sheet.canvas.rect, pygame.display.get_surface().get_size()
        x, y = (
            sheet.left + rng.uniform(0.6, 0.95) * sheet.width,
            sheet.top + rng.uniform(0.6, 0.95) * sheet.height,
        )
        place = float(x) / width, float(y) / height
        self._palm(pygame.FINGERDOWN, place)
        self.hand.wait(float(rng.uniform(*PALM_BEFORE)))
        for _ in range(3):  # a hand is never quite still
            self._palm(pygame.FINGERMOTION, (place[0] + float(rng.normal(0, 0.001)), place[1]))
            self.hand.frame()
        return place

    def lift_the_palm(self, place: tuple[float, float]) -> None:
        self._palm(pygame.FINGERUP, place)
        self.hand.frame()

    def _palm(self, kind: int, place: tuple[float, float]) -> None:
        self.hand.post(kind, touch_id=1, finger_id=9, x=place[0], y=place[1], dx=0.0, dy=0.0, pressure=1.0)

    def write(self, box: Box, strokes: Sequence[PenStroke]) -> float:
        """Write strokes that lie in ``box``, in the middle of the sheet; when the pen came up, seconds."""
        return pen(self.hand, self.quiz.sheet.canvas.rect, box, strokes)


def pen(hand: Hand, sheet: pygame.Rect, box: Box, strokes: Sequence[PenStroke]) -> float:
    """See :meth:`Game.write`; each event comes with the frame that is due when the pen makes it."""
    scale = min(
        HEIGHT * sheet.height / max(box.height, 1e-6),
        HEIGHT * sheet.height / max(0.25 * box.width, 1e-6),
        WIDTH * sheet.width / max(box.width, 1e-6),
    )
    x, y = box.centre

    def pixel(point: tuple[float, float, float]) -> tuple[int, int]:
        return round(sheet.centerx + (point[0] - x) * scale), round(sheet.centery + (point[1] - y) * scale)

    for stroke in strokes:
        # The pen comes down with the next frame: the game must not see a longer pause than was planned.
        hand.wait(int(stroke.pause / FRAME + 1e-6) * FRAME - FRAME)
        hand.post(pygame.MOUSEBUTTONDOWN, pos=pixel(stroke.points[0]), button=pygame.BUTTON_LEFT)
        start = hand.clock.time
        for point in stroke.points[1:]:
            while hand.clock.time < start + point[2]:
                hand.frame()
            hand.post(pygame.MOUSEMOTION, pos=pixel(point), rel=(0, 0), buttons=(1, 0, 0))
        hand.post(pygame.MOUSEBUTTONUP, pos=pixel(stroke.points[-1]), button=pygame.BUTTON_LEFT)
        hand.frame()
    return hand.clock.time
