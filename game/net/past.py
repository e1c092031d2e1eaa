"""What a journal tells of one desk: its match, done again command by command, and the ink on its sheet."""

from __future__ import annotations

from game.net import protocol as p
from game.net.desk import Kept
from game.net.journal import Did, Laid, Wrote
from game.play import commands as c
from game.play import events as e
from game.play.errors import MatchError
from game.play.match import Match
from game.play.modes import Setup
from game.play.scoring import Answer
from game.play.states import State
from recognizer.ink import Ink, Point, Stroke

_SEAT = 0


class Past:
    """One desk, as it is relived from entries in their order.

    Attributes:
        match: as it stands after the entries so far.
    """

    def __init__(self, seat: int, setup: Setup) -> None:
        self.seat, self.setup = seat, setup
        self.match = Match.start(setup, 0.0)
        self._time = 0.0
        self._asked: dict[int, float] = {}
        self._answers: dict[int, tuple[Answer, int]] = {}
        self._strokes: dict[int, int] = {}
        self._sheets: dict[int, list[list[int]]] = {}

    def do(self, did: Did) -> None:
        """The match takes a command once more.

        Raises:
            ValueError: it refuses it, so these entries are not of this match.
        """
        command = did.command
        try:
            events = self.match.tick(did.at) if command is None else self.match.replay(_SEAT, command, did.at)
        except MatchError as error:
            raise ValueError(f"The journal does not fit its match: {error}") from error
        self._time = max(self._time, did.at)
        for event in events:
            match event:
                case e.Asked():
                    self._asked[event.round] = did.at
                case e.Answered():
                    self._answers[event.round] = event.answer, event.points
                case e.Reopened():
                    self._answers.pop(event.round, None)

    def wrote(self, entry: Wrote) -> None:
        self._strokes[entry.round] = entry.stroke + 1
        self._sheets.setdefault(entry.round, []).append(entry.points)

    def laid(self, entry: Laid) -> None:
        self._strokes[entry.round] = max(entry.strokes, self._strokes.get(entry.round, 0))
        self._sheets[entry.round] = list(entry.ink)

    def interrupted(self) -> list[Did]:
        """End the stroke that was being written: its ink is lost. Returns the commands that end it."""
        view = self.match.view(_SEAT)
        if view.state is not State.WRITING:
            return []
        commands: list[c.Command] = [c.PenUp(view.round)]
        if not self._sheets.get(view.round):
            commands.append(c.Erase(view.round, empty=True))
        done = [Did.of(self.seat, command, self._time) for command in commands]
        for one in done:
            self.do(one)
        return done

    def answers(self) -> list[tuple[Answer, int]]:
        """What stands, and what it brought, in the order of the rounds."""
        return [self._answers[round] for round in sorted(self._answers)]

    def ink(self, round: int | None = None) -> Ink:
        """What lies on the sheet of a round; without one, of the latest."""
        sheet = self._sheets.get(self.match.view(_SEAT).round if round is None else round, [])
        strokes = [
            Stroke(
                tuple(Point(x / p.UNIT, y / p.UNIT, self._time + t / 1000) for x, y, t in p.unpacked(points))
            )
            for points in sheet
        ]
        return Ink(tuple(strokes))

    def kept(self) -> Kept:
        """What the desk knew beside its match."""
        latest = self.match.view(_SEAT).round
        asked = {round: time for round, time in self._asked.items() if round >= latest - 1}
        return Kept(self._time, asked, dict(self._answers), dict(self._strokes))
