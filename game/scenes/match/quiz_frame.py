"""Where everything lies on a quiz's sheet, for one look: margin, question, squares, bars."""

from __future__ import annotations

import pygame

from game.scenes.page import mirrored
from game.ui.look import Look
from game.ui.sheet import desk, sheet, squared, squares

_BAR, _FOOT, _OUTER = 12, 6.5, 4


class QuizFrame:
    """The rectangles of a quiz.

    Attributes:
        bar, foot: above and below the sheet.
        line: x of the margin line.
        margin: the strip on its outer side, at the question's height: for the mark.
        question: for the question, or for what is asked instead.
        zone: the squares to write on.
        message: for a word or two, where the foot has no room.
    """

    def __init__(self, look: Look) -> None:
        self.look = look
        outer = look.px(_OUTER)
        bar, foot = max(look.px(_BAR), 60), look.target(8) + look.px(_FOOT)
        size = look.size
        page = pygame.Rect(outer, bar, size[0] - 2 * outer, size[1] - bar - foot)
        self.bar = pygame.Rect(outer, 0, page.width, bar)
        self.foot = pygame.Rect(outer, page.bottom, page.width, foot).inflate(0, -look.px(1))
        line = page.left + look.px(11)
        if look.stacked:
            share = 0.2 if look.portrait else 0.27
            height = max(look.px(16), round(page.height * share))
            question = pygame.Rect(line + look.px(4), page.top, page.right - line - look.px(6.5), height)
            zone = pygame.Rect(
                line + look.px(2.5),
                question.bottom,
                page.right - line - look.px(6),
                page.bottom - question.bottom,
            ).inflate(0, -look.px(3))
            margin_y = question.centery
        else:
            width = min(look.px(57), round(page.width * 0.4))
            question = pygame.Rect(line + look.px(4.5), page.top, width - look.px(6), page.height)
            zone = pygame.Rect(line + width, page.top, page.right - line - width, page.height)
            zone = zone.inflate(-look.px(5.5), -look.px(5.5))
            margin_y = page.top + round(page.height * 0.43)
        margin = pygame.Rect(page.left, margin_y - look.px(5.5), line - page.left, look.px(11))
        self.line = line if not look.taste.left_handed else size[0] - line
        self.sheet, self.margin = page, mirrored(look, margin)
        self.question, self.zone = mirrored(look, question), squared(mirrored(look, zone), look)
        self.centre_y = margin_y

    @property
    def low(self) -> bool:
        """Whether the squares are low and wide, with room beside the question but none to spare below it."""
        return self.look.stacked and not self.look.portrait

    @property
    def role(self) -> str:
        """The question's type."""
        if self.look.portrait:
            return "question-portrait"
        return "question-stacked" if self.look.stacked else "question"

    def ground(self) -> pygame.Surface:
        """Desk, sheet and squares."""
        surface = desk(self.look)
        sheet(surface, self.sheet, self.look)
        squares(surface, self.zone, self.look)
        return surface
