"""The table of facts: its numbers can be read at any size."""

from __future__ import annotations

from itertools import pairwise

import pygame
import pytest

from game.ui.fact_grid import FactGrid
from game.ui.look import Look, Taste


@pytest.mark.usefixtures("window")
@pytest.mark.parametrize("projector", [False, True])
@pytest.mark.parametrize("height", [110, 150, 400])
def test_the_numbers_of_the_rows_keep_apart(height: int, projector: bool) -> None:
    look = Look((640, 480), Taste(projector=projector))
    grid = FactGrid(look, pygame.Rect(10, 10, 400, height), range(13), range(13), {})
    surface = pygame.Surface((640, 480), pygame.SRCALPHA)
    grid.draw(surface)
    beside = pygame.surfarray.array_alpha(surface)[: grid.cells.left - 1, : grid.cells.bottom - 1].any(axis=0)
    inked = [y for y, ink in enumerate(beside) if ink]
    numbers = 1 + sum(after - before > 1 for before, after in pairwise(inked))
    assert numbers in (13, 7, 5), "all of them, every second or every third one"
    assert numbers == 13 or grid.pitch < look.font("small").get_ascent()


@pytest.mark.usefixtures("window")
@pytest.mark.parametrize("projector", [False, True])
@pytest.mark.parametrize(("size", "width"), [((640, 480), 200), ((1280, 720), 360), ((1920, 1080), 560)])
def test_the_numbers_of_the_columns_do_not_run_together(
    size: tuple[int, int], width: int, projector: bool
) -> None:
    """At 1280×720 “10 11 12” once read as “101112”."""
    look = Look(size, Taste(projector=projector))
    grid = FactGrid(look, pygame.Rect(10, 10, width, 2 * width), range(13), range(13), {})
    surface = pygame.Surface((width + 40, 2 * width), pygame.SRCALPHA)
    grid.draw(surface)
    below = pygame.surfarray.array_alpha(surface)[grid.cells.left :, grid.cells.bottom + 1 :].any(axis=1)
    inked = [x for x, ink in enumerate(below) if ink]
    within = look.font("small").size("0")[0] // 2  # wider than what is between two digits of one number
    numbers = 1 + sum(after - before > within for before, after in pairwise(inked))
    assert numbers in (13, 7)
