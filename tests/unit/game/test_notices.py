"""Notices: where they lie, how long, and that a tap puts one away without reaching what lies under it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

import pygame
import pytest
from pygame.event import Event

from game.app import App
from game.notices import SHOWN_S
from game.scenes.page import Page
from game.scenes.scene import Scene
from game.settings import Settings
from game.ui.events import KeyEvent, PointerEvent
from tests.fakes import FakeClock, FakeSlot, screen

DAMAGED = "The settings were damaged; they start afresh, and the old ones lie beside them."
KEPT = "Noted as a 7."


class Under(Scene):
    """Keeps what reaches it."""

    def __init__(self) -> None:
        super().__init__()
        self.pointers: list[PointerEvent] = []
        self.keys: list[int] = []
        self.raws: list[int] = []

    def pointer(self, event: PointerEvent) -> None:
        self.pointers.append(event)

    def key(self, event: KeyEvent) -> None:
        self.keys.append(event.key)

    def raw(self, event: pygame.event.Event) -> None:
        self.raws.append(event.type)


class Telling:
    """An app that has something to tell."""

    def __init__(self, scene: Scene, *sentences: str, size: tuple[int, int] = (640, 480), **taste: object):
        settings = replace(Settings(width=size[0], height=size[1], sound=False), **taste)  # type: ignore[arg-type]
        self.app = App(settings, lambda: scene, screen, FakeSlot(), clock=FakeClock(), notices=sentences)
        self.app.loop_once()

    @property
    def box(self) -> pygame.Rect:
        return self.app._notices._box

    def send(self, kind: int, **values: object) -> None:
        pygame.event.post(Event(kind, **values))
        self.app.loop_once()

    def tap(self, place: tuple[int, int]) -> None:
        self.send(pygame.MOUSEBUTTONDOWN, pos=place, button=1)
        self.send(pygame.MOUSEMOTION, pos=(place[0] + 200, place[1] - 200), buttons=(1, 0, 0))
        self.send(pygame.MOUSEBUTTONUP, pos=(place[0] + 200, place[1] - 200), button=1)

    def wait(self, seconds: float) -> None:
        self.app.clock.wait(seconds)
        self.app.loop_once()


@pytest.fixture
def under() -> Under:
    return Under()


@pytest.fixture
def table(under: Under) -> Iterator[Telling]:
    table = Telling(under, DAMAGED, KEPT)
    yield table
    table.app.close()


def test_a_tap_puts_a_notice_away_and_reaches_nothing_else(table: Telling, under: Under) -> None:
    with_notice = pygame.image.tobytes(table.app.surface, "RGB")
    under.raws.clear()
    table.tap(table.box.center)
    assert table.app.told == [KEPT]
    assert under.pointers == []
    assert not {pygame.MOUSEBUTTONDOWN, pygame.MOUSEMOTION, pygame.MOUSEBUTTONUP} & set(under.raws)
    assert pygame.image.tobytes(table.app.surface, "RGB") != with_notice
    table.tap((320, 200))
    assert len(under.pointers) == 3
    assert under.raws.count(pygame.MOUSEBUTTONDOWN) == 1


def test_a_finger_puts_a_notice_away_too(table: Telling, under: Under) -> None:
    x, y = table.box.centerx / 640, table.box.centery / 480
    for kind in (pygame.FINGERDOWN, pygame.FINGERMOTION, pygame.FINGERUP):
        table.send(kind, touch_id=1, finger_id=1, x=x, y=y, dx=0, dy=0, pressure=1.0)
    assert table.app.told == [KEPT]
    assert under.pointers == []


def test_keys_go_on_to_the_screen(table: Telling, under: Under) -> None:
    table.send(pygame.KEYDOWN, key=pygame.K_ESCAPE, mod=0, unicode="")
    assert under.keys == [pygame.K_ESCAPE]


def test_each_notice_has_its_time_and_then_goes_away(table: Telling) -> None:
    table.wait(SHOWN_S / 2)
    assert table.app.told == [DAMAGED, KEPT]
    table.wait(SHOWN_S / 2)
    assert table.app.told == [KEPT], "shown only now"
    table.wait(SHOWN_S / 2)
    assert table.app.told == [KEPT]
    table.wait(SHOWN_S)
    assert table.app.told == []
    assert table.box.size == (0, 0)


class Titled(Scene):
    title = "Free draw"

    def layout(self) -> None:
        self.page = Page(self, self.title)


@pytest.mark.parametrize("left_handed", [False, True])
@pytest.mark.parametrize("size", [(640, 480), (1280, 720), (720, 1280)])
def test_a_notice_hides_neither_the_title_nor_the_sheet(size: tuple[int, int], left_handed: bool) -> None:
    scene = Titled()
    table = Telling(scene, DAMAGED, size=size, left_handed=left_handed)
    try:
        window = pygame.Rect((0, 0), size)
        assert window.contains(table.box)
        assert not table.box.colliderect(scene.title_rect)
        assert not table.box.colliderect(scene.widgets[0].rect), "the way back"
        assert not table.box.colliderect(scene.page.area)
    finally:
        table.app.close()


def test_a_long_title_sends_a_notice_to_the_foot() -> None:
    scene = Titled()
    scene.title = "The longest title that anybody ever gave a page"
    table = Telling(scene, DAMAGED)
    try:
        assert not table.box.colliderect(scene.title_rect)
        assert table.box.top > 240
        assert table.box.bottom <= 480
    finally:
        table.app.close()
