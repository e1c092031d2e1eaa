"""Rooms over two processes: found, handed over, taken up, and never written by two at a time.

Both hosts run in this process, on real ports and over one folder of journals. Their directory is in memory.
It can be away, and its clock stands still.
"""

from __future__ import annotations

import asyncio
import http.client
import logging
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest
from websockets.asyncio.client import ClientConnection, connect

from game.net import protocol as p
from game.net.directory import UP_S, DirectoryError, Holder, MemoryDirectory, Trouble
from game.net.equipment import Equipment
from game.net.holding import CALM_S, GONE_S, DirectoryNeighbours, Holding, HoldingError
from game.net.journal import FORMAT, RoomOpened, Sat, entries, framed
from game.net.journal_copy import Copier
from game.net.limits import Limits
from game.net.machine import listen
from game.net.reading import Readings
from game.net.server import Host
from game.net.serving import serve
from tests.fakes import FakeJobs
from tests.unit.game.net.memory_copies import MemoryCopies
from tests.unit.game.net.room_table import LineReader
from tests.unit.game.net.test_server import RACE, answer, reason, say, until

Fetched = tuple[int, str, dict[str, str]]


@dataclass(slots=True)
class FlakyDirectory(MemoryDirectory):
    """A directory that can be away."""

    trouble: list[Trouble] = field(default_factory=list)

    def __getattribute__(self, name: str) -> Any:
        found = object.__getattribute__(self, name)
        if name in ("renew", "claim", "find", "orphans", "take", "release", "forget", "holders", "asked"):
            for trouble in object.__getattribute__(self, "trouble"):
                raise DirectoryError(trouble)
        return found


class Process:
    """One of the hosts, with its part in the directory."""

    def __init__(self, house: House, number: int, port: int, folder: Path) -> None:
        me = Holder(f"{number}", number, f":{port}", folder.name, "1")
        self.folder = folder
        self.port = port
        self.jobs, reader = FakeJobs(), LineReader()
        self.readings = Readings(lambda _: reader)
        self.neighbours = DirectoryNeighbours(house.directory, me)
        self.host = Host(
            Equipment(self.jobs, self.readings, self.readings.reader),
            self.readings,
            limits=house.limits,
            deliver=self.jobs.drain,
            journals=folder,
            neighbours=self.neighbours,
        )
        self.drained = False
        self.holding = Holding(
            self.host,
            house.directory,
            self.neighbours,
            me,
            folder,
            clock=lambda: house.now,
            drain=self._drain,
            copier=Copier(house.copies, folder) if house.copied else None,
        )

    def _drain(self) -> None:
        self.drained = True

    def socket(self) -> Any:
        return connect(f"ws://127.0.0.1:{self.port}/socket", compression=None)

    async def get(self, path: str, source: str = "127.0.0.1", method: str = "GET", **headers: str) -> Fetched:
        def fetch() -> Fetched:
            client = http.client.HTTPConnection("127.0.0.1", self.port, 5, source_address=(source, 0))
            client.request(method, path, headers=headers)
            got = client.getresponse()
            told = {name.lower(): value for name, value in got.getheaders()}
            return got.status, got.read().decode(), told

        return await asyncio.to_thread(fetch)

    async def door(self, code: str) -> p.Door:
        return p.decode_door((await self.get(f"/r/{code}"))[1])


class House:
    """Two processes over one folder; with ``copied`` on two machines, each with a folder of its own."""

    def __init__(self, folder: Path, limits: Limits | None, copied: bool) -> None:
        self.folder, self.limits, self.copied = folder, limits, copied
        self.copies = MemoryCopies()
        self.now = 100.0
        self.directory = FlakyDirectory(lambda: self.now)
        self.anna: Process
        self.ben: Process

    async def look(self, *processes: Process) -> None:
        for one in processes or (self.anna, self.ben):
            await one.holding.look()

    async def pass_by(self, seconds: float, *processes: Process) -> None:
        """Let time pass, in which these processes go on."""
        for _ in range(round(seconds / 0.25)):
            self.now += 0.25
            await self.look(*processes)

    def journal(self, code: str) -> list[Any]:
        return entries((self.folder / f"{code}.journal").read_bytes())


@asynccontextmanager
async def house(folder: Path, limits: Limits | None, copied: bool = False) -> AsyncIterator[House]:
    made, stop = House(folder, limits, copied), asyncio.Event()
    serving = []
    for number, name in enumerate(("anna", "ben"), 1):
        bound = listen(0, "127.0.0.1")
        process = Process(made, number, bound.getsockname()[1], folder / name if copied else folder)
        setattr(made, name, process)
        started = asyncio.Event()
        serving.append(asyncio.create_task(serve(process.host, bound, stop=stop, started=started.set)))
        await started.wait()
    await made.look()
    try:
        yield made
    finally:
        stop.set()
        await asyncio.gather(*(asyncio.wait_for(one, 10) for one in serving))
        for process in (made.anna, made.ben):
            process.readings.close()


Test = Callable[[House], Awaitable[None]]


@pytest.fixture
def run(tmp_path: Path) -> Callable[..., None]:
    def with_house(test: Test, limits: Limits | None = None, *, copied: bool = False) -> None:
        async def whole() -> None:
            async with house(tmp_path, limits, copied) as made:
                await asyncio.wait_for(test(made), 30)

        asyncio.run(whole())

    return with_house


async def joined(process: Process, code: str, name: str = "Mina", token: str = "") -> ClientConnection:
    pad: ClientConnection = await process.socket()
    await say(pad, p.Join(p.VERSION, code, name, token=token))
    return pad


async def playing(here: House) -> tuple[str, ClientConnection, str]:
    """A race in a room of Anna's, in which Mina has answered once. Returns the code, Mina's pad and token."""
    opened = await here.anna.holding.open("Class", RACE)
    pad = await joined(here.anna, opened.code)
    token = (await until(pad, p.Welcome)).token
    async with here.anna.socket() as screen:
        await say(screen, p.Watch(p.VERSION, opened.code, opened.key))
        await say(screen, p.Order(p.Ask.START))
        await answer(pad, await until(pad, p.Question))
        assert (await until(pad, p.Question)).round == 2
    return opened.code, pad, token


async def goes_on(process: Process, code: str, token: str) -> None:
    """Mina comes back, finds the second question and her score, and answers."""
    pad = await joined(process, code, token=token)
    question = await until(pad, p.Question)
    assert question.round == 2
    assert (await until(pad, p.Standing)).right == 1
    assert (await answer(pad, question)).outcome is p.Outcome.RIGHT
    await pad.close()


def test_any_process_says_where_a_room_is(run: Callable[..., None]) -> None:
    async def test(here: House) -> None:
        code = (await here.anna.holding.open("Class", RACE)).code
        assert len(code) == 6
        own, other = await here.anna.door(code), await here.ben.door(code)
        at = f"//127.0.0.1:{here.anna.port}/"
        assert (own.closed, own.name, own.at) == (0, "Class", at)
        assert (other.closed, other.name, other.at) == (p.Reason.MOVED, "", at)
        assert (await here.ben.door("000000")).closed == p.Reason.NO_ROOM
        pad = await joined(here.ben, code)
        assert await reason(pad) == p.Reason.MOVED

    run(test)


def test_a_person_who_types_the_address_gets_the_page(run: Callable[..., None]) -> None:
    async def test(here: House) -> None:
        status, _, headers = await here.ben.get("/r/471900", Accept="text/html,*/*")
        assert (status, headers["location"]) == (307, "/#471900")

    run(test)


def test_pages_of_other_ports_of_this_machine_may_ask_and_no_others(run: Callable[..., None]) -> None:
    async def test(here: House) -> None:
        code = (await here.anna.holding.open()).code
        origin = f"http://127.0.0.1:{here.ben.port}"
        status, _, headers = await here.anna.get(f"/r/{code}", Origin=origin)
        assert (status, headers["access-control-allow-origin"]) == (200, origin)
        status, _, headers = await here.anna.get("/export.csv", "127.0.0.1", "OPTIONS", Origin=origin)
        assert (status, headers["access-control-allow-headers"]) == (204, "authorization")
        for wrong in ("http://elsewhere.example", f"https://127.0.0.1:{here.ben.port}", "http://127.0.0.10"):
            status, _, _ = await here.anna.get(f"/r/{code}", Origin=wrong)
            assert status == 403, wrong

    run(test)


def test_a_room_is_handed_over_in_mid_match(run: Callable[..., None]) -> None:
    async def test(here: House) -> None:
        code, pad, token = await playing(here)
        running = asyncio.create_task(here.ben.holding.run())
        closed = asyncio.create_task(reason(pad))
        await here.anna.holding.leave()
        assert await closed == p.Reason.MOVED
        assert list(here.ben.host.rooms) == [code] and not here.anna.host.rooms
        assert (await here.anna.door(code)).at == f"//127.0.0.1:{here.ben.port}/"
        await goes_on(here.ben, code, token)
        with pytest.raises(HoldingError, match="closing"):
            await here.anna.holding.open()
        running.cancel()

    run(test)


def test_where_nobody_is_left_a_room_waits_for_who_comes_next(run: Callable[..., None]) -> None:
    async def test(here: House) -> None:
        code, pad, token = await playing(here)
        await here.anna.holding.leave(all_stop=True)
        assert await reason(pad) == p.Reason.STOPPED
        door = await here.anna.door(code)
        assert (door.closed, door.at) == (p.Reason.MOVED, "")
        await here.look(here.ben)
        await goes_on(here.ben, code, token)

    run(test)


def test_the_rooms_of_a_process_that_is_silent_are_taken_up(run: Callable[..., None]) -> None:
    async def test(here: House) -> None:
        code, _, token = await playing(here)
        await here.pass_by(UP_S - 0.25, here.ben)
        assert not here.ben.host.rooms
        await here.pass_by(0.5, here.ben)
        assert list(here.ben.host.rooms) == [code]
        await goes_on(here.ben, code, token)

    run(test)


def test_of_two_that_believe_to_hold_a_room_only_the_later_one_writes(run: Callable[..., None]) -> None:
    async def test(here: House) -> None:
        code, pad, token = await playing(here)
        await here.pass_by(UP_S + 0.5, here.ben)  # Anna was only asleep
        before = here.journal(code)
        assert code in here.anna.host.rooms and code in here.ben.host.rooms
        await say(pad, p.Pass(2))
        assert await reason(pad) == p.Reason.MOVED
        assert here.journal(code) == before
        assert code not in here.anna.host.rooms
        await goes_on(here.ben, code, token)
        assert len(here.journal(code)) > len(before)
        await here.look()
        assert (await here.anna.door(code)).at == f"//127.0.0.1:{here.ben.port}/"

    run(test)


def test_who_has_lost_a_room_is_told_by_the_directory_too(run: Callable[..., None]) -> None:
    async def test(here: House) -> None:
        code, pad, _ = await playing(here)
        await here.pass_by(UP_S + 0.5, here.ben)
        await here.look(here.anna)
        assert code not in here.anna.host.rooms
        assert await reason(pad) == p.Reason.MOVED

    run(test)


def test_while_the_directory_is_away_rooms_play_on_and_new_ones_wait(
    run: Callable[..., None], caplog: pytest.LogCaptureFixture
) -> None:
    async def test(here: House) -> None:
        code, pad, token = await playing(here)
        await here.ben.door(code)  # so Ben knows where it was
        here.directory.trouble.append(Trouble.UNREACHABLE)
        await here.pass_by(30.0)
        await say(pad, p.Pass(2))
        assert (await until(pad, p.Verdict)).outcome is p.Outcome.PASSED
        with pytest.raises(HoldingError) as caught:
            await here.anna.holding.open()
        assert str(caught.value).endswith("try again in a minute.")
        assert (await here.ben.door(code)).at == f"//127.0.0.1:{here.anna.port}/"
        unknown = await here.ben.door("999999")
        assert (unknown.closed, unknown.at) == (p.Reason.MOVED, "")
        assert here.anna.holding.trouble is Trouble.UNREACHABLE
        here.directory.trouble.clear()
        await here.pass_by(1.0)
        assert here.anna.holding.trouble is None
        assert list(here.anna.host.rooms) == [code]
        again = await joined(here.anna, code, token=token)
        assert (await until(again, p.Verdict)).round == 2
        said = [record.getMessage() for record in caplog.records if record.name == "game.net.holding"]
        assert (
            said.count("Redis does not answer. Rooms play on; new ones have to wait. See whether it runs.")
            == 2
        )
        assert said.count("Redis answers again.") == 2

    with caplog.at_level(logging.WARNING):
        run(test)


def test_after_the_directory_was_away_nobody_takes_what_others_still_hold(run: Callable[..., None]) -> None:
    async def test(here: House) -> None:
        code, _, _ = await playing(here)
        here.directory.trouble.append(Trouble.UNREACHABLE)
        await here.pass_by(2 * UP_S)
        here.directory.trouble.clear()
        await here.pass_by(CALM_S - 0.5, here.ben)  # Anna is slow to notice
        assert not here.ben.host.rooms
        await here.pass_by(2 * CALM_S)
        assert list(here.anna.host.rooms) == [code] and not here.ben.host.rooms
        here.directory.trouble.append(Trouble.UNREACHABLE)
        await here.pass_by(2 * UP_S)
        here.directory.trouble.clear()
        await here.pass_by(CALM_S + 1.0, here.ben)  # this time Anna does not come back
        assert list(here.ben.host.rooms) == [code]

    run(test)


def test_a_directory_that_knows_nothing_learns_of_journals_that_nobody_holds(
    run: Callable[..., None],
) -> None:
    async def test(here: House) -> None:
        code, _, token = await playing(here)
        await here.anna.holding.leave(all_stop=True)
        here.directory._rooms.clear()
        here.directory.trouble.append(Trouble.UNREACHABLE)
        await here.pass_by(1.0, here.ben)
        here.directory.trouble.clear()
        await here.pass_by(CALM_S + 1.0, here.ben)
        await goes_on(here.ben, code, token)

    run(test)


def test_the_room_of_another_version_is_left_alone_and_pads_are_told(
    run: Callable[..., None], caplog: pytest.LogCaptureFixture
) -> None:
    async def test(here: House) -> None:
        opened = await here.anna.holding.open("Class", RACE)
        file = here.folder / f"{opened.code}.journal"
        await here.anna.holding.leave(all_stop=True)
        other = framed(RoomOpened(FORMAT + 1, opened.code, opened.key, "Class", 1, RACE, 0, 0))
        file.write_bytes(other)
        await here.pass_by(2.0, here.ben)
        assert not here.ben.host.rooms
        assert file.read_bytes() == other
        assert (await here.ben.door(opened.code)).closed == p.Reason.OLD_HOST
        said = [record.getMessage() for record in caplog.records if "another version" in record.getMessage()]
        assert len(said) == 1 and said[0].endswith("start the version that wrote it, or delete its journal.")

    run(test)


def test_a_room_whose_journal_does_not_fit_on_the_disk_is_not_handed_over(run: Callable[..., None]) -> None:
    async def test(here: House) -> None:
        code, pad, _ = await playing(here)
        hosted = here.anna.host.rooms[code]
        assert hosted.journal is not None
        hosted.journal.failed = True
        await here.anna.holding.leave()
        assert list(here.anna.host.rooms) == [code]
        await say(pad, p.Ping(7))
        assert (await until(pad, p.Pong)).sent == 7

    run(test)


def test_a_room_that_is_over_is_forgotten_by_all(run: Callable[..., None]) -> None:
    async def test(here: House) -> None:
        code, pad, _ = await playing(here)
        assert await here.ben.holding.ask_to_close(code)
        await here.look(here.anna)
        assert await reason(pad) == p.Reason.ENDED
        while here.anna.host.rooms:
            await asyncio.sleep(0.01)
        await here.look()
        assert (await here.ben.door(code)).closed == p.Reason.NO_ROOM
        assert not list(here.folder.glob(f"{code}.*"))
        assert not await here.ben.holding.ask_to_close(code)

    run(test)


def test_where_one_room_is_not_taken_in_time_the_others_are_not_waited_for(run: Callable[..., None]) -> None:
    async def test(here: House) -> None:
        for _ in range(8):
            await here.anna.holding.open("Class", RACE)
        began = here.now
        leaving = asyncio.create_task(here.anna.holding.leave())  # and Ben never looks
        while not leaving.done():
            here.now += 0.05
            await asyncio.sleep(0.005)
        assert here.now - began < 4.0  # two at a time would be 8 seconds
        assert not here.anna.host.rooms

    run(test)


def test_who_has_taken_a_room_up_says_so_to_look_for_more_at_once(run: Callable[..., None]) -> None:
    async def test(here: House) -> None:
        code = (await here.anna.holding.open("Class", RACE)).code
        assert not await here.ben.holding.look()
        leaving = asyncio.create_task(here.anna.holding.leave())
        while code in here.anna.host.rooms:
            await asyncio.sleep(0)
        assert await here.ben.holding.look()
        assert not await here.ben.holding.look()
        await leaving

    run(test)


def test_the_operator_can_ask_any_process_to_have_another_drained(run: Callable[..., None]) -> None:
    async def test(here: House) -> None:
        assert await here.ben.holding.ask_to_drain(1)
        assert not await here.ben.holding.ask_to_drain(9)
        await here.look()
        assert (here.anna.drained, here.ben.drained) == (True, False)

    run(test)


def test_who_tries_codes_is_slowed_down_and_nobody_else_is_harmed(run: Callable[..., None]) -> None:
    async def test(here: House) -> None:
        code, _, token = await playing(here)
        statuses = [(await here.anna.get(f"/r/{number}"))[0] for number in range(100_000, 100_005)]
        assert statuses == [404, 404, 404, 429, 429]
        # A right code tells this address nothing either; else trying would go on at full speed.
        assert (await here.anna.get(f"/r/{code}"))[0] == 429
        assert await reason(await joined(here.anna, code, "Eve")) == p.Reason.CROWD
        # Others, and who has a seat here already, are let in.
        assert (await here.anna.get(f"/r/{code}", source="127.0.0.2"))[0] == 200
        await goes_on(here.anna, code, token)

    run(test, Limits(wrong=3, wrong_a_second=0.001))


def test_a_token_that_is_made_up_does_not_tell_which_codes_there_are(run: Callable[..., None]) -> None:
    async def test(here: House) -> None:
        code, _, token = await playing(here)
        elsewhere = (await here.ben.holding.open("Class", RACE)).code
        for number in range(100_000, 100_003):
            assert (await here.anna.get(f"/r/{number}"))[0] == 404
        for tried in (code, elsewhere, "100003"):
            pad = await joined(here.anna, tried, token=token[:-1] + "!")
            assert await reason(pad) == p.Reason.MOVED, tried
            async with here.anna.socket() as pad:
                await say(pad, p.Join(p.VERSION - 1, tried, "Eve", token="!"))
                assert await reason(pad) == p.Reason.MOVED, tried
        await goes_on(here.anna, code, token)

    run(test, Limits(wrong=3, wrong_a_second=0.001))


def test_who_is_slowed_down_asks_no_directory_and_is_told_so_on_other_ports_too(
    run: Callable[..., None],
) -> None:
    async def test(here: House) -> None:
        for number in range(100_000, 100_003):
            assert (await here.anna.get(f"/r/{number}"))[0] == 404
        here.directory.trouble.append(Trouble.UNREACHABLE)  # nothing is asked there, or else this is 200
        origin = f"http://127.0.0.1:{here.ben.port}"
        status, told, headers = await here.anna.get("/r/100000", Origin=origin)
        assert (status, p.decode_door(told).closed) == (429, p.Reason.CROWD)
        assert headers["access-control-allow-origin"] == origin
        assert (await here.anna.get("/r/100000", Host="elsewhere.example"))[0] == 403
        assert (await here.anna.get("/r/100000", Accept="text/html"))[0] == 307
        assert here.anna.host.tries.refused == 1

    run(test, Limits(wrong=3, wrong_a_second=0.001))


# Machines that do not see each other's journals


async def copied(here: House, code: str) -> None:
    """Anna's journal is copied as it is now."""
    await here.anna.holding._copier.follow({code: here.anna.holding._fences[code]})  # type: ignore[union-attr]


def test_a_room_of_a_machine_that_is_gone_is_taken_up_by_its_copy(run: Callable[..., None]) -> None:
    async def test(here: House) -> None:
        code, pad, token = await playing(here)
        await copied(here, code)
        await here.pass_by(UP_S + GONE_S - 0.25, here.ben)
        # Perhaps it is only started again: its own journal would know more.
        assert code not in here.ben.host.rooms
        await here.pass_by(0.5, here.ben)
        assert code in here.ben.host.rooms
        # The first machine was only asleep. It is told so, and has its pads follow.
        await here.anna.holding.look()
        assert await reason(pad) == p.Reason.MOVED
        assert (await here.anna.door(code)).at == f"//127.0.0.1:{here.ben.port}/"
        await goes_on(here.ben, code, token)

    run(test, copied=True)


def test_what_was_not_copied_yet_is_all_that_is_lost(run: Callable[..., None]) -> None:
    async def test(here: House) -> None:
        code, pad, token = await playing(here)
        await copied(here, code)
        await pad.close()
        while here.anna.host.connected:
            await asyncio.sleep(0.01)
        again = await joined(here.anna, code, token=token)
        await answer(again, await until(again, p.Question))
        await here.pass_by(UP_S + GONE_S + 0.5, here.ben)
        await goes_on(here.ben, code, token)  # the second question is asked again

    run(test, copied=True)


def test_what_a_machine_adds_after_it_was_overtaken_is_not_copied(run: Callable[..., None]) -> None:
    async def test(here: House) -> None:
        code, _, token = await playing(here)
        await copied(here, code)
        old = here.anna.holding._fences[code]
        await here.pass_by(UP_S + GONE_S + 0.5, here.ben)
        await here.ben.holding._copier.follow(here.ben.holding._fences)  # type: ignore[union-attr]
        kept = await here.copies.read(code)
        (here.anna.folder / f"{code}.journal").write_bytes(kept + b"late")
        await here.anna.holding._copier.follow({code: old})  # type: ignore[union-attr]
        assert await here.copies.read(code) == kept
        await goes_on(here.ben, code, token)

    run(test, copied=True)


def test_a_machine_that_ends_hands_its_rooms_to_another_one_at_once(run: Callable[..., None]) -> None:
    async def test(here: House) -> None:
        code, pad, token = await playing(here)
        leaving = asyncio.create_task(here.anna.holding.leave(all_stop=True))
        while not leaving.done():
            await here.ben.holding.look()
            await asyncio.sleep(0.01)
        assert await reason(pad) == p.Reason.MOVED
        await goes_on(here.ben, code, token)

    run(test, copied=True)


def test_a_room_of_a_machine_on_which_somebody_is_up_is_left_to_it(run: Callable[..., None]) -> None:
    async def test(here: House) -> None:
        code, _, _ = await playing(here)
        await copied(here, code)
        neighbour = Holder("3", 3, ":4723", here.anna.folder.name, "1")
        for _ in range(80):
            await here.directory.renew(neighbour, {})
            await here.pass_by(0.25, here.ben)
        assert code not in here.ben.host.rooms

    run(test, copied=True)


def test_a_journal_whose_room_is_over_on_another_machine_is_not_taken_up_again(
    run: Callable[..., None],
) -> None:
    async def test(here: House) -> None:
        code, _, _ = await playing(here)
        await copied(here, code)
        journal = (here.anna.folder / f"{code}.journal").read_bytes()
        await here.pass_by(UP_S + GONE_S + 0.5, here.ben)
        await here.anna.holding.look()  # overtaken; its journal stays
        assert (here.anna.folder / f"{code}.journal").read_bytes().startswith(journal)
        await here.ben.holding.ask_to_close(code)
        await here.look(here.ben)
        while here.ben.host.rooms:
            await asyncio.sleep(0.01)
        await here.look(here.ben)
        assert await here.copies.read(code) == b""
        here.anna.holding._searched = False  # as after its start
        await here.look()
        assert (await here.ben.door(code)).closed == p.Reason.NO_ROOM
        assert not list(here.anna.folder.glob(f"{code}.*"))

    run(test, copied=True)


def test_players_of_another_machine_are_guests(run: Callable[..., None]) -> None:
    async def test(here: House) -> None:
        code, _, _ = await playing(here)
        file = here.anna.folder / f"{code}.journal"
        with file.open("ab") as opened:
            opened.write(framed(Sat(0, "Mina", "hash", player=3, team=0, level=1)))
        await copied(here, code)
        await here.pass_by(UP_S + GONE_S + 0.5, here.ben)
        written = entries((here.ben.folder / f"{code}.journal").read_bytes())
        assert [entry.player for entry in written if isinstance(entry, Sat)] == [None, None]

    run(test, copied=True)
