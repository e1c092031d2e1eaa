"""Free draw in the real app, headless: written with posted events, read by a small stand-in."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pygame
import pytest

from game.app import App
from game.scenes.free_draw.free_draw import FreeDraw
from game.scenes.free_draw.insight import examine
from game.settings import Settings
from recognizer.habits import STRANGER, Habits
from recognizer.ink import Ink
from recognizer.reading import EMPTY, Digit, Reading, State
from tests.fakes import FakeSlot, screen
from tests.shots.render import Hand, StillClock


class Desk:
    """An app that shows Free draw, and a hand."""

    def __init__(self, settings: Settings) -> None:
        self.scene = FreeDraw()
        clock = StillClock()
        self.app = App(settings, lambda: self.scene, screen, FakeSlot(), clock=clock)
        self.hand = Hand(self.app, clock)
        self.hand.settle()

    def write(self, text: str) -> None:
        assert self.scene.canvas is not None
        self.hand.write(self.scene.canvas, text)

    @property
    def text(self) -> str:
        return self.scene.insight.reading.text


@pytest.fixture
def desk() -> Iterator[Desk]:
    desk = Desk(Settings(sound=False))
    yield desk
    desk.app.close()


def test_it_reads_while_one_writes(desk: Desk) -> None:
    desk.write("7")
    assert desk.text == "7"
    desk.hand.press(pygame.K_c)
    desk.write("144")
    assert desk.text == "144"
    assert len(desk.scene.insight.rasters) == len(desk.scene.insight.pictures) == 3


def test_it_reads_before_the_pen_is_lifted(desk: Desk) -> None:
    canvas = desk.scene.canvas
    assert canvas is not None
    x, y = canvas.rect.center
    pygame.event.post(pygame.event.Event(pygame.MOUSEBUTTONDOWN, pos=(x, y - 100), button=1))
    for step in range(20):
        pygame.event.post(
            pygame.event.Event(pygame.MOUSEMOTION, pos=(x, y - 100 + 10 * step), buttons=(1, 0, 0))
        )
    desk.hand.settle()
    assert canvas.writing
    assert desk.scene.insight.version == canvas.version


def test_undo_redo_and_clear_are_read_too(desk: Desk) -> None:
    desk.write("16")
    desk.hand.press(pygame.K_u)
    assert desk.text == "1"
    desk.hand.press(pygame.K_y, pygame.KMOD_LCTRL)
    assert desk.text == "16"
    desk.hand.press(pygame.K_DELETE)
    assert desk.scene.insight.reading.state is State.EMPTY


def test_a_star_is_not_read(desk: Desk) -> None:
    canvas = desk.scene.canvas
    assert canvas is not None
    tips = [(0.0, -0.34), (0.2, 0.28), (-0.32, -0.1), (0.32, -0.1), (-0.2, 0.28), (0.0, -0.34)]
    desk.hand.draw(canvas, [tips])
    assert desk.scene.insight.reading.state is State.UNSURE


def test_why_shows_heat_on_the_ink_until_it_changes(desk: Desk) -> None:
    desk.write("47")
    before = pygame.image.tobytes(desk.app.surface, "RGB")
    desk.hand.press(pygame.K_w)
    desk.hand.wait(0.5)
    canvas = desk.scene.canvas
    assert canvas is not None
    accent = desk.app.stage.look.palette.accent
    pixels = desk.app.surface.subsurface(canvas.rect)
    hot = [
        (x, y)
        for x in range(0, canvas.rect.width, 2)
        for y in range(0, canvas.rect.height, 2)
        if all(abs(a - b) < 40 for a, b in zip(pixels.get_at((x, y))[:3], accent, strict=True))
    ]
    assert len(hot) > 50
    assert all(canvas.ink_mask.get_at(place)[3] > 0 for place in hot)
    desk.hand.press(pygame.K_w)
    desk.hand.wait(0.3)
    # The button's own underline is still moving nowhere: the picture is as it was.
    assert pygame.image.tobytes(desk.app.surface, "RGB") == before


def test_layers_take_the_panel(desk: Desk) -> None:
    desk.write("8")
    before = pygame.image.tobytes(desk.app.surface, "RGB")
    desk.hand.press(pygame.K_l)
    desk.hand.wait(0.5)
    assert pygame.image.tobytes(desk.app.surface, "RGB") != before


def test_the_pen_changes_and_the_ink_stays(desk: Desk) -> None:
    desk.write("5")
    canvas = desk.scene.canvas
    assert canvas is not None
    ink, radius = canvas.ink, canvas.radius
    desk.hand.press(pygame.K_p)
    assert desk.app.stage.settings.pen == "broad"
    assert canvas.radius > radius
    assert canvas.ink == ink and desk.text == "5"


def test_everything_can_be_reached_by_keyboard(desk: Desk) -> None:
    desk.write("25")
    reached = set()
    for _ in range(12):
        desk.hand.press(pygame.K_TAB)
        reached.add(id(desk.scene.focus.current))
    assert reached == {id(widget) for widget in desk.scene.widgets if widget.enabled}


@pytest.mark.parametrize("size", [(640, 480), (720, 1280), (1920, 1080)])
@pytest.mark.parametrize("left_handed", [False, True])
def test_nothing_lies_outside_the_window_or_on_another(size: tuple[int, int], left_handed: bool) -> None:
    desk = Desk(Settings(width=size[0], height=size[1], left_handed=left_handed))
    try:
        rects = [widget.rect for widget in desk.scene.widgets]
        assert desk.scene.canvas is not None
        rects.append(desk.scene.canvas.rect)
        window = pygame.Rect((0, 0), size)
        for index, rect in enumerate(rects):
            assert window.contains(rect)
            assert rect.collidelist(rects[index + 1 :]) == -1
            assert min(rect.size) >= 44
    finally:
        desk.app.close()


def test_what_was_only_read_shows_nothing_of_how_one_writes(desk: Desk) -> None:
    desk.write("7")
    desk.hand.press(pygame.K_c)
    desk.write("1")
    told = desk.app.slot.reader.heard
    assert told and not any(told)


def test_it_says_when_the_hand_decided() -> None:
    class Knowing:
        def read(self, ink: Ink, habits: Habits = STRANGER) -> Reading:
            digit = 1 if 1 in habits.labels else 7
            return Reading(State.READ, (Digit(digit, 0.9, (0.0,) * 10, (0,), True),), 0.9) if ink else EMPTY

    ink = Ink.of([[(0, 0), (5, -3), (3, 9)]])
    reader: Any = Knowing()
    assert examine(reader, ink, 1).stranger == ""
    assert examine(reader, ink, 1, Habits.of([(ink, 7)])).stranger == ""
    assert examine(reader, ink, 1, Habits.of([(ink, 1)])).stranger == "7"
