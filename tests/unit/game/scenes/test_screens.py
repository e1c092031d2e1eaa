"""What holds for every screen."""

from __future__ import annotations

from collections.abc import Callable

import pygame
import pytest

from game import routes
from game.app import App
from game.play.modes import Mode
from game.scenes.best import Best
from game.scenes.free_draw.free_draw import FreeDraw
from game.scenes.match.plan import Plan
from game.scenes.menu import contents
from game.scenes.players import Players
from game.scenes.progress import Progress
from game.scenes.scene import Scene
from game.scenes.settings import SettingsScene
from game.scenes.setup.choose import ChooseQuiz
from game.scenes.setup.exercises import Exercises
from game.scenes.setup.side_by_side import SideBySide
from game.scenes.teach.teach import Teach
from game.settings import Settings
from game.ui.widgets import Choice
from tests.fakes import FakeClock, FakeSlot, screen
from tests.table import OpenAt, home


def test_without_a_store_everything_still_opens() -> None:
    for make in (home, Players, Progress, Best, Exercises, ChooseQuiz, SideBySide):
        app = App(Settings(width=640, height=480, sound=False), make, screen, FakeSlot(), clock=FakeClock())
        assert app.loop_once() and app.loop_once()
        app.close()


def test_settings_are_mirrored_for_a_left_hand(open_at: OpenAt) -> None:
    right, left = (open_at(SettingsScene, left_handed=hand) for hand in (False, True))
    wanted = [rect.move(640 - rect.right - rect.left, 0) for rect in (w.rect for w in right.scene.widgets)]
    assert [widget.rect for widget in left.scene.widgets] == wanted
    assert left.scene.title_rect.centerx > 320 > right.scene.title_rect.centerx


@pytest.mark.parametrize("left_handed", [False, True])
def test_no_setting_is_cut_off_in_the_smallest_window_with_the_largest_text(
    open_at: OpenAt, left_handed: bool
) -> None:
    scene = open_at(SettingsScene, left_handed=left_handed, projector=True).scene
    choices = [widget for widget in scene.widgets if isinstance(widget, Choice)]
    assert len(choices) == 9
    for choice in choices:
        width = choice.rect.width // len(choice.options) - 2 * scene.look.px(0.6)
        assert [scene.look.fit(option, "body", width) for option in choice.options] == list(choice.options)


def test_a_notice_hides_nothing_that_a_quiz_needs(open_at: OpenAt) -> None:
    for left_handed in (False, True):
        table = open_at(lambda: routes.match(Plan(Mode.SPRINT, 6, 5, seed=4)), left_handed=left_handed)
        table.begin()
        room, scene = table.scene.notice_room(), table.scene
        assert pygame.Rect(0, 0, 640, 480).contains(room)
        assert not room.colliderect(scene.page.sheet)
        assert not [widget for widget in scene.widgets if widget.rect.colliderect(room)]


@pytest.mark.parametrize("left_handed", [False, True])
@pytest.mark.parametrize("size", [(640, 480), (960, 600), (1280, 720)])
@pytest.mark.parametrize(
    "make", [contents, ChooseQuiz, SideBySide, Teach, FreeDraw, Progress, Best, Exercises]
)
def test_a_notice_hides_no_button(
    open_at: OpenAt, make: Callable[[], Scene], size: tuple[int, int], left_handed: bool
) -> None:
    """At 640×480 “Kept: this is a 2” once lay on “Write a lesson” and “Learn now”."""
    table = open_at(make, size=size, left_handed=left_handed)
    room, scene = table.scene.notice_room(), table.scene
    assert pygame.Rect((0, 0), size).contains(room)
    parts = [part.rect for part in (*scene.widgets, *scene.canvases)]
    assert room.collidelist(parts) == -1
