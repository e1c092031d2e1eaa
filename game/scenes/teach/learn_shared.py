"""Learn from everyone: what a new shared model would learn from. `game.scenes.teach.learn` then shows it."""

from __future__ import annotations

from collections.abc import Sequence

from data.records import DigitCount, RunKind
from game.scenes.page import Page
from game.scenes.scene import Scene
from game.scenes.teach.pupil import Pupil, in_background, pupil_of, show_placeholder
from game.stage import Open
from game.ui.layout import inset
from game.ui.sheet import placard
from game.ui.widgets import Key

_LEAST = 5  # with fewer digits there is nothing to learn from


class LearnShared(Scene):
    """Says who has written how much, and starts when asked."""

    def __init__(self) -> None:
        super().__init__()
        self.writers: list[tuple[str, int]] | None = None  # None until they are counted

    def layout(self) -> None:
        keys = []
        if pupil_of(self.stage) is not None:
            enough = sum(count for _, count in self.writers or ()) >= _LEAST
            keys = [Key("Start", self._start, primary=True, enabled=enough)]
        page = Page(self, "Learn from everyone", (), keys)
        if not show_placeholder(self, page, ""):
            inner = inset(self.look, page.area, 6, 4)
            if self.writers is None:
                placard(page.ground, self.look, inner, "One moment", "The net wakes up…")
            else:
                words = _about(self.writers)
                placard(page.ground, self.look, inner, "One net for all of you", words)
        self.widgets += page.buttons

    def fetch(self) -> None:
        pupil = pupil_of(self.stage)
        if pupil is not None:
            in_background(self.stage, lambda: _writers(pupil), self._found, key="everyone")

    def _found(self, writers: list[tuple[str, int]]) -> None:
        self.writers = writers
        self.again()

    def _start(self) -> None:
        self.ask(Open("learn", RunKind.SHARED, instead=True))


def _about(writers: Sequence[tuple[str, int]]) -> str:
    total = sum(count for _, count in writers)
    if total < _LEAST:
        return "Nobody has written enough yet: write a few lessons first."
    names = ", ".join(f"{name}\N{NO-BREAK SPACE}{count}" for name, count in writers[:6])
    more = f" and {len(writers) - 6} more players" if len(writers) > 6 else ""
    return (
        f"The net that everyone starts with will learn from {total} digits ({names}{more}). "
        "It takes about a minute. You can go on playing meanwhile."
    )


def _writers(pupil: Pupil) -> list[tuple[str, int]]:
    """Who wrote how many samples that may be learned from or tested on; the busiest first."""
    players, samples = pupil.store.players, pupil.store.samples
    counts = [(player.name, _kept(samples.counts(player.id))) for player in players.all()]
    rest = _kept(samples.counts()) - sum(count for _, count in counts)
    counts = sorted((pair for pair in counts if pair[1]), key=lambda pair: -pair[1])
    return [*counts, ("from files", rest)] if rest > 0 else counts


def _kept(counts: Sequence[DigitCount]) -> int:
    return sum(count.train + count.held_out for count in counts)
