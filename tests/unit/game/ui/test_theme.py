from __future__ import annotations

import pytest

from game.ui.theme import BOARDS, Colour, Palette, mix

# Every pair in which text is set, by role, with the contrast it must reach.
TEXT_PAIRS: tuple[tuple[str, str, float], ...] = (
    *(
        (text, ground, 4.7)
        for text in ("ink", "soft", "accent")
        for ground in ("desk", "sheet", "card", "chosen")
    ),
    *((mark, ground, 4.7) for mark in ("right", "misread", "second") for ground in ("desk", "sheet", "card")),
    ("on_accent", "accent", 4.7),
    ("ink", "spent", 4.7),  # what is selected on a line
    ("disabled", "desk", 3.7),
    ("disabled", "sheet", 3.7),
)


def contrast(a: Colour, b: Colour) -> float:
    """The contrast ratio of two colours, 1 to 21 (WCAG 2.2, relative luminance of sRGB)."""
    lighter, darker = sorted((_luminance(a), _luminance(b)), reverse=True)
    return (lighter + 0.05) / (darker + 0.05)


def _luminance(colour: Colour) -> float:
    linear = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in (v / 255 for v in colour)]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


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
