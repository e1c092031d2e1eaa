"""Whose hand a teaching screen is about, how it comes by what it shows, and what it says until then."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, TypeVar

from data.records import Player
from game.scenes.page import Page
from game.scenes.scene import Scene
from game.stage import Stage
from game.ui.layout import inset
from game.ui.sheet import paragraphs, placard

if TYPE_CHECKING:
    from data.store import Store

T = TypeVar("T")

#: Headline and sentence for a guest.
NOBODY = (
    "Whose hand is it?",
    "The net keeps what it learns for players with a name.",
)


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


def in_place_of(scene: Scene, page: Page, waiting: str) -> bool:
    """Fill the sheet where what belongs on it cannot be shown; False where it can.

    Args:
        waiting: what the page says until it has what it shows; ``""`` once it has.
    """
    inner = inset(scene.look, page.area, 6, 4)
    if pupil_of(scene.stage) is None:
        placard(page.ground, scene.look, inner, *NOBODY)
    elif waiting:
        paragraphs(page.ground, scene.look, inner, waiting)
    else:
        return False
    return True
