"""What the teaching screens share: a page that fetches what it shows off the frame loop."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pygame

from game.scenes.page import OldPage as Page

#: Headline and sentence for a guest.
NOBODY = (
    "Whose hand is it?",
    "The net keeps what it learns for players with a name.",
)


class TeachPage(Page):
    """A page about one player's samples. They are fetched each time the page comes onto the stage.

    Subclasses fill in :meth:`fetch` and :meth:`show`, and say when what they show :attr:`has_come`.
    """

    waiting = "Fetching your digits …"

    def __init__(self) -> None:
        super().__init__()
        self._fetched = False

    def fetch(self) -> None:
        """Submit the jobs that fetch what is shown; the reader is there. Fill in."""

    @property
    def has_come(self) -> bool:
        """Whether there is something to show; until then the page says that it waits."""
        return True

    def show(self, ground: pygame.Surface, inner: pygame.Rect) -> None:
        """Draw what stands still in ``inner``, and add its widgets: there is a player. Fill in."""

    def fill(self, ground: pygame.Surface) -> None:
        if self.player_id is None:
            self.empty(ground, self.inner, *NOBODY)
        elif not self.has_come:
            self.words(ground, self.inner, self.waiting)
        else:
            self.show(ground, self.inner)

    @property
    def inner(self) -> pygame.Rect:
        """The sheet without its margins."""
        return self.area.inflate(-self.look.px(6), -self.look.px(4))

    def update(self, now: float) -> bool:  # noqa: ARG002 - pages stand still
        if not self._fetched and self.stage.reader is not None:
            self._fetched = True
            self.fetch()
        return False

    def left(self) -> None:
        self._fetched = False

    @property
    def player_id(self) -> int | None:
        """Whose samples these are; None where there is nobody, or nothing is kept."""
        player = self.stage.player
        return player.id if player is not None and self.stage.store is not None else None

    def job(self, work: Callable[[], Any], done: Callable[[Any], None], key: str = "") -> None:
        """Off the frame loop; what goes wrong is told to the player."""
        self.stage.worker.submit(work, done, failed=self._told, key=key)

    def _told(self, error: Exception) -> None:
        self.stage.tell(str(error))

    def words(self, ground: pygame.Surface, area: pygame.Rect, *paragraphs: str) -> int:
        """Paragraphs in soft print from the top of an area; gives where they end.

        Small print where they would run out over the area's foot; an area without a height has none.
        """
        look, y, gap = self.look, area.top, self.look.px(1.2)
        for role in ("body", "small"):
            blocks = [look.lines(paragraph, role, area.width) for paragraph in paragraphs]
            line = look.font(role).get_linesize()
            if not area.height or sum(map(len, blocks)) * line + (len(blocks) - 1) * gap <= area.height:
                break
        for block in blocks:
            for words in block:
                ground.blit(look.text(words, role, look.palette.soft), (area.left, y))
                y += line
            y += gap
        return y

    def empty(self, ground: pygame.Surface, area: pygame.Rect, headline: str, sentence: str) -> None:
        """What stands in the middle of a sheet that has nothing else to show."""
        look = self.look
        lines = look.even_lines(sentence, "body", min(area.width, look.px(90)))
        pictures = [
            look.shrunk(headline, "h1", look.palette.ink, area.width),
            *(look.text(line, "body", look.palette.soft) for line in lines),
        ]
        y = area.centery - sum(picture.get_height() for picture in pictures) * 2 // 3
        for picture in pictures:
            ground.blit(picture, picture.get_rect(midtop=(area.centerx, y)))
            y += picture.get_height() + (look.px(1) if picture is pictures[0] else 0)
