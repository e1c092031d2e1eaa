"""A host under load: pads that write real ink over loopback, each as a client of its own.

``python -m tests.bench.pads --seats 40 --rooms 1 --seconds 20 --ink pendigits.jsonl.gz --json``

The host is a process of its own, ``main.py host`` but for its limits for one address. ``verdict_*`` are
what the host needs: from the message that ends an answer, as it is received, to the verdict, as it is sent.
``seen_*`` are the same as the pads see it. ``dropped`` counts connections that were lost and answers
without a verdict; ``wrong_verdicts`` verdicts that do not fit what was given. With ``--together`` all pads
finish their answers at the same moments, six seconds apart. Without ``--ink`` the ink is made up.

With ``--drop`` all connections are cut at once in the end, wherever each answer is, and the network is gone
for half a second. ``back_s`` is how long it then takes until the last pad has been told everything;
``back_p50_s`` and ``back_p99_s`` are of the single pads, ``back_cpu_s`` the processor time of the host. Those
that were cut ``in_answer`` must have what they had. ``not_as_before`` counts those who have not, by what is
different: score, question, clock or ink; ``clock_off_ms`` is the largest difference of a clock. Then they end
their answers: ``without_verdict`` counts those who get none.
"""

from __future__ import annotations

import argparse
import asyncio
import base64
import gzip
import json
import math
import os
import random
import signal
import subprocess
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any

from game.net import protocol as p
from tests.bench.figures import check_files, show, spread_ms

_ROOT = Path(__file__).resolve().parents[2]
_EVERY_S = 4.0  # an answer of each pad
_TOGETHER_S = 6.0  # … of all at the same moment
_LEAST_S = 0.8  # for thinking
_PIECE_S = 0.1
_POINT_MS = 20
_DIGIT_HEIGHT = 700  # of 2000
_GONE_S = 0.5  # the network, when all connections are cut
_ARRIVES_S = 0.5  # what was said sooner has reached the host
_CLOCK_MS = 250  # by which a clock may differ: the measured round trip, and a little
_ALL_S = 60.0  # … where all end theirs at the same moment
_LATEST_S = 10.0  # after which an answer counts as dropped
HOST = """
import sys
from pathlib import Path
from tests.bench.pads import serve
serve(Path(sys.argv[1]), int(sys.argv[2]))
"""

Digits = dict[int, list[list[p.Spot]]]


# The host's process


def serve(folder: Path, rooms: int) -> None:
    """Host rooms, and write down how long verdicts took when it ends."""
    from game import hosting
    from game.net import letters, limits, server
    from game.net import room as rooms_of

    began: dict[tuple[int, int], float] = {}
    took: list[float] = []
    hear, send = rooms_of.Room.hear, server.Host._send

    def heard(self: rooms_of.Room, seat: int, message: p.FromPad, now: float) -> None:
        if isinstance(message, p.Done):
            began[id(self), seat] = time.perf_counter()
        hear(self, seat, message, now)

    def sent(self: server.Host, hosted: server.Hosted) -> None:
        closed = [
            letter.seat
            for letter in hosted.room._letters
            if isinstance(letter, letters.ToSeat) and isinstance(letter.message, p.Verdict | p.Unsure)
        ]
        send(self, hosted)
        for seat in closed:
            at = began.pop((id(hosted.room), seat), None)
            if at is not None:
                took.append(time.perf_counter() - at)

    rooms_of.Room.hear = heard  # type: ignore[method-assign]
    server.Host._send = sent  # type: ignore[method-assign]
    everybody = limits.Limits(messages=200, connections=10**6, wrong=10**6)
    hosting.host(folder, hosting.Hosting(port=0, rooms=rooms, as_json=True, limits=everybody))
    (folder / "took.json").write_text(json.dumps(took))


# A pad


@dataclass
class Cut:
    """What a pad had when its connection was cut.

    Attributes:
        strokes: the answer's; none after its end.
        sent: how many of them were sent whole, at least and at most: the latest messages may be lost.
        spent_ms: since the question was shown; -1 before the first ink, which alone tells the host how long
            the question was on its way.
    """

    token: str
    question: p.Question
    standing: p.Standing
    strokes: list[list[p.Spot]]
    sent: tuple[int, int]
    spent_ms: float


class Pad(asyncio.Protocol):
    """One client: the least that is a WebSocket, so that a thousand of them take little of the machine.

    Args:
        together: whether it finishes when all others do.
        cut: it comes back to a seat, and waits there.
    """

    def __init__(
        self,
        code: str,
        name: str,
        digits: Digits,
        rng: random.Random,
        log: Log,
        together: bool = False,
        cut: Cut | None = None,
    ) -> None:
        self._together, self._cut = together, cut
        self._code, self._name, self._digits, self._rng, self._log = code, name, digits, rng, log
        self._buffer = b""
        self._open = False
        self._question: p.Question | None = None
        self._shown = self._done = 0.0
        self._task: asyncio.Task[None] | None = None
        self._ended = False
        self._standing = p.Standing()
        self._sheet = p.Sheet(0)
        self.welcome: asyncio.Future[p.Welcome] = asyncio.get_running_loop().create_future()
        self.back: asyncio.Future[float] = asyncio.get_running_loop().create_future()
        self.verdict: asyncio.Future[p.Verdict | p.Unsure] = asyncio.get_running_loop().create_future()
        self._strokes: list[list[p.Spot]] = []  # of the answer, until it has a verdict; from time 0 on
        self._began = -1  # when the first of them began; -1 while it thinks
        self._ended_at: list[float] = []  # when each of them was sent whole
        self.token = cut.token if cut is not None else ""

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        assert isinstance(transport, asyncio.Transport)
        self._transport = transport
        key = base64.b64encode(self._rng.randbytes(16)).decode()
        transport.write(
            f"GET /socket HTTP/1.1\r\nHost: localhost\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
            f"Sec-WebSocket-Key: {key}\r\nSec-WebSocket-Version: 13\r\n\r\n".encode()
        )

    def say(self, *messages: p.FromClient) -> None:
        frames = b""
        for message in messages:
            text = p.encode(message)
            # A mask of zeros is a mask, and leaves the text as it is.
            size = bytes([0x80 | len(text)]) if len(text) < 126 else b"\xfe" + len(text).to_bytes(2, "big")
            frames += b"\x81" + size + b"\0\0\0\0" + text
        self._transport.write(frames)

    def data_received(self, data: bytes) -> None:
        self._buffer += data
        if not self._open:
            head, found, rest = self._buffer.partition(b"\r\n\r\n")
            if not found:
                return
            assert b" 101 " in head.partition(b"\r\n")[0], head
            self._open, self._buffer = True, rest
            # What comes before the answer to the ping is all that the host has to tell.
            self.say(p.Join(p.VERSION, self._code, self._name, token=self.token), p.Ping(1))
        while len(self._buffer) >= 2:
            size, at = self._buffer[1], 2
            if size == 126:
                size, at = int.from_bytes(self._buffer[2:4], "big"), 4
            elif size == 127:
                size, at = int.from_bytes(self._buffer[2:10], "big"), 10
            if len(self._buffer) < at + size:
                return
            kind, text = self._buffer[0] & 0x0F, self._buffer[at : at + size]
            self._buffer = self._buffer[at + size :]
            if kind == 1:
                self._hear(p.decode_from_host(text))
            elif kind == 9:
                self._transport.write(b"\x8a" + bytes([0x80 | len(text)]) + b"\0\0\0\0" + text)

    def connection_lost(self, _: Exception | None) -> None:
        if self._task is not None:
            self._task.cancel()
        if not self._ended:
            self._log.dropped += 1

    def _hear(self, message: Any) -> None:
        now = time.perf_counter()
        match message:
            case p.Welcome():
                self.token = message.token
                if not self.welcome.done():
                    self.welcome.set_result(message)
            case p.Question():
                self._question, self._shown = message, now - message.spent_ms / 1000
                if self._cut is None:
                    self._start()
            case p.Standing():
                self._standing = message
            case p.Sheet():
                self._sheet = message
            case p.Pong() if not self.back.done():
                self.back.set_result(now)
            case p.Verdict() | p.Unsure() if self._cut is not None:
                if self.back.done() and not self.verdict.done():
                    self.verdict.set_result(message)
            case p.Verdict() if self._done:
                self._strokes = []
                self._log.seen.append(now - self._done)
                self._done = 0.0
                right = bool(message.solved) and message.given == str(_answer(message.solved, self._question))
                self._log.wrong += right != (message.outcome is p.Outcome.RIGHT)
                self._log.misread += message.outcome is not p.Outcome.RIGHT
                if message.stays:
                    asyncio.get_running_loop().call_later(0.8, self.say, p.Next(message.round))
            case p.Unsure() if self._question is not None:
                self._strokes = []
                if self._done:
                    self._log.seen.append(now - self._done)
                    self._log.unsure += 1
                    self._done = 0.0
                text = str(_solve(self._question.text))
                answer = p.Choose(message.round, text) if text in message.offered else p.Pass(message.round)
                self.say(answer)

    def _start(self) -> None:
        if self._task is not None:
            self._task.cancel()
        self._task = asyncio.get_running_loop().create_task(self._write())

    def _ms(self) -> int:
        return round(1000 * (time.perf_counter() - self._shown))

    async def _write(self) -> None:
        """Think, and write the answer as a pen would."""
        question = self._question
        assert question is not None
        pieces = self._pieces(str(_solve(question.text)))
        self._strokes = [
            [spot for of, spots, _ in pieces if of == number for spot in spots]
            for number in range(pieces[-1][0] + 1)
        ]
        self._began, self._ended_at = -1, []
        if self._together:
            now, writes = time.monotonic(), pieces[-1][1][-1][2] / 1000
            end = math.ceil((now + _LEAST_S + writes) / _TOGETHER_S) * _TOGETHER_S
            await asyncio.sleep(end - writes - now)
        else:
            think = max(_LEAST_S, _EVERY_S - _PIECE_S * len(pieces))
            await asyncio.sleep(think * self._rng.uniform(0.6, 1.4))
        began = self._began = self._ms()
        for number, spots, up in pieces:
            timed = [(x, y, began + t) for x, y, t in spots]
            await asyncio.sleep(max(0.0, (timed[-1][2] - self._ms()) / 1000))
            last = number == pieces[-1][0] and up
            ink = p.Ink(question.round, number, p.packed(timed), up)
            if up:
                self._ended_at.append(time.perf_counter())
            if last:
                self._log.answers += 1
                self._done = time.perf_counter()
                self.say(ink, p.Done(question.round, timed[-1][2]))
                self._log.bytes += len(p.encode(ink))
            else:
                self.say(ink)
                self._log.bytes += len(p.encode(ink))
        await asyncio.sleep(_LATEST_S)
        if self._done:
            self._log.dropped += 1

    def _pieces(self, text: str) -> list[tuple[int, list[p.Spot], bool]]:
        """The ink of a number in pieces: the stroke's number, points, whether it ends."""
        pieces, at, number = [], 0, 0
        for place, character in enumerate(text):
            strokes = self._rng.choice(self._digits[int(character)])
            shift = 620 * place - 310 * (len(text) - 1)
            for stroke in _strokes(strokes):
                moved = [(x + shift, y, t + at) for x, y, t in stroke]
                count = max(1, round(1000 * _PIECE_S / _POINT_MS))
                cuts = [moved[:1], *(moved[i : i + count] for i in range(1, len(moved), count))]
                pieces += [(number, cut, cut is cuts[-1]) for cut in cuts]
                at, number = moved[-1][2] + 120, number + 1
        return pieces

    def drop(self) -> Cut:
        """Lose the connection."""
        now = time.perf_counter()
        sure = sum(now - at > _ARRIVES_S for at in self._ended_at)
        self._ended = True
        self._transport.abort()
        began = self._began if self._began >= 0 else self._ms()
        return Cut(
            self.token,
            self._question or p.Question(0),
            self._standing,
            [] if self._done else [[(x, y, began + t) for x, y, t in spots] for spots in self._strokes],
            (sure, len(self._ended_at)),
            1000 * (now - self._shown) if self._began >= 0 else -1.0,
        )

    @property
    def answering(self) -> bool:
        """Whether it was cut while it thought or wrote."""
        return self._cut is not None and bool(self._cut.strokes)

    def otherwise(self) -> list[str]:
        """What is not as it was when the connection was cut."""
        cut, question = self._cut, self._question
        assert cut is not None
        found = []
        standing = self._standing
        if (standing.score, standing.right, standing.slips) != (
            cut.standing.score,
            cut.standing.right,
            cut.standing.slips,
        ):
            found.append("score")
        if question is None or (question.round, question.text) != (cut.question.round, cut.question.text):
            found.append("question")
        if abs(self.clock_off_ms) > _CLOCK_MS:
            found.append("clock")
        lying = len(self._sheet.ink)
        if lying != self._sheet.strokes or not cut.sent[0] <= lying <= cut.sent[1]:
            found.append("ink")
        return found

    @property
    def clock_off_ms(self) -> float:
        """How much longer than the pad the host has counted until the connection was cut."""
        assert self._cut is not None and self._question is not None
        if self._cut.spent_ms < 0:
            return 0.0
        return self._question.spent_ms - self._cut.spent_ms

    def end_answer(self) -> None:
        """Send what the host has not got of the answer, and what it missed."""
        assert self._cut is not None
        round_, strokes = self._cut.question.round, self._cut.strokes
        rest = [
            p.Ink(round_, number, p.packed(spots), True)
            for number, spots in enumerate(strokes)
            if number >= self._sheet.strokes
        ]
        self.say(*rest, p.Done(round_, strokes[-1][-1][2]))

    def end(self) -> None:
        self._ended = True
        if self._task is not None:
            self._task.cancel()
        self._transport.close()


class Log:
    """What all pads have seen."""

    def __init__(self) -> None:
        self.answers = self.dropped = self.wrong = self.misread = self.unsure = self.bytes = 0
        self.seen: list[float] = []


def _strokes(spots: list[p.Spot]) -> list[list[p.Spot]]:
    """The strokes of a digit: a time of 0 begins a new one."""
    strokes: list[list[p.Spot]] = []
    for spot in spots:
        if spot[2] == 0:
            strokes.append([])
        strokes[-1].append(spot)
    return strokes


def _solve(text: str) -> int:
    words = text.replace("=", " ").split()
    left, op, right, *result = words
    numbers = {"+": lambda a, b: a + b, "−": lambda a, b: a - b, "×": lambda a, b: a * b}
    if not result:
        a, b = int(left), int(right)
        return a // b if op == "÷" else numbers[op](a, b)
    total = int(result[0])
    if op == "×":
        return total // int(right if left == "?" else left)
    if op == "÷":
        return total * int(right) if left == "?" else int(left) // total
    if op == "+":
        return total - int(right if left == "?" else left)
    return total + int(right) if left == "?" else int(left) - total


def _answer(solved: str, question: p.Question | None) -> int:
    """The number that was asked for, by the solved sum."""
    parts = solved.replace("=", " ").split()
    asked = (question.text if question is not None else "").replace("=", " ").split()
    if len(asked) == 4 and "?" in asked:
        return int(parts[asked.index("?")])
    return int(parts[3])


# Ink


def digits_of(file: Path | None, most: int = 60) -> Digits:
    """Ink of each digit, in the protocol's units, a point every 20 ms."""
    found: Digits = {digit: [] for digit in range(10)}
    if file is None:
        from game.ui.handwriting import write

        rng = random.Random(5)
        for digit in range(10):
            for _ in range(10):
                strokes = [[(q.x, q.y) for q in stroke.points] for stroke in write(str(digit), rng).strokes]
                found[digit].append(_spots(strokes))
        return found
    with gzip.open(file, "rt", encoding="utf-8") as lines:
        for line in lines:
            sample = json.loads(line)
            label = sample["label"]
            if isinstance(label, int) and len(found[label]) < most:
                found[label].append(_spots([[q[:2] for q in stroke] for stroke in sample["strokes"]]))
            if all(len(kept) >= most for kept in found.values()):
                break
    return found


def _spots(strokes: Sequence[Sequence[Sequence[float]]]) -> list[p.Spot]:
    xs = [q[0] for stroke in strokes for q in stroke]
    ys = [q[1] for stroke in strokes for q in stroke]
    scale = _DIGIT_HEIGHT / max(max(ys) - min(ys), (max(xs) - min(xs)) * 0.8, 1e-6)
    x, y = (min(xs) + max(xs)) / 2, (min(ys) + max(ys)) / 2
    return [
        (round((q[0] - x) * scale), round((q[1] - y) * scale), _POINT_MS * at)
        for stroke in strokes
        for at, q in enumerate([*stroke[:-1:2], stroke[-1]])
    ]


# The whole


def _cpu_s(process: int) -> float:
    """Seconds of processor time of a process and its children, from /proc."""
    ticks = 0
    for stat in Path("/proc").glob("[0-9]*/stat"):
        try:
            head, _, rest = stat.read_text().rpartition(")")
        except OSError:
            continue
        fields = rest.split()
        if int(head.split()[0]) == process or int(fields[1]) == process:
            ticks += int(fields[11]) + int(fields[12])
    return ticks / os.sysconf("SC_CLK_TCK")


def _memory_kb(process: int) -> int:
    for line in Path(f"/proc/{process}/status").read_text().splitlines():
        if line.startswith("VmRSS"):
            return int(line.split()[1])
    return 0


async def _connect(port: int, pads: list[Pad], make: Any) -> Pad:
    _, pad = await asyncio.get_running_loop().create_connection(make, "127.0.0.1", port)
    assert isinstance(pad, Pad)
    pads.append(pad)
    await asyncio.wait_for(asyncio.shield(pad.welcome), 30)
    return pad


def _same(screen: Screen) -> Screen:
    return screen


async def drive(
    said: dict[str, Any],
    process: int,
    seats: int,
    seconds: float,
    digits: Digits,
    together: bool = False,
    drop: bool = False,
) -> dict[str, object]:
    """Seat pads, let them play, and see what came of it."""
    log, pads = Log(), list[Pad]()
    rooms, port = said["rooms"], said["port"]
    empty_kb = _memory_kb(process)

    def maker(number: int) -> Any:
        code = rooms[number % len(rooms)]["code"]
        return partial(Pad, code, f"Pad {number}", digits, random.Random(number), log, together)

    for start in range(0, seats, 50):
        await asyncio.gather(*(_connect(port, pads, maker(n)) for n in range(start, min(seats, start + 50))))
    await asyncio.sleep(1.0)
    idle_kb = _memory_kb(process)
    hosts = []
    for room in rooms:
        host = Screen(room["code"], room["key"])
        await asyncio.get_running_loop().create_connection(partial(_same, host), "127.0.0.1", port)
        hosts.append(host)
    await asyncio.sleep(_EVERY_S)  # until all are at work
    before, answers = _cpu_s(process), log.answers
    log.seen.clear()
    log.bytes = 0
    await asyncio.sleep(seconds)
    cpu = _cpu_s(process) - before
    answered = log.answers - answers
    figures: dict[str, object] = {
        "seats": seats,
        "rooms": len(rooms),
        "answers": answered,
        "seen_p50_ms": spread_ms(log.seen or [0])["median_ms"],
        "seen_p99_ms": spread_ms(log.seen or [0])["p99_ms"],
        "dropped": log.dropped,
        "wrong_verdicts": log.wrong,
        "not_right": log.misread + log.unsure,
        "kb_per_idle_seat": round((idle_kb - empty_kb) / seats, 1),
        "kb_per_seat": round((_memory_kb(process) - empty_kb) / seats, 1),
        "memory_mb": round(_memory_kb(process) / 1000, 1),
        "bytes_per_answer": round(log.bytes / max(1, answered)),
        "server_cpu_ms_per_answer": round(1000 * cpu / max(1, answered), 2),
        "server_cpu_share": round(cpu / seconds, 2),
    }
    if drop:
        figures |= await _drop_and_come_back(port, process, pads, maker)
    for pad in pads:
        pad.end()
    for host in hosts:
        host.end()
    return figures


async def _drop_and_come_back(port: int, process: int, pads: list[Pad], maker: Any) -> dict[str, object]:
    """Cut all connections at once, come back by the tokens, and end the answers."""
    cuts = [pad.drop() for pad in pads]
    await asyncio.sleep(_GONE_S)
    again: list[Pad] = []
    took: list[float] = []

    async def back(number: int) -> None:
        pad = await _connect(port, [], partial(maker(number), cut=cuts[number]))
        again.append(pad)
        took.append(await asyncio.wait_for(pad.back, 30) - began)

    began, before = time.perf_counter(), _cpu_s(process)
    await asyncio.gather(*(back(number) for number in range(len(cuts))))
    cpu = _cpu_s(process) - before
    answering = [pad for pad in again if pad.answering]
    otherwise = Counter(kind for pad in answering for kind in pad.otherwise())
    clock_off = max((abs(pad.clock_off_ms) for pad in answering), default=0.0)
    for pad in answering:
        pad.end_answer()
    _, missing = await asyncio.wait([pad.verdict for pad in answering] or [again[0].back], timeout=_ALL_S)
    for pad in again:
        pad.end()
    spread = spread_ms(took)
    return {
        "in_answer": len(answering),
        "back_s": round(max(took), 2),
        "back_p50_s": round(spread["median_ms"] / 1000, 2),
        "back_p99_s": round(spread["p99_ms"] / 1000, 2),
        "back_cpu_s": round(cpu, 2),
        "not_as_before": dict(otherwise),
        "clock_off_ms": round(clock_off),
        "without_verdict": len(missing),
    }


class Screen(Pad):
    """A screen with the host's key, which starts the match."""

    def __init__(self, code: str, key: str) -> None:
        super().__init__(code, "", {}, random.Random(0), Log())
        self._key = key

    def say(self, *messages: p.FromClient) -> None:
        if messages and isinstance(messages[0], p.Join):
            rules = p.Rules(p.Game.PRACTICE, level=6, length=0)
            watch = p.Watch(p.VERSION, self._code, self._key)
            messages = watch, rules, p.Order(p.Ask.START)
        super().say(*messages)

    def _hear(self, message: Any) -> None:
        """It only starts the match."""


def main(arguments: Sequence[str] | None = None) -> None:
    parser = argparse.ArgumentParser(prog="python -m tests.bench.pads", description=__doc__)
    parser.add_argument("--seats", type=int, default=40)
    parser.add_argument("--rooms", type=int, default=1)
    parser.add_argument("--seconds", type=float, default=20.0)
    parser.add_argument("--ink", type=Path, help="a pen file")
    parser.add_argument("--together", action="store_true", help="all finish at the same moments")
    parser.add_argument("--drop", action="store_true", help="cut all connections at once at the end")
    parser.add_argument("--json", action="store_true")
    options = parser.parse_args(arguments)
    if options.ink is not None:
        check_files(parser, [options.ink])
    if options.seats > options.rooms * p.MOST_SEATS:
        parser.error(f"a room has {p.MOST_SEATS} seats: {options.seats} need more rooms")
    digits = digits_of(options.ink)
    with tempfile.TemporaryDirectory() as folder:
        command = [sys.executable, "-c", HOST, folder, str(options.rooms)]
        host = subprocess.Popen(command, cwd=_ROOT, stdout=subprocess.PIPE, text=True)
        assert host.stdout is not None
        try:
            said = json.loads(host.stdout.readline())
            figures = asyncio.run(
                drive(
                    said,
                    host.pid,
                    options.seats,
                    options.seconds,
                    digits,
                    together=options.together,
                    drop=options.drop,
                )
            )
        finally:
            host.send_signal(signal.SIGINT)
            host.wait(30)
        took = spread_ms(json.loads((Path(folder) / "took.json").read_text()) or [0.0])
    figures |= {"verdict_p50_ms": took["median_ms"], "verdict_p99_ms": took["p99_ms"]}
    show(figures, options.json)


if __name__ == "__main__":
    from game.net.machine import raise_open_files

    raise_open_files()
    main()
