"""A seat in a room elsewhere: what it shows, and what it keeps when the connection is lost.

What every session keeps is in `tests.unit.game.session.test_session_contract`.
"""

from __future__ import annotations

from dataclasses import replace
from itertools import pairwise
from typing import Any

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from game.net import protocol as p
from game.play import events as e
from game.play.questions import Fact, Missing, Question
from game.play.scoring import Answer, Outcome
from game.play.states import State
from game.session.joined_room import Playing, Refusal, Unseated
from game.session.ports import Link, Pausing
from recognizer.ink import Ink, Point, Stroke
from tests.unit.game.net.remote_table import CODE, RemoteTable
from tests.unit.game.session.table import FRAME


def begun(**rules: Any) -> RemoteTable:
    table = RemoteTable(rules=p.Rules(**{"level": 4, "length": 3, **rules}))
    table.begin()
    return table


def rival(table: RemoteTable, name: str = "Ben") -> int:
    """Somebody else in the same room; their messages are not looked at."""
    seat = table.room.join(p.Join(p.VERSION, CODE, name), table.now)
    table.room.do(p.Order(p.Ask.FINISH), table.now)
    table.room.do(p.Order(p.Ask.START), table.now)
    table.line.deliver()
    return seat


def fresh(table: RemoteTable) -> None:
    """Turn to the match that the room plays now."""
    table.client.update()
    state = table.client.state
    assert isinstance(state, Playing)
    table.session._session = state.match  # type: ignore[attr-defined]
    table.events.clear()
    table.begin()


def play_of(table: RemoteTable) -> Any:
    return table.session.view(0).play


# What it shows


def test_question_ink_reading_verdict_streak_and_place_show() -> None:
    table = begun()
    answer = str(table.answer())
    table.write(answer)
    assert len(table.session.view(0).ink.strokes) == len(answer)
    table.wait(0.1)
    view = table.session.view(0)
    assert view.reading is not None and view.reading.text == answer
    assert [digit.confidence for digit in view.reading.digits] == [0.95] * len(answer)
    assert [len(digit.pieces) for digit in view.reading.digits] == [1] * len(answer)
    table.wait(3.0)
    view = table.session.view(0)
    assert (view.play.round, view.play.score.streak, view.place, view.players) == (2, 1, 1, 1)
    (closed,) = table.session.summary()[0].answers
    assert (closed.outcome, closed.given, closed.question.answer) == (Outcome.RIGHT, answer, int(answer))
    assert view.judged is not None and len(view.judged.ink.strokes) == len(answer)


def test_a_wrong_answer_shows_the_solved_sum_until_the_player_goes_on() -> None:
    table = begun()
    table.write(table.wrong())
    table.wait(2.0)
    play = play_of(table)
    assert (play.state, play.stays) == (State.SHOWING, True)
    assert play.solved == Question.of(play.question, play.solved).solved
    table.session.next(0, table.now)
    table.wait(0.3)
    assert play_of(table).round == 2


def test_an_unsure_reading_is_asked_about() -> None:
    table = begun()
    answer = str(table.answer())
    table.reader.unsure[answer] = ((answer, 0.6), ("9", 0.3))
    table.write(answer)
    table.wait(2.0)
    play = play_of(table)
    assert (play.state, play.offered, play.question) == (State.UNSURE, (answer, "9"), None)
    table.session.choose(0, answer, table.now)
    table.wait(0.2)
    (closed,) = table.session.summary()[0].answers
    assert (closed.outcome, closed.named) == (Outcome.RIGHT, True)


def test_a_misread_can_be_claimed_when_the_match_is_over() -> None:
    table = begun(length=1)
    right, wrong = str(table.answer()), table.wrong()
    table.write(wrong)
    table.wait(2.0)
    table.go_on()
    table.wait(0.5)
    assert table.session.over
    table.session.dispute(0, table.now, 1)
    table.wait(FRAME)
    assert play_of(table).state is State.ASKING
    table.session.claim(0, right, table.now)
    table.wait(0.2)
    (closed,) = table.session.summary()[0].answers
    assert closed.outcome in (Outcome.VOID, Outcome.RIGHT) and closed.named


def test_a_host_that_pauses_stops_the_clocks_and_says_so() -> None:
    table = begun()
    table.room.do(p.Order(p.Ask.PAUSE), table.now)
    table.wait(0.1)
    assert table.session.paused and table.session.pausing is Pausing.HOST
    assert play_of(table).question is None
    table.session.resume(table.now)
    table.wait(0.1)
    assert table.session.paused, "only the host can go on"
    clock = play_of(table).clock
    table.wait(2.0)
    assert play_of(table).clock == clock
    table.room.do(p.Order(p.Ask.RESUME), table.now)
    table.wait(0.1)
    assert not table.session.paused and play_of(table).question is not None
    table.play()
    assert play_of(table).score.right == 1


def test_a_covered_sheet_lets_the_others_play_on() -> None:
    table = begun()
    table.session.pause(table.now)
    table.wait(1.0)
    assert table.session.paused and table.session.pausing is Pausing.COVER
    assert table.room.stage is p.Stage.PLAYING
    table.session.resume(table.now)
    table.wait(0.1)
    assert play_of(table).question is not None


def test_a_race_ends_with_a_place_and_the_next_one_replaces_it() -> None:
    table = begun()
    rival(table)
    table.wait(0.1)
    first = table.session._session  # type: ignore[attr-defined]
    assert first.link is Link.MOVED_ON and first.over
    fresh(table)
    for _ in range(3):
        table.play()
    view = table.session.view(0)
    assert (view.play.state, view.place, view.players) == (State.OVER, 1, 2)
    assert table.session.summary()[0].place == 1
    assert [type(event) for event in table.heard(e.Over)] == [e.Over]
    assert table.session.link is Link.OPEN


# Games in which the room goes on for all


def test_in_buzz_a_slip_is_not_solved_before_everybody_is_done() -> None:
    table = begun(game=p.Game.BUZZ)
    ben = rival(table)
    fresh(table)
    table.write(table.wrong())
    table.wait(1.5)
    play = play_of(table)
    assert (play.state, play.solved) == (State.SHOWING, None)
    assert play.verdict is not None and (play.verdict.round, play.verdict.outcome) == (1, Outcome.WRONG)
    assert table.session.summary()[0].answers == ()
    table.room.hear(ben, p.Pass(1), table.now)
    table.wait(0.3)
    assert play_of(table).solved is not None
    (closed,) = table.session.summary()[0].answers
    assert closed.outcome is Outcome.WRONG


def test_a_stroke_under_which_the_round_is_closed_is_dropped() -> None:
    table = begun(game=p.Game.BUZZ)
    ben = rival(table)
    fresh(table)
    table.session.pen_down(0, Point(0.0, 0.0, table.now, 0.1))
    table.wait(0.3)
    sheet = table.session.view(0).sheet
    table.room.hear(ben, p.Keys(1, str(table.answer()), 200), table.now)
    table.room.hear(ben, p.Done(1, 300), table.now)
    table.wait(4.0)
    assert table.session.view(0).sheet != sheet
    verdict = play_of(table).verdict
    assert verdict is not None and (verdict.round, verdict.outcome) == (1, Outcome.BEATEN)
    assert not table.session.view(0).pen, "the pointer is down still"
    table.session.pen_up(0)
    table.wait(2.0)
    assert table.session.view(0).pen and not table.session.view(0).ink


def test_in_teams_it_says_whose_turn_it_is() -> None:
    table = begun(game=p.Game.TEAMS)
    for name in ("Ben", "Ada"):
        rival(table, name)
    table.room.do(p.Rules(game=p.Game.TEAMS, level=4, length=5, teams=2), table.now)
    fresh(table)
    table.play()
    play = play_of(table)
    assert play.state is State.WAITING
    assert [one.name for one in play.rivals] == [table.room.name_of(2)]


# Its pen and its time


def test_a_stroke_travels_while_it_is_drawn() -> None:
    table = begun()
    table.session.pen_down(0, Point(0.0, -0.2, table.now, 0.1))
    for step in range(60):
        table.wait(FRAME)
        table.session.pen_move(0, Point(0.0, -0.2 + step / 200, table.now, 0.1))
    pieces = [one for one in table.line.said if isinstance(one, p.Ink)]
    assert 8 <= len(pieces) <= 12 and not any(piece.up for piece in pieces)
    assert sum(len(p.encode(piece)) for piece in pieces) < 2048
    table.session.pen_up(0)
    table.wait(FRAME)
    assert table.line.said[-1].up  # type: ignore[union-attr]


def test_time_is_counted_from_when_the_question_was_shown_here() -> None:
    table = begun()
    shown = table.asked[0, 1]
    table.wait(2.0)
    began = table.now
    table.write(str(table.answer()))
    table.wait(3.0)
    (closed,) = table.session.summary()[0].answers
    assert closed.thinking == pytest.approx(began - shown, abs=0.05)
    host = table.room.desks[table.line.seat].answers[0]
    assert host.thinking == pytest.approx(began - shown, abs=0.05)


def test_a_question_on_the_big_screen_alone_is_known_once_it_is_solved() -> None:
    table = begun(question_on_pad=False)
    assert play_of(table).question == ""
    table.write(table.wrong())
    table.wait(2.0)
    play = play_of(table)
    assert play.solved is not None and play.question
    assert Question.of(play.question, play.solved).answer == table.answer()


def test_a_hint_shows_until_the_round_is_closed() -> None:
    table = begun()
    table.room.do(p.Order(p.Ask.HINT, table.line.seat), table.now)
    table.wait(0.1)
    assert table.session.view(0).hint and play_of(table).state is State.THINKING
    table.play()
    table.wait(1.0)
    assert (play_of(table).round, table.session.view(0).hint) == (2, "")


# A connection that is lost


def test_a_number_that_was_missing_on_the_big_screen_is_known_once_it_is_solved() -> None:
    table = begun(question_on_pad=False)
    asked = Question(Fact.parse("7×8"), Missing.LEFT)
    table.session.hear(  # type: ignore[attr-defined]
        p.Verdict(1, p.Outcome.WRONG, "6", asked.solved, stays=True, question=asked.text)
    )
    table.wait(0.1)
    (closed,) = table.session.summary()[0].answers
    assert closed.question == asked
    assert play_of(table).question == asked.text


def test_a_lost_connection_is_seen_and_what_was_written_meanwhile_counts() -> None:
    table = begun()
    table.play()
    table.line.cut(table.now)
    table.wait(0.1)
    assert table.session.link is Link.LOST
    state = table.client.state
    assert isinstance(state, Playing) and state.seated.lost
    answer = str(table.answer())
    table.write(answer)
    table.wait(1.0)
    assert len(table.session.view(0).ink.strokes) == len(answer)
    assert play_of(table).round == 2
    table.line.connect(table.now)
    table.wait(3.0)
    assert table.session.link is Link.OPEN
    assert [one.outcome for one in table.session.summary()[0].answers] == [Outcome.RIGHT] * 2
    assert play_of(table).score.right == 2


def test_what_was_taken_back_meanwhile_does_not_come_again() -> None:
    table = begun()
    assert table.stroke(-0.3, 9)
    table.wait(0.2)
    table.line.cut(table.now)
    table.wait(0.1)
    table.session.clear(0, table.now)
    table.write(str(table.answer()))
    table.wait(0.2)
    table.line.connect(table.now)
    table.wait(3.0)
    (closed,) = table.session.summary()[0].answers
    assert closed.outcome is Outcome.RIGHT


def test_done_that_was_pressed_meanwhile_is_said_when_it_is_back() -> None:
    table = begun()
    table.line.cut(table.now)
    table.wait(0.1)
    table.session.typing(0, str(table.answer()), table.now)
    table.session.enter(0, table.now)
    table.wait(0.5)
    assert not table.session.summary()[0].answers
    table.line.connect(table.now)
    table.wait(0.3)
    (closed,) = table.session.summary()[0].answers
    assert (closed.outcome, closed.typed) == (Outcome.RIGHT, True)


@pytest.mark.parametrize("way", [0.0, 0.05])
def test_an_answer_that_is_entered_at_once_stays_with_its_question(way: float) -> None:
    table = begun()
    table.line.way = way
    table.line.round_trip = 0.3  # as it was measured once
    table.write(str(table.answer()))
    ink = table.session.view(0).ink
    table.session.enter(0, table.now)
    while play_of(table).round == 1:
        table.wait(FRAME)
    assert table.session.ink(0, 1) == ink and not table.session.view(0).ink


def test_a_stroke_in_hand_outlasts_a_lost_connection() -> None:
    table = begun()
    table.session.pen_down(0, Point(0.0, -0.1, table.now, 0.1))
    table.wait(0.2)
    table.line.cut(table.now)
    table.wait(0.2)
    table.session.pen_move(0, Point(0.0, 0.0, table.now, 0.1))
    table.line.connect(table.now)
    table.wait(0.2)
    assert table.session.view(0).pen
    table.session.pen_move(0, Point(0.0, 0.1, table.now, 0.1))
    table.session.pen_up(0)
    table.wait(0.2)
    assert len(table.session.view(0).ink.strokes) == 1
    assert len(table.room.desks[table.line.seat].ink().strokes) == 1


def test_a_verdict_that_shows_is_told_once_though_the_connection_was_lost() -> None:
    table = begun()
    table.session.give_up(0, table.now)
    table.wait(0.5)
    table.line.cut(table.now)
    table.wait(0.2)
    table.line.connect(table.now)
    table.wait(0.2)
    assert play_of(table).state is State.SHOWING
    assert len(table.heard(e.Judged)) == 1 and not table.heard(e.Reopened)


def test_rounds_that_were_closed_while_the_connection_was_lost_are_known_in_the_end() -> None:
    table = begun(game=p.Game.BUZZ, length=9)
    table.write(table.wrong())
    table.wait(1.0)
    table.line.cut(table.now)
    table.wait(7.0)  # nobody is here, so the room passes one question after the other
    desk = table.room.desks[table.line.seat]
    assert len(desk.answers) >= 3
    table.line.connect(table.now)
    table.wait(0.3)
    mine = table.session.summary()[0].answers
    assert mine == tuple(closed_as(*pair) for pair in zip(desk.answers, mine, strict=True))
    assert [event.round for event in table.heard(e.Judged)] == [1, *range(1, len(mine) + 1)]  # 1 was solved
    assert play_of(table).round == desk.round > 3


def test_the_last_round_is_known_though_it_was_closed_while_the_connection_was_lost() -> None:
    table = begun(length=1)
    table.line.cut(table.now)
    table.wait(0.2)
    table.room.do(p.Order(p.Ask.NEXT), table.now)
    table.room.do(p.Order(p.Ask.FINISH), table.now)
    table.line.connect(table.now)
    table.wait(0.3)
    assert table.session.over
    assert [one.outcome for one in table.session.summary()[0].answers] == [Outcome.PASSED]


def closed_as(theirs: Answer, mine: Answer) -> Answer:
    """The host's answer with what a player here can know of it."""
    return replace(
        mine, round=theirs.round, question=theirs.question, outcome=theirs.outcome, given=theirs.given
    )


def test_a_match_that_began_while_the_connection_was_lost_is_another_one() -> None:
    table = begun()
    table.play()
    before = table.session._session  # type: ignore[attr-defined]
    table.line.cut(table.now)
    table.wait(0.1)
    table.room.do(p.Order(p.Ask.FINISH), table.now)
    table.room.do(p.Order(p.Ask.START), table.now)
    table.line.connect(table.now)
    table.wait(0.2)
    assert before.link is Link.MOVED_ON and len(before.summary()[0].answers) == 1
    fresh(table)
    assert (play_of(table).round, play_of(table).question) == (1, table.room.desks[0].question())


ACTS = ["cut", "back", "stroke", "stroke", "hold", "lift", "undo", "clear", "enter", "type", "pass", "wait"]
ACTS += ["doubt", "cross out", "else"]
ZIGZAG = [(0.5 * (-1) ** turn + 0.001 * turn, 0.05 * turn - 0.2) for turn in range(9)]


@settings(max_examples=60, deadline=None)
@given(st.lists(st.sampled_from(ACTS), max_size=16), st.sampled_from([0.0, 0.03, 0.2]))
@example(["stroke", "enter", "hold", "wait", "lift"], 0.2)
@example(["type", "enter", "stroke"], 0.2)
@example(["pass", "stroke"], 0.0)
@example(["stroke", "stroke", "cut", "undo", "doubt", "cross out"], 0.0)
@example(["cross out", "enter", "cut", "back", "type"], 0.0)
def test_whatever_happens_host_and_player_agree_in_the_end(acts: list[str], way: float) -> None:
    table = RemoteTable(rules=p.Rules(p.Game.PRACTICE, 4, 0))
    table.line.way, table.line.round_trip = way, 2 * way
    table.begin()
    there, held = True, False
    for act in acts:
        match act:
            case "cut" if there:
                table.line.cut(table.now)
                there = False
            case "back" if not there:
                table.line.connect(table.now)
                there = True
            case "stroke" if not held and table.session.view(0).pen:
                table.stroke(0.1 * (len(table.session.view(0).ink.strokes) - 3), 4)
            case "hold" if not held:
                table.session.pen_down(0, Point(0.3, -0.1, table.now, 0.7))
                held = True
            case "lift" if held:
                table.session.pen_move(0, Point(0.3, 0.1, table.now, 0.7))
                table.session.pen_up(0)
                held = False
            case "cross out" if not held and table.session.view(0).pen:
                table.draw(
                    [
                        (x + (u - x) * step / 6, y + (v - y) * step / 6)
                        for (x, y), (u, v) in pairwise(ZIGZAG)
                        for step in range(6)
                    ]
                )
            case "doubt":
                table.reader.unsure = {} if table.reader.unsure else {"4": (("4", 0.6), ("9", 0.3))}
            case "else":
                table.session.dispute(0, table.now)
                table.session.claim(0, "9", table.now)
            case "type":
                table.session.typing(0, "7", table.now)
            case "pass":
                table.session.give_up(0, table.now)
            case "undo":
                table.session.undo(0, table.now)
            case "clear":
                table.session.clear(0, table.now)
            case "enter":
                table.session.enter(0, table.now)
        table.wait(0.1)
    if held:
        table.session.pen_up(0)
    if not there:
        table.line.connect(table.now)
    table.wait(12.0)
    desk = table.room.desks[table.line.seat]
    view = table.session.view(0)
    assert (view.play.round, view.play.question or "") == (desk.round, desk.question())
    if (
        desk.open
    ):  # what was taken back under a verdict that was on its way lies there until the next question
        assert units(view.ink) == units(desk.ink())
    mine = [(one.round, one.outcome, one.given) for one in table.session.summary()[0].answers]
    assert mine == [(one.round, one.outcome, one.given[:6]) for one in desk.answers]
    assert view.play.score.points == desk.score.points


def units(ink: Ink) -> list[tuple[int, int]]:
    """Where strokes begin, in the protocol's units."""
    return [
        (round(stroke.points[0].x * p.UNIT), round(stroke.points[0].y * p.UNIT)) for stroke in ink.strokes
    ]


# Leaving


def test_to_quit_gives_the_seat_up_and_keeps_what_was_answered() -> None:
    table = begun()
    table.play()
    table.session.quit(table.now)
    assert table.session.over and table.line.hung_up
    assert table.client.state == Unseated(Refusal.LEFT)
    assert table.room.seated == 0
    assert len(table.session.summary()[0].answers) == 1


def test_to_close_a_match_that_is_over_keeps_the_seat() -> None:
    table = begun(length=1)
    table.play()
    assert table.session.over
    table.session.close()
    assert table.room.seated == 1 and isinstance(table.client.state, Playing)


def test_a_player_who_is_taken_out_keeps_what_was_answered() -> None:
    table = begun()
    table.play()
    table.room.do(p.Order(p.Ask.REMOVE, table.line.seat), table.now)
    table.wait(0.1)
    assert table.client.state == Unseated(Refusal.REMOVED)
    assert (table.session.link, table.session.over) == (Link.CLOSED, True)
    assert len(table.session.summary()[0].answers) == 1


# The lobby


def test_a_level_of_ones_own_reaches_the_room() -> None:
    table = RemoteTable(rules=p.Rules(own_levels=True, level=2))
    table.room.stage = p.Stage.LOBBY
    table.wait(0.1)
    table.client.play_at(7)
    table.wait(0.1)
    assert table.room.seats[table.line.seat].level == 7
    state = table.client.state
    assert isinstance(state, Playing) and (state.seated.level, state.seated.here) == (7, 1)


def test_a_name_of_ones_own_reaches_the_room_and_comes_back_as_it_is_shown() -> None:
    table = RemoteTable()
    table.room.stage = p.Stage.LOBBY
    table.room.join(p.Join(p.VERSION, CODE, "Zoe"), table.now)
    table.wait(0.1)
    table.client.rename("  Zoe ")
    table.wait(0.1)
    assert table.room.seats[table.line.seat].name == "Zoe 2"
    state = table.client.state
    assert isinstance(state, Playing) and state.seated.name == "Zoe 2"


def test_a_digit_on_the_name_tag_reaches_the_room() -> None:
    table = RemoteTable()
    table.room.stage = p.Stage.LOBBY
    table.wait(0.1)
    table.client.sign(Stroke((Point(0.0, -0.2, table.now), Point(0.1, 0.2, table.now + 0.2))))
    table.client.sign(Stroke((Point(0.2, -0.2, table.now), Point(0.2, 0.2, table.now + 0.2))))
    table.wait(0.1)
    assert [len(points) // 3 for points in table.room.seats[table.line.seat].tag] == [2, 2]
