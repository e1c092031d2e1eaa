"""A room on its host's window: opening it, the lobby, the big screen, the podium."""

from __future__ import annotations

from dataclasses import replace

import pygame
import pytest

from game.net import protocol as p
from game.scenes.together.lobby import Lobby, NameTag
from game.scenes.together.open_room import OpenRoom
from game.session.hosted_room import Closed, Opening, RoomGame, RoomStage
from game.ui.qr_code import qr_code
from tests.made_room import PlayedRoom, StillRoom
from tests.shots.playing_together import EMPTY, FOURTEEN, waiting
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
    room = StillRoom(Opening())
    table = hosted(open_at, room)
    assert isinstance(table.scene, OpenRoom)
    room.show(EMPTY)
    table.hand.wait(0.1)
    assert isinstance(table.scene, Lobby)
    assert room.ordered == []  # it is still open


def test_a_room_that_cannot_be_opened_says_why_and_can_be_tried_again(open_at: OpenAt) -> None:
    room = StillRoom(Opening(), Closed("The store is damaged."))
    table = hosted(open_at, room)
    assert table.scene._why == "The store is damaged."
    second = StillRoom(Opening(), EMPTY)
    table.app.stage.host = lambda: second
    table.tap("Try again")
    table.hand.wait(0.1)
    assert isinstance(table.scene, Lobby)


def test_leaving_before_it_is_open_closes_it(open_at: OpenAt) -> None:
    room = StillRoom(Opening())
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
    table.hand.wait(0.1)
    table.tap("Open room")
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
    room = StillRoom(Opening(), replace(FOURTEEN, stage=RoomStage.LOBBY))
    assert isinstance(hosted(open_at, room).scene, Lobby)
