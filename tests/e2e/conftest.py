"""What tests in a browser share: the browser, rooms of a host, pads. Only they import Playwright."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from playwright.sync_api import Browser

    from tests.e2e.pads import Pad, Room


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    from playwright.sync_api import sync_playwright

    from tests.e2e.pads import CHROMIUM

    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
        yield browser
        browser.close()


@pytest.fixture(scope="module")
def rooms(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Iterator[Room]]:
    from tests.e2e.pads import hosted

    with hosted(tmp_path_factory.mktemp("host"), 64) as rooms:
        yield rooms


@pytest.fixture
def room(rooms: Iterator[Room]) -> Room:
    """One that nobody has been in, with three questions a match."""
    room = next(rooms)
    room.rules()
    return room


@pytest.fixture
def open_pad(browser: Browser, room: Room) -> Iterator[Callable[..., Pad]]:
    """Opens a pad of the room: a phone, unless told otherwise."""
    from tests.e2e.pads import Pad

    opened: list[Pad] = []

    def opening(*arguments: Any, **options: Any) -> Pad:
        opened.append(Pad(browser, room, *arguments, **options))
        return opened[-1]

    yield opening
    for pad in opened:
        pad.close()
