"""What a match remembers of one seat: its round, its clock, its answers."""

from __future__ import annotations

from dataclasses import dataclass, field, replace

from game.play.answer import KEPT_PAUSES, LATE_STROKE, PATIENCE_USUAL, REST_USUAL, Seen
from game.play.deck import Deck
from game.play.questions import Question
from game.play.scoring import Answer, Outcome, Score, tally
from game.play.states import OPEN, State

EPSILON = 1e-9  # sums of seconds are not exact
_AT_WORK = OPEN | {State.ASKING, State.SHOWING}


@dataclass(frozen=True, slots=True)
class Gap:
    """A rest within an answer: its ``seconds``, and how many digits were read before it."""

    seconds: float
    digits: int


@dataclass(slots=True)
class Round:
    """A question put to one seat, with what has been done about it so far. Times are in seconds.

    Attributes:
        thinking: question shown → first point of the ink on the sheet.
        writing: first point → last pen up, without the time in which the clock stood and ``uncounted``.
        uncounted: seconds between first point and last pen up that do not count: most of a long pause between
            two digits, and what passed from a verdict to the stroke that reopened it.
        rest: last pen up → now, or → the verdict.
        ink: changes whenever the ink changes; a reading is for one value of it.
        seen: the reading of the ink as it is, None until it comes.
        entered: Enter was pressed before the reading came.
        typed: digits by keys.
        offered: numbers to choose from after a doubt.
        doubts: how often the reading was unsure.
        clock_stopped: seconds in which the clock stood because something was asked, and those of writing
            that was then thrown away.
        doubtful: the readings that were asked about.
        reopened: how often a late stroke reopened it.
        revealed: whether the right answer had been shown, for longer than a late stroke takes to come.
        kept: what was given before that, and still stands on the sheet.
        gaps: the rests between strokes.
    """

    number: int
    question: Question
    thinking: float = 0.0
    writing: float = 0.0
    uncounted: float = 0.0
    rest: float = 0.0
    ink: int = 0
    seen: Seen | None = None
    entered: bool = False
    typed: str = ""
    offered: tuple[str, ...] = ()
    doubts: int = 0
    clock_stopped: float = 0.0
    doubtful: tuple[Seen, ...] = ()
    reopened: int = 0
    revealed: bool = False
    kept: str = ""
    gaps: tuple[Gap, ...] = ()

    @property
    def pauses(self) -> tuple[float, ...]:
        """The rests between strokes."""
        return tuple(gap.seconds for gap in self.gaps)

    @property
    def digit_pauses(self) -> tuple[float, ...]:
        """Those of them after which more digits were read than before."""
        after = [*(gap.digits for gap in self.gaps[1:]), self.digits]
        return tuple(
            gap.seconds for gap, digits in zip(self.gaps, after, strict=False) if digits > gap.digits
        )

    @property
    def digits(self) -> int:
        """How many digits are read in the ink as it is."""
        return len(self.seen.text) if self.seen is not None else 0

    @property
    def legible(self) -> bool:
        """Whether something was read in the ink as it is, however surely."""
        return self.seen is not None and self.seen.text != ""

    def changed(self) -> None:
        """The ink is no longer what was read."""
        self.ink += 1
        self.seen, self.entered, self.offered = None, False, ()

    def pen_down(self, gap: float, counts: float) -> None:
        """A stroke begins, ``gap`` seconds after the last one, of which ``counts`` are writing."""
        if gap:
            self.gaps = (*self.gaps, Gap(gap, self.digits))
        self.writing += counts
        self.uncounted += gap - counts
        self.rest = 0.0
        self.changed()

    def blank(self, *, counts: bool) -> None:
        """The sheet is empty again: all time so far was thinking, or (``counts`` false) is forgotten."""
        spent = self.writing + self.uncounted + self.rest
        if counts:
            self.thinking += spent
        else:
            self.clock_stopped += spent
        self.writing = self.uncounted = self.rest = 0.0
        self.gaps, self.kept = (), ""
        self.changed()

    def copied(self, text: str) -> bool:
        """Whether ``text`` may have been copied from the right answer shown: it does not go on with what
        was given before."""
        return self.revealed and not (self.kept and text.startswith(self.kept))

    def answer(self, outcome: Outcome, given: str, *, named: bool = False, misread: bool = False) -> Answer:
        return Answer(
            round=self.number,
            question=self.question,
            outcome=outcome,
            given=given,
            read=self.seen.text if self.seen else "",
            thinking=self.thinking,
            writing=self.writing,
            reading=self.rest,
            typed=bool(self.typed) and given == self.typed,
            named=named,
            misread=misread,
            reopened=self.reopened,
            unsure=self.doubts,
            seen=self.seen,
        )


@dataclass(slots=True)
class Seat:
    """One player's side of the match.

    Attributes:
        round: the current round, or the one just closed while its verdict shows.
        shelf: the next round, put aside while a late stroke reopens the one before.
        answers: closed rounds as they stand, in order.
        rest_right: the rest after which a right answer is taken, learned from ``pauses`` between strokes.
        patience: how long the match waits for another digit, learned from ``digit_pauses`` between digits.
        last: the round closed last, as it was then; None before, and once a late stroke has reopened it.
        ready: in READY, whether the player is.
        back, disputed: while ASKING, the state to return to and the number of the disputed round.
        stays: whether the verdict stays until the player goes on.
        show_left: else, seconds until it has been shown long enough.
        since_verdict: seconds since the last verdict, without pauses and asking.
        since_asked: seconds in ASKING since the last verdict.
        turns: turns begun, in a hot-seat.
    """

    deck: Deck
    round: Round
    state: State = State.WAITING
    shelf: Round | None = None
    last: Round | None = None
    answers: tuple[Answer, ...] = ()
    pauses: tuple[float, ...] = ()
    digit_pauses: tuple[float, ...] = ()
    rest_right: float = REST_USUAL
    patience: float = PATIENCE_USUAL
    ready: bool = False
    back: State = State.WAITING
    disputed: int = 0
    stays: bool = False
    show_left: float = 0.0
    since_verdict: float = 0.0
    since_asked: float = 0.0
    turns: int = 0
    # The answers that were tallied last, with which par, and what came of it: every frame asks for the score.
    _tallied: tuple[tuple[Answer, ...], float, Score] | None = field(
        default=None, init=False, repr=False, compare=False
    )

    @property
    def open(self) -> bool:
        """Whether the current round still waits for an outcome."""
        state = self.back if self.state is State.ASKING else self.state
        return state in OPEN

    @property
    def busy(self) -> bool:
        """Whether its player is answering, being asked, or shown a verdict."""
        return self.state in _AT_WORK

    @property
    def late_stroke_counts(self) -> bool:
        """Whether a stroke that begins now may still belong to judged ink that is no longer in view."""
        return self.since_verdict <= LATE_STROKE + EPSILON

    def score(self, par: float) -> Score:
        if self._tallied is None or self._tallied[0] is not self.answers or self._tallied[1] != par:
            self._tallied = self.answers, par, tally(self.answers, par)
        return self._tallied[2]

    @property
    def counted(self) -> int:
        """Rounds that count: all closed ones but void ones."""
        return sum(answer.outcome is not Outcome.VOID for answer in self.answers)

    def clock(self, par: float) -> float:
        """Seconds of thinking and writing, of all rounds that count and of the open one."""
        return self.score(par).seconds + (self.round.thinking + self.round.writing if self.open else 0.0)

    def elapse(self, dt: float) -> None:
        """Let ``dt`` seconds pass, each on the clock that the state runs."""
        if self.state is State.UNSURE or (self.state is State.ASKING and self.open):
            self.round.clock_stopped += dt
        if self.state is State.ASKING:
            self.since_asked += dt
            return
        self.since_verdict += dt
        if self.state is State.THINKING:
            self.round.thinking += dt
        elif self.state in (State.WRITING, State.TYPING):
            self.round.writing += dt
        elif self.state is State.RESTING:
            self.round.rest += dt
        elif self.state is State.SHOWING:
            self.show_left = max(0.0, self.show_left - dt)

    def find(self, number: int) -> Answer | None:
        return next((answer for answer in self.answers if answer.round == number), None)

    def put(self, answer: Answer) -> None:
        """Record ``answer``, in place of what stood for its round."""
        others = (a for a in self.answers if a.round != answer.round)
        self.answers = tuple(sorted((*others, answer), key=lambda a: a.round))

    def take_back(self, answer: Answer) -> None:
        """Forget ``answer``: its round is open again."""
        self.answers = tuple(a for a in self.answers if a is not answer)

    def learn(self, round: Round) -> None:
        """Remember the pauses of a closed round."""
        self.pauses = (*self.pauses, *round.pauses)[-KEPT_PAUSES:]
        self.digit_pauses = (*self.digit_pauses, *round.digit_pauses)[-KEPT_PAUSES:]

    def unlearn(self, round: Round) -> None:
        """Forget those of the round learned last: it is open again, and will bring them again."""
        self.pauses = self.pauses[: max(0, len(self.pauses) - len(round.pauses))]
        self.digit_pauses = self.digit_pauses[: max(0, len(self.digit_pauses) - len(round.digit_pauses))]

    def copy(self) -> Seat:
        """A copy that can be changed without changing this one."""
        return replace(
            self,
            deck=replace(self.deck),
            round=replace(self.round),
            shelf=replace(self.shelf) if self.shelf else None,
            last=replace(self.last) if self.last else None,
        )
