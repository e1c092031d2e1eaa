"""What a session learns of how a player writes, and tells the reader."""

from __future__ import annotations

from game.play.levels import Custom
from game.play.modes import Mode, SeatSetup, Setup
from game.play.questions import Fact, Op, Question
from game.session.ports import Sitter
from recognizer.habits import STRANGER, Habits

from .table import FRAME, Table


def test_a_wrong_answer_shows_nothing_of_how_a_player_writes() -> None:
    questions = (Question(Fact(70, Op.ADD, 7)), Question(Fact(3, Op.ADD, 4)))
    setup = Setup(Mode.SPRINT, 3, (SeatSetup("Anna"),), length=2, custom=Custom(questions=questions))
    table = Table(setup, (Sitter("Anna", habits=Habits(crossed=1)),))
    table.begin()
    table.play("78")
    table.session.next(0, table.now)
    table.wait(1.0)
    assert table.session.view(0).play.round == 2
    table.play()
    assert set(table.reader.heard) == {Habits(crossed=1)}


def test_a_right_answer_is_seen_in_the_next_round() -> None:
    questions = (Question(Fact(70, Op.ADD, 7)), Question(Fact(72, Op.ADD, 5)))
    setup = Setup(Mode.SPRINT, 3, (SeatSetup("Anna"),), length=2, custom=Custom(questions=questions))
    table = Table(setup)
    table.begin()
    table.play()
    assert set(table.reader.heard) == {STRANGER}
    table.reader.heard.clear()
    table.write("7")
    table.wait(FRAME)
    assert set(table.reader.heard) == {Habits(plain=2)}
