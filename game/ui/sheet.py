"""What pages are drawn with: the desk, sheets of paper, squares to write on, words, and simple shapes."""

from __future__ import annotations

import math
import random
from collections.abc import Sequence

import pygame

from game.ui.kept import kept
from game.ui.look import Look, ease_out
from game.ui.theme import Colour, mix

# Seconds that a sheet slides, and that it fades where motion is reduced.
SLIDE_S, REDUCED_S = 0.28, 0.08
_OVER = 4  # supersampling of small round things


@kept(2 * 2**20)
def disc(radius: int, colour: Colour) -> pygame.Surface:
    """An anti-aliased disc of a whole radius, ``2 × radius`` pixels wide."""
    big = pygame.Surface((2 * radius * _OVER,) * 2, pygame.SRCALPHA)
    big.fill((*colour, 0))
    pygame.draw.circle(big, colour, (radius * _OVER,) * 2, radius * _OVER)
    return pygame.transform.smoothscale(big, (2 * radius,) * 2)


def put(surface: pygame.Surface, picture: pygame.Surface, **at: tuple[float, float]) -> pygame.Rect:
    """Draw a picture by one of its points, such as ``midleft=(x, y)``. Returns the part that changed."""
    return surface.blit(picture, picture.get_rect(**at))


def abreast(
    surface: pygame.Surface, parts: Sequence[pygame.Surface], gap: int, centre: tuple[int, int]
) -> pygame.Rect:
    """Draw pictures side by side, ``gap`` pixels apart, around a centre. Returns the last one's place."""
    place = pygame.Rect(centre, (0, 0))
    x = centre[0] - (sum(part.get_width() for part in parts) + gap * (len(parts) - 1)) // 2
    for part in parts:
        place = put(surface, part, midleft=(x, centre[1]))
        x += part.get_width() + gap
    return place


def rounded(surface: pygame.Surface, rect: pygame.Rect, colour: Colour, radius: int) -> None:
    """A filled rectangle with smooth round corners."""
    radius = min(radius, rect.width // 2, rect.height // 2)
    if radius < 1:
        surface.fill(colour, rect)
        return
    surface.fill(colour, rect.inflate(-2 * radius, 0))
    surface.fill(colour, rect.inflate(0, -2 * radius))
    corner = disc(radius, colour)
    for column, x in enumerate((rect.left, rect.right - radius)):
        for row, y in enumerate((rect.top, rect.bottom - radius)):
            surface.blit(corner, (x, y), (column * radius, row * radius, radius, radius))


def frame(surface: pygame.Surface, rect: pygame.Rect, colour: Colour, width: int, radius: int) -> None:
    """A rounded outline, ``width`` pixels thick, inside the rectangle."""
    mask = pygame.Surface(rect.size, pygame.SRCALPHA)
    mask.fill((*colour, 0))
    rounded(mask, mask.get_rect(), colour, radius)
    hole = pygame.Surface((rect.width - 2 * width, rect.height - 2 * width), pygame.SRCALPHA)
    rounded(hole, hole.get_rect(), (0, 0, 0), max(0, radius - width))
    mask.blit(hole, (width, width), special_flags=pygame.BLEND_RGBA_SUB)
    surface.blit(mask, rect)


def dashed(surface: pygame.Surface, rect: pygame.Rect, colour: Colour, dash: int) -> None:
    """A dashed outline one or two pixels thick."""
    thick = 1 if dash < 9 else 2
    for x in range(rect.left, rect.right, round(dash * 1.7)):
        width = min(dash, rect.right - x)
        surface.fill(colour, (x, rect.top, width, thick))
        surface.fill(colour, (x, rect.bottom - thick, width, thick))
    for y in range(rect.top, rect.bottom, round(dash * 1.7)):
        height = min(dash, rect.bottom - y)
        surface.fill(colour, (rect.left, y, thick, height))
        surface.fill(colour, (rect.right - thick, y, thick, height))


def desk(look: Look) -> pygame.Surface:
    """A whole window of bare desk."""
    surface = pygame.Surface(look.size)
    surface.fill(look.palette.desk)
    _fibres(surface, look.rect, look, look.palette.soft, random.Random(3))
    return surface


def shadow(surface: pygame.Surface, rect: pygame.Rect, look: Look, strength: float = 1.0) -> None:
    """The one soft shadow under a sheet (0.6u down, 1.6u blur)."""
    blur, coarse = look.px(1.6), 4
    outer = rect.inflate(4 * blur, 4 * blur)
    small = pygame.Surface((max(1, outer.width // coarse), max(1, outer.height // coarse)), pygame.SRCALPHA)
    inner = pygame.Rect(0, 0, rect.width // coarse, rect.height // coarse)
    inner.center = small.get_rect().center
    small.fill((0, 0, 0, round(look.palette.shadow * strength)), inner)
    small = pygame.transform.gaussian_blur(small, max(1, round(blur / coarse * 0.8)))
    surface.blit(pygame.transform.smoothscale(small, outer.size), outer.move(0, look.px(0.6)))


def sheet(surface: pygame.Surface, rect: pygame.Rect, look: Look) -> None:
    """A sheet of paper lying on the desk."""
    shadow(surface, rect, look)
    radius = look.px(0.7)
    rounded(surface, rect.move(0, look.px(0.45)), look.palette.edge, radius)
    rounded(surface, rect, look.palette.sheet, radius)
    _fibres(
        surface, rect.inflate(-4 * radius, -4 * radius), look, look.palette.soft, random.Random(rect.width)
    )


def squares(surface: pygame.Surface, rect: pygame.Rect, look: Look) -> pygame.Rect:
    """Squared paper, whole squares centred in the rectangle. Returns the part that is squared."""
    grid = squared(rect, look)
    cell, thick = look.px(3), look.px(0.14)  # in a large window a line of one pixel would not be seen
    for x in range(grid.left, grid.right + 1, cell):
        surface.fill(look.palette.rule, (x, grid.top, thick, grid.height + thick))
    for y in range(grid.top, grid.bottom + 1, cell):
        surface.fill(look.palette.rule, (grid.left, y, grid.width + thick, thick))
    return grid


def squared(rect: pygame.Rect, look: Look) -> pygame.Rect:
    """The part of the rectangle that :func:`squares` covers."""
    cell = look.px(3)
    grid = pygame.Rect(0, 0, rect.width // cell * cell, rect.height // cell * cell)
    grid.center = rect.center
    return grid


def rule(surface: pygame.Surface, look: Look, left: int, right: int, y: int) -> None:
    """A thin ruled line between two parts of a sheet."""
    surface.fill(look.palette.rule, (left, y, right - left, max(1, look.px(0.12))))


def margin(surface: pygame.Surface, look: Look, x: int, top: int, bottom: int) -> None:
    """The red margin line of pages on which it is not the clock."""
    width = max(2, look.px(0.6))
    surface.fill(look.palette.accent, (x - width // 2, top, width, bottom - top))


def paragraph(
    surface: pygame.Surface, look: Look, words: str, role: str, colour: Colour, area: pygame.Rect
) -> int:
    """Set words in lines as wide as the area, from its top. Returns the y of their end."""
    y = area.top
    for line in look.lines(words, role, area.width) if words else ():
        picture = look.text(line, role, colour)
        surface.blit(picture, (area.left, y))
        y += picture.get_height()
    return y


def heading(surface: pygame.Surface, look: Look, area: pygame.Rect, title: str, words: str = "") -> int:
    """A title, and softer words under it, from the top of an area. Returns where they end."""
    below = area.copy()
    below.top = paragraph(surface, look, title, "h2", look.palette.ink, area)
    return paragraph(surface, look, words, "body", look.palette.soft, below)


def paragraphs(surface: pygame.Surface, look: Look, area: pygame.Rect, *blocks: str) -> int:
    """Paragraphs in soft print from the top of an area. Returns where they end.

    The print is small where they would not fit the area's height otherwise. An area of height 0 has no end.
    """
    y, gap = area.top, look.px(1.2)
    for role in ("body", "small"):
        broken = [look.lines(block, role, area.width) for block in blocks]
        line = look.font(role).get_linesize()
        if not area.height or sum(map(len, broken)) * line + (len(broken) - 1) * gap <= area.height:
            break
    for lines in broken:
        for words in lines:
            surface.blit(look.text(words, role, look.palette.soft), (area.left, y))
            y += line
        y += gap
    return y


def placard(surface: pygame.Surface, look: Look, area: pygame.Rect, headline: str, sentence: str) -> None:
    """A headline and a sentence in the middle of a sheet that has nothing else to show."""
    lines = look.even_lines(sentence, "body", min(area.width, look.px(90)))
    pictures = [
        look.shrunk(headline, "h1", look.palette.ink, area.width),
        *(look.text(line, "body", look.palette.soft) for line in lines),
    ]
    y = area.centery - sum(picture.get_height() for picture in pictures) * 2 // 3
    for picture in pictures:
        put(surface, picture, midtop=(area.centerx, y))
        y += picture.get_height() + (look.px(1) if picture is pictures[0] else 0)


def crease(surface: pygame.Surface, look: Look, line: pygame.Rect) -> None:
    """Shade both sides of the fold of an open book; ``line`` is one pixel wide, or one pixel high."""
    width = look.px(3)
    for step in range(width):
        shade = pygame.Surface(line.size, pygame.SRCALPHA)
        shade.fill((60, 40, 20, round(20 * (1 - step / width) ** 2)))
        for side in (-1 - step, step):
            surface.blit(shade, line.move(0, side) if line.height == 1 else line.move(side, 0))


def card(surface: pygame.Surface, rect: pygame.Rect, look: Look, colour: Colour | None = None) -> None:
    """A flat card on a sheet."""
    rounded(surface, rect, colour or look.palette.card, look.px(0.7))


def _fibres(
    surface: pygame.Surface, rect: pygame.Rect, look: Look, colour: Colour, rng: random.Random
) -> None:
    """A few faint fibres, as in real paper."""
    if rect.width < 1 or rect.height < 1:
        return
    ground = surface.get_at(rect.center)[:3]
    faint = mix((ground[0], ground[1], ground[2]), colour, 0.05)
    for _ in range(max(4, round(rect.width * rect.height / (look.u * look.u * 140)))):
        x, y = rng.uniform(rect.left, rect.right), rng.uniform(rect.top, rect.bottom)
        angle, bend = rng.uniform(0, 2 * math.pi), rng.uniform(-0.5, 0.5)
        points = []
        for _ in range(6):
            points.append((x, y))
            x, y = x + math.cos(angle) * look.u * 0.3, y + math.sin(angle) * look.u * 0.3
            angle += bend
        if all(rect.collidepoint(point) for point in points):
            pygame.draw.aalines(surface, faint, False, points)


class Slide:
    """An old sheet that slides up and shows the new one beneath."""

    def __init__(self) -> None:
        self._picture: pygame.Surface | None = None
        self._since = 0.0

    def start(self, surface: pygame.Surface, sheet: pygame.Rect, now: float) -> None:
        """Begin to slide away what is drawn on this part of the surface."""
        self._picture, self._since = surface.subsurface(sheet).copy(), now

    def stop(self) -> None:
        self._picture = None

    def moving(self, look: Look, now: float) -> bool:
        """Whether it still moves. True once more when it has just gone, so that the last frame is drawn."""
        if self._picture is None:
            return False
        if now - self._since >= (REDUCED_S if look.taste.reduced_motion else SLIDE_S):
            self._picture = None
        return True

    def draw(self, surface: pygame.Surface, look: Look, sheet: pygame.Rect, now: float) -> None:
        if self._picture is None:
            return
        if look.taste.reduced_motion:
            self._picture.set_alpha(round(255 * max(0.0, 1 - (now - self._since) / REDUCED_S)))
            surface.blit(self._picture, sheet)
            return
        clip = surface.get_clip()
        surface.set_clip(sheet)
        bottom = sheet.bottom - round(ease_out((now - self._since) / SLIDE_S) * sheet.height)
        surface.blit(self._picture, (sheet.left, bottom - sheet.height))
        surface.fill(look.palette.edge, (sheet.left, bottom - 2, sheet.width, max(2, look.px(0.35))))
        surface.set_clip(clip)
