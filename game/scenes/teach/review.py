"""The review list: corrections that look odd, one at a time: keep, relabel or leave out."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import pygame

from data.records import ReviewItem
from game.scenes.page import Key
from game.scenes.teach.sample_card import CloseUp
from game.ui.label_pad import spoken
from game.ui.sheet import card
from game.ui.specimen import specimen

_SHOWN = 5


class Review(CloseUp):
    """The oldest item first. Each decision is stored at once."""

    def __init__(self) -> None:
        super().__init__()
        self.items: list[ReviewItem] | None = None
        self._done = 0

    def title_text(self) -> str:
        if not self.items:
            return "Please check"
        return f"Please check, {self._done + 1} of {self._done + len(self.items)}"

    def keys(self) -> tuple[Sequence[Key], Sequence[Key]]:
        if not self.items:
            return (), ()
        label = self.items[0].sample.label
        return (
            (Key("Leave it out", self._drop, icon="cross"),),
            (Key(f"Yes, {spoken(label)}", self._keep, icon="tick", primary=True),),
        )

    def fetch(self) -> None:
        player = self.player_id
        if player is not None:
            samples = self.stage.store.samples
            self.job(lambda: samples.review_list(player), self._found, key="review")

    def _found(self, items: list[ReviewItem]) -> None:
        self.items = items
        self.again()

    @property
    def has_come(self) -> bool:
        return self.items is not None

    def show(self, ground: pygame.Surface, inner: pygame.Rect) -> None:
        if self.items:
            self._item(ground, self.items[0])
        else:
            self.empty(ground, inner, "Nothing to check", "The net may learn everything that is kept.")

    def _item(self, ground: pygame.Surface, item: ReviewItem) -> None:
        look, sample = self.look, item.sample
        picture, words = self.halves()
        if item.others:
            strip = pygame.Rect(picture.left, 0, picture.width, look.px(14))
            strip.bottom = picture.bottom
            self._others(ground, strip, item)
            picture.height = strip.top - look.px(1.4) - picture.top
        self.picture(ground, picture, sample)
        read = f"The net read {spoken(sample.read)}, and is quite sure." if sample.read is not None else ""
        other = "It looks like none of your others." if item.others else "It is your first of this kind."
        y = self.headed(
            ground,
            words,
            f"You said this is {spoken(sample.label)}. Is it?",
            read,
            other,
            "If you wrote something else, say what:",
        )
        self.pad(words, y, None)

    def _others(self, ground: pygame.Surface, area: pygame.Rect, item: ReviewItem) -> None:
        """The player's other samples of that label, to compare."""
        look = self.look
        words = look.fitted(
            f"Your other {item.sample.label}s" if item.sample.label < 10 else "The others",
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

    def say(self, label: int) -> None:
        if self.items:
            self._decide(lambda samples, number: samples.relabel(number, label))

    def _keep(self) -> None:
        self._decide(lambda samples, number: samples.keep(number))

    def _drop(self) -> None:
        self._decide(lambda samples, number: samples.drop(number))

    def _decide(self, act: Callable[[Any, int], Any]) -> None:
        """Store the decision, then fetch what is left: agreeing ones may have gone with it."""
        player = self.player_id
        if not self.items or player is None:
            return
        samples, number = self.stage.store.samples, self.items[0].sample.id

        def work() -> list[ReviewItem]:
            act(samples, number)
            left: list[ReviewItem] = samples.review_list(player)
            return left

        self.job(work, self._decided)

    def _decided(self, items: list[ReviewItem]) -> None:
        self._done += 1
        self._found(items)
