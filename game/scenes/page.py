"""What most screens share: a bar with the way back and a title, a sheet, a row of buttons at the foot."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import pygame

from game.scenes.scene import Scene
from game.ui.look import Look
from game.ui.sheet import desk, sheet
from game.ui.widgets import Button


@dataclass(frozen=True, slots=True)
class Key:
    """A button to be laid out. ``icon`` stands before the label, or alone where there is no room."""

    label: str
    action: Callable[[], None]
    icon: str | None = None
    primary: bool = False
    enabled: bool = True


def mirrored(look: Look, rect: pygame.Rect) -> pygame.Rect:
    """The rectangle where a left-handed player wants it."""
    if not look.taste.left_handed:
        return rect
    return rect.move(look.size[0] - rect.right - rect.left, 0)


def key_width(look: Look, key: Key) -> int:
    """How wide a button must be for its label."""
    width = look.font("body").size(key.label)[0] if key.label else 0
    if key.icon:
        width += max(18, look.px(3)) + (look.px(1.1) if key.label else 0)
    return max(look.target(8), width + 2 * look.px(2.6))


def button_row(look: Look, area: pygame.Rect, left: Sequence[Key], right: Sequence[Key] = ()) -> list[Button]:
    """Buttons in a row: ``left`` ones from the left edge, ``right`` ones up to the right edge.

    Mirrored for the left-handed. Where they do not fit, labels shrink to their icons, the first ones first;
    what still does not fit is made narrower.
    """
    height = look.target(8)
    gap = look.px(2) if not look.stacked else look.px(1.4)
    keys = [*left, *right]
    widths = [key_width(look, key) for key in keys]
    shown = [key.label for key in keys]
    room = area.width - gap * max(0, len(keys) - 1) - (gap if left and right else 0)
    for index, key in enumerate(keys):
        if sum(widths) > room and key.icon and not key.primary:
            widths[index], shown[index] = height, ""
    if sum(widths) > room:
        scale = room / sum(widths)
        widths = [int(width * scale) for width in widths]
    top = area.centery - height // 2
    buttons, x = [], area.left
    for index, key in enumerate(keys):
        if index == len(left):
            x = area.right - sum(widths[index:]) - gap * (len(right) - 1)
        rect = mirrored(look, pygame.Rect(x, top, widths[index], height))
        button = Button(rect, look, shown[index], key.action, icon=key.icon, primary=key.primary)
        button.enabled = key.enabled
        buttons.append(button)
        x += widths[index] + gap
    return buttons


class Page(Scene):
    """A titled sheet. Subclasses say :attr:`title`, fill the sheet in :meth:`fill`, and name their keys."""

    title = ""

    def layout(self) -> None:
        look = self.look
        outer = look.px(4)
        self.ground = desk(look)
        left, right = self.keys()
        foot = look.target(8) + look.px(6.5) if left or right else look.px(4)
        self.area = pygame.Rect(
            outer, look.px(12), look.size[0] - 2 * outer, look.size[1] - look.px(12) - foot
        )
        if look.size[1] < 540:  # the bar must hold a button that a finger can hit
            self.area.top, self.area.height = 64, look.size[1] - 64 - foot
        self.foot = pygame.Rect(outer, self.area.bottom, self.area.width, foot).inflate(0, -look.px(1))
        side = look.target(6.4)
        middle = self.area.top // 2
        back = Button(
            mirrored(look, pygame.Rect(outer, middle - side // 2, side, side)),
            look,
            "",
            self.back,
            icon="back",
        )
        self.widgets.append(back)
        self.bar = pygame.Rect(outer + side + look.px(2.6), middle - side // 2, 0, side)
        self.bar.width = look.size[0] - outer - self.bar.left
        if look.taste.left_handed:
            self.bar.left = outer
        text = look.fitted(self.title_text(), "page", look.palette.ink, self.bar.width)
        if look.taste.left_handed:
            place = text.get_rect(midright=(self.bar.right, middle))
        else:
            place = text.get_rect(midleft=(self.bar.left, middle))
        self.ground.blit(text, place)
        self.title_rect = place
        sheet(self.ground, self.area, look)
        self.fill(self.ground)
        self.widgets += button_row(look, self.foot, left, right)

    def title_text(self) -> str:
        return self.title

    def keys(self) -> tuple[Sequence[Key], Sequence[Key]]:
        """Buttons at the foot: from the left, and up to the right."""
        return (), ()

    def fill(self, ground: pygame.Surface) -> None:
        """Draw what stands still on the sheet :attr:`area`, and add its widgets."""

    def again(self) -> None:
        """Lay everything out anew: what is shown has changed."""
        self.attach(self.stage)
