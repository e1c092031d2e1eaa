"""The count-in: what plays the match takes its place, and nothing is lost on the way."""

from __future__ import annotations

from typing import Any

import pygame
import pytest

from game import routes
from game.play.modes import Mode
from game.play.states import State
from game.scenes.match.count_in import CountIn
from game.scenes.match.duel import Duel
from game.scenes.match.plan import Plan
from game.scenes.match.quiz import Quiz
from game.session.ports import Kind, Sitter
from tests.table import OpenAt, Table

MINA = Sitter("Mina", Kind.PLAYER, 1)


def sprint(open_at: OpenAt, **more: Any) -> Table:
    return open_at(lambda: routes.match(Plan(Mode.SPRINT, 6, 5, sitters=(MINA,), seed=4)), **more)


def duel(open_at: OpenAt) -> Table:
    return open_at(lambda: routes.match(Plan(Mode.DUEL, 6, 5, sitters=(MINA, Sitter("Jonas")), seed=9)))


@pytest.mark.parametrize(("sit", "scene"), [(sprint, Quiz), (duel, Duel)])
def test_the_question_comes_when_all_is_counted(open_at: OpenAt, sit: Any, scene: type) -> None:
    table = sit(open_at)
    table.hand.wait(1.4)
    assert isinstance(table.scene, CountIn)
    table.hand.wait(0.3)
    assert isinstance(table.scene, scene) and table.state() is State.THINKING


def test_no_page_is_turned_between_the_count_and_the_question(open_at: OpenAt) -> None:
    table = sprint(open_at)
    table.hand.wait(1.0)
    sounds: list[str] = []
    table.app.stage.sound.play = sounds.append  # type: ignore[method-assign]
    table.hand.wait(1.0)
    assert isinstance(table.scene, Quiz) and "page" not in sounds


@pytest.mark.parametrize("sit", [sprint, duel])
@pytest.mark.parametrize("leaves", [False, True])
def test_a_pause_while_counting_hides_the_question_until_one_goes_on(
    open_at: OpenAt, sit: Any, leaves: bool
) -> None:
    table = sit(open_at)
    table.hand.wait(0.5)
    if leaves:
        pygame.event.post(pygame.event.Event(pygame.WINDOWFOCUSLOST))
        table.hand.settle()
    else:
        table.hand.press(pygame.K_ESCAPE)
    table.hand.wait(3.0)
    assert table.scene.session.paused and table.state() is State.READY
    table.tap("Go on")
    assert table.state() is State.THINKING and table.view().play.question is not None


def test_who_leaves_before_the_match_is_made_is_back_where_they_were(open_at: OpenAt) -> None:
    table = open_at(lambda: routes.match(Plan(Mode.SPRINT, 6, 5, sitters=(MINA,), seed=4)))
    count_in = routes.match(Plan(Mode.SPRINT, 6, 5, sitters=(MINA,), seed=5))
    below = table.scene
    count_in.attach(table.app.stage)
    count_in.update(0.0)
    count_in.back()
    request = count_in.take_request()
    count_in.gone()
    table.hand.settle()
    assert type(request).__name__ == "Pop" and table.scene is below
    assert count_in.take_request() is None, "the match that was being made is dropped"


def test_in_turns_nobody_is_counted_in(open_at: OpenAt) -> None:
    sitters = (MINA, Sitter("Jonas", Kind.PLAYER, 2))
    table = open_at(lambda: routes.match(Plan(Mode.HOT_SEAT, 4, 6, sitters=sitters, seed=3)))
    assert isinstance(table.scene, Quiz) and table.state() is State.READY


def test_a_history_that_cannot_be_read_is_reported_and_played_without(open_at: OpenAt) -> None:
    def broken(store: Any) -> Any:
        player = store.players.add("Mina", "#335577")

        def fails(*_: Any, **__: Any) -> None:
            raise OSError("it is torn")

        store.progress.best_run = fails
        return player

    table = sprint(open_at, stock=broken)
    table.begin()
    assert any("it is torn" in sentence for sentence in table.app.told)
    assert isinstance(table.scene, Quiz) and table.state() is State.THINKING


@pytest.mark.parametrize("sit", [sprint, duel])
@pytest.mark.parametrize("lifted", [True, False])
def test_what_is_written_during_the_count_is_on_the_sheet(open_at: OpenAt, sit: Any, lifted: bool) -> None:
    table = sit(open_at)
    table.hand.wait(1.3)
    zone = table.scene.canvases[0].rect
    path = [(zone.centerx, zone.top + 20 + 6 * step) for step in range(8)]
    table.hand.mouse(pygame.MOUSEBUTTONDOWN, path[0])
    for at in path[1:4]:
        table.hand.mouse(pygame.MOUSEMOTION, at)
    if lifted:
        table.hand.mouse(pygame.MOUSEBUTTONUP, path[3])
    assert isinstance(table.scene, CountIn)
    table.hand.wait(0.4)
    assert not isinstance(table.scene, CountIn)
    if not lifted:  # the pen goes on writing on the match's own sheet
        assert table.state() is State.WRITING
        for at in path[4:]:
            table.hand.mouse(pygame.MOUSEMOTION, at)
        table.hand.mouse(pygame.MOUSEBUTTONUP, path[-1])
    table.hand.wait(0.05)
    (stroke,) = table.view().ink.strokes
    assert len(stroke.points) >= (3 if lifted else 7)
