"""Pictures of every scene: ``python -m tests.shots OUT/`` renders them at three window sizes.

The real app is driven headless on a clock of its own, with seeded handwriting: the same pictures each time.
"""

from __future__ import annotations

import argparse
import os
import random
import sys
from collections.abc import Iterator, Sequence
from contextlib import ExitStack
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pygame

from data.store import Store
from game import routes
from game.app import App
from game.readers import ReaderSlot
from game.scenes.scene import Scene
from game.settings import Settings
from game.ui.canvas import Canvas
from game.ui.handwriting import write
from recognizer.ink import Ink
from tests.shots import (
    best,
    choose,
    custom_questions,
    duel,
    exercises,
    family,
    forgetting_lab,
    free_draw,
    history,
    inside,
    learn,
    learn_shared,
    lesson,
    menu,
    new_exercise,
    players,
    progress,
    quiz,
    review,
    sample_card,
    sample_wall,
    settings,
    teach,
    together,
    welcome,
)
from tests.shots.shot import Shot

SIZES = ((640, 480), (1280, 720), (1920, 1080))
PORTRAIT = (720, 1280)


class StillClock:
    """Time that passes only when told to."""

    def __init__(self) -> None:
        self.time = 100.0

    def now(self) -> float:
        return self.time

    def wait(self, seconds: float) -> None:
        self.time += seconds


class Hand:
    """Works an app as a player would, with posted events and settled frames."""

    def __init__(self, app: App, clock: StillClock, seed: int = 7) -> None:
        self.app, self.clock = app, clock
        self._rng = random.Random(seed)

    @property
    def scene(self) -> Scene:
        return self.app.scene

    def settle(self) -> None:
        """Let all jobs finish and be shown."""
        for _ in range(4):
            self.app.worker.drain()
            self.app.loop_once()
            self.clock.wait(0.05)

    def wait(self, seconds: float) -> None:
        for _ in range(round(seconds * 60)):
            self.clock.wait(1 / 60)
            self.app.worker.drain()
            self.app.loop_once()

    def press(self, key: int, mod: int = 0) -> None:
        text = chr(key) if 32 <= key < 127 else ""
        pygame.event.post(pygame.event.Event(pygame.KEYDOWN, key=key, mod=mod, unicode=text))
        if text and not mod:
            pygame.event.post(pygame.event.Event(pygame.TEXTINPUT, text=text))
        self.settle()

    def point(self, x: float, y: float) -> None:
        pygame.event.post(pygame.event.Event(pygame.MOUSEMOTION, pos=(round(x), round(y)), buttons=(0, 0, 0)))
        self.settle()

    def write(self, canvas: Canvas, text: str) -> None:
        ink = write(text, self._rng, gap=0.34)
        height = min(0.62, canvas.rect.width / canvas.rect.height * 0.84 / max(0.1, ink.box.width))
        x, y = ink.box.centre
        self._trace(canvas, ink.moved(-x * height, -y * height - 0.04, height))
        self.settle()

    def draw(self, canvas: Canvas, strokes: list[list[tuple[float, float]]]) -> None:
        self._trace(canvas, Ink.of(strokes))
        self.settle()

    def _trace(self, canvas: Canvas, ink: Ink) -> None:
        for stroke in ink.strokes:
            kinds = [pygame.MOUSEBUTTONDOWN, *[pygame.MOUSEMOTION] * (len(stroke.points) - 1)]
            before = stroke.points[0].t
            for kind, point in zip(kinds, stroke.points, strict=True):
                pace = 0.01 if point.t is None or before is None else max(0.004, point.t - before)
                before = point.t
                self.clock.wait(pace)
                self._mouse(kind, canvas.to_window(point.x, point.y))
            self._mouse(pygame.MOUSEBUTTONUP, canvas.to_window(stroke.points[-1].x, stroke.points[-1].y))
            self.clock.wait(0.15)

    def _mouse(self, kind: int, at: tuple[float, float]) -> None:
        pos = round(at[0]), round(at[1])
        extra = {"buttons": (1, 0, 0)} if kind == pygame.MOUSEMOTION else {"button": 1}
        pygame.event.post(pygame.event.Event(kind, pos=pos, **extra))
        self.app.loop_once()


_MODULES = (
    best,
    choose,
    custom_questions,
    duel,
    exercises,
    family,
    forgetting_lab,
    free_draw,
    history,
    inside,
    learn,
    learn_shared,
    lesson,
    menu,
    new_exercise,
    players,
    progress,
    quiz,
    review,
    sample_card,
    sample_wall,
    settings,
    teach,
    together,
    welcome,
)


def shots() -> Iterator[Shot]:
    """Every shot of every screen."""
    for module in _MODULES:
        yield from module.SHOTS


def render(shot: Shot, size: tuple[int, int], slot: ReaderSlot, seed: int = 7) -> pygame.Surface:
    """One picture, of a fresh app; headless only."""
    clock = StillClock()
    settings = replace(Settings(width=size[0], height=size[1], sound=False), **shot.settings)
    with ExitStack() as open_store:
        store = player = None
        if shot.stock is not None:
            store = open_store.enter_context(Store.temporary(clock=_noon))
            player = shot.stock(store)
        app = App(settings, shot.make, routes.scene, slot, store=store, player=player, clock=clock)
        hand = Hand(app, clock, seed)
        hand.settle()
        shot.act(app.scene, hand)
        hand.wait(0.25)
        picture = app.surface.copy()
        app.close()
    return picture


def _noon() -> datetime:
    """A moment for all that pictures show of a store."""
    return datetime(2026, 5, 4, 12, tzinfo=UTC)


def render_all(
    out: Path, slot: ReaderSlot, sizes: Sequence[tuple[int, int]] = SIZES, only: str = ""
) -> list[Path]:
    """Write every shot whose name contains ``only`` to ``out/NAME-WIDTHxHEIGHT.png``."""
    out.mkdir(parents=True, exist_ok=True)
    files = []
    for shot in shots():
        if only not in shot.name:
            continue
        for size in sizes:
            path = out / f"{shot.name}-{size[0]}x{size[1]}.png"
            pygame.image.save(render(shot, size, slot), path)
            files.append(path)
    return files


def main(arguments: Sequence[str] | None = None) -> int:
    parser = argparse.ArgumentParser(prog="python -m tests.shots", description=__doc__)
    parser.add_argument("out", type=Path, help="folder for the pictures; made if it is not there")
    parser.add_argument("--only", default="", metavar="TEXT", help="only shots whose name contains this")
    parser.add_argument("--portrait", action="store_true", help="also at 720×1280")
    options = parser.parse_args(arguments)
    if not any(options.only in shot.name for shot in shots()):
        print(f"No shot has “{options.only}” in its name: leave --only out to see them all.", file=sys.stderr)
        return 2
    os.environ["SDL_VIDEODRIVER"] = os.environ["SDL_AUDIODRIVER"] = "dummy"
    from recognizer.bundle import BundleError
    from recognizer.slot import Slot

    slot = Slot()
    try:
        slot.load()
        files = render_all(options.out, slot, (*SIZES, PORTRAIT) if options.portrait else SIZES, options.only)
    except (BundleError, OSError) as error:
        print(error, file=sys.stderr)
        return 2
    print(f"{len(files)} pictures in {options.out}")
    return 0
