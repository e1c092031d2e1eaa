"""A quiz, played through the real app with a pen, keys and a clock that waits for nobody."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import numpy as np
import pygame
import pytest

from data.records import Context, LabelSource, NewSample
from game import routes
from game.play.answer import PATIENCE_USUAL
from game.play.modes import Mode
from game.play.scoring import Outcome
from game.play.states import State
from game.scenes.match.plan import Plan
from game.scenes.match.quiz import Quiz
from game.scenes.match.results import Results
from game.session.ports import Kind, Sitter
from recognizer.habits import MOST
from recognizer.ink import Ink
from tests.shots import text_faults
from tests.shots.players import class_of
from tests.shots.quiz import scribble, solve
from tests.table import Table

Sit = Callable[..., Table]


@pytest.fixture
def sit() -> Iterator[Sit]:
    """Sits down to a plan; Mina is player 1."""
    tables: list[Table] = []

    def down(mode: Mode = Mode.SPRINT, length: int | None = 5, seed: int = 4, **settings: Any) -> Table:
        sitters = (Sitter("Mina", Kind.PLAYER, 1),)
        table = Table(lambda: routes.match(Plan(mode, 6, length, sitters=sitters, seed=seed)), **settings)
        tables.append(table)
        table.begin()
        return table

    yield down
    for table in tables:
        table.close()


def test_a_sprint_by_pen_ends_in_results_and_on_the_leaderboard(sit: Sit) -> None:
    table = sit()
    for _ in range(5):
        table.answer()
    table.hand.wait(1.5)
    assert isinstance(table.scene, Results)
    answers = table.store.matches.answers(1)
    assert [a.outcome.value for a in answers] == ["right"] * 5
    assert all(a.ink and a.thinking > 0 and a.writing > 0 and a.reading > 0 for a in answers)
    (row,) = table.store.progress.leaderboard("sprint", level=6, length=5)
    assert (row.name, row.right, row.score) == ("Mina", 5, table.scene.summary.score.points)
    table.tap("Again")
    table.begin()
    assert isinstance(table.scene, Quiz) and table.scene.match.best == row.score


def test_the_reader_knows_the_player_by_their_samples() -> None:
    def stock(store: Any) -> Any:
        player = class_of(store)
        for width in range(3, 3 + MOST):
            ink = Ink.of([[(0, 0), (width, 0), (2, 9)]])
            store.samples.add(NewSample(7, LabelSource.LESSON, Context.LESSON, ink=ink, player_id=player.id))
        return player

    plan = Plan(Mode.SPRINT, 6, 5, sitters=(Sitter("Mina", Kind.PLAYER, 1),), seed=4)
    table = Table(lambda: routes.match(plan), stock)
    try:
        table.begin()
        table.answer()
        told = table.app.stage.reader.heard
        assert told and all(habits.labels == [7] * MOST for habits in told)
    finally:
        table.close()


def test_a_wrong_answer_shows_the_right_one_and_next_goes_on(sit: Sit) -> None:
    table = sit()
    question = table.question()
    right = solve(question)
    table.answer(off=1)
    assert table.state() is State.SHOWING
    assert table.scene.echo.mark == "wrong" and table.scene.echo.answer == right
    assert table.view().play.solved == f"{question} {right}"
    table.tap("Next")  # at once; it goes on when no late stroke can come any more
    table.hand.wait(0.4)
    assert table.state() is State.THINKING and table.scene.sheet.marks == ["wrong"]


@pytest.mark.parametrize("size", [(640, 480), (1280, 720), (540, 960)])
@pytest.mark.parametrize("gap", [False, True])
def test_the_solved_sum_stays_on_one_line_until_the_pen_comes_down(
    sit: Sit, size: tuple[int, int], gap: bool
) -> None:
    table = sit(length=20, size=size)
    while ("?" in (question := table.question())) is not gap:
        table.answer()
        table.hand.wait(0.4)
    right = solve(question)
    table.answer(off=1)
    table.hand.wait(30)
    scene = table.scene
    shown, room = scene.solved_sum(), scene.page.question
    assert room.contains(shown.answer_rect) and shown.rect.contains(shown.answer_rect)
    assert room.left <= shown.rect.left and shown.rect.right <= room.right
    if not gap:
        assert shown.answer_rect.right == shown.rect.right
    elif question.startswith("?"):
        assert shown.answer_rect.left == shown.rect.left
    else:
        assert shown.rect.left < shown.answer_rect.left < shown.answer_rect.right < shown.rect.right
    solved = question.replace("?", right) if gap else f"{question} {right}"
    assert scene.echo.solved == solved
    _write_elsewhere(table)
    assert scene.solved_sum() is None and table.view().play.round > 1
    assert scene.echo.solved == solved  # the bar still says it


def test_where_the_foot_is_full_the_sum_is_said_again_beside_the_next_question(
    sit: Sit, monkeypatch: pytest.MonkeyPatch
) -> None:
    said: list[str] = []
    monkeypatch.setattr(
        "game.scenes.match.quiz.draw_word", lambda *given, **_: said.append(given[2].solved or given[2].word)
    )
    table = sit(length=20)
    table.answer(off=1)
    table.hand.wait(20)
    solved = table.scene.echo.solved
    table.tap("Next")
    table.hand.wait(0.5)
    said.clear()
    table.hand.wait(1)
    assert said and set(said) == {solved}
    table.hand.wait(2)
    said.clear()
    table.hand.wait(0.5)
    assert not said


@pytest.mark.parametrize("mode", [Mode.SPRINT, Mode.PRACTICE])
def test_a_right_answer_is_praised_for_a_while_and_not_beside_all_of_the_next_question(
    sit: Sit, monkeypatch: pytest.MonkeyPatch, mode: Mode
) -> None:
    said: list[str] = []
    monkeypatch.setattr("game.scenes.match.quiz.draw_word", lambda *given, **_: said.append(given[2].word))
    table = sit(mode, 20, size=(1280, 720))
    table.answer()
    assert "Right" in said
    table.hand.wait(3)
    said.clear()
    table.app._stale = True
    table.hand.wait(0.1)
    assert not said


def test_each_void_round_has_a_box_more_so_that_one_is_left_for_the_next_question(
    sit: Sit, monkeypatch: pytest.MonkeyPatch
) -> None:
    drawn: list[tuple[int, int]] = []
    monkeypatch.setattr(
        "game.scenes.match.pages.boxes", lambda *given, **_: drawn.append((len(given[3]), given[4]))
    )
    table = sit()
    right = solve(table.question())
    table.answer(off=1)
    table.tap("Misread me?")
    table.type(right)  # the ink does not look like that
    table.hand.press(pygame.K_RETURN)
    table.hand.wait(1)
    assert table.view().play.verdict.outcome is Outcome.VOID
    assert drawn[-1] == (1, 6)


def test_in_blitz_the_solved_sum_stays_for_a_second_and_a_half(sit: Sit) -> None:
    table = sit(Mode.BLITZ, 60)
    table.question()
    table.write("99999", rest=0)
    hand = table.hand
    assert hand.until(lambda: table.scene.solved_sum() is not None, 8)
    begun = table.clock.time
    assert not table.view().play.stays
    assert hand.until(lambda: table.scene.solved_sum() is None, 8)
    assert table.clock.time - begun == pytest.approx(1.5, abs=0.05)
    assert table.scene.echo.solved, "the bar still says it"


def _write_elsewhere(table: Table) -> None:
    """A short stroke far from the ink in view."""
    zone = table.scene.sheet.places.zone
    box = table.scene.sheet._ink_box()
    y = zone.top + 4 if box.top - zone.top > zone.bottom - box.bottom else zone.bottom - 4
    across = zone.height // 20
    for kind, x in (
        (pygame.MOUSEBUTTONDOWN, zone.left + 4),
        (pygame.MOUSEMOTION, zone.left + 4 + across),
        (pygame.MOUSEBUTTONUP, zone.left + 4 + across),
    ):
        table.hand.mouse(kind, (x, y))
    table.hand.settle()


def test_unsure_hides_the_question_and_offers_typing_the_second_time(sit: Sit) -> None:
    table = sit()
    expected = solve(table.question())
    for doubts in (1, 2):
        scribble(table.scene, table.hand)
        assert table.state() is State.UNSURE and table.view().play.question is None
        assert any(getattr(w, "label", "") == "Type it" for w in table.scene.widgets) == (doubts == 2)
    table.tap("Type it")
    assert table.scene.sheet.keypad is not None
    table.type(expected)
    table.hand.press(pygame.K_RETURN)
    assert table.scene.sheet.marks == ["right"]
    (answer,) = table.scene.session.summary()[0].answers
    assert answer.typed and answer.unsure == 2


@pytest.mark.parametrize("size", [(640, 480), (1280, 720), (540, 960), (720, 1280)])
def test_what_is_typed_with_the_number_keys_does_not_cover_the_question(
    sit: Sit, size: tuple[int, int]
) -> None:
    table = sit(length=20, size=size)
    while "?" not in table.question():  # the longest ones
        table.answer()
        table.hand.wait(0.4)
    table.hand.wait(3.0)  # the last verdict has left the sheet
    scene = table.scene
    scene.sheet.use_keys()
    table.hand.wait(0.1)
    before = pygame.surfarray.array3d(table.app.surface)
    table.type("4")
    changed = (pygame.surfarray.array3d(table.app.surface) != before).any(axis=2)
    question = scene._question[1].get_rect(midleft=(scene.page.question.left, scene.page.centre_y))
    sheet = scene.page.sheet.copy()
    sheet.height = scene.sheet.keypad.rect.top - sheet.top
    sheet.width -= scene.page.question.left - sheet.left
    sheet.left = scene.page.question.left
    assert not _part(changed, question).any()
    assert _part(changed, sheet).any()


def _part(changed: Any, rect: pygame.Rect) -> Any:
    return changed[rect.left : rect.right, rect.top : rect.bottom]


def test_saying_that_something_else_was_written_costs_nothing(sit: Sit) -> None:
    table = sit()
    question = table.question()
    table.answer(off=1)
    table.tap("Misread me?")
    assert table.state() is State.ASKING and table.view().play.question is None
    table.type(solve(question))
    table.hand.press(pygame.K_RETURN)
    (answer,) = table.scene.session.summary()[0].answers
    assert answer.outcome is Outcome.VOID, "the reader is sure of what was written"
    assert table.scene.sheet.marks[0] == "void"
    assert table.state() is State.THINKING


def test_never_mind_takes_the_claim_back(sit: Sit) -> None:
    table = sit()
    table.answer()
    table.hand.press(pygame.K_m)
    assert table.state() is State.ASKING
    table.hand.press(pygame.K_ESCAPE)
    assert table.state() is State.THINKING and table.scene.sheet.marks == ["right"]


def test_a_pause_hides_the_question_and_stands_the_clock(sit: Sit) -> None:
    table = sit()
    table.question()
    table.hand.press(pygame.K_p)
    clock = table.view().play.clock
    table.hand.wait(2)
    assert table.scene.session.paused and table.view().play.question is None
    assert table.view().play.clock == clock
    table.tap("Go on")
    assert table.view().play.question is not None


def test_only_where_there_is_a_clock_a_pause_says_that_it_has_stopped(sit: Sit) -> None:
    for mode, clocked in ((Mode.SPRINT, True), (Mode.PRACTICE, False)):
        table = sit(mode, 10 if mode is Mode.PRACTICE else 5)
        table.question()
        table.hand.press(pygame.K_p)
        assert ("clock" in table.scene.pause_words[1]) is clocked


def test_losing_the_focus_pauses(sit: Sit) -> None:
    table = sit()
    pygame.event.post(pygame.event.Event(pygame.WINDOWFOCUSLOST))
    table.hand.settle()
    assert table.scene.session.paused


def test_stopping_keeps_what_was_answered(sit: Sit) -> None:
    table = sit()
    table.answer()
    table.hand.press(pygame.K_ESCAPE)
    table.tap("Stop here")
    table.hand.wait(1.2)
    assert isinstance(table.scene, Results)
    assert len(table.store.matches.answers(1)) == 1
    assert table.store.progress.leaderboard("sprint", level=6) == []


def test_typed_digits_are_judged_on_enter_and_marked(sit: Sit) -> None:
    table = sit()
    table.type(solve(table.question()))
    assert table.state() is State.TYPING
    table.hand.press(pygame.K_RETURN)
    assert table.scene.sheet.marks == ["right"]
    table.hand.wait(0.2)
    assert table.store.matches.answers(1)[0].typed


def test_pass_shows_the_answer(sit: Sit) -> None:
    table = sit()
    right = solve(table.question())
    table.tap("Pass")
    assert table.scene.sheet.marks == ["passed"] and table.scene.echo.answer == right


def test_undo_and_clear_work_by_key_and_button(sit: Sit) -> None:
    table = sit()
    table.question()
    table.hand.draw(table.scene.sheet.canvas, [[(-0.2, -0.2), (-0.2, 0.2)], [(0.2, -0.2), (0.2, 0.2)]])
    assert len(table.view().ink.strokes) == 2
    table.tap("Undo")
    assert len(table.view().ink.strokes) == len(table.scene.sheet.canvas.strokes) == 1
    table.hand.press(pygame.K_c)
    assert not table.view().ink.strokes and not table.scene.sheet.canvas.strokes
    table.tap("Undo")
    assert len(table.scene.sheet.canvas.strokes) == 1


def test_ink_survives_a_new_size_of_the_window(sit: Sit) -> None:
    table = sit()
    table.question()
    table.hand.draw(table.scene.sheet.canvas, [[(-0.2, -0.2), (-0.2, 0.2)]])
    before = table.scene.sheet.canvas.ink
    pygame.display.set_mode((900, 700), pygame.RESIZABLE)
    pygame.event.post(pygame.event.Event(pygame.VIDEORESIZE, size=(900, 700), w=900, h=700))
    table.hand.settle()
    assert table.scene.sheet.canvas.ink == before


def test_a_stroke_that_a_resize_cuts_off_ends_and_is_judged(sit: Sit) -> None:
    """The sheet is laid out again under the pen: the session learns that it was lifted, and goes on."""
    table = sit()
    table.question()
    canvas = table.scene.sheet.canvas
    ((x, y), *way) = [(0.0, -0.3 + 0.06 * step) for step in range(11)]
    table.hand.mouse(pygame.MOUSEBUTTONDOWN, canvas.to_window(x, y))
    for x, y in way:
        table.hand.clock.wait(0.02)
        table.hand.mouse(pygame.MOUSEMOTION, canvas.to_window(x, y))
    assert table.state() is State.WRITING
    pygame.display.set_mode((900, 700))
    pygame.event.post(pygame.event.Event(pygame.VIDEORESIZE, size=(900, 700), w=900, h=700))
    table.hand.settle()
    assert table.state() is State.RESTING and len(table.view().ink.strokes) == 1
    table.hand.mouse(pygame.MOUSEBUTTONUP, (450, 400))
    table.hand.wait(PATIENCE_USUAL + 0.5)
    assert table.state() is not State.RESTING


def first_digit(table: Table, rest: float) -> str:
    """Write the first digit of the next answer that has two. Returns the answer."""
    while len(text := solve(table.question())) < 2:
        table.answer()
    table.write(text[0], rest)
    return text


@pytest.mark.parametrize("how", ["tap beside", "Enter", "Done"])
def test_while_it_waits_for_another_digit_dots_say_so_and_it_can_be_ended(sit: Sit, how: str) -> None:
    table = sit(Mode.SPRINT, 20)
    first_digit(table, 0.3)
    before = pixels(table)
    table.hand.wait(0.8)
    assert table.scene.sheet.waits and table.state() is State.RESTING
    box = table.scene.sheet._ink_box()
    changed = np.argwhere((pixels(table) != before).any(axis=2))
    (left, top), (right, bottom) = changed.min(axis=0), changed.max(axis=0)
    assert left > box.right and top > box.centery and bottom <= box.bottom and right - left < box.height
    if how == "tap beside":
        table.tap_at((table.scene.page.question.left + 5, table.scene.page.question.top + 5))
    elif how == "Enter":
        table.hand.press(pygame.K_RETURN)
    else:
        table.tap("Done")
    assert table.state() is State.SHOWING and not table.scene.sheet.waits


def test_a_tap_beside_the_sheet_ends_nothing_else(sit: Sit) -> None:
    table = sit(Mode.SPRINT, 20)
    first_digit(table, 0.3)
    table.tap_at((table.scene.page.question.left + 5, table.scene.page.question.top + 5))
    assert table.state() is State.RESTING


def pixels(table: Table) -> np.ndarray:
    return pygame.surfarray.array3d(table.app.surface).astype(int)


def test_after_a_slip_a_pen_that_comes_down_elsewhere_writes_on_the_next_sheet(sit: Sit) -> None:
    table = sit(Mode.SPRINT, 20)
    table.answer(off=1)
    table.hand.wait(5)
    assert table.view().play.stays and table.view().play.round == 1
    _write_elsewhere(table)
    assert table.view().play.round == 2 and len(table.view().ink.strokes) == 1
    assert len(table.scene.sheet.canvas.strokes) == 1


def test_the_left_handed_have_margin_and_buttons_on_the_other_side(sit: Sit) -> None:
    right, left = sit(), sit(left_handed=True)
    width = 640
    assert left.scene.page.line == width - right.scene.page.line
    assert left.scene.page.zone.centerx < width // 2 + 40
    done = {t: [w.rect for w in t.scene.widgets if getattr(w, "label", "") == "Done"] for t in (right, left)}
    assert done[right][0].centerx > width // 2 > done[left][0].centerx


def test_blitz_beats_in_its_last_seconds_and_ends(sit: Sit) -> None:
    table = sit(Mode.BLITZ, 30)
    played: list[str] = []
    table.app.stage.sound.play = played.append  # type: ignore[method-assign]
    table.answer()
    table.hand.wait(31)
    assert played.count("beat") == 3
    assert isinstance(table.scene, Results)


def test_survival_ends_with_the_third_life(sit: Sit) -> None:
    table = sit(Mode.SURVIVAL, None)
    table.answer()
    for lives in (2, 1, 0):
        table.question()
        table.tap("Pass")
        assert table.view().play.lives == lives
        table.tap("Next")
        table.hand.wait(2)
    assert isinstance(table.scene, Results)


def test_a_hand_over_hides_the_next_question_until_the_player_is_ready() -> None:
    sitters = (Sitter("Mina", Kind.PLAYER, 1), Sitter("Jonas", Kind.PLAYER, 2))
    table = Table(lambda: routes.match(Plan(Mode.HOT_SEAT, 4, 6, sitters=sitters, seed=3)))
    table.begin()
    assert table.state(0) is State.READY and table.view(0).play.question is None
    table.tap_at(table.scene.page.pause.center)  # whoever plays by finger has no Esc to leave by
    assert table.scene.session.paused
    table.tap("Go on")
    table.hand.wait(0.4)
    table.tap("I’m ready")
    for _ in range(3):
        table.answer()
    table.hand.wait(1.5)
    assert table.scene.seat == 1 and table.state(1) is State.READY
    assert table.view(1).play.question is None
    table.hand.press(pygame.K_RETURN)
    assert table.view(1).play.question is not None
    table.close()


def test_a_click_goes_to_a_button_never_to_the_sheet_under_it(sit: Sit) -> None:
    table = sit()
    table.question()
    table.hand.press(pygame.K_p)
    table.tap("Use number keys")
    table.tap("Go on")
    table.tap("4")
    assert table.view().play.typed == "4" and not table.view().ink.strokes


def test_misread_me_stays_where_it_is_when_the_verdict_comes(sit: Sit) -> None:
    def places() -> list[int]:
        return [w.rect.centery for w in table.scene.widgets if getattr(w, "label", "") == "Misread me?"]

    table = sit()
    table.question()
    middle = table.scene.look.size[0] // 2
    before = places()
    table.answer(off=1)
    assert table.state() is State.SHOWING and places() == before
    (misread,) = [w for w in table.scene.widgets if getattr(w, "label", "") == "Misread me?"]
    assert misread.rect.centerx > middle


def test_who_has_handed_over_can_still_say_that_they_were_misread() -> None:
    sitters = (Sitter("Mina", Kind.PLAYER, 1), Sitter("Jonas", Kind.PLAYER, 2))
    table = Table(lambda: routes.match(Plan(Mode.HOT_SEAT, 4, 6, sitters=sitters, seed=3)))
    try:
        table.begin()
        table.tap("I’m ready")
        for _ in range(2):
            table.answer()
        right = solve(table.question())
        table.answer(off=1)
        table.tap("Next")
        table.hand.wait(1)
        assert table.scene.seat == 1 and table.scene.echo.mark == "wrong"
        table.tap("Misread me?")
        assert (table.state(0), table.state(1)) == (State.ASKING, State.READY)
        table.type(right)
        table.hand.press(pygame.K_RETURN)
        assert table.state(0) is State.WAITING and table.state(1) is State.READY
        (*_, last) = table.scene.session.summary()[0].answers
        assert last.outcome is Outcome.VOID, "the ink does not look like that: no slip, but no point"
    finally:
        table.close()


def _paused_over_half_an_answer(sit: Sit) -> Table:
    table = sit()
    table.hand.write(table.scene.canvases[0], solve(table.question())[0])
    table.hand.press(pygame.K_ESCAPE)
    assert table.scene.session.paused
    return table


def test_go_on_pressed_twice_does_not_end_the_answer(sit: Sit) -> None:
    """“Done” comes in the place of “Go on”: the second press once judged what was half written."""
    table = _paused_over_half_an_answer(sit)
    place = table.button("Go on").rect.center
    table.hand.tap(*place)
    assert table.button("Done").rect.collidepoint(place)
    table.hand.tap(*place)
    assert not table.scene.session.paused
    assert table.view().play.verdict is None and table.scene.canvases[0].strokes
    table.hand.wait(0.4)
    table.hand.tap(*place)
    assert table.view().play.verdict is not None, "a press after a moment counts"


def test_enter_pressed_twice_does_not_end_the_answer(sit: Sit) -> None:
    table = _paused_over_half_an_answer(sit)
    table.hand.post(pygame.KEYDOWN, key=pygame.K_RETURN, mod=0, unicode="")
    table.hand.post(pygame.KEYDOWN, key=pygame.K_RETURN, mod=0, unicode="")
    table.hand.settle()
    assert not table.scene.session.paused
    assert table.view().play.verdict is None
    table.hand.wait(0.4)
    table.hand.press(pygame.K_RETURN)
    assert table.view().play.verdict is not None


@pytest.mark.parametrize("keys", [False, True])
def test_under_a_wrong_answer_it_says_how_to_go_on(sit: Sit, keys: bool) -> None:
    """With the number keys in use it spoke of a pen."""
    table = sit(Mode.PRACTICE, size=(1280, 720))
    if keys:
        table.hand.press(pygame.K_p)
        table.tap("Use number keys")
        table.tap("Go on")
    right = int(solve(table.question()))
    with text_faults.heard() as said:
        if keys:
            table.type(str(right + 1))
            table.hand.press(pygame.K_RETURN)
        else:
            table.write(str(right + 1))
        table.hand.wait(1.5)
    assert any(line.startswith("It stays until you press") for line in said) is keys
    assert any(line.startswith("It stays until your pen") for line in said) is not keys
