"""The sample wall: all that the net has kept of a player's hand, as pictures; tap one to change it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial

import pygame

from data.records import NOT_A_DIGIT, Sample
from game.scenes.page import Key
from game.scenes.teach.page import TeachPage
from game.stage import Open
from game.ui.icons import icon
from game.ui.label_pad import printed
from game.ui.look import Look
from game.ui.sheet import card, frame
from game.ui.specimen import specimen
from game.ui.widgets import Choice, Widget

_FILTERS = ("All", *map(str, range(10)), "?")


class Tile(Widget):
    """One sample. A misread one carries what it was read as."""

    def __init__(self, rect: pygame.Rect, look: Look, sample: Sample, action: Callable[[], None]) -> None:
        super().__init__(rect, look)
        self.sample, self.action = sample, action
        self._face = self._made()

    def press(self, position: tuple[float, float]) -> None:  # noqa: ARG002 - anywhere on it
        self.action()

    def draw(self, surface: pygame.Surface) -> None:
        surface.blit(self._face, self.rect)
        if self._hover or self.pressed:
            frame(surface, self.rect, self.look.palette.soft, max(1, self.look.px(0.25)), self.look.px(0.7))

    def _made(self) -> pygame.Surface:
        look, palette, sample = self.look, self.look.palette, self.sample
        face = pygame.Surface(self.rect.size, pygame.SRCALPHA)
        whole = face.get_rect()
        card(face, whole, look)
        label = look.text(printed(sample.label), "small", palette.soft)
        face.blit(label, (look.px(0.8), look.px(0.3)))
        top = label.get_height() + look.px(0.3)
        room = pygame.Rect(0, top, whole.width, whole.height - top - look.px(1.2))
        specimen(face, sample, room.inflate(-look.px(2), 0), look, palette.ink)
        if sample.misread and sample.read is not None:
            read = look.text(printed(sample.read), "small", palette.misread)
            face.blit(read, read.get_rect(topright=(whole.right - look.px(0.8), look.px(0.3))))
            mark = icon("misread", read.get_height() * 3 // 4, palette.misread)
            face.blit(
                mark,
                mark.get_rect(
                    midright=(
                        whole.right - look.px(1.2) - read.get_width(),
                        look.px(0.3) + read.get_height() // 2,
                    )
                ),
            )
        return face


class SampleWall(TeachPage):
    """A page of tiles, by digit, newest first."""

    title = "My samples"

    def __init__(self) -> None:
        super().__init__()
        self.label: int | None = None
        self.misread_only = False
        self.samples: list[Sample] | None = None
        self.page = 0
        self._room = 1

    def keys(self) -> tuple[Sequence[Key], Sequence[Key]]:
        if self.player_id is None:
            return (), ()
        pages = self._pages
        return (
            (Key("All of them" if self.misread_only else "Only misread", self._toggle, icon="misread"),),
            (
                Key("Back", partial(self._turn, -1), icon="back", enabled=self.page > 0),
                Key("More", partial(self._turn, 1), icon="skip", enabled=self.page + 1 < pages),
            ),
        )

    def fetch(self) -> None:
        player = self.player_id
        if player is None:
            return
        samples, label, misread = self.stage.store.samples, self.label, self.misread_only
        self.job(
            lambda: samples.find(player_id=player, label=label, misread_only=misread),
            self._found,
            key="sample-wall",
        )

    def _found(self, samples: list[Sample]) -> None:
        self.samples = sorted(samples, key=lambda sample: sample.label) if self.label is None else samples
        self.again()

    @property
    def _pages(self) -> int:
        return max(1, -(-len(self.samples or ()) // self._room))

    def show(self, ground: pygame.Surface, inner: pygame.Rect) -> None:
        """The tiles. What to show of them is chosen beside the title: above them it would head columns.

        It is above them only where the words have no room beside the title.
        """
        look, area = self.look, inner.copy()
        wide = min(look.px(84), self.bar.width - self.title_rect.width - look.px(3))
        choice = pygame.Rect(self.bar.right - wide, self.bar.top, wide, self.bar.height)
        if look.taste.left_handed:
            choice.left = self.bar.left
        if wide < len(_FILTERS) * (look.font("body").size(_FILTERS[0])[0] + look.px(2)):
            choice = pygame.Rect(inner.left, inner.top - look.px(0.6), inner.width, self.bar.height)
            area.top = choice.bottom + look.px(1)
            area.height = inner.bottom - area.top
        chosen = 0 if self.label is None else self.label + 1
        self.widgets.append(Choice(choice, look, _FILTERS, chosen, self._choose))
        self._lay_tiles(ground, area)

    def _lay_tiles(self, ground: pygame.Surface, area: pygame.Rect) -> None:
        look = self.look
        gap = look.px(1)
        side = max(48, look.px(11))
        columns = max(1, (area.width + gap) // (side + gap))
        rows = max(1, (area.height + gap) // (side + gap))
        self._room = columns * rows
        if self.samples is None:
            self.words(ground, area, self.waiting)
            return
        if not self.samples:
            self.empty(ground, area, *self._nothing())
            return
        self.page = min(self.page, self._pages - 1)
        shown = self.samples[self.page * self._room : (self.page + 1) * self._room]
        width = (area.width - (columns - 1) * gap) // columns
        height = (area.height - (rows - 1) * gap) // rows
        for number, sample in enumerate(shown):
            row, column = divmod(number, columns)
            rect = pygame.Rect(
                area.left + column * (width + gap), area.top + row * (height + gap), width, height
            )
            self.widgets.append(Tile(rect, look, sample, partial(self._open, sample)))

    def _nothing(self) -> tuple[str, str]:
        if self.misread_only:
            return "Nothing misread", "The net read all of these rightly when you wrote them."
        what = (
            "Nothing"
            if self.label is None
            else "No " + ("scribbles" if self.label == NOT_A_DIGIT else f"{self.label}s")
        )
        return f"{what} kept yet", "Write a lesson, or correct a reading in Free draw."

    def _choose(self, index: int) -> None:
        self.label = None if index == 0 else index - 1
        self._anew()

    def _toggle(self) -> None:
        self.misread_only = not self.misread_only
        self._anew()

    def _anew(self) -> None:
        self.page, self.samples = 0, None
        self.fetch()
        self.again()

    def _turn(self, by: int) -> None:
        self.page += by
        self.again()

    def _open(self, sample: Sample) -> None:
        self.ask(Open("sample_card", sample))
