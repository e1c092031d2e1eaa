"""Hands that rest, pens that fail and other keyboards, through the real app."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import pygame
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from game import routes
from game.play.modes import Mode
from game.play.states import State
from game.scenes.match.plan import Plan
from game.scenes.scene import Scene
from game.session.ports import Kind, Sitter
from game.ui.canvas import Canvas
from game.ui.drawing import Drawing
from game.ui.widgets import Button
from tests.shots.quiz import solve
from tests.table import OpenAt, Table

WIDTH, HEIGHT = 640, 480
DOWN, MOVE, UP = pygame.FINGERDOWN, pygame.FINGERMOTION, pygame.FINGERUP


class Sheet(Scene):
    """A canvas, and a button beside it."""

    def __init__(self) -> None:
        super().__init__()
        self.drawing = Drawing()
        self.pressed = 0

    def layout(self) -> None:
        self.canvases = [Canvas(self.look, pygame.Rect(20, 20, 400, 400), self.drawing)]
        self.widgets = [Button(pygame.Rect(450, 100, 150, 60), self.look, "Press", self._press)]

    def _press(self) -> None:
        self.pressed += 1


def finger(table: Table, kind: int, number: int, at: tuple[float, float]) -> None:
    x, y = at
    table.hand.post(kind, touch_id=1, finger_id=number, x=x / WIDTH, y=y / HEIGHT, pressure=0.5)
    table.hand.frame()


def stroke(table: Table, number: int, start: tuple[float, float] = (100, 100)) -> None:
    x, y = start
    finger(table, DOWN, number, start)
    for step in range(1, 6):
        finger(table, MOVE, number, (x, y + 20 * step))
    finger(table, UP, number, (x, y + 100))


def test_a_finger_presses_a_button_while_another_writes(open_at: OpenAt) -> None:
    table = open_at(Sheet)
    finger(table, DOWN, 1, (100, 100))
    finger(table, MOVE, 1, (100, 160))
    finger(table, DOWN, 2, (500, 130))
    finger(table, UP, 2, (500, 130))
    finger(table, MOVE, 1, (100, 200))
    finger(table, UP, 1, (100, 200))
    assert (table.scene.pressed, len(table.scene.drawing.ink.strokes)) == (1, 1)


def test_a_button_whose_finger_was_lost_is_pressed_by_another(open_at: OpenAt) -> None:
    table = open_at(Sheet)
    finger(table, DOWN, 1, (500, 130))
    finger(table, DOWN, 2, (510, 130))
    finger(table, UP, 2, (510, 130))
    assert table.scene.pressed == 1


def test_two_fingers_take_the_last_stroke_back(open_at: OpenAt) -> None:
    table = open_at(Sheet)
    stroke(table, 1)
    stroke(table, 1, (200, 100))
    for kind in (DOWN, UP):
        for number, x in ((1, 100), (2, 180)):
            finger(table, kind, number, (x, 300))
    (left,) = table.scene.drawing.ink.strokes
    assert table.scene.canvases[0].to_window(left.points[0].x, 0)[0] == pytest.approx(100)


def test_the_mouse_lifts_though_it_was_not_heard(open_at: OpenAt) -> None:
    table = open_at(Sheet)
    for x in (100, 150):
        table.hand.mouse(pygame.MOUSEBUTTONDOWN if x == 100 else pygame.MOUSEMOTION, (x, 100))
    table.hand.point(300, 300)
    (drawn,) = table.scene.drawing.ink.strokes
    assert table.scene.canvases[0].to_window(drawn.points[-1].x, 0)[0] == pytest.approx(150)
    assert not table.scene.canvases[0].writing


places = st.sampled_from([(100, 100), (102, 101), (160, 300), (300, 200), (500, 130), (630, 470)])
touches = st.tuples(st.sampled_from([DOWN, MOVE, UP]), st.integers(1, 3), places)
mice = st.tuples(
    st.sampled_from([pygame.MOUSEBUTTONDOWN, pygame.MOUSEBUTTONUP, pygame.MOUSEMOTION]),
    st.sampled_from([1, 3]),
    places,
)
waits = st.sampled_from([0.1, 0.7])


@pytest.fixture(scope="module")
def sheet() -> Iterator[Table]:
    table = Table(Sheet)
    yield table
    table.close()


@settings(max_examples=40)
@given(st.lists(touches | mice | waits, max_size=16), st.sampled_from(["lift", "leave", "silence"]))
def test_nothing_that_pointers_do_keeps_a_sheet_from_being_written_on(
    sheet: Table, happens: list[Any], ending: str
) -> None:
    """Also where nothing more is heard of those that are down."""
    table, scene = sheet, sheet.scene
    for event in happens:
        if isinstance(event, float):
            table.hand.wait(event)
        elif event[0] in (DOWN, MOVE, UP):
            finger(table, *event)
        else:
            kind, button, at = event
            more = {"buttons": (button == 1, 0, 0)} if kind == pygame.MOUSEMOTION else {"button": button}
            table.hand.post(kind, pos=at, **more)
            table.hand.frame()
    if ending == "lift":
        for number in (1, 2, 3):
            finger(table, UP, number, (630, 470))
        table.hand.point(630, 470)
    elif ending == "leave":
        table.hand.post(pygame.WINDOWFOCUSLOST)
        table.hand.frame()
        table.hand.post(pygame.WINDOWFOCUSGAINED)
    table.hand.wait(0.7)
    if ending != "silence":
        assert not scene.canvases[0].writing
    scene.drawing.clear()
    table.hand.frame()
    assert not scene.canvases[0].writing and not scene.drawing.ink
    stroke(table, 9)
    (drawn,) = scene.drawing.ink.strokes
    assert len(drawn.points) == 6
    before = scene.pressed
    finger(table, DOWN, 9, (500, 130))
    finger(table, UP, 9, (500, 130))
    assert scene.pressed == before + 1
    table.hand.post(pygame.WINDOWFOCUSLOST)  # the next one begins with nothing down
    table.hand.frame()
    table.hand.post(pygame.WINDOWFOCUSGAINED)
    scene.drawing.new_sheet()


# In a match


@pytest.fixture
def quiz(open_at: OpenAt) -> Callable[[], Table]:
    def begun() -> Table:
        sitters = (Sitter("Mina", Kind.PLAYER, 1),)
        table = open_at(lambda: routes.match(Plan(Mode.SPRINT, 6, 5, sitters=sitters, seed=4)))
        table.begin()
        table.question()
        return table

    return begun


def test_a_palm_on_the_sheet_neither_writes_nor_holds_the_answer_up(quiz: Callable[[], Table]) -> None:
    table = quiz()
    rect = table.scene.sheet.canvas.rect
    finger(table, DOWN, 1, (rect.right - 20, rect.bottom - 20))
    table.hand.wait(1.0)
    assert table.state() is State.THINKING and not table.view().ink
    table.answer()
    assert table.scene.sheet.marks == ["right"]


def test_a_stroke_whose_end_was_lost_is_entered_or_cleared(quiz: Callable[[], Table]) -> None:
    table = quiz()
    x, y = table.scene.sheet.canvas.rect.center
    table.hand.mouse(pygame.MOUSEBUTTONDOWN, (x, y - 60))
    table.hand.mouse(pygame.MOUSEMOTION, (x, y + 60))
    assert table.state() is State.WRITING
    table.hand.press(pygame.K_c)
    assert table.state() is State.THINKING and not table.view().ink
    table.hand.mouse(pygame.MOUSEBUTTONDOWN, (x, y - 60))
    table.hand.mouse(pygame.MOUSEMOTION, (x, y + 60))
    table.hand.press(pygame.K_RETURN)
    table.hand.wait(0.5)
    assert table.scene.sheet.marks == ["wrong"] or table.state() is State.UNSURE


def test_undo_takes_back_a_stroke_whose_end_was_lost(quiz: Callable[[], Table]) -> None:
    table = quiz()
    x, y = table.scene.sheet.canvas.rect.center
    table.hand.draw(table.scene.sheet.canvas, [[(-0.2, -0.2), (-0.2, 0.2)]])
    table.hand.mouse(pygame.MOUSEBUTTONDOWN, (x, y - 60))
    table.hand.mouse(pygame.MOUSEMOTION, (x, y + 60))
    table.hand.press(pygame.K_u)
    assert len(table.view().ink.strokes) == 1 and table.state() is State.RESTING


def test_a_number_typed_with_a_nought_before_it_is_right(quiz: Callable[[], Table]) -> None:
    table = quiz()
    table.type("0" + solve(table.question()))
    table.hand.press(pygame.K_RETURN)
    assert table.scene.sheet.marks == ["right"]


@pytest.mark.parametrize("how", ["azerty", "input method"])
def test_other_keyboards_type_answers(quiz: Callable[[], Table], how: str) -> None:
    table = quiz()
    for digit in solve(table.question()):
        if how == "azerty":
            letter = "à&é\"'(-è_ç"[int(digit)]
            scancode = getattr(pygame, f"KSCAN_{digit}")
            table.hand.post(pygame.KEYDOWN, key=ord(letter), mod=0, unicode=letter, scancode=scancode)
            table.hand.post(pygame.TEXTINPUT, text=letter)
            table.hand.post(pygame.KEYUP, key=ord(letter), mod=0)
        else:
            table.hand.post(pygame.TEXTINPUT, text=chr(0xFF10 + int(digit)))
        table.hand.frame()
    table.hand.press(pygame.K_RETURN)
    assert table.scene.sheet.marks == ["right"]
