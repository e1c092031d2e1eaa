"""How the player at a screen writes: looked up by the first reading that needs it, off the frame loop."""

from __future__ import annotations

from collections.abc import Callable

from data.errors import StoreError
from game.stage import Stage
from recognizer.habits import MOST, STRANGER, Habits


class KnownHand:
    """The habits of the stage's player, once they have been asked for."""

    def __init__(self) -> None:
        self._found: list[Habits] = []  # one, once it has been looked up

    def of(self, stage: Stage) -> Callable[[], Habits]:
        """What a job calls to know the habits; the first call asks the store."""
        found, player = self._found, stage.player

        def known() -> Habits:
            if not found:
                try:
                    found.append(habits(stage, player.id if player else None))
                except (StoreError, ValueError):
                    # The store is in trouble, or a row is damaged: they are read as a stranger is.
                    return STRANGER
            return found[0]

        return known

    def forget(self) -> None:
        """Look them up anew: somebody else may play, or there may be more samples."""
        self._found = []


def habits(stage: Stage, player: int | None) -> Habits:
    """How a player writes, as their samples show it; nothing is known of a guest. Slow: for the worker."""
    if stage.store is None or player is None:
        return STRANGER
    return Habits.of(stage.store.samples.glyphs(player, MOST))
