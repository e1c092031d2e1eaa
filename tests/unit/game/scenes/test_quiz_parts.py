"""The parts of a quiz that think: the line's clock, shades of facts, what a verdict says."""

from __future__ import annotations

from dataclasses import replace
from itertools import pairwise
from typing import Any

import pygame
import pytest

from game.play.match import Match
from game.play.modes import Mode, Setup
from game.play.questions import Fact, Op, Question
from game.play.scoring import Answer, Outcome
from game.play.states import State
from game.play.view import View
from game.scenes.match.answers import Detail
from game.scenes.match.asks import UnsureAsk
from game.scenes.match.facts import main_operation, place, shade, shades_of
from game.scenes.match.pages import DuelPage, LineClock, QuizPage
from game.scenes.match.verdict import Echo, mark_of
from game.ui.fact_grid import Shade
from game.ui.look import Look, Taste
from game.ui.marks import Mark, Streak, cut
from recognizer.ink import Ink
from tests.shots import text_faults


def view(**changes: Any) -> View:
    fresh = Match.start(Setup(Mode.SPRINT, 1), 0.0).view(0)
    return replace(fresh, state=State.THINKING, **changes)


def answer(**changes: Any) -> Answer:
    question = Question(Fact(7, Op.MULTIPLY, 8))
    return replace(Answer(1, question, Outcome.RIGHT, "56", "56", 1.5, 0.9, 0.3), **changes)


def test_a_sprints_line_is_the_time_bonus_and_stands_while_writing() -> None:
    clock = LineClock(Mode.SPRINT, 20, par=4.0)
    clock.ask(10.0)
    assert not clock.follow(view(clock=12.0))
    assert clock.share == pytest.approx(0.75) and clock.seconds is None
    clock.follow(replace(view(clock=15.0), state=State.WRITING))
    assert clock.share == pytest.approx(0.75)
    clock.follow(view(clock=40.0))
    assert clock.share == 0


def test_blitz_beats_once_in_each_of_its_last_three_seconds() -> None:
    clock = LineClock(Mode.BLITZ, 60, par=4.0)
    lefts = [3.4, 2.9, 2.5, 2.0, 1.9, 1.1, 0.8, 0.4, 0.0]
    assert sum(clock.follow(view(clock_left=left)) for left in lefts) == 3
    clock.follow(view(clock_left=15.0))
    assert clock.share == 0.25


def test_practice_has_no_clock() -> None:
    clock = LineClock(Mode.PRACTICE, 0, par=4.0)
    clock.follow(view(clock=5.0))
    assert clock.share is None


@pytest.mark.parametrize(
    ("fact", "at"),
    [
        (Fact(7, Op.MULTIPLY, 8), (7, 8)),
        (Fact(56, Op.DIVIDE, 7), (7, 8)),
        (Fact(15, Op.SUBTRACT, 7), (7, 8)),
        (Fact(0, Op.ADD, 12), (0, 12)),
        (Fact(13, Op.ADD, 1), None),
        (Fact(34, Op.MULTIPLY, 5), None),
    ],
)
def test_where_a_fact_stands(fact: Fact, at: tuple[int, int] | None) -> None:
    assert place(fact) == at


@pytest.mark.parametrize(
    ("asked", "right", "thinking", "expected"),
    [
        (0, 0, None, Shade.NEW),
        (3, 3, 1.9, Shade.QUICK),
        (3, 3, 2.1, Shade.GOOD),
        (3, 3, 6.1, Shade.NOT_YET),
        (3, 2, 1.0, Shade.NOT_YET),
        (2, 0, None, Shade.NOT_YET),
    ],
)
def test_shades(asked: int, right: int, thinking: float | None, expected: Shade) -> None:
    assert shade(asked, right, thinking) is expected


def test_void_answers_say_nothing_of_a_fact() -> None:
    answers = [answer(), answer(outcome=Outcome.VOID), answer(thinking=2.1)]
    assert shades_of(answers, Op.MULTIPLY) == {(7, 8): Shade.QUICK}
    assert main_operation(answers) is Op.MULTIPLY
    assert main_operation([answer(question=Question(Fact(34, Op.MULTIPLY, 56)))]) is None


def test_what_a_verdict_says() -> None:
    assert Echo.of(answer(), 0.0).detail == "2.4 seconds"
    typed = Echo.of(answer(outcome=Outcome.WRONG, given="54", typed=True), 0.0)
    assert typed.detail == "you typed 54"  # the sheet does not show it any more
    wrong = Echo.of(answer(outcome=Outcome.WRONG, given="54"), 0.0)
    assert (wrong.answer, wrong.detail) == ("56", "I read 54")
    misread = answer(misread=True, read="50")
    assert mark_of(misread) == "misread" and "right" in Echo.of(misread, 0.0).detail
    assert Echo.of(answer(outcome=Outcome.PASSED, given=""), 0.0).answer == "56"


def test_a_path_is_cut_where_the_pen_has_come() -> None:
    assert cut([(0, 0), (1, 0), (1, 1)], 1.5) == [(0, 0), (1, 0), (1, 0.5)]
    assert cut([(0, 0), (1, 0)], 5) == [(0, 0), (1, 0)]


@pytest.mark.usefixtures("window")
@pytest.mark.usefixtures("window")
@pytest.mark.parametrize("left_handed", [False, True])
@pytest.mark.parametrize("size", [(640, 480), (1280, 720), (1920, 1080)])
def test_the_pause_stands_in_the_middle_of_the_page_and_off_its_margin(
    size: tuple[int, int], left_handed: bool
) -> None:
    look = Look(size, Taste(left_handed=left_handed, projector=True))
    page = QuizPage(look)
    surface = pygame.Surface(size)
    surface.fill(look.palette.sheet)
    page.draw_pause(surface, "Paused", "The clock has stopped. Your answers are kept.")
    bare = pygame.Surface(size)
    bare.fill(look.palette.sheet)
    written = (pygame.surfarray.array3d(surface) != pygame.surfarray.array3d(bare)).any(axis=(1, 2))
    columns = [x for x, ink in enumerate(written) if ink]
    room = page.zone.union(page.question)
    assert room.left <= columns[0] and columns[-1] < room.right
    assert abs((columns[0] + columns[-1]) / 2 - room.centerx) <= look.px(0.5)
    assert not columns[0] <= page.line <= columns[-1]


@pytest.mark.usefixtures("window")
@pytest.mark.parametrize("left_handed", [False, True])
@pytest.mark.parametrize("projector", [False, True])
@pytest.mark.parametrize("size", [(640, 480), (960, 600), (1280, 720)])
def test_a_long_streak_and_twenty_boxes_do_not_overlap(
    size: tuple[int, int], projector: bool, left_handed: bool
) -> None:
    """At 640×480 the boxes once covered the word."""
    look = Look(size, Taste(left_handed=left_handed, projector=projector))
    page, streak = QuizPage(look), Streak()
    streak.show(15, 10.0)
    streak.update(20.0)
    fresh = view()

    def parts(streak: Streak, count: int, questions: int) -> list[tuple[int, int]]:
        """Where the bar's parts begin and end, from the pause button to the points."""
        surface = pygame.Surface(size, pygame.SRCALPHA)
        score = replace(fresh.score, points=346, streak=count)
        marks = [Mark.RIGHT] * (questions - 1)
        page.draw_bar(surface, replace(fresh, goal=questions, score=score), marks, streak, None)
        alpha = pygame.surfarray.array_alpha(surface).max(axis=1)
        if left_handed:
            alpha = alpha[::-1]
        drawn = [x for x in range(size[0]) if alpha[x]]
        gaps = [at for at in range(1, len(drawn)) if drawn[at] - drawn[at - 1] > look.px(4)]
        return [(drawn[a], drawn[b - 1]) for a, b in pairwise([0, *gaps, len(drawn)])]

    boxes, _ = parts(Streak(), 0, 20)
    _, tally, points = parts(streak, 15, 1)
    assert boxes[1] + look.px(1) < tally[0] < tally[1] < points[0]


@pytest.mark.usefixtures("window")
@pytest.mark.parametrize("projector", [False, True])
@pytest.mark.parametrize("size", [(640, 480), (960, 600), (1280, 720), (1920, 1080)])
def test_a_ghosts_small_sheet_keeps_off_the_question(size: tuple[int, int], projector: bool) -> None:
    """At 1280×720 its edge touched the digits, and it lay on the words below them."""
    look = Look(size, Taste(projector=projector))
    page = QuizPage(look, aside=True)
    high = look.font(page.role).get_linesize()
    if not look.stacked:
        assert page.centre_y + high // 2 <= page.aside.top - look.px(2)
        assert page.words_end < page.aside.top
        assert page.centre_y - high // 2 >= page.sheet.top
    assert page.sheet.contains(page.margin)


@pytest.mark.parametrize(
    ("void", "why"),
    [
        ({"given": "56", "read": "54", "named": True}, "said you wrote something else"),
        ({"given": "56", "read": "56"}, "answer was on the sheet"),
        ({"given": "", "read": "5"}, "It was over before"),
    ],
)
def test_the_results_say_why_an_answer_was_not_counted(
    window: pygame.Surface, void: dict[str, Any], why: str
) -> None:
    """Who had copied the solved sum was told: “you said you wrote something else”."""
    left_out, room = answer(outcome=Outcome.VOID, **void), pygame.Rect(0, 0, 1000, 600)
    detail = Detail(
        Look(window.get_size()),
        room,
        left_out,
        Ink(),
        None,
        asking=False,
        dispute=None,
        claim=lambda _: None,
        close=lambda: None,
    )
    with text_faults.heard() as said:
        detail.draw(window)
    (words,) = [words for words in said if why in words]
    assert words.endswith("Not counted.")


@pytest.mark.parametrize("size", [(960, 600), (1280, 720), (1920, 1080)])
@pytest.mark.parametrize("across", [0.1, 0.35, 0.6])
@pytest.mark.parametrize("count", [2, 3])
@pytest.mark.usefixtures("window")
def test_buttons_on_the_squares_leave_the_ink_in_sight(
    size: tuple[int, int], across: float, count: int
) -> None:
    """“7” and “1” once lay on the upper end of what was a 7 or a 1."""
    look, squares = Look(size), DuelPage(Look(size)).zones[0]
    written = pygame.Rect(0, 0, squares.width // 4, squares.height * 3 // 5)
    written.midleft = squares.left + round(across * squares.width), squares.centery
    type_it = (lambda: None) if count == 3 else None
    ask = UnsureAsk(look, squares, None, written, ("7", "1"), lambda _: None, type_it)
    rects = [button.rect for button in ask.buttons]
    assert len(rects) == count and written.collidelist(rects) < 0
    assert all(squares.contains(rect) and min(rect.size) >= 44 for rect in rects)
    assert not any(a.colliderect(b) for a, b in pairwise(rects))
    everywhere = UnsureAsk(look, squares, None, squares, ("7", "1"), lambda _: None, None)
    assert len({button.rect.top for button in everywhere.buttons}) == 1, "in a row, as there is no room"
