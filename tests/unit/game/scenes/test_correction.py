"""“Correct it” in Free draw: a digit is tapped, its label said, and a corrected sample is in the store."""

from __future__ import annotations

from collections.abc import Iterator

import pygame
import pytest

from data.records import NOT_A_DIGIT, Context, LabelSource, Status
from game.scenes.free_draw.correction import Spot
from game.scenes.free_draw.free_draw import FreeDraw
from tests.shots.example_trainer import nobody_yet
from tests.table import Table, laid_out_well


@pytest.fixture
def room() -> Iterator[Table]:
    room = Table(FreeDraw, nobody_yet, (1280, 720))
    yield room
    room.close()


def spots(room: Table) -> list[Spot]:
    return [widget for widget in room.scene.widgets if isinstance(widget, Spot)]


def test_a_tapped_digit_is_kept_as_what_the_player_says(room: Table) -> None:
    room.hand.write(room.scene.canvas, "144")
    room.tap("Correct it")
    room.tap_at(spots(room)[0].rect.center)
    assert [spot.chosen for spot in spots(room)] == [True, False, False]
    room.tap("7")
    (sample,) = room.store.samples.find(player_id=room.player_id, status=None)
    digit = room.scene.insight.digits[0]
    assert (sample.label, sample.read) == (7, 1)
    assert (sample.source, sample.context) == (LabelSource.CORRECTED, Context.FREE_DRAW)
    assert sample.scores == pytest.approx(digit.scores)
    assert sample.ink == digit.glyph
    assert sample.bundle == "fake"
    # The net is sure of a 1, and there is no other 7: not believed blindly, and the player is told.
    assert sample.status is Status.PENDING
    assert any("check" in sentence for sentence in room.told)


def test_what_the_player_says_is_put_in_place_of_what_was_read(room: Table) -> None:
    room.hand.write(room.scene.canvas, "144")
    said, insight = room.scene._corrections, room.scene.insight
    assert said.text(insight.digits) == ""
    room.tap("Correct it")
    room.tap_at(spots(room)[0].rect.center)
    room.tap("7")
    assert said.text(insight.digits) == "744"
    room.tap("Correct it")
    room.tap_at(spots(room)[2].rect.center)
    room.tap("Not a digit")
    assert said.text(insight.digits) == "74?"


def test_the_only_digit_needs_no_tap_and_keys_will_do(room: Table) -> None:
    room.hand.write(room.scene.canvas, "4")
    room.hand.press(pygame.K_k)
    assert not spots(room)
    room.hand.press(pygame.K_4)
    (sample,) = room.store.samples.find(player_id=room.player_id)
    assert sample.label == sample.read == 4 and not sample.misread


def test_what_a_correction_tells_of_the_hand_is_known_to_what_is_written_next(room: Table) -> None:
    told = room.app.stage.reader.heard
    told.clear()
    room.hand.write(room.scene.canvas, "4")
    room.hand.press(pygame.K_k)
    room.hand.press(pygame.K_4)
    assert told and not any(told)
    told.clear()
    room.hand.write(room.scene.canvas, "1")
    assert any(habits.labels == [4] for habits in told)


def test_a_scribble_can_be_called_no_digit(room: Table) -> None:
    room.hand.draw(
        room.scene.canvas, [[(0.0, -0.34), (0.2, 0.28), (-0.32, -0.1), (0.32, -0.1), (0.0, -0.34)]]
    )
    room.tap("Correct it")
    room.tap("Not a digit")
    (sample,) = room.store.samples.find(player_id=room.player_id)
    assert sample.label == NOT_A_DIGIT


def test_escape_and_new_ink_leave_correcting(room: Table) -> None:
    canvas = room.scene.canvas
    room.hand.write(canvas, "17")
    room.hand.press(pygame.K_k)
    assert not room.scene.drawing.open
    room.hand.press(pygame.K_ESCAPE)
    assert isinstance(room.scene, FreeDraw) and room.scene.drawing.open
    room.hand.press(pygame.K_k)
    room.hand.press(pygame.K_u)
    assert room.scene.drawing.open and room.scene.insight.reading.text == "1"
    assert room.store.samples.find(status=None) == []


def test_a_guest_may_correct_too_and_nothing_written_cannot_be_corrected() -> None:
    room = Table(FreeDraw, lambda _: None, (1280, 720))
    try:
        assert not room.button("Correct it").enabled
        room.hand.write(room.scene.canvas, "9")
        room.hand.press(pygame.K_k)
        room.hand.press(pygame.K_9)
        (sample,) = room.store.samples.find()
        assert sample.player_id is None
    finally:
        room.close()


@pytest.mark.parametrize("size", [(640, 480), (720, 1280), (1920, 1080)])
@pytest.mark.parametrize("left_handed", [False, True])
def test_the_keys_fit_beside_the_sheet(size: tuple[int, int], left_handed: bool) -> None:
    room = Table(FreeDraw, nobody_yet, size, left_handed=left_handed)
    try:
        room.hand.write(room.scene.canvas, "3")
        room.hand.press(pygame.K_k)
        laid_out_well(room)
    finally:
        room.close()
