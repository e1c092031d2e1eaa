"""Loads readers off the frame loop: the shared network, and on top of it what a player has of their own."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from game.session.ports import Jobs
    from recognizer.head import Head
    from recognizer.reader import Reader


class ReaderSlot(Protocol):
    """Holds the network in use, and what players have of their own on top: `recognizer.slot.Slot`."""

    @property
    def ready(self) -> bool: ...

    @property
    def reader(self) -> Reader: ...

    def load(self) -> str | None:
        """Slow. Gives a sentence for the player if the chosen network is refused and another one is used."""
        ...

    def reader_for(self, player: int | None) -> Reader:
        """A player's own reader, if they have one and it is loaded."""
        ...

    def load_head(self, player: int) -> str | None:
        """Load a player's own reader. Slow; gives a sentence for the player if it cannot be used."""
        ...

    def use_head(self, player: int, head: Head | None) -> None:
        """Let the player's reader have this head from now on; None: the shared network alone.

        Raises:
            HeadError: it was made for another network.
        """
        ...


class Readers:
    """Which reader reads for which player.

    Args:
        slot: nothing need be loaded in it yet.
        tell: shows the player one sentence.
    """

    def __init__(self, slot: ReaderSlot, worker: Jobs, tell: Callable[[str], None]) -> None:
        self._slot, self._worker, self._tell = slot, worker, tell
        self._asked: set[int] = set()  # players whose own readers were asked for

    def load(self, failed: Callable[[Exception], None]) -> None:
        """Begin to load the network; ``failed`` is told if there is none to play with."""
        self._worker.submit(self._slot.load, self._loaded, failed=failed)

    def of(self, player: int | None) -> Reader | None:
        """A player's reader, None until there is one; their own is loaded when it is first asked for."""
        if not self._slot.ready:
            return None
        if player is not None and player not in self._asked:
            self._asked.add(player)
            self._worker.submit(lambda: self._slot.load_head(player), self._loaded)
        return self._slot.reader_for(player)

    def _loaded(self, notice: str | None) -> None:
        if notice:
            self._tell(notice)
