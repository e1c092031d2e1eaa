"""Loads readers off the frame loop: the bundle in use, and the players' heads on top of it."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from game.session.ports import Jobs
    from recognizer.head import Head
    from recognizer.reader import Reader


class ReaderSlot(Protocol):
    """Holds the bundle in use, and the players' heads on top of it: `recognizer.slot.Slot`."""

    @property
    def ready(self) -> bool: ...

    @property
    def reader(self) -> Reader: ...

    def load(self) -> str | None:
        """Load the bundle. Slow. Returns a sentence for the player if it is not the chosen one."""
        ...

    def reader_for(self, player: int | None) -> Reader:
        """A player's own reader, if they have one and it is loaded."""
        ...

    def load_head(self, player: int) -> str | None:
        """Load a player's head. Slow. Returns a sentence for the player if it cannot be used."""
        ...

    def use_head(self, player: int, head: Head | None) -> None:
        """Read this player with this head from now on; None: with the bundle alone.

        Raises:
            HeadError: it was made for another bundle.
        """
        ...


class Readers:
    """The reader of each player.

    Args:
        slot: may still be empty.
        tell: shows the player a sentence, if it is given one.
    """

    def __init__(self, slot: ReaderSlot, worker: Jobs, tell: Callable[[str | None], None]) -> None:
        self._slot, self._worker, self._tell = slot, worker, tell
        self._asked: set[int] = set()  # players whose heads are loaded or being loaded

    def load(self, failed: Callable[[Exception], None]) -> None:
        """Begin to load the bundle. ``failed`` is called if none can be loaded."""
        self._worker.submit(self._slot.load, self._tell, failed=failed)

    def of(self, player: int | None) -> Reader | None:
        """A player's reader; None until the bundle is loaded. The first call begins to load their head."""
        if not self._slot.ready:
            return None
        if player is not None and player not in self._asked:
            self._asked.add(player)
            self._worker.submit(lambda: self._slot.load_head(player), self._tell)
        return self._slot.reader_for(player)
