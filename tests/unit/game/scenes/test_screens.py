"""The screens around a quiz: choosing, players, the first walk, together, progress, best, exercises."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pygame
import pytest

from data import records
from game.play.modes import Mode
from game.play.questions import Op
from game.play.scoring import Outcome
from game.play.states import State
from game.scenes.best import Best
from game.scenes.choose import ChooseQuiz
from game.scenes.duel import Duel
from game.scenes.exercises import Exercises, set_by_teacher
from game.scenes.menu import Entry, Menu
from game.scenes.new_exercise import NewExercise
from game.scenes.own import OwnQuestions
from game.scenes.plan import Plan, computer
from game.scenes.players import Players, class_of
from game.scenes.progress import Progress, played
from game.scenes.quiz import Quiz
from game.scenes.quiz_shots import solve, star
from game.scenes.results import Results
from game.scenes.scene import Scene
from game.scenes.together import Together, best_run
from game.scenes.walk import Walk
from game.session.ports import Kind, Sitter
from game.ui.fact_grid import Shade
from tests.unit.game.scenes.table import Table

Open = Callable[..., Table]


@pytest.fixture
def open_at() -> Iterator[Open]:
    tables: list[Table] = []

    def at(make: Callable[[], Scene], stock: Callable[[Any], Any] = class_of, **more: Any) -> Table:
        tables.append(Table(make, stock, **more))
        return tables[-1]

    yield at
    for table in tables:
        table.close()


def home() -> Menu:
    return Menu([Entry("Quiz", "", ChooseQuiz)], [Entry("Players", "", Players)])


# Choosing


def test_play_is_two_presses_from_the_menu(open_at: Open) -> None:
    table = open_at(home)
    table.hand.press(pygame.K_1)
    table.hand.wait(0.4)
    table.hand.press(pygame.K_RETURN)
    table.begin()
    assert isinstance(table.scene, Quiz) and table.scene.plan.sitters[0].player == 1


def test_what_was_played_last_is_chosen_again(open_at: Open) -> None:
    table = open_at(ChooseQuiz)
    table.scene._mode(Mode.BLITZ)
    table.scene.pick(7)
    table.tap("Start")
    assert (table.scene.plan.mode, table.scene.plan.level) == (Mode.BLITZ, 7)
    again = ChooseQuiz()
    again.attach(table.app.stage)
    assert (again.plan().mode, again.plan().level) == (Mode.BLITZ, 7)


def test_impossible_ranges_are_refused_with_the_reason(open_at: Open) -> None:
    taken: list[Any] = []
    table = open_at(lambda: OwnQuestions(None, taken.append))
    scene = table.scene
    scene.by_tables, scene.ops, scene.ends = False, [Op.SUBTRACT], ["1", "5", "10", "20"]
    scene.again()
    assert "below zero" in scene.refusal()
    table.tap("Use these")
    assert not taken and table.scene is scene
    scene.ends = ["10", "20", "1", "5"]
    scene.again()
    table.tap("Use these")
    assert taken[0].first == (10, 20)


def test_a_range_is_typed(open_at: Open) -> None:
    table = open_at(lambda: OwnQuestions(None, lambda _: None))
    table.scene._kind(1)
    field = next(w for w in table.scene.widgets if hasattr(w, "longest"))
    table.tap_at(field.rect.center)
    table.hand.press(pygame.K_BACKSPACE)
    table.type("3x")
    assert table.scene.ends[0] == "3"


# Players


def test_a_player_is_added_changed_and_deleted_after_asking(open_at: Open) -> None:
    table = open_at(Players)
    table.tap("New player")
    table.type("kim")
    table.tap("Add")
    assert table.app.stage.player is not None and table.app.stage.player.name == "kim"
    assert table.app.stage.settings.player == table.app.stage.player.id
    assert type(table.scene) is Scene  # back below


def test_a_player_brings_hand_and_pen(open_at: Open) -> None:
    table = open_at(Players)
    table.scene._choose(table.store.players.named("Jonas"))
    table.hand.settle()
    assert table.app.stage.settings.left_handed
    table.scene._choose(table.store.players.named("Ada"))
    assert not table.app.stage.settings.left_handed and table.app.stage.settings.pen == "broad"


def test_deleting_asks_first(open_at: Open) -> None:
    table = open_at(Players)
    table.tap("Delete")
    table.tap("Keep")
    assert len(table.store.players.all()) == 3
    table.tap("Delete")
    table.tap("Delete for good")
    assert [player.name for player in table.store.players.all()] == ["Jonas", "Ada"]
    assert table.app.stage.player is not None and table.app.stage.player.name == "Jonas"


def test_a_name_that_is_taken_is_refused_on_the_page(open_at: Open) -> None:
    table = open_at(Players)
    table.tap("New player")
    table.type("jonas")
    table.hand.press(pygame.K_RETURN)
    assert "already a player" in table.scene._refused and table.scene.new


# The first walk


def nobody(_: object) -> None:
    """A store without players."""


def test_the_walk_ends_with_a_name_and_then_the_menu(open_at: Open) -> None:
    table = open_at(lambda: Walk(home), nobody)
    for text in ("7", "42"):
        table.write(text, rest=3.0)
    assert table.scene.step == 2
    table.hand.draw(table.scene.canvas, star())
    table.hand.wait(1.0)
    assert "can’t read" in table.scene.said
    table.hand.wait(2.2)
    assert isinstance(table.scene, Players) and table.app.stage.settings.walked
    table.type("ana")
    table.hand.press(pygame.K_RETURN)
    assert isinstance(table.scene, Menu) and table.app.stage.player is not None


def test_the_walk_asks_again_for_another_number_and_can_be_skipped(open_at: Open) -> None:
    table = open_at(lambda: Walk(home), nobody)
    table.write("3")
    assert table.scene.step == 0 and "I read 3" in table.scene.said
    table.tap("Skip")
    assert isinstance(table.scene, Players)
    table.tap("Not now")
    assert isinstance(table.scene, Menu)


# Together


def duel(*sitters: Sitter) -> Callable[[], Scene]:
    return lambda: Duel(Plan(Mode.DUEL, 6, 5, sitters=sitters, seed=9))


def test_the_first_right_answer_wins_a_round(open_at: Open) -> None:
    table = open_at(duel(Sitter("Mina", Kind.PLAYER, 1), Sitter("Jonas", Kind.PLAYER, 2)))
    table.begin()
    assert table.scene.round_now() == 1
    number = solve(table.view(0).play.question or "")
    table.hand.write(table.scene.pages[1].canvas, number)
    table.hand.wait(0.5)
    assert table.scene.word.word == "Jonas is first"
    assert table.state(1) is State.SHOWING and table.scene.round_now() == 1
    table.hand.wait(2)
    assert table.state(1) is State.THINKING and table.scene.round_now() == 2
    assert [table.view(seat).play.score.wins for seat in (0, 1)] == [0, 1]


def test_two_pens_write_at_once(open_at: Open) -> None:
    table = open_at(duel(Sitter("Mina"), Sitter("Jonas")))
    table.begin()
    centres = [zone.center for zone in table.scene.frame.zones]
    for kind, shift in ((pygame.FINGERDOWN, 0), (pygame.FINGERMOTION, 20), (pygame.FINGERMOTION, 40)):
        for finger, (x, y) in enumerate(centres):
            place = {"x": (x - 20 + shift) / 640, "y": y / 480}
            pygame.event.post(pygame.event.Event(kind, touch_id=1, finger_id=finger, **place))
        table.app.loop_once()
    assert [table.state(seat) for seat in (0, 1)] == [State.WRITING, State.WRITING]


def test_a_computer_writes_ink_and_can_win(open_at: Open) -> None:
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
        table.hand.draw(table.scene.pages[seat].canvas, star())
        table.hand.wait(1.2)
    assert table.state(seat) is State.UNSURE


def question_shows(table: Table) -> bool:
    area = table.app.surface.subsurface(table.scene.frame.question.inflate(0, -60))
    return pygame.mask.from_threshold(area, table.app.stage.look.palette.ink, (20, 20, 20, 255)).count() > 50


def test_after_a_second_doubt_a_seat_of_two_can_type(open_at: Open) -> None:
    table = open_at(duel(Sitter("Mina"), Sitter("Jonas")))
    table.begin()
    number = solve(table.view(0).play.question or "")
    doubted(table, 1)
    assert not [w for w in table.scene.widgets if getattr(w, "label", "") == "Type it"]
    doubted(table, 1)
    table.tap("Type it")
    assert table.scene.pages[1].keypad is not None and table.scene.pages[0].keypad is None
    for digit in number:
        table.tap(digit)
    assert (table.view(1).play.typed, table.view(0).play.typed) == (number, "")
    assert table.state(0) is State.THINKING
    table.scene.pages[1].keypad.buttons[-1].press((0, 0))
    table.hand.wait(0.2)
    assert table.scene.answer(1, 1).outcome is Outcome.RIGHT
    assert table.scene.answer(1, 1).typed


def test_number_keys_are_put_away_with_what_was_typed(open_at: Open) -> None:
    table = open_at(duel(Sitter("Mina"), Sitter("Jonas")))
    table.begin()
    doubted(table, 0, times=2)
    table.tap("Type it")
    table.type("4")  # one keypad: the keyboard can only mean that
    assert table.view(0).play.typed == "4"
    table.tap("Write with the pen")
    assert (table.state(0), table.view(0).play.typed) == (State.THINKING, "")
    assert table.scene.pages[0].canvas in table.scene.canvases


def test_the_question_hides_from_who_is_asked(open_at: Open) -> None:
    table = open_at(duel(Sitter("Mina"), computer("steady")))
    table.begin()
    assert question_shows(table)
    doubted(table, 0)
    assert not question_shows(table)


def test_the_question_stays_for_another_person_who_works_on_it(open_at: Open) -> None:
    table = open_at(duel(Sitter("Mina"), Sitter("Jonas")))
    table.begin()
    doubted(table, 0)
    assert question_shows(table)
    doubted(table, 1)
    assert not question_shows(table)


def test_a_ghost_repeats_the_best_sprint(open_at: Open) -> None:
    table = open_at(lambda: Together(2), played)
    table.scene._levelled(5)
    table.hand.settle()
    run = best_run(table.store, 1, 6)
    assert len(run) == 20 and any(answer.outcome is Outcome.RIGHT for answer in run)
    table.tap("Start")
    table.begin()
    assert isinstance(table.scene, Duel) and table.scene.plan.sitters[1].run == run


def test_turns_want_two_to_six(open_at: Open) -> None:
    table = open_at(lambda: Together(3))
    table.tap("Jonas")
    assert table.scene._why_not()
    table.tap("Ada")
    table.tap("Start")
    assert [sitter.name for sitter in table.scene.plan.sitters] == ["Mina", "Ada"]


# Afterwards


def test_results_retry_what_was_missed_and_take_a_late_claim(open_at: Open) -> None:
    sitters = (Sitter("Mina", Kind.PLAYER, 1),)
    table = open_at(lambda: Quiz(Plan(Mode.SPRINT, 6, 5, sitters=sitters, seed=4)))
    table.begin()
    table.answer(off=1)
    table.hand.wait(1.0)
    table.finish_with_keys()
    results = table.scene
    assert isinstance(results, Results)
    missed = results.summary.missed
    assert len(missed) == 1
    card = results._cards[0]
    table.tap_at(card.rect.center)
    assert results.chosen == card.answer.round and results.detail is not None
    table.tap("I wrote something else")
    table.type(str(missed[0].question.answer))
    table.hand.press(pygame.K_RETURN)
    assert not results.summary.missed  # void or right: no slip any more
    assert table.store.matches.answers_of(1)[-1].outcome.value in ("void", "right")


def test_retry_asks_the_missed_ones_once_each(open_at: Open) -> None:
    table = open_at(lambda: Quiz(Plan(Mode.SPRINT, 6, 5, seed=4)))
    table.begin()
    for _ in range(2):
        table.question()
        table.tap("Pass")
        table.hand.wait(1.6)
    table.finish_with_keys()
    missed = [answer.question for answer in table.scene.summary.missed]
    table.tap(f"Retry the {len(missed)} missed")
    table.begin()
    asked = [table.question()]
    table.type(solve(asked[0]))
    table.hand.press(pygame.K_RETURN)
    asked.append(table.question())
    assert asked == [question.text for question in missed]


def test_progress_shows_facts_and_days(open_at: Open) -> None:
    table = open_at(Progress, played)
    scene = table.scene
    assert scene.cells and len(scene.days) == 9
    cell = scene._grid.cell((2, 3))
    table.tap_at(cell.center)
    assert scene.chosen == (2, 3) and "2 × 3" in scene._said()
    assert scene._grid._shades.get((12, 12), Shade.NEW) is Shade.NEW


def test_progress_opens_at_the_sign_met_most_and_stays_at_the_chosen_one(open_at: Open) -> None:
    def one_sum(store: Any) -> Any:
        mina = class_of(store)
        match = store.matches.start("sprint", [records.Seat(mina.name, mina.id)], level=1, length=1)
        plus, right = records.Operation.ADD, records.Outcome.RIGHT
        at = datetime(2026, 5, 4, 12, tzinfo=UTC)
        store.matches.record(records.Answer(match.id, 0, 1, "1+2", plus, 1, 2, 3, "3", right, at=at))
        return mina

    table = open_at(Progress, one_sum)
    scene = table.scene
    assert scene.op is Op.ADD and list(scene.cells) == [(1, 2)]
    assert scene._said().startswith("1 fact met")
    scene._operate(list(Op).index(Op.MULTIPLY))
    table.hand.settle()
    assert scene.op is Op.MULTIPLY and scene.cells == {}


def test_a_leaderboard_by_mode_and_level(open_at: Open) -> None:
    table = open_at(lambda: Best(Mode.SPRINT, 6), played)
    assert {row.name for row in table.scene.rows} == {"Mina", "Jonas"}
    table.scene._levelled(0)
    table.hand.settle()
    assert table.scene.rows == []


# Exercises


def test_an_exercise_is_made_and_played(open_at: Open) -> None:
    from game.play.levels import Custom

    table = open_at(NewExercise)
    table.type("sevens")
    table.scene._take(Custom((Op.MULTIPLY,), (0, 10), (2, 6), (7,)))
    table.scene._set_length(5)
    (asked,) = [table.scene.questions()]
    table.hand.settle()
    table.scene._save()
    (kept,) = table.store.exercises.all()
    assert (kept.name, kept.mode, kept.length) == ("sevens", "sprint", 5)
    player = open_at(Exercises, lambda store: (store.exercises.save(kept), class_of(store))[1])
    player.tap("Start")
    player.begin()
    assert player.question() == asked[0].text


def test_an_exercise_goes_to_a_file_and_comes_back(open_at: Open, tmp_path: Path) -> None:
    table = open_at(Exercises, set_by_teacher)
    scene = table.scene
    name = scene._one().name
    scene._filing("out")
    scene.path = str(tmp_path / "friday.json")
    scene._file()
    assert (tmp_path / "friday.json").is_file()
    other = open_at(Exercises)
    other.scene._filing("in")
    other.scene.path = str(tmp_path / "friday.json")
    other.scene._file()
    assert [exercise.name for exercise in other.store.exercises.all()] == [name]


def test_exercise_files_that_are_found_are_tapped_to_bring_them_in(
    open_at: Open, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from data.exercises import write_exercise

    teacher = open_at(Exercises, set_by_teacher)
    exercise = teacher.scene._one()
    (tmp_path / "Downloads").mkdir()
    write_exercise(exercise, tmp_path / "Downloads" / "friday.json")
    (tmp_path / "other.json").write_text("{}")
    (tmp_path / "folder.json").mkdir()
    monkeypatch.setattr(Path, "home", lambda: tmp_path)
    table = open_at(Exercises)
    table.tap("From a file")
    table.hand.settle()
    (files,) = table.scene.lists()
    assert [(row.name, row.about) for row in files.rows] == [(exercise.name, "friday.json")]
    table.tap_at(files.rect.center)
    assert [kept.name for kept in table.store.exercises.all()] == [exercise.name]
    assert not table.scene.filing


def test_a_bad_file_is_told_on_the_page(open_at: Open, tmp_path: Path) -> None:
    (tmp_path / "bad.json").write_text("{")
    table = open_at(Exercises, set_by_teacher)
    table.scene._filing("in")
    table.scene.path = str(tmp_path / "bad.json")
    table.scene._file()
    assert "not an exercise" in table.scene._refused
    assert len(table.store.exercises.all()) == 2


def test_without_a_store_everything_still_opens() -> None:
    from game.app import App
    from game.settings import Settings
    from tests.fakes import FakeClock, FakeSlot

    for make in (home, Players, Progress, Best, Exercises, ChooseQuiz, Together):
        app = App(Settings(width=640, height=480, sound=False), make, FakeSlot(), clock=FakeClock())
        assert app.loop_once() and app.loop_once()
        app.close()
