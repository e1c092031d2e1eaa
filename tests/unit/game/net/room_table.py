"""A room without a network: pads that write, screens that watch, a clock that is moved by hand."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from game.net import protocol as p
from game.net.equipment import Equipment
from game.net.letters import CloseAll, CloseSeat, Letter, ToScreen, ToScreens, ToSeat
from game.net.occupant import Player
from game.net.room import RefusedError, Room
from game.play.answer import LATE_STROKE
from game.play.questions import Op
from recognizer.habits import STRANGER, Habits
from recognizer.ink import Ink
from recognizer.reading import EMPTY, Candidate, Digit, Glyph, Reading, State
from tests.fakes import FakeJobs, whole
from tests.unit.game.session.table import Shelf

KEY = "the host's key"
STEP_S = 0.02


class LineReader:
    """Reads vertical lines: how high a line begins says which digit it is. A dot is unsure."""

    id = "lines"

    def read(self, ink: Ink, habits: Habits = STRANGER) -> Reading:  # noqa: ARG002
        if not ink:
            return EMPTY
        order = sorted(range(len(ink.strokes)), key=lambda at: ink.strokes[at].box.left)
        digits = []
        for at in order:
            box = ink.strokes[at].box
            digit = min(9, max(0, round((box.top + 0.5) * 20)))
            sure = box.height > 0.02
            confidence = 0.95 if sure else 0.4
            scores = tuple(confidence if one == digit else (1 - confidence) / 10 for one in range(10))
            digits.append(Digit(digit, confidence, scores, *whole(ink, [at]), sure))
        text = "".join(str(digit.digit) for digit in digits)
        state = State.READ if all(digit.sure for digit in digits) else State.UNSURE
        return Reading(state, tuple(digits), 0.9, (Candidate(text, 0.9), Candidate(text[::-1], 0.05)))

    def align(self, ink: Ink, label: str) -> tuple[Glyph, ...] | None:
        glyphs = tuple(Glyph(*whole(ink, [at])) for at in range(len(ink.strokes)))
        return glyphs if len(glyphs) == len(label) else None


def line(digit: int, place: int, at: int, dot: bool = False) -> list[p.Spot]:
    """The line of a digit, written from ``at`` milliseconds on."""
    x, top = -300 + 300 * place, -1000 + 100 * digit
    rows = 1 if dot else 6
    return [(x, top + 60 * row, at + 15 * row) for row in range(rows)]


def solve(question: str) -> int:
    """The answer of a question as it is printed."""
    left, op, right, *rest = (
        question.replace(" =", "").split() if question.endswith("=") else question.split()
    )
    if not rest:
        a, b = int(left), int(right)
        return {Op.ADD: a + b, Op.SUBTRACT: a - b, Op.MULTIPLY: a * b, Op.DIVIDE: a // max(b, 1)}[Op(op)]
    result = int(rest[-1])
    for guess in range(10_000):
        numbers = [guess if word == "?" else int(word) for word in (left, right)]
        a, b = numbers
        made = {Op.ADD: a + b, Op.SUBTRACT: a - b, Op.MULTIPLY: a * b}
        if made.get(Op(op)) == result or (op == Op.DIVIDE and b and a == b * result):
            return guess
    raise AssertionError(question)


@dataclass
class Pad:
    """What a pad remembers of what it was told."""

    seat: int
    heard: list[Any] = field(default_factory=list)
    token: str = ""
    name: str = ""
    question: p.Question = field(default_factory=lambda: p.Question(0))
    shown: float = 0.0
    stroke: int = 0
    sheet: p.Sheet = field(default_factory=lambda: p.Sheet(0))
    verdicts: dict[int, p.Verdict] = field(default_factory=dict)
    standing: p.Standing = field(default_factory=p.Standing)
    stage: p.Stage = p.Stage.LOBBY
    closed: p.Reason | None = None

    def hear(self, message: Any, now: float) -> None:
        self.heard.append(message)
        match message:
            case p.Welcome():
                self.token, self.name = message.token, message.name
            case p.Question():
                if not message.keeps:
                    self.stroke = 0
                self.question, self.shown = message, now - message.spent_ms / 1000
                self.stroke = 0
            case p.Sheet():
                self.sheet, self.stroke = message, message.strokes
            case p.Verdict():
                self.verdicts[message.round] = message
            case p.Standing():
                self.standing = message
            case p.Phase():
                self.stage = message.stage

    def all(self, kind: type[Any]) -> list[Any]:
        return [message for message in self.heard if isinstance(message, kind)]


class RoomTable:
    """A room and its clients. ``way`` is how long a message travels, each way, in seconds."""

    def __init__(
        self, rules: p.Rules | None = None, players: Sequence[Player] = (), way: float = 0.0
    ) -> None:
        self.now, self.way = 50.0, way
        self.jobs, self.shelf, self.reader = FakeJobs(), Shelf(), LineReader()
        self.equipment = Equipment(self.jobs, self.jobs, lambda _: self.reader, None, None, lambda: players)
        self.room = Room("4719", KEY, self.equipment, now=self.now, seed=11, rules=rules)
        self.pads: dict[int, Pad] = {}
        self.screens: dict[int, list[Any]] = {}
        self.letters: list[Letter] = []
        self.ended: p.Reason | None = None

    # Coming in

    def join(self, name: str = "", **fields: Any) -> Pad:
        seat = self.room.join(p.Join(p.VERSION, "4719", name, **fields), self.now)
        self.pads[seat] = Pad(seat)
        self.deliver()
        return self.pads[seat]

    def refused(self, **fields: Any) -> p.Reason:
        try:
            self.room.join(p.Join(**{"version": p.VERSION, "code": "4719", **fields}), self.now)
        except RefusedError as error:
            return error.reason
        raise AssertionError("it was let in")

    def back(self, pad: Pad) -> None:
        self.room.join(p.Join(p.VERSION, "4719", token=pad.token), self.now)
        self.deliver()

    def watch(self, screen: int = 1, key: str = KEY) -> list[Any]:
        self.screens[screen] = []
        self.room.watch(p.Watch(p.VERSION, "4719", key), screen, self.now)
        self.deliver()
        return self.screens[screen]

    def order(self, ask: p.Ask, seat: int = 0) -> None:
        self.room.do(p.Order(ask, seat), self.now)
        self.deliver()

    def start(self, *names: str) -> list[Pad]:
        pads = [self.join(name) for name in names]
        self.order(p.Ask.START)
        return pads

    # Time

    def deliver(self) -> None:
        for letter in self.room.take_letters():
            self.letters.append(letter)
            match letter:
                case ToSeat():
                    assert p.decode_from_host(p.encode(letter.message)) == letter.message
                    self.pads[letter.seat].hear(letter.message, self.now + self.way)
                case ToScreens():
                    for screen, keyed in self.room.screens.keyed.items():
                        if keyed or not letter.keyed:
                            self.screens[screen].append(letter.message)
                case ToScreen():
                    self.screens[letter.screen].append(letter.message)
                case CloseSeat():
                    self.pads[letter.seat].closed = letter.reason
                case CloseAll():
                    self.ended = letter.reason

    def wait(self, seconds: float) -> None:
        until = self.now + seconds
        while self.now < until - 1e-9:
            self.now = min(until, self.now + STEP_S)
            self.jobs.drain()
            self.room.tick(self.now)
            self.deliver()

    # Playing

    def say(self, pad: Pad, message: p.FromPad) -> None:
        self.room.hear(pad.seat, p.decode_from_client(p.encode(message)), self.now)  # type: ignore[arg-type]
        self.deliver()

    def ms(self, pad: Pad) -> int:
        """What the pad's clock counts of its question now, when what it says now arrives."""
        return max(0, round(1000 * (self.now - self.way - pad.shown)))

    def write(self, pad: Pad, text: str, *, done: bool = True, dot: bool = False) -> None:
        round_ = pad.question.round
        for place, digit in enumerate(text):
            spots = line(int(digit), place, self.ms(pad), dot)
            stroke, pad.stroke = pad.stroke, pad.stroke + 1
            self.say(pad, p.Ink(round_, stroke, p.packed(spots[:1]), up=len(spots) == 1))
            self.wait(0.1)
            if len(spots) > 1:
                self.say(pad, p.Ink(round_, stroke, p.packed(spots[1:]), up=True))
        if done:
            self.say(pad, p.Done(round_, self.ms(pad)))
        self.wait(STEP_S)

    def right(self, pad: Pad) -> str:
        return str(solve(pad.question.text))

    def wrong(self, pad: Pad) -> str:
        right = self.right(pad)
        return right[:-1] + str((int(right[-1]) + 1) % 10)

    def answer(self, pad: Pad, right: bool = True) -> p.Verdict:
        """Write an answer, as soon as a stroke can no longer belong to the one before."""
        if pad.verdicts:
            self.wait(LATE_STROKE + 0.05)
        round_ = pad.question.round
        self.write(pad, self.right(pad) if right else self.wrong(pad))
        self.wait(0.1)
        return pad.verdicts[round_]
