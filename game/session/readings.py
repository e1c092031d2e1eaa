"""What one seat's ink is read as. The reader is asked off the frame loop; what it says is kept until used."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from game.play.answer import Seen
from game.session.ports import Jobs, Reader
from recognizer.habits import STRANGER, Habits
from recognizer.ink import Ink
from recognizer.reading import Reading
from recognizer.reading import State as ReadingState

_CANNOT_READ = Reading(ReadingState.UNSURE)


@dataclass(frozen=True, slots=True)
class _Asked:
    """What the reader was asked about. ``value``: the view's ``ink`` then; None for a glimpse."""

    round: int
    value: int | None
    ink: Ink
    number: int


@dataclass(frozen=True, slots=True)
class Arrived:
    """A reading of a round's ink, when the view's ``ink`` was ``value``, by the reader called ``bundle``."""

    round: int
    value: int
    ink: Ink
    reading: Reading
    bundle: str


class Readings:
    """The readings of one person's ink.

    Args:
        reader: gives the reader to begin an answer with, which also reads the rest of it; None while there is
            none.
        cannot: called with a sentence if the reader fails.
        habits: how the person writes, by what the store has of them. It may be slow, and is asked off the
            frame loop. None for a person of whom nothing is kept. :meth:`learn` adds to it.
    """

    def __init__(
        self,
        jobs: Jobs,
        reader: Callable[[], Reader | None],
        cannot: Callable[[str], None],
        habits: Callable[[], Habits] | None = None,
    ) -> None:
        self._jobs, self._reader, self._cannot, self._earlier = jobs, reader, cannot, habits
        self._kept = self._habits = STRANGER  # by the store alone; with what this match has shown
        self._learned: dict[int, Habits] = {}  # by round, where the answer was right
        self._readers: dict[int, Reader] = {}  # by round: a reopened one goes on with the one it had
        self._round = 0
        self._asked = self._shown_number = 0
        self._shown: Reading | None = None
        self._arrived: Arrived | None = None
        self._key = f"read {id(self)}"
        self.look_up()

    @property
    def shown(self) -> Reading | None:
        """The latest reading of what lies on the sheet."""
        return self._shown

    def turn(self, round: int, reading: Reading | None) -> None:
        """The sheet now belongs to another round. ``reading``: of its ink, None if that was never read."""
        self._round, self._arrived = round, None
        self._shown, self._shown_number = reading, self._asked

    def blank(self) -> None:
        """The sheet is empty: what is written next may be read by another reader."""
        self._readers.pop(self._round, None)
        self._shown, self._shown_number = None, self._asked

    def ask(self, ink: Ink, value: int | None) -> bool:
        """Have the ink on the sheet read; False while there is no reader.

        Args:
            value: the view's ``ink``, by which the match knows that the reading is of this ink; None for a
                glimpse: a reading while the pen moves, which is shown but never taken as the answer.
        """
        reader = self._reader_now()
        if reader is None:
            return False
        self._asked += 1
        asked, bundle, habits = _Asked(self._round, value, ink, self._asked), reader.id, self._habits
        self._jobs.submit(
            lambda: reader.read(ink, habits),
            lambda reading: self._arrive(asked, reading, bundle),
            failed=lambda error: self._fail(asked, error, bundle),
            key=self._key,
        )
        return True

    def take(self) -> Arrived | None:
        """The latest reading that is not a glimpse; each is given once."""
        arrived, self._arrived = self._arrived, None
        return arrived

    def learn(self, round: int, reading: Reading) -> None:
        """A round's answer was right: it shows how this person writes."""
        self._learned[round] = STRANGER.seen(reading)
        self._renew_habits()

    def unlearn(self, round: int) -> None:
        """The round's verdict no longer stands."""
        if self._learned.pop(round, None) is not None:
            self._renew_habits()

    def look_up(self) -> None:
        """What the store has of this person may have changed."""
        if self._earlier is not None:
            # If the store fails, what was known before still holds; a stranger's ink is read well too.
            self._jobs.submit(self._earlier, self._know, failed=lambda _: None, key=f"{self._key} habits")

    def close(self) -> None:
        self._jobs.cancel(self._key)
        self._jobs.cancel(f"{self._key} habits")

    def _know(self, habits: Habits) -> None:
        self._kept = habits
        self._renew_habits()

    def _renew_habits(self) -> None:
        self._habits = Habits.together([self._kept, *self._learned.values()])

    def _reader_now(self) -> Reader | None:
        """The same one from an answer's first stroke to its verdict."""
        reader = self._readers.get(self._round) or self._reader()
        if reader is not None:
            near = {round: kept for round, kept in self._readers.items() if abs(round - self._round) <= 1}
            self._readers = near | {self._round: reader}
        return reader

    def _arrive(self, asked: _Asked, reading: Reading, bundle: str) -> None:
        if asked.round == self._round and asked.number > self._shown_number:
            self._shown, self._shown_number = reading, asked.number
        if asked.value is not None:
            self._arrived = Arrived(asked.round, asked.value, asked.ink, reading, bundle)

    def _fail(self, asked: _Asked, error: Exception, bundle: str) -> None:
        self._cannot(f"The ink could not be read ({error}): write it again, or type the answer.")
        self._arrive(asked, _CANNOT_READ, bundle)


def seen(reading: Reading) -> Seen:
    """The reading as the rules of play take it. They never change it: nothing here knows the question."""
    return Seen(
        text=reading.text,
        sure=reading.sure,
        digit_like=reading.digit_like,
        candidates=tuple((candidate.text, candidate.probability) for candidate in reading.candidates),
        scores=tuple(digit.scores for digit in reading.digits),
    )
