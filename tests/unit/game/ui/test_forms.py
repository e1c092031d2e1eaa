"""Lines to type on and lists, through the real app: pygame-gui behind our own widgets."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from typing import Any

import pygame
import pytest

from game.scenes.page import Page
from game.scenes.scene import Scene
from game.ui import forms
from game.ui.fields import TextField
from game.ui.lists import Pick, Picks
from game.ui.look import Look, Taste
from game.ui.theme import SLATE
from tests.table import Table

NAMES = [f"Pupil {number}" for number in range(30)]


class Pupils(Scene):
    """Two lines and a long list; each change lays it out anew, as real forms do."""

    def __init__(self, names: Sequence[str] = NAMES) -> None:
        super().__init__()
        self.name, self.count, self.row = "Mina", "12", 3
        self.names = names
        self.pressed: list[int] = []

    def layout(self) -> None:
        self.page = Page(self, "Pupils")
        area = self.page.area
        self.widgets += [
            TextField(
                pygame.Rect(area.left + 20, area.top + 10, 200, 70), self.look, "Name", self.name, self._named
            ),
            TextField(
                pygame.Rect(area.left + 20, area.top + 100, 200, 70),
                self.look,
                "Count",
                self.count,
                self._counted,
                longest=3,
                digits=True,
            ),
            Picks(
                pygame.Rect(area.left + 300, area.top + 10, 260, 260),
                self.look,
                [Pick(name, "playing", (10, 20, 30)) for name in self.names],
                self.row,
                self._pick,
            ),
        ]

    def _named(self, text: str) -> None:
        self.name = text
        self.again()

    def _counted(self, text: str) -> None:
        self.count = text
        self.again()

    def _pick(self, row: int) -> None:
        self.row = row
        self.pressed.append(row)
        self.again()


@pytest.fixture
def table() -> Iterator[Table]:
    table = Table(Pupils)
    yield table
    table.close()


def fields(table: Table) -> list[TextField]:
    return [widget for widget in table.scene.widgets if isinstance(widget, TextField)]


def picks(table: Table) -> Picks:
    (found,) = table.scene.form.lists
    return found  # type: ignore[no-any-return]


def on(table: Table, number: int) -> None:
    """Press behind the text of a line."""
    rect = fields(table)[number].entry.rect
    table.tap_at((rect.right - 4, rect.centery))


def test_typing_goes_to_the_line_that_was_pressed(table: Table) -> None:
    table.type("nobody")
    on(table, 0)
    table.type("!?")
    assert (table.scene.name, table.scene.count) == ("Mina!?", "12")


def test_the_caret_stays_in_the_middle_while_the_page_is_laid_out_anew(table: Table) -> None:
    on(table, 0)
    for _ in range(2):
        table.hand.press(pygame.K_LEFT)
    table.type("xy")
    assert table.scene.name == "Mixyna"
    table.hand.press(pygame.K_BACKSPACE)
    table.hand.press(pygame.K_DELETE)
    assert table.scene.name == "Mixa"


def test_the_caret_is_seen_after_the_page_was_laid_out_anew(table: Table) -> None:
    on(table, 0)
    table.scene.again()
    table.hand.wait(0.1)
    assert caret_seen(table, 0)


def test_the_caret_is_seen_on_an_empty_line_and_goes_with_the_focus(table: Table) -> None:
    table.scene.name = ""
    table.scene.again()
    on(table, 0)
    table.hand.wait(0.1)
    assert caret_seen(table, 0)
    table.hand.press(pygame.K_TAB)
    table.hand.wait(0.1)
    assert not caret_seen(table, 0) and caret_seen(table, 1)


def caret_seen(table: Table, number: int) -> bool:
    rect = fields(table)[number].entry.rect
    window, accent = table.app.surface, table.scene.look.palette.accent
    places = [(x, y) for x in range(rect.left, rect.right) for y in range(rect.top, rect.bottom)]
    return any(window.get_at(place)[:3] == accent for place in places)


def test_a_press_puts_the_caret_between_letters(table: Table) -> None:
    rect = fields(table)[0].entry.rect
    table.tap_at((rect.left + 1, rect.centery))
    table.type("x")
    assert table.scene.name == "xMina"


def test_what_is_selected_is_typed_over(table: Table) -> None:
    on(table, 0)
    table.hand.press(pygame.K_HOME, pygame.KMOD_SHIFT)
    table.type("K")
    assert table.scene.name == "K"


def test_a_press_beside_everything_leaves_the_caret_where_it_types(table: Table) -> None:
    on(table, 0)
    table.tap_at((table.scene.page.area.left + 5, table.scene.page.area.bottom - 5))
    table.type("h")
    assert table.scene.name == "Minah"


def test_tab_moves_on_and_the_ring_is_ours(table: Table) -> None:
    on(table, 0)
    table.hand.press(pygame.K_TAB)
    assert table.scene.focus.visible and table.scene.focus.current is fields(table)[1]
    table.type("x7")
    assert (table.scene.name, table.scene.count) == ("Mina", "127")
    table.type("9")  # no room
    table.hand.press(pygame.K_DOWN)
    assert table.scene.count == "126"


def test_digits_of_other_keyboards_are_typed_on_a_line_for_a_number(table: Table) -> None:
    on(table, 1)
    table.hand.press(pygame.K_BACKSPACE)
    table.hand.post(pygame.KEYDOWN, key=ord("é"), mod=0, unicode="é", scancode=pygame.KSCAN_2)
    table.hand.post(pygame.TEXTINPUT, text="é")
    table.hand.post(pygame.TEXTINPUT, text=chr(0xFF17))
    table.hand.settle()
    assert table.scene.count == "127"


def test_a_line_is_taken_from_the_clipboard(table: Table, monkeypatch: pytest.MonkeyPatch) -> None:
    from pygame_gui.elements import ui_text_entry_line

    monkeypatch.setattr(ui_text_entry_line, "clipboard_paste", lambda: "a1b2c3d4")
    on(table, 1)
    table.hand.press(pygame.K_v, pygame.KMOD_CTRL)
    assert table.scene.count.isdigit() and len(table.scene.count) <= 3


def test_a_row_is_chosen_by_a_press_and_stays_chosen_when_pressed_again(table: Table) -> None:
    rect = picks(table).rect
    for _ in range(2):
        table.tap_at((rect.left + 30, rect.top + 4))
        assert picks(table).chosen == table.scene.row == 0
    assert table.scene.pressed[0] == 0


def test_a_list_scrolls_and_keeps_its_place(table: Table) -> None:
    rect = picks(table).rect
    assert picks(table).first == 0
    post(pygame.MOUSEMOTION, pos=rect.center, rel=(0, 0), buttons=(0, 0, 0))
    table.hand.settle()
    post(pygame.MOUSEWHEEL, x=0, y=-3, flipped=False)
    table.hand.wait(0.5)
    first = picks(table).first
    assert first > 1
    table.tap_at(rect.center)
    assert abs(picks(table).first - first) < 1.01 and table.scene.row > 3


def test_a_chosen_row_is_in_sight_when_the_list_opens() -> None:
    def last() -> Pupils:
        page = Pupils()
        page.row = len(NAMES) - 1
        return page

    table = Table(last)
    try:
        assert picks(table).first > 20
    finally:
        table.close()


def test_keys_move_along_the_list_and_leave_it_at_its_end(table: Table) -> None:
    table.scene.focus.on(picks(table))
    table.scene.focus.visible = True
    for key in (pygame.K_UP, pygame.K_UP, pygame.K_DOWN):
        table.hand.press(key)
    assert table.scene.pressed == [2, 1, 2]
    for _ in range(3):
        table.hand.press(pygame.K_UP)
    assert table.scene.row == 0 and table.scene.focus.current is not picks(table)


def test_a_list_is_scrolled_by_dragging_its_rows_which_presses_none(table: Table) -> None:
    rect = picks(table).rect
    x, y = rect.left + 20, rect.bottom - 30
    post(pygame.MOUSEBUTTONDOWN, pos=(x, y), button=1)
    table.hand.settle()
    for step in range(1, 11):
        post(pygame.MOUSEMOTION, pos=(x, y - 10 * step), buttons=(1, 0, 0), rel=(0, -10))
        table.hand.settle()
    post(pygame.MOUSEBUTTONUP, pos=(x, y - 100), button=1)
    table.hand.settle()
    assert picks(table).first == pytest.approx(100 / picks(table)._height, abs=0.1)
    assert table.scene.pressed == []
    table.tap_at((x, y - 100))
    assert len(table.scene.pressed) == 1


def test_a_short_list_has_no_bar_and_an_empty_name_is_a_row(table: Table) -> None:
    table.scene.names, table.scene.row = ["Mina", ""], 1
    table.scene.again()
    assert picks(table).first == 0 and picks(table).chosen == 1
    table.hand.settle()


def test_only_what_a_mouse_and_a_keyboard_do_is_passed_on(
    table: Table, monkeypatch: pytest.MonkeyPatch
) -> None:
    heard: list[int] = []
    manager = forms.forms(table.scene.look)._manager
    monkeypatch.setattr(manager, "process_events", lambda event: heard.append(event.type))
    size: Any = {"touch_id": 1, "finger_id": 1, "x": 0.1, "y": 0.1, "dx": 0, "dy": 0, "pressure": 1}
    post(pygame.FINGERDOWN, **size)
    post(pygame.MOUSEMOTION, pos=(50, 60), rel=(1, 1), buttons=(0, 0, 0))
    post(pygame.KEYDOWN, key=pygame.K_TAB, mod=0, unicode="\t")
    table.hand.settle()
    assert heard == []
    assert manager.mouse_position == (50, 60)
    table.hand.press(pygame.K_a)
    assert heard == [pygame.KEYDOWN, pygame.TEXTINPUT]


def test_it_is_built_anew_for_another_size_or_board_and_not_for_another_hand(
    window: pygame.Surface,  # noqa: ARG001 - opens one
) -> None:
    first = forms.forms(Look((1280, 720)))
    assert forms.forms(Look((1280, 720), Taste(left_handed=True))) is first
    larger = forms.forms(Look((1920, 1080)))
    assert larger is not first
    assert forms.forms(Look((1920, 1080), Taste(palette=SLATE))) is not larger
    forms.close()


def test_type_grows_with_the_window(table: Table) -> None:
    before = fields(table)[0].entry.font.get_point_size()
    post(pygame.VIDEORESIZE, size=(1920, 1080), w=1920, h=1080)
    pygame.display.set_mode((1920, 1080), pygame.RESIZABLE)
    table.hand.settle()
    assert fields(table)[0].entry.font.get_point_size() > before


def test_the_caret_blinks_but_not_with_reduced_motion() -> None:
    def changes(**settings: Any) -> int:
        table = Table(Pupils, **settings)
        try:
            on(table, 0)
            table.hand.wait(1.2)
            entry = fields(table)[0].entry
            seen = []
            for _ in range(20):
                table.hand.wait(0.1)
                seen.append(entry.cursor_on)
            return len(set(seen))
        finally:
            table.close()

    assert changes() == 2
    assert changes(reduced_motion=True) == 1


def test_held_keys_repeat_on_a_line_only(table: Table) -> None:
    assert pygame.key.get_repeat()[0] == 0
    on(table, 0)
    assert pygame.key.get_repeat()[0] > 0
    leave: Callable[[], None] = table.scene.back
    leave()
    table.hand.settle()
    assert pygame.key.get_repeat()[0] == 0


def post(kind: int, **values: Any) -> None:
    pygame.event.post(pygame.event.Event(kind, **values))
