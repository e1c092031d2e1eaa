"""The deck: which question comes next for one player."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from random import Random

from game.play.errors import QuestionError
from game.play.questions import Fact, Pool, Question

# A missed question comes back at one of these distances: three or four others lie between.
RETURN_AFTER = (4, 5)
WEIGHED_SHARE = 0.7  # of the questions at most, when a schedule has handed in weights
_FEW = 3  # with as many facts to choose from, half that share: one weak fact is not asked over and over


@dataclass(slots=True)
class Deck:
    """Chooses what one player is asked: facts by their weights, or any question of the pool.

    Attributes:
        weights: fact key → weight above 0. Up to seven questions in ten come from here, in proportion; the
            others from the pool. Empty: all from the pool.
        returning: position → the missed question that comes back there. Positions count from 1.
        last: key of the fact asked last.
    """

    weights: dict[str, float] = field(default_factory=dict)
    returning: dict[str, Question] = field(default_factory=dict)
    last: str = ""

    @classmethod
    def of(cls, weights: Mapping[str, float]) -> Deck:
        """A deck over facts such as ``{"7×8": 2.5}``; weights of 0 are left out.

        Raises:
            QuestionError: a key is no fact or a weight is negative.
        """
        for key, weight in weights.items():
            Fact.parse(key)
            if not 0 <= weight < float("inf"):
                raise QuestionError(f"The weight of {key} must be 0 or more, not {weight}.")
        return cls({key: weight for key, weight in weights.items() if weight > 0})

    def draw(self, position: int, pool: Pool, random: Random) -> Question:
        """The question at ``position`` (1, 2, …): never the fact that was asked just before, if there is
        another."""
        due = self._due(position)
        question = due or pool.at(position, self.last) or self._fresh(pool, random)
        self.forgive(question.fact)
        self.last = question.fact.key
        return question

    def missed(self, question: Question, position: int, random: Random) -> None:
        """``question``, asked at ``position``, was missed: it returns after three or four others."""
        self.forgive(question.fact)
        free = [position + gap for gap in RETURN_AFTER if str(position + gap) not in self.returning]
        # Others wait at both only where an old verdict has been changed: then it comes after all that wait.
        at = random.choice(free or [max(map(int, self.returning)) + 1])
        self.returning[str(at)] = question

    def forgive(self, fact: Fact) -> None:
        """The fact need not return: it has come back, or it was not missed after all."""
        self.returning = {at: question for at, question in self.returning.items() if question.fact != fact}

    def _due(self, position: int) -> Question | None:
        for at in sorted(map(int, self.returning)):
            question = self.returning[str(at)]
            if at <= position and question.fact.key != self.last:
                return question
        return None

    def _fresh(self, pool: Pool, random: Random) -> Question:
        waiting = {question.fact.key for question in self.returning.values()}
        avoid = frozenset(waiting | {self.last})
        choice = {key: weight for key, weight in self.weights.items() if key not in avoid}
        if choice and random.random() < WEIGHED_SHARE * len(choice) / (len(choice) + _FEW):
            key = random.choices(list(choice), list(choice.values()))[0]
            return pool.ask(Fact.parse(key), random)
        question = pool.draw(random, avoid)
        if question.fact.key == self.last:  # so small a pool that all others are waiting to return
            question = pool.draw(random, frozenset({self.last}))
        return question
