"""``main.py`` as a player starts it, on a virtual screen: a digit is written, ink appears, Esc leaves."""

from __future__ import annotations

import os
import shutil
import struct
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
WIDTH, HEIGHT = 1280, 720

pytestmark = [
    pytest.mark.screen,
    pytest.mark.skipif(
        not (shutil.which("Xvfb") and shutil.which("xdotool")), reason="Xvfb and xdotool are not installed"
    ),
]

# A seven, on the squares of the first screen.
SEVEN = [(820 + 13 * step, 160) for step in range(21)] + [
    (1080 - 6 * step, 160 + 13 * step) for step in range(21)
]

Pixel = tuple[int, int, int]


@dataclass(frozen=True)
class Screen:
    """A virtual screen; the window fills it."""

    environment: dict[str, str]
    dump: Path

    def xdo(self, *words: str | int) -> None:
        subprocess.run(["xdotool", *map(str, words)], env=self.environment, capture_output=True, check=True)

    def picture(self) -> Callable[[int, int], Pixel]:
        """A screenshot: gives the colour at x, y. Xvfb keeps the screen in a file, an X window dump."""
        dump = self.dump.read_bytes()
        header = struct.unpack(">20I", dump[:80])
        start, line, colours = header[0], header[12], header[19]

        def at(x: int, y: int) -> Pixel:
            place = start + 12 * colours + y * line + 4 * x
            return dump[place], dump[place + 1], dump[place + 2]

        return at


@pytest.fixture
def screen(tmp_path: Path) -> Iterator[Screen]:
    told, number = os.pipe()
    server = subprocess.Popen(
        ["Xvfb", "-displayfd", str(number), "-screen", "0", f"{WIDTH}x{HEIGHT}x24", "-fbdir", str(tmp_path)],
        pass_fds=[number],
        stderr=subprocess.DEVNULL,
    )
    os.close(number)
    try:
        with os.fdopen(told) as numbers:
            display = f":{numbers.readline().strip()}"
        environment = {**os.environ, "DISPLAY": display, "SDL_VIDEODRIVER": "x11", "SDL_AUDIODRIVER": "dummy"}
        yield Screen(environment, tmp_path / "Xvfb_screen0")
    finally:
        server.terminate()
        server.wait()


def wait_for(happened: Callable[[], bool], what: str, seconds: float = 30) -> None:
    end = time.monotonic() + seconds
    while not happened():
        if time.monotonic() > end:
            pytest.fail(f"waited in vain: {what}")
        time.sleep(0.05)


def test_a_digit_is_written_in_a_real_window(screen: Screen, tmp_path: Path) -> None:
    game = subprocess.Popen(
        [sys.executable, "main.py", "--data-dir", str(tmp_path / "data")],
        cwd=ROOT,
        env=screen.environment,
        stderr=subprocess.PIPE,
        text=True,
    )
    try:
        wait_for(lambda: screen.picture()(820, 300) != (0, 0, 0), "the first frame")
        before = screen.picture()
        screen.xdo("mousemove", *SEVEN[0], "mousedown", 1)
        for place in SEVEN[1:]:
            screen.xdo("mousemove", *place)

        def inked() -> bool:
            now = screen.picture()
            return sum(now(*place) != before(*place) for place in SEVEN) >= 0.9 * len(SEVEN)

        wait_for(inked, "ink under the pointer")
        screen.xdo("mouseup", 1)
        assert game.poll() is None

        def left() -> bool:
            with suppress(subprocess.CalledProcessError):
                screen.xdo("key", "ctrl+q")
            return game.poll() is not None

        wait_for(left, "Ctrl+Q to leave")
        assert game.returncode == 0
        assert game.stderr is not None and "Traceback" not in game.stderr.read()
    finally:
        game.kill()
        game.wait()
