"""Frame times of the playing process while a fine-tune of 50 samples runs beside it.

``python -m tests.bench.learning_frames`` plays the real app at 60 frames a second, in a window of 1280×720
that is not there: numbers are written in Free draw, and read, for as long as the fine-tune takes.
"""

from __future__ import annotations

import argparse
import os
import random
import tempfile
import time
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path

from tests.bench.drawing import strokes_of_a_hand
from tests.bench.figures import check_files, show, spread_ms
from tests.bench.learning import PERSONAL, fill, made, real

_FRAME_S = 1 / 60
#: From one frame to the next, a player sees a longer interval as a stutter.
LONG_S = 0.033
# Frames before the fine-tune begins: what is new to every cache is over by then.
_WARM = 120


@dataclass
class Frames:
    """Seconds of work of each drawn frame, and from each frame to the next; how the fine-tune ended."""

    work: list[float] = field(default_factory=list)
    intervals: list[float] = field(default_factory=list)
    result: str = ""

    @property
    def long(self) -> float:
        return sum(interval > LONG_S for interval in self.intervals) / len(self.intervals)


def play(folder: Path, player: str, seed: int = 7) -> Frames:
    """Writes in Free draw while the player's hand is learned, to its end.

    Headless: sets SDL's drivers for this process.
    """
    os.environ["SDL_VIDEODRIVER"] = os.environ["SDL_AUDIODRIVER"] = "dummy"
    os.environ.setdefault("PYGAME_HIDE_SUPPORT_PROMPT", "1")
    import pygame

    from game import routes
    from game.app import App
    from game.learning.process import Process
    from game.scenes.free_draw.free_draw import FreeDraw
    from game.settings import Settings
    from recognizer.slot import Slot

    scene = FreeDraw()
    app = App(Settings(width=1280, height=720, sound=False), lambda: scene, routes.scene, Slot())
    learning = None
    try:
        while not app.slot.ready:
            app.loop_once()
            time.sleep(0.005)
        frames, events, count, last = Frames(), strokes_of_a_hand(scene, random.Random(seed)), 0, 0.0
        while learning is None or learning.ended is None:
            due = time.perf_counter() + _FRAME_S
            if count == _WARM:
                learning = Process.personal(folder, player)
            for event in next(events):
                pygame.event.post(event)
            drawn, began = app.frames, time.perf_counter()
            app.loop_once()
            count += 1
            if learning is not None:
                learning.poll()
                frames.intervals.append(began - last)
                if app.frames > drawn:
                    frames.work.append(app.frame_s)
            last = began
            time.sleep(max(0.0, due - time.perf_counter()))
        assert learning.ended is not None
        frames.result = learning.ended.result
        return frames
    finally:
        if learning is not None:
            learning.close()
        app.close()


def main(arguments: Sequence[str] | None = None) -> None:
    parser = argparse.ArgumentParser(prog="python -m tests.bench.learning_frames", description=__doc__)
    parser.add_argument("files", type=Path, nargs="*", metavar="FILE", help="pen files to take digits from")
    parser.add_argument("--json", action="store_true", help="print JSON, for programs")
    options = parser.parse_args(arguments)
    check_files(parser, options.files)
    with tempfile.TemporaryDirectory() as name:
        hands = real(options.files, 1, PERSONAL) if options.files else made(1, PERSONAL)
        (player,) = fill(Path(name), hands)
        frames = play(Path(name), player)
    show(
        {
            "frames": len(frames.work),
            **spread_ms(frames.work),
            "over_33_ms": f"{frames.long:.2%}",
            "result": frames.result,
        },
        options.json,
    )


if __name__ == "__main__":
    main()
