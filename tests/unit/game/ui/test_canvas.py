from __future__ import annotations

from collections.abc import Callable

import pygame
import pytest

from game.ui.canvas import DRY_S, Canvas
from game.ui.drawing import Drawing
from game.ui.events import Phase, PointerEvent
from game.ui.look import Look
from recognizer.ink import Point

RECT = pygame.Rect(100, 100, 600, 400)


def draw(canvas: Canvas, points: list[tuple[float, float]], t: float = 0.0, pointer: int = 0) -> None:
    canvas.pointer(PointerEvent(Phase.DOWN, pointer, *points[0], t))
    for number, point in enumerate(points[1:], 1):
        canvas.pointer(PointerEvent(Phase.MOVE, pointer, *point, t + number * 0.01))
    canvas.pointer(PointerEvent(Phase.UP, pointer, *points[-1], t + len(points) * 0.01))


@pytest.fixture
def drawing() -> Drawing:
    return Drawing()


@pytest.fixture
def canvas(window: pygame.Surface, drawing: Drawing) -> Canvas:
    return Canvas(Look(window.get_size()), RECT, drawing)


def test_ink_is_kept_in_canvas_coordinates_with_times(canvas: Canvas) -> None:
    draw(canvas, [(400, 300), (400, 500)], t=7.0)
    (stroke,) = canvas.ink.strokes
    assert [(p.x, p.y) for p in stroke.points] == [(0, 0), (0, 0.5)]
    assert [p.t for p in stroke.points] == [7.0, 7.01]


def test_only_what_begins_on_the_canvas_is_ink(canvas: Canvas) -> None:
    assert not canvas.pointer(PointerEvent(Phase.DOWN, 0, 10, 10, 0))
    assert not canvas.pointer(PointerEvent(Phase.MOVE, 0, 300, 300, 0.1))
    assert not canvas.strokes


def test_a_stroke_may_begin_a_little_beside_the_canvas(canvas: Canvas) -> None:
    """The bar of a 7 that was begun three pixels too far left was lost as a whole."""
    half_a_square = canvas.look.px(1.5)
    draw(canvas, [(RECT.left - half_a_square - 2, 200), (300, 200)])
    assert not canvas.strokes
    draw(canvas, [(RECT.left - 3, 200), (300, 200), (250, 400)])
    (stroke,) = canvas.strokes
    assert canvas.to_window(*stroke.points[0][:2])[0] == pytest.approx(RECT.left - 3)


def test_lines_that_leave_the_canvas_keep_their_shape(canvas: Canvas) -> None:
    draw(canvas, [(300, 300), (RECT.right + 50, 300), (300, 320)])
    assert canvas.ink.box.right == pytest.approx((RECT.right + 50 - RECT.centerx) / RECT.height)
    canvas.draw(pygame.Surface((RECT.right + 100, RECT.bottom + 100)))


def test_a_finger_beside_the_pen_writes_nothing(canvas: Canvas) -> None:
    for phase, dx in ((Phase.DOWN, 0), (Phase.MOVE, 40), (Phase.UP, 40)):
        for pointer, x, late in ((1, 200, 0.0), (2, 500, 0.2)):
            canvas.pointer(PointerEvent(phase, pointer, x + dx, 300, dx / 100 + late))
    (stroke,) = canvas.strokes
    assert len(stroke.points) == 2 and canvas.to_window(*stroke.points[0][:2])[0] == 200


def test_a_cancelled_stroke_is_kept(canvas: Canvas) -> None:
    """A device that takes the pointer away loses nothing of what was written."""
    canvas.pointer(PointerEvent(Phase.DOWN, 1, 200, 200, 0))
    canvas.pointer(PointerEvent(Phase.MOVE, 1, 260, 240, 0.1))
    canvas.pointer(PointerEvent(Phase.CANCEL, 1, 260, 240, 0.2))
    assert len(canvas.strokes) == 1
    assert not canvas.writing


def test_a_palm_leaves_no_ink_and_no_step_to_undo(canvas: Canvas, drawing: Drawing) -> None:
    surface = pygame.Surface((1280, 720))
    canvas.draw(surface)
    blank = pygame.image.tobytes(surface, "RGB")
    canvas.pointer(PointerEvent(Phase.DOWN, 1, 200, 200, 1.0))
    canvas.draw(surface)
    assert pygame.image.tobytes(surface, "RGB") != blank
    assert canvas.update(2.0)
    assert not canvas.strokes and not drawing.can_undo and not canvas.writing
    surface.fill(0)
    canvas.draw(surface)
    assert pygame.image.tobytes(surface, "RGB") == blank


def test_undo_and_redo_give_up_a_stroke_that_is_being_drawn(canvas: Canvas, drawing: Drawing) -> None:
    """The stroke's end may have been lost."""
    draw(canvas, [(200, 200), (250, 250)])
    canvas.pointer(PointerEvent(Phase.DOWN, 0, 300, 200, 1.0))
    drawing.undo()
    assert len(canvas.strokes) == 1 and not canvas.writing
    drawing.undo()
    assert not canvas.strokes
    canvas.pointer(PointerEvent(Phase.DOWN, 0, 300, 200, 2.0))
    drawing.redo()
    assert len(canvas.strokes) == 1 and not canvas.writing


def test_a_pointer_that_is_never_heard_of_again_keeps_no_other_from_writing(drawing: Drawing) -> None:
    point = Point(0.0, 0.0)
    drawing.pen_down(point, 1)
    drawing.clear()
    assert not drawing.pen
    drawing.pen_down(point, 2)
    assert drawing.pen


def test_undo_redo_clear(canvas: Canvas, drawing: Drawing) -> None:
    draw(canvas, [(200, 200), (250, 250)])
    draw(canvas, [(300, 200), (350, 250)])
    both = canvas.strokes
    drawing.undo()
    assert canvas.strokes == both[:1]
    drawing.redo()
    assert canvas.strokes == both
    drawing.clear()
    assert canvas.strokes == ()
    drawing.undo()
    assert canvas.strokes == both
    draw(canvas, [(400, 200), (450, 250)])
    assert not drawing.can_redo
    drawing.new_sheet()
    assert not drawing.can_undo and canvas.strokes == ()


def test_undo_of_nothing_changes_nothing(canvas: Canvas, drawing: Drawing) -> None:
    version = canvas.version
    drawing.undo()
    drawing.redo()
    drawing.clear()
    assert canvas.version == version


def test_every_change_is_a_new_version(canvas: Canvas, drawing: Drawing) -> None:
    versions = [canvas.version]
    draw(canvas, [(200, 200), (250, 250)])
    versions.append(canvas.version)
    drawing.undo()
    versions.append(canvas.version)
    drawing.redo()
    versions.append(canvas.version)
    assert versions == sorted(set(versions))


def test_ink_survives_a_new_place(canvas: Canvas) -> None:
    draw(canvas, [(110, 200), (690, 250)])
    before = canvas.ink
    narrow = pygame.Rect(0, 0, 200, 600)
    canvas.place(Look((640, 480)), narrow)
    assert canvas.ink == before
    for stroke in canvas.strokes:
        for point in stroke.points:
            assert narrow.inflate(2, 2).collidepoint(canvas.to_window(point.x, point.y))
    x, y = canvas.to_window(*canvas.to_canvas(50, 70))
    assert (x, y) == pytest.approx((50, 70))


def test_redrawing_gives_the_picture_that_was_drawn(canvas: Canvas, window: pygame.Surface) -> None:
    draw(canvas, [(200 + i * 3, 200 + (i % 7) * 4) for i in range(60)])
    canvas.update(1000)

    def picture() -> bytes:
        window.fill((252, 248, 238))
        canvas.draw(window)
        return pygame.image.tobytes(window, "RGB")

    first = picture()
    canvas.place(canvas.look, RECT)
    assert picture() == first


def test_ink_dries(canvas: Canvas, window: pygame.Surface) -> None:
    def darkness(now: float) -> int:
        canvas.update(now)
        window.fill((255, 255, 255))
        canvas.draw(window)
        return 255 - window.get_at((400, 300))[0]

    draw(canvas, [(300, 300), (500, 300)], t=1.0)
    wet, drier, dry = darkness(1.03), darkness(1.1), darkness(2.0)
    assert wet < drier < dry == 255 - canvas.colour[0]
    assert not canvas.update(2.0 + DRY_S)


def test_a_drawing_that_is_not_open_takes_no_stroke(canvas: Canvas, drawing: Drawing) -> None:
    canvas.pointer(PointerEvent(Phase.DOWN, 0, 200, 200, 0.0))
    drawing.open = False
    canvas.pointer(PointerEvent(Phase.UP, 0, 250, 250, 0.2))
    begun = canvas.strokes
    draw(canvas, [(200, 200), (250, 250)], pointer=2)
    assert canvas.strokes == begun == drawing.ink.strokes and begun[0].points[-1].t == 0.2


@pytest.mark.parametrize("empty", [Drawing.clear, Drawing.new_sheet])
def test_a_stroke_being_drawn_on_a_sheet_that_is_emptied_is_dropped(
    canvas: Canvas, drawing: Drawing, empty: Callable[[Drawing], None]
) -> None:
    draw(canvas, [(200, 200), (250, 250)])
    canvas.pointer(PointerEvent(Phase.DOWN, 1, 200, 200, 1.0))
    assert canvas.writing
    empty(drawing)
    assert not canvas.writing and not canvas.strokes
    canvas.pointer(PointerEvent(Phase.MOVE, 1, 300, 300, 1.1))
    canvas.pointer(PointerEvent(Phase.UP, 1, 300, 300, 1.2))
    assert not canvas.strokes
    draw(canvas, [(200, 200), (250, 250)], t=2.0, pointer=1)
    assert len(canvas.strokes) == 1


def test_a_canvas_shows_what_becomes_of_its_owners_ink(canvas: Canvas, drawing: Drawing) -> None:
    """Whoever changes it: the canvas keeps no strokes of its own."""
    other = Canvas(canvas.look, RECT, drawing)
    draw(other, [(200, 200), (250, 250)])
    assert canvas.strokes == other.strokes
    before = canvas.version
    draw(other, [(300, 200), (350, 250)])
    assert canvas.update(5.0) and canvas.version > before
