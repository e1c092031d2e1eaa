"""Whose hand a teaching screen is about, and how it comes by what it shows of them."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, TypeVar

from data.records import Player
from game.stage import Stage

if TYPE_CHECKING:
    from data.store import Store

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Pupil:
    """A player whose digits are kept, and where."""

    player: Player
    store: Store

    @property
    def id(self) -> int:
        return self.player.id


def pupil_of(stage: Stage) -> Pupil | None:
    """Who is taught; None for a guest, and where nothing is kept."""
    if stage.player is None or stage.store is None:
        return None
    return Pupil(stage.player, stage.store)


def do(stage: Stage, work: Callable[[], T], done: Callable[[T], None], key: str = "") -> None:
    """Work off the frame loop; the player is told what goes wrong. See `game.stage.Jobs`."""
    stage.worker.submit(work, done, failed=lambda error: stage.tell(str(error)), key=key)


class Fetching:
    """Fetches what a screen shows each time it comes onto the stage, once there is a reader.

    Args:
        fetch: submits the jobs for it.
    """

    def __init__(self, fetch: Callable[[], None]) -> None:
        self._fetch = fetch
        self._done = False

    def update(self, stage: Stage) -> None:
        if not self._done and stage.reader is not None:
            self._done = True
            self._fetch()

    def again(self) -> None:
        """Fetch anew: the screen has been left, and may come back."""
        self._done = False
