"""Frame times and memory of the playing process while numbers are written in Free draw, and read meanwhile.

``python -m tests.bench.drawing`` plays the real app at 60 frames a second, in a window of 1280×720 that
is not there.
"""

from __future__ import annotations

import argparse
import os
import random
import sys
import time
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from tests.bench.figures import show, spread_ms

if TYPE_CHECKING:
    from pygame.event import Event

    from game.scenes.free_draw.free_draw import FreeDraw

FRAMES = 1500
_FRAME_S = 1 / 60


def peak_memory_mb() -> float:
    """The most memory that this process ever held, in MB (10⁶ bytes)."""
    import resource

    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return round(peak * (1 if sys.platform == "darwin" else 1024) / 1e6, 1)


def draw(frames: int, seed: int = 7) -> list[float]:
    """Seconds from input to flip of so many drawn frames.

    Headless: sets SDL's drivers for this process.
    """
    os.environ["SDL_VIDEODRIVER"] = os.environ["SDL_AUDIODRIVER"] = "dummy"
    os.environ.setdefault("PYGAME_HIDE_SUPPORT_PROMPT", "1")
    import pygame

    from game import routes
    from game.app import App
    from game.scenes.free_draw.free_draw import FreeDraw
    from game.settings import Settings
    from recognizer.slot import Slot

    scene = FreeDraw()
    app = App(Settings(width=1280, height=720, sound=False), lambda: scene, routes.scene, Slot())
    try:
        while not app.slot.ready:
            app.loop_once()
            time.sleep(0.005)
        taken: list[float] = []
        events = strokes_of_a_hand(scene, random.Random(seed))
        while len(taken) < frames:
            due = time.perf_counter() + _FRAME_S
            for event in next(events):
                pygame.event.post(event)
            drawn = app.frames
            app.loop_once()
            if app.frames > drawn:
                taken.append(app.frame_s)
            time.sleep(max(0.0, due - time.perf_counter()))
        return taken
    finally:
        app.close()


def strokes_of_a_hand(scene: FreeDraw, rng: random.Random) -> Iterator[list[Event]]:
    """What a mouse does, frame by frame: numbers of one to three digits, each cleared after a while."""
    import pygame
    from pygame.event import Event

    from game.ui.handwriting import write

    while True:
        canvas = scene.canvases[0]
        ink = write(str(rng.randrange(1, 1000)), rng, gap=0.34)
        height = min(0.6, canvas.rect.width / canvas.rect.height * 0.8 / max(0.1, ink.box.width))
        x, y = ink.box.centre
        for stroke in ink.moved(-x * height, -y * height, height).strokes:
            places = [tuple(map(round, canvas.to_window(point.x, point.y))) for point in stroke.points]
            yield [Event(pygame.MOUSEBUTTONDOWN, pos=places[0], button=1)]
            # A mouse tells its place about 125 times a second: two places a frame.
            for pair in zip(places[::2], places[1::2], strict=False):
                yield [Event(pygame.MOUSEMOTION, pos=place, buttons=(1, 0, 0)) for place in pair]
            yield [Event(pygame.MOUSEBUTTONUP, pos=places[-1], button=1)]
            yield from ([] for _ in range(8))
        yield from ([] for _ in range(30))
        yield [Event(pygame.KEYDOWN, key=pygame.K_DELETE, mod=0, unicode="")]


def main(arguments: Sequence[str] | None = None) -> None:
    parser = argparse.ArgumentParser(prog="python -m tests.bench.drawing", description=__doc__)
    parser.add_argument("--frames", type=int, default=FRAMES, metavar="N", help=f"how many (else {FRAMES})")
    parser.add_argument("--json", action="store_true", help="print JSON, for programs")
    options = parser.parse_args(arguments)
    taken = draw(options.frames)
    show({"frames": len(taken), **spread_ms(taken), "peak_memory_mb": peak_memory_mb()}, options.json)


if __name__ == "__main__":
    main()
