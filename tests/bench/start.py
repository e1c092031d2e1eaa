"""How long the game takes from the start of its process to its first frame, and until it is ready to read.

``python -m tests.bench.start`` starts the real ``main.py`` some times, in a data folder of its own.
It draws on the screen that there is, and on none where there is none.
"""

from __future__ import annotations

import argparse
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from statistics import median

from tests.bench.figures import show

ROOT = Path(__file__).resolve().parents[2]
STARTS = 7

# Runs in the started process: the real game, which notes two moments and leaves.
GAME = """
import sys, time
import main
from game.app import App
loop_once, first = App.loop_once, []
def noted(app):
    goes_on = loop_once(app)
    if app.frames and not first:
        first.append(time.time())
    if app.slot.ready or app.failure:
        print(app.failure or f"{first[0]} {time.time()}", flush=True)
        return False
    return goes_on
App.loop_once = noted
sys.exit(main.main(sys.argv[1:]))
"""


@dataclass(frozen=True)
class Start:
    """Seconds since the process was asked for."""

    first_frame: float
    ready: float


def start(data_dir: Path) -> Start:
    """Start the game once.

    Raises:
        RuntimeError: it did not start; says why.
    """
    environment = {**os.environ, "SDL_AUDIODRIVER": "dummy", "PYGAME_HIDE_SUPPORT_PROMPT": "1"}
    if sys.platform == "linux" and not (os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY")):
        environment["SDL_VIDEODRIVER"] = "dummy"
    began = time.time()
    game = subprocess.run(
        [sys.executable, "-c", GAME, "--data-dir", str(data_dir)],
        cwd=ROOT,
        env=environment,
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )
    try:
        first, ready = map(float, game.stdout.split())
    except ValueError:
        raise RuntimeError(f"The game did not start: {game.stdout} {game.stderr}") from None
    return Start(first - began, ready - began)


def main(arguments: Sequence[str] | None = None) -> None:
    parser = argparse.ArgumentParser(prog="python -m tests.bench.start", description=__doc__)
    parser.add_argument("--starts", type=int, default=STARTS, metavar="N", help=f"how often (else {STARTS})")
    parser.add_argument("--json", action="store_true", help="print JSON, for programs")
    options = parser.parse_args(arguments)
    with tempfile.TemporaryDirectory() as folder:
        start(Path(folder))  # the first one fills the caches
        starts = [start(Path(folder)) for _ in range(options.starts)]
    show(
        {
            "starts": len(starts),
            "first_frame_s": round(median(one.first_frame for one in starts), 3),
            "ready_s": round(median(one.ready for one in starts), 3),
        },
        options.json,
    )


if __name__ == "__main__":
    main()
