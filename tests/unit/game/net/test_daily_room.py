"""A room that plays the Daily: its questions, and how its players stand among those of other rooms."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from datetime import date
from typing import Any

from game.net import protocol as p
from game.net.daily_board import DailyResult, MemoryBoard, Today
from game.net.journal import Entry as Written
from game.net.journal import entries, framed
from game.net.letters import ToBoard
from game.net.room import Room
from game.play.match import Match
from game.play.modes import daily
from tests.unit.game.net.room_table import KEY, Pad, RoomTable
from tests.unit.game.net.test_server import Site, answer, say, served, until

DAILY = p.Rules(daily=True)
DAY = date(2026, 11, 29)


class DailyTable(RoomTable):
    """A room with a board in memory, on a day that is moved by hand."""

    def __init__(self, rules: p.Rules = DAILY, seed: int = 11, board: MemoryBoard | None = None) -> None:
        super().__init__(rules)
        self.day, self.board, self.entered = DAY, board or MemoryBoard(), list[DailyResult]()
        self.written: list[Written] = []
        self.equipment = replace(self.equipment, today=lambda: self.day)
        self.room = Room(
            "4719",
            KEY,
            self.equipment,
            now=self.now,
            seed=seed,
            rules=rules,
            journal=self.written.append,
            begin_anew=self._anew,
        )

    def _anew(self, kept: Any) -> None:
        self.written[:] = kept

    def kill(self) -> None:
        """The host dies, and another takes the room up."""
        kept = entries(b"".join(map(framed, self.written)))
        self.room = Room.take_up(kept, self.equipment, now=self.now, journal=self.written.append)
        self.deliver()

    def deliver(self) -> None:
        """The board answers at once. Of what waits it takes the latest of each seat, as `Entering` does."""
        super().deliver()
        while letters := {one.seat: one for one in self.letters if isinstance(one, ToBoard)}:
            self.letters[:] = [one for one in self.letters if not isinstance(one, ToBoard)]
            for letter in letters.values():
                self.entered.append(letter.entry)
                self.room.placed(letter.seat, letter.entry, asyncio.run(self.board.enter(letter.entry)))
            super().deliver()

    def play(self, pad: Pad, right: int = 10) -> p.Finished:
        """Answer all ten questions, so many of them right."""
        for at in range(10):
            self.answer(pad, right=at < right)
            self.wait(2.0)
            if pad.question.round == at + 1:
                self.say(pad, p.Next(at + 1))
        finished: p.Finished = pad.all(p.Finished)[-1]
        return finished


def test_all_rooms_ask_the_questions_of_the_day_whatever_else_they_play_by() -> None:
    asked = []
    for seed, rules in ((1, DAILY), (2, replace_rules(DAILY, level=9, length=5, exercise=3))):
        table = DailyTable(rules, seed)
        [mina] = table.start("Mina")
        asked.append(mina.question.text)
        assert mina.question.goal == 10
    first = Match.start(daily("2026-11-29"), 0.0).question(0).text
    assert asked == [first, first]


def replace_rules(rules: p.Rules, **fields: Any) -> p.Rules:
    return p.Rules(**{name: getattr(rules, name) for name in rules.__struct_fields__} | fields)


def test_who_has_finished_is_told_how_they_stand_in_all_rooms() -> None:
    board = MemoryBoard()
    first, second = DailyTable(seed=1, board=board), DailyTable(seed=2, board=board)
    screen = second.watch()
    [mina], [ben] = first.start("Mina"), second.start("Ben")
    told = first.play(mina)
    assert (told.today, told.of_today) == (1, 1)
    told = second.play(ben, right=7)
    assert (told.place, told.players) == (1, 1)
    assert (told.today, told.of_today) == (2, 2)
    shown = [message for message in screen if isinstance(message, p.Board)]
    assert (shown[0].players, shown[-1].players) == (0, 2)
    assert [(line.place, line.name) for line in shown[-1].best] == [(1, ""), (2, "")]
    assert [one for one in second.watch(2) if isinstance(one, p.Board)] == shown[-1:]  # who comes later


def test_names_are_shown_only_where_the_teacher_lets_them_be() -> None:
    for named, name in ((False, ""), (True, "Mina")):
        table = DailyTable(replace_rules(DAILY, named=named))
        [mina] = table.start("Mina")
        table.play(mina)
        assert table.entered[-1].name == name


def test_a_match_that_is_ended_early_is_on_no_board() -> None:
    table = DailyTable()
    mina, _ = table.start("Mina", "Ben")
    table.answer(mina)
    table.order(p.Ask.FINISH)
    assert not table.entered and mina.all(p.Finished)[-1].of_today == 0


def test_a_second_daily_of_the_day_does_not_count_and_the_next_day_does() -> None:
    table = DailyTable()
    [mina] = table.start("Mina")
    table.play(mina, right=6)
    table.order(p.Ask.START)
    table.play(mina)
    boards = table.board._days
    assert [entry.match for entry in boards["2026-11-29"].values()] == [1]
    table.day = date(2026, 11, 30)
    table.order(p.Ask.START)
    table.play(mina)
    assert [entry.match for entry in boards["2026-11-30"].values()] == [3]


def test_a_room_that_is_taken_up_says_its_results_again_and_goes_on_with_its_day() -> None:
    table = DailyTable()
    mina, ben = table.start("Mina", "Ben")
    before = table.play(mina)
    table.answer(ben)
    table.day = date(2026, 11, 30)
    table.kill()
    table.back(mina)
    table.back(ben)
    assert mina.all(p.Finished)[-1] == before
    assert (table.entered[-1].day, len(table.board._days["2026-11-29"])) == ("2026-11-29", 1)
    late = table.join("Kofi")
    assert late.question.text == Match.start(daily("2026-11-29"), 0.0).question(0).text


def test_what_the_board_says_of_an_earlier_match_is_not_told() -> None:
    table = DailyTable()
    [mina] = table.start("Mina")
    table.play(mina)
    entry = table.entered[-1]
    table.order(p.Ask.START)
    told = len(mina.heard)
    table.room.placed(mina.seat, entry, Today(1, 1))
    table.deliver()
    assert len(mina.heard) == told


def test_other_games_and_levels_are_as_they_were() -> None:
    table = DailyTable(p.Rules(p.Game.RACE, level=4, length=3))
    table.room.do(p.Rules(p.Game.BUZZ, daily=True), table.now)
    assert not table.room.rules.daily
    table.room.do(p.Rules(p.Game.RACE, level=4, length=50, own_levels=True, daily=True), table.now)
    assert (table.room.rules.length, table.room.rules.own_levels) == (10, False)


def test_a_host_has_a_board_for_its_rooms() -> None:
    async def test(here: Site) -> None:
        opened = here.host.open(rules=DAILY)
        async with here.socket() as pad, here.socket() as screen:
            await say(screen, p.Watch(p.VERSION, opened.code, opened.key))
            await say(pad, p.Join(p.VERSION, opened.code, "Mina"))
            await until(pad, p.Welcome)
            await say(screen, p.Order(p.Ask.START))
            for at in range(10):
                question = await until(pad, p.Question)
                if at == 0:
                    await answer(pad, question)
                else:
                    await say(pad, p.Pass(question.round))
                await say(pad, p.Next(question.round))
            finished = await until(pad, p.Finished)
            while not finished.of_today:
                finished = await until(pad, p.Finished)
            assert (finished.today, finished.of_today) == (1, 1)
            while (await until(screen, p.Board)).players != 1:
                pass

    served(test)


def test_at_the_end_of_a_match_those_who_finished_first_are_told_anew() -> None:
    table = DailyTable()
    mina, ben = table.start("Mina", "Ben")
    assert table.play(mina).of_today == 1
    assert table.play(ben, right=2).of_today == 2
    assert mina.all(p.Finished)[-1].of_today == 2


def test_those_who_finish_at_once_are_told_of_each_other() -> None:
    table = DailyTable()
    pads = table.start("Mina", "Ben")
    while table.room.stage is not p.Stage.OVER:
        table.order(p.Ask.NEXT)
        table.wait(1.0)
        for pad in pads:
            # The host hears both before the board has answered.
            table.room.hear(pad.seat, p.Next(pad.question.round), table.now)
        table.deliver()
    assert [pad.all(p.Finished)[-1].of_today for pad in pads] == [2, 2]
