"""The colours of the exercise book: on paper, and on slate."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

Colour = tuple[int, int, int]


def _hex(code: str) -> Colour:
    return int(code[0:2], 16), int(code[2:4], 16), int(code[4:6], 16)


@lru_cache(maxsize=256)
def mix(a: Colour, b: Colour, share: float) -> Colour:
    """``a`` with ``share`` (0 to 1) of it replaced by ``b``."""
    red, green, blue = (round(x + (y - x) * share) for x, y in zip(a, b, strict=True))
    return red, green, blue


@dataclass(frozen=True, slots=True)
class Palette:
    """One board's colours by role. ``wrong`` is the accent; ``seats`` are the inks of seats 0 and 1."""

    name: str
    desk: Colour
    sheet: Colour
    card: Colour
    edge: Colour
    rule: Colour
    ink: Colour
    soft: Colour
    accent: Colour
    accent_edge: Colour
    on_accent: Colour
    spent: Colour
    chosen: Colour
    right: Colour
    misread: Colour
    second: Colour
    hairline: Colour
    shadow: int

    @property
    def wrong(self) -> Colour:
        return self.accent

    @property
    def disabled(self) -> Colour:
        """The label of what cannot be pressed."""
        return mix(self.soft, self.desk, 0.16)

    @property
    def track(self) -> Colour:
        """The unfilled part of a rail or a bar, on the sheet."""
        return mix(self.sheet, self.soft, 0.14)

    @property
    def runner_up(self) -> Colour:
        """Ink, 35 % lighter: the bars of what was read second."""
        return mix(self.ink, self.sheet, 0.35)

    @property
    def seats(self) -> tuple[Colour, Colour]:
        return self.ink, self.second


PAPER = Palette(
    name="paper",
    desk=_hex("E8DDC8"),
    sheet=_hex("FCF8EE"),
    card=_hex("F5EDDC"),
    edge=_hex("CFC1A6"),
    rule=_hex("CAD8DE"),
    ink=_hex("1D2B4C"),
    soft=_hex("4B5569"),
    accent=_hex("AC3717"),
    accent_edge=_hex("7E2810"),
    on_accent=_hex("FFF9EE"),
    spent=_hex("EBCFC0"),
    chosen=_hex("F4E4D2"),
    right=_hex("0B6659"),
    misread=_hex("4A45A0"),
    second=_hex("1F5138"),
    hairline=_hex("A79C88"),
    shadow=70,
)

SLATE = Palette(
    name="slate",
    desk=_hex("221B16"),
    sheet=_hex("2A3437"),
    card=_hex("344044"),
    edge=_hex("161B1D"),
    rule=_hex("3F4D51"),
    ink=_hex("F4EFE2"),
    soft=_hex("BCC4C1"),
    accent=_hex("F39A78"),
    accent_edge=_hex("B5603F"),
    on_accent=_hex("2A1208"),
    spent=_hex("6B554B"),
    chosen=_hex("3B3F3D"),
    right=_hex("83D6C1"),
    misread=_hex("BDBBF5"),
    second=_hex("BFE3C0"),
    hairline=_hex("4A575B"),
    shadow=120,
)

BOARDS = {palette.name: palette for palette in (PAPER, SLATE)}
