"""A room on its host's window: opening it, the lobby, the big screen, the podium."""

from __future__ import annotations

from dataclasses import replace

import pygame
import pytest

from game.net import protocol as p
from game.net.watcher import rules_of
from game.play.levels import LEVELS
from game.play.scoring import Outcome
from game.scenes.together.big_screen import GRIDS, BigScreen, FirstThree, first_places
from game.scenes.together.lobby import Lobby, NameTag
from game.scenes.together.open_room import OpenRoom
from game.scenes.together.podium import PodiumScene
from game.scenes.together.room_games import DAILY, questions_of, with_game
from game.scenes.together.room_options import RoomOptions
from game.scenes.together.teachers_link import TeachersLink, in_lines
from game.session.hosted_room import (
    Closed,
    Doing,
    JudgedRound,
    Podium,
    RoomGame,
    RoomOpening,
    RoomRules,
    RoomSeat,
    RoomStage,
    RoomView,
)
from game.ui.lists import Picks
from game.ui.marks import Mark
from game.ui.qr_code import qr_code
from game.ui.widgets import Choice
from recognizer.ink import Ink
from tests.made_room import PlayedRoom, StillRoom
from tests.shots import text_faults
from tests.shots.playing_together import EMPTY, ENDED, FOURTEEN, OPTIONS, RACE, racing, waiting, written
from tests.table import OpenAt, Table, laid_out_well


def tags(table: Table) -> list[NameTag]:
    return [widget for widget in table.scene.widgets if isinstance(widget, NameTag)]


def hosted(open_at: OpenAt, room: StillRoom | PlayedRoom) -> Table:
    """A table at which “Play together” opens this room."""
    table = open_at(lambda: OpenRoom(), size=(1280, 720))
    table.scene._try_again()
    table.app.stage.host = lambda: room
    table.scene._try_again()
    table.hand.wait(0.1)
    return table


def test_without_a_store_no_room_can_be_opened_and_it_says_so(open_at: OpenAt) -> None:
    table = open_at(OpenRoom)
    assert "place to save" in table.scene._why
    laid_out_well(table)


def test_a_room_opens_and_its_lobby_shows(open_at: OpenAt) -> None:
    room = StillRoom(RoomOpening())
    table = hosted(open_at, room)
    assert isinstance(table.scene, OpenRoom)
    room.show(EMPTY)
    table.hand.wait(0.1)
    assert isinstance(table.scene, Lobby)
    assert room.ordered == []  # it is still open


def test_a_room_that_cannot_be_opened_says_why_and_can_be_tried_again(open_at: OpenAt) -> None:
    room = StillRoom(RoomOpening(), Closed("The store is damaged."))
    table = hosted(open_at, room)
    assert table.scene._why == "The store is damaged."
    second = StillRoom(RoomOpening(), EMPTY)
    table.app.stage.host = lambda: second
    table.tap("Try again")
    table.hand.wait(0.1)
    assert isinstance(table.scene, Lobby)


def test_a_store_that_is_opened_later_lets_the_room_open(open_at: OpenAt) -> None:
    table = open_at(OpenRoom, size=(1280, 720))
    table.app.stage.host = lambda: StillRoom(RoomOpening(), EMPTY)
    table.scene.store_opened()
    table.hand.wait(0.1)
    assert isinstance(table.scene, Lobby)


def test_a_process_that_cannot_be_started_is_reported(open_at: OpenAt) -> None:
    def fail() -> StillRoom:
        raise OSError("no more processes")

    table = open_at(OpenRoom, size=(1280, 720))
    table.app.stage.host = fail
    table.tap("Try again")
    assert table.scene._why.startswith("The room cannot be opened")
    table.hand.press(pygame.K_ESCAPE)
    assert not isinstance(table.scene, OpenRoom)


def test_leaving_before_it_is_open_closes_it(open_at: OpenAt) -> None:
    room = StillRoom(RoomOpening())
    table = hosted(open_at, room)
    table.hand.press(pygame.K_ESCAPE)
    assert room.ordered == ["close"]


@pytest.mark.parametrize("count", [0, 1, 7, 16, 17, 30])
@pytest.mark.parametrize("size", [(1280, 720), (1920, 1080)])
def test_the_lobby_has_room_for_everybody(open_at: OpenAt, count: int, size: tuple[int, int]) -> None:
    seats = waiting(count) if count else ()
    table = open_at(lambda: Lobby(StillRoom(replace(EMPTY, seats=seats))), size=size)
    assert [tag.seat.name for tag in tags(table)] == [seat.name for seat in seats]
    laid_out_well(table, 28)


def test_a_full_lobby_names_all_forty(open_at: OpenAt) -> None:
    for size in ((640, 480), (1280, 720)):
        table = open_at(lambda: Lobby(StillRoom(replace(EMPTY, seats=waiting(40)))), size=size)
        assert len(tags(table)) == 40


def test_the_code_to_scan_leads_to_this_room(open_at: OpenAt) -> None:
    table = open_at(lambda: Lobby(StillRoom(EMPTY)), size=(1280, 720))
    picture = qr_code("http://192.168.1.24:4719/#4719", 208, 0)
    corner = table.app.surface.subsurface(table.app.surface.get_rect())
    wanted = pygame.image.tobytes(picture, "RGB")
    found = any(
        pygame.image.tobytes(corner.subsurface((64, y, *picture.get_size())), "RGB") == wanted
        for y in range(250, 450)
    )
    assert found


def test_a_locked_room_and_one_without_a_network_look_otherwise(open_at: OpenAt) -> None:
    pictures = {
        pygame.image.tobytes(open_at(lambda v=view: Lobby(StillRoom(v)), size=(1280, 720)).app.surface, "RGB")
        for view in (EMPTY, replace(EMPTY, locked=True), replace(EMPTY, on_network=False))
    }
    assert len(pictures) == 3


def test_the_lock_is_turned(open_at: OpenAt) -> None:
    room = StillRoom(FOURTEEN)
    table = open_at(lambda: Lobby(room), size=(1280, 720))
    table.tap("Lock room")
    table.hand.wait(0.4)
    table.tap("Unlock room")
    assert room.ordered == ["lock", "unlock"]


def test_a_name_is_taken_out_by_a_second_tap(open_at: OpenAt) -> None:
    room = StillRoom(FOURTEEN)
    table = open_at(lambda: Lobby(room), size=(1280, 720))
    table.tap_at(tags(table)[4].rect.center)
    assert room.ordered == [] and "Zoe" in table.told[0]
    table.tap_at(tags(table)[5].rect.center)  # somebody else: asked again
    assert room.ordered == []
    table.tap_at(tags(table)[5].rect.center)
    assert room.ordered == [("remove", 5)]


def test_game_and_level_are_chosen(open_at: OpenAt) -> None:
    room = PlayedRoom(None, "Mina")
    table = open_at(lambda: Lobby(room), size=(1280, 720))
    table.scene._play(3)
    table.hand.wait(0.1)
    table.scene._level(1)
    table.hand.wait(0.1)
    rules = table.scene.view.rules
    assert (rules.game, rules.length, rules.level, rules.own_levels) == (RoomGame.TOGETHER, 60, 2, False)
    table.scene._level(10)
    table.hand.wait(0.1)
    assert (table.scene.view.rules.level, table.scene.view.rules.own_levels) == (2, True)


def test_ink_on_a_name_tag_is_seen_as_it_is_written(open_at: OpenAt) -> None:
    room = PlayedRoom(None, "Mina")
    table = open_at(lambda: Lobby(room), size=(1280, 720))
    before = pygame.image.tobytes(table.app.surface.subsurface(tags(table)[0].rect), "RGB")
    room.table.say(room.pads[0], p.Ink(0, 0, p.packed([(0, -300, 0), (20, 0, 40), (0, 300, 90)])))
    room.table.wait(0.2)
    table.hand.wait(0.1)
    after = pygame.image.tobytes(table.app.surface.subsurface(tags(table)[0].rect), "RGB")
    assert tags(table)[0].seat.writing and before != after


def test_nobody_can_start_alone_with_nobody(open_at: OpenAt) -> None:
    room = StillRoom(EMPTY)
    table = open_at(lambda: Lobby(room), size=(1280, 720))
    assert not table.button("Start").enabled
    table.hand.press(pygame.K_RETURN)
    assert room.ordered == []


def test_who_goes_back_with_players_there_is_asked_once(open_at: OpenAt) -> None:
    room = StillRoom(FOURTEEN)
    table = open_at(lambda: Lobby(room), size=(1280, 720))
    table.hand.press(pygame.K_ESCAPE)
    assert isinstance(table.scene, Lobby) and room.ordered == []
    table.hand.press(pygame.K_ESCAPE)
    assert not isinstance(table.scene, Lobby) and room.ordered == ["close"]


def test_a_room_that_closes_by_itself_leads_back_and_says_so(open_at: OpenAt) -> None:
    room = StillRoom(FOURTEEN)
    table = open_at(lambda: Lobby(room), size=(1280, 720))
    room.show(Closed())
    table.hand.wait(0.1)
    assert not isinstance(table.scene, Lobby)
    assert "closed by itself" in table.told[0]


def test_the_room_may_be_further_than_its_lobby(open_at: OpenAt) -> None:
    """A host that was killed takes its room up again, in the middle of a match too."""
    room = StillRoom(RoomOpening(), replace(FOURTEEN, stage=RoomStage.LOBBY))
    assert isinstance(hosted(open_at, room).scene, Lobby)


# Options


def test_every_option_of_a_room_is_chosen_and_counts_at_once(open_at: OpenAt) -> None:
    room = PlayedRoom(None, "Mina")
    table = open_at(lambda: RoomOptions(room), size=(1280, 720))

    def choose(words: str) -> None:
        choice = next(one for one in table.scene.widgets if isinstance(one, Choice) and words in one.options)
        cell = choice._cells()[choice.options.index(words)]
        table.tap_at(cell.center)
        table.hand.wait(0.1)

    choose("Teams")
    for words in ("20", "3", "Big screen only", "Must wait"):
        choose(words)
    picks = next(one for one in table.scene.widgets if isinstance(one, Picks))
    table.tap_at((picks.rect.left + 40, picks.rect.top + round(1.5 * picks.rect.height / 7)))
    table.hand.wait(0.1)
    wanted = RoomRules(RoomGame.TEAMS, 2, 20, question_on_pad=False, late=False, teams=3)
    assert table.scene.view.rules == wanted
    assert rules_of(room.table.room.rules) == wanted


def test_a_game_gets_a_length_that_it_can_have() -> None:
    race = RoomRules(RoomGame.RACE, 6, 20)
    assert with_game(race, RoomGame.BUZZ).length == 20
    assert with_game(race, RoomGame.TOGETHER).length == 60
    assert with_game(with_game(race, RoomGame.TOGETHER), RoomGame.RACE).length == 10


def choose_row(table: Table, name: str) -> None:
    picks = next(one for one in table.scene.widgets if isinstance(one, Picks))
    picks._pick([row.name for row in picks.rows].index(name))
    table.hand.wait(0.1)


def test_own_levels_and_exercises_are_chosen_by_their_rows(open_at: OpenAt) -> None:
    table = open_at(lambda: RoomOptions(StillRoom(OPTIONS)), size=(1280, 720))
    choose_row(table, "Everyone’s own level")
    assert (table.scene.view.rules.own_levels, table.scene.view.rules.exercise) == (True, 0)
    choose_row(table, "Fives and tens")
    assert (table.scene.view.rules.own_levels, table.scene.view.rules.exercise) == (False, 1)
    assert questions_of(table.scene.view) == "Fives and tens"
    choose_row(table, LEVELS[3].name)
    assert (table.scene.view.rules.level, table.scene.view.rules.exercise) == (4, 0)
    laid_out_well(table)


def test_a_race_may_be_the_daily_and_other_games_may_not(open_at: OpenAt) -> None:
    room = PlayedRoom(None, "Mina")
    table = open_at(lambda: RoomOptions(room), size=(1280, 720))
    choose_row(table, DAILY)
    rules = room.table.room.rules
    assert (rules.game, rules.daily, rules.length) == (p.Game.RACE, True, 10)
    assert questions_of(table.scene.view) == DAILY
    lengths = next(one for one in table.scene.widgets if isinstance(one, Choice) and "10" in one.options)
    assert list(lengths.options) == ["10"], "the Daily has ten questions"
    laid_out_well(table)
    choose_row(table, LEVELS[0].name)
    assert not room.table.room.rules.daily
    choose_row(table, DAILY)
    room.play_by(with_game(table.scene.view.rules, RoomGame.BUZZ))
    table.hand.wait(0.1)
    assert not room.table.room.rules.daily
    picks = next(one for one in table.scene.widgets if isinstance(one, Picks))
    assert DAILY not in [row.name for row in picks.rows]


@pytest.mark.parametrize("size", [(640, 480), (1280, 720), (720, 1280)])
def test_all_options_have_room(open_at: OpenAt, size: tuple[int, int]) -> None:
    laid_out_well(open_at(lambda: RoomOptions(StillRoom(OPTIONS)), size=size))


@pytest.mark.parametrize("projector", [False, True])
@pytest.mark.parametrize("size", [(960, 600), (1280, 720), (1920, 1080)])
def test_every_level_in_the_options_has_its_number(
    open_at: OpenAt, size: tuple[int, int], projector: bool
) -> None:
    """Where “level 2” had no room, it was left out of some of the lines; at 960×600 names were cut."""
    table = open_at(lambda: RoomOptions(StillRoom(OPTIONS)), size=size, projector=projector)
    picks = next(one for one in table.scene.widgets if isinstance(one, Picks))
    for number, row in enumerate(picks.rows[:10], 1):
        assert str(number) in (row.about, row.name.removeprefix("Level "))
        assert picks.about_fits(row)


def test_options_lead_back_to_the_lobby_and_the_room_stays_open(open_at: OpenAt) -> None:
    room = StillRoom(FOURTEEN)
    table = open_at(lambda: Lobby(room), size=(1280, 720))
    table.tap("Options")
    table.hand.wait(0.5)
    assert isinstance(table.scene, RoomOptions)
    table.tap("Done")
    table.hand.wait(0.5)
    assert isinstance(table.scene, Lobby) and room.ordered == []


def test_a_match_that_the_teacher_starts_leads_from_the_options_to_the_big_screen(open_at: OpenAt) -> None:
    room = StillRoom(FOURTEEN)
    table = open_at(lambda: RoomOptions(room), size=(1280, 720))
    room.show(RACE)
    table.hand.wait(0.5)
    assert isinstance(table.scene, BigScreen)


# The way to the teacher's page


def test_the_key_shows_only_when_it_is_asked_for_and_is_hidden_again(open_at: OpenAt) -> None:
    room = StillRoom(FOURTEEN)
    table = open_at(lambda: Lobby(room), size=(1280, 720))
    table.tap("Teacher’s page")
    table.hand.wait(0.5)
    assert isinstance(table.scene, TeachersLink)
    area = table.app.surface.get_rect()
    bare = pixels(table, area)
    other = StillRoom(FOURTEEN)
    other.teachers_link = "http://192.168.1.24:4719/teacher/#4719.another-key"
    table.scene.room = other
    table.scene.again()
    table.hand.wait(0.1)
    assert pixels(table, area) == bare  # nothing of the key is seen
    table.tap("Show it")
    table.hand.wait(0.1)
    shown = pixels(table, area)
    assert shown != bare
    table.scene.room = room
    table.scene.again()
    table.hand.wait(0.1)
    assert pixels(table, area) != shown  # it is the key of this room
    table.tap("Hide it")
    table.hand.wait(0.1)
    assert not table.scene.shown
    table.hand.press(pygame.K_ESCAPE)
    table.hand.wait(0.5)
    assert isinstance(table.scene, Lobby)
    table.tap("Teacher’s page")
    table.hand.wait(0.5)
    assert not table.scene.shown


@pytest.mark.parametrize("size", [(640, 480), (1280, 720), (720, 1280)])
def test_the_way_to_the_teachers_page_is_laid_out_well(open_at: OpenAt, size: tuple[int, int]) -> None:
    table = open_at(lambda: TeachersLink(StillRoom(FOURTEEN)), size=size)
    laid_out_well(table)
    table.scene._turn()
    table.hand.wait(0.1)
    laid_out_well(table)


@pytest.mark.parametrize("projector", [False, True])
@pytest.mark.parametrize("size", [(640, 480), (960, 600), (1280, 720), (1920, 1080), (720, 1280)])
def test_the_code_in_the_lobby_is_large_enough_to_be_scanned(
    open_at: OpenAt, size: tuple[int, int], projector: bool
) -> None:
    """At 640×480 with large text, a square of it was one pixel wide."""
    table = open_at(lambda: Lobby(StillRoom(FOURTEEN)), size=size, projector=projector)
    assert table.scene.code_side >= 29 * 3


@pytest.mark.parametrize("port", ["4719", "80", "39009"])
def test_an_address_to_be_typed_leaves_no_letter_alone(port: str) -> None:
    """The last letter of the key once stood alone below it, and in another type."""
    address = f"192.0.2.2:{port}/teacher/#5349.cK3iG3cL3IABnBQDp5xsaOka"
    lines = in_lines(address)
    assert "".join(lines) == address
    assert all(10 <= len(line) <= 26 for line in lines)


@pytest.mark.parametrize("screen", ["lobby", "room_options", "teachers_link", "big_screen"])
def test_the_key_is_on_no_screen_by_itself(open_at: OpenAt, screen: str) -> None:
    """Whatever shows looks the same with another key."""
    scenes = {
        "lobby": Lobby,
        "room_options": RoomOptions,
        "teachers_link": TeachersLink,
        "big_screen": BigScreen,
    }
    seen = set()
    for key in ("one", "another"):
        room = StillRoom(RACE if screen == "big_screen" else FOURTEEN)
        room.teachers_link = f"http://192.168.1.24:4719/teacher/#4719.{key}"
        table = open_at(lambda room=room: scenes[screen](room), size=(640, 480))
        seen.add(pixels(table, table.app.surface.get_rect()))
    assert len(seen) == 1


def test_the_big_screen_leads_to_the_teachers_page_and_back(open_at: OpenAt) -> None:
    room = StillRoom(RACE)
    table = open_at(lambda: BigScreen(room), size=(1280, 720))
    table.hand.press(pygame.K_ESCAPE)
    table.tap("Teacher’s page")
    table.hand.wait(0.5)
    assert isinstance(table.scene, TeachersLink)
    table.hand.press(pygame.K_ESCAPE)
    table.hand.wait(0.5)
    assert isinstance(table.scene, BigScreen) and room.ordered == []


# The big screen


def pixels(table: Table, rect: pygame.Rect) -> bytes:
    return pygame.image.tobytes(table.app.surface.subsurface(rect), "RGB")


def test_a_match_that_starts_shows_the_big_screen_and_its_end_the_podium(open_at: OpenAt) -> None:
    room = PlayedRoom(p.Rules(length=2), "Mina", "Jonas")
    table = open_at(lambda: Lobby(room), size=(1280, 720))
    table.tap("Start")
    table.hand.wait(0.5)
    assert isinstance(table.scene, BigScreen)
    table.hand.press(pygame.K_ESCAPE)
    table.tap("End")
    table.hand.wait(0.5)
    assert isinstance(table.scene, PodiumScene)
    assert not room.closed


@pytest.mark.parametrize("count", [1, 2, 6, 7, 12, 20, 24, 25, 40])
@pytest.mark.parametrize("size", [(640, 480), (1280, 720), (1920, 1080), (720, 1280)])
def test_everybody_has_a_page_of_their_own(open_at: OpenAt, count: int, size: tuple[int, int]) -> None:
    table = open_at(lambda: BigScreen(StillRoom(replace(RACE, seats=racing(count)))), size=size)
    rects = [page.rect for page in table.scene.pages.values()]
    assert len(rects) == count
    for at, rect in enumerate(rects):
        assert pygame.Rect((0, 0), size).contains(rect)
        assert rect.collidelist(rects[at + 1 :]) == -1
        assert not rect.colliderect(table.scene._margin)


def test_pages_stay_where_they_are_when_somebody_goes_or_comes(open_at: OpenAt) -> None:
    room = StillRoom(replace(RACE, seats=racing(7)))
    table = open_at(lambda: BigScreen(room), size=(1280, 720))
    before = {number: page.rect for number, page in table.scene.pages.items()}
    seats = tuple(seat for seat in racing(7) if seat.number != 2)
    room.show(replace(RACE, seats=(*seats, RoomSeat(20, "Late"))))
    table.hand.wait(0.1)
    after = {number: page.rect for number, page in table.scene.pages.items()}
    assert 2 not in after and 20 in after
    assert all(before[number] == after[number] for number in after if number != 20)


def test_ink_shows_on_the_page_of_who_writes_it_and_on_no_other(open_at: OpenAt) -> None:
    room = PlayedRoom(None, "Mina", "Jonas")
    room.start()
    room.update()
    table = open_at(lambda: BigScreen(room), size=(1280, 720))
    pages = table.scene.pages
    before = [pixels(table, pages[seat].rect) for seat in (0, 1)]
    room.table.say(room.pads[0], p.Ink(1, 0, p.packed([(0, -300, 100), (20, 0, 140), (0, 300, 190)])))
    room.table.wait(0.2)
    table.hand.wait(0.2)
    after = [pixels(table, pages[seat].rect) for seat in (0, 1)]
    assert before[0] != after[0] and before[1] == after[1]


@pytest.mark.parametrize(
    "change",
    [
        {"doing": Doing.SHOWN, "judged": (JudgedRound(1, Outcome.RIGHT),)},
        {"doing": Doing.SHOWN, "judged": (JudgedRound(1, Outcome.WRONG),)},
        {"doing": Doing.SHOWN, "judged": (JudgedRound(1, Outcome.RIGHT, misread=True),)},
        {"doing": Doing.UNSURE},
        {"doing": Doing.DONE, "right": 3},
        {"here": False},
        {"writing": True},
        {"ink": Ink()},
        {"ink": Ink(), "stuck": True, "doing": Doing.THINKING},
        {"question": "1 + 1 ="},
    ],
)
def test_every_state_can_be_told_apart_in_grey(open_at: OpenAt, change: dict[str, object]) -> None:
    seat = RoomSeat(0, "Mina", True, Doing.WRITING, 2, "7 × 8 =", 2, ink=written("56", 1))
    shown = []
    for one in (seat, replace(seat, **change)):  # type: ignore[arg-type]
        table = open_at(lambda s=one: BigScreen(StillRoom(replace(RACE, seats=(s,)))), size=(1280, 720))
        grey = pygame.transform.grayscale(table.app.surface.subsurface(table.scene.pages[0].rect))
        shown.append(pygame.surfarray.array3d(grey).astype(int))
    assert (abs(shown[0] - shown[1]) > 24).sum() > 60


def test_wrong_marks_can_be_hidden(open_at: OpenAt) -> None:
    room = StillRoom(replace(RACE, seats=racing(8)))
    table = open_at(lambda: BigScreen(room), size=(1280, 720))
    wrong = table.scene.pages[7]
    before = pixels(table, wrong.rect)
    table.hand.press(pygame.K_ESCAPE)
    table.tap("Right marks only")
    table.hand.press(pygame.K_ESCAPE)
    table.hand.wait(0.1)
    assert pixels(table, wrong.rect) != before
    assert table.scene.pages[7]._mark() is None and table.scene.pages[1]._mark() is Mark.RIGHT


def test_the_hosts_bar_comes_and_goes_with_escape(open_at: OpenAt) -> None:
    room = StillRoom(RACE)
    table = open_at(lambda: BigScreen(room), size=(1280, 720))
    assert table.scene.widgets == []
    table.hand.press(pygame.K_ESCAPE)
    laid_out_well(table)
    table.tap("Next question")
    table.tap("Pause")
    table.hand.wait(0.4)
    assert not table.button("Next question").enabled
    table.tap("Go on")
    table.tap("Lock room")
    table.tap("End")
    assert room.ordered == ["next", "pause", "resume", "lock", "finish"]
    table.hand.press(pygame.K_ESCAPE)
    assert table.scene.widgets == []


def test_the_first_three_are_named_and_never_the_last() -> None:
    seats = [
        RoomSeat(at, name, place=place, right=right)
        for at, (name, place, right) in enumerate(
            [("Mina", 2, 3), ("Jonas", 4, 1), ("Ada", 1, 4), ("Luca", 3, 2), ("Zoe", 5, 0)]
        )
    ]
    assert first_places(replace(RACE, seats=tuple(seats))) == ("Ada", "Mina", "Luca")
    none_right = tuple(replace(seat, right=0) for seat in seats)
    assert first_places(replace(RACE, seats=none_right)) == ()


def test_in_teams_the_teams_are_named() -> None:
    seats = tuple(
        RoomSeat(at, str(at), team=at % 3, right=right) for at, right in enumerate((1, 2, 0, 1, 2, 0))
    )
    view = replace(RACE, rules=RoomRules(RoomGame.TEAMS, teams=3), seats=seats)
    assert first_places(view) == ("Team 2", "Team 1")


def test_the_first_places_change_every_three_seconds_at_most() -> None:
    shown = FirstThree(("Mina",))
    shown.let_pass(("Ada",), 10.0)
    shown.let_pass(("Luca",), 12.0)
    assert shown.names == ("Ada",)
    shown.let_pass(("Luca",), 13.0)
    assert shown.names == ("Luca",)


def test_the_clock_of_all_burns_down_and_waits_while_the_room_is_paused(open_at: OpenAt) -> None:
    view = replace(RACE, rules=RoomRules(RoomGame.TOGETHER, 3, 60), left_s=30.0, goal=0)
    room = StillRoom(view)
    table = open_at(lambda: BigScreen(room), size=(1280, 720))
    room.show(replace(view, left_s=20.0))
    table.hand.wait(1.0)
    share, left = table.scene._left(table.app.stage.clock())
    assert left is not None and 18.8 < left < 19.2 and share == pytest.approx(left / 60)
    table.hand.press(pygame.K_p)
    table.hand.wait(0.1)
    held = table.scene._left(table.app.stage.clock())
    table.hand.wait(1.0)
    assert table.scene._left(table.app.stage.clock()) == held


def test_a_big_screen_whose_room_is_gone_leads_back(open_at: OpenAt) -> None:
    room = StillRoom(RACE)
    table = open_at(lambda: BigScreen(room), size=(1280, 720))
    room.show(Closed())
    table.hand.wait(0.1)
    assert not isinstance(table.scene, BigScreen) and "closed by itself" in table.told[0]


# The podium


@pytest.mark.parametrize("size", [(640, 480), (1280, 720), (1920, 1080)])
@pytest.mark.parametrize("rights", [(9, 7, 5), (80, 79, 1), (3,), ()])
def test_piles_are_as_high_as_the_right_answers_and_fit(
    open_at: OpenAt, rights: tuple[int, ...], size: tuple[int, int]
) -> None:
    first = tuple(replace(seat, right=right) for seat, right in zip(ENDED.seats, rights, strict=False))
    view = replace(ENDED, podium=Podium(first, len(first)))
    table = open_at(lambda: PodiumScene(StillRoom(view)), size=size)
    laid_out_well(table)
    piles = sorted(table.scene.piles, key=lambda pile: pile.seat.place)
    assert len(piles) == len(rights)
    for pile, right in zip(piles, rights, strict=True):
        assert pile.foot - pile.place.bottom == right * piles[0].sheet_high
        assert pygame.Rect((0, 0), size).contains(pile.place)


def test_nobody_stands_on_the_podium_without_a_right_answer(open_at: OpenAt) -> None:
    first = tuple(replace(seat, right=right) for seat, right in zip(ENDED.seats, (4, 1, 0), strict=False))
    table = open_at(lambda: PodiumScene(StillRoom(replace(ENDED, podium=Podium(first, 3)))), size=(1280, 720))
    assert [pile.seat.right for pile in table.scene.piles] == [1, 4]


def test_the_piles_grow_from_the_third_to_the_first(open_at: OpenAt) -> None:
    table = open_at(lambda: PodiumScene(StillRoom(ENDED)), size=(1280, 720))
    assert [pile.seat.place for pile in table.scene.piles] == [3, 2, 1]
    begins = [pile.begins for pile in table.scene.piles]
    assert begins == sorted(begins) and begins[0] == 0
    assert table.scene.tick(table.app.stage.clock())
    table.hand.wait(5)
    assert not table.scene.tick(table.app.stage.clock())


def test_with_reduced_motion_everything_is_there_at_once(open_at: OpenAt) -> None:
    still = open_at(lambda: PodiumScene(StillRoom(ENDED)), size=(1280, 720), reduced_motion=True)
    before = pixels(still, still.app.surface.get_rect())
    still.hand.wait(4)
    assert pixels(still, still.app.surface.get_rect()) == before


def test_again_starts_the_next_match_and_the_big_screen_shows(open_at: OpenAt) -> None:
    room = PlayedRoom(p.Rules(length=2), "Mina", "Jonas")
    room.start()
    room.finish()
    room.update()
    table = open_at(lambda: PodiumScene(room), size=(1280, 720))
    table.tap("Again")
    table.hand.wait(0.2)
    assert isinstance(table.scene, BigScreen) and not room.closed


def test_another_game_leads_to_the_lobby_and_the_room_stays_open(open_at: OpenAt) -> None:
    room = StillRoom(ENDED)
    table = open_at(lambda: PodiumScene(room), size=(1280, 720))
    table.tap("Another game")
    assert isinstance(table.scene, Lobby) and room.ordered == []


def test_closing_the_room_is_asked_for_twice(open_at: OpenAt) -> None:
    room = StillRoom(ENDED)
    table = open_at(lambda: PodiumScene(room), size=(1280, 720))
    table.tap("Close the room")
    assert isinstance(table.scene, PodiumScene)
    table.tap("Close the room")
    assert not isinstance(table.scene, PodiumScene) and room.ordered == ["close"]


def test_the_misread_can_be_hidden_and_shown(open_at: OpenAt) -> None:
    table = open_at(lambda: PodiumScene(StillRoom(ENDED)), size=(1280, 720), reduced_motion=True)
    before = pixels(table, pygame.Rect(60, 480, 560, 110))
    table.tap("Hide misread")
    table.hand.wait(0.4)
    assert pixels(table, pygame.Rect(60, 480, 560, 110)) != before
    table.tap("Show misread")
    assert pixels(table, pygame.Rect(60, 480, 560, 110)) == before


def test_a_podium_that_is_told_later_is_shown(open_at: OpenAt) -> None:
    room = StillRoom(replace(ENDED, podium=Podium()))
    table = open_at(lambda: PodiumScene(room), size=(1280, 720))
    assert table.scene.piles == []
    room.show(ENDED)
    table.hand.wait(0.1)
    assert len(table.scene.piles) == 3


def test_the_sheet_of_a_single_player_fills_the_big_screen(open_at: OpenAt) -> None:
    """It once took the left half, and the right half was empty."""
    one = replace(RACE, seats=tuple(replace(seat, number=0) for seat in racing(1)))
    table = open_at(lambda: BigScreen(StillRoom(one)), size=(1280, 720))
    (page,) = table.scene.pages.values()
    assert page.rect.width > 0.75 * 1280


@pytest.mark.parametrize(
    ("size", "name"),
    [
        ((640, 480), "Bartholomäus"),
        ((1280, 720), "Maximilian-Alexander"),
        ((1920, 1080), "Maximilian-Alexander"),
    ],
)
def test_a_long_name_is_whole_on_the_big_screen(open_at: OpenAt, size: tuple[int, int], name: str) -> None:
    """“Maximilian-Alexander” stood there as “Max…”."""
    seats = tuple(replace(seat, name=name, right=0) for seat in racing(2))
    with text_faults.watched() as faults:
        table = open_at(lambda: BigScreen(StillRoom(replace(RACE, seats=seats))), size=size)
    assert table.scene.pages[0].least == table.scene.look.type_size("small"), "to be read from afar"
    assert not [fault for fault in faults if fault.startswith(f"cut: {name!r}")]


@pytest.mark.parametrize("size", [(960, 600), (1280, 720), (1920, 1080)])
def test_long_names_are_whole_in_the_lobby_among_the_first_and_on_the_podium(
    open_at: OpenAt, size: tuple[int, int]
) -> None:
    """“Maximilian Alexander” stood there as “Maximili…”."""
    names = ("Maximilian Alexander", "Wilhelmina-Charlotte")
    seats = tuple(replace(seat, name=name) for seat, name in zip(racing(2), names, strict=True))
    first = tuple(replace(seat, name=names[0]) for seat in ENDED.podium.first)
    ended = replace(ENDED, podium=replace(ENDED.podium, first=first))
    with text_faults.watched() as faults:
        if size[0] >= 1280:
            open_at(lambda: Lobby(StillRoom(replace(EMPTY, seats=seats))), size=size)
            open_at(lambda: PodiumScene(StillRoom(ended)), size=size)
        big = open_at(lambda: BigScreen(StillRoom(replace(RACE, seats=seats))), size=size)
    assert set(big.scene._first.names) == set(names)
    assert not [fault for fault in faults if fault.startswith("cut:")]


def test_a_podium_on_which_nobody_stands_says_so(open_at: OpenAt) -> None:
    """There was an empty desk under words about piles and open pages."""
    nobody = replace(ENDED, podium=Podium(tuple(replace(seat, right=0) for seat in ENDED.podium.first), 3))
    with text_faults.heard() as said:
        open_at(lambda: PodiumScene(StillRoom(nobody)), size=(1280, 720))
    assert "No right answer this time" in said
    assert not [words for words in said if "pile" in words]


def test_a_second_press_of_pause_does_not_let_the_match_go_on(open_at: OpenAt) -> None:
    """“Go on” comes in the place of “Pause”, and “Again” in that of “End”."""
    room = StillRoom(RACE)
    table = open_at(lambda: BigScreen(room), size=(1280, 720))
    table.hand.press(pygame.K_ESCAPE)
    place = table.button("Pause").rect.center
    table.tap_at(place)
    table.tap_at(place)
    assert room.ordered == ["pause"]
    table.hand.wait(0.4)
    table.tap_at(place)
    assert room.ordered == ["pause", "resume"]


@pytest.mark.parametrize("size", [(640, 480), (1280, 720)])
def test_the_lobby_says_what_the_room_is_called_in_the_list_of_others(
    open_at: OpenAt, size: tuple[int, int]
) -> None:
    """Every room was called “Digit Duel” there, so two could not be told apart."""
    room = StillRoom(EMPTY)
    with text_faults.heard() as said:
        open_at(lambda: Lobby(room), size=size)
    assert room.name in said


@pytest.mark.parametrize("count", range(1, 13))
def test_a_few_players_leave_no_row_of_the_big_screen_empty(count: int) -> None:
    """Seven sheets once took two thirds of the height."""
    across, down = next((x, y) for most, x, y in GRIDS if count <= most)
    assert across * (down - 1) < count <= across * down


def _in_teams(count: int) -> RoomView:
    seats = tuple(
        replace(seat, team=at % 2, right=3 if at % 2 else 1, place=at + 1)
        for at, seat in enumerate(racing(count))
    )
    rules = RoomRules(RoomGame.TEAMS, 6, 10)
    return replace(RACE, rules=rules, seats=seats, podium=Podium(seats[:3], count))


@pytest.mark.parametrize("size", [(640, 480), (1280, 720)])
def test_in_teams_everybody_sees_their_team_and_which_one_has_won(
    open_at: OpenAt, size: tuple[int, int]
) -> None:
    """“1 Team 2” stood in the margin, but on no sheet; in the end it said “Teams done”."""
    view = _in_teams(6)
    table = open_at(lambda: BigScreen(StillRoom(view)), size=size)
    assert [page.team for page in table.scene.pages.values()] == ["Team 1", "Team 2"] * 3
    with text_faults.heard() as said, text_faults.watched() as faults:
        open_at(lambda: PodiumScene(StillRoom(replace(view, stage=RoomStage.OVER))), size=size)
    assert "Team 2 wins" in said and not faults
    assert "of 10" not in said, "ten is what a team needs"


@pytest.mark.parametrize("size", [(640, 480), (960, 600), (1280, 720)])
def test_every_button_of_the_hosts_bar_has_a_word(open_at: OpenAt, size: tuple[int, int]) -> None:
    """At 640×480 there were an arrow and a tick without words."""
    table = open_at(lambda: BigScreen(StillRoom(RACE)), size=size)
    table.hand.press(pygame.K_ESCAPE)
    assert all(widget.label for widget in table.scene.widgets)
    laid_out_well(table)


def test_the_key_of_a_teachers_link_begins_a_line() -> None:
    lines = in_lines("192.168.1.24:4719/teacher/#4719.q7Jw2mXc0aP5tR9e")
    assert lines == ["192.168.1.24:4719/teacher/", "#4719.q7Jw2mXc0aP5tR9e"]


@pytest.mark.parametrize(("size", "both"), [((640, 480), False), ((1280, 720), True)])
def test_a_page_with_little_room_has_the_name_and_not_the_question(
    open_at: OpenAt, size: tuple[int, int], both: bool
) -> None:
    """In a small window with 24 players, each name was "…" beside its question."""
    with_question = open_at(lambda: BigScreen(StillRoom(RACE)), size=size).scene.pages
    unasked = replace(RACE, seats=tuple(replace(seat, question="") for seat in RACE.seats))
    without = open_at(lambda: BigScreen(StillRoom(unasked)), size=size).scene.pages
    asked = [seat.number for seat in RACE.seats if seat.here and seat.question and seat.doing != Doing.DONE]
    pictures = [
        [pygame.image.tobytes(pages[number]._picture, "RGBA") for number in asked]
        for pages in (with_question, without)
    ]
    assert len(asked) > 15
    assert [one != other for one, other in zip(*pictures, strict=True)] == [both] * len(asked)
