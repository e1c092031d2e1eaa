"""The page that a duel is played on: an open book, and what is drawn around the players' sheets."""

from __future__ import annotations

import pygame

from game.scenes.match.quiz_page import pause_place, write_count
from game.ui.clock_line import clock_line
from game.ui.look import Look
from game.ui.sheet import desk, rounded, sheet, squared, squares


class DuelPage:
    """The question on the desk, the book below it, its spine for a clock.

    Attributes:
        bar, foot: above and below the book.
        pause: for the pause button.
        notice: for notices.
        spine: its x.
        names_y: the middle of the players' names, over the book.
        question: over the book, between the names.
        zones: the squares to write on, by seat.
    """

    def __init__(self, look: Look) -> None:
        self.look = look
        outer, foot = look.px(4), look.target(8) + look.px(6.5)
        top = max(look.px(22), 104)
        self.book = pygame.Rect(outer, top, look.size[0] - 2 * outer, look.size[1] - top - foot)
        self.bar = pygame.Rect(outer, 0, self.book.width, max(look.px(12), 60))
        self.pause = pause_place(look, self.bar)
        self.notice = pygame.Rect(outer, self.book.bottom, self.book.width, foot)
        self.foot = self.notice.inflate(0, -look.px(1))
        self.spine = self.book.centerx
        self.names_y = self.book.top - look.px(4)
        width = round(self.book.width * (0.5 if not look.stacked else 0.46))
        self.question = pygame.Rect(0, 0, width, top).move_to(midtop=(self.book.centerx, 0))
        half = self.book.width // 2
        self.zones = [
            squared(
                pygame.Rect(self.book.left + side * half, self.book.top, half, self.book.height).inflate(
                    -look.px(6), -look.px(5)
                ),
                look,
            )
            for side in (0, 1)
        ]

    def half_foot(self, seat: int) -> pygame.Rect:
        """Where a seat's buttons lie; a word or two have room between both."""
        half = (self.foot.width - self.look.px(34)) // 2
        left = self.foot.left if seat == 0 else self.foot.right - half
        return pygame.Rect(left, self.foot.top, half, self.foot.height)

    def ground(self) -> pygame.Surface:
        """Desk, book and squares."""
        look, book = self.look, self.book
        surface = desk(look)
        sheet(surface, book, look)
        width = look.px(3)
        for step in range(width):
            shade = pygame.Surface((1, book.height), pygame.SRCALPHA)
            shade.fill((60, 40, 20, round(20 * (1 - step / width) ** 2)))
            for x in (self.spine - 1 - step, self.spine + step):
                surface.blit(shade, (x, book.top))
        for zone in self.zones:
            squares(surface, zone, look)
        return surface

    # What is drawn on it

    def draw_line(self, surface: pygame.Surface, share: float | None) -> None:
        """The spine as a clock: see `game.ui.clock_line`."""
        clock_line(surface, self.look, self.spine, self.book.top, self.book.bottom, share)

    def draw_count(self, surface: pygame.Surface, title: str, about: str, since: float) -> None:  # noqa: ARG002
        """Three, two, one, by hand on both pages; there is no room for what it is about."""
        look = self.look
        text = look.shrunk(title, "h1", look.palette.ink, self.question.width)
        surface.blit(text, text.get_rect(center=self.question.center))
        for zone in self.zones:
            height = min(look.px(24), round(zone.height * 0.5))
            write_count(surface, look, zone, height, since, look.u * 1.1)

    def draw_pause(self, surface: pygame.Surface) -> None:
        look = self.look
        for zone in self.zones:
            rounded(surface, zone.inflate(2, 2), look.palette.sheet, 0)
        title = look.text("Paused", "h1", look.palette.ink)
        surface.blit(title, title.get_rect(center=self.question.center))
