"""A desk: one player's match in a room. What their pad says becomes a session's commands, and what happens in
the session becomes messages.

Whose clock counts
------------------
Each desk has a time of its own, and its session knows no other. It is the pad's: a pad counts milliseconds
from the moment at which it has shown the question, so what the way over the network takes is counted by
nobody. The host's clock only holds it to what is possible. A pad cannot say that more time has passed than
has passed at the host, nor less than that by more than an *allowance*: the round trip that was measured,
and a little more. While the connection is lost, the time stands still. A pad that was only cut off goes on
counting, and is believed up to the time for which it was gone; a page that was reloaded goes on from where
it stopped.

Between messages the time of a desk runs with the host's clock where something waits for it: a pen that
rests, a verdict that shows. It runs behind by the *jitter*, as much later as a message may come than
another, so that a stroke which is on its way is not counted from when it arrives.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from statistics import median

from game.net import protocol as p
from game.play import events as e
from game.play.answer import LONGEST_TEXT
from game.play.hints import hint
from game.play.scoring import SLIPS, Answer, Outcome, Score
from game.play.states import OPEN, State
from game.session.match_session import MatchSession
from game.session.ports import SeatView
from recognizer.ink import Ink, Point, Stroke
from recognizer.interpretation import drawn
from recognizer.reading import Reading

_SEAT = 0  # a desk's session has one
# Clocks of machines differ by a little, and a frame passes before a question is seen.
_AHEAD_S = 0.05
_GONE_S = 3600.0
_MOST_POINTS = 4000  # in one round: a sheet covered with ink
_UNSAID = -1  # no sheet has this number
_GROWS_S = 1.0  # ink that still grows is read within this time, if nobody waits for anything else
STUCK_S = 20.0
SLOW_S = 15.0

_DOING = {
    State.WAITING: p.Doing.WAITING,
    State.READY: p.Doing.WAITING,
    State.THINKING: p.Doing.THINKING,
    State.WRITING: p.Doing.WRITING,
    State.RESTING: p.Doing.WRITING,
    State.TYPING: p.Doing.WRITING,
    State.UNSURE: p.Doing.UNSURE,
    State.ASKING: p.Doing.ASKED,
    State.SHOWING: p.Doing.SHOWN,
    State.OVER: p.Doing.DONE,
}


@dataclass(frozen=True, slots=True)
class Specimen:
    """A digit for the podium: its ink, what it is, what was read and how surely."""

    ink: Ink
    digit: int
    read: int
    confidence: float


@dataclass(frozen=True)
class Kept:
    """What is known of a desk that is taken up again, beside its match.

    Attributes:
        time: the time of the desk when it was interrupted.
        asked: by round, when its question was shown.
        answers: by round, what stands and what it brought.
        strokes: by round, the number of the next stroke.
    """

    time: float = 0.0
    asked: dict[int, float] = field(default_factory=dict)
    answers: dict[int, tuple[Answer, int]] = field(default_factory=dict)
    strokes: dict[int, int] = field(default_factory=dict)


_NEW = Kept()


class Desk:
    """One player's match.

    Args:
        session: has one seat, and its match has not begun or is taken up again at time 0 of this desk.
        now: by the host's clock.
        goal: how many questions the player is told of; None: as many as the match has.
        on_pad: whether the pad shows the question.
        open_answers: whether the solved sum is told with each verdict. Else :meth:`reveal` tells it.
        kept: of a match that is taken up again.
        away: whether the pad is not connected.
        note: told of what changes the sheet, to be written down: a round, and a stroke with its number, or
            all that lies there and the number of the next one.
    """

    def __init__(
        self,
        session: MatchSession,
        now: float,
        *,
        goal: int | None = None,
        on_pad: bool = True,
        open_answers: bool = True,
        kept: Kept = _NEW,
        away: bool = False,
        note: Callable[[int, int, list[list[int]], bool], None] = lambda *_: None,
    ) -> None:
        self.session = session
        self._goal, self._on_pad, self.open_answers = goal, on_pad, open_answers
        self._note = note
        self._time = kept.time  # of the desk: the latest that its session was told by a command
        self._offset = kept.time - now  # from the host's clock to the desk's, where that runs
        self._jitter = 0.0
        self._slack = 0.0  # seconds for which the connection was lost in this round
        self._lost: float | None = now if away else None
        self._asked = dict(kept.asked)
        # By the host's clock. How long the host was gone is not known: a pad is believed about that.
        self._asked_at = dict.fromkeys(kept.asked, now - _GONE_S)
        self._slack += _GONE_S if kept.asked else 0.0
        self._drawing: tuple[int, int] | None = None  # round and number of the stroke in hand
        self._crossing: tuple[int, int] | None = None  # the one in hand when a question was told last
        self._next = dict(kept.strokes)  # by round, the number of its next stroke
        self._points: dict[int, int] = {}
        self._answers = dict(kept.answers)  # what stands, and what it brought
        self._messages: list[p.ToPad] = []
        self._view = session.view(_SEAT)  # as it was looked at last: after everything that changes it
        self._solved = self._view.play.round - 1  # the rounds up to this one are closed for everybody
        self._said_round, self._said_sheet, self._said_disputed = 0, self._view.sheet, 0
        self._said_reading: object = None
        self._hinted_round = 0  # the latest one in which the player was given a hint
        self._finished_round = 0  # the latest one whose player said that it is finished
        self.pieces: list[tuple[list[int], bool]] = []  # ink since the last look, for the screens
        self.laid = False  # whether the sheet has become another one since then
        self.closed: list[tuple[Answer, bool]] = []  # rounds closed since then; whether for the first time
        self.revealed: list[Answer] = []  # rounds of which everybody may know the answer since then
        self.best: Specimen | None = None
        self.misread: Specimen | None = None
        self._acted = now

    # What the pad says

    def begin(self, now: float) -> None:
        """Show the first question."""
        self._offset = self._time - now
        self.session.ready(_SEAT, self._time)
        self.update(now)

    def lay(self, ink: Ink) -> None:
        """This ink was on the sheet when the match was interrupted."""
        self.session.lay(_SEAT, ink)
        self._remember(self.session.view(_SEAT))

    def hear(self, message: p.FromPad, now: float, allowance: float, jitter: float = 0.0) -> None:
        """Do what the pad asks for; what comes too late or makes no sense does nothing.

        Args:
            allowance: seconds that a message may have been on its way.
            jitter: seconds by which its way may have been longer than that of others.
        """
        self._jitter = jitter
        view = self.session.view(_SEAT)
        if self.session.over and not isinstance(message, p.Else | p.WroteElse | p.NeverMind):
            return
        self._acted = now
        match message:
            case p.Ink():
                self._ink(message, now, allowance)
                if self._drawing is not None and view.play.state is State.WRITING:
                    self._look(now)  # a stroke goes on: no time has to pass
                    return
            case p.Drop() if self._drawing == (message.round, message.stroke):
                self._drawing = None
                self.session.pen_dropped(_SEAT, self._run(now))
            case p.Undo() if message.round == view.play.round:
                self._drawing = None
                self.session.undo(_SEAT, self._run(now))
            case p.Clear() if message.round == view.play.round:
                self._drawing = None
                self.session.clear(_SEAT, self._run(now))
            case p.Keys() if message.round == view.play.round:
                self._sync(message.round, message.at, now, allowance)
                self.session.typing(_SEAT, message.text, self._time)
            case p.Done() if message.round == view.play.round:
                self._sync(message.round, message.at, now, allowance)
                self._finished_round = message.round
                self.session.enter(_SEAT, self._time)
            case p.Pass() if message.round == view.play.round:
                self.session.give_up(_SEAT, self._run(now))
            case p.Choose() if message.round == view.play.round:
                self.session.choose(_SEAT, message.text, self._run(now))
            case p.Next() if message.round == view.play.round and self.open_answers:
                self.session.next(_SEAT, self._run(now))
            case p.Else():
                self.session.dispute(_SEAT, self._run(now), message.round)
            case p.WroteElse() if message.round == view.play.disputed and message.text:
                self.session.claim(_SEAT, message.text, self._run(now))
            case p.NeverMind() if message.round == view.play.disputed:
                self.session.withdraw(_SEAT, self._run(now))
            case _:
                return
        self.update(now)

    def _ink(self, piece: p.Ink, now: float, allowance: float) -> None:
        asked = self._asked.get(piece.round)
        if asked is None or piece.stroke < self._next.get(piece.round, 0):
            return  # of a round long closed, or sent again
        count = self._points.get(piece.round, 0) + len(piece.points) // 3
        if count > _MOST_POINTS or self._next.get(piece.round, 0) >= 10 * p.MOST_STROKES:
            return
        self._points[piece.round] = count
        spots = p.unpacked(piece.points)
        earlier = self._time
        shift = self._sync(piece.round, spots[-1][2], now, allowance)
        points = [Point(x / p.UNIT, y / p.UNIT, max(earlier, asked + t / 1000 + shift)) for x, y, t in spots]
        stroke = piece.round, piece.stroke
        if self._drawing != stroke:
            if self._drawing is not None:  # its end was lost
                self.session.pen_up(_SEAT)
            self._drawing = stroke
            self.session.pen_down(_SEAT, points.pop(0))
        for point in points:
            self.session.pen_move(_SEAT, point)
        if piece.up:
            self._drawing = None
            self._next[piece.round] = piece.stroke + 1
            before = self.session.view(_SEAT)
            self.session.pen_up(_SEAT)
            after = self.session.view(_SEAT)
            if after.ink and (after.play.round != piece.round or self._crossing == stroke):
                # The pad may have lifted its pen before it knew to which of two questions this belongs.
                self._said_sheet = _UNSAID
            elif before.sheet == after.sheet and len(after.ink.strokes) == len(before.ink.strokes) + 1:
                stroke_ink = packed_stroke(after.ink.strokes[-1])
                self._note(after.play.round, piece.stroke, [stroke_ink], False)
        if self.session.view(_SEAT).pen:
            self.pieces.append((piece.points, piece.up))

    def lost(self, now: float) -> None:
        """The connection is gone: the time stands still, and a stroke in flight is thrown away."""
        if self._lost is None:
            self._time = self._at(now)
            self._lost = now
        if self._drawing is not None:
            self._drawing = None
            self.session.pen_dropped(_SEAT, self._time)
        self._look(now)

    def back(self, now: float) -> list[p.ToPad]:
        """The connection is there again: all that the pad must show."""
        if self._lost is not None:
            self._slack += now - self._lost
            self._lost = None
            self._offset = self._time - now
            self._jitter = 0.0
        self.update(now)
        self._messages.clear()
        view = self.session.view(_SEAT)
        self._remember(view)
        if view.play.state in (State.WAITING, State.READY):
            return [p.Wait()]
        return [*self._closed_before(view), *self._shown(view, now), *self._asking(view)]

    # Time

    def _at(self, now: float) -> float:
        """The time of the desk, if it runs with the host's clock."""
        return self._time if self._lost is not None else max(self._time, now + self._offset)

    def _run(self, now: float) -> float:
        """Let the desk's time pass up to now."""
        self._time = self._waited(now)
        return self._time

    def _waited(self, now: float) -> float:
        """The time up to which everything has arrived, however late a message may be."""
        return max(self._time, self._at(now) - self._jitter)

    def _sync(self, round: int, milliseconds: int, now: float, allowance: float) -> float:
        """Let the desk's time pass up to what the pad says, where that can be.

        Returns:
            Seconds to add to what the pad says, 0 where it can be.
        """
        asked = self._asked.get(round)
        if asked is None:
            self._run(now)
            return 0.0
        said = asked + milliseconds / 1000
        latest = asked + now - self._asked_at[round] + _AHEAD_S
        earliest = latest - self._slack - allowance - self._jitter - _AHEAD_S
        time = min(max(said, earliest), latest)
        self._time = max(self._time, time)
        self._offset = self._time - now
        return time - said

    @property
    def wanted(self) -> float:
        """When the reading of what lies on the sheet is needed, by the host's clock."""
        play = self._view.play
        if play.state is not State.RESTING:
            return self._acted + _GROWS_S
        return self._acted if self._finished_round == play.round else self._acted + play.rest

    @property
    def awake(self) -> bool:
        """Whether something waits for time to pass, so that :meth:`wait` must be called often."""
        if self._lost is not None or self.session.over:
            return False
        play = self._view.play
        if play.state is State.SHOWING:
            return not play.stays or self._drawing is not None
        if play.state is State.RESTING:
            return play.read is not None  # until the ink is read, no rest is long enough
        return play.state is State.THINKING and self._drawing is not None

    def wait(self, now: float) -> None:
        """Let time pass, if so much has passed that something can come of it."""
        play = self._view.play
        if play.state is not State.RESTING or self._waited(now) - self._time >= play.rest:
            self.update(now)

    def update(self, now: float) -> None:
        """Let time pass, where something waits for it, and see what has happened."""
        time = self._waited(now) if self.awake else self._time
        self._take(self.session.update(time), time, now)
        self._look(now)

    def beat(self, now: float) -> None:
        """Somebody else was right sooner."""
        self.session.beat(_SEAT, self._run(now))
        self.update(now)

    def give_up(self, now: float) -> None:
        """The host has this question passed."""
        self.session.give_up(_SEAT, self._run(now))
        self.update(now)

    def give_hint(self) -> None:
        """Show the player one step towards the answer of the open question."""
        if self.open:
            self._hinted_round = self.round
            self._messages.append(self._hint())

    def go_on(self, now: float) -> None:
        """Ask the next question: the first one, or the one after the verdict that shows."""
        if self._lost is not None and self._view.play.state is State.SHOWING:
            # The room does not wait for a lost connection, and no clock runs while a verdict shows.
            self._time, self._lost = self._time + now - self._lost, now
        self._run(now)
        if self.session.view(_SEAT).play.state is State.READY:
            self.session.ready(_SEAT, self._time)
        else:
            self.session.next(_SEAT, self._time)
        self.update(now)

    def pause(self, paused: bool, now: float) -> None:
        time = self._run(now)
        self._drawing = None
        if paused:
            self.session.pause(time)
        else:
            self.session.resume(time)
        self.update(now)

    def end(self, now: float) -> None:
        """End the match; what was answered is kept."""
        if not self.session.over:
            self.session.quit(self._time)
        self.update(now)
        self.session.close()

    # What has happened

    def _take(self, events: list[e.Event], time: float, now: float) -> None:
        for event in events:
            match event:
                case e.Asked():
                    self._asked = {
                        round: time for round, time in self._asked.items() if round >= event.round - 1
                    }
                    self._asked[event.round] = self._time = time
                    self._asked_at[event.round] = now
                    self._slack = 0.0
                    self._acted = now
                    self._said_round = 0
                    self._solved = max(self._solved, event.round - 1)
                case e.Doubted():
                    self._messages.append(_unsure(event.round, event.offered, typing=event.typing))
                case e.Answered():
                    first = event.round not in self._answers
                    self._answers[event.round] = event.answer, event.points
                    self.closed.append((event.answer, first))
                    self._messages.append(self._verdict(event.round))
                    self._keep_specimens(event.answer)
                case e.Reopened():
                    self._answers.pop(event.round, None)

    def _verdict(self, round: int) -> p.Verdict:
        return self._verdicts([round])[0]

    def _verdicts(self, rounds: Sequence[int]) -> list[p.Verdict]:
        """The verdicts on closed rounds, which are given in their order."""
        verdicts, position = [], 1
        for round in sorted(self._answers):
            if round in rounds:
                verdicts.append(self._verdict_at(position, *self._answers[round]))
            position += self._answers[round][0].outcome is not Outcome.VOID
        return verdicts

    def _verdict_at(self, position: int, answer: Answer, points: int) -> p.Verdict:
        play = self.session.view(_SEAT).play
        told = self.open_answers or answer.round <= self._solved
        return p.Verdict(
            round=answer.round,
            position=position,
            outcome=p.Outcome(answer.outcome),
            given=answer.given[:LONGEST_TEXT],
            question=answer.question.text if told else "",
            solved=answer.question.solved if told else "",
            seconds=round(answer.seconds, 2),
            earned=points,
            misread=answer.misread,
            # Where the room goes on for all, the player cannot.
            stays=play.state is State.SHOWING
            and play.stays
            and self.open_answers
            and play.round == answer.round,
            else_=answer.disputable,
        )

    def reveal(self) -> None:
        """The round is closed for everybody: tell what was right."""
        play = self.session.view(_SEAT).play
        answer, _ = self._answers.get(play.round, (None, 0))
        if answer is not None:
            self._solved = play.round
            self._messages.append(self._verdict(play.round))
            self.revealed.append(answer)

    def _look(self, now: float) -> None:
        """Tell the pad what has changed since it was told last."""
        view = self.session.view(_SEAT)
        play = view.play
        if self._said_round != play.round and play.question is not None:
            self._messages += self._shown(view, now)
            self.laid = True
            self._note_sheet(view)
        elif self._said_sheet != view.sheet:
            self._note_sheet(view)
            self._messages.append(self._sheet(view))
            self.laid = True
        writes = play.state in (State.WRITING, State.RESTING)
        if view.reading is not self._said_reading and view.reading is not None and writes:
            self._messages.append(packed_reading(play.round, view.reading))
        if play.disputed is not None and self._said_disputed != play.disputed:
            self._messages += self._asking(view)
        self._remember(view)

    def _note_sheet(self, view: SeatView) -> None:
        self._note(view.play.round, self._next.get(view.play.round, 0), packed_ink(view.ink), True)

    def _remember(self, view: SeatView) -> None:
        self._view = view
        if view.play.question is not None:
            self._said_round = view.play.round
        self._said_sheet, self._said_reading = view.sheet, view.reading
        self._said_disputed = view.play.disputed or 0

    def _shown(self, view: SeatView, now: float) -> list[p.ToPad]:
        """The question, what lies on its sheet, and the verdict if it is closed."""
        play = view.play
        self._crossing = self._drawing
        asked = self._asked.get(play.round, self._time)
        messages: list[p.ToPad] = [
            p.Question(
                round=play.round,
                text=self.session.question(_SEAT).text if self._on_pad else "",
                position=play.position,
                goal=play.goal if self._goal is None else self._goal,
                spent_ms=max(0, round(1000 * (self._waited(now) - asked))),
                keeps=self._keeps(view),
            ),
        ]
        if view.ink or not view.pen or self._next.get(play.round):
            messages.append(self._sheet(view))
        closed = self._answers.get(play.round)
        if closed is not None and play.state in (State.SHOWING, State.ASKING):
            messages.append(self._verdict(play.round))
        if self._hinted_round == play.round and self.open:
            messages.append(self._hint())
        if play.state is State.UNSURE:
            messages.append(_unsure(play.round, play.offered, typing=play.offer_typing))
        return messages

    def _closed_before(self, view: SeatView) -> list[p.ToPad]:
        """The latest rounds that do not show any more: the pad may have missed their verdicts."""
        over = view.play.state is State.OVER
        rounds = sorted(round for round in self._answers if over or round < view.play.round)[-p.MOST_BOXES :]
        return [p.Closed(self._verdicts(rounds))] if rounds else []

    def _hint(self) -> p.Hint:
        return p.Hint(self._hinted_round, hint(self.session.question(_SEAT)))

    def _asking(self, view: SeatView) -> list[p.ToPad]:
        if view.play.disputed is None:
            return []
        reading = self.session.reading(_SEAT, view.play.disputed)
        return [p.WhatElse(view.play.disputed, reading.text[:LONGEST_TEXT] if reading else "")]

    def _sheet(self, view: SeatView) -> p.Sheet:
        return p.Sheet(
            round=view.play.round,
            ink=packed_ink(view.ink),
            strokes=self._next.get(view.play.round, 0),
            pen=view.pen,
            keeps=self._keeps(view),
        )

    def _keeps(self, view: SeatView) -> bool:
        """Whether the stroke in hand stays on the sheet."""
        return self._drawing is not None and view.play.state is State.WRITING

    @property
    def news(self) -> bool:
        """Whether there is something to say that was not said yet."""
        return bool(self._messages or self.closed or self.laid)

    def take_messages(self) -> list[p.ToPad]:
        """What the pad must be told, once each."""
        messages, self._messages = self._messages, []
        return messages

    # Looking

    @property
    def over(self) -> bool:
        return self._view.play.state is State.OVER or self.session.over

    @property
    def score(self) -> Score:
        return self._view.play.score

    @property
    def round(self) -> int:
        return self._view.play.round

    @property
    def open(self) -> bool:
        """Whether a question is shown that has no verdict yet."""
        play = self._view.play
        return play.state in OPEN or (play.state is State.ASKING and play.disputed == play.round)

    @property
    def answer(self) -> Answer | None:
        """How the round at hand stands; None while it is open."""
        return self._answers.get(self.round, (None, 0))[0] if not self.open else None

    @property
    def answers(self) -> list[Answer]:
        """All closed rounds as they stand, in order."""
        return [self._answers[round][0] for round in sorted(self._answers)]

    def could_be_sooner(self, seconds: float, now: float, allowance: float, courtesy: float) -> bool:
        """Whether this desk may still be right in less than ``seconds`` of thinking and writing.

        Args:
            allowance: seconds that a message may still be on its way.
            courtesy: seconds to wait for ink that was written sooner and is not judged yet.
        """
        if not self.open or self._lost is not None:
            return False
        asked = self._asked.get(self.round, self._time)
        passed = self._waited(now) - asked
        play = self._view.play
        if play.state in (State.RESTING, State.UNSURE, State.ASKING):
            spent = play.clock - play.score.seconds
            return spent < seconds and passed < seconds + courtesy
        return passed < seconds + allowance

    def doing(self) -> p.Doing:
        return _DOING[self._view.play.state]

    def question(self) -> str:
        return self._view.play.question or ""

    def position(self) -> int:
        return self._view.play.position

    def ink(self) -> Ink:
        return self._view.ink

    def still(self, now: float) -> float:
        """Seconds since the player has done anything, while a question waits for them; else 0."""
        waits = self._view.play.state in (State.THINKING, State.UNSURE)
        return now - self._acted if waits else 0.0

    def stuck(self, now: float) -> bool:
        """Whether nothing was written for a long time, though a question is open."""
        return self.still(now) > STUCK_S

    def need(self, now: float, here: bool) -> p.Need:
        """Why this player may need help now."""
        latest = self.answers[-2:]
        if self.stuck(now):
            return p.Need.STUCK
        if len(latest) == 2 and all(one.outcome in SLIPS for one in latest):
            return p.Need.WRONG
        if not here:
            return p.Need.LOST
        if self._view.play.state is State.UNSURE:
            return p.Need.UNSURE
        if latest and latest[-1].misread:
            return p.Need.MISREAD
        right = [one.seconds for one in self.answers if one.outcome is Outcome.RIGHT]
        return p.Need.SLOW if len(right) >= 3 and median(right) > SLOW_S else p.Need.NONE

    def _keep_specimens(self, answer: Answer) -> None:
        reading = self.session.reading(_SEAT, answer.round)
        if reading is None or answer.typed:
            return
        ink = self.session.ink(_SEAT, answer.round)
        if answer.outcome is Outcome.RIGHT and not answer.named and reading.sure:
            for digit in reading.digits:
                if self.best is None or digit.confidence > self.best.confidence:
                    strokes = drawn(ink, digit.pieces)
                    self.best = Specimen(strokes, digit.digit, digit.digit, digit.confidence)
        if answer.misread and len(answer.given) == len(reading.digits):
            for written, digit in zip(answer.given, reading.digits, strict=True):
                told = int(written)
                surer = self.misread is None or digit.confidence > self.misread.confidence
                if told != digit.digit and surer:
                    strokes = drawn(ink, digit.pieces)
                    self.misread = Specimen(strokes, told, digit.digit, digit.confidence)


def _unsure(round: int, offered: Sequence[str], *, typing: bool) -> p.Unsure:
    """A question back, with the numbers that are short enough to be offered."""
    return p.Unsure(round, [text for text in offered if len(text) <= LONGEST_TEXT], typing)


def packed_reading(round: int, reading: Reading) -> p.Reading:
    """A reading as it travels."""
    digits = reading.digits[:LONGEST_TEXT]
    percents = [int(100 * digit.confidence) for digit in digits]
    return p.Reading(round, reading.text[:LONGEST_TEXT], reading.sure, percents)


def packed_stroke(stroke: Stroke) -> list[int]:
    """A stroke as it travels, its time from 0."""
    start = stroke.points[0].t or 0.0
    spots = [
        (round(q.x * p.UNIT), round(q.y * p.UNIT), max(0, round(1000 * ((q.t or start) - start))))
        for q in stroke.points
    ]
    return p.packed(p.thinned(spots))


def packed_ink(ink: Ink) -> list[list[int]]:
    """Ink as it travels."""
    return [packed_stroke(stroke) for stroke in ink.strokes[: p.MOST_STROKES] if stroke.points]
