"""What each command does. The table in ``states`` has already said that the seat may."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any, ClassVar

from game.play import commands as c
from game.play import events as e
from game.play.answer import LATE_STROKE, Seen, is_number, is_right, plausible
from game.play.errors import IllegalCommandError, StaleCommandError
from game.play.scoring import Answer, Outcome
from game.play.seat import Seat
from game.play.states import State, Turn, follow
from game.play.verdicts import Verdicts

# These name the round they are about themselves; it may be a closed one.
_ABOUT_CLOSED = (c.Dispute, c.Claim, c.Withdraw, c.Reopen)


class Acts(Verdicts):
    """A change to a match that a command makes."""

    def act(self, number: int, command: c.Command) -> None:
        """Carry out ``command`` for seat ``number``.

        Raises:
            IllegalCommandError: not now, or not at all; the copy may be half changed and must be dropped.
        """
        if not 0 <= number < len(self.saved.seats):
            raise IllegalCommandError(f"There is no seat {number}.")
        seat = self.saved.seats[number]
        if not isinstance(command, _ABOUT_CLOSED):
            _check_round(command, seat.round.number)
        if isinstance(command, c.Pause | c.Resume):
            self._pause(number, isinstance(command, c.Pause))
            return
        if self.saved.paused and not isinstance(command, c.Quit):
            raise IllegalCommandError("The match is paused; resume it first.")
        after = follow(seat.state, type(command))
        self._ACTS[type(command)](self, number, seat, command, after)

    def _pause(self, number: int, paused: bool) -> None:
        if self.saved.over or paused == self.saved.paused:
            raise IllegalCommandError("There is nothing to pause." if paused else "The match is not paused.")
        self.saved.paused = paused
        event = e.Paused if paused else e.Resumed
        self.events.append(event(number, self.saved.seats[number].round.number))

    def _ready(self, _number: int, seat: Seat, _command: c.Ready, _after: State) -> None:
        if self.rules.turns and any(other.state is State.ASKING for other in self.saved.seats):
            raise IllegalCommandError("Somebody is still being asked what was written.")
        seat.ready = True
        waiting = [index for index, other in enumerate(self.saved.seats) if other.state is State.READY]
        if all(self.saved.seats[index].ready for index in waiting):
            for index in waiting:
                self.show(index)

    def _quit(self, _number: int, _seat: Seat, _command: c.Quit, _after: State) -> None:
        if self.saved.over:
            raise IllegalCommandError("The match is over already.")
        self.end(quit=True)

    def _next(self, _number: int, seat: Seat, _command: c.Next, _after: State) -> None:
        # A late stroke may still come, and must find its round.
        seat.show_left = min(seat.show_left, max(0.0, LATE_STROKE - seat.since_verdict))

    # -- pen and keys

    def _pen_down(self, _number: int, seat: Seat, _command: c.PenDown, after: State) -> None:
        seat.round.pen_down(seat.round.rest if seat.state is State.RESTING else 0.0)
        seat.state = after

    def _pen_up(self, _number: int, seat: Seat, _command: c.PenUp, after: State) -> None:
        seat.round.changed()
        seat.state = after

    def _erase(self, _number: int, seat: Seat, command: c.Erase, after: State) -> None:
        counts = seat.state is State.RESTING  # not what was written before a doubt
        if command.empty:
            seat.round.blank(counts=counts)
            after = follow(seat.state, Turn.EMPTY)
        else:
            seat.round.writing += seat.round.rest if counts else 0.0
            seat.round.rest = 0.0
            seat.round.changed()
        seat.state = after

    def _read(self, _number: int, seat: Seat, command: c.Read, _after: State) -> None:
        if command.ink != seat.round.ink:
            raise StaleCommandError("The ink has changed since this was read.")
        seat.round.seen = command.seen

    def _typing(self, _number: int, seat: Seat, command: c.Typing, after: State) -> None:
        if command.text and not is_number(command.text):
            raise IllegalCommandError("Only digits can be typed, six at most.")
        if not command.text and seat.state is not State.TYPING:
            raise IllegalCommandError("There is nothing to delete.")
        if seat.state is State.UNSURE:
            seat.round.blank(counts=False)
        seat.round.typed = command.text
        if not command.text:
            seat.round.blank(counts=True)
            after = follow(seat.state, Turn.EMPTY)
        seat.state = after

    def _enter(self, number: int, seat: Seat, _command: c.Enter, _after: State) -> None:
        if seat.state is State.TYPING:
            self.judge(number, seat.round.typed)
        else:
            seat.round.entered = True

    def _pass(self, number: int, _seat: Seat, _command: c.Pass, _after: State) -> None:
        self.close(number, Outcome.PASSED, "")

    def _choose(self, number: int, seat: Seat, command: c.Choose, _after: State) -> None:
        if command.text not in seat.round.offered:
            raise IllegalCommandError("Choose one of the numbers offered, or write it again.")
        self._label(number, seat.round.number, seat.round.seen, command.text, accepted=True, chosen=True)
        self.judge(number, command.text, named=True)

    # -- a late stroke

    def _reopen(self, number: int, seat: Seat, command: c.Reopen, after: State) -> None:
        last, answer = seat.last, seat.find(command.round)
        if last is None or last.number != command.round or answer is None:
            raise StaleCommandError("Only the round just judged can be reopened.")
        # What was typed has no reading.
        if not answer.disputable:
            raise IllegalCommandError("That round was not judged by its ink.")
        if not seat.late_stroke_counts:
            raise IllegalCommandError("The stroke comes too late to belong to the round before.")
        if seat.round.number != last.number:
            seat.shelf = replace(seat.round, thinking=0.0)
        seat.take_back(answer)
        seat.round = replace(last, reopened=last.reopened + 1)
        seat.round.pen_down(last.rest + seat.since_verdict)
        seat.last, seat.state, seat.show_left = None, after, 0.0
        self.firsts()
        self.events.append(e.Reopened(number, command.round))

    # -- "I wrote something else"

    def _dispute(self, number: int, seat: Seat, command: c.Dispute, after: State) -> None:
        if seat.open and command.round == seat.round.number:
            if seat.round.seen is None or not seat.round.legible:
                raise IllegalCommandError("Nothing has been read yet.")
            seat.round.doubtful = (*seat.round.doubtful, seat.round.seen)
        else:
            _check_disputable(seat, command.round)
        if not self.saved.may_dispute(number):
            raise IllegalCommandError("Somebody else is answering; say so at the next hand-over.")
        seat.back, seat.state, seat.disputed = seat.state, after, command.round
        self.events.append(e.Disputed(number, command.round))

    def _withdraw(self, number: int, seat: Seat, command: c.Withdraw, _after: State) -> None:
        _check_round(command, seat.disputed)
        self.withdraw(number)

    def _claim(self, number: int, seat: Seat, command: c.Claim, _after: State) -> None:
        _check_round(command, seat.disputed)
        if not is_number(command.text):
            raise IllegalCommandError("A number of one to six digits is needed.")
        old = seat.find(command.round)
        seen = old.seen if old else seat.round.seen
        if seen is None:
            raise IllegalCommandError("Nothing was read in that round.")
        if seen.sure and seen.text == command.text:
            self.withdraw(number)
            return
        seat.state = seat.back
        accepted = plausible(seen, command.text)
        self._label(number, command.round, seen, command.text, accepted=accepted, chosen=False)
        if old is None and accepted:
            self.judge(number, command.text, named=True, misread=True)
        elif old is None:
            self.close(number, Outcome.VOID, seen.text, named=True)
        elif accepted:
            outcome = Outcome.RIGHT if is_right(command.text, old.question.answer) else Outcome.WRONG
            self.amend(number, replace(old, outcome=outcome, given=command.text, named=True, misread=True))
        else:
            self.amend(number, replace(old, outcome=Outcome.VOID, named=True))

    def _label(
        self, number: int, round_number: int, seen: Seen | None, label: str, *, accepted: bool, chosen: bool
    ) -> None:
        read = seen.text if seen else ""
        self.events.append(e.Relabelled(number, round_number, read, label, accepted, chosen))

    _ACTS: ClassVar[dict[type[c.Command], Callable[[Any, int, Seat, Any, State], None]]] = {
        c.Ready: _ready,
        c.PenDown: _pen_down,
        c.PenUp: _pen_up,
        c.Erase: _erase,
        c.Read: _read,
        c.Typing: _typing,
        c.Enter: _enter,
        c.Pass: _pass,
        c.Choose: _choose,
        c.Dispute: _dispute,
        c.Claim: _claim,
        c.Withdraw: _withdraw,
        c.Reopen: _reopen,
        c.Next: _next,
        c.Quit: _quit,
    }


def _check_round(command: c.Command, number: int) -> None:
    if command.round != number:
        raise StaleCommandError(f"That was meant for round {command.round}; this is round {number}.")


def _check_disputable(seat: Seat, number: int) -> Answer:
    answer = seat.find(number)
    if answer is None:
        raise StaleCommandError(f"Round {number} has no verdict.")
    if answer.named:
        raise IllegalCommandError("What was written there has been said already.")
    if not answer.disputable:
        raise IllegalCommandError("Nothing was read in that round.")
    return answer
