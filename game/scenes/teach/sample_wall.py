"""The sample wall: a player's kept samples as pictures; tap one to change it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial

import pygame

from data.records import Sample
from game.scenes.page import Page
from game.scenes.scene import Scene
from game.scenes.teach.pupil import in_background, pupil_of, show_placeholder
from game.scenes.teach.sentences import kind
from game.stage import Open
from game.ui.icons import icon
from game.ui.keypad import printed
from game.ui.layout import columns, inset, mirrored, rows
from game.ui.look import Look
from game.ui.sheet import card, frame, paragraphs, placard, put
from game.ui.thumbnail import specimen
from game.ui.widgets import Choice, Key, Widget

_FILTERS = ("All", *map(str, range(10)), "?")


class SampleTile(Widget):
    """One sample. A misread one carries what it was read as."""

    def __init__(self, rect: pygame.Rect, look: Look, sample: Sample, action: Callable[[], None]) -> None:
        super().__init__(rect, look, action)
        self.sample = sample
        self._face = self._made()

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
            put(face, read, topright=(whole.right - look.px(0.8), look.px(0.3)))
            mark = icon("misread", read.get_height() * 3 // 4, palette.misread)
            put(
                face,
                mark,
                midright=(
                    whole.right - look.px(1.2) - read.get_width(),
                    look.px(0.3) + read.get_height() // 2,
                ),
            )
        return face


class SampleWall(Scene):
    """A page of tiles, by digit, newest first."""

    def __init__(self) -> None:
        super().__init__()
        self.label: int | None = None
        self.misread_only = False
        self.samples: list[Sample] | None = None  # None until they are fetched
        self.page = 0
        self._room = 1

    def layout(self) -> None:
        page = Page(self, "My samples", *self._keys())
        if not show_placeholder(self, page, ""):
            self._lay_tiles(page.ground, self._lay_choice(page))
        self.widgets += page.buttons

    def _keys(self) -> tuple[Sequence[Key], Sequence[Key]]:
        if pupil_of(self.stage) is None:
            return (), ()
        return (
            (Key("All of them" if self.misread_only else "Only misread", self._toggle, icon="misread"),),
            (
                Key("Back", partial(self._turn, -1), icon="back", enabled=self.page > 0),
                Key("More", partial(self._turn, 1), icon="skip", enabled=self.page + 1 < self._pages),
            ),
        )

    def fetch(self) -> None:
        pupil = pupil_of(self.stage)
        if pupil is None:
            return
        samples, label, misread = pupil.store.samples, self.label, self.misread_only
        in_background(
            self.stage,
            lambda: samples.find(player_id=pupil.id, label=label, misread_only=misread),
            self._found,
            key="sample-wall",
        )

    def _found(self, samples: list[Sample]) -> None:
        self.samples = sorted(samples, key=lambda sample: sample.label) if self.label is None else samples
        self.again()

    @property
    def _pages(self) -> int:
        return max(1, -(-len(self.samples or ()) // self._room))

    def _lay_choice(self, page: Page) -> pygame.Rect:
        """Lay the choice of what to show. Returns the rest of the sheet.

        It is beside the title, as above the tiles its words would look like the headings of columns. Only
        where they have no room there it is above the tiles.
        """
        look, inner = self.look, inset(self.look, page.area, 6, 4)
        wide = min(look.px(84), page.beside_title.width)
        choice = pygame.Rect(page.bar.right - wide, page.bar.top, wide, page.bar.height)
        choice = mirrored(look, choice, page.bar)
        rest = inner.copy()
        if wide < len(_FILTERS) * (look.font("body").size(_FILTERS[0])[0] + look.px(2)):
            choice = pygame.Rect(inner.left, inner.top - look.px(0.6), inner.width, page.bar.height)
            rest.top = choice.bottom + look.px(1)
            rest.height = inner.bottom - rest.top
        chosen = 0 if self.label is None else self.label + 1
        self.widgets.append(Choice(choice, look, _FILTERS, chosen, self._choose))
        return rest

    def _lay_tiles(self, ground: pygame.Surface, area: pygame.Rect) -> None:
        look = self.look
        gap = look.px(1)
        side = max(48, look.px(11))
        across = max(1, (area.width + gap) // (side + gap))
        down = max(1, (area.height + gap) // (side + gap))
        self._room = across * down
        if self.samples is None:
            paragraphs(ground, look, area, "Fetching your digits…")
            return
        if not self.samples:
            placard(ground, look, area, *self._nothing())
            return
        self.page = min(self.page, self._pages - 1)
        shown = self.samples[self.page * self._room : (self.page + 1) * self._room]
        boxes = [box for row in rows(area, down, gap) for box in columns(row, across, gap)]
        for sample, box in zip(shown, boxes, strict=False):
            self.widgets.append(SampleTile(box, look, sample, partial(self.ask, Open("sample_card", sample))))

    def _nothing(self) -> tuple[str, str]:
        if self.misread_only:
            return "Nothing misread", "The net read all of these correctly when you wrote them."
        what = "Nothing" if self.label is None else f"No {kind(self.label)}"
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
