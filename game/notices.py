"""Notices: sentences shown over a screen for a while. A tap puts one away; keys go to the screen below."""

from __future__ import annotations

from collections.abc import Iterable

import pygame

from game.ui.events import Phase, PointerEvent
from game.ui.icons import icon
from game.ui.look import Look
from game.ui.sheet import card, shadow

SHOWN_S = 8.0
_MOUSE = frozenset({pygame.MOUSEBUTTONDOWN, pygame.MOUSEBUTTONUP, pygame.MOUSEMOTION})


class Notices:
    """Sentences for the player, shown one at a time. Times are seconds on the app's clock."""

    def __init__(self, sentences: Iterable[str] = ()) -> None:
        self.sentences = list(dict.fromkeys(sentences))
        self._since: float | None = None  # when the first of them was first drawn
        self._box = pygame.Rect(0, 0, 0, 0)
        self._held: set[int] = set()  # pointers that went down on a notice
        self._pressed = False  # the mouse did, by its device events

    def tell(self, sentence: str) -> None:
        """Show a sentence after those that already wait, unless it is one of them."""
        if sentence not in self.sentences:
            self.sentences.append(sentence)

    def untell(self, sentence: str) -> None:
        """Put a sentence away, shown or waiting, because it is no longer true."""
        if self.sentences[:1] == [sentence]:
            self.dismiss()
        elif sentence in self.sentences:
            self.sentences.remove(sentence)

    def dismiss(self) -> None:
        """Put away the one being shown."""
        del self.sentences[:1]
        self._since, self._box = None, pygame.Rect(0, 0, 0, 0)

    def passing(self, now: float) -> bool:
        """True if the sentence has been shown long enough and has just gone."""
        if self._since is None or now - self._since < SHOWN_S:
            return False
        self.dismiss()
        return True

    def takes(self, event: PointerEvent) -> bool:
        """Whether this event is for the notice; if so, the scene must not get it."""
        if event.phase is Phase.DOWN and self._box.collidepoint(event.x, event.y):
            self._held.add(event.pointer)
            self.dismiss()
            return True
        held = event.pointer in self._held
        if event.phase in (Phase.UP, Phase.CANCEL):
            self._held.discard(event.pointer)
        return held

    def takes_raw(self, event: pygame.event.Event) -> bool:
        """The same for a device event, which is for forms. Must be called before :meth:`takes`."""
        if event.type not in _MOUSE:
            return False
        if event.type == pygame.MOUSEBUTTONDOWN:
            self._pressed = self._box.collidepoint(event.pos)
        pressed = self._pressed
        if event.type == pygame.MOUSEBUTTONUP:
            self._pressed = False
        return pressed

    def draw(self, surface: pygame.Surface, look: Look, room: pygame.Rect, now: float) -> None:
        """Draw the first sentence in the middle of ``room``; a very long one may reach out of it."""
        if not self.sentences:
            return
        if self._since is None:
            self._since = now
        side, cross = look.px(3), max(10, look.px(1.6))
        width = min(room.width, look.px(110)) - 3 * side - cross
        lines = look.even_lines(self.sentences[0], "body", width)
        role = "body"
        if len(lines) * look.font(role).get_linesize() > room.height - look.px(2):
            role = "small"
            lines = look.even_lines(self.sentences[0], role, width)
        pictures = [look.text(line, role, look.palette.ink) for line in lines]
        step = look.font(role).get_linesize()
        width = max(picture.get_width() for picture in pictures) + 3 * side + cross
        box = pygame.Rect(0, 0, width, max(look.target(0), step * len(lines) + look.px(2)))
        box.center = room.center
        box.clamp_ip(surface.get_rect())
        self._box = box
        shadow(surface, box, look)
        card(surface, box, look)
        top = box.centery - step * len(lines) // 2
        for row, picture in enumerate(pictures):
            surface.blit(picture, (box.left + side, top + row * step))
        sign = icon("cross", cross, look.palette.soft)
        surface.blit(sign, sign.get_rect(midright=(box.right - side, box.centery)))
