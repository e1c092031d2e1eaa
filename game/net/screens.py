"""The screens of a room, big ones and teachers' pages: what they are told, and how often.

Ink comes every 60 ms, how players stand four times a second, and a teacher's table once a second. A screen
that is new, or that has missed something, is told everything.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from statistics import median
from typing import Protocol

from game.net import protocol as p
from game.net.desk import Desk, Specimen, packed_ink
from game.net.letters import Letter, ToScreen, ToScreens
from game.net.occupant import Occupant
from game.play.answer import LONGEST_TEXT
from game.play.scoring import SLIPS, TELL_NOTHING, Answer, Outcome

#: Of one room; those without the host's key must leave some places to those with it.
MOST_SCREENS, MOST_UNKEYED = 12, 8

LIVE_S = 0.06  # how often screens are sent ink
ROWS_S = 0.25  # … and how everybody stands
PROGRESS_S = 1.0  # … and a teacher's page its table
_LATEST = 6  # rounds of each pupil that a teacher's page can show
_PASSES = 8  # after so many, all rows are looked at


class WatchedRoom(Protocol):
    """What the screens see of their room."""

    code: str
    name: str
    rules: p.Rules
    stage: p.Stage
    locked: bool
    now: float

    def exercises(self) -> Sequence[p.ExerciseName]: ...

    @property
    def seats(self) -> Mapping[int, Occupant]: ...

    @property
    def desks(self) -> Mapping[int, Desk]: ...

    def left_ms(self) -> int:
        """Milliseconds left on the clock that everybody shares; -1 without one."""
        ...

    def phase(self) -> p.Phase: ...

    def places(self) -> dict[int, int]:
        """By seat, its place; 1 is the best."""
        ...

    def place_told(self, seat: int) -> int:
        """The place that the seat was told last; 0 before that."""
        ...


class Screens:
    """All screens of one room.

    Args:
        post: sends a letter.

    Attributes:
        keyed: by screen, whether it has the host's key.
        stale: seats whose rows may have changed since they were sent.
    """

    def __init__(self, room: WatchedRoom, post: Callable[[Letter], None], now: float) -> None:
        self._room, self._post = room, post
        self.keyed: dict[int, bool] = {}
        self.stale: set[int] = set()
        self._live: list[p.Piece | p.Laid] = []
        self._rows: dict[int, p.Row] = {}
        self._passes = 0
        self._live_at = self._rows_at = self._progress_at = now

    def __bool__(self) -> bool:
        return bool(self.keyed)

    def come(self, screen: int, keyed: bool) -> bool:
        """A screen comes in; False if there is no place for it."""
        unkeyed = sum(not key for key in self.keyed.values())
        if len(self.keyed) >= MOST_SCREENS or (not keyed and unkeyed >= MOST_UNKEYED):
            return False
        self.keyed[screen] = keyed
        self.show(screen)
        return True

    def go(self, screen: int) -> None:
        self.keyed.pop(screen, None)

    def draw(self, one: p.Piece | p.Laid) -> None:
        """Take new ink of a seat, to be sent with the next :data:`LIVE_S`."""
        if self.keyed:
            self._live.append(one)

    def forget(self, seat: int) -> None:
        """Nobody sits there any more."""
        self._rows.pop(seat, None)
        self.stale.discard(seat)
        self._live = [one for one in self._live if one.seat != seat]
        self._post(ToScreens(p.Gone(seat)))

    def mark(self, seat: int, answer: Answer, *, solved: bool) -> None:
        """A round of this seat was closed. ``solved``: everybody may know the answer."""
        marked = p.Marked(
            seat=seat,
            round=answer.round,
            outcome=p.Outcome(answer.outcome),
            given=answer.given[:LONGEST_TEXT],
            solved=answer.question.solved if solved else "",
            misread=answer.misread,
        )
        self._post(ToScreens(marked))

    def show(self, screen: int) -> None:
        """Send a screen everything: it is new, or it has missed something."""
        if screen not in self.keyed:
            return
        rows = [self.row(seat) for seat in self._room.seats]
        ink = [self._ink_of(seat) for seat in self._room.seats]
        left = self._room.left_ms()
        self._post(
            ToScreen(
                screen,
                p.Room(
                    version=p.VERSION,
                    code=self._room.code,
                    stage=self._room.stage,
                    rules=self._room.rules,
                    rows=rows,
                    ink=ink,
                    locked=self._room.locked,
                    goal=0 if self._room.rules.game is p.Game.TOGETHER else self._room.rules.length,
                    left_ms=left,
                    orders=self.keyed[screen],
                    name=self._room.name,
                    exercises=list(self._room.exercises()) if self.keyed[screen] else [],
                ),
            )
        )
        if self._room.stage is p.Stage.OVER:
            self._post(ToScreen(screen, self.podium()))

    def row(self, seat: int) -> p.Row:
        occupant, desk = self._room.seats[seat], self._room.desks.get(seat)
        if desk is None:
            return p.Row(seat, occupant.name, occupant.here, team=occupant.team, level=occupant.level)
        score, doing = desk.score, desk.doing()
        return p.Row(
            seat=seat,
            name=occupant.name,
            here=occupant.here,
            doing=doing,
            round=desk.round,
            question=desk.question(),
            position=desk.position(),
            score=score.points,
            streak=score.streak,
            place=self._room.place_told(seat),
            right=score.right,
            slips=score.slips,
            team=occupant.team,
            level=occupant.level,
            stuck=desk.stuck(self._room.now),
        )

    def _ink_of(self, seat: int) -> list[list[int]]:
        desk = self._room.desks.get(seat)
        return packed_ink(desk.ink()) if desk is not None else list(self._room.seats[seat].tag)

    def show_everybody(self) -> None:
        for screen in list(self.keyed):
            self.show(screen)
        self._live.clear()
        self._rows = {seat: self.row(seat) for seat in self._room.seats}
        if self._room.stage is p.Stage.OVER and self._room.desks and self.keyed:
            self._post(ToScreens(self.podium()))

    def tick(self, now: float) -> None:
        """Send screens what has changed, each kind as often as it makes sense."""
        if not self.keyed:
            self._live.clear()
            return
        if self._live and now - self._live_at >= LIVE_S:
            self._live_at = now
            self._send_live()
        if now - self._rows_at >= ROWS_S:
            self._rows_at = now
            self._passes = (self._passes + 1) % _PASSES
            # All of them now and then, because who is stuck depends on time alone.
            due = self._room.seats if self._passes == 0 else self.stale & self._room.seats.keys()
            rows = {seat: self.row(seat) for seat in due}
            changed = [row for seat, row in rows.items() if self._rows.get(seat) != row]
            self._rows |= rows
            self.stale.clear()
            if changed:
                self._post(ToScreens(p.Changed(changed)))
            if self._room.left_ms() >= 0:
                self._post(ToScreens(self._room.phase()))
        if now - self._progress_at >= PROGRESS_S and any(self.keyed.values()):
            self._progress_at = now
            self._post(ToScreens(self.progress(now), keyed=True))

    def _send_live(self) -> None:
        pieces: list[p.Piece] = []
        for one in self._live:
            if isinstance(one, p.Piece):
                pieces.append(one)
                continue
            if pieces:
                self._post(ToScreens(p.Live(pieces)))
                pieces = []
            self._post(ToScreens(one))
        if pieces:
            self._post(ToScreens(p.Live(pieces)))
        self._live.clear()

    # Results

    def podium(self) -> p.Podium:
        places = self._room.places()
        first = sorted((seat for seat in places if places[seat] <= 3), key=lambda seat: places[seat])[:3]
        best = [(seat, self._room.desks[seat].best) for seat in first]
        funny = [(seat, desk.misread) for seat, desk in self._room.desks.items()]
        funniest = sorted(
            (_specimen(seat, one) for seat, one in funny if one is not None), key=lambda one: -one.confidence
        )
        return p.Podium(
            first=[self.row(seat) for seat in first],
            players=len(places),
            best=[_specimen(seat, one) for seat, one in best if one is not None],
            misread=funniest[:1],
        )

    def progress(self, now: float) -> p.Progress:
        """How everybody gets on, for the teacher: those who need help come first."""
        order = list(p.Need)
        pupils = sorted(
            (self._pupil(seat, now) for seat in self._room.seats), key=lambda one: order.index(one.need)
        )
        asked: dict[str, list[Answer]] = {}
        for desk in self._room.desks.values():
            for answer in desk.answers:
                if answer.outcome not in TELL_NOTHING:
                    asked.setdefault(answer.question.fact.key, []).append(answer)
        facts = [
            p.FactRow(
                key=key,
                asked=len(answers),
                missed=sum(one.outcome in SLIPS for one in answers),
                thinking=_thinking(answers),
            )
            for key, answers in sorted(asked.items())
        ]
        return p.Progress(pupils, facts[:300])

    def _pupil(self, seat: int, now: float) -> p.Pupil:
        occupant, desk = self._room.seats[seat], self._room.desks.get(seat)
        if desk is None:
            return p.Pupil(seat, occupant.name, p.Need.NONE if occupant.here else p.Need.LOST, occupant.here)
        answers = desk.answers
        missed = [one.question.fact.key for one in reversed(answers) if one.outcome in SLIPS]
        return p.Pupil(
            seat=seat,
            name=occupant.name,
            need=desk.need(now, occupant.here),
            here=occupant.here,
            right=sum(one.outcome is Outcome.RIGHT for one in answers),
            wrong=sum(one.outcome in SLIPS for one in answers),
            misread=sum(one.misread or one.outcome is Outcome.VOID for one in answers),
            unsure=sum(one.unsure for one in answers),
            position=desk.position(),
            thinking=_thinking(answers),
            question=desk.question(),
            still_s=int(desk.still(now)),
            missed=list(dict.fromkeys(missed))[:5],
            latest=[
                p.Written(one.question.text, one.given, p.Outcome(one.outcome), one.misread)
                for one in reversed(answers[-_LATEST:])
            ],
        )


def _thinking(answers: Sequence[Answer]) -> float:
    """The median of the seconds from question to pen in right answers; 0 without one."""
    right = [one.thinking for one in answers if one.outcome is Outcome.RIGHT]
    return round(median(right), 2) if right else 0.0


def _specimen(seat: int, one: Specimen) -> p.Best:
    return p.Best(seat, packed_ink(one.ink), one.digit, one.read, round(one.confidence, 3))
