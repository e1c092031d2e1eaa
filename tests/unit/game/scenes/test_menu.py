from __future__ import annotations

from collections.abc import Callable

import pygame
import pytest

from data.errors import StoreUnavailableError
from game.scenes.free_draw.free_draw import FreeDraw
from game.scenes.menu import Entry, Menu, MenuLine, contents
from game.scenes.profile import COLOURS, let_play
from game.scenes.scene import Scene
from game.scenes.settings import SettingsScene
from game.stage import Open
from game.ui.rows import agree
from recognizer.ink import Ink, InkError
from tests.fakes import screen
from tests.hand import Hand
from tests.table import OpenAt, home, laid_out_well


class Page(Scene):
    """Somewhere to go."""


@pytest.fixture
def hand(open_at: OpenAt) -> Hand:
    entries = [Entry(name, "about it", Open("progress")) for name in ("Quiz", "Practice", "Free draw")]
    table = open_at(
        lambda: Menu(entries, [Entry("Settings", "", Open("settings"))]),
        size=(1280, 720),
        screens=lambda request: screen(request) if request.screen in ("menu", "settings") else Page(),
    )
    return table.hand


def menu(hand: Hand) -> Menu:
    scene = hand.app.scene
    assert isinstance(scene, Menu)
    return scene


def test_writing_a_number_chooses_its_line(hand: Hand) -> None:
    canvas = menu(hand).canvas
    assert canvas is not None
    hand.write(canvas, "3")
    assert menu(hand).reading.text == "3"
    hand.wait(1.2)
    assert isinstance(hand.app.scene, Page)
    hand.press(pygame.K_ESCAPE)
    assert menu(hand).canvas is canvas and not canvas.strokes


def test_what_was_wrong_with_a_number_is_not_said_on_another_screen(hand: Hand) -> None:
    canvas = menu(hand).canvas
    assert canvas is not None
    hand.write(canvas, "8")
    hand.wait(2.5)
    assert any("There is no line 8" in told for told in hand.app.told)
    menu(hand).ask(Open("settings"))
    hand.settle()
    assert hand.app.told == []


def test_a_number_that_is_no_line_makes_room_for_another_try(hand: Hand) -> None:
    canvas = menu(hand).canvas
    assert canvas is not None
    hand.write(canvas, "8")
    hand.wait(1.0)
    assert menu(hand).reading.text == "8" and canvas.strokes
    hand.wait(1.5)
    assert not canvas.strokes and menu(hand).reading.text == ""
    assert hand.app.told == ["There is no line 8. Write a number from 1 to 3, or tap a line."]
    hand.write(canvas, "2")
    hand.wait(1.2)
    assert isinstance(hand.app.scene, Page)


def test_the_reader_is_told_how_whoever_plays_writes(open_at: OpenAt) -> None:
    """Looked up once, off the frame loop, and anew when the menu is come back to: somebody else may play."""
    table = open_at(home)
    samples, told = table.store.samples, table.app.stage.reader.heard
    asked: list[int] = []
    glyphs = samples.glyphs
    seven = Ink.of([[(0, 0), (5, 0), (2, 9)]])

    def look_up(player: int, most: int) -> list[tuple[Ink, int]]:
        asked.append(player)
        return [(seven, 7)] if player == table.player.id else glyphs(player, most)

    samples.glyphs = look_up
    jonas = table.store.players.all()[1]
    for player, known in ((table.player, [7]), (jonas, [])):
        table.scene.left()
        let_play(table.app.stage, player)
        asked.clear()
        told.clear()
        table.write("8", rest=0.1)
        assert asked == [player.id]
        assert told and all(habits.labels == known for habits in told)


@pytest.mark.parametrize("make", [home, FreeDraw])
def test_a_player_who_comes_with_the_store_is_no_stranger_from_then_on(
    open_at: OpenAt, make: Callable[[], Scene]
) -> None:
    table = open_at(make)
    told = table.app.stage.reader.heard
    table.store.samples.glyphs = lambda *_: [(Ink.of([[(0, 0), (5, 0), (2, 9)]]), 7)]
    table.app.stage.player = None
    table.hand.write(table.scene.canvas, "8")
    table.hand.wait(0.1)
    assert told and not any(told)
    table.app.stage.player = table.player
    table.scene.store_opened()
    told.clear()
    table.hand.write(table.scene.canvas, "1")
    table.hand.wait(0.1)
    assert any(habits.labels == [7] for habits in told)


@pytest.mark.parametrize("error", [StoreUnavailableError("The store is in use."), InkError("damaged")])
def test_a_store_in_trouble_leaves_a_stranger_who_is_read(open_at: OpenAt, error: Exception) -> None:
    table = open_at(home)

    def look_up(*_: int) -> list[tuple[Ink, int]]:
        raise error

    table.store.samples.glyphs = look_up
    table.write("8", rest=0.1)
    assert table.scene.reading.text == "8"


@pytest.mark.parametrize("number", ["7", "0", "11"])
def test_a_number_without_a_line_chooses_nothing(hand: Hand, number: str) -> None:
    canvas = menu(hand).canvas
    assert canvas is not None
    hand.write(canvas, number)
    hand.wait(2.0)
    assert isinstance(hand.app.scene, Menu)
    hand.press(pygame.K_ESCAPE)  # clears the sheet
    assert not canvas.strokes and isinstance(hand.app.scene, Menu)


def test_typing_the_number_chooses_too(hand: Hand) -> None:
    hand.press(pygame.K_2)
    hand.wait(0.5)
    assert isinstance(hand.app.scene, Page)


def test_a_line_is_pressed_by_tab_and_enter(hand: Hand) -> None:
    hand.press(pygame.K_TAB)
    hand.press(pygame.K_RETURN)
    assert isinstance(hand.app.scene, Page)


def test_the_corner_leads_to_settings_which_change_at_once(hand: Hand) -> None:
    for _ in range(4):
        hand.press(pygame.K_TAB)
    hand.press(pygame.K_RETURN)
    assert isinstance(hand.app.scene, SettingsScene)
    for _ in range(6):
        hand.press(pygame.K_TAB)
    hand.press(pygame.K_RIGHT)
    assert hand.app.stage.settings.board == "slate"
    assert hand.app.stage.look.palette.name == "slate"
    hand.press(pygame.K_LEFT)
    assert hand.app.stage.settings.board == "paper"


def test_lines_tell_what_they_are_all_together_or_not_at_all(hand: Hand) -> None:
    rows = menu(hand)._lines
    assert not any(row.quiet for row in rows)
    long = MenuLine(
        rows[0].rect, rows[0].look, 8, Entry("Long", "more words than a line has room for " * 9, Scene), print
    )
    agree([*rows, long])
    assert all(row.quiet for row in [*rows, long])


def test_esc_asks_and_esc_again_stays(hand: Hand) -> None:
    for _ in range(2):
        hand.press(pygame.K_ESCAPE)
        assert menu(hand).leaving and not menu(hand).canvases
        hand.press(pygame.K_ESCAPE)
        assert not menu(hand).leaving and menu(hand).canvases
    hand.press(pygame.K_ESCAPE)
    hand.press(pygame.K_2)  # a line is chosen all the same
    hand.wait(1)
    assert isinstance(hand.app.scene, Page)


@pytest.mark.parametrize("first", [None, pygame.K_ESCAPE])
def test_quit_quits(open_at: OpenAt, first: int | None) -> None:
    table = open_at(contents, size=(640, 480))
    if first is not None:
        table.hand.press(first)
    table.tap("Quit")
    assert not table.app.loop_once()


@pytest.mark.parametrize("size", [(640, 480), (1280, 720), (720, 1280)])
def test_the_left_handed_write_on_the_other_page(open_at: OpenAt, size: tuple[int, int]) -> None:
    right, left = (open_at(contents, size=size, left_handed=hand) for hand in (False, True))
    if size[0] > size[1]:
        assert right.scene.canvas.rect.left > size[0] // 2 > left.scene.canvas.rect.right
    for mine, other in zip(left.scene._lines, right.scene._lines, strict=True):
        assert mine.margin_x == pytest.approx(size[0] - other.margin_x, abs=1)
        assert mine.rect.left == pytest.approx(size[0] - other.rect.right, abs=2)
    for table in (right, left):
        laid_out_well(table, 34)


def test_a_press_on_a_low_line_is_not_taken_by_its_neighbours_grown_target(open_at: OpenAt) -> None:
    """Targets are 44 pixels high. At 640×480 the lines are lower, and the one above once took the press."""
    table = open_at(contents, size=(640, 480))
    for number in range(len(table.scene._lines)):
        row = table.scene._lines[number]
        for y in (row.rect.top, row.rect.bottom - 1):
            opened: list[int] = []
            for each in table.scene._lines:
                each._choose = opened.append
            table.tap_at((row.rect.centerx, y))
            assert opened == [row.number]


@pytest.mark.parametrize("projector", [False, True])
@pytest.mark.parametrize("size", [(640, 480), (960, 600), (1280, 720)])
def test_the_words_on_the_corner_buttons_keep_off_their_edges(
    open_at: OpenAt, size: tuple[int, int], projector: bool
) -> None:
    """With large text, a longer name was cut: “Jonas Maximil…”."""
    name = "Jonas Maximilian"
    table = open_at(
        contents, lambda store: store.players.add(name, COLOURS[0]), size=size, projector=projector
    )
    look = table.scene.look
    for label in (name, "Settings", "Quit"):
        button = table.button(label)
        assert button.rect.width - look.font("body").size(label)[0] >= 2 * look.px(1)
