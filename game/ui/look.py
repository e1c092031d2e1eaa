"""Look: the sizes, colours and type that everything is drawn with, for one window size and one player.

A `Look` is made again when the window or a setting changes; all that was drawn with the old one is drawn
again. Sizes are in **u**, a 90th of the window's height (8 pixels at 1280×720).
"""

from __future__ import annotations

from collections import OrderedDict
from dataclasses import dataclass

import pygame

from game.ui import fonts
from game.ui.theme import PAPER, Colour, Palette

# role: face, size in u, smallest size in pixels
ROLES: dict[str, tuple[str, float, int]] = {
    "question": ("serif", 17, 40),
    "question-stacked": ("serif", 13, 40),
    "question-portrait": ("serif", 24, 40),
    "title": ("serif-bold", 10.6, 40),
    "score": ("serif-bold", 15, 40),
    "room-code": ("serif-bold", 23, 60),
    "h1": ("serif", 5.8, 24),
    "page": ("serif", 4.8, 22),
    "h2": ("serif", 3.8, 19),
    "read": ("serif", 5.0, 22),
    "small-read": ("serif", 3.0, 16),
    "body": ("sans", 2.8, 16),
    "small": ("sans", 2.3, 14),
}
MIN_TARGET = 44
_KEPT_TEXTS = 400


@dataclass(frozen=True, slots=True)
class Taste:
    """The part of a look that a player chooses; the rest follows from the window's size."""

    palette: Palette = PAPER
    left_handed: bool = False
    projector: bool = False
    reduced_motion: bool = False
    pen: float = 1.0


class Look:
    """One window size and one taste. ``size`` is in pixels."""

    def __init__(self, size: tuple[int, int], taste: Taste = Taste()) -> None:
        self.size = size
        self.taste = taste
        self.palette = taste.palette
        self.u = min(size[1] / 90, size[0] / 120)
        self._texts: OrderedDict[tuple[str, str, Colour], pygame.Surface] = OrderedDict()

    @property
    def rect(self) -> pygame.Rect:
        return pygame.Rect((0, 0), self.size)

    @property
    def portrait(self) -> bool:
        return self.size[0] < self.size[1]

    @property
    def stacked(self) -> bool:
        """Too narrow for two things side by side (below 3:2)."""
        return self.size[0] * 2 < self.size[1] * 3

    def px(self, units: float) -> int:
        """A length in whole pixels, at least 1."""
        return max(1, round(units * self.u))

    def target(self, units: float) -> int:
        """A length that a finger must hit, never under 44 pixels."""
        return max(MIN_TARGET, self.px(units))

    @property
    def pen_width(self) -> float:
        """The pen's ordinary width in pixels."""
        return 1.5 * self.u * self.taste.pen

    def type_size(self, role: str) -> int:
        """The size of a role's type in pixels."""
        _, units, floor = ROLES[role]
        size = max(floor, round(units * self.u))
        return round(size * 1.25) if self.taste.projector and role in {"body", "small"} else size

    def font(self, role: str, size: int | None = None) -> pygame.Font:
        """A role's font, in its own size or in another one (pixels)."""
        return fonts.font(ROLES[role][0], self.type_size(role) if size is None else size)

    def text(self, string: str, role: str, colour: Colour) -> pygame.Surface:
        """The string as a picture; kept, so do not draw on it."""
        key = string, role, colour
        if key in self._texts:
            self._texts.move_to_end(key)
            return self._texts[key]
        picture = self.font(role).render(string, True, colour)
        self._texts[key] = picture
        if len(self._texts) > _KEPT_TEXTS:
            self._texts.popitem(last=False)
        return picture

    def fitted(self, string: str, role: str, colour: Colour, width: int) -> pygame.Surface:
        """The string in its role, or as much of it as fits the width, with an ellipsis."""
        return self.text(self.fit(string, role, width), role, colour)

    def fit(self, string: str, role: str, width: int) -> str:
        """The string, or as much of it as fits the width, with an ellipsis."""
        font, shown = self.font(role), string
        while len(shown) > 1 and font.size(shown)[0] > width:
            shown = shown[:-2].rstrip() + "…"
        return shown

    def first_fit(self, role: str, width: int, *wordings: str) -> str:
        """The first of these wordings that fits the width, else the last one: longest first."""
        font = self.font(role)
        return next((words for words in wordings if font.size(words)[0] <= width), wordings[-1])

    def shrunk(self, string: str, role: str, colour: Colour, width: int) -> pygame.Surface:
        """The string whole, set smaller where its role's size would not fit the width: for headlines."""
        face, size = ROLES[role][0], self.type_size(role)
        least = min(size, ROLES["small"][2])
        wide = fonts.font(face, size).size(string)[0]
        if wide > width:  # opening a font takes a while: begin near the size that fits
            biggest = size - 1
            size = max(least, min(biggest, size * width // wide))
            while size > least and fonts.font(face, size).size(string)[0] > width:
                size -= 1
            while size < biggest and fonts.font(face, size + 1).size(string)[0] <= width:
                size += 1
        return fonts.font(face, size).render(string, True, colour)

    def squeezed(
        self, string: str, role: str, colour: Colour, width: int, least: int | None = None
    ) -> pygame.Surface:
        """The string set smaller where it does not fit the width, and cut where it must be: for names.

        Args:
            least: pixels, the smallest size of its font; that of small print if None.
        """
        font = self.font(role)
        if font.size(string)[0] <= width:
            return self.text(string, role, colour)
        face, size = ROLES[role][0], self.type_size(role)
        least = min(size, self.type_size("small") if least is None else least)
        size = max(least, min(size, size * width // font.size(string)[0]))
        while size > least and fonts.font(face, size).size(string)[0] > width:
            size -= 1
        smaller, shown = fonts.font(face, size), string
        while len(shown) > 1 and smaller.size(shown)[0] > width:
            shown = shown[:-2].rstrip() + "…"
        return smaller.render(shown, True, colour)

    def name(self, name: str, role: str, colour: Colour, room: tuple[int, int]) -> pygame.Surface:
        """A name, squeezed; where it would be cut, on two lines of small print if both fit the room.

        On two lines it may be a fifth smaller than small print.
        """
        face, usual = ROLES[role][0], min(self.type_size(role), self.type_size("small"))
        breaks = [at for at in range(1, len(name)) if name[at - 1] in " -"]
        if breaks and fonts.font(face, usual).size(name)[0] > room[0]:
            for size in range(usual, max(ROLES["small"][2], usual * 4 // 5) - 1, -1):
                font = fonts.font(face, size)
                pitch = round(font.get_linesize() * 0.86)
                height = pitch + font.get_linesize()
                for both in ((name[:at].rstrip(), name[at:]) for at in reversed(breaks)):
                    if height <= room[1] and all(font.size(half)[0] <= room[0] for half in both):
                        picture = pygame.Surface((room[0], height), pygame.SRCALPHA)
                        for number, half in enumerate(both):
                            picture.blit(font.render(half, True, colour), (0, number * pitch))
                        return picture
        return self.squeezed(name, role, colour, room[0])

    def lines(self, string: str, role: str, width: int) -> list[str]:
        """The string broken between words so that each line fits the width where it can.

        A percent sign stays with its number, and what a no-break space joins stays together.
        """
        font = self.font(role)
        lines: list[str] = []
        for word in string.replace(" %", "\N{NO-BREAK SPACE}%").split(" "):
            if lines and font.size(f"{lines[-1]} {word}")[0] <= width:
                lines[-1] += f" {word}"
            else:
                lines.append(word)
        return lines

    def even_lines(self, string: str, role: str, width: int) -> list[str]:
        """As many lines as :meth:`lines` makes, of about the same length: for centred words."""
        lines = self.lines(string, role, width)
        for tenths in range(9, 4, -1):
            narrower = self.lines(string, role, width * tenths // 10)
            if len(narrower) > len(lines):
                break
            lines = narrower
        return lines


def ease_out(share: float) -> float:
    """A share (0 to 1) of time as a share of the way: fast at first, then slower (cubic)."""
    return 1 - (1 - min(1.0, max(0.0, share))) ** 3
