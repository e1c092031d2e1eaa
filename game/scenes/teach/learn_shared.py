"""Learn from everyone: a new shared model from all players' samples, and what it changed."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import pygame

from data.records import DigitCount
from game.learning.course import Course, School
from game.scenes.page import Key
from game.scenes.teach.learn import STEPS, Learn
from game.stage import Open

# Without so many there is nothing to learn from.
_LEAST = 5


class LearnFromEveryone(Learn):
    """Says what would be learned from, and starts when asked; a run under way is shown as it is."""

    steps = (
        ("features", "Bend and stretch all digits a little"),
        STEPS[1],
        ("fit", "Learn everyone’s hand"),
        STEPS[3],
        ("publish", "Write the new net down"),
        ("refit", "Fit players’ own nets to it"),
    )
    everyone = True

    def __init__(self, school: School, try_out: Open | None = None) -> None:
        super().__init__(school, try_out)
        self.writers: list[tuple[str, int]] | None = None

    def title_text(self) -> str:
        return "Learn from everyone" if self.course is None else super().title_text()

    def keys(self) -> tuple[Sequence[Key], Sequence[Key]]:
        if self.course is not None or self.player_id is None:
            return super().keys()
        enough = sum(count for _, count in self.writers or ()) >= _LEAST
        return (), (Key("Start", self._again, primary=True, enabled=enough),)

    def fetch(self) -> None:
        if self.player_id is None:
            return
        ran = self.ran()
        if self.course is None and ran is not None and not ran.seen:
            self.course = ran
        if self.course is not None:
            self.again()
            return
        store = self.stage.store
        self.job(lambda: _writers(store), self._found, key="everyone")

    def _found(self, writers: list[tuple[str, int]]) -> None:
        self.writers = writers
        self.again()

    def ran(self) -> Course | None:
        return self.school.everyone

    def learn(self) -> Course:
        return self.school.learn_from_everyone()

    def undo(self) -> Callable[[], str]:
        return self.school.go_back_for_everyone

    def show(self, ground: pygame.Surface, inner: pygame.Rect) -> None:
        if self.course is not None or self.writers is None or self._problem:
            super().show(ground, inner)
            return
        self.empty(ground, inner, "One net for all of you", self._words(self.writers))

    def _words(self, writers: Sequence[tuple[str, int]]) -> str:
        total = sum(count for _, count in writers)
        if total < _LEAST:
            return "Nobody has written enough yet: write a few lessons first."
        names = ", ".join(f"{name}\N{NO-BREAK SPACE}{count}" for name, count in writers[:6])
        more = f" and {len(writers) - 6} more players" if len(writers) > 6 else ""
        return (
            f"The net that everybody starts with learns from {total} digits ({names}{more}). "
            "It takes a minute or so; you can go on playing."
        )


def _writers(store: object) -> list[tuple[str, int]]:
    """Who wrote how many samples that may be learned from or tried on; the busiest first."""
    players, samples = store.players, store.samples  # type: ignore[attr-defined]
    counts = [(player.name, _kept(samples.counts(player.id))) for player in players.all()]
    rest = _kept(samples.counts()) - sum(count for _, count in counts)
    counts = sorted((pair for pair in counts if pair[1]), key=lambda pair: -pair[1])
    return [*counts, ("from files", rest)] if rest > 0 else counts


def _kept(counts: Sequence[DigitCount]) -> int:
    return sum(count.train + count.held_out for count in counts)
