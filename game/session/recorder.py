"""What is kept of a match: answers at once, corrected and confirmed glyphs, how it ended."""

from __future__ import annotations

import threading
from collections import deque
from collections.abc import Callable, Sequence
from random import Random

from game.play import events as e
from game.play.scoring import Answer, Outcome
from game.play.view import Summary
from game.session.person import Paper
from game.session.ports import Jobs, Reader
from game.session.store import DigitSample, Ending, KeptAnswer, NumberSample, Opening, Store, StoreFailedError
from recognizer.ink import Ink
from recognizer.reading import NOT_A_DIGIT, Digit

Write = Callable[[], None]

# After a failure the store is left alone for this long: waiting for a lock would hold up readings.
PATIENCE_S = 20.0

_Place = tuple[int, int]
"""Seat and round."""


class Recorder:
    """Writes down one match.

    Args:
        tell: shows the player one sentence, once, where the store fails.
        paper: what was written in a round, by seat and round.
        reader: a seat's reader, which finds the ink of each digit of a corrected number.
        stored: the match's number in the store, where it began in an earlier run of the game.

    Attributes:
        stored: the same, once it has begun; set off the frame loop.
    """

    def __init__(
        self,
        store: Store,
        jobs: Jobs,
        tell: Callable[[str], None],
        opening: Opening,
        paper: Callable[[int, int], Paper],
        reader: Callable[[int], Reader | None],
        random: Random,
        *,
        stored: int | None = None,
    ) -> None:
        self._store, self._outbox, self._opening = store, Outbox(jobs, tell), opening
        self._paper, self._reader, self._random = paper, reader, random
        self._right: dict[_Place, Paper] = {}
        self._begun = stored is not None
        # The store's ids: only the outbox's writes touch them, one at a time.
        self.stored = stored
        self._ids: dict[_Place, int] = {}

    def note(self, events: Sequence[e.Event], now: float) -> None:
        """Write down what has just happened."""
        for event in events:
            place = event.seat, event.round
            if isinstance(event, e.Answered):
                self._answered(event, now)
            elif isinstance(event, e.Relabelled):
                self._relabelled(event, now)
            elif isinstance(event, e.Reopened | e.Disputed):
                self._right.pop(place, None)

    def finish(self, summaries: Sequence[Summary], *, complete: bool, now: float) -> None:
        """Write down how it ended. A claim after the end changes that: then this is called again."""
        self._confirm(list(self._right), now)
        for summary, sitter in zip(summaries, self._opening.sitters, strict=True):
            if sitter.player is not None and summary.answers:
                self._outbox.put(_rest(self._store, sitter.player, summary), now)
        if not self._begun:
            return
        points = [summary.score.points for summary in summaries]
        ending = Ending(points, [summary.place for summary in summaries], complete)

        def write() -> None:
            if self.stored is not None:
                self._store.finish(self.stored, ending)

        self._outbox.put(write, now)

    def again(self, seat: int, answer: Answer, points: int, ink: Ink, now: float) -> None:
        """Write down an answer from before an interruption: it may not have reached the store then."""
        candidates = answer.seen.candidates if answer.seen else ()
        self._keep(KeptAnswer(seat, answer, points, ink, candidates, None, again=True), now)

    def close(self) -> None:
        """Write down here and now what still waits."""
        self._outbox.flush()

    def _keep(self, kept: KeptAnswer, now: float) -> None:
        if not self._begun:
            self._begun = True
            self._outbox.put(self._begin, now)

        def write() -> None:
            if self.stored is not None:
                self._ids[kept.seat, kept.answer.round] = self._store.answer(self.stored, kept)

        self._outbox.put(write, now)

    def _answered(self, event: e.Answered, now: float) -> None:
        place, answer = (event.seat, event.round), event.answer
        paper = Paper() if answer.typed else self._paper(*place)
        candidates = answer.seen.candidates if answer.seen else ()
        self._keep(KeptAnswer(event.seat, answer, event.points, paper.ink, candidates, paper.bundle), now)
        # Until the next answer, a late stroke or a claim may still come.
        self._confirm([other for other in self._right if other[0] == event.seat and other != place], now)
        self._right.pop(place, None)
        if answer.outcome is Outcome.RIGHT and not answer.named and paper.reading is not None:
            self._right[place] = paper

    def _begin(self) -> None:
        self.stored = self._store.begin(self._opening)

    # -- samples

    def _confirm(self, places: list[_Place], now: float) -> None:
        """A share of the readings that a right answer has confirmed is kept."""
        for place in places:
            paper = self._right.pop(place)
            player = self._opening.sitters[place[0]].player
            if player is None or paper.reading is None or not paper.reading.sure:
                continue
            for digit in paper.reading.digits:
                self._outbox.put(self._confirmation(place, digit, paper, player, self._random.random()), now)

    def _confirmation(self, place: _Place, digit: Digit, paper: Paper, player: int, draw: float) -> Write:
        def write() -> None:
            answer = self._ids.get(place)
            sample = DigitSample(
                digit.digit, digit.glyph, digit.digit, digit.scores, player, paper.bundle, answer
            )
            self._store.confirm(sample, draw)

        return write

    def _relabelled(self, event: e.Relabelled, now: float) -> None:
        paper, reader = self._paper(event.seat, event.round), self._reader(event.seat)
        if reader is None or not paper.ink:
            return
        player = self._opening.sitters[event.seat].player

        def write() -> None:
            answer = self._ids.get((event.seat, event.round))
            for sample in corrections(paper, event.label, reader, player, answer):
                if isinstance(sample, DigitSample):
                    self._store.correct(sample)
                else:
                    self._store.correct_number(sample)

        self._outbox.put(write, now)


def corrections(
    paper: Paper, label: str, reader: Reader, player: int | None, answer: int | None
) -> list[DigitSample | NumberSample]:
    """The samples that a label told by the player makes of some ink.

    Each glyph that was read as something else, or unsure; all of it as one number where the label cannot be
    aligned to the ink.
    """
    found = reader.align(paper.ink, label)
    glyphs = None if found is None else [glyph.ink for glyph in found]
    read_of = {digit.glyph: digit for digit in paper.reading.digits} if paper.reading else {}
    if glyphs is None and len(label) == 1:
        glyphs = [paper.ink]
    if glyphs is None:
        text = paper.reading.text if paper.reading else ""
        candidates = paper.reading.candidates if paper.reading else ()
        likely = tuple((candidate.text, candidate.probability) for candidate in candidates)
        return [NumberSample(label, paper.ink, text, likely, player, paper.bundle, answer)]
    samples: list[DigitSample | NumberSample] = []
    for character, glyph in zip(label, glyphs, strict=True):
        digit = read_of.get(glyph) or _alone(glyph, reader)
        if digit is not None and digit.sure and digit.digit == int(character):
            continue
        samples.append(
            DigitSample(
                int(character),
                glyph,
                # Ink that is not one digit is unlikely to be the one that it is called.
                digit.digit if digit else NOT_A_DIGIT,
                digit.scores if digit else (0.0,) * 10,
                player,
                paper.bundle,
                answer,
            )
        )
    return samples


def _alone(glyph: Ink, reader: Reader) -> Digit | None:
    """What is read in this ink alone; None if that is not one digit."""
    digits = reader.read(glyph).digits
    return digits[0] if len(digits) == 1 else None


def _rest(store: Store, player: int, summary: Summary) -> Write:
    def write() -> None:
        store.rest(player, summary.rest, summary.patience)

    return write


class Outbox:
    """Writes to the store that wait for the worker: in order, off the frame loop, never in the way of play.

    A write that fails for now is tried again later, before those after it; one that fails for good is left
    out. The player is told of the first failure.
    """

    def __init__(self, jobs: Jobs, tell: Callable[[str], None]) -> None:
        self._jobs, self._tell = jobs, tell
        self._writes: deque[Write] = deque()
        self._lock = threading.Lock()
        self._failure: str | None = None
        self._said_failure = False
        self._now = self._quiet_until = float("-inf")

    def put(self, write: Write, now: float) -> None:
        """Have ``write`` done, which may raise StoreFailedError. ``now``: seconds."""
        self._writes.append(write)
        self._now = now
        if now >= self._quiet_until:
            self._jobs.submit(self._work_on, lambda _: self._say())

    def flush(self) -> None:
        """Do here and now what still waits, whatever the worker is doing."""
        self._work()
        self._say()

    def _work_on(self) -> None:
        if self._now >= self._quiet_until:
            self._work()

    def _work(self) -> None:
        with self._lock:
            while self._writes:
                try:
                    self._writes[0]()
                except StoreFailedError as error:
                    self._failure = self._failure or str(error)
                    if error.later:
                        self._quiet_until = self._now + PATIENCE_S
                        return
                self._writes.popleft()

    def _say(self) -> None:
        if self._failure and not self._said_failure:
            self._said_failure = True
            self._tell(f"{self._failure} Play goes on.")
