"""What is shown under ink: the reading of each glyph, however close they stand."""

from __future__ import annotations

import numpy as np
import pygame
import pytest

from game.ui.bars import FADE_S, ReadingMarks, percent
from game.ui.canvas import Canvas
from game.ui.drawing import Drawing
from game.ui.events import Phase, PointerEvent
from game.ui.look import Look
from recognizer.ink import Ink, Point
from recognizer.interpretation import Piece
from recognizer.reading import Digit, Reading, State
from tests.shots import text_faults

SCORES = (0.03,) * 7 + (0.97, 0.0, 0.0)


def shown(window: pygame.Surface, xs: list[int], scores: tuple[float, ...] = SCORES) -> np.ndarray:
    """Which columns of the window the marks of wide glyphs in these places take up."""
    look = Look(window.get_size())
    canvas = Canvas(look, pygame.Rect(0, 0, *window.get_size()), Drawing())
    for pointer, x in enumerate(xs):
        for phase, at in ((Phase.DOWN, x - 30), (Phase.MOVE, x + 30), (Phase.UP, x + 30)):
            canvas.pointer(PointerEvent(phase, pointer, at, 200, pointer * 1.0))
    digits = tuple(
        Digit(7, max(scores), scores, Ink((stroke,)), (Piece(place, 0, 1),), True)
        for place, stroke in enumerate(canvas.strokes)
    )
    marks = ReadingMarks()
    marks.show(canvas, Reading(State.READ, digits, 0.9), 0.0)
    marks.update(2 * FADE_S)
    ground = pygame.Surface(window.get_size(), pygame.SRCALPHA)
    marks.draw(ground, look, look.palette.ink, rings=False)
    columns: np.ndarray = pygame.surfarray.array_alpha(ground).any(axis=1)
    return columns


@pytest.mark.parametrize("apart", [20, 34, 48, 62, 76, 90])
def test_marks_of_neighbours_keep_apart(window: pygame.Surface, apart: int) -> None:
    columns = shown(window, [200, 200 + apart])
    assert columns[200] and columns[200 + apart]
    assert not columns[200 : 200 + apart].all()


def test_the_percentage_is_there_where_there_is_room_and_something_was_read(window: pygame.Surface) -> None:
    roomy, crowded = shown(window, [200, 400]), shown(window, [200, 230])
    nothing = shown(window, [200], (0.01,) * 10)
    assert roomy[:300].sum() > 60 >= nothing.sum() > crowded[:215].sum()


@pytest.mark.parametrize(("share", "printed"), [(0.9991, "99 %"), (0.9996, "100 %"), (0.771, "77 %")])
def test_the_percentage_below_ink_is_that_of_the_ten_bars(
    window: pygame.Surface, share: float, printed: str
) -> None:
    """Free draw said 100 % below a 7, and 99 % beside its bar."""
    with text_faults.heard() as said:
        shown(window, [200], (1 - share,) + (0.0,) * 6 + (share, 0.0, 0.0))
    assert printed == percent(share) and printed in said


@pytest.mark.usefixtures("window")
@pytest.mark.parametrize(
    ("ink", "where"),
    [
        ([(0.0, -0.2), (0.1, 0.2)], "below"),
        ([(0.0, 0.0), (0.1, 0.49)], "above"),
        ([(0.0, -0.49), (0.1, 0.49)], "beside"),
        ([(-0.9, -0.49), (0.9, 0.49)], "over"),
    ],
)
def test_marks_keep_off_huge_digits(ink: list[tuple[float, float]], where: str) -> None:
    look, drawing = Look((1280, 720)), Drawing()
    drawing.pen_down(Point(0, 0), 0)
    drawing.pen_up(Ink.of([ink]).strokes[0], 0)
    canvas = Canvas(look, pygame.Rect(200, 100, 880, 480), drawing)
    written = canvas.ink
    pieces = (Piece(0, 0, len(ink) - 1),)
    (mark,) = ReadingMarks()._placed(canvas, (Digit(7, 0.97, SCORES, written, pieces, True),))
    glyph = canvas.around(pieces)
    assert glyph is not None
    room = pygame.Rect(0, mark.y, look.px(14), look.px(7)).move_to(centerx=mark.box.centerx)
    assert canvas.rect.contains(room)
    assert mark.backed is (where == "over") is bool(room.colliderect(glyph))
    assert {"below": room.top > glyph.bottom, "above": room.bottom <= glyph.top}.get(where, True)


@pytest.mark.usefixtures("window")
@pytest.mark.parametrize("middle", [-0.5, 0.4])
def test_marks_of_a_huge_number_stand_side_by_side_beside_it(middle: float) -> None:
    look, drawing = Look((1280, 720)), Drawing()
    for place in range(2):
        x = middle + 0.3 * place - 0.15
        drawing.pen_down(Point(x, -0.49), 0)
        drawing.pen_up(Ink.of([[(x, -0.49), (x + 0.1, 0.49)]]).strokes[0], 0)
    canvas = Canvas(look, pygame.Rect(200, 100, 880, 480), drawing)
    digits = [Digit(7, 0.97, SCORES, canvas.ink, (Piece(place, 0, 1),), True) for place in range(2)]
    marks = ReadingMarks()._placed(canvas, digits)
    glyphs = [canvas.around(digit.pieces) for digit in digits]
    rooms = [
        pygame.Rect(0, mark.y, look.px(6), look.px(7)).move_to(centerx=mark.box.centerx) for mark in marks
    ]
    assert rooms[0].right <= rooms[1].left
    for room, mark in zip(rooms, marks, strict=True):
        assert canvas.rect.contains(room) and not mark.backed
        assert not any(glyph is None or room.colliderect(glyph) for glyph in glyphs)
