"""What comes before playing: choosing a quiz, the players, the welcome."""

from __future__ import annotations

from collections.abc import Callable
from itertools import pairwise
from typing import Any

import pygame
import pytest

from game.play.modes import Mode
from game.play.questions import Op
from game.scenes.match.quiz import Quiz
from game.scenes.menu import Menu
from game.scenes.players import Players, Purpose
from game.scenes.profile import COLOURS
from game.scenes.scene import Scene
from game.scenes.setup.choose import MODES, ChooseQuiz
from game.scenes.setup.custom_questions import CustomQuestions
from game.scenes.setup.side_by_side import SideBySide
from game.scenes.welcome import FOOLED, STEPS, Welcome
from game.settings import PENS
from game.ui.fields import TextField
from game.ui.rows import ListLine, Swatch
from game.ui.widgets import Button, Choice
from tests.shots.players import class_of
from tests.shots.quiz import star
from tests.table import OpenAt, home, laid_out_well


def test_play_is_two_presses_from_the_menu(open_at: OpenAt) -> None:
    table = open_at(home)
    table.hand.press(pygame.K_1)
    table.hand.wait(0.4)
    table.hand.press(pygame.K_RETURN)
    table.begin()
    assert isinstance(table.scene, Quiz) and table.scene.plan.sitters[0].player == 1


@pytest.mark.parametrize("projector", [False, True])
@pytest.mark.parametrize("size", [(640, 480), (960, 600), (1280, 720)])
@pytest.mark.parametrize("make", [ChooseQuiz, SideBySide])
def test_every_game_says_in_a_few_words_what_it_is(
    open_at: OpenAt, make: Callable[[], Scene], size: tuple[int, int], projector: bool
) -> None:
    """At 640×480 there stood only “Blitz” and “Survival”."""
    table = open_at(make, size=size, projector=projector)
    games = [widget for widget in table.scene.widgets if isinstance(widget, ListLine) and not widget.number]
    assert len(games) >= 4
    assert all(game.about and (game.below or not game.quiet) for game in games)


def test_what_was_played_last_is_chosen_again(open_at: OpenAt) -> None:
    table = open_at(ChooseQuiz)
    table.scene._choose_mode(MODES.index(Mode.BLITZ))
    table.scene.pick(7)
    table.tap("Start")
    assert (table.scene.plan.mode, table.scene.plan.level) == (Mode.BLITZ, 7)
    again = ChooseQuiz()
    again.attach(table.app.stage)
    assert (again.plan().mode, again.plan().level) == (Mode.BLITZ, 7)


def test_a_high_window_is_used_from_top_to_bottom(open_at: OpenAt) -> None:
    scene = open_at(ChooseQuiz, size=(720, 1280)).scene
    area = scene.page.area
    lines = sorted((w.rect for w in scene.widgets if isinstance(w, ListLine)), key=lambda rect: rect.top)
    assert all(area.contains(rect) for rect in lines)
    gaps = [below.top - above.bottom for above, below in pairwise(lines) if below.top > above.top]
    assert max(gaps) < lines[0].height, "no hole between the modes and the levels"
    assert sum(rect.height for rect in {rect.top: rect for rect in lines}.values()) > 0.7 * area.height


def test_impossible_ranges_are_refused_with_the_reason(open_at: OpenAt) -> None:
    taken: list[Any] = []
    table = open_at(lambda: CustomQuestions(None, taken.append))
    scene = table.scene
    scene.by_tables, scene.ops, scene.ends = False, [Op.SUBTRACT], ["1", "5", "10", "20"]
    scene.again()
    assert "below zero" in scene.refusal()
    shown = [option for w in scene.widgets if isinstance(w, Choice) for option in w.options]
    assert "15 − 8 =" in shown, "the examples have the sign that is chosen"
    table.tap("Use these")
    assert not taken and table.scene is scene
    scene.ends = ["10", "20", "1", "5"]
    scene.again()
    table.tap("Use these")
    assert taken[0].first == (10, 20)


def test_changed_questions_are_not_lost_by_one_press_of_escape(open_at: OpenAt) -> None:
    table = open_at(lambda: CustomQuestions(None, lambda _: None))
    table.tap("+")
    table.hand.press(pygame.K_ESCAPE)
    assert isinstance(table.scene, CustomQuestions)
    assert any("Use these" in told for told in table.told)
    table.hand.press(pygame.K_ESCAPE)
    assert not isinstance(table.scene, CustomQuestions) and not table.told
    table = open_at(lambda: CustomQuestions(None, lambda _: None))
    table.tap("+")
    table.tap("+")  # as it was
    table.hand.press(pygame.K_ESCAPE)
    assert not isinstance(table.scene, CustomQuestions) and not table.told


def test_a_range_is_typed(open_at: OpenAt) -> None:
    table = open_at(lambda: CustomQuestions(None, lambda _: None))
    table.scene._kind(1)
    field = next(w for w in table.scene.widgets if hasattr(w, "longest"))
    table.tap_at(field.rect.center)
    table.hand.press(pygame.K_BACKSPACE)
    table.type("3x")
    assert table.scene.ends[0] == "3"


# Players


def test_a_player_is_added_changed_and_deleted_after_asking(open_at: OpenAt) -> None:
    table = open_at(Players)
    table.tap("New player")
    table.type("kim")
    table.tap("Add")
    assert table.app.stage.player is not None and table.app.stage.player.name == "kim"
    assert table.app.stage.settings.player == table.app.stage.player.id
    assert type(table.scene) is Scene  # back below


def test_what_is_chosen_while_a_name_is_written_goes_with_it(open_at: OpenAt) -> None:
    table = open_at(Players)
    table.tap("New player")
    table.type("ki")
    table.tap_at([w for w in table.scene.widgets if isinstance(w, Swatch)][5].rect.center)
    table.type("m")
    hands, pens = (w.rect for w in table.scene.widgets if isinstance(w, Choice))
    table.tap_at((hands.right - 8, hands.centery))
    table.tap_at((pens.left + 8, pens.centery))
    table.tap("Add")
    player = table.app.stage.player
    assert player is not None
    assert (player.name, player.colour, str(player.hand)) == ("kim", COLOURS[5], "left")
    assert player.pen_width == PENS["fine"]


def test_a_player_brings_hand_and_pen(open_at: OpenAt) -> None:
    table = open_at(Players)
    table.scene._choose(table.store.players.named("Jonas"))
    table.hand.settle()
    assert table.app.stage.settings.left_handed
    table.scene._choose(table.store.players.named("Ada"))
    assert not table.app.stage.settings.left_handed and table.app.stage.settings.pen == "broad"


def test_deleting_asks_first(open_at: OpenAt) -> None:
    table = open_at(Players)
    table.tap("Delete")
    table.tap("Keep")
    assert len(table.store.players.all()) == 3
    table.tap("Delete")
    table.tap("Delete for good")
    assert [player.name for player in table.store.players.all()] == ["Jonas", "Ada"]
    assert table.app.stage.player is not None and table.app.stage.player.name == "Jonas"


def test_a_name_that_is_taken_is_refused_on_the_page(open_at: OpenAt) -> None:
    table = open_at(Players)
    table.tap("New player")
    table.type("jonas")
    table.hand.press(pygame.K_RETURN)
    assert "already a player" in table.scene.refused and table.scene.purpose is Purpose.ADDING
    table.type("x")
    assert table.scene.refused == "" and table.scene.profile.name == "jonasx"


@pytest.mark.parametrize("typed", ["", "jonas"])
def test_nothing_stays_of_a_name_that_is_refused(open_at: OpenAt, typed: str) -> None:
    """Mina, who had wanted to be Jonas, was called “jona” from then on; without any name, “M”."""
    table = open_at(Players)
    field = next(w for w in table.scene.widgets if isinstance(w, TextField))
    table.tap_at((field.rect.right - 3, field.rect.centery))
    for _ in "Mina":
        table.hand.press(pygame.K_BACKSPACE)
    table.type(typed)
    assert table.scene.refused and table.scene.profile.name == typed
    table.tap("Done")
    assert {player.name for player in table.store.players.all()} == {"Mina", "Jonas", "Ada"}
    assert table.app.stage.player is not None and table.app.stage.player.name == "Mina"


def test_the_first_player_is_asked_who_they_are_and_may_stay_a_guest(open_at: OpenAt) -> None:
    table = open_at(Players, nobody)
    assert table.scene.purpose is Purpose.ADDING
    assert [w.label for w in table.scene.widgets if isinstance(w, Button) and w.label] == ["Not now", "Add"]
    table.tap("Not now")
    assert table.app.stage.player is None and type(table.scene) is Scene


def test_a_profile_in_use_is_changed_at_once(open_at: OpenAt) -> None:
    table = open_at(Players)
    table.tap_at([w for w in table.scene.widgets if isinstance(w, Swatch)][5].rect.center)
    hands, _ = (w.rect for w in table.scene.widgets if isinstance(w, Choice))
    table.tap_at((hands.right - 8, hands.centery))
    player = table.store.players.named("Mina")
    assert (player.colour, str(player.hand)) == (COLOURS[5], "left") and table.app.stage.settings.left_handed


# The welcome


def nobody(_: object) -> None:
    """A store without players."""


def test_the_walk_ends_with_a_name_and_then_the_menu(open_at: OpenAt) -> None:
    table = open_at(Welcome, nobody)
    for text in ("7", "42"):
        table.write(text, rest=3.0)
    assert table.scene.step == 2
    table.hand.draw(table.scene.canvas, star())
    table.hand.wait(1.0)
    assert "can’t read" in table.scene.said
    table.hand.wait(2.2)
    assert isinstance(table.scene, Players) and table.app.stage.settings.welcomed
    table.type("ana")
    table.hand.press(pygame.K_RETURN)
    assert isinstance(table.scene, Menu) and table.app.stage.player is not None


def test_the_walk_says_so_about_a_digit_that_is_seen_where_there_is_none(open_at: OpenAt) -> None:
    table = open_at(Welcome, nobody)
    for text in ("7", "42"):
        table.write(text, rest=3.0)
    table.write("5", rest=1.0)
    walk = table.scene
    assert walk.said == "I thought you wrote 5!" and walk.below(STEPS[2]) == FOOLED


def test_the_walk_asks_again_for_another_number_and_can_be_skipped(open_at: OpenAt) -> None:
    table = open_at(Welcome, nobody)
    table.write("3")
    assert table.scene.step == 0 and "I read 3" in table.scene.said
    table.tap("Skip")
    assert isinstance(table.scene, Players)
    table.tap("Not now")
    assert isinstance(table.scene, Menu)


LONG_NAMES = ("Maximilian-Alexander", "Wilhelmine-Charlotte", "Anna-Katharina", "Bartholomäus", "Friederike")


def _many_with_long_names(store: Any) -> Any:
    mina = class_of(store)
    for number, name in enumerate((*LONG_NAMES, "Kim", "Lu", "Ben", "Noah", "Finn", "Ida", "Zoe")):
        store.players.add(name, COLOURS[number % len(COLOURS)])
    return mina


@pytest.mark.parametrize("size", [(640, 480), (960, 600), (1280, 720)])
def test_every_one_of_many_players_can_be_chosen_and_nothing_lies_beside_the_sheet(
    open_at: OpenAt, size: tuple[int, int]
) -> None:
    """At 640×480 the rounds once lay over the edge of the sheet, and the 13th player was never shown."""
    table = open_at(SideBySide, _many_with_long_names, size=size)
    seen: set[str] = set()
    for _ in range(12):
        laid_out_well(table, 40)
        choices = [widget.rect for widget in table.scene.widgets if isinstance(widget, Choice)]
        assert max(rect.bottom for rect in choices) <= table.button("Start").rect.top
        shown = {widget.label for widget in table.scene.widgets if isinstance(widget, Button)}
        seen |= shown
        if "More…" not in shown or "Zoe" in seen:
            break
        table.tap("More…")
    assert {*LONG_NAMES, "Mina", "Ida", "Zoe"} <= seen
    table.tap("Zoe")
    assert table.scene.names[-1] == "Zoe" and len(table.scene.names) == 2
