"""A match on this machine: its players are at one machine, alone, taking turns, or side by side.

    session = MatchSession(setup, sitters, now=stage.clock(), jobs=stage.worker, reader=stage.reader_for,
                           store=stage.answer_store, tell=stage.tell, handwriting=handwriting.write)

Each frame: hand the canvas's pointer events on (``pen_down``, ``pen_move``, ``pen_up``), then
``for event in session.update(now)``, then show ``session.view(seat)``; see `game.session.ports.SeatView`.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial
from random import Random
from typing import Any

from game.play import commands as c
from game.play import events as e
from game.play.errors import MatchError
from game.play.match import Match
from game.play.modes import Setup
from game.play.questions import Question
from game.play.scoring import Answer, Outcome
from game.play.states import State
from game.play.view import Summary, View
from game.session.computer import Computer
from game.session.person import Paper, Person
from game.session.ports import (
    Handwriting,
    Jobs,
    KeepStanding,
    LeftOff,
    Link,
    Occasion,
    Pausing,
    Reader,
    SeatView,
    Sitter,
)
from game.session.recorder import Recorder
from game.session.store import Opening, Store
from recognizer.habits import Habits
from recognizer.ink import Ink, Point, Stroke
from recognizer.reading import Reading

_ORDINARY = Occasion()
# After these it is kept where the match stands.
_KEPT_AFTER = (e.Asked, e.HandedOver, e.Judged, e.Over)


class MatchSession:
    """A :class:`~game.session.ports.Session` that owns its match; see there for everything it can do.

    Args:
        setup: one seat for each of ``sitters``; or the match that goes on, or one that was left off, which
            goes on paused.
        now: the time by the clock that all other times are from.
        reader: gives the reader of a player, by their id (None: a guest); None until it is loaded. Each seat
            is read by its own player's reader.
        store: where answers and samples go; None keeps nothing.
        tell: shows the player one sentence.
        habits: how a player writes, by their id, from what the store has. It may be slow, and is asked off
            the frame loop.
        handwriting: writes a computer's or ghost's digits; None leaves their sheets empty.
        occasion: what else is kept of the match.
        keep: is told where the match stands after each verdict and with each new question; slow.
        heard: told of everything that changes the match, in order: a seat's command, or None for time that
            has passed, and the time. Doing the same to the match as it began gives the same match.
        reads: the jobs in which ink is read, where that is done apart from ``jobs``.
        may_glimpse: whether there is time to read ink while a stroke is drawn.

    Raises:
        PlayError: the setup makes no match; says why.
    """

    def __init__(
        self,
        setup: Setup | Match | LeftOff,
        sitters: Sequence[Sitter] = (Sitter(),),
        *,
        now: float,
        jobs: Jobs,
        reader: Callable[[int | None], Reader | None],
        store: Store | None = None,
        tell: Callable[[str], None] = lambda _: None,
        habits: Callable[[int], Habits] | None = None,
        handwriting: Handwriting | None = None,
        occasion: Occasion = _ORDINARY,
        keep: KeepStanding | None = None,
        heard: Callable[[int, c.Command | None, float], None] = lambda *_: None,
        reads: Jobs | None = None,
        may_glimpse: Callable[[], bool] = lambda: True,
    ) -> None:
        left = setup if isinstance(setup, LeftOff) else None
        going_on = setup.match if isinstance(setup, LeftOff) else setup
        self._match = going_on if isinstance(going_on, Match) else Match.start(going_on, now)
        setup = self._match.setup
        if len(sitters) != len(setup.seats):
            raise MatchError(f"{len(setup.seats)} seats need as many players, not {len(sitters)}.")
        self._now, self._tell, self._said_cannot_read, self._quit = now, tell, False, False
        self._jobs, self._keep, self._closed = jobs, keep, False
        self._standing: Match | None = None  # the match as it was kept last
        self._heard = heard
        self._events: list[e.Event] = []
        self._views: dict[int, View] = {}  # of the match as it is: a frame asks for the same one often
        persons = [seat for seat, sitter in enumerate(sitters) if sitter.person]
        alone = len(persons) == len(sitters) and (len(persons) == 1 or setup.rules.turns)
        self._persons: dict[int, Person] = {}
        self._computers: dict[int, Computer] = {}
        for seat, sitter in enumerate(sitters):
            do, look = partial(self._apply, seat), partial(self._match_view, seat)
            if sitter.person:
                known = partial(habits, sitter.player) if habits and sitter.player is not None else None
                read = partial(reader, sitter.player)
                self._persons[seat] = Person(
                    do,
                    look,
                    reads or jobs,
                    read,
                    alone=alone,
                    cannot=self._cannot_read,
                    habits=known,
                    inks=_inks(left, seat),
                    may_glimpse=may_glimpse,
                )
            else:
                random = Random(f"{setup.seed} opponent {seat}")
                self._computers[seat] = Computer(
                    do, look, sitter, self._match.par, handwriting, random, _inks(left, seat)
                )
        self._recorder: Recorder | None = None
        if store is not None:
            level = None if setup.custom else setup.level
            opening = Opening(setup.mode, level, setup.goal, tuple(sitters), occasion)
            chance = Random(f"{setup.seed} samples {now}")
            self._recorder = Recorder(
                store,
                jobs,
                tell,
                opening,
                self._paper,
                lambda seat: reader(sitters[seat].player),
                chance,
                stored=left.stored if left is not None else None,
            )
        if left is not None:
            for seat, computer in self._computers.items():
                if self._match_view(seat).state is State.THINKING:
                    computer.ask(self._round(seat), self._match.question(seat))
            if not left.match.paused:
                self.pause(now)

    @property
    def over(self) -> bool:
        return self._match.over

    @property
    def paused(self) -> bool:
        return self._match.paused

    @property
    def pausing(self) -> Pausing:
        return Pausing.CLOCKS

    @property
    def link(self) -> Link:
        return Link.OPEN

    # What a seat does

    def ready(self, seat: int, now: float) -> None:
        self._do(seat, c.Ready(self._round(seat)), now)

    def pen_down(self, seat: int, point: Point, pointer: int = 0) -> None:
        self._at(point.t or self._now)
        if seat in self._computers:
            self._computers[seat].refuse()
        else:
            self._persons[seat].pen_down(point, pointer)

    def pen_move(self, seat: int, point: Point, pointer: int = 0) -> None:
        if seat in self._persons:
            self._at(point.t or self._now)
            self._persons[seat].pen_move(point, pointer)

    def pen_up(self, seat: int, stroke: Stroke | None = None, pointer: int = 0) -> None:
        if seat in self._persons:
            self._persons[seat].pen_up(stroke, pointer)

    def pen_dropped(self, seat: int, now: float, pointer: int = 0) -> None:
        if seat in self._persons:
            self._at(now)
            self._persons[seat].pen_dropped(pointer, now)

    def undo(self, seat: int, now: float) -> None:
        self._at(now)
        if seat in self._persons:
            self._persons[seat].undo(now)

    def clear(self, seat: int, now: float) -> None:
        self._at(now)
        if seat in self._persons:
            self._persons[seat].clear(now)

    def typing(self, seat: int, text: str, now: float) -> None:
        if self._do(seat, c.Typing(self._round(seat), text), now) and seat in self._persons:
            self._persons[seat].forget()

    def enter(self, seat: int, now: float) -> None:
        self._lift(seat, now)
        self._do(seat, c.Enter(self._round(seat)), now)

    def give_up(self, seat: int, now: float) -> None:
        self._lift(seat, now)
        self._do(seat, c.Pass(self._round(seat)), now)

    def choose(self, seat: int, text: str, now: float) -> None:
        self._do(seat, c.Choose(self._round(seat), text), now)

    def dispute(self, seat: int, now: float, round: int | None = None) -> None:
        if round is None:
            round = self._match_view(seat).disputable
        if round is not None:
            self._do(seat, c.Dispute(round), now)

    def claim(self, seat: int, text: str, now: float) -> None:
        round = self._match_view(seat).disputed
        if round is not None:
            self._do(seat, c.Claim(round, text), now)

    def withdraw(self, seat: int, now: float) -> None:
        round = self._match_view(seat).disputed
        if round is not None:
            self._do(seat, c.Withdraw(round), now)

    def next(self, seat: int, now: float) -> None:
        self._do(seat, c.Next(self._round(seat)), now)

    def beat(self, seat: int, now: float) -> None:
        """In a room: somebody else was right sooner; see `game.play.commands.Beat`."""
        self._lift(seat, now)
        self._do(seat, c.Beat(self._round(seat)), now)

    def lay(self, seat: int, ink: Ink) -> None:
        """Put ink on the sheet of a seat that was written before the match was taken up again."""
        self._persons[seat].lay(ink)

    def pause(self, now: float) -> None:
        self._at(now)
        for person in self._persons.values():
            person.lift()
        self._do(0, c.Pause(self._round(0)), now)

    def resume(self, now: float) -> None:
        self._do(0, c.Resume(self._round(0)), now)

    def quit(self, now: float) -> None:
        self._do(0, c.Quit(self._round(0)), now)

    # Time

    def update(self, now: float) -> list[e.Event]:
        before = self._now
        self._at(now)
        for person in self._persons.values():
            person.update(now)
        self._follow()
        if not self.paused and not self.over:
            asking = any(self._match_view(seat).state is State.ASKING for seat in self._persons)
            for computer in self._computers.values():
                if not asking:
                    computer.update(max(0.0, now - before), now)
            since = (person.undecided_since for person in self._persons.values())
            until = min([now, *(time for time in since if time is not None)])
            passed = self._match.tick(until)
            if passed:
                self._heard(0, None, until)
            self._note(passed)
            self._follow()
        events, self._events = self._events, []
        return events

    def question(self, seat: int) -> Question:
        """The question of the seat's round, also while it is hidden. It has its answer: never show that."""
        return self._match.question(seat)

    def keep_again(self, seat: int, answer: Answer, points: int, ink: Ink) -> None:
        """Have an answer kept from before the match was interrupted, if the store has not got it."""
        if self._recorder is not None:
            self._recorder.again(seat, answer, points, ink, self._now)

    def close(self) -> None:
        if self._closed:
            return
        self._closed = True
        over = self.over
        if not over:
            self.quit(self._now)
        for person in self._persons.values():
            person.close()
        if self._recorder is not None:
            self._recorder.close()
        if self._keep is not None and (over or self._standing is not None):
            self._keep(None if over else _plain(self._standing), self._stored)

    # Looking

    def view(self, seat: int) -> SeatView:
        return self._seat(seat).view()

    def ink(self, seat: int, round: int) -> Ink:
        return self._paper(seat, round).ink

    def reading(self, seat: int, round: int) -> Reading | None:
        return self._paper(seat, round).reading

    def summary(self) -> tuple[Summary, ...]:
        return self._match.summary()

    # Within

    def _seat(self, seat: int) -> Person | Computer:
        return self._persons.get(seat) or self._computers[seat]

    def _paper(self, seat: int, round: int) -> Paper:
        return self._seat(seat).paper(round)

    def _match_view(self, seat: int) -> View:
        """The match's own view of a seat; the same object until the match changes."""
        if seat not in self._views:
            self._views[seat] = self._match.view(seat)
        return self._views[seat]

    def _round(self, seat: int) -> int:
        return self._match_view(seat).round

    def _lift(self, seat: int, now: float) -> None:
        """End what the seat's pens draw: the player acts otherwise, and their lifting may have been lost."""
        self._at(now)
        if seat in self._persons:
            self._persons[seat].lift()

    def _at(self, now: float) -> None:
        self._now = max(self._now, now)

    def _do(self, seat: int, command: c.Command, now: float) -> bool:
        self._at(now)
        done = self._apply(seat, command, now)
        self._follow()
        return done

    def _apply(self, seat: int, command: c.Command, now: float) -> bool:
        """Carry out a seat's command; False if the rules refuse it, which changes nothing."""
        try:
            events = self._match.apply(seat, command, now)
        except MatchError:
            return False
        self._heard(seat, command, now)
        self._note(events)
        return True

    def _follow(self) -> None:
        for person in self._persons.values():
            person.follow()

    def _note(self, events: Sequence[e.Event]) -> None:
        """Hear what has happened, at once: the ink is still the ink that was judged."""
        self._views.clear()
        self._events += events
        if self._keep is not None and any(isinstance(event, _KEPT_AFTER) for event in events):
            self._keep_standing(self._keep)
        for event in events:
            if isinstance(event, e.Over):
                self._quit = event.quit
            elif event.seat in self._persons:
                self._inform(self._persons[event.seat], event)
            elif isinstance(event, e.Asked):
                self._computers[event.seat].ask(event.round, self._match.question(event.seat))
        if self._recorder is None:
            return
        self._recorder.note(events, self._now)
        for event in events:
            if isinstance(event, e.Relabelled) and event.seat in self._persons:
                self._persons[event.seat].corrected()  # after the recorder has put the correction down
        if self.over and any(isinstance(event, e.Over | e.Answered) for event in events):
            self._recorder.finish(self.summary(), complete=not self._quit, now=self._now)

    def _keep_standing(self, keep: KeepStanding) -> None:
        """Keep where the match stands, off the frame loop and after what was answered so far."""
        if self._closed:
            return
        standing = self._standing = None if self.over else self._match.copy()

        def put() -> None:
            if not self._closed:
                keep(_plain(standing), self._stored)

        self._jobs.submit(put, lambda _: None)

    @property
    def _stored(self) -> int | None:
        return self._recorder.stored if self._recorder is not None else None

    def _inform(self, person: Person, event: e.Event) -> None:
        if isinstance(event, e.Doubted):
            person.unsure(self._now)
        elif isinstance(event, e.Judged):
            person.judged(self._now)
            if event.outcome is Outcome.RIGHT:
                person.confirm(event.round, event.given)
        elif isinstance(event, e.Reopened | e.Disputed):
            person.reopened(event.round)

    def _cannot_read(self, sentence: str) -> None:
        if not self._said_cannot_read:
            self._said_cannot_read = True
            self._tell(sentence)


def _plain(match: Match | None) -> dict[str, Any] | None:
    return match.to_json() if match is not None else None


def _inks(left: LeftOff | None, seat: int) -> dict[int, Ink]:
    """The ink of a seat in the closed rounds of a match that was left off, by round."""
    if left is None:
        return {}
    return {round: ink for (number, round), ink in left.inks.items() if number == seat}
