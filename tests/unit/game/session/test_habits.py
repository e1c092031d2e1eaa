"""What a session learns of how a player writes, and tells the reader."""

from __future__ import annotations

from dataclasses import replace

from game.play import events as e
from game.play.levels import Custom
from game.play.modes import Mode, SeatSetup, Setup
from game.play.questions import Fact, Op, Question
from game.play.scoring import Outcome
from game.play.states import State
from game.session.ports import Kind, Sitter
from game.session.store import DigitSample
from recognizer.habits import STRANGER, Habits
from recognizer.ink import Ink
from recognizer.reading import Candidate, Reading

from .table import FRAME, STEP, SessionTable

KNOWN = Habits.of([(Ink.of([[(0, 0), (6, 0), (2, 9)]]), 1)])
ANNA = Sitter("Anna", Kind.PLAYER, 3)


def sprint(*facts: Fact) -> Setup:
    questions = Custom(questions=tuple(Question(fact) for fact in facts))
    return Setup(Mode.SPRINT, 3, (SeatSetup("Anna"),), length=len(facts), custom=questions)


def known(table: SessionTable) -> set[tuple[int, ...]]:
    """The digits that the reader knew, over its readings until now, which are forgotten."""
    heard = {tuple(habits.labels) for habits in table.reader.heard}
    table.reader.heard.clear()
    return heard


def test_a_wrong_answer_shows_nothing_of_how_a_player_writes() -> None:
    table = SessionTable(sprint(Fact(70, Op.ADD, 7), Fact(3, Op.ADD, 4)), (ANNA,), habits=lambda _: KNOWN)
    table.begin()
    table.play("78")
    table.session.next(0, table.now)
    table.wait(1.0)
    assert table.session.view(0).play.round == 2
    table.play()
    assert known(table) == {(1,)}


def test_what_was_tapped_and_not_surely_read_shows_nothing() -> None:
    table = SessionTable(sprint(Fact(2, Op.ADD, 3), Fact(1, Op.ADD, 3)))
    table.reader.unsure = {"5": (("5", 0.5), ("6", 0.4))}
    table.begin()
    table.play()
    assert table.session.view(0).play.state is State.UNSURE
    table.session.choose(0, "5", table.now)
    table.wait(3.0)
    assert table.session.summary()[0].answers[0].outcome is Outcome.RIGHT
    known(table)
    table.play()
    assert known(table) == {()}


def test_a_right_answer_is_seen_in_the_next_round() -> None:
    table = SessionTable(sprint(Fact(70, Op.ADD, 7), Fact(72, Op.ADD, 5)))
    table.begin()
    table.play()
    assert known(table) == {()}
    table.write("7")
    table.wait(FRAME)
    assert known(table) == {(7, 7)}


def test_a_late_stroke_takes_back_what_a_right_answer_showed() -> None:
    table = SessionTable(sprint(Fact(2, Op.ADD, 3), Fact(1, Op.ADD, 3)))
    table.begin()
    table.write("5")
    while table.session.view(0).play.round == 1:
        table.wait(FRAME)
    table.wait(0.3)
    assert table.stroke(-0.3 + STEP, 9)
    table.wait(3.0)
    assert [event.outcome for event in table.heard(e.Judged)] == [Outcome.RIGHT, Outcome.WRONG]
    known(table)
    table.play()
    assert known(table) == {()}


def test_a_dispute_takes_back_what_a_right_answer_showed() -> None:
    table = SessionTable(sprint(Fact(2, Op.ADD, 3), Fact(1, Op.ADD, 3)))
    table.begin()
    table.play()
    table.session.dispute(0, table.now)
    table.session.claim(0, "6", table.now)
    table.wait(3.0)
    known(table)
    table.play()
    assert known(table) == {()}


def test_each_player_is_known_by_their_own_habits() -> None:
    """And what one of them corrects is looked up for them alone."""
    asked: list[int] = []

    def habits(player: int) -> Habits:
        asked.append(player)
        return Habits.of([(Ink.of([[(0, 0), (6, 0), (2, 9)]]), player)])

    seats = (SeatSetup("Anna"), SeatSetup("Ben"))
    setup = Setup(Mode.DUEL, 3, seats, length=4, level=4)
    table = SessionTable(setup, (ANNA, Sitter("Ben", Kind.PLAYER, 4)), habits=habits)
    table.begin()
    heard = []
    for seat in (0, 1):
        table.stroke(-0.3, (table.answer(seat) + 1) % 10, seat=seat)
        table.wait(0.2)
        heard.append(known(table))
    assert asked == [3, 4] and heard == [{(3,)}, {(4,)}]
    table.wait(2.0)
    table.session.dispute(0, table.now)
    table.session.claim(0, "8", table.now)
    table.wait(0.1)
    assert asked == [3, 4, 3]


def test_it_comes_on_top_of_what_earlier_matches_have_shown() -> None:
    asked = []

    def habits(player: int) -> Habits:
        asked.append(player)
        return KNOWN

    table = SessionTable(sprint(Fact(2, Op.ADD, 3), Fact(1, Op.ADD, 3)), (ANNA,), habits=habits)
    assert asked == []  # not while the match is made: it may be slow
    table.begin()
    table.play()
    assert asked == [3] and known(table) == {(1,)}
    table.play()
    assert known(table) == {(1, 5)}


def test_a_correction_is_known_in_the_next_round() -> None:
    """As soon as the store has it, which may hold it back."""
    table: SessionTable

    def habits(player: int) -> Habits:
        glyphs = [sample for sample in table.shelf.corrected if isinstance(sample, DigitSample)]
        return Habits.of((glyph.ink, glyph.label) for glyph in glyphs if glyph.player == player)

    table = SessionTable(sprint(Fact(2, Op.ADD, 3), Fact(1, Op.ADD, 3)), (ANNA,), habits=habits)
    table.begin()
    table.play("6")
    table.session.dispute(0, table.now)
    table.session.claim(0, "5", table.now)
    table.wait(3.0)
    assert known(table) == {()}
    table.play()
    assert known(table) == {(5,)}


def test_a_plausible_claim_is_believed_but_shows_nothing_of_how_the_player_writes() -> None:
    """What was read is not what was written, whatever the verdict is then."""
    table = SessionTable(sprint(Fact(2, Op.ADD, 3), Fact(1, Op.ADD, 3)))
    read = table.reader.read

    def in_two_minds(ink: Ink, habits: Habits = STRANGER) -> Reading:
        reading = read(ink, habits)
        other = (Candidate("5", 0.05),) if reading.text == "6" else ()
        return replace(reading, candidates=reading.candidates + other)

    table.reader.read = in_two_minds  # type: ignore[method-assign]
    table.begin()
    table.play("6")
    table.session.dispute(0, table.now)
    table.session.claim(0, "5", table.now)
    table.wait(3.0)
    assert table.session.summary()[0].answers[0].outcome is Outcome.RIGHT
    known(table)
    table.play()
    assert known(table) == {()}


def test_nothing_is_asked_about_a_guest() -> None:
    def habits(player: int) -> Habits:
        raise AssertionError(player)

    table = SessionTable(sprint(Fact(2, Op.ADD, 3)), habits=habits)
    table.begin()
    table.play()
    assert known(table) == {()}


def test_a_store_that_cannot_be_asked_leaves_a_stranger() -> None:
    def habits(player: int) -> Habits:
        raise OSError(player)

    table = SessionTable(sprint(Fact(2, Op.ADD, 3)), (ANNA,), habits=habits)
    table.begin()
    table.play()
    assert known(table) == {()}
    assert [answer.outcome for answer in table.session.summary()[0].answers] == [Outcome.RIGHT]
