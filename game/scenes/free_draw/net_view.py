"""The net's side of Free draw: a row a digit, with its 28×28 picture and bars, or the last digit's layers."""

from __future__ import annotations

import pygame

from game.scenes.free_draw.insight import Insight, Layers
from game.ui.bars import percent, ten_squares
from game.ui.keypad import spoken
from game.ui.look import Look
from game.ui.sheet import paragraph, put, rounded, rule
from recognizer.reading import Digit

_MOST_ROWS = 6


def accent_means(surface: pygame.Surface, look: Look, words: str, corner: tuple[int, int]) -> None:
    """A legend: a short accent line, and what it means. ``corner`` is its bottom right corner."""
    text = look.text(words, "small", look.palette.soft)
    place = text.get_rect(bottomright=corner)
    surface.blit(text, place)
    bar = (place.left - look.px(1.2), place.top + 1, max(2, look.px(0.25)), place.height - 2)
    surface.fill(look.palette.accent, bar)


class NetView:
    """A panel on a sheet that is already drawn. It shows what :meth:`show` was last given."""

    def __init__(self, look: Look, rect: pygame.Rect) -> None:
        self.look = look
        self.inner = rect.inflate(-look.px(6), -look.px(4))
        self._picture: pygame.Surface | None = None

    def show(
        self, insight: Insight, threshold: float | None, stack: Layers | None, *, layers: bool = False
    ) -> None:
        """Draw the panel anew (kept until the next call).

        Args:
            threshold: the confidence from which a digit is sure, for the red notch.
            stack: the layers, once they are worked out; shown in place of the bars if ``layers``.
        """
        picture = pygame.Surface(self.inner.size, pygame.SRCALPHA)
        picture.fill((*self.look.palette.sheet, 0))
        top = self._header(picture, insight, layers)
        area = pygame.Rect(0, top, self.inner.width, self.inner.height - top)
        if layers:
            self._layers(picture, area, stack)
        else:
            self._rows(picture, area, insight, threshold)
        self._picture = picture

    def draw(self, surface: pygame.Surface) -> None:
        if self._picture is not None:
            surface.blit(self._picture, self.inner)

    def _header(self, picture: pygame.Surface, insight: Insight, layers: bool) -> int:
        look, palette = self.look, self.look.palette
        count = len(insight.digits)
        right = "28 × 28" if count <= _MOST_ROWS else f"last {_MOST_ROWS} of {count}"
        if layers:
            right = f"reading {spoken(insight.digits[-1].digit)}" if insight.digits else ""
        height = look.px(6.2)
        words = "Layer by layer" if layers else "What the net sees"
        title = look.shrunk(words, "h2", palette.ink, self.inner.width)
        place = title.get_rect(midleft=(0, height // 2 - look.px(0.4)))
        picture.blit(title, place)
        note = look.text(right, "small", palette.soft)
        if place.right + look.px(1) + note.get_width() <= self.inner.width:
            baseline = place.top + look.font("h2").get_ascent()
            top = baseline - look.font("small").get_ascent()
            picture.blit(note, (self.inner.width - note.get_width(), top))
        rule(picture, look, 0, self.inner.width, height)
        return height

    def _rows(
        self, picture: pygame.Surface, area: pygame.Rect, insight: Insight, threshold: float | None
    ) -> None:
        look = self.look
        shown = insight.digits[-_MOST_ROWS:]
        legend = look.font("small").get_linesize() if insight.digits and threshold is not None else 0
        count = max(3, len(shown))
        height = (area.height - legend) // count
        for index, digit in enumerate(shown):
            row = pygame.Rect(0, area.top + index * height, area.width, height)
            if index:
                rule(picture, look, 0, area.width, row.top)
            self._row(
                picture, row, digit, insight.pictures[len(insight.pictures) - len(shown) + index], threshold
            )
        if not shown:
            self._hint(picture, area)
        elif legend and threshold is not None:
            accent_means(picture, look, "sure from here", (area.width, area.bottom))

    def _hint(self, picture: pygame.Surface, area: pygame.Rect) -> None:
        look = self.look
        words = "Each digit you write appears here as the net sees it, with how sure it is."
        paragraph(picture, look, words, "body", look.palette.soft, area.move(0, look.px(4)))

    def _row(
        self,
        picture: pygame.Surface,
        row: pygame.Rect,
        digit: Digit,
        image: pygame.Surface,
        threshold: float | None,
    ) -> None:
        look, palette = self.look, self.look.palette
        side = min(look.px(11.5), row.height - look.px(2), row.width // 4)
        frame = pygame.Rect(0, 0, side, side).move_to(midleft=(0, row.centery))
        rounded(picture, frame.inflate(2, 2), (22, 24, 29), look.px(0.4))
        picture.blit(pygame.transform.scale(image, frame.inflate(-2, -2).size), frame.inflate(-2, -2))
        lines = self._lines(digit)[: 3 if row.height > look.font("body").get_linesize() * 3.4 else 2]
        if row.height < look.font("body").get_linesize() * 2.1:
            lines = lines[:1]
        label_x = frame.right + look.px(2.8)
        percent_width = look.font("body").size("100 %")[0] + look.px(0.8)
        bar_left = label_x + look.px(2.4)
        bar_width = row.width - percent_width - bar_left
        step = min(look.px(4.3), (row.height - look.px(1)) // len(lines))
        y = row.centery - step * (len(lines) - 1) // 2
        for index, (name, share) in enumerate(lines):
            first = index == 0
            role, colour = ("body", palette.ink) if first else ("small", palette.soft)
            put(picture, look.text(percent(share), role, colour), midright=(row.width, y))
            if name == "":
                text = look.fitted("not a digit", role, colour, bar_left + bar_width - label_x)
                put(picture, text, midleft=(label_x - look.px(1), y))
            else:
                put(picture, look.text(name, "h2" if first else "small-read", colour), center=(label_x, y))
                height = look.px(2) if first else look.px(1)
                bar = pygame.Rect(bar_left, y - height // 2, bar_width, height)
                bar_colour = palette.ink if first else palette.runner_up
                ten_squares(picture, bar, look, share, bar_colour, threshold if first else None)
            y += step

    def _lines(self, digit: Digit) -> list[tuple[str, float]]:
        """The three likeliest digits with their shares, likeliest first; ``""`` is “not a digit”."""
        lines = [(str(number), share) for number, share in enumerate(digit.scores)]
        if digit.not_a_digit >= 0.05:
            lines.append(("", digit.not_a_digit))
        return sorted(lines, key=lambda line: -line[1])[:3]

    def _layers(self, picture: pygame.Surface, area: pygame.Rect, stack: Layers | None) -> None:
        look, palette = self.look, self.look.palette
        if stack is None:
            text = look.fitted("Write a digit, then lift the pen.", "body", palette.soft, area.width)
            picture.blit(text, (0, area.top + look.px(4)))
            return
        height = area.height // max(1, len(stack.rows))
        for index, (name, tiles) in enumerate(stack.rows):
            top = area.top + index * height + look.px(1)
            label = look.fitted(_layer_name(name, tiles), "small", palette.soft, area.width)
            picture.blit(label, (0, top))
            # The words need no gap below them: the font's descent is enough.
            below = top + look.font("small").get_linesize()
            self._tiles(
                picture, pygame.Rect(0, below, area.width, area.top + (index + 1) * height - below), tiles
            )

    def _tiles(self, picture: pygame.Surface, room: pygame.Rect, tiles: tuple[pygame.Surface, ...]) -> None:
        """As many tiles as fit on one or two lines."""
        gap = max(2, self.look.px(0.4))
        width, height = tiles[0].get_size()
        if len(tiles) == 1:
            scale = max(1, min(room.width // width, room.height // height))
            if height == 1:
                size = (room.width, min(room.height, self.look.px(2.4)))
            else:
                size = (scale * width, scale * height)
            picture.blit(pygame.transform.scale(tiles[0], size), room)
            return
        lines = 2 if room.height > self.look.px(9) else 1
        side = (room.height - gap * (lines - 1)) // lines
        columns = max(1, min((room.width + gap) // (side + gap), -(-len(tiles) // lines)))
        for index, tile in enumerate(tiles[: columns * lines]):
            x = index % columns * (side + gap)
            y = index // columns * (side + gap)
            picture.blit(pygame.transform.scale(tile, (side, side)), (room.left + x, room.top + y))


def _layer_name(name: str, tiles: tuple[pygame.Surface, ...]) -> str:
    """A layer's name. The last layer has no maps, but one square for each feature."""
    if len(tiles) > 1:
        return name
    width, height = tiles[0].get_size()
    return f"what it found: {width * height} features"
