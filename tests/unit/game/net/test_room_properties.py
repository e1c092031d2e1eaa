"""Rooms under arbitrary interleavings of joins, leaves, ink, orders and time.

Whatever comes: a seat has one verdict a round, no score is lost, and nobody is told an answer early.
"""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from game.net import protocol as p
from game.net.letters import ToScreen, ToScreens, ToSeat
from game.net.room import RefusedError
from tests.unit.game.net.room_table import KEY, RoomTable, line, solve

GAMES = [
    p.Rules(p.Game.RACE, level=4, length=4),
    p.Rules(p.Game.BUZZ, level=4, length=3),
    p.Rules(p.Game.TEAMS, level=4, length=4, teams=2),
    p.Rules(p.Game.TOGETHER, level=4, length=20),
    p.Rules(p.Game.PRACTICE, level=4, length=0),
]
SEATS = st.integers(0, 3)
ROUNDS = st.integers(-1, 1)  # beside the one that is asked
ACTS = st.one_of(
    st.tuples(st.just("join")),
    st.tuples(st.just("lost"), SEATS),
    st.tuples(st.just("back"), SEATS),
    st.tuples(st.just("leave"), SEATS),
    st.tuples(st.just("answer"), SEATS, st.booleans()),
    st.tuples(st.just("ink"), SEATS, ROUNDS, st.integers(0, 9), st.integers(0, 3), st.booleans()),
    st.tuples(st.just("undo"), SEATS, ROUNDS),
    st.tuples(st.just("clear"), SEATS, ROUNDS),
    st.tuples(st.just("done"), SEATS, ROUNDS),
    st.tuples(st.just("pass"), SEATS, ROUNDS),
    st.tuples(st.just("next"), SEATS, ROUNDS),
    st.tuples(st.just("else"), SEATS, ROUNDS),
    st.tuples(st.just("wrote"), SEATS, ROUNDS, st.integers(0, 99)),
    st.tuples(st.just("never"), SEATS, ROUNDS),
    st.tuples(st.just("keys"), SEATS, ROUNDS, st.integers(0, 99)),
    st.tuples(st.just("choose"), SEATS, ROUNDS, st.integers(0, 99)),
    st.tuples(st.just("order"), st.sampled_from([ask for ask in p.Ask if ask is not p.Ask.END]), SEATS),
    st.tuples(st.just("wait"), st.sampled_from([0.02, 0.3, 1.0, 3.0])),
)


class WatchedTable(RoomTable):
    """Holds everything that a room says to what it may say, at the moment at which it is said."""

    def deliver(self) -> None:
        letters = self.room.take_letters()
        self.room.put_back(letters)
        for letter in letters:
            if isinstance(letter, ToSeat):
                self.check(letter.seat, letter.message)
            elif isinstance(letter, ToScreens | ToScreen):
                self.check(-1, letter.message)
        super().deliver()

    def check(self, seat: int, message: Any) -> None:
        """No answer is told while somebody who was asked has none: to a pad not of its own question, to a
        screen and in Buzz of nobody's."""
        solved = getattr(message, "solved", "")
        if not solved:
            return
        assert isinstance(message, p.Verdict | p.Marked)
        buzz = self.room.rules.game is p.Game.BUZZ
        assert buzz or seat >= 0
        for at, desk in self.room.desks.items():
            if (buzz or at == seat) and desk.open and desk.round == message.round:
                assert desk.question() not in unsolved(solved), "an answer was told while a round was open"

    def look(self) -> None:
        """Each round of a seat has one verdict, and the score is that of the verdicts."""
        for seat, desk in self.room.desks.items():
            rounds = [answer.round for answer in desk.answers]
            assert len(rounds) == len(set(rounds))
            assert desk.answers == list(desk.session.summary()[0].answers)
            told = self.pads[seat].verdicts
            if self.room.here(seat):
                for answer in desk.answers:
                    if answer.round in told:  # not what was said while it was away
                        assert told[answer.round].outcome == answer.outcome.value


def unsolved(solved: str) -> set[str]:
    """The questions that a solved sum answers."""
    left, right = solved.split(" = ")
    a, op, b = left.split()
    return {f"{left} =", f"? {op} {b} = {right}", f"{a} {op} ? = {right}"}


@pytest.mark.parametrize("rules", GAMES, ids=lambda rules: str(rules.game))
@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(acts=st.lists(ACTS, max_size=40))
def test_whatever_comes_a_room_keeps_its_word(rules: p.Rules, acts: list[tuple[Any, ...]]) -> None:
    table = WatchedTable(rules)
    table.watch(1, KEY)
    for name in ("Mina", "Ben"):
        table.join(name)
    table.order(p.Ask.START)
    for act, *arguments in acts:
        do(table, act, arguments)
        table.look()
    everybody = sum(len(desk.answers) for desk in table.room.desks.values())
    for seat in list(table.room.desks):
        table.room.lost(seat, table.now)
    for seat in list(table.room.desks):
        before = table.room.desks[seat].score
        table.back(table.pads[seat])
        assert table.room.desks[seat].score == before
        assert table.pads[seat].standing.score == before.points
    assert sum(len(desk.answers) for desk in table.room.desks.values()) >= everybody


def do(table: RoomTable, act: str, arguments: list[Any]) -> None:
    room = table.room
    if act == "join":
        try:
            table.join("Zoe")
        except RefusedError:
            return
        return
    if act == "wait":
        table.wait(arguments[0])
        return
    if act == "order":
        table.order(arguments[0], arguments[1])
        return
    seat, *rest = arguments
    pad = table.pads.get(seat)
    if pad is None:
        return
    if act == "lost":
        room.lost(seat, table.now)
    elif act == "back":
        try:
            table.back(pad)
        except RefusedError as error:
            assert error.reason is p.Reason.UNKNOWN_TOKEN
    elif act == "leave":
        table.say(pad, p.Leave())
    elif act == "answer":
        if pad.question.text and seat in room.desks:
            right = solve(pad.question.text)
            text = str(right if rest[0] else right + 1)[:4]
            table.write(pad, text)
    else:
        round_ = max(0, pad.question.round + rest[0])
        number = str(rest[1]) if len(rest) > 1 else ""
        message: p.FromPad = {
            "ink": lambda: p.Ink(
                round_,
                pad.stroke + (rest[2] if len(rest) > 2 else 0),
                p.packed(line(rest[1], rest[2], table.ms(pad))),
                rest[3],
            ),
            "undo": lambda: p.Undo(round_),
            "clear": lambda: p.Clear(round_),
            "done": lambda: p.Done(round_, table.ms(pad)),
            "pass": lambda: p.Pass(round_),
            "next": lambda: p.Next(round_),
            "else": lambda: p.Else(round_),
            "wrote": lambda: p.WroteElse(round_, number),
            "never": lambda: p.NeverMind(round_),
            "keys": lambda: p.Keys(round_, number, table.ms(pad)),
            "choose": lambda: p.Choose(round_, number),
        }[act]()
        table.say(pad, message)
