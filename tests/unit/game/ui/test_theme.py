from __future__ import annotations

import pytest

from game.ui.theme import BOARDS, TEXT_PAIRS, Palette, contrast, mix


def test_contrast_of_black_on_white_is_21() -> None:
    assert contrast((0, 0, 0), (255, 255, 255)) == pytest.approx(21)
    assert contrast((119, 119, 119), (255, 255, 255)) == pytest.approx(4.48, abs=0.01)


@pytest.mark.parametrize("board", BOARDS.values(), ids=BOARDS)
@pytest.mark.parametrize(("text", "ground", "floor"), TEXT_PAIRS)
def test_text_is_readable(board: Palette, text: str, ground: str, floor: float) -> None:
    assert contrast(getattr(board, text), getattr(board, ground)) >= floor


@pytest.mark.parametrize("board", BOARDS.values(), ids=BOARDS)
def test_squares_stay_quieter_than_ink(board: Palette) -> None:
    assert 1.35 <= contrast(board.rule, board.sheet) < 2 < contrast(board.ink, board.sheet)


def test_mix() -> None:
    assert mix((0, 0, 0), (200, 100, 50), 0.5) == (100, 50, 25)
