from __future__ import annotations

import pygame
import pytest

from game.ui import fonts
from game.ui.look import MIN_TARGET, ROLES, Look, Taste
from tests.shots import text_faults

pytestmark = pytest.mark.usefixtures("window")


def test_the_unit_follows_the_smaller_side() -> None:
    assert Look((1280, 720)).u == 8
    assert Look((720, 1280)).u == 6
    assert Look((1920, 1080)).u == 12


@pytest.mark.parametrize("size", [(640, 480), (1280, 720), (3840, 2160)])
def test_nothing_to_touch_or_read_gets_too_small(size: tuple[int, int]) -> None:
    look = Look(size)
    assert look.target(8) >= MIN_TARGET
    for role, (_, _, floor) in ROLES.items():
        assert look.type_size(role) >= floor


def test_a_projector_enlarges_small_print_only() -> None:
    plain, large = Look((1280, 720)), Look((1280, 720), Taste(projector=True))
    assert large.type_size("body") > plain.type_size("body")
    assert large.type_size("h1") == plain.type_size("h1")


@pytest.mark.parametrize("face", fonts.FILES)
def test_figures_and_signs_have_one_width_and_a_glyph(face: str) -> None:
    font = fonts.font(face, 40)
    widths = [font.size(digit)[0] for digit in "0123456789"]
    assert max(widths) - min(widths) <= 1  # hinting rounds to whole pixels
    assert None not in font.metrics("−×÷=?…’")


def test_text_fits() -> None:
    look = Look((640, 480))
    assert look.fitted("a long line of words that goes on", "body", (0, 0, 0), 100).get_width() <= 100
    assert look.shrunk("Digit Duel", "title", (0, 0, 0), 150).get_width() <= 150
    assert look.lines("one two three", "body", 1) == ["one", "two", "three"]


@pytest.mark.parametrize("width", [90, 160, 333, 500, 2000])
def test_a_headline_is_as_large_as_fits(width: int) -> None:
    look = Look((1280, 720))
    picture = look.shrunk("999 + 999 =", "question", (0, 0, 0), width)
    face, size = ROLES["question"][0], look.type_size("question")
    fitting = (s for s in range(size, ROLES["small"][2] - 1, -1) if _width(face, s) <= width)
    assert picture.get_width() == _width(face, next(fitting, ROLES["small"][2]))


def test_setting_a_headline_smaller_opens_few_fonts(monkeypatch: pytest.MonkeyPatch) -> None:
    opened, font = set(), fonts.font

    def count(face: str, size: int) -> pygame.Font:
        opened.add(size)
        return font(face, size)

    monkeypatch.setattr(fonts, "font", count)
    Look((1280, 720)).shrunk("999 + 999 =", "question", (0, 0, 0), 250)
    assert len(opened) <= 5


def _width(face: str, size: int) -> int:
    return fonts.font(face, size).size("999 + 999 =")[0]


def test_text_is_drawn_once() -> None:
    look = Look((640, 480))
    assert look.text("7", "h1", (0, 0, 0)) is look.text("7", "h1", (0, 0, 0))
    assert isinstance(look.text("7", "h1", (1, 0, 0)), pygame.Surface)


@pytest.mark.parametrize("size", [(640, 480), (960, 600), (1280, 720), (1920, 1080)])
def test_a_name_that_would_be_cut_stands_on_two_lines_where_they_fit(size: tuple[int, int]) -> None:
    look, black = Look(size), (0, 0, 0)
    width = look.font("small").size("Maximilian-")[0] + look.px(2)
    for name in ("Maximilian Alexander", "Johanna-Maximiliane"):
        with text_faults.watched() as faults:
            two = look.name(name, "h2", black, (width, look.px(8)))
        assert not faults and two.get_width() <= width and two.get_height() <= look.px(8)
        with text_faults.watched() as faults:
            look.name(name, "h2", black, (width, look.px(4)))
        assert faults, "there is room for one line only"
    assert look.name("Kim", "h2", black, (width, look.px(8))) is look.text("Kim", "h2", black)


def test_even_lines_are_as_many_and_leave_no_word_alone() -> None:
    look = Look((1280, 720))
    words = "Noted as not a digit. It is an unusual one: please check it again under Teach."
    first, last = look.lines(words, "body", 720)
    even = look.even_lines(words, "body", 720)
    assert len(last) < len(first) / 4
    assert len(even) == 2 and " ".join(even) == words
    assert len(even[1]) > len(even[0]) / 2
    assert max(look.font("body").size(line)[0] for line in even) <= 720


def test_a_line_breaks_neither_before_a_percent_sign_nor_at_a_no_break_space() -> None:
    look = Look((1280, 720))
    joined = "before it was\N{NO-BREAK SPACE}9. Now 22 % of them"
    for width in range(40, 400, 20):
        words = [word for line in look.lines(joined, "body", width) for word in line.split(" ")]
        assert words == [
            "before",
            "it",
            "was\N{NO-BREAK SPACE}9.",
            "Now",
            "22\N{NO-BREAK SPACE}%",
            "of",
            "them",
        ]
