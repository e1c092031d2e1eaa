from __future__ import annotations

from dataclasses import replace

import pygame
import pytest

from game.shots import SIZES, render, shots
from tests.fakes import FakeSlot


def test_names_are_unique() -> None:
    names = [shot.name for shot in shots()]
    assert len(names) == len(set(names)) > 10


@pytest.mark.parametrize("name", ["free-draw-four", "menu-written"])
def test_the_same_picture_each_time(name: str) -> None:
    (shot,) = [shot for shot in shots() if shot.name == name]
    first, second = (pygame.image.tobytes(render(shot, SIZES[0], FakeSlot()), "RGB") for _ in range(2))
    assert first == second


def test_boards_differ() -> None:
    (shot,) = [shot for shot in shots() if shot.name == "menu"]
    paper = render(shot, SIZES[0], FakeSlot())
    slate = render(replace(shot, settings={"board": "slate"}), SIZES[0], FakeSlot())
    assert paper.get_at((5, 5)) != slate.get_at((5, 5))
