"""Whose handwriting a teaching screen is about, and what it says while it has nothing to show."""

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
    "Whose writing is it?",
    "The net keeps what it learns for players with a name.",
)


@dataclass(frozen=True, slots=True)
class Pupil:
    """A player whose digits are kept, and the store that keeps them."""

    player: Player
    store: Store

    @property
    def id(self) -> int:
        return self.player.id


def pupil_of(stage: Stage) -> Pupil | None:
    """Whose writing the network learns; None for a guest, or when nothing can be saved."""
    if stage.player is None or stage.store is None:
        return None
    return Pupil(stage.player, stage.store)


def in_background(stage: Stage, work: Callable[[], T], done: Callable[[T], None], key: str = "") -> None:
    """Run ``work`` off the frame loop; if it fails, the player is told why. See `game.stage.Jobs`."""
    stage.worker.submit(work, done, failed=lambda error: stage.tell(str(error)), key=key)


def show_placeholder(scene: Scene, page: Page, waiting: str) -> bool:
    """If the page's content cannot be shown, say why in its place; False if it can.

    Args:
        waiting: what to say while the content is being fetched; ``""`` once it is there.
    """
    inner = inset(scene.look, page.area, 6, 4)
    if pupil_of(scene.stage) is None:
        placard(page.ground, scene.look, inner, *NOBODY)
    elif waiting:
        paragraphs(page.ground, scene.look, inner, waiting)
    else:
        return False
    return True
