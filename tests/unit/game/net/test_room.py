"""A room: who comes in, what is told to whom, what is kept for whom."""

from __future__ import annotations

from dataclasses import replace
from random import Random

import pytest

from game.net import protocol as p
from game.net.equipment import Exercise
from game.net.occupant import Player, cleaned
from game.net.room import STANDINGS_S, RefusedError, Room
from game.play.questions import Fact, Missing, Question
from tests.unit.game.net.room_table import KEY, Pad, RoomTable, line

RACE = p.Rules(p.Game.RACE, level=4, length=3)


# Coming in


def test_a_player_gets_a_seat_a_token_and_the_rules() -> None:
    table = RoomTable(RACE)
    mina = table.join("Mina")
    assert (mina.name, mina.stage) == ("Mina", p.Stage.LOBBY)
    assert mina.all(p.Welcome)[0].rules == RACE
    assert len(mina.token) >= 32


def test_two_tokens_differ_and_neither_is_kept() -> None:
    table = RoomTable(RACE)
    one, two = table.join("Mina"), table.join("Ben")
    assert one.token != two.token
    assert one.token not in repr(vars(table.room)) + repr(table.room._seats)


@pytest.mark.parametrize(
    ("typed", "shown"),
    [
        ("  Mina  ", "Mina"),
        ("Mi\u202ena", "Mi na"),
        ("a\x00b\nc", "a b c"),
        ("x" * 60, "x" * 24),
        ("ＭＩＮＡ", "MINA"),
        ("<b>Mina</b>", "<b>Mina</b>"),  # text, wherever it is shown
        ("", "Player 1"),
        ("\u200b\u200b", "Player 1"),
    ],
)
def test_a_name_is_cleaned(typed: str, shown: str) -> None:
    assert RoomTable(RACE).join(typed).name == shown


def test_names_are_made_unique() -> None:
    table = RoomTable(RACE)
    assert [table.join(name).name for name in ("Mina", "mina", "MINA", "x" * 24, "x" * 24)] == [
        "Mina",
        "mina 2",
        "MINA 3",
        "x" * 24,
        "x" * 21 + " 2",
    ]


def test_a_name_of_many_forms_stays_short() -> None:
    assert len(cleaned("ﷺ" * 20)) <= p.LONGEST_NAME


def test_a_full_room_says_so() -> None:
    table = RoomTable(RACE)
    for _ in range(p.MOST_SEATS):
        table.join("Mina")
    assert table.refused() is p.Reason.FULL
    assert table.room.door(table.now).closed == p.Reason.FULL


def test_a_locked_room_says_so() -> None:
    table = RoomTable(RACE)
    table.order(p.Ask.LOCK)
    assert table.refused() is p.Reason.LOCKED
    table.order(p.Ask.UNLOCK)
    table.join("Mina")


@pytest.mark.parametrize(("version", "reason"), [(0, p.Reason.OLD_CLIENT), (99, p.Reason.OLD_HOST)])
def test_another_version_is_reported(version: int, reason: p.Reason) -> None:
    table = RoomTable(RACE)
    assert table.refused(version=version) is reason
    with pytest.raises(RefusedError) as caught:
        table.room.watch(p.Watch(version, "4719"), 1, table.now)
    assert caught.value.reason is reason


def test_who_comes_late_plays_if_the_host_allows_it() -> None:
    table = RoomTable(RACE)
    table.start("Mina")
    late = table.join("Ben")
    assert late.question.text == table.pads[0].question.text
    table.order(p.Ask.PUNCTUAL)
    assert table.refused() is p.Reason.LATE
    table.order(p.Ask.LATE)
    table.join("Zoe")


def test_a_profile_is_claimed_once() -> None:
    table = RoomTable(RACE, [Player(7, "Anna")])
    assert [profile.id for profile in table.room.door(table.now).profiles] == [7]
    anna = table.join("", profile=7)
    assert anna.name == "Anna"
    assert table.room.door(table.now).profiles == []
    table.join("Other", profile=7)
    assert [seated.player for seated in table.room._seats.values()] == [Player(7, "Anna"), None]


# Race


def test_everybody_gets_the_same_questions_at_their_own_pace() -> None:
    table = RoomTable(RACE)
    mina, ben = table.start("Mina", "Ben")
    asked = []
    for _ in range(3):
        asked.append(mina.question.text)
        assert table.answer(mina).outcome is p.Outcome.RIGHT
    assert ben.question.round == 1
    table.wait(1)  # a late stroke may still come
    assert mina.all(p.Finished)
    for text in asked:
        assert ben.question.text == text
        table.answer(ben)
    table.wait(1)
    assert table.room.stage is p.Stage.OVER


def test_a_right_answer_is_judged_and_the_next_question_comes() -> None:
    table = RoomTable(RACE)
    [mina] = table.start("Mina")
    text = mina.question.text
    verdict = table.answer(mina)
    assert (verdict.outcome, verdict.round) == (p.Outcome.RIGHT, 1)
    assert verdict.solved.startswith(text.rstrip("= ").split("?")[0].strip())
    assert mina.question.round == 2
    assert (mina.standing.right, mina.standing.place, mina.standing.score > 0) == (1, 1, True)


def test_a_wrong_answer_stays_until_the_player_goes_on() -> None:
    table = RoomTable(RACE)
    [mina] = table.start("Mina")
    verdict = table.answer(mina, right=False)
    assert (verdict.outcome, verdict.stays, verdict.else_) == (p.Outcome.WRONG, True, True)
    table.wait(5)
    assert mina.question.round == 1
    table.say(mina, p.Next(1))
    table.wait(1)
    assert mina.question.round == 2


def test_a_pen_that_comes_down_elsewhere_goes_on() -> None:
    table = RoomTable(RACE)
    [mina] = table.start("Mina")
    table.answer(mina, right=False)
    table.wait(1.0)
    far = [(3000, -200 + 60 * row, table.ms(mina) + 20 * row) for row in range(5)]
    stroke = mina.stroke
    table.say(mina, p.Ink(1, stroke, p.packed(far[:1])))
    assert mina.question.round == 1  # a resting hand does not go on
    table.say(mina, p.Ink(1, stroke, p.packed(far[1:3])))
    assert (mina.question.round, mina.question.keeps) == (2, True)
    table.say(mina, p.Ink(1, stroke, p.packed(far[3:]), up=True))
    assert len(table.room.desks[0].ink().strokes) == 1
    # The pen may have been lifted before the question was seen, so the pad is told where the stroke lies.
    assert (mina.sheet.round, len(mina.sheet.ink), mina.sheet.strokes) == (2, 1, 0)
    table.write(mina, "4", done=False)
    assert len(table.room.desks[0].ink().strokes) == 2


def test_a_late_stroke_is_told_where_it_lies() -> None:
    """Both ended at the pad before it heard that the round is open again."""
    table = RoomTable(RACE)
    [mina] = table.start("Mina")
    answer = table.right(mina)
    table.write(mina, answer)
    table.wait(0.2)
    assert mina.question.round == 2
    bar = line(1, len(answer) - 1, table.ms(mina))
    table.say(mina, p.Ink(1, len(answer), p.packed(bar[:2])))
    assert (mina.question.round, mina.question.keeps) == (1, True)
    table.say(mina, p.Ink(1, len(answer), p.packed(bar[2:]), up=True))
    assert len(mina.sheet.ink) == len(answer) + 1
    assert mina.sheet.strokes == len(answer) + 1


def test_unsure_ink_is_asked_about_and_a_choice_counts() -> None:
    table = RoomTable(RACE)
    [mina] = table.start("Mina")
    answer = table.right(mina)
    table.write(mina, answer, dot=True)
    table.wait(0.2)
    unsure = mina.all(p.Unsure)[-1]
    assert unsure.offered[0] == answer
    table.say(mina, p.Choose(1, answer))
    assert mina.verdicts[1].outcome is p.Outcome.RIGHT


def test_a_misread_is_corrected() -> None:
    table = RoomTable(RACE)
    [mina] = table.start("Mina")
    wrong = table.wrong(mina)
    right = table.right(mina)
    table.write(mina, wrong)
    table.wait(0.1)
    table.say(mina, p.Else(1))
    assert mina.all(p.WhatElse)[-1] == p.WhatElse(1, wrong)
    table.say(mina, p.WroteElse(1, right))
    # The reader was quite sure of the other digit: the round is void, neither gained nor lost.
    assert mina.verdicts[1].outcome in (p.Outcome.VOID, p.Outcome.RIGHT)
    assert mina.standing.slips == 0


def test_typed_digits_count() -> None:
    table = RoomTable(RACE)
    [mina] = table.start("Mina")
    right = table.right(mina)
    table.say(mina, p.Keys(1, right, 1500))
    table.say(mina, p.Done(1, 1600))
    assert mina.verdicts[1].outcome is p.Outcome.RIGHT


def test_undo_and_clear_change_the_sheet() -> None:
    table = RoomTable(RACE)
    [mina] = table.start("Mina")
    table.write(mina, "12", done=False)
    table.say(mina, p.Undo(1))
    assert len(mina.sheet.ink) == 1
    assert mina.sheet.strokes == 2
    table.say(mina, p.Clear(1))
    assert mina.sheet.ink == []


def test_practice_goes_on_until_the_host_ends_it() -> None:
    table = RoomTable(p.Rules(p.Game.PRACTICE, level=4, length=0))
    [mina] = table.start("Mina")
    for _ in range(12):
        table.answer(mina)
    assert table.room.stage is p.Stage.PLAYING
    table.order(p.Ask.FINISH)
    assert (table.room.stage, mina.all(p.Finished)[-1].right) == (p.Stage.OVER, 12)


def test_everybody_may_play_at_their_own_level() -> None:
    table = RoomTable(p.Rules(p.Game.RACE, level=4, length=3, own_levels=True))
    mina, ben = table.join("Mina"), table.join("Ben")
    table.say(ben, p.AtLevel(10))
    table.order(p.Ask.START)
    assert solve_size(ben) > solve_size(mina)
    assert [row.level for row in table.watch()[0].rows] == [4, 10]


def solve_size(pad: Pad) -> int:
    return max(int(word) for word in pad.question.text.split() if word.isdigit())


def test_the_pad_may_be_left_without_the_question() -> None:
    table = RoomTable(p.Rules(p.Game.RACE, level=4, length=3, question_on_pad=False))
    [mina] = table.start("Mina")
    assert mina.question.text == ""
    assert table.watch()[0].rows[0].question


# The connection


def test_a_lost_seat_comes_back_with_score_place_and_question() -> None:
    table = RoomTable(RACE)
    mina, ben = table.start("Mina", "Ben")
    table.answer(mina)
    score, question = mina.standing, mina.question
    table.room.lost(mina.seat, table.now)
    table.answer(ben)
    table.wait(5)
    mina.heard.clear()
    table.back(mina)
    assert (mina.question.text, mina.question.round) == (question.text, 2)
    assert (mina.standing.score, mina.standing.right) == (score.score, 1)
    assert mina.all(p.Welcome)[0].seat == mina.seat


def test_a_question_that_is_hidden_comes_back_whole() -> None:
    """The pad may have been reloaded, and shows it again as soon as the pen comes down."""
    table = RoomTable(RACE)
    [mina] = table.start("Mina")
    question = mina.question
    table.write(mina, table.right(mina), dot=True)
    table.wait(0.2)
    table.room.lost(mina.seat, table.now)
    mina.heard.clear()
    table.back(mina)
    assert (mina.question.text, mina.question.position) == (question.text, 1)
    assert mina.all(p.Unsure)[-1].round == 1


def test_a_verdict_that_is_disputed_comes_back_with_its_question() -> None:
    table = RoomTable(RACE)
    [mina] = table.start("Mina")
    question = mina.question
    verdict = table.answer(mina, right=False)
    table.say(mina, p.Else(1))
    table.room.lost(mina.seat, table.now)
    mina.heard.clear()
    table.back(mina)
    kinds = (p.Question, p.Verdict, p.WhatElse)
    told = [message for message in mina.heard if isinstance(message, kinds)]
    assert [type(message) for message in told] == list(kinds)
    assert told[0].text == question.text
    assert (told[1].outcome, told[1].solved) == (verdict.outcome, verdict.solved)
    table.say(mina, p.NeverMind(1))
    table.say(mina, p.Next(1))
    table.wait(1)
    assert mina.question.round == 2


def test_a_question_that_is_paused_comes_back_whole() -> None:
    table = RoomTable(RACE)
    [mina] = table.start("Mina")
    text = mina.question.text
    table.order(p.Ask.PAUSE)
    table.room.lost(mina.seat, table.now)
    table.back(mina)
    assert mina.question.text == text


def test_rounds_that_were_closed_meanwhile_are_told_to_who_comes_back() -> None:
    table = RoomTable(p.Rules(p.Game.RACE, level=4, length=5))
    mina, _ = table.start("Mina", "Ben")
    first = table.answer(mina)
    table.room.lost(mina.seat, table.now)
    table.order(p.Ask.NEXT)
    mina.heard.clear()
    table.back(mina)
    [closed] = mina.all(p.Closed)
    assert [(one.round, one.outcome, one.position) for one in closed.verdicts] == [(1, first.outcome, 1)]
    assert (mina.verdicts[2].outcome, mina.verdicts[2].position) == (p.Outcome.PASSED, 2)
    table.say(mina, p.Next(2))
    table.wait(1)
    mina.heard.clear()
    table.back(mina)
    [closed] = mina.all(p.Closed)
    assert [(one.round, one.outcome) for one in closed.verdicts] == [
        (1, p.Outcome.RIGHT),
        (2, p.Outcome.PASSED),
    ]
    assert all(one.solved and not one.stays for one in closed.verdicts)


def test_the_last_verdict_is_told_to_who_comes_back_when_all_is_over() -> None:
    table = RoomTable(p.Rules(p.Game.RACE, level=4, length=1))
    [mina] = table.start("Mina")
    table.room.lost(mina.seat, table.now)
    table.order(p.Ask.NEXT)
    table.order(p.Ask.FINISH)
    mina.heard.clear()
    table.back(mina)
    [closed] = mina.all(p.Closed)
    assert [(one.round, one.outcome) for one in closed.verdicts] == [(1, p.Outcome.PASSED)]
    assert isinstance(mina.heard[-1], p.Finished)


def test_a_round_that_does_not_count_leaves_its_position_to_the_next() -> None:
    table = RoomTable(p.Rules(p.Game.RACE, level=4, length=5))
    [mina] = table.start("Mina")
    table.answer(mina, right=False)
    table.say(mina, p.Else(1))
    table.say(mina, p.WroteElse(1, table.right(mina)))
    assert mina.verdicts[1].outcome is p.Outcome.VOID
    table.wait(1)
    table.answer(mina)
    assert [mina.verdicts[round].position for round in (1, 2)] == [1, 1]


def test_ink_written_before_the_loss_lies_on_the_sheet_again() -> None:
    table = RoomTable(RACE)
    [mina] = table.start("Mina")
    table.write(mina, "4", done=False)
    table.room.lost(mina.seat, table.now)
    table.wait(3)
    table.back(mina)
    assert (len(mina.sheet.ink), mina.sheet.strokes) == (1, 1)


def test_an_answer_written_meanwhile_is_accepted() -> None:
    table = RoomTable(RACE)
    mina, _ = table.start("Mina", "Ben")
    table.room.lost(mina.seat, table.now)
    right, at = table.right(mina), 2000
    table.wait(10)
    shown = mina.shown
    table.back(mina)
    for place, digit in enumerate(right):
        table.say(
            mina, p.Ink(1, mina.stroke + place, p.packed(line(int(digit), place, at + 300 * place)), True)
        )
    table.say(mina, p.Done(1, at + 900))
    table.wait(0.1)
    assert mina.verdicts[1].outcome is p.Outcome.RIGHT
    assert mina.verdicts[1].seconds == pytest.approx((at + 300 * (len(right) - 1) + 75) / 1000, abs=0.05)
    assert shown < table.now - 10


def test_the_time_away_is_not_counted_after_a_reload() -> None:
    table = RoomTable(RACE)
    [mina] = table.start("Mina")
    table.wait(2)
    table.room.lost(mina.seat, table.now)
    table.wait(30)
    table.back(mina)
    assert mina.question.spent_ms == pytest.approx(2000, abs=60)
    assert table.answer(mina).seconds < 3.5


def test_strokes_that_are_sent_again_count_once() -> None:
    table = RoomTable(RACE)
    [mina] = table.start("Mina")
    for _ in range(3):
        table.say(mina, p.Ink(1, 0, p.packed(line(4, 0, 900)), True))
    assert len(table.room.desks[0].ink().strokes) == 1


def test_a_stroke_in_flight_is_dropped_with_the_connection() -> None:
    table = RoomTable(RACE)
    [mina] = table.start("Mina")
    table.say(mina, p.Ink(1, 0, p.packed(line(4, 0, 900))))
    table.room.lost(mina.seat, table.now)
    table.back(mina)
    assert table.room.desks[0].ink().strokes == ()
    table.say(mina, p.Ink(1, 0, p.packed(line(4, 0, 900)), True))
    assert len(table.room.desks[0].ink().strokes) == 1


def test_a_second_page_takes_the_place_of_the_first() -> None:
    table = RoomTable(RACE)
    [mina] = table.start("Mina")
    table.back(mina)
    assert mina.closed is p.Reason.ELSEWHERE
    assert table.room.here(mina.seat)


def test_a_token_that_nobody_has_is_refused() -> None:
    assert RoomTable(RACE).refused(token="x" * 32) is p.Reason.UNKNOWN_TOKEN


def test_a_race_does_not_wait_for_somebody_who_is_gone() -> None:
    table = RoomTable(RACE)
    mina, ben = table.start("Mina", "Ben")
    for _ in range(3):
        table.answer(mina)
    table.wait(1)
    assert table.room.stage is p.Stage.PLAYING
    table.room.lost(ben.seat, table.now)
    assert table.room.stage is p.Stage.OVER


# Time


@pytest.mark.parametrize("way", [0.0, 0.05, 0.3])
def test_the_way_over_the_network_costs_nobody_time(way: float) -> None:
    table = RoomTable(RACE, way=way)
    [mina] = table.start("Mina")
    for _ in range(8):  # the host learns how long the way is
        table.say(mina, p.Ping(1, max(1, round(1000 * (table.now - 2 * way)))))
    table.wait(2.0 + way)
    thought = table.ms(mina) / 1000
    right = table.right(mina)
    table.write(mina, right)
    table.wait(0.1)
    written = 0.1 * (len(right) - 1) + 0.075
    assert mina.verdicts[1].seconds == pytest.approx(thought + written, abs=0.02)


def test_a_pad_cannot_say_that_hardly_any_time_has_passed() -> None:
    table = RoomTable(RACE)
    [mina] = table.start("Mina")
    table.wait(20)
    for place, digit in enumerate(table.right(mina)):
        table.say(mina, p.Ink(1, place, p.packed(line(int(digit), place, 10 + place)), True))
    table.say(mina, p.Done(1, 20))
    table.wait(0.1)
    assert mina.verdicts[1].seconds > 19


def test_a_pad_cannot_wind_the_clock_forward() -> None:
    table = RoomTable(RACE)
    [mina] = table.start("Mina")
    table.wait(1)
    for place, digit in enumerate(table.right(mina)):
        table.say(mina, p.Ink(1, place, p.packed(line(int(digit), place, 10**7)), True))
    table.say(mina, p.Done(1, 10**7))
    table.wait(0.1)
    assert mina.verdicts[1].seconds < 1.5


def test_pausing_stops_the_clock_and_nothing_is_taken() -> None:
    table = RoomTable(RACE)
    [mina] = table.start("Mina")
    table.wait(1)
    table.order(p.Ask.PAUSE)
    assert mina.stage is p.Stage.PAUSED
    table.say(mina, p.Ink(1, 0, p.packed(line(4, 0, 900)), True))
    table.wait(30)
    assert table.room.desks[0].ink().strokes == ()
    table.order(p.Ask.RESUME)
    assert mina.stage is p.Stage.PLAYING
    assert table.answer(mina).seconds < 32


# The host


def test_only_the_hosts_key_gives_orders() -> None:
    table = RoomTable(RACE)
    mina = table.join("Mina")
    table.watch(1, key="")
    assert not table.room.order(1, p.Order(p.Ask.START), table.now)
    assert table.room.stage is p.Stage.LOBBY
    with pytest.raises(RefusedError) as caught:
        table.room.watch(p.Watch(p.VERSION, "4719", mina.token), 2, table.now)
    assert caught.value.reason is p.Reason.WRONG_KEY
    table.watch(3, key=KEY)
    assert table.room.order(3, p.Order(p.Ask.START), table.now)
    assert table.room.stage is p.Stage.PLAYING


def test_a_pad_that_orders_something_is_not_heard() -> None:
    table = RoomTable(RACE)
    mina = table.join("Mina")
    table.room.hear(mina.seat, p.Order(p.Ask.START), table.now)  # type: ignore[arg-type]
    assert table.room.stage is p.Stage.LOBBY


def test_a_removed_player_is_gone_and_the_token_opens_nothing() -> None:
    table = RoomTable(RACE)
    mina, _ = table.start("Mina", "Ben")
    table.order(p.Ask.REMOVE, mina.seat)
    assert mina.closed is p.Reason.REMOVED
    assert table.refused(token=mina.token) is p.Reason.UNKNOWN_TOKEN


def test_the_teacher_passes_a_question_for_a_pupil() -> None:
    table = RoomTable(RACE)
    mina, ben = table.start("Mina", "Ben")
    table.order(p.Ask.PASS, mina.seat)
    assert mina.verdicts[1].outcome is p.Outcome.PASSED
    assert not ben.verdicts


def test_the_teacher_gives_a_pupil_a_hint() -> None:
    table = RoomTable(RACE)
    mina, ben = table.start("Mina", "Ben")
    answer = table.right(mina)
    table.order(p.Ask.HINT, mina.seat)
    [given] = mina.all(p.Hint)
    assert given.round == 1 and answer not in given.text.split()
    assert not ben.all(p.Hint) and not mina.verdicts
    table.room.lost(mina.seat, table.now)
    mina.heard.clear()
    table.back(mina)
    assert mina.all(p.Hint) == [given], "it shows again"
    table.answer(mina)
    mina.heard.clear()
    table.back(mina)
    assert mina.all(p.Hint) == [], "it was for the round before"


def test_where_nothing_is_asked_there_is_no_hint() -> None:
    table = RoomTable(RACE)
    [mina] = table.start("Mina")
    table.answer(mina, right=False)
    table.order(p.Ask.HINT, mina.seat)
    table.order(p.Ask.HINT, 7)
    assert mina.all(p.Hint) == []


def test_the_rules_change_between_matches_only() -> None:
    table = RoomTable(RACE)
    table.start("Mina")
    table.room.do(p.Rules(p.Game.BUZZ), table.now)
    assert table.room.rules == RACE
    table.order(p.Ask.FINISH)
    table.room.do(p.Rules(p.Game.PRACTICE, length=0), table.now)
    table.order(p.Ask.START)
    assert table.room.rules.game is p.Game.PRACTICE


def test_everybody_who_is_here_is_told_the_new_rules() -> None:
    """Once only those who came later were: the others waited for the game that the room had begun with."""
    table = RoomTable(p.Rules(level=4, own_levels=True))
    mina = table.join("Mina")
    table.say(mina, p.AtLevel(7))
    rules = p.Rules(p.Game.BUZZ, level=6)
    table.room.do(rules, table.now)
    table.deliver()
    assert mina.all(p.Rules) == [rules]
    table.room.do(p.Rules(p.Game.RACE, level=6, length=3, own_levels=True), table.now)
    table.order(p.Ask.START)
    assert table.room._setup(mina.seat).level == 6, "what was chosen before has been forgotten"


def test_the_host_ends_the_room() -> None:
    table = RoomTable(RACE)
    table.start("Mina")
    table.order(p.Ask.END)
    assert table.ended is p.Reason.ENDED


# Screens


def test_a_screen_sees_ink_as_it_is_written() -> None:
    table = RoomTable(RACE)
    screen = table.watch()
    [mina] = table.start("Mina")
    table.say(mina, p.Ink(1, 0, p.packed(line(4, 0, 900))))
    table.wait(0.1)
    live = [one for one in screen if isinstance(one, p.Live)]
    assert live[-1].pieces[0].seat == mina.seat
    assert p.unpacked(live[-1].pieces[0].points)[0][:2] == (-300, -600)


def test_a_screen_that_comes_late_sees_everything() -> None:
    table = RoomTable(RACE)
    mina, _ = table.start("Mina", "Ben")
    table.write(mina, "4", done=False)
    [room] = table.watch()
    assert [row.name for row in room.rows] == ["Mina", "Ben"]
    assert [len(ink) for ink in room.ink] == [1, 0]
    assert (room.orders, room.stage) == (True, p.Stage.PLAYING)


def test_only_a_keyed_screen_gets_the_progress() -> None:
    table = RoomTable(RACE)
    plain, keyed = table.watch(1, key=""), table.watch(2)
    mina, _ = table.start("Mina", "Ben")
    table.answer(mina, right=False)
    table.wait(1.2)
    assert not [one for one in plain if isinstance(one, p.Progress)]
    progress = [one for one in keyed if isinstance(one, p.Progress)][-1]
    row = next(one for one in progress.pupils if one.seat == mina.seat)
    assert (row.wrong, row.right, len(row.missed)) == (1, 0, 1)


def test_the_teacher_sees_what_a_pupil_wrote_and_a_misread_is_not_wrong() -> None:
    table = RoomTable(RACE)
    mina, _ = table.start("Mina", "Ben")
    table.answer(mina, right=False)
    table.say(mina, p.Else(1))
    table.say(mina, p.WroteElse(1, table.right(mina)))
    table.wait(0.2)
    first = mina.question
    table.answer(mina)
    pupil = next(one for one in table.room.screens.progress(table.now).pupils if one.seat == mina.seat)
    # The reader was quite sure of the other digit: the round is void, neither gained nor lost.
    assert (pupil.right, pupil.wrong, pupil.misread, pupil.missed) == (1, 0, 1, [])
    assert [one.outcome for one in pupil.latest] == [p.Outcome.RIGHT, p.Outcome.VOID]
    assert pupil.latest[0].question == first.text
    assert pupil.thinking > 0


def test_the_class_has_each_fact_with_its_misses() -> None:
    table = RoomTable(RACE)
    pads = table.start("Mina", "Ben", "Zoe")
    for pad in pads:
        table.answer(pad, right=pad is not pads[0])
    [fact] = table.room.screens.progress(table.now).facts
    assert (fact.asked, fact.missed) == (3, 1)
    assert fact.key == pads[0].verdicts[1].solved.split(" =")[0].replace(" ", "")


def test_a_pupil_is_still_for_as_long_as_nothing_is_written() -> None:
    table = RoomTable(RACE)
    mina, _ = table.start("Mina", "Ben")
    table.wait(7.5)
    table.write(mina, "1", done=False)
    still = {one.name: one.still_s for one in table.room.screens.progress(table.now).pupils}
    assert still["Mina"] == 0 and still["Ben"] in (7, 8)


def exercise(*facts: str) -> Exercise:
    return Exercise(3, "Sevens", tuple(Question(Fact.parse(fact)) for fact in facts))


def with_exercise(rules: p.Rules, one: Exercise) -> RoomTable:
    table = RoomTable()
    equipment = replace(table.equipment, store=table.shelf, exercises=lambda: [one])
    table.room = Room("4719", KEY, equipment, now=table.now, seed=11)
    table.room.do(rules, table.now)
    return table


@pytest.mark.parametrize("game", [p.Game.RACE, p.Game.PRACTICE, p.Game.BUZZ])
def test_an_exercise_is_asked_instead_of_a_level(game: p.Game) -> None:
    table = with_exercise(p.Rules(game, level=9, own_levels=True, exercise=3), exercise("7×8", "7×6"))
    assert not table.room.rules.own_levels
    pads = table.start("Mina", "Ben")
    assert {pad.question.text for pad in pads} <= {"7 × 8 =", "7 × 6 ="}
    table.answer(pads[0])
    table.wait(3)
    assert pads[0].question.text in ("7 × 8 =", "7 × 6 =")


def test_a_verdict_tells_what_was_asked_where_the_pad_has_no_question() -> None:
    asked = Question(Fact.parse("7×8"), Missing.LEFT)
    table = with_exercise(p.Rules(exercise=3, question_on_pad=False), Exercise(3, "Sevens", (asked,)))
    [mina] = table.start("Mina")
    assert mina.question.text == ""
    for place, digit in enumerate("7"):
        table.say(mina, p.Ink(1, place, p.packed(line(int(digit), place, 900)), True))
    table.say(mina, p.Done(1, 1200))
    table.wait(0.1)
    verdict = mina.verdicts[1]
    assert (verdict.outcome, verdict.question, verdict.solved) == (
        p.Outcome.RIGHT,
        "? × 8 = 56",
        "7 × 8 = 56",
    )


@pytest.mark.parametrize(("chosen", "kept"), [(3, 3), (0, None)])
def test_answers_are_kept_with_the_exercise_that_they_are_from(chosen: int, kept: int | None) -> None:
    table = with_exercise(p.Rules(level=4, exercise=chosen), exercise("7×8", "7×6"))
    [mina] = table.start("Mina")
    table.answer(mina)
    table.wait(0.1)
    assert [opening.occasion.exercise for opening in table.shelf.opened] == [kept]
    assert table.shelf.answers


def test_an_exercise_that_is_not_there_is_left_out() -> None:
    table = with_exercise(p.Rules(exercise=4, own_levels=True), exercise("7×8", "7×6"))
    assert (table.room.rules.exercise, table.room.rules.own_levels) == (0, True)


def test_exercises_are_named_to_the_host_alone() -> None:
    table = with_exercise(p.Rules(), exercise("7×8", "7×6"))
    assert table.watch(1)[0].exercises == [p.ExerciseName(3, "Sevens")]
    assert table.watch(2, key="")[0].exercises == []


def test_who_writes_nothing_for_long_is_stuck_and_comes_first() -> None:
    table = RoomTable(RACE)
    table.start("Mina", "Ben")
    table.wait(15)
    table.answer(table.pads[0])
    table.wait(10)
    progress = table.room.screens.progress(table.now)
    assert [(one.name, one.need) for one in progress.pupils] == [
        ("Ben", p.Need.STUCK),
        ("Mina", p.Need.NONE),
    ]


def test_the_podium_has_the_first_three_and_their_best_digits() -> None:
    table = RoomTable(RACE)
    screen = table.watch()
    pads = table.start("A", "B", "C", "D")
    for pad in pads:
        for round_ in range(3):
            table.answer(pad, right=round_ >= pad.seat)
            if round_ < pad.seat:
                table.say(pad, p.Next(pad.question.round))
                table.wait(1)
    podium = [one for one in screen if isinstance(one, p.Podium)][-1]
    assert [row.name for row in podium.first] == ["A", "B", "C"]
    assert [best.seat for best in podium.best] == [0, 1, 2]


def test_ink_in_the_lobby_goes_on_the_name_tag() -> None:
    table = RoomTable(RACE)
    mina = table.join("Mina")
    table.say(mina, p.Ink(0, 0, p.packed(line(4, 0, 0)), True))
    assert len(table.watch()[0].ink[0]) == 1
    for stroke in range(1, 400):
        table.say(mina, p.Ink(0, stroke, p.packed(line(4, 0, 0)), True))
    assert sum(len(points) // 3 for points in table.watch(2)[0].ink[0]) <= 600


def test_jitter_does_not_make_anybody_slower() -> None:
    """Each message is 0 to 300 ms late, in order, and the two clocks have nothing to do with each other."""
    rng, errors = Random(4), []
    for _ in range(60):
        table = RoomTable(RACE)
        [mina] = table.start("Mina")
        for _ in range(8):
            table.say(mina, p.Ping(1, max(1, round(1000 * (table.now - rng.uniform(0, 0.6))))))
        shown = table.now + rng.uniform(0, 0.3)
        arrives = shown
        moments: list[tuple[float, p.FromPad]] = []
        at = round(1000 * rng.uniform(0.7, 2.0))
        for place, digit in enumerate(table.right(mina)):
            spots = line(int(digit), place, at)
            moments.append((shown + spots[0][2] / 1000, p.Ink(1, place, p.packed(spots[:1]))))
            moments.append((shown + spots[-1][2] / 1000, p.Ink(1, place, p.packed(spots[1:]), True)))
            at = spots[-1][2] + 150
        truth = (at - 150) / 1000
        moments.append((shown + truth + 0.05, p.Done(1, round(1000 * (truth + 0.05)))))
        for moment, message in moments:
            arrives = max(arrives, moment + rng.uniform(0, 0.3))
            table.wait(max(0.0, arrives - table.now))
            table.say(mina, message)
        table.wait(0.1)
        errors.append(abs(mina.verdicts[1].seconds - truth))
    assert sorted(errors)[round(0.99 * len(errors)) - 1] <= 0.02


def test_more_digits_than_an_answer_can_have_are_told_shortened() -> None:
    table = RoomTable(p.Rules(level=4, length=3))
    told = table.watch()
    (pad,) = table.start("Mina")
    table.write(pad, "44444444")
    table.wait(0.2)
    assert pad.verdicts[1].given == "444444", "it is a message of the protocol all the same"
    assert [p.decode_from_host(p.encode(one)) for one in told] == told


def test_a_class_that_answers_at_one_moment_is_told_of_it_once() -> None:
    """Telling each of everybody's answer at once delays the verdicts of those who come last."""
    table = RoomTable()
    pads = table.start(*(f"P{seat}" for seat in range(12)))
    before = [len(pad.all(p.Standing)) for pad in pads]
    for pad in pads:
        round_, text = pad.question.round, table.right(pad)
        for place, digit in enumerate(text):
            spots = line(int(digit), place, 0)
            table.say(pad, p.Ink(round_, place, p.packed(spots), up=True))
        table.say(pad, p.Done(round_, 0))
    table.wait(STANDINGS_S / 2)
    assert all(len(pad.all(p.Verdict)) == 1 for pad in pads)
    assert [pad.standing.right for pad in pads] == [1] * 12, "each knows their own score with the verdict"
    table.wait(STANDINGS_S)
    told = [len(pad.all(p.Standing)) - first for pad, first in zip(pads, before, strict=True)]
    assert max(told) <= 3
    places = table.room.places()
    assert [pad.standing.place for pad in pads] == [places[pad.seat] for pad in pads]
