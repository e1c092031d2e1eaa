"""Questions: facts, the number that is asked for, and the pools they are drawn from.

A fact is an equation such as 7 × 8 = 56; a question hides one of its three numbers. Every number in a
question is whole and from 0 to 9999, so every answer has one to four digits.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum
from functools import cached_property
from itertools import accumulate
from random import Random

from game.play.errors import QuestionError

LARGEST = 9999  # four digits fit on the sheet
_TRIES = 30  # random draws before all facts are listed, to pick from those that need not be avoided


class Op(StrEnum):
    """The four operations, as they are printed."""

    ADD = "+"
    SUBTRACT = "−"
    MULTIPLY = "×"
    DIVIDE = "÷"


class Missing(StrEnum):
    """Which number of the equation is asked for."""

    RESULT = "result"
    LEFT = "left"
    RIGHT = "right"


@dataclass(frozen=True, slots=True)
class Fact:
    """An equation ``left op right`` of whole numbers from 0 to 9999.

    Raises:
        QuestionError: one of the numbers, or the answer, is not a whole number from 0 to 9999.
    """

    left: int
    op: Op
    right: int

    def __post_init__(self) -> None:
        if not 0 <= self.left <= LARGEST or not 0 <= self.right <= LARGEST:
            raise QuestionError(f"{self.left} {self.op} {self.right} has a number outside 0 to {LARGEST}.")
        if self.op is Op.DIVIDE and (self.right == 0 or self.left % self.right):
            raise QuestionError(f"{self.left} {self.op} {self.right} has no whole answer.")
        if not 0 <= self.result <= LARGEST:
            raise QuestionError(f"{self.left} {self.op} {self.right} has an answer outside 0 to {LARGEST}.")

    @classmethod
    def parse(cls, key: str) -> Fact:
        """The reverse of :attr:`key`.

        Raises:
            QuestionError: ``key`` is not a fact.
        """
        match = re.fullmatch(r"(\d{1,4})([+−×÷])(\d{1,4})", key, re.ASCII)
        if match is None:
            raise QuestionError(f"{key!r:.40} is not a fact such as 7×8.")
        return cls(int(match[1]), Op(match[2]), int(match[3]))

    @property
    def key(self) -> str:
        """A short name of the fact, such as ``"7×8"``. History and schedules are kept by it."""
        return f"{self.left}{self.op}{self.right}"

    @property
    def result(self) -> int:
        if self.op is Op.ADD:
            return self.left + self.right
        if self.op is Op.SUBTRACT:
            return self.left - self.right
        if self.op is Op.MULTIPLY:
            return self.left * self.right
        return self.left // self.right

    @property
    def hardness(self) -> float:
        """A rough measure of mental work: 0 for 0 + 0, about 3 for 8 × 7.

        It is used to deal equally hard questions. For + and − it counts the digits to handle and the carries
        or borrows. For × and ÷ it counts how hard the times tables are.
        """
        if self.op is Op.ADD:
            return _size(self.left) + _size(self.right) + _carries(self.left, self.right)
        if self.op is Op.SUBTRACT:
            return 0.5 + _size(self.result) + _size(self.right) + _carries(self.result, self.right)
        if self.op is Op.MULTIPLY:
            return _table_work(self.left, self.right)
        return 0.5 + _table_work(self.result, self.right)


@dataclass(frozen=True, slots=True)
class Question:
    """A fact with one number hidden."""

    fact: Fact
    missing: Missing = Missing.RESULT

    @classmethod
    def of(cls, text: str, solved: str) -> Question:
        """The reverse of :attr:`text` and :attr:`solved`; without a text, the result is asked for.

        Raises:
            QuestionError: these are no question and its whole equation.
        """
        fact = Fact.parse(solved.partition("=")[0].replace(" ", ""))
        left, _, rest = (text or f"{fact.left} ").partition(" ")
        missing = Missing.LEFT if left == "?" else Missing.RIGHT if "?" in rest else Missing.RESULT
        question = cls(fact, missing)
        if question.solved != solved or (text and question.text != text):
            raise QuestionError(f"{solved!r:.40} does not solve {text!r:.40}.")
        return question

    @property
    def answer(self) -> int:
        if self.missing is Missing.LEFT:
            return self.fact.left
        if self.missing is Missing.RIGHT:
            return self.fact.right
        return self.fact.result

    @property
    def text(self) -> str:
        """The question as printed, never with the answer: ``"7 × 8 ="`` or ``"7 × ? = 56"``."""
        fact = self.fact
        if self.missing is Missing.LEFT:
            return f"? {fact.op} {fact.right} = {fact.result}"
        if self.missing is Missing.RIGHT:
            return f"{fact.left} {fact.op} ? = {fact.result}"
        return f"{fact.left} {fact.op} {fact.right} ="

    @property
    def solved(self) -> str:
        """The whole equation: ``"7 × 8 = 56"``. Show it only when the round is closed."""
        return f"{self.fact.left} {self.fact.op} {self.fact.right} = {self.fact.result}"

    @property
    def hardness(self) -> float:
        return self.fact.hardness + (0.0 if self.missing is Missing.RESULT else 0.5)


def askable(fact: Fact) -> tuple[Missing, ...]:
    """Which numbers of the fact can be hidden so that exactly one number fits."""
    if fact.op is Op.MULTIPLY:
        left, right = fact.right != 0, fact.left != 0
    elif fact.op is Op.DIVIDE:
        left, right = True, fact.left != 0
    else:
        left = right = True
    return (Missing.RESULT, *([Missing.LEFT] if left else []), *([Missing.RIGHT] if right else []))


@dataclass(frozen=True)
class Span:
    """All facts of one operation with numbers from two ranges (both ends included).

    For +, − and ×, ``first`` is the range of the left number and ``second`` that of the right one. For ÷ they
    are the ranges of the divisor and of the answer, so the facts are those of × asked backwards. Facts with a
    result (for − and ÷, a left number) above ``most`` are left out.
    """

    op: Op
    first: tuple[int, int]
    second: tuple[int, int]
    most: int = LARGEST

    @classmethod
    def only(cls, fact: Fact) -> Span:
        """The span of this one fact."""
        first, second = (fact.right, fact.result) if fact.op is Op.DIVIDE else (fact.left, fact.right)
        return cls(fact.op, (first, first), (second, second))

    def _seconds(self, first: int) -> range:
        low, high = self.second
        if self.op is Op.ADD:
            high = min(high, self.most - first)
        elif self.op is Op.SUBTRACT:
            high = min(high, first) if first <= self.most else -1
        elif self.op is Op.DIVIDE and first == 0:
            high = -1
        elif first:
            high = min(high, self.most // first)
        return range(low, max(low, high + 1))

    @cached_property
    def _ends(self) -> list[int]:
        low, high = self.first
        return list(accumulate(len(self._seconds(first)) for first in range(low, high + 1)))

    def __len__(self) -> int:
        return self._ends[-1] if self._ends else 0

    def __getitem__(self, index: int) -> Fact:
        """The fact at ``index``, 0 to ``len - 1``, found without listing the others."""
        if not 0 <= index < len(self):
            raise IndexError(index)
        row = bisect_right(self._ends, index)
        first = self.first[0] + row
        second = self._seconds(first)[index - (self._ends[row - 1] if row else 0)]
        if self.op is Op.DIVIDE:
            return Fact(first * second, self.op, first)
        return Fact(first, self.op, second)

    def __iter__(self) -> Iterator[Fact]:
        return (self[index] for index in range(len(self)))

    def __contains__(self, fact: object) -> bool:
        if not isinstance(fact, Fact) or fact.op is not self.op:
            return False
        divide = fact.op is Op.DIVIDE
        first, second = (fact.right, fact.result) if divide else (fact.left, fact.right)
        return self.first[0] <= first <= self.first[1] and second in self._seconds(first)


@dataclass(frozen=True)
class Pool:
    """What questions are drawn from: spans, each equally likely, and how often the hidden number is not the
    result.

    Attributes:
        spans: none of them empty.
        missing: share of questions that hide a number left of the ``=``, 0 to 1.
        par: thinking time in seconds that a practised player needs; time bonus and limits are measured by it.
        listed: if not empty, exactly these questions are asked, in this order, and then from the start again.
            Missed ones come again in between. ``spans`` are then the facts of these questions.
    """

    spans: tuple[Span, ...]
    missing: float = 0.0
    par: float = 4.0
    listed: tuple[Question, ...] = ()

    @classmethod
    def of(cls, questions: Sequence[Question], par: float) -> Pool:
        """A pool of exactly these questions. There must be at least one."""
        facts = dict.fromkeys(question.fact for question in questions)
        return cls(tuple(Span.only(fact) for fact in facts), par=par, listed=tuple(questions))

    def at(self, position: int, last: str) -> Question | None:
        """The listed question at ``position``, counted from 1. None if nothing is listed.

        If its fact is ``last`` (a key), the next question about another fact, if there is one.
        """
        count = len(self.listed)
        turn = [self.listed[(position - 1 + step) % count] for step in range(count)]
        return next((question for question in turn if question.fact.key != last), turn[0] if turn else None)

    def __len__(self) -> int:
        return sum(len(span) for span in self.spans)

    def __contains__(self, fact: object) -> bool:
        return any(fact in span for span in self.spans)

    def draw(self, random: Random, avoid: frozenset[str] = frozenset()) -> Question:
        """A question whose fact's key is not in ``avoid``, if there is one; else any question."""
        if self.listed:
            fresh = [question for question in self.listed if question.fact.key not in avoid]
            return random.choice(fresh or self.listed)
        for _ in range(_TRIES):
            fact = self._fact(random)
            if fact.key not in avoid:
                return self.ask(fact, random)
        facts = [fact for span in self.spans for fact in span if fact.key not in avoid]
        return self.ask(random.choice(facts) if facts else self._fact(random), random)

    def ask(self, fact: Fact, random: Random) -> Question:
        """A question about ``fact``. It hides a number left of the ``=`` as often as ``missing`` says."""
        inner = askable(fact)[1:]
        if inner and random.random() < self.missing:
            return Question(fact, random.choice(inner))
        return Question(fact)

    def _fact(self, random: Random) -> Fact:
        span = random.choice(self.spans)
        return span[random.randrange(len(span))]


def _size(number: int) -> float:
    """0 for 0. Otherwise about half a point for each digit, more for larger digits."""
    return sum(0.4 + int(digit) / 30 for digit in str(number)) if number else 0.0


def _carries(a: int, b: int) -> int:
    count = carry = 0
    while a or b:
        carry = int(a % 10 + b % 10 + carry > 9)
        count += carry
        a, b = a // 10, b // 10
    return count


def _table_work(a: int, b: int) -> float:
    easy = {0: 0.1, 1: 0.2, 2: 0.6, 5: 0.8, 10: 0.4, 11: 1.2}
    work = 0.0
    for digit_a in str(a) if a > 12 else [str(a)]:
        for digit_b in str(b) if b > 12 else [str(b)]:
            x, y = int(digit_a), int(digit_b)
            work += min(easy.get(x, 1.0 + x / 10), easy.get(y, 1.0 + y / 10)) + (x * y) / 60
    return work + 0.5 * (len(str(a)) + len(str(b)) - 2)
