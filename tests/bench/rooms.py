"""A server of many rooms under load: real processes, a real Redis, pads that write real ink over loopback.

``python -m tests.bench.rooms --workers 2 --rooms 64 --seats 1600 --seconds 20 --ink pendigits.jsonl.gz``

It starts a Redis on a port of its own and ``main.py serve``. Each pad asks any process where its room is,
follows, and comes back by itself, as the page does. The keys are those of ``tests.bench.pads``, and

- ``lookup_*`` a code looked up; ``resume_*`` from a lost connection to the open question, without the pause;
- ``lost`` answers whose verdict was told and that are not in the store at the end, or were asked again;
- ``twice`` matches that are in the store more than once;
- ``verdict_*`` are upper bounds: they come from the buckets that ``/metrics`` tells;
- ``wrong_codes`` that were tried, ``refused_codes`` of them that were only told to wait.

Half way, ``--kill`` kills a worker, ``--kill-reader`` a reader, ``--drain`` has a worker hand over its rooms,
and ``--redis-away S`` stops Redis for so many seconds. ``back_s`` is then the time until the last pad has its
question again, and ``meanwhile_*`` the verdicts from that moment on, for 5 seconds. ``--timeline FILE``
writes what happened, a line an event.

``--wrong-codes N`` has another address try so many wrong codes a second all the while.

``--cost`` starts no server: it measures what an answer's journal and its way to the stream add to a verdict,
in processor time of the thread that judges; and what a look at a journal costs that has to be copied.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import os
import random
import re
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from data.store import Store, store_file
from game.net import protocol as p
from game.net.journal import Did, Fence, Journal
from game.net.journal_copy import Copier, RedisCopies
from game.net.stream import StreamStore, connected, stream_of
from game.play import commands as c
from game.play.modes import Mode
from game.play.questions import Fact, Op, Question
from game.play.scoring import Answer, Outcome
from game.session.ports import Kind, Occasion, Sitter
from game.session.store import KeptAnswer, Opening
from recognizer.ink import Ink, Point, Stroke
from tests.bench import pads
from tests.bench.figures import check_files, show, spread_ms
from tests.redis_server import RedisServer

_ROOT = Path(__file__).resolve().parents[2]
_PAUSE_S = (0.1, 0.2)  # before a pad asks again, as the page
_LONGEST_PAUSE_S, _SOON_S = 1.2, 0.3
_BACK_WITHIN_S = 30.0
_MEANWHILE_S = 5.0
_MOST_TRIES = 4000  # of a stranger that wait for their answer


class Site:
    """The server's public port."""

    def __init__(self, port: int) -> None:
        self.port = port
        self.looked_up: list[float] = []

    async def find(self, code: str) -> int:
        """The port at which a room is.

        Raises:
            LookupError: nobody holds it now.
            OSError: nobody answers.
        """
        began, port = time.perf_counter(), self.port
        for _ in range(3):
            door = p.decode_door(await _get(port, f"/r/{code}"))
            if door.at:
                port = urlsplit(f"http:{door.at}").port or port
            if door.closed != p.Reason.MOVED:
                self.looked_up.append(time.perf_counter() - began)
                return port
            if not door.at:
                break
        raise LookupError(code)


async def _get(port: int, path: str) -> str:
    reader, writer = await asyncio.wait_for(asyncio.open_connection("127.0.0.1", port), 4)
    try:
        writer.write(f"GET {path} HTTP/1.1\r\nHost: localhost:{port}\r\nConnection: close\r\n\r\n".encode())
        answer = await asyncio.wait_for(reader.read(), 4)
    finally:
        writer.close()
    if not answer:
        raise ConnectionError("nobody answers")
    return answer.partition(b"\r\n\r\n")[2].decode()


class Stranger:
    """Tries wrong codes, over connections that stay open, from an address of its own."""

    def __init__(self, port: int) -> None:
        self._port = port
        self.tried = self.refused = 0

    async def go_on(self, a_second: float) -> None:
        """Try so many a second, until it is cancelled. A slowed answer does not hold up the next try, unless
        too many wait: then those are left out.
        """
        free: list[tuple[asyncio.StreamReader, asyncio.StreamWriter]] = []
        loop, began, begun = asyncio.get_running_loop(), time.perf_counter(), 0
        tries: set[asyncio.Task[None]] = set()
        try:
            while True:
                for _ in range(int(a_second * (time.perf_counter() - began)) - begun):
                    begun += 1
                    if len(tries) >= _MOST_TRIES:
                        continue
                    tries.add(task := loop.create_task(self._try(free)))
                    task.add_done_callback(tries.discard)
                await asyncio.sleep(0.01)
        finally:
            for task in tries:
                task.cancel()
            for _, writer in free:
                writer.close()

    async def _try(self, free: list[tuple[asyncio.StreamReader, asyncio.StreamWriter]]) -> None:
        code = random.randrange(100_000, 1_000_000)
        try:
            if free:
                reader, writer = free.pop()
            else:
                reader, writer = await asyncio.open_connection(
                    "127.0.0.1", self._port, local_addr=("127.0.0.2", 0)
                )
            writer.write(f"GET /r/{code} HTTP/1.1\r\nHost: localhost:{self._port}\r\n\r\n".encode())
            head = await reader.readuntil(b"\r\n\r\n")
            length = re.search(rb"content-length: (\d+)", head)
            await reader.readexactly(int(length[1]) if length else 0)
        except (asyncio.IncompleteReadError, OSError):
            return  # it was sent away
        free.append((reader, writer))
        self.tried += 1
        self.refused += b" 429 " in head.partition(b"\r\n")[0]


class Connection(pads.Pad):
    """One connection of a seat."""

    def __init__(self, seat: Seat, *arguments: Any) -> None:
        super().__init__(*arguments)
        self._seat = seat
        self.gone: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        self.asked: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        self._based, self._first_stroke = 0, 0
        self._wipes = False

    def connection_lost(self, _: Exception | None) -> None:
        if self._task is not None:
            self._task.cancel()
        if not self.gone.done():
            self.gone.set_result(None)

    def say(self, *messages: p.FromClient) -> None:
        shifted: list[p.FromClient] = []
        for one in messages:
            if not isinstance(one, p.Ink):
                shifted.append(one)
                continue
            shifted.append(p.Ink(one.round, one.stroke + self._first_stroke, one.points, one.up))
        super().say(*shifted)

    def _wipe(self) -> None:
        if self._wipes and not self.gone.done():
            super().say(p.Clear(self._based))

    def _hear(self, message: Any) -> None:
        match message:
            case p.Closing():
                self._transport.close()  # as a browser answers the close frame that comes with it
                return
            case p.Welcome():
                self._seat.number, self._seat.token = message.seat, message.token
            case p.Question():
                self._first_stroke = 0
                if self.asked.done():
                    self._seat.told.pop(message.round, None)  # a late stroke has taken its verdict back
                else:
                    self.asked.set_result(None)
                    # A verdict that shows comes right after its question.
                    if message.round in self._seat.told:
                        self._seat.asked_again.add(message.round)
            case p.Sheet() if self._based != message.round:
                # What the host has of an earlier connection is wiped away, unless it is judged already.
                self._based, self._first_stroke = message.round, message.strokes
                self._wipes = bool(message.ink)
                asyncio.get_running_loop().call_later(0.1, self._wipe)
            case p.Verdict():
                self._wipes = False
                self._seat.told[message.round] = message.outcome
                self._seat.asked_again.discard(message.round)
                if self._done:
                    self._seat.log.timed.append((time.perf_counter(), time.perf_counter() - self._done))
            case p.Unsure() if self._question is not None and not self._question.text:
                # It came back while it was asked what it wrote: its question is hidden meanwhile.
                self.say(p.Pass(message.round))
                return
        super()._hear(message)


class Log(pads.Log):
    """What all pads have seen, and when."""

    def __init__(self) -> None:
        super().__init__()
        self.timed: list[tuple[float, float]] = []  # of each verdict: when, and how long it took
        self.resumed: list[float] = []
        self.reconnects = 0


class Seat:
    """A player who comes back whenever the connection is lost.

    Attributes:
        told: by round, the verdict that was told.
        asked_again: rounds that were asked once more after their verdict.
    """

    def __init__(self, site: Site, code: str, at: int, digits: pads.Digits, log: Log) -> None:
        self._site, self.code, self._at, self._digits, self.log = site, code, at, digits, log
        self._rng = random.Random(at)
        self.number, self.token = -1, ""
        self.told: dict[int, p.Outcome] = {}
        self.asked_again: set[int] = set()
        self.connection: Connection | None = None
        self.up = asyncio.Event()
        self._over = False

    async def join(self) -> None:
        connection = await self._connect()
        await asyncio.wait_for(asyncio.shield(connection.welcome), 30)
        self.up.set()

    async def _connect(self) -> Connection:
        port = await self._site.find(self.code)

        def make() -> Connection:
            rng = random.Random(self._rng.random())
            made = Connection(self, self.code, f"Pad {self._at}", self._digits, rng, self.log)
            made.token = self.token
            return made

        _, connection = await asyncio.get_running_loop().create_connection(make, "127.0.0.1", port)
        self.connection = connection
        return connection

    async def live(self) -> None:
        """Come back again and again, until :meth:`end`."""
        while not self._over:
            assert self.connection is not None
            await self.connection.gone
            self.up.clear()
            pause = self._rng.uniform(*_PAUSE_S)
            while not self._over and not self.up.is_set():
                await asyncio.sleep(pause)
                began = time.perf_counter()
                try:
                    connection = await self._connect()
                    back = asyncio.ensure_future(asyncio.shield(connection.asked))
                    await asyncio.wait({back, connection.gone}, timeout=5, return_when="FIRST_COMPLETED")
                    if connection.asked.done():
                        self.log.resumed.append(time.perf_counter() - began)
                        self.log.reconnects += 1
                        self.up.set()
                except LookupError:
                    pause = min(pause, _SOON_S)
                except (OSError, TimeoutError, p.ProtocolError):
                    pass
                pause = min(_LONGEST_PAUSE_S, 2 * pause)

    def drop(self) -> None:
        if self.connection is not None:
            self.connection.drop()

    def end(self) -> None:
        self._over = True
        if self.connection is not None:
            self.connection.end()


class Screen(pads.Screen):
    """A screen with the host's key. It starts the match; after a lost connection it only watches."""

    starts = True

    def say(self, *messages: p.FromClient) -> None:
        if messages and isinstance(messages[0], p.Join) and not self.starts:
            pads.Pad.say(self, p.Watch(p.VERSION, self._code, self._key))
        else:
            super().say(*messages)

    def connection_lost(self, _: Exception | None) -> None:
        """Nobody counts it."""


# What the server tells of itself


async def _buckets(ports: Sequence[int]) -> dict[float, float]:
    """How many verdicts took at most so many seconds, over all workers that answer."""
    summed: dict[float, float] = {}
    for port in ports:
        with suppress(OSError, TimeoutError):
            page = await _get(port, "/metrics")
            for bound, count in re.findall(r'duel_verdict_seconds_bucket\{le="([^"]+)"\} (\S+)', page):
                summed[float(bound)] = summed.get(float(bound), 0.0) + float(count)
    return summed


def _within_ms(before: dict[float, float], after: dict[float, float], share: float) -> float:
    """The bound below which so large a share lies."""
    counts = {bound: after[bound] - before.get(bound, 0.0) for bound in sorted(after)}
    most = max(counts.values(), default=0.0)
    return next((1000 * bound for bound, count in counts.items() if most and count >= share * most), 0.0)


def _family(process: int) -> list[int]:
    """A process and all that it has started, directly or not."""
    parents: dict[int, list[int]] = {}
    for stat in Path("/proc").glob("[0-9]*/stat"):
        with suppress(OSError, ValueError):
            head, _, rest = stat.read_text().rpartition(")")
            parents.setdefault(int(rest.split()[1]), []).append(int(head.split()[0]))
    found, waiting = [], [process]
    while waiting:
        found.append(waiting.pop())
        waiting += parents.get(found[-1], [])
    return found


def _cpu_s(process: int) -> float:
    ticks = 0
    for one in _family(process):
        with suppress(OSError):
            fields = Path(f"/proc/{one}/stat").read_text().rpartition(")")[2].split()
            ticks += int(fields[11]) + int(fields[12])
    return ticks / os.sysconf("SC_CLK_TCK")


def _memory_mb(process: int) -> float:
    total = 0.0
    for one in _family(process):
        with suppress(OSError):
            total += pads._memory_kb(one) / 1000
    return round(total, 1)


# The whole


class Timeline:
    """What happened when, in seconds since the match began."""

    def __init__(self) -> None:
        self._began = time.perf_counter()
        self._lines: list[str] = []

    def note(self, what: str, when: float | None = None) -> None:
        """``when``: by the clock of `time.perf_counter`; now, if it is not given."""
        at = time.perf_counter() if when is None else when
        self._lines.append(f"{at - self._began:7.2f} s  {what}")

    def write(self, file: Path | None) -> None:
        if file is not None:
            file.write_text("\n".join(self._lines) + "\n")


async def drive(
    said: dict[str, Any],
    process: int,
    redis: RedisServer,
    options: argparse.Namespace,
    digits: pads.Digits,
    folder: Path,
) -> dict[str, object]:
    """Seat pads, let them play, do what was asked for, and see what came of it."""
    log, site, rooms = Log(), Site(said["port"]), said["rooms"]
    seats = [Seat(site, rooms[at % len(rooms)]["code"], at, digits, log) for at in range(options.seats)]
    for start in range(0, len(seats), 50):
        await asyncio.gather(*(seat.join() for seat in seats[start : start + 50]))
    lives = [asyncio.create_task(seat.live()) for seat in seats]
    screens = []
    for room in rooms:
        port = await site.find(room["code"])
        screen = Screen(room["code"], room["key"])
        await asyncio.get_running_loop().create_connection(lambda one=screen: one, "127.0.0.1", port)
        screens.append(screen)
    timeline = Timeline()
    await asyncio.sleep(options.every + 1)  # until all are at work
    stranger, trying = Stranger(said["port"]), list[asyncio.Task[None]]()
    if options.wrong_codes:
        trying.append(asyncio.create_task(stranger.go_on(options.wrong_codes)))
        await asyncio.sleep(1.0)
    before, cpu, answers = await _buckets(said["ports"]), _cpu_s(process), log.answers
    log.seen.clear()
    log.bytes = 0
    began = time.perf_counter()
    figures: dict[str, object] = {"workers": options.workers, "seats": len(seats), "rooms": len(rooms)}
    await asyncio.sleep(options.seconds / 2)
    happened = time.perf_counter()
    # What a process has used is known only while it is there.
    used, answered, seconds = _cpu_s(process) - cpu, log.answers - answers, happened - began
    if options.kill or options.drain:
        figures |= await _without_one(
            said, seats, timeline, signal.SIGKILL if options.kill else signal.SIGTERM
        )
    elif options.kill_reader:
        os.kill(said["readers"][0], signal.SIGKILL)
        timeline.note("SIGKILL to a reader")
    elif options.redis_away:
        timeline.note("Redis is stopped")
        redis.stop()
        await asyncio.sleep(options.redis_away)
        redis.start()
        timeline.note("Redis is there again")
    await asyncio.sleep(max(0.0, options.seconds - (time.perf_counter() - began)))
    after = await _buckets(said["ports"])
    meanwhile = [took for when, took in log.timed if happened <= when < happened + _MEANWHILE_S]
    figures |= {
        "answers": log.answers - answers,
        "seen_p50_ms": spread_ms(log.seen or [0])["median_ms"],
        "seen_p99_ms": spread_ms(log.seen or [0])["p99_ms"],
        "verdict_p50_ms": _within_ms(before, after, 0.5),
        "verdict_p99_ms": _within_ms(before, after, 0.99),
        "meanwhile_p99_ms": spread_ms(meanwhile or [0])["p99_ms"],
        "dropped": log.dropped,
        "wrong_verdicts": log.wrong,
        "not_right": log.misread + log.unsure,
        "memory_mb": _memory_mb(process),
        "bytes_per_answer": round(log.bytes / max(1, log.answers - answers)),
        "server_cpu_ms_per_answer": round(1000 * used / max(1, answered), 2),
        "server_cpu_share": round(used / seconds, 2),
    }
    if options.wrong_codes:
        figures |= {"wrong_codes": stranger.tried, "refused_codes": stranger.refused}
    figures |= await _resumed(site, seats, log, timeline)
    for task in trying:
        task.cancel()
    await asyncio.gather(*trying, return_exceptions=True)
    for seat in seats:
        seat.end()
    for screen in screens:
        screen.end()
    await asyncio.sleep(0.3)
    for life in lives:
        life.cancel()
    timeline.write(options.timeline)
    (folder / "told.json").write_text(
        json.dumps([[seat.code, seat.number, sorted(seat.told), sorted(seat.asked_again)] for seat in seats])
    )
    return figures


async def _without_one(
    said: dict[str, Any], seats: list[Seat], timeline: Timeline, how: signal.Signals
) -> dict[str, object]:
    """End the first worker, and wait until the pads of its rooms are back."""
    port = said["ports"][0]
    state = json.loads(await _get(port, "/healthz"))
    began = time.perf_counter()
    os.kill(said["workers"][0], how)
    timeline.note(f"{how.name} to the worker that holds {state['rooms']} rooms")
    before = sum(seat.log.reconnects for seat in seats[:1])
    await asyncio.sleep(0.2)
    lost, told = 0, False
    back_s = 0.0
    while time.perf_counter() - began < _BACK_WITHIN_S:
        away = sum(not seat.up.is_set() for seat in seats)
        if away and not told:
            timeline.note(f"{away} pads have lost their connection")
            told = True
        lost = max(lost, away)
        reconnects = seats[0].log.reconnects - before
        if told and not away and reconnects >= lost:
            back_s = time.perf_counter() - began
            await asyncio.sleep(1.0)  # on a drain, later rooms may still have to move
            if all(seat.up.is_set() for seat in seats) and seats[0].log.reconnects - before == reconnects:
                break
        await asyncio.sleep(0.02)
    moved = seats[0].log.reconnects - before
    timeline.note(f"all pads are back; {moved} have moved", began + back_s)
    return {"back_s": round(back_s, 2), "moved_rooms": state["rooms"], "moved": moved}


async def _resumed(site: Site, seats: list[Seat], log: Log, timeline: Timeline) -> dict[str, object]:
    """Drop some pads one after the other, and then all at once."""
    site.looked_up.clear()
    log.resumed.clear()
    for seat in seats[:: max(1, len(seats) // 100)]:
        seat.up.clear()
        seat.drop()
        await asyncio.sleep(0.02)
    await asyncio.wait_for(asyncio.gather(*(seat.up.wait() for seat in seats)), _BACK_WITHIN_S)
    looked_up, resumed = spread_ms(site.looked_up), spread_ms(log.resumed)
    timeline.note("all connections are dropped")
    began = time.perf_counter()
    for seat in seats:
        seat.up.clear()
        seat.drop()
    await asyncio.wait_for(asyncio.gather(*(seat.up.wait() for seat in seats)), _BACK_WITHIN_S)
    timeline.note("all are back")
    return {
        "lookup_p50_ms": looked_up["median_ms"],
        "lookup_p99_ms": looked_up["p99_ms"],
        "resume_p50_ms": resumed["median_ms"],
        "resume_p99_ms": resumed["p99_ms"],
        "all_back_s": round(time.perf_counter() - began, 2),
    }


def kept(folder: Path) -> dict[str, object]:
    """What was told and is not in the store, and what is there twice."""
    lost = asked = twice = known = 0
    told = json.loads((folder / "told.json").read_text())
    with Store.open(store_file(folder)) as store:
        matches: dict[tuple[str, int], list[int]] = {}
        for row in store.connection.rows("SELECT id, json_extract(options, '$.key') AS key FROM matches"):
            room, _, seat = row["key"].split("/")
            matches.setdefault((room.partition(".")[0], int(seat)), []).append(row["id"])
        for code, seat, rounds, again in told:
            ids = matches.get((code, seat), [])
            stored = {answer.round for one in ids for answer in store.matches.answers(one)}
            known += len(rounds)
            asked += len(again)
            lost += len(set(rounds) - stored)
            twice += max(0, len(ids) - 1)
    return {"told": known, "lost": lost + asked, "of_these_asked_again": asked, "twice": twice}


def cost(count: int = 5000) -> dict[str, object]:
    """Microseconds of the judging thread: for an entry of a fenced journal, for an answer on its way, and for
    a room's journal that is copied. No answer waits for the last.
    """
    question = Question(Fact(7, Op.MULTIPLY, 8))
    ink = Ink(tuple(Stroke(tuple(Point(0.01 * at, 0.02 * at, 0.016 * at) for at in range(40))) for _ in "12"))
    opening = Opening(Mode.RACE, 4, 10, (Sitter("Pad", Kind.GUEST, None),), Occasion(key="cost"))
    with tempfile.TemporaryDirectory() as folder, RedisServer() as redis:
        journal = Journal(Path(folder) / "1.journal", Fence(Path(folder) / "1.fence", 1))
        began = time.thread_time()
        for at in range(count):
            journal.put(Did.of(0, c.PenDown(1), float(at)))
            journal.flush()
        written = time.thread_time()
        journal.close(forget=True)
        stream = StreamStore(connected(redis.url), stream_of("cost"))
        match, started = stream.begin(opening), time.thread_time()
        for at in range(count):
            answer = Answer(at + 1, question, Outcome.RIGHT, "56", "56", 1.0, 0.5, 0.25)
            stream.answer(match, KeptAnswer(0, answer, 10, ink, (("56", 0.9),), "bundle"))
        sent = time.thread_time()
        stream.close()
        copied = asyncio.run(_copying(Path(folder), redis.url))
    return {
        "journal_us": round(1e6 * (written - began) / count, 1),
        "stream_us": round(1e6 * (sent - started) / count, 1),
        "copy_us": round(1e6 * copied, 1),
    }


async def _copying(folder: Path, url: str, rooms: int = 32, looks: int = 50) -> float:
    """Processor seconds for a look at a journal to which something was added."""
    journals = {f"{100_000 + at}": Journal(folder / f"{100_000 + at}.journal") for at in range(rooms)}
    copies = RedisCopies(url)
    copier, held = Copier(copies, folder), dict.fromkeys(journals, 1)
    await copier.follow(held)
    used = 0.0
    for look in range(looks):
        for journal in journals.values():
            journal.put(Did.of(0, c.PenDown(1), float(look)))
            journal.flush()
        began = time.thread_time()
        await copier.follow(held)
        used += time.thread_time() - began
    for journal in journals.values():
        journal.close(forget=True)
    await copies.close()
    return used / (rooms * looks)


def main(arguments: Sequence[str] | None = None) -> None:
    parser = argparse.ArgumentParser(prog="python -m tests.bench.rooms", description=__doc__)
    parser.add_argument("--workers", type=int, default=2)
    parser.add_argument("--readers", type=int, default=0, help="processes that read for the workers")
    parser.add_argument("--rooms", type=int, default=8)
    parser.add_argument("--seats", type=int, default=200)
    parser.add_argument("--seconds", type=float, default=20.0)
    parser.add_argument("--every", type=float, default=8.0, help="seconds between the answers of a pad")
    parser.add_argument("--ink", type=Path, help="a pen file")
    parser.add_argument("--json", action="store_true")
    parser.add_argument("--timeline", type=Path, metavar="FILE")
    parser.add_argument("--cost", action="store_true", help="measure the journal and the stream alone")
    parser.add_argument("--wrong-codes", type=float, default=0.0, metavar="N", help="tried a second")
    event = parser.add_mutually_exclusive_group()
    event.add_argument("--kill", action="store_true", help="kill a worker half way")
    event.add_argument("--kill-reader", action="store_true", help="kill a reader half way")
    event.add_argument("--drain", action="store_true", help="have a worker hand over its rooms half way")
    event.add_argument("--redis-away", type=float, default=0.0, metavar="S", help="stop Redis half way")
    options = parser.parse_args(arguments)
    if options.cost:
        show(cost(), options.json)
        return
    if options.ink is not None:
        check_files(parser, [options.ink])
    if options.seats > options.rooms * p.MOST_SEATS:
        parser.error(f"a room has {p.MOST_SEATS} seats: {options.seats} need more rooms")
    if options.kill_reader and not options.readers:
        parser.error("there is no reader to kill: start one with --readers")
    pads._EVERY_S = options.every
    digits = pads.digits_of(options.ink)
    with tempfile.TemporaryDirectory() as folder, RedisServer() as redis:
        command = [sys.executable, "main.py", "--data-dir", folder, "serve", "--port", "0", "--json"]
        command += ["--workers", str(options.workers), "--readers", str(options.readers)]
        command += ["--rooms", str(options.rooms), "--redis", redis.url]
        log = (Path(folder) / "server.log").open("wb")
        server = subprocess.Popen(command, cwd=_ROOT, stdout=subprocess.PIPE, stderr=log, text=True)
        assert server.stdout is not None
        try:
            said = json.loads(server.stdout.readline())
            figures = asyncio.run(drive(said, server.pid, redis, options, digits, Path(folder)))
        finally:
            server.send_signal(signal.SIGTERM)
            server.wait(60)
            log.close()
        figures |= kept(Path(folder))
    show(figures, options.json)


if __name__ == "__main__":
    from game.net.machine import raise_open_files

    raise_open_files()
    main()
