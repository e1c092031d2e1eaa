"""Hints: one step towards the answer of a question, as a teacher would say it. Never the answer itself."""

from __future__ import annotations

import re
from collections.abc import Iterator

from game.play.questions import Fact, Missing, Op, Question

# Which factor to take apart, the easiest first; then larger ones, by their tens and ones.
_EASIEST = (10, 2, 5, 9, 4, 8, 3, 6, 11, 12, 7)


def hint(question: Question) -> str:
    """One step, such as ``"7 × 4 = 28, and twice that"`` for 7 × 8.

    It shows no number that equals the answer, but for those that the question shows itself.
    """
    fact, asks_otherwise = _turned(question)
    shown = {int(number) for number in re.findall(r"\d+", question.text)}
    for step in _steps(fact):
        words = f"Think of {fact.left} {fact.op} {fact.right}: {step}" if asks_otherwise else step
        numbers = {int(number) for number in re.findall(r"\d+", words)}
        if question.answer not in numbers - shown:
            return words[0].upper() + words[1:]
    return f"Think of {fact.left} {fact.op} {fact.right}"


def _turned(question: Question) -> tuple[Fact, bool]:
    """The fact whose result is the answer, and whether it is another one than the question's."""
    fact = question.fact
    if question.missing is Missing.RESULT:
        return fact, False
    left = question.missing is Missing.LEFT
    match fact.op:
        case Op.ADD:
            turned = Fact(fact.result, Op.SUBTRACT, fact.right if left else fact.left)
        case Op.SUBTRACT if left:
            turned = Fact(fact.result, Op.ADD, fact.right)
        case Op.SUBTRACT:
            turned = Fact(fact.left, Op.SUBTRACT, fact.result)
        case Op.MULTIPLY:
            turned = Fact(fact.result, Op.DIVIDE, fact.right if left else fact.left)
        case Op.DIVIDE if left:
            turned = Fact(fact.result, Op.MULTIPLY, fact.right)
        case Op.DIVIDE:
            turned = Fact(fact.left, Op.DIVIDE, fact.result)
    return turned, True


def _steps(fact: Fact) -> Iterator[str]:
    """Steps towards the result of a fact, the best first. Some may show the result by chance."""
    a, b = fact.left, fact.right
    match fact.op:
        case Op.ADD:
            yield from _added(a, b)
        case Op.SUBTRACT:
            yield from _taken(a, b)
        case Op.MULTIPLY:
            yield from _multiplied(a, b)
        case Op.DIVIDE:
            yield from _divided(a, b)


def _added(a: int, b: int) -> Iterator[str]:
    a, b = max(a, b), min(a, b)
    if b == 0:
        yield "how much is it if nothing is added?"
        return
    to_ten = -a % 10
    if 0 < to_ten < b:
        yield f"{a} + {to_ten} = {a + to_ten}, and {b - to_ten} more"
    tens = b - b % 10
    if 0 < tens < b:
        yield f"{a} + {tens} = {a + tens}, and {b - tens} more"
    yield f"start at {a}, and count {b} on"


def _taken(a: int, b: int) -> Iterator[str]:
    if b == 0:
        yield "how much is it if nothing is taken away?"
        return
    if a == b:
        yield "how much is left if all of it is taken away?"
        return
    tens = b - b % 10
    if 0 < tens < b:
        yield f"{a} − {tens} = {a - tens}, and {b - tens} less"
    to_ten = a % 10
    if 0 < to_ten < b:
        yield f"{a} − {to_ten} = {a - to_ten}, and {b - to_ten} less"
    yield f"start at {b}, and count on to {a}"


def _multiplied(a: int, b: int) -> Iterator[str]:
    if 0 in (a, b):
        yield "how much is it if there is none?"
        return
    if 1 in (a, b):
        yield "how much is it if you take it once?"
        return
    for easy in _EASIEST:
        if easy == b:
            yield from _by(easy, a, swapped=False)
        elif easy == a:
            yield from _by(easy, b, swapped=True)
    ones = b % 10
    if b > 10 and ones == 0:
        yield f"{a} × {b // 10} = {a * b // 10}, and ten times that"
    elif b > 10:
        yield f"{a} × {b - ones} = {a * (b - ones)}, and {a} × {ones} more"
    if a > 10:
        yield from _multiplied(b, a) if b <= 10 else ()
    yield f"{a} × {b - 1}, and {a} more"


def _by(easy: int, a: int, *, swapped: bool) -> Iterator[str]:
    """A step towards ``a`` times an easy factor; ``swapped``: that factor comes first."""

    def times(b: int) -> str:
        left, right = (b, a) if swapped else (a, b)
        return f"{left} × {right} = {a * b}"

    match easy:
        case 10:
            yield f"it is {a} tens"
        case 2:
            yield f"{a} + {a}"
        case 5:
            yield f"{times(10)}, and half of that"
        case 9:
            yield f"{times(10)}, and {a} less"
        case 4 | 8:
            yield f"{times(easy // 2)}, and twice that"
        case 3 | 6 | 11:
            yield f"{times(easy - 1)}, and {a} more"
        case 12 | 7:
            yield f"{times(easy - 2)}, and {2 * a} more"


def _divided(a: int, b: int) -> Iterator[str]:
    if a == 0:
        yield "how much is it if there is none?"
        return
    if b == 1:
        yield "how many times do you take 1?"
        return
    for times in (100, 50, 20, 10, 5, 2, 1):
        if times * b < a:
            yield f"{times} × {b} = {times * b}, and {a - times * b} are left"
    yield f"how many times does {b} fit into {a}?"
