"""A real window on a real (virtual) display, written on with a real pointer."""

from __future__ import annotations

import json
import os
import random
import shutil
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from game.ui.handwriting import write

ROOT = Path(__file__).resolve().parents[2]

pytestmark = [
    pytest.mark.screen,
    pytest.mark.skipif(
        not (shutil.which("Xvfb") and shutil.which("xdotool")), reason="Xvfb and xdotool are not installed"
    ),
]


@pytest.fixture(scope="module")
def display() -> Iterator[dict[str, str]]:
    """The environment of a virtual screen of 1280×800."""
    told, number = os.pipe()
    server = subprocess.Popen(
        ["Xvfb", "-displayfd", str(number), "-screen", "0", "1280x800x24"],
        pass_fds=[number],
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    os.close(number)
    try:
        with os.fdopen(told) as numbers:
            display = f":{numbers.readline().strip()}"
        yield {**os.environ, "DISPLAY": display, "SDL_AUDIODRIVER": "dummy", "SDL_VIDEODRIVER": "x11"}
    finally:
        server.terminate()
        server.wait()


def wait_for(happened: Callable[[], bool], seconds: float = 20) -> None:
    end = time.monotonic() + seconds
    while not happened():
        if time.monotonic() > end:
            pytest.fail("it did not happen in time")
        time.sleep(0.02)


def xdo(display: dict[str, str], *words: str | int) -> str:
    done = subprocess.run(
        ["xdotool", *map(str, words)], env=display, capture_output=True, text=True, check=False
    )
    return done.stdout.strip()


# The game, telling the window's number: without a window manager xdotool finds it by nothing else.
GAME = """
import sys, main, pygame
from game.app import App
run = App.run
def told(app):
    print(pygame.display.get_wm_info()["window"], flush=True)
    return run(app)
App.run = told
sys.exit(main.main(sys.argv[1:]))
"""


def test_the_game_in_a_window(display: dict[str, str], tmp_path: Path) -> None:
    """Keys, resizing and the pointer arrive: a written 3 opens Free draw, Esc leaves."""
    settings = tmp_path / "settings.json"
    settings.write_text('{"welcomed": true}')
    game = subprocess.Popen(
        [sys.executable, "-c", GAME, "--data-dir", str(tmp_path)],
        cwd=ROOT,
        env=display,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )

    def kept(name: str) -> object:
        return json.loads(settings.read_text()).get(name)

    try:
        assert game.stdout is not None and game.stderr is not None
        window = next(line.strip() for line in game.stdout if line.strip().isdigit())
        xdo(display, "windowsize", window, 1000, 700)
        wait_for(lambda: kept("width") == 1000 and kept("height") == 700)
        xdo(display, "windowfocus", window)
        # The menu's squares are on the right page; its fourth line is Free draw.
        for stroke in write("4", random.Random(1)).strokes:
            places = [(round(740 + 220 * point.x), round(380 + 220 * point.y)) for point in stroke.points]
            xdo(display, "mousemove", "--window", window, *places[0], "mousedown", 1)
            for place in places[1:]:
                xdo(display, "mousemove", "--window", window, *place)
            xdo(display, "mouseup", 1)
        # Free draw's pen key changes the setting.
        wait_for(lambda: bool(xdo(display, "key", "p")) or kept("pen") == "broad")
        wait_for(lambda: bool(xdo(display, "key", "ctrl+q")) or game.poll() is not None)
        assert game.returncode == 0
        assert "Traceback" not in game.stderr.read()
    finally:
        game.kill()
        game.wait()
