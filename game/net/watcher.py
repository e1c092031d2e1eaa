"""A screen that watches a room: what it is told, put together into one view.

Messages in, `game.session.hosted_room.RoomView` out; nothing here opens a socket. A room does not say again
what it has said, so the watcher remembers the closed rounds of everybody, and those of the match before.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import msgspec

from game.net import protocol as p
from game.play.scoring import Outcome
from game.session import hosted_room as h
from recognizer.ink import Ink, Point, Stroke

_BETWEEN_MATCHES = (p.Stage.LOBBY, p.Stage.OVER)


class Watcher:
    """What a screen knows of its room.

    Args:
        code, addresses, on_network: as `game.session.hosted_room.RoomView` has them.
    """

    def __init__(self, code: str, addresses: Sequence[str], *, on_network: bool) -> None:
        self._seats: dict[int, h.RoomSeat] = {}
        self._judged: dict[int, dict[int, h.JudgedRound]] = {}
        self._before: dict[int, tuple[h.JudgedRound, ...]] = {}
        self._stage = p.Stage.LOBBY
        self._view = h.RoomView(
            code, tuple(addresses), on_network, h.RoomStage.LOBBY, h.RoomRules(), podium=h.Podium()
        )

    @property
    def view(self) -> h.RoomView:
        return replace(self._view, seats=tuple(self._seats.values()))

    def hear(self, message: p.ToScreen) -> None:
        """Take in what the room says. Ink and changes of a seat that is not known are ignored."""
        match message:
            case p.Room():
                self._show(message)
            case p.Changed():
                for row in message.rows:
                    self._seat(row, self._known(row.seat).ink)
            case p.Gone():
                self._seats.pop(message.seat, None)
            case p.Live():
                for piece in message.pieces:
                    self._write(piece)
            case p.Laid():
                self._lay(message.seat, ink_of(message.ink), writing=False)
            case p.Marked():
                self._mark(message)
            case p.Podium():
                self._view = replace(self._view, podium=self._podium(message))
            case p.Phase():
                self._pass_to(message.stage, message.left_ms)
            case _:
                pass

    def _show(self, room: p.Room) -> None:
        self._pass_to(room.stage, room.left_ms)
        self._view = replace(
            self._view,
            rules=rules_of(room.rules),
            locked=room.locked,
            goal=room.goal,
            code=room.code,
            exercises=tuple(h.RoomExercise(one.id, one.name) for one in room.exercises),
        )
        for gone in self._seats.keys() - {row.seat for row in room.rows}:
            del self._seats[gone]
        for row, strokes in zip(room.rows, room.ink, strict=False):
            self._seat(row, ink_of(strokes))
            self._lay(row.seat, ink_of(strokes), writing=False)

    def _pass_to(self, stage: p.Stage, left_ms: int) -> None:
        if stage is p.Stage.PLAYING and self._stage in _BETWEEN_MATCHES:
            self._before = {seat: tuple(rounds.values()) for seat, rounds in self._judged.items()}
            self._judged.clear()
            self._seats = {number: replace(seat, judged=()) for number, seat in self._seats.items()}
        self._stage = stage
        left = None if left_ms < 0 else left_ms / 1000
        self._view = replace(self._view, stage=h.RoomStage(stage.value), left_s=left)

    def _known(self, seat: int) -> h.RoomSeat:
        return self._seats.get(seat, h.RoomSeat(seat, ""))

    def _seat(self, row: p.Row, ink: Ink) -> None:
        known = self._known(row.seat)
        self._seats[row.seat] = replace(
            _seat_of(row), ink=ink, writing=known.writing and ink is known.ink, judged=self._rounds(row.seat)
        )

    def _rounds(self, seat: int) -> tuple[h.JudgedRound, ...]:
        return tuple(self._judged.get(seat, {}).values())

    def _lay(self, seat: int, ink: Ink, *, writing: bool) -> None:
        if seat in self._seats:
            self._seats[seat] = replace(self._seats[seat], ink=ink, writing=writing)

    def _write(self, piece: p.Piece) -> None:
        known = self._seats.get(piece.seat)
        if known is None:
            return
        points, strokes = points_of(piece.points), known.ink.strokes
        if known.writing:
            grown = Stroke((*strokes[-1].points, *points))
            ink = Ink((*strokes[:-1], grown))
        else:
            ink = known.ink.add(Stroke(points))
        self._lay(piece.seat, ink, writing=not piece.up)

    def _mark(self, marked: p.Marked) -> None:
        rounds = self._judged.setdefault(marked.seat, {})
        rounds[marked.round] = h.JudgedRound(marked.round, Outcome(marked.outcome.value), marked.misread)
        if marked.seat in self._seats:
            seat = self._seats[marked.seat]
            self._seats[marked.seat] = replace(seat, judged=self._rounds(marked.seat))

    def _podium(self, podium: p.Podium) -> h.Podium:
        return h.Podium(
            first=tuple(replace(_seat_of(row), judged=self._rounds(row.seat)) for row in podium.first),
            players=podium.players,
            best=tuple(map(_podium_digit, podium.best)),
            misread=tuple(map(_podium_digit, podium.misread)),
            improved=self._improved(),
        )

    def _improved(self) -> tuple[h.Improved, ...]:
        """Who has gained most right answers since the match before."""
        rises = {
            seat: h.right_in(self._rounds(seat)) - h.right_in(before)
            for seat, before in self._before.items()
            if seat in self._seats and before
        }
        best = max(rises, key=lambda seat: rises[seat], default=-1)
        if best < 0 or rises[best] < 1:
            return ()
        return (h.Improved(best, self._before[best], self._rounds(best)),)


def _seat_of(row: p.Row) -> h.RoomSeat:
    return h.RoomSeat(
        number=row.seat,
        name=row.name,
        here=row.here,
        doing=h.Doing(row.doing.value),
        round=row.round,
        question=row.question,
        position=row.position,
        score=row.score,
        place=row.place,
        right=row.right,
        team=row.team,
        stuck=row.stuck,
    )


def _podium_digit(best: p.Best) -> h.PodiumDigit:
    return h.PodiumDigit(best.seat, ink_of(best.ink), best.digit, best.read, best.confidence)


def rules_of(rules: p.Rules) -> h.RoomRules:
    """A room's rules for its window."""
    return msgspec.convert(rules, h.RoomRules, from_attributes=True)


def rules_from(rules: h.RoomRules) -> p.Rules:
    """The reverse of :func:`rules_of`."""
    return msgspec.convert(rules, p.Rules, from_attributes=True)


def points_of(flat: Sequence[int]) -> tuple[Point, ...]:
    """The points of a piece of ink, in heights of the sheet and seconds."""
    return tuple(Point(x / p.UNIT, y / p.UNIT, t / 1000) for x, y, t in p.unpacked(flat))


def ink_of(strokes: Sequence[Sequence[int]]) -> Ink:
    """The ink of a message."""
    return Ink(tuple(Stroke(points_of(stroke)) for stroke in strokes))
