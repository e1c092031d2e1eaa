"""One sample close up: what it is, how that is known, and what to do with it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import pygame

from data.records import LabelSource, Sample, Split
from game.scenes.page import Key
from game.scenes.scene import Scene
from game.scenes.teach.page import TeachPage
from game.stage import Pop
from game.ui.events import KeyEvent
from game.ui.label_pad import label_pad, spoken
from game.ui.sheet import squares
from game.ui.specimen import specimen

_SOURCES = {
    LabelSource.CORRECTED: "You said so when you corrected the net.",
    LabelSource.CONFIRMED: "A right answer confirmed it.",
    LabelSource.LESSON: "You wrote it in a lesson.",
    LabelSource.IMPORTED: "It came from a file.",
}


class CloseUp(TeachPage):
    """A picture on one side, words and keys for labels on the other. Subclasses say what and why."""

    def halves(self) -> tuple[pygame.Rect, pygame.Rect]:
        """The picture's place on the sheet and the words'."""
        look = self.look
        inner = self.inner
        if look.portrait:
            side = min(inner.width, inner.height // 2)
            picture = pygame.Rect(inner.left, inner.top, inner.width, side)
            words = pygame.Rect(inner.left, picture.bottom + look.px(3), inner.width, 0)
            words.height = inner.bottom - words.top
            return picture, words
        side = min(inner.height, round(inner.width * 0.46))
        picture = pygame.Rect(inner.left, inner.top, side, inner.height)
        words = pygame.Rect(picture.right + look.px(4), inner.top, 0, inner.height)
        words.width = inner.right - words.left
        if look.taste.left_handed:
            picture.right, words.left = inner.right, inner.left
        return picture, words

    def picture(self, ground: pygame.Surface, area: pygame.Rect, sample: Sample) -> None:
        look = self.look
        side = min(area.size)
        place = pygame.Rect(0, 0, side, side)
        place.center = area.center
        grid = squares(ground, place, look)
        specimen(ground, sample, grid.inflate(-side // 3, -side // 5), look, look.palette.ink, 1.4)

    def headed(self, ground: pygame.Surface, area: pygame.Rect, headline: str, *lines: str) -> int:
        """A headline and sentences; gives where they end."""
        look, y = self.look, area.top
        for line in look.lines(headline, "h2", area.width):
            text = look.text(line, "h2", look.palette.ink)
            ground.blit(text, (area.left, y))
            y += text.get_height()
        y += look.px(1)
        return self.words(ground, pygame.Rect(area.left, y, area.width, 0), " ".join(lines))

    def pad(self, area: pygame.Rect, top: int, lit: int | None) -> None:
        room = pygame.Rect(area.left, top, area.width, area.bottom - top)
        self.widgets += label_pad(self.look, room, self.say, lit)

    def say(self, label: int) -> None:
        """The player says what the picture shows. Fill in."""

    def key(self, event: KeyEvent) -> None:
        if event.text and event.text in "0123456789":
            self.say(int(event.text))
        else:
            super().key(event)


class SampleCard(CloseUp):
    """A sample of the wall: relabel or delete it."""

    def __init__(self, sample: Sample) -> None:
        super().__init__()
        self.sample = sample
        self._asked = False

    def title_text(self) -> str:
        return f"This is {spoken(self.sample.label)}"

    def keys(self) -> tuple[Sequence[Key], Sequence[Key]]:
        if self._asked:
            return (Key("Keep", self._keep),), (Key("Delete for good", self._delete, "cross", primary=True),)
        return (Key("Delete", self._ask, icon="cross"),), ()

    def fill(self, ground: pygame.Surface) -> None:
        picture, words = self.halves()
        self.picture(ground, picture, self.sample)
        y = self.headed(ground, words, "Something else?", *self._facts())
        self.pad(words, y, self.sample.label)

    def _facts(self) -> list[str]:
        sample = self.sample
        if sample.read is None:
            read = ""
        elif sample.misread:
            read = f"The net read {spoken(sample.read)}."
        else:
            read = "The net read it so, too."
        kept = (
            "It is set aside to test the net."
            if sample.split is Split.HELD_OUT
            else "The net may learn from it."
        )
        return [_SOURCES[sample.source], read, kept]

    def say(self, label: int) -> None:
        if label != self.sample.label:
            samples, number = self.stage.store.samples, self.sample.id
            self.job(lambda: samples.relabel(number, label), self._changed)

    def _changed(self, sample: Sample) -> None:
        self.sample = sample
        self.again()

    def _ask(self) -> None:
        self._asked = True
        self.again()

    def _keep(self) -> None:
        self._asked = False
        self.again()

    def _delete(self) -> None:
        samples, number = self.stage.store.samples, self.sample.id
        self.job(lambda: samples.delete(number), self._gone)

    def _gone(self, _: Any) -> None:
        self.ask(Pop())


class _First(SampleCard):
    """The card of the newest misread sample, for a picture: it finds its sample itself."""

    def __init__(self) -> None:
        Scene.__init__(self)
        self._fetched = self._asked = False

    def layout(self) -> None:
        (self.sample,) = self.stage.store.samples.find(
            player_id=self.player_id, label=1, misread_only=True, limit=1
        )
        super().layout()
