"""A player joins a room from the window: the way in, the waiting room, matches and their results."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pygame
import pytest

from game.net import protocol as p
from game.net.client import Client
from game.net.discovery import AnnouncedHost
from game.play.scoring import Outcome
from game.play.states import State
from game.scenes.match.pages import place_words
from game.scenes.match.quiz import Quiz
from game.scenes.match.results import Results
from game.scenes.match.sheet import Moment
from game.scenes.together.following import WHY_NO_SEAT
from game.scenes.together.play_together import PlayTogether
from game.scenes.together.waiting_room import WaitingRoom
from game.session.hosted_room import RoomRules, RoomStage
from game.session.joined_room import Joining, KnownPlayer, Refusal, Seated, Unseated
from game.session.ports import Link
from game.ui.lists import Picks
from tests.made_room import FoundRooms, StillSeat
from tests.shots import text_faults
from tests.shots.joining import InARoom
from tests.table import OpenAt, Table, laid_out_well
from tests.unit.game.net.remote_table import LiveLine

HERE = AnnouncedHost("Class 4b", "192.168.1.24", 4719, p.VERSION)
LOBBY = Seated("Mina", "Class 4b", RoomRules(level=4), RoomStage.LOBBY, 2, 4)


class Door:
    """What “Join” leads to; notes what was asked for."""

    def __init__(self, *rooms: Any) -> None:
        self.asked: list[tuple[str, str, str]] = []
        self.players: list[KnownPlayer] = []  # whom the host knows
        self.joined_as: list[int | None] = []
        self.search = FoundRooms(HERE)
        self._rooms = list(rooms)

    def join(self, _: object, address: str, code: str, name: str, player: int | None) -> Any:
        self.asked.append((address, code, name))
        self.joined_as.append(player)
        return self._rooms.pop(0)

    def scene(self) -> PlayTogether:
        return PlayTogether(self.join, lambda: self.search, lambda *_: self.players)


def field(table: Table, label: str) -> Any:
    return next(widget for widget in table.scene.widgets if getattr(widget, "label", "") == label)


def playing(open_at: OpenAt, **rules: Any) -> tuple[Table, LiveLine]:
    """A race in a room with one more player, which has begun."""
    made: list[InARoom] = []

    def make() -> InARoom:
        made.append(InARoom(p.Rules(**{"level": 4, "length": 3, **rules})))
        return made[0]

    table = open_at(make, size=(1280, 720))
    made[0].line.order(p.Ask.START)
    table.hand.wait(0.3)
    assert isinstance(table.scene, Quiz)
    return table, made[0].line


# The way in


def test_a_found_room_is_pressed_and_only_its_code_is_typed(open_at: OpenAt) -> None:
    room = StillSeat(Joining())
    door = Door(room)
    table = open_at(door.scene, size=(1280, 720))
    table.hand.wait(1.0)
    table.scene._pick(0)
    table.type("4719")
    assert (table.scene.address, table.scene.code, table.scene.name) == ("192.168.1.24:4719", "4719", "Mina")
    table.tap("Join")
    table.hand.wait(0.1)
    assert door.asked == [("192.168.1.24:4719", "4719", "Mina")]
    assert not table.button("Joining…").enabled
    room.show(LOBBY)
    table.hand.wait(0.1)
    assert isinstance(table.scene, WaitingRoom)
    assert room.done == []


def test_the_only_room_that_was_found_need_not_be_pressed(open_at: OpenAt) -> None:
    door = Door(StillSeat(Joining()), StillSeat(Joining()))
    table = open_at(door.scene)
    table.hand.wait(1.0)
    table.type("4719")
    table.hand.press(pygame.K_RETURN)
    table.hand.wait(0.1)
    assert door.asked == [("192.168.1.24:4719", "4719", "Mina")]
    door.search.found = (HERE, AnnouncedHost("Class 4c", "192.168.1.25", 4719, p.VERSION))
    table = open_at(door.scene)
    table.hand.wait(1.0)
    table.type("4719")
    table.hand.press(pygame.K_RETURN)
    assert table.scene.why.startswith("Choose a room") and len(door.asked) == 1


def test_rooms_of_one_name_at_one_address_are_told_apart(open_at: OpenAt) -> None:
    """Two hosts on one computer stood there as “Digit Duel 192.168.1.24” twice."""
    door = Door()
    door.search.found = (HERE, AnnouncedHost(HERE.name, HERE.address, 4720, p.VERSION))
    table = open_at(door.scene, size=(960, 600))
    table.hand.wait(1.0)
    (picks,) = [widget for widget in table.scene.widgets if isinstance(widget, Picks)]
    assert [row.about for row in picks.rows] == ["192.168.1.24:4719", "192.168.1.24:4720"]


def test_a_whole_address_has_the_code_in_it(open_at: OpenAt) -> None:
    table = open_at(Door().scene)
    table.scene._write_address("http://192.168.1.24:4719/#4711")
    assert (table.scene.address, table.scene.code) == ("http://192.168.1.24:4719", "4711")


@pytest.mark.parametrize("why", list(Refusal))
@pytest.mark.parametrize("size", [(640, 480), (1280, 720)])
def test_what_is_wrong_is_one_sentence_that_fits(
    open_at: OpenAt, why: Refusal, size: tuple[int, int]
) -> None:
    door = Door(StillSeat(Unseated(why), Unseated(why)))
    table = open_at(door.scene, size=size)
    table.scene.address, table.scene.code = "192.168.1.24:4719", "4719"
    table.scene._try()
    table.hand.wait(0.1)
    assert table.scene.why == WHY_NO_SEAT[why]
    assert table.scene.why.endswith(".") and len(table.scene.why) < 90
    laid_out_well(table)


@pytest.mark.parametrize(
    ("code", "address", "line"),
    [("47", "192.168.1.24", "Code"), ("47", "", "Code"), ("4719", " ", "Address")],
)
def test_what_is_missing_is_said_before_anybody_is_asked(
    open_at: OpenAt, code: str, address: str, line: str
) -> None:
    """The caret stands where it is missing. With half a code it once stood on the address."""
    door = Door()
    table = open_at(door.scene)
    table.scene.code, table.scene.address = code, address
    table.scene.again()
    table.tap_at(field(table, "Your name").rect.center)
    table.hand.press(pygame.K_RETURN)
    assert table.scene.why and door.asked == []
    table.hand.wait(0.1)
    assert [each.label for each in table.scene.form.fields if each.active] == [line]


def test_a_room_that_is_found_moves_nobody_from_the_line_they_type_on(open_at: OpenAt) -> None:
    door = Door()
    door.search.found = ()
    table = open_at(door.scene)
    table.hand.wait(1.0)
    table.tap_at(field(table, "Your name").rect.center)
    table.type("Li")
    door.search.found = (HERE,)
    table.hand.wait(1.0)
    assert table.scene._found == (HERE,)
    table.type("sa")
    assert (table.scene.name, table.scene.code, table.scene.address) == ("MinaLisa", "", "")


def test_who_waits_sees_which_game_the_host_has_chosen_and_plays_it(open_at: OpenAt) -> None:
    """It once said “Race, level 4”, whatever was played, and so did the results."""
    made: list[InARoom] = []

    def make() -> InARoom:
        made.append(InARoom(p.Rules(level=4)))
        return made[0]

    table = open_at(make, size=(1280, 720))
    made[0].line.room.do(p.Rules(p.Game.BUZZ, level=6, length=5), table.clock.now())
    table.hand.wait(0.3)
    assert table.scene._lines(table.scene.seated)[0] == "Buzz, level 6: tables to 10."
    made[0].line.order(p.Ask.START)
    table.hand.wait(0.3)
    assert isinstance(table.scene, Quiz)
    assert (table.scene.plan.title, table.scene.plan.goal) == ("Buzz, Tables to 10", 5)


def test_a_room_that_comes_and_goes_is_listed_while_it_is_there(open_at: OpenAt) -> None:
    door = Door()
    table = open_at(door.scene, size=(1280, 720))
    table.hand.wait(0.8)
    assert table.scene._found == (HERE,)
    door.search.found = ()
    table.hand.wait(5.0)
    assert table.scene._found == ()
    laid_out_well(table)


def test_who_leaves_the_page_looks_no_longer_and_joins_nothing(open_at: OpenAt) -> None:
    room = StillSeat(Joining())
    door = Door(room)
    table = open_at(door.scene)
    table.hand.wait(0.2)
    table.scene.address, table.scene.code = "192.168.1.24", "4719"
    table.scene._try()
    table.hand.wait(0.1)
    table.hand.press(pygame.K_ESCAPE)
    table.hand.wait(0.2)
    assert room.done == ["leave"] and door.search.closed


@pytest.mark.parametrize("size", [(640, 480), (1280, 720)])
def test_who_is_known_to_the_host_joins_as_themselves(open_at: OpenAt, size: tuple[int, int]) -> None:
    door = Door(StillSeat(LOBBY))
    door.players = [KnownPlayer(7, "Anna"), KnownPlayer(9, "Ben")]
    table = open_at(door.scene, size=size)
    table.scene.address, table.scene.code = "192.168.1.24:4719", "4719"
    table.scene._try()
    table.hand.wait(0.1)
    assert door.asked == []
    laid_out_well(table)
    table.scene._join_as(1)
    table.hand.wait(0.2)
    assert (door.asked, door.joined_as) == ([("192.168.1.24:4719", "4719", "Ben")], [9])


def test_who_is_somebody_else_joins_as_a_guest_or_goes_back(open_at: OpenAt) -> None:
    door = Door(StillSeat(LOBBY))
    door.players = [KnownPlayer(7, "Anna")]
    table = open_at(door.scene, size=(1280, 720))
    table.scene.address, table.scene.code = "192.168.1.24:4719", "4719"
    table.scene._try()
    table.hand.wait(0.1)
    table.hand.press(pygame.K_ESCAPE)
    table.hand.wait(0.1)
    assert field(table, "Code").text == "4719"
    table.tap("Join")
    table.hand.wait(0.1)
    table.tap("I am somebody else")
    table.hand.wait(0.2)
    assert (door.asked, door.joined_as) == ([("192.168.1.24:4719", "4719", "Mina")], [None])


def test_a_room_can_be_opened_here_instead(open_at: OpenAt) -> None:
    table = open_at(Door().scene, size=(1280, 720))
    table.tap("Open a room")
    table.hand.wait(0.1)
    assert type(table.scene).__name__ == "OpenRoom"


# The waiting room


@pytest.mark.parametrize("size", [(640, 480), (1280, 720), (720, 1280)])
@pytest.mark.parametrize("own", [False, True])
def test_the_waiting_room_has_room_for_all_it_says(open_at: OpenAt, size: tuple[int, int], own: bool) -> None:
    rules = RoomRules(level=4, own_levels=own)
    table = open_at(lambda: WaitingRoom(StillSeat(replace(LOBBY, rules=rules))), size=size)
    laid_out_well(table)


@pytest.mark.parametrize(
    ("stage", "words"),
    [
        (RoomStage.LOBBY, "It starts when"),
        (RoomStage.PAUSED, ""),
        (RoomStage.OVER, "The next match starts when"),
    ],
)
def test_who_waits_is_told_what_is_waited_for(open_at: OpenAt, stage: RoomStage, words: str) -> None:
    """“The match is over. Race, level 4. It starts when the host says so.”"""
    with text_faults.heard() as said:
        open_at(lambda: WaitingRoom(StillSeat(replace(LOBBY, stage=stage))), size=(960, 600))
    starts = [line for line in said if "starts when" in line]
    assert len(starts) == bool(words) and all(line.startswith(words) for line in starts)


def test_a_digit_is_written_on_the_name_tag(open_at: OpenAt) -> None:
    room = StillSeat(LOBBY)
    table = open_at(lambda: WaitingRoom(room), size=(1280, 720))
    table.write("4", rest=0.2)
    assert [what[0] for what in room.done] == ["sign"] * len(table.scene.canvases[0].strokes)  # type: ignore[index]
    assert room.done
    room.show(replace(LOBBY, here=3))
    table.hand.wait(0.1)
    assert table.scene.canvases[0].strokes, "it stays when somebody comes"


def test_who_may_choose_a_level_does(open_at: OpenAt) -> None:
    room = StillSeat(replace(LOBBY, rules=RoomRules(level=4, own_levels=True)))
    table = open_at(lambda: WaitingRoom(room), size=(1280, 720))
    table.scene._level(6)
    table.hand.wait(0.1)
    assert room.done == [("level", 7)] and table.scene.seated.level == 7


@pytest.mark.parametrize("size", [(640, 480), (1280, 720)])
def test_a_name_is_changed_while_everybody_waits(open_at: OpenAt, size: tuple[int, int]) -> None:
    room = StillSeat(LOBBY)
    table = open_at(lambda: WaitingRoom(room), size=size)
    table.tap("Change name")
    table.hand.wait(0.1)
    laid_out_well(table)
    table.hand.press(pygame.K_ESCAPE)
    table.hand.wait(0.1)
    assert room.done == [], "Esc goes back to the waiting room"
    table.tap("Change name")
    table.hand.wait(0.1)
    table.type("2")
    table.tap("Change name")
    table.hand.wait(0.1)
    assert room.done == [("rename", "Mina2")]
    assert table.scene._headline(table.scene.seated) == "You are in, Mina2."


def test_who_is_taken_out_is_told_why_and_goes_back(open_at: OpenAt) -> None:
    room = StillSeat(LOBBY)
    table = open_at(lambda: WaitingRoom(room), size=(1280, 720))
    room.show(Unseated(Refusal.REMOVED))
    table.hand.wait(0.1)
    laid_out_well(table)
    table.tap("Back")
    table.hand.wait(0.1)
    assert not isinstance(table.scene, WaitingRoom)


# A match


def test_a_race_is_played_on_the_quiz_page_to_its_results_and_back(open_at: OpenAt) -> None:
    table, line = playing(open_at)
    table.answer()
    table.hand.wait(1.0)
    table.answer(off=1)
    table.hand.wait(1.5)
    assert table.scene.moment is Moment.SHOWING and table.scene.solved_sum() is not None
    table.tap("Next")
    table.hand.wait(1.0)
    table.answer()
    table.hand.wait(3.0)
    assert isinstance(table.scene, Results)
    outcomes = [answer.outcome for answer in table.scene.summary.answers]
    assert outcomes == [Outcome.RIGHT, Outcome.WRONG, Outcome.RIGHT]
    assert all(table.scene.session.ink(0, number) for number in (1, 2, 3))
    assert line.room.desks[line.seat].over
    table.tap("Back to the room")
    table.hand.wait(0.2)
    assert isinstance(table.scene, WaitingRoom)
    assert "You came 1st of 4." in table.scene._lines(table.scene.seated)


def test_a_misread_is_claimed_in_the_match(open_at: OpenAt) -> None:
    table, _ = playing(open_at)
    right = table.question()
    table.answer(off=1)
    table.hand.wait(2.0)
    table.tap("Misread me?")
    table.hand.wait(0.2)
    assert table.scene.moment is Moment.ASKING
    table.type("9")
    table.hand.press(pygame.K_RETURN)
    table.hand.wait(0.3)
    assert table.scene.session.summary()[0].answers[0].named
    assert right


def test_a_lost_connection_is_told_on_the_page_until_it_is_back(open_at: OpenAt) -> None:
    table, line = playing(open_at)
    table.answer()
    table.hand.wait(1.0)
    line.cut(table.clock.time)
    table.hand.wait(0.2)
    assert table.scene._remark() == "Your answer is kept; joining again…"
    table.answer()
    line.connect(table.clock.time)
    table.hand.wait(3.0)
    assert table.scene._remark() == ""
    assert table.scene.session.view(0).play.score.right == 2


def test_escape_covers_the_sheet_and_offers_the_way_out(open_at: OpenAt) -> None:
    table, line = playing(open_at)
    table.hand.press(pygame.K_ESCAPE)
    table.hand.wait(0.1)
    assert table.scene.moment is Moment.PAUSED
    table.tap("Go on")
    table.hand.wait(0.1)
    assert table.scene.moment is Moment.ANSWERING
    table.answer()
    table.hand.wait(2.0)
    table.hand.press(pygame.K_ESCAPE)
    table.hand.wait(0.1)
    table.tap("Leave the room")
    table.hand.wait(1.0)
    assert isinstance(table.scene, Results) and line.room.seated == 3
    table.tap("Back to the room")
    table.hand.wait(0.2)
    assert not isinstance(table.scene, WaitingRoom | Results)


def test_a_pause_of_the_host_cannot_be_ended_here(open_at: OpenAt) -> None:
    table, line = playing(open_at)
    line.order(p.Ask.PAUSE)
    table.hand.wait(0.2)
    labels = [getattr(widget, "label", "") for widget in table.scene.widgets]
    assert "Leave the room" in labels and "Go on" not in labels
    line.order(p.Ask.RESUME)
    table.hand.wait(0.2)
    assert table.state() is State.THINKING


@pytest.mark.parametrize("answers", [0, 1])
def test_the_next_match_of_the_room_calls_everybody(open_at: OpenAt, answers: int) -> None:
    table, line = playing(open_at)
    for _ in range(answers):
        table.answer()
        table.hand.wait(1.0)
    line.order(p.Ask.FINISH)
    table.hand.wait(1.0)
    assert isinstance(table.scene, Results if answers else WaitingRoom)
    line.order(p.Ask.START)
    table.hand.wait(0.5)
    assert isinstance(table.scene, Quiz)
    assert table.scene.session.link is Link.OPEN and table.state() is State.THINKING


def test_in_teams_it_says_who_writes(open_at: OpenAt) -> None:
    table, _ = playing(open_at, game=p.Game.TEAMS, length=5)
    table.answer()
    table.hand.wait(3.0)
    assert table.scene.moment is Moment.WAITING
    assert table.scene._remark() == "Ada writes now."
    laid_out_well(table)


@pytest.mark.parametrize(
    ("place", "players", "words"),
    [
        (1, 1, ""),
        (0, 5, ""),
        (1, 2, "1st of 2"),
        (2, 2, ""),
        (3, 20, "3rd of 20"),
        (11, 20, "11th of 20"),
        (22, 40, "22nd of 40"),
        (40, 40, ""),
    ],
)
def test_nobody_is_told_that_they_are_the_last(place: int, players: int, words: str) -> None:
    assert place_words(place, players) == words


def test_the_windows_of_a_room_know_their_lines(open_at: OpenAt) -> None:
    line: list[LiveLine] = []

    def join(stage: Any, *_: object) -> Client:
        line.append(LiveLine(p.Rules(level=2), stage.clock))
        reader: Callable[[], Any] = lambda: stage.reader_for(None)  # noqa: E731
        return Client(line[0], clock=stage.clock, jobs=stage.worker, reader=reader)

    table = open_at(lambda: PlayTogether(join, lambda: FoundRooms(HERE), lambda *_: ()), size=(1280, 720))
    table.scene.address, table.scene.code = "192.168.1.24", "4719"
    table.scene._try()
    table.hand.wait(0.2)
    assert isinstance(table.scene, WaitingRoom)
    table.hand.press(pygame.K_ESCAPE)
    table.hand.wait(0.2)
    assert isinstance(table.scene, PlayTogether) and line[0].room.seated == 0


def test_in_a_buzz_the_answer_before_says_nothing_of_one_that_is_not_judged_yet(open_at: OpenAt) -> None:
    """Beside a wrong answer stood the tick and “Right” of the one before, until the others had answered."""
    table, _ = playing(open_at, game=p.Game.BUZZ)
    table.answer()
    table.hand.wait(3.0)
    table.answer(off=1)
    table.hand.wait(0.6)
    assert table.scene.moment is Moment.SHOWING and table.scene._remark() == "The others are still writing."
    assert table.scene.echo is None
    labels = [getattr(widget, "label", "") for widget in table.scene.widgets]
    assert "Next" not in labels and "Misread me?" not in labels, "neither can do anything yet"


@pytest.mark.parametrize("game", [p.Game.PRACTICE, p.Game.TEAMS, p.Game.RACE])
def test_a_covered_sheet_speaks_of_a_clock_only_if_one_runs(open_at: OpenAt, game: p.Game) -> None:
    table, _ = playing(open_at, game=game)
    if game is p.Game.TEAMS:
        table.answer()
        assert table.hand.until(lambda: table.scene.moment is Moment.WAITING, 8)
    table.hand.press(pygame.K_ESCAPE)
    assert ("clock" in table.scene.pause_words[1]) is (game is p.Game.RACE)
