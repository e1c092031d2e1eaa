"""How well a player knows each fact, as shades of a fact grid: from answers, or from the store's counts."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING

from game.play.questions import Fact, Op
from game.play.scoring import TELL_NOTHING, Answer, Outcome
from game.ui.fact_grid import Place, Shade

if TYPE_CHECKING:
    from data.records import Cell

LAST_ROW = 12  # of the table, and its last column
# Seconds to think that a usual table fact takes. Quick and slow are measured by it.
PAR = 4.0


def place(fact: Fact) -> Place | None:
    """A fact's row and column. A difference or quotient has those of the sum or product that it undoes.

    None beyond the table.
    """
    if fact.op in (Op.ADD, Op.MULTIPLY):
        row, column = fact.left, fact.right
    else:
        row, column = fact.right, fact.result
    return (row, column) if row <= LAST_ROW and column <= LAST_ROW else None


def shade(asked: int, right: int, thinking: float | None) -> Shade:
    """Quick within half a par time, good within one and a half. Not yet if slower, or too few right."""
    if not asked:
        return Shade.NEW
    if thinking is None or right < 0.8 * asked or thinking > 1.5 * PAR:
        return Shade.NOT_YET
    return Shade.QUICK if thinking <= 0.5 * PAR else Shade.GOOD


def shades(cells: Mapping[Place, Cell]) -> dict[Place, Shade]:
    """The shades of one operation's facts, from the store's heat map."""
    return {at: shade(cell.asked, cell.right, cell.thinking) for at, cell in cells.items()}


def shades_of(answers: Iterable[Answer], op: Op) -> dict[Place, Shade]:
    """The shades of one operation's facts, from answers."""
    groups: dict[Place, list[Answer]] = defaultdict(list)
    for answer in answers:
        at = place(answer.question.fact)
        if at is not None and answer.question.fact.op is op and answer.outcome not in TELL_NOTHING:
            groups[at].append(answer)
    found = {}
    for at, group in groups.items():
        right = [answer.thinking for answer in group if answer.outcome is Outcome.RIGHT]
        found[at] = shade(len(group), len(right), sum(right) / len(right) if right else None)
    return found


def main_operation(answers: Iterable[Answer]) -> Op | None:
    """The operation that most of these answers have, of facts in the table; None without any."""
    counts: dict[Op, int] = defaultdict(int)
    for answer in answers:
        if place(answer.question.fact) is not None:
            counts[answer.question.fact.op] += 1
    return max(counts, key=lambda op: counts[op]) if counts else None
