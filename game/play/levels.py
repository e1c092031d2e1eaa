"""The ten levels, and pools that players make for themselves."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import islice

from game.play.errors import QuestionError
from game.play.questions import LARGEST, Op, Pool, Question, Span


@dataclass(frozen=True)
class Level:
    """A step of the ladder. ``number`` is 1 to 10."""

    number: int
    name: str
    pool: Pool


_INSIDE = 0.25  # one question in four hides a number inside, from level 6 on

LEVELS: tuple[Level, ...] = (
    Level(1, "Sums to 10", Pool((Span(Op.ADD, (0, 10), (0, 10), 10),), par=3.0)),
    Level(
        2,
        "Sums and differences to 10",
        Pool((Span(Op.ADD, (0, 10), (0, 10), 10), Span(Op.SUBTRACT, (0, 10), (0, 10))), par=3.0),
    ),
    Level(
        3,
        "Sums and differences to 20",
        Pool((Span(Op.ADD, (2, 18), (2, 18), 20), Span(Op.SUBTRACT, (5, 20), (1, 15))), par=4.0),
    ),
    Level(
        4,
        "Tables of 2, 5 and 10",
        Pool(tuple(Span(Op.MULTIPLY, (t, t), (1, 10)) for t in (2, 5, 10)), par=3.0),
    ),
    Level(
        5,
        "Sums and differences to 100",
        Pool((Span(Op.ADD, (10, 90), (2, 90), 100), Span(Op.SUBTRACT, (20, 100), (2, 90))), par=7.0),
    ),
    Level(6, "Tables to 10", Pool((Span(Op.MULTIPLY, (2, 10), (1, 10)),), _INSIDE, par=4.0)),
    Level(
        7,
        "Tables and division to 10",
        Pool((Span(Op.MULTIPLY, (2, 10), (2, 10)), Span(Op.DIVIDE, (2, 10), (1, 10))), _INSIDE, par=4.0),
    ),
    Level(
        8,
        "Tables and division to 12",
        Pool((Span(Op.MULTIPLY, (3, 12), (3, 12)), Span(Op.DIVIDE, (3, 12), (2, 12))), _INSIDE, par=5.0),
    ),
    Level(
        9,
        "Two digits by one",
        Pool((Span(Op.MULTIPLY, (12, 99), (3, 9)), Span(Op.DIVIDE, (3, 9), (12, 99))), _INSIDE, par=12.0),
    ),
    Level(10, "Two digits by two", Pool((Span(Op.MULTIPLY, (11, 99), (11, 99)),), par=25.0)),
)

# One step of the ladder a question, so that everybody gets some that are easy and some that are not.
DAILY_LADDER = (1, 2, 3, 4, 6, 5, 6, 7, 7, 8)
DAILY_PAR = 5.0


def level(number: int) -> Level:
    """The level of that number.

    Raises:
        QuestionError: there is none.
    """
    if not 1 <= number <= len(LEVELS):
        raise QuestionError(f"There is no level {number}; levels go from 1 to {len(LEVELS)}.")
    return LEVELS[number - 1]


@dataclass(frozen=True, slots=True)
class Custom:
    """What a player or teacher asks for: operations, and either two ranges or chosen tables.

    Attributes:
        ops: one operation or more.
        first, second: ranges of the two numbers, ends included; for ÷, of the divisor and of the quotient.
        tables: where given, these take the place of ``first`` for × and ÷ (and of ``second`` for + and −,
            whose tables are "adding 7", "taking away 7").
        missing: share of questions that hide a number left of the ``=``, 0 to 1.
        questions: where given, exactly these, in this order: an exercise, or missed ones to retry. A single
            one is asked again and again.
    """

    ops: tuple[Op, ...] = ()
    first: tuple[int, int] = (0, 10)
    second: tuple[int, int] = (0, 10)
    tables: tuple[int, ...] = ()
    missing: float = 0.0
    questions: tuple[Question, ...] = ()

    def pool(self) -> Pool:
        """The pool of these questions.

        Raises:
            QuestionError: an operation would have no question at all, or there are fewer than two; says why.
        """
        if self.questions:
            return Pool.of(self.questions, _par(max(question.hardness for question in self.questions)))
        if not self.ops:
            raise QuestionError("Choose at least one of +, −, × and ÷.")
        for low, high in (self.first, self.second, *((t, t) for t in self.tables)):
            if not 0 <= low <= LARGEST or not 0 <= high <= LARGEST:
                raise QuestionError(f"Numbers must be from 0 to {LARGEST}.")
            if low > high:
                raise QuestionError(f"There is no number from {low} to {high}: put the smaller one first.")
        if not 0.0 <= self.missing <= 1.0:
            raise QuestionError("The share of missing numbers must be from 0 to 1.")
        spans = tuple(span for op in dict.fromkeys(self.ops) for span in self._spans(op))
        # A question never comes twice in a row, so there must be two.
        facts = {fact.key for span in spans for fact in islice(span, 2)}
        if len(facts) < 2:
            raise QuestionError("That makes only one question: allow more numbers, or add a table.")
        hardest = max(span[len(span) - 1].hardness for span in spans)
        return Pool(spans, self.missing, par=_par(hardest))

    def _spans(self, op: Op) -> list[Span]:
        if not self.tables:
            spans = [Span(op, self.first, self.second)]
        elif op in (Op.MULTIPLY, Op.DIVIDE):
            spans = [Span(op, (t, t), self.second) for t in sorted(set(self.tables))]
        else:
            spans = [Span(op, self.first, (t, t)) for t in sorted(set(self.tables))]
        for span in spans:
            if not len(span):
                raise QuestionError(_why_empty(span))
        return spans


def _par(hardest: float) -> float:
    return max(3.0, round(2.0 * hardest, 1))


def _why_empty(span: Span) -> str:
    (a, b), (c, d) = span.first, span.second
    what = f"{a} to {b} {span.op} {c} to {d}"
    if span.op is Op.SUBTRACT:
        return (
            f"Taking {c} to {d} away from {a} to {b} always goes below zero: "
            "make the first numbers larger, or the second ones smaller."
        )
    if span.op is Op.DIVIDE and b == 0:
        return "Nothing can be divided by 0: let the first numbers begin with 1."
    return f"{what} always makes a number above {LARGEST}: make the numbers smaller."
