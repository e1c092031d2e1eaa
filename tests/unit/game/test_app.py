"""The app, driven frame by frame with posted events on a clock of its own."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import pygame
import pytest
from pygame.event import Event

from game.app import App
from game.scenes.scene import Scene
from game.settings import Settings
from game.stage import Open, Pop, Quit
from game.ui.events import KeyEvent, Phase, PointerEvent
from tests.fakes import FakeClock, FakeReader, FakeSlot, screen

Start = Callable[..., App]


class Blank(Scene):
    """Records what the app does with it."""

    def __init__(self, name: str = "blank") -> None:
        super().__init__()
        self.name = name
        self.log: list[str] = []
        self.pointers: list[PointerEvent] = []
        self.drawn = 0

    def layout(self) -> None:
        self.log.append(f"layout {self.look.size[0]}x{self.look.size[1]}")

    def left(self) -> None:
        self.log.append("left")

    def pointer(self, event: PointerEvent) -> None:
        self.pointers.append(event)

    def draw(self, surface: pygame.Surface) -> None:
        self.drawn += 1
        surface.fill((10, 20, 30))


@pytest.fixture
def start() -> Iterator[Start]:
    apps: list[App] = []

    def make(first: Scene | None = None, slot: FakeSlot | None = None, **parts: Any) -> App:
        parts.setdefault("clock", FakeClock())
        settings = parts.pop("settings", Settings(width=800, height=600, sound=False))
        scene = first or Blank()
        app = App(settings, lambda: scene, screen, slot or FakeSlot(), **parts)
        apps.append(app)
        return app

    yield make
    for app in apps:
        app.close()


def post(kind: int, **values: object) -> None:
    pygame.event.post(Event(kind, **values))


def press(key: int) -> None:
    post(pygame.KEYDOWN, key=key, mod=0, unicode="")


def test_the_first_frame_stands_before_the_reader_is_loaded(start: Start) -> None:
    slot = FakeSlot()
    app = start(slot=slot)
    assert not slot.ready and app.stage.reader is None
    app.loop_once()
    assert app.frames == 1
    assert app.surface.get_at((5, 5))[:3] == (10, 20, 30)
    app.worker.drain()
    app.loop_once()
    assert app.stage.reader is slot.reader


class Heads(FakeSlot):
    """Everybody has a reader of their own, once it is loaded."""

    def __init__(self) -> None:
        super().__init__()
        self.loaded: dict[int, FakeReader] = {}

    def load_head(self, player: int) -> str | None:
        assert player not in self.loaded
        self.loaded[player] = FakeReader()
        return None

    def reader_for(self, player: int | None) -> FakeReader:
        return self.loaded.get(player, self.reader) if player is not None else self.reader


def test_the_readers_of_all_who_play_are_loaded_once_each(start: Start) -> None:
    slot = Heads()
    app = start(slot=slot)
    assert app.stage.reader_for(3) is None, "no network yet"
    app.loop_once()
    app.worker.drain()
    assert app.stage.reader_for(3) is slot.reader
    app.worker.drain()
    app.loop_once()
    assert app.stage.reader_for(3) is slot.loaded[3]
    assert app.stage.reader_for(4) is slot.reader
    app.worker.drain()
    assert app.stage.reader_for(4) is slot.loaded[4] is not slot.loaded[3]
    assert app.stage.reader_for(None) is app.stage.reader is slot.reader


def test_a_reader_that_cannot_be_loaded_ends_the_game_with_a_sentence(start: Start) -> None:
    app = start(slot=FakeSlot(fails=ValueError("The model is damaged.")))
    app.loop_once()
    app.worker.drain()
    assert not app.loop_once()
    assert app.failure == "The model is damaged."


def test_pointer_events_reach_the_scene_with_times(start: Start) -> None:
    scene = Blank()
    app = start(scene)
    app.loop_once()
    app.clock.wait(0.5)
    post(pygame.MOUSEBUTTONDOWN, pos=(10, 20), button=1)
    post(pygame.MOUSEBUTTONUP, pos=(10, 20), button=1)
    app.loop_once()
    assert [event.phase for event in scene.pointers] == [Phase.DOWN, Phase.UP]
    assert scene.pointers[-1].t == app.clock.now()


def test_nothing_is_drawn_when_nothing_changed(start: Start) -> None:
    scene = Blank()
    app = start(scene)
    for _ in range(3):
        app.loop_once()
    app.worker.drain()
    app.loop_once()
    drawn = scene.drawn
    for _ in range(10):
        app.clock.wait(0.1)
        app.loop_once()
    assert scene.drawn == drawn
    scene.changed = True
    app.loop_once()
    assert scene.drawn == drawn + 1


def test_scenes_ask_and_the_app_performs(start: Start) -> None:
    first, second, third = Blank("first"), Blank("second"), Blank("third")
    app = start(first)
    app.loop_once()
    first.ask(Open("menu", second))
    assert app.scene is first
    app.loop_once()
    assert app.scene is second
    assert first.log[-1] == "left"
    second.ask(Open("menu", third, instead=True))
    app.loop_once()
    assert app.scene is third
    third.ask(Pop())
    app.loop_once()
    assert app.scene is first
    assert first.log[-1].startswith("layout")
    first.ask(Quit())
    assert not app.loop_once()


def test_the_last_pop_ends_the_game(start: Start) -> None:
    app = start()
    app.loop_once()
    press(pygame.K_ESCAPE)
    assert not app.loop_once()


def test_closing_the_window_ends_the_game(start: Start) -> None:
    app = start()
    app.loop_once()
    post(pygame.QUIT)
    assert not app.loop_once()


def test_resizing_lays_out_afresh_and_is_kept(start: Start) -> None:
    kept: list[Settings] = []
    scene = Blank()
    app = start(scene, keep=kept.append)
    app.loop_once()
    pygame.display.set_mode((1000, 700), pygame.RESIZABLE)
    post(pygame.VIDEORESIZE, w=1000, h=700, size=(1000, 700))
    app.loop_once()
    assert scene.log[-1] == "layout 1000x700"
    assert (kept[-1].width, kept[-1].height) == (1000, 700)


def test_f11_is_full_screen_and_back(start: Start) -> None:
    kept: list[Settings] = []
    app = start(keep=kept.append)
    app.loop_once()
    press(pygame.K_F11)
    app.loop_once()
    assert pygame.display.is_fullscreen()
    press(pygame.K_F11)
    app.loop_once()
    assert not pygame.display.is_fullscreen()
    assert app.surface.get_size() == (800, 600)
    assert [settings.fullscreen for settings in kept if settings.width == 800][:1] == [True]


def test_losing_the_focus_lifts_the_pen(start: Start) -> None:
    scene = Blank()
    app = start(scene)
    app.loop_once()
    post(pygame.MOUSEBUTTONDOWN, pos=(10, 20), button=1)
    app.loop_once()
    post(pygame.WINDOWFOCUSLOST)
    app.loop_once()
    assert scene.pointers[-1].phase is Phase.CANCEL
    assert scene.log[-1] == "left"


def test_settings_that_cannot_be_kept_are_reported_and_used(start: Start) -> None:
    def full(_: Settings) -> None:
        raise OSError(28, "No space left on device")

    app = start(keep=full)
    app.loop_once()
    before = pygame.image.tobytes(app.surface, "RGB")
    app.stage.change(Settings(width=800, height=600, board="slate"))
    app.loop_once()
    assert app.stage.look.palette.name == "slate"
    assert pygame.image.tobytes(app.surface, "RGB") != before  # the notice


@pytest.mark.parametrize("back", [True, False])
def test_a_switch_to_full_screen_leaves_the_scene_alone_if_the_focus_comes_back(
    back: bool, start: Start
) -> None:
    scene = Blank()
    app = start(scene)
    app.loop_once()
    press(pygame.K_F11)
    app.loop_once()
    post(pygame.WINDOWFOCUSLOST)
    app.loop_once()
    app.clock.wait(0.3)
    if back:
        post(pygame.WINDOWFOCUSGAINED)
    app.loop_once()
    assert "left" not in scene.log
    app.clock.wait(1.0)
    app.loop_once()
    assert ("left" in scene.log) is not back


def test_keys_reach_the_scene(start: Start) -> None:
    class Typing(Blank):
        def key(self, event: KeyEvent) -> None:
            self.log.append(event.text)

    scene = Typing()
    app = start(scene)
    app.loop_once()
    post(pygame.KEYDOWN, key=pygame.K_7, mod=0, unicode="7")
    app.loop_once()
    assert scene.log[-1] == "7"


def test_ctrl_q_leaves_the_game_from_anywhere(start: Start) -> None:
    app = start()
    app.loop_once()
    post(pygame.KEYDOWN, key=pygame.K_q, mod=0, unicode="q")
    assert app.loop_once()
    post(pygame.KEYDOWN, key=pygame.K_q, mod=pygame.KMOD_LCTRL, unicode="")
    assert not app.loop_once()
