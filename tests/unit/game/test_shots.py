from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pygame
import pytest

from tests.fakes import FakeSlot
from tests.shots.render import SIZES, main, render, shots


def test_names_are_unique() -> None:
    names = [shot.name for shot in shots()]
    assert len(names) == len(set(names)) > 10


@pytest.mark.parametrize("name", ["free-draw-four", "menu-written"])
def test_the_same_picture_each_time(name: str) -> None:
    (shot,) = [shot for shot in shots() if shot.name == name]
    first, second = (pygame.image.tobytes(render(shot, SIZES[0], FakeSlot()), "RGB") for _ in range(2))
    assert first == second


def test_a_name_that_no_shot_has_is_told(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main([str(tmp_path / "out"), "--only", "nosuch"]) == 2
    assert "No shot has “nosuch” in its name" in capsys.readouterr().err
    assert not (tmp_path / "out").exists()


def test_boards_differ() -> None:
    (shot,) = [shot for shot in shots() if shot.name == "menu"]
    paper = render(shot, SIZES[0], FakeSlot())
    slate = render(replace(shot, settings={"board": "slate"}), SIZES[0], FakeSlot())
    assert paper.get_at((5, 5)) != slate.get_at((5, 5))
