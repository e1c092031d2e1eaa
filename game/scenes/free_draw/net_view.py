"""The network's side of Free draw: the chosen digit as the network sees it, with ten bars that move while you
write; or what each of the two networks says of that digit, and why; or the layers."""

from __future__ import annotations

from collections.abc import Callable

import pygame

from game.scenes.free_draw.insight import BLACK, Insight, Layers, NamedLayers, WayPlace, Why
from game.ui.bars import FADE_S, percent, ten_squares
from game.ui.keypad import printed, spoken
from game.ui.layout import columns, rows
from game.ui.look import Look, ease_out
from game.ui.sheet import disc, frame, paragraph, paragraphs, put, rounded, rule
from game.ui.widgets import Widget
from recognizer.evidence import Opinion
from recognizer.reading import NOT_A_DIGIT, Digit

_CELLS = 28
# What the two networks see, the longer words first.
_PICTURE, _WAY = ("the picture", "picture"), ("the pen’s way", "the way")
_LINE = (44, 47, 54)  # between the squares of the large picture
_CHALK = (253, 250, 242)
_NO_SHARES: tuple[float, ...] = (0.0,) * 10
# A panel at least this wide, in u, has the bars beside the picture, a narrower one below it.
_WIDE = 58
# In u: what the bars' numbers take, and how long a full bar is at least, for the bars to be seen moving.
_NUMBERS, _SHORTEST_BAR = 3.4, 12


def accent_means(surface: pygame.Surface, look: Look, words: str, corner: tuple[int, int]) -> None:
    """A legend: a short accent line, and what it means. ``corner`` is its bottom right corner."""
    text = look.text(words, "small", look.palette.soft)
    place = text.get_rect(bottomright=corner)
    surface.blit(text, place)
    bar = (place.left - look.px(1.2), place.top + 1, max(2, look.px(0.25)), place.height - 2)
    surface.fill(look.palette.accent, bar)


def sentence(why: Why) -> str:
    """What both networks say of a digit, and what is read, in words."""
    picture, path = why.evidence.picture.says, why.evidence.path
    read = NOT_A_DIGIT if why.digit.not_a_digit > 0.5 else why.digit.digit
    looks = f"The picture looks like {_a(picture)}"
    if path is None:
        said = f"{looks}. Only the picture counts here."
    elif why.evidence.apart:
        said = f"{looks}; the way the pen went says {_a(path.says)}. Together: {_number(read)}."
    else:
        said = f"{looks}, and the way the pen went says so too."
    if read != picture and not why.evidence.apart:
        but = "It may be" if picture == NOT_A_DIGIT else "But it knows your writing:"
        said += f" {but} {_number(read)}."
    return said if why.digit.sure or read == NOT_A_DIGIT else f"{said} It is not sure."


def _number(label: int) -> str:
    return "no digit" if label == NOT_A_DIGIT else str(label)


def _a(label: int) -> str:
    return "no digit" if label == NOT_A_DIGIT else spoken(label)


def _draw_way(surface: pygame.Surface, area: pygame.Rect, look: Look, way: tuple[WayPlace, ...]) -> None:
    """The pen's way as dots, on dark ground: a ring where it begins, small dots where the pen was lifted."""
    room = round(area.width * 0.74)
    right, bottom = max(place.x for place in way), max(place.y for place in way)
    left, top = area.centerx - right * room / 2, area.centery - bottom * room / 2
    radius = max(2, area.width // 44)
    for place in way:
        dot = disc(radius if place.drawn else max(1, radius // 2), place.colour)
        put(surface, dot, center=(round(left + place.x * room), round(top + place.y * room)))
    ring = pygame.Rect(0, 0, 5 * radius, 5 * radius)
    ring.center = round(left + way[0].x * room), round(top + way[0].y * room)
    frame(surface, ring, _CHALK, max(1, look.px(0.2)), ring.width // 2)


class DigitTile(Widget):
    """A digit's small picture; pressed, it is shown large."""

    def __init__(self, rect: pygame.Rect, look: Look, action: Callable[[], None]) -> None:
        super().__init__(rect, look, action)
        self.picture: pygame.Surface | None = None
        self.chosen = False

    def draw(self, surface: pygame.Surface) -> None:
        look, palette = self.look, self.look.palette
        side = min(self.rect.size) - 2 * look.px(0.9)
        place = pygame.Rect(0, 0, side, side).move_to(center=self.rect.center)
        rounded(surface, place, BLACK, look.px(0.4))
        if self.picture is not None:
            surface.blit(pygame.transform.scale(self.picture, place.size), place)
        if self.chosen or self._hover:
            colour = palette.ink if self.chosen else palette.soft
            frame(surface, place.inflate(2 * look.px(0.8), 2 * look.px(0.8)), colour, max(2, look.px(0.3)), 6)


class NetView:
    """A panel on a sheet that is already drawn. It shows what :meth:`show` was last given.

    Attributes:
        tiles: where the small pictures of a number's digits go, window pixels; no more than have room.
    """

    def __init__(self, look: Look, rect: pygame.Rect) -> None:
        self.look = look
        self.inner = rect.inflate(-look.px(6), -look.px(4))
        self._wide = self.inner.width >= look.px(_WIDE)
        side = look.target(7.2)
        self._head = side + look.px(0.4) if self._wide else look.px(6.2)
        body = pygame.Rect(0, self._head, self.inner.width, self.inner.height - self._head)
        body.top += look.px(1.8)
        body.height -= look.px(1.8)
        small = look.font("small").get_linesize()
        if self._wide:
            beside = look.px(3) + look.px(_NUMBERS) + look.px(_SHORTEST_BAR) + self._shares_width
            width = min(round(body.width * 0.575), body.width - beside)
            cell = max(4, min(body.height - small - look.px(1), width) // _CELLS)
            self._large = pygame.Rect(body.topleft, (cell * _CELLS, cell * _CELLS))
            left = self._large.right + look.px(3)
            least = 10 * look.font("small-read").get_linesize()  # of a narrow panel the picture is low
            high = min(max(self._large.height - small, least), body.height - small)
            self._bars = pygame.Rect(left, body.top, body.right - left, high)
            tiles = pygame.Rect(0, 0, self.inner.width - look.px(33), side)
            tiles.topright = self.inner.topright
        else:
            cell = max(2, round(body.height * 0.36) // _CELLS)
            self._large = pygame.Rect(body.topleft, (cell * _CELLS, cell * _CELLS))
            top = self._large.bottom + look.px(1.4)
            self._bars = pygame.Rect(0, top, body.width, body.bottom - small - top)
            left = self.inner.left + self._large.right + look.px(1)
            tiles = pygame.Rect(left, self.inner.top + body.top, self.inner.right - left, self._large.height)
        across, down = tiles.width // side, max(1, tiles.height // side)
        places = [
            pygame.Rect(tiles.left + column * side, tiles.top + row * side, side, side)
            for row in range(down)
            for column in range(across)
        ]
        if self._wide:  # they end at the right edge
            spare = tiles.width - across * side
            places = [place.move(spare, 0) for place in places]
        self.tiles = places
        self._why = False  # whether it is shown why
        self._picture: pygame.Surface | None = None
        self._digit: Digit | None = None  # whose bars are shown
        self._threshold: float | None = None
        self._from, self._to = _NO_SHARES, _NO_SHARES
        self._since = self._now = 0.0

    @property
    def bar_width(self) -> int:
        """How long a full bar is, in pixels."""
        return self._bars.width - self.look.px(_NUMBERS) - self._shares_width

    @property
    def _shares_width(self) -> int:
        """What the percentages need at the bars' end."""
        return self.look.font("body").size("100 %")[0] + self.look.px(0.8)

    def places(self, count: int) -> list[pygame.Rect]:
        """Where the tiles of ``count`` digits go, or of the last ones that fit; none for a single digit."""
        if count < 2:
            return []
        if self._why and not self._wide:  # on a line of their own, above what the networks say
            side = self.tiles[0].width
            top = self.inner.top + self._large.top
            fitting = min(count, self.inner.width // side)
            return [
                pygame.Rect(self.inner.left + number * side, top, side, side) for number in range(fitting)
            ]
        shown = min(count, len(self.tiles))
        return self.tiles[-shown:] if self._wide else self.tiles[:shown]

    def show(
        self,
        insight: Insight,
        threshold: float | None,
        layers: Layers | None,
        now: float = 0.0,
        *,
        show_layers: bool = False,
        chosen: int | None = None,
        why: Why | None = None,
    ) -> None:
        """Draw the panel again (kept until the next call); the bars move from where they are.

        Args:
            threshold: the confidence from which a digit is sure, for the red notch.
            layers: of that digit, once they are worked out; None before.
            show_layers: show them in place of the bars.
            now: the bars move from this time on, seconds.
            chosen: index of the digit that is shown large.
            why: what both networks say of that digit, to be shown in place of the bars.
        """
        picture = pygame.Surface(self.inner.size, pygame.SRCALPHA)
        picture.fill((*self.look.palette.sheet, 0))
        self._digit, self._why = None, why is not None and not show_layers
        self._header(picture, insight, show_layers)
        if show_layers:
            area = pygame.Rect(0, self._head, self.inner.width, self.inner.height - self._head)
            self._layers(picture, area, layers)
        elif chosen is None:
            self._hint(picture)
        elif why is not None:
            self._draw_why(picture, why, several=len(insight.digits) > 1)
        else:
            self._digit, self._threshold = insight.digits[chosen], threshold
            self._draw_large(picture, insight.pictures[chosen])
        wanted = self._digit.scores if self._digit is not None else _NO_SHARES
        if wanted != self._to:
            self._from, self._to, self._since = self._shares(), wanted, now
        self._now = max(self._now, now)
        self._picture = picture

    def update(self, now: float) -> bool:
        """True while the bars move."""
        was, self._now = self._now - self._since, now
        return was < FADE_S

    def _shares(self) -> tuple[float, ...]:
        """What the bars show at this moment."""
        done = 1.0 if self.look.taste.reduced_motion else ease_out((self._now - self._since) / FADE_S)
        return tuple(a + (b - a) * done for a, b in zip(self._from, self._to, strict=True))

    def draw(self, surface: pygame.Surface) -> None:
        if self._picture is None:
            return
        surface.blit(self._picture, self.inner)
        if self._digit is not None:
            self._draw_bars(surface, self._digit)

    def _header(self, picture: pygame.Surface, insight: Insight, show_layers: bool) -> None:
        look, palette, width = self.look, self.look.palette, self.inner.width
        words = (
            "Layer by layer" if show_layers else "What both nets see" if self._why else "What the net sees"
        )
        title = look.shrunk(words, "h2", palette.ink, width)
        place = title.get_rect(midleft=(0, self._head // 2 - look.px(0.4)))
        picture.blit(title, place)
        read = f"reading {spoken(insight.digits[-1].digit)}" if show_layers and insight.digits else ""
        note = look.text(read, "small", palette.soft)
        if place.right + look.px(1) + note.get_width() <= width:
            baseline = place.top + look.font("h2").get_ascent()
            picture.blit(note, (width - note.get_width(), baseline - look.font("small").get_ascent()))
        rule(picture, look, 0, width, self._head)

    def _hint(self, picture: pygame.Surface) -> None:
        look = self.look
        words = "Each digit you write appears here as the net sees it, with how sure it is."
        area = pygame.Rect(0, self._large.top + look.px(1), self.inner.width, 0)
        paragraph(picture, look, words, "body", look.palette.soft, area)

    def _draw_large(self, picture: pygame.Surface, image: pygame.Surface) -> None:
        """The digit as the network sees it, square by square."""
        look, place = self.look, self._large
        rounded(picture, place.inflate(4, 4), BLACK, look.px(0.4))
        picture.blit(pygame.transform.scale(image, place.size), place)
        cell = place.width // _CELLS
        if cell >= 6:
            for at in range(1, _CELLS):
                picture.fill(_LINE, (place.left + at * cell, place.top, 1, place.height))
                picture.fill(_LINE, (place.left, place.top + at * cell, place.width, 1))
        if self._wide:
            words = "28 × 28 squares. A second net follows your pen."
            clear = self._foot - self.inner.top <= place.bottom  # of the bars
            area = pygame.Rect(0, place.bottom + look.px(1.6), self.inner.width if clear else place.width, 0)
            lines = look.lines(words, "small", area.width)
            if area.top + len(lines) * look.font("small").get_linesize() <= self.inner.height:
                paragraph(picture, look, words, "small", look.palette.soft, area)

    def _draw_why(self, picture: pygame.Surface, why: Why, *, several: bool) -> None:
        """What each network saw and says, side by side, and below it in words."""
        look, inner = self.look, self.inner
        area = pygame.Rect(0, self._large.top, inner.width, inner.height - self._large.top)
        if several and not self._wide:
            area.top += self.tiles[0].height + look.px(1)
            area.height = inner.height - area.top
        small, large = look.font("small").get_linesize() + look.px(0.6), look.font("h2").get_linesize()
        words = sentence(why)
        told = len(look.lines(words, "small", area.width)) * small + look.px(1.6)
        gap = look.px(3)
        side = max(28, min((area.width - gap) // 2, area.height - small - large - told))
        path = why.evidence.path
        for number, opinion in enumerate((why.evidence.picture, path) if path else (why.evidence.picture,)):
            place = pygame.Rect(area.left + number * (side + gap), area.top + small, side, side)
            title = look.first_fit("small", side, *(_WAY if number else _PICTURE))
            put(picture, look.text(title, "small", look.palette.soft), topleft=(place.left, area.top))
            rounded(picture, place.inflate(4, 4), BLACK, look.px(0.4))
            if number:
                _draw_way(picture, place, look, why.way)
            else:
                picture.blit(pygame.transform.scale(why.picture, place.size), place)
            self._draw_opinion(picture, place, opinion)
        top = area.top + small + side + large + look.px(0.6)
        left = pygame.Rect(area.left, top, area.width, max(1, area.bottom - top))
        paragraphs(picture, look, left, words)

    def _draw_opinion(self, picture: pygame.Surface, place: pygame.Rect, opinion: Opinion) -> None:
        """What a network says, below its picture."""
        look, palette = self.look, self.look.palette
        height = look.font("h2").get_linesize()
        digit = look.text(printed(opinion.says), "h2", palette.ink)
        at = put(picture, digit, midleft=(place.left, place.bottom + look.px(0.4) + height // 2))
        share = look.text(percent(opinion.confidence), "small", palette.soft)
        put(picture, share, midleft=(at.right + look.px(1), at.centery))

    def _draw_bars(self, surface: pygame.Surface, digit: Digit) -> None:
        """A bar for each digit, always in the same order, so that they move and do not jump."""
        look, palette = self.look, self.look.palette
        area = self._bars.move(self.inner.topleft)
        number = None if digit.not_a_digit > 0.5 else digit.digit
        for label, (row, share) in enumerate(zip(rows(area, 10), self._shares(), strict=True)):
            first = label == number
            role, colour = ("body", palette.ink) if first else ("small", palette.soft)
            name = look.text(
                str(label), "h2" if first else "small-read", palette.ink if first else palette.soft
            )
            put(surface, name, center=(row.left + look.px(1.4), row.centery))
            put(surface, look.text(percent(share), role, colour), midright=(row.right, row.centery))
            height = max(3, look.px(1.7) if first else look.px(1))
            bar = pygame.Rect(row.left + look.px(_NUMBERS), row.centery - height // 2, self.bar_width, height)
            bar_colour = palette.ink if first else palette.runner_up
            ten_squares(surface, bar, look, share, bar_colour, self._threshold if first else None)
        if number is None:
            words = f"not a digit: {percent(digit.not_a_digit)}"
            put(surface, look.text(words, "small", palette.ink), bottomright=(area.right, self._foot))
        elif self._threshold is not None:
            accent_means(surface, look, "sure from here", (area.right, self._foot))

    @property
    def _foot(self) -> int:
        """The lower edge of the line below the bars."""
        return self.inner.top + self._bars.bottom + self.look.font("small").get_linesize()

    def _layers(self, picture: pygame.Surface, area: pygame.Rect, found: Layers | None) -> None:
        look, palette = self.look, self.look.palette
        if found is None:
            words, place = "Write a digit, then lift the pen.", area.move(0, look.px(4))
            paragraph(picture, look, words, "body", palette.soft, place)
            return
        if not found.path:
            self._rows(picture, area, found.picture)
            return
        networks = ((_PICTURE, found.picture), (_WAY, found.path))
        for column, (titles, layers) in zip(columns(area, 2, look.px(2)), networks, strict=True):
            heading = look.text(look.first_fit("body", column.width, *titles), "body", palette.ink)
            height = put(picture, heading, topleft=(column.left, column.top + look.px(1))).bottom - column.top
            rest = pygame.Rect(column.left, column.top + height, column.width, column.height - height)
            self._rows(picture, rest, layers)

    def _rows(self, picture: pygame.Surface, area: pygame.Rect, layers: NamedLayers) -> None:
        """The layers of one network, one below the other."""
        look, palette = self.look, self.look.palette
        height = area.height // max(1, len(layers))
        for index, (name, tiles) in enumerate(layers):
            top = area.top + index * height + look.px(1)
            label = look.first_fit("small", area.width, *_layer_names(name, tiles))
            picture.blit(look.text(label, "small", palette.soft), (area.left, top))
            # The words need no gap below them: the font's descent is enough.
            below = top + look.font("small").get_linesize()
            self._tiles(
                picture,
                pygame.Rect(area.left, below, area.width, area.top + (index + 1) * height - below),
                tiles,
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


def _layer_names(name: str, tiles: tuple[pygame.Surface, ...]) -> tuple[str, ...]:
    """What a layer may be called, longest first. The last one has no maps, but a square for each feature."""
    if len(tiles) > 1:
        return (name,)
    width, height = tiles[0].get_size()
    return f"what it found: {width * height} features", f"{width * height} features"
