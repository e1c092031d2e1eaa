"""The review list: corrections that look odd, one at a time: keep, relabel or leave out."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

import pygame

from data.records import ReviewItem
from game.scenes.page import Page
from game.scenes.scene import Scene
from game.scenes.teach.close_up import CloseUp, said_by_key
from game.scenes.teach.pupil import in_background, pupil_of, show_placeholder
from game.scenes.teach.sentences import kind
from game.ui.events import KeyEvent
from game.ui.keypad import spoken
from game.ui.layout import inset
from game.ui.sheet import card, placard
from game.ui.thumbnail import specimen
from game.ui.widgets import Key

if TYPE_CHECKING:
    from data.samples import Samples

_SHOWN = 5


class Review(Scene):
    """The oldest item first. Each decision is stored at once."""

    def __init__(self) -> None:
        super().__init__()
        self.items: list[ReviewItem] | None = None  # None until they are fetched
        self._done = 0

    def layout(self) -> None:
        title = "Please check"
        if self.items:
            title = f"Please check, {self._done + 1} of {self._done + len(self.items)}"
        page = Page(self, title, *self._keys())
        if show_placeholder(self, page, "Fetching your digits…" if self.items is None else ""):
            pass
        elif self.items:
            self._lay_item(page, self.items[0])
        else:
            words = "The net may learn everything that is kept."
            placard(page.ground, self.look, inset(self.look, page.area, 6, 4), "Nothing to check", words)
        self.widgets += page.buttons

    def _keys(self) -> tuple[Sequence[Key], Sequence[Key]]:
        if not self.items:
            return (), ()
        label = self.items[0].sample.label
        return (
            (Key("Leave it out", self._drop, icon="cross"),),
            (Key(f"Yes, {spoken(label)}", self._keep, icon="tick", primary=True),),
        )

    def fetch(self) -> None:
        pupil = pupil_of(self.stage)
        if pupil is not None:
            samples = pupil.store.samples
            in_background(self.stage, lambda: samples.review_list(pupil.id), self._found, key="review")

    def _found(self, items: list[ReviewItem]) -> None:
        self.items = items
        self.again()

    def _lay_item(self, page: Page, item: ReviewItem) -> None:
        look, sample = self.look, item.sample
        close_up = CloseUp(look, page, self._say)
        picture = close_up.picture
        if item.others:
            strip = pygame.Rect(picture.left, 0, picture.width, look.px(14))
            strip.bottom = picture.bottom
            self._others(page.ground, strip, item)
            picture.height = strip.top - look.px(1.4) - picture.top
        close_up.draw(sample)
        read = f"The net read {spoken(sample.read)}, and is quite sure." if sample.read is not None else ""
        other = "It looks like none of your others." if item.others else "It is your first one."
        self.widgets += close_up.ask(
            f"You said this is {spoken(sample.label)}. Is it?",
            read,
            other,
            "If you wrote something else, say what:",
        )

    def _others(self, ground: pygame.Surface, area: pygame.Rect, item: ReviewItem) -> None:
        """The player's other samples of that label, to compare."""
        look = self.look
        words = look.fitted(
            f"Your other {kind(item.sample.label)}",
            "small",
            look.palette.soft,
            area.width,
        )
        ground.blit(words, area.topleft)
        top = area.top + words.get_height() + look.px(0.4)
        gap = look.px(0.8)
        side = min(area.bottom - top, (area.width - (_SHOWN - 1) * gap) // _SHOWN)
        for number, sample in enumerate(item.others[:_SHOWN]):
            rect = pygame.Rect(area.left + number * (side + gap), top, side, side)
            card(ground, rect, look)
            specimen(ground, sample, rect.inflate(-side // 3, -side // 5), look, look.palette.ink)

    def key(self, event: KeyEvent) -> None:
        label = said_by_key(event)
        if label is not None:
            self._say(label)
        else:
            super().key(event)

    def _say(self, label: int) -> None:
        self._decide(lambda samples, number: samples.relabel(number, label))

    def _keep(self) -> None:
        self._decide(lambda samples, number: samples.keep(number))

    def _drop(self) -> None:
        self._decide(lambda samples, number: samples.drop(number))

    def _decide(self, act: Callable[[Samples, int], object]) -> None:
        """Store the decision, then fetch what is left: those that agree with it may be gone too."""
        pupil = pupil_of(self.stage)
        if not self.items or pupil is None:
            return
        samples, number = pupil.store.samples, self.items[0].sample.id

        def work() -> list[ReviewItem]:
            act(samples, number)
            return samples.review_list(pupil.id)

        in_background(self.stage, work, self._decided)

    def _decided(self, items: list[ReviewItem]) -> None:
        self._done += 1
        self._found(items)
