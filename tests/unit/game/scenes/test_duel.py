"""Side by side: duels of two people, a computer or a ghost, and taking turns."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import pygame
import pytest

from game import routes
from game.play.change import COURTESY
from game.play.modes import Mode
from game.play.scoring import Outcome
from game.play.states import State
from game.scenes.match.duel import Duel
from game.scenes.match.plan import Plan, computer
from game.scenes.scene import Scene
from game.scenes.setup.side_by_side import SideBySide, Way, best_run
from game.session.ports import Kind, Sitter
from tests.shots import text_faults
from tests.shots.progress import played
from tests.shots.quiz import solve, star
from tests.table import OpenAt, Table


def duel(*sitters: Sitter) -> Callable[[], Scene]:
    return lambda: routes.match(Plan(Mode.DUEL, 6, 5, sitters=sitters, seed=9))


def test_the_first_right_answer_wins_a_round(open_at: OpenAt) -> None:
    table = open_at(duel(Sitter("Mina", Kind.PLAYER, 1), Sitter("Jonas", Kind.PLAYER, 2)))
    table.begin()
    assert table.scene.round_now() == 1
    number = solve(table.view(0).play.question or "")
    table.hand.write(table.scene.sheets[1].canvas, number)
    table.hand.wait(0.5)
    assert table.scene.word.word == "Jonas is first"
    assert table.state(1) is State.SHOWING and table.scene.round_now() == 1
    table.hand.wait(2)
    assert table.state(1) is State.THINKING and table.scene.round_now() == 2
    assert [table.view(seat).play.score.wins for seat in (0, 1)] == [0, 1]


def test_what_was_said_of_a_round_goes_soon_after_the_next_question(open_at: OpenAt) -> None:
    """“Jonas got it wrong” once stood under the empty sheets of the next round until somebody wrote."""
    table = open_at(duel(Sitter("Mina"), Sitter("Jonas")))
    table.begin()
    number = str(int(solve(table.view(0).play.question or "")) + 1)
    words = []
    for sheet in table.scene.sheets:
        table.hand.write(sheet.canvas, number)
        table.hand.wait(1.5)
        words.append(table.scene.word.word)
    assert words == ["Mina got it wrong", "Both got it wrong"]
    assert table.scene.word_stands(table.clock.now())
    assert table.hand.until(lambda: table.scene.round_now() == 2, 10)
    assert table.scene.word_stands(table.clock.now())
    table.hand.wait(3)
    assert table.state(0) is State.THINKING and not table.scene.word_stands(table.clock.now())


def test_a_tap_beside_ones_own_squares_ends_the_wait_for_another_digit(open_at: OpenAt) -> None:
    table = open_at(duel(Sitter("Mina"), Sitter("Jonas")))
    table.begin()
    while len(number := solve(table.view(0).play.question or "")) < 2:
        table.hand.write(table.scene.sheets[1].canvas, number)
        table.hand.wait(2.5)
    table.hand.write(table.scene.sheets[0].canvas, number[0])
    table.hand.wait(1.2)
    assert [sheet.waits for sheet in table.scene.sheets] == [True, False]
    x, y = table.scene.page.question.midtop
    table.tap_at((x + 30, y))
    assert table.scene.sheets[0].waits, "that was on the other side"
    table.tap_at((x - 30, y))
    assert table.view(0).play.verdict is not None


def test_two_pens_write_at_once(open_at: OpenAt) -> None:
    table = open_at(duel(Sitter("Mina"), Sitter("Jonas")))
    table.begin()
    centres = [zone.center for zone in table.scene.page.zones]
    for kind, shift in ((pygame.FINGERDOWN, 0), (pygame.FINGERMOTION, 20), (pygame.FINGERMOTION, 40)):
        for finger, (x, y) in enumerate(centres):
            place = {"x": (x - 20 + shift) / 640, "y": y / 480}
            pygame.event.post(pygame.event.Event(kind, touch_id=1, finger_id=finger, **place))
        table.app.loop_once()
    assert [table.state(seat) for seat in (0, 1)] == [State.WRITING, State.WRITING]


def test_a_stroke_under_which_the_round_is_closed_leaves_the_page(open_at: OpenAt) -> None:
    """Who writes on while the other wins has a clean page for the next question."""
    table = open_at(duel(Sitter("Mina"), Sitter("Jonas")))
    table.begin()
    late, quick = table.scene.sheets
    x, y = late.places.zone.center
    for step in range(3):
        kind = pygame.FINGERMOTION if step else pygame.FINGERDOWN
        place = {"x": (x + 20 * step) / 640, "y": y / 480}
        pygame.event.post(pygame.event.Event(kind, touch_id=1, finger_id=0, **place))
        table.app.loop_once()
    assert late.canvas.writing
    table.hand.write(quick.canvas, solve(table.view(1).play.question or ""))
    table.hand.wait(COURTESY + 3.0)
    assert late.answer(1).outcome is Outcome.BEATEN
    assert not late.canvas.writing and not late.canvas.strokes


def test_a_computer_writes_ink_and_can_win(open_at: OpenAt) -> None:
    table = open_at(duel(Sitter("Mina"), computer("fierce")))
    table.begin()
    seen = 0
    for _ in range(120):
        table.hand.wait(0.1)
        seen = max(seen, len(table.view(1).ink.strokes))
        if table.view(1).play.score.counted:
            break
    assert seen and table.view(1).play.score.counted


def doubted(table: Table, seat: int, times: int = 1) -> None:
    """Draw something that is no digit."""
    for _ in range(times):
        table.hand.draw(table.scene.sheets[seat].canvas, star())
        table.hand.wait(1.2)
    assert table.state(seat) is State.UNSURE


def question_shows(table: Table) -> bool:
    area = table.app.surface.subsurface(table.scene.page.question.inflate(0, -60))
    return pygame.mask.from_threshold(area, table.app.stage.look.palette.ink, (20, 20, 20, 255)).count() > 50


def test_a_doubt_that_nobody_answers_gives_way_to_the_next_round(open_at: OpenAt) -> None:
    table = open_at(duel(Sitter("Mina"), Sitter("Jonas")))
    table.begin()
    doubted(table, 0)
    number = solve(table.view(1).play.question or "")
    table.hand.write(table.scene.sheets[1].canvas, number)
    table.hand.wait(COURTESY + 3.0)
    assert table.scene.sheets[0].answer(1).outcome is Outcome.BEATEN
    assert [table.state(seat) for seat in (0, 1)] == [State.THINKING, State.THINKING]
    assert table.scene.round_now() == 2
    sheet = table.scene.sheets[0]
    assert not sheet.canvas.strokes and sheet.view.pen and sheet.keypad is None
    table.hand.write(sheet.canvas, solve(table.view(0).play.question or ""))
    table.hand.wait(1.0)
    assert table.scene.sheets[0].answer(2).outcome is Outcome.RIGHT


def test_after_a_second_doubt_a_seat_of_two_can_type(open_at: OpenAt) -> None:
    table = open_at(duel(Sitter("Mina"), Sitter("Jonas")))
    table.begin()
    number = solve(table.view(0).play.question or "")
    doubted(table, 1)
    assert not [w for w in table.scene.widgets if getattr(w, "label", "") == "Type it"]
    doubted(table, 1)
    table.tap("Type it")
    assert table.scene.sheets[1].keypad is not None and table.scene.sheets[0].keypad is None
    for digit in number:
        table.tap(digit)
    assert (table.view(1).play.typed, table.view(0).play.typed) == (number, "")
    assert table.state(0) is State.THINKING
    table.scene.sheets[1].keypad.buttons[-1].press((0, 0))
    table.hand.wait(0.2)
    assert table.scene.sheets[1].answer(1).outcome is Outcome.RIGHT
    assert table.scene.sheets[1].answer(1).typed


def test_number_keys_are_put_away_with_what_was_typed(open_at: OpenAt) -> None:
    table = open_at(duel(Sitter("Mina"), Sitter("Jonas")))
    table.begin()
    doubted(table, 0, times=2)
    table.tap("Type it")
    table.type("4")  # one keypad: the keyboard can only mean that
    assert table.view(0).play.typed == "4"
    table.tap("Write with the pen")
    assert (table.state(0), table.view(0).play.typed) == (State.THINKING, "")
    assert table.scene.sheets[0].canvas in table.scene.canvases


def test_the_question_hides_from_who_is_asked(open_at: OpenAt) -> None:
    table = open_at(duel(Sitter("Mina"), computer("steady")))
    table.begin()
    assert question_shows(table)
    doubted(table, 0)
    assert not question_shows(table)


def test_the_question_stays_for_another_person_who_works_on_it(open_at: OpenAt) -> None:
    table = open_at(duel(Sitter("Mina"), Sitter("Jonas")))
    table.begin()
    doubted(table, 0)
    assert question_shows(table)
    doubted(table, 1)
    assert not question_shows(table)


def test_a_ghost_repeats_the_best_sprint(open_at: OpenAt) -> None:
    table = open_at(lambda: SideBySide(Way.BEST_RUN), played)
    table.scene._choose_level(5)
    table.hand.settle()
    run = best_run(table.store, 1, 6)
    assert len(run) == 20 and any(answer.outcome is Outcome.RIGHT for answer in run)
    table.tap("Start")
    table.begin()
    assert isinstance(table.scene, Duel) and table.scene.plan.sitters[1].run == run


def test_turns_want_two_to_six(open_at: OpenAt) -> None:
    table = open_at(lambda: SideBySide(Way.TURNS))
    table.tap("Jonas")
    assert table.scene._why_not()
    table.tap("Ada")
    table.tap("Start")
    assert [sitter.name for sitter in table.scene.plan.sitters] == ["Mina", "Ada"]


@pytest.mark.parametrize("left_handed", [False, True])
def test_the_round_stands_beside_the_pause_button(open_at: OpenAt, left_handed: bool) -> None:
    table = open_at(duel(Sitter("Mina"), Sitter("Jonas")), left_handed=left_handed, projector=True)
    table.begin()
    scene, button = table.scene, table.scene.page.pause
    with_round = table.app.surface.subsurface(button).copy()
    scene.plan = replace(scene.plan, length=0)  # no goal: nothing is said of rounds
    scene.changed = True
    table.hand.settle()
    without = table.app.surface.subsurface(button)
    assert (pygame.surfarray.array3d(with_round) == pygame.surfarray.array3d(without)).all()


@pytest.mark.parametrize("size", [(640, 480), (960, 600), (1280, 720)])
def test_long_names_are_whole_and_what_is_said_of_them_lies_over_no_button(
    open_at: OpenAt, size: tuple[int, int]
) -> None:
    """“Maximilian-Alexan is first” once lay over “Undo”, above him stood “Maximilian-…”."""
    names = "Maximilian-Alexan", "Wilhelmine-Charlot"
    table = open_at(duel(*map(Sitter, names)), size=size)
    table.begin()
    with text_faults.watched() as faults:
        table.hand.write(table.scene.sheets[0].canvas, solve(table.view(0).play.question or ""))
        table.hand.wait(0.5)
    assert table.scene.word.word == "Maximilian-Alexan is first"
    assert not [fault for fault in faults if fault.startswith(("cut", "too wide"))]
    rect = table.scene._word_room
    assert rect.collidelist([widget.rect for widget in table.scene.widgets]) == -1
    assert rect.width >= table.scene.look.font("small").size(table.scene.word.word)[0]
