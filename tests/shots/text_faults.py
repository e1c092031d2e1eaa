"""Watches the text that is set while a picture is drawn: what it says, what is cut, what is too small."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

import pygame

from game.ui import fonts
from game.ui.look import ROLES, Look
from game.ui.theme import Colour

#: No text is smaller, in pixels.
LEAST = ROLES["small"][2]


@contextmanager
def watched() -> Iterator[set[str]]:
    """Faults of the text that is set within, each in a few words; filled as they happen."""
    faults: set[str] = set()
    fit, shrunk, squeezed = Look.fit, Look.shrunk, Look.squeezed

    def watch_fit(self: Look, string: str, role: str, width: int) -> str:
        shown = fit(self, string, role, width)
        if shown != string:
            faults.add(f"cut: {string!r} is {shown!r} ({role}, {width} px)")
        return shown

    def watch_shrunk(self: Look, string: str, role: str, colour: Colour, width: int) -> pygame.Surface:
        picture = shrunk(self, string, role, colour, width)
        if picture.get_width() > width:
            faults.add(f"too wide: {string!r} ({role}, {width} px)")
        least = max(LEAST, round(ROLES["small"][1] * self.u))  # as large as the smallest print usually is
        if picture.get_height() < self.font(role, min(least, self.type_size(role))).get_linesize():
            faults.add(f"too small: {string!r} ({role}, {width} px)")
        return picture

    def watch_squeezed(
        self: Look, string: str, role: str, colour: Colour, width: int, least: int | None = None
    ) -> pygame.Surface:
        size = min(self.type_size(role), self.type_size("small") if least is None else least)
        if fonts.font(ROLES[role][0], size).size(string)[0] > width:
            faults.add(f"cut: {string!r} ({role}, {width} px)")
        return squeezed(self, string, role, colour, width, least)

    Look.fit, Look.shrunk = watch_fit, watch_shrunk  # type: ignore[method-assign]
    Look.squeezed = watch_squeezed  # type: ignore[method-assign]
    try:
        yield faults
    finally:
        Look.fit, Look.shrunk, Look.squeezed = fit, shrunk, squeezed  # type: ignore[method-assign]


@contextmanager
def heard() -> Iterator[set[str]]:
    """Every line of text that is set within; filled as it happens."""
    said: set[str] = set()
    text, shrunk, squeezed = Look.text, Look.shrunk, Look.squeezed

    def hear_text(self: Look, string: str, role: str, colour: Colour) -> pygame.Surface:
        said.add(string)
        return text(self, string, role, colour)

    def hear_shrunk(self: Look, string: str, role: str, colour: Colour, width: int) -> pygame.Surface:
        said.add(string)
        return shrunk(self, string, role, colour, width)

    def hear_squeezed(
        self: Look, string: str, role: str, colour: Colour, width: int, least: int | None = None
    ) -> pygame.Surface:
        said.add(string)
        return squeezed(self, string, role, colour, width, least)

    Look.text, Look.shrunk = hear_text, hear_shrunk  # type: ignore[method-assign]
    Look.squeezed = hear_squeezed  # type: ignore[method-assign]
    try:
        yield said
    finally:
        Look.text, Look.shrunk, Look.squeezed = text, shrunk, squeezed  # type: ignore[method-assign]
