"""The games of a room in which players wait for each other, or share a clock."""

from __future__ import annotations

import pytest

from game.net import protocol as p
from game.net.games import BATON_S, IDLE_S, SHOW_S
from tests.unit.game.net.room_table import Pad, RoomTable

BUZZ = p.Rules(p.Game.BUZZ, level=4, length=2)
TEAMS = p.Rules(p.Game.TEAMS, level=4, length=3, teams=2)
TOGETHER = p.Rules(p.Game.TOGETHER, level=4, length=30)


# Buzz


def test_the_first_right_answer_takes_the_round() -> None:
    table = RoomTable(BUZZ)
    mina, ben, zoe = table.start("Mina", "Ben", "Zoe")
    assert mina.question.text == ben.question.text == zoe.question.text
    table.answer(mina)
    table.wait(1.0)
    first, last = mina.all(p.Verdict)
    assert (first.outcome, first.solved) == (p.Outcome.RIGHT, "")  # the others may still be right
    assert (last.outcome, last.solved != "") == (p.Outcome.RIGHT, True)
    assert ben.verdicts[1].outcome is p.Outcome.BEATEN
    assert ben.verdicts[1].solved == mina.verdicts[1].solved != ""
    assert mina.standing.place == 1 < ben.standing.place


@pytest.mark.parametrize("rules", [BUZZ, p.Rules(p.Game.RACE, level=4, length=5)])
def test_a_player_is_told_how_many_questions_the_room_asks(rules: p.Rules) -> None:
    """In Buzz a pad once said “1 of 1000”."""
    (mina,) = RoomTable(rules).start("Mina")
    assert (mina.question.position, mina.question.goal) == (1, rules.length)


def test_nobody_goes_on_before_the_round_is_closed_for_all() -> None:
    table = RoomTable(BUZZ)
    mina, ben = table.start("Mina", "Ben")
    table.answer(mina, right=False)
    table.say(mina, p.Next(1))
    table.wait(5)
    assert (mina.question.round, ben.question.round) == (1, 1)
    assert (mina.verdicts[1].solved, mina.verdicts[1].stays) == ("", False)
    table.answer(ben)
    table.wait(SHOW_S + 1.0)
    assert (mina.question.round, ben.question.round) == (2, 2)


def test_who_was_quicker_at_their_own_pad_wins_though_the_message_comes_later() -> None:
    table = RoomTable(BUZZ)
    mina, ben = table.start("Mina", "Ben")
    for pad, way in ((mina, 0.0), (ben, 0.2)):
        for _ in range(8):
            table.say(pad, p.Ping(1, max(1, round(1000 * (table.now - 2 * way)))))
    table.wait(1.4)
    right = table.right(mina)
    strokes = [table_line(int(digit), place) for place, digit in enumerate(right)]

    def send(pad: Pad, start: int) -> None:
        for place, spots in enumerate(strokes):
            moved = [(x, y, t + start + 200 * place) for x, y, t in spots]
            table.say(pad, p.Ink(1, place, p.packed(moved), True))
        table.say(pad, p.Done(1, start + 200 * len(strokes)))

    send(mina, 900)
    table.wait(0.15)
    send(ben, 800)
    table.wait(2.0)
    assert ben.standing.place == 1
    assert mina.standing.place == 2


def table_line(digit: int, place: int) -> list[p.Spot]:
    return [(-300 + 300 * place, -1000 + 100 * digit + 60 * row, 15 * row) for row in range(6)]


def test_a_round_that_all_have_wrong_is_closed_and_shown() -> None:
    table = RoomTable(BUZZ)
    pads = table.start("Mina", "Ben")
    for pad in pads:
        table.answer(pad, right=False)
    table.wait(0.2)
    assert all(pad.verdicts[1].solved for pad in pads)


def test_a_round_in_which_nobody_writes_ends() -> None:
    table = RoomTable(BUZZ)
    mina, _ = table.start("Mina", "Ben")
    table.wait(IDLE_S + SHOW_S + 1)
    assert mina.question.round == 2


def test_somebody_who_is_gone_does_not_hold_up_the_round() -> None:
    table = RoomTable(BUZZ)
    mina, ben = table.start("Mina", "Ben")
    table.room.lost(ben.seat, table.now)
    table.answer(mina)
    table.wait(SHOW_S + 1.5)
    assert mina.question.round == 2


def test_who_comes_late_is_asked_with_the_next_round() -> None:
    table = RoomTable(BUZZ)
    mina, _ = table.start("Mina", "Ben")
    late = table.join("Zoe")
    assert late.question.round == 0
    table.answer(mina)
    table.wait(SHOW_S + 1.5)
    assert late.question.text == mina.question.text


def test_buzz_ends_after_its_rounds() -> None:
    table = RoomTable(BUZZ)
    mina, _ = table.start("Mina", "Ben")
    for _ in range(2):
        table.answer(mina)
        table.wait(SHOW_S + 1.5)
    assert table.room.stage is p.Stage.OVER
    assert mina.all(p.Finished)[-1].place == 1


# Teams


def test_one_of_each_team_has_the_question() -> None:
    table = RoomTable(TEAMS)
    pads = table.start("Mina", "Ben", "Zoe", "Leo")
    assert [pad.question.round for pad in pads] == [1, 1, 0, 0]
    assert pads[2].all(p.Wait)[-1].name == "Mina"


def test_after_a_verdict_the_next_one_of_the_team_gets_a_question() -> None:
    table = RoomTable(TEAMS)
    mina, _, zoe, _ = table.start("Mina", "Ben", "Zoe", "Leo")
    table.answer(mina)
    table.wait(SHOW_S)
    assert zoe.question.round == 1
    assert mina.all(p.Wait)[-1].name == "Zoe"


def test_the_first_team_with_enough_right_answers_wins() -> None:
    table = RoomTable(TEAMS)
    mina, ben, zoe, _ = table.start("Mina", "Ben", "Zoe", "Leo")
    for pad in (mina, zoe, mina):
        assert table.answer(pad).outcome is p.Outcome.RIGHT
        table.wait(SHOW_S)
    assert table.room.stage is p.Stage.OVER
    assert (mina.all(p.Finished)[-1].place, ben.all(p.Finished)[-1].place) == (1, 3)


def test_the_baton_passes_somebody_who_is_gone() -> None:
    table = RoomTable(TEAMS)
    mina, _, zoe, _ = table.start("Mina", "Ben", "Zoe", "Leo")
    table.room.lost(mina.seat, table.now)
    table.wait(BATON_S + SHOW_S + 1)
    assert zoe.question.round == 1


# Together


def test_each_right_answer_winds_up_the_clock_a_little_less() -> None:
    table = RoomTable(TOGETHER)
    mina, _ = table.start("Mina", "Ben")
    gains = []
    for _ in range(3):
        table.wait(1.0)
        before = table.room._game.left_s(table.now)
        start = table.now
        table.answer(mina)
        after = table.room._game.left_s(table.now)
        assert before is not None and after is not None
        gains.append(after - before + table.now - start)
    assert gains[0] > gains[1] > gains[2] > 0


def test_the_match_ends_with_the_clock() -> None:
    table = RoomTable(TOGETHER)
    mina, _ = table.start("Mina", "Ben")
    table.wait(29.9)
    assert table.room.stage is p.Stage.PLAYING
    table.wait(0.2)
    assert table.room.stage is p.Stage.OVER
    assert mina.all(p.Finished)


def test_a_pause_stops_the_common_clock() -> None:
    table = RoomTable(TOGETHER)
    table.start("Mina", "Ben")
    table.wait(10)
    table.order(p.Ask.PAUSE)
    table.wait(100)
    table.order(p.Ask.RESUME)
    assert table.room._game.left_s(table.now) == pytest.approx(20, abs=0.1)


def test_in_buzz_who_comes_back_has_the_question_that_all_have() -> None:
    table = RoomTable(p.Rules(p.Game.BUZZ, level=4, length=8))
    mina, ben = table.start("Mina", "Ben")
    table.room.lost(ben.seat, table.now)
    for _ in range(3):
        table.answer(mina)
        table.wait(3)
    table.back(ben)
    assert (ben.question.round, ben.question.text) == (mina.question.round, mina.question.text)
    assert [one.outcome for one in ben.all(p.Closed)[-1].verdicts] == [p.Outcome.BEATEN] * 3
    assert ben.question.spent_ms < 100
    table.wait(1)
    assert table.answer(ben).outcome is p.Outcome.RIGHT
