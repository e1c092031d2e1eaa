"""The page of most screens: a bar with the way back and a title, a sheet, a row of buttons below."""

from __future__ import annotations

from collections.abc import Sequence

import pygame

from game.scenes.scene import Scene
from game.ui.layout import mirrored, split
from game.ui.sheet import desk, margin, rule, sheet
from game.ui.widgets import Button, Key, button_row


class Page:
    """A sheet with a title. It gives its scene the ground, the title, and the way back as the first widget.

    A scene makes a new one in each ``layout``, adds its own widgets, and then the page's :attr:`buttons`,
    which are last in tab order.

    Args:
        left, right: the buttons below the sheet, from the left edge and up to the right one.

    Attributes:
        area: the sheet.
        bar: above the sheet, beside the way back.
        beside_title: the part of the bar beside the title.
        foot: below the sheet.
        ground: the picture to draw on everything that does not move.
        buttons: made of ``left`` and ``right``, in that order.
    """

    def __init__(self, scene: Scene, title: str, left: Sequence[Key] = (), right: Sequence[Key] = ()) -> None:
        look = self._look = scene.look
        outer, gap = look.px(4), look.px(3)
        width, height = look.size
        top = look.px(12) if height >= 540 else 64  # the bar must hold a button that a finger can hit
        foot = look.target(8) + look.px(6.5) if left or right else look.px(4)
        self.area = pygame.Rect(outer, top, width - 2 * outer, height - top - foot)
        self.foot = pygame.Rect(outer, self.area.bottom, self.area.width, foot).inflate(0, -look.px(1))
        side = look.target(6.4)
        back = pygame.Rect(outer, top // 2 - side // 2, side, side)
        bar = pygame.Rect(back.right + look.px(2.6), back.top, 0, side)
        bar.width = self.area.right - bar.left
        self.bar = mirrored(look, bar)
        text = look.fitted(title, "page", look.palette.ink, bar.width)
        beside = bar.copy()
        beside.left += text.get_width() + gap
        beside.width -= text.get_width() + gap
        self.beside_title = mirrored(look, beside)
        self.ground = scene.ground = desk(look)
        place = mirrored(look, text.get_rect(midleft=(bar.left, top // 2)))
        self.ground.blit(text, place)
        scene.title_rect = place
        sheet(self.ground, self.area, look)
        scene.widgets.append(Button(mirrored(look, back), look, "", scene.back, icon="back"))
        self.buttons = button_row(look, self.foot, left, right)

    def split(
        self, share: float, below: float | None = None, *, ruled: bool = False
    ) -> tuple[pygame.Rect, pygame.Rect]:
        """The sheet in two parts, see `game.ui.layout.split`; side by side, the margin line is between them.

        Args:
            ruled: one below the other, a thin line is between them.
        """
        look, area = self._look, self.area
        first, second = split(look, area, share, below)
        if first.top == second.top:
            margin(self.ground, look, max(first.left, second.left), area.top, area.bottom)
        elif ruled:
            rule(self.ground, look, area.left + look.px(4), area.right - look.px(4), second.top)
        return first, second
