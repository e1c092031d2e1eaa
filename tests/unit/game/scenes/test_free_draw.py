"""Free draw in the real app, headless: written with posted events, read by a small stand-in."""

from __future__ import annotations

from typing import Any

import numpy as np
import pygame
import pytest

from data.store import Store
from game.scenes.free_draw.free_draw import FreeDraw
from game.scenes.free_draw.insight import Heat, Why, examine
from game.scenes.free_draw.net_view import sentence
from recognizer.evidence import Evidence, Opinion
from recognizer.habits import STRANGER, Habits
from recognizer.ink import Box, Ink
from recognizer.interpretation import Piece
from recognizer.reading import EMPTY, Digit, Reading, State
from tests.table import OpenAt, Table, laid_out_well


def nobody(_: Store) -> None:
    """A guest draws."""


@pytest.fixture
def desk(open_at: OpenAt) -> Table:
    return open_at(FreeDraw, nobody, (1280, 720))


def text(desk: Table) -> str:
    """What has been read."""
    reading: Reading = desk.scene.insight.reading
    return reading.text


@pytest.mark.parametrize("projector", [False, True])
@pytest.mark.parametrize("size", [(640, 480), (960, 600), (1280, 720), (1920, 1080)])
def test_the_bars_are_long_enough_to_be_seen_moving(
    open_at: OpenAt, size: tuple[int, int], projector: bool
) -> None:
    """At 960×600 the picture once left 30 pixels for ten squares, and then too little height."""
    view, look = (scene := open_at(FreeDraw, nobody, size, projector=projector).scene)._view, scene.look
    assert view.bar_width >= look.px(12)
    line = look.font("small-read").get_linesize() if view._wide else look.type_size("small-read")
    assert view._bars.height >= 10 * line, "numbers touch each other"
    assert view._foot <= view.inner.bottom


@pytest.mark.parametrize("projector", [False, True])
@pytest.mark.parametrize("size", [(640, 480), (960, 600), (1280, 720)])
def test_a_long_number_keeps_off_the_buttons_beside_it(
    open_at: OpenAt, size: tuple[int, int], projector: bool
) -> None:
    """With large text at 960×600, nine digits lay on the pen's button and on “Why?”."""
    desk = open_at(FreeDraw, nobody, size, projector=projector)
    desk.hand.lay(desk.scene.canvas, "123456789")
    ground = pygame.Surface(size, pygame.SRCALPHA)
    desk.scene._bar.draw_reads(ground, desk.scene.insight, awake=True, empty=False, said="")
    assert desk.scene._bar._reads.contains(ground.get_bounding_rect())


def test_it_reads_while_one_writes(desk: Table) -> None:
    desk.write("7")
    assert text(desk) == "7"
    desk.hand.press(pygame.K_c)
    desk.write("144")
    assert text(desk) == "144"
    assert len(desk.scene.insight.rasters) == len(desk.scene.insight.pictures) == 3


def test_it_reads_before_the_pen_is_lifted(desk: Table) -> None:
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


def test_undo_redo_and_clear_are_read_too(desk: Table) -> None:
    desk.write("16")
    desk.hand.press(pygame.K_u)
    assert text(desk) == "1"
    desk.hand.press(pygame.K_y, pygame.KMOD_LCTRL)
    assert text(desk) == "16"
    desk.hand.press(pygame.K_DELETE)
    assert desk.scene.insight.reading.state is State.EMPTY


def test_a_star_is_not_read(desk: Table) -> None:
    canvas = desk.scene.canvas
    assert canvas is not None
    tips = [(0.0, -0.34), (0.2, 0.28), (-0.32, -0.1), (0.32, -0.1), (-0.2, 0.28), (0.0, -0.34)]
    desk.hand.draw(canvas, [tips])
    assert desk.scene.insight.reading.state is State.UNSURE


def test_why_shows_heat_on_the_ink_until_it_changes(desk: Table) -> None:
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


@pytest.mark.parametrize("size", [(640, 480), (720, 1280), (1280, 720), (1920, 1080)])
@pytest.mark.parametrize("projector", [False, True])
def test_what_both_nets_say_takes_the_panel_and_keeps_to_it(
    open_at: OpenAt, size: tuple[int, int], projector: bool
) -> None:
    table = open_at(FreeDraw, nobody, size, projector=projector)
    table.hand.lay(table.scene.canvas, "47")
    table.hand.press(pygame.K_w)
    table.hand.wait(0.5)
    scene, view = table.scene, table.scene._view
    whys = scene._explanations.whys
    assert [why.digit.digit for why in whys] == [4, 7]
    assert [why.evidence.picture.says for why in whys] == [4, 7]
    assert all(len(why.way) == 64 for why in whys)
    laid_out_well(table, least=44)
    assert len(scene._tiles) == 2 and all(view.inner.contains(tile.rect) for tile in scene._tiles)
    table.tap_at(scene._tiles[0].rect.center)
    table.hand.wait(0.2)
    assert scene._chosen == 0, "the other digit can be asked about"
    table.hand.press(pygame.K_w)
    table.hand.wait(0.3)
    assert scene._explanations.whys == ()


def _why(picture: int, path: int | None, read: int, *, sure: bool = True) -> Why:
    nothing = np.zeros(0)
    said = None if path is None else Opinion(path, 0.9, nothing)
    evidence = Evidence(Opinion(picture, 0.9, nothing), said, nothing, nothing, nothing, nothing)
    digit = Digit(read % 10, 0.9, tuple(float(label == read) for label in range(10)), Ink(), (), sure)
    return Why(digit, evidence, Heat(Box(0, 0, 1, 1), nothing), pygame.Surface((28, 28)), ())


@pytest.mark.parametrize(
    ("why", "words"),
    [
        (
            _why(7, 1, 1),
            "The picture looks like a 7; the way the pen went says a 1. Together: 1.",
        ),
        (
            _why(8, 10, 8, sure=False),
            "The picture looks like an 8; the way the pen went says no digit. Together: 8. It is not sure.",
        ),
        (_why(7, 7, 7), "The picture looks like a 7, and the way the pen went says so too."),
        (
            _why(7, 7, 1),
            "The picture looks like a 7, and the way the pen went says so too. But it knows your writing: 1.",
        ),
        (
            _why(10, 10, 10, sure=False),
            "The picture looks like no digit, and the way the pen went says so too.",
        ),
        (
            _why(4, 10, 10, sure=False),
            "The picture looks like a 4; the way the pen went says no digit. Together: no digit.",
        ),
        (
            _why(10, 10, 4, sure=False),
            "The picture looks like no digit, and the way the pen went says so too. "
            "It may be 4. It is not sure.",
        ),
        (_why(4, None, 4), "The picture looks like a 4. Only the picture counts here."),
    ],
)
def test_it_says_where_picture_and_path_disagree(why: Why, words: str) -> None:
    assert sentence(why) == words


def test_layers_take_the_panel(desk: Table) -> None:
    desk.write("8")
    before = pygame.image.tobytes(desk.app.surface, "RGB")
    desk.hand.press(pygame.K_l)
    desk.hand.wait(0.5)
    assert pygame.image.tobytes(desk.app.surface, "RGB") != before


def test_the_pen_changes_and_the_ink_stays(desk: Table) -> None:
    desk.write("5")
    canvas = desk.scene.canvas
    assert canvas is not None
    ink, radius = canvas.ink, canvas.radius
    desk.hand.press(pygame.K_p)
    assert desk.app.stage.settings.pen == "broad"
    assert canvas.radius > radius
    assert canvas.ink == ink and text(desk) == "5"


def test_everything_can_be_reached_by_keyboard(desk: Table) -> None:
    desk.write("25")
    reached = set()
    for _ in range(12):
        desk.hand.press(pygame.K_TAB)
        reached.add(id(desk.scene.focus.current))
    assert reached == {id(widget) for widget in desk.scene.widgets if widget.enabled}


@pytest.mark.parametrize("size", [(640, 480), (720, 1280), (1920, 1080)])
@pytest.mark.parametrize("left_handed", [False, True])
def test_nothing_lies_outside_the_window_or_on_another(
    open_at: OpenAt, size: tuple[int, int], left_handed: bool
) -> None:
    laid_out_well(open_at(FreeDraw, nobody, size, left_handed=left_handed), least=44)


def test_what_was_only_read_shows_nothing_of_how_one_writes(desk: Table) -> None:
    desk.write("7")
    desk.hand.press(pygame.K_c)
    desk.write("1")
    told = desk.app.slot.reader.heard
    assert told and not any(told)


def test_it_says_when_habits_decided() -> None:
    class Knowing:
        def read(self, ink: Ink, habits: Habits = STRANGER) -> Reading:
            digit = 1 if 1 in habits.labels else 7
            read = Digit(digit, 0.9, (0.0,) * 10, ink, (Piece(0, 0, 2),), True)
            return Reading(State.READ, (read,), 0.9) if ink else EMPTY

    ink = Ink.of([[(0, 0), (5, -3), (3, 9)]])
    reader: Any = Knowing()
    assert examine(reader, ink, 1).stranger == ""
    assert examine(reader, ink, 1, Habits.of([(ink, 7)])).stranger == ""
    assert examine(reader, ink, 1, Habits.of([(ink, 1)])).stranger == "7"


def _bars(desk: Table) -> list[float]:
    """What the bars show at this moment."""
    return list(desk.scene._view._shares())


def test_ten_bars_move_to_the_reading_of_the_chosen_digit(desk: Table) -> None:
    assert _bars(desk) == [0.0] * 10
    desk.write("7", rest=0)
    seven = desk.scene.insight.digits[0].scores
    desk.hand.wait(0.2)
    assert _bars(desk) == pytest.approx(list(seven))
    desk.hand.press(pygame.K_c)
    desk.hand.wait(0.2)
    assert _bars(desk) == [0.0] * 10


def test_bars_move_and_do_not_jump(desk: Table) -> None:
    desk.write("7", rest=0.5)
    view, now = desk.scene._view, desk.clock.now()
    view.show(desk.scene.insight, 0.8, None, now, chosen=None)
    shares = []
    for step in range(5):
        view.update(now + step * 0.025)
        shares.append(view._shares()[7])
    assert shares[0] > shares[1] > shares[2] > shares[3] > shares[4] == 0


def test_a_tapped_digit_is_shown_large_until_more_is_written(desk: Table) -> None:
    desk.write("254")
    scene = desk.scene
    assert [tile.chosen for tile in scene._tiles] == [False, False, True], "the one written last"
    desk.tap_at(scene._tiles[0].rect.center)
    desk.hand.wait(0.2)
    assert [tile.chosen for tile in scene._tiles] == [True, False, False]
    assert _bars(desk) == pytest.approx(list(scene.insight.digits[0].scores))
    desk.hand.press(pygame.K_u)
    assert scene._tiles[-1].chosen
    desk.hand.press(pygame.K_c)
    assert not scene._tiles and scene._chosen is None


@pytest.mark.parametrize("size", [(640, 480), (720, 1280), (1280, 720), (1920, 1080)])
@pytest.mark.parametrize("text", ["7", "25", "3086", "123456789"])
def test_the_net_s_side_keeps_to_its_sheet(open_at: OpenAt, size: tuple[int, int], text: str) -> None:
    table = open_at(FreeDraw, nobody, size)
    table.hand.lay(table.scene.canvas, text)
    table.hand.wait(0.2)
    scene, view = table.scene, table.scene._view
    laid_out_well(table, least=44)
    parts = [view._large.move(view.inner.topleft), view._bars.move(view.inner.topleft)]
    parts += [tile.rect for tile in scene._tiles]
    for number, part in enumerate(parts):
        assert view.inner.contains(part), part
        assert part.collidelist(parts[number + 1 :]) == -1, part
    assert view._bars.height >= 10 * 12 and view._foot <= view.inner.bottom
    assert view._large.width % 28 == 0 and view._large.width >= 84
    assert (len(scene._tiles) > 1) == (len(text) > 1)


def test_for_the_left_handed_title_and_columns_are_mirrored(open_at: OpenAt) -> None:
    right, left = (open_at(FreeDraw, nobody, (1280, 720), left_handed=hand) for hand in (False, True))

    def edges(table: Table) -> list[int]:
        scene = table.scene
        rects = scene.title_rect, scene._back.rect, scene.canvas.rect, scene._view.inner, scene._bar.undo.rect
        return [rect.left if table is right else 1280 - rect.right for rect in rects]

    assert edges(left) == pytest.approx(edges(right), abs=2)


@pytest.mark.parametrize("left_handed", [False, True])
def test_the_hint_keeps_off_the_buttons_beside_it(open_at: OpenAt, left_handed: bool) -> None:
    table = open_at(FreeDraw, nobody, (640, 480), left_handed=left_handed, projector=True)
    scene = table.scene
    room = scene._bar._reads
    for left in (room.left, room.right - 3):
        edge = pygame.Rect(left, room.top, 3, room.height)
        shown = pygame.surfarray.array3d(table.app.surface.subsurface(edge))
        assert (shown == pygame.surfarray.array3d(scene.ground.subsurface(edge))).all()
