"""A match in a room on another machine, as the player of one seat there plays it.

Theory of operation
-------------------
The host owns the match: it reads, judges and counts (`game.net.desk`). What a player does here shows at once,
and is said to the host; what the host says replaces it where the two differ.

**Ink.** A stroke is shown as it is drawn. It is sent in pieces, one stroke after the other, even if several
pointers write. Every stroke has a number. The host says what lies on the sheet (`Sheet`) only where that
differs from what was sent: then its ink is shown, and with it the strokes that it cannot know yet.
The full strokes are kept here, because the host's have fewer points.

**Questions.** A stroke in hand stays when another question comes if the host says so (``keeps``), or if the
host cannot have heard of the stroke yet. A question whose round was closed before is that round reopened.

**Time.** Points are counted in milliseconds from the moment at which the question was shown here. No clock of
one machine is compared with that of another.

**A lost connection.** The player writes on. When the host has told everything anew, and the question is still
the one that was open, all strokes that it does not know are sent again, whole.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from enum import Enum, auto
from typing import Protocol

import msgspec

from game.net import protocol as p
from game.net.watcher import points_of
from game.play import events as e
from game.play.answer import LATE_STROKE, LONGEST_TEXT, REST_USUAL, Seen
from game.play.errors import QuestionError
from game.play.modes import Unranked
from game.play.questions import Question
from game.play.scoring import SLIPS, Answer, Outcome, Score
from game.play.states import State
from game.play.view import Rival, Summary, Verdict, View
from game.session.ports import Jobs, LastRound, Link, Pausing, Reader, SeatView
from recognizer.ink import Ink, Point, Stroke
from recognizer.reading import Digit, Glyph, Reading
from recognizer.reading import State as ReadingState

_SEAT = 0
_PIECE_S = 0.1  # between two pieces of a stroke
_SPACING_S = 0.016  # between two points that are sent
_UNHEARD_S = 0.1  # beyond the round trip, what a host may take to answer


class Uplink(Protocol):
    """The way to the host; see `game.net.connection.SeatConnection`."""

    @property
    def open(self) -> bool: ...

    @property
    def round_trip(self) -> float: ...

    def say(self, message: p.FromPad) -> None: ...


class _Step(Enum):
    """How far the round is, as the host has told."""

    WAITING = auto()  # nothing was asked yet, or it is somebody else's turn
    OPEN = auto()
    UNSURE = auto()  # the host asks which number was written
    SHOWING = auto()  # the verdict
    DONE = auto()  # there are no more questions


class _SheetStroke:
    """A stroke on the sheet, and how much of it the host was sent.

    Args:
        number: of the stroke in ``round``; -1 for one that the host has got by another number.
        zero: when the question of that round was shown here.
        late: whether it began after the verdict of that round, as the host counts.
        copied: whether it was made of what the host has.
    """

    def __init__(
        self,
        round: int,
        number: int,
        zero: float,
        points: Iterable[Point],
        *,
        late: bool = False,
        copied: bool = False,
    ) -> None:
        self.round, self.number, self.zero, self.late, self.copied = round, number, zero, late, copied
        self.points: list[Point] = []
        self.closed = False
        self.settled = False  # Done or Pass was said after it, so the host knew it when it judged
        self.stroke = Stroke(())
        self._spots: list[Point] = []  # those that are sent
        self._sent = 0
        self.told_at = self.sent_at = float("-inf")  # when its first and its latest piece were sent
        for point in points:
            self.add(point)

    @property
    def start(self) -> tuple[int, int]:
        """Where it begins, in the protocol's units: so a stroke that comes back from the host is known."""
        return _units(self.points[0])

    @property
    def untold(self) -> bool:
        """Whether nothing of it was sent."""
        return self._sent == 0

    def add(self, point: Point) -> None:
        self.points.append(point)
        count = len(self._spots)
        spacing = _SPACING_S * (1 + count // 120)  # a long stroke is sent with fewer points
        if not count or (
            count < p.MOST_POINTS - 1 and (point.t or 0.0) - (self._spots[-1].t or 0.0) >= spacing
        ):
            self._spots.append(point)

    def close(self, stroke: Stroke | None) -> None:
        """The pen is up; ``stroke`` is all of it as it is shown."""
        if self.closed:
            return
        if stroke is not None and stroke.points:
            self.points = list(stroke.points)
        self.closed = True
        self.stroke = Stroke(tuple(self.points))
        if self._spots[-1] != self.points[-1]:
            self._spots.append(self.points[-1])

    def move(self, round: int, number: int, zero: float) -> None:
        """Make it a stroke of another question, or one with another number, of which nothing was sent."""
        self.round, self.number, self.zero = round, number, zero
        self.again()

    def belong(self, round: int) -> None:
        """It was sent, and belongs to another question than the one that it was sent for."""
        self.round, self.number = round, -1

    def again(self) -> None:
        """Nothing of it was sent."""
        self._sent, self.settled = 0, False

    def piece(self) -> p.Ink | None:
        """What was not sent yet; None if that is nothing."""
        if self._sent == len(self._spots) and not self.closed:
            return None
        latest = 0
        spots: list[p.Spot] = []
        for spot in self._spots[min(self._sent, len(self._spots) - 1) :]:
            latest = max(latest, round(1000 * ((spot.t or 0.0) - self.zero)))
            spots.append((*_units(spot), latest))
        self._sent = len(self._spots)
        return p.Ink(self.round, self.number, p.packed(spots), self.closed)


@dataclass(frozen=True, slots=True)
class _HostSheet:
    """What the host has of the sheet. ``strokes``: the number of the next one that it waits for."""

    ink: tuple[tuple[int, ...], ...] = ()
    strokes: int = 0


_NOTHING = _HostSheet()


class RemoteSession:
    """A :class:`~game.session.ports.Session` of one seat, whose match a host owns.

    A player here cannot stop the clocks of others, so :meth:`pause` covers the sheet. To quit is to leave the
    room.

    Args:
        name: the player's, as the host has it.
        par: the questions' par time, seconds.
        now: the time by the clock that all other times are from.
        take_in: hands to :meth:`hear` what the host has said.
        leave: gives the seat up.
        jobs, reader: find where in the ink the digits are that the host has read; None until it is loaded.
    """

    def __init__(
        self,
        uplink: Uplink,
        *,
        name: str,
        par: float,
        now: float,
        jobs: Jobs,
        reader: Callable[[], Reader | None],
        take_in: Callable[[], object] = lambda: None,
        leave: Callable[[], None] = lambda: None,
    ) -> None:
        self._uplink, self._name, self._par = uplink, name, par
        self._take_in, self._leave = take_in, leave
        self._jobs, self._reader = jobs, reader
        self._now = now
        self._link = Link.OPEN
        self._inbox: list[p.ToPad | Link] = []
        self._events: list[e.Event] = []
        self._ready = self._covered = self._stopped = self._closed = False
        self._resuming = False  # the host tells anew what it has
        self._latest: SeatView | None = None
        # The round
        self._step = _Step.WAITING
        self._question = p.Question(0)
        self._round, self._zero = 0, now
        self._reading: Reading | None = None  # as it is shown
        self._read = ""
        self._typed, self._done_at = "", 0
        self._offered: tuple[str, ...] = ()
        self._offer_typing = False
        self._turn_of = ""
        self._hint = ""
        self._at_host = _NOTHING
        self._next = 0  # the number of the next stroke
        self._judged_at = float("-inf")
        # The sheet
        self._sheets: dict[int, list[_SheetStroke]] = {0: []}  # of each round
        self._undo: list[list[_SheetStroke]] = []
        self._in_hand: dict[int, _SheetStroke] = {}  # the strokes being drawn, by pointer
        self._queue: list[_SheetStroke] = []  # strokes of which something may still have to be sent
        self._refused: set[int] = set()
        self._sheet_changes = 0
        # The match
        self._answers: dict[int, Answer] = {}
        self._verdicts: dict[int, p.Verdict] = {}
        self._questions: dict[int, p.Question] = {}
        self._readings: dict[int, Reading] = {}
        self._thought: dict[int, float] = {}  # seconds from a round's question to its first stroke
        self._keyed: dict[int, str] = {}
        self._disputed = 0  # the round in question
        self._disputing = 0  # the round that a dispute was asked for
        self._claimed: set[int] = set()
        self._standing = p.Standing()
        self._result = p.Finished()
        self._left_s, self._left_at = -1.0, now

    # What the host says

    def hear(self, message: p.ToPad) -> None:
        """The host has said something; :meth:`update` takes it in."""
        self._inbox.append(message)

    def contradicts(self, question: p.Question) -> bool:
        """Whether this question cannot be one of this match."""
        known = self._questions.get(question.round)
        return question.text != "" and (self.over or (known is not None and known.text != question.text))

    def connect(self, link: Link) -> None:
        """The connection is another one from here on: lost, back (``OPEN``), or gone for good."""
        self._inbox.append(link)

    def update(self, now: float) -> list[e.Event]:
        self._at(now)
        self._take_in()
        inbox, self._inbox = self._inbox, []
        for message in inbox:
            if isinstance(message, Link):
                self._connected(message)
            elif not self._closed:
                self._hear(message)
        self._send()
        events, self._events = self._events, []
        return events

    def _hear(self, message: p.ToPad) -> None:
        match message:
            case p.Welcome():
                self._at_host, self._resuming = _NOTHING, True
            case p.Phase():
                self._phase(message)
            case p.Question():
                self._ask(message)
            case p.Sheet() if message.round == self._round:
                self._lay(message)
            case p.Hint() if message.round == self._round:
                self._hint = message.text
            case p.Reading() if message.round == self._round:
                self._show_reading(message)
            case p.Unsure() if message.round == self._round:
                self._step = _Step.UNSURE
                self._offered, self._offer_typing = tuple(message.offered), message.typing
                self._events.append(e.Doubted(_SEAT, self._round, self._offered, message.typing))
            case p.WhatElse() if message.round == self._disputing or self._resuming:
                self._disputed, self._disputing = message.round, message.round
                self._events.append(e.Disputed(_SEAT, message.round))
            case p.Verdict():
                self._judge(message)
            case p.Closed():
                for verdict in message.verdicts:
                    known = self._verdicts.get(verdict.round)
                    if known is None or (known.outcome, known.given) != (verdict.outcome, verdict.given):
                        self._judge(verdict)
            case p.Standing():
                self._standing = message
            case p.Wait():
                self._step, self._turn_of = _Step.WAITING, message.name
                self._sheet_changes += 1
            case p.Finished():
                self._result = message
                self._finish(quit=False)
            case _:
                pass

    def _phase(self, phase: p.Phase) -> None:
        stopped = phase.stage is p.Stage.PAUSED
        if stopped is not self._stopped:
            if stopped:
                self._lift()
            self._stopped = stopped
            kind = e.Paused if stopped else e.Resumed
            self._events.append(kind(_SEAT, self._round))
        self._left_s, self._left_at = phase.left_ms / 1000, self._now
        if phase.stage is p.Stage.OVER:
            self._finish(quit=False)

    def _finish(self, *, quit: bool) -> None:
        if self._step is not _Step.DONE:
            self._step = _Step.DONE
            self._drop_in_hand()
            self._events.append(e.Over(_SEAT, self._round, quit))

    def _ask(self, question: p.Question) -> None:
        if self.over:
            return
        if question.round == self._round and question.text in ("", self._question.text):
            # The host hides the text while it asks something.
            self._question = msgspec.structs.replace(question, text=self._question.text)
            self._step = _Step.OPEN
            return
        self._questions[question.round] = question
        reopened = question.round in self._verdicts
        coming = [
            one for one in self._sheets[self._round] if self._unheard(one) or (one.late and question.keeps)
        ]
        kept = {
            pointer: drawn
            for pointer, drawn in self._in_hand.items()
            if question.keeps or self._unheard(drawn)
        }
        self._refuse(*(self._in_hand.keys() - kept.keys()))
        self._queue = [one for one in self._queue if one in coming or one in kept.values()]
        self._in_hand = kept
        if coming and not reopened:
            self._sheets[self._round] = [one for one in self._sheets[self._round] if one not in coming]
        self._question, self._round = question, question.round
        self._zero = self._now - question.spent_ms / 1000
        self._sheets.setdefault(self._round, [])
        if not reopened:
            self._sheets[self._round] = [*self._sheets[self._round], *coming]
            for one in coming:
                if one not in self._queue:
                    one.belong(self._round)
        self._undo, self._next, self._at_host, self._hint = [], 0, _NOTHING, ""
        self._reading, self._read = self._readings.get(self._round) if reopened else None, ""
        self._typed, self._done_at, self._offered = "", 0, ()
        self._resuming = False  # there is nothing of this question that the host has not got
        self._sheet_changes += 1
        self._step = _Step.OPEN
        if reopened:
            self._reopen()
        elif self._ready:
            self._events.append(e.Asked(_SEAT, self._round))

    def _reopen(self) -> None:
        """A late stroke has reopened the round: its verdict is taken back."""
        self._answers.pop(self._round, None)
        self._verdicts.pop(self._round, None)
        for stroke in self._every:
            stroke.late = False
        self._step = _Step.OPEN
        self._events.append(e.Reopened(_SEAT, self._round))

    def _lay(self, sheet: p.Sheet) -> None:
        self._at_host = _HostSheet(tuple(tuple(points) for points in sheet.ink), sheet.strokes)
        if self._resuming and self._sheets[self._round]:
            return  # see _come_back
        self._adopt(pen=sheet.pen, keeps=sheet.keeps)
        if sheet.keeps and self._step is _Step.SHOWING:
            self._reopen()

    def _adopt(self, *, pen: bool, keeps: bool) -> None:
        """Show what the host has, and what is still on its way to it."""
        mine = self._sheets[self._round]
        known = {one.start: one for one in mine}
        there: list[_SheetStroke] = []
        for points in self._at_host.ink:
            same = known.pop((points[0], points[1]), None)
            if same is None:
                same = _SheetStroke(self._round, -1, self._zero, points_of(points), copied=True)
                same.close(None)
            there.append(same)
        on_its_way = [
            one
            for one in mine
            if pen and (one.number >= self._at_host.strokes or (one.number < 0 and self._unheard(one)))
        ]
        sheet = [*there, *(one for one in on_its_way if one not in there)]
        self._next = max(self._next, self._at_host.strokes)
        if sheet != mine:
            self._undo.append(mine)
            self._sheets[self._round] = sheet
            self._queue = [one for one in self._queue if one in sheet or not one.closed]
            self._sheet_changes += 1
        if not keeps:
            self._refuse(
                *(pointer for pointer, drawn in self._in_hand.items() if not (pen and self._unheard(drawn)))
            )
        self._blank_reading()

    def _unheard(self, stroke: _SheetStroke) -> bool:
        """Whether the host cannot have heard of this stroke yet."""
        if stroke.copied or stroke.settled:
            return False
        if not self._uplink.open or stroke.untold:
            return True
        if stroke.closed:  # nothing is judged sooner than a while after it
            return self._now - stroke.sent_at < self._uplink.round_trip
        return self._now - stroke.told_at < self._uplink.round_trip + _UNHEARD_S

    def _judge(self, verdict: p.Verdict) -> None:
        round = verdict.round
        if self._verdicts.get(round) == verdict and (round in self._answers or not verdict.solved):
            if round == self._round and self._step is not _Step.DONE:
                self._step = _Step.SHOWING  # it shows again
            return
        self._verdicts[round] = verdict
        if round == self._round:
            if self._step is not _Step.DONE:
                self._step = _Step.SHOWING
            self._judged_at = self._now
            for stroke in self._every:
                stroke.late |= self._now - stroke.told_at < self._uplink.round_trip
            self._typed, self._done_at, self._offered = "", 0, ()
        answer = self._answer(verdict)
        if answer is not None:
            self._answers[round] = answer
        outcome = Outcome(verdict.outcome.value)
        self._events.append(e.Judged(_SEAT, round, outcome, verdict.given, self._score, None))
        if answer is not None:
            self._events.append(e.Answered(_SEAT, round, answer, verdict.earned))

    def _answer(self, verdict: p.Verdict) -> Answer | None:
        """The closed round; None while nobody may know its answer, or its question."""
        round, outcome = verdict.round, Outcome(verdict.outcome.value)
        asked = self._questions.get(round, p.Question(round)).text or verdict.question
        solved = verdict.solved
        if not solved and asked and outcome is Outcome.RIGHT:
            solved = asked.replace("?", verdict.given) if "?" in asked else f"{asked} {verdict.given}"
        try:
            question = Question.of(asked, solved)
        except QuestionError:
            return None
        typed = bool(self._keyed.get(round)) and self._keyed[round] == verdict.given
        reading = self._readings.get(round)
        read = "" if typed else reading.text if reading is not None else verdict.given
        thinking = min(verdict.seconds, self._thought.get(round, verdict.seconds))
        return Answer(
            round=round,
            question=question,
            outcome=outcome,
            given=verdict.given,
            read=read,
            thinking=thinking,
            writing=verdict.seconds - thinking,
            typed=typed,
            named=round in self._claimed,
            misread=verdict.misread,
            seen=Seen(read, True) if verdict.else_ else None,
        )

    def _show_reading(self, message: p.Reading) -> None:
        if self._step is _Step.SHOWING:
            self._reopen()
        elif self._step is _Step.UNSURE:
            self._step = _Step.OPEN
        self._read = message.text
        reading = _reading(message, ())
        if not reading.digits:
            return
        self._readings[self._round] = reading
        self._find(message, reading)

    def _find(self, message: p.Reading, reading: Reading) -> None:
        """Find where in the ink the digits are, and show the reading there."""
        reader, ink, round = self._reader(), self._all_ink, self._round
        if reader is None:
            self._reading = reading
            return

        def found(glyphs: tuple[Glyph, ...] | None) -> None:
            placed = _reading(message, glyphs or ())
            if self._readings.get(round) is reading:
                self._readings[round] = placed
                if round == self._round and self._step in (_Step.OPEN, _Step.UNSURE, _Step.SHOWING):
                    self._reading = placed

        self._jobs.submit(lambda: reader.align(ink, message.text), found, key="remote-align")

    # The connection

    def _connected(self, link: Link) -> None:
        if self._link in (Link.CLOSED, Link.MOVED_ON):
            return
        back = link is Link.OPEN and (self._link is Link.LOST or self._resuming)
        self._link = link
        if link in (Link.CLOSED, Link.MOVED_ON):
            self._finish(quit=True)
            self._disputed = 0
        elif back:
            self._come_back()

    def _come_back(self) -> None:
        """The host has told everything anew."""
        same, self._resuming = self._resuming, False
        if self._round in self._verdicts and self._step is _Step.OPEN:
            self._reopen()
        open_ = self._step in (_Step.OPEN, _Step.UNSURE)
        if same and open_ and self._round:
            self._say_all_again()
        elif same and self._round:
            self._adopt(pen=True, keeps=False)
            self._say_again(one for one in self._every if one.number >= self._at_host.strokes)

    def _say_all_again(self) -> None:
        sheet, at_host = self._sheets[self._round], self._at_host
        every = self._every
        self._next = max(self._next, at_host.strokes)
        known = [one for one in sheet if one.number < at_host.strokes]
        if len(known) != len(at_host.ink):  # something was taken back here
            self._uplink.say(p.Clear(self._round))
            resent = every
        else:
            resent = [one for one in every if one.number >= at_host.strokes or one.round != self._round]
        for one in resent:  # the host takes them in the order of their numbers only
            one.move(self._round, self._take_number(), self._zero)
        self._say_again(resent)
        if self._typed:
            self._uplink.say(p.Keys(self._round, self._typed, self._ms()))
        if self._done_at:
            self._settle(p.Done(self._round, self._done_at))

    def _settle(self, message: p.Done | p.Pass) -> None:
        """Say something after which the host judges what was written."""
        self._uplink.say(message)
        for stroke in self._sheets[self._round]:
            stroke.settled = True

    def _say_again(self, strokes: Iterable[_SheetStroke]) -> None:
        """Send these strokes anew, and nothing else that still waits."""
        self._queue = list(strokes)
        for one in self._queue:
            one.again()
        self._send()

    @property
    def _every(self) -> list[_SheetStroke]:
        """The strokes on the sheet, and those being drawn."""
        return [*self._sheets[self._round], *self._in_hand.values()]

    def _send(self) -> None:
        """Send what is due of the strokes, one after the other."""
        if not self._uplink.open:
            return
        while self._queue:
            stroke = self._queue[0]
            if stroke.closed or stroke.untold or self._now - stroke.sent_at >= _PIECE_S:
                stroke.told_at = self._now if stroke.untold else stroke.told_at
                piece = stroke.piece()
                stroke.sent_at = self._now
                if piece is not None:
                    self._uplink.say(piece)
            if not stroke.closed:
                return
            self._queue.pop(0)
            if stroke.round != self._round:
                stroke.belong(self._round)

    # What the player does

    @property
    def over(self) -> bool:
        return self._step is _Step.DONE

    @property
    def paused(self) -> bool:
        return not self.over and (self._stopped or self._covered)

    @property
    def pausing(self) -> Pausing:
        return Pausing.HOST if self._stopped else Pausing.COVER

    @property
    def link(self) -> Link:
        return self._link

    def ready(self, seat: int, now: float) -> None:  # noqa: ARG002 - there is one
        self._at(now)
        if self._ready:
            return
        self._ready = True
        if self._round and not self.over:
            self._zero = self._now - self._question.spent_ms / 1000
            self._events.append(e.Asked(_SEAT, self._round))

    def pen_down(self, seat: int, point: Point, pointer: int = 0) -> None:  # noqa: ARG002
        self._at(point.t or self._now)
        if pointer in self._in_hand:
            return
        if not self._may_write:
            self._refuse(pointer)
            return
        if self._step is _Step.UNSURE:
            self._step = _Step.OPEN
        if self._step is _Step.OPEN:
            self._done_at = 0
            self._typed = ""
            self._thought.setdefault(self._round, self._now - self._zero)
        late = self._step is _Step.SHOWING
        drawn = _SheetStroke(self._round, self._take_number(), self._zero, [point], late=late)
        self._in_hand[pointer] = drawn
        self._queue.append(drawn)
        self._refused.clear()
        self._send()

    def pen_move(self, seat: int, point: Point, pointer: int = 0) -> None:  # noqa: ARG002
        drawn = self._in_hand.get(pointer)
        if drawn is not None:
            self._at(point.t or self._now)
            drawn.add(point)
            self._send()

    def pen_up(self, seat: int, stroke: Stroke | None = None, pointer: int = 0) -> None:  # noqa: ARG002
        drawn = self._in_hand.pop(pointer, None)
        if drawn is None:
            self._refused.discard(pointer)
            self._sheet_changes += 1
            return
        drawn.close(stroke)
        sheet = self._sheets[self._round]
        self._undo.append(sheet)
        self._sheets[self._round] = [*sheet, drawn]
        self._send()

    def pen_dropped(self, seat: int, now: float, pointer: int = 0) -> None:  # noqa: ARG002
        self._at(now)
        self._refused.discard(pointer)
        drawn = self._in_hand.pop(pointer, None)
        if drawn is not None:
            self._forget(drawn)
            self._blank_reading()

    def _forget(self, drawn: _SheetStroke) -> None:
        """Tell the host that this was no stroke after all."""
        if drawn in self._queue:
            self._queue.remove(drawn)
        if not drawn.untold:
            self._uplink.say(p.Drop(drawn.round, drawn.number))
        self._send()

    def undo(self, seat: int, now: float) -> None:  # noqa: ARG002
        self._at(now)
        if self._drop_in_hand() or not self._undo or not self._may_erase:
            return
        self._change(self._undo.pop())
        self._uplink.say(p.Undo(self._round))

    def clear(self, seat: int, now: float) -> None:  # noqa: ARG002
        self._at(now)
        self._drop_in_hand()
        if self._sheets[self._round] and self._may_erase:
            self._undo.append(self._sheets[self._round])
            self._change([])
            self._uplink.say(p.Clear(self._round))

    def _change(self, sheet: list[_SheetStroke]) -> None:
        self._sheets[self._round] = sheet
        self._queue.clear()
        self._done_at = 0
        self._sheet_changes += 1
        self._blank_reading()

    def typing(self, seat: int, text: str, now: float) -> None:  # noqa: ARG002
        self._at(now)
        state = self._state
        typable = state in (State.TYPING, State.UNSURE) or (state is State.THINKING and text)
        if self.paused or not typable or not _is_number(text or "0"):
            return
        self._typed, self._keyed[self._round] = text, text
        self._thought.setdefault(self._round, self._now - self._zero)
        self._done_at = 0
        if self._step is _Step.UNSURE:
            self._step = _Step.OPEN
        if self._sheets[self._round]:
            self._undo.append(self._sheets[self._round])
            self._change([])
        self._uplink.say(p.Keys(self._round, text, self._ms()))

    def enter(self, seat: int, now: float) -> None:  # noqa: ARG002
        self._at(now)
        self._lift()
        if self._state in (State.RESTING, State.TYPING) and not self.paused:
            self._done_at = max(1, self._ms())
            self._settle(p.Done(self._round, self._done_at))

    def give_up(self, seat: int, now: float) -> None:  # noqa: ARG002
        self._at(now)
        self._lift()
        if self._may_erase or (self._state is State.TYPING and not self.paused):
            self._settle(p.Pass(self._round))

    def choose(self, seat: int, text: str, now: float) -> None:  # noqa: ARG002
        self._at(now)
        if self._state is State.UNSURE and text in self._offered and not self.paused:
            self._claimed.add(self._round)
            self._uplink.say(p.Choose(self._round, text))

    def dispute(self, seat: int, now: float, round: int | None = None) -> None:  # noqa: ARG002
        self._at(now)
        wanted = self._disputable if round is None else round
        if wanted is not None and not self.paused and not self._disputed:
            self._disputing = wanted
            self._uplink.say(p.Else(wanted))

    def claim(self, seat: int, text: str, now: float) -> None:  # noqa: ARG002
        self._at(now)
        if self._disputing and text and _is_number(text):
            self._claimed.add(self._disputing)
            self._uplink.say(p.WroteElse(self._disputing, text))
            self._disputed = self._disputing = 0

    def withdraw(self, seat: int, now: float) -> None:  # noqa: ARG002
        self._at(now)
        if self._disputing:
            self._uplink.say(p.NeverMind(self._disputing))
            self._events.append(e.Withdrawn(_SEAT, self._disputing))
            self._disputed = self._disputing = 0

    def next(self, seat: int, now: float) -> None:  # noqa: ARG002
        self._at(now)
        if self._round and not self.paused and not self.over:
            self._uplink.say(p.Next(self._round))  # a verdict that it is for may be on its way

    def pause(self, now: float) -> None:
        self._at(now)
        if not self.over and not self._covered:
            self._lift()
            self._covered = True
            self._events.append(e.Paused(_SEAT, self._round))

    def resume(self, now: float) -> None:
        self._at(now)
        if self._covered:
            self._covered = False
            self._events.append(e.Resumed(_SEAT, self._round))

    def quit(self, now: float) -> None:
        self._at(now)
        if not self.over:
            self._leave()
            self._finish(quit=True)

    def close(self) -> None:
        if not self._closed:
            self.quit(self._now)
            self._closed = True
            self._jobs.cancel("remote-align")

    # Within

    def _at(self, now: float) -> None:
        self._now = max(self._now, now)

    def _ms(self) -> int:
        return max(0, round(1000 * (self._now - self._zero)))

    def _take_number(self) -> int:
        number, self._next = self._next, self._next + 1
        return number

    def _refuse(self, *pointers: int) -> None:
        """Show that the strokes which these pointers draw do not count."""
        for pointer in pointers:
            drawn = self._in_hand.pop(pointer, None)
            if drawn is not None:
                self._forget(drawn)
        if pointers:
            self._refused.update(pointers)
            self._sheet_changes += 1

    def _drop_in_hand(self) -> bool:
        """Throw the strokes being drawn away. Returns whether there were any."""
        pointers = list(self._in_hand)
        self._refuse(*pointers)
        return bool(pointers)

    def _lift(self) -> None:
        """End the strokes being drawn, and keep them."""
        pointers = list(self._in_hand)
        for pointer in pointers:
            self.pen_up(_SEAT, None, pointer)
        self._refuse(*pointers)

    def _blank_reading(self) -> None:
        if not self._sheets[self._round] and not self._in_hand:
            self._reading, self._read = None, ""

    @property
    def _may_write(self) -> bool:
        if not self._ready or self.paused or self._closed or self._disputed:
            return False
        if self._step is _Step.SHOWING:
            stays = self._verdicts[self._round].stays if self._round in self._verdicts else False
            return stays or self._now - self._judged_at <= LATE_STROKE + self._uplink.round_trip
        return self._step in (_Step.OPEN, _Step.UNSURE)

    @property
    def _may_erase(self) -> bool:
        """Whether the ink of an open question may be taken back, or brought back."""
        return self._state in (State.THINKING, State.RESTING, State.UNSURE) and not self.paused

    @property
    def _all_ink(self) -> Ink:
        """The ink on the sheet, strokes being drawn included."""
        drawn = (Stroke(tuple(one.points)) for one in self._in_hand.values())
        return Ink((*(one.stroke for one in self._sheets[self._round]), *drawn))

    # Looking

    @property
    def _state(self) -> State:
        if self._disputed:
            return State.ASKING
        if self._step is _Step.DONE:
            return State.OVER
        if not self._ready:
            return State.READY
        if self._step is _Step.WAITING:
            return State.WAITING
        if self._step is _Step.SHOWING:
            return State.SHOWING
        if self._step is _Step.UNSURE:
            return State.UNSURE
        if self._in_hand:
            return State.WRITING
        if self._typed:
            return State.TYPING
        return State.RESTING if self._sheets[self._round] else State.THINKING

    @property
    def _score(self) -> Score:
        standing = self._standing
        done = [one for one in self._answers.values() if one.outcome is not Outcome.VOID]
        longest = run = 0
        for answer in done:
            run = run + 1 if answer.outcome is Outcome.RIGHT else 0
            longest = max(longest, run)
        return Score(
            points=standing.score,
            streak=standing.streak,
            longest=longest,
            right=standing.right,
            slips=standing.slips,
            counted=len(done),
            wins=standing.right,
            seconds=sum(answer.seconds for answer in done),
        )

    @property
    def _place(self) -> int:
        return self._result.place if self.over and self._result.place else self._standing.place

    @property
    def _disputable(self) -> int | None:
        if self.paused or self._disputed or self._link is not Link.OPEN:
            return None
        if self._state in (State.RESTING, State.UNSURE) and self._read:
            return self._round
        latest = max(self._verdicts, default=0)
        return latest if latest and self._verdicts[latest].else_ else None

    def view(self, seat: int) -> SeatView:  # noqa: ARG002
        fresh = self._seat_view()
        if fresh != self._latest or self._latest is None:
            self._latest = fresh
        return self._latest

    def _seat_view(self) -> SeatView:
        play = self._play_view()
        blank = play.state is State.WAITING  # what lay there is closed for everybody
        sheet = [] if blank else self._sheets[self._round]
        judged = None
        if play.verdict is not None:
            closed = play.verdict
            reading, ink = self._readings.get(closed.round), self.ink(_SEAT, closed.round)
            judged = LastRound(closed.round, closed.outcome, closed.given, ink, reading, closed.misread)
        return SeatView(
            play=play,
            ink=Ink(tuple(one.stroke for one in sheet)),
            sheet=self._sheet_changes,
            pen=self._may_write and not self._refused,
            reading=None if blank else self._reading,
            judged=judged,
            can_undo=bool(self._undo) and not self._in_hand and self._may_erase,
            place=self._place,
            players=max(self._standing.players, self._result.players, 1),
            hint=self._hint,
        )

    def _play_view(self) -> View:
        state = self._state
        shown = state in (State.THINKING, State.WRITING, State.RESTING, State.TYPING, State.SHOWING)
        shown = shown and not self.paused
        verdict = self._verdicts.get(self._round)
        latest = max(self._verdicts, default=0)
        closed = self._verdicts.get(latest)
        unsure = state is State.UNSURE
        return View(
            seat=_SEAT,
            state=state,
            round=self._round,
            paused=self.paused,
            question=self._shown_question() if shown and self._round else None,
            solved=(verdict.solved or None) if verdict and shown and state is State.SHOWING else None,
            ink=0,  # nobody here reads it
            read=self._read or None,
            typed=self._typed,
            offered=self._offered if unsure else (),
            offer_typing=unsure and self._offer_typing,
            disputable=self._disputable,
            disputed=self._disputed or None,
            verdict=_closed(latest, closed) if closed is not None else None,
            reopens=state is State.SHOWING and self._now - self._judged_at <= LATE_STROKE,
            pen_goes_on=state is State.SHOWING and verdict is not None and verdict.stays,
            stays=state is State.SHOWING and verdict is not None and verdict.stays,
            waits=None,
            score=self._score,
            lives=None,
            position=self._question.position,
            goal=self._question.goal,
            clock=self._clock(state),
            clock_left=self._clock_left(),
            thinking_left=None,
            thinking_limit=None,
            rest=REST_USUAL,
            active=None,
            rivals=self._rivals(state),
        )

    def _shown_question(self) -> str:
        """The question; one that only the big screen shows is known once it is solved."""
        answer = self._answers.get(self._round)
        return self._question.text or (answer.question.text if answer is not None else "")

    def _clock(self, state: State) -> float:
        spent = sum(answer.seconds for answer in self._answers.values())
        if state in (State.THINKING, State.WRITING, State.RESTING, State.TYPING) and not self.paused:
            spent += self._now - self._zero
        return spent

    def _clock_left(self) -> float | None:
        """What is left on the clock that everybody in the room has together."""
        if self._left_s < 0:
            return None
        passed = 0.0 if self._stopped or self.over else self._now - self._left_at
        return max(0.0, self._left_s - passed)

    def _rivals(self, state: State) -> tuple[Rival, ...]:
        """Whose turn it is."""
        if state is not State.WAITING or not self._turn_of:
            return ()
        return (Rival(_SEAT + 1, self._turn_of, State.THINKING, Score(), None),)

    def ink(self, seat: int, round: int) -> Ink:  # noqa: ARG002
        return Ink(tuple(one.stroke for one in self._sheets.get(round, [])))

    def reading(self, seat: int, round: int) -> Reading | None:  # noqa: ARG002
        return self._readings.get(round)

    def summary(self) -> tuple[Summary, ...]:
        score = self._score
        answers = tuple(self._answers[round] for round in sorted(self._answers))
        return (
            Summary(
                seat=_SEAT,
                name=self._name,
                place=self._place,
                score=score,
                lives=None,
                answers=answers,
                rest=REST_USUAL,
                patience=0.0,
                time=score.seconds + self._par * score.slips,
                unranked=Unranked.MODE,
                missed=tuple(answer for answer in answers if answer.outcome in SLIPS),
            ),
        )


def _units(point: Point) -> tuple[int, int]:
    return round(point.x * p.UNIT), round(point.y * p.UNIT)


def _is_number(text: str) -> bool:
    return text.isascii() and text.isdigit() and len(text) <= LONGEST_TEXT


def _closed(round: int, verdict: p.Verdict) -> Verdict:
    return Verdict(round, Outcome(verdict.outcome.value), verdict.given, verdict.misread)


def _reading(message: p.Reading, glyphs: tuple[Glyph, ...]) -> Reading:
    """What the host has read; ``glyphs`` say where in the ink its digits are, if that is known."""
    digits = []
    placed = glyphs if len(glyphs) == len(message.text) else (Glyph(Ink()),) * len(message.text)
    percents = message.percents if len(message.percents) == len(message.text) else [0] * len(message.text)
    confidence = 1.0
    for character, percent, glyph in zip(message.text, percents, placed, strict=True):
        digit, share = int(character), percent / 100
        scores = tuple(share if one == digit else (1 - share) / 9 for one in range(10))
        digits.append(Digit(digit, share, scores, glyph.ink, glyph.pieces, message.sure))
        confidence *= share
    state = ReadingState.EMPTY if not digits else ReadingState.READ if message.sure else ReadingState.UNSURE
    return Reading(state, tuple(digits), confidence)
