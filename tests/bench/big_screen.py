"""Frame times of the big screen of a room while pads in it write real ink.

``python -m tests.bench.big_screen --seats 40 --seconds 20 --ink pendigits.jsonl.gz --json``

Window, host and pads are three processes, as in a classroom, on one machine. The window is not there: SDL
draws it in memory. ``answers`` are all that the pads have ended. ``work_*`` is what a drawn frame takes from
input to flip, ``cpu_*`` how long a processor works for it, whatever else the machine does, and ``between_*``
the time from one turn of the loop to the next: where it is long, a player sees a stutter.
"""

from __future__ import annotations

import argparse
import asyncio
import os
import random
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from tests.bench.figures import check_files, show, spread_ms
from tests.bench.pads import HOST, Log, Pad, digits_of

if TYPE_CHECKING:
    from game.app import App

_ROOT = Path(__file__).resolve().parents[2]
_FRAME_S = 1 / 60
_OPENS_S = 60.0
_WARM_S = 3.0  # until all are at work, and what is new to every cache is over
_PADS = """
import sys
from pathlib import Path
from tests.bench.big_screen import play
play(int(sys.argv[1]), sys.argv[2], int(sys.argv[3]), Path(sys.argv[4]) if sys.argv[4] else None)
"""


def play(port: int, code: str, seats: int, ink: Path | None) -> None:
    """Seat pads in a room and let them play until standard input ends; prints how many answers they ended."""

    async def all_play() -> int:
        log, digits = Log(), digits_of(ink)
        loop = asyncio.get_running_loop()
        for number in range(seats):

            def make(number: int = number) -> Pad:
                return Pad(code, f"Pad {number}", digits, random.Random(number), log)

            _, pad = await loop.create_connection(make, "127.0.0.1", port)
            await asyncio.wait_for(pad.welcome, _OPENS_S)
        await loop.run_in_executor(None, sys.stdin.read)
        return log.answers

    print(asyncio.run(all_play()))


def watch(seats: int, seconds: float, size: tuple[int, int], ink: Path | None) -> dict[str, object]:
    """Show the big screen for so long.

    Headless: sets SDL's drivers for this process.
    """
    os.environ["SDL_VIDEODRIVER"] = os.environ["SDL_AUDIODRIVER"] = "dummy"
    os.environ.setdefault("PYGAME_HIDE_SUPPORT_PROMPT", "1")
    from game import routes
    from game.app import App
    from game.host_process import HostProcess
    from game.scenes.together.big_screen import BigScreen
    from game.session.hosted_room import RoomGame, RoomRules, RoomStage, RoomView
    from game.settings import Settings
    from recognizer.slot import Slot

    with tempfile.TemporaryDirectory() as folder:
        room = HostProcess([sys.executable, "-c", HOST, folder, "1"])

        def view() -> RoomView | None:
            room.update()
            return room.state if isinstance(room.state, RoomView) else None

        def wait(there: Callable[[RoomView], bool]) -> RoomView:
            until = time.monotonic() + _OPENS_S
            while time.monotonic() < until:
                seen = view()
                if seen is not None and there(seen):
                    return seen
                time.sleep(0.02)
            raise TimeoutError("The room has not come so far in a minute.")

        opened = wait(lambda _: True)
        port = room.teachers_link.split(":")[2].split("/")[0]
        command = [sys.executable, "-c", _PADS, port, opened.code, str(seats), str(ink or "")]
        pads = subprocess.Popen(command, cwd=_ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
        try:
            wait(lambda seen: len(seen.seats) == seats)
            room.play_by(RoomRules(RoomGame.PRACTICE, level=6, length=0))
            room.start()
            wait(lambda seen: seen.stage is RoomStage.PLAYING)
            app = App(
                Settings(width=size[0], height=size[1], sound=False),
                lambda: BigScreen(room),
                routes.scene,
                Slot(),
            )
            try:
                work, cpu, between = _frames(app, seconds)
            finally:
                app.close()
            answers = int(pads.communicate("")[0])
        finally:
            pads.kill()
            pads.wait()
            room.close()
            room.wait(1.0)
    return {
        "seats": seats,
        "answers": answers,
        "frames": len(work),
        **{f"work_{name}": value for name, value in spread_ms(work).items()},
        **{f"cpu_{name}": value for name, value in spread_ms(cpu).items()},
        **{f"between_{name}": value for name, value in spread_ms(between).items()},
    }


def _frames(app: App, seconds: float) -> tuple[list[float], list[float], list[float]]:
    """Seconds of work of each drawn frame and of a processor for it, and from each turn to the next."""
    work: list[float] = []
    cpu: list[float] = []
    between: list[float] = []
    began = last = time.perf_counter()
    while last - began < _WARM_S + seconds:
        due = time.perf_counter() + _FRAME_S
        drawn, spent = app.frames, time.thread_time()
        app.loop_once()
        now = time.perf_counter()
        if now - began > _WARM_S:
            between.append(now - last)
            if app.frames > drawn:
                work.append(app.frame_s)
                cpu.append(time.thread_time() - spent)
        last = now
        time.sleep(max(0.0, due - time.perf_counter()))
    return work, cpu, between


def main(arguments: Sequence[str] | None = None) -> None:
    parser = argparse.ArgumentParser(prog="python -m tests.bench.big_screen", description=__doc__)
    parser.add_argument("--seats", type=int, default=40)
    parser.add_argument("--seconds", type=float, default=20.0)
    parser.add_argument("--size", default="1280x720", metavar="WxH", help="of the window")
    parser.add_argument("--ink", type=Path, help="a pen file")
    parser.add_argument("--json", action="store_true", help="print JSON, for programs")
    options = parser.parse_args(arguments)
    if options.ink is not None:
        check_files(parser, [options.ink])
    width, height = map(int, options.size.split("x"))
    show(watch(options.seats, options.seconds, (width, height), options.ink), options.json)


if __name__ == "__main__":
    main()
