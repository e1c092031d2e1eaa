"""What a sheet asks its player: which number it was, or what was written.

Both ask ``beside`` the squares, in the question's place. Where two sheets share a screen, they ask on the
squares.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial

import pygame

from game.ui.keypad import Keypad
from game.ui.layout import flow
from game.ui.look import Look
from game.ui.sheet import heading, rounded, rule
from game.ui.theme import Colour
from game.ui.thumbnail import thumbnail
from game.ui.widgets import Button
from recognizer.ink import Ink


def draw_typed(surface: pygame.Surface, look: Look, text: str, at: tuple[int, int]) -> int:
    """The digits typed so far and a caret; ``at`` is their left top. Returns their height."""
    typed = look.text(text or " ", "h2", look.palette.ink)
    surface.blit(typed, at)
    caret = at[0] + (typed.get_width() if text else 0)
    surface.fill(look.palette.accent, (caret, at[1], max(2, look.px(0.3)), typed.get_height()))
    return typed.get_height()


class UnsureAsk:
    """Asks which of two numbers it was. The player may write it again instead, the second time also type it.

    Args:
        zone: the squares.
        beside: where to ask; None: on the squares.
        written: what the ink covers: on the squares, it is kept in sight if there is room beside it.
        type_it: called when the player wants number keys; None: they are not offered.
    """

    def __init__(
        self,
        look: Look,
        zone: pygame.Rect,
        beside: pygame.Rect | None,
        written: pygame.Rect,
        offered: Sequence[str],
        choose: Callable[[str], None],
        type_it: Callable[[], None] | None,
    ) -> None:
        self.look, self.offered = look, offered
        self._zone, self._beside = zone, beside
        offers: list[tuple[str, str | None, Callable[[], None]]] = [
            (text, None, partial(choose, text)) for text in offered
        ]
        if type_it is not None:
            offers.append(("Type it", "keys", type_it))
        places = self._on_squares(offers, written) if beside is None else self._in_place(beside, offers)
        self.buttons: list[Button] = []
        for (label, icon, action), rect in zip(offers, places, strict=True):
            # Three in a row fit the narrowest page only without the icon's room.
            sign = icon if beside is not None or rect.width >= look.px(20) else None
            role = "h2" if icon is None else "body"
            self.buttons.append(Button(rect, look, label, action, icon=sign, role=role))

    def _on_squares(
        self, offers: Sequence[tuple[str, str | None, object]], written: pygame.Rect
    ) -> list[pygame.Rect]:
        """Places for the buttons: one row at the top of the squares, or a column beside the ink below it."""
        look, zone = self.look, self._zone
        height, gap = look.target(7), look.px(2)
        room = (zone.width - gap * (len(offers) - 1)) // max(1, len(offers))
        widths = [min(room, look.px(14) if icon is None else look.px(20)) for _, icon, _ in offers]
        x = zone.centerx - (sum(widths) + gap * (len(offers) - 1)) // 2
        places = []
        for width in widths:
            places.append(pygame.Rect(x, zone.top + look.px(1), width, height))
            x += width + gap
        if written.collidelist(places) < 0:
            return places
        edge, wide = look.px(1), max(widths)
        for left in (zone.right - edge - wide, zone.left + edge):
            column = pygame.Rect(left, zone.top + edge, wide, (height + gap) * len(offers) - gap)
            if not column.colliderect(written) and column.bottom <= zone.bottom - look.px(10):
                return [
                    pygame.Rect(left, column.top + number * (height + gap), wide, height)
                    for number in range(len(offers))
                ]
        return places

    def _in_place(
        self, area: pygame.Rect, offers: Sequence[tuple[str, str | None, object]]
    ) -> list[pygame.Rect]:
        """Places for the buttons: under the words, or beside them where there is no height."""
        look = self.look
        height, gap = look.target(8), look.px(2)
        widths = []
        for name, icon, _ in offers:
            role, around = ("h2", 6) if icon is None else ("body", 10)
            widths.append(max(look.px(14), look.font(role).size(name)[0] + look.px(around)))
        if look.stacked and not look.portrait:
            x, y = area.right - sum(widths) - gap * max(0, len(offers) - 1), area.centery - height // 2
            self._words = pygame.Rect(area.left, area.top + look.px(3), x - gap - area.left, area.height)
        else:
            self._words = pygame.Rect(area.left, area.top + round(area.height * 0.2), area.width, area.height)
            x, y = area.left, self._words.top + look.px(4) + look.font("h2").get_linesize()
            y += look.font("body").get_linesize()
            if look.portrait:
                y = area.bottom - height - look.px(2)
                self._words.top = area.top + look.px(3)
        return flow(pygame.Rect(x, y, area.right - x, 0), widths, height, gap)

    def draw(self, surface: pygame.Surface) -> None:
        if self._beside is None:
            self._draw_on_squares(surface)
            return
        if len(self.offered) == 2:
            title = f"Is it {self.offered[0]} or {self.offered[1]}?"
        elif self.offered:
            title = f"Is it {self.offered[0]}?"
        else:
            title = "I can’t read that."
        again = "Or write it again." if self.offered else "Write it again."
        heading(surface, self.look, self._words, title, again)

    def _draw_on_squares(self, surface: pygame.Surface) -> None:
        look, zone = self.look, self._zone
        words = "Which one? Or write it again." if self.offered else "Write it again."
        lines = look.even_lines(words, "body", zone.width - look.px(12))
        step = look.font("body").get_linesize()
        foot = zone.bottom - max(look.px(5), step * len(lines) // 2 + look.px(0.5))
        for row, line in enumerate(lines):
            text = look.text(line, "body", look.palette.soft)
            surface.blit(text, (zone.left + look.px(10), foot - step * len(lines) // 2 + row * step))


class MisreadAsk:
    """Asks what was written, with number keys. It shows the ink, and hides the question.

    Args:
        zone: the squares.
        beside: where to ask; None: on the squares.
        ink: what was written, if it is known.
        claim: called with the digits.
    """

    def __init__(
        self,
        look: Look,
        zone: pygame.Rect,
        beside: pygame.Rect | None,
        ink: Ink,
        colour: Colour,
        claim: Callable[[str], None],
    ) -> None:
        self.look = look
        self._zone, self._beside, self._ink, self._colour = zone, beside, ink, colour
        area = self._on_squares() if beside is None else self._in_place(beside)
        self.keypad = Keypad(look, area, lambda _: None, claim)
        self.buttons = self.keypad.buttons

    def _on_squares(self) -> pygame.Rect:
        look, zone, line = self.look, self._zone, self.look.font("h2").get_linesize()
        return pygame.Rect(zone.left, zone.top + 2 * line + look.px(2), zone.width, zone.height - 2 * line)

    def _in_place(self, question: pygame.Rect) -> pygame.Rect:
        look, line = self.look, self.look.font("h2").get_linesize()
        if look.stacked:  # the ink is then small, beside the words
            width = round(question.width * 0.62)
            self._words = pygame.Rect(question.left, question.top + look.px(3), width, line * 2)
            self._room = pygame.Rect(0, 0, round(question.width * 0.34), question.height - look.px(3))
            self._room.midright = (question.right, question.centery)
            area = self._zone.inflate(-look.px(2), -look.px(2))
            return area.inflate(0, -round(area.height * 0.4)) if look.portrait else area
        self._words = pygame.Rect(question.left, question.top + look.px(4), question.width, line * 2)
        self._room = self._zone.inflate(-look.px(14), -look.px(14))
        top = self._words.bottom + look.px(8)
        return pygame.Rect(question.left, top, question.width, question.bottom - look.px(4) - top)

    def draw(self, surface: pygame.Surface) -> None:
        if self._beside is None:
            self._draw_on_squares(surface)
            return
        look = self.look
        y = heading(surface, look, self._words, "What did you write?")
        text = look.text(self.keypad.text or " ", "read", look.palette.ink)
        left = self._words.left
        surface.blit(text, (left, y))
        width = max(look.px(14), text.get_width() + look.px(2))
        rule(surface, look, left, left + width, y + text.get_height())
        caret = left + text.get_width() + look.px(0.4) if self.keypad.text else left
        place = (caret, y + look.px(0.6), max(2, look.px(0.3)), text.get_height() - look.px(1))
        surface.fill(look.palette.accent, place)
        thumbnail(surface, self._ink, self._room, look, self._colour, 1.2 if not look.stacked else 0.7)

    def _draw_on_squares(self, surface: pygame.Surface) -> None:
        look, zone = self.look, self._zone
        rounded(surface, zone.inflate(2, 2), look.palette.sheet, 0)
        words = look.fitted("What did you write?", "h2", look.palette.ink, zone.width)
        surface.blit(words, (zone.left, zone.top))
        y = zone.top + words.get_height()
        height = draw_typed(surface, look, self.keypad.text, (zone.left, y))
        room = pygame.Rect(zone.centerx, y, zone.width // 2, height + look.px(1))
        thumbnail(surface, self._ink, room, look, self._colour)
