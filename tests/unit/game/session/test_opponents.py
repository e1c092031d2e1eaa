"""Computers and ghosts at a seat: they think, write visibly, and wait while somebody is asked."""

from __future__ import annotations

from dataclasses import replace

from game.play import events as e
from game.play.modes import Mode, SeatSetup, Setup
from game.play.opponent import PACES
from game.play.scoring import Outcome
from game.play.states import State
from game.session.ports import Kind, Sitter

from .table import FRAME, SessionTable

DUEL = Setup(Mode.DUEL, 5, (SeatSetup("Anna"), SeatSetup("Pen")), length=5, level=4)
SURE = replace(PACES["fierce"], slips=0.0)


def duel(sitter: Sitter) -> SessionTable:
    table = SessionTable(DUEL, (Sitter("Anna"), sitter))
    table.session.ready(0, table.now)
    return table


def test_a_computer_is_ready_by_itself_and_writes_visibly_before_it_answers() -> None:
    table = duel(Sitter("Pen", Kind.COMPUTER, pace=SURE))
    seen: list[tuple[State, int, int]] = []
    while not table.heard(e.Judged):
        table.wait(FRAME)
        view = table.session.view(1)
        seen.append((view.play.state, sum(len(s.points) for s in view.ink.strokes), view.sheet))
        assert table.now < 60
    writing = [(points, sheet) for state, points, sheet in seen if state is State.WRITING]
    assert len({points for points, _ in writing}) > 10
    assert writing == sorted(writing)
    judged = table.heard(e.Judged)[0]
    assert (judged.seat, judged.outcome, judged.given) == (1, Outcome.RIGHT, str(table.answer(1)))
    assert not table.session.view(1).pen
    ink = table.session.ink(1, 1)
    assert max(abs(value) for value in ink.box) < 0.5


def test_a_slow_person_is_beaten_and_both_go_on() -> None:
    table = duel(Sitter("Pen", Kind.COMPUTER, pace=SURE))
    table.wait(20.0)
    outcomes = {(event.seat, event.outcome) for event in table.heard(e.Judged) if event.round == 1}
    assert outcomes == {(1, Outcome.RIGHT), (0, Outcome.BEATEN)}
    assert table.session.view(0).play.round > 1


def test_it_waits_while_somebody_is_asked_and_while_paused() -> None:
    table = duel(Sitter("Pen", Kind.COMPUTER, pace=SURE))
    table.wait(0.1)
    table.stroke(0.0, 9)
    table.wait(0.1)
    table.session.dispute(0, table.now)
    table.wait(30.0)
    assert table.session.view(1).play.state is State.THINKING
    table.session.withdraw(0, table.now)
    table.session.pause(table.now)
    table.wait(30.0)
    table.session.resume(table.now)
    assert table.session.view(1).play.state is State.THINKING


def test_a_ghost_answers_as_it_did_and_lets_pass_what_it_passed() -> None:
    table = duel(Sitter("Pen", Kind.COMPUTER, pace=SURE))
    table.wait(60.0)
    run = table.session.summary()[1].answers
    assert len(run) == 5
    run = (run[0], replace(run[1], outcome=Outcome.PASSED, given=""), *run[2:])
    again = duel(Sitter("Ghost", Kind.GHOST, run=run))
    again.wait(60.0)
    answers = again.session.summary()[1].answers
    assert [answer.outcome for answer in answers[:2]] == [Outcome.RIGHT, Outcome.PASSED]
    assert abs(answers[0].thinking - run[0].thinking) < 3 * FRAME
    assert abs(answers[0].writing - run[0].writing) < 3 * FRAME


def test_nobody_can_write_for_a_computer() -> None:
    table = duel(Sitter("Pen", Kind.COMPUTER, pace=SURE))
    table.wait(0.1)
    assert not table.stroke(0.0, 1, seat=1)
    table.session.undo(1, table.now)
    assert table.session.view(1).play.state is State.THINKING
    assert not table.session.view(1).ink
