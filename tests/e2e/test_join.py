"""Two browsers and a window in one race: a real host, real pointer events, a real socket each."""

from __future__ import annotations

import time
from collections.abc import Iterator
from pathlib import Path

import pytest

pytest.importorskip("playwright", reason="Playwright is not installed")

from playwright.sync_api import Browser

from game import routes
from game.net import protocol as p
from game.net.client import known_players
from game.play.states import State
from game.scenes.match.quiz import Quiz
from game.scenes.match.results import Results
from game.scenes.together.play_together import PlayTogether
from game.scenes.together.waiting_room import WaitingRoom
from tests.e2e.pads import CHROMIUM, PHONE, TABLET, Pad, Room, hosted
from tests.fakes import FakeClock
from tests.made_room import FoundRooms
from tests.table import Table
from tests.unit.game.net.room_table import solve

pytestmark = [
    pytest.mark.screen,
    pytest.mark.skipif(not CHROMIUM.is_file(), reason="Chromium is not installed"),
]


class WallClock(FakeClock):
    """The real time, which passes while it is waited."""

    def __init__(self) -> None:
        super().__init__(time.monotonic())

    def wait(self, seconds: float) -> None:
        time.sleep(seconds)
        self.time = time.monotonic()


@pytest.fixture
def room(tmp_path: Path) -> Iterator[Room]:
    with hosted(tmp_path, 1) as rooms:
        room = next(rooms)
        room.rules(level=2)
        yield room


@pytest.fixture
def window(monkeypatch: pytest.MonkeyPatch) -> Iterator[Table]:
    monkeypatch.setenv("SDL_VIDEODRIVER", "dummy")
    table = Table(
        lambda: PlayTogether(routes.join, lambda: FoundRooms(), known_players),
        size=(1280, 720),
        clock=WallClock(),
    )
    yield table
    table.close()


def join(window: Table, room: Room) -> None:
    """Type the address and the code, and come into the room."""
    window.scene._write_address(room.address)
    window.tap("Join")
    assert window.hand.until(lambda: isinstance(window.scene, WaitingRoom), 20)


def answer(window: Table, questions: list[str]) -> None:
    """Write the right answer to the next question, when its sheet is there."""

    def asked() -> bool:
        shown = window.scene.sheet.view.play.question
        return bool(shown) and shown not in questions[-1:] and not window.view().ink

    assert window.hand.until(asked, 20)
    window.hand.wait(0.8)  # a stroke that begins sooner belongs to the answer before
    questions.append(window.scene.sheet.view.play.question)
    window.hand.write(window.scene.canvases[0], str(solve(questions[-1])))
    window.scene.sheet.enter()

    def doubted() -> bool:
        return isinstance(window.scene, Quiz) and window.scene.sheet.view.play.state is State.UNSURE

    def judged() -> bool:
        return not isinstance(window.scene, Quiz) or window.scene.sheet.view.play.question != questions[-1]

    assert window.hand.until(lambda: doubted() or judged(), 20)
    if doubted():  # see `Pad.answer`
        window.scene.sheet.choose(str(solve(questions[-1])))


def test_two_browsers_and_a_window_finish_a_race(browser: Browser, room: Room, window: Table) -> None:
    pads = [Pad(browser, room, PHONE).join("Ada"), Pad(browser, room, TABLET).join("Ben")]
    join(window, room)
    assert window.scene.seated.here == 3
    room.order(p.Ask.START)
    assert window.hand.until(lambda: isinstance(window.scene, Quiz), 20)
    shown, mine = ["", ""], list[str]()
    for _ in range(3):
        answer(window, mine)
        for at, pad in enumerate(pads):
            shown[at] = pad.asked(shown[at])
            pad.answer(shown[at])
    assert window.hand.until(lambda: isinstance(window.scene, Results), 20)
    assert window.scene.summary.score.right == 3
    for pad in pads:
        assert "3 right" in pad.shows("#hint", "right")
    podium = room.told(p.Podium)
    assert {row.name: row.right for row in podium.first} == {"Ada": 3, "Ben": 3, "Mina": 3}
    window.hand.until(lambda: window.view().players == 3, 5)
    assert {window.view().place, *(row.place for row in podium.first)} <= {1, 2, 3}
    window.tap("Back to the room")
    assert window.hand.until(lambda: isinstance(window.scene, WaitingRoom), 5)
    for pad in pads:
        pad.close()
