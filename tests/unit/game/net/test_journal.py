"""The journal: what is written comes back up to the first damage, and the room with it."""

from __future__ import annotations

import stat
import sys
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from game.net import protocol as p
from game.net.equipment import Exercise
from game.net.journal import (
    FORMAT,
    Did,
    Entry,
    Fence,
    Journal,
    Left,
    Locked,
    OvertakenError,
    RoomOpened,
    Sat,
    Staged,
    Wrote,
    entries,
    framed,
)
from game.net.room import Room
from game.play import commands as c
from game.play.answer import Seen
from game.play.questions import Fact, Question
from game.store_adapter import StoreAdapter
from tests.temporary_store import temporary_store
from tests.unit.game.net.room_table import KEY, Pad, RoomTable, line

RACE = p.Rules(p.Game.RACE, level=4, length=5)
SOME: list[Entry] = [
    RoomOpened(FORMAT, "4719", "key", "Class", 11, RACE, 0, 0),
    Sat(0, "Mina", "hash", None, 0, 4),
    Did.of(0, c.PenDown(1), 1.25),
    Did.of(0, c.Read(1, 2, Seen("7", True, True, (("7", 0.9),), ((0.1,) * 10,))), 1.5),
    Did.of(0, None, 2.0),
    Wrote(0, 1, 0, [1, 2, 3]),
    Locked(True),
    Staged(p.Stage.PLAYING, 1),
    Left(0),
]


def frames(kept: list[Entry]) -> list[bytes]:
    return [framed(entry) for entry in kept]


def test_what_is_written_comes_back(tmp_path: Path) -> None:
    journal = Journal(tmp_path / "4719.journal")
    for entry in SOME:
        journal.put(entry)
    journal.close(forget=False)
    again = entries((tmp_path / "4719.journal").read_bytes())
    assert frames(again) == frames(SOME)
    did = again[3]
    assert isinstance(did, Did)
    assert did.command == c.Read(1, 2, Seen("7", True, True, (("7", 0.9),), ((0.1,) * 10,)))


@given(st.data())
def test_a_journal_is_read_up_to_its_first_damage(data: st.DataObject) -> None:
    written = frames(SOME)
    whole = b"".join(written)
    at = data.draw(st.integers(0, len(whole) - 1))
    cut = data.draw(st.booleans())
    broken = whole[:at] if cut else whole[:at] + bytes([whole[at] ^ 0x41]) + whole[at + 1 :]
    ends = [len(b"".join(written[: count + 1])) for count in range(len(written))]
    assert frames(entries(broken)) == written[: sum(end <= at for end in ends)]


@given(st.binary(max_size=300))
def test_any_bytes_are_a_journal_of_some_length(data: bytes) -> None:
    assert isinstance(entries(data), list)


def test_a_journal_that_begins_anew_holds_that_alone(tmp_path: Path) -> None:
    path = tmp_path / "4719.journal"
    journal = Journal(path)
    for entry in SOME:
        journal.put(entry)
    journal.rewrite(SOME[:2])
    journal.put(SOME[-1])
    journal.close(forget=False)
    assert entries(path.read_bytes()) == [*SOME[:2], SOME[-1]]


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no such rights")
def test_nobody_else_may_read_a_journal(tmp_path: Path) -> None:
    journal = Journal(tmp_path / "4719.journal")
    assert stat.S_IMODE((tmp_path / "4719.journal").stat().st_mode) == 0o600
    journal.close(forget=True)
    assert not (tmp_path / "4719.journal").exists()


@pytest.mark.skipif(sys.platform == "win32", reason="Windows locks files otherwise")
class TestTwoProcessesThatBothBelieveTheyHoldARoom:
    def journal(self, folder: Path, number: int) -> Journal:
        return Journal(folder / "4719.journal", Fence(folder / "4719.fence", number))

    def written(self, folder: Path) -> list[Entry]:
        return entries((folder / "4719.journal").read_bytes())

    def test_only_the_one_with_the_higher_number_writes(self, tmp_path: Path) -> None:
        first = self.journal(tmp_path, 1)
        first.put(SOME[0])
        first.flush()
        second = self.journal(tmp_path, 2)
        assert self.written(tmp_path) == SOME[:1]
        first.put(SOME[1])
        first.flush()
        assert first.overtaken and not second.overtaken
        assert self.written(tmp_path) == SOME[:1]
        second.put(SOME[-1])
        second.close(forget=False)
        assert self.written(tmp_path) == [SOME[0], SOME[-1]]

    def test_the_other_can_neither_begin_anew_nor_delete_it(self, tmp_path: Path) -> None:
        first, third = self.journal(tmp_path, 1), self.journal(tmp_path, 1)
        second = self.journal(tmp_path, 2)
        second.rewrite(SOME[:2])
        first.rewrite(SOME[:1])
        assert first.overtaken
        first.close(forget=True)
        third.close(forget=True)
        assert self.written(tmp_path) == SOME[:2]
        assert Fence.height(tmp_path / "4719.fence") == 2
        second.close(forget=True)
        assert list(tmp_path.iterdir()) == []

    def test_a_lower_number_comes_too_late(self, tmp_path: Path) -> None:
        second = self.journal(tmp_path, 2)
        with pytest.raises(OvertakenError):
            Fence(tmp_path / "4719.fence", 1)
        second.put(SOME[0])
        second.flush()
        assert not second.overtaken


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="there is no device that is always full")
def test_on_a_full_disk_play_goes_on_and_the_log_says_so_once(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    path = tmp_path / "4719.journal"
    path.symlink_to("/dev/full")
    journal = Journal(path)
    for entry in SOME[:2]:
        journal.put(entry)
        journal.flush()
    assert journal.failed
    [said] = [record.getMessage() for record in caplog.records if record.name == "game.net.journal"]
    assert "(No space left on device)" in said and said.endswith("Make room on the disk.")
    journal.close(forget=False)


class KilledTable(RoomTable):
    """A room whose host can be killed: all that is left then is its journal."""

    def __init__(self, rules: p.Rules, store: StoreAdapter | None = None) -> None:
        super().__init__(rules)
        self.equipment = replace(self.equipment, store=store)
        self.written: list[Entry] = []
        self.room = Room(
            "4719",
            KEY,
            self.equipment,
            now=self.now,
            seed=11,
            rules=rules,
            journal=self.written.append,
            begin_anew=self._anew,
        )

    def _anew(self, kept: object) -> None:
        self.written[:] = list(kept)  # type: ignore[call-overload]

    def kill(self) -> None:
        """The host dies, and another process takes the room up a while later, by a clock of its own."""
        kept = entries(b"".join(map(framed, self.written)))
        assert frames(kept) == frames(self.written)
        self.now = 7.0
        self.room = Room.take_up(kept, self.equipment, now=self.now, journal=self.written.append)


def everything(table: RoomTable) -> list[object]:
    room = table.room
    return [
        room.stage,
        room.rules,
        room.locked,
        [
            (
                seat,
                desk.score,
                desk.round,
                desk.question(),
                desk.doing(),
                desk.answers,
                len(desk.ink().strokes),
            )
            for seat, desk in sorted(room.desks.items())
        ],
    ]


def test_a_killed_host_takes_the_room_up_as_it_was() -> None:
    table = KilledTable(RACE)
    mina, ben = table.start("Mina", "Ben")
    table.answer(mina)
    table.answer(ben, right=False)
    table.wait(1.0)
    table.write(mina, "1", done=False)
    table.wait(0.1)
    before = everything(table)
    table.kill()
    assert everything(table) == before
    for pad in (mina, ben):
        table.back(pad)
    assert (mina.question.round, len(mina.sheet.ink), mina.standing.right) == (2, 1, 1)
    assert ben.verdicts[1].outcome is p.Outcome.WRONG


def test_an_exercise_is_asked_further_though_it_was_deleted_meanwhile() -> None:
    table = KilledTable(RACE)
    sevens = Exercise(3, "Sevens", tuple(Question(Fact.parse(key)) for key in ("7×8", "7×6")))
    there = [sevens]
    equipment = replace(table.equipment, exercises=lambda: there)
    table.equipment = table.room._equipment = equipment
    table.room.do(p.Rules(length=3, exercise=3), table.now)
    [mina] = table.start("Mina")
    table.answer(mina)
    there.clear()
    table.kill()
    table.back(mina)
    table.answer(mina)
    assert mina.question.text in ("7 × 8 =", "7 × 6 =")


def test_play_goes_on_after_it_and_survives_another_kill() -> None:
    table = KilledTable(RACE)
    mina, ben = table.start("Mina", "Ben")
    for _ in range(2):
        table.answer(mina)
        table.kill()
        for pad in (mina, ben):
            table.back(pad)
    for _ in range(3):
        table.answer(mina)
    table.wait(1)
    assert mina.standing.right == 5
    assert mina.all(p.Finished)


def test_the_stroke_in_flight_is_lost_and_no_more() -> None:
    table = KilledTable(RACE)
    [mina] = table.start("Mina")
    table.say(mina, p.Ink(1, 0, p.packed(line(4, 0, 900)), True))
    table.say(mina, p.Ink(1, 1, p.packed(line(2, 1, 1300))))
    table.kill()
    table.back(mina)
    assert (len(mina.sheet.ink), mina.sheet.strokes) == (1, 1)
    table.say(mina, p.Ink(1, 1, p.packed(line(2, 1, 1300)), True))
    assert len(table.room.desks[0].ink().strokes) == 2


def test_a_first_stroke_in_flight_leaves_an_empty_sheet() -> None:
    table = KilledTable(RACE)
    [mina] = table.start("Mina")
    table.say(mina, p.Ink(1, 0, p.packed(line(4, 0, 900))))
    table.kill()
    table.back(mina)
    assert table.room.desks[0].doing() is p.Doing.THINKING
    assert table.answer(mina).outcome is p.Outcome.RIGHT


def test_who_was_removed_stays_removed() -> None:
    table = KilledTable(RACE)
    mina, _ = table.start("Mina", "Ben")
    table.order(p.Ask.REMOVE, mina.seat)
    table.kill()
    assert table.refused(token=mina.token) is p.Reason.UNKNOWN_TOKEN
    assert list(table.room.desks) == [1]


def test_the_hosts_key_opens_the_room_again() -> None:
    table = KilledTable(RACE)
    table.start("Mina")
    table.kill()
    assert table.room.opens(KEY)
    assert not table.room.opens("x" + KEY[1:])


@pytest.mark.parametrize(
    "rules",
    [
        p.Rules(p.Game.BUZZ, level=4, length=4),
        p.Rules(p.Game.TEAMS, level=4, length=4, teams=2),
        p.Rules(p.Game.TOGETHER, level=4, length=60),
        p.Rules(p.Game.PRACTICE, level=4, length=0),
    ],
)
def test_every_game_is_taken_up(rules: p.Rules) -> None:
    table = KilledTable(rules)
    pads = table.start("Mina", "Ben")
    table.answer(pads[0])
    table.wait(3.5)
    before = everything(table)
    left = table.room._game.left_s(table.now)
    table.kill()
    assert everything(table) == before
    if left is not None:
        again = table.room._game.left_s(table.now)
        assert again == pytest.approx(left, abs=1.1)
    for pad in pads:
        table.back(pad)

    def rounds(pad: Pad) -> int:
        return len(pad.verdicts)

    open_ = [pad for pad in pads if table.room.desks[pad.seat].open]
    count = rounds(open_[0])
    table.answer(open_[0])
    table.wait(3.5)
    assert rounds(open_[0]) == count + 1


@settings(max_examples=25, deadline=None)
@given(st.lists(st.sampled_from(["right", "wrong", "next", "stroke", "undo", "wait", "pass"]), max_size=14))
def test_whatever_was_done_the_room_is_as_it_was(acts: list[str]) -> None:
    table = KilledTable(RACE)
    [mina, _] = table.start("Mina", "Ben")
    for act in acts:
        if mina.all(p.Finished):
            break
        round_ = mina.question.round
        if act == "right" and table.room.desks[0].open and not table.room.desks[0].ink():
            table.answer(mina)
        elif act == "wrong" and table.room.desks[0].open and not table.room.desks[0].ink():
            table.answer(mina, right=False)
        elif act == "next":
            table.say(mina, p.Next(round_))
        elif act == "stroke":
            table.say(mina, p.Ink(round_, mina.stroke, p.packed(line(3, 2, table.ms(mina))), True))
            mina.stroke += 1
        elif act == "undo":
            table.say(mina, p.Undo(round_))
        elif act == "pass":
            table.say(mina, p.Pass(round_))
        table.wait(0.9)
    before = everything(table)
    table.kill()
    assert everything(table) == before


def test_what_had_not_got_to_the_store_before_a_kill_gets_there_after_it_and_once() -> None:
    with temporary_store() as store:
        table = KilledTable(RACE, StoreAdapter(store))
        [mina] = table.start("Mina")
        for _ in range(3):
            table.answer(mina)
        table.wait(1.0)
        [match] = [row["id"] for row in store.connection.rows("SELECT id FROM matches")]
        whole = store.matches.answers(match)
        assert [answer.round for answer in whole] == [1, 2, 3]
        with store.connection.writing() as db:  # the last one was still on its way
            db.execute("DELETE FROM answers WHERE round = 3")
        table.kill()
        table.wait(1.0)
        again = store.matches.answers(match)
        assert [answer.round for answer in again] == [1, 2, 3]
        assert again[:2] == whole[:2]
        assert (again[2].given, again[2].outcome) == (whole[2].given, whole[2].outcome)
        assert again[2].ink is not None and len(again[2].ink.strokes) == len(whole[2].ink.strokes)  # type: ignore[union-attr]
        table.back(mina)
        table.answer(mina)
        table.wait(1.0)
        assert len(store.matches.answers(match)) == 4
        assert store.connection.value("SELECT count(*) FROM matches") == 1
