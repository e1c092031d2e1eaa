"""Buttons and choices, drawn by us in all their states.

A widget lives as long as its screen's layout; screens build new ones when the look changes.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from itertools import accumulate

import pygame

from game.ui.events import KeyEvent, Phase, PointerEvent
from game.ui.icons import icon
from game.ui.layout import mirrored
from game.ui.look import MIN_TARGET, Look, ease_out
from game.ui.sheet import abreast, dashed, rounded, shadow
from game.ui.theme import Colour

HOVER_S = 0.09
_PRESS_KEYS = (pygame.K_RETURN, pygame.K_KP_ENTER, pygame.K_SPACE)


class Widget:
    """A part that can be pointed at and focused. ``enabled`` may change at any time.

    Args:
        action: what a press does, wherever it is.
    """

    def __init__(self, rect: pygame.Rect, look: Look, action: Callable[[], None] = lambda: None) -> None:
        self.action = action
        self.rect = rect
        self.look = look
        self.enabled = True
        self._hovered = False
        self._hover = 0.0
        self._held: int | None = None
        self._inside = False

    @property
    def pressed(self) -> bool:
        return self._held is not None and self._inside

    @property
    def target(self) -> pygame.Rect:
        """Where a press counts: the rectangle, grown to what a finger hits."""
        return self.rect.inflate(0, max(0, MIN_TARGET - self.rect.height))

    def pointer(self, event: PointerEvent) -> bool:
        """Follow a pointer; True when the event is ours alone (it began here)."""
        inside = bool(self.target.collidepoint(event.position))
        match event.phase:
            case Phase.HOVER:
                self._hovered = inside and self.enabled
                return False
            case Phase.DOWN:
                if not inside or not self.enabled:
                    return False
                # The latest finger holds it: the lifting of one before may have been lost.
                self._held, self._inside = event.pointer, True
                return True
            case Phase.MOVE if event.pointer == self._held:
                self._inside = inside
                return True
            case Phase.UP if event.pointer == self._held:
                self._held = None
                if inside and self.enabled:
                    self.press(event.position)
                return True
            case Phase.CANCEL if event.pointer == self._held:
                self._held = None
                return True
        return False

    def press(self, position: tuple[float, float]) -> None:  # noqa: ARG002 - for those with several parts
        """What a press at a place does."""
        self.action()

    def key(self, event: KeyEvent) -> bool:
        if event.key in _PRESS_KEYS and self.enabled:
            self.press(self.rect.center)
            return True
        return False

    def update(self, dt: float) -> bool:
        """Move on by ``dt`` seconds; True while something still moves."""
        wanted = 1.0 if self._hovered and self.enabled else 0.0
        if self._hover == wanted:
            return False
        step = dt / HOVER_S if not self.look.taste.reduced_motion else 1.0
        self._hover = (
            min(wanted, self._hover + step) if wanted > self._hover else max(wanted, self._hover - step)
        )
        return True

    def draw(self, surface: pygame.Surface) -> None:
        raise NotImplementedError


class Button(Widget):
    """A button that looks like a piece of card; ``primary`` is the screen's one accent button.

    ``works`` tells whether it does anything at the moment; without it, ``enabled`` says so.
    """

    def __init__(
        self,
        rect: pygame.Rect,
        look: Look,
        label: str,
        action: Callable[[], None],
        *,
        icon: str | None = None,
        primary: bool = False,
        role: str = "body",
        works: Callable[[], bool] | None = None,
    ) -> None:
        super().__init__(rect, look, action)
        self.label, self.icon = label, icon
        self.primary, self.role = primary, role
        self.lit = False  # a switch that is on: keeps its underline
        self._works = works
        self._drawn: pygame.Surface | None = None
        self._drawn_state: tuple[object, ...] = ()
        self._enable()

    def _enable(self) -> bool:
        """Be enabled while it works; True if that changed it."""
        before, self.enabled = self.enabled, self.enabled if self._works is None else self._works()
        return self.enabled != before

    def update(self, dt: float) -> bool:
        return self._enable() | super().update(dt)

    def draw(self, surface: pygame.Surface) -> None:
        self._enable()
        state = (self.enabled, self.pressed, self.lit, self.label, self._hover)
        margin = self.look.px(5)
        if state != self._drawn_state or self._drawn is None:
            self._drawn = pygame.Surface(self.rect.inflate(2 * margin, 2 * margin).size, pygame.SRCALPHA)
            self._render(self._drawn, pygame.Rect((margin, margin), self.rect.size))
            self._drawn_state = state
        surface.blit(self._drawn, self.rect.move(-margin, -margin))

    def _render(self, surface: pygame.Surface, face: pygame.Rect) -> None:
        look, palette = self.look, self.look.palette
        edge = look.px(0.55)
        if not self.enabled:
            dashed(surface, face, palette.disabled, look.px(1))
            self._content(surface, face, palette.disabled, 0.0, palette.disabled)
            return
        radius = look.px(1)
        if self.pressed:
            face = face.move(0, edge)
        else:
            lift = round(look.u * 0.25 * self._hover)
            if lift:
                shadow(surface, face, look, 0.6)
                face = face.move(0, -lift)
            rounded(
                surface, face.move(0, edge), palette.accent_edge if self.primary else palette.edge, radius
            )
        if self.primary:
            rounded(surface, face, palette.accent, radius)
            self._content(surface, face, palette.on_accent, self._hover, palette.on_accent)
        else:
            rounded(surface, face, palette.hairline, radius)
            rounded(surface, face.inflate(-2, -2), palette.chosen if self.lit else palette.card, radius - 1)
            self._content(surface, face, palette.ink, 1.0 if self.lit else self._hover, palette.accent)

    def _content(
        self, surface: pygame.Surface, face: pygame.Rect, colour: Colour, underline: float, line: Colour
    ) -> None:
        look = self.look
        parts: list[pygame.Surface] = []
        if self.icon:
            parts.append(icon(self.icon, max(18, look.px(3)), colour))
        if self.label:
            parts.append(look.fitted(self.label, self.role, colour, face.width - look.px(1)))
        rect = abreast(surface, parts, look.px(1.1), face.center)
        if underline and parts:
            drawn = round(rect.width * ease_out(underline))
            surface.fill(line, (rect.left, min(rect.bottom, face.bottom - 5), drawn, max(2, look.px(0.25))))


@dataclass(frozen=True, slots=True)
class Key:
    """A button to be laid out. ``icon`` stands before the label, or alone where there is no room.

    ``works`` tells whether it does anything at the moment; without it, ``enabled`` says so.
    """

    label: str
    action: Callable[[], None]
    icon: str | None = None
    primary: bool = False
    enabled: bool = True
    works: Callable[[], bool] | None = None


def button_width(look: Look, label: str, icon: str | None = None) -> int:
    """How wide a button must be for what is on it."""
    width = look.font("body").size(label)[0] if label else 0
    if icon:
        width += max(18, look.px(3)) + (look.px(1.1) if label else 0)
    return max(look.target(8), width + 2 * look.px(2.6))


def button_row(look: Look, area: pygame.Rect, left: Sequence[Key], right: Sequence[Key] = ()) -> list[Button]:
    """Buttons in a row: ``left`` ones from the left edge, ``right`` ones up to the right edge.

    ``area`` is where they lie for a right hand; for a left one the window is seen in a mirror. Where they
    do not fit, labels shrink to their icons, the first ones first; what still does not fit is made narrower.
    """
    height = look.target(8)
    gap = look.px(2) if not look.stacked else look.px(1.4)
    keys = [*left, *right]
    widths = [button_width(look, key.label, key.icon) for key in keys]
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
        button = Button(
            rect, look, shown[index], key.action, icon=key.icon, primary=key.primary, works=key.works
        )
        button.enabled &= key.enabled
        buttons.append(button)
        x += widths[index] + gap
    return buttons


class Choice(Widget):
    """One of a few words; the chosen one is shaded and underlined. Left and right keys move it.

    Args:
        lines: how many lines the words are set in.
    """

    def __init__(
        self,
        rect: pygame.Rect,
        look: Look,
        options: Sequence[str],
        chosen: int,
        pick: Callable[[int], None],
        lines: int = 1,
    ) -> None:
        super().__init__(rect, look)
        self.options, self.chosen, self._pick = options, chosen, pick
        self._lines = lines
        self._needed = [look.font("body").size(option)[0] + look.px(1.8) for option in options]

    def press(self, position: tuple[float, float]) -> None:
        y = min(max(position[1], self.rect.top), self.rect.bottom - 1)  # a finger may hit just beside it
        for index, cell in enumerate(self._cells()):
            if cell.collidepoint(position[0], y):
                self._choose(index)
                return

    def key(self, event: KeyEvent) -> bool:
        if event.key in _PRESS_KEYS:
            self._choose((self.chosen + 1) % len(self.options))
        elif event.key == pygame.K_RIGHT:
            self._choose(min(self.chosen + 1, len(self.options) - 1))
        elif event.key == pygame.K_LEFT:
            self._choose(max(self.chosen - 1, 0))
        else:
            return False
        return True

    def draw(self, surface: pygame.Surface) -> None:
        look, palette = self.look, self.look.palette
        for index, (option, cell) in enumerate(zip(self.options, self._cells(), strict=True)):
            chosen = index == self.chosen
            if chosen:
                rounded(surface, cell, palette.chosen, look.px(0.7))
            colour = palette.ink if chosen else palette.soft
            text = look.squeezed(option, "body", colour, cell.width - look.px(1))
            place = text.get_rect(center=cell.center)
            surface.blit(text, place)
            if chosen:
                surface.fill(palette.accent, (place.left, place.bottom, place.width, max(2, look.px(0.25))))

    def _choose(self, index: int) -> None:
        if index != self.chosen:
            self.chosen = index
            self._pick(index)

    def _cells(self) -> list[pygame.Rect]:
        """Equally wide, or if a word does not fit then, as wide as each word needs and a little more."""
        across = -(-len(self._needed) // self._lines)
        high = self.rect.height // self._lines
        cells = []
        for line in range(self._lines):
            needed = self._needed[line * across : (line + 1) * across]
            even = self.rect.width / across
            spare = (self.rect.width - sum(needed)) / across
            fit = max(needed, default=0) <= even or spare < 0 or self._lines > 1
            widths = [even] * len(needed) if fit else [one + spare for one in needed]
            lefts = [self.rect.left + before for before in accumulate(widths, initial=0.0)]
            top = self.rect.top + line * high
            cells += [
                pygame.Rect(round(left), top, round(width), high).inflate(-self.look.px(0.6), 0)
                for left, width in zip(lefts, widths, strict=False)
            ]
        return cells
