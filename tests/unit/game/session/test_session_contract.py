"""What every `game.session.ports.Session` keeps, wherever its match is.

To hold another implementation to it, add to `TABLES` a function that lays a table with it. Whatever is on its
way to the match, or back, must arrive within a frame of `wait`; the time of the match may be `late`. One that
has a single seat at this machine is left out where two play.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from typing import Any

import pytest

from game.play import events as e
from game.play.answer import LATE_STROKE
from game.play.modes import Mode, SeatSetup, Setup
from game.play.scoring import Outcome
from game.play.states import OPEN, State
from game.session.match_session import MatchSession
from game.session.ports import Pausing, SeatView, Session, Sitter
from recognizer.ink import Ink, Point
from tests.unit.game.net.remote_table import RemoteTable
from tests.unit.game.session.table import FRAME, SessionTable

Lay = Callable[..., SessionTable]


def here(*args: Any) -> SessionTable:
    """The match is on this machine."""
    return SessionTable(*args, make=MatchSession)


TABLES: list[Lay] = [here, RemoteTable]

SOLO = Setup(Mode.SPRINT, 3, (SeatSetup("Anna"),), length=3, level=4)
DUEL = Setup(Mode.DUEL, 3, (SeatSetup("Anna"), SeatSetup("Max")), length=5, level=4)
TWO = (Sitter("Anna"), Sitter("Max"))

Command = Callable[[Session, int, float], object]
COMMANDS: dict[str, Command] = {
    "ready": lambda session, seat, now: session.ready(seat, now),
    "undo": lambda session, seat, now: session.undo(seat, now),
    "clear": lambda session, seat, now: session.clear(seat, now),
    "typing": lambda session, seat, now: session.typing(seat, "7", now),
    "enter": lambda session, seat, now: session.enter(seat, now),
    "give up": lambda session, seat, now: session.give_up(seat, now),
    "choose": lambda session, seat, now: session.choose(seat, "7", now),
    "dispute": lambda session, seat, now: session.dispute(seat, now),
    "dispute a round": lambda session, seat, now: session.dispute(seat, now, 1),
    "claim": lambda session, seat, now: session.claim(seat, "7", now),
    "withdraw": lambda session, seat, now: session.withdraw(seat, now),
    "next": lambda session, seat, now: session.next(seat, now),
    "pause": lambda session, _, now: session.pause(now),
    "resume": lambda session, _, now: session.resume(now),
    "quit": lambda session, _, now: session.quit(now),
}
# What a seat may do while a question is shown and nothing is written; and once the match is over.
THINKING = {"typing", "give up", "pause", "quit"}


@pytest.fixture(params=TABLES)
def lay(request: pytest.FixtureRequest) -> Iterator[Callable[..., SessionTable]]:
    tables: list[SessionTable] = []

    def laid(*args: Any, begun: bool = True) -> SessionTable:
        if TWO in args and request.param is RemoteTable:
            pytest.skip("a room gives each machine one seat")
        tables.append(request.param(*args))
        if begun:
            tables[-1].begin()
        return tables[-1]

    yield laid
    for table in tables:
        table.session.close()


def standing(view: SeatView) -> SeatView:
    """The view without what passes by itself: clocks, and the number of the sheet."""
    play = replace(view.play, clock=0.0, clock_left=None, thinking_left=None)
    return replace(view, play=play, sheet=0)


def finish(table: SessionTable) -> None:
    while not table.session.over:
        table.play()


# Commands


@pytest.mark.parametrize("name", COMMANDS)
def test_a_command_answers_nothing(lay: Callable[..., SessionTable], name: str) -> None:
    table = lay(SOLO)
    assert COMMANDS[name](table.session, 0, table.now) is None
    assert table.session.pen_down(0, Point(0.0, 0.0, table.now)) is None  # type: ignore[func-returns-value]


@pytest.mark.parametrize("name", sorted(COMMANDS.keys() - THINKING))
def test_a_refused_command_changes_nothing(lay: Callable[..., SessionTable], name: str) -> None:
    table = lay(SOLO)
    before, heard = table.session.view(0), len(table.events)
    COMMANDS[name](table.session, 0, table.now)
    table.wait(FRAME)
    after = table.session.view(0)
    assert standing(after) == standing(before)
    assert (after.play.state, after.sheet) == (State.THINKING, before.sheet)
    assert len(table.events) == heard


@pytest.mark.parametrize("name", sorted(COMMANDS))
def test_after_the_end_only_a_dispute_is_taken(lay: Callable[..., SessionTable], name: str) -> None:
    table = lay(SOLO)
    finish(table)
    before, heard = table.session.view(0), len(table.events)
    COMMANDS[name](table.session, 0, table.now)
    table.wait(FRAME)
    if name.startswith("dispute"):
        round = before.play.disputable if name == "dispute" else 1
        assert table.events[heard:] == [e.Disputed(0, round)]
        assert table.session.view(0).play.disputed == round
    else:
        assert standing(table.session.view(0)) == standing(before)
        assert len(table.events) == heard


@pytest.mark.parametrize("name", sorted(THINKING))
def test_what_was_taken_shows_in_the_view(lay: Callable[..., SessionTable], name: str) -> None:
    table = lay(SOLO)
    before = table.session.view(0)
    COMMANDS[name](table.session, 0, table.now)
    table.wait(FRAME)
    assert standing(table.session.view(0)) != standing(before)


# Strokes


def before_it_is_ready(_: SessionTable) -> None:
    """Nothing has been asked."""


def paused(table: SessionTable) -> None:
    table.begin()
    table.session.pause(table.now)


def asked_what_it_was(table: SessionTable) -> None:
    table.begin()
    table.write(table.wrong())
    table.wait(1.2)
    table.session.dispute(0, table.now)


def at_the_end(table: SessionTable) -> None:
    table.begin()
    finish(table)


@pytest.mark.parametrize("arrange", [before_it_is_ready, paused, asked_what_it_was, at_the_end])
def test_a_stroke_that_may_not_begin_shows_by_the_sheet(
    lay: Callable[..., SessionTable], arrange: Callable[[SessionTable], None]
) -> None:
    table = lay(SOLO, begun=False)
    arrange(table)
    table.wait(FRAME)
    before, heard = table.session.view(0), len(table.events)
    assert not before.pen
    table.session.pen_down(0, Point(0.0, 0.0, table.now, 0.1))
    table.session.pen_move(0, Point(0.0, 0.1, table.now, 0.1))
    table.wait(FRAME)
    after = table.session.view(0)
    assert after.sheet != before.sheet
    assert (after.pen, after.ink) == (False, before.ink)
    table.session.pen_up(0)
    table.wait(FRAME)
    assert standing(table.session.view(0)) == standing(before)
    assert not [event for event in table.events[heard:] if event.seat == 0]


def test_a_refused_pen_works_again_once_it_is_lifted(lay: Callable[..., SessionTable]) -> None:
    table = lay(SOLO, begun=False)
    table.session.pen_down(0, Point(0.0, 0.0, table.now, 0.1))
    table.begin()
    assert table.session.view(0).play.state is State.THINKING
    assert not table.session.view(0).pen, "the stroke that was refused is still being drawn"
    table.session.pen_up(0)
    table.wait(FRAME)
    assert table.session.view(0).pen
    assert table.stroke(0.0, 1)


def test_a_stroke_that_was_taken_keeps_the_sheet_and_joins_the_ink(lay: Callable[..., SessionTable]) -> None:
    table = lay(SOLO)
    sheet = table.session.view(0).sheet
    table.session.pen_down(0, Point(0.0, 0.0, table.now, 0.1))
    table.wait(FRAME)
    view = table.session.view(0)
    assert (view.sheet, view.pen, view.ink) == (sheet, True, Ink())
    table.session.pen_move(0, Point(0.0, 0.1, table.now, 0.1))
    table.session.pen_up(0)
    table.wait(FRAME)
    view = table.session.view(0)
    assert (view.sheet, view.pen, len(view.ink.strokes)) == (sheet, True, 1)
    table.session.undo(0, table.now)
    table.wait(FRAME)
    assert table.session.view(0).sheet != sheet
    assert not table.session.view(0).ink


def test_a_pointer_that_is_down_already_is_ignored(lay: Callable[..., SessionTable]) -> None:
    table = lay(SOLO)
    table.session.pen_down(0, Point(-0.2, 0.0, table.now, 0.1), 1)
    table.session.pen_down(0, Point(0.2, 0.0, table.now, 0.2), 2)
    table.wait(FRAME)
    before = table.session.view(0)
    table.session.pen_down(0, Point(0.2, 0.0, table.now, 0.2), 2)
    table.wait(FRAME)
    assert (table.session.view(0).sheet, table.session.view(0).pen) == (before.sheet, True)
    table.session.pen_up(0, pointer=1)
    table.session.pen_up(0, pointer=2)
    table.wait(FRAME)
    assert len(table.session.view(0).ink.strokes) == 2


def test_a_palm_changes_nothing(lay: Callable[..., SessionTable]) -> None:
    table = lay(SOLO)
    table.session.pen_down(0, Point(0.0, 0.0, table.now, 0.1))
    table.wait(0.5)
    table.session.pen_dropped(0, table.now)
    table.wait(FRAME)
    view = table.session.view(0)
    assert (view.play.state, view.ink, view.pen, view.can_undo) == (State.THINKING, Ink(), True, False)
    assert table.stroke(0.0, 1)
    table.session.pen_down(0, Point(0.3, 0.0, table.now, 0.1))
    table.wait(0.2)
    table.session.pen_dropped(0, table.now)
    assert len(table.session.view(0).ink.strokes) == 1
    table.session.enter(0, table.now)
    table.wait(0.1)
    assert table.heard(e.Judged)[-1].given == "1"


@pytest.mark.parametrize(("act", "left"), [("undo", 1), ("clear", 0)])
def test_a_stroke_whose_end_is_lost_blocks_no_key(
    lay: Callable[..., SessionTable], act: str, left: int
) -> None:
    table = lay(SOLO)
    assert table.stroke(0.0, 1)
    table.session.pen_down(0, Point(0.3, 0.0, table.now, 0.1))
    table.wait(FRAME)
    getattr(table.session, act)(0, table.now)
    table.wait(FRAME)
    assert len(table.session.view(0).ink.strokes) == left
    assert table.session.view(0).play.state is (State.RESTING if left else State.THINKING)
    assert table.stroke(0.3, 2)
    assert len(table.session.view(0).ink.strokes) == left + 1


def test_a_stroke_whose_end_is_lost_is_entered_as_it_is(lay: Callable[..., SessionTable]) -> None:
    table = lay(SOLO)
    table.session.pen_down(0, Point(0.0, -0.1, table.now, 0.1))
    table.session.pen_move(0, Point(0.0, 0.1, table.now, 0.1))
    table.session.enter(0, table.now)
    table.wait(0.2)
    assert table.heard(e.Judged)[-1].given == "1"


def test_a_stroke_under_which_the_round_is_closed_is_dropped(lay: Callable[..., SessionTable]) -> None:
    table = lay(DUEL, TWO)
    table.session.pen_down(1, Point(0.0, 0.0, table.now, 0.1))
    sheet = table.session.view(1).sheet
    table.write(str(table.answer()), seat=0)
    while not [event for event in table.heard(e.Judged) if event.seat == 1]:
        table.wait(FRAME)
    assert table.heard(e.Judged)[-1].outcome is Outcome.BEATEN
    assert table.session.view(1).sheet != sheet
    assert not table.session.view(1).pen
    table.wait(2.0)
    assert table.session.view(1).play.state is State.THINKING
    assert not table.session.view(1).pen
    table.session.pen_up(1)
    table.wait(FRAME)
    assert table.session.view(1).pen
    assert not table.session.view(1).ink


# Looking, and what has happened


def test_looking_changes_nothing(lay: Callable[..., SessionTable]) -> None:
    table = lay(SOLO)
    table.write("1")
    view = table.session.view(0)
    table.session.summary(), table.session.ink(0, 1), table.session.reading(0, 1)
    assert table.session.view(0) is view
    table.wait(0.1)
    assert table.session.view(0).play.read == "1"
    assert table.session.update(table.now) == []


def test_what_happens_is_reported_once_and_in_order(lay: Callable[..., SessionTable]) -> None:
    table = lay(SOLO)
    finish(table)
    kinds = (e.Asked, e.Judged, e.Answered, e.Over)
    told = [(type(event), event.round) for event in table.events if isinstance(event, kinds)]
    rounds = [(kind, round) for round in (1, 2, 3) for kind in (e.Asked, e.Judged, e.Answered)]
    assert told == [*rounds, (e.Over, 3)]
    assert table.session.update(table.now) == []
    answers = tuple(event.answer for event in table.heard(e.Answered))
    assert table.session.summary()[0].answers == answers
    assert [table.session.ink(0, round).strokes != () for round in (1, 2, 3, 4)] == [True, True, True, False]
    assert [table.session.reading(0, a.round).text for a in answers] == [a.given for a in answers]
    assert table.session.reading(0, 4) is None


def test_no_view_tells_an_answer_before_its_round_is_closed_for_everybody(
    lay: Callable[..., SessionTable],
) -> None:
    table = lay(DUEL, TWO)
    solved = 0
    table.write(str(table.answer()), seat=0)
    for _ in range(240):
        table.wait(FRAME)
        views = [table.session.view(seat).play for seat in (0, 1)]
        for view in views:
            closed = all(other.state not in OPEN for other in views if other.round == view.round)
            solved += view.solved is not None
            assert view.solved is None or closed
            assert view.question is None or "?" in view.question or view.question.endswith("=")
    assert solved > 0, "it has been shown in the end"


def test_a_dispute_leads_to_a_claim_or_back(lay: Callable[..., SessionTable]) -> None:
    table = lay(SOLO)
    right, wrong = str(table.answer()), table.wrong()
    table.write(wrong)
    table.wait(1.2)
    before = table.session.view(0)
    assert (before.play.disputable, before.play.disputed) == (1, None)
    table.session.dispute(0, table.now)
    table.wait(FRAME)
    assert (table.session.view(0).play.disputable, table.session.view(0).play.disputed) == (None, 1)
    table.session.withdraw(0, table.now)
    table.wait(FRAME)
    assert standing(table.session.view(0)) == standing(before)
    table.session.dispute(0, table.now, 1)
    table.session.claim(0, right, table.now)
    table.wait(FRAME)
    (answer,) = table.session.summary()[0].answers
    assert (answer.named, answer.outcome) == (True, Outcome.VOID), "its ink could not have been read so"


def test_going_on_from_a_verdict_waits_for_a_late_stroke(lay: Callable[..., SessionTable]) -> None:
    table = lay(SOLO)
    table.session.give_up(0, table.now)
    table.session.next(0, table.now)
    table.wait(LATE_STROKE - FRAME)
    assert table.session.view(0).play.round == 1
    table.wait(3 * FRAME + table.late)
    assert table.session.view(0).play.round == 2


def test_a_pause_ends_strokes_hides_questions_and_stops_the_clocks_that_it_may_stop(
    lay: Callable[..., SessionTable],
) -> None:
    table = lay(SOLO)
    table.session.pen_down(0, Point(0.0, 0.0, table.now, 0.4))
    table.session.pen_move(0, Point(0.0, 0.1, table.now + 0.01, 0.4))
    table.session.pause(table.now)
    table.wait(FRAME)
    view = table.session.view(0)
    assert table.session.paused
    assert view.play.paused
    assert (view.play.question, view.pen, len(view.ink.strokes)) == (None, False, 1)
    table.wait(5.0)
    if table.session.pausing is Pausing.CLOCKS:
        assert table.session.view(0).play.clock == view.play.clock
    assert table.session.view(0).play.question is None
    table.session.resume(table.now)
    table.wait(FRAME)
    assert not table.session.paused
    assert table.session.view(0).play.question is not None


# Leaving


def test_closing_ends_the_match_and_keeps_what_was_answered(lay: Callable[..., SessionTable]) -> None:
    table = lay(SOLO)
    table.play()
    table.session.close()
    assert table.session.over
    assert len(table.session.summary()[0].answers) == 1
    assert table.session.ink(0, 1)
    written = list(table.shelf.written)
    assert "finish" in written
    summary = table.session.summary()
    table.session.close()
    assert table.shelf.written == written
    assert table.session.summary() == summary
