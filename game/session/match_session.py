"""A session of players at this machine: alone, taking turns, or side by side.

    session = LocalSession(setup, sitters, now=stage.clock(), jobs=stage.worker, reader=stage.reader_for,
                           store=book, tell=stage.tell, hand=handwriting.write)

Each frame: hand the canvas's pointer events on (``pen_down``, ``pen_move``, ``pen_up``), then
``for event in session.update(now)``, then show ``session.view(seat)``: if its ``sheet`` is another one than
before, ``canvas.replace(view.ink.strokes)``; ``canvas.enabled = view.pen``.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial
from random import Random

from game.play import commands as c
from game.play import events as e
from game.play.errors import MatchError
from game.play.match import Match
from game.play.modes import Setup
from game.play.scoring import Outcome
from game.play.states import State
from game.play.view import Summary
from game.session.computer import Automaton
from game.session.host import Host
from game.session.outbox import Outbox
from game.session.paper import Paper
from game.session.person import Desk
from game.session.ports import Hand, Jobs, Occasion, Reader, SeatView, Sitter
from game.session.recorder import Ledger
from game.session.store import Opening, Store
from recognizer.habits import Habits
from recognizer.ink import Ink, Point, Stroke
from recognizer.reading import Reading

_ORDINARY = Occasion()


class LocalSession:
    """A :class:`~game.session.ports.Session` on this machine; see there for everything it can do.

    Args:
        setup: one seat for each of ``sitters``.
        now: the time by the clock that all other times are from.
        reader: gives the reader of a player, by their id (None: a guest), None until it is loaded. Each seat
            reads with its own player's.
        store: where answers and samples go; None keeps nothing.
        tell: shows the player one sentence.
        habits: how a player writes, by their id, as far as the store tells; may be slow, and is asked off the
            frame loop.
        hand: writes a computer's or ghost's digits; None leaves their sheets empty.
        occasion: what else is kept of the match.

    Raises:
        PlayError: the setup makes no match; says why.
    """

    def __init__(
        self,
        setup: Setup,
        sitters: Sequence[Sitter] = (Sitter(),),
        *,
        now: float,
        jobs: Jobs,
        reader: Callable[[int | None], Reader | None],
        store: Store | None = None,
        tell: Callable[[str], None] = lambda _: None,
        habits: Callable[[int], Habits] | None = None,
        hand: Hand | None = None,
        occasion: Occasion = _ORDINARY,
    ) -> None:
        if len(sitters) != len(setup.seats):
            raise MatchError(f"{len(setup.seats)} seats need as many players, not {len(sitters)}.")
        self._now, self._tell, self._told, self._quit = now, tell, False, False
        self._host = Host(Match.start(setup, now), self._heard)
        persons = sum(sitter.person for sitter in sitters)
        alone = persons == len(sitters) and (persons == 1 or setup.rules.turns)
        self._seats: list[Desk | Automaton] = [
            Desk(
                self._host,
                seat,
                jobs,
                partial(reader, sitter.player),
                alone=alone,
                cannot=self._cannot_read,
                habits=partial(habits, sitter.player) if habits and sitter.player is not None else None,
            )
            if sitter.person
            else Automaton(self._host, seat, sitter, hand, Random(f"{setup.seed} opponent {seat}"))
            for seat, sitter in enumerate(sitters)
        ]
        self._outbox = Outbox(jobs, tell)
        self._ledger: Ledger | None = None
        if store is not None:
            level = None if setup.custom else setup.level
            opening = Opening(setup.mode, level, setup.goal, tuple(sitters), occasion)
            chance = Random(f"{setup.seed} samples {now}")
            self._ledger = Ledger(
                store, self._outbox, opening, self._paper, lambda seat: reader(sitters[seat].player), chance
            )

    @property
    def over(self) -> bool:
        return self._host.match.over

    @property
    def paused(self) -> bool:
        return self._host.match.paused

    # -- what a seat does

    def ready(self, seat: int, now: float) -> None:
        self._do(seat, c.Ready(self._round(seat)), now)

    def pen_down(self, seat: int, point: Point, pointer: int = 0) -> None:
        self._at(point.t or self._now)
        self._seats[seat].pen_down(point, pointer)

    def pen_move(self, seat: int, point: Point, pointer: int = 0) -> None:
        desk = self._desk(seat)
        if desk is not None:
            self._at(point.t or self._now)
            desk.pen_move(point, pointer)

    def pen_up(self, seat: int, stroke: Stroke | None = None, pointer: int = 0) -> None:
        desk = self._desk(seat)
        if desk is not None:
            desk.pen_up(stroke, pointer)

    def undo(self, seat: int, now: float) -> None:
        self._at(now)
        desk = self._desk(seat)
        if desk is not None:
            desk.undo(now)

    def clear(self, seat: int, now: float) -> None:
        self._at(now)
        desk = self._desk(seat)
        if desk is not None:
            desk.clear(now)

    def typing(self, seat: int, text: str, now: float) -> None:
        done = self._do(seat, c.Typing(self._round(seat), text), now)
        desk = self._desk(seat)
        if done and desk is not None:
            desk.forget()

    def enter(self, seat: int, now: float) -> None:
        self._do(seat, c.Enter(self._round(seat)), now)

    def give_up(self, seat: int, now: float) -> None:
        self._do(seat, c.Pass(self._round(seat)), now)

    def choose(self, seat: int, text: str, now: float) -> None:
        self._do(seat, c.Choose(self._round(seat), text), now)

    def dispute(self, seat: int, now: float, round: int | None = None) -> None:
        if round is None:
            round = self._host.view(seat).disputable
        if round is not None:
            self._do(seat, c.Dispute(round), now)

    def claim(self, seat: int, text: str, now: float) -> None:
        round = self._host.view(seat).disputed
        if round is not None:
            self._do(seat, c.Claim(round, text), now)

    def withdraw(self, seat: int, now: float) -> None:
        round = self._host.view(seat).disputed
        if round is not None:
            self._do(seat, c.Withdraw(round), now)

    def next(self, seat: int, now: float) -> None:
        self._do(seat, c.Next(self._round(seat)), now)

    def pause(self, now: float) -> None:
        self._at(now)
        for desk in self._desks:
            desk.lift()
        self._do(0, c.Pause(self._round(0)), now)

    def resume(self, now: float) -> None:
        self._do(0, c.Resume(self._round(0)), now)

    def quit(self, now: float) -> None:
        self._do(0, c.Quit(self._round(0)), now)

    # -- time

    def update(self, now: float) -> list[e.Event]:
        before = self._now
        self._at(now)
        for desk in self._desks:
            desk.update(now)
        self._follow()
        if not self.paused and not self.over:
            asking = any(self._host.view(seat).state is State.ASKING for seat in self._persons)
            for automaton in self._seats:
                if isinstance(automaton, Automaton) and not asking:
                    automaton.update(max(0.0, now - before), now)
            held = [desk.held_since for desk in self._desks if desk.held_since is not None]
            self._host.tick(min([now, *held]))
            self._follow()
        return self._host.take_events()

    def close(self) -> None:
        if not self.over:
            self.quit(self._now)
        for desk in self._desks:
            desk.close()
        self._outbox.flush()

    # -- looking

    def view(self, seat: int) -> SeatView:
        return self._seats[seat].view()

    def ink(self, seat: int, round: int) -> Ink:
        return self._paper(seat, round).ink

    def reading(self, seat: int, round: int) -> Reading | None:
        return self._paper(seat, round).reading

    def summary(self) -> tuple[Summary, ...]:
        return self._host.match.summary()

    # -- within

    @property
    def _desks(self) -> list[Desk]:
        return [seat for seat in self._seats if isinstance(seat, Desk)]

    @property
    def _persons(self) -> list[int]:
        return [number for number, seat in enumerate(self._seats) if isinstance(seat, Desk)]

    def _desk(self, seat: int) -> Desk | None:
        """The person's desk there; None where a computer sits."""
        desk = self._seats[seat]
        return desk if isinstance(desk, Desk) else None

    def _round(self, seat: int) -> int:
        return self._host.view(seat).round

    def _at(self, now: float) -> None:
        self._now = max(self._now, now)

    def _do(self, seat: int, command: c.Command, now: float) -> bool:
        self._at(now)
        done = self._host.do(seat, command, now)
        self._follow()
        return done

    def _follow(self) -> None:
        for desk in self._desks:
            desk.follow()

    def _paper(self, seat: int, round: int) -> Paper:
        desk = self._seats[seat]
        return desk.paper(round) if isinstance(desk, Desk) else Paper(desk.paper_ink(round))

    def _heard(self, events: Sequence[e.Event]) -> None:
        """See what has happened, at once: the ink is still the ink that was judged."""
        for event in events:
            seat = self._seats[event.seat]
            if isinstance(event, e.Asked) and isinstance(seat, Automaton):
                seat.ask(event.round)
            elif isinstance(event, e.Doubted) and isinstance(seat, Desk):
                seat.doubt(self._now)
            elif isinstance(event, e.Judged) and isinstance(seat, Desk) and event.outcome is Outcome.RIGHT:
                seat.confirm(event.round, event.given)
            elif isinstance(event, e.Reopened | e.Disputed) and isinstance(seat, Desk):
                seat.reopened(event.round)
            elif isinstance(event, e.Over):
                self._quit = event.quit
        if self._ledger is None:
            return
        self._ledger.note(events, self._now)
        for event in events:
            seat = self._seats[event.seat]
            if isinstance(event, e.Relabelled) and isinstance(seat, Desk):
                seat.corrected()
        if self.over and any(isinstance(event, e.Over | e.Answered) for event in events):
            self._ledger.finish(self.summary(), complete=not self._quit, now=self._now)

    def _cannot_read(self, sentence: str) -> None:
        if not self._told:
            self._told = True
            self._tell(sentence)
