from __future__ import annotations

import pygame
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from game.ui import brush
from game.ui.brush import Growing
from game.ui.look import Look
from game.ui.thumbnail import writing, written_width

INK, PAPER = (29, 43, 76), (253, 249, 238)
STROKES = [
    [(0.0, 0.0, 0.0), (30.0, 4.0, 0.2), (60.0, 40.0, 0.5)],
    [(10.0, 50.0, 0.6), (70.0, 50.0, 1.0)],
]


def sheet() -> pygame.Surface:
    surface = pygame.Surface((160, 120))
    surface.fill(PAPER)
    return surface


def pixels(surface: pygame.Surface) -> bytes:
    return pygame.image.tobytes(surface, "RGB")


@given(st.lists(st.floats(0, 1), min_size=1, max_size=12))
@settings(max_examples=40, deadline=None)
def test_how_it_came_there_does_not_show(shares: list[float]) -> None:
    line, step, once = Growing(STROKES, 6, INK), sheet(), sheet()
    for share in shares:
        step = sheet()
        line.draw(step, (20, 30), share)
    Growing(STROKES, 6, INK).draw(once, (20, 30), shares[-1])
    assert pixels(step) == pixels(once)


def test_it_grows_from_nothing_to_the_whole_line() -> None:
    line, shown = Growing(STROKES, 6, INK), []
    for share in (-0.1, 0.0, 0.3, 0.55, 0.8, 1.0):
        surface = sheet()
        line.draw(surface, (20, 30), share)
        shown.append(sum(byte < 128 for byte in pixels(surface)))
    assert shown[0] == 0
    assert shown == sorted(shown)
    assert shown[3] < shown[4] < shown[5], "the second stroke comes after the pause"


def test_what_has_been_stamped_is_not_stamped_again(monkeypatch: pytest.MonkeyPatch) -> None:
    stamped: list[int] = []
    stamp = brush.stamp

    def count(layer: pygame.Surface, stamps: list[brush.Stamp], *rest: object) -> None:
        stamped.append(len(stamps))
        stamp(layer, stamps, *rest)  # type: ignore[arg-type]

    monkeypatch.setattr(brush, "stamp", count)
    line = Growing(STROKES, 6, INK)
    for frame in range(60):
        line.draw(sheet(), (20, 30), min(1.0, frame / 24))
    whole = sum(stamped)
    assert len(stamped) <= 25
    Growing(STROKES, 6, INK).draw(sheet(), (20, 30), 1.0)
    assert whole == stamped[-1]


def test_a_number_fills_the_room_that_it_asks_for() -> None:
    look = Look((1280, 720))
    surface = pygame.Surface((400, 200))
    surface.fill(PAPER)
    writing(surface, "47", 50, 150, 100, 1.0, look.palette.right, 6.0)
    mask = pygame.mask.from_threshold(surface, look.palette.right, (40, 40, 40, 255))
    drawn = mask.get_bounding_rects()
    box = drawn[0].unionall(drawn[1:])
    assert box.left == pytest.approx(50 - 3, abs=3)
    assert box.width == pytest.approx(written_width("47", 100) + 6, abs=5)
    assert box.bottom == pytest.approx(150 + 3, abs=8)
