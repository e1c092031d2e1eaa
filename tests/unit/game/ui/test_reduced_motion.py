"""With reduced motion, things are where they belong at once; only short fades remain."""

from __future__ import annotations

from collections.abc import Iterator

import pygame
import pytest

from game.scenes.settings import SettingsScene
from game.stack import REDUCED_S
from game.stage import Pop
from game.ui.canvas import Canvas
from game.ui.clock_line import clock_line
from game.ui.drawing import Drawing
from game.ui.events import Phase, PointerEvent
from game.ui.look import Look, Taste
from game.ui.sheet import Slide
from game.ui.widgets import Button
from tests.table import Table

STILL = Look((1280, 720), Taste(reduced_motion=True))
MOVING = Look((1280, 720))


def pixels(surface: pygame.Surface) -> bytes:
    return pygame.image.tobytes(surface, "RGB")


@pytest.mark.parametrize(("look", "steps"), [(STILL, 1), (MOVING, 6)])
def test_a_button_is_lifted_at_once(look: Look, steps: int, window: pygame.Surface) -> None:  # noqa: ARG001
    button = Button(pygame.Rect(50, 50, 160, 64), look, "Done", lambda: None)
    button.pointer(PointerEvent(Phase.HOVER, 0, 60, 60, 0))
    moved = 0
    while button.update(1 / 60):
        moved += 1
    assert moved == steps


def test_a_sheet_fades_and_does_not_slide(window: pygame.Surface) -> None:
    sheet = pygame.Rect(100, 100, 400, 300)
    window.fill((10, 20, 30))
    window.fill((200, 100, 50), (100, 100, 400, 20))  # a mark along its upper edge
    slide = Slide()
    slide.start(window, sheet, 0.0)
    window.fill((10, 20, 30))
    slide.draw(window, STILL, sheet, 0.04)
    rows = {y for y in range(100, 400) if window.get_at((300, y))[:3] != (10, 20, 30)}
    assert rows == set(range(100, 120))  # the mark, half faded, has not moved
    assert slide.moving(STILL, 0.04)
    slide.moving(STILL, 0.1)
    assert not slide.moving(STILL, 0.11)


def test_ink_is_dry_at_once(window: pygame.Surface) -> None:  # noqa: ARG001 - there must be one
    canvas = Canvas(STILL, pygame.Rect(0, 0, 400, 300), Drawing())
    for phase, x, t in ((Phase.DOWN, 50, 0.0), (Phase.MOVE, 150, 0.1), (Phase.UP, 150, 0.2)):
        canvas.pointer(PointerEvent(phase, 0, x, 100, t))
    canvas.update(0.2)
    assert not canvas.update(0.21)


@pytest.mark.parametrize(("look", "beats"), [(STILL, False), (MOVING, True)])
def test_the_clock_does_not_beat_in_its_last_seconds(look: Look, beats: bool, window: pygame.Surface) -> None:
    pictures = set()
    for left in (2.95, 2.5, 2.05):
        window.fill((0, 0, 0))
        clock_line(window, look, 300, 50, 650, 0.5, left)
        pictures.add(pixels(window))
    assert (len(pictures) > 1) is beats


@pytest.fixture
def table() -> Iterator[Table]:
    table = Table(SettingsScene, reduced_motion=True)
    yield table
    table.close()


def test_screens_change_with_one_short_fade_and_then_stand_still(table: Table) -> None:
    table.hand.wait(1.0)
    table.app.scene.ask(Pop())
    table.app.loop_once()
    table.hand.wait(REDUCED_S + 0.04)
    frames, before = table.app.frames, pixels(table.app.surface)
    table.hand.wait(1.0)
    assert pixels(table.app.surface) == before
    assert table.app.frames == frames  # nothing is even drawn again
