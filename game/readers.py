"""The readers of all who play, loaded off the frame loop: the network, and on top of it each player's own."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Protocol

from game.worker import Worker

if TYPE_CHECKING:
    from recognizer.reader import Reader


class ReaderSlot(Protocol):
    """Holds the network in use: `recognizer.slot.Slot`."""

    @property
    def ready(self) -> bool: ...

    @property
    def reader(self) -> Reader: ...

    def load(self) -> str | None:
        """Slow. Gives a sentence for the player if another network is used than was chosen."""
        ...

    def reader_for(self, player: int | None) -> Reader:
        """A player's own reader, if they have one and it is loaded."""
        ...

    def load_head(self, player: int) -> str | None:
        """Slow. Gives a sentence for the player if their own reader cannot be used."""
        ...


class Readers:
    """Who is read by what.

    Args:
        slot: nothing need be loaded in it yet.
        tell: shows the player one sentence.
    """

    def __init__(self, slot: ReaderSlot, worker: Worker, tell: Callable[[str], None]) -> None:
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
