"""Draws README's pictures of the pages: ``python -m tests.e2e.pictures docs/pictures``."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path
from tempfile import TemporaryDirectory

from playwright.sync_api import Browser, Page, sync_playwright

from game.net import protocol as p
from tests.e2e import made_class
from tests.e2e.pads import CHROMIUM, PHONE, TABLET, Pad, Room, hosted
from tests.e2e.teachers import LAPTOP, Teacher
from tests.unit.game.net.room_table import solve

_MADE = (made_class.room, made_class.progress)


def draw(browser: Browser, room: Room, folder: Path) -> None:
    """The teacher's page on a laptop and a phone, the pad on a phone and a tablet."""
    for name, viewport in (("teacher", LAPTOP), ("teacher-phone", PHONE)):
        teacher = Teacher(browser, room, viewport, told=_MADE)
        teacher.shows("#stuck")
        if viewport is PHONE:
            teacher.press("Finn")
        _save(teacher.page, folder, name)
        teacher.close()
    room.rules(level=4, length=10)
    phone, tablet = Pad(browser, room, PHONE).join("Mina"), Pad(browser, room, TABLET).join("Jonas")
    room.order(p.Ask.START)
    for pad in (phone, tablet):
        question = pad.asked()
        for at in range(9):
            if at >= 3 and solve(question) >= 10:  # two digits show more
                break
            pad.answer(question)
            question = pad.asked(question)
        if pad is phone:
            pad.write(str(solve(question)), lift=False)  # else it is judged while the picture is taken
            pad.shows("#reading:visible", str(solve(question)))
        else:
            pad.answer(question, more=1)
            pad.shows("#head.wrong")
        _save(pad.page, folder, "pad-phone" if pad is phone else "pad-tablet")
        pad.close()


def _save(page: Page, folder: Path, name: str) -> None:
    size = page.viewport_size
    assert size is not None
    page.evaluate("document.activeElement && document.activeElement.blur()")
    page.screenshot(path=folder / f"{name}-{size['width']}x{size['height']}.png", animations="disabled")


def main(arguments: list[str] | None = None) -> int:
    parser = argparse.ArgumentParser(prog="python -m tests.e2e.pictures", description=__doc__)
    parser.add_argument("folder", type=Path, help="where the pictures are saved")
    folder = parser.parse_args(arguments).folder
    with TemporaryDirectory() as data, hosted(Path(data), 1) as rooms, sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
        draw(browser, next(rooms), folder)
        browser.close()
    return 0


if __name__ == "__main__":
    sys.exit(main())
